"""Days and times as officers say them, and as they are shown.

Typed: ``5 mar``, ``5/3/12``, ``5 March 2012``, ``2012-03-05``, ``today``, ``yesterday``, ``sat``, ``last sat``,
``next fri``, ``+3d`` (calendar days), ``+3wd`` (working days), ``+2w``, ``-1m``, and for a moment a time after it:
``sat 2340``, ``5 mar 11.40pm``, ``yesterday 9pm``. Day comes before month always. Shown: ``5 Mar 2012``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from spp_desktop.domain.clocks import LONDON, add_working_days

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARS_AHEAD = 10
"""A two-digit year is the latest such year no further than this ahead: in 2012, 22 is 2022 and 62 is 1962."""
EARLIEST, LATEST = 1850, 2199
"""Years outside these are slips of the hand."""
YEARS_BACK = 20
"""In a moment, four digits after a day and month are a year only this far back; earlier they are a time (1930)."""


@dataclass(frozen=True, slots=True)
class When:
    """A local day, with the time of day where it is known."""

    day: date
    time: time | None = None

    @property
    def text(self) -> str:
        """``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``: sorts as it happened, a day before its own times."""
        return self.day.isoformat() + (self.time.strftime("T%H:%M") if self.time else "")

    @classmethod
    def read(cls, text: str) -> When:
        """The moment written by ``text``. Raises ValueError for anything else."""
        day, _, clock = text.partition("T")
        return cls(date.fromisoformat(day), time.fromisoformat(clock) if clock else None)

    def moment(self) -> datetime:
        """The aware moment in London; the start of the day where the time is not known."""
        return datetime.combine(self.day, self.time or time(), LONDON)


def parse_day(text: str, today: date, *, ahead: bool = False) -> date | None:
    """The day meant by ``text``, or None when it names no real day.

    A weekday or a day and month without a year is the latest one up to today, or with ``ahead`` the first from
    today on.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    for reader in (_named, _relative, _weekday, _iso, _numbers, _day_month, _weekday_and_day):
        found = reader(words, today, ahead)
        if found is not None:
            return found
    return None


def parse_when(text: str, today: date, *, ahead: bool = False) -> When | None:
    """The moment meant by ``text``: a day, a day and a time, or a time today. None when it names no real one."""
    words = " ".join(_STAMP.sub(r"\1 ", text.strip()).lower().replace(",", " ").split())
    if match := _DAY_MONTH_FOUR.fullmatch(words):
        year = int(match[2])
        if not today.year - YEARS_BACK <= year <= today.year + YEARS_AHEAD:
            return _when(match[1], match[2], today, ahead)
    if (day := parse_day(words, today, ahead=ahead)) is not None:
        return When(day)
    before, _, last = words.rpartition(" ")
    if last in ("am", "pm"):
        before, _, hour = before.rpartition(" ")
        last = hour + last
    return _when(before, last, today, ahead)


def parse_time(text: str) -> time | None:
    """The time of day meant by ``2340``, ``23:40``, ``11.40pm``, ``9pm``; None when it is none."""
    match = _TIME.fullmatch(text.replace(" ", "").lower())
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is None and match[2] is None:
        return None
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def show_day(day: date, *, weekday: bool = False) -> str:
    """``5 Mar 2012``, or ``Mon 5 Mar 2012`` when planning."""
    shown = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {shown}" if weekday else shown


def show_when(when: When) -> str:
    """``Sat 10 Mar 2012, 23:40``, without the time where it is not known."""
    shown = show_day(when.day, weekday=True)
    return f"{shown}, {when.time:%H:%M}" if when.time else shown


def show_moment(moment: datetime) -> str:
    """An aware moment as it was in London: ``5 Mar 2012, 14:06``."""
    local = _in_london(moment)
    return f"{show_day(local.date())}, {local:%H:%M}"


def local_day(moment: datetime) -> date:
    """The day it was in London."""
    return _in_london(moment).date()


def _in_london(moment: datetime) -> datetime:
    """An aware moment by London's clocks; as it stands where that would pass the first or the last of all days."""
    try:
        return moment.astimezone(LONDON)
    except OverflowError:
        return moment


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; the last day where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm)?")
_STAMP = re.compile(r"^(\d{4}-\d{2}-\d{2})T", re.IGNORECASE)
_DAY_MONTH_FOUR = re.compile(r"(\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}) (\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_RELATIVE = re.compile(r"([+-]) ?(\d{1,4}) ?(wd|d|w|m|y)")
_NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})(?: ?(\d{4}|\d{2}))?")
_FULL_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _when(day_text: str, time_text: str, today: date, ahead: bool) -> When | None:
    clock = parse_time(time_text)
    day = parse_day(day_text, today, ahead=ahead) if day_text else today
    return When(day, clock) if day is not None and clock is not None else None


def _named(words: str, today: date, _ahead: bool) -> date | None:
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1, "tod": 0, "yest": -1, "tom": 1}
    return today + timedelta(steps[words]) if words in steps else None


def _relative(words: str, today: date, _ahead: bool) -> date | None:
    match = _RELATIVE.fullmatch(words)
    if not match:
        return None
    count, unit = int(match[1] + match[2]), match[3]
    try:
        if unit == "wd":
            return add_working_days(today, count)
        if unit in ("m", "y"):
            return add_months(today, count * (12 if unit == "y" else 1))
        return today + timedelta(count * (7 if unit == "w" else 1))
    except (OverflowError, ValueError):
        return None


def _weekday(words: str, today: date, ahead: bool) -> date | None:
    way, _, name = words.rpartition(" ")
    index = _index_of(name, _FULL_DAYS)
    if index is None or way not in ("", "last", "next", "on", "this"):
        return None
    forward = ahead if way in ("", "on", "this") else way == "next"
    away = (index - today.weekday()) % 7 if forward else -((today.weekday() - index) % 7)
    if away == 0 and way in ("last", "next"):
        away = 7 if forward else -7
    return today + timedelta(away)


def _iso(words: str, _today: date, _ahead: bool) -> date | None:
    match = _ISO.fullmatch(words)
    return _real(int(match[1]), int(match[2]), int(match[3])) if match else None


def _numbers(words: str, today: date, ahead: bool) -> date | None:
    match = _NUMBERS.fullmatch(words)
    return _day_of(int(match[1]), int(match[2]), match[3], today, ahead) if match else None


def _day_month(words: str, today: date, ahead: bool) -> date | None:
    match = _DAY_MONTH.fullmatch(words)
    month = _index_of(match[2], _FULL_MONTHS) if match else None
    return _day_of(int(match[1]), month + 1, match[3], today, ahead) if match and month is not None else None


def _weekday_and_day(words: str, today: date, ahead: bool) -> date | None:
    """A day written with its weekday, as it is shown; a weekday that is not the day's own makes it no day."""
    name, _, rest = words.partition(" ")
    index = _index_of(name, _FULL_DAYS)
    found = None
    if index is not None:
        found = _iso(rest, today, ahead) or _numbers(rest, today, ahead) or _day_month(rest, today, ahead)
    return found if found is not None and found.weekday() == index else None


def _day_of(day: int, month: int, year: str | None, today: date, ahead: bool) -> date | None:
    if year is not None:
        return _real(_full_year(year, today), month, day)
    steps = range(8) if ahead else range(0, -8, -1)
    for step in steps:
        found = _real(today.year + step, month, day)
        if found is not None and (found >= today if ahead else found <= today):
            return found
    return None


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    latest = today.year + YEARS_AHEAD
    return latest - (latest - int(year)) % 100


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def _index_of(word: str, names: tuple[str, ...]) -> int | None:
    if len(word) < 3:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(word) or word == name[:4]), None)
