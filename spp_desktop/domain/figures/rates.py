"""Crimes for each thousand residents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_thousand`` residents, with the population it stands on and where that comes from."""

    per_thousand: float
    residents: int
    source: str


def rate(count: int | None, residents: int | None, source: str) -> Rate | None:
    """1000·count/residents (D§3.2). None when the count is unknown or nobody is counted as living there.

    A city centre draws people who live elsewhere: a rate for its residents misleads, and the page says so.
    """
    if count is None or not residents:
        return None
    return Rate(1000 * count / residents, residents, source)
