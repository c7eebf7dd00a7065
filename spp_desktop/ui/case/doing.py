"""What can be done in a case window by key, menu or palette: the handlers of the actions table that open a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_desktop.ui.case import act, entries
from spp_desktop.ui.case.clocks import clocks_of
from spp_desktop.ui.case.review_check import check_case_review
from spp_desktop.ui.case.scoring import score_risk
from spp_desktop.ui.page import Page
from spp_desktop.ui.why import show_case_clocks, show_why
from spp_desktop.ui.widgets.strips import TabKeys

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.domain.cases import CaseView
    from spp_desktop.domain.casetype import CaseType
    from spp_desktop.ui.window import Window


class CaseDoing(TabKeys, Page):
    """A page about one case; ``kind`` and ``view`` are None until it has been read, and nothing is done before."""

    def __init__(self, window: Window, case_id: UUID) -> None:
        super().__init__(window)
        self.case_id = case_id
        self.kind: CaseType | None = None
        self.view: CaseView | None = None

    def kind_in_force(self) -> CaseType:
        """The case's type as the store has it. Raises RuntimeError before the case is read."""
        if self.kind is None:
            raise RuntimeError("The case has not been read yet")
        return self.kind

    def add_contact(self) -> None:
        """Log a contact."""
        if self.view is not None:
            entries.log_contact(self.window_, self.kind_in_force(), self.case_id)

    def add_entry(self) -> None:
        """Add to the timeline: a contact, or a note of one."""
        self.add_contact()

    def add_incident(self) -> None:
        """Add another incident; then the risk is scored."""
        if self.view is not None:
            entries.add_incident(self.window_, self.kind_in_force(), self.case_id)

    def add_action(self) -> None:
        """Add an action."""
        if self.view is not None:
            entries.add_action(self.window_, self.kind_in_force(), self.case_id)

    def set_review(self) -> None:
        """Set the next review."""
        if self.view is not None:
            act.set_review(self.window_, self.case_id)

    def assign(self) -> None:
        """Give the case to an officer."""
        if self.view is not None:
            act.assign(self.window_, self.view)

    def score_risk(self) -> None:
        """Score the risk."""
        if self.view is not None:
            score_risk(self.window_, self.kind_in_force(), self.case_id)

    def row_in_hand(self) -> object:
        """The row that the keyboard is on, in whichever list of the case; None where it is in none."""
        return None

    def explain_clock(self) -> None:
        """Say why the row in hand is late; where it has no clock, why the case is."""
        if self.view is None:
            return
        row, line = self.row_in_hand(), self.view.line
        found = tuple(clocks_of(self.kind_in_force(), line.state, row, self.window_.today()))
        if found:
            show_why(self.window_, line.reference, found)
        else:
            show_case_clocks(self.window_, self.case_id)

    def check_case_review(self) -> None:
        """Show whether the victim may ask for a case review, complaint by complaint."""
        if self.view is not None:
            check_case_review(self.window_, self.kind_in_force(), self.view)

    def raise_flag(self) -> None:
        """Raise a flag."""
        if self.view is not None:
            act.raise_flag(self.window_, self.kind_in_force(), self.view)
