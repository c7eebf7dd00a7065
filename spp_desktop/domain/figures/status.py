"""One word for where a measure stands against its target (D§3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from spp_desktop.domain.figures.months import Month
from spp_desktop.domain.figures.trajectory import Path


class Status(StrEnum):
    """Where a measure stands. Each value is the wording shown."""

    AHEAD = "Ahead"
    ON_TRACK = "On track"
    BEHIND = "Behind"
    OFF_TRACK = "Off track"
    HOLDING = "Achieved – holding"
    AT_RISK = "At risk of losing"
    INSUFFICIENT = "Insufficient data"


RATINGS: dict[Status, str] = {
    Status.AHEAD: "green",
    Status.ON_TRACK: "green",
    Status.HOLDING: "green",
    Status.BEHIND: "amber",
    Status.AT_RISK: "amber",
    Status.OFF_TRACK: "red",
    Status.INSUFFICIENT: "none",
}
"""The rating mark shown beside each word."""


def projected(rolled: int, last: Sequence[int | None], earlier: Sequence[int | None]) -> float | None:
    """The rolling year carried on at the pace of the last three months, crimes a year.

    R12 × (sum of the last three months) ÷ (sum of the same three a year earlier). The season cancels, so a quiet
    winter does not look like a fall. None when any of the six is unknown or the earlier sum is 0.
    """
    now = [count for count in last if count is not None]
    before = [count for count in earlier if count is not None]
    if len(now) < 3 or len(before) < 3 or not sum(before):
        return None
    return rolled * sum(now) / sum(before)


def status(
    path: Path | None,
    month: Month,
    rolled: int | None,
    last: Sequence[int | None] = (),
    earlier: Sequence[int | None] = (),
) -> Status:
    """The status word at a month.

    Achieved when the rolling year is at or below the final level: at risk of losing it when the pace of the last
    three months carries it back above. Otherwise by how far the rolling year stands above the path, in points of the
    baseline: at or below it, within 1, within 3, more. Insufficient data without a rolling year or a baseline.
    """
    if path is None or rolled is None or not path.level:
        return Status.INSUFFICIENT
    if rolled <= path.final:
        pace = projected(rolled, last, earlier)
        return Status.AT_RISK if pace is not None and pace > path.final else Status.HOLDING
    points = 100 * path.gap(rolled, month) / path.level
    if points <= 0:
        return Status.AHEAD
    if points <= 1:
        return Status.ON_TRACK
    return Status.BEHIND if points <= 3 else Status.OFF_TRACK
