"""Months of counts as the values a line chart draws: the rolling year with its path, or month by month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.trajectory import YEAR, Path
from spp_desktop.domain.figures.xmr import Xmr, xmr
from spp_desktop.ui.charts.scales import axis_for
from spp_desktop.ui.charts.values import Absent, Gap, Level, Line, LineFigure, Point


@dataclass(frozen=True, slots=True)
class Series:
    """Monthly counts of one place and their rolling years, over the same months; None where nothing is known.

    ``path`` is the way to the target where the place has one; ``partial`` names months not yet whole.
    """

    name: str
    noun: str
    months: Months
    counts: Sequence[int | None]
    rolled: Sequence[int | None]
    path: Path | None = None
    indicative: bool = False
    """The path is the city's target laid on one place, which has none of its own."""
    partial: Collection[Month] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with the words of its card."""

    title: str
    hint: str
    figure: LineFigure


def rolling_figure(series: Series) -> Drawn:
    """The rolling year of each month: straight path, target and the zone below it where there is a target."""
    title, words = f"Rolling 12 months, {_inside(series.name)}", series.noun
    first = series.path.baseline.last if series.path is not None else _first_held(series)
    span = [month for month in series.months if month >= first]
    at = dict(zip(series.months, series.rolled, strict=True))
    points = tuple(_rolling_point(month, at[month], series) for month in span)
    held = [point for point in points if point.value is not None]
    if not held:
        return Drawn(title, words, _nothing(series, first))
    last_month = series.path.target.by if series.path is not None else series.months.last
    values = [point.value for point in held if point.value is not None]
    levels = _levels(series)
    axis = axis_for([*values, *(level.value for level in levels), *_path_values(series)], most=4)
    newest = held[-1]
    line = Line(
        series.name,
        "accent",
        points,
        label=f"{newest.value:,.0f} in {Month.at(newest.month).label}",
        opening=f"Baseline {held[0].value:,.0f}" if _starts_at_baseline(series, held[0]) else "",
    )
    figure = LineFigure(
        headline=_rolling_sentence(series, held),
        first=first.ordinal,
        last=max(last_month, series.months.last).ordinal,
        floor=axis.floor,
        top=axis.top,
        ticks=axis.ticks,
        lines=(line, *_path_line(series)),
        levels=levels,
        zone=(0.0, series.path.final) if series.path is not None else None,
        gap=_gap(series, newest),
        absent=_absent(points, "blank: a month is missing"),
    )
    return Drawn(title, _with_floor(words, axis.floor), figure)


def monthly_figure(series: Series) -> Drawn:
    """Each month's count, the same month a year before, and the limits within which months vary by themselves."""
    title = f"Month by month, {_inside(series.name)}"
    counts = list(series.counts)
    whole = [None if month in series.partial else count for month, count in zip(series.months, counts, strict=True)]
    limits = xmr(whole)
    values = [count for count in counts if count is not None]
    if not values:
        return Drawn(title, series.noun, _nothing(series, series.months.first))
    bounds = [limits.lower, limits.upper] if limits is not None else []
    axis = axis_for([*values, *bounds], most=4)
    signals = set(limits.signals) if limits is not None else set()
    points = tuple(
        _monthly_point(month, count, series, outside=place in signals)
        for place, (month, count) in enumerate(zip(series.months, counts, strict=True))
    )
    lines = [Line(series.name, "accent", points, label=_newest_words(points))]
    lines += _year_before(series)
    if signals:
        flagged = tuple(
            point if place in signals else Point(point.month, None, "") for place, point in enumerate(points)
        )
        lines.append(Line("Stands out", "s2", flagged, "none", "diamond", quiet=True))
    figure = LineFigure(
        headline=_monthly_sentence(series, limits),
        first=series.months.first.ordinal,
        last=series.months.last.ordinal,
        floor=axis.floor,
        top=axis.top,
        ticks=axis.ticks,
        lines=tuple(lines),
        levels=_limit_levels(limits),
        absent=_absent(points, "no file held"),
    )
    marked = "; ◆ stands out" if signals else ""
    hint = (
        f"{series.noun}{marked}; dotted: a year before" if len(lines) > 1 + bool(signals) else f"{series.noun}{marked}"
    )
    return Drawn(title, _with_floor(hint, axis.floor), figure)


def _inside(name: str) -> str:
    return "city" if name == "City" else name


def _with_floor(words: str, floor: float) -> str:
    return f"the axis starts at {floor:,.0f}; {words}" if floor else words


def _first_held(series: Series) -> Month:
    """The first month with a rolling year, so that the years before there could be one take no room."""
    held = (month for month, value in zip(series.months, series.rolled, strict=True) if value is not None)
    return next(held, series.months.first)


def _starts_at_baseline(series: Series, point: Point) -> bool:
    return series.path is not None and point.month == series.path.baseline.last.ordinal


def _rolling_point(month: Month, value: int | None, series: Series) -> Point:
    if value is None:
        return Point(month.ordinal, None, f"{month.label}: blank, the {YEAR} months to it are not all held")
    words = f"{month.label}: {value:,}"
    if series.path is not None:
        words += f", {_gap_words(series.path.gap(value, month))}"
    return Point(month.ordinal, float(value), words)


def _gap_words(gap: float) -> str:
    if round(gap) == 0:
        return "on the path"
    return f"{abs(gap):,.0f} {'below' if gap < 0 else 'above'} the path"


def _path_values(series: Series) -> list[float]:
    return [] if series.path is None else [float(series.path.level), series.path.final]


def _path_line(series: Series) -> tuple[Line, ...]:
    path = series.path
    if path is None:
        return ()
    months = Months(path.baseline.last, path.target.by)
    points = tuple(Point(month.ordinal, path.at(month), "") for month in months)
    shape = "straight line" if path.shape == "linear" else "even rate"
    words = f"Path to target, {shape}"
    return (Line("Path", "text-2", points, "path", "none", label=words, label_at="middle", quiet=True),)


def _levels(series: Series) -> tuple[Level, ...]:
    if series.path is None:
        return ()
    fall = f"−{100 * series.path.target.reduction:.0f}%"
    if series.indicative:
        return (Level(series.path.final, f"{fall}: {series.path.final:,.0f}", "indicative:\nno area target"),)
    return (Level(series.path.final, f"Target {series.path.final:,.0f}", f"{fall} by\n{series.path.target.by.label}"),)


def _gap(series: Series, newest: Point) -> Gap | None:
    if series.path is None or newest.value is None:
        return None
    level = series.path.at(Month.at(newest.month))
    gap = newest.value - level
    if round(gap) == 0:
        return None
    return Gap(newest.month, max(level, newest.value), min(level, newest.value), _gap_words(gap))


def _absent(points: Sequence[Point], words: str) -> tuple[Absent, ...]:
    """Runs of months without a value, between months that have one."""
    runs: list[list[int]] = []
    for point in points:
        if point.value is not None:
            continue
        if runs and point.month - runs[-1][-1] == 1:
            runs[-1].append(point.month)
        else:
            runs.append([point.month])
    return tuple(Absent(run[0], run[-1], words if len(run) > 3 else " ") for run in runs)


def _nothing(series: Series, first: Month) -> LineFigure:
    missing = [month for month, count in zip(series.months, series.counts, strict=True) if count is None]
    why = f" {missing[0].label} to {missing[-1].label} has months no file covers." if missing else ""
    words = f"No 12 months in a row are held, so there is no rolling year to draw.{why} X shows month by month."
    last = max(series.months.last.ordinal, first.ordinal + 1)
    return LineFigure(words, first.ordinal, last, 0.0, 1.0, (), (), empty=words)


def _rolling_sentence(series: Series, held: Sequence[Point]) -> str:
    start, end = held[0], held[-1]
    words = (
        f"{series.name}, rolling 12 months: {start.value:,.0f} in {Month.at(start.month).label}, "
        f"{end.value:,.0f} in {Month.at(end.month).label}"
    )
    if series.path is None or end.value is None:
        return words
    target = f"target {series.path.final:,.0f} by {series.path.target.by.label}"
    return f"{words}, {_gap_words(series.path.gap(round(end.value), Month.at(end.month)))}; {target}"


def _monthly_point(month: Month, count: int | None, series: Series, *, outside: bool) -> Point:
    if count is None:
        return Point(month.ordinal, None, f"{month.label}: no file held")
    if month in series.partial:
        return Point(month.ordinal, float(count), f"{month.label}: {count:,} so far, not in any total", partial=True)
    return Point(month.ordinal, float(count), f"{month.label}: {count:,}{', stands out' if outside else ''}")


def _newest_words(points: Sequence[Point]) -> str:
    newest = next((point for point in reversed(points) if point.value is not None), None)
    return "" if newest is None else f"{newest.value:,.0f} in {Month.at(newest.month).label}"


def _year_before(series: Series) -> list[Line]:
    at = dict(zip(series.months, series.counts, strict=True))
    points = tuple(
        Point(month.ordinal, None if (value := at.get(month + -YEAR)) is None else float(value), "")
        for month in series.months
    )
    if all(point.value is None for point in points):
        return []
    return [Line("A year before", "s6", points, "s6", "none", quiet=True)]


def _limit_levels(limits: Xmr | None) -> tuple[Level, ...]:
    if limits is None:
        return ()
    return (
        Level(limits.upper, f"Upper {limits.upper:,.0f}", role="text-2", dash="s5"),
        Level(limits.mean, f"Mean {limits.mean:,.0f}", role="text-2", dash="path"),
        Level(limits.lower, f"Lower {limits.lower:,.0f}", role="text-2", dash="s5"),
    )


def _monthly_sentence(series: Series, limits: Xmr | None) -> str:
    held = [(month, count) for month, count in zip(series.months, series.counts, strict=True) if count is not None]
    month, count = held[-1]
    words = f"{series.name}, {len(held)} months held, {count:,} in {month.label}"
    if limits is None:
        return f"{words}; too few months for limits"
    stands = "none stands out" if not limits.signals else f"{len(limits.signals)} stand out"
    return f"{words}, mean {limits.mean:,.0f}, limits {limits.lower:,.0f} to {limits.upper:,.0f}: {stands}"
