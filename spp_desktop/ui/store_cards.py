"""The stores to choose from, each a card with when it was last opened and backed up, and nothing of what it holds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from spp_desktop.domain.dates import local_day, show_moment
from spp_desktop.services.stores import StoreCard
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.tags import Tag, TagLabel

MADE_UP = "MADE-UP DATA"


class StoreChoice(QFrame):
    """One store."""

    def __init__(self, card: StoreCard, marking: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self.setProperty("role", "choice-card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 10, 14, 10)
        rows.setSpacing(1)
        head = QHBoxLayout()
        self.radio = QRadioButton(card.name)
        self.radio.setProperty("role", "choice-name")
        head.addWidget(self.radio, 1)
        head.addWidget(TagLabel(Tag(MADE_UP if card.made_up else marking, "line")))
        rows.addLayout(head)
        self._lines = [_line(text) for text in lines_of(card)]
        for line in self._lines:
            rows.addWidget(line)
        self.setToolTip(str(card.path))
        said = ". ".join(line.text() for line in self._lines)
        self.radio.setAccessibleDescription(f"{said}. {MADE_UP.lower() if card.made_up else marking}")
        self.radio.toggled.connect(self._mark)

    def _mark(self, chosen: bool) -> None:
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere on the card chooses it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.radio.setChecked(True)
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)


class StoreCards(QWidget):
    """The cards, one of them chosen; the arrow keys move among them. ``chosen`` carries the StoreCard."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self.choices: tuple[StoreChoice, ...] = ()

    def show_cards(self, cards: Sequence[StoreCard], marking: str) -> None:
        """Offer these, none chosen yet."""
        for old in self.choices:
            self._group.removeButton(old.radio)
            old.hide()
            old.deleteLater()
        self.choices = tuple(StoreChoice(card, marking) for card in cards)
        for place, choice in enumerate(self.choices):
            self._group.addButton(choice.radio, place)
            self._rows.addWidget(choice)

    def card(self) -> StoreCard | None:
        """The one chosen."""
        place = self._group.checkedId()
        return self.choices[place].card if place >= 0 else None

    def choose(self, path: Path) -> None:
        """Choose the store that lies here."""
        for choice in self.choices:
            if choice.card.path == path:
                choice.radio.setChecked(True)

    def _toggled(self, place: int, on: bool) -> None:
        if on:
            self.chosen.emit(self.choices[place].card)


def lines_of(card: StoreCard) -> tuple[str, ...]:
    """What stands under a store's name: when it was opened and by whom, then where it lies and its last backup."""
    opened = f"Last opened {_moment(card.opened)}" if card.opened else "Not opened on this account yet"
    by = f" by {card.names[0]}" if card.opened and card.names else ""
    backup = f" · last backup {_moment(card.backed_up)}" if card.backed_up else " · no backup yet"
    return (opened + by, _short(card.path) + ("" if card.made_up else backup))


def _short(path: Path) -> str:
    """The end of a path, which tells stores apart; the whole of it is in the tooltip."""
    mark = "\\" if "\\" in str(path) else os.sep
    parts = str(path).split(mark)
    return str(path) if len(parts) <= 3 else mark.join(("…", *parts[-2:]))


def _moment(at: datetime) -> str:
    return f"{local_day(at):%a} {show_moment(at)}"


def _line(text: str) -> QLabel:
    label = text_label(text, "caption", wrap=True)
    label.setContentsMargins(24, 0, 0, 0)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
