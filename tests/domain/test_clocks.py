"""Clocks. Bank holidays are those GOV.UK and the London Gazette list; the nights the clocks change are 2012's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from spp_desktop.domain.bank_holidays import BANK_HOLIDAYS
from spp_desktop.domain.clocks import (
    LONDON,
    Clock,
    Stop,
    add_hours,
    add_working_days,
    due_day,
    due_text,
    elapsed_hours,
    explain_due,
    explain_hours,
    hours_text,
    is_bank_holiday,
    is_working_day,
    working_days_between,
)

PROMISE = Clock("first-contact", "First contact", 48, "hours")
REVIEW = Clock("review", "Review", 7, "calendar")
ACKNOWLEDGE = Clock("acknowledge", "Acknowledge", 10, "working", stops=True)


def london(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=LONDON, fold=fold)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "holiday",
    [
        date(2012, 1, 2), date(2012, 4, 6), date(2012, 4, 9), date(2012, 5, 7), date(2012, 6, 4), date(2012, 6, 5),
        date(2012, 8, 27), date(2012, 12, 25), date(2012, 12, 26), date(2011, 4, 29), date(2022, 9, 19),
        date(2023, 5, 8),
    ],
)  # fmt: skip
def test_england_bank_holidays_are_no_working_days(holiday: date) -> None:
    assert is_bank_holiday(holiday)
    assert not is_working_day(holiday)


def test_the_years_written_down_are_the_librarys() -> None:
    for year, days in BANK_HOLIDAYS.items():
        known = holidays.country_holidays("GB", subdiv="ENG", years=year)
        assert days.split() == [f"{day:%m%d}" for day in sorted(known)]


def test_a_year_not_written_down_is_the_librarys_too() -> None:
    assert 2061 not in BANK_HOLIDAYS
    assert is_bank_holiday(date(2061, 12, 26))
    assert is_working_day(date(2061, 12, 29))


def test_scotlands_second_of_january_is_a_working_day_here() -> None:
    assert is_working_day(date(2013, 1, 2))


def test_elapsed_hours_run_through_the_nights_the_clocks_change() -> None:
    assert elapsed_hours(london(2012, 3, 24, 12), london(2012, 3, 26, 12)) == 47
    assert elapsed_hours(london(2012, 10, 27, 12), london(2012, 10, 29, 12)) == 49
    assert add_hours(london(2012, 3, 24, 12), 48) == london(2012, 3, 26, 13)


def test_the_first_contact_clock_runs_through_a_weekend() -> None:
    assert due_day(PROMISE, london(2012, 3, 9, 16, 40)) == date(2012, 3, 11)


def test_reviews_count_calendar_days() -> None:
    assert due_day(REVIEW, london(2012, 4, 5, 9)) == date(2012, 4, 12)


def test_working_days_leave_out_easter() -> None:
    assert due_day(ACKNOWLEDGE, london(2012, 4, 4, 9)) == date(2012, 4, 20)
    assert add_working_days(date(2012, 4, 5), 1) == date(2012, 4, 10)
    assert add_working_days(date(2012, 4, 10), -1) == date(2012, 4, 5)
    assert add_working_days(date(2012, 4, 7), 0) == date(2012, 4, 7)
    assert working_days_between(date(2012, 4, 5), date(2012, 4, 11)) == 2
    assert working_days_between(date(2012, 4, 11), date(2012, 4, 5)) == -2


def test_working_days_are_counted_across_years_as_they_are_one_by_one() -> None:
    # 2012 had 261 weekdays and nine bank holidays, 2025 as many weekdays and eight.
    assert working_days_between(date(2011, 12, 31), date(2012, 12, 31)) == 252
    assert working_days_between(date(2024, 12, 31), date(2025, 12, 31)) == 253
    for start in (date(2019, 12, 20) + timedelta(n) for n in range(14)):
        counted = 0
        for end in (start + timedelta(n) for n in range(1, 800)):
            counted += is_working_day(end)
            assert working_days_between(start, end) == counted


def test_a_process_clock_stops_and_goes_on() -> None:
    start = london(2012, 3, 1, 9)
    stopped = [Stop(date(2012, 3, 2), date(2012, 3, 6), "court")]
    assert due_day(ACKNOWLEDGE, start) == date(2012, 3, 15)
    assert due_day(ACKNOWLEDGE, start, stopped) == date(2012, 3, 19)
    still = [Stop(date(2012, 3, 2), None, "court")]
    assert due_day(ACKNOWLEDGE, start, still, today=date(2012, 3, 7)) == date(2012, 3, 20)
    assert due_day(ACKNOWLEDGE, start, still) == date(2012, 3, 15)
    before = [Stop(date(2012, 2, 1), date(2012, 2, 20), "waiting")]
    assert due_day(ACKNOWLEDGE, start, before) == date(2012, 3, 15)


def test_a_clock_that_may_not_stop_ignores_stops() -> None:
    plain = Clock("plain", "Plain", 10, "working")
    assert due_day(plain, london(2012, 3, 1, 9), [Stop(date(2012, 3, 2), date(2012, 3, 6), "court")]) == date(
        2012, 3, 15
    )


def test_a_victim_safety_clock_cannot_be_declared_to_stop() -> None:
    with pytest.raises(ValueError, match="may not stop"):
        Clock("bad", "Bad", 48, "hours", stops=True)


@pytest.mark.parametrize(
    ("due", "working", "calendar"),
    [
        (date(2012, 3, 8), "2 days late", "4 days late"),
        (date(2012, 3, 9), "1 day late", "3 days late"),
        (date(2012, 3, 11), "1 day late", "1 day late"),
        (date(2012, 3, 12), "Today", "Today"),
        (date(2012, 3, 13), "Tomorrow", "Tomorrow"),
        (date(2012, 3, 14), "in 2 days", "in 2 days"),
        (date(2012, 3, 19), "in 5 days", "in 7 days"),
    ],
)
def test_how_a_clock_is_said(due: date, working: str, calendar: str) -> None:
    assert due_text(due, date(2012, 3, 12)) == working
    assert due_text(due, date(2012, 3, 12), "calendar") == calendar


def test_how_hours_are_said() -> None:
    now = datetime(2012, 3, 12, 9, tzinfo=UTC)
    assert hours_text(add_hours(now, 31.9), now) == "31 hours left"
    assert hours_text(add_hours(now, 1), now) == "1 hour left"
    assert hours_text(add_hours(now, 0.5), now) == "under an hour left"
    assert hours_text(add_hours(now, -0.5), now) == "1 hour late"
    assert hours_text(add_hours(now, -3), now) == "3 hours late"
    assert hours_text(add_hours(now, -47.5), now) == "48 hours late"
    assert hours_text(add_hours(now, -48), now) == "2 days late"
    assert hours_text(add_hours(now, -288.5), now) == "12 days late"


def test_the_sum_behind_a_clock_in_hours_gives_moment_and_hours() -> None:
    now = datetime(2025, 10, 13, 8, 14, tzinfo=UTC)
    assert explain_hours(datetime(2025, 10, 11, 7, 1, tzinfo=UTC), now) == "due Sat 11 Oct 2025, 08:01; 50 hours ago"
    assert explain_hours(datetime(2025, 10, 13, 9, 14, tzinfo=UTC), now) == "due Mon 13 Oct 2025, 10:14; in 1 hour"


def test_the_sum_behind_a_clock() -> None:
    today = date(2012, 3, 12)
    assert explain_due(date(2012, 3, 8), today) == "due Thu 8 Mar 2012, 2 working days ago; no stops"
    assert explain_due(today, today) == "due Mon 12 Mar 2012, today; no stops"
    stop = [Stop(date(2012, 3, 2), None, "court")]
    assert explain_due(date(2012, 3, 13), today, stop, "calendar") == (
        "due Tue 13 Mar 2012, in 1 calendar day; stopped from 2012-03-02: court"
    )


def test_years_without_bank_holidays_and_years_nobody_means_are_counted_at_once() -> None:
    # The Bank Holidays Act is of 1871; by the calendar of today Christmas of 1600 was a Monday.
    assert is_working_day(date(1600, 12, 25))
    # 400 years repeat themselves: 146,097 days, 20,871 weeks.
    assert working_days_between(date(2400, 1, 1), date(2800, 1, 1)) == 20_871 * 5
    assert working_days_between(date(1, 1, 1), date(9999, 12, 31)) > 2_600_000
