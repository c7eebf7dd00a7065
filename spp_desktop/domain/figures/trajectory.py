"""Rolling years, and the path from a baseline to a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spp_desktop.domain.figures.measures import Target
from spp_desktop.domain.figures.months import Month, Months

Shape = Literal["linear", "compound"]
YEAR = 12


def rolling(counts: Sequence[int | None], length: int = YEAR) -> list[int | None]:
    """At each month the sum of it and the ``length − 1`` before: R12(m) = Σ crimes of months m−11 … m (D§3.2).

    None until there are that many months, and wherever any of them is unknown: blank, not a smaller number.
    """
    sums: list[int | None] = []
    for end in range(1, len(counts) + 1):
        window = counts[max(0, end - length) : end]
        known = [count for count in window if count is not None]
        sums.append(sum(known) if len(known) == length else None)
    return sums


@dataclass(frozen=True, slots=True)
class Path:
    """The way from a baseline count over ``baseline`` to the target level at the target's month."""

    level: int
    baseline: Months
    target: Target
    shape: Shape = "linear"

    @property
    def length(self) -> int:
        """Months from the end of the baseline to the target's month."""
        return self.target.by - self.baseline.last

    @property
    def final(self) -> float:
        """The level to be reached: B·(1 − reduction)."""
        return self.level * (1 - self.target.reduction)

    def at(self, month: Month) -> float:
        """The level on the path at a month, in crimes a year.

        T(k) = B·(1 − r·k/n) on the straight path, B·(1 − r)^(k/n) on the compound one, where k counts months since
        the end of the baseline, n of them in all, and r is the reduction (D§3.2). Level before and after.
        """
        share = min(max((month - self.baseline.last) / self.length, 0.0), 1.0)
        if self.shape == "compound":
            return float(self.level * (1 - self.target.reduction) ** share)
        return self.level * (1 - self.target.reduction * share)

    def gap(self, rolled: int, month: Month) -> float:
        """R12 less the path: negative is below it, crimes a year."""
        return rolled - self.at(month)

    def headroom(self, rolled: int) -> float:
        """The final level less R12: positive is already below the final target, crimes a year."""
        return self.final - rolled


def required_rate(path: Path, counts: Sequence[int | None]) -> float | None:
    """Crimes a month that may still happen in the final twelve months if the target is to be met.

    (T(final) − Σ actual so far in the final twelve months) / months left (D§3.2). ``counts`` are those months'
    counts so far, in order. None before the final year has begun or once it is over, or with a month unknown.
    """
    known = [count for count in counts if count is not None]
    if not counts or len(known) < len(counts) or len(counts) >= YEAR:
        return None
    return (path.final - sum(known)) / (YEAR - len(counts))
