"""The sheets in which a supervisor adopts a scale, and edits it question by question before that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.instruments import Band, Instrument, Option, Question, Trigger
from spp_desktop.domain.scales import clean_scale, differences, scale_problems, unused
from spp_desktop.services import scales
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import WorkSheet, emptied, scrolled
from spp_desktop.ui.pages.admin_scale_editors import BandsEditor, QuestionEditor, TriggersEditor
from spp_desktop.ui.tables.cells import Cell, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.text import LongText, line_edit
from spp_desktop.ui.window import Window

WIDE, HIGH, LIST = 980, 360, 300
"""Pixels of the editing sheet, of its middle, and of the list in it."""


class AdoptSheet(WorkSheet):
    """Adopt a scale as the next version: whose it is, and why. ``before`` is the one in force."""

    def __init__(self, window: Window, scale: Instrument, before: Instrument) -> None:
        super().__init__(window, f"Adopt {scale.label}", f"Adopt version {before.version + 1}")
        self._scale = scale
        changed = differences(before, clean_scale(scale))
        self.say(
            "From now on every new score uses it and says so. Scores already made keep the version that gave them."
        )
        if changed:
            area, rows = scrolled(margins=(0, 0, 8, 0), spacing=3)
            for sentence in changed:
                rows.addWidget(text_label(f"· {sentence}", wrap=True))
            rows.addStretch(1)
            area.setAccessibleName("What differs")
            area.setFixedHeight(min(180, 24 * len(changed) + 12))
            self.body.addWidget(area)
        else:
            self.say("It is adopted as it stands.")
        self.source = line_edit("" if before.illustrative else before.source)
        self.ask(
            "source",
            FieldRow("&Whose scale it is", self.source, required=True,
                     hint="A published form with its date, or the partnership's own decision."),
        )  # fmt: skip
        self.note = LongText()
        self.ask("note", FieldRow("Wh&y it is adopted", self.note, required=True))
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """Source and reason."""
        found = [] if self.source.text().strip() else [("source", "Say whose scale this is")]
        return found if self.note.value() else [*found, ("note", "Say why it is adopted")]

    def call(self) -> Callable[[work.Progress], Any]:
        """Adopt."""
        me, scale, source, note = self.me, self._scale, self.source.text(), self.note.value()
        return lambda _tell: scales.adopt_scale(me, scale, source, note)


class EditSheet(Sheet):
    """A scale edited question by question, its bands and what is always in the highest. Going on leads to adopting."""

    saved = Signal(object)
    """The version was adopted: a ``Done``."""

    def __init__(self, window: Window, scale: Instrument) -> None:
        super().__init__(window, f"Edit {scale.label}", wide=min(WIDE, window.width() - 40))
        self._window = window
        self.before = self.scale = scale
        # Bands out of order are no scale at all, so they wait beside it until all are in order.
        self._bands = scale.bands
        self.parts = RecordTable("Parts of the scale")
        columns = (TableColumn("part", "Part", 200, self._part, stretch=1),)
        self.parts.show_model(RowsModel(columns, key=str, parent=self))
        self.parts.setFixedWidth(LIST)
        self.parts.row_changed.connect(self._show_part)
        self._area, self._rows = scrolled(margins=(16, 4, 8, 4), spacing=10)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        left = QVBoxLayout()
        left.addWidget(self.parts, 1)
        add = button("Add a &new question", icon="add")
        add.clicked.connect(self.add_question)
        left.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addLayout(left)
        middle.addWidget(self._area, 1)
        holder = QWidget()
        holder.setLayout(middle)
        holder.setFixedHeight(max(260, min(HIGH, window.height() - 230)))
        self.body.addWidget(holder)
        self.trouble = text_label("", "error", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.foot.addStretch(1)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.go = button("&Go on…", "primary")
        self.go.clicked.connect(self.go_on)
        self.go.setDefault(True)
        self.foot.addWidget(self.go)
        self._list_parts()
        self.open()
        self.parts.setFocus()

    # The parts: a number for each question, then the bands and the triggers

    def _list_parts(self, chosen: str = "0") -> None:
        keys = [str(place) for place in range(len(self.scale.questions))]
        self.parts.rows().set_rows([*keys, "bands", "triggers"])
        self.parts.select_id(chosen)

    def _part(self, row: str) -> Cell:
        if row == "bands":
            return Words("Bands", "strong")
        if row == "triggers":
            return Words(f"Always {self.scale.bands[-1].label}", "strong")
        question = self.scale.questions[int(row)]
        return Words(f"{question.number or int(row) + 1}. {question.text or 'New question'}")

    def _show_part(self, row: str | None) -> None:
        emptied(self._rows)
        if row is None:
            return
        if row == "bands":
            self.editor: QWidget = BandsEditor(self._bands, self._set_bands)
        elif row == "triggers":
            self.editor = TriggersEditor(self.scale, self._set_triggers)
        else:
            place = int(row)
            several = len(self.scale.questions) > 1
            self.editor = QuestionEditor(
                self.scale.questions[place], partial(self._set_question, place), self.leave_out if several else None
            )
        self._rows.addWidget(self.editor)
        self._rows.addStretch(1)

    def _set_question(self, place: int, question: Question) -> None:
        questions = list(self.scale.questions)
        questions[place] = question
        self.scale = replace(self.scale, questions=tuple(questions))
        self.parts.viewport().update()

    def leave_out(self) -> None:
        """Leave the question in hand out of the scale."""
        place = int(str(self.parts.current()))
        questions = self.scale.questions[:place] + self.scale.questions[place + 1 :]
        self.scale = replace(self.scale, questions=questions)
        self._list_parts(str(min(place, len(questions) - 1)))

    def _set_bands(self, bands: tuple[Band, ...]) -> None:
        self._bands = bands

    def _set_triggers(self, triggers: tuple[Trigger, ...]) -> None:
        self.scale = replace(self.scale, triggers=triggers)

    def add_question(self) -> None:
        """Add a question after the last, with two answers to begin from."""
        place = len(self.scale.questions)
        key = unused("question", [each.key for each in self.scale.questions])
        new = Question(key, "", "", (Option("", "No", 0), Option("", "Yes", 1)))
        self.scale = replace(self.scale, questions=(*self.scale.questions, new))
        self._list_parts(str(place))

    def go_on(self) -> None:
        """Say what is wrong with the scale, or ask whose it is and why it is adopted."""
        least = [band.least for band in self._bands]
        if sorted(set(least)) != least or least[0] != 0:
            self._refuse("bands", "Each band begins above the one before it, the lowest at 0")
            return
        made = clean_scale(replace(self.scale, bands=self._bands))
        wrong = scale_problems(made, self.before)
        if wrong:
            part, _, rest = wrong[0].field.partition(".")
            self._refuse(rest.partition(".")[0] if part == "questions" and rest else part, wrong[0].message)
            return
        if not differences(self.before, made):
            self._refuse("0", "Nothing is different yet: to adopt it as it stands, leave this and choose that")
            return
        AdoptSheet(self._window, made, self.before).saved.connect(self._adopted)

    def _refuse(self, part: str, words: str) -> None:
        self.parts.select_id(part)
        self.trouble.setText(words)
        self.trouble.show()
        self.fit()

    def _adopted(self, done: object) -> None:
        self.saved.emit(done)
        self.accept()
