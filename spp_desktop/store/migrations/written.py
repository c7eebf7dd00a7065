"""How a migration writes a table down, so that it stays as it was whatever the declarations say by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

KINDS: Mapping[str, TypeEngine[Any]] = {
    "id": Uuid().with_variant(LargeBinary(16), "sqlite"),
    "text": String(),
    "key": String().with_variant(String(collation="C"), "postgresql"),
    "int": Integer(),
    "float": Float(),
    "bool": Boolean(),
    "date": Date(),
    "time": DateTime(timezone=True),
    "bytes": LargeBinary(),
    "document": JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
    "verbatim": JSON(none_as_null=True),
}
RECORD = "id:id revision:int deleted:bool stamps:document "
RETAINED = RECORD + "agency:text retention:text review:date? hold_reason:text? hold_until:date? "
NONE: Mapping[str, str] = MappingProxyType({})


class NewTable(NamedTuple):
    """One table: columns, after those of ``base``, as ``name:kind`` (``?`` where it may be empty), keys as names with
    spaces between, ``points`` from a column to the table whose ``id`` it holds."""

    name: str
    columns: str
    base: str = ""
    unique: Sequence[str] = ()
    points: Mapping[str, str] = NONE
    indexes: Mapping[str, str] = NONE


def make(tables: Iterable[NewTable]) -> None:
    """Make tables, those pointed to before those that point."""
    for table in tables:
        op.create_table(
            table.name,
            Column("rowid", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
            *map(_column, (table.base + table.columns).split()),
            PrimaryKeyConstraint("rowid", name=f"pk_{table.name}"),
            *(UniqueConstraint(*key.split(), name=f"uq_{table.name}_{'_'.join(key.split())}") for key in table.unique),
            *(
                ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table.name}_{column}")
                for column, to in table.points.items()
            ),
        )
        for index, names in table.indexes.items():
            op.create_index(index, table.name, names.split())


def extend(table: str, columns: str) -> None:
    """Give a table more columns, after those it has; each may be empty, as it is in the rows there are."""
    for described in columns.split():
        op.add_column(table, _column(described))


def _column(described: str) -> Column[Any]:
    name, _, kind = described.partition(":")
    return Column(name, KINDS[kind.rstrip("?")], nullable=kind.endswith("?"))
