"""Today and My actions: what is due, who waits, what has changed. Alerts carry references, never names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from spp_desktop.domain.casetypes import CASE_TYPES, case_type
from spp_desktop.domain.clocks import (
    LONDON,
    Unit,
    add_working_days,
    due_text,
    explain_due,
    explain_hours,
    hours_text,
)
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.permissions import Right, may
from spp_desktop.domain.records import next_owed
from spp_desktop.domain.settings import number
from spp_desktop.domain.today import Alert, DueGroup, DueItem, TodayView, TriageLine
from spp_desktop.services.casework import compartments, settings_of, type_in_force
from spp_desktop.services.exports import export_register
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import today as kept
from spp_desktop.store.record_reads import as_it_stands
from spp_desktop.store.today import Asked, Whose

SOON = 5
"""Working days ahead in which reviews are counted and ending flags announced."""
WEEK = timedelta(days=6)
LATE_FLAGS = timedelta(days=14)
"""How long after its end a flag or an order that nobody renewed or ended is still announced."""
ENDING = "orders.ending-days"
FIRST_CONTACT = "First contact with the victim"
_ORDER: tuple[DueGroup, ...] = ("overdue", "today", "week", "later")


@gate(None)
def today(me: SignedIn, whose: Whose = "mine") -> TodayView:
    """The Today page. An officer who may read no cases sees it without them."""
    day, now = me.today(), me.now()
    asked = Asked(whose, me.officer.id, me.officer.team)
    items: list[DueItem] = []
    triage: list[TriageLine] = []
    alerts: list[Alert] = []
    counts = dict.fromkeys(("high", "medium", "standard", "none"), 0)
    for compartment in compartments(me) if me.scope.case_types else ():
        with me.store.read(compartment) as connection:
            items += _items(connection, me, asked, day + WEEK)
            triage += _triage(connection, me, now)
            alerts += _alerts(connection, me, asked, day)
            orders = _orders(connection, me, asked)
            items += _order_reviews(orders, day)
            alerts += _order_alerts(orders, day)
            soon = add_working_days(day, SOON)
            for band, count in kept.reviews_by_band(connection, me.scope, asked, soon).items():
                counts[band] = counts.get(band, 0) + count
    alerts += _exports_to_confirm(me, day)
    return TodayView(day, _sorted(items), tuple(triage), tuple(alerts), counts)


@gate(Right.CASE_READ)
def my_actions(me: SignedIn, whose: Whose = "mine") -> tuple[DueItem, ...]:
    """Every open action with a day due, however far ahead, in order of that day."""
    day = me.today()
    asked = Asked(whose, me.officer.id, me.officer.team)
    items: list[DueItem] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            items += (_action(row, day) for row in kept.actions_due(connection, me.scope, asked, None))
    return _sorted(items)


def _items(connection: Any, me: SignedIn, asked: Asked, until: date) -> Iterator[DueItem]:
    day, now = me.today(), me.now()
    for row in kept.actions_due(connection, me.scope, asked, until):
        yield _action(row, day)
    if asked.whose == "agencies":
        return
    yield from _records(connection, me, asked, until)
    for row in kept.reviews_due(connection, me.scope, asked, until):
        band = row.band or ""
        label = {each.code: each.label for each in case_type(row.type).instrument.bands}.get(band)
        what = f"Risk review, {label.lower()} risk" if label else "Assess the risk"
        text = due_text(row.next_review, day, "calendar")
        yield _clock("review", what, row, row.next_review, text, _group(row.next_review, day))
    for row in kept.contacts_due(connection, me.scope, asked):
        due = row.first_contact_due.astimezone(LONDON).date()
        late = row.first_contact_due < now
        group: DueGroup = "overdue" if late else _group(due, day)
        item = _clock("first-contact", FIRST_CONTACT, row, due, hours_text(row.first_contact_due, now), group)
        yield replace(item, reckoned=explain_hours(row.first_contact_due, now))


def _records(connection: Any, me: SignedIn, asked: Asked, until: date) -> Iterator[DueItem]:
    """What is owed on records. A clock that stands still is late on no day, and says why it stands."""
    day, rows = me.today(), kept.records_due(connection, me.scope, asked, until)
    types = {code: type_in_force(me, code) for code in dict.fromkeys(row.type for row in rows)}
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
            "later" if owed.standing else _group(owed.due, day),
            record_id=row.id,
            revision=row.revision,
            paused=owed.standing,
            reckoned=explain_due(owed.due, day, owed.stops, unit),
            tab=f"{kind.tab}.{kind.code}",
        )


def _orders(connection: Any, me: SignedIn, asked: Asked) -> Sequence[Any]:
    """Orders with a review due, an end near or a breach open; what other agencies owe is none of these."""
    if asked.whose == "agencies":
        return ()
    day = me.today()
    soon = day + timedelta(number(settings_of(me), ENDING))
    return kept.orders_to_do(connection, me.scope, asked, day, since=day - LATE_FLAGS, until=day + WEEK, soon=soon)


def _order_reviews(orders: Iterable[Any], day: date) -> Iterator[DueItem]:
    for row in orders:
        if row.review_due is not None:
            yield DueItem(
                "order",
                f"Review: {_tool(row)}",
                row.case_id,
                row.type,
                row.reference,
                row.owner_id,
                row.owner or "",
                row.review_due,
                due_text(row.review_due, day, "calendar"),
                _group(row.review_due, day),
                record_id=row.id,
                revision=row.revision,
                tab="orders",
            )


def _order_alerts(orders: Iterable[Any], day: date) -> Iterator[Alert]:
    """Orders that end soon or ended lately, and breaches that nothing has come of."""
    for row in orders:
        tool = _tool(row)
        if row.breached is not None:
            title = f"{tool}: breached {show_day(row.breached)}, no outcome yet"
            yield Alert("breach", title, row.reference, row.case_id, row.reference)
        if row.ends is not None:
            ends = "ends" if row.ends >= day else "ended"
            yield Alert("order-ends", f"{tool} {ends} {show_day(row.ends)}", row.reference, row.case_id, row.reference)


def _tool(row: Any) -> str:
    toolkit = case_type(row.type).orders
    return toolkit.tools.label_of(row.tool) if toolkit is not None else row.tool


def _clock(kind: str, what: str, row: Any, due: date, text: str, group: DueGroup) -> DueItem:
    """Something a case itself is due. Victim-safety clocks never pause."""
    return DueItem(
        kind,
        what,
        row.id,
        row.type,
        row.reference,
        row.owner_id,
        row.owner or "",
        due,
        text,
        group,
        revision=row.revision,
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
        "later" if paused else _group(row.due, day),
        record_id=row.id,
        revision=row.revision,
        agency=row.to_agency,
        paused=paused,
    )


def _triage(connection: Any, me: SignedIn, now: datetime) -> Iterator[TriageLine]:
    waiting = sorted({state.code for kind in CASE_TYPES for state in kind.workflow.states if state.triage})
    for row in kept.to_triage(connection, me.scope, waiting):
        reached = row.first_contact_at is not None
        late = not reached and row.first_contact_due < now
        yield TriageLine(
            row.id,
            row.type,
            row.reference,
            row.logged_at,
            AGENCIES.label_of(row.agency) if row.agency else "",
            row.area,
            row.first_contact_due,
            "Contact made" if reached else hours_text(row.first_contact_due, now),
            late,
        )


def _alerts(connection: Any, me: SignedIn, asked: Asked, day: date) -> Iterator[Alert]:
    soon = add_working_days(day, SOON)
    for row in kept.flags_ending(connection, me.scope, asked, day - LATE_FLAGS, soon):
        ends = "ends" if row.expires >= day else "ended"
        flag = case_type(row.type).flag(row.code)
        title = f"{flag.label if flag else row.code} {ends} {show_day(row.expires)}"
        yield Alert("flag-ends", title, f"{row.reference} · renew or let it end", row.case_id, row.reference, "Review")
    for kind in CASE_TYPES:
        if may(me.officer.roles, Right.CASE_ALLOCATE, kind.code):
            top = kind.instrument.bands[-1]
            for row in kept.unowned(connection, me.scope, top.code):
                detail = f"{row.reference} · reported {show_day(row.reported)}"
                yield Alert("unowned", f"{top.label} risk, nobody owns it", detail, row.id, row.reference, "Assign")


def _exports_to_confirm(me: SignedIn, day: date) -> Iterator[Alert]:
    for line in export_register(me, outstanding=True):
        if line.by_id == me.officer.id:
            late = "was due" if line.destroy_by < day else "by"
            title = f"Confirm a list was destroyed, {late} {show_day(line.destroy_by)}"
            yield Alert(
                "export",
                title,
                f"{line.number} · {line.rows} case{'s' if line.rows != 1 else ''}",
                None,
                line.number,
                "Confirm",
            )


def _sorted(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """By group, then by day; what is paused comes last."""

    def place(item: DueItem) -> tuple[bool, int, date, str]:
        return bool(item.paused), _ORDER.index(item.group), item.due, item.reference

    return tuple(sorted(items, key=place))


def _group(due: date, day: date) -> DueGroup:
    if due < day:
        return "overdue"
    if due == day:
        return "today"
    return "week" if due <= day + WEEK else "later"
