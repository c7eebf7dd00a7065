"""Small painted facts: tags, clocks and trends. The same painters serve labels here and cells in tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from spp_desktop.ui import icons, theme

Family = Literal["grey", "red", "amber", "green", "blue", "purple", "line"]
ClockKind = Literal["late", "today", "soon", "paused", "done"]
TrendKind = Literal["better", "steady", "worse"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A word in a soft box. ``family`` gives the colour, never the meaning: the words do."""

    text: str
    family: Family = "grey"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long is left or how late it is, in words; ``sum`` is how that was worked out, for hover and F1."""

    kind: ClockKind
    text: str
    sum: str = ""


@dataclass(frozen=True, slots=True)
class _ClockLook:
    icon: str
    role: str
    style: str


_CLOCKS: dict[str, _ClockLook] = {
    "late": _ClockLook("error_circle", "red-text", "strong"),
    "today": _ClockLook("clock", "amber-text", "strong"),
    "soon": _ClockLook("", "text", "body"),
    "paused": _ClockLook("pause", "text-3", "body"),
    "done": _ClockLook("checkmark", "green-text", "body"),
}
_TRENDS: dict[str, tuple[str, str]] = {
    "better": ("arrow_up_right", "green-text"),
    "steady": ("arrow_right", "text-2"),
    "worse": ("arrow_down_right", "red-text"),
}


def tag_width(tag: Tag) -> int:
    """The width a tag takes, in logical pixels."""
    words = QFontMetrics(theme.font("caption")).horizontalAdvance(tag.text)
    return words + 14 + (17 if tag.icon else 0)


def paint_tag(painter: QPainter, tag: Tag, left: float, top: float, ink: str = "", *, most: int = 0) -> int:
    """Paint a tag with its top left corner here, and return its width.

    ``ink`` overrides its colours' role; ``most`` is the width at which its words are cut (0: never).
    """
    wide, tall = tag_width(tag), theme.height("tag")
    wide = min(wide, most) if most else wide
    family = "grey" if tag.family == "line" else tag.family
    text = theme.colour(ink or f"{family}-text")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(ink or f"{family}-line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if ink or tag.family == "line" else theme.colour(f"{family}-soft"))
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, wide - 1, tall - 1), 3, 3)
    start = left + 7
    if tag.icon:
        painter.drawPixmap(QPointF(left + 5, top + (tall - 16) / 2), icons.pixmap(tag.icon, ink or f"{family}-text"))
        start = left + 23
    face = theme.font("caption")
    painter.setFont(face)
    painter.setPen(text)
    room = QRectF(start, top, wide - (start - left) - 6, tall - 1)
    words = QFontMetrics(face).elidedText(tag.text, Qt.TextElideMode.ElideRight, round(room.width()) + 1)
    painter.drawText(room.adjusted(0, 0, 6, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()
    return wide


def clock_width(clock: Clock) -> int:
    """The width a clock takes, in logical pixels."""
    look = _CLOCKS[clock.kind]
    return QFontMetrics(theme.font(look.style)).horizontalAdvance(clock.text) + (20 if look.icon else 0) + 1


def paint_clock(painter: QPainter, clock: Clock, box: QRect, ink: str = "") -> None:
    """Paint a clock from the left of a box, in its middle; the words are cut where the box ends."""
    look = _CLOCKS[clock.kind]
    _paint_icon_words(painter, look.icon, clock.text, ink or look.role, look.style, box)


def paint_trend(painter: QPainter, kind: TrendKind, words: str, box: QRect, ink: str = "") -> None:
    """Paint a trend: an arrow and a word that mean good or bad, not up or down."""
    icon, role = _TRENDS[kind]
    _paint_icon_words(painter, icon, words, ink or role, "body", box)


def _paint_icon_words(painter: QPainter, icon: str, words: str, role: str, style: str, box: QRect) -> None:
    painter.save()
    left = box.left()
    if icon:
        painter.drawPixmap(QPointF(left - 1, box.top() + (box.height() - 16) / 2), icons.pixmap(icon, role))
        left += 19
    face = theme.font(style)
    painter.setFont(face)
    painter.setPen(theme.colour(role))
    room = QRect(left, box.top(), max(0, box.right() - left + 1), box.height())
    shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.restore()


class TagLabel(QWidget):
    """One tag on a page."""

    def __init__(self, tag: Tag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_tag(tag)

    def show_tag(self, tag: Tag) -> None:
        """Show another tag."""
        self._tag = tag
        self.setAccessibleName(tag.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the tag."""
        return QSize(tag_width(self._tag), theme.height("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        paint_tag(QPainter(self), self._tag, 0, 0)


class ClockLabel(QWidget):
    """One clock on a page: "2 days late", never a bare date."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_clock(clock)

    def show_clock(self, clock: Clock) -> None:
        """Show another clock."""
        self._clock = clock
        self.setAccessibleName(clock.text)
        self.setToolTip(clock.sum)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(clock_width(self._clock), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the clock."""
        paint_clock(QPainter(self), self._clock, self.rect())


class TrendLabel(QWidget):
    """One trend on a page: an arrow and a word."""

    def __init__(self, kind: TrendKind, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: TrendKind = kind
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(QFontMetrics(theme.font("body")).horizontalAdvance(self._words) + 22, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the trend."""
        paint_trend(QPainter(self), self._kind, self._words, self.rect())
