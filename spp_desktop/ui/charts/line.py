"""The line chart: months across, counts up, read with the arrow keys as well as the eye.

Imports pyqtgraph, and NumPy with it (0.3 s): import this module on first use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from spp_desktop.ui.charts.ink import caption, pen
from spp_desktop.ui.charts.notes import Note, Notes
from spp_desktop.ui.charts.scales import month_ticks
from spp_desktop.ui.charts.values import Absent, Line, LineFigure, Point
from spp_desktop.ui.theme import colour

SYMBOLS: Final = {"circle": "o", "square": "s", "triangle": "t1", "diamond": "d", "open": "o", "none": None}
RIGHT_GUTTER: Final = 104
"""Pixels kept right of the months for the labels of levels."""
REDRESS: Final = frozenset({QEvent.Type.PaletteChange, QEvent.Type.FontChange})
MONTH_WIDTH: Final = 68
"""Pixels a month's name needs on the axis."""


class LineChart(QWidget):
    """Draws a ``LineFigure``; ← → Home End read its first line's points one by one."""

    read = Signal(str)
    """The sentence of the point just reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Line chart")
        self.setMouseTracking(True)
        self._figure: LineFigure | None = None
        self._reading: int | None = None
        self._sharpness = 1.0
        self._plot = pg.PlotWidget(self, background=None)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._item: pg.PlotItem = self._plot.getPlotItem()
        self._item.setMouseEnabled(False, False)
        self._item.hideButtons()
        self._item.setMenuEnabled(False)
        self._item.layout.setContentsMargins(0, 8, RIGHT_GUTTER, 0)
        self._data: list[pg.PlotDataItem] = []
        self._ends: list[pg.PlotDataItem] = []
        self._uprights: list[pg.PlotDataItem] = []
        self._zone = self._region("horizontal")
        self._absent: list[pg.LinearRegionItem] = []
        self._notes = Notes(self._item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.addWidget(self._plot)
        self._dress()

    def _dress(self) -> None:
        for side in ("left", "bottom"):
            axis = self._item.getAxis(side)
            axis.setStyle(tickFont=caption(), tickLength=0 if side == "left" else 4, tickTextOffset=6)
            axis.setStyle(hideOverlappingLabels=60, tickAlpha=255)
            axis.setTextPen(colour("text-2"))
            axis.setPen(QPen(Qt.PenStyle.NoPen) if side == "left" else self._pen("control"))
            axis.setTickPen(self._pen("line" if side == "left" else "control"))
        left = self._item.getAxis("left")
        left.setGrid(255)
        left.setWidth(48)
        self._item.getAxis("bottom").setHeight(27)
        if self._figure is not None:
            self._draw(self._figure)

    def show_figure(self, figure: LineFigure) -> None:
        """Show this figure, re-using what is drawn already; the point being read is left."""
        self._figure = figure
        self._reading = None
        self.setAccessibleDescription(figure.headline)
        self._draw(figure)

    @property
    def figure(self) -> LineFigure | None:
        """What is shown."""
        return self._figure

    @contextmanager
    def sharpened(self, times: float) -> Iterator[None]:
        """Draw lines this much thicker for a picture of that many pixels for each on screen."""
        self._sharpness = times
        self._dress()
        try:
            yield
        finally:
            self._sharpness = self.devicePixelRatioF()
            self._dress()

    def reading(self) -> str:
        """The sentence of the point being read, empty when none is."""
        point = self._point()
        return point.said if point is not None else ""

    # -- drawing ---------------------------------------------------------------------------------------------

    def _draw(self, figure: LineFigure) -> None:
        edge = max(0.012 * (figure.last - figure.first), 0.2)
        self._item.setXRange(figure.first - edge, figure.last + edge, padding=0)
        self._item.setYRange(figure.floor, figure.top, padding=0)
        self._item.getAxis("left").setTicks([[(value, f"{value:,.0f}") for value in figure.ticks]])
        self._draw_months(figure)
        self._draw_zone(figure)
        self._draw_absent(figure.absent, figure)
        self._draw_lines(figure)
        self._draw_uprights(figure)
        self._notes.set_notes([] if figure.empty else self._words(figure))
        self._notes.set_message(figure.empty)

    def _draw_months(self, figure: LineFigure) -> None:
        room = max(self.width() - RIGHT_GUTTER - 48, MONTH_WIDTH)
        ticks = month_ticks(figure.first, figure.last, max(room // MONTH_WIDTH, 2))
        self._item.getAxis("bottom").setTicks([list(ticks)])

    def _draw_zone(self, figure: LineFigure) -> None:
        self._zone.setVisible(figure.zone is not None)
        if figure.zone is not None:
            self._zone.setRegion((max(figure.zone[0], figure.floor), min(figure.zone[1], figure.top)))
            self._zone.setBrush(QBrush(colour("green-soft")))

    def _draw_absent(self, spans: tuple[Absent, ...], figure: LineFigure) -> None:
        partial = [
            Absent(point.month, point.month, "") for line in figure.lines for point in line.points if point.partial
        ]
        shown = [*spans, *partial]
        while len(self._absent) < len(shown):
            self._absent.append(self._region("vertical"))
        for region, span in zip(self._absent, shown, strict=False):
            region.setRegion((span.first - 0.5, span.last + 0.5))
            fill = colour("sunken")
            hatch = QBrush(colour("line-strong"), Qt.BrushStyle.BDiagPattern)
            region.setBrush(QBrush(fill) if span.words else hatch)
        for index, region in enumerate(self._absent):
            region.setVisible(index < len(shown))

    def _draw_lines(self, figure: LineFigure) -> None:
        levels = [_level_line(figure, number) for number in range(len(figure.levels))]
        drawn = [*levels, *figure.lines]
        while len(self._data) < len(drawn):
            self._data.append(self._curve())
            self._ends.append(self._curve())
        for index, item in enumerate(self._data):
            shown = index < len(drawn) and not figure.empty
            item.setVisible(shown)
            self._ends[index].setVisible(shown)
            if shown:
                self._draw_line(drawn[index], item, self._ends[index])

    def _draw_line(self, line: Line, item: Any, ends: Any) -> None:
        ink = colour(line.token)
        months = [point.month for point in line.points]
        values = [_or_nan(point.value) for point in line.points]
        symbol = SYMBOLS[line.marker]
        few = len(months) <= 60 or any(point.value is None for point in line.points)
        item.setData(
            months,
            values,
            pen=self._pen(line.token, 1.5 if line.quiet else 2.2, line.dash),
            symbol=symbol if few else None,
            symbolSize=8 if line.dash == "none" else 5,
            symbolPen=None,
            symbolBrush=ink,
            connect="finite",
        )
        held = [(point.month, point.value) for point in line.points if point.value is not None]
        marks = [] if line.quiet or not held else [held[0], held[-1]] if line.opening else [held[-1]]
        hollow = [QBrush(colour("surface"))] if line.opening else []
        ends.setData(
            [month for month, _value in marks],
            [value for _month, value in marks],
            pen=None,
            symbol=symbol or "o",
            symbolSize=9,
            symbolPen=self._pen(line.token, 2),
            symbolBrush=[*hollow, QBrush(ink)][: len(marks)] if marks else None,
        )

    def _draw_uprights(self, figure: LineFigure) -> None:
        while len(self._uprights) < 2:
            self._uprights.append(self._curve())
        gap, reading = self._uprights
        gap.setVisible(figure.gap is not None and not figure.empty)
        if figure.gap is not None:
            gap.setData([figure.gap.month] * 2, [figure.gap.bottom, figure.gap.top], pen=self._pen("text-2", 1.2))
        point = self._point()
        reading.setVisible(point is not None)
        if point is not None:
            reading.setData([point.month] * 2, [figure.floor, figure.top], pen=self._pen("focus", 1.2, "s3"))

    def _words(self, figure: LineFigure) -> list[Note]:
        """Every note, those that give way to others last."""
        notes: list[Note] = []
        point = self._point()
        if point is not None:
            notes.append(Note(point.month, figure.top, point.said, "text", bold=True, box=True, align="centre", dy=8))
        notes += [
            Note(figure.last, level.value, level.label, level.role, bold=True, under=level.note, dx=8)
            for level in figure.levels
        ]
        notes += [note for line in figure.lines if not line.quiet for note in _line_notes(line, figure)]
        if figure.gap is not None:
            gap = figure.gap
            if _slight(figure):
                notes.append(Note(gap.month, gap.top, gap.words, "text-2", dx=7, dy=-14))
            else:
                notes.append(Note(gap.month, gap.bottom + 0.42 * (gap.top - gap.bottom), gap.words, "text-2", dx=7))
        notes += [
            Note((span.first + span.last) / 2, figure.top, span.words, "text-3", align="centre", dy=12)
            for span in figure.absent
        ]
        return notes + [note for line in figure.lines if line.quiet for note in _line_notes(line, figure)]

    # -- reading with the keyboard ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step to the month before or after; Home and End to the first and last; Esc stops reading."""
        points = self._figure.lines[0].points if self._figure is not None and self._figure.lines else ()
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(points),
            Qt.Key.Key_End: len(points),
        }.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._reading is not None:
            self._read_at(None)
        elif step is not None and points:
            start = self._reading if self._reading is not None else (len(points) if step == -1 else -1)
            self._read_at(min(max(start + step, 0), len(points) - 1))
        else:
            super().keyPressEvent(event)

    def _read_at(self, index: int | None) -> None:
        """Show a point and say it."""
        self._show_reading(index)
        said = self.reading()
        self.setAccessibleDescription(said or (self._figure.headline if self._figure is not None else ""))
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self.read.emit(said)

    def _show_reading(self, index: int | None) -> None:
        figure = self._figure
        if figure is None or index == self._reading:
            return
        self._reading = index
        self._draw_uprights(figure)
        self._notes.set_notes([] if figure.empty else self._words(figure))

    def _point(self) -> Point | None:
        if self._figure is None or self._reading is None:
            return None
        return self._figure.lines[0].points[self._reading]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the month under the pointer; the plot itself stays where it is."""
        super().mouseMoveEvent(event)
        points = self._figure.lines[0].points if self._figure is not None and self._figure.lines else ()
        place = self._plot.mapToScene(self._plot.mapFrom(self, event.position().toPoint()))
        month = self._item.getViewBox().mapSceneToView(place).x()
        near = min(range(len(points)), key=lambda at: abs(points[at].month - month), default=None)
        over = near is not None and abs(points[near].month - month) <= 0.6
        self._show_reading(near if over else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the month under the pointer away."""
        super().leaveEvent(event)
        self._show_reading(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop reading and take the ring away."""
        super().focusOutEvent(event)
        # A window that closes takes the plot away first and the keyboard after.
        if isValid(self._notes):
            self._read_at(None)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours and sizes of another theme."""
        super().changeEvent(event)
        if event.type() in REDRESS and hasattr(self, "_notes"):
            self._dress()

    def event(self, event: QEvent) -> bool:
        """Keep lines as thick as they look on a screen of another sharpness."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._sharpness = self.devicePixelRatioF()
            self._dress()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Learn the sharpness of the screen the chart is shown on."""
        super().showEvent(event)
        if self._sharpness != self.devicePixelRatioF():
            self._sharpness = self.devicePixelRatioF()
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name as many months as there is room for."""
        super().resizeEvent(event)
        if self._figure is not None:
            self._draw_months(self._figure)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The focus ring; the plot paints itself."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    # -- parts -----------------------------------------------------------------------------------------------

    def _curve(self) -> Any:
        curve = pg.PlotDataItem(antialias=True, useCache=False)
        self._item.addItem(curve)
        return curve

    def _pen(self, token: str, width: float = 1.0, dash: str = "solid") -> QPen:
        """A pen of logical pixels: pyqtgraph's axes need cosmetic pens, and those count the screen's own."""
        return pen(token, width * self._sharpness, dash)

    def _region(self, orientation: str) -> Any:
        region = pg.LinearRegionItem(orientation=orientation, movable=False, pen=QPen(Qt.PenStyle.NoPen))
        region.setZValue(-2000)
        region.setVisible(False)
        self._item.addItem(region, ignoreBounds=True)
        return region


def _slight(figure: LineFigure) -> bool:
    """Whether the gap is too small for words beside it."""
    gap = figure.gap
    return gap is not None and gap.top - gap.bottom < 0.2 * (figure.top - figure.floor)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _level_line(figure: LineFigure, number: int) -> Line:
    level = figure.levels[number]
    ends = (Point(figure.first, level.value, ""), Point(figure.last, level.value, ""))
    return Line(level.label, level.role, ends, dash=level.dash, marker="none", quiet=True)


def _line_notes(line: Line, figure: LineFigure) -> list[Note]:
    held = [(point.month, point.value) for point in line.points if point.value is not None]
    if not held:
        return []
    (first, start), (last, end) = held[0], held[-1]
    notes = [Note(first, start, line.opening, "text-2", dx=9, dy=-11)] if line.opening else []
    if line.label and line.label_at == "middle":
        month = figure.first + (figure.last - figure.first) * 0.61
        along = (month - first) / max(last - first, 1)
        notes.append(Note(month, start + (end - start) * along, line.label, "text-2", dy=-12, optional=True))
    elif line.label:
        late = last - figure.first > 0.78 * (figure.last - figure.first)
        aside = 18.0 if late or _slight(figure) else 0.0
        place: tuple[float, float, Literal["left", "right"]] = (-10, aside, "right") if late else (10, aside, "left")
        notes.append(Note(last, end, line.label, "text", bold=True, dx=place[0], dy=place[1], align=place[2]))
    return notes
