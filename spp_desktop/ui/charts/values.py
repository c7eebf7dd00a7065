"""What a chart is given to draw: frozen values in words and numbers, no widget and no colour but by token name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Marker = Literal["circle", "square", "triangle", "diamond", "open", "none"]
Dash = Literal["solid", "s2", "s3", "s4", "s5", "s6", "path", "target", "none"]


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a line. Months are numbers: 12 × year + month − 1."""

    month: int
    value: float | None
    """None where the figure is blank; ``said`` then gives the reason."""
    said: str
    """The whole sentence a reader hears, such as ``Feb 2012: 8,622, 999 below the path``."""
    partial: bool = False
    """The month is not complete: hatched, and no part of any total."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series, told from the others by dash and marker as well as colour."""

    name: str
    token: str
    points: tuple[Point, ...]
    dash: Dash = "solid"
    marker: Marker = "circle"
    label: str = ""
    """Written at the line itself; empty for none."""
    label_at: Literal["end", "middle"] = "end"
    opening: str = ""
    """Written beside an open marker at the first point, such as ``Baseline 9,924``."""
    quiet: bool = False
    """A path or comparison, not data: thin, and its label in ordinary weight."""


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line over all months, labelled past its right end. ``role`` is its colour."""

    value: float
    label: str
    note: str = ""
    role: str = "s3"
    dash: Dash = "target"


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance between two values in one month, drawn as an upright and put into words."""

    month: int
    top: float
    bottom: float
    words: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Months nothing is known of, shaded, with the reason."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class LineFigure:
    """A line chart: the first line is the one the arrow keys read."""

    headline: str
    """One sentence that says what the picture shows, for whoever cannot see it."""
    first: int
    last: int
    floor: float
    top: float
    ticks: tuple[float, ...]
    lines: tuple[Line, ...]
    levels: tuple[Level, ...] = ()
    zone: tuple[float, float] | None = None
    """The values between which a target is held, shaded."""
    gap: Gap | None = None
    absent: tuple[Absent, ...] = ()
    empty: str = ""
    """Why there is nothing to draw; shown in place of the lines."""


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """A change in per cent with its 95 % limits, for one row of a table."""

    percent: float
    low: float | None
    high: float | None

    @property
    def clear(self) -> bool:
        """Whether both limits lie on one side of no change."""
        return self.low is not None and self.high is not None and (self.high < 0 or self.low > 0)


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area of the map: its number, name, and change; ``reason`` where there is no change to show."""

    code: str
    number: str
    name: str
    change: ChangeBar | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The table beside a chart, as it is copied: text already in words, footnotes under it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    footnotes: tuple[str, ...] = ()
