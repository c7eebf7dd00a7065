"""Words on a chart, kept beside the point they speak of and inside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from spp_desktop.ui.charts.ink import caption
from spp_desktop.ui.theme import colour


@dataclass(frozen=True, slots=True)
class Note:
    """Words beside a point of the plot; ``dx`` and ``dy`` are pixels from it."""

    x: float
    y: float
    text: str
    token: str
    bold: bool = False
    under: str = ""
    """A second, lighter line or lines."""
    dx: float = 0
    dy: float = 0
    align: Literal["left", "centre", "right"] = "left"
    box: bool = False
    optional: bool = False
    """Left out where other words leave it no room."""


class Notes(QGraphicsObject):
    """A layer over a plot that paints notes in pixels, whatever the scale of the axes."""

    def __init__(self, plot: Any) -> None:
        super().__init__(plot)
        self._plot = plot
        self._view = plot.getViewBox()
        self._notes: tuple[Note, ...] = ()
        self._message = ""
        self.setZValue(5000)
        self._view.sigRangeChanged.connect(self._moved)
        self._view.sigResized.connect(self._moved)

    def set_notes(self, notes: Sequence[Note]) -> None:
        """Show these and no others."""
        self._notes = tuple(notes)
        self.update()

    def set_message(self, words: str) -> None:
        """Say in the middle of the plot why nothing is drawn; empty for nothing."""
        self._message = words
        self.update()

    def _moved(self, *_what: object) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole plot, axes included."""
        rect: QRectF = self._plot.boundingRect()
        return rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint each note at its point, moved inside the picture when it would leave it."""
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        if self._message:
            painter.setFont(caption())
            painter.setPen(colour("text-2"))
            painter.drawText(self._inside(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
            return
        taken: list[QRectF] = []
        placed: list[tuple[Note, QRectF]] = []
        for note in self._notes:
            rect = self._free(note, taken)
            if rect is not None:
                taken.append(rect.adjusted(-2, 0, 2, 3 * rect.height() if note.under else 0))
                placed.append((note, rect))
        for note, rect in sorted(placed, key=lambda each: each[0].box):
            _paint_note(painter, note, rect)

    def _free(self, note: Note, taken: Sequence[QRectF]) -> QRectF | None:
        """Where the note stands: at its point, or a line or two away from it where words stand there already."""
        rect = self._rect(note)
        below = rect.height() * (note.under.count("\n") + 1.6 if note.under else 0)
        room = self.boundingRect().adjusted(6, 2, -6, 0)
        room.setBottom(self._inside().bottom() + 6 - below)
        for lines in (0.0, 1.1, -1.1, 2.2, -2.2):
            moved = _within(rect.translated(0, lines * rect.height()), room)
            if not any(moved.intersects(other) for other in taken):
                return moved
        return None if note.optional else rect

    def _inside(self) -> QRectF:
        rect: QRectF = self._view.mapRectToItem(self._plot, self._view.rect())
        return rect.adjusted(8, 8, -8, -8)

    def _rect(self, note: Note) -> QRectF:
        metrics = QFontMetricsF(caption(bold=note.bold))
        at = self._view.mapViewToScene(QPointF(note.x, note.y))
        point = self._plot.mapFromScene(at) + QPointF(note.dx, note.dy)
        width = metrics.horizontalAdvance(note.text)
        left = {"left": 0.0, "centre": -width / 2, "right": -width}[note.align]
        return QRectF(point.x() + left, point.y() - metrics.height() / 2, width, metrics.height())


def _paint_note(painter: QPainter, note: Note, rect: QRectF) -> None:
    if note.box:
        painter.setPen(QPen(colour("line-strong"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(rect.adjusted(-7, -3, 7, 3), 4, 4)
    painter.setFont(caption(bold=note.bold))
    painter.setPen(colour(note.token))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip, note.text)
    if note.under:
        painter.setFont(caption())
        painter.setPen(colour("text-2"))
        below = QRectF(rect.left(), rect.bottom(), 200, 4 * rect.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, note.under)


def _within(rect: QRectF, room: QRectF) -> QRectF:
    moved = QRectF(rect)
    moved.moveLeft(max(min(moved.left(), room.right() - moved.width()), room.left()))
    moved.moveTop(max(min(moved.top(), room.bottom() - moved.height()), room.top()))
    return moved
