"""Clocks: how long there is to do a thing, in the unit the clock declares, and how to say what is left.

Elapsed hours run through nights, weekends, holidays and the nights the clocks change. Calendar days count every
day. Working days leave out weekends and England's bank holidays. Victim-safety clocks are in hours or calendar
days and never stop; a process clock in working days may stop, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from spp_desktop.domain.bank_holidays import BANK_HOLIDAYS

LONDON = ZoneInfo("Europe/London")
Unit = Literal["hours", "calendar", "working"]
DAYS_FROM = 48
"""From how many hours late a clock that counts hours is told in calendar days."""


FIRST_HOLIDAYS, LAST_HOLIDAYS = 1871, 2199
"""The years that have bank holidays: from the Bank Holidays Act 1871 to the last that is no slip of the hand."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise with a length in its own unit. ``stops`` is whether it may be paused; ``source`` is who promised."""

    code: str
    label: str
    length: int
    unit: Unit
    stops: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.stops and self.unit != "working":
            raise ValueError(f"The clock {self.code} counts {self.unit}, so it may not stop")


@dataclass(frozen=True, slots=True)
class Stop:
    """A time a process clock stood still: first and last day (None: still standing), and why."""

    since: date
    until: date | None
    reason: str


def elapsed_hours(start: datetime, end: datetime) -> float:
    """Hours that passed between two aware moments, whatever the clocks on the wall did."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 3600


def add_hours(start: datetime, hours: float) -> datetime:
    """The moment (UTC) so many elapsed hours after an aware one."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def is_bank_holiday(day: date) -> bool:
    """Whether the day is a bank holiday in England."""
    return day in _holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether the day is neither at a weekend nor a bank holiday in England."""
    return day.weekday() < 5 and not is_bank_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """The day ``count`` working days after (before, when negative) ``day``; 0 is the day itself."""
    step = timedelta(1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` comes first."""
    if end < start:
        return -working_days_between(end, start)
    years = range(start.year, end.year + 1)
    off = sum(start < day <= end and day.weekday() < 5 for year in years for day in _holidays(year))
    return _weekdays(end) - _weekdays(start) - off


def _weekdays(day: date) -> int:
    """Mondays to Fridays from the first day that dates reach back to, a Monday, up to and with this one."""
    weeks, over = divmod(day.toordinal(), 7)
    return 5 * weeks + min(over, 5)


def due_day(clock: Clock, start: datetime, stopped: Sequence[Stop] = (), *, today: date | None = None) -> date:
    """The local day a clock runs out. Stops lengthen a clock that may stop; an open stop counts up to ``today``."""
    if clock.unit == "hours":
        return add_hours(start, clock.length).astimezone(LONDON).date()
    return due_from(clock, start.astimezone(LONDON).date(), stopped, today=today)


def due_from(clock: Clock, day: date, stopped: Sequence[Stop] = (), *, today: date | None = None) -> date:
    """The day a clock that counts days runs out, started on ``day``; stops as in ``due_day``."""
    if clock.unit == "calendar":
        return day + timedelta(clock.length)
    return add_working_days(day, clock.length + (stopped_days(stopped, day, today) if clock.stops else 0))


def due_text(due: date, today: date, unit: Unit = "working") -> str:
    """``2 days late``, ``Today``, ``Tomorrow``, ``in 3 days``: working days unless the clock counts calendar days."""
    days = (due - today).days
    if days == 0:
        return "Today"
    if days == 1:
        return "Tomorrow"
    count = max(1, abs(working_days_between(today, due))) if unit == "working" else abs(days)
    words = f"{count} day{'s' if count != 1 else ''}"
    return f"in {words}" if days > 0 else f"{words} late"


def hours_text(due: datetime, now: datetime) -> str:
    """``31 hours left`` or ``3 hours late``: whole hours, never rounded in the office's favour.

    Two days late and more is told in calendar days: ``12 days late``.
    """
    left = elapsed_hours(now, due)
    if left <= -DAYS_FROM:
        return f"{(now.astimezone(LONDON).date() - due.astimezone(LONDON).date()).days} days late"
    if 0 <= left < 1:
        return "under an hour left"
    count = int(left) if left >= 0 else -int(left // 1)
    return f"{count} hour{'s' if count != 1 else ''} {'left' if left >= 0 else 'late'}"


def explain_hours(due: datetime, now: datetime) -> str:
    """The sum behind a clock that counts hours: ``due Sat 11 Oct 2025, 08:01; 49 hours ago``."""
    local, left = due.astimezone(LONDON), elapsed_hours(now, due)
    count = int(left) if left >= 0 else -int(left // 1)
    hours = f"{count} hour{'s' if count != 1 else ''}"
    return f"due {local:%a} {local.day} {local:%b %Y, %H:%M}; {f'in {hours}' if left >= 0 else f'{hours} ago'}"


def explain_due(due: date, today: date, stopped: Sequence[Stop] = (), unit: Unit = "working") -> str:
    """The sum behind a clock: ``due Thu 8 Mar 2012, 2 working days ago; no stops``."""
    name = "working" if unit == "working" else "calendar"
    count = abs(working_days_between(today, due)) if unit == "working" else abs((due - today).days)
    span = f"{count} {name} day{'s' if count != 1 else ''}"
    when = "today" if due == today else f"{span} ago" if due < today else f"in {span}"
    stops = "; ".join(f"stopped from {stop.since.isoformat()}: {stop.reason}" for stop in stopped) or "no stops"
    return f"due {due:%a} {due.day} {due:%b %Y}, {when}; {stops}"


def stopped_days(stopped: Sequence[Stop], start: date, today: date | None) -> int:
    """Working days a clock started on ``start`` stood still; stops that overlap count once."""
    return sum(cost for _, cost in stop_costs(stopped, start, today))


def stop_costs(stopped: Sequence[Stop], start: date, today: date | None) -> tuple[tuple[Stop, int], ...]:
    """Each stop of a clock started on ``start`` in their order, and how many working days it cost beside those before.

    An open stop counts up to ``today``.
    """
    found, reached = [], start
    for stop in sorted(stopped, key=lambda each: each.since):
        since, end = max(stop.since, reached), stop.until or today or stop.since
        found.append((stop, max(0, working_days_between(since, end))))
        reached = max(reached, end)
    return tuple(found)


@cache
def _holidays(year: int) -> frozenset[date]:
    """A year's bank holidays: as written down, or from the library, which is slow to import, for a year that is not.

    A year before there were any, or too far ahead for anybody to mean it, has none.
    """
    if year in BANK_HOLIDAYS:
        return frozenset(date(year, int(day[:2]), int(day[2:])) for day in BANK_HOLIDAYS[year].split())
    if not FIRST_HOLIDAYS <= year <= LAST_HOLIDAYS:
        return frozenset()
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
