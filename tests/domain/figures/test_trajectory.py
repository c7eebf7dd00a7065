"""Rolling years, paths, status words: the plan's own numbers and cases worked by hand."""

from __future__ import annotations

import pytest

from spp_desktop.domain.figures.measures import PLAN_TARGET, PLAN_YEARS
from spp_desktop.domain.figures.months import Month
from spp_desktop.domain.figures.status import RATINGS, Status, projected, status
from spp_desktop.domain.figures.trajectory import Path, required_rate, rolling

LINEAR = Path(10_000, PLAN_YEARS, PLAN_TARGET)
COMPOUND = Path(10_000, PLAN_YEARS, PLAN_TARGET, "compound")


def test_a_rolling_year_is_blank_until_twelve_months_are_known() -> None:
    assert rolling([1] * 11) == [None] * 11
    assert rolling([1] * 12) == [None] * 11 + [12]
    counts: list[int | None] = list(range(1, 15))
    assert rolling(counts)[11:] == [78, 90, 102]
    counts[3] = None
    assert rolling(counts) == [None] * 14
    assert rolling([*counts, 15, 16])[-1] == sum(range(5, 17))
    assert rolling([5, 6, 7], 2) == [None, 11, 13]
    assert rolling([]) == []


@pytest.mark.parametrize(("path", "percents"), [(LINEAR, (96.67, 93.33, 90.00)), (COMPOUND, (96.55, 93.22, 90.00))])
def test_the_path_at_the_end_of_each_year_of_the_plan(path: Path, percents: tuple[float, ...]) -> None:
    ends = (Month(2012, 3), Month(2013, 3), Month(2014, 3))
    assert tuple(round(path.at(month) / 100, 2) for month in ends) == percents


def test_the_path_is_level_before_and_after() -> None:
    for path in (LINEAR, COMPOUND):
        assert path.at(Month(2010, 1)) == 10_000
        assert path.at(Month(2020, 1)) == pytest.approx(9_000)
        assert path.length == 36


def test_gap_and_headroom() -> None:
    assert LINEAR.gap(9_500, Month(2012, 3)) == pytest.approx(9_500 - 9_666.67, abs=0.01)
    assert LINEAR.headroom(8_600) == pytest.approx(400)


def test_the_rate_still_allowed_in_the_final_year() -> None:
    assert required_rate(LINEAR, [800, 800, 800]) == pytest.approx((9_000 - 2_400) / 9)
    assert required_rate(LINEAR, []) is None
    assert required_rate(LINEAR, [800, None]) is None
    assert required_rate(LINEAR, [700] * 12) is None


@pytest.mark.parametrize(
    ("rolled", "word"),
    [
        (9_667, Status.ON_TRACK),
        (9_666, Status.AHEAD),
        (9_766, Status.ON_TRACK),
        (9_767, Status.BEHIND),
        (9_966, Status.BEHIND),
        (9_967, Status.OFF_TRACK),
        (9_001, Status.AHEAD),
        (9_000, Status.HOLDING),
    ],
)
def test_the_status_word_after_one_year_of_three(rolled: int, word: Status) -> None:
    assert status(LINEAR, Month(2012, 3), rolled) is word


def test_an_achieved_target_is_at_risk_when_the_pace_of_three_months_would_lose_it() -> None:
    month = Month(2012, 3)
    before = (700, 700, 700)
    assert status(LINEAR, month, 8_700, (720, 720, 720), before) is Status.HOLDING
    assert status(LINEAR, month, 8_700, (725, 725, 725), before) is Status.AT_RISK
    assert status(LINEAR, month, 8_700, (725, None, 725), before) is Status.HOLDING
    assert projected(8_700, (725, 725, 725), before) == pytest.approx(8_700 * 725 / 700)
    assert projected(8_700, (7, 7, 7), (0, 0, 0)) is None
    assert projected(8_700, (7, 7, 7), (1, 1)) is None


def test_a_quiet_season_is_neither_a_fall_nor_a_rise() -> None:
    """Three quiet months annualised would read 7,200 and three busy ones 9,600; against last year's they read 8,700."""
    for pace in (600, 800):
        assert status(LINEAR, Month(2012, 3), 8_700, (pace,) * 3, (pace,) * 3) is Status.HOLDING


def test_the_plans_position_is_achieved_and_held() -> None:
    path = Path(9_834, PLAN_YEARS, PLAN_TARGET)
    assert status(path, Month(2012, 2), 8_622, (639, 673, 644), (740, 794, 750)) is Status.HOLDING
    assert status(Path(9_924, PLAN_YEARS, PLAN_TARGET), Month(2012, 2), 8_624) is Status.HOLDING


def test_without_a_rolling_year_or_a_baseline_nothing_is_said() -> None:
    assert status(LINEAR, Month(2012, 3), None) is Status.INSUFFICIENT
    assert status(None, Month(2012, 3), 9_000) is Status.INSUFFICIENT
    assert status(Path(0, PLAN_YEARS, PLAN_TARGET), Month(2012, 3), 0) is Status.INSUFFICIENT


def test_every_word_has_a_rating_mark() -> None:
    assert set(RATINGS) == set(Status)
