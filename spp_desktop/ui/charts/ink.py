"""Pens, fills and hatching of charts in the theme in force."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen

from spp_desktop.ui.theme import colour, font, is_high_contrast

DASHES: Final[dict[str, tuple[float, ...]]] = {
    "solid": (),
    "s2": (7, 3),
    "s3": (2, 3),
    "s4": (9, 3, 2, 3),
    "s5": (4, 2),
    "s6": (1, 3),
    "path": (5, 3),
    "target": (4, 2),
    "none": (),
}

PALE: Final = frozenset({"q1", "q2", "q3"})
"""Classes whose fill stands too near the surface to be seen without an edge."""


GRAINS: Final = {
    "q5": Qt.BrushStyle.SolidPattern,
    "q4": Qt.BrushStyle.Dense4Pattern,
    "q3": Qt.BrushStyle.Dense6Pattern,
    "q2": Qt.BrushStyle.NoBrush,
    "q1": Qt.BrushStyle.HorPattern,
}
"""The fill of each class where there are but two colours."""


def pen(token: str, width: float = 1.0, dash: str = "solid") -> QPen:
    """A pen whose width is pixels at any scale."""
    made = QPen(colour(token), width, Qt.PenStyle.NoPen if dash == "none" else Qt.PenStyle.SolidLine)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if DASHES[dash]:
        made.setDashPattern(DASHES[dash])
    return made


def caption(*, bold: bool = False) -> QFont:
    """The font of ticks and notes."""
    made = font("caption")
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def class_fill(token: str) -> QBrush:
    """The fill of a class of fall: its colour, or a grain in a contrast theme, where every colour is one of two."""
    if is_high_contrast():
        return QBrush(colour("text"), GRAINS[token])
    return QBrush(colour(token))


def class_ground(token: str) -> QColor:
    """What words over a class stand on where its fill would cross them."""
    return colour("surface") if is_high_contrast() else colour(token)


def edged(token: str) -> bool:
    """Whether the fill of a class needs an edge to be seen."""
    return token in PALE or is_high_contrast()


def class_ink(token: str) -> QColor:
    """The colour of words on the fill of a class."""
    return colour("text") if is_high_contrast() else colour(f"{token}t")


def hatch(token: str) -> QBrush:
    """45° hatching that shows on the fill of a class: it may be no change."""
    shade = colour("accent") if token in PALE and not is_high_contrast() else class_ink(token)
    shade.setAlphaF(0.55)
    return QBrush(shade, Qt.BrushStyle.BDiagPattern)
