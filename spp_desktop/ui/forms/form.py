"""A whole form from declared sections: fields with their labels, what is wrong beside them, keys to walk it.

``build_form`` is the one place that makes a form, so every editor has a label that is its buddy, an accessible
name, and its help. A long form is made in turns: its first section at once, each of the others in a turn of the event
loop of its own, so that the window goes on answering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import (
    Choice,
    Field,
    On,
    Section,
    YesNoUnknown,
    check_answers,
    clean_answers,
    read_day,
)
from spp_desktop.ui import work
from spp_desktop.ui.forms.editors import Editor, Setting, make_editor
from spp_desktop.ui.forms.sections import SectionView, section_view
from spp_desktop.ui.forms.spans import SpanLayout
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import rule, text_label
from spp_desktop.ui.widgets.segmented import TriAnswer

DRAFT_AFTER_MS = 1000
Check = Callable[[Answers], Iterable[Problem]]


class Form(QWidget):
    """Questions in sections. Made by ``build_form``.

    ``answers()`` are those given, unanswered ones absent. Problems show beside a field once the officer has left
    it, and all of them after ``check()``. Errors stop a save, warnings never do.

    ``editors`` and ``rows`` hold what is made by now. Nothing waits for the rest: an answer to a question not made
    yet is kept as it was shown, and whatever goes to a section makes it first.
    """

    edited = Signal()
    """An answer has changed under the officer's hand."""
    draft_due = Signal()
    """A second has passed since the last key, or a changed field was left: keep the draft now."""
    problems_changed = Signal(int, int)
    """How many errors and how many warnings show now."""
    sections_changed = Signal()
    """The index has something else to show."""

    def __init__(
        self, sections: Sequence[Section], today: Callable[[], date], check: Check | None, held_key: str
    ) -> None:
        super().__init__()
        self.sections = tuple(sections)
        self.fields: dict[str, Field] = {field.key: field for section in sections for field in section.fields}
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FieldRow] = {}
        self._setting = Setting(today, self._held_now)
        self._check = check or self._check_alone
        self._held_key = held_key
        self._visited: set[str] = set()
        self._kept: dict[str, Answer] = {}
        self._unseen: dict[str, Answer] = {}
        """Answers to questions this form does not ask, or has not made yet."""
        self._refused: tuple[Problem, ...] = ()
        self._changed_since_draft = False
        self._read_only = False
        self._headings: dict[str, QWidget] = {}
        self._bodies: dict[str, QWidget] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self._draft)
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self._making = self._make()

    # Making it

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self.area)
        self._inside = QWidget()
        self._inside.setObjectName("inside")
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(20, 12, 16, 16)
        self._rows.setSpacing(8)
        self._parts = QVBoxLayout()
        self._rows.addLayout(self._parts)
        self._rows.addStretch(1)
        # Everything is made inside what it stands in: to be moved into it costs each widget its style once more.
        self.area.setWidget(self._inside)

    def _make(self) -> Iterator[None]:
        """Make the sections, one at each step."""
        for section in self.sections:
            unchanged = not self.changed()
            self._add_section(section)
            if unchanged:
                self._kept = self.answers()
            if self._visited.intersection(field.key for field in section.fields):
                self.show_problems(self._found())
            yield

    def make_next(self) -> None:
        """Make one more section now, where there is one to make."""
        next(self._making, None)

    def make_in_turns(self) -> None:
        """Make what is not made yet, a section in each turn of the event loop."""
        work.in_turns(self._making, self)

    def complete(self) -> None:
        """Make whatever is not made yet now."""
        for _ in self._making:
            pass

    def _add_section(self, section: Section) -> None:
        head = QWidget(self._inside)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 8, 0, 2)
        line.addWidget(text_label(section.label, "section"))
        line.addStretch(1)
        line.addWidget(text_label(section.note, "caption"))
        self._parts.addWidget(head)
        if section.label:
            self._parts.addWidget(rule())
        else:
            head.hide()
        body = QWidget(self._inside)
        spans = SpanLayout(body)
        for field in section.fields:
            self._add_field(field, body, spans)
        self._parts.addWidget(body)
        self._headings[section.key] = head
        self._bodies[section.key] = body

    def _add_field(self, field: Field, body: QWidget, spans: SpanLayout) -> None:
        key = field.key
        editor = make_editor(field, self._setting)
        row = FieldRow(field.label, editor.widget, hint=field.help, required=field.required, parent=body)
        spans.add(row, field.span)
        editor.setObjectName(key)
        editor.widget.setObjectName(key)
        answer = self._unseen.pop(key, None)
        if isinstance(field, Choice) and field.under:
            self._narrow_one(editor, self.answers())
        if answer is not None:
            editor.show_answer(answer)
        if self._read_only:
            editor.set_read_only(True)
        editor.edited.connect(self._field_edited)
        editor.left.connect(self._field_left)
        self.editors[key], self.rows[key] = editor, row
        self._show_unasked(key)

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Leave other room around the questions, as a sheet does that has room of its own."""
        self._rows.setContentsMargins(left, top, right, bottom)

    def add_below(self, widget: QWidget) -> None:
        """Put something of the page's own under the last section."""
        self._rows.insertWidget(self._rows.count() - 1, widget)

    def add_under_heading(self, section: str, widget: QWidget) -> None:
        """Put something of the page's own between a section's heading and its questions."""
        self.complete()
        self._parts.insertWidget(self._parts.indexOf(self._bodies[section]), widget)

    # Answers

    def answers(self) -> dict[str, Answer]:
        """Every answer given, each in its one spelling; answers to questions this form does not ask are kept."""
        given = {key: editor.answer() for key, editor in self.editors.items()}
        return clean_answers(self.fields.values(), self._unseen | given)

    def show_answers(self, answers: Mapping[str, Answer]) -> None:
        """Show what has been answered; everything else as unanswered. Nothing is announced."""
        self._unseen = {key: answer for key, answer in answers.items() if key not in self.editors}
        for key, editor in self.editors.items():
            self._narrow_one(editor, answers)
            editor.show_answer(answers.get(key))
            self._show_unasked(key)
        self._kept = self.answers()
        self._visited = {key for key in self.fields if key in answers}
        self._refused = ()
        self._changed_since_draft = False
        self._timer.stop()
        self.show_problems(self._found())

    def changed(self) -> bool:
        """Whether any answer differs from those shown or saved last."""
        return self.answers() != self._kept

    def saved(self) -> None:
        """What stands in the form now is saved: nothing is changed any more, and no draft is due."""
        self._kept = self.answers()
        self._changed_since_draft = False
        self._timer.stop()

    def show_saved(self, answers: Mapping[str, Answer]) -> None:
        """Compare with these from now on: what stands in the form counts as changed where it differs from them."""
        self._kept = clean_answers(self.fields.values(), answers)
        self.sections_changed.emit()

    def set_read_only(self, read_only: bool) -> None:
        """Let answers be read and copied but not changed."""
        self._read_only = read_only
        for editor in self.editors.values():
            editor.set_read_only(read_only)

    # Checking

    def check(self) -> tuple[Problem, ...]:
        """Show everything that is wrong, and return it."""
        self.complete()
        self._visited = set(self.fields)
        found = self._found()
        self.show_problems(found)
        return found

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show problems beside their fields: those of fields the officer has left, or all after ``check``."""
        worst: dict[str, Problem] = {}
        for problem in problems:
            held = worst.get(problem.field)
            if problem.field in self._visited and (held is None or held.severity == "warning"):
                worst[problem.field] = problem
        for key, row in self.rows.items():
            shown = worst.get(key)
            row.set_problem(shown.message if shown else "", shown.severity if shown else "")
        errors = sum(problem.severity == "error" for problem in worst.values())
        self.problems_changed.emit(errors, len(worst) - errors)
        self.sections_changed.emit()

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Show the problems a save was refused for until their fields are edited, and go to the first."""
        self._refused = tuple(problems)
        self._visited |= {problem.field for problem in self._refused}
        self.show_problems(self._found())
        self.next_problem(from_start=True)

    def _found(self) -> tuple[Problem, ...]:
        local = [Problem(key, editor.problem()) for key, editor in self.editors.items() if editor.problem()]
        return (*local, *self._refused, *self._check(self.answers()))

    def _check_alone(self, answers: Answers) -> Iterable[Problem]:
        return check_answers(self.fields.values(), answers, On(self._setting.today(), self._held(answers)))

    # Walking

    def next_problem(self, *, from_start: bool = False) -> bool:
        """Take the keyboard to the next thing to fix; False when there is none."""
        return self._walk(1, from_start=from_start)

    def previous_problem(self) -> bool:
        """Take the keyboard to the thing to fix before this one."""
        return self._walk(-1)

    def _walk(self, step: int, *, from_start: bool = False) -> bool:
        self.complete()
        keys = list(self.rows)
        here = -1 if from_start else self._here()
        order = [keys[(here + step * n) % len(keys)] for n in range(1, len(keys) + 1)] if keys else []
        if here < 0 and step < 0:
            order = keys[::-1]
        for key in order:
            if self.rows[key].state:
                self.go_field(key)
                return True
        return False

    def _here(self) -> int:
        """The place of the field with the keyboard; −1 when none has it."""
        focus = self.focusWidget()
        for place, editor in enumerate(self.editors.values()):
            if focus is not None and (editor.widget is focus or editor.widget.isAncestorOf(focus)):
                return place
        return -1

    def go_field(self, key: str) -> None:
        """Take the keyboard to a field and bring it into view. Raises KeyError for one the form does not ask."""
        if key not in self.rows:
            self.complete()
        self.area.ensureWidgetVisible(self.rows[key], 0, 40)
        self.editors[key].widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_section(self, key: str) -> None:
        """Bring a section to the top and take the keyboard to its first field."""
        if key not in self._headings:
            self.complete()
            self._rows.activate()
        head = self._headings[key]
        bar = self.area.verticalScrollBar()
        bar.setValue(head.y() - 4)
        section = next(section for section in self.sections if section.key == key)
        if section.fields:
            self.editors[section.fields[0].key].widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_section(self) -> None:
        """Go to the next section."""
        self._step_section(1)

    def previous_section(self) -> None:
        """Go to the section before."""
        self._step_section(-1)

    def _step_section(self, step: int) -> None:
        here = list(self.fields)[self._here()] if self._here() >= 0 else ""
        place = next(
            (n for n, s in enumerate(self.sections) if here in {f.key for f in s.fields}), -1 if step > 0 else 0
        )
        self.go_section(self.sections[(place + step) % len(self.sections)].key)

    def section_views(self) -> tuple[SectionView, ...]:
        """Every section with its state, for an index."""
        given, shown = self.answers(), {key: row.state for key, row in self.rows.items()}
        return tuple(section_view(section, given, shown) for section in self.sections)

    # What the officer does

    def _field_edited(self) -> None:
        key = self.sender().objectName()
        self._refused = tuple(problem for problem in self._refused if problem.field != key)
        self._changed_since_draft = True
        self._timer.start()
        self._show_unasked(key)
        if key == self._held_key or any(isinstance(f, Choice) and f.under == key for f in self.fields.values()):
            self._narrow_under(key)
        self.edited.emit()
        if self.rows[key].state:
            self.show_problems(self._found())
        else:
            self.sections_changed.emit()

    def _field_left(self) -> None:
        key = self.sender().objectName()
        if self.editors[key].answer() is not None or self._changed_since_draft:
            self._visited.add(key)
        self.show_problems(self._found())
        if self._changed_since_draft:
            self._draft()

    def _draft(self) -> None:
        self._timer.stop()
        self._changed_since_draft = False
        self.draft_due.emit()

    def _show_unasked(self, key: str) -> None:
        """Say beside a yes-or-no question that nobody has asked it yet."""
        field = self.fields[key]
        if isinstance(field, YesNoUnknown):
            asked = self.editors[key].answer() is not None if key in self.editors else False
            self.rows[key].set_aside("" if asked else TriAnswer.NOT_ASKED.lower())

    def _narrow_under(self, key: str) -> None:
        answers = self.answers()
        for editor in self.editors.values():
            if isinstance(editor.field, Choice) and key in {self._held_key, editor.field.under}:
                self._narrow_one(editor, answers)

    @staticmethod
    def _narrow_one(editor: Editor, answers: Mapping[str, Answer]) -> None:
        field = editor.field
        if isinstance(field, Choice):
            parent = answers.get(field.under) if field.under else None
            editor.narrow(str(parent) if parent is not None else None)

    def _held(self, answers: Mapping[str, Answer]) -> date:
        return read_day(answers.get(self._held_key)) or self._setting.today()

    def _held_now(self) -> date:
        editor = self.editors.get(self._held_key)
        answer = self._unseen.get(self._held_key) if editor is None else editor.answer()
        return read_day(answer) or self._setting.today()


def build_form(
    sections: Sequence[Section],
    *,
    today: Callable[[], date],
    check: Check | None = None,
    held_key: str = "",
    in_turns: bool = False,
) -> Form:
    """A form that asks these sections.

    ``today`` reads spoken dates. ``check`` finds problems of all answers together, as ``CaseType.check`` does;
    without it each field is checked alone. ``held_key`` is the field whose day decides which terms dated lists
    offer, such as the day reported. ``in_turns`` is for a long form: its first section is there at once, the others
    follow while the window goes on answering.
    """
    form = Form(sections, today, check, held_key)
    if in_turns:
        form.make_next()
        form.make_in_turns()
    else:
        form.complete()
    return form
