"""The change in crime between two periods, by area, ward or crime type."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from spp_desktop.domain.errors import WrongUse
from spp_desktop.domain.figures.areas import CITY, NO_AREA, Area, AreaScheme
from spp_desktop.domain.figures.change import Change, change, per_day_change
from spp_desktop.domain.figures.counts import Counts
from spp_desktop.domain.figures.measures import CRIME_TYPES, Measure
from spp_desktop.domain.figures.months import Month, Months


class By(StrEnum):
    """What the rows are."""

    AREA = "area"
    WARD = "ward"
    TYPE = "type"


LISTS: dict[By, str] = {By.AREA: "areas", By.WARD: "wards", By.TYPE: "types"}
DEFAULT_MEASURE = "victim-based"


@dataclass(frozen=True, slots=True)
class ReductionsQuestion:
    """What is asked: a named measure or a list of crime types, two periods of as many months, and what the rows are.

    Raises WrongUse for periods of unequal length, or a measure together with types.
    """

    period: Months
    compare: Months
    by: By = By.AREA
    measure: str | None = None
    types: tuple[str, ...] = ()
    like_for_like: bool = False

    def __post_init__(self) -> None:
        if len(self.period) != len(self.compare):
            raise WrongUse(
                f"The periods have {len(self.period)} and {len(self.compare)} months; they must have as many"
            )
        if self.measure is not None and self.types:
            raise WrongUse("Give a measure or a list of types, not both")


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """The dataset a figure used: its file name, the file's SHA-256, and the day it describes the world as of."""

    name: str
    sha256: str
    as_at: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What was counted, from what, and over which months: everything needed to work the figures out again."""

    measure: Measure
    question: ReductionsQuestion
    scheme: str
    datasets: tuple[DatasetRef, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for the ``definition`` of the JSON answer."""
        measure, question = self.measure, self.question
        return {
            "measure": measure.code,
            "version": measure.version,
            "label": measure.name,
            "types": list(measure.types),
            "source": measure.source,
            "series": measure.series.value,
            "illustrative": measure.illustrative,
            "caveat": measure.caveat,
            "period": str(question.period),
            "compare": str(question.compare),
            "by": question.by.value,
            "like_for_like": question.like_for_like,
            "areas": self.scheme,
            "datasets": [{"name": d.name, "sha256": d.sha256, "as_at": d.as_at} for d in self.datasets],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One area, ward, crime type, *no area* or the city, and its change."""

    code: str
    name: str
    change: Change

    def to_json(self) -> dict[str, Any]:
        """Plain values; per cents are not rounded."""
        c = self.change
        return {
            "code": self.code,
            "name": self.name,
            "compare": c.compare,
            "now": c.now,
            "change": c.change,
            "percent": c.percent,
            "low": c.low,
            "high": c.high,
            "notable": c.notable,
        }


@dataclass(frozen=True, slots=True)
class Sides:
    """The months each side sums (None: it may not be summed) and the months that stand in the way or were left out."""

    now: tuple[Month, ...] | None
    compare: tuple[Month, ...] | None
    missing_now: tuple[Month, ...]
    missing_compare: tuple[Month, ...]

    def days(self) -> tuple[int, int]:
        """Days summed before and now, 0 where a side may not be summed."""
        return sum(m.days for m in self.compare or ()), sum(m.days for m in self.now or ())


@dataclass(frozen=True, slots=True)
class Reductions:
    """The answer. Rows and *no area* add up to the total exactly; ``unplaced`` stands beside and is never added."""

    definition: Definition
    rows: tuple[Row, ...]
    no_area: Row | None
    unplaced_compare: int | None
    unplaced_now: int | None
    total: Row
    sides: Sides = field(repr=False)

    @property
    def agrees(self) -> bool:
        """Whether the rows and *no area* equal the total, on each side that is known."""
        rows = (*self.rows, self.no_area) if self.no_area else self.rows
        return _adds([row.change.now for row in rows], self.total.change.now) and _adds(
            [row.change.compare for row in rows], self.total.change.compare
        )

    def per_day(self, row: Row) -> float | None:
        """The row's change in crimes a day, per cent, where the two sides differ in days."""
        return per_day_change(row.change.compare, row.change.now, *self.sides.days())

    @property
    def _why_blank(self) -> str:
        if self.definition.question.like_for_like:
            left_out = self.sides.missing_now or self.sides.missing_compare
            return "Like for like: months not held on both sides are left out" if left_out else ""
        return missing_reason(self.sides)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values, in the published shape."""
        answer: dict[str, Any] = {
            "definition": self.definition.to_json(),
            LISTS[self.definition.question.by]: [row.to_json() for row in self.rows],
        }
        if self.no_area is not None:
            answer["no_area"] = self.no_area.to_json()
        return answer | {
            "unplaced": {"compare": self.unplaced_compare, "now": self.unplaced_now},
            "total": self.total.to_json(),
            "missing_months": {
                "now": [str(month) for month in self.sides.missing_now],
                "compare": [str(month) for month in self.sides.missing_compare],
            },
        }

    def to_csv(self) -> str:
        """One line for each row, with what must travel with each: measure, periods and caveat."""
        out = io.StringIO()
        question, measure = self.definition.question, self.definition.measure
        travels = {
            "measure": measure.name,
            "period": str(question.period),
            "compare_period": str(question.compare),
            "note": ". ".join(note for note in (measure.caveat, *self.definition.notes, self._why_blank) if note),
        }
        unplaced = Row("unplaced", "Unplaced", change(self.unplaced_compare, self.unplaced_now)).to_json()
        beside = unplaced | dict.fromkeys(("change", "percent", "low", "high", "notable"))
        lines = [(question.by.value, row.to_json()) for row in self.rows]
        if self.no_area is not None:
            lines.append((NO_AREA, self.no_area.to_json()))
        lines += [("total", self.total.to_json()), ("unplaced", beside)]
        writer = csv.DictWriter(out, ["row", *beside, *travels], lineterminator="\n")
        writer.writeheader()
        for kind, values in lines:
            writer.writerow({"row": kind, **{key: _cell(value) for key, value in values.items()}, **travels})
        return out.getvalue()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _pick(side: Mapping[str, int] | None, code: str) -> int | None:
    return None if side is None else side[code]


def _adds(parts: Sequence[int | None], whole: int | None) -> bool:
    return whole is None or sum(part or 0 for part in parts) == whole


def sides(question: ReductionsQuestion, counts: Counts) -> Sides:
    """Which months each side sums.

    Every month of a period must be held, else that side is unknown. Like for like, the nth month of one side is
    counted with the nth of the other or not at all; a pair with either month missing is left out of both.
    """
    if question.like_for_like:
        pairs = list(zip(question.period, question.compare, strict=True))
        kept = [pair for pair in pairs if not counts.missing(pair)]
        out = [pair for pair in pairs if counts.missing(pair)]
        now, before = tuple(pair[0] for pair in kept), tuple(pair[1] for pair in kept)
        return Sides(now or None, before or None, tuple(pair[0] for pair in out), tuple(pair[1] for pair in out))
    missing_now, missing_before = counts.missing(question.period), counts.missing(question.compare)
    return Sides(
        None if missing_now else tuple(question.period),
        None if missing_before else tuple(question.compare),
        missing_now,
        missing_before,
    )


def reduce_by_place(definition: Definition, scheme: AreaScheme, counts: Counts) -> Reductions:
    """The change in each place of the scheme, in *no area*, and in the city."""
    types = definition.measure.types
    between = sides(definition.question, counts)
    now = counts.by_place(between.now, types) if between.now else None
    before = counts.by_place(between.compare, types) if between.compare else None

    def row(place: Area) -> Row:
        return Row(place.code, place.name, change(_pick(before, place.code), _pick(now, place.code)))

    rows = tuple(row(place) for place in scheme.areas)
    return _answer(definition, rows, row(Area(NO_AREA, "No area", 0)), counts, between)


def reduce_by_type(definition: Definition, counts: Counts, place: str | None = None) -> Reductions:
    """The change in each crime type of the measure that was published in either period, and in all of them.

    In the city, or in one place of the scheme that the counts are by.
    """
    question, measure = definition.question, definition.measure
    between = sides(question, counts)
    now = counts.by_type(between.now, measure.types, place) if between.now else None
    before = counts.by_type(between.compare, measure.types, place) if between.compare else None

    def shown(code: str) -> bool:
        kind = CRIME_TYPES[code]
        published = kind.published_in(question.period) or kind.published_in(question.compare)
        return published or bool(question.types) or bool(_pick(now, code) or _pick(before, code))

    rows = tuple(
        Row(code, CRIME_TYPES[code].label, change(_pick(before, code), _pick(now, code)))
        for code in measure.types
        if shown(code)
    )
    return _answer(definition, rows, None, counts, between, place)


def _answer(
    definition: Definition,
    rows: tuple[Row, ...],
    no_area: Row | None,
    counts: Counts,
    between: Sides,
    place: str | None = None,
) -> Reductions:
    types = definition.measure.types
    now, before = between.now, between.compare
    total = change(
        counts.total(before, types, place) if before else None,
        counts.total(now, types, place) if now else None,
    )
    return Reductions(
        definition,
        rows,
        no_area,
        counts.total_unplaced(before, types) if before else None,
        counts.total_unplaced(now, types) if now else None,
        Row(place or CITY, "All types" if place else "City", total),
        between,
    )


def missing_reason(between: Sides) -> str:
    """Why a change is blank, in one sentence; empty when no month is missing."""
    missing = sorted({*between.missing_now, *between.missing_compare})
    if not missing:
        return ""
    runs: list[list[Month]] = []
    for month in missing:
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    words = [run[0].label if len(run) == 1 else f"{run[0].label} to {run[-1].label}" for run in runs]
    return "No data held for " + ", ".join(words)
