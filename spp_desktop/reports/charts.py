"""Native charts over visible cells: axes shown and named, blanks left as gaps, legible in grey.

A chart's title is its message; under it stands where the figures come from. ``finish`` adds the points and the
alternative text, which the caller keeps beside the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter, quote_sheetname

from spp_desktop.reports.cells import content

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase
    from openpyxl.worksheet.worksheet import Worksheet

NOW, BEFORE, PATH, GOAL, BASE = "0F5C73", "82B6C5", "B38200", "AE3140", "596572"
"""Colours by meaning; dark against light, or dashed, so that grey print tells them apart."""

Dash = Literal["solid", "dash", "sysDot", "lgDashDot"]


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of one column: its heading's row, and the first and last row of its values."""

    column: int
    heading: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series: its cells, its colour, and for a line its dash."""

    block: Block
    colour: str
    dash: Dash = "solid"


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says: message, source line, the names of its two axes, and what a screen reader reads out."""

    title: str
    source: str
    categories: str
    values: str
    alt: str


def _at(sheet: Worksheet, column: int, first: int, last: int) -> str:
    letter = get_column_letter(column)
    return f"{quote_sheetname(sheet.title)}!${letter}${first}" + (f":${letter}${last}" if last != first else "")


def _run(text: str, size: int, *, bold: bool, colour: str) -> Paragraph:
    look = CharacterProperties(sz=size * 100, b=bold, solidFill=colour, lang="en-GB")
    run = RegularTextRun(rPr=look, t=content(text).text)
    return Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])


def _title(*paragraphs: Paragraph) -> Title:
    return Title(tx=Text(rich=RichText(p=list(paragraphs))), overlay=False)


def _series(sheet: Worksheet, drawn: Drawn, categories: Block, *, dates: bool) -> Series:
    cats = _at(sheet, categories.column, categories.first, categories.last)
    source = AxDataSource(numRef=NumRef(f=cats)) if dates else AxDataSource(strRef=StrRef(f=cats))
    block = drawn.block
    return Series(
        val=NumDataSource(numRef=NumRef(f=_at(sheet, block.column, block.first, block.last))),
        cat=source,
        tx=SeriesLabel(strRef=StrRef(f=_at(sheet, block.column, block.heading, block.heading))),
    )


def _dress(chart: ChartBase, words: Words, *, number_format: str, legend: bool) -> None:
    chart.title = _title(
        _run(words.title, 12, bold=True, colour="18222C"), _run(words.source, 9, bold=False, colour="596572")
    )
    chart.x_axis.title = _title(_run(words.categories, 9, bold=False, colour="44505C"))
    chart.y_axis.title = _title(_run(words.values, 9, bold=False, colour="44505C"))
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.tickLblPos = "low"
        axis.majorTickMark = "out"
    chart.y_axis.number_format = number_format
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="DFE4E9", w=6350))
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    if legend:
        chart.legend.position = "b"
    else:
        chart.legend = None


def bars(
    sheet: Worksheet,
    words: Words,
    categories: Block,
    series: Sequence[Drawn],
    *,
    number_format: str = "#,##0",
    horizontal: bool = False,
    months: bool = False,
    values: Sequence[float] = (),
    size: tuple[float, float] = (24.0, 9.5),
) -> BarChart:
    """Bars side by side from nought; ``horizontal`` keeps the table's order downwards.

    ``values`` are those drawn: where all lie on one side of nought the axis ends there. ``size`` is in centimetres.
    """
    chart = BarChart()
    chart.type = "bar" if horizontal else "col"
    chart.grouping = "clustered"
    chart.overlap = 0
    chart.gapWidth = 60
    chart.series = [_series(sheet, drawn, categories, dates=months) for drawn in series]
    for made, drawn in zip(chart.series, series, strict=True):
        made.graphicalProperties = GraphicalProperties(solidFill=drawn.colour)
        made.invertIfNegative = False
    _dress(chart, words, number_format=number_format, legend=len(series) > 1)
    if horizontal:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
        chart.y_axis.tickLblPos = "nextTo"
        chart.x_axis.tickLblSkip = 1
    if min(values, default=0) >= 0:
        chart.y_axis.scaling.min = 0
    elif max(values) <= 0:
        chart.y_axis.scaling.max = 0
    if months:
        chart.x_axis.number_format = "mmm yy"
    chart.width, chart.height = size
    return chart


def lines(
    sheet: Worksheet,
    words: Words,
    categories: Block,
    series: Sequence[Drawn],
    *,
    number_format: str = "#,##0",
    floor: float | None = None,
    size: tuple[float, float] = (22.0, 12.0),
) -> LineChart:
    """Lines over months, each with its dash; ``floor`` starts the value axis there instead of at nought."""
    chart = LineChart()
    chart.series = [_series(sheet, drawn, categories, dates=True) for drawn in series]
    for made, drawn in zip(chart.series, series, strict=True):
        ink = LineProperties(solidFill=drawn.colour, w=28575 if drawn.dash == "solid" else 19050, prstDash=drawn.dash)
        made.graphicalProperties = GraphicalProperties(ln=ink)
        made.marker = Marker(symbol="none")
        made.smooth = False
    _dress(chart, words, number_format=number_format, legend=True)
    chart.x_axis.number_format = "mmm yy"
    if floor is not None:
        chart.y_axis.scaling.min = floor
    chart.width, chart.height = size
    return chart
