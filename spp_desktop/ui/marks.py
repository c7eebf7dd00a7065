"""Risk bands and ratings as marks: a shape and a letter first, then a colour, and always a full phrase.

Painted from the drawings in ``resources/marks``, so tables, headers and labels all show the same mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spp_desktop.ui import icons, theme

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its drawing, the letter on it, the colour role of the letter, and the words for it."""

    drawing: str
    letter: str
    ink: str
    words: str


RISK_MARKS: Mapping[str | None, Mark] = {
    "high": Mark("risk-high", "H", "on-red", "High"),
    "medium": Mark("risk-medium", "M", "on-amber", "Medium"),
    "standard": Mark("risk-standard", "S", "text", "Standard"),
    None: Mark("risk-not-assessed", "?", "text-3", "Not assessed"),
}
"""Risk bands by code; ``None`` is a case nobody has assessed yet."""

RATING_MARKS: Mapping[str | None, Mark] = {
    "red": Mark("rating-red", "R", "on-red", "Red"),
    "amber": Mark("rating-amber", "A", "on-amber", "Amber"),
    "green": Mark("rating-green", "G", "on-green", "Green"),
    "complete": Mark("rating-blue", "B", "on-blue", "Complete"),
    "custody": Mark("rating-blue", "C", "on-blue", "In custody"),
    None: Mark("rating-none", "–", "text-3", "Not rated"),
}
"""Ratings by code; ``None`` has no target or no data."""

Kind = Literal["risk", "rating"]


def mark_of(kind: Kind, code: str | None) -> Mark:
    """The mark of a band or rating; one the program does not know shows as not assessed or not rated."""
    marks = RISK_MARKS if kind == "risk" else RATING_MARKS
    return marks.get(code, marks[None])


_ON_SELECT: Mapping[str, str] = {
    "red": "on-select",
    "amber": "select",
    "green": "select",
    "blue": "select",
    "surface": "select",
    "amber-edge": "on-select",
    "text-2": "on-select",
    "text-3": "on-select",
}
"""What a contrast theme paints a mark with on the row in hand, role by role."""


def paint_mark(
    painter: QPainter, mark: Mark, left: float, top: float, size: int = 18, *, selected: bool = False
) -> None:
    """Paint a mark in a square of ``size`` logical pixels; ``selected`` inverts it on a contrast theme's selection."""
    other = _ON_SELECT if selected else None
    painter.drawPixmap(QPointF(left, top), icons.drawing("marks", mark.drawing, width=size, other=other))
    painter.save()
    face = QFont(theme.font("strong"))
    face.setPixelSize(max(8, round(size * 0.64)))
    face.setWeight(QFont.Weight.Bold)
    painter.setFont(face)
    ink = mark.ink if not selected else "select" if mark.ink == "on-red" else "on-select"
    painter.setPen(theme.colour(ink))
    painter.drawText(QRectF(left, top - size * 0.01, size, size), Qt.AlignmentFlag.AlignCenter, mark.letter)
    painter.restore()


def risk_phrase(band: str | None, score: int | None = None, of: int | None = None, change: int | None = None) -> str:
    """A risk in words for a screen reader: "High, 29 of 41, up 7".

    ``of`` is the highest score the instrument can give; ``change`` is points since the assessment before.
    """
    words = mark_of("risk", band).words
    if score is not None:
        words += f", {score}" + (f" of {of}" if of is not None else "")
    if change:
        words += f", {'up' if change > 0 else 'down'} {abs(change)}"
    return words


def signed(value: float, places: int = 0) -> str:
    """A number with a true minus sign, and a plus where it is above nothing: "−13.1", "+7"."""
    text = f"{abs(value):,.{places}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return (MINUS if value < 0 else "+") + text


class MarkLabel(QWidget):
    """A mark on its own, 18 to 40 pixels square, whose accessible name is the whole phrase."""

    def __init__(
        self, kind: Kind, code: str | None, *, phrase: str = "", size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(code, phrase)

    def show_mark(self, code: str | None, phrase: str = "") -> None:
        """Show another band or rating; ``phrase`` says it in full where the word alone is not enough."""
        self._mark = mark_of(self._kind, code)
        words = phrase or self._mark.words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the mark."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        paint_mark(painter, self._mark, 0, 0, self._size)
