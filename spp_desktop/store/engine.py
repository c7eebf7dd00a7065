"""Connections: one writer and a few readers over an encrypted store, or the same over PostgreSQL.

On SQLite the general compartment is the connection's ``main`` and the confidential one is attached beside it
when its key is held; on PostgreSQL each compartment is a schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store.dialect import one_writer
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.keys import Keys
from spp_desktop.store.trouble import explain

CACHE_KIB = 24 * 1024
"""Page cache of the general compartment on each connection that reads: what Today, lists and search read again."""
ALONE_CACHE_KIB = 8 * 1024
"""For writing, and for going through a whole file once: little is read twice."""
_ATTACHED_PART = 4
"""The confidential compartment is small: it has this fraction of the general one's cache."""
BUSY_MS = 5000
"""How long a connection waits for another's write before it says the store is busy."""
READERS = 3
_PLAIN_HEADER = b"SQLite format 3\x00"
_WAL, _FULL, _ON = "wal", "2", "1"

Dialect = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Engines:
    """How a store is reached. ``writer`` begins with the write lock held; ``readers`` cannot write.

    ``schemas`` gives the database's own name for each compartment in ``compartments`` (for
    ``schema_translate_map``): ``main`` and ``confidential`` on SQLite, two schemas on PostgreSQL.
    """

    dialect: Dialect
    writer: Engine
    readers: Engine
    compartments: tuple[Compartment, ...]
    schemas: Mapping[Compartment, str]

    def dispose(self) -> None:
        """Close every connection, so that the files can be moved."""
        self.readers.dispose()
        self.writer.dispose()


# --- SQLite ----------------------------------------------------------------------------------------------------


def open_engines(folder: StoreFolder, keys: Keys, *, readers: int = READERS) -> Engines:
    """Engines over a store's folder; a missing file is made by the first connection.

    Raises:
        StoreTrouble: a file is damaged, plain, or not of this key (at the first connection too).
    """
    writer = _sqlite_engine(folder, keys, size=1, reading=False, cache_kib=ALONE_CACHE_KIB)
    reader = _sqlite_engine(folder, keys, size=readers, reading=True, cache_kib=CACHE_KIB)
    engines = Engines(
        "sqlite",
        writer,
        reader,
        keys.compartments,
        {Compartment.GENERAL: "main", Compartment.CONFIDENTIAL: "confidential"},
    )
    try:
        with writer.connect():
            pass
    except BaseException:
        engines.dispose()
        raise
    return engines


def _sqlite_engine(folder: StoreFolder, keys: Keys, *, size: int, reading: bool, cache_kib: int) -> Engine:
    def connect() -> Any:
        raw = connect_file(folder.database(Compartment.GENERAL), keys.general, cache_kib=cache_kib)
        try:
            if keys.confidential is not None:
                _attach(raw, folder.database(Compartment.CONFIDENTIAL), keys.confidential, cache_kib // _ATTACHED_PART)
            if reading:
                _set(raw, "query_only", "ON", _ON)
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        # The connection used last has the warmest cache; the others fill theirs only while several read at once.
        pool_use_lifo=True,
        hide_parameters=True,
    )
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def connect_file(path: Path, key: bytes, *, cache_kib: int = CACHE_KIB) -> Any:
    """A bare encrypted connection to one file with every setting read back; StoreTrouble when one does not hold.

    The handle is closed on failure: on Windows a leaked one keeps the file from being moved.
    """
    refuse_plain(path)
    raw = None
    try:
        raw = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not raw.execute("PRAGMA cipher_version").fetchone():
            raise StoreTrouble("This program was built without encryption and will not open the store")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _set(raw, "busy_timeout", str(BUSY_MS), str(BUSY_MS))
        _set(raw, "foreign_keys", "ON", _ON)
        _set_file(raw, "main", cache_kib)
    except BaseException as error:
        if raw is not None:
            raw.close()
        if isinstance(error, sqlcipher.Error):
            raise explain(error) from error
        raise
    return raw


def nobody_else(raw: Any) -> bool:
    """Whether a bare connection is the only one on its file, here or in another program."""
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        # Leaving WAL needs the file to oneself.
        alone: bool = raw.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
        raw.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlcipher.OperationalError:
        return False
    return alone


def refuse_plain(path: Path) -> None:
    """StoreTrouble where a file is an unencrypted database."""
    try:
        with path.open("rb") as file:
            header = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise explain(error) from error
    if header == _PLAIN_HEADER:
        raise StoreTrouble("The store's file is not encrypted, so it is not one of ours. Restore the latest backup")


def _attach(raw: Any, path: Path, key: bytes, cache_kib: int) -> None:
    refuse_plain(path)
    try:
        # The path is bound, the key spelt as the raw-key literal SQLCipher asks for: neither reaches a log.
        raw.execute(f"ATTACH DATABASE ? AS confidential KEY \"x'{key.hex()}'\"", (str(path),))
        raw.execute("SELECT count(*) FROM confidential.sqlite_master").fetchone()
        _set_file(raw, "confidential", cache_kib)
    except sqlcipher.Error as error:
        raise explain(error) from error


def _set_file(raw: Any, schema: str, cache_kib: int) -> None:
    _set(raw, f"{schema}.journal_mode", "WAL", _WAL)
    _set(raw, f"{schema}.synchronous", "FULL", _FULL)
    _set(raw, f"{schema}.secure_delete", "ON", _ON)
    _set(raw, f"{schema}.cache_size", str(-cache_kib), str(-cache_kib))


def _set(raw: Any, name: str, value: str, reads_back: str) -> None:
    """Set a pragma and read it back: SQLite takes a misspelt one in silence."""
    raw.execute(f"PRAGMA {name} = {value}").fetchall()
    row = raw.execute(f"PRAGMA {name}").fetchone()
    if row is None or str(row[0]) != reads_back:
        raise StoreTrouble(
            "The store could not be opened as safely as it must be. Nothing was changed. Tell your administrator"
        )


# --- PostgreSQL ------------------------------------------------------------------------------------------------


def open_postgres(
    url: str,
    prefix: str = "",
    *,
    compartments: tuple[Compartment, ...] = tuple(Compartment),
    readers: int = READERS,
) -> Engines:
    """Engines over a PostgreSQL database holding each compartment as schema ``<prefix>general`` and so on.

    The writer holds a lock of its own from BEGIN, as on SQLite, so that a unit of work reads what it will
    still find when it writes; readers see one snapshot for as long as they read. The schemas are made by
    whoever creates the tables.
    """
    schemas: dict[Compartment, str] = {compartment: f"{prefix}{compartment}" for compartment in compartments}
    # Bare names lead to the general compartment, as they do on SQLite: officers are found there from either.
    settings = f"-c timezone=UTC -c search_path={prefix}{Compartment.GENERAL}"
    common: dict[str, Any] = {
        "hide_parameters": True,
        "max_overflow": 0,
        "connect_args": {"options": settings},
    }
    writer = create_engine(url, pool_size=1, **common)
    reader = create_engine(
        url,
        pool_size=readers,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **common,
    )
    event.listen(writer, "begin", one_writer)
    return Engines("postgresql", writer, reader, compartments, schemas)
