"""One person as a reader may see them: facts, cases, relationships, flags, merges, and what was done about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, starmap
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select

from spp_desktop.domain.contacting import covered
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.people import (
    NOT_KNOWN,
    CaseFlag,
    FactKind,
    FactView,
    MergeView,
    PersonCase,
    PersonView,
    Relation,
)
from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import CASE, FLAG, FLAGS_IN_FORCE, OFFICER, known_by_id
from spp_desktop.store.case_reads import FACT, FACT_SHOWN, PARTY, SAFE_ANSWERS, covered_by, fact_view, facts_known
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.person import PersonMergeRow

MERGE = table_of(PersonMergeRow)


def open_person(connection: Connection, scope: Scope, person_id: UUID, today: date) -> PersonView:
    """A person with what the reader may know of. NotFound when there are neither facts nor cases."""
    facts = _facts(connection, scope, person_id)
    roles = _roles(connection, scope, person_id)
    if not facts and not roles:
        raise NotFound
    unsafe: frozenset[str] = frozenset()
    for row in roles:
        if row.main:
            unsafe |= covered_by(row.type, row[-len(SAFE_ANSWERS) :])
    return PersonView(
        person_id,
        covered(facts, unsafe),
        tuple(
            PersonCase(row.id, row.type, row.reference, row.role, row.state, row.main, row.counter_allegation)
            for row in roles
        ),
        tuple(_relations(connection, scope, person_id, facts)),
        tuple(_case_flags(connection, [row.id for row in roles if row.main], today)),
        tuple(_merges(connection, scope, person_id)),
    )


def kept_for(connection: Connection, scope: Scope, person_id: UUID) -> UUID | None:
    """Whom somebody was merged into, as far as the reader may know of it; None where they were not."""
    return connection.execute(
        select(MERGE.c.kept_id)
        .join(CASE, CASE.c.id == MERGE.c.case_id)
        .where(MERGE.c.merged_id == person_id, MERGE.c.undone_at.is_(None), MERGE.c.deleted.is_(False))
        .where(known_by_id(scope))
        .order_by(MERGE.c.at.desc())
        .limit(1)
    ).scalar()


def _facts(connection: Connection, scope: Scope, person_id: UUID) -> tuple[FactView, ...]:
    rows = connection.execute(
        select(*FACT_SHOWN)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.person_id == person_id, FACT.c.deleted.is_(False), facts_known(scope))
        .order_by(FACT.c.recorded_at.desc(), FACT.c.rowid.desc())
    )
    return tuple(starmap(fact_view, rows))


def _roles(connection: Connection, scope: Scope, person_id: UUID) -> Sequence[Any]:
    return connection.execute(
        select(
            CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.state, PARTY.c.role, PARTY.c.main,
            PARTY.c.counter_allegation, *SAFE_ANSWERS,
        )
        .join(PARTY, PARTY.c.case_id == CASE.c.id)
        .where(PARTY.c.person_id == person_id, PARTY.c.deleted.is_(False), known_by_id(scope))
        .order_by(CASE.c.reference, PARTY.c.rowid)
    ).all()  # fmt: skip


def _relations(connection: Connection, scope: Scope, person_id: UUID, facts: Sequence[FactView]) -> Iterator[Relation]:
    mine = [fact for fact in facts if fact.kind is FactKind.RELATIONSHIP and fact.other_id is not None]
    theirs = list(
        starmap(
            fact_view,
            connection.execute(
                select(*FACT_SHOWN)
                .join(CASE, CASE.c.id == FACT.c.case_id)
                .where(FACT.c.other_id == person_id, FACT.c.kind == FactKind.RELATIONSHIP.value)
                .where(FACT.c.deleted.is_(False), facts_known(scope))
                .order_by(FACT.c.rowid)
            ),
        )
    )
    others = {fact.other_id for fact in mine if fact.other_id} | {fact.person_id for fact in theirs}
    names = _names(connection, scope, others)
    for fact in mine:
        if fact.other_id is not None:
            name = names.get(fact.other_id, NOT_KNOWN)
            yield Relation(fact.id, fact.other_id, name, fact.text, outward=True, reference=fact.reference)
    for fact in theirs:
        name = names.get(fact.person_id, NOT_KNOWN)
        yield Relation(fact.id, fact.person_id, name, fact.text, outward=False, reference=fact.reference)


def _names(connection: Connection, scope: Scope, people: set[UUID]) -> Mapping[UUID, str]:
    """The newest name of each person that the reader may know of."""
    if not people:
        return {}
    rows = connection.execute(
        select(FACT.c.person_id, FACT.c.text)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.person_id.in_(people), FACT.c.kind == FactKind.NAME.value, FACT.c.valid_to.is_(None))
        .where(FACT.c.deleted.is_(False), known_by_id(scope))
        .order_by(FACT.c.recorded_at, FACT.c.rowid)
    )
    return {row.person_id: row.text for row in rows}


def _case_flags(connection: Connection, cases: Sequence[UUID], today: date) -> Iterator[CaseFlag]:
    """Flags on cases that a read of the reader's found."""
    if not cases:
        return
    rows = connection.execute(
        select(CASE.c.id, CASE.c.reference, FLAG.c.code, FLAG.c.label, FLAG.c.reason, FLAG.c.expires)
        .join(FLAG, FLAG.c.case_id == CASE.c.id)
        .where(CASE.c.id.in_(cases), FLAGS_IN_FORCE)
        .order_by(CASE.c.reference, FLAG.c.since, FLAG.c.rowid),
        {"today": today},
    )
    yield from starmap(CaseFlag, rows)


def _merges(connection: Connection, scope: Scope, person_id: UUID) -> Iterator[MergeView]:
    rows = connection.execute(
        select(MERGE.c.id, MERGE.c.merged_id, MERGE.c.at, MERGE.c.reason, OFFICER.c.name, CASE.c.reference)
        .join(CASE, CASE.c.id == MERGE.c.case_id)
        .outerjoin(OFFICER, OFFICER.c.id == MERGE.c.by_id)
        .where(MERGE.c.kept_id == person_id, MERGE.c.undone_at.is_(None), MERGE.c.deleted.is_(False))
        .where(known_by_id(scope))
        .order_by(MERGE.c.at.desc(), MERGE.c.merged_id, CASE.c.reference)
    ).all()
    for (at, merged_id), each in groupby(rows, key=lambda row: (row.at, row.merged_id)):
        of = list(each)
        references = tuple(row.reference for row in of)
        yield MergeView(of[0].id, merged_id, at, of[0].name or "", of[0].reason, references)


def records_about(connection: Connection, scope: Scope, person_id: UUID) -> set[UUID]:
    """The roles, facts and merges of a person on cases the reader may know of: what their history is read by."""
    found: set[UUID] = set()
    for table, condition in (
        (PARTY, PARTY.c.person_id == person_id),
        (MERGE, or_(MERGE.c.kept_id == person_id, MERGE.c.merged_id == person_id)),
    ):
        rows = connection.execute(
            select(table.c.id).join(CASE, CASE.c.id == table.c.case_id).where(condition, known_by_id(scope))
        )
        found.update(rows.scalars())
    facts = connection.execute(
        select(FACT.c.id)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.person_id == person_id, facts_known(scope))
    )
    return found | set(facts.scalars())
