"""All that SQLite and PostgreSQL do differently. No other module asks which database it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Connection, Insert, Integer, LargeBinary, Table, TypeDecorator, Uuid
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeEngine

LocalKey = BigInteger().with_variant(Integer(), "sqlite")
"""An integer the database hands out; on SQLite only the exact type INTEGER is the table's own rowid."""

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document that is searched and compared."""

Verbatim = JSON(none_as_null=True)
"""A JSON document kept as it was spelt, because it is hashed: JSONB would respell numbers."""


class _UuidBytes(TypeDecorator[UUID]):
    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - its signature
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:  # noqa: ARG002 - its signature
        return None if value is None else UUID(bytes=value)


def uuid_type() -> TypeEngine[Any]:
    """An id: PostgreSQL's own type, and sixteen bytes on SQLite, which has none."""
    return Uuid().with_variant(_UuidBytes(), "sqlite")


def into(connection: Connection, schema: str) -> Connection:
    """The same connection, its statements meant for the compartment whose schema this is.

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
    insert: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table).inline()
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


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch the checking of foreign keys, outside a transaction. PostgreSQL alters tables without needing it."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def dangling(connection: Connection, schema: str = "main") -> int:
    """How many rows point at nothing. PostgreSQL never lets one."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql(f'PRAGMA "{schema}".foreign_key_check').all())


def made_anew(connection: Connection) -> None:
    """Make what the tables' declarations cannot say: the full-text index, its triggers, indexes over expressions.

    Run after every migration, in its transaction: on SQLite altering a table drops what hangs on it.
    """
