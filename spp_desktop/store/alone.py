"""One compartment as the connection's own: how it is migrated, checked and cleaned, whatever else is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.store.dialect import own_schema
from spp_desktop.store.engine import ALONE_CACHE_KIB, Engines, connect_file


@contextmanager
def file_alone(path: Path, key: bytes, *, writing: bool = True) -> Iterator[Connection]:
    """An encrypted file by itself, made where there is none; while ``writing``, a transaction holds the write lock."""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect_file(path, key, cache_kib=ALONE_CACHE_KIB),
        poolclass=NullPool,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def schema_alone(engines: Engines, compartment: str) -> Iterator[Connection]:
    """A compartment of a PostgreSQL database by itself; its schema is made where there is none."""
    with engines.writer.connect() as connection:
        own_schema(connection, engines.schemas[compartment])  # type: ignore[index]  # a compartment is its own text
        try:
            yield connection
        finally:
            connection.rollback()
            own_schema(connection, None)
