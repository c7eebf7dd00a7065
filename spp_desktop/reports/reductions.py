"""The reductions workbook: areas, crime groups, months, the rolling year and the definitions behind them.

One Table to a sheet, one or two native charts over its visible cells, live formulas with their values beside them, and
defined names for the figures a document would link to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spp_desktop.domain.figures.change import FEW, TOO_FEW, chance_sentence
from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.reductions import By, Reductions
from spp_desktop.domain.figures.trajectory import Path
from spp_desktop.reports.cells import Kind, add_styles, put
from spp_desktop.reports.change_table import Page, Placed, Plan, columns_of, gaps, put_change_table
from spp_desktop.reports.charts import BEFORE, NOW, Block, Drawn, Words, bars
from spp_desktop.reports.finish import Finishing, finish, set_properties
from spp_desktop.reports.series_sheets import put_monthly, put_rolling
from spp_desktop.reports.sheets import (
    ORGANISATION,
    Footing,
    add_table,
    define_name,
    print_to,
    put_facts,
    put_headings,
    set_up_page,
    set_widths,
    show_day,
)

HEADING = 5
"""The row of every table's headings: message, what is counted and caveat stand above it."""

_TWO_CHARTS = 184.0
"""Characters that two charts side by side are wide."""
_TABLE_AND_CHARTS = 14
"""Rows that leave room on the same printed page for the charts."""
_SECOND_CHART = "G"
"""The column where a second chart stands clear of the first, which begins at A and is 16.5 cm wide."""


@dataclass(frozen=True, slots=True)
class ReductionsBook:
    """What the workbook shows.

    ``places`` is by area or ward, ``groups`` by crime type, over the same periods and measure. ``monthly`` holds each
    place's counts over ``months`` by code (``no-area`` included; None for a month not held) and ``city`` the city's;
    ``rolled`` its rolling years. ``residents`` are people by place code and ``city``, empty where no rate is owed.
    """

    headline: str
    places: Reductions
    groups: Reductions
    months: Months
    monthly: Mapping[str, tuple[int | None, ...]]
    city: tuple[int | None, ...]
    rolled: tuple[int | None, ...]
    path: Path | None
    status: str
    residents: Mapping[str, int]
    population_source: str
    place_source: str
    made: datetime
    as_at: date
    marking: str

    @property
    def caveat(self) -> str:
        """What must stand with every figure."""
        return self.places.definition.measure.caveat

    @property
    def counted(self) -> str:
        """Measure, definition and periods in one line."""
        question = self.places.definition.question
        like = ", like for like" if question.like_for_like else ""
        return f"{self.places.definition.measure.name}: {question.period.label} against {question.compare.label}{like}"

    @property
    def source(self) -> str:
        """The line under each chart's title."""
        said = "Illustrative, made up" if self.places.definition.measure.illustrative else self.caveat
        return f"{said} · as at {show_day(self.as_at)}"


def write_reductions(book: ReductionsBook, out: IO[bytes]) -> None:
    """Write the finished workbook."""
    workbook = Workbook()
    add_styles(workbook)
    title = f"Reductions: {book.counted}"
    set_properties(workbook, title=title, marking=book.marking, made=book.made, organisation=ORGANISATION)
    finishing = Finishing(made=book.made)
    _places_sheet(workbook, workbook.active, book, finishing)
    _groups_sheet(workbook, book, finishing)
    footing = _footing(book)
    monthly = workbook.create_sheet("Monthly")
    head = _head(monthly, book, "Month by month")
    names = {row.code: row.name for row in (*book.places.rows, book.places.no_area) if row is not None}
    line = put_monthly(Page(monthly, finishing), names, book.monthly, book.months, book.city, head, book.source)
    set_up_page(monthly, footing, heading_row=HEADING)
    rolling = workbook.create_sheet("Rolling 12")
    head = _head(rolling, book, _rolling_message(book))
    latest = put_rolling(Page(rolling, finishing), book.months, book.rolled, book.path, line, head, book.source)
    set_up_page(rolling, footing, heading_row=HEADING)
    for name, (row, column) in latest.items():
        define_name(workbook, name, rolling, row, column)
    _definitions_sheet(workbook, book)
    finish(workbook, finishing, out)


def _footing(book: ReductionsBook) -> Footing:
    return Footing(book.marking, book.places.definition.measure.name, book.as_at)


def _head(sheet: Worksheet, book: ReductionsBook, message: str) -> int:
    """Message, what is counted, caveat and marking above the table; returns the heading row."""
    put(sheet, 1, 1, message, Kind.TITLE)
    sheet.row_dimensions[1].height = 21
    put(sheet, 2, 1, book.counted)
    illustrative = book.places.definition.measure.illustrative
    put(sheet, 3, 1, f"{book.marking} · {book.caveat}", Kind.WARNING if illustrative else Kind.TEXT)
    return HEADING


def _places_sheet(workbook: Workbook, sheet: Worksheet, book: ReductionsBook, finishing: Finishing) -> None:
    by_ward = book.places.definition.question.by is By.WARD
    sheet.title = "Wards" if by_ward else "Areas"
    plan = Plan(
        book.places,
        "tblWards" if by_ward else "tblAreas",
        "Ward" if by_ward else "Neighbourhood area",
        "City: " + ("wards" if by_ward else "areas") + " and no area",
        "City, counted on its own",
        book.residents,
    )
    page = Page(sheet, finishing)
    placed = put_change_table(page, plan, _head(sheet, book, book.headline))
    _draw_changes(page, plan, placed, book)
    keys = {"City_Compare": "compare", "City_Now": "now", "City_Change": "change", "City_Percent": "percent"}
    for name, key in {**keys, "City_Low": "low", "City_High": "high"}.items():
        define_name(workbook, name, sheet, placed.total, placed.columns[key])
    define_name(workbook, "Totals_Agree", sheet, placed.control, placed.columns["change"])
    define_name(workbook, "Unplaced_Now", sheet, placed.end, placed.columns["now"])


def _groups_sheet(workbook: Workbook, book: ReductionsBook, finishing: Finishing) -> None:
    sheet = workbook.create_sheet("Crime groups")
    plan = Plan(
        book.groups, "tblCrimeGroups", "Crime group", "All groups of the measure", "City, counted on its own", {}
    )
    page = Page(sheet, finishing)
    placed = put_change_table(page, plan, _head(sheet, book, "Which crime groups changed"))
    _draw_changes(page, plan, placed, book)
    define_name(workbook, "Groups_Agree", sheet, placed.control, placed.columns["change"])


def _draw_changes(page: Page, plan: Plan, placed: Placed, book: ReductionsBook) -> None:
    """What chance would flag and what is missing, then counts side by side and the change in per cent."""
    sheet, answer = page.sheet, plan.reductions
    line = placed.end + 1
    for words in (chance_sentence(placed.last - placed.heading), gaps(answer), plan_note(plan, book)):
        if words:
            put(sheet, line, 1, words)
            line += 1
    columns = columns_of(plan)
    set_widths(sheet, (width for _, _, width in columns))
    sheet.freeze_panes = sheet.cell(placed.first, 2)
    rows_are, noun = plan.rows_are, answer.definition.measure.noun
    question = answer.definition.question
    periods = f"{question.period.label} against {question.compare.label}"

    def block(key: str) -> Block:
        return Block(placed.columns[key], placed.heading, placed.first, placed.last)

    height = max(8.0, 0.75 * (placed.last - placed.heading) + 4)
    size = (16.5, height)
    if placed.last - placed.heading > _TABLE_AND_CHARTS:
        sheet.row_breaks.append(Break(id=line))
    counts = Words(
        f"{noun.capitalize()} by {rows_are.lower()}",
        book.source,
        rows_are,
        noun.capitalize(),
        f"Bar chart of {noun} by {rows_are.lower()}, {periods}. {book.headline}",
    )
    series = [Drawn(block("compare"), BEFORE), Drawn(block("now"), NOW)]
    sheet.add_chart(bars(sheet, counts, block("name"), series, horizontal=True, size=size), f"A{line + 1}")
    change = Words(
        f"Change in per cent by {rows_are.lower()}",
        f"No bar under a base of {TOO_FEW} · {book.source}",
        rows_are,
        "Change %",
        f"Bar chart of the change in per cent by {rows_are.lower()}, {periods}; the limits stand in the table.",
    )
    shown = [row.change.per_cent_shown for row in (*answer.rows, answer.no_area) if row is not None]
    drawn = bars(
        sheet,
        change,
        block("name"),
        [Drawn(block("percent"), NOW)],
        number_format="+0%;-0%;0%",
        horizontal=True,
        values=[per_cent for per_cent in shown if per_cent is not None],
        size=size,
    )
    sheet.add_chart(drawn, f"{_SECOND_CHART}{line + 1}")
    page.finishing.alt[sheet.title] = [counts.alt, change.alt]
    set_up_page(sheet, _footing(book), heading_row=placed.heading)
    room = ceil(max(0.0, _TWO_CHARTS - sum(width for _, _, width in columns)) / 9)
    print_to(sheet, line + 1 + _rows_of(height), len(columns) + room)


def _rows_of(centimetres: float) -> int:
    """Rows of the usual height that a chart of this height covers, and one more."""
    return round(centimetres / 0.53) + 1


def plan_note(plan: Plan, book: ReductionsBook) -> str:
    """What else the reader of a change table must know."""
    if plan.residents:
        return f"Rates: {book.population_source}. A city centre draws people who live elsewhere"
    return ""


def _rolling_message(book: ReductionsBook) -> str:
    known = [value for value in book.rolled if value is not None]
    if not known:
        return "Rolling twelve months: blank, because no twelve months in a row are held"
    if book.path is None:
        return "Rolling twelve months"
    return f"Rolling twelve months against the path to the target: {book.status}"


def _definitions_sheet(workbook: Workbook, book: ReductionsBook) -> None:
    sheet = workbook.create_sheet("Definitions")
    put(sheet, 1, 1, "What is counted, and how each figure is worked out", Kind.TITLE)
    put(sheet, 2, 1, book.marking, Kind.WARNING)
    definition = book.places.definition
    line = put_facts(sheet, 4, [*_counted_facts(book), *_method_facts()], width=100)
    define_name(workbook, "As_At", sheet, 4 + _AS_AT, 2)
    headings = ["Dataset", "SHA-256 of the file", "As at"]
    heading = line + 1
    put_headings(sheet, heading, headings, height=20)
    for place, dataset in enumerate(definition.datasets, start=heading + 1):
        for column, value in enumerate((dataset.name, dataset.sha256, dataset.as_at), start=1):
            put(sheet, place, column, value)
    last = heading + max(len(definition.datasets), 1)
    add_table(sheet, "tblDatasets", heading, last, headings)
    set_widths(sheet, (34, 100, 14))
    set_up_page(sheet, _footing(book), heading_row=None)
    print_to(sheet, last, 3)


_AS_AT = 5
"""Where *as at* stands among the facts of the definitions sheet."""


def _counted_facts(book: ReductionsBook) -> list[tuple[str, object, Kind]]:
    definition = book.places.definition
    measure, question = definition.measure, definition.question
    groups = ", ".join(row.name for row in book.groups.rows)
    facts: list[tuple[str, object, Kind]] = [
        ("Measure", measure.name, Kind.WRAPPED),
        ("What it counts", groups, Kind.WRAPPED),
        ("Defined by", measure.source, Kind.WRAPPED),
        ("Period", f"{question.period} ({question.period.label})", Kind.WRAPPED),
        ("Compared with", f"{question.compare} ({question.compare.label})", Kind.WRAPPED),
        ("As at", book.as_at, Kind.DAY),
        ("Marking", book.marking, Kind.TEXT),
        ("Read with care", book.caveat, Kind.WRAPPED),
        ("Like for like", question.like_for_like, Kind.TEXT),
        ("Places", f"{definition.scheme}: {book.place_source}", Kind.WRAPPED),
        ("Missing months", gaps(book.places) or "None in either period", Kind.WRAPPED),
    ]
    if measure.baseline and measure.target:
        fall = f"{100 * measure.target.reduction:g} % below the baseline by {measure.target.by.label}"
        facts += [("Baseline", measure.baseline.label, Kind.WRAPPED), ("Target", fall, Kind.WRAPPED)]
        facts.append(("Where it stands", book.status, Kind.WRAPPED))
    if book.residents:
        facts.append(("Population", book.population_source, Kind.WRAPPED))
    return [*facts, *(("Note", note, Kind.WRAPPED) for note in definition.notes)]


def _method_facts() -> list[tuple[str, object, Kind]]:
    words = {
        "Change": "Now less before. Minus means fewer",
        "Change %": f"Change divided by before; blank where before is under {TOO_FEW}, because chance alone moves so "
        "small a number a long way",
        "Lowest and highest likely": "95 % limits of the change. Ratio of two counts: "
        f"exp(ln(now/before) ± 1.96·√(1/now + 1/before)) − 1. Where either count is under {FEW}, the conditional "
        "exact test. Blank where either count is nought",
        "Notable": "Yes where both limits lie on one side of no change",
        "Change % a day": "Change in crimes a day, shown where the two periods have different numbers of days",
        "Per 1,000 residents": "1,000 × now ÷ residents, over the whole period and not a year",
        "Rolling 12": "The month and the eleven before it; blank while any of the twelve is missing",
        "Path": "From the baseline in equal monthly steps to the target level",
        "No area": "Placed in the city, in no area of this scheme; part of the city's total",
        "Unplaced": "Rows a force-wide file gives no place. Shown beside, never added",
        "Blank": "Not known, never nought; the note beside it says why",
    }
    return [(label, text, Kind.WRAPPED) for label, text in words.items()]
