"""Scoring a risk: every question by key, the score and its band as they change, and a band set by judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.cases import NewAssessment, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.instruments import Instrument, Score, score
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import entries
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import SAVE_KEYS, Draft, Kept, fit_middle
from spp_desktop.ui.case.questions import NumberAnswer
from spp_desktop.ui.case.read import RISK, Scoring, read_scoring
from spp_desktop.ui.marks import MarkLabel, risk_phrase
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import KeyHint, text_label
from spp_desktop.ui.widgets.segmented import SegmentedControl
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.tags import Tag, TagLabel
from spp_desktop.ui.widgets.text import LongText

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.domain.drafts import DraftView
    from spp_desktop.ui.window import Window

WIDE = 980
DRAFT_AFTER_MS = 1000
FIRST, REVIEW = "opening", "review"
"""The occasion of a case's first scoring, which nobody need say; and that of most others."""
OCCASIONS = ((REVIEW, "Review"), ("incident", "New incident"), ("closing", "Closing"))
"""Why a risk is scored; *closing* is the scoring that the closing checklist asks for."""
ONLY_A_SUPERVISOR = "Only a supervisor may lower a band."


class ScoringSheet(Sheet):
    """A new assessment of a case, begun from the last answers. Saving keeps it beside all that went before."""

    saved = Signal(object)
    """The assessment was saved: a ``Saved``."""

    def __init__(
        self, window: Window, kind: CaseType, case_id: UUID, *, occasion: str, incident_id: UUID | None = None
    ) -> None:
        super().__init__(window, "Score the risk", wide=min(WIDE, window.width() - 40))
        self._window = window
        self._scale: Instrument = kind.instrument
        self._case_id = case_id
        self._incident_id = incident_id
        self._may_lower = may(window.me.officer.roles, Right.CASE_LOWER_RISK, kind.code)
        self._from: Scoring | None = None
        self._judged = False
        self._opens = False
        self._busy = False
        self._draft = Draft(window, Kept(RISK, kind.code, case_id), self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DRAFT_AFTER_MS)
        self._later.timeout.connect(self._keep)
        self._lay_head(occasion)
        self._lay_questions()
        self._lay_triggers()
        self._lay_result()
        self._lay_foot()
        fit_middle(self, self._area, self._area, window)
        me = window.me
        work.run(lambda: read_scoring(me, case_id), self._begin, self._gone)

    # Making it

    def _lay_head(self, occasion: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(self._scale.label, "secondary"))
        if self._scale.illustrative:
            tag = TagLabel(Tag("Illustrative scale", "amber"))
            tag.setToolTip(self._scale.source)
            row.addWidget(tag)
        row.addStretch(1)
        label = text_label("&Why now", "label")
        self.occasion = SegmentedControl(OCCASIONS, compact=True)
        self.occasion.set_value(occasion)
        self.occasion.setAccessibleName("Why the risk is scored now")
        label.setBuddy(self.occasion)
        row.addWidget(label)
        row.addWidget(self.occasion)
        self._why_now = label
        self.body.addLayout(row)
        self.before = text_label("Reading the last answers…", "hint", wrap=True)
        self.body.addWidget(self.before)

    def _lay_questions(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 2, 8, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        self.answers: dict[str, NumberAnswer] = {}
        for row, question in enumerate(self._scale.questions):
            answer = NumberAnswer(question)
            answer.changed.connect(self._answered)
            answer.walked.connect(self._walk)
            text = text_label(question.text, wrap=True)
            text.setBuddy(answer)
            number = text_label(question.number, "hint")
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(answer, row, 2, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.answers[question.key] = answer
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = QVBoxLayout()
        outer = QWidget()
        outer.setObjectName("inside")
        column = QVBoxLayout(outer)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)
        column.addLayout(self._rows)
        self._area.setWidget(outer)
        self.body.addWidget(self._area)

    def _lay_triggers(self) -> None:
        self._rows.setContentsMargins(0, 6, 0, 6)
        self._rows.setSpacing(0)
        self._rows.addWidget(text_label("Always High, whatever the score", "label"))
        self.triggers: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        for place, trigger in enumerate(self._scale.triggers):
            tick = QCheckBox(trigger.label)
            tick.toggled.connect(self._answered)
            grid.addWidget(tick, place // 3, place % 3)
            self.triggers[trigger.code] = tick
        self._rows.addLayout(grid)

    def _lay_result(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.mark = MarkLabel("risk", None, size=36)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.outcome = text_label("", "section")
        self.gaps = text_label("", "secondary", wrap=True)
        words.addStretch(1)
        words.addWidget(self.outcome)
        words.addWidget(self.gaps)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.band = SegmentedControl([(band.code, band.label) for band in self._scale.bands])
        self.band.changed.connect(self._judge)
        self.band_row = FieldRow("&Band in force", self.band)
        row.addWidget(self.band_row)
        self.body.addLayout(row)
        self.reason = LongText(lines=2)
        self.reason.textChanged.connect(self._touched)
        self.reason_row = FieldRow("Why the &band is not the one scored", self.reason, required=True)
        self.reason_row.hide()
        self.body.addWidget(self.reason_row)

    def _lay_foot(self) -> None:
        for keys, does in (("1–6", "answer"), ("↑ ↓", "question")):
            self.foot.addWidget(KeyHint(keys, does))
        self.foot.addStretch(1)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.primary = button("Save risk", "primary", tip="Save risk (Ctrl+Enter)")
        self.primary.clicked.connect(self.submit)
        self.primary.setEnabled(False)
        self.primary.setDefault(True)
        self.foot.addWidget(self.primary)
        for keys in SAVE_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.submit)

    # Where it begins

    def _begin(self, scoring: Scoring) -> None:
        self._from = scoring
        last = scoring.last
        if last is None:
            self.before.setText("Nobody has scored this case yet. What is not answered is counted, never taken for no.")
            if self.occasion.value() == REVIEW:
                self._opens = True
                self._why_now.hide()
                self.occasion.hide()
        else:
            phrase = risk_phrase(last.band, last.score, last.maximum)
            self.before.setText(f"Begun from the last answers: {phrase}, by {last.by}. Enter saves them unchanged.")
        self._show(scoring.answers, scoring.triggers)
        draft = scoring.draft
        if draft is not None:
            self._take_draft(draft)
        self.primary.setEnabled(True)
        if last is not None and draft is None:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus(next((key for key, answer in self.answers.items() if answer.value() is None), ""))

    def _show(self, answers: Mapping[str, object], triggers: tuple[str, ...]) -> None:
        for key, answer in self.answers.items():
            given = answers.get(key)
            answer.set_value(None if given is None else str(given))
        for code, tick in self.triggers.items():
            tick.blockSignals(True)
            tick.setChecked(code in triggers)
            tick.blockSignals(False)
        self._weigh()

    def _take_draft(self, draft: DraftView) -> None:
        held = draft.values
        answers, triggers, reason = held.get("answers"), held.get("triggers"), held.get("reason")
        if isinstance(answers, Mapping):
            self.before.setText(f"{self.before.text()} What you had chosen and not saved is back.")
            self._show(answers, tuple(map(str, triggers)) if isinstance(triggers, list) else ())
            self.reason.set_value(str(reason or ""))

    def _gone(self, error: Exception) -> None:
        self.reject()
        self._window.failed(error)

    # Answering

    def given(self) -> dict[str, str]:
        """The answers given."""
        return {key: code for key, answer in self.answers.items() if (code := answer.value()) is not None}

    def ticked(self) -> tuple[str, ...]:
        """The triggers ticked."""
        return tuple(code for code, tick in self.triggers.items() if tick.isChecked())

    def scored(self) -> Score:
        """What the answers give now."""
        return score(self._scale, self.given(), self.ticked())

    def in_force(self) -> str:
        """The band that stands unless the officer sets another: the one scored, or one raised before."""
        return max((self.scored().band, self._raised()), key=self._scale.rank)

    def _raised(self) -> str:
        last = self._from.last if self._from else None
        raised = last is not None and self._scale.rank(last.band) > self._scale.rank(last.scored_band)
        return last.band if last is not None and raised else ""

    def _answered(self) -> None:
        self._weigh()
        self._touched()

    def _touched(self) -> None:
        if self._from is not None:
            self._later.start()

    def _judge(self, band: str | None) -> None:
        lowers = band is not None and self._scale.rank(band) < self._scale.rank(self.in_force())
        if lowers and not self._may_lower:
            self._judged = False
            self.band_row.set_problem(ONLY_A_SUPERVISOR, "warning")
        else:
            self._judged = band is not None and band != self.in_force()
            self.band_row.set_problem("")
        self._weigh()
        if self._judged:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _weigh(self) -> None:
        """Show the score, the band and what is missing, as the answers stand."""
        found = self.scored()
        standing = self.in_force()
        if not self._judged:
            self.band.set_value(standing)
        band = self.band.value() or standing
        phrase = risk_phrase(band, found.score, found.maximum)
        self.mark.show_mark(band, phrase)
        scored = self._scale.band(found.points_band).label
        self.outcome.setText(f"{found.score} of {found.maximum}, {scored} by points")
        self.gaps.setText(" ".join(self._notes(found, standing)))
        self.reason_row.setVisible(self._judged)
        self.band_row.set_hint("" if self._may_lower else f"{ONLY_A_SUPERVISOR} Raising it needs a reason.")
        fit_middle(self, self._area, self._area, self._window)

    def _notes(self, found: Score, standing: str) -> list[str]:
        missing = len(found.unanswered)
        notes = [f"{missing} not answered." if missing else "Every question is answered."]
        labels = {trigger.code: trigger.label for trigger in self._scale.triggers}
        if found.automatic:
            notes.append(f"High because of: {', '.join(labels[code] for code in found.automatic)}.")
        if standing != found.band:
            notes.append(f"{self._scale.band(standing).label} was set by judgement and stays.")
        return notes

    def _walk(self, step: int) -> None:
        keys = list(self.answers)
        here = next((n for n, key in enumerate(keys) if self.answers[key] is self.sender()), -1)
        there = here + step
        if 0 <= there < len(keys):
            self._focus(keys[there])
        elif there >= len(keys):
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus(self, key: str) -> None:
        answer = self.answers.get(key)
        if answer is None:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._area.ensureWidgetVisible(answer, 0, 30)
        answer.setFocus(Qt.FocusReason.TabFocusReason)

    # Keeping it

    def _keep(self) -> None:
        if not self._busy:
            held = {"answers": self.given(), "triggers": list(self.ticked()), "reason": self.reason.value()}
            self._draft.keep(held)

    def submit(self) -> None:
        """Save the assessment."""
        if self._busy or self._from is None:
            return
        if self._judged and not self.reason.value():
            self.reason_row.set_problem("Say why the band is not the one scored")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._later.stop()
        self._busy = True
        self.primary.setEnabled(False)
        me, case_id = self._window.me, self._case_id
        new = NewAssessment(
            self.given(),
            self.ticked(),
            self.band.value() if self._judged else None,
            self.reason.value() if self._judged else "",
            FIRST if self._opens else self.occasion.value() or REVIEW,
            self._incident_id,
        )
        work.run(lambda: entries.assess_risk(me, case_id, new), self._done, self._failed, lane="write")

    def _done(self, done: Done[Saved]) -> None:
        self._draft.discard()
        self.accept()
        self._window.done(done.changes, "Risk scored")
        self.saved.emit(done.value)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self.primary.setEnabled(True)
        if not isinstance(error, Invalid):
            self._window.failed(error)
            return
        for problem in error.problems:
            row: FieldRow = self.reason_row if problem.field == "reason" else self.band_row
            row.setVisible(True)
            row.set_problem(problem.message)

    def reject(self) -> None:
        """Close without saving; what was chosen stays as a draft."""
        if self._later.isActive():
            self._later.stop()
            self._keep()
        super().reject()


def score_risk(
    window: Window, kind: CaseType, case_id: UUID, *, occasion: str = REVIEW, incident_id: UUID | None = None
) -> ScoringSheet:
    """Open a new scoring of a case's risk."""
    sheet = ScoringSheet(window, kind, case_id, occasion=occasion, incident_id=incident_id)
    sheet.open()
    return sheet
