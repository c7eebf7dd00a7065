"""People already known, offered inside a sheet: each with what tells them apart and why they may be the one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spp_desktop.domain.people import PersonLine
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label

Offer = tuple[PersonLine, str]
"""Somebody known, and why they are offered; empty where that needs no words."""


class KnownPeople(QWidget):
    """Offers people; one that is chosen stands alone until it is dropped again. Hidden while it has nobody."""

    chosen = Signal(object)
    """A ``PersonLine`` was chosen, or None: the one chosen was dropped."""
    resized = Signal()
    """It takes more or less room than before."""

    def __init__(self, heading: str, choose: str, picked: str) -> None:
        super().__init__()
        self._heading, self._choose_words, self._picked = heading, choose, picked
        self.person: PersonLine | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.hide()

    def offer(self, people: Sequence[Offer]) -> None:
        """Offer these, unless somebody is chosen."""
        if self.person is not None:
            return
        self._clear()
        if people:
            self._rows.addWidget(text_label(self._heading, "label"))
        for line, why in people:
            self._add(line, why, self._choose_words, line)
        self.setVisible(bool(people))
        self.resized.emit()

    def choose(self, line: PersonLine | None) -> None:
        """Take somebody as the one, or drop them."""
        self.person = line
        self._clear()
        if line is not None:
            self._rows.addWidget(text_label(self._picked, "label"))
            self._add(line, "", "Not them", None)
        self.setVisible(line is not None)
        self.resized.emit()
        self.chosen.emit(line)

    def buttons(self) -> list[QPushButton]:
        """The verbs offered now, in order."""
        return [each for each in self.findChildren(QPushButton) if not each.isHidden()]

    def _add(self, line: PersonLine, why: str, verb: str, then: PersonLine | None) -> None:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(private_label(about(line)))
        if why:
            words.addWidget(text_label(why, "hint"))
        row.addLayout(words, 1)
        made = button(verb, "quiet", extent="small")
        made.setAccessibleName(f"{verb}: {line.name}")
        made.setObjectName(str(line.id))
        made.clicked.connect(lambda: self.choose(then))
        row.addWidget(made)
        self._rows.addLayout(row)

    def _clear(self) -> None:
        for widget in self.findChildren(QWidget):
            widget.hide()
            widget.deleteLater()
        while item := self._rows.takeAt(0):
            inner = item.layout()
            if inner is not None:
                inner.deleteLater()


def about(line: PersonLine) -> str:
    """What tells somebody from others of the same name."""
    cases = f"on {line.cases} case{'s' if line.cases != 1 else ''}"
    return ", ".join(part for part in (line.name, line.birth, line.postcode, cases) if part)
