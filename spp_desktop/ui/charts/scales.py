"""Where an axis starts, where its ticks stand, and which colour class a change falls in. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)

NEARLY_ZERO: Final = 0.45
"""An axis starts at zero when its lowest value is less than this share of its highest."""

CLASS_WORDS: Final = {"q5": "15 or more", "q4": "10 to 15", "q3": "5 to 10", "q2": "under 5", "q1": "rise"}
"""Each class of fall, per cent of the comparison, strongest first; the key is its colour token."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A vertical axis in the unit of its values."""

    floor: float
    top: float
    ticks: tuple[float, ...]


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that cuts ``span`` into at most ``most`` parts."""
    rough = max(span, 1e-9) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * (1 - 1e-9))


def axis_for(values: Iterable[float], *, most: int = 5) -> Axis:
    """An axis of counts holding every value: from zero when the values come near it, else from just below them."""
    held = list(values)
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    high = max(high, 1.0)
    if low < high * NEARLY_ZERO or high - low < 1:
        step = max(nice_step(high, most), 1.0)
        top = step * math.ceil(high * 1.04 / step)
        return Axis(0.0, top, _ticks(0.0, top, step))
    step = max(nice_step(high - low, most), 1.0)
    grain = max(10.0 ** math.floor(math.log10(step / 2)), 1.0)
    floor = max(grain * math.floor((low - 0.8 * step) / grain), 0.0)
    top = grain * math.ceil((high + 0.35 * step) / grain)
    return Axis(floor, top, _ticks(floor, top, step))


def _ticks(floor: float, top: float, step: float) -> tuple[float, ...]:
    first, last = math.ceil(floor / step), math.floor(top / step)
    return tuple(step * tick for tick in range(first, last + 1))


def change_scale(values: Iterable[float], *, least: float = 25.0, most: float = 120.0) -> tuple[float, float]:
    """The ends of a scale of per cent change that holds every value and zero, in steps of 5.

    No narrower than ``least`` below and 10 above; no wider than ``most``, past which a bar is cut with an arrow.
    """
    held = list(values)
    low = min([*held, -least])
    high = max([*held, 10.0])
    return max(5 * math.floor(low / 5), -most), min(5 * math.ceil(high / 5), most)


def change_ticks(low: float, high: float, width: float) -> tuple[float, ...]:
    """Whole tens (or wider) of per cent inside the scale, at least 54 pixels apart, zero always among them."""
    step = max(nice_step(high - low, max(int(width // 54), 1)), 10.0)
    return _ticks(low, high, step)


def fall_class(percent: float) -> str:
    """The colour token of a change in per cent: ``q1`` a rise, then falls under 5, 10, 15, and ``q5`` 15 or more."""
    if percent > 0:
        return "q1"
    for token, least in (("q5", 15.0), ("q4", 10.0), ("q3", 5.0)):
        if -percent >= least:
            return token
    return "q2"


def month_ticks(first: int, last: int, most: int) -> tuple[tuple[int, str], ...]:
    """Months to name on an axis, counted from the first, and their words: the year stands once in each year.

    Months are numbers: 12 × year + month − 1. The year stands with January where January is named, else with the
    month the axis starts at; the first month always has its own.
    """
    step = next((step for step in MONTH_STEPS if (last - first) / step <= max(most - 1, 1)), MONTH_STEPS[-1])
    months = range(first, last + 1, step)
    marked = 0 if any(month % 12 == 0 for month in months) else first % 12
    return tuple(
        (month, month_name(month) if month == first or month % 12 == marked else _name(month)) for month in months
    )


def _name(month: int) -> str:
    return MONTHS[month % 12]


def month_name(month: int) -> str:
    """``Feb 2012`` from a month's number."""
    return f"{_name(month)} {month // 12}"
