"""The History tab: every operation on the case, newest first, with what each value was before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spp_desktop.domain.cases import CaseView, HistoryLine
from spp_desktop.domain.dates import show_moment
from spp_desktop.services.cases import case_history
from spp_desktop.ui import work
from spp_desktop.ui.case.records import Detail, Empty, RecordTab
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import TableColumn

BLANK = "nothing"


class History(RecordTab):
    """Read from the journal when the tab is first shown, and again after a change while it is in view."""

    code, label = "history", "History"
    empty = Empty("Reading the history…", "Everything that was done on this case, from its journal.")
    lines: tuple[HistoryLine, ...] = ()
    _revision = -1

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("at", "When", 150, lambda row: Words(show_moment(row.at), "strong")),
            TableColumn("text", "What", 190, lambda row: Words(row.text)),
            TableColumn("changed", "Changed", 240, lambda row: Words(_labels(row), "dim"), stretch=3),
            TableColumn("by", "By", 150, lambda row: Words(row.by, "dim")),
        )

    def rows(self, view: CaseView) -> Sequence[HistoryLine]:
        return self.lines

    def count(self, view: CaseView) -> int | None:
        """No count: it only grows."""
        return None

    def summary(self, view: CaseView) -> str:
        return "Nothing here is ever overwritten. Looks are kept for the audit and not shown."

    def detail(self, row: HistoryLine) -> Detail:
        facts = tuple(
            (label, f"{after or BLANK}, was {before}" if before else after or BLANK)
            for label, before, after in row.details
            if before or after
        )
        words = row.why or ("" if facts else "It altered nothing that is shown here.")
        return Detail(f"{row.text}, {show_moment(row.at)}, {row.by}", facts, words)

    def shown(self) -> None:
        """Read it, if the case has changed since it was read."""
        if self._revision != self.view.line.revision or not self.lines:
            self._revision = self.view.line.revision
            me, case_id = self.window_.me, self.case_id
            work.run(lambda: case_history(me, case_id), self._read, self.window_.failed)

    def show_case(self, view: CaseView) -> None:
        """The case has changed: read again when in view."""
        super().show_case(view)
        self._revision = -1
        if self.isVisible():
            self.shown()

    def _read(self, lines: list[HistoryLine]) -> None:
        self.lines = tuple(lines)
        super().show_case(self.view)


def _labels(row: HistoryLine) -> str:
    return ", ".join(dict.fromkeys(label for label, before, after in row.details if before or after))
