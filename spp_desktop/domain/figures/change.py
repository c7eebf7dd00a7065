"""The change between two counts, and how sure of it we are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

Z95 = 1.96
"""Standard normal deviate of two-sided 95 % limits, as the definition of the published limits has it."""
TOO_FEW = 20
"""Under this base a page or sheet prints no per cent (D§3.3)."""
FEW = 50
"""Under this count a page prints limits from the exact test, and greys the per cent of a base (D§3.3)."""


@dataclass(frozen=True, slots=True)
class Change:
    """From ``compare`` to ``now``. ``percent``, ``low`` and ``high`` are per cent: −13.1 means 13.1 % fewer.

    Each is None when it cannot be known. ``notable`` means both limits lie on one side of no change; it is None
    when a count is unknown, and False when the counts are known but give no limits.
    """

    compare: int | None
    now: int | None
    change: int | None
    percent: float | None
    low: float | None
    high: float | None
    notable: bool | None

    @property
    def per_cent_shown(self) -> float | None:
        """The per cent as pages and sheets print it: blank under a base of 20."""
        return None if self.compare is None or self.compare < TOO_FEW else self.percent

    @property
    def faint(self) -> bool:
        """Whether the per cent stands on a base under 50 and is printed grey."""
        return self.compare is not None and self.compare < FEW

    @property
    def signal(self) -> Signal:
        """What may be said of it."""
        if self.notable is None:
            return Signal.UNKNOWN
        if not self.notable or self.change is None:
            return Signal.NOT_CLEAR
        return Signal.DOWN if self.change < 0 else Signal.UP


class Signal(StrEnum):
    """What a change lets us say."""

    DOWN = "clearly down"
    UP = "clearly up"
    NOT_CLEAR = "not clear"
    UNKNOWN = "not known"


UNKNOWN = Change(None, None, None, None, None, None, None)


def _with_limits(compare: int, now: int, limits: tuple[float, float] | None) -> Change:
    low, high = limits or (None, None)
    return Change(
        compare,
        now,
        now - compare,
        100 * (now / compare - 1) if compare else None,
        low,
        high,
        limits is not None and (limits[0] > 0 or limits[1] < 0),
    )


def ratio_limits(compare: int, now: int) -> tuple[float, float] | None:
    """95 % limits of the change in per cent, None when either count is 0.

    ``100·(exp(ln(now/compare) ± 1.96·√(1/now + 1/compare)) − 1)``: the limits of the ratio of two Poisson counts
    on the logarithmic scale (D§3.3).
    """
    if not now or not compare:
        return None
    ratio = math.log(now / compare)
    margin = Z95 * math.sqrt(1 / now + 1 / compare)
    return 100 * math.expm1(ratio - margin), 100 * math.expm1(ratio + margin)


def change(compare: int | None, now: int | None) -> Change:
    """The change with the limits of ``ratio_limits`` at every size: what commands and files give."""
    if compare is None or now is None:
        return Change(compare, now, None, None, None, None, None)
    return _with_limits(compare, now, ratio_limits(compare, now))


def exact_limits(compare: int, now: int) -> tuple[float, float] | None:
    """95 % limits of the change in per cent from the conditional exact test, None when either count is 0.

    Given the sum of two Poisson counts, ``now`` is binomial with p = R/(1+R), where R is the ratio of the rates;
    the Clopper–Pearson limits of p give those of R (Przyborowski and Wilenski 1940; D§3.3).
    """
    if not now or not compare:
        return None
    from scipy.special import betaincinv

    low = float(betaincinv(now, compare + 1, 0.025))
    high = float(betaincinv(now + 1, compare, 0.975))
    return 100 * (low / (1 - low) - 1), 100 * (high / (1 - high) - 1)


def page_change(compare: int | None, now: int | None) -> Change:
    """The change as pages and sheets print it: exact limits where either count is under 50 (D§3.3)."""
    if compare is None or now is None or min(compare, now) >= FEW:
        return change(compare, now)
    return _with_limits(compare, now, exact_limits(compare, now))


def per_day_change(compare: int | None, now: int | None, days_before: int, days_after: int) -> float | None:
    """The change in crimes a day, per cent, where the two periods differ in days; None when they do not.

    ``100·((now/days now) / (compare/days compare) − 1)``. None, too, when a count is unknown or ``compare`` is 0.
    """
    if compare is None or now is None or not compare or days_before == days_after:
        return None
    return 100 * ((now / days_after) / (compare / days_before) - 1)


def flagged_by_chance(rows: int) -> float:
    """How many of these rows chance alone would call notable at 95 % limits: one in twenty."""
    return 0.05 * rows


def chance_sentence(rows: int) -> str:
    """The line under a table that says what chance alone would flag among its rows."""
    return f"By chance alone about {flagged_by_chance(rows):.1f} of these {rows} rows would look notable"
