"""Chips: a filter in words that can be taken away, and the dashed one that adds another."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from spp_desktop.ui import icons, theme


class Chip(QAbstractButton):
    """A filter: ``Chip("Status", "Open")``. Press it to change it; Delete or its cross takes it away.

    ``active`` is False for a filter that lets everything through, which is shown without colour and cross.
    """

    removed = Signal()

    def __init__(self, name: str, value: str = "", *, active: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringRadius", 15)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_value(value, active=active)

    def show_value(self, value: str, *, active: bool = True) -> None:
        """Show another value."""
        self._value = value
        self._active = active
        self.setText(f"{self._name} {value}".strip())
        self.setAccessibleName(f"Filter: {self.text()}")
        self.setAccessibleDescription("Delete takes it away" if active else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words and its cross."""
        name = QFontMetrics(theme.font("body")).horizontalAdvance(self._name)
        value = QFontMetrics(theme.font("strong")).horizontalAdvance(self._value)
        between = 5 if self._name and self._value else 0
        return QSize(10 + name + between + value + (26 if self._active else 11), theme.height("chip"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the filter away; Space and Enter change it."""
        if event.key() == Qt.Key.Key_Delete and self._active:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on the cross takes the filter away."""
        where = event.position().toPoint()
        if self._active and self.isDown() and where.x() >= self.width() - 26 and self.hitButton(where):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill, the name, the value in bold, and the cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent-line" if self._active else "line-strong"
        ground = ("accent-soft-2" if self.underMouse() else "accent-soft") if self._active else "surface"
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour(ground))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        metrics = QFontMetrics(theme.font("body"))
        _words(painter, self._name, 10, self.height(), "text-2" if self._value else "text", "body")
        start = 10 + metrics.horizontalAdvance(self._name) + (5 if self._name and self._value else 0)
        _words(painter, self._value, start, self.height(), "text", "strong" if self._active else "body")
        if self._active:
            painter.drawPixmap(QPointF(self.width() - 22, (self.height() - 16) / 2), icons.pixmap("dismiss"))


class AddChip(QAbstractButton):
    """The dashed chip that adds a filter."""

    def __init__(self, text: str = "Add filter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringRadius", 15)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words and its icon."""
        words = QFontMetrics(theme.font("body")).horizontalAdvance(self.text())
        return QSize(words + 40, theme.height("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed pill, the icon and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("control"), 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        if self.underMouse():
            painter.setBrush(theme.colour("sunken"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.drawPixmap(QPointF(8, (self.height() - 16) / 2), icons.pixmap("filter_add"))
        _words(painter, self.text(), 28, self.height(), "text-2", "body")


def _words(painter: QPainter, words: str, left: int, tall: int, role: str, style: str) -> None:
    painter.setFont(theme.font(style))
    painter.setPen(theme.colour(role))
    painter.drawText(QRectF(left, 0, 2000, tall - 1), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
