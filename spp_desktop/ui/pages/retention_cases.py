"""Cases due for review, and cases on hold: each by reference, class and days, with what may be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.retention import RETENTION_CLASSES, DueForReview
from spp_desktop.domain.settings import SettingView
from spp_desktop.services import retention, settings
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages import retention_erase, retention_sheets, retention_value
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, beside
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.tables.cells import Cell, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.tags import Clock, ClockLabel
from spp_desktop.ui.window import Window


@dataclass(frozen=True, slots=True)
class Read:
    """Cases, and the settings that say how long each class is kept, by key."""

    cases: tuple[DueForReview, ...]
    settings: Mapping[str, SettingView]


class CasesSection(Section):
    """A list of cases by reference, with what retention knows of one beside it."""

    name = ""
    empty = ("", "")
    remembered = ""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._read_value = Read((), {})
        self._asked: DueForReview | None = None
        self.head = HeadBar(self.name)
        self.seek = button("&Find a case…", icon="search", tip="Any case by its reference, to hold it or erase a value")
        self.seek.clicked.connect(self.find_case)
        self.head.row.addWidget(self.seek)
        self.table = RecordTable(self.name)
        self.table.show_model(RowsModel(_columns(window.today), key=_id, parent=self), self.remembered)
        self.table.row_changed.connect(self._show_case)
        self.pane = Pane("Case")
        self.keep = self.pane.add_verb(button("&Keep for longer…"), self.keep_case)
        self.hold = self.pane.add_verb(button("Put on &hold…"), self.hold_case)
        self.lift = self.pane.add_verb(button("&Lift the hold…"), self.lift_hold)
        self.value = self.pane.add_verb(button("Erase a &value…"), self.erase_value)
        self.erase = self.pane.add_verb(button("&Erase the case…", "harm"), self.erase_case)
        nothing = EmptyState(*self.empty)
        again = button("Find a case…")
        again.clicked.connect(self.find_case)
        nothing.row.addWidget(again)
        rows = QWidget()
        beside(rows, (self.head, self.table), self.pane)
        self._pages = QStackedLayout(self.content)
        self._pages.addWidget(rows)
        self._pages.addWidget(nothing)

    def cases(self) -> list[DueForReview]:
        """The cases of the list. Called off the UI thread."""
        raise NotImplementedError

    def fetch(self) -> Read:
        """The cases, and how long each class is kept."""
        return Read(tuple(self.cases()), {each.setting.key: each for each in settings.list_settings(self.me)})

    def show_read(self, value: Read) -> None:
        """Show the list, and above it the case that was asked for."""
        self._read_value = value
        listed = {each.case_id for each in value.cases}
        asked = [self._asked] if self._asked is not None and self._asked.case_id not in listed else []
        rows = [*asked, *value.cases]
        self.table.rows().set_rows(rows)
        count = len(value.cases)
        self.head.aside.setText(f"{count:,} case{'s' if count != 1 else ''}" if rows else "")
        self._pages.setCurrentIndex(0 if rows else 1)
        if not rows:
            self._show_case(None)

    def count(self) -> int | None:
        """How many cases."""
        return len(self._read_value.cases)

    def refresh(self, changes: Changes) -> None:
        """Read again when a case was decided on, or altered otherwise."""
        if "retention" in changes.kinds or changes.cases:
            self._asked = None
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The list, and what is known of one case."""
        return (self.table, self.pane)

    # What is done about a case

    def case(self) -> DueForReview | None:
        """The case in hand."""
        found = self.table.current()
        return found if isinstance(found, DueForReview) else None

    def find_case(self) -> None:
        """Ask for a reference and take that case in hand."""
        sheet = retention_sheets.FindSheet(self.window_)
        sheet.saved.connect(self._found)

    def keep_case(self) -> None:
        """Keep the case, with a reason and another review day."""
        self._ask(retention_sheets.KeepSheet, "is kept")

    def hold_case(self) -> None:
        """Hold the case, for a reason."""
        self._ask(retention_sheets.HoldSheet, "is on hold")

    def lift_hold(self) -> None:
        """Let the case be erased again."""
        self._ask(retention_sheets.LiftSheet, "is no longer on hold")

    def erase_value(self) -> None:
        """Choose one value to erase."""
        if (case := self.case()) is not None:
            retention_value.ask_value(self.window_, case.case_id, case.reference)

    def erase_case(self) -> None:
        """Say what goes and ask for the reference before it does."""
        if (case := self.case()) is not None:
            retention_erase.ask_erase(self.window_, case)

    def _ask(self, kind: Callable[[Window, DueForReview], retention_sheets.DecisionSheet], said: str) -> None:
        case = self.case()
        if case is None:
            return

        def saved(done: Done[None]) -> None:
            self.window_.done(done.changes, f"{case.reference} {said}")

        kind(self.window_, case).saved.connect(saved)

    def _found(self, case: DueForReview) -> None:
        self._asked = case
        self.show_read(self._read_value)
        self.table.select_id(case.case_id)
        self.table.setFocus()

    def _show_case(self, case: DueForReview | None) -> None:
        for verb in (self.keep, self.hold, self.lift, self.value, self.erase):
            verb.setVisible(case is not None)
        if case is None:
            self.pane.say("No case chosen", words="Take one in hand to decide about it.")
            return
        today = self.window_.today()
        held, due = case.held(today), case.review is not None and case.review <= today
        self.pane.say(case.reference, _class(case), facts=self._facts(case, today))
        self.keep.setVisible(due)
        self.lift.setVisible(case.hold_reason is not None)
        self.hold.setVisible(not held)
        for verb in (self.value, self.erase):
            enable(verb)
        if held:
            for verb in (self.value, self.erase):
                disable(verb, "This case is held. Lift the hold first")
        elif not due:
            disable(self.erase, "This case is not due for review: it is open, or kept until a later day")

    def _facts(self, case: DueForReview, today: date) -> list[tuple[str, QWidget | str]]:
        facts: list[tuple[str, QWidget | str]] = [("Kept", self._rule(case))]
        if source := self._source(case):
            facts.append(("Source", source))
        facts.append(("Closed", show_day(case.closed) if case.closed else "Still open"))
        facts.append(("Review", ClockLabel(_review(case, today))))
        if case.hold_reason is not None:
            facts.append(("Hold", private_label(case.hold_reason, "strong", wrap=True)))
            facts.append(("Held until", _until(case, today)))
        return facts

    def _rule(self, case: DueForReview) -> str:
        kept = RETENTION_CLASSES.get(case.retention)
        if kept is None or kept.years is None:
            return "For good"
        setting = self._read_value.settings.get(kept.setting)
        years = setting.value if setting is not None else kept.years
        return f"{years} year{'s' if years != 1 else ''} after {kept.since}"

    def _source(self, case: DueForReview) -> str:
        kept = RETENTION_CLASSES.get(case.retention)
        if kept is None:
            return ""
        setting = self._read_value.settings.get(kept.setting)
        return setting.source if setting is not None else kept.source


class DueSection(CasesSection):
    """Cases whose review day has come."""

    name = "Due for review"
    remembered = "retention/due"
    empty = (
        "No case is due for review",
        "A closed case comes here on its review day, to be erased, kept with a reason, or held.",
    )

    def cases(self) -> list[DueForReview]:
        """Cases due."""
        return retention.list_due(self.me)


class HeldSection(CasesSection):
    """Cases nobody may erase for now."""

    name = "On hold"
    remembered = "retention/held"
    empty = (
        "No case is on hold",
        "A hold keeps a case from being erased while a court, an inquiry or a review needs it.",
    )

    def cases(self) -> list[DueForReview]:
        """Cases on hold."""
        return retention.list_held(self.me)


def _columns(today: Callable[[], date]) -> tuple[TableColumn[DueForReview], ...]:
    def hold(case: DueForReview) -> Cell:
        return Words("" if case.hold_reason is None else _until(case, today()), "dim")

    return (
        TableColumn("reference", "Reference", 150, lambda case: Words(case.reference, "strong")),
        TableColumn("class", "Class", 130, lambda case: Words(_class(case)), stretch=2),
        TableColumn("closed", "Closed", 110, lambda case: Words(show_day(case.closed) if case.closed else "Open")),
        TableColumn("review", "Review", 160, lambda case: _review(case, today())),
        TableColumn("hold", "On hold until", 150, hold, stretch=1),
    )


def _id(case: DueForReview) -> UUID:
    return case.case_id


def _class(case: DueForReview) -> str:
    kept = RETENTION_CLASSES.get(case.retention)
    return kept.label if kept is not None else "No class"


def _review(case: DueForReview, today: date) -> Clock:
    if case.review is None:
        return Clock("paused", "When it is closed")
    kind: Any = "today" if case.review == today else "soon"
    return Clock(kind, show_day(case.review))


def _until(case: DueForReview, today: date) -> str:
    if case.hold_until is None:
        return "Until it is lifted"
    return show_day(case.hold_until) if case.held(today) else f"Ended {show_day(case.hold_until)}"
