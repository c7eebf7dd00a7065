"""The Details tab: the case's own questions with their index; saved, drafted, and both versions kept in a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answer, Answers, CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.errors import Conflict, Invalid, Problem
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.services import cases
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer as Reply
from spp_desktop.ui.ask import Choice, Question
from spp_desktop.ui.case.conflict import ConflictSheet, merge
from spp_desktop.ui.case.form_sheet import Draft, Kept, drafted
from spp_desktop.ui.case.read import DETAILS, YOURS
from spp_desktop.ui.case.yours import YourWords
from spp_desktop.ui.forms.form import build_form
from spp_desktop.ui.forms.index import SectionBox, SectionIndex
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import KeyHint, rule, text_label
from spp_desktop.ui.window import local_time

if TYPE_CHECKING:
    from datetime import datetime

    from spp_desktop.domain.drafts import DraftView
    from spp_desktop.ui.window import Window


class Details(QWidget):
    """The form of a case. Errors stop a save; warnings and impossible values are kept and marked."""

    state_changed = Signal()
    """Something that the footer or the tab shows has changed."""

    def __init__(self, window: Window, kind: CaseType, view: CaseView, *, may_write: bool) -> None:
        super().__init__()
        self._window = window
        self._kind = kind
        self._case_id = view.line.id
        self._base: Answers = view.answers
        self.revision = view.line.revision
        self.errors = self.warnings = 0
        self.kept_at: datetime | None = None
        self._saving = False
        self._may_write = may_write
        self.form = build_form(
            kind.sections, today=window.today, check=self._check, held_key=kind.reported, in_turns=True
        )
        self.form.show_answers(view.answers)
        self.form.set_read_only(not may_write)
        self._draft = Draft(window, Kept(DETAILS, kind.code, self._case_id), self)
        self._draft.kept.connect(self._draft_kept)
        self.yours = YourWords(window, Kept(YOURS, kind.code, self._case_id))
        self.form.draft_due.connect(self._keep)
        self.form.problems_changed.connect(self._problems_changed)
        self.form.edited.connect(self.state_changed)
        self._lay_out()
        self._show_worked_out(view)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._side = QFrame()
        self._side.setObjectName("index")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(10, 10, 10, 10)
        side.setSpacing(6)
        self.index = SectionIndex(self.form)
        high = 32 * len(self._kind.sections) + 4
        self.index.setFixedHeight(high)
        self.index.setFixedWidth(self.index.width() - 20)
        side.addWidget(self.index)
        side.addSpacing(6)
        side.addWidget(rule())
        side.addSpacing(4)
        side.addWidget(KeyHint("Alt+↓", "next section"), 0, Qt.AlignmentFlag.AlignLeft)
        side.addWidget(KeyHint("F8", "next thing to fix"), 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        across.addWidget(self._side)
        main = QVBoxLayout()
        main.setSpacing(0)
        self._box = QWidget()
        self._box.setProperty("role", "surface")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QHBoxLayout(self._box)
        box.setContentsMargins(20, 8, 16, 0)
        self.section_box = SectionBox(self.form)
        box.addWidget(self.section_box)
        box.addStretch(1)
        main.addWidget(self._box)
        main.addWidget(self.yours)
        main.addWidget(self.form, 1)
        across.addLayout(main, 1)
        self.form.add_below(self._worked_out())

    def _worked_out(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(4)
        column.addWidget(text_label("Worked out and fixed", "section"))
        column.addWidget(rule())
        self._fixed: dict[str, QLabel] = {}
        for key in ("logged", "area", "retention"):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Picture("lock_closed", "text-3"))
            self._fixed[key] = text_label("", "secondary", wrap=True)
            row.addWidget(self._fixed[key], 1)
            column.addLayout(row)
        return part

    def _show_worked_out(self, view: CaseView) -> None:
        self._fixed["logged"].setText(f"Logged here {show_moment(view.logged)} by {view.logged_by}")
        area = NEIGHBOURHOOD_AREAS.area(view.line.area) if view.line.area else None
        source = f", from the {view.area_source}" if view.area_source else ""
        self._fixed["area"].setText(f"Area: {area.name if area else 'No area'}{source}; fixed when the case opened")
        review = f"; to be reviewed {show_day(view.retention_review)}" if view.retention_review else ""
        held = f"; held: {view.hold.reason}" if view.hold else ""
        self._fixed["retention"].setText(f"Kept under the retention class {view.retention_class}{review}{held}")

    def set_size_class(self, size: SizeClass) -> None:
        """A narrow window has the index as a drop-down."""
        compact = size is SizeClass.COMPACT
        self._side.setVisible(not compact)
        self._box.setVisible(compact)

    # What is shown

    def _check(self, answers: Answers) -> tuple[Problem, ...]:
        return self._kind.check(answers, self._window.today())

    def changed(self) -> bool:
        """Whether something stands here that is not saved."""
        return self.form.changed()

    def show_case(self, view: CaseView) -> None:
        """Show the case as saved, unless the officer is in the middle of something; then a save compares."""
        self._show_worked_out(view)
        if self.changed() or self._saving:
            return
        self.revision = view.line.revision
        if dict(view.answers) != dict(self._base):
            self._base = view.answers
            self.form.show_answers(view.answers)
        self.state_changed.emit()

    def _problems_changed(self, errors: int, warnings: int) -> None:
        self.errors, self.warnings = errors, warnings
        self.state_changed.emit()

    # The draft

    def offer(self, drafts: Mapping[str, DraftView]) -> None:
        """Offer back what was left here: it is put before the officer before anything else can be typed."""
        if YOURS in drafts:
            self.yours.recall(drafts[YOURS].values)
        draft = drafts.get(DETAILS)
        if draft is None:
            return
        left = drafted(self._kind.fields, _mapping(draft.values.get("answers")))
        if left == dict(self._base):
            self._draft.discard()
            return
        self._left = (left, draft)
        day = draft.kept.astimezone(LONDON).date()
        when = local_time(draft.kept) if day == self._window.today() else f"{local_time(draft.kept)}, {show_day(day)}"
        question = Question(
            f"You left a draft here at {when}",
            "It was not saved. Continue with it, or discard it and see the case as it was saved.",
            (Choice("discard", "Discard draft", "harm"), Choice("continue", "Continue", "primary")),
            safe="continue",
        )
        self._window.ask.question(question, self._offered)

    def _offered(self, reply: Reply) -> None:
        left, draft = self._left
        if reply.code == "discard":
            self._draft.discard()
            return
        base = drafted(self._kind.fields, _mapping(draft.values.get("base")))
        self.form.show_answers(left)
        self.form.show_saved(self._base)
        self._base = base
        if draft.revision is not None:
            self.revision = draft.revision
        self.kept_at = draft.kept
        self._window.say_draft(draft.kept)
        self.state_changed.emit()

    def _keep(self) -> None:
        if self._may_write and not self._saving:
            self._draft.keep({"answers": self.form.answers(), "base": dict(self._base)}, self.revision)

    def keep_now(self) -> None:
        """Keep the draft now, because the window closes or locks."""
        if self.changed():
            self._keep()

    def _draft_kept(self, at: datetime) -> None:
        self.kept_at = at if self.changed() else None
        self.state_changed.emit()

    def discard(self) -> None:
        """Throw away what is not saved, after asking."""
        question = Question(
            "Discard what you have not saved?",
            "The form goes back to what was saved last.",
            (Choice("keep", "Keep it"), Choice("discard", "Discard draft", "harm")),
            safe="keep",
        )
        self._window.ask.question(question, self._discarding)

    def _discarding(self, reply: Reply) -> None:
        if reply.code != "discard":
            return
        me, case_id = self._window.me, self._case_id
        self._draft.discard()
        self.kept_at = None
        self.form.saved()
        work.run(lambda: cases.case_as_it_stands(me, case_id), self._as_saved, self._window.failed)

    def _as_saved(self, view: CaseView) -> None:
        self._base, self.revision = view.answers, view.line.revision
        self.form.show_answers(view.answers)
        self.state_changed.emit()

    # Saving

    def save(self) -> None:
        """Save the answers; what stops it is shown beside its field."""
        if self._saving or not self._may_write:
            return
        if any(problem.severity == "error" for problem in self.form.check()):
            self.form.next_problem(from_start=True)
            return
        if not self.changed():
            self._window.toast("Everything is saved already")
            return
        self._send(self.form.answers())

    def _send(self, answers: Mapping[str, Answer]) -> None:
        me, case_id, revision = self._window.me, self._case_id, self.revision
        self._saving = True
        self._sent = dict(answers)
        work.run(lambda: cases.save_answers(me, case_id, answers, revision), self._saved, self._failed, lane="write")

    def _saved(self, done: Done[Saved]) -> None:
        self._saving = False
        self._base, self.revision = self._sent, done.value.revision
        typed_since = self.form.answers() != self._sent
        if not typed_since:
            self.form.saved()
            self._draft.discard()
            self.kept_at = None
        self._window.done(done.changes, "Saved")
        self.state_changed.emit()

    def _failed(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, Conflict):
            me, case_id = self._window.me, self._case_id
            work.run(lambda: cases.case_as_it_stands(me, case_id), self._compare, self._window.failed)
        elif isinstance(error, Invalid):
            self.form.refuse(error.problems)
        else:
            self._window.not_saved(error, "This case was not saved", self.save)

    # Two versions

    def _compare(self, theirs: CaseView) -> None:
        """Put both versions side by side where they differ; what only one of them changed is taken as it is."""
        merged = merge(self._kind, self._base, self.form.answers(), theirs.answers)
        self._theirs = theirs
        if not merged.clashes:
            self._settled(merged.agreed)
            return
        sheet = ConflictSheet(self._window, merged)
        sheet.settled.connect(lambda answers: self._chosen(sheet.passed_over(), answers))
        sheet.open()

    def _chosen(self, passed_over: Mapping[str, str], answers: Mapping[str, Answer]) -> None:
        self.yours.add(passed_over)
        self._settled(answers)

    def _settled(self, answers: Mapping[str, Answer]) -> None:
        self._base, self.revision = self._theirs.answers, self._theirs.line.revision
        self.form.show_answers(answers)
        self.form.show_saved(self._base)
        self._send(answers)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
