"""Today and My actions: what is due, who waits, what has changed. Alerts carry references, never names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.clocks import add_working_days, hours_text
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.today import WEEK, Alert, DueGroup, DueItem, TodayView, TriageLine
from spp_desktop.services.alerts import SOON, alerts
from spp_desktop.services.casework import compartments, type_in_force
from spp_desktop.services.due import items_due, order_reviews, orders_to_do
from spp_desktop.services.exports import export_register
from spp_desktop.services.gate import gate
from spp_desktop.services.owed import Types
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import today as kept
from spp_desktop.store.today import Asked, Whose

_ORDER: tuple[DueGroup, ...] = ("overdue", "today", "week", "later")


@gate(None)
def today(me: SignedIn, whose: Whose = "mine") -> TodayView:
    """The Today page. An officer who may read no cases sees it without them."""
    day, now = me.today(), me.now()
    asked, types = Asked(whose, me.officer.id, me.officer.team), _types(me)
    items: list[DueItem] = []
    triage: list[TriageLine] = []
    told: list[Alert] = []
    counts = dict.fromkeys(("high", "medium", "standard", "none"), 0)
    for compartment in compartments(me) if types else ():
        with me.store.read(compartment) as connection:
            items += items_due(connection, me, asked, types, day + WEEK)
            triage += _triage(connection, me, now)
            orders = orders_to_do(connection, me, asked, day + WEEK)
            items += order_reviews(orders, day)
            told += alerts(connection, me, asked, types, orders)
            soon = add_working_days(day, SOON)
            for band, count in kept.reviews_by_band(connection, me.scope, asked, soon).items():
                counts[band] = counts.get(band, 0) + count
    told += _exports_to_confirm(me, day)
    return TodayView(day, _sorted(items), tuple(triage), tuple(told), counts)


@gate(Right.CASE_READ)
def my_actions(me: SignedIn, whose: Whose = "mine") -> tuple[DueItem, ...]:
    """Everything Today tells of as due, however far ahead, in order of its day."""
    asked, types = Asked(whose, me.officer.id, me.officer.team), _types(me)
    items: list[DueItem] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            items += items_due(connection, me, asked, types, None)
            items += order_reviews(orders_to_do(connection, me, asked, None), me.today())
    return _sorted(items)


def _types(me: SignedIn) -> Types:
    """The case types that the officer may read, as the store has them."""
    return {code: type_in_force(me, code) for code in sorted(me.scope.case_types)}


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
