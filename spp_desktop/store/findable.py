"""Whether what should be found by its words is, and nothing else: the rows of the index beside the records.

Nothing of a word is said, and words are read only of records that have no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, not_, or_, select

from spp_desktop.domain.people import FactKind
from spp_desktop.domain.search import index_tokens
from spp_desktop.store.cases import INCIDENT_WORDS
from spp_desktop.store.order_reads import LIVE, LIVE_LINK, ORDER, SERVES
from spp_desktop.store.tables.base import RecordRow, below, table_of
from spp_desktop.store.tables.case import CaseRow, ContactRow, IncidentRow, PartyRow
from spp_desktop.store.tables.case_record import AttachmentRow
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.person import PersonFactRow

_INDEXED, _FACT, _PARTY = table_of(IndexedRow), table_of(PersonFactRow), table_of(PartyRow)
_CASE, _CONTACT, _INCIDENT = table_of(CaseRow), table_of(ContactRow), table_of(IncidentRow)
_FILE = table_of(AttachmentRow)
_NAMED = and_(
    _FACT.c.person_id == _PARTY.c.person_id,
    _FACT.c.case_id == _PARTY.c.case_id,
    _FACT.c.kind == FactKind.NAME.value,
    _FACT.c.deleted.is_(False),
)


def not_found(connection: Connection) -> Iterator[tuple[str, UUID]]:
    """Records with words that no row of the index is for: the kind of each, and its id."""
    contact = select(_CONTACT.c.id, _CONTACT.c.with_whom, _CONTACT.c.words).where(_stands(_CONTACT))
    places = (_INCIDENT.c[name] for name in INCIDENT_WORDS)
    incident = select(_INCIDENT.c.id, *places).where(_stands(_INCIDENT))
    named = select(_PARTY.c.id, _FACT.c.text).join(_FACT, _NAMED).where(_PARTY.c.deleted.is_(False))
    unnamed = select(_PARTY.c.id, _PARTY.c.place, _PARTY.c.note).where(
        _PARTY.c.deleted.is_(False), _PARTY.c.person_id.is_(None)
    )
    placed = select(SERVES.c.id, ORDER.c.place, ORDER.c.postcode).join(ORDER, ORDER.c.id == SERVES.c.order_id)
    yield from _without_row(connection, SERVES, "order", placed.where(LIVE, LIVE_LINK))
    yield from _without_row(connection, _CONTACT, "contact", contact)
    yield from _without_row(connection, _INCIDENT, "incident", incident)
    files = select(_FILE.c.id, _FILE.c.name, _FILE.c.title).where(_stands(_FILE))
    yield from _without_row(connection, _FILE, "case", files)
    yield from _without_row(connection, _PARTY, "person", named)
    yield from _without_row(connection, _PARTY, "case", unnamed)
    yield from _without_row(
        connection, _CASE, "case", select(_CASE.c.id, _CASE.c.reference).where(_CASE.c.deleted.is_(False))
    )


def found_in_vain(connection: Connection) -> Iterator[UUID]:
    """What rows of the index are for that is no record, or one that was erased or withdrawn."""
    # Most rows are for these: the others are asked only where none of them is it.
    first = (_CONTACT, _PARTY, _INCIDENT, _CASE)
    others = (table for table in map(table_of, below(RecordRow)) if table not in first)
    there = [exists().where(table.c.id == _INDEXED.c.record_id, _stands(table)) for table in (*first, *others)]
    yield from connection.execute(select(_INDEXED.c.record_id).where(not_(or_(*there)))).scalars()


def _stands(table: Table) -> ColumnElement[bool]:
    """A record that is not erased; nor withdrawn, where it is one that is then found no more."""
    left = table.c.deleted.is_(False)
    return and_(left, table.c.withdrawn.is_(False)) if "withdrawn" in table.c else left


def _without_row(connection: Connection, table: Table, kind: str, records: Select[Any]) -> Iterator[tuple[str, UUID]]:
    indexed = exists().where(_INDEXED.c.kind == kind, _INDEXED.c.record_id == table.c.id)
    said: dict[UUID, list[str]] = {}
    for record_id, *words in connection.execute(records.where(~indexed)):
        said.setdefault(record_id, []).extend(filter(None, words))
    for record_id, words in said.items():
        if index_tokens("\n".join(words)):
            yield table.name, record_id
