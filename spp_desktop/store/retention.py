"""What retention needs to know: which cases are due for review, and everything that hangs on one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, exists, select

from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.retention import DueForReview, Target
from spp_desktop.store.tables.base import RecordRow, below, table_of
from spp_desktop.store.tables.case import CaseIncidentRow, CaseRow, PartyRow
from spp_desktop.store.tables.person import PersonFactRow, PersonRow

_CASE, _ON_CASE = table_of(CaseRow), table_of(CaseIncidentRow)
_FACT, _PERSON = table_of(PersonFactRow), table_of(PersonRow)
_SEEN = (
    _CASE.c.id,
    _CASE.c.reference,
    _CASE.c.type,
    _CASE.c.closed,
    _CASE.c.review,
    _CASE.c.hold_reason,
    _CASE.c.hold_until,
    _CASE.c.revision,
)
"""What retention sees of a case: nothing of what it is about."""


def due(connection: Connection, scope: Scope, today: date) -> list[DueForReview]:
    """Cases whose review day has come, deleted ones too, the longest due first."""
    rows = connection.execute(
        select(*_SEEN)
        .where(_CASE.c.type.in_(sorted(scope.case_types)), _CASE.c.review <= today)
        .order_by(_CASE.c.review, _CASE.c.rowid)
    )
    return [DueForReview(*row) for row in rows]


def one(connection: Connection, scope: Scope, case_id: UUID) -> DueForReview | None:
    """One case as retention sees it, due or not; None for one the reader may not know of."""
    row = connection.execute(
        select(*_SEEN).where(_CASE.c.id == case_id, _CASE.c.type.in_(sorted(scope.case_types)))
    ).first()
    return None if row is None else DueForReview(*row)


def everything_on(connection: Connection, case_id: UUID) -> list[Target]:
    """The case, all that hangs on it, incidents no other case shares, and people known from it alone."""
    targets = [Target("case", case_id)]
    for row in below(RecordRow):
        table = table_of(row)
        if any(key.column.table is _CASE for column in table.c for key in column.foreign_keys):
            found = connection.execute(select(table.c.id).where(table.c.case_id == case_id)).scalars()
            targets += [Target(table.name, record_id) for record_id in found]
    elsewhere = _ON_CASE.alias()
    shared = exists().where(
        elsewhere.c.incident_id == _ON_CASE.c.incident_id,
        elsewhere.c.case_id != case_id,
        elsewhere.c.deleted.is_(False),
    )
    own = connection.execute(select(_ON_CASE.c.incident_id).where(_ON_CASE.c.case_id == case_id, ~shared)).scalars()
    targets += [Target("incident", incident_id) for incident_id in own]
    other = _FACT.alias()
    known = exists().where(
        and_(other.c.person_id == _FACT.c.person_id, other.c.case_id.is_distinct_from(case_id)),
        other.c.deleted.is_(False),
    )
    people = connection.execute(
        select(_FACT.c.person_id).where(_FACT.c.case_id == case_id, ~known).distinct()
    ).scalars()
    return targets + [Target(_PERSON.name, person_id) for person_id in people]


def named_after(connection: Connection, fact_id: UUID) -> list[tuple[UUID, UUID]]:
    """The cases that stand in lists under the name of the person whose name this fact is, each with that person."""
    party = table_of(PartyRow)
    rows = connection.execute(
        select(party.c.case_id, party.c.person_id)
        .join(_FACT, _FACT.c.person_id == party.c.person_id)
        .where(
            _FACT.c.id == fact_id,
            _FACT.c.kind == FactKind.NAME.value,
            party.c.main.is_(True),
            party.c.deleted.is_(False),
        )
    )
    return [(row.case_id, row.person_id) for row in rows]
