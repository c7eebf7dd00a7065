"""The sentence at the top of a figures page, written by rule from the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spp_desktop.domain.figures.change import Change, Signal
from spp_desktop.domain.figures.measures import Measure
from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.status import Status

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

TARGET_WORDS: dict[Status, str] = {
    Status.AHEAD: "target: ahead of the path.",
    Status.ON_TRACK: "target: on the path.",
    Status.BEHIND: "target: behind the path.",
    Status.OFF_TRACK: "target: off the path.",
    Status.HOLDING: "target reached and being held.",
    Status.AT_RISK: "target reached, but at risk of being lost.",
    Status.INSUFFICIENT: "target: too few months to say.",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """``figure`` is the change in words and digits, ``label`` what it compares, then a sentence and its detail."""

    figure: str
    label: str
    sentence: str
    detail: str


def per_cent(value: float | None) -> str:
    """``−13.1%`` with a true minus, ``+3.4%``, or an en dash where there is none."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded):.1f}%"


def places_sentence(places: Sequence[tuple[str, Change]]) -> str:
    """How many of the places are clearly down or up, and which may not have changed (at most two are named)."""
    by_signal: dict[Signal, list[str]] = {signal: [] for signal in Signal}
    for name, change in places:
        by_signal[change.signal].append(name)
    known = len(places) - len(by_signal[Signal.UNKNOWN])
    if not known:
        return ""
    of_all = f" of {_number(known).lower()} areas"
    clear = [(by_signal[signal], signal) for signal in (Signal.DOWN, Signal.UP) if by_signal[signal]]
    if not clear:
        return f"None{of_all} has clearly changed."
    first, *others = clear
    clauses = [_clause(*first, of_all), *(_clause(*other).lower() for other in others)]
    unclear = by_signal[Signal.NOT_CLEAR]
    named = " and ".join(unclear) if len(unclear) <= 2 else "the rest"
    return ", ".join(clauses) + (f"; {named} may be no change." if unclear else ".")


def _clause(names: Sequence[str], signal: Signal, of_all: str = "") -> str:
    return f"{_number(len(names))}{of_all} {_is(names)} {signal.value}"


def past_target_sentence(places: Sequence[tuple[str, Change]], reduction: float) -> str:
    """Which places are clearly past the city's target, their whole limits below it: indicative, no area has one."""
    level = -100 * reduction
    past = [name for name, change in places if change.high is not None and change.high < level]
    mark = f"{100 * reduction:g}%"
    if not past:
        return (
            f"No area is clearly past {mark}: where an area's limits cross −{mark}, "
            "we cannot yet say which side it is on."
        )
    if len(past) <= 2:
        return f"Only {' and '.join(past)} {_is(past)} clearly past {mark}."
    return f"{_number(len(past))} areas are clearly past {mark}."


def headline(
    measure: Measure,
    periods: tuple[Months, Months],
    whole: tuple[str, Change],
    places: Sequence[tuple[str, Change]],
    status: Status | None,
    reason: str = "",
) -> Headline:
    """Say what happened, how sure we are, and where.

    ``periods`` are now and before; ``whole`` is the city or the area chosen, by name, with its change; ``places``
    the areas beside it, none where an area is chosen; ``reason`` is why the change is blank.
    """
    now, before = periods
    name, change = whole
    label = f"{now.label} against {before.label}"
    if change.change is None:
        return Headline("–", label, f"{name}: the change is blank. {reason}.", _origin(measure))
    target = f"{name} {TARGET_WORDS[status]}" if status else ""
    sentence = " ".join(part for part in (target, places_sentence(places)) if part) or f"{name}: {change.signal.value}."
    size = f"{abs(change.change):,} {'fewer' if change.change < 0 else 'more'}" if change.change else "As many"
    than = "than in" if change.change else "as in"
    counted = f"{size} {measure.noun} in {_within(now)} {than} {_within(before)}."
    past = past_target_sentence(places, measure.target.reduction) if measure.target and places else ""
    detail = " ".join(part for part in (counted, past, _origin(measure)) if part)
    return Headline(per_cent(change.per_cent_shown), label, sentence, detail)


def _within(months: Months) -> str:
    return f"the {months.label}" if len(months) == 12 else months.label


def _origin(measure: Measure) -> str:
    return "Illustrative figures." if measure.illustrative else ""


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _is(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"
