"""How much a monthly count varies by itself: the centre and natural limits of an XmR chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_MONTHS = 12
"""Fewer months than this give no limits (D§3.3)."""
SPREAD = 2.66
"""Natural limits lie this many mean moving ranges either side of the mean (3 ÷ 1.128; D§3.3)."""
BASE_MONTHS = 24
"""The limits come from at most so many months, the first known: locked, so that a change shows against them (D§3.3)."""
RUN = 8
"""So many months on one side of the mean, one after another, are a signal (D§3.3)."""


@dataclass(frozen=True, slots=True)
class Xmr:
    """``mean`` and natural limits, crimes a month; ``signals`` are the places of the months that stand out.

    ``base`` is how many months, the first known, the limits come from.
    """

    mean: float
    lower: float
    upper: float
    signals: tuple[int, ...]
    base: int


def xmr(counts: Sequence[int | None]) -> Xmr | None:
    """The natural limits of monthly counts; None with fewer than twelve months known.

    ``mean ± 2.66·MR̄`` over the first 24 known months (all of them, where fewer are known), where MR̄ is the mean of
    the differences between months that follow one another; a month not held breaks the sequence. The lower limit is
    never under 0. A month stands out when it lies outside the limits, or belongs to eight or more in a row on one
    side of the mean. For monthly counts only: rolling sums overlap, and would look steadier than they are (D§3.3).
    """
    places = [at for at, count in enumerate(counts) if count is not None][:BASE_MONTHS]
    base = list(counts[: places[-1] + 1]) if places else []
    known = [count for count in base if count is not None]
    moves = [abs(after - before) for before, after in pairwise(base) if before is not None and after is not None]
    if len(known) < LEAST_MONTHS or not moves:
        return None
    mean = sum(known) / len(known)
    reach = SPREAD * sum(moves) / len(moves)
    lower, upper = max(mean - reach, 0.0), mean + reach
    outside = {at for at, count in enumerate(counts) if count is not None and not lower <= count <= upper}
    return Xmr(mean, lower, upper, tuple(sorted(outside | _runs(counts, mean))), len(known))


def _runs(counts: Sequence[int | None], mean: float) -> set[int]:
    """Places of the months in runs of eight or more on one side of the mean."""
    found: set[int] = set()
    run: list[int] = []
    side = 0
    for at, count in enumerate([*counts, None]):
        here = 0 if count is None else (count > mean) - (count < mean)
        if here and here == side:
            run.append(at)
            continue
        if len(run) >= RUN:
            found.update(run)
        run, side = ([at], here) if here else ([], 0)
    return found
