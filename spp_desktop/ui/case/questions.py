"""The questions of an instrument: one picked by number, and all of them with their answers in words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from spp_desktop.domain.instruments import Instrument, Question
from spp_desktop.ui.widgets.segmented import SegmentedControl


class NumberAnswer(SegmentedControl):
    """The options of one question. A number picks and goes on to the next question; Up and Down walk."""

    walked = Signal(int)
    """The keyboard is to go on: so many questions forward (back, when negative)."""

    def __init__(self, question: Question) -> None:
        super().__init__([(option.code, option.label) for option in question.options], compact=True)
        self.question = question
        self.setAccessibleName(f"{question.number}. {question.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers pick, arrows up and down walk; the rest is as for any segments."""
        key, typed = event.key(), event.text()
        if typed.isdecimal() and 1 <= int(typed) <= len(self.question.options):
            self._choose(self.question.options[int(typed) - 1].code)
            self.walked.emit(1)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)


def answer_labels(scale: Instrument, answers: Mapping[str, object]) -> list[tuple[str, str, int | None]]:
    """Every question of a scale with its answer in words and its points; None where nobody answered."""
    found = []
    for question in scale.questions:
        given = answers.get(question.key)
        option = question.option(given if isinstance(given, str) else None)
        words = option.label if option else "Not answered"
        found.append((f"{question.number}. {question.text}", words, option.points if option else None))
    return found
