"""All that SQLite and PostgreSQL do differently. No other module asks which database it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine
from sqlmodel import UTCDateTime

LocalKey = BigInteger().with_variant(Integer(), "sqlite")
"""An integer the database hands out; on SQLite only the exact type INTEGER is the table's own rowid."""

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document that is searched and compared."""

SortKey = String().with_variant(String(collation="C"), "postgresql")
"""A folded text that lists are sorted by: letter by letter, on both databases, whatever the server's language."""

Verbatim = JSON(none_as_null=True)
"""A JSON document kept as it was spelt, because it is hashed: JSONB would respell numbers."""


class _UuidBytes(TypeDecorator[UUID]):
    """Sixteen bytes. Like ``_MomentText`` it hands over what converts a value, because most of a row is these two."""

    impl = LargeBinary(16)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:  # noqa: ARG002 - its signature
        return _id_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - likewise
        return _id_read


class _MomentText(TypeDecorator[datetime]):
    """``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC, as SQLite compares and sorts moments."""

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:  # noqa: ARG002 - its signature
        return _moment_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - likewise
        return _moment_read


def _id_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


@lru_cache(maxsize=8192)
def _id_read(value: bytes | None) -> UUID | None:
    # Kept, because the same few officers own and log whatever is read, and a list is read again and again.
    return None if value is None else UUID(bytes=value)


def _moment_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment_read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def uuid_type() -> TypeEngine[Any]:
    """An id: PostgreSQL's own type, and sixteen bytes on SQLite, which has none."""
    return Uuid().with_variant(_UuidBytes(), "sqlite")


def moment_type() -> TypeEngine[Any]:
    """A moment, aware and in UTC: PostgreSQL's own type, and text on SQLite, which has none."""
    return UTCDateTime().with_variant(_MomentText(), "sqlite")


def into(connection: Connection, schema: str) -> Connection:
    """The same connection, its statements from now on meant for the compartment whose schema this is.

    SQLite's ``main`` is where a bare name leads already, and left bare its statements cost less.
    """
    if schema == "main":
        return connection
    return connection.execution_options(schema_translate_map={None: schema})


def one_writer(connection: Connection) -> None:
    """Wait until nobody else writes. SQLite's BEGIN IMMEDIATE has done so; PostgreSQL holds a lock to the commit."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5263440)")


def upsert(connection: Connection, table: Table, keys: Sequence[str]) -> Insert:
    """An insert that replaces every column but the keys where a row with those keys is there already."""
    return _upsert(connection.dialect.name, table, tuple(keys))


@cache
def _upsert(dialect: str, table: Table, keys: tuple[str, ...]) -> Insert:
    # Kept, because naming the columns of "excluded" costs more than running the statement.
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table).inline()
    fresh = {column.name: insert.excluded[column.name] for column in table.c if column.name not in (*keys, "rowid")}
    statement: Insert = insert.on_conflict_do_update(index_elements=list(keys), set_=fresh)
    return statement


def own_schema(connection: Connection, schema: str | None) -> None:
    """Make a PostgreSQL schema the one that bare names lead to, on this connection; None leads them nowhere again."""
    if schema is None:
        connection.exec_driver_sql("SET search_path TO DEFAULT")
    else:
        connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        connection.exec_driver_sql(f'SET search_path TO "{schema}"')
    connection.commit()


def compartment_roles(connection: Connection, roles: Mapping[str, str]) -> None:
    """Give each PostgreSQL schema, made where there is none, to a role of its own, made likewise; the first one's role
    is granted to the others. Nobody outside a schema's role reaches anything in it.

    A table belongs to its compartment's role, and not only its rows, because erasing rewrites it. In the caller's
    transaction.
    """
    quote = connection.dialect.identifier_preparer.quote
    first = next(iter(roles.values()))
    for schema, name in roles.items():
        place, role = quote(schema), quote(name)
        if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first() is None:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
        if not connection.execute(text("SELECT pg_has_role(:name, 'USAGE')"), {"name": name}).scalar():
            connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
        of = {"of": schema}
        owner = connection.execute(text("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = :of"), of)
        if (owned_by := owner.scalar()) is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {place} AUTHORIZATION {role}")
        elif owned_by != name:
            connection.exec_driver_sql(f"ALTER SCHEMA {place} OWNER TO {role}")
        connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {place} FROM PUBLIC")
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = :of"), of)
        for table in tables.scalars().all():
            connection.exec_driver_sql(f"ALTER TABLE {place}.{quote(table)} OWNER TO {role}")
        carries = text("SELECT pg_has_role(:name, :first, 'USAGE')")
        if not connection.execute(carries, {"name": name, "first": first}).scalar():
            connection.exec_driver_sql(f"GRANT {quote(first)} TO {role}")


def as_role(connection: Connection, role: str | None) -> None:
    """Act on this connection as a PostgreSQL role, so that what is made is the role's; None as oneself again."""
    connection.exec_driver_sql(f"SET ROLE {connection.dialect.identifier_preparer.quote(role) if role else 'NONE'}")
    connection.commit()


def not_allowed(error: DBAPIError) -> bool:
    """Whether a PostgreSQL server refused a statement because the account lacks a right."""
    return getattr(error.orig, "sqlstate", None) == "42501"


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch the checking of foreign keys, outside a transaction. PostgreSQL alters tables without needing it."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def wait_for_disk(connection: Connection, *, on: bool) -> None:
    """Whether a commit on this connection, which is in no transaction, waits until it is on the disk."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.execute(f"PRAGMA main.synchronous = {'FULL' if on else 'OFF'}")
        if on:
            driver.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
    else:
        connection.exec_driver_sql("RESET synchronous_commit" if on else "SET synchronous_commit TO off")
        connection.commit()


@contextmanager
def passing_through(connection: Connection, cache_kib: int) -> Iterator[None]:
    """While the block lasts, keep no more than so much of the pages read: it goes through what is read only once."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA main.cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA main.cache_size = {-cache_kib}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA main.cache_size = {usual}")


def dangling(connection: Connection) -> tuple[tuple[str, int], ...]:
    """The rows that point at nothing, as table and ``rowid``. PostgreSQL never lets one."""
    if connection.dialect.name != "sqlite":
        return ()
    return tuple((row[0], row[1]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))


def damage(connection: Connection) -> tuple[str, ...]:
    """What the database's own checks find wrong with the file: pages first, then its structure.

    Nothing of a value is in what they say. PostgreSQL checks itself.
    """
    if connection.dialect.name != "sqlite":
        return ()
    # "page 3 failed": one whose authentication code is not its own.
    pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    if pages:
        return tuple(pages)
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    return () if said == ["ok"] else tuple(said)


def made_anew(connection: Connection) -> None:
    """Make what the tables' declarations cannot say: the full-text index and the triggers that keep it in step.

    Run after every migration, in its transaction: on SQLite altering a table drops what hangs on it.
    """
    if connection.dialect.name == "sqlite":
        statements = _SQLITE_INDEX
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'indexed_words'").first() is None:
            statements = (*_SQLITE_INDEX, "INSERT INTO indexed_words (indexed_words) VALUES ('rebuild')")
    else:
        statements = _POSTGRES_INDEX
    for statement in statements:
        connection.exec_driver_sql(statement)


# --- erasing -------------------------------------------------------------------------------------------------


def blank(value: Any) -> Any:
    """What stands for nothing in a column that must hold something of the kind of ``value``."""
    if isinstance(value, datetime):
        return datetime(1970, 1, 1, tzinfo=UTC)
    if isinstance(value, UUID):
        return UUID(int=0)
    return date(1970, 1, 1) if isinstance(value, date) else type(value)()


def cleaned_out(connection: Connection, schema: str) -> bool:
    """Rewrite a compartment so that what was deleted is in no unused part of it; False when readers kept it open.

    The connection must not be in a transaction.
    """
    if connection.dialect.name == "sqlite":
        return _cleaned_out_file(connection.connection.driver_connection, schema)
    tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = :of"), {"of": schema})
    names = ", ".join(f'"{schema}"."{name}"' for name in tables.scalars())
    connection.rollback()
    driver: Any = connection.connection.driver_connection
    driver.autocommit = True
    try:
        driver.execute(f"VACUUM (FULL) {names}")
    finally:
        driver.autocommit = False
    return True


def _cleaned_out_file(raw: Any, schema: str) -> bool:
    raw.execute(f'VACUUM "{schema}"')
    # Waits for readers as long as any statement does (busy_timeout), then says that they kept it from emptying the log.
    return not raw.execute(f'PRAGMA "{schema}".wal_checkpoint(TRUNCATE)').fetchone()[0]


# --- full text -------------------------------------------------------------------------------------------------

_FORGET_OLD = "INSERT INTO indexed_words (indexed_words, rowid, tokens) VALUES ('delete', old.rowid, old.tokens)"
_LEARN_NEW = "INSERT INTO indexed_words (rowid, tokens) VALUES (new.rowid, new.tokens)"

_SQLITE_INDEX = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS indexed_words USING fts5(tokens, content='indexed', content_rowid='rowid', "
        "tokenize='ascii', detail=none, columnsize=0, prefix='4 5')"
    ),
    # Without this an erased word stays readable in the index's own pages.
    "INSERT INTO indexed_words (indexed_words, rank) VALUES ('secure-delete', 1)",
    *(f"DROP TRIGGER IF EXISTS indexed_{name}" for name in ("made", "altered", "deleted")),
    f"CREATE TRIGGER indexed_made AFTER INSERT ON indexed BEGIN {_LEARN_NEW}; END",
    f"CREATE TRIGGER indexed_deleted AFTER DELETE ON indexed BEGIN {_FORGET_OLD}; END",
    f"CREATE TRIGGER indexed_altered AFTER UPDATE ON indexed BEGIN {_FORGET_OLD}; {_LEARN_NEW}; END",
)
_TOKENS = "array_to_tsvector(string_to_array(tokens, ' '))"
_POSTGRES_INDEX = (
    "DROP INDEX IF EXISTS ix_indexed_words",
    f"CREATE INDEX ix_indexed_words ON indexed USING gin ({_TOKENS})",
)

_WORDS = Table("indexed_words", MetaData(), Column("rowid", Integer), Column("indexed_words", Text))
"""SQLite's index; its column of the same name is what MATCH is asked of."""

Marked = Sequence[Sequence[tuple[str, bool]]]
"""For each word, the tokens of which one must be there, each with whether it is only the start of one."""


@cache
def found_by(dialect: str, indexed: Table) -> Select[Any]:
    """The rows of ``indexed`` that hold the words given as ``sought``, the latest made first.

    On SQLite the order is the index's own rowid's: by the table's it would sort everything found before it returned
    anything.
    """
    sought = bindparam("sought", type_=Text())
    if dialect == "sqlite":
        return (
            select(indexed)
            .join_from(_WORDS, indexed, _WORDS.c.rowid == indexed.c.rowid)
            .where(_WORDS.c.indexed_words.op("MATCH")(sought))
            .order_by(_WORDS.c.rowid.desc())
        )
    tokens = func.array_to_tsvector(func.string_to_array(indexed.c.tokens, literal_column("' '")))
    found = tokens.op("@@")(cast(sought, postgresql.TSQUERY))
    return select(indexed).where(found).order_by(indexed.c.rowid.desc())


def words_sought(dialect: str, words: Marked) -> str:
    """One alternative of every word, as the database is asked for them. Tokens are ASCII letters and digits."""
    spelt, either, both = (_fts5_token, " OR ", " AND ") if dialect == "sqlite" else (_tsquery_token, " | ", " & ")
    return both.join(f"({either.join(spelt(token, prefix) for token, prefix in each)})" for each in words)


def _fts5_token(token: str, prefix: bool) -> str:
    return f'"{token}"*' if prefix else f'"{token}"'


def _tsquery_token(token: str, prefix: bool) -> str:
    return f"'{token}':*" if prefix else f"'{token}'"


def counted_words(connection: Connection) -> dict[str, int] | None:
    """Each token the full-text index holds and how many rows it finds; None where the database keeps it true itself.

    For a connection to one compartment alone, in a transaction that may use temporary tables.
    """
    if connection.dialect.name != "sqlite":
        return None
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.counted USING fts5vocab(main, indexed_words, row)")
    try:
        return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT term, doc FROM temp.counted")}
    finally:
        connection.exec_driver_sql("DROP TABLE temp.counted")
