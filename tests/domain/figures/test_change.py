"""Change and its limits, against worked examples and scipy.stats."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from spp_desktop.domain.figures.change import (
    Signal,
    chance_sentence,
    change,
    exact_limits,
    flagged_by_chance,
    page_change,
    per_day_change,
)


def test_the_plans_change() -> None:
    moved = change(9924, 8622)
    assert (moved.change, moved.notable, moved.signal) == (-1302, True, Signal.DOWN)
    assert moved.percent == pytest.approx(-13.1197, abs=1e-4)
    assert moved.low == pytest.approx(-15.59088862531027, rel=1e-12)
    assert moved.high == pytest.approx(-10.57618421432570, rel=1e-12)


@pytest.mark.parametrize(
    ("compare", "now", "low", "high", "notable"),
    [
        (3, 5, -60.17024711993991, 597.41275727784206, False),
        (60, 40, -55.31572038824718, -0.53673276013896, True),
        (1, 100, 1294.88150812618526, 71590.67724923463, True),
        (268, 229, -28.36918957444458, 1.92987975000061, False),
    ],
)
def test_limits_follow_the_published_formula_at_every_size(
    compare: int, now: int, low: float, high: float, notable: bool
) -> None:
    """Expected limits by bc to twenty places."""
    moved = change(compare, now)
    assert moved.low == pytest.approx(low, rel=1e-10)
    assert moved.high == pytest.approx(high, rel=1e-10)
    assert moved.notable is notable


@pytest.mark.parametrize(("compare", "now", "percent"), [(0, 5, None), (5, 0, -100.0), (0, 0, None)])
def test_a_count_of_nothing_gives_no_limits_and_is_not_notable(compare: int, now: int, percent: float | None) -> None:
    for moved in (change(compare, now), page_change(compare, now)):
        assert moved.change == now - compare
        assert moved.percent == percent
        assert (moved.low, moved.high, moved.notable) == (None, None, False)
        assert moved.signal is Signal.NOT_CLEAR


@pytest.mark.parametrize(("compare", "now"), [(None, 5), (5, None), (None, None)])
def test_an_unknown_count_leaves_everything_unknown(compare: int | None, now: int | None) -> None:
    for moved in (change(compare, now), page_change(compare, now)):
        assert (moved.compare, moved.now) == (compare, now)
        assert (moved.change, moved.percent, moved.low, moved.high, moved.notable) == (None,) * 5
        assert moved.signal is Signal.UNKNOWN


def test_a_page_blanks_the_per_cent_of_a_base_under_20_and_greys_one_under_50() -> None:
    assert change(19, 30).per_cent_shown is None
    assert change(20, 30).per_cent_shown == pytest.approx(50)
    assert change(None, 30).per_cent_shown is None
    assert change(49, 60).faint
    assert not change(50, 60).faint
    assert not change(None, 60).faint


@given(st.integers(1, 400), st.integers(1, 400))
def test_exact_limits_are_clopper_pearsons(compare: int, now: int) -> None:
    limits = exact_limits(compare, now)
    assert limits is not None
    low, high = beta.ppf(0.025, now, compare + 1), beta.ppf(0.975, now + 1, compare)
    assert limits[0] == pytest.approx(100 * (low / (1 - low) - 1), rel=1e-6, abs=1e-6)
    assert limits[1] == pytest.approx(100 * (high / (1 - high) - 1), rel=1e-6, abs=1e-6)


def test_a_page_calls_small_counts_notable_when_each_tail_of_the_exact_test_does() -> None:
    for compare in range(1, 50):
        for now in range(1, 50):
            total = compare + now
            tail = min(binomtest(now, total, alternative=side).pvalue for side in ("less", "greater"))
            assert page_change(compare, now).notable == (tail < 0.025), (compare, now)


def test_a_page_takes_the_formula_from_fifty_on() -> None:
    assert page_change(50, 80) == change(50, 80)
    assert page_change(49, 80) != change(49, 80)
    assert page_change(80, 49) != change(80, 49)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_per_cent_lies_within_its_limits(compare: int, now: int) -> None:
    moved = change(compare, now)
    assert moved.percent is not None
    assert moved.low is not None
    assert moved.high is not None
    assert moved.low < moved.percent < moved.high
    assert moved.notable == (not moved.low <= 0 <= moved.high)
    assert (1 + moved.low / 100) * (1 + moved.high / 100) == pytest.approx((now / compare) ** 2, rel=1e-9)
    assert math.isfinite(moved.high)


def test_a_change_in_crimes_a_day_where_the_days_differ() -> None:
    assert per_day_change(290, 280, 29, 28) == pytest.approx(0)
    assert per_day_change(100, 100, 31, 28) == pytest.approx(100 * (31 / 28 - 1))
    assert per_day_change(100, 90, 28, 28) is None
    assert per_day_change(None, 90, 29, 28) is None
    assert per_day_change(90, None, 29, 28) is None
    assert per_day_change(0, 90, 29, 28) is None


def test_what_chance_alone_would_flag_is_one_row_in_twenty() -> None:
    assert flagged_by_chance(20) == 1
    assert chance_sentence(22) == "By chance alone about 1.1 of these 22 rows would look notable"
