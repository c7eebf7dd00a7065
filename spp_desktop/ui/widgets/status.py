"""The bar along the bottom: marking, save state, what else matters now, and up to five keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from spp_desktop.ui import theme
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import KeyHint, text_label

MOST_KEYS = 5


class StatusBar(QFrame):
    """26 pixels that a screen reader can read and the keyboard passes by."""

    def __init__(self, marking: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(theme.height("status"))
        self.setAccessibleName("Status")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(14)
        self._marking = text_label(marking, "marking")
        spaced = QFont(self._marking.font())
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        self._marking.setFont(spaced)
        self._marking.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        row.addWidget(self._marking)
        self._saved = _Said()
        row.addWidget(self._saved)
        self._notes: dict[str, _Said] = {}
        self._row = row
        row.addStretch(1)
        self._keys = QWidget(self)
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(12)
        row.addWidget(self._keys)

    def set_marking(self, marking: str, *, confidential: bool = False) -> None:
        """Show the protective marking; purple while a confidential record is shown."""
        self._marking.setText(marking)
        self._marking.setProperty("family", "purple" if confidential else "")
        self._marking.style().unpolish(self._marking)
        self._marking.style().polish(self._marking)

    def set_saved(self, words: str, icon: str = "checkmark_circle") -> None:
        """Show the save state: "All changes saved 09:14", "Draft kept 09:14"."""
        self._saved.say(words, icon)

    def set_note(self, key: str, words: str, icon: str = "") -> None:
        """Show or change a further note ("Offline copy", "Made-up data"); no words take it away."""
        note = self._notes.get(key)
        if note is None:
            note = self._notes[key] = _Said()
            self._row.insertWidget(1 + len(self._notes), note)
        note.say(words, icon)

    def set_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show the keys that matter here and now, as (keys, what they do); the first five."""
        layout = self._keys.layout()
        if layout is None:
            return
        while item := layout.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for keys, does in hints[:MOST_KEYS]:
            layout.addWidget(KeyHint(keys, does))

    def words(self) -> tuple[str, ...]:
        """What the bar says, marking first."""
        said = (self._saved, *self._notes.values())
        return (self._marking.text(), *(note.words for note in said if note.words))


class _Said(QWidget):
    """An icon and a few words, hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self._icon = Picture("")
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._label = text_label("", "status")
        row.addWidget(self._label)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, words: str, icon: str) -> None:
        """Say something else, or nothing."""
        self._icon.show_icon(icon)
        self._label.setText(words)
        self.setVisible(bool(words))
