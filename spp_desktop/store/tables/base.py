"""How a row is declared.

To add a table, write a module beside this one::

    class IncidentRow(RetainedRow, table=True):
        __tablename__ = "incident"

        case_id: UUID = Field(foreign_key="case.id", index=True)
        at: datetime | None = None
        details: str = ""
        answers: Answers = Field(default_factory=dict, sa_type=Document)

and, in ``store/``, a repository module: functions that take a ``UnitOfWork`` and write
(``unit.insert(IncidentRow(id=unit.new_id(), …))``), and functions that take a ``Connection`` and a ``Scope`` and
return frozen views from column tuples. Then add the table to a migration; ``tests/store/test_catalogue.py``
compares the two.

A row is one of three kinds:

``RecordRow``
    A record: journalled field by field, never altered outside an operation, tombstoned rather than deleted.
``RetainedRow``
    A record about somebody, which retention reviews: a case, a person fact, a document, and what hangs on them.
``LooseRow``
    Not a record: drafts, counts of an imported file, the search index. Written with ``unit.loose`` or
    ``store.aside`` and not journalled.

A column that is worked out from another (a folded sort key) is named in ``derived``: it is not journalled, and
is emptied when its source is erased. A ``Document`` column holding a mapping is journalled, compared and erased
by its top-level keys: ``answers.harm``. Codes are text, resolved through their vocabulary; dates are ``date``;
times are aware UTC ``datetime``; nothing here validates: only checked domain values become rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Uuid, event
from sqlalchemy.orm import registry
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field, SQLModel, UTCDateTime

from spp_desktop.domain.journal import Value
from spp_desktop.store.dialect import Document, LocalKey, moment_type, uuid_type

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_R = TypeVar("_R", bound="Row")

Answers = dict[str, Any]
"""A JSON document beside the fixed columns. Treat as a value: assign a new one, never alter one in place."""


@event.listens_for(Column, "after_parent_attach")
def _store_compactly(column: Column[Any], table: SchemaItem) -> None:
    if getattr(table, "metadata", None) is not METADATA:
        return
    if isinstance(column.type, Uuid):
        column.type = uuid_type()
    elif isinstance(column.type, UTCDateTime):
        column.type = moment_type()


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """Any row. ``rowid`` is the local integer key: for the search index and id arrays, never outside the store."""

    rowid: int | None = Field(default=None, primary_key=True, sa_type=LocalKey)


def table_of(row: type[Row]) -> Table:
    """The table of a row class, for Core statements."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # set by the mapper
    return table


class RecordRow(Row):
    """A record: made, altered and tombstoned by operations alone.

    ``id`` is a UUIDv7 from ``unit.new_id()``, or ``named_id`` for what has a name of its own. ``stamps`` says
    which stamp each field's value carries; it belongs to the unit of work.
    """

    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Source column → columns worked out from it."""
    safer: ClassVar[Mapping[str, Sequence[Value]]] = {}
    """Field → its values from the least safe to the safest, where concurrent values follow safety, not the clock."""

    id: UUID = Field(unique=True)
    revision: int = 1
    deleted: bool = False
    stamps: Answers = Field(default_factory=dict, sa_type=Document)


class RetainedRow(RecordRow):
    """A record about somebody, with what retention needs to know of it.

    ``retention`` is a class of :mod:`spp_desktop.domain.retention`; ``review`` the day its keeping is reviewed.
    While ``hold_until`` lies ahead, or a reason stands with no end, nothing of it is erased by retention.
    """

    agency: str = ""
    retention: str = ""
    review: date | None = None
    hold_reason: str | None = None
    hold_until: date | None = None


class LooseRow(Row):
    """Not a record: may be written, replaced and deleted without an operation."""

    repeats: ClassVar[tuple[str, ...]] = ()
    """Columns naming the record or the case whose words the row may repeat: erasing any deletes the row."""


def below(row: type[_R]) -> Iterator[type[_R]]:
    """Every row class declared from this one that is a table."""
    for one in row.__subclasses__():
        if hasattr(one, "__table__"):
            yield one
        yield from below(one)
