"""A new case from a call: who, what and when reported save it; everything else can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answer, Answers, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.drafts import DraftView
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.people import PersonLine
from spp_desktop.domain.permissions import ASB
from spp_desktop.services import cases as service
from spp_desktop.services import drafts
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.ui import work
from spp_desktop.ui.forms.form import Form, build_form
from spp_desktop.ui.forms.index import SectionBox, SectionIndex
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages import new_case_read as read
from spp_desktop.ui.pages.new_case_side import SidePane
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Band
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.window import Window

MATCH_MS = 400
"""Somebody already known is looked for this long after the last key."""


class NewCasePage(Page):
    """The form of a new case."""

    places = frozenset({"page", "form"})
    hints = ("save", "save.next", "fix.next", "section.next", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.kind: CaseType = case_type(ASB)
        self.form: Form | None = None
        self._chosen = read.Chosen()
        self._held: DraftView | None = None
        self._saving = False
        self._next = False
        self._match_job: work.Job | None = None
        self._area_job: work.Job | None = None
        self._lay_out()
        self._match = QTimer(self)
        self._match.setSingleShot(True)
        self._match.setInterval(MATCH_MS)
        self._match.timeout.connect(self._look_up)

    # Making it

    def _lay_out(self) -> None:
        self.offer = Band("information", "You left a new case unfinished.")
        self.go_on = button("Continue", "primary", extent="small")
        self.go_on.clicked.connect(self.continue_draft)
        self.throw = button("Discard", "quiet", extent="small")
        self.throw.clicked.connect(self._discard_held)
        self.offer.row.addWidget(self.go_on)
        self.offer.row.addWidget(self.throw)
        self.offer.hide()
        self._index = QFrame()
        self._index.setObjectName("index")
        self._index_rows = QVBoxLayout(self._index)
        self._index_rows.setContentsMargins(10, 10, 10, 10)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(0)
        self._box_line = QVBoxLayout()
        self._middle.addLayout(self._box_line)
        self.side = SidePane()
        self.side.person_chosen.connect(self._take_person)
        self.side.person_dropped.connect(self._drop_person)
        self.side.area_chosen.connect(self._choose_area)
        self.side.mine_changed.connect(self._keep)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._index)
        across.addLayout(self._middle, 1)
        across.addWidget(self.side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.offer)
        rows.addLayout(across, 1)
        rows.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 8, 16, 8)
        row.setSpacing(8)
        self.state = text_label("", "secondary")
        row.addWidget(self.state)
        row.addStretch(1)
        self.discard = button("Discard", "link")
        self.discard.clicked.connect(self.discard_all)
        self.another = button("Save and next", tip="Save and start another (Ctrl+Enter)")
        self.another.clicked.connect(self.save_and_next)
        self.keep = button("Save case", "primary", icon="save", tip="Save and open the case (Ctrl+S)")
        self.keep.clicked.connect(self.save)
        for made in (self.discard, self.another, self.keep):
            row.addWidget(made)
        return foot

    def _build(self, kind: CaseType) -> None:
        """Make the form from the type as the store has it."""
        self.kind = kind
        self.form = build_form(
            read.opening_sections(kind),
            today=self.window_.today,
            check=self._check,
            held_key=kind.reported,
            in_turns=True,
        )
        self.form.edited.connect(self._edited)
        self.form.draft_due.connect(self._keep)
        self.form.problems_changed.connect(self._show_problems)
        self._sections = SectionIndex(self.form)
        self._box = SectionBox(self.form)
        self._index_rows.addWidget(self._sections)
        self._box_line.addWidget(self._box)
        self._middle.addWidget(self.form, 1)
        self.form.show()
        self.set_size_class(self.window_.size_class)

    # The window's side

    def heading(self) -> Heading:
        """What is being logged."""
        return Heading("New case", self.kind.label)

    def show_at(self, **_at: Any) -> None:
        """Make the form on the first visit, and offer back what was left unfinished."""
        me, code = self.window_.me, self.kind.code
        if self.form is None:
            work.run(lambda: (case_type_in_force(me, code), drafts.find_draft(me, read.FORM, code)), self._opened)
        else:
            self._first_field()

    def _opened(self, found: tuple[CaseType, DraftView | None]) -> None:
        kind, held = found
        if self.form is None:
            self._build(kind)
        self._offer(held)
        if held is None:
            self._first_field()

    def refresh(self, changes: Changes) -> None:
        """Nothing here shows what others change."""

    def set_size_class(self, size: SizeClass) -> None:
        """A narrow window has the sections in a drop-down."""
        self.side.set_size_class(size)
        if self.form is not None:
            self._index.setVisible(size is not SizeClass.COMPACT)
            self._box.setVisible(size is SizeClass.COMPACT)
            self._box_line.setContentsMargins(*((20, 8, 16, 0) if size is SizeClass.COMPACT else (0, 0, 0, 0)))

    def panes(self) -> Sequence[QWidget]:
        """The form, what stands beside it, its buttons."""
        return (self, self.side, self.keep) if self.form is None else (self.form, self.side, self.keep)

    def may_leave(self) -> bool:
        """Always: what is typed is kept as a draft."""
        if self.form is not None and self._held is None and self.form.changed():
            self._keep()
        return True

    def _first_field(self) -> None:
        if self.form is not None and self.form.isEnabled():
            self.form.go_field("name" if "name" in self.form.fields else next(iter(self.form.fields)))
            self.form.area.verticalScrollBar().setValue(0)

    # A draft left behind

    def _offer(self, held: DraftView | None) -> None:
        self._held = held
        self.offer.setVisible(held is not None)
        if self.form is None:
            return
        self.form.setEnabled(held is None)
        self.side.setEnabled(held is None)
        for made in (self.keep, self.another, self.discard):
            made.setEnabled(held is None)
        if held is not None:
            self.offer.show_words("You left a new case unfinished.", f"It was kept on {show_moment(held.kept)}.")
            self.go_on.setFocus()

    def continue_draft(self) -> None:
        """Take up what was left."""
        held, form = self._held, self.form
        if held is None or form is None:
            return
        self._offer(None)
        form.show_answers(read.restored(held.values))
        area, mine = held.values.get(read.AREA), held.values.get(read.MINE)
        self._chosen = read.Chosen(area=str(area) if area else None)
        self.side.show_area_chosen(self._chosen.area)
        self.side.set_mine(mine is not False)
        self._look_up()
        self._first_field()

    def _discard_held(self) -> None:
        self._offer(None)
        self._forget()
        self._first_field()

    def _forget(self) -> None:
        me, code = self.window_.me, self.kind.code
        work.run(lambda: drafts.discard_draft(me, read.FORM, code), self._forgotten, lane="write")

    def _forgotten(self, done: Done[None]) -> None:
        self.window_.changed.emit(done.changes)

    def _keep(self) -> None:
        """Keep the draft."""
        if self.form is None or self._held is not None or self._saving:
            return
        me, code = self.window_.me, self.kind.code
        values: dict[str, object] = {**self.form.answers(), read.MINE: self.side.mine()}
        if self._chosen.area:
            values[read.AREA] = self._chosen.area
        work.run(lambda: drafts.keep_draft(me, read.FORM, code, values), self.window_.say_draft, lane="write")

    # While it is filled in

    def _check(self, answers: Answers) -> Sequence[Any]:
        return read.problems_of(self.kind, answers, self._chosen, self.window_.today())

    def _edited(self) -> None:
        self._match.start()

    def _look_up(self) -> None:
        """Look for people already known, and for the area of the postcode."""
        if self.form is None:
            return
        me, kind, answers = self.window_.me, self.kind, self.form.answers()
        for job in (self._match_job, self._area_job):
            if job is not None:
                job.cancel()
        if self._chosen.person is None:
            self._match_job = work.run(lambda: read.matching_people(me, kind, answers), self.side.show_people)
        self._area_job = work.run(lambda: read.area_found(kind, answers), self._show_area)

    def _show_area(self, found: tuple[str | None, str]) -> None:
        self.side.show_area_found(*found)

    def _choose_area(self, code: str | None) -> None:
        self._chosen = replace(self._chosen, area=code)
        self._keep()

    def _take_person(self, person: PersonLine) -> None:
        self._chosen = replace(self._chosen, person=person)
        self._recheck()

    def _drop_person(self) -> None:
        self._chosen = replace(self._chosen, person=None)
        self._recheck()
        self._look_up()

    def _recheck(self) -> None:
        """Judge the answers again now that what stands beside them differs."""
        form = self.form
        if form is None:
            return
        if self._chosen.person is not None and "name" not in form.answers():
            form.show_answers({**form.answers(), "name": self._chosen.person.name})
        self._first_field()

    def _show_problems(self, errors: int, warnings: int) -> None:
        fix = f"{errors} thing{'s' if errors != 1 else ''} to fix before you can save" if errors else ""
        odd = f"{warnings} thing{'s' if warnings != 1 else ''} to look at" if warnings else ""
        self.state.setText(" · ".join(part for part in (fix, odd) if part))

    # Handlers of the actions table

    def save(self) -> None:
        """Save the case and open it."""
        self._save(then_next=False)

    def save_and_next(self) -> None:
        """Save the case and start another."""
        self._save(then_next=True)

    def next_problem(self) -> None:
        """Go to the next thing to fix."""
        if self.form is not None:
            self.form.next_problem()

    def previous_problem(self) -> None:
        """Go to the thing to fix before."""
        if self.form is not None:
            self.form.previous_problem()

    def next_section(self) -> None:
        """Go to the next section."""
        if self.form is not None:
            self.form.next_section()

    def previous_section(self) -> None:
        """Go to the section before."""
        if self.form is not None:
            self.form.previous_section()

    def discard_all(self) -> None:
        """Empty the form; the toast offers everything back."""
        form = self.form
        if form is None or not form.changed():
            return
        answers, chosen = form.answers(), self._chosen
        self._clear()
        self._forget()
        self.window_.toast("What you had typed is discarded", lambda: self._bring_back(answers, chosen))

    def _bring_back(self, answers: dict[str, Answer], chosen: read.Chosen) -> None:
        if self.form is not None:
            self._chosen = chosen
            self.form.show_answers(answers)
            self._keep()
            self._look_up()

    def _save(self, *, then_next: bool) -> None:
        form = self.form
        if form is None or self._saving or self._held is not None:
            return
        if any(problem.severity == "error" for problem in form.check()):
            form.next_problem(from_start=True)
            return
        self._saving, self._next = True, then_next
        disable(self.keep, "The case is being saved")
        me = self.window_.me
        owner = me.officer.id if self.side.mine() else None
        new = read.case_of(self.kind, form.answers(), replace(self._chosen, owner_id=owner))
        code = self.kind.code

        def log() -> Done[Saved]:
            done = service.log_case(me, new)
            return Done(done.value, done.changes | drafts.discard_draft(me, read.FORM, code).changes)

        work.run(log, self._saved, self._not_saved, lane="write")

    def _saved(self, done: Done[Saved]) -> None:
        self._saving = False
        enable(self.keep)
        self._clear()
        self.window_.done(done.changes, f"{done.value.reference} saved")
        if self._next:
            self._first_field()
        else:
            self.window_.go(self.kind.code)
            self.window_.open_case(done.value.case_id)

    def _not_saved(self, error: Exception) -> None:
        self._saving = False
        enable(self.keep)
        if isinstance(error, Invalid) and self.form is not None:
            self.form.refuse(error.problems)
        else:
            self._keep()
            self.window_.not_saved(error, "This case was not saved", self.save_and_next if self._next else self.save)

    def _clear(self) -> None:
        self._match.stop()
        self._chosen = read.Chosen()
        self.side.clear()
        if self.form is not None:
            self.form.show_answers({})


def build_new_case(window: Window) -> NewCasePage:
    """The new-case page of a window."""
    return NewCasePage(window)
