"""What retention needs to know: which cases are due for review or held, and everything that hangs on one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.retention import DueForReview, Target, Withdrawn
from spp_desktop.store.case_lists import known_by_id
from spp_desktop.store.order_reads import HAPPENED, LIVE, LIVE_LINK, ORDER, SERVES, cases_served
from spp_desktop.store.record_reads import RECORD
from spp_desktop.store.tables.base import RecordRow, below, table_of
from spp_desktop.store.tables.case import CaseIncidentRow, CaseRow, ContactRow, IncidentRow, PartyRow
from spp_desktop.store.tables.case_record import AttachmentRow
from spp_desktop.store.tables.journal import ChangeRow, OperationRow
from spp_desktop.store.tables.officer import OFFICERS
from spp_desktop.store.tables.person import PersonFactRow, PersonRow

_CASE, _ON_CASE = table_of(CaseRow), table_of(CaseIncidentRow)
_FACT, _PERSON, _PARTY = table_of(PersonFactRow), table_of(PersonRow), table_of(PartyRow)
_CONTACT, _INCIDENT = table_of(ContactRow), table_of(IncidentRow)
_FILE = table_of(AttachmentRow)
_CHANGE, _OPERATION = table_of(ChangeRow), table_of(OperationRow)
_SEEN = (
    _CASE.c.id,
    _CASE.c.reference,
    _CASE.c.type,
    _CASE.c.retention,
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


def on_hold(connection: Connection, scope: Scope) -> list[DueForReview]:
    """Cases with a reason to be held, those whose hold has passed too, in order of reference."""
    rows = connection.execute(
        select(*_SEEN)
        .where(_CASE.c.type.in_(sorted(scope.case_types)), _CASE.c.hold_reason.is_not(None))
        .order_by(_CASE.c.reference)
    )
    return [DueForReview(*row) for row in rows]


def by_reference(connection: Connection, scope: Scope, reference: str) -> DueForReview | None:
    """The case with a reference as retention sees it; None for one the reader may not know of."""
    row = connection.execute(
        select(*_SEEN).where(
            _CASE.c.reference == reference.strip().upper(),
            _CASE.c.type.in_(sorted(scope.case_types)),
            _CASE.c.deleted.is_(False),
        )
    ).first()
    return None if row is None else DueForReview(*row)


def one(connection: Connection, scope: Scope, case_id: UUID) -> DueForReview | None:
    """One case as retention sees it, due or not; None for one the reader may not know of."""
    row = connection.execute(
        select(*_SEEN).where(_CASE.c.id == case_id, _CASE.c.type.in_(sorted(scope.case_types)))
    ).first()
    return None if row is None else DueForReview(*row)


def births_on(connection: Connection, scope: Scope, case_id: UUID) -> list[str]:
    """The births recorded of the people on a case, as far as the reader may know of them."""
    people = select(_PARTY.c.person_id).where(_PARTY.c.case_id == case_id, _PARTY.c.deleted.is_(False))
    return list(
        connection.execute(
            select(_FACT.c.text)
            .join(_CASE, _CASE.c.id == _FACT.c.case_id)
            .where(_FACT.c.person_id.in_(people), _FACT.c.kind == FactKind.BIRTH.value, _FACT.c.deleted.is_(False))
            .where(known_by_id(scope))
        ).scalars()
    )


def everything_on(connection: Connection, case_id: UUID) -> list[Target]:
    """What goes with a case: itself, all that hangs on it, incidents and orders that no other case shares, and people
    on no other.

    What is known of people who are on another case stays; see ``passed_on``.
    """
    kept = {fact_id for fact_id, _ in passed_on(connection, case_id)}
    targets = [each for each in hanging_on(connection, case_id) if each.record_id not in kept]
    shared = {*_shared_incidents(connection, case_id), *_shared_orders(connection, case_id)}
    people = connection.execute(
        select(_FACT.c.person_id).where(_FACT.c.case_id == case_id).union(
            select(_PARTY.c.person_id).where(_PARTY.c.case_id == case_id, _PARTY.c.person_id.is_not(None))
        )
    ).scalars().all()  # fmt: skip
    alone = [Target(_PERSON.name, each) for each in people if not _known_elsewhere(connection, each, case_id)]
    return [each for each in targets if each.record_id not in shared] + alone


def hanging_on(connection: Connection, case_id: UUID) -> list[Target]:
    """The case and every record of it, incidents and orders it shares and facts it is the source of included."""
    targets = [Target("case", case_id)]
    for row in below(RecordRow):
        table = table_of(row)
        if any(key.column.table is _CASE for column in table.c for key in column.foreign_keys):
            found = connection.execute(select(table.c.id).where(table.c.case_id == case_id)).scalars()
            targets += [Target(table.name, record_id) for record_id in found]
    incidents = connection.execute(select(_ON_CASE.c.incident_id).where(_ON_CASE.c.case_id == case_id)).scalars()
    orders = connection.execute(select(SERVES.c.order_id).where(SERVES.c.case_id == case_id)).scalars().all()
    targets += [each for order_id in orders for each in whole_order(connection, order_id)]
    return targets + [Target("incident", incident_id) for incident_id in incidents]


def whole_order(connection: Connection, order_id: UUID) -> list[Target]:
    """An order and all that happened to it."""
    told = connection.execute(select(HAPPENED.c.id).where(HAPPENED.c.order_id == order_id)).scalars()
    return [Target(ORDER.name, order_id), *(Target(HAPPENED.name, event_id) for event_id in told)]


def passed_on(connection: Connection, case_id: UUID) -> list[tuple[UUID, UUID]]:
    """Facts that this case is the source of and another still needs, because their person is on it: each with that
    case, one of the same type before others and the newest before older ones."""
    this, other = _CASE.alias("this"), _CASE.alias("other")
    rows = connection.execute(
        select(_FACT.c.id, other.c.id)
        .join(_PARTY, _PARTY.c.person_id == _FACT.c.person_id)
        .join(other, other.c.id == _PARTY.c.case_id)
        .join(this, this.c.id == _FACT.c.case_id)
        .where(
            _FACT.c.case_id == case_id,
            _FACT.c.deleted.is_(False),
            _PARTY.c.deleted.is_(False),
            other.c.id != case_id,
            other.c.deleted.is_(False),
        )
        .order_by(other.c.type != this.c.type, other.c.rowid.desc())
    )
    found: dict[UUID, UUID] = {}
    for fact_id, to in rows:
        found.setdefault(fact_id, to)
    return list(found.items())


def cases_with(connection: Connection, incident_id: UUID) -> list[UUID]:
    """The cases an incident is on that have not been erased, the oldest first."""
    return list(
        connection.execute(
            select(_ON_CASE.c.case_id)
            .join(_CASE, _CASE.c.id == _ON_CASE.c.case_id)
            .where(
                _ON_CASE.c.incident_id == incident_id,
                _ON_CASE.c.deleted.is_(False),
                _CASE.c.deleted.is_(False),
            )
            .order_by(_ON_CASE.c.rowid)
        ).scalars()
    )


def named_after(connection: Connection, kind: str, record_id: UUID) -> list[UUID]:
    """The cases that stand in lists under a name because of this fact or this role."""
    main = (_PARTY.c.main.is_(True), _PARTY.c.deleted.is_(False))
    if kind == "party":
        found = select(_PARTY.c.case_id).where(_PARTY.c.id == record_id, *main)
    elif kind == "person_fact":
        found = (
            select(_PARTY.c.case_id)
            .join(_FACT, _FACT.c.person_id == _PARTY.c.person_id)
            .where(_FACT.c.id == record_id, _FACT.c.kind == FactKind.NAME.value, *main)
        )
    else:
        return []
    return list(connection.execute(found).scalars())


def _shared_incidents(connection: Connection, case_id: UUID) -> list[UUID]:
    mine = connection.execute(select(_ON_CASE.c.incident_id).where(_ON_CASE.c.case_id == case_id)).scalars().all()
    return [each for each in mine if set(cases_with(connection, each)) - {case_id}]


def _shared_orders(connection: Connection, case_id: UUID) -> list[UUID]:
    """The orders of a case that serve another too, with what happened to them."""
    mine = connection.execute(select(SERVES.c.order_id).where(SERVES.c.case_id == case_id)).scalars().all()
    shared = [each for each in mine if set(cases_served(connection, each)) - {case_id}]
    return [one.record_id for each in shared for one in whole_order(connection, each)]


def _known_elsewhere(connection: Connection, person_id: UUID, case_id: UUID) -> bool:
    """Whether a person has a role on another case, something known of them comes from one, or an order serves one."""
    for table in (_PARTY, _FACT):
        found = connection.execute(
            select(table.c.id)
            .where(
                table.c.person_id == person_id,
                table.c.case_id.is_distinct_from(case_id),
                table.c.deleted.is_(False),
            )
            .limit(1)
        ).first()
        if found is not None:
            return True
    against = (
        select(ORDER.c.id)
        .join(SERVES, SERVES.c.order_id == ORDER.c.id)
        .where(ORDER.c.person_id == person_id, SERVES.c.case_id != case_id, LIVE, LIVE_LINK)
    )
    return connection.execute(against.limit(1)).first() is not None


def withdrawn(connection: Connection, scope: Scope) -> list[Withdrawn]:
    """Contacts, incidents, records, files and orders that were withdrawn, the latest first, with who did it and why."""
    found = [
        *_withdrawn(connection, scope, "contact", _CONTACT, _CONTACT.c.case_id),
        *_withdrawn(connection, scope, "incident", _INCIDENT, None),
        *_withdrawn(connection, scope, "case_record", RECORD, RECORD.c.case_id),
        *_withdrawn(connection, scope, "attachment", _FILE, _FILE.c.case_id),
        *_withdrawn(connection, scope, "legal_order", ORDER, None),
        *_withdrawn(connection, scope, "order_event", HAPPENED, None),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _withdrawn(
    connection: Connection, scope: Scope, kind: str, table: Any, case_id: ColumnElement[Any] | None
) -> Iterator[Withdrawn]:
    source = (
        _CHANGE.join(_OPERATION, _OPERATION.c.id == _CHANGE.c.operation_id)
        .join(table, table.c.id == _CHANGE.c.record_id)
        .outerjoin(OFFICERS, OFFICERS.c.id == _OPERATION.c.by_id)
    )
    # The operation is about the case it was done on, where an incident or an order is on several.
    source = source.join(_CASE, _CASE.c.id == (_OPERATION.c.about if case_id is None else case_id))
    rows = connection.execute(
        select(
            table.c.id, table.c.withdrawn_reason, _CASE.c.id, _CASE.c.reference, _CASE.c.type, _OPERATION.c.at,
            OFFICERS.c.name,
        )
        .select_from(source)
        .where(
            _OPERATION.c.kind == "case.entry-withdrawn",
            _CHANGE.c.kind == kind,
            table.c.withdrawn.is_(True),
            table.c.deleted.is_(False),
            _CASE.c.deleted.is_(False),
            _CASE.c.type.in_(sorted(scope.case_types)),
        )
    )  # fmt: skip
    for record_id, reason, on, reference, case_type, at, by in rows:
        yield Withdrawn(record_id, kind, on, reference, case_type, at, by or "", reason)
