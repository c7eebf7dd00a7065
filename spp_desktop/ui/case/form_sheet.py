"""A form in a sheet over a window: Ctrl+Enter saves, what is typed is kept as a draft and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from spp_desktop.domain.cases import Answer, Answers, Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.fields import Field, On, Section, clean_answers
from spp_desktop.services import drafts
from spp_desktop.ui import work
from spp_desktop.ui.forms.form import Check, build_form
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import KeyHint, text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import local_time

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from spp_desktop.domain.drafts import DraftView
    from spp_desktop.ui.window import Window

WIDE = 720
SIDES, EDGE, LEAST = 66, 56, 140
"""Pixels a sheet takes beside its middle, those it leaves of the window, and the least height of its middle."""
SAVE_KEYS = ("Ctrl+Return", "Ctrl+Enter")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the draft of a form is kept."""

    form: str
    case_type: str
    case_id: UUID | None


class Draft(QObject):
    """Keeps what one form holds, in the order of the keys, and throws it away when it is saved."""

    kept = Signal(object)
    """The draft was kept: when."""

    def __init__(self, window: Window, place: Kept, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._place = place

    def keep(self, values: Mapping[str, object], seen: int | None = None) -> None:
        """Keep these values; ``seen`` is the case's revision when the form was opened."""
        me, place = self._window.me, self._place
        work.run(
            lambda: drafts.keep_draft(me, place.form, place.case_type, values, case_id=place.case_id, seen=seen),
            self._told,
            self._window.failed,
            lane="write",
        )

    def discard(self) -> None:
        """Throw the draft away."""
        me, place = self._window.me, self._place
        work.run(
            lambda: drafts.discard_draft(me, place.form, place.case_type, place.case_id),
            None,
            self._window.failed,
            lane="write",
        )

    def _told(self, at: datetime) -> None:
        self._window.say_draft(at)
        self.kept.emit(at)


Save = Callable[[Answers], Done[Saved]]


class FormSheet(Sheet):
    """Questions in a sheet. ``save`` is called in a thread with the answers; what it refuses shows beside the fields.

    ``said`` is the toast after it. ``start`` answers some questions to begin with. ``check`` and ``held_key`` are
    those of ``build_form``.
    """

    saved = Signal(object)
    """It was saved: what ``save`` returned as its value."""

    def __init__(
        self,
        window: Window,
        title: str,
        section: Section | Sequence[Section],
        save: Save,
        *,
        place: Kept | None = None,
        verb: str = "Save",
        said: str = "",
        start: Answers | None = None,
        check: Check | None = None,
        held_key: str = "",
        wide: int = WIDE,
        before: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(window, title, wide=min(wide, window.width() - 40))
        self._window = window
        self._save = save
        self._said = said
        self._busy = False
        self._start = dict(start or {})
        sections = (replace(section, label="", note=""),) if isinstance(section, Section) else tuple(section)
        self._asked = tuple(field for each in sections for field in each.fields)
        self.form = build_form(sections, today=window.today, check=check or self._check, held_key=held_key)
        self.form.set_margins(3, 0, 8, 4)
        for widget in before:
            self.body.addWidget(widget)
        self.back = QWidget()
        self._lay_back()
        self.body.addWidget(self.back)
        self.body.addWidget(self.form)
        self._lay_foot(verb)
        self.draft = Draft(window, place, self) if place else None
        if self._start:
            self.form.show_answers(self._start)
        self.form.draft_due.connect(self._keep)
        self.form.problems_changed.connect(self._fit_form)
        self._fit_form()
        if place is not None:
            self._look_for_draft(place)

    def _check(self, answers: Answers) -> Iterator[Problem]:
        """What is wrong with each answer, and what is needed and missing."""
        today = self._window.today()
        for field in self._asked:
            answer = answers.get(field.key)
            if answer is not None:
                yield from field.problems(answer, On(today, today))
            elif field.required:
                yield Problem(field.key, f"{field.label.replace('&', '')}: this is needed")

    # Making it

    def _lay_back(self) -> None:
        row = QHBoxLayout(self.back)
        row.setContentsMargins(0, 0, 0, 0)
        self._back_words = text_label("", "secondary")
        row.addWidget(self._back_words)
        again = button("Start again", "link", extent="small")
        again.clicked.connect(self._start_again)
        row.addWidget(again)
        row.addStretch(1)
        self.back.hide()

    def _lay_foot(self, verb: str) -> None:
        self.foot.addStretch(1)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.primary = button(verb, "primary", tip=f"{verb} (Ctrl+Enter)")
        self.primary.clicked.connect(self.submit)
        self.foot.addWidget(self.primary)
        self.foot.addWidget(KeyHint("Ctrl+Enter"))
        for keys in SAVE_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.submit)

    def _fit_form(self) -> None:
        """As high as the questions are, or as the window allows."""
        fit_middle(self, self.form.area, self.form, self._window)

    def start_at(self, key: str) -> None:
        """Put the keyboard on a question."""
        self.form.editors[key].widget.setFocus(Qt.FocusReason.OtherFocusReason)

    # The draft

    def _look_for_draft(self, place: Kept) -> None:
        me = self._window.me
        work.run(lambda: drafts.find_draft(me, place.form, place.case_type, place.case_id), self._found_draft)

    def _found_draft(self, draft: DraftView | None) -> None:
        """Show what was left here, unless the officer has begun anew meanwhile."""
        if draft is None or self.form.changed():
            return
        answers = drafted(self.form.fields.values(), draft.values)
        if answers:
            self.form.show_answers({**self._start, **answers})
            self._back_words.setText(f"What you typed at {local_time(draft.kept)} is back.")
            self.back.show()
            self._fit_form()

    def _start_again(self) -> None:
        self.form.show_answers(self._start)
        self.back.hide()
        self._fit_form()
        if self.draft is not None:
            self.draft.discard()

    def _keep(self) -> None:
        if self.draft is not None and not self._busy:
            self.draft.keep(self.form.answers())

    # Saving

    def submit(self) -> None:
        """Save, or go to the first thing that stops it."""
        if self._busy:
            return
        if any(problem.severity == "error" for problem in self.form.check()):
            self.form.next_problem(from_start=True)
            return
        self._busy = True
        self.primary.setEnabled(False)
        answers, save = self.form.answers(), self._save
        work.run(lambda: save(answers), self._done, self._failed, lane="write")

    def _done(self, done: Done[Saved]) -> None:
        self.form.saved()
        if self.draft is not None:
            self.draft.discard()
        self.accept()
        self._window.done(done.changes, self._said)
        self.saved.emit(done.value)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self.primary.setEnabled(True)
        if isinstance(error, Invalid) and any(problem.field in self.form.fields for problem in error.problems):
            self.form.refuse(error.problems)
        else:
            self._window.failed(error)

    def reject(self) -> None:
        """Close without saving; what was typed stays as a draft."""
        if self.draft is not None and self.form.changed() and not self._busy:
            self.draft.keep(self.form.answers())
        super().reject()


def drafted(fields: Iterable[Field], values: Mapping[str, object]) -> dict[str, Answer]:
    """The answers that a draft holds, in their one spelling."""
    return clean_answers(fields, {key: _answer(value) for key, value in values.items()})


def _answer(value: object) -> Answer | None:
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return value if isinstance(value, str | int) else None


def fit_middle(sheet: Sheet, area: QScrollArea, holder: QWidget, window: QWidget) -> None:
    """Make the scrolled middle of a sheet as high as what it holds, or as the window leaves it."""
    inside, around = area.widget(), sheet.layout()
    layout = inside.layout() if inside is not None else None
    if layout is None or around is None:
        return
    layout.activate()
    wide = max(200, sheet.width() - SIDES)
    natural = max(layout.totalHeightForWidth(wide), layout.totalMinimumSize().height()) + 4
    holder.setFixedHeight(natural)
    over = _settled_height(sheet) - window.height() + EDGE
    if over > 0:
        holder.setFixedHeight(max(LEAST, natural - over))
        _settled_height(sheet)
    if sheet.isVisible():
        sheet.fit()


def _settled_height(sheet: Sheet) -> int:
    """The height a sheet asks for now, all its layouts asked anew."""
    frame, around = sheet.rows.parentWidget(), sheet.layout()
    if frame is None or around is None:
        return 0
    sheet.rows.invalidate()
    sheet.rows.activate()
    frame.updateGeometry()
    around.invalidate()
    around.activate()
    return max(around.totalHeightForWidth(sheet.width()), around.totalMinimumSize().height())
