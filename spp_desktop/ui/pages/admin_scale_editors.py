"""Editing a scale: one question with its answers and points, the bands, and what is always in the highest.

Each editor hands on what it holds after every key; nothing is checked until the officer goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from spp_desktop.domain.instruments import Band, Instrument, Option, Question, Trigger
from spp_desktop.ui.pages.admin_parts import emptied
from spp_desktop.ui.widgets.buttons import button, icon_button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.text import line_edit

POINTS_WIDE = 72
NO_NUMBER = -1
"""What stands for points that are no number: beyond what a scale may hold, so that going on says so."""


def named(field: QLineEdit, name: str) -> QLineEdit:
    """A field in a row of several, which says what it is by itself."""
    field.setAccessibleName(name)
    field.setProperty("ownLabel", True)
    return field


def read_points(typed: str) -> int:
    """The whole number typed; ``NO_NUMBER`` for anything else."""
    words = typed.strip()
    return int(words) if words.isascii() and words.isdecimal() else NO_NUMBER


class QuestionEditor(QWidget):
    """One question. ``leave_out`` takes it off the scale; None where it is the last one."""

    def __init__(
        self, question: Question, changed: Callable[[Question], None], leave_out: Callable[[], None] | None
    ) -> None:
        super().__init__()
        self.question = question
        self.answers: list[tuple[QLineEdit, QLineEdit]] = []
        """For each answer, its words and its points."""
        self._changed = changed
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        self.text = line_edit(question.text)
        self.text.textChanged.connect(lambda words: self._set(replace(self.question, text=words)))
        self._rows.addWidget(FieldRow("&Question", self.text, required=True))
        self.help = line_edit(question.help)
        self.help.textChanged.connect(lambda words: self._set(replace(self.question, help=words)))
        self._rows.addWidget(FieldRow("&Help", self.help))
        self.scored = QCheckBox("Answers earn &points")
        self.scored.setChecked(question.scored)
        self.scored.toggled.connect(self._set_scored)
        self._rows.addWidget(self.scored)
        self._rows.addWidget(text_label("Answers", "label"))
        self._answers = QGridLayout()
        self._answers.setColumnStretch(0, 1)
        self._rows.addLayout(self._answers)
        foot = QHBoxLayout()
        add = button("Add an &answer", icon="add")
        add.clicked.connect(self.add_answer)
        foot.addWidget(add)
        foot.addStretch(1)
        if leave_out is not None:
            out = button("&Leave this question out", "harm")
            out.clicked.connect(leave_out)
            foot.addWidget(out)
        self._rows.addLayout(foot)
        self._lay_answers()

    def _lay_answers(self) -> None:
        emptied(self._answers)
        self.answers.clear()
        for place, option in enumerate(self.question.options):
            words = named(line_edit(option.label), f"Answer {place + 1}")
            words.textChanged.connect(lambda label, at=place: self._set_option(at, label=label))
            points = named(line_edit(str(option.points)), f"Points of answer {place + 1}")
            points.setFixedWidth(POINTS_WIDE)
            points.setAlignment(Qt.AlignmentFlag.AlignRight)
            points.setEnabled(self.question.scored)
            points.textChanged.connect(lambda typed, at=place: self._set_option(at, points=read_points(typed)))
            gone = icon_button("dismiss", f"Take answer {place + 1} away", size=16)
            gone.clicked.connect(lambda _checked=False, at=place: self.take_answer(at))
            self._answers.addWidget(words, place, 0)
            self._answers.addWidget(points, place, 1)
            self._answers.addWidget(QLabel("points"), place, 2)
            self._answers.addWidget(gone, place, 3)
            self.answers.append((words, points))

    def add_answer(self) -> None:
        """Add an answer after the last."""
        self._set(replace(self.question, options=(*self.question.options, Option("", "", 0))))
        self._lay_answers()
        self.answers[-1][0].setFocus()

    def take_answer(self, place: int) -> None:
        """Take an answer away."""
        options = self.question.options[:place] + self.question.options[place + 1 :]
        self._set(replace(self.question, options=options))
        self._lay_answers()

    def _set_option(self, place: int, *, label: str | None = None, points: int | None = None) -> None:
        was = self.question.options[place]
        option = Option(was.code, was.label if label is None else label, was.points if points is None else points)
        options = (*self.question.options[:place], option, *self.question.options[place + 1 :])
        self._set(replace(self.question, options=options))

    def _set_scored(self, scored: bool) -> None:
        options = self.question.options
        if not scored:
            options = tuple(replace(each, points=0) for each in options)
        self._set(replace(self.question, scored=scored, options=options))
        self._lay_answers()

    def _set(self, question: Question) -> None:
        self.question = question
        self._changed(question)


class BandsEditor(QWidget):
    """The least score of each band, and how many calendar days until its next review."""

    def __init__(self, bands: tuple[Band, ...], changed: Callable[[tuple[Band, ...]], None]) -> None:
        super().__init__()
        self.bands = bands
        self.least: list[QLineEdit] = []
        """For each band, from how many points."""
        self._changed = changed
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(3, 1)
        for place, words in enumerate(("Band", "From how many points", "Reviewed every so many calendar days")):
            grid.addWidget(text_label(words, "label"), 0, place)
        for place, band in enumerate(bands):
            grid.addWidget(text_label(band.label, "strong"), place + 1, 0)
            least = named(line_edit(str(band.least)), f"{band.label} from how many points")
            least.setEnabled(place > 0)
            least.textChanged.connect(lambda typed, at=place: self._set(at, least=read_points(typed)))
            days = named(line_edit(str(band.review_days)), f"{band.label} reviewed every so many calendar days")
            days.textChanged.connect(lambda typed, at=place: self._set(at, review_days=read_points(typed)))
            grid.addWidget(least, place + 1, 1)
            self.least.append(least)
            grid.addWidget(days, place + 1, 2)

    def _set(self, place: int, **changed: int) -> None:
        band = self.bands[place]
        band = replace(
            band, least=changed.get("least", band.least), review_days=changed.get("review_days", band.review_days)
        )
        self.bands = (*self.bands[:place], band, *self.bands[place + 1 :])
        self._changed(self.bands)


class TriggersEditor(QWidget):
    """Circumstances that put a case in the highest band whatever its score."""

    def __init__(self, scale: Instrument, changed: Callable[[tuple[Trigger, ...]], None]) -> None:
        super().__init__()
        self.triggers = scale.triggers
        self._changed = changed
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(text_label(f"Any of these makes a case {scale.bands[-1].label}, whatever its score.", wrap=True))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        rows.addLayout(self._grid)
        add = button("Add a &circumstance", icon="add")
        add.clicked.connect(self.add_trigger)
        rows.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self._lay()

    def _lay(self) -> None:
        emptied(self._grid)
        for place, trigger in enumerate(self.triggers):
            words = named(line_edit(trigger.label), f"Circumstance {place + 1}")
            words.textChanged.connect(lambda label, at=place: self._say(at, label))
            gone = icon_button("dismiss", f"Take circumstance {place + 1} away", size=16)
            gone.clicked.connect(lambda _checked=False, at=place: self.take_trigger(at))
            self._grid.addWidget(words, place, 0)
            self._grid.addWidget(gone, place, 1)

    def add_trigger(self) -> None:
        """Add a circumstance."""
        self._set((*self.triggers, Trigger("", "")))
        self._lay()

    def take_trigger(self, place: int) -> None:
        """Take a circumstance away."""
        self._set(self.triggers[:place] + self.triggers[place + 1 :])
        self._lay()

    def _say(self, place: int, label: str) -> None:
        trigger = replace(self.triggers[place], label=label)
        self._set((*self.triggers[:place], trigger, *self.triggers[place + 1 :]))

    def _set(self, triggers: tuple[Trigger, ...]) -> None:
        self.triggers = triggers
        self._changed(triggers)
