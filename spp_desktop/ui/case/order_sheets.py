"""The sheets of orders and tools: which tool against whom, the tool's own form, and what happens to an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from spp_desktop.domain.cases import Answers, CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.fields import Choice, Field, LongText, Section, Text, clean_answers
from spp_desktop.domain.order_forms import EVENT_LABELS, Toolkit
from spp_desktop.domain.order_tools import Tool
from spp_desktop.domain.orders import AGAINST, Against, EventKind, NewOrder, OrderView, as_it_stands, open_breaches
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services import cases, orders
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet, Kept, Save
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from datetime import date

    from spp_desktop.ui.window import Window

NARROW = 580
RESPONSIBLE = "responsible"
VERBS: dict[EventKind, tuple[str, str, str]] = {
    "breach": ("Record a breach", "Record", "Breach recorded"),
    "outcome": ("What came of a breach", "Record", "Outcome recorded"),
    "variation": ("Vary this order", "Vary", "Order varied"),
    "extension": ("Extend this order", "Extend", "Order extended"),
    "review": ("Review this order", "Record", "Review recorded"),
    "end": ("End this order early", "End order", "Order ended"),
}
"""By kind of event, the sheet's title, its verb, and what is said after it."""


class ToolSheet(Sheet):
    """Which tool, and against whom or what; the tool's rules show before its form opens."""

    def __init__(self, window: Window, kind: CaseType, toolkit: Toolkit, view: CaseView) -> None:
        super().__init__(window, "Add an order or tool", wide=NARROW)
        self._window, self._kind, self._toolkit, self._view = window, kind, toolkit, view
        self.tool = ChoiceBox(tools_offered(toolkit, window.today()), placeholder="Such as ABC or injunction")
        self.tool.changed.connect(self._show_rules)
        self.tool_row = FieldRow("Order or tool", self.tool, required=True)
        people = _people(kind, view)
        self.against = ChoiceBox((*people, ("premises", AGAINST["premises"]), ("area", AGAINST["area"])))
        self.against_row = FieldRow(
            "Against", self.against, required=True, hint="Somebody else has to be added to the case first"
        )
        self.against.set_value(_responsible(view))
        self.rules = text_label("", "secondary", wrap=True)
        self.rules.setAccessibleName("Rules of this tool")
        for part in (self.tool_row, self.rules, self.against_row):
            self.body.addWidget(part)
        self.rules.hide()
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.verb = button("Next…", "primary")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.submit)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.verb)
        self.tool.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rules(self, code: str | None) -> None:
        words = self._toolkit.tool(code).rules if code else ""
        self.rules.setText(words)
        self.rules.setVisible(bool(words))
        self.tool_row.set_problem("")
        self.fit()

    def submit(self) -> None:
        """Open the form of the tool chosen."""
        code, against = self.tool.value(), self.against.value()
        self.tool_row.set_problem("" if code else self.tool.problem() or "Choose a tool")
        self.against_row.set_problem("" if against else self.against.problem() or "Say whom or what it is against")
        if code is None or against is None:
            (self.tool if code is None else self.against).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
        kind, _, person = against.partition(":")
        whom: Against = next(each for each in AGAINST if each == kind)
        _ask_order(self._window, self._kind, self._toolkit, self._view, code, whom, UUID(person) if person else None)


def add_order(window: Window, kind: CaseType, toolkit: Toolkit, view: CaseView) -> ToolSheet:
    """Ask which tool, against whom, and then what the tool's form asks."""
    sheet = ToolSheet(window, kind, toolkit, view)
    sheet.open()
    return sheet


def _ask_order(
    window: Window,
    kind: CaseType,
    toolkit: Toolkit,
    view: CaseView,
    code: str,
    against: Against,
    person_id: UUID | None,
) -> None:
    me, case_id, tool = window.me, view.line.id, toolkit.tool(code)
    check = _checking(window, toolkit, tool, lambda given: NewOrder(code, against, given, person_id))
    sheet = FormSheet(
        window,
        tool.label,
        toolkit.order_form(tool, against),
        lambda given: orders.add_order(me, case_id, NewOrder(code, against, given, person_id)),
        place=Kept(f"order-{code}", kind.code, case_id),
        verb="Add",
        said="Added to orders and tools",
        start={"basis": tool.basis} if tool.basis else {},
        check=check,
        before=_rules(tool),
    )
    sheet.open()
    sheet.start_at(next(iter(sheet.form.fields)))


def change_order(window: Window, toolkit: Toolkit, order: OrderView) -> None:
    """Put right what an order's form says."""
    me, tool = window.me, toolkit.tool(order.tool)
    fields = toolkit.order_fields(tool, order.against)
    check = _checking(window, toolkit, tool, lambda given: NewOrder(order.tool, order.against, given, order.person_id))
    asked = {each.key for each in fields}
    sheet = FormSheet(
        window,
        tool.label,
        toolkit.order_form(tool, order.against),
        lambda given: orders.change_order(me, order.id, given, order.revision),
        verb="Save",
        said="Order altered",
        start={key: answer for key, answer in order.form_answers.items() if key in asked},
        check=check,
        before=_rules(tool),
    )
    sheet.open()
    sheet.start_at(fields[0].key)


def record_event(window: Window, toolkit: Toolkit, order: OrderView, kind: EventKind) -> None:
    """Ask about something that happened to an order, and add it."""
    me, tool = window.me, toolkit.tool(order.tool)
    form = toolkit.event_form(kind, tool)
    waiting = open_breaches(order)
    fields: tuple[Field, ...] = form.fields
    if kind == "outcome":
        which = Vocabulary(
            "breaches", "Breaches", tuple(Term(str(each.id), show_day(each.happened)) for each in waiting)
        )
        fields = (Choice(key="breach", label="Which breach", vocabulary=which, required=True, span=12), *fields)

    def save(given: Answers) -> Done[Saved]:
        breach = str(given.get("breach", ""))
        told = {key: answer for key, answer in given.items() if key != "breach"}
        return orders.record_event(me, order.id, kind, told, breach_id=UUID(breach) if breach else None)

    title, verb, said = VERBS[kind]
    start: Answers = {"happened": window.today().isoformat()}
    if kind == "variation":
        kept = {each.key for each in fields} - {"words"}
        start = {**start, **{key: value for key, value in as_it_stands(order).items() if key in kept}}
    elif kind == "outcome":
        start = {**start, "breach": str(waiting[0].id)}
    sheet = FormSheet(
        window, f"{title}: {tool.label}", Section(form.key, "", fields), save, verb=verb, said=said, start=start
    )
    sheet.open()
    sheet.start_at("happened")


def review_order(window: Window, kind: CaseType, order_id: UUID) -> None:
    """Ask what the review of an order found, once the order is read."""
    me, toolkit = window.me, kind.orders or Toolkit()

    def ask(order: OrderView) -> None:
        if isValid(window):
            record_event(window, toolkit, order, "review")

    work.run(lambda: orders.open_order(me, order_id), ask, window.failed, lane="write")


def link_order(window: Window, order: OrderView) -> None:
    """Let an order serve another case; it stays one record."""
    me = window.me

    def save(given: Answers) -> Done[Saved]:
        try:
            other = cases.find_case(me, str(given.get("reference", "")))
        except NotFound as gone:
            raise Invalid((Problem("reference", gone.message),)) from gone
        return orders.link_order(me, order.id, other)

    field = Text(key="reference", label="Reference of the other case", required=True, span=12,
                 help="Such as ASB-2012-K7-0147. The order stays one record on both.")  # fmt: skip
    _small(window, "This order serves another case too", (field,), save, "Link", "Order linked")


def withdraw_order(window: Window, order: OrderView) -> None:
    """Withdraw an order recorded by mistake."""
    me = window.me
    why = LongText(key="why", label="Why it does not belong here", required=True)
    _small(window, "Withdraw this order: it was recorded by mistake", (why,),
           lambda given: orders.withdraw_order(me, order.id, str(given.get("why", ""))),
           "Withdraw", "Order withdrawn")  # fmt: skip


def withdraw_event(window: Window, order: OrderView) -> None:
    """Withdraw something recorded by mistake to have happened to an order."""
    me = window.me
    terms = tuple(Term(str(each.id), f"{EVENT_LABELS[each.kind]}, {show_day(each.happened)}") for each in order.events)
    fields = (
        Choice(key="event", label="Which entry", vocabulary=Vocabulary("events", "Entries", terms), required=True,
               span=12),
        LongText(key="why", label="Why it does not belong here", required=True),
    )  # fmt: skip
    _small(window, "Withdraw an entry of this order", fields,
           lambda given: orders.withdraw_event(me, UUID(str(given["event"])), str(given.get("why", ""))),
           "Withdraw", "Entry withdrawn")  # fmt: skip


def _small(window: Window, title: str, fields: tuple[Field, ...], save: Save, verb: str, said: str) -> None:
    sheet = FormSheet(window, title, Section("sheet", "", fields), save, verb=verb, said=said, wide=NARROW)
    sheet.open()
    sheet.start_at(fields[0].key)


def _checking(
    window: Window, toolkit: Toolkit, tool: Tool, order: Callable[[Answers], NewOrder]
) -> Callable[[Answers], Iterator[Problem]]:
    """What is odd about an order as its form stands. How old somebody was is known only where it is saved."""

    def check(answers: Answers) -> Iterator[Problem]:
        new = order(answers)
        cleaned = clean_answers(toolkit.order_fields(tool, new.against), answers)
        yield from toolkit.check_order(tool, NewOrder(new.tool, new.against, cleaned, new.person_id), window.today())

    return check


def _rules(tool: Tool) -> tuple[QWidget, ...]:
    return (text_label(tool.rules, "secondary", wrap=True),) if tool.rules else ()


def tools_offered(toolkit: Toolkit, today: date) -> list[tuple[str, str]]:
    """Every tool, those that can be had today first; an order made while its tool could be had may be told late."""
    now = [(each.code, each.label) for each in toolkit.tools.terms if each.holds_on(today)]
    other = [(each.code, _dated(each, today)) for each in toolkit.tools.terms if not each.holds_on(today)]
    return [*now, *other]


def _dated(term: Term, today: date) -> str:
    """A tool that cannot be had today, with until or from when it can."""
    if term.valid_to is not None and term.valid_to < today:
        return f"{term.label}, to {show_day(term.valid_to)}"
    assert term.valid_from is not None  # it has not ended, and does not hold yet
    return f"{term.label}, from {show_day(term.valid_from)}"


def _responsible(view: CaseView) -> str | None:
    """The one person responsible; None where there are several, or nobody with a name is."""
    found = [each.person for each in view.parties if each.role == RESPONSIBLE and each.person is not None]
    return f"person:{found[0].id}" if len(found) == 1 else None


def _people(kind: CaseType, view: CaseView) -> list[tuple[str, str]]:
    """The people on a case an order can be against, whoever is responsible first."""
    named = [each for each in view.parties if each.person is not None]
    named.sort(key=lambda each: each.role != RESPONSIBLE)
    return [
        (f"person:{each.person.id}", f"{each.name}, {kind.roles.label_of(each.role).lower()}")
        for each in named
        if each.person is not None
    ]
