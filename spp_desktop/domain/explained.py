"""Why a thing is late: the sum behind its clock, in lines that can be read out, checked and copied.

What it counts, from when, which weekends and bank holidays fell between, each stop and what it cost, when it fell
due, how late that is in the clock's own unit, and who set its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

from spp_desktop.domain.clocks import (
    DAYS_FROM,
    LONDON,
    Clock,
    Stop,
    Unit,
    elapsed_hours,
    is_bank_holiday,
    stop_costs,
    working_days_between,
)
from spp_desktop.domain.dates import local_day, show_day, show_moment
from spp_desktop.domain.records import Owed
from spp_desktop.domain.updates import UpdateOwed

COUNTS: dict[Unit, str] = {
    "hours": "nights, weekends and bank holidays count",
    "calendar": "weekends and bank holidays count",
    "working": "Monday to Friday, without England’s bank holidays",
}
"""What counts in each unit."""
_UNITS: dict[Unit, str] = {"hours": "elapsed hour", "calendar": "calendar day", "working": "working day"}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A clock as it runs on something: from ``start`` until ``due``; both are moments where it counts hours, else days.

    A clock of no length runs to a day that somebody set. ``met`` is when it was done, ``standing`` why it stands still
    now. ``given`` is the day the clock itself gave where somebody moved it. ``private`` is whether ``what`` was typed
    by somebody and may name a person.
    """

    what: str
    clock: Clock
    start: date
    due: date
    stops: tuple[Stop, ...] = ()
    met: date | None = None
    standing: str = ""
    given: date | None = None
    private: bool = False


Line = tuple[str, str]
"""A line of the sum: what it is, and what it says."""


def explain(reckoned: Reckoning, now: datetime) -> tuple[Line, ...]:
    """The sum behind a clock at an aware moment, line by line."""
    clock, today = reckoned.clock, local_day(now)
    return (
        ("Counts", _length(clock)),
        *(_between(reckoned, today) if clock.length else ()),
        *((("Moved", f"From {_shown(reckoned.given)}, the day the clock gave"),) if reckoned.given else ()),
        _ends(reckoned, today, now),
        _stands(reckoned, now),
        *((("Set by", clock.source),) if clock.source else ()),
    )


def copied(reference: str, reckoned: Reckoning, now: datetime) -> str:
    """The sum as text to be pasted, under a reference and without what might name somebody."""
    head = reference if reckoned.private else f"{reference}: {reckoned.what}"
    return "\n".join((head, *(f"{label}: {words}" for label, words in explain(reckoned, now))))


# --- clocks of a case -------------------------------------------------------------------------------------------------


def of_owed(owed: Owed) -> Reckoning:
    """The clock of something owed on a record."""
    return Reckoning(owed.what, owed.clock, owed.since, owed.due, owed.stops, owed.met, owed.standing)


def of_review(clock: Clock, assessed: date, due: date) -> Reckoning:
    """A risk review due on a day, the risk last assessed, or the case logged, on another. It never stops."""
    given = assessed + timedelta(clock.length)
    return Reckoning(clock.label, clock, assessed, due, given=given if given != due else None)


def of_first_contact(clock: Clock, start: datetime, due: datetime, met: datetime | None = None) -> Reckoning:
    """The promise to reach the victim, from the report to the moment it ends."""
    hours = round(elapsed_hours(start, due))
    return Reckoning(clock.label, replace(clock, length=hours), start, due, met=met)


def of_update(promise: Clock, owed: UpdateOwed, agreed: str) -> Reckoning:
    """An update to the victim; ``agreed`` says how often they agreed to, where they did."""
    clock = promise
    if owed.agreed:
        days = (owed.due - owed.since).days
        clock = Clock(promise.code, promise.label, days, "calendar", source=f"Agreed with the victim: {agreed.lower()}")
    return Reckoning("Tell the victim how the case goes", clock, owed.since, owed.due)


def of_day_set(
    what: str, due: date, *, unit: Unit, source: str, met: date | None = None, standing: str = "", private: bool = False
) -> Reckoning:
    """Something due on a day that somebody set: an action, an order's review or its end."""
    return Reckoning(what, Clock("", what, 0, unit, source=source), due, due, (), met, standing, private=private)


# --- the lines --------------------------------------------------------------------------------------------------------


def _length(clock: Clock) -> str:
    if not clock.length:
        return f"{_UNITS[clock.unit].capitalize()}s from the day that was set"
    never = "" if clock.stops else "; it never stops"
    return f"{_counted(clock.length, clock.unit)}: {COUNTS[clock.unit]}{never}"


def _between(reckoned: Reckoning, today: date) -> Iterator[Line]:
    """When it began, and what fell between that and its end."""
    yield "From", _shown(reckoned.start)
    if reckoned.clock.unit == "hours":
        for day, hours in _clock_changes(_day_of(reckoned.start), _day_of(reckoned.due)):
            yield "The clocks changed", f"{show_day(day, weekday=True)} had {hours} hours"
    if reckoned.clock.unit == "working":
        yield from _left_out(reckoned.start, reckoned.due)
        until = reckoned.met or today
        for stop, cost in stop_costs(reckoned.stops, reckoned.start, until):
            ends = f"to {show_day(stop.until)}" if stop.until else "and still stands"
            words = f"{show_day(stop.since)} {ends}: {stop.reason} ({_counted(cost, 'working')})"
            yield "Stopped", words


def _left_out(start: date, due: date) -> Iterator[Line]:
    days = [start + timedelta(n) for n in range(1, (due - start).days + 1)]
    weekends = [day for day in days if day.weekday() >= 5]
    bank = [day for day in days if day.weekday() < 5 and is_bank_holiday(day)]
    if weekends:
        yield "Weekends left out", ", ".join(_runs(weekends))
    if bank:
        yield "Bank holidays left out", ", ".join(show_day(day, weekday=True) for day in bank)


def _runs(days: Iterable[date]) -> Iterator[str]:
    """Days that follow one another told together: ``13–14 Dec 2014``."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        first, last = run[0], run[-1]
        if first == last:
            yield show_day(first)
        elif (first.year, first.month) == (last.year, last.month):
            yield f"{first.day}–{show_day(last)}"
        else:
            yield f"{show_day(first)}–{show_day(last)}"


def _clock_changes(first: date, last: date) -> Iterator[tuple[date, int]]:
    """The days from one to another on which the clocks went forward or back, and how many hours each had."""
    day = first
    while day <= last:
        begins, ends = (datetime.combine(each, time(), LONDON) for each in (day, day + timedelta(1)))
        hours = round(elapsed_hours(begins, ends))
        if hours != 24:
            yield day, hours
        day += timedelta(1)


def _ends(reckoned: Reckoning, today: date, now: datetime) -> Line:
    due = reckoned.due
    over = due < now if isinstance(due, datetime) else due < today
    return ("Fell due" if over or reckoned.met else "Falls due"), _shown(due)


def _stands(reckoned: Reckoning, now: datetime) -> Line:
    if reckoned.met is not None:
        late = _late(reckoned, reckoned.met)
        return "Done", f"{_shown(reckoned.met)}, {late}" if late else f"{_shown(reckoned.met)}, in time"
    if reckoned.standing:
        return "Stands still", reckoned.standing
    at = now if isinstance(reckoned.due, datetime) else local_day(now)
    if late := _late(reckoned, at):
        return "Late", late
    return "Left", _left(reckoned, at)


def _late(reckoned: Reckoning, at: date) -> str:
    """How long after its end a moment or a day is, in the clock's own unit; empty where it is not.

    What has begun counts whole: never rounded in the office's favour.
    """
    due, unit = reckoned.due, reckoned.clock.unit
    if at <= due:
        return ""
    if isinstance(at, datetime) and isinstance(due, datetime):
        hours, days = ceil(elapsed_hours(due, at)), (local_day(at) - local_day(due)).days
        return f"{_counted(hours, unit)} late" + (f", {days} calendar days" if hours >= DAYS_FROM else "")
    return f"{_counted(max(1, _days(unit, due, at)), unit)} late"


def _left(reckoned: Reckoning, at: date) -> str:
    due, unit = reckoned.due, reckoned.clock.unit
    if isinstance(at, datetime) and isinstance(due, datetime):
        count = int(elapsed_hours(at, due))
    elif at == due:
        return "Until the end of today"
    else:
        count = _days(unit, at, due)
    return _counted(count, unit) if count else f"Under 1 {_UNITS[unit]}"


def _days(unit: Unit, first: date, last: date) -> int:
    return working_days_between(first, last) if unit == "working" else (last - first).days


def _counted(count: int, unit: Unit) -> str:
    return f"{count} {_UNITS[unit]}{'s' if count != 1 else ''}"


def _day_of(at: date) -> date:
    return local_day(at) if isinstance(at, datetime) else at


def _shown(at: date) -> str:
    if isinstance(at, datetime):
        return f"{show_day(local_day(at), weekday=True)}, {show_moment(at).rpartition(' ')[2]}"
    return show_day(at, weekday=True)
