"""Everything a figures page shows, worked out once and free of widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spp_desktop.domain.figures.areas import NO_AREA, AreaScheme, Places
from spp_desktop.domain.figures.change import Change, chance_sentence, page_change
from spp_desktop.domain.figures.counts import Counts
from spp_desktop.domain.figures.headline import Headline, headline
from spp_desktop.domain.figures.measures import CRIME_TYPES, Measure, Series
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.rates import Rate, rate
from spp_desktop.domain.figures.reductions import (
    By,
    Definition,
    Reductions,
    ReductionsQuestion,
    Row,
    missing_reason,
    reduce_by_place,
    reduce_by_type,
)
from spp_desktop.domain.figures.status import Status, status
from spp_desktop.domain.figures.trajectory import Path, Shape, rolling


@dataclass(frozen=True, slots=True)
class FiguresQuestion:
    """What a page shows. ``place`` and ``crime_type`` narrow everything but the table of places; None for all.

    Without ``compare`` a period is compared with the same months a year before.
    """

    measure: str
    period: Months
    compare: Months | None = None
    by: By = By.AREA
    place: str | None = None
    crime_type: str | None = None
    like_for_like: bool = False
    shape: Shape = "linear"

    @property
    def before(self) -> Months:
        """The period compared with."""
        return self.compare or self.period.earlier()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as a page prints it: limits exact for small counts, per 1,000 residents, per-day change where owed."""

    code: str
    name: str
    number: int | None
    change: Change
    rate: Rate | None
    per_day: float | None


@dataclass(frozen=True, slots=True)
class SeriesOf:
    """Month by month over ``months``: counts by place code and for the city, rolling years of the city or place.

    None for a month not held, and for a rolling year that holds one.
    """

    months: Months
    by_place: Mapping[str, tuple[int | None, ...]]
    city: tuple[int | None, ...]
    focus: tuple[int | None, ...]
    rolled: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands under every figures page."""

    definition: str
    baseline: str
    as_at: str
    dataset: str
    areas: str
    caveat: str
    chance: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """One page. ``places`` and ``groups`` are the published answers, with their limits by formula at every size.

    ``focus`` names the city or the place chosen. ``status`` is None where the measure has no target; for a place it
    is indicative, as the plan sets a city target only. ``reason`` is why a change is blank, empty when it is not.
    """

    question: FiguresQuestion
    measure: Measure
    scheme: AreaScheme
    focus: str
    headline: Headline
    status: Status | None
    indicative: bool
    places: Reductions
    groups: Reductions
    rows: tuple[PageRow, ...]
    no_area: PageRow
    city: PageRow
    unplaced: Change
    group_rows: tuple[PageRow, ...]
    series: SeriesOf | None
    path: Path | None
    target_percent: float | None
    reason: str
    totals_agree: bool
    footer: Footer

    @property
    def illustrative(self) -> bool:
        """Whether the page must say that its figures are illustrative."""
        return self.measure.illustrative


def build_page(
    question: FiguresQuestion, definition: Definition, counts: Counts, scheme: AreaScheme, city: Places
) -> FiguresPage:
    """Work out a page from the counts by place of one scheme. ``definition`` carries the measure and datasets."""
    definition = narrowed(definition, question.crime_type)
    measure = definition.measure
    places = reduce_by_place(definition, scheme, counts)
    groups = reduce_by_type(definition, counts, question.place)
    residents = city.residents if measure.series is Series.POLICE else {}
    numbers = {area.code: area.number for area in scheme.areas}

    def shown(answer: Reductions, row: Row) -> PageRow:
        per_head = rate(row.change.now, residents.get(row.code), city.population_source)
        change = page_change(row.change.compare, row.change.now)
        return PageRow(row.code, row.name, numbers.get(row.code), change, per_head, answer.per_day(row))

    rows = tuple(shown(places, row) for row in places.rows)
    whole = shown(places, places.total)
    no_area = shown(places, places.no_area or Row(NO_AREA, "No area", whole.change))
    chosen = next((row for row in (*rows, no_area) if row.code == question.place), whole)
    path = path_of(measure, counts, question.place, question.shape)
    series = series_of(measure, counts, question.place)
    stands = _stands(measure, path, series, question.period.last)
    reason = missing_reason(places.sides)
    areas = [] if question.place else [(row.name, row.change) for row in rows]
    periods = (question.period, question.before)
    return FiguresPage(
        question=question,
        measure=measure,
        scheme=scheme,
        focus=chosen.name,
        headline=headline(measure, periods, (chosen.name, chosen.change), areas, stands, reason),
        status=stands,
        indicative=question.place is not None,
        places=places,
        groups=groups,
        rows=rows,
        no_area=no_area,
        city=whole,
        unplaced=page_change(places.unplaced_compare, places.unplaced_now),
        group_rows=tuple(shown(groups, row) for row in groups.rows),
        series=series,
        path=path,
        target_percent=-100 * measure.target.reduction if measure.target else None,
        reason=reason,
        totals_agree=places.agrees and groups.agrees,
        footer=_footer(definition, scheme, len(rows)),
    )


def narrowed(definition: Definition, crime_type: str | None) -> Definition:
    """The definition cut down to one of its crime types, and named after it.

    A target is set on the whole measure, so none is left.
    """
    measure = definition.measure
    if crime_type is None or measure.types == (crime_type,):
        return definition
    kind = CRIME_TYPES[crime_type].label
    one = replace(
        measure,
        label=f"{measure.label}: {kind.lower()}",
        noun=f"crimes recorded as {kind.lower()}",
        types=(crime_type,),
        baseline=None,
        target=None,
    )
    return replace(definition, measure=one)


def question_of(question: FiguresQuestion) -> ReductionsQuestion:
    """The question about two periods that a page's question holds."""
    return ReductionsQuestion(
        question.period,
        question.before,
        question.by,
        question.measure,
        like_for_like=question.like_for_like,
    )


def path_of(measure: Measure, counts: Counts, place: str | None, shape: Shape = "linear") -> Path | None:
    """The path from the measure's baseline to its target, in the city or one place; None without either.

    None, too, where a month of the baseline is not held.
    """
    if measure.baseline is None or measure.target is None or counts.missing(measure.baseline):
        return None
    level = counts.total(tuple(measure.baseline), measure.types, place)
    return Path(level, measure.baseline, measure.target, shape)


def series_of(measure: Measure, counts: Counts, place: str | None = None) -> SeriesOf | None:
    """Month by month from the first month held to the last; None when nothing is held."""
    months = counts.span
    if months is None:
        return None
    city = counts.monthly(months, measure.types)
    focus = counts.monthly(months, measure.types, place) if place else city
    return SeriesOf(
        months,
        {code: tuple(counts.monthly(months, measure.types, code)) for code in counts.places},
        tuple(city),
        tuple(focus),
        tuple(rolling(focus)),
    )


def _stands(measure: Measure, path: Path | None, series: SeriesOf | None, month: Month) -> Status | None:
    if measure.target is None:
        return None
    if series is None or month not in series.months:
        return Status.INSUFFICIENT
    at = month - series.months.first
    last = series.focus[max(0, at - 2) : at + 1]
    earlier = series.focus[max(0, at - 14) : max(0, at - 11)]
    return status(path, month, series.rolled[at], last, earlier)


_LIKE_FOR_LIKE = ("Like for like: only months held on both sides",)


def _footer(definition: Definition, scheme: AreaScheme, rows: int) -> Footer:
    measure, question = definition.measure, definition.question
    names = [dataset.name for dataset in definition.datasets]
    return Footer(
        definition=measure.name,
        baseline=f"{measure.baseline.label}, locked" if measure.baseline else "none set",
        as_at=max((dataset.as_at for dataset in definition.datasets), default=""),
        dataset=names[0] if len(names) == 1 else f"{len(names)} datasets",
        areas="indicative: the plan sets a city target only" if measure.target else scheme.label,
        caveat=measure.caveat,
        chance=chance_sentence(rows),
        notes=(*definition.notes, *(_LIKE_FOR_LIKE if question.like_for_like else ())),
    )


def default_period(held: Sequence[Month] | frozenset[Month]) -> Months | None:
    """The period a page opens with: the latest run, of at most twelve months, also held a year earlier.

    Without one, the last month held; None when nothing is.
    """
    known = set(held)
    paired = [month for month in known if month + -12 in known]
    if not paired:
        return Months(max(known), max(known)) if known else None
    last = first = max(paired)
    while last - first < 11 and first + -1 in paired:
        first = first + -1
    return Months(first, last)
