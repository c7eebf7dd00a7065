"""Orders and tools from their rows: each with what happened to it, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from spp_desktop.domain.orders import OrderEvent, OrderView
from spp_desktop.domain.people import NOT_KNOWN
from spp_desktop.store.case_lists import CASE, OFFICER, answers_of
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.legal_order import CaseOrderRow, OrderEventRow, OrderRow

ORDER, SERVES, HAPPENED = table_of(OrderRow), table_of(CaseOrderRow), table_of(OrderEventRow)
LIVE = and_(ORDER.c.deleted.is_(False), ORDER.c.withdrawn.is_(False))
LIVE_EVENT = and_(HAPPENED.c.deleted.is_(False), HAPPENED.c.withdrawn.is_(False))
LIVE_LINK = SERVES.c.deleted.is_(False)
"""What of each table has been neither withdrawn nor erased."""
_MADE_BY, _TOLD_BY = OFFICER.alias("order_made_by"), OFFICER.alias("event_told_by")

WITH_EVENTS = (
    select(
        ORDER.c.id, ORDER.c.tool, ORDER.c.against, ORDER.c.person_id, ORDER.c.place, ORDER.c.postcode, ORDER.c.area,
        ORDER.c.starts, ORDER.c.ends, ORDER.c.ended, ORDER.c.ended_how, ORDER.c.review_due, ORDER.c.answers,
        ORDER.c.added_at, ORDER.c.revision, func.coalesce(_MADE_BY.c.name, "").label("made_by"),
        HAPPENED.c.id.label("event_id"), HAPPENED.c.kind.label("event_kind"), HAPPENED.c.happened,
        HAPPENED.c.answers.label("event_answers"), HAPPENED.c.at.label("event_at"), HAPPENED.c.breach_id,
        func.coalesce(_TOLD_BY.c.name, "").label("event_by"),
    )
    .select_from(
        ORDER.outerjoin(HAPPENED, and_(HAPPENED.c.order_id == ORDER.c.id, LIVE_EVENT))
        .outerjoin(_MADE_BY, _MADE_BY.c.id == ORDER.c.by_id)
        .outerjoin(_TOLD_BY, _TOLD_BY.c.id == HAPPENED.c.by_id)
    )
    .where(LIVE)
    .order_by(ORDER.c.added_at, ORDER.c.rowid, HAPPENED.c.rowid)
)  # fmt: skip
ORDERS_OF_CASE = WITH_EVENTS.join(SERVES, SERVES.c.order_id == ORDER.c.id).where(
    SERVES.c.case_id == bindparam("case"), LIVE_LINK
)
ORDERS_OF_IDS = WITH_EVENTS.where(ORDER.c.id.in_(bindparam("orders", expanding=True)))


def cases_served(connection: Connection, record_id: UUID) -> list[UUID]:
    """The cases that have not been erased and that an order serves, the first one first: by the order's id or that of
    something that happened to it."""
    told = select(HAPPENED.c.order_id).where(HAPPENED.c.id == record_id)
    return list(
        connection.execute(
            select(SERVES.c.case_id)
            .join(CASE, CASE.c.id == SERVES.c.case_id)
            .where(or_(SERVES.c.order_id == record_id, SERVES.c.order_id.in_(told)))
            .where(LIVE_LINK, CASE.c.deleted.is_(False))
            .order_by(SERVES.c.rowid)
        ).scalars()
    )


def events_of(connection: Connection, order_id: UUID) -> tuple[OrderEvent, ...]:
    """What happened to one order, in the order it was recorded."""
    rows = connection.execute(ORDERS_OF_IDS, {"orders": [order_id]}).all()
    return tuple(_event(row) for row in rows if row.event_id is not None)


def orders_from(
    rows: Iterable[Any],
    cases: Mapping[UUID, UUID],
    references: Mapping[UUID, tuple[str, ...]],
    names: Mapping[UUID, str],
) -> dict[UUID, OrderView]:
    """Orders by their ids, from rows of each with what happened to it. ``cases`` is a case that each serves,
    ``references`` are those of every such case that may be known of, ``names`` those of people."""
    first: dict[UUID, Any] = {}
    events: dict[UUID, list[OrderEvent]] = {}
    for row in rows:
        first.setdefault(row.id, row)
        told = events.setdefault(row.id, [])
        if row.event_id is not None:
            told.append(_event(row))
    return {
        order_id: _order(row, cases[order_id], references.get(order_id, ()), names, tuple(events[order_id]))
        for order_id, row in first.items()
    }


def _order(
    row: Any,
    case_id: UUID,
    references: tuple[str, ...],
    names: Mapping[UUID, str],
    events: tuple[OrderEvent, ...],
) -> OrderView:
    return OrderView(
        id=row.id,
        tool=row.tool,
        against=row.against,
        person_id=row.person_id,
        name=names.get(row.person_id, NOT_KNOWN) if row.person_id else "",
        place=row.place,
        postcode=row.postcode,
        area=row.area,
        starts=row.starts,
        ends=row.ends,
        ended=row.ended,
        ended_how=row.ended_how,
        review_due=row.review_due,
        answers=answers_of(row.answers),
        added=row.added_at,
        by=row.made_by,
        case_id=case_id,
        references=references,
        events=events,
        revision=row.revision,
    )


def _event(row: Any) -> OrderEvent:
    return OrderEvent(
        row.event_id,
        row.event_kind,
        row.happened,
        answers_of(row.event_answers),
        row.event_at,
        row.event_by,
        row.breach_id,
    )
