"""Things due as rows of a list: on Today in groups, on My actions in order of their days."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Done
from spp_desktop.domain.clocks import Unit, explain_due
from spp_desktop.domain.dates import MONTHS, WEEKDAYS
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.today import DueGroup, DueItem
from spp_desktop.services import cases, entries
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.cases_bulk import DaySheet
from spp_desktop.ui.tables.cells import Group, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.why import show_why
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.tags import Clock, ClockKind
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window

if TYPE_CHECKING:
    from spp_desktop.domain.cases import Saved

GROUPS: tuple[tuple[DueGroup, str, str], ...] = (
    ("overdue", "Overdue", "red-text"),
    ("today", "Due today", "amber-text"),
    ("week", "This week", "text-2"),
    ("later", "Later", "text-2"),
)
_FOLLOWS = {
    "first-contact": "The first contact keeps its promise: it cannot be moved",
    "record": "This day follows from the record and its clock: it cannot be moved",
    "order": "Review the order to give its next review a day",
    "update": "Updates are owed as often as agreed: change that on the case",
}
"""Why a day may not be moved, by the kind of what is due."""
_KINDS: dict[DueGroup, ClockKind] = {"overdue": "late", "today": "today", "week": "soon", "later": "soon"}


def item_key(item: DueItem) -> Hashable:
    """What tells one due item from another, whatever becomes of its day."""
    return item.kind, item.record_id or item.case_id


def item_clock(item: DueItem, today: date) -> Clock:
    """How long is left or how late it is."""
    if item.paused:
        return Clock("paused", item.text)
    unit: Unit = item.why.clock.unit if item.why is not None else "calendar"
    return Clock(_KINDS[item.group], item.text, item.reckoned or explain_due(item.due, today, unit=unit))


def grouped(items: Sequence[DueItem]) -> list[DueItem | Group]:
    """Items under the headings of their groups; those whose clock stands still come last."""
    rows: list[DueItem | Group] = []
    for code, label, ink in GROUPS:
        found = [item for item in items if item.group == code and not item.paused]
        rows += [Group(label, len(found), ink), *found] if found else []
    paused = [item for item in items if item.paused]
    return [*rows, Group("Paused", len(paused), "text-3"), *paused] if paused else rows


def by_agency(items: Sequence[DueItem]) -> list[DueItem | Group]:
    """What agencies owe, agency by agency, the one with most that is late first."""
    owed: dict[str, list[DueItem]] = {}
    for item in items:
        owed.setdefault(item.owner, []).append(item)

    def late(name: str) -> int:
        return sum(item.group == "overdue" and not item.paused for item in owed[name])

    rows: list[DueItem | Group] = []
    for name in sorted(owed, key=lambda each: (-late(each), each)):
        label = f"{name}, {late(name)} late" if late(name) else name
        rows += [Group(label, len(owed[name]), "red-text" if late(name) else "text-2"), *owed[name]]
    return rows


def short_day(day: date, today: date) -> str:
    """A day in a dense list, with its year where that is not this one: ``Fri 9 Mar``."""
    shown = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return shown if day.year == today.year else f"{shown} {day.year}"


def item_columns(window: Window) -> tuple[TableColumn[DueItem], ...]:
    """Clock, what, reference, who and the day."""
    today = window.today
    return (
        TableColumn("clock", "Due", 128, lambda item: item_clock(item, today())),
        TableColumn("what", "What", 200, lambda item: Words(item.what, private=True), stretch=4, private=True),
        TableColumn("reference", "Reference", 138, lambda item: Words(item.reference, "strong")),
        TableColumn("owner", "Who", 130, lambda item: Words(item.owner or "Nobody yet", "dim"), stretch=1,
                    least=SizeClass.STANDARD),
        TableColumn("due", "Day", 96, lambda item: Words(short_day(item.due, today()), "dim")),
    )  # fmt: skip


class DueTable(RecordTable):
    """A list of things due: Enter opens, D marks done, R moves, W says why it is late, N logs a contact, A adds more.

    ``kinds`` are the case types as the store has them, by code.
    """

    def __init__(self, window: Window, name: str) -> None:
        super().__init__(name)
        self._window = window
        self.kinds: Mapping[str, CaseType] = {}
        self.model_ = RowsModel(item_columns(window), key=item_key, parent=self)
        self.show_model(self.model_)
        self.opened.connect(self._opened_row)
        attach(self, self, {"list"}, window.me.officer.roles)

    def show_items(self, rows: Sequence[DueItem | Group]) -> None:
        """Show these rows; where the one in hand has gone, the next takes its place."""
        held, place = self.item(), self.currentIndex().row()
        self.model_.set_rows(rows)
        if held is not None and self.model_.place(item_key(held)) < 0 and rows:
            self.take_place(place)

    def item(self) -> DueItem | None:
        """The item in hand."""
        row = self.current() if self.model() is not None else None
        return row if isinstance(row, DueItem) else None

    def _opened_row(self, row: object, _new_window: bool) -> None:
        if isinstance(row, DueItem):
            self._window.open_case(row.case_id, tab="actions" if row.kind == "action" else row.tab)

    # Handlers of the actions table

    def open_current(self) -> None:
        """Open the case of the item in hand, on its actions."""
        item = self.item()
        if item is not None:
            self._opened_row(item, _new_window=False)

    def copy_row(self) -> None:
        """Copy the row in hand without free text."""
        if self.item() is not None:
            QApplication.clipboard().setText(self.copied_row())
            self._window.toast("Row copied without names")

    def mark_done(self) -> None:
        """Do what the item calls for: note that an action is done, score a risk, log a contact, review an order."""
        item = self.item()
        if item is None:
            return
        if item.kind == "review":
            from spp_desktop.ui.case.scoring import score_risk

            score_risk(self._window, self._kind(item.case_type), item.case_id)
        elif item.kind in ("first-contact", "update"):
            self.add_contact()
        elif item.kind == "record":
            self._opened_row(item, _new_window=False)
        elif item.kind == "order" and item.record_id is not None:
            from spp_desktop.ui.case.order_sheets import review_order

            review_order(self._window, self._kind(item.case_type), item.record_id)
        else:
            DoneSheet(self._window, item).open()

    def explain_clock(self) -> None:
        """Say why the item in hand is late, or falls due when it does."""
        item = self.item()
        if item is not None:
            show_why(self._window, item.reference, (item.why,) if item.why is not None else ())

    def set_review(self) -> None:
        """Move the item in hand to another day."""
        item = self.item()
        if item is None:
            return
        if item.kind in _FOLLOWS:
            self._window.toast(_FOLLOWS[item.kind])
            return
        title = "Move the risk review" if item.kind == "review" else "Move this action"
        DaySheet(self._window, title, "To", "Move", self._move_to, words=item.reference).open()

    def _move_to(self, day: date) -> None:
        item, me = self.item(), self._window.me
        if item is None:
            return

        def move() -> Done[Saved]:
            if item.kind == "review" or item.record_id is None:
                return cases.move_review(me, item.case_id, day)
            return entries.move_action(me, item.record_id, day, revision=item.revision)

        work.run(move, self._moved, self._not_moved, lane="write")

    def _moved(self, done: Done[Saved]) -> None:
        self._window.done(done.changes, "Moved")

    def _not_moved(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self._window.toast(error.problems[0].message)
        else:
            self._window.failed(error)

    def add_contact(self) -> None:
        """Log a contact on the case of the item in hand."""
        from spp_desktop.ui.case.entries import log_contact

        item = self.item()
        if item is not None:
            log_contact(self._window, self._kind(item.case_type), item.case_id)

    def add_incident(self) -> None:
        """Add another incident to the case of the item in hand; then its risk is scored."""
        from spp_desktop.ui.case.entries import add_incident

        item = self.item()
        if item is not None:
            add_incident(self._window, self._kind(item.case_type), item.case_id)

    def add_action(self) -> None:
        """Add an action to the case of the item in hand."""
        from spp_desktop.ui.case.entries import add_action

        item = self.item()
        if item is not None:
            add_action(self._window, self._kind(item.case_type), item.case_id)

    def _kind(self, code: str) -> CaseType:
        return self.kinds.get(code) or case_type(code)


class DoneSheet(Sheet):
    """Asks for evidence or a note, where there is any, and marks an action done."""

    def __init__(self, window: Window, item: DueItem) -> None:
        super().__init__(window, "Mark this action done")
        self._window, self._item = window, item
        self.body.addWidget(text_label(f"{item.reference} · {item.text}", "secondary"))
        self.evidence = line_edit()
        self.body.addWidget(FieldRow("Evidence or note", self.evidence, hint="Enter alone marks it done"))
        self.late = line_edit()
        late = FieldRow("Why it was late", self.late)
        self.body.addWidget(late)
        late.setHidden(item.group != "overdue")
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.verb = button("Mark done", "primary", icon="checkmark")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._mark)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.verb)
        self.evidence.setFocus()

    def _mark(self) -> None:
        self.accept()
        mark_done(self._window, self._item, self.evidence.text(), self.late.text())


def mark_done(window: Window, item: DueItem, evidence: str, late_reason: str) -> None:
    """Mark an action done; the toast offers to open it again."""
    me, record = window.me, item.record_id
    if record is None:
        return

    def undo() -> None:
        work.run(
            lambda: entries.move_action(me, record, item.due, reason="Marked done by mistake"),
            lambda back: window.done(back.changes, f"{item.reference}: open again"),
            window.failed,
            lane="write",
        )

    work.run(
        lambda: entries.complete_action(me, record, evidence=evidence, late_reason=late_reason, revision=item.revision),
        lambda done: window.done(done.changes, f"{item.reference}: marked done", undo),
        window.failed,
        lane="write",
    )
