"""Closing a case is a conversation: what must have happened stands beside what the officer answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answers, CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.closing import TOLD, TRIED, Closing, Step, closing_steps
from spp_desktop.domain.fields import Choice, Day, LongText, Section, read_day
from spp_desktop.domain.lists import REACHED
from spp_desktop.domain.permissions import may
from spp_desktop.domain.vocabulary import Vocabulary, terms
from spp_desktop.domain.workflow import Move
from spp_desktop.services import cases
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.scoring import score_risk
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Band, Picture
from spp_desktop.ui.widgets.labels import text_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from spp_desktop.ui.window import Window

WIDE = 780
NOT_YET = "This case is not being worked yet. Move it on first, or end it as not ASB or transferred, from the menu."
ONLY_A_SUPERVISOR = "A supervisor approves the closing"

TELLING = Vocabulary("telling", "Was the victim told?", terms((TOLD, "Told"), (TRIED, "Tried, not reached")))
SURVEY = Vocabulary("survey", "Satisfaction survey", terms(("sent", "Sent"), ("declined", "Declined")))
ROOT_CAUSE = Vocabulary(
    "root-cause", "Was the cause tackled?", terms(("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
)


def closing_section(kind: CaseType) -> Section:
    """The questions of the conversation."""
    return Section(
        "closing",
        "",
        (
            Choice(key="reason", label="Why it closes", vocabulary=kind.closing.reasons, span=12),
            Choice(key="told", label="The victim", vocabulary=TELLING, short=True, span=7),
            Day(key="told_on", label="Told on", span=5),
            Choice(key="survey", label="Satisfaction survey", vocabulary=SURVEY, short=True, span=7),
            Day(key="survey_sent", label="Sent on", span=5),
            Choice(
                key="root_cause", label="Was what lay behind it tackled?", vocabulary=ROOT_CAUSE, short=True, span=12
            ),
            LongText(key="words", label="What was achieved, in a sentence or two"),
        ),
    )


def closing_entered(given: Answers) -> Closing:
    """The answers of the conversation as the service takes them."""

    def text(key: str) -> str:
        answer = given.get(key)
        return answer if isinstance(answer, str) else ""

    return Closing(
        reason=text("reason"),
        told=text("told"),
        told_on=read_day(given.get("told_on")),
        survey_sent=read_day(given.get("survey_sent")) if text("survey") != "declined" else None,
        survey_declined=text("survey") == "declined",
        root_cause=text("root_cause"),
        words=text("words"),
    )


class Checklist(QWidget):
    """The steps of closing, each done or with what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What closing needs")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._lines: dict[str, tuple[Picture, Picture, QLabel]] = {}

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show how the steps stand."""
        for step in steps:
            if step.key not in self._lines:
                self._add(step)
            done, wanting, missing = self._lines[step.key]
            done.setVisible(step.done)
            wanting.setVisible(not step.done)
            missing.setVisible(not step.done)
            missing.setText(step.missing)

    def _add(self, step: Step) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        done, wanting = Picture("checkmark_circle", "green-text"), Picture("error_circle", "amber-text")
        missing = text_label("", "warning", wrap=True)
        row.addWidget(done)
        row.addWidget(wanting)
        row.addWidget(text_label(step.label))
        row.addWidget(missing, 1)
        self._rows.addLayout(row)
        self._lines[step.key] = (done, wanting, missing)


class ClosingSheet(FormSheet):
    """The conversation. Whoever may not close proposes it, and a supervisor approves from the same sheet."""

    def __init__(self, window: Window, kind: CaseType, view: CaseView) -> None:
        self._kind = kind
        self._view = view
        flow = kind.workflow
        out = flow.from_state(view.line.state)
        self._closes: Move | None = next((move for move in out if move.closing), None)
        proposed = {move.before for move in flow.moves if move.closing}
        self._proposes: Move | None = next((move for move in out if move.after in proposed), None)
        me, case_id = window.me, view.line.id
        proposes = self._proposes

        def save(given: Answers) -> Done[Saved]:
            closing = closing_entered(given)
            if proposes is not None:
                return cases.move_case(me, case_id, proposes.after, _proposal(kind, closing))
            return cases.close_case(me, case_id, closing)

        self.checklist = Checklist()
        self.score = button("Score the risk for closing…", "quiet", icon="shield_task")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(3, 3, 0, 3)
        row.addWidget(self.score)
        row.addStretch(1)
        before = [self.checklist, line] if self._closes or self._proposes else [Band("caution", NOT_YET)]
        super().__init__(
            window,
            "Close this case",
            closing_section(kind),
            save,
            verb="Propose closure" if proposes else "Close case",
            said="Closure proposed" if proposes else "Case closed",
            wide=WIDE,
            before=before,
        )
        self.score.clicked.connect(self._score)
        self.form.edited.connect(self.weigh)
        self.weigh()

    def show_case(self, view: CaseView) -> None:
        """The case has changed meanwhile: the risk was scored, say."""
        self._view = view
        self.weigh()

    def weigh(self) -> None:
        """Show which steps are done, and whether it can close."""
        closing = closing_entered(self.form.answers())
        outcomes = next(field.terms for field in self._kind.contact.fields if field.key == "outcome")
        reached = outcomes.marked(REACHED) if outcomes else frozenset()
        steps = closing_steps(self._kind.closing, self._view, closing, reached=reached, today=self._window.today())
        self.checklist.show_steps(steps)
        exit_done = any(step.key == "exit_risk" and step.done for step in steps)
        self.score.setVisible(not exit_done and bool(self._closes or self._proposes))
        missing = sum(not step.done for step in steps)
        why = self._why_not(missing, closing)
        if why:
            disable(self.primary, why)
        else:
            enable(self.primary)
        self.primary.setToolTip(why or f"{self.primary.text()} (Ctrl+Enter)")

    def _why_not(self, missing: int, closing: Closing) -> str:
        if self._proposes is not None:
            return "" if closing.reason else "Choose why it closes first"
        if self._closes is None:
            return NOT_YET
        if not may(self._window.me.officer.roles, self._closes.right, self._kind.code):
            return ONLY_A_SUPERVISOR
        return f"{missing} thing{'s' if missing != 1 else ''} missing" if missing else ""

    def submit(self) -> None:
        """Propose or close, when nothing stands in the way."""
        if self.primary.isEnabled():
            super().submit()

    def _score(self) -> None:
        score_risk(self._window, self._kind, self._view.line.id, occasion="closing")


def _proposal(kind: CaseType, closing: Closing) -> str:
    return ". ".join(part for part in (kind.closing.reasons.label_of(closing.reason), closing.words) if part)


def close_case(window: Window, kind: CaseType, view: CaseView) -> ClosingSheet:
    """Open the closing conversation."""
    sheet = ClosingSheet(window, kind, view)
    sheet.open()
    sheet.start_at("reason")
    return sheet
