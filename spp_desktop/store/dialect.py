"""All that SQLite and PostgreSQL do differently. No other module asks which database it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Connection, Integer, LargeBinary, TypeDecorator, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeEngine

from spp_desktop.store.folder import Compartment

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


def schema_of(dialect: str, compartment: str) -> str | None:
    """The schema a compartment's tables stand in; None is the connection's own."""
    if dialect == "sqlite" and compartment == Compartment.GENERAL:
        return None
    return str(compartment)


def into(connection: Connection, compartment: str) -> Connection:
    """The same connection, its statements meant for one compartment."""
    schema = schema_of(connection.dialect.name, compartment)
    return connection if schema is None else connection.execution_options(schema_translate_map={None: schema})


def one_writer(connection: Connection) -> None:
    """Wait until nobody else writes. SQLite's BEGIN IMMEDIATE has done so; PostgreSQL takes a lock to the commit."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(5263440)"))
