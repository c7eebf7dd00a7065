"""Natural limits by hand: the sums are on the page."""

import pytest

from spp_desktop.domain.figures.xmr import xmr


def test_limits_are_the_mean_and_two_point_six_six_mean_moving_ranges():
    # Twelve months swinging between 90 and 110: mean 100, every move 20, limits 100 ± 53.2.
    found = xmr([90, 110] * 6)
    assert found is not None
    assert found.mean == 100
    assert found.lower == pytest.approx(46.8)
    assert found.upper == pytest.approx(153.2)
    assert found.signals == ()


def test_a_month_outside_the_limits_stands_out():
    # Mean (6 × 216 + 426) ÷ 14 = 123; moves 11 × 36, 174 and 174: upper limit 123 + 2.66 × 744 ÷ 13 = 275.2.
    found = xmr([90, 126] * 6 + [300, 126])
    assert found is not None
    assert found.mean == 123
    assert found.upper == pytest.approx(275.234, abs=0.001)
    assert found.signals == (12,)


def test_eight_months_on_one_side_stand_out_though_none_is_extreme():
    counts = [100, 140, 100, 140, 110, 110, 110, 110, 110, 110, 110, 110, 140, 140]
    found = xmr(counts)
    assert found is not None
    assert 110 < found.mean < 140
    assert found.signals == (4, 5, 6, 7, 8, 9, 10, 11)


def test_seven_in_a_row_do_not():
    found = xmr([100, 140, 100, 140, 100, 140, 110, 110, 110, 110, 110, 110, 140, 140])
    assert found is not None
    assert found.signals == ()


def test_a_missing_month_breaks_both_the_moves_and_the_run():
    counts = [100, 140, 100, 140, 110, 110, 110, 110, None, 110, 110, 110, 110, 140, 140]
    found = xmr(counts)
    assert found is not None
    assert found.mean == pytest.approx((100 + 140 + 100 + 140 + 8 * 110 + 280) / 14)
    assert found.signals == ()
    # Moves: 40, 40, 40, 30, then four zeros short of the gap (three), three zeros after it, 30, 0.
    assert found.upper - found.mean == pytest.approx(2.66 * (40 + 40 + 40 + 30 + 30) / 12)


def test_the_lower_limit_is_never_below_nothing():
    found = xmr([0, 30] * 6)
    assert found is not None
    assert found.lower == 0


@pytest.mark.parametrize("counts", [[], [5] * 11, [5, None] * 12], ids=["none", "eleven", "never two in a row"])
def test_too_few_months_give_no_limits(counts):
    assert xmr(counts) is None


def test_twelve_months_are_enough():
    found = xmr([5] * 12)
    assert found is not None
    assert (found.lower, found.mean, found.upper) == (5, 5, 5)


def test_limits_stay_those_of_the_first_two_years_so_that_a_fall_shows():
    # Two years swinging between 90 and 110, then a year at 40: limits still 100 ± 53.2, and every later month is out.
    found = xmr([90, 110] * 12 + [40] * 12)
    assert found is not None
    assert (found.mean, found.base) == (100, 24)
    assert found.lower == pytest.approx(46.8)
    assert found.signals == tuple(range(24, 36))
