"""What can be done in a list of cases by key, menu or palette: to the list, to the case in hand, to those ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import CaseLine, CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Changes
from spp_desktop.ui import work
from spp_desktop.ui.page import Page
from spp_desktop.ui.pages import cases_read as read
from spp_desktop.ui.pages.cases_bulk import AssignSheet, DaySheet, counted, say_outcome
from spp_desktop.ui.tables.model import RowsModel
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.why import show_case_clocks
from spp_desktop.ui.window import Window


class ListDoing(Page):
    """A page with a list of cases: ``query`` is what it shows, ``in_hand`` the line the keyboard is on."""

    def __init__(self, window: Window, kind: CaseType) -> None:
        super().__init__(window)
        self.kind = kind
        self.query = CaseQuery(kind.code)
        self.in_hand: CaseLine | None = None
        self.table: RecordTable
        self.model: RowsModel

    def open_current(self) -> None:
        """Open the case in hand."""
        if self.in_hand is not None:
            self.window_.open_case(self.in_hand.id)

    def open_in_window(self) -> None:
        """Open the case in hand in a window of its own, which is where cases always open."""
        self.open_current()

    def _open(self, row: object, _new_window: bool) -> None:
        if isinstance(row, CaseLine):
            self.window_.open_case(row.id)

    def copy_row(self) -> None:
        """Copy the row in hand without the columns that name somebody."""
        if self.in_hand is not None:
            QApplication.clipboard().setText(self.table.copied_row())
            self.window_.toast("Row copied without names")

    def add_contact(self) -> None:
        """Log a contact on the case in hand."""
        from spp_desktop.ui.case.entries import log_contact

        if self.in_hand is not None:
            log_contact(self.window_, self.kind, self.in_hand.id)

    def add_incident(self) -> None:
        """Add another incident to the case in hand; then its risk is scored."""
        from spp_desktop.ui.case.entries import add_incident

        if self.in_hand is not None:
            add_incident(self.window_, self.kind, self.in_hand.id)

    def add_action(self) -> None:
        """Add an action to the case in hand."""
        from spp_desktop.ui.case.entries import add_action

        if self.in_hand is not None:
            add_action(self.window_, self.kind, self.in_hand.id)

    def explain_clock(self) -> None:
        """Say why the case in hand is late: its review, its first contact, its updates."""
        if self.in_hand is not None:
            show_case_clocks(self.window_, self.in_hand.id)

    def new_case(self) -> None:
        """Start a new case of this type."""
        self.window_.go("new-case", kind=self.kind.code)

    # Doing something to the cases ticked, or to the one in hand

    def assign(self) -> None:
        """Give the cases ticked to an officer."""
        me, code = self.window_.me, self.kind.code
        if self._how_many():
            work.run(lambda: read.owners_to_choose(me, code), self._ask_owner)

    def _ask_owner(self, officers: Sequence[tuple[str, str]]) -> None:
        AssignSheet(self.window_, self._how_many(), officers, self._give).open()

    def _give(self, owner: UUID | None) -> None:
        me = self.window_.me
        self._do(lambda lines: read.give_to(me, lines, owner), "assigned")

    def set_review(self) -> None:
        """Set the next review of the cases ticked."""
        count = self._how_many()
        if count:
            words = "A review never goes further off than the case’s risk allows."
            DaySheet(self.window_, f"Set the review of {counted(count)}", "Next review", "Set review",
                     self._review_on, words=words).open()  # fmt: skip

    def _review_on(self, day: date) -> None:
        me = self.window_.me
        self._do(lambda lines: read.move_reviews(me, lines, day), "given a review day")

    def _do(self, do: Any, done: str) -> None:
        me, code, rows = self.window_.me, self.kind.code, self._rows_chosen()

        def call() -> read.Outcome:
            made = do(read.lines_of(me, rows, code))
            if not isinstance(made, read.Outcome):
                raise TypeError("What is done to cases says what came of it")
            return made

        work.run(call, lambda outcome: self._did(outcome, done), self.window_.failed, lane="write")

    def _did(self, outcome: read.Outcome, done: str) -> None:
        self.window_.done(Changes(cases=outcome.cases))
        say_outcome(self.window_, outcome, done)

    def export_list(self) -> None:
        """Export the list as a workbook: the cases ticked, or all that are shown."""
        from spp_desktop.ui.exporting import ExportSheet

        me, code, rows = self.window_.me, self.kind.code, sorted(int(str(each)) for each in self.model.ticked)
        ticked = rows if len(rows) < len(self.model.ids()) else []
        columns = tuple(c.key for n, c in enumerate(self.model.columns, 1) if not self.table.isColumnHidden(n))

        def ask(lines: Sequence[CaseLine]) -> None:
            chosen = Filter("case", tuple(str(line.id) for line in lines))
            query = replace(self.query, filters=(chosen,), text="") if lines else self.query
            count = len(lines) or len(self.model.ids())
            ExportSheet(self.window_, self.kind, query, count, columns).open()

        work.run(lambda: read.lines_of(me, ticked, code) if ticked else [], ask, self.window_.failed)

    def _how_many(self) -> int:
        return len(self._rows_chosen())

    def _rows_chosen(self) -> list[int]:
        """Row numbers of the cases ticked; of the one in hand when none is."""
        if self.model.ticked:
            return sorted(int(str(each)) for each in self.model.ticked)
        return [self.in_hand.row] if self.in_hand is not None else []
