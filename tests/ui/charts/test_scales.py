"""Axes, ticks and classes by hand: what a reader of the design's figures would draw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.ui.charts.scales import axis_for, change_scale, change_ticks, fall_class, month_name, month_ticks

COUNTS = st.lists(st.integers(0, 60_000).map(float), min_size=1, max_size=40)


def test_an_axis_well_above_zero_starts_just_below_its_values():
    axis = axis_for([9924, 9210, 8622, 8932])
    assert axis.floor == 8200
    assert axis.top >= 9924
    assert axis.ticks == (8500, 9000, 9500, 10_000)


def test_an_axis_whose_values_come_near_zero_starts_at_zero():
    assert axis_for([40, 220, 180]).floor == 0


@given(COUNTS)
def test_an_axis_holds_every_value_and_its_ticks(values):
    axis = axis_for(values)
    assert axis.floor <= min(values)
    assert axis.top >= max(values)
    assert all(axis.floor <= tick <= axis.top for tick in axis.ticks)
    assert 2 <= len(axis.ticks) <= 8


@given(st.lists(st.floats(-99, 400), min_size=1, max_size=12))
def test_a_scale_of_change_holds_zero_and_is_never_endless(values):
    low, high = change_scale(values)
    assert low <= -25
    assert high >= 10
    assert low >= -120
    assert high <= 120
    assert 0 in change_ticks(low, high, 150)


def test_a_scale_holds_the_limits_of_the_design():
    assert change_scale([-23.9, 8.2]) == (-25, 10)
    assert change_scale([-31.0, 12.0]) == (-35, 15)


@pytest.mark.parametrize(
    ("percent", "token"),
    [(3.4, "q1"), (0.0, "q2"), (-4.7, "q2"), (-5.0, "q3"), (-9.99, "q3"), (-10.0, "q4"), (-15.0, "q5"), (-60.0, "q5")],
)
def test_a_fall_is_put_in_its_class(percent, token):
    assert fall_class(percent) == token


def test_months_are_named_as_often_as_there_is_room_and_the_year_stands_once_a_year():
    march_2011 = 12 * 2011 + 2
    ticks = month_ticks(march_2011, march_2011 + 36, most=7)
    assert [words for _month, words in ticks] == [
        "Mar 2011", "Sep", "Mar 2012", "Sep", "Mar 2013", "Sep", "Mar 2014",
    ]  # fmt: skip
    assert [words for _month, words in month_ticks(march_2011, march_2011 + 36, most=4)] == [
        "Mar 2011", "Mar 2012", "Mar 2013", "Mar 2014",
    ]  # fmt: skip
    assert month_name(march_2011 - 1) == "Feb 2011"
    assert [words for _month, words in month_ticks(march_2011 + 1, march_2011 + 16, most=6)] == [
        "Apr 2011", "Jul", "Oct", "Jan 2012", "Apr", "Jul",
    ]  # fmt: skip


def test_twenty_years_of_months_still_fit():
    assert len(month_ticks(0, 240, most=6)) <= 6
