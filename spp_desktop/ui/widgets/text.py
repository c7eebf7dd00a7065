"""Text an officer types: one line, or as many as it takes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from spp_desktop.ui import theme

FEWEST_LINES, MOST_LINES = 3, 8


class LongText(QPlainTextEdit):
    """A box that grows from three lines to eight with what is typed. Tab leaves it."""

    left = Signal()
    """The officer has moved on."""

    def __init__(self, *, lines: int = FEWEST_LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fewest = lines
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def value(self) -> str:
        """What was typed, without blank ends."""
        return self.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Show a text without announcing a change."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self._grow()

    def sizeHint(self) -> QSize:
        """As high as its lines, within its limits."""
        return QSize(240, self._tall())

    def minimumSizeHint(self) -> QSize:
        """As high as its lines; the width may shrink."""
        return QSize(80, self._tall())

    def _tall(self) -> int:
        line = QFontMetrics(theme.font("body")).lineSpacing()
        lines = max(self._fewest, min(MOST_LINES, round(self.document().size().height())))
        return lines * line + 18

    def _grow(self) -> None:
        if self.height() != self._tall():
            self.setFixedHeight(self._tall())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew, so the height may differ."""
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the page's, not a new line."""
        if (
            event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the officer has moved on."""
        super().focusOutEvent(event)
        self.left.emit()


def line_edit(text: str = "", *, placeholder: str = "", parent: QWidget | None = None) -> QLineEdit:
    """One line of text."""
    made = QLineEdit(text, parent)
    made.setPlaceholderText(placeholder)
    return made


def worked_out(text: str = "", *, parent: QWidget | None = None) -> QLineEdit:
    """A value the program works out: it can be read and copied, and has a padlock."""
    from spp_desktop.ui import icons

    made = QLineEdit(text, parent)
    made.setReadOnly(True)
    action = made.addAction(icons.icon("lock_closed"), QLineEdit.ActionPosition.LeadingPosition)
    icons.dress(action, "lock_closed")
    made.setAccessibleDescription("Worked out; cannot be changed here")
    return made
