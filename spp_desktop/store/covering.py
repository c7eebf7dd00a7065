"""Numbers and addresses kept covered in what the journal tells: those now unsafe or protected, whoever reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.contacting import MASKED, detail_in
from spp_desktop.domain.journal import Change, Entry, FieldChange, Sealed
from spp_desktop.domain.people import FactKind
from spp_desktop.store.case_lists import CASE
from spp_desktop.store.case_reads import FACT, SAFE_ANSWERS, covered_by

_WORDS = frozenset(("text", "postcode"))


def covered_entries(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """The same entries, without the words of facts that are kept covered."""
    facts = {change.record_id for entry in entries for change in entry.changes if change.kind == FACT.name}
    hidden = covered_facts(connection, facts)
    return [replace(entry, changes=tuple(_covered(change, hidden) for change in entry.changes)) for entry in entries]


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
