"""Ctrl+Shift+H: names and free text hidden on screen for shared offices and screen sharing. References stay."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel

from spp_desktop.ui import theme

_PROPERTY = "namesHidden"


def hidden() -> bool:
    """Whether names and free text are hidden now."""
    app = QCoreApplication.instance()
    return app is not None and bool(app.property(_PROPERTY))


def toggle() -> bool:
    """Hide what is shown or show what is hidden, in every window; returns whether it is hidden now."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return False
    app.setProperty(_PROPERTY, not hidden())
    for widget in app.allWidgets():
        widget.update()
    return hidden()


def private_label(words: str, role: str = "", *, wrap: bool = False) -> PrivateLabel:
    """A label for a name or free text, shown as it was typed and never as markup."""
    label = PrivateLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


class PrivateLabel(QLabel):
    """A label for a name or free text: a plain bar stands in its place while those are hidden."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, or a bar as long as they are."""
        if not hidden():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        wide = min(self.width(), self.fontMetrics().horizontalAdvance(self.text()))
        painter.fillRect(0, self.height() // 2 - 4, wide, 8, theme.colour("line-strong"))
