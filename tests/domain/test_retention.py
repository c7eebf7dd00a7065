"""Retention: years worked out by hand from the schedule's own words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.retention import (
    FIELDS,
    RECORDS,
    RETENTION_CLASSES,
    DueForReview,
    Goes,
    held,
    review_day,
    youngest_child,
)

CLOSED = date(2012, 3, 5)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("asb", date(2018, 3, 5)),
        ("asb-no-action", date(2014, 3, 5)),
        ("marac", date(2019, 3, 5)),
        ("iom", date(2018, 3, 5)),
        ("permanent", None),
    ],
)
def test_years_count_from_the_day_the_class_names(code: str, expected: date | None) -> None:
    assert review_day(code, CLOSED) == expected


def test_an_open_case_has_no_review_day() -> None:
    assert review_day("asb", None) is None


def test_an_order_in_force_moves_the_start() -> None:
    assert review_day("asb", CLOSED, order_end=date(2013, 1, 31)) == date(2019, 1, 31)
    assert review_day("asb", CLOSED, order_end=date(2011, 1, 31)) == date(2018, 3, 5)


def test_a_child_in_the_case_keeps_it_to_their_twenty_fifth_birthday() -> None:
    assert review_day("asb", CLOSED, youngest_born=date(2004, 7, 9)) == date(2029, 7, 9)
    assert review_day("asb", CLOSED, youngest_born=date(1990, 7, 9)) == date(2018, 3, 5)


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        ([], None),
        (["1994-03-09"], date(1994, 3, 9)),
        (["1994-03-08"], None),
        (["1994"], date(1994, 12, 31)),
        (["1993"], None),
        (["2001-05-06", "2004-07-09", "1970-01-01"], date(2004, 7, 9)),
        (["2012-03-31"], date(2012, 3, 31)),
        (["2013-01-01", "9999-12-31", "soon", "0000", ""], None),
    ],
)
def test_a_child_is_who_was_one_when_the_case_was_reported(births: list[str], expected: date | None) -> None:
    assert youngest_child(births, date(2012, 3, 8), date(2012, 4, 2)) == expected


def test_a_setting_overrides_the_years_but_never_ends_what_is_kept_for_good() -> None:
    assert review_day("asb", CLOSED, years=10) == date(2022, 3, 5)
    assert review_day("asb", CLOSED, years=0) == CLOSED
    assert review_day("permanent", CLOSED, years=1) is None


def test_the_last_of_february_falls_on_the_last_of_february() -> None:
    assert review_day("asb", date(2012, 2, 29)) == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("reason", "until", "expected"),
    [
        (None, None, False),
        ("", date(2030, 1, 1), False),
        ("inquiry", None, True),
        ("inquiry", date(2026, 3, 2), True),
        ("inquiry", date(2026, 3, 1), False),
    ],
)
def test_a_hold_stands_to_its_last_day(reason: str | None, until: date | None, expected: bool) -> None:
    assert held(reason, until, date(2026, 3, 2)) is expected


def test_every_class_has_its_own_setting() -> None:
    assert len({one.setting for one in RETENTION_CLASSES.values()}) == len(RETENTION_CLASSES)
    assert RETENTION_CLASSES["asb"].setting == "retention.asb.years"


def test_what_goes_is_counted_in_words() -> None:
    goes = Goes({"incident": 1, "contact": 2, "person": 1, "party": 4, "flag": 0}, 0, 0, None)
    assert goes.words == ("1 incident", "2 contacts", "1 person known from it alone")


def test_a_case_due_says_whether_a_hold_stands() -> None:
    case = DueForReview(UUID(int=1), "ASB-2012-K7-0001", "asb", "asb", CLOSED, CLOSED, "inquiry", CLOSED, 1)
    assert case.held(CLOSED)
    assert not case.held(date(2012, 3, 6))


def test_every_record_with_words_has_a_name_and_every_class_of_a_case_a_rule() -> None:
    assert FIELDS.keys() == RECORDS.keys()
    assert {kind.retention for kind in CASE_TYPES} <= RETENTION_CLASSES.keys()
