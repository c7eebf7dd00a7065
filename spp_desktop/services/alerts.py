"""Alerts of Today: what needs a look or a decision, by reference and never by name, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import add_working_days
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.permissions import Right, may
from spp_desktop.domain.today import Alert
from spp_desktop.services import owed
from spp_desktop.services.due import LATE_FLAGS, tool_of
from spp_desktop.services.owed import Types
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import today as kept
from spp_desktop.store.today import Asked

SOON = 5
"""Working days ahead in which reviews are counted and ending flags announced."""
_FIRST = ("unowned", "breach", "case-review", "closure", "order-ends", "flag-ends", "need", "allocate", "code")
"""Kinds of alert, the most pressing first."""


def alerts(connection: Any, me: SignedIn, asked: Asked, types: Types, orders: Sequence[Any]) -> list[Alert]:
    """The alerts of one compartment. ``orders`` are those with something to be done on them."""
    day, scope = me.today(), me.scope
    found = [*_flags(connection, me, asked, types), *_orders(orders, day), *_overseen(connection, me, types)]
    if asked.whose != "agencies":
        found += owed.may_ask(connection, scope, asked, types, day)
        found += owed.unanswered(connection, scope, asked, types, day)
    return sorted(found, key=lambda each: _FIRST.index(each.kind))


def _flags(connection: Any, me: SignedIn, asked: Asked, types: Types) -> Iterator[Alert]:
    day = me.today()
    soon = add_working_days(day, SOON)
    for row in kept.flags_ending(connection, me.scope, asked, day - LATE_FLAGS, soon):
        ends = "ends" if row.expires >= day else "ended"
        flag = types[row.type].flag(row.code)
        title = f"{flag.label if flag else row.code} {ends} {show_day(row.expires)}"
        yield Alert("flag-ends", title, f"{row.reference} · renew or let it end", row.case_id, row.reference, "Review")


def _orders(orders: Iterable[Any], day: date) -> Iterator[Alert]:
    """Orders that end soon or ended lately, and breaches that nothing has come of."""
    for row in orders:
        tool = tool_of(row)
        if row.breached is not None:
            title = f"{tool}: breached {show_day(row.breached)}, no outcome yet"
            yield Alert("breach", title, row.reference, row.case_id, row.reference, tab="orders")
        if row.ends is not None:
            ends = "ends" if row.ends >= day else "ended"
            title = f"{tool} {ends} {show_day(row.ends)}"
            yield Alert("order-ends", title, row.reference, row.case_id, row.reference, tab="orders")


def _overseen(connection: Any, me: SignedIn, types: Types) -> Iterator[Alert]:
    """What waits for whoever gives out cases and approves their closure."""
    roles = me.officer.roles
    for kind in types.values():
        if may(roles, Right.CASE_ALLOCATE, kind.code):
            yield from _unowned(connection, me, kind)
        closing = sorted(
            {move.before for move in kind.workflow.moves if move.closing and may(roles, move.right, kind.code)}
        )
        if closing:
            for row in kept.in_states(connection, me.scope, kind.code, me.officer.team, closing):
                by = f"{row.reference} · {row.owner or 'nobody owns it'}"
                yield Alert("closure", "Closure to approve", by, row.id, row.reference, "Decide")


def _unowned(connection: Any, me: SignedIn, kind: CaseType) -> Iterator[Alert]:
    top = kind.instrument.bands[-1]
    waiting = [state.code for state in kind.workflow.states if state.triage]
    for row in kept.unowned(connection, me.scope, kind.code, top.code, waiting):
        highest = row.band == top.code
        title = f"{top.label} risk, nobody owns it" if highest else "Nobody owns it"
        detail = f"{row.reference} · reported {show_day(row.reported)}"
        yield Alert("unowned" if highest else "allocate", title, detail, row.id, row.reference, "Assign")
