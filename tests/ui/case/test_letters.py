"""Choices picked by one letter: an outcome by its own, a few side by side by the one they begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from spp_desktop.ui.widgets.letters import LetterChoice
from spp_desktop.ui.widgets.segmented import SegmentedControl, TriAnswer

OUTCOMES = (("spoke", "Spoke", "S"), ("no-answer", "No answer", "N"), ("note", "Note, no contact", "X"))


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(600, 60)
    widget.show()
    return widget


def test_a_letter_picks_and_is_announced_once(qtbot: QtBot) -> None:
    choice = LetterChoice(OUTCOMES)
    shown(qtbot, choice)
    heard: list[object] = []
    choice.changed.connect(heard.append)
    QTest.keyClicks(choice, "nnq")
    assert (choice.value(), heard) == ("no-answer", ["no-answer"])
    assert choice.accessibleDescription().startswith("No answer. Letters: S Spoke, N No answer")
    QTest.keyClick(choice, Qt.Key.Key_Right)
    assert choice.value() == "note"
    QTest.keyClick(choice, Qt.Key.Key_Backspace)
    assert choice.value() is None
    assert heard == ["no-answer", "note", None]


def test_a_command_is_not_a_letter(qtbot: QtBot) -> None:
    choice = LetterChoice(OUTCOMES)
    shown(qtbot, choice)
    QTest.keyClick(choice, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert choice.value() is None


def test_a_press_chooses_and_a_second_press_takes_it_back(qtbot: QtBot) -> None:
    choice = LetterChoice(OUTCOMES)
    shown(qtbot, choice)
    option = next(each for each in choice.children() if getattr(each, "code", "") == "spoke")
    option.click()
    assert choice.value() == "spoke"
    assert not choice.grab().isNull()
    option.click()
    assert choice.value() is None


def test_options_wrap_to_as_many_lines_as_they_need(qtbot: QtBot) -> None:
    choice = LetterChoice([(str(n), "A rather long outcome", "ABCDEFGH"[n]) for n in range(8)])
    shown(qtbot, choice)
    choice.resize(340, 40)
    assert choice.sizeHint().height() > 3 * 30


def test_a_few_side_by_side_are_picked_by_the_letter_they_begin_with(qtbot: QtBot) -> None:
    segments = SegmentedControl((("personal", "Personal"), ("nuisance", "Nuisance"), ("none", "None of these")))
    shown(qtbot, segments)
    QTest.keyClick(segments, Qt.Key.Key_N)
    assert segments.value() == "nuisance"
    QTest.keyClick(segments, Qt.Key.Key_N)
    assert segments.value() == "none"
    QTest.keyClick(segments, Qt.Key.Key_Z)
    assert segments.value() == "none"


def test_a_yes_or_no_keeps_its_own_letters(qtbot: QtBot) -> None:
    answer = TriAnswer()
    shown(qtbot, answer)
    QTest.keyClick(answer, Qt.Key.Key_D)
    assert answer.value() == "unknown"
