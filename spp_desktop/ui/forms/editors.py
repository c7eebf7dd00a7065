"""One editor for each kind of field. An editor that shows nothing has no answer: never a no, a nought or today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from spp_desktop.domain.cases import Answer
from spp_desktop.domain.fields import (
    Choice,
    Day,
    Field,
    LongText,
    Moment,
    MultiChoice,
    Phone,
    Postcode,
    Text,
    Whole,
    YesNoUnknown,
)
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.choice import MultiChoice as MultiChoiceBox
from spp_desktop.ui.widgets.day import DayEdit, WhenEdit
from spp_desktop.ui.widgets.letters import LetterChoice
from spp_desktop.ui.widgets.segmented import SegmentedControl, TriAnswer
from spp_desktop.ui.widgets.text import LongText as LongTextBox
from spp_desktop.ui.widgets.text import line_edit

NOT_ANSWERED = "Not answered"
MOST_SEGMENTS = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What editors stand in: today, and the day that dated lists are offered for."""

    today: Callable[[], date]
    held: Callable[[], date]


class Editor(QObject):
    """A field's widget with one way in and out: ``show_answer`` and ``answer``."""

    edited = Signal()
    """Something was typed or chosen."""
    left = Signal()
    """The officer has moved on from the field, or answered it with one press."""

    def __init__(self, field: Field, widget: QWidget, setting: Setting) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget
        self.setting = setting

    def answer(self) -> Answer | None:
        """The answer in its one spelling; None while there is none."""
        raise NotImplementedError

    def show_answer(self, answer: Answer | None) -> None:
        """Show an answer, or that there is none, without announcing a change."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what was typed cannot be an answer at all; empty when it can."""
        return ""

    def narrow(self, parent: str | None) -> None:
        """Offer what stands under the parent field's answer, on the day lists are held for."""

    def set_read_only(self, read_only: bool) -> None:
        """Let the answer be read and copied but not changed."""
        self.widget.setEnabled(not read_only)

    def _chosen(self, _value: object) -> None:
        self.edited.emit()
        self.left.emit()


class LineEditor(Editor):
    """Words in one line, or a number."""

    def __init__(self, field: Field, setting: Setting) -> None:
        self.line = line_edit()
        super().__init__(field, self.line, setting)
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._finished)

    def answer(self) -> Answer | None:
        return self.field.clean(self.line.text())

    def show_answer(self, answer: Answer | None) -> None:
        self.line.setText("" if answer is None else self.field.show(answer))

    def set_read_only(self, read_only: bool) -> None:
        set_line_read_only(self.line, read_only)

    def _finished(self) -> None:
        answer = self.answer()
        if answer is not None:
            self.line.setText(self.field.show(answer))
        self.left.emit()


class LongEditor(Editor):
    """Words over several lines."""

    def __init__(self, field: Field, setting: Setting) -> None:
        self.box = LongTextBox()
        super().__init__(field, self.box, setting)
        self.box.textChanged.connect(self.edited)
        self.box.left.connect(self.left)

    def answer(self) -> Answer | None:
        return self.field.clean(self.box.toPlainText())

    def show_answer(self, answer: Answer | None) -> None:
        self.box.set_value("" if answer is None else str(answer))

    def set_read_only(self, read_only: bool) -> None:
        self.box.setReadOnly(read_only)


class DayEditor(Editor):
    """A day, spoken or picked. Words that name no day are kept as they are, and marked by the check."""

    def __init__(self, field: Day, setting: Setting) -> None:
        self.line = DayEdit(setting.today, ahead=field.ahead)
        super().__init__(field, self.line, setting)
        self._day = field
        self.line.textEdited.connect(self.edited)
        self.line.committed.connect(self.left)

    def answer(self) -> Answer | None:
        typed = self.line.text()
        return self._day.parse(typed, self.setting.today()) if typed.strip() else None

    def show_answer(self, answer: Answer | None) -> None:
        self.line.setText("" if answer is None else self._day.show(answer))

    def set_read_only(self, read_only: bool) -> None:
        set_line_read_only(self.line, read_only)


class MomentEditor(Editor):
    """A day with a time where it is known, as spoken."""

    def __init__(self, field: Moment, setting: Setting) -> None:
        self.line = WhenEdit(setting.today)
        super().__init__(field, self.line, setting)
        self._moment = field
        self.line.textEdited.connect(self.edited)
        self.line.committed.connect(self.left)

    def answer(self) -> Answer | None:
        typed = self.line.text()
        return self._moment.parse(typed, self.setting.today()) if typed.strip() else None

    def show_answer(self, answer: Answer | None) -> None:
        self.line.setText("" if answer is None else self._moment.show(answer))

    def set_read_only(self, read_only: bool) -> None:
        set_line_read_only(self.line, read_only)


class ChoiceEditor(Editor):
    """One of a long list, found by typing."""

    def __init__(self, field: Choice, setting: Setting) -> None:
        self.box = ChoiceBox(placeholder=NOT_ANSWERED)
        super().__init__(field, self.box, setting)
        self._choice = field
        self.box.changed.connect(self._chosen)
        self.box.line().textEdited.connect(self.edited)
        self.box.line().editingFinished.connect(self.left)
        self.narrow(None)

    def answer(self) -> Answer | None:
        return self.box.value()

    def show_answer(self, answer: Answer | None) -> None:
        code = None if answer is None else str(answer)
        self.box.set_value(code, keep_label=self._choice.vocabulary.label_of(code) if code else "")

    def problem(self) -> str:
        return self.box.problem()

    def narrow(self, parent: str | None) -> None:
        kept = self.answer()
        self.box.set_options(_options(self._choice, self.setting, parent))
        self.show_answer(kept)


class SegmentEditor(Editor):
    """One of a few, side by side, or none."""

    def __init__(self, field: Choice, setting: Setting) -> None:
        self.segments = SegmentedControl(_options(field, setting, None))
        super().__init__(field, self.segments, setting)
        self._choice = field
        self.segments.changed.connect(self._chosen)

    def answer(self) -> Answer | None:
        return self.segments.value()

    def show_answer(self, answer: Answer | None) -> None:
        code = None if answer is None else str(answer)
        offered = _options(self._choice, self.setting, None)
        if code is not None and code not in dict(offered):
            offered = (*offered, (code, self._choice.vocabulary.label_of(code)))
        self.segments.set_options(offered)
        self.segments.set_value(code)


class LetterEditor(Editor):
    """One of a list in which every term has its letter."""

    def __init__(self, field: Choice, setting: Setting) -> None:
        terms = field.vocabulary.on(setting.held())
        self.letters = LetterChoice([(term.code, term.label, term.key) for term in terms])
        super().__init__(field, self.letters, setting)
        self.letters.changed.connect(self._chosen)

    def answer(self) -> Answer | None:
        return self.letters.value()

    def show_answer(self, answer: Answer | None) -> None:
        self.letters.set_value(None if answer is None else str(answer))


class TriEditor(Editor):
    """Yes, no, don't know, would not say; or not asked yet."""

    def __init__(self, field: YesNoUnknown, setting: Setting) -> None:
        terms = field.vocabulary.on(setting.held())
        self.answers = TriAnswer(
            tuple((term.code, term.label) for term in terms), {term.key: term.code for term in terms if term.key}
        )
        super().__init__(field, self.answers, setting)
        self.answers.changed.connect(self._chosen)

    def answer(self) -> Answer | None:
        return self.answers.value()

    def show_answer(self, answer: Answer | None) -> None:
        self.answers.set_value(None if answer is None else str(answer))


class MultiEditor(Editor):
    """Several of a list, each shown as a chip."""

    def __init__(self, field: MultiChoice, setting: Setting) -> None:
        self.box = MultiChoiceBox(_options(field, setting, None), placeholder=NOT_ANSWERED)
        super().__init__(field, self.box, setting)
        self._choice = field
        self.box.changed.connect(self._chosen)

    def answer(self) -> Answer | None:
        return self.box.value()

    def show_answer(self, answer: Answer | None) -> None:
        codes = answer if isinstance(answer, tuple) else () if answer is None else (str(answer),)
        label_of = self._choice.vocabulary.label_of
        self.box.set_value(codes, labels=[(code, label_of(code)) for code in codes])

    def problem(self) -> str:
        return self.box.problem()


def _options(field: Choice, setting: Setting, parent: str | None) -> tuple[tuple[str, str], ...]:
    """The terms offered on the day lists are held for, under the parent's answer when it has one."""
    return tuple((term.code, term.label) for term in field.vocabulary.on(setting.held(), parent))


def set_line_read_only(line: QLineEdit, read_only: bool) -> None:
    """Let a line be read and copied but not changed."""
    line.setReadOnly(read_only)
    for action in line.actions():
        action.setVisible(not read_only)


@singledispatch
def make_editor(field: Field, setting: Setting) -> Editor:  # noqa: ARG001  (each kind uses it)
    """The editor for a field, by its kind. Raises TypeError for a kind nobody has taught it."""
    raise TypeError(f"There is no editor for {type(field).__name__}")


@make_editor.register(Text)
@make_editor.register(Phone)
@make_editor.register(Postcode)
def _(field: Field, setting: Setting) -> Editor:
    return LineEditor(field, setting)


@make_editor.register
def _(field: Whole, setting: Setting) -> Editor:
    editor = LineEditor(field, setting)
    editor.line.setMaximumWidth(120)
    editor.line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return editor


@make_editor.register
def _(field: LongText, setting: Setting) -> Editor:
    return LongEditor(field, setting)


@make_editor.register
def _(field: Day, setting: Setting) -> Editor:
    return DayEditor(field, setting)


@make_editor.register
def _(field: Moment, setting: Setting) -> Editor:
    return MomentEditor(field, setting)


@make_editor.register
def _(field: Choice, setting: Setting) -> Editor:
    offered = field.vocabulary.on(setting.held())
    if field.short and not field.under and len(offered) <= MOST_SEGMENTS:
        return SegmentEditor(field, setting)
    if field.short and not field.under and all(term.key for term in offered):
        return LetterEditor(field, setting)
    return ChoiceEditor(field, setting)


@make_editor.register
def _(field: MultiChoice, setting: Setting) -> Editor:
    return MultiEditor(field, setting)


@make_editor.register
def _(field: YesNoUnknown, setting: Setting) -> Editor:
    return TriEditor(field, setting)
