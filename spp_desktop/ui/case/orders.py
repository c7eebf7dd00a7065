"""The Orders and tools tab: what serves the case, how each order stands, its breaches and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from spp_desktop.domain.cases import Answers, CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import explain_due
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.fields import Field
from spp_desktop.domain.order_forms import EVENT_LABELS, Toolkit
from spp_desktop.domain.order_tools import ONCE
from spp_desktop.domain.orders import (
    STATES,
    EventKind,
    OrderEvent,
    OrderView,
    as_it_stands,
    expires_within,
    in_force,
    open_breaches,
    outcome_of,
    standing,
    state_of,
)
from spp_desktop.ui.case import order_sheets
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import BLANK, Cell, Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.tags import Clock, Family, Tag

NEAR = 90
"""An end so many calendar days ahead is told in days, one further off in whole months."""
WEEK = 7
_FAMILIES: dict[str, Family] = {"in-force": "green", "ahead": "blue", "asked": "amber"}


class Orders(RecordTab):
    """Orders and tools, those in force that end first before others."""

    code, label = "orders", "Orders and tools"
    empty = Empty(
        "No order or tool yet",
        "Add a warning letter, an ABC, an injunction or whatever else was used, and its breaches.",
    )

    @classmethod
    def offered(cls, kind: CaseType) -> bool:
        """Whether the type has orders and tools."""
        return kind.orders is not None

    @property
    def toolkit(self) -> Toolkit:
        """The tools of the case's type."""
        return self.kind.orders or Toolkit()

    def columns(self) -> Sequence[TableColumn[Any]]:
        return order_columns(lambda: self.toolkit, self.window_.today)

    def rows(self, view: CaseView) -> Sequence[OrderView]:
        return in_order(view.orders, self.window_.today())

    def summary(self, view: CaseView) -> str:
        today = self.window_.today()
        held = sum(in_force(each, today) for each in view.orders)
        waiting = sum(len(open_breaches(each)) for each in view.orders)
        said = [f"{held} in force" if held else "", f"{waiting} without an outcome" if waiting else ""]
        return ", ".join(part for part in said if part)

    def detail(self, row: OrderView) -> Detail:
        return order_detail(self.toolkit, row, self.window_.today())

    def adds(self) -> Sequence[Verb]:
        return (Verb("Add an order or tool", self.add, "add"),)

    def verbs(self, row: OrderView) -> Sequence[Verb]:
        return order_verbs(self, self.toolkit, row)

    def add(self) -> None:
        """Ask about another order or tool."""
        order_sheets.add_order(self.window_, self.kind, self.toolkit, self.view)


def order_verbs(tab: RecordTab, toolkit: Toolkit, row: OrderView) -> Sequence[Verb]:
    """What can be done with an order; the rest is under More."""
    window = tab.window_
    first: EventKind = "outcome" if open_breaches(row) else "breach"
    label = "Breach outcome…" if first == "outcome" else "Breach…"
    return (
        Verb("Change…", partial(order_sheets.change_order, window, toolkit, row), "edit"),
        Verb(label, partial(order_sheets.record_event, window, toolkit, row, first), "warning"),
        Verb("More…", lambda: OrderMenu(tab, toolkit, row).popup(QCursor.pos()), "more_horizontal"),
    )


class OrderMenu(QMenu):
    """Everything else that can be done with an order, gone once it closes."""

    def __init__(self, tab: RecordTab, toolkit: Toolkit, row: OrderView) -> None:
        super().__init__(tab)
        self.aboutToHide.connect(self.deleteLater)
        window, lasts = tab.window_, row.tool not in ONCE
        if open_breaches(row):
            self.addAction("Another breach…", partial(order_sheets.record_event, window, toolkit, row, "breach"))
        kinds: tuple[tuple[EventKind, str], ...] = (
            ("variation", "Vary…"),
            ("extension", "Extend…"),
            ("review", "Review…"),
            ("end", "End early…"),
        )
        for kind, label in kinds if lasts else ():
            self.addAction(label, partial(order_sheets.record_event, window, toolkit, row, kind))
        self.addSeparator()
        self.addAction("Serves another case too…", partial(order_sheets.link_order, window, row))
        if row.events:
            self.addAction("Withdraw an entry…", partial(order_sheets.withdraw_event, window, row))
        self.addAction("Withdraw this order…", partial(order_sheets.withdraw_order, window, row))


def order_columns(toolkit: Any, today: Any) -> tuple[TableColumn[OrderView], ...]:
    """Tool, against whom or what, how it stands, when it ends, breaches. ``toolkit`` and ``today`` are asked anew."""
    return (
        TableColumn("tool", "Order or tool", 210, lambda row: Words(toolkit().tools.label_of(row.tool), "strong"),
                    stretch=2),
        TableColumn("against", "Against", 170, lambda row: Words(against_words(row), private=True), stretch=2,
                    private=True),
        TableColumn("standing", "How it stands", 168, lambda row: Words(_standing(row, today()))),
        TableColumn("ends", "Ends in", 142, lambda row: ends_cell(row, today())),
        TableColumn("breaches", "Breaches", 88, _breaches),
        TableColumn("serves", "Cases", 64, lambda row: Words(str(len(row.references)), "dim"),
                    least=SizeClass.STANDARD, yields=True),
    )  # fmt: skip


def order_detail(toolkit: Toolkit, row: OrderView, today: date) -> Detail:
    """An order in full: its form as it stands, then what happened to it, the latest first."""
    tool = toolkit.tool(row.tool)
    state = state_of(row, today, lasts=row.tool not in ONCE)
    tags = [Tag(STATES[state], _FAMILIES.get(state, "grey"))]
    tags += [Tag("Breach, no outcome yet", "red")] if open_breaches(row) else []
    said = _said(toolkit.order_fields(tool, row.against), as_it_stands(row))
    told = [(_happened(each), event_words(toolkit, row, each)) for each in reversed(row.events)]
    facts = [
        ("Stands", _standing(row, today)),
        ("Next review", show_day(row.review_due) if row.review_due else ""),
        *((label, words) for label, words in told if words),
        *((label, words) for label, words in said if label != "Next review"),
        ("Serves", ", ".join(row.references)),
    ]
    return Detail(f"{tool.label}: {against_words(row)}", tuple(facts), "", tuple(tags), label_width=190)


def in_order(orders: Iterable[OrderView], today: date) -> list[OrderView]:
    """Orders in force that end first, then the others by how they stand."""
    ranks = {state: rank for rank, state in enumerate(STATES)}

    def place(row: OrderView) -> tuple[int, date]:
        return ranks[state_of(row, today, lasts=row.tool not in ONCE)], row.ends or date.max

    return sorted(orders, key=place)


def against_words(row: OrderView) -> str:
    """Whom or what an order is against."""
    return row.name if row.against == "person" else ", ".join(part for part in (row.place, row.postcode) if part)


def ends_cell(row: OrderView, today: date) -> Cell:
    """How long an order in force still has: calendar days, or months while that is far off."""
    if row.ends is None or not in_force(row, today):
        return BLANK
    if not expires_within(row, today, NEAR):
        return Words(f"{_months(today, row.ends)} months", "dim")
    days = (row.ends - today).days
    words = {0: "Today", 1: "Tomorrow"}.get(days, f"{days} calendar days")
    return Clock("today" if days <= WEEK else "soon", words, explain_due(row.ends, today, unit="calendar"))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def event_words(toolkit: Toolkit, row: OrderView, event: OrderEvent) -> str:
    """What is told of something that happened to an order; an outcome is told with its breach."""
    if event.kind == "outcome":
        return ""
    form = toolkit.event_form(event.kind, toolkit.tool(row.tool)).fields
    words = ". ".join(f"{label}: {answer}" if label else answer for label, answer in _said(form, event.answers))
    if event.kind != "breach":
        return words
    outcome = outcome_of(row, event)
    if outcome is None:
        return f"{words}. No outcome yet" if words else "No outcome yet"
    came = toolkit.outcomes.label_of(str(outcome.answers.get("outcome", "")))
    return ". ".join(part for part in (words, f"{came}, {show_day(outcome.happened)}") if part)


def _said(asked: Iterable[Field], answers: Answers) -> list[tuple[str, str]]:
    found = ((each, answers.get(each.key)) for each in asked)
    return [(each.label, each.show(answer)) for each, answer in found if answer is not None]


def _happened(event: OrderEvent) -> str:
    return f"{EVENT_LABELS[event.kind]}, {show_day(event.happened)}"


def _standing(row: OrderView, today: date) -> str:
    return standing(row, today, lasts=row.tool not in ONCE)


def _breaches(row: OrderView) -> Cell:
    waiting = len(open_breaches(row))
    if waiting:
        return Clock("late", f"{waiting} open", f"{waiting} of {len(row.breaches)} breaches have no outcome yet")
    return Words(str(len(row.breaches) or ""))
