"""Small books with figures worked out by hand, for the tests of the workbooks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from spp_desktop.domain.figures.areas import CITY, NEIGHBOURHOOD_AREAS, NO_AREA
from spp_desktop.domain.figures.counts import Cell, Counts, gather
from spp_desktop.domain.figures.measures import POLICE_CODES, measure_at
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.reductions import (
    By,
    DatasetRef,
    Definition,
    ReductionsQuestion,
    reduce_by_place,
    reduce_by_type,
)
from spp_desktop.domain.figures.trajectory import Path, rolling
from spp_desktop.reports.reductions import ReductionsBook

MADE = datetime(2012, 3, 5, 9, 30, tzinfo=UTC)
local = datetime.fromisoformat
"""A moment as a workbook holds it: local, without a zone."""

PLACES = tuple(area.code for area in NEIGHBOURHOOD_AREAS.areas)

BURGLARY = {"CE1": 10, "CE2": 8, "S1": 6, "S2": 5, "NW1": 1, "NW2": 4, "NW3": 7, "": 2, "elsewhere": 3}
"""Counts of one month by place; '' is unplaced, 'elsewhere' is in the city and in no area."""


def month_cells(month: Month, *, rise: int, kind: str = "burglary") -> list[Cell]:
    """A month of the pattern above, each place's count raised by ``rise``."""
    return [(month.ordinal, place, kind, count + rise) for place, count in BURGLARY.items()]


def counts_of(months: Months, gap: frozenset[Month] = frozenset(), *, step: int = 0) -> Counts:
    """Counts over the months but those in the gap; each later month has ``step`` fewer of each."""
    held = [month for month in months if month not in gap]
    cells: list[Cell] = []
    for month in held:
        rise = 40 + step * (month - months.last)
        cells += month_cells(month, rise=rise) + month_cells(month, rise=rise // 2, kind="robbery")
        cells.append((month.ordinal, "CE1", "bicycle-theft", 20 + (month.year - 2020)))
    return gather(cells, held, PLACES, list(POLICE_CODES.values()), {code: code for code in PLACES})


def book_of(
    counts: Counts, period: str, compare: str, *, path: Path | None = None, like_for_like: bool = False
) -> ReductionsBook:
    """A book over police counts, with a rate for every area."""
    question = ReductionsQuestion(Months.parse(period), Months.parse(compare), By.AREA, like_for_like=like_for_like)
    measure = measure_at("victim-based", Month(2025, 1))
    definition = Definition(
        measure,
        question,
        NEIGHBOURHOOD_AREAS.label,
        (DatasetRef("2025-01-cambridgeshire-street.csv", "0" * 64, "2025-01"),),
        ("A note =1+1 that is only text",),
    )
    span = counts.span
    assert span is not None
    city = counts.monthly(span, measure.types)
    residents = dict.fromkeys(PLACES, 30_000) | {CITY: 210_000}
    return ReductionsBook(
        headline="4 fewer victim-based crimes, not clear",
        places=reduce_by_place(definition, NEIGHBOURHOOD_AREAS, counts),
        groups=reduce_by_type(definition, counts),
        months=span,
        monthly={code: tuple(counts.monthly(span, measure.types, code)) for code in (*PLACES, NO_AREA)},
        city=tuple(city),
        rolled=tuple(rolling(city)),
        path=path,
        status="Insufficient data",
        residents=residents,
        population_source="Census 2021 usual residents (ONS), summed by small area",
        place_source=NEIGHBOURHOOD_AREAS.source,
        made=MADE,
        as_at=date(2012, 3, 5),
        marking="OFFICIAL",
    )
