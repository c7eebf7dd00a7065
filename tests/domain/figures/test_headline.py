"""The sentence at the top, by rule."""

from __future__ import annotations

import pytest

from spp_desktop.domain.figures.change import UNKNOWN, Change, change
from spp_desktop.domain.figures.headline import headline, past_target_sentence, per_cent, places_sentence
from spp_desktop.domain.figures.measures import Measure, measure_at
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.status import Status

DOWN, UP, LEVEL = change(1000, 800), change(1000, 1300), change(1000, 1005)
PLAN = measure_at("plan-victim-based", Month(2012, 2))
POLICE = measure_at("victim-based", Month(2025, 2))
YEAR = Months.parse("2011-03..2012-02")


def places(*changes: Change) -> list[tuple[str, Change]]:
    return [(f"Area {number}", one) for number, one in enumerate(changes, 1)]


@pytest.mark.parametrize(
    ("value", "words"),
    [(-13.1197, "−13.1%"), (3.43, "+3.4%"), (0.0, "0.0%"), (-0.04, "0.0%"), (None, "–"), (-100.0, "−100.0%")],
)
def test_a_per_cent_has_its_sign_and_a_true_minus(value: float | None, words: str) -> None:
    assert per_cent(value) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([DOWN] * 6 + [LEVEL], "Six of seven areas are clearly down; Area 7 may be no change."),
        ([DOWN] * 7, "Seven of seven areas are clearly down."),
        (
            [DOWN, UP, LEVEL, LEVEL],
            "One of four areas is clearly down, one is clearly up; Area 3 and Area 4 may be no change.",
        ),
        ([UP, UP, LEVEL, LEVEL, LEVEL], "Two of five areas are clearly up; the rest may be no change."),
        ([LEVEL] * 7, "None of seven areas has clearly changed."),
        ([UNKNOWN] * 7, ""),
        ([], ""),
        ([DOWN, UNKNOWN], "One of one areas is clearly down."),
        ([DOWN] * 22, "22 of 22 areas are clearly down."),
    ],
)
def test_how_many_areas_moved_and_which_may_not_have(changes: list[Change], words: str) -> None:
    assert places_sentence(places(*changes)) == words


def test_an_area_is_past_the_target_only_when_its_whole_limits_are() -> None:
    assert past_target_sentence(places(change(10_000, 8_000), change(1000, 895)), 0.1) == (
        "Only Area 1 is clearly past 10%."
    )
    assert past_target_sentence(places(*[change(10_000, 8_000)] * 3), 0.1) == "Three areas are clearly past 10%."
    assert past_target_sentence(places(change(1000, 880), change(0, 5)), 0.1).startswith("No area is clearly past 10%")


def test_a_target_reached_and_held_with_the_size_of_the_fall() -> None:
    said = headline(
        PLAN, (YEAR, YEAR.earlier()), ("City", change(9924, 8622)), places(*[DOWN] * 6, LEVEL), Status.HOLDING
    )
    assert said.figure == "−13.1%"
    assert said.label == "12 months to Feb 2012 against 12 months to Feb 2011"
    assert said.sentence == (
        "City target reached and being held. Six of seven areas are clearly down; Area 7 may be no change."
    )
    assert said.detail.startswith(
        "1,302 fewer victim-based crimes in the 12 months to Feb 2012 than in the 12 months to Feb 2011."
    )
    assert said.detail.endswith("Illustrative figures.")


def test_without_a_target_only_the_change_is_said() -> None:
    period = Months.parse("2025-01..2025-02")
    said = headline(POLICE, (period, period.earlier()), ("City", UP), places(UP, LEVEL), None)
    assert said.sentence == "One of two areas is clearly up; Area 2 may be no change."
    assert said.detail == ("300 more victim-based crimes in Jan 2025 to Feb 2025 than in Jan 2024 to Feb 2024.")


def test_one_area_chosen_is_spoken_of_alone() -> None:
    said = headline(PLAN, (YEAR, YEAR.earlier()), ("Rural North", LEVEL), [], None)
    assert said.sentence == "Rural North: not clear."
    same = headline(POLICE, (YEAR, YEAR.earlier()), ("Rural North", change(30, 30)), [], None)
    assert same.detail.startswith("As many victim-based crimes in the 12 months to Feb 2012 as in")


@pytest.mark.parametrize("measure", [PLAN, POLICE])
def test_a_blank_change_gives_its_reason(measure: Measure) -> None:
    said = headline(measure, (YEAR, YEAR.earlier()), ("City", UNKNOWN), [], None, "No data held for Mar 2024")
    assert said.figure == "–"
    assert said.sentence == "City: the change is blank. No data held for Mar 2024."
    assert ("Illustrative" in said.detail) is measure.illustrative
