"""Decisions about a case on its review day: keep it, hold it, lift the hold; and finding one by its reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.retention import DueForReview
from spp_desktop.services import retention
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.widgets.day import DayEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.text import LongText, line_edit
from spp_desktop.ui.window import Window

KEPT = "Kept in the audit for good. Name nobody in it."
"""What every reason says of itself: it outlives the case."""


class FindSheet(WorkSheet):
    """Find any case by its reference. ``saved`` carries the case as retention sees it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, "Find a case", "Find")
        self.reference = line_edit()
        self.ask("reference", FieldRow("&Reference", self.reference, hint="As ASB-2012-K7-0147."))
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """Something to look for."""
        return () if self.reference.text().strip() else (("reference", "Type a reference"),)

    def call(self) -> Callable[[work.Progress], DueForReview]:
        """Look it up."""
        me, reference = self.me, self.reference.text()
        return lambda _tell: retention.find_case(me, reference)

    def refuse(self, error: Exception) -> None:
        """Say beside the field that there is none."""
        super().refuse(error)
        if isinstance(error, NotFound):
            self.fields["reference"].set_problem("There is no case with this reference")
            self.say_nothing()


class DecisionSheet(WorkSheet):
    """A decision about one case, with the words owed. ``saved`` carries the Done of the service."""

    def __init__(self, window: Window, case: DueForReview, title: str, verb: str, words: str) -> None:
        super().__init__(window, f"{title} {case.reference}", verb)
        self.case = case
        self.say(words)
        self.reason = LongText(lines=2)

    def problems(self) -> Sequence[tuple[str, str]]:
        """A reason."""
        return () if self.reason.value() else (("why", "Say why"),)


class KeepSheet(DecisionSheet):
    """Keep a case that was due, until another day."""

    def __init__(self, window: Window, case: DueForReview) -> None:
        words = "It stays as it is and comes back for review on the day you give."
        super().__init__(window, case, "Keep", "Keep it", words)
        self.until = DayEdit(window.today, ahead=True)
        self.ask("why", FieldRow("&Why it is kept", self.reason, required=True, hint=KEPT))
        self.ask("until", FieldRow("&Next review", self.until, required=True, hint="A day ahead: 1 mar 2027, +365d."))
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A reason and a day ahead."""
        day = self.until.value()
        ahead = day is not None and day > self.window_.today()
        return (*super().problems(), *(() if ahead else (("until", "Give a day ahead"),)))

    def call(self) -> Callable[[work.Progress], Done[None]]:
        """Keep it."""
        me, case, why, until = self.me, self.case, self.reason.value(), self.until.value()
        assert until is not None  # a problem otherwise
        return lambda _tell: retention.keep_case(me, case.case_id, why, until)


class HoldSheet(DecisionSheet):
    """Hold a case, to a day or until the hold is lifted."""

    def __init__(self, window: Window, case: DueForReview) -> None:
        words = "While it is held, neither the case nor any value of it can be erased."
        super().__init__(window, case, "Hold", "Hold it", words)
        self.until = DayEdit(window.today, ahead=True)
        self.ask("reason", FieldRow("&Why it is held", self.reason, required=True,
                                    hint="Litigation, an inquiry, a review: name that, and nobody."))  # fmt: skip
        self.ask(
            "until", FieldRow("Hold &until", self.until, hint="Leave it empty to hold the case until it is lifted.")
        )
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A reason, and a day that is one."""
        found = [] if self.reason.value() else [("reason", "Say why the case is held")]
        day = self.until.value()
        if self.until.problem():
            found.append(("until", self.until.problem()))
        elif day is not None and day < self.window_.today():
            found.append(("until", "That day has passed"))
        return found

    def call(self) -> Callable[[work.Progress], Done[None]]:
        """Hold it."""
        me, case, why, until = self.me, self.case, self.reason.value(), self.until.value()
        return lambda _tell: retention.hold_case(me, case.case_id, why, until)


class LiftSheet(DecisionSheet):
    """Lift a hold."""

    def __init__(self, window: Window, case: DueForReview) -> None:
        super().__init__(window, case, "Lift the hold on", "Lift the hold", "Once it is due it can be erased again.")
        self.ask("why", FieldRow("&Why it is lifted", self.reason, required=True, hint=KEPT))
        self.asked()

    def call(self) -> Callable[[work.Progress], Done[None]]:
        """Lift it."""
        me, case, why = self.me, self.case, self.reason.value()
        return lambda _tell: retention.lift_hold(me, case.case_id, why)
