"""Closing a case is a conversation: each thing to talk about, why it is asked, and what is on record of it already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answers, CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.closing import (
    TOLD,
    Closing,
    Step,
    check_closing,
    closing_steps,
    loose_ends,
    order_words,
    orders_left,
)
from spp_desktop.domain.conversation import FATE, TOPICS, WATCH, WHY, begins, closing_of, conversation, proposal
from spp_desktop.domain.dates import local_day, show_day
from spp_desktop.domain.fields import Section
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import cases
from spp_desktop.ui.case import entries
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.case.read import CLOSING
from spp_desktop.ui.case.scoring import score_risk
from spp_desktop.ui.forms.index import SectionIndex
from spp_desktop.ui.forms.sections import SectionView
from spp_desktop.ui.privacy import PrivateLabel, private_label
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Band, Picture
from spp_desktop.ui.widgets.labels import KeyHint, text_label

if TYPE_CHECKING:
    from spp_desktop.ui.forms.sections import SectionState
    from spp_desktop.ui.window import Window

WIDE = 1040
INDEX_ROW = 32
NOT_YET = "This case is not being worked yet. Move it on first, or end it as not ASB or transferred, from the menu."
ONLY_A_SUPERVISOR = "A supervisor approves the closing"
PROMPTED: Mapping[str, tuple[str, str]] = {"told": (TOLD, "told_on"), "survey": ("sent", "survey_sent")}
"""A question → the answer after which its day is today until another is given, and the day's own key."""


class Said(QWidget):
    """What stands under the heading of a step: why it is asked, how it stands, and what it is about."""

    def __init__(self, why: str) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 2, 0, 4)
        rows.setSpacing(3)
        rows.addWidget(text_label(why, "hint", wrap=True))
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self._done, self._wanting = Picture("checkmark_circle", "green-text"), Picture("error_circle", "amber-text")
        self.missing = text_label("", "warning")
        self.found = private_label("", "secondary", wrap=True)
        for part in (self._done, self._wanting, self.missing):
            self.line.addWidget(part)
        self.line.addWidget(self.found, 1)
        rows.addLayout(self.line)
        self._about = QVBoxLayout()
        self._about.setSpacing(1)
        rows.addLayout(self._about)
        self._lines: list[PrivateLabel] = []

    def show_step(self, step: Step) -> None:
        """Show how the step stands."""
        wanting = step.needed and not step.done
        self._done.setVisible(step.done)
        self._wanting.setVisible(wanting)
        self.missing.setVisible(wanting)
        self.missing.setText(step.missing)
        self.found.setText(step.found or ("" if step.done or step.needed else step.missing))

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Show what the step is about, each in a line with its number."""
        while len(self._lines) < len(lines):
            label = private_label("", wrap=True)
            self._about.addWidget(label)
            self._lines.append(label)
        for place, label in enumerate(self._lines):
            label.setVisible(place < len(lines))
            label.setText(f"{place + 1}.  {lines[place]}" if place < len(lines) else "")


class Standing(QObject):
    """How each step stands, for the index beside the conversation."""

    sections_changed = Signal()
    asked = Signal(str)
    """A step was chosen in the index."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sections = tuple(Section(topic.key, topic.label, ()) for topic in TOPICS)
        self._steps: Mapping[str, Step] = {}

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show how the steps stand now."""
        self._steps = {step.key: step for step in steps}
        self.sections_changed.emit()

    def section_views(self) -> tuple[SectionView, ...]:
        """Each step: done, missing, or not asked."""
        return tuple(_index_line(topic.key, topic.label, self._steps.get(topic.key)) for topic in TOPICS)

    def go_section(self, key: str) -> None:
        """Go to a step."""
        self.asked.emit(key)


def _index_line(key: str, label: str, step: Step | None) -> SectionView:
    if step is None or not (step.done or step.needed):
        return SectionView(key, label, "empty", 0, 1, "not asked yet")
    state: SectionState = "done" if step.done else "warning"
    return SectionView(key, label, state, int(step.done), 1, "done" if step.done else step.missing)


class ClosingSheet(FormSheet):
    """The conversation. Whoever may not close proposes it; a supervisor goes on from there and closes."""

    def __init__(self, window: Window, kind: CaseType, view: CaseView) -> None:
        self._kind, self._view = kind, view
        flow, today = kind.workflow, window.today()
        self._closes, self._proposes = flow.closes(view.line.state), flow.proposes(view.line.state)
        me, case_id, proposes = window.me, view.line.id, self._proposes is not None
        self._may_close = self._closes is not None and may(me.officer.roles, Right.CASE_CLOSE, kind.code)
        self._heads = {topic.key: Said(topic.because(kind)) for topic in TOPICS}
        self._prompted = dict.fromkeys(PROMPTED, "")

        def save(given: Answers) -> Done[Saved]:
            closing = closing_of(given)
            return (cases.propose_closure if proposes else cases.close_case)(me, case_id, closing)

        super().__init__(
            window,
            "Close this case",
            conversation(kind, view, today),
            save,
            place=Kept(CLOSING, kind.code, case_id),
            verb="Propose closure" if proposes else "Close case",
            said="Closure proposed" if proposes else "Case closed",
            start=begins(view, today),
            wide=WIDE,
            before=self._before(),
        )
        self.form.set_read_only(not (proposes or self._may_close))
        self._lay_steps()
        self._lay_index()
        self._lay_keys()
        self.form.edited.connect(self._edited)
        self.weigh()
        self._fit_form()

    # Making it

    def _before(self) -> list[QWidget]:
        if self._closes is None and self._proposes is None:
            return [Band("caution", NOT_YET)]
        begun = proposal(self._view)
        if begun is None:
            return []
        words = f"Proposed by {begun.by} on {show_day(local_day(begun.at))}. The conversation goes on from there."
        return [text_label(words, "secondary", wrap=True)]

    def _lay_steps(self) -> None:
        for key, head in self._heads.items():
            self.form.add_under_heading(key, head)
        self.score = button("Score the risk for closing…", "quiet", icon="shield_task")
        self.score.clicked.connect(self._score)
        self.try_again = button("Log a try…", "quiet", icon="call")
        self.try_again.clicked.connect(self._log_try)
        self._put_button("told", self.try_again, next_field="told")
        self._put_button("exit_risk", self.score, next_field="survey")

    def _put_button(self, step: str, made: QPushButton, *, next_field: str) -> None:
        """Put a button on the line of a step, where Tab reaches it in reading order: before ``next_field``."""
        self._heads[step].line.addWidget(made)
        editors = list(self.form.editors)
        place = editors.index(next_field)
        if place:
            QWidget.setTabOrder(self.form.editors[editors[place - 1]].widget, made)
        else:
            QWidget.setTabOrder(made, self.form.editors[next_field].widget)

    def _lay_index(self) -> None:
        self.steps = Standing(self)
        self.steps.asked.connect(self.go_step)
        self.index = SectionIndex(self.steps)
        self.index.setAccessibleName("Steps of the conversation")
        self.index.setFixedHeight(INDEX_ROW * len(TOPICS) + 4)
        place = self.body.indexOf(self.form)
        self.body.removeWidget(self.form)
        across = QHBoxLayout()
        across.setSpacing(14)
        across.addWidget(self.index, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.form, 1)
        self.body.insertLayout(place, across)
        QWidget.setTabOrder(self.index, self.try_again)

    def _lay_keys(self) -> None:
        self.why_not = text_label("", "warning")
        self.foot.insertWidget(0, self.why_not)
        self.foot.insertWidget(1, KeyHint("F8", "next thing missing"))
        walks = {
            "F8": self.next_missing,
            "Shift+F8": self.last_missing,
            "Alt+Down": self.form.next_section,
            "Alt+Up": self.form.previous_section,
        }
        for keys, walk in walks.items():
            QShortcut(QKeySequence(keys), self).activated.connect(walk)

    # Showing

    def show_case(self, view: CaseView) -> None:
        """The case has changed meanwhile: the risk was scored, say."""
        self._view = view
        self.weigh()

    def closing(self) -> Closing:
        """The conversation as it is answered now."""
        return closing_of(self.form.answers())

    def weigh(self) -> None:
        """Show which steps are done, and whether it can close."""
        kind, view, today = self._kind, self._view, self._window.today()
        closing = self.closing()
        steps = closing_steps(kind, view, closing, today)
        self.steps.show_steps(steps)
        for step in steps:
            self._heads[step.key].show_step(step)
        orders, ends = orders_left(view, today), loose_ends(kind, view, today)
        self._heads["orders"].show_lines(tuple(order_words(kind, each, today) for each in orders))
        self._heads["open"].show_lines(tuple(each.what for each in ends))
        self._show_rows({str(each.id) for each in orders} | {str(each.id) for each in ends})
        self.score.setVisible(not any(step.key == "exit_risk" and step.done for step in steps))
        why = self._why_not(steps, closing)
        self.why_not.setText(why)
        if why:
            disable(self.primary, why)
        else:
            enable(self.primary)
        self.primary.setToolTip(why or f"{self.primary.text()} (Ctrl+Enter)")

    def _show_rows(self, still: set[str]) -> None:
        """What is no longer open or in force is not asked about."""
        for key, row in self.form.rows.items():
            for prefix in (WATCH, FATE, WHY):
                if key.startswith(prefix):
                    row.setVisible(key.removeprefix(prefix) in still)

    def _why_not(self, steps: tuple[Step, ...], closing: Closing) -> str:
        if self._proposes is not None:
            return "" if closing.reason else "Choose why it closes first"
        if self._closes is None:
            return NOT_YET
        if not self._may_close:
            return ONLY_A_SUPERVISOR
        missing = len(check_closing(steps))
        return f"{missing} thing{'s' if missing != 1 else ''} missing" if missing else ""

    def _edited(self) -> None:
        given, today = self.form.answers(), self._window.today().isoformat()
        for key, (answer, day) in PROMPTED.items():
            now = str(given.get(key, ""))
            if now == answer != self._prompted[key] and day not in given:
                self.form.editors[day].show_answer(today)
            self._prompted[key] = now
        self.weigh()

    # Walking

    def go_step(self, key: str) -> None:
        """Take the keyboard to a step."""
        self.form.go_section(key)
        if key == "exit_risk" and self.score.isVisible():
            self.score.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_missing(self) -> None:
        """Go to the next step that is missing something."""
        self._walk(1)

    def last_missing(self) -> None:
        """Go to the step before that is missing something."""
        self._walk(-1)

    def _walk(self, by: int) -> None:
        views = self.steps.section_views()
        here = self.index.currentIndex().row()
        for n in range(1, len(views) + 1):
            place = (here + by * n) % len(views)
            if views[place].state == "warning":
                self.index.setCurrentIndex(self.index.model().index(place, 0))
                self.go_step(views[place].key)
                return

    def start_here(self) -> None:
        """Begin at the first step that is missing something, or where the conversation begins."""
        self.index.setCurrentIndex(self.index.model().index(len(TOPICS) - 1, 0))
        missing = [view.key for view in self.steps.section_views() if view.state == "warning"]
        self.next_missing() if missing else self.go_step(TOPICS[0].key)

    # Doing

    def submit(self) -> None:
        """Propose or close, when nothing stands in the way."""
        if self.primary.isEnabled():
            super().submit()

    def _score(self) -> None:
        score_risk(self._window, self._kind, self._view.line.id, occasion="closing")

    def _log_try(self) -> None:
        entries.log_contact(self._window, self._kind, self._view.line.id)


def close_case(window: Window, kind: CaseType, view: CaseView) -> ClosingSheet:
    """Open the closing conversation."""
    sheet = ClosingSheet(window, kind, view)
    sheet.open()
    sheet.start_here()
    return sheet
