"""Things due, for Today and My actions: actions, records, orders and the clocks of cases themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.clocks import LONDON, Unit, due_text, explain_due, explain_hours, hours_text
from spp_desktop.domain.dates import local_day
from spp_desktop.domain.explained import Reckoning, of_day_set, of_first_contact, of_owed, of_review
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.records import next_owed
from spp_desktop.domain.settings import number
from spp_desktop.domain.today import DueGroup, DueItem, due_group
from spp_desktop.services import owed as owing
from spp_desktop.services.casework import settings_of
from spp_desktop.services.owed import Types
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import today as kept
from spp_desktop.store.record_reads import as_it_stands
from spp_desktop.store.today import Asked

LATE_FLAGS = timedelta(days=14)
"""How long after its end a flag or an order that nobody renewed or ended is still announced."""
ENDING = "orders.ending-days"
EVER = date(9999, 12, 30)
"""A day after every other that something falls due on."""


def items_due(connection: Any, me: SignedIn, asked: Asked, types: Types, until: date | None) -> Iterator[DueItem]:
    """What is due up to a day (None: however far ahead), but for orders."""
    day, last = me.today(), until or EVER
    for row in kept.actions_due(connection, me.scope, asked, until):
        yield _action(row, day)
    if asked.whose == "agencies":
        return
    yield from _records(connection, me, asked, types, last)
    for row in kept.reviews_due(connection, me.scope, asked, last):
        assessed = local_day(row.assessed or row.logged_at)
        why = of_review(types[row.type].review_clock(row.band), assessed, row.next_review)
        text = due_text(row.next_review, day, "calendar")
        yield _clock("review", row, why, row.next_review, text, due_group(row.next_review, day))
    yield from _first_contacts(connection, me, asked, types)
    yield from owing.updates(connection, me.scope, asked, types, day, last)


def _first_contacts(connection: Any, me: SignedIn, asked: Asked, types: Types) -> Iterator[DueItem]:
    day, now = me.today(), me.now()
    for row in kept.contacts_due(connection, me.scope, asked):
        ends = row.first_contact_due
        due = ends.astimezone(LONDON).date()
        group: DueGroup = "overdue" if ends < now else due_group(due, day)
        why = of_first_contact(types[row.type].first_contact, row.reported_at, ends)
        item = _clock("first-contact", row, why, due, hours_text(ends, now), group)
        yield replace(item, reckoned=explain_hours(ends, now))


def _records(connection: Any, me: SignedIn, asked: Asked, types: Types, until: date) -> Iterator[DueItem]:
    """What is owed on records. A clock that stands still is late on no day, and says why it stands."""
    day, rows = me.today(), kept.records_due(connection, me.scope, asked, until)
    for row in rows:
        kind = types[row.type].record(row.kind)
        owed = next_owed(kind, as_it_stands(row._mapping), day) if kind is not None else None
        if kind is None or owed is None:
            continue
        unit: Unit = owed.clock.unit
        text = f"Paused: {owed.standing}" if owed.standing else due_text(owed.due, day, unit)
        yield DueItem(
            "record",
            owed.what,
            row.case_id,
            row.type,
            row.reference,
            row.owner_id,
            row.owner or "",
            owed.due,
            text,
            "later" if owed.standing else due_group(owed.due, day),
            record_id=row.id,
            revision=row.revision,
            paused=owed.standing,
            reckoned=explain_due(owed.due, day, owed.stops, unit),
            tab=f"{kind.tab}.{kind.code}",
            why=of_owed(owed),
        )


def orders_to_do(connection: Any, me: SignedIn, asked: Asked, until: date | None) -> Sequence[Any]:
    """Orders with a review due up to a day, an end near or a breach open; what other agencies owe is none of these."""
    if asked.whose == "agencies":
        return ()
    day = me.today()
    soon = day + timedelta(number(settings_of(me), ENDING))
    return kept.orders_to_do(connection, me.scope, asked, day, since=day - LATE_FLAGS, until=until or EVER, soon=soon)


def order_reviews(orders: Iterable[Any], day: date) -> Iterator[DueItem]:
    """Orders whose review falls due."""
    for row in orders:
        if row.review_due is not None:
            what = f"Review: {tool_of(row)}"
            yield DueItem(
                "order",
                what,
                row.case_id,
                row.type,
                row.reference,
                row.owner_id,
                row.owner or "",
                row.review_due,
                due_text(row.review_due, day, "calendar"),
                due_group(row.review_due, day),
                record_id=row.id,
                revision=row.revision,
                tab="orders",
                why=of_day_set(what, row.review_due, unit="calendar", source="Set on the order"),
            )


def tool_of(row: Any) -> str:
    """The label of an order's tool."""
    toolkit = case_type(row.type).orders
    return toolkit.tools.label_of(row.tool) if toolkit is not None else row.tool


def _clock(kind: str, row: Any, why: Reckoning, due: date, text: str, group: DueGroup) -> DueItem:
    """Something a case itself is due. Victim-safety clocks never pause."""
    return DueItem(
        kind,
        why.what,
        row.id,
        row.type,
        row.reference,
        row.owner_id,
        row.owner or "",
        due,
        text,
        group,
        revision=row.revision,
        why=why,
    )


def _action(row: Any, day: date) -> DueItem:
    paused = case_type(row.type).workflow.state(row.state).stopped
    return DueItem(
        "action",
        row.what,
        row.case_id,
        row.type,
        row.reference,
        row.owner_id,
        AGENCIES.label_of(row.to_agency) if row.to_agency else row.owner or "",
        row.due,
        f"Paused: {paused}" if paused else due_text(row.due, day),
        "later" if paused else due_group(row.due, day),
        record_id=row.id,
        revision=row.revision,
        agency=row.to_agency,
        paused=paused,
        why=of_day_set(row.what, row.due, unit="working", source="Set on the action", standing=paused, private=True),
    )
