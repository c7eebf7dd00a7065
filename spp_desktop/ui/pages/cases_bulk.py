"""What is asked before something is done to several cases at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from spp_desktop.ui.ask import Choice, Question
from spp_desktop.ui.pages.cases_read import Outcome
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.day import DayEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import Window

NOBODY = "nobody"
MOST_SAID = 6


def counted(number: int, noun: str = "case") -> str:
    """A number of things in words: ``1 case``, ``3 cases``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class AssignSheet(Sheet):
    """Asks whom cases are to be given to."""

    def __init__(
        self, window: Window, count: int, officers: Sequence[tuple[str, str]], chosen: Callable[[UUID | None], None]
    ) -> None:
        super().__init__(window, f"Assign {counted(count)}")
        self._chosen = chosen
        self.officer = ChoiceBox([*officers, (NOBODY, "Nobody yet")], placeholder="Type a name")
        self.row = FieldRow("Give to", self.officer, required=True)
        self.body.addWidget(self.row)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.assign = button("Assign", "primary", icon="person_swap")
        self.assign.setDefault(True)
        self.assign.clicked.connect(self._assign)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.assign)
        self.officer.setFocus()

    def _assign(self) -> None:
        code = self.officer.value()
        if code is None:
            self.row.set_problem("Choose an officer from the list")
            self.officer.setFocus()
            return
        self.accept()
        self._chosen(None if code == NOBODY else UUID(code))


class DaySheet(Sheet):
    """Asks for a day ahead: of the next review, or when something is due."""

    def __init__(
        self,
        window: Window,
        title: str,
        label: str,
        verb: str,
        chosen: Callable[[date], None],
        *,
        words: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(window, title)
        self._chosen = chosen
        if words:
            self.body.addWidget(text_label(words, "secondary", wrap=True))
        self.day = DayEdit(window.today, ahead=True)
        self.row = FieldRow(label, self.day, required=True, hint=hint or "Such as +3d, fri or 5 mar")
        self.body.addWidget(self.row)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.verb = button(verb, "primary", icon="calendar_clock")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._take)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.verb)
        self.day.setFocus()

    def _take(self) -> None:
        day = self.day.value()
        if day is None:
            self.row.set_problem(self.day.problem() or "Give a day, such as +3d")
            self.day.setFocus()
            return
        self.accept()
        self._chosen(day)


def say_outcome(window: Window, outcome: Outcome, done: str) -> None:
    """Say how many cases something was done to, and why not to the others: by reference, never by name."""
    if not outcome.refused:
        window.toast(f"{counted(len(outcome.cases))} {done}")
        return
    lines = [f"{reference}: {why}." for reference, why in outcome.refused[:MOST_SAID]]
    more = len(outcome.refused) - MOST_SAID
    if more > 0:
        lines.append(f"And {more:,} more.")
    title = f"{counted(len(outcome.cases))} {done}, {len(outcome.refused):,} not"
    close = Choice("cancel", "Close", "primary")
    window.ask.question(Question(title, "\n".join(lines), (close,)), lambda _answer: None)
