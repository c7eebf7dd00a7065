"""Days and times as officers say them. Today is Monday 12 March 2012, as on a wall calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from spp_desktop.domain.dates import (
    When,
    add_months,
    local_day,
    parse_day,
    parse_time,
    parse_when,
    show_day,
    show_moment,
    show_when,
)

TODAY = date(2012, 3, 12)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", date(2012, 3, 12)),
        ("Yesterday", date(2012, 3, 11)),
        ("tomorrow", date(2012, 3, 13)),
        ("5 mar", date(2012, 3, 5)),
        ("5mar", date(2012, 3, 5)),
        ("5 Sept", date(2011, 9, 5)),
        ("1st April", date(2011, 4, 1)),
        ("5 March 2012", date(2012, 3, 5)),
        ("5 mar 12", date(2012, 3, 5)),
        ("Mon, 5 Mar 2012", date(2012, 3, 5)),
        ("Tue 5 Mar 2012", None),
        ("Mon 31 Feb 2012", None),
        ("5/3/12", date(2012, 3, 5)),
        ("5.3.2012", date(2012, 3, 5)),
        ("5-3", date(2012, 3, 5)),
        ("13/3", date(2011, 3, 13)),
        ("29/2", date(2012, 2, 29)),
        ("5/3/62", date(1962, 3, 5)),
        ("5/3/22", date(2022, 3, 5)),
        ("2012-03-05", date(2012, 3, 5)),
        ("mon", date(2012, 3, 12)),
        ("sat", date(2012, 3, 10)),
        ("on sat", date(2012, 3, 10)),
        ("last mon", date(2012, 3, 5)),
        ("last thursday", date(2012, 3, 8)),
        ("next mon", date(2012, 3, 19)),
        ("next fri", date(2012, 3, 16)),
        ("+3d", date(2012, 3, 15)),
        ("-3d", date(2012, 3, 9)),
        ("+5wd", date(2012, 3, 19)),
        ("-1wd", date(2012, 3, 9)),
        ("+2w", date(2012, 3, 26)),
        ("+1m", date(2012, 4, 12)),
        ("-1y", date(2011, 3, 12)),
        ("31 feb", None),
        ("31/2/2012", None),
        ("2012-02-30", None),
        ("5/3/2340", None),
        ("5/3/1066", None),
        ("some sat", None),
        ("5 xyz", None),
        ("5 xy", None),
        ("+9999y", None),
        ("", None),
    ],
)
def test_days_as_spoken(typed: str, day: date | None) -> None:
    assert parse_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("sat", date(2012, 3, 17)),
        ("mon", date(2012, 3, 12)),
        ("5 mar", date(2013, 3, 5)),
        ("29 feb", date(2016, 2, 29)),
        ("last sat", date(2012, 3, 10)),
    ],
)
def test_days_to_come(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY, ahead=True) == day


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("sat 2340", When(date(2012, 3, 10), time(23, 40))),
        ("sat 23:40", When(date(2012, 3, 10), time(23, 40))),
        ("5 mar 11.40pm", When(date(2012, 3, 5), time(23, 40))),
        ("5 mar 9 pm", When(date(2012, 3, 5), time(21, 0))),
        ("5 mar 2012 2340", When(date(2012, 3, 5), time(23, 40))),
        ("5 mar 2340", When(date(2012, 3, 5), time(23, 40))),
        ("5 mar 2012", When(date(2012, 3, 5))),
        ("sat 2012", When(date(2012, 3, 10), time(20, 12))),
        ("yesterday 12am", When(date(2012, 3, 11), time(0, 0))),
        ("2340", When(date(2012, 3, 12), time(23, 40))),
        ("9pm", When(date(2012, 3, 12), time(21, 0))),
        ("5/3/12", When(date(2012, 3, 5))),
        ("2012-03-05T23:40", When(date(2012, 3, 5), time(23, 40))),
        ("sat 2560", None),
        ("31 feb 2340", None),
        ("31 feb 1000", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_moments_as_spoken(typed: str, when: When | None) -> None:
    assert parse_when(typed, TODAY) == when


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2340", time(23, 40)),
        ("9am", time(9)),
        ("12pm", time(12)),
        ("13pm", None),
        ("0pm", None),
        ("9", None),
        ("x", None),
    ],
)
def test_times(typed: str, at: time | None) -> None:
    assert parse_time(typed) == at


def test_days_are_shown_as_on_paper() -> None:
    assert show_day(date(2012, 3, 5)) == "5 Mar 2012"
    assert show_day(date(2012, 3, 29), weekday=True) == "Thu 29 Mar 2012"
    assert show_when(When(date(2012, 3, 10), time(23, 40))) == "Sat 10 Mar 2012, 23:40"
    assert show_when(When(date(2012, 3, 10))) == "Sat 10 Mar 2012"


def test_moments_are_shown_as_they_were_in_london() -> None:
    assert show_moment(datetime(2012, 2, 20, 14, 6, tzinfo=UTC)) == "20 Feb 2012, 14:06"
    assert show_moment(datetime(2012, 7, 20, 23, 30, tzinfo=UTC)) == "21 Jul 2012, 00:30"
    assert local_day(datetime(2012, 7, 20, 23, 30, tzinfo=UTC)) == date(2012, 7, 21)


def test_a_moment_is_written_and_read_back() -> None:
    for when in (When(date(2012, 3, 10)), When(date(2012, 3, 10), time(23, 40))):
        assert When.read(when.text) == when
    assert When(date(2012, 3, 10)).text < When(date(2012, 3, 10), time(0, 0)).text
    assert When(date(2012, 7, 10), time(9)).moment().astimezone(UTC) == datetime(2012, 7, 10, 8, tzinfo=UTC)


def test_months_are_added_to_the_same_day_or_the_last() -> None:
    assert add_months(date(2012, 1, 31), 1) == date(2012, 2, 29)
    assert add_months(date(2012, 3, 12), -3) == date(2011, 12, 12)


def test_the_first_and_the_last_of_all_moments_have_a_day() -> None:
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        assert local_day(moment) == moment.date()
        assert show_moment(moment).endswith(f"{moment:%H:%M}")
