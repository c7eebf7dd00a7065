"""Words on a page: plain text in a role of the style sheet, rules between parts, and key caps."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

Role = Literal[
    "", "headline", "figure", "score", "person", "page", "section", "strong", "secondary", "hint", "caption", "label",
    "group", "error", "warning", "status", "marking", "count", "avatar", "key", "toast",
]  # fmt: skip


def text_label(text: str = "", role: Role = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label that shows its text as it is, never as markup, in one of the style sheet's roles."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def selectable(label: QLabel) -> QLabel:
    """The same label, whose text may be selected and copied with the mouse."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class ElidedLabel(QLabel):
    """A line that ends in dots where it has no room; the whole is its tooltip."""

    def __init__(self, text: str = "", role: Role = "hint", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show other words."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Room for the dots."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as much as fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def rule(parent: QWidget | None = None) -> QFrame:
    """A hairline across."""
    line = QFrame(parent)
    line.setProperty("role", "rule")
    return line


def upright(parent: QWidget | None = None) -> QFrame:
    """A hairline from top to bottom."""
    line = QFrame(parent)
    line.setProperty("role", "upright")
    return line


class KeyHint(QWidget):
    """Key caps, with what they do after them: ``KeyHint("Ctrl+K", "search")``.

    Keys of one chord are written with ``+`` and shown as caps side by side.
    """

    def __init__(self, keys: str, does: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for cap in keys.split("+") if keys != "+" else [keys]:
            label = text_label(cap, "key")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(17)
            label.setFixedHeight(18)
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        if does:
            row.addSpacing(4)
            row.addWidget(text_label(does, "status"))
        self.setAccessibleName(f"{keys.replace('+', ' ')} {does}".strip())
