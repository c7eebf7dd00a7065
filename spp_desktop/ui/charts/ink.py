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


def class_fill(token: str) -> QColor:
    """The fill of a class of fall; in a contrast theme fills become outlines."""
    return colour("surface") if is_high_contrast() else colour(token)


def class_ink(token: str) -> QColor:
    """The colour of words on the fill of a class."""
    return colour("text") if is_high_contrast() else colour(f"{token}t")


def hatch(token: str) -> QBrush:
    """45° hatching that shows on the fill of a class: it may be no change."""
    shade = colour("accent") if token in PALE and not is_high_contrast() else class_ink(token)
    shade.setAlphaF(0.55)
    return QBrush(shade, Qt.BrushStyle.BDiagPattern)
