"""A figures page as rows, map areas, series and footnotes: values for widgets to show, words included."""

from __future__ import annotations

from datetime import date
from typing import Final

from spp_desktop.domain.dates import show_day
from spp_desktop.domain.figures.measures import CRIME_TYPES
from spp_desktop.domain.figures.page import FiguresPage, PageRow
from spp_desktop.domain.figures.reductions import By
from spp_desktop.domain.figures.status import RATINGS
from spp_desktop.ui.charts.picture import Caption
from spp_desktop.ui.charts.values import ChangeBar, ChartTable, MapArea
from spp_desktop.ui.pages.figures_rows import LABELS, ChangeRow, Key, table_cells, whole
from spp_desktop.ui.pages.figures_series import Series
from spp_desktop.ui.widgets.tags import Family, Tag

CITY_ROW: Final = "city"
ALL_ROW: Final = "all"
UNPLACED_ROW: Final = "unplaced"
UNPLACED: Final = "Unplaced, whole force"

_FAMILIES: Final[dict[str, tuple[Family, str]]] = {
    "green": ("green", "checkmark_circle"),
    "amber": ("amber", "warning"),
    "red": ("red", "error_circle"),
    "none": ("grey", "info"),
}


def place_rows(page: FiguresPage) -> tuple[ChangeRow, ...]:
    """Places, *no area*, the city, then the unplaced rows that stand beside it."""
    rows = [_row(row, page.reason) for row in page.rows]
    rows.append(_row(page.no_area, page.reason, "no-area"))
    rows.append(
        ChangeRow(
            CITY_ROW,
            "City",
            page.city.change,
            "total",
            rate=_rate(page.city),
            per_day=page.city.per_day,
            reason=page.reason,
        )
    )
    if not page.illustrative:
        rows.append(ChangeRow(UNPLACED_ROW, UNPLACED, page.unplaced, "unplaced", reason=page.reason))
    return tuple(rows)


def group_rows(page: FiguresPage) -> tuple[ChangeRow, ...]:
    """All crime types together, then each of them."""
    total = ChangeRow(ALL_ROW, "All of these", page.groups.total.change, "total", reason=page.reason)
    return (total, *(_row(row, page.reason) for row in page.group_rows))


def _row(row: PageRow, reason: str, kind: str = "place") -> ChangeRow:
    return ChangeRow(
        row.code,
        row.name,
        row.change,
        "no-area" if kind == "no-area" else "place",
        number="" if not row.number else str(row.number),
        rate=_rate(row),
        per_day=row.per_day,
        reason=reason,
    )


def _rate(row: PageRow) -> float | None:
    return None if row.rate is None else row.rate.per_thousand


def row_code(page: FiguresPage) -> str:
    """The row of the table that the rest of the page shows."""
    return page.question.place or CITY_ROW


def map_areas(page: FiguresPage) -> tuple[MapArea, ...]:
    """Each place of the scheme for the map."""
    return tuple(
        MapArea(row.code, str(row.number or ""), row.name, _bar(row), page.reason or "too few to show")
        for row in page.rows
    )


def _bar(row: PageRow) -> ChangeBar | None:
    shown = row.change.per_cent_shown
    return None if shown is None else ChangeBar(shown, row.change.low, row.change.high)


def map_sentence(page: FiguresPage) -> str:
    """The map in words, strongest fall first."""
    known = sorted(
        (row for row in page.rows if row.change.percent is not None), key=lambda row: row.change.percent or 0
    )
    if not known:
        return f"Map of areas: no change to show. {page.reason}".strip()
    return "Map of areas. " + ". ".join(whole(_row(row, page.reason)) for row in known)


def series(page: FiguresPage) -> Series | None:
    """The months of the city, or of the place chosen; None while nothing is held."""
    held = page.series
    if held is None:
        return None
    return Series(
        page.focus,
        page.measure.noun,
        held.months,
        held.focus,
        held.rolled,
        page.path,
        indicative=page.indicative,
    )


def keys(page: FiguresPage, *, full: bool, narrow: bool) -> tuple[Key, ...]:
    """The columns that fit: every one where the table stands alone, no limits in words where it is narrow."""
    rated = full and any(row.rate is not None for row in page.rows)
    daily = full and any(row.per_day is not None for row in (*page.rows, page.city))
    wanted: list[tuple[Key, bool]] = [
        ("name", True),
        ("compare", True),
        ("now", True),
        ("change", True),
        ("percent", True),
        ("limits", not narrow),
        ("per_day", daily),
        ("rate", rated),
        ("signal", full),
        ("bar", True),
    ]
    return tuple(key for key, shown in wanted if shown)


GROUP_KEYS: Final[tuple[Key, ...]] = ("name", "compare", "now", "change", "percent", "limits", "signal")
"""The columns of the crime types as they are copied."""


def group_keys(*, roomy: bool) -> tuple[Key, ...]:
    """The columns of the crime types that fit beside the line."""
    return ("name", "compare", "now", "percent", "signal") if roomy else ("name", "now", "percent", "signal")


def labels(page: FiguresPage) -> dict[Key, str]:
    """What the columns are called on this page."""
    place = "Ward" if page.question.by is By.WARD else "Area"
    return {"name": place, "compare": "Baseline" if page.question.before == page.measure.baseline else "Before"}


def tips(page: FiguresPage) -> dict[Key, str]:
    """What each column counts, for who rests the pointer on its heading."""
    source = next((row.rate.source for row in page.rows if row.rate is not None), "")
    return {
        "compare": page.question.before.label,
        "now": page.question.period.label,
        "percent": "Blank under a base of 20; grey under 50",
        "limits": "95% limits of the change: chance alone would seldom carry it outside them",
        "per_day": "Change in crimes a day, where the two periods differ in days",
        "rate": f"Now, for each 1,000 residents. {source}. A centre that draws people from elsewhere looks high",
    }


def status_tag(page: FiguresPage) -> Tag | None:
    """Where the measure stands against its target, None where it has none."""
    if page.status is None:
        return None
    family, icon = _FAMILIES[RATINGS[page.status]]
    words = f"{page.status}, indicative" if page.indicative else str(page.status)
    return Tag(words, family, icon)


def compared(page: FiguresPage) -> str:
    """The two periods in words."""
    return f"{page.question.period.label} against {page.question.before.label}"


def type_label(code: str | None) -> str:
    """A crime type by name; *All* for none."""
    return CRIME_TYPES[code].label if code else "All"


def shown_of(page: FiguresPage) -> str:
    """What is counted and where, in one line."""
    return f"{page.measure.label}, {page.focus if page.focus != 'City' else 'city'}"


def day_words(day: str) -> str:
    """``8 Mar 2012`` from ``2012-03-08``; empty for none."""
    return show_day(date.fromisoformat(day)) if day else ""


def footnotes(page: FiguresPage) -> tuple[str, ...]:
    """Everything needed to know what a figure is, in the order it is printed."""
    foot = page.footer
    counted = f"Definition: {foot.definition}. Baseline: {foot.baseline}."
    dataset = f"As at {day_words(foot.as_at)}, {foot.dataset}. Areas: {foot.areas}."
    agree = "Areas and no area add up to the city." if page.totals_agree else "Totals do not agree."
    beside = "Unplaced rows belong to the whole force and are never added."
    lines = (
        counted,
        compared(page) + ".",
        dataset,
        foot.caveat + ".",
        page.reason,
        agree,
        beside,
        foot.chance + ".",
        *foot.notes,
    )
    return tuple(line for line in lines if line and line != ".")


def places_table(page: FiguresPage) -> ChartTable:
    """The table of places as it is copied."""
    shown = keys(page, full=True, narrow=False)
    names = {**LABELS, **labels(page)}
    return ChartTable(
        f"{shown_of(page)}: change by {names['name'].lower()}",
        tuple(names[key] for key in shown if key != "bar"),
        table_cells(place_rows(page), shown),
        footnotes(page),
    )


def groups_table(page: FiguresPage) -> ChartTable:
    """The table of crime types as it is copied."""
    names = {**LABELS, **labels(page), "name": "Crime type"}
    return ChartTable(
        f"{page.measure.label}, {page.focus}: change by crime type",
        tuple(names[key] for key in GROUP_KEYS),
        table_cells(group_rows(page), GROUP_KEYS),
        footnotes(page),
    )


def months_table(page: FiguresPage) -> ChartTable:
    """The table beside the line: each month's count, its rolling year, and the path."""
    held = page.series
    rows: list[tuple[str, ...]] = []
    if held is not None:
        for month, count, rolled in zip(held.months, held.focus, held.rolled, strict=True):
            on_path = page.path is not None and month >= page.path.baseline.last
            level = f"{page.path.at(month):,.0f}" if page.path is not None and on_path else ""
            rows.append((month.label, _count(count), _count(rolled), level))
    return ChartTable(
        f"{shown_of(page)}: month by month",
        ("Month", "Count", "Rolling 12 months", "Path to target"),
        tuple(rows),
        footnotes(page),
    )


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def caption(title: str, hint: str, page: FiguresPage) -> Caption:
    """The words round a copied or saved picture."""
    return Caption(
        f"{title}: {shown_of(page)}", f"{compared(page)}; {hint}" if hint else compared(page), footnotes(page)
    )
