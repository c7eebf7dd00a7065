"""The clocks of what a case window lists: of an action, a record, an order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_desktop.domain.cases import ActionView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.explained import Reckoning, of_day_set, of_owed
from spp_desktop.domain.orders import OrderView, in_force
from spp_desktop.domain.records import RecordView, owed_on


def clocks_of(kind: CaseType, state: str, row: object, today: date) -> Iterator[Reckoning]:
    """The clocks that run, or ran, on a row of a list; ``state`` is that of its case. None for what has no clock."""
    if isinstance(row, RecordView):
        record = kind.record(row.kind)
        owed = owed_on(record, row, today) if record is not None else ()
        yield from (of_owed(each) for each in sorted(owed, key=lambda each: each.met is not None))
    elif isinstance(row, ActionView) and row.due is not None:
        standing = kind.workflow.state(state).stopped if row.done is None else ""
        yield of_day_set(
            row.what, row.due, unit="working", source="Set on the action", met=row.done, standing=standing, private=True
        )
    elif isinstance(row, OrderView):
        yield from _of_order(kind, row, today)


def _of_order(kind: CaseType, row: OrderView, today: date) -> Iterator[Reckoning]:
    tool = kind.orders.tools.label_of(row.tool) if kind.orders is not None else row.tool
    if row.review_due is not None and in_force(row, today):
        yield of_day_set(f"Review: {tool}", row.review_due, unit="calendar", source="Set on the order")
    if row.ends is not None:
        yield of_day_set(f"{tool}: ends", row.ends, unit="calendar", source="Set on the order", met=row.ended)
