"""The two sheets of months: counts by place with the year before, and the rolling year with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from spp_desktop.domain.figures.change import TOO_FEW
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.trajectory import YEAR, Path
from spp_desktop.reports.cells import Kind
from spp_desktop.reports.change_table import Page
from spp_desktop.reports.charts import BASE, BEFORE, GOAL, NOW, PATH, Block, Drawn, Words, bars, lines
from spp_desktop.reports.sheets import add_table, print_to, put_headings, set_widths

CHARTED = 36
"""Months a chart of months shows: the latest of those in the Table."""

_TABLE_AND_CHART = 20
"""Months that leave room on the same printed page for the chart."""

Line = Mapping[Month, str]
"""Where each month's count for the city stands, as a reference other sheets can use."""


def _first(month: Month) -> date:
    return date(month.year, month.month, 1)


def put_monthly(
    page: Page,
    places: Mapping[str, str],
    monthly: Mapping[str, Sequence[int | None]],
    months: Months,
    city: Sequence[int | None],
    heading: int,
    source: str,
) -> Line:
    """Write the months by place, the city as their sum, and the same month a year before; draw the last two."""
    headings = ["Month", *places.values(), "City", "A year before", "Change", "Change %", "Note"]
    put_headings(page.sheet, heading, headings, height=64)
    first_place, city_at = 2, len(places) + 2
    letter, before_at = get_column_letter(city_at), city_at + 1
    held = dict(zip(months, city, strict=True))
    for step, month in enumerate(months):
        line = heading + 1 + step
        page.put(line, 1, _first(month), Kind.MONTH)
        for column, code in enumerate(places, start=first_place):
            page.put(line, column, monthly[code][step], Kind.WHOLE)
        cells = f"{get_column_letter(first_place)}{line}:{get_column_letter(city_at - 1)}{line}"
        page.formula(line, city_at, f"=SUM({cells})", _sum(monthly, places, step), Kind.WHOLE)
        now, before = held[month], held.get(month + -YEAR)
        _put_year_before(page, line, (letter, before_at), now, before)
        page.put(line, before_at + 3, _month_note(now, before, earlier=month + -YEAR in held), Kind.ASIDE)
    last = heading + len(months)
    add_table(page.sheet, "tblMonthly", heading, last, headings)
    set_widths(page.sheet, [10, *([13.5] * len(places)), 10, 10, 10, 10, 40])
    page.sheet.freeze_panes = page.sheet.cell(heading + 1, 2)
    _draw_monthly(page, (heading, max(heading + 1, last - CHARTED + 1), last), city_at, months, source)
    return {month: f"Monthly!{letter}{heading + 1 + step}" for step, month in enumerate(months)}


def _sum(monthly: Mapping[str, Sequence[int | None]], places: Mapping[str, str], step: int) -> int | None:
    counts = [monthly[code][step] for code in places]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _put_year_before(page: Page, line: int, at: tuple[str, int], now: int | None, before: int | None) -> None:
    letter, column = at
    this, earlier = f"{letter}{line}", f"{get_column_letter(column)}{line}"
    change = None if now is None or before is None else now - before
    page.formula(line, column, f"={letter}{line - YEAR}", before, Kind.WHOLE)
    page.formula(line, column + 1, f"={this}-{earlier}", change, Kind.CHANGE)
    share = None if change is None or before is None or before < TOO_FEW else change / before
    page.formula(line, column + 2, f"={get_column_letter(column + 1)}{line}/{earlier}", share, Kind.PERCENT)


def _month_note(now: int | None, before: int | None, *, earlier: bool) -> str:
    if now is None:
        return "No data held for this month"
    if before is None:
        return "No data held for the same month a year before" if earlier else ""
    return f"Fewer than {TOO_FEW} a year before, so no per cent" if before < TOO_FEW else ""


def _draw_monthly(page: Page, rows: tuple[int, int, int], city_at: int, months: Months, source: str) -> None:
    heading, first, last = rows
    words = Words(
        "City: each month against the same month a year before",
        source,
        "Month",
        "Count",
        f"Bar chart of the city's monthly counts to {months.last.label}, each beside the same month a year before.",
    )
    series = [
        Drawn(Block(city_at + 1, heading, first, last), BEFORE),
        Drawn(Block(city_at, heading, first, last), NOW),
    ]
    chart = bars(page.sheet, words, Block(1, heading, first, last), series, months=True, size=(26.0, 10.0))
    at = last + 2
    if len(months) > _TABLE_AND_CHART:
        page.sheet.row_breaks.append(Break(id=last))
    page.sheet.add_chart(chart, f"A{at}")
    page.finishing.alt[page.sheet.title] = [words.alt]
    print_to(page.sheet, at + 20, city_at + 4)


def put_rolling(
    page: Page,
    months: Months,
    rolled: Sequence[int | None],
    path: Path | None,
    line_of: Line,
    heading: int,
    source: str,
) -> dict[str, tuple[int, int]]:
    """Write the rolling year with path, baseline and target, draw the lines, and say where the key figures stand."""
    headings = ["Month", "Rolling 12 months", "Path to target", "Target", "Baseline", "Against the path", "Note"]
    put_headings(page.sheet, heading, headings)
    known = dict(zip(months, rolled, strict=True))
    shown = Months(months.first, max(months.last, path.target.by) if path else months.last)
    for line, month in enumerate(shown, start=heading + 1):
        value = known.get(month)
        page.put(line, 1, _first(month), Kind.MONTH)
        if value is not None:
            window = f"{line_of[month + (1 - YEAR)]}:{line_of[month].partition('!')[2]}"
            page.formula(line, 2, f"=SUM({window})", value, Kind.WHOLE)
        if path is not None:
            _put_path(page, line, month, path, value)
        page.put(line, 7, _rolling_note(month, months, value), Kind.ASIDE)
    last = heading + len(shown)
    add_table(page.sheet, "tblRolling12", heading, last, headings)
    set_widths(page.sheet, [10, 12, 12, 12, 12, 12, 32])
    page.sheet.freeze_panes = page.sheet.cell(heading + 1, 2)
    _draw_rolling(page, (heading, last), path, known, source)
    latest = max((month for month, value in known.items() if value is not None), default=None)
    if latest is None:
        return {}
    at = heading + 1 + (latest - months.first)
    names = {"Rolling_Latest": (at, 2)}
    if path is not None:
        names |= {"Path_Latest": (at, 3), "Target_Level": (at, 4), "Baseline_Level": (at, 5), "Against_Path": (at, 6)}
    return names


def _put_path(page: Page, line: int, month: Month, path: Path, value: int | None) -> None:
    page.put(line, 5, path.level, Kind.WHOLE)
    page.put(line, 4, path.final, Kind.WHOLE)
    if month < path.baseline.last:
        return
    page.put(line, 3, path.at(month), Kind.WHOLE)
    gap = None if value is None else path.gap(value, month)
    page.formula(line, 6, f"=B{line}-C{line}", gap, Kind.CHANGE)


def _rolling_note(month: Month, months: Months, value: int | None) -> str:
    if value is not None:
        return ""
    if month > months.last:
        return "Still to come"
    return "Blank: fewer than twelve months held" if month - months.first < YEAR - 1 else "Blank: a month is missing"


def _draw_rolling(
    page: Page, rows: tuple[int, int], path: Path | None, known: Mapping[Month, int | None], source: str
) -> None:
    heading, last = rows
    values = [value for value in known.values() if value is not None]
    words = Words(
        "Rolling twelve months" + (", the path and the target" if path else ""),
        source if not values or path is None else f"Axis does not start at nought · {source}",
        "Twelve months ending",
        "Count in twelve months",
        "Line chart of the rolling twelve months" + (" with the path to the target and the target." if path else "."),
    )
    series = [Drawn(Block(2, heading, heading + 1, last), NOW)]
    if path is not None:
        series += [
            Drawn(Block(3, heading, heading + 1, last), PATH, "dash"),
            Drawn(Block(4, heading, heading + 1, last), GOAL, "sysDot"),
            Drawn(Block(5, heading, heading + 1, last), BASE, "lgDashDot"),
        ]
    floor = None
    if values and path is not None:
        floor = float(int(min(*values, path.final) * 0.9) // 500 * 500)
    chart = lines(page.sheet, words, Block(1, heading, heading + 1, last), series, floor=floor)
    page.sheet.add_chart(chart, f"I{heading + 1}")
    page.finishing.alt[page.sheet.title] = [words.alt]
    print_to(page.sheet, max(last, heading + 25), 20)
