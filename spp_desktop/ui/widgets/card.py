"""Frames that hold other parts: cards, bands across a page, the safe-contact strip, and the empty state."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spp_desktop.ui import icons, privacy
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label

BandKind = Literal["safe", "caution", "restricted", "trouble", "information"]
_BAND_ICONS: dict[str, tuple[str, str]] = {
    "safe": ("call_prohibited", "amber-text"),
    "caution": ("warning", "amber-text"),
    "restricted": ("lock_closed", "purple-text"),
    "trouble": ("error_circle", "red-text"),
    "information": ("info", "blue-text"),
}


class Picture(QLabel):
    """An icon or drawing that follows the theme and says nothing to a screen reader."""

    def __init__(self, name: str, role: str = "text-2", *, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._extent = name, role, size
        self.setFixedSize(size, size)
        self._draw()

    def show_icon(self, name: str) -> None:
        """Show another drawing; none for an empty name."""
        self._name = name
        self.setVisible(bool(name))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the theme's colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        if self._name:
            self.setPixmap(icons.pixmap(self._name, self._role, size=self._extent))


class Drawing(QLabel):
    """A drawing of ``resources/marks`` that follows the theme."""

    def __init__(self, name: str, *, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(width, height)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the theme's colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        self.setPixmap(icons.drawing("marks", self._name, width=self.width(), height=self.height()))


class Card(QFrame):
    """A titled part of a page. Add to ``body``; put controls for the whole card in ``head``."""

    def __init__(self, title: str, *, count: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        top = QWidget(self)
        top.setMinimumHeight(38)
        self.head = QHBoxLayout(top)
        self.head.setContentsMargins(13, 0, 8, 0)
        self.head.setSpacing(8)
        self.title = text_label(title, "section")
        self.head.addWidget(self.title)
        self.count = text_label(count, "hint")
        self.head.addWidget(self.count)
        self.head.addStretch(1)
        outer.addWidget(top)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(13, 0, 13, 13)
        self.body.setSpacing(6)
        outer.addLayout(self.body, 1)

    def set_count(self, count: str) -> None:
        """Show a count beside the title."""
        self.count.setText(count)


class Band(QFrame):
    """A band across a page that must be read: lead words in bold, then the rest. Buttons go in ``row``.

    ``stacked`` sets the rest under the lead, for a narrow pane; ``private`` words hide with names.
    """

    def __init__(
        self,
        kind: BandKind,
        lead: str,
        words: str = "",
        *,
        stacked: bool = False,
        private: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", kind)
        self.setMinimumHeight(34)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 6 if not stacked else 12, 6)
        self.row.setSpacing(9)
        middle = Qt.AlignmentFlag.AlignTop if stacked else Qt.AlignmentFlag.AlignVCenter
        drawing, role = _BAND_ICONS[kind]
        self.row.addWidget(Picture(drawing, role, size=20), 0, middle)
        self._lead = text_label(lead, "strong")
        self._words = privacy.private_label(words, wrap=True) if private else text_label(words, wrap=True)
        if stacked:
            both = QVBoxLayout()
            both.setSpacing(0)
            both.addWidget(self._lead)
            both.addWidget(self._words)
            self.row.addLayout(both, 1)
        else:
            self.row.addWidget(self._lead)
            self.row.addWidget(self._words, 1)
        self.show_words(lead, words)

    def show_words(self, lead: str, words: str) -> None:
        """Say something else in the band."""
        self._lead.setText(lead)
        self._words.setText(words)
        self.setAccessibleName(f"{lead} {words}".strip())


class SafeContactStrip(Band):
    """How this person may be reached. Always open, first after the header, with its one gate to a contact."""

    contact_asked = Signal()

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__("safe", "Safe contact:", words, private=True, parent=parent)
        self.contact: QPushButton = button("Contact safely…", "quiet", icon="call", tip="Contact safely (Ctrl+Shift+K)")
        self.contact.clicked.connect(self.contact_asked)
        self.row.addWidget(self.contact)

    def show_rule(self, words: str) -> None:
        """Show the rule in words; nothing known yet is said as that."""
        self.show_words("Safe contact:", words or "not asked yet. Ask before you ring, write or visit.")


class EmptyState(QWidget):
    """Where there is nothing to show: a drawing, a sentence, and what to do next. Buttons go in ``row``."""

    def __init__(
        self, title: str, words: str = "", *, drawing: str = "empty-list", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        rows.addStretch(1)
        rows.addWidget(Drawing(drawing, width=96, height=80), 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addSpacing(12)
        self._title = text_label("", "page")
        rows.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        self._words = text_label("", "secondary", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setFixedWidth(520)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._words)
        across.addStretch(1)
        rows.addLayout(across)
        rows.addSpacing(10)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self.row)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(1)
        self.show_words(title, words)

    def show_words(self, title: str, words: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}")
