"""Crime figures: the change between periods, what a page shows, the series behind it, and the measures there are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS, WARDS_2016, AreaScheme, Outline
from spp_desktop.domain.figures.cost import PLAN_COSTS, CostTable, cost_table
from spp_desktop.domain.figures.counts import Counts, gather
from spp_desktop.domain.figures.datasets import Dataset, held_months, home_force, in_force
from spp_desktop.domain.figures.measures import (
    MEASURES,
    PLAN_TYPES,
    POLICE_TYPES,
    Measure,
    Series,
    check_local,
    listed_types,
    measure_at,
)
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.page import (
    FiguresPage,
    FiguresQuestion,
    SeriesOf,
    build_page,
    default_period,
    narrowed,
    path_of,
    question_of,
    series_of,
)
from spp_desktop.domain.figures.reductions import (
    DEFAULT_MEASURE,
    By,
    DatasetRef,
    Definition,
    Reductions,
    ReductionsQuestion,
    reduce_by_place,
    reduce_by_type,
)
from spp_desktop.domain.figures.trajectory import Path
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Right
from spp_desktop.imports import areas as shipped
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import crime as kept

if TYPE_CHECKING:
    from spp_desktop.store.connection import Connection

_KEPT_COUNTS = 8
_counts: OrderedDict[tuple[object, ...], Counts] = OrderedDict()
"""Arrays by what they were made from. Datasets never change, so neither does an array; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class FiguresChoices:
    """What a figures page can be asked: measures in order, months held by series, and the question to open with.

    ``opening`` is None while no crime figures are held.
    """

    measures: tuple[Measure, ...]
    held: dict[Series, tuple[Month, ...]]
    opening: FiguresQuestion | None


@dataclass(frozen=True, slots=True)
class CrimeSeries:
    """A measure month by month, with the path to its target where it has one."""

    measure: Measure
    series: SeriesOf | None
    path: Path | None


@gate(Right.FIGURES_READ)
def reductions(me: SignedIn, question: ReductionsQuestion) -> Reductions:
    """The change between two periods, as published.

    Raises WrongUse for a measure or type nobody declared, Refused for the illustrative series by ward.
    """
    with me.store.read() as connection:
        measure = _measure(connection, question)
        scheme = _scheme(question.by, measure)
        counts, datasets = _load(connection, measure.series, scheme)
    definition = _definition(measure, question, scheme, datasets)
    if question.by is By.TYPE:
        return reduce_by_type(definition, counts)
    return reduce_by_place(definition, scheme, counts)


@gate(Right.FIGURES_READ)
def figures_page(me: SignedIn, question: FiguresQuestion) -> FiguresPage:
    """Everything the figures page shows. Raises as ``reductions`` does."""
    return _page(me, question_of(question), question)


@gate(Right.FIGURES_READ)
def reductions_page(me: SignedIn, question: ReductionsQuestion) -> FiguresPage:
    """The page of a question about two periods, which may list crime types. By type it is the page by area."""
    return _page(me, replace(question, by=By.AREA) if question.by is By.TYPE else question, None)


def _page(me: SignedIn, asked: ReductionsQuestion, shown: FiguresQuestion | None) -> FiguresPage:
    with me.store.read() as connection:
        measure = _measure(connection, asked)
        scheme = _scheme(asked.by, measure)
        counts, datasets = _load(connection, measure.series, scheme)
    question = shown or FiguresQuestion(
        measure.code, asked.period, asked.compare, asked.by, like_for_like=asked.like_for_like
    )
    return build_page(question, _definition(measure, asked, scheme, datasets), counts, scheme, shipped.places())


@gate(Right.FIGURES_READ)
def figures_choices(me: SignedIn) -> FiguresChoices:
    """The measures there are, the months held, and the question a page opens with.

    It opens with the first measure that a whole year and the year before are held of, else with victim-based crime
    over the latest months that are also held a year earlier.
    """
    with me.store.read() as connection:
        measures = _in_order((*MEASURES, *kept.measures(connection)))
        held = _held(connection)
    opening: FiguresQuestion | None = None
    for measure in measures:
        period = default_period(held[measure.series])
        if period is None:
            continue
        longest = len(opening.period) if opening else 0
        if opening is None or (len(period) == 12 and longest < 12):
            opening = FiguresQuestion(measure.code, period)
    return FiguresChoices(measures, held, opening)


@gate(Right.FIGURES_READ)
def monthly_series(
    me: SignedIn, measure: str, place: str | None = None, *, by: By = By.AREA, crime_type: str | None = None
) -> CrimeSeries:
    """A measure month by month from the first month held to the last, by place, with rolling years and path."""
    with me.store.read() as connection:
        latest = max(chain.from_iterable(_held(connection).values()), default=Month.of(me.today()))
        chosen = measure_at(measure, latest, kept.measures(connection))
        scheme = _scheme(by, chosen)
        counts, datasets = _load(connection, chosen.series, scheme)
    asked = ReductionsQuestion(Months(latest, latest), Months(latest, latest))
    narrow = narrowed(_definition(chosen, asked, scheme, datasets), crime_type).measure
    return CrimeSeries(narrow, series_of(narrow, counts, place), path_of(narrow, counts, place))


@gate(Right.FIGURES_READ)
def list_measures(me: SignedIn) -> tuple[Measure, ...]:
    """Every version of every measure: those the program ships, then local ones."""
    with me.store.read() as connection:
        return (*MEASURES, *kept.measures(connection))


@gate(Right.MEASURES_EDIT)
def save_measure(me: SignedIn, measure: Measure) -> Done[Measure]:
    """Keep a local list of crime types as a measure, or its next version. Raises Invalid with what is wrong."""
    with me.store.write("measure.saved", by=me.officer.id, at=me.now(), stream=Stream.LISTS) as unit:
        check_local(measure, kept.measures(unit.connection))
        kept.add_measure(unit, measure)
    return Done(measure, Changes(kinds=frozenset({"measures"})))


@gate(Right.FIGURES_READ)
def outlines(_me: SignedIn, by: By = By.AREA) -> tuple[Outline, ...]:
    """The boundaries of the seven areas, or of the 22 wards, for the map."""
    return shipped.ward_outlines() if by is By.WARD else shipped.area_outlines()


@gate(Right.FIGURES_READ)
def plan_costs(_me: SignedIn) -> CostTable:
    """The 2012 plan's cost table worked out again from its counts and costs."""
    return cost_table(PLAN_COSTS)


def _held(connection: Connection) -> dict[Series, tuple[Month, ...]]:
    """The months held by series; every series is there."""
    every = kept.datasets(connection)
    return {series: held_months(one for one in every if one.series is series) for series in Series}


def _measure(connection: Connection, question: ReductionsQuestion) -> Measure:
    if question.types:
        return listed_types(question.types)
    return measure_at(question.measure or DEFAULT_MEASURE, question.period.last, kept.measures(connection))


def _scheme(by: By, measure: Measure) -> AreaScheme:
    if by is not By.WARD:
        return NEIGHBOURHOOD_AREAS
    if measure.illustrative:
        raise Refused("The illustrative series is by neighbourhood area only; there are no figures by ward")
    return WARDS_2016


def _load(connection: Connection, series: Series, scheme: AreaScheme) -> tuple[Counts, tuple[Dataset, ...]]:
    """The counts in force of a series, by the places of a scheme, and the datasets that have a part in them.

    Each dataset is cut to the months it is in force for.
    """
    datasets = kept.datasets(connection, series)
    used = in_force(datasets)
    home = home_force(datasets)
    parts = tuple(
        replace(one, months=used[one.id]) for one in datasets if one.id in used and (one.counted or one.force == home)
    )
    key = (series, scheme.code, tuple((one.id, one.months) for one in parts))
    counts = _counts.get(key)
    if counts is None:
        counts = _counts[key] = _gathered(connection, parts, scheme, home)
        while len(_counts) > _KEPT_COUNTS:
            _counts.popitem(last=False)
    return counts, parts


def _gathered(connection: Connection, parts: Sequence[Dataset], scheme: AreaScheme, home: str | None) -> Counts:
    codes = [area.code for area in scheme.areas]
    illustrative = any(dataset.illustrative for dataset in parts)
    types = PLAN_TYPES if illustrative else POLICE_TYPES
    places = shipped.places()
    small = places.ward_of if scheme is WARDS_2016 else places.area_of
    place_of = {code: code for code in codes} if illustrative else small
    held = {month for dataset in parts if dataset.force == home for month in dataset.months}
    cells = (
        cell
        for dataset in parts
        for cell in kept.cells(connection, dataset.id, held.intersection(dataset.months))
        if cell[1] or dataset.force == home
    )
    with kept.counting(connection):
        return gather(cells, held, codes, [kind.code for kind in types], place_of)


def _definition(
    measure: Measure, question: ReductionsQuestion, scheme: AreaScheme, datasets: Sequence[Dataset]
) -> Definition:
    """What was counted, naming the datasets whose months the question takes in."""
    asked = {*question.period, *question.compare}
    touched = sorted(
        (dataset for dataset in datasets if asked.intersection(dataset.months)), key=lambda one: (one.months, one.name)
    )
    return Definition(
        measure,
        question,
        scheme.label,
        tuple(DatasetRef(dataset.name, dataset.sha256, dataset.as_at.isoformat()) for dataset in touched),
        _forces_note(question, touched),
    )


def _forces_note(question: ReductionsQuestion, datasets: Sequence[Dataset]) -> tuple[str, ...]:
    """A warning where the two periods are not reported by the same forces."""
    now, before = (
        {dataset.force for dataset in datasets for month in dataset.months if month in period}
        for period in (question.period, question.compare)
    )
    differing = sorted(now ^ before)
    if not now or not before or not differing:
        return ()
    return (f"Not reported by the same forces in both periods: {', '.join(differing)} in one only",)


def _in_order(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The highest version of each measure, in the order first declared."""
    latest: dict[str, Measure] = {}
    for measure in measures:
        known = latest.get(measure.code)
        if known is None or measure.version > known.version:
            latest[measure.code] = measure
    return tuple(latest.values())
