"""What the journal does not tell whoever reads it: numbers and addresses now unsafe or protected, and the words of
entries that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, select, union_all

from spp_desktop.domain.contacting import MASKED, detail_in
from spp_desktop.domain.journal import Change, Entry, FieldChange, Sealed
from spp_desktop.domain.people import FactKind
from spp_desktop.store.case_lists import CASE
from spp_desktop.store.case_reads import CONTACT, FACT, INCIDENT, SAFE_ANSWERS, covered_by
from spp_desktop.store.order_reads import HAPPENED, ORDER
from spp_desktop.store.record_reads import FILE, RECORD

_WORDS = frozenset(("text", "postcode"))
_TABLES = (CONTACT, INCIDENT, RECORD, FILE, ORDER, HAPPENED)
_WITHDRAWABLE = frozenset(table.name for table in _TABLES)


def covered_entries(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """The same entries, without the words of facts that are kept covered, and with none of what was withdrawn."""
    changes = [change for entry in entries for change in entry.changes]
    hidden = covered_facts(connection, {change.record_id for change in changes if change.kind == FACT.name})
    gone = withdrawn(connection, {change.record_id for change in changes if change.kind in _WITHDRAWABLE})

    def told(change: Change) -> Change:
        return replace(change, fields=()) if change.record_id in gone else _covered(change, hidden)

    return [replace(entry, changes=tuple(map(told, entry.changes))) for entry in entries]


def withdrawn(connection: Connection, records: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these were withdrawn; with an order goes what happened to it."""
    wanted = list(records)
    if not wanted:
        return frozenset()
    each = [select(table.c.id).where(table.c.id.in_(wanted), table.c.withdrawn.is_(True)) for table in _TABLES]
    order = select(HAPPENED.c.id).join(ORDER, ORDER.c.id == HAPPENED.c.order_id)
    with_it = order.where(HAPPENED.c.id.in_(wanted), ORDER.c.withdrawn.is_(True))
    return frozenset(connection.execute(union_all(*each, with_it)).scalars())


def covered_facts(connection: Connection, facts: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these facts are kept covered: marked so, or of a sort that their case says is unsafe."""
    wanted = list(facts)
    if not wanted:
        return frozenset()
    rows = connection.execute(
        select(FACT.c.id, FACT.c.kind, FACT.c.text, FACT.c.safety, FACT.c.protected, CASE.c.type, *SAFE_ANSWERS)
        .outerjoin(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.id.in_(wanted))
    )
    found = set()
    for fact_id, kind, text, safety, protected, case_type, *said in rows:
        detail = detail_in(FactKind(kind), text) if kind else ""
        if detail and (protected or safety == "unsafe" or detail in covered_by(case_type or "", said)):
            found.add(fact_id)
    return frozenset(found)


def _covered(change: Change, hidden: frozenset[UUID]) -> Change:
    if change.record_id not in hidden:
        return change
    return replace(change, fields=tuple(_masked(field) for field in change.fields))


def _masked(field: FieldChange) -> FieldChange:
    if field.field not in _WORDS:
        return field
    return replace(field, old=_mask(field.old) if field.old else None, new=_mask(field.new))


def _mask(sealed: Sealed) -> Sealed:
    return Sealed(MASKED if sealed.value else sealed.value, sealed.salt)
