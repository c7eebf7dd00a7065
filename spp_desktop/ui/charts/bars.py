"""Change bars with their limits, painted in a table's column so that they stay in line with the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from spp_desktop.ui.charts.ink import caption, class_fill, edged, hatch
from spp_desktop.ui.charts.scales import change_ticks, fall_class
from spp_desktop.ui.charts.values import ChangeBar
from spp_desktop.ui.theme import colour, is_high_contrast

BAR_ROLE: Final = Qt.ItemDataRole.UserRole + 31
"""The model role under which a cell gives its ``ChangeBar``, or None."""

BAR: Final = 13
CAP: Final = 4
MARGIN: Final = 8

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class BarScale:
    """The ends of the scale in per cent, and the city's target where one is drawn."""

    low: float
    high: float
    target: float | None = None
    target_words: str = ""

    def x(self, percent: float, rect: QRectF) -> float:
        """Where a change stands, in pixels, cut at the ends of the scale."""
        held = min(max(percent, self.low), self.high)
        room = rect.width() - 2 * MARGIN
        return rect.left() + MARGIN + (held - self.low) / (self.high - self.low) * room


def paint_bar(painter: QPainter, rect: QRectF, bar: ChangeBar, scale: BarScale) -> None:
    """Paint one bar from zero with its limits over it; arrows stand where the scale cuts them."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    zero, end, middle = scale.x(0, rect), scale.x(bar.percent, rect), rect.center().y()
    token = fall_class(bar.percent)
    box = QRectF(min(zero, end), middle - BAR / 2, abs(end - zero), BAR)
    painter.fillRect(box, class_fill(token))
    if not bar.clear:
        painter.fillRect(box, hatch(token))
    if edged(token) or not bar.clear:
        painter.setPen(QPen(colour("text" if is_high_contrast() else "accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    if bar.low is not None and bar.high is not None:
        _paint_limits(painter, rect, bar.low, bar.high, scale)
    painter.restore()


def _paint_limits(painter: QPainter, rect: QRectF, low: float, high: float, scale: BarScale) -> None:
    middle = rect.center().y()
    left, right = scale.x(low, rect), scale.x(high, rect)
    painter.fillRect(QRectF(left, middle - 2.5, right - left, 5), colour("surface"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = colour("text")
    painter.setPen(QPen(ink, 1.5))
    painter.drawLine(QLineF(left, middle, right, middle))
    for x, cut, way in ((left, low < scale.low, 1), (right, high > scale.high, -1)):
        if cut:
            painter.setBrush(ink)
            tip = QPointF(x, middle)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(5 * way, -CAP), tip + QPointF(5 * way, CAP)]))
        else:
            painter.drawLine(QLineF(x, middle - CAP, x, middle + CAP))


def paint_rules(painter: QPainter, rect: QRectF, scale: BarScale, *, over: bool) -> None:
    """Paint the upright rules of one row: tens behind the bars; zero and the city's target over them."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if over:
        painter.fillRect(QRectF(round(scale.x(0, rect)), rect.top(), 1, rect.height()), colour("control-hover"))
        if scale.target is not None and scale.low <= scale.target <= scale.high:
            pen = QPen(colour("s3"), 1.5)
            pen.setDashPattern([3, 2])
            pen.setDashOffset(rect.top() % 7.5 / 1.5)
            painter.setPen(pen)
            x = round(scale.x(scale.target, rect)) + 0.5
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
    else:
        for tick in change_ticks(scale.low, scale.high, rect.width()):
            painter.fillRect(QRectF(round(scale.x(tick, rect)), rect.top(), 1, rect.height()), colour("line"))
    painter.restore()


def paint_scale(painter: QPainter, rect: QRectF, scale: BarScale) -> None:
    """Paint the words of the scale in a header: the city's target first, then each tick that leaves it room."""
    painter.save()
    taken: list[QRectF] = []
    zero = _word_rect(rect, scale.x(0, rect), "0", bold=False).adjusted(-5, 0, 5, 0)
    if scale.target is not None and scale.low <= scale.target <= scale.high:
        at = scale.x(scale.target, rect)
        long = _word_rect(rect, at, scale.target_words, bold=True)
        words = scale.target_words.split(" ")[0] if long.intersects(zero) else scale.target_words
        taken.append(_paint_word(painter, rect, at, words, colour("s3"), bold=True))
    for tick in sorted(change_ticks(scale.low, scale.high, rect.width()), key=abs):
        words = "0" if tick == 0 else f"{tick:+.0f}".replace("-", "−")
        room = _word_rect(rect, scale.x(tick, rect), words, bold=False).adjusted(-5, 0, 5, 0)
        if not any(room.intersects(other) for other in taken):
            taken.append(_paint_word(painter, rect, scale.x(tick, rect), words, colour("text-2"), bold=False))
    painter.restore()


def _word_rect(rect: QRectF, x: float, words: str, *, bold: bool) -> QRectF:
    width = QFontMetricsF(caption(bold=bold)).horizontalAdvance(words) + 2
    left = min(max(x - width / 2, rect.left() + 1), rect.right() - width - 1)
    return QRectF(left, rect.top(), width, rect.height())


def _paint_word(painter: QPainter, rect: QRectF, x: float, words: str, ink: QColor, *, bold: bool) -> QRectF:
    room = _word_rect(rect, x, words, bold=bold)
    painter.setFont(caption(bold=bold))
    painter.setPen(ink)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
    return room
