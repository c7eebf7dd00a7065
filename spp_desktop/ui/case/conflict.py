"""Two officers changed the same answers: both versions side by side, and one choice for each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui.case.form_sheet import fit_middle
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.labels import selectable, text_label
from spp_desktop.ui.widgets.segmented import SegmentedControl
from spp_desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from spp_desktop.ui.window import Window

WIDE = 860
TITLE = "Somebody else saved this case while you had it open"
MINE, THEIRS = "mine", "theirs"
BLANK = "Not answered"


@dataclass(frozen=True, slots=True)
class Clash:
    """One answer that both changed: what it was, mine, and theirs, as values and in words."""

    key: str
    label: str
    before: str
    mine: Answer | None
    theirs: Answer | None
    mine_words: str
    theirs_words: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What two versions agree on (what only one changed counts as agreed), where they clash, and labels of theirs."""

    agreed: Mapping[str, Answer]
    clashes: tuple[Clash, ...]
    also_theirs: tuple[str, ...]


def merge(kind: CaseType, base: Answers, mine: Answers, theirs: Answers) -> Merged:
    """Three versions of a case's answers, compared field by field."""
    agreed: dict[str, Answer] = {}
    clashes: list[Clash] = []
    also: list[str] = []
    for key in dict.fromkeys((*(field.key for field in kind.fields), *mine, *theirs)):
        was, ours, other = base.get(key), mine.get(key), theirs.get(key)
        if was not in (ours, other) and ours != other:
            clashes.append(_clash(kind, key, was, ours, other))
            continue
        taken = other if ours == was else ours
        if taken is not None:
            agreed[key] = taken
        if other not in (was, ours):
            also.append(_label(kind, key))
    return Merged(agreed, tuple(clashes), tuple(also))


def _clash(kind: CaseType, key: str, was: Answer | None, mine: Answer | None, theirs: Answer | None) -> Clash:
    words = [_words(kind, key, value) for value in (was, mine, theirs)]
    return Clash(key, _label(kind, key), words[0], mine, theirs, words[1], words[2])


def _label(kind: CaseType, key: str) -> str:
    field = kind.field(key)
    return field.label if field else key


def _words(kind: CaseType, key: str, value: Answer | None) -> str:
    field = kind.field(key)
    if value is None:
        return BLANK
    return field.show(value) if field else str(value)


class ConflictSheet(Sheet):
    """Asks which version of each field to keep. What the other officer saved stays in the case's history."""

    settled = Signal(object)
    """Every field is chosen: the answers to save."""

    def __init__(self, window: Window, merged: Merged) -> None:
        super().__init__(window, TITLE, wide=min(WIDE, window.width() - 40))
        self._merged = merged
        self.body.addWidget(
            text_label(
                "Choose which version of each answer to keep. What they saved stays in the history either way.",
                "secondary",
                wrap=True,
            )
        )
        if merged.also_theirs:
            taken = ", ".join(merged.also_theirs)
            self.body.addWidget(text_label(f"Theirs alone, and kept: {taken}.", "secondary", wrap=True))
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._table())
        self.body.addWidget(self._area)
        fit_middle(self, self._area, self._area, window)
        self.foot.addStretch(1)
        back = button("Back to the form")
        back.clicked.connect(self.reject)
        self.foot.addWidget(back)
        self.primary = button("Save these", "primary")
        self.primary.clicked.connect(self._settle)
        self.foot.addWidget(self.primary)
        self._weigh()
        next(iter(self.choices.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _table(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 8, 4)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        for column, heading in enumerate(("Answer", "It was", "Yours", "Theirs", "Keep")):
            grid.addWidget(text_label(heading, "label"), 0, column)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        self.choices: dict[str, SegmentedControl] = {}
        for row, clash in enumerate(self._merged.clashes, start=1):
            choice = SegmentedControl([(MINE, "Mine"), (THEIRS, "Theirs")], compact=True)
            choice.setAccessibleName(f"{clash.label}: which to keep")
            choice.changed.connect(self._weigh)
            label = text_label(clash.label, "strong", wrap=True)
            label.setBuddy(choice)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            for column, words in enumerate((clash.before, clash.mine_words, clash.theirs_words), start=1):
                grid.addWidget(_said(words), row, column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(choice, row, 4, Qt.AlignmentFlag.AlignTop)
            self.choices[clash.key] = choice
        return inside

    def _weigh(self) -> None:
        left = sum(choice.value() is None for choice in self.choices.values())
        if left:
            disable(self.primary, f"{left} answer{'s' if left != 1 else ''} still to choose")
        else:
            enable(self.primary)

    def passed_over(self) -> dict[str, str]:
        """What the officer had written where they chose the other's version: in words, by the label of the answer."""
        theirs = (each for each in self._merged.clashes if self.choices[each.key].value() == THEIRS)
        return {clash.label: clash.mine_words for clash in theirs if clash.mine is not None}

    def _settle(self) -> None:
        answers = dict(self._merged.agreed)
        for clash in self._merged.clashes:
            kept = clash.mine if self.choices[clash.key].value() == MINE else clash.theirs
            if kept is not None:
                answers[clash.key] = kept
        self.accept()
        self.settled.emit(answers)


def _said(words: str) -> QLabel:
    return selectable(text_label(words, "hint" if words == BLANK else "", wrap=True))
