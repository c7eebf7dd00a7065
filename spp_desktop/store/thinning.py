"""Which backups are kept: all of the last days, then one a day, one a week, one a month, and none older."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from spp_desktop.store.backups import list_backups
from spp_desktop.store.container import Backup
from spp_desktop.store.trouble import plain_words

ALL_FOR = timedelta(days=2)
DAILY_FOR = timedelta(days=14)
WEEKLY_FOR = timedelta(days=56)
MONTHLY_FOR = timedelta(days=366)
"""How old a backup may become at all: what was erased from the store is gone from its backups after this."""


def kept(made: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Which of the backups made at these times are kept; of each day, week or month its last.

    The newest is kept however old it is.
    """
    times = sorted(set(made), reverse=True)
    keep = set(times[:1])
    seen: set[tuple[str, object]] = set()
    for time in times:
        span = _span(time, now)
        if span is not None and (span[0] == "all" or span not in seen):
            seen.add(span)
            keep.add(time)
    return frozenset(keep)


def _span(time: datetime, now: datetime) -> tuple[str, object] | None:
    """The day, week or month that a backup of this age stands for; None for one too old to keep."""
    age = now - time
    if age <= ALL_FOR:
        return "all", time
    if age <= DAILY_FOR:
        return "day", time.date()
    if age <= WEEKLY_FOR:
        return "week", time.isocalendar()[:2]
    if age <= MONTHLY_FOR:
        return "month", (time.year, time.month)
    return None


def last_day(made: Iterable[datetime], now: datetime) -> date | None:
    """The last day on which any backup made by ``now`` may still be kept; None where there is none."""
    before = [time for time in made if time <= now]
    return (max(before) + MONTHLY_FOR).date() if before else None


def thin(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Delete the backups that are not kept, and return those that are, in their order."""
    every = tuple(backups)
    keep = kept((backup.made for backup in every), now)
    with plain_words():
        for backup in every:
            if backup.made not in keep:
                backup.path.unlink(missing_ok=True)
    return tuple(backup for backup in every if backup.made in keep)


# --- copies that are not backups -------------------------------------------------------------------------------

_REPLACED = "replaced-*"
"""Files of a store that no longer opened, left by a restore: kept as long as the oldest backup, then deleted."""


def copies_made(backups: Path) -> tuple[datetime, ...]:
    """When each copy of the store in its backups folder was made, backups and replaced files, in UTC."""
    with plain_words():
        replaced = tuple(_made(path) for path in sorted(backups.glob(_REPLACED)))
    return (*(backup.made for backup in list_backups(backups)), *replaced)


def delete_old_copies(backups: Path, now: datetime) -> None:
    """Delete the replaced files that are older than any backup may become."""
    with plain_words():
        for path in sorted(backups.glob(_REPLACED)):
            if now - _made(path) > MONTHLY_FOR:
                shutil.rmtree(path, ignore_errors=True)


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
