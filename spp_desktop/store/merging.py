"""Two people found to be one: what goes over to the one that is kept, case by case, and what is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, exists, select

from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Scope
from spp_desktop.store import people
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.case_reads import FACT, PARTY
from spp_desktop.store.cases import OnCase
from spp_desktop.store.person_page import MERGE
from spp_desktop.store.tables.base import RecordRow, table_of
from spp_desktop.store.tables.case import PartyRow
from spp_desktop.store.tables.legal_order import CaseOrderRow, OrderRow
from spp_desktop.store.tables.person import PersonFactRow, PersonMergeRow
from spp_desktop.store.unit import UnitOfWork

_ORDER, _SERVES = table_of(OrderRow), table_of(CaseOrderRow)

Moved = dict[str, list[UUID]]
"""What goes over on one case: by sort, the ids."""
_SORTS: Mapping[str, tuple[type[RecordRow], str]] = {
    "party": (PartyRow, "person_id"),
    "person_fact": (PersonFactRow, "person_id"),
    "relation": (PersonFactRow, "other_id"),
    "legal_order": (OrderRow, "person_id"),
}
"""Sort of what goes over → its table, and the column that says whose it is."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One row of a merge: on which case, who took over from whom, what, and when."""

    id: UUID
    case_id: UUID
    kept_id: UUID
    merged_id: UUID
    moved: Mapping[str, Sequence[str]]
    at: datetime


def held_on_cases(connection: Connection, scope: Scope, person_id: UUID) -> dict[UUID, Moved]:
    """By case the reader may know of, everything that is this person's. What other cases hold stays theirs.

    A protected fact goes with its case although the reader may not read it: its own team must find it on the person
    who is on the case. An order goes over only where every case it serves is known.
    """
    found: dict[UUID, Moved] = {}
    for sort, table, column in (
        ("party", PARTY, PARTY.c.person_id),
        ("person_fact", FACT, FACT.c.person_id),
        ("relation", FACT, FACT.c.other_id),
    ):
        rows = connection.execute(
            select(table.c.case_id, table.c.id)
            .join(CASE, CASE.c.id == table.c.case_id)
            .where(column == person_id, table.c.deleted.is_(False), known_by_id(scope))
            .order_by(table.c.rowid)
        )
        for case_id, record_id in rows:
            found.setdefault(case_id, {}).setdefault(sort, []).append(record_id)
    for order_id, case_id in _orders(connection, scope, person_id).items():
        found.setdefault(case_id, {}).setdefault("legal_order", []).append(order_id)
    return found


def _orders(connection: Connection, scope: Scope, person_id: UUID) -> dict[UUID, UUID]:
    """Orders against a person that serve known cases alone, each with the first of them."""
    serves, its_case = _SERVES.alias("serves"), CASE.alias("its_case")
    unknown = exists().where(
        serves.c.order_id == _ORDER.c.id,
        serves.c.deleted.is_(False),
        its_case.c.id == serves.c.case_id,
        ~known_by_id(scope, its_case),
    )
    rows = connection.execute(
        select(_ORDER.c.id, _SERVES.c.case_id)
        .join(_SERVES, _SERVES.c.order_id == _ORDER.c.id)
        .join(CASE, CASE.c.id == _SERVES.c.case_id)
        .where(_ORDER.c.person_id == person_id, _ORDER.c.deleted.is_(False), _SERVES.c.deleted.is_(False))
        .where(known_by_id(scope), ~unknown)
        .order_by(_SERVES.c.rowid.desc())
    )
    return {row.id: row.case_id for row in rows}


def related(connection: Connection, scope: Scope, one: UUID, other: UUID) -> bool:
    """Whether a known case says that two people are related to one another."""
    found = connection.execute(
        select(FACT.c.id)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(
            FACT.c.kind == FactKind.RELATIONSHIP.value,
            FACT.c.person_id.in_((one, other)),
            FACT.c.other_id.in_((one, other)),
            FACT.c.deleted.is_(False),
            known_by_id(scope),
        )
        .limit(1)
    )
    return found.first() is not None


def merge_on(unit: UnitOfWork, on: OnCase, kept_id: UUID, merged_id: UUID, moved: Moved, reason: str) -> None:
    """Give the one who is kept all that the other has on a case, and note what went over."""
    give(unit, moved, kept_id)
    unit.insert(
        PersonMergeRow(
            id=unit.new_id(),
            case_id=on.id,
            kept_id=kept_id,
            merged_id=merged_id,
            moved={sort: [str(each) for each in ids] for sort, ids in moved.items()},
            reason=reason,
            at=unit.at,
            by_id=unit.by,
        )
    )
    _index(unit, on, kept_id, merged_id)


def unmerge_on(unit: UnitOfWork, on: OnCase, merge: Merge, reason: str) -> None:
    """Take back what went over on a case and is still with the one who was kept."""
    for sort, ids in merge.moved.items():
        row, column = _SORTS[sort]
        for record_id in map(UUID, ids):
            held = unit.get(row, record_id)
            if held is not None and not held["deleted"] and held[column] == merge.kept_id:
                unit.update(row, record_id, {column: merge.merged_id})
    unit.update(PersonMergeRow, merge.id, {"undone_at": unit.at, "undone_by": unit.by, "undone_reason": reason})
    _index(unit, on, merge.kept_id, merge.merged_id)


def stands(unit: UnitOfWork, merge: Merge) -> bool:
    """Whether a merge has not been undone."""
    row = unit.get(PersonMergeRow, merge.id)
    return row is not None and row["undone_at"] is None


def give(unit: UnitOfWork, moved: Mapping[str, Iterable[UUID]], person_id: UUID) -> None:
    """Make these somebody's."""
    for sort, ids in moved.items():
        row, column = _SORTS[sort]
        for record_id in ids:
            unit.update(row, record_id, {column: person_id})


def _index(unit: UnitOfWork, on: OnCase, *people_on: UUID) -> None:
    for person_id in people_on:
        people.index_person(unit, on, person_id)


def merge_rows(connection: Connection, scope: Scope, merge_id: UUID) -> tuple[Merge, ...]:
    """Every row of the merge that one of its rows belongs to, on cases the reader may know of, that stands."""
    one = MERGE.alias("one")
    its_case = CASE.alias("its_case")
    rows = connection.execute(
        select(MERGE.c.id, MERGE.c.case_id, MERGE.c.kept_id, MERGE.c.merged_id, MERGE.c.moved, MERGE.c.at)
        .join(CASE, CASE.c.id == MERGE.c.case_id)
        .join(one, and_(*(one.c[name] == MERGE.c[name] for name in ("kept_id", "merged_id", "at"))))
        .join(its_case, its_case.c.id == one.c.case_id)
        .where(one.c.id == merge_id, MERGE.c.undone_at.is_(None), MERGE.c.deleted.is_(False))
        .where(known_by_id(scope), known_by_id(scope, its_case))
        .order_by(MERGE.c.rowid)
    )
    return tuple(Merge(*row) for row in rows)


def merged_since(connection: Connection, scope: Scope, person_id: UUID, at: datetime) -> bool:
    """Whether somebody was merged into another after a moment, as far as the reader may know."""
    found = connection.execute(
        select(MERGE.c.id)
        .join(CASE, CASE.c.id == MERGE.c.case_id)
        .where(MERGE.c.merged_id == person_id, MERGE.c.at > at, MERGE.c.undone_at.is_(None))
        .where(known_by_id(scope))
        .limit(1)
    )
    return found.first() is not None


def added_since(connection: Connection, scope: Scope, person_id: UUID, at: datetime) -> dict[UUID, Moved]:
    """By known case, the roles and facts that somebody was given after a moment."""
    found: dict[UUID, Moved] = {}
    facts = connection.execute(
        select(FACT.c.case_id, FACT.c.id)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.person_id == person_id, FACT.c.recorded_at > at, FACT.c.deleted.is_(False), known_by_id(scope))
    )
    for case_id, fact_id in facts:
        found.setdefault(case_id, {}).setdefault("person_fact", []).append(fact_id)
    return found


def cases_named_after(connection: Connection, scope: Scope, people_of: Sequence[UUID]) -> list[Any]:
    """Known cases that are about one of these people: the case's id, its type, its name now, and the person."""
    rows = connection.execute(
        select(CASE.c.id, CASE.c.type, CASE.c.name, PARTY.c.person_id)
        .join(PARTY, PARTY.c.case_id == CASE.c.id)
        .where(PARTY.c.person_id.in_(people_of), PARTY.c.main.is_(True), PARTY.c.deleted.is_(False))
        .where(known_by_id(scope))
        .order_by(CASE.c.rowid)
    )
    return list(rows.all())
