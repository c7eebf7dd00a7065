"""The ASB victim type against the domain's own words: the matrix, states, clocks and lists."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from spp_desktop.domain.casetypes import declared_settings
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.casetypes.asb_lists import (
    CATEGORIES,
    CLOSURE_REASONS,
    HATE_STRANDS,
    INCIDENTAL,
    PERSONAL,
    SITUATIONAL,
    VULNERABILITIES,
)
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.instruments import score
from spp_desktop.domain.permissions import Right

MOST = {
    "frequency": "daily", "linked": "yes", "worse": "yes", "knows": "well", "intimidation": "ongoing",
    "agencies": "yes", "protected": "yes", "targeted": "individual", "circumstances": "yes", "affected": "extremely",
    "health": "yes", "professional": "wanted", "informal": "isolated", "others": "many",
}  # fmt: skip

POINTS = {
    "1": [0, 1, 2, 3, 4, 5],
    "2": [0, 1, 2],
    "3": [0, 1, 2],
    "4": [0, 1, 2],
    "5": [0, 2, 4, 6],
    "6": [0, 0],
    "7": [0, 2, 3],
    "8": [0, 1, 2, 3],
    "9": [0, 3],
    "10": [0, 1, 2, 3, 5],
    "11": [0, 3],
    "12": [0, 1, 0],
    "13a": [0, 1, 2, 3],
    "13b": [0, 1, 2, 3],
}
"""Points of each topic as the domain reference prints them."""


def test_the_matrix_is_the_printed_one() -> None:
    assert {each.number: [option.points for option in each.options] for each in ASB_MATRIX.questions} == POINTS


def test_the_most_a_case_can_score_is_41() -> None:
    assert ASB_MATRIX.maximum == 41
    result = score(ASB_MATRIX, MOST)
    assert (result.score, result.band, result.unanswered) == (41, "high", ())


@pytest.mark.parametrize(
    ("answers", "points", "band"),
    [
        ({"intimidation": "ongoing", "affected": "lot", "health": "yes", "knows": "by-sight"}, 13, "standard"),
        ({"intimidation": "ongoing", "affected": "lot", "health": "yes", "knows": "well"}, 14, "medium"),
        ({**MOST, "intimidation": "none", "affected": "not", "others": "no", "circumstances": "no"}, 24, "medium"),
        ({**MOST, "intimidation": "none", "affected": "little", "others": "no", "circumstances": "no"}, 25, "high"),
    ],
)
def test_bands_0_to_13_then_to_24_then_25_and_over(answers: dict[str, str], points: int, band: str) -> None:
    result = score(ASB_MATRIX, answers)
    assert (result.score, result.band) == (points, band)


@pytest.mark.parametrize("trigger", ["self-harm", "threats-to-life", "weapon", "hate-and-repeat", "immediate-risk"])
def test_each_automatic_trigger_makes_a_case_high(trigger: str) -> None:
    assert score(ASB_MATRIX, {}, [trigger]).band == "high"
    assert len(ASB_MATRIX.triggers) == 5


def test_the_matrix_says_it_is_illustrative() -> None:
    assert ASB_MATRIX.illustrative
    assert "llustrative" in ASB_MATRIX.source


def test_reviews_every_7_14_and_28_calendar_days() -> None:
    assert {band.code: band.review_days for band in ASB_MATRIX.bands} == {"high": 7, "medium": 14, "standard": 28}


def test_first_contact_within_48_elapsed_hours_and_never_paused() -> None:
    clock = ASB_VICTIM.first_contact
    assert (clock.length, clock.unit, clock.stops) == (48, "hours", False)


PATH = ["reported", "triaged", "assessing", "investigating", "action-plan", "monitoring", "proposed-closure", "closed"]


def test_the_printed_path_is_open_from_end_to_end() -> None:
    flow = ASB_VICTIM.workflow
    assert flow.first == "reported"
    assert all(flow.move(before, after) for before, after in pairwise(PATH))
    assert flow.move("action-plan", "investigating")
    assert flow.move("monitoring", "action-plan")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reported", "closed"),
        ("action-plan", "closed"),
        ("closed", "assessing"),
        ("monitoring", "reported"),
        ("not-asb", "closed"),
    ],
)
def test_other_moves_are_not_offered(before: str, after: str) -> None:
    assert ASB_VICTIM.workflow.move(before, after) is None


def test_closing_asks_the_checklist_and_the_right_to_close() -> None:
    move = ASB_VICTIM.workflow.move("proposed-closure", "closed")
    assert move is not None
    assert move.closing
    assert move.right is Right.CASE_CLOSE
    flow = ASB_VICTIM.workflow
    assert flow.closes("proposed-closure") == move
    assert flow.closes("monitoring") is None
    proposed = {state.code for state in flow.states if flow.proposes(state.code) is not None}
    assert proposed == {"assessing", "investigating", "action-plan", "monitoring"}


def test_suspending_for_court_stops_process_clocks_and_a_closed_case_may_come_back() -> None:
    flow = ASB_VICTIM.workflow
    assert flow.state("suspended").stopped == "court"
    assert flow.state("suspended").open
    assert flow.move("closed", "reopened")
    assert flow.may_reopen(date(2012, 3, 12), date(2013, 3, 12))
    assert not flow.may_reopen(date(2012, 3, 12), date(2013, 3, 13))


def test_the_three_categories_hold_from_april_2011() -> None:
    assert [term.code for term in CATEGORIES.on(date(2012, 3, 12))] == ["personal", "nuisance", "environmental"]
    assert [term.code for term in CATEGORIES.on(date(2011, 3, 31))] == ["detailed"]


def test_five_strands_are_monitored_nationally() -> None:
    assert {"race", "religion", "orientation", "disability", "transgender"} <= {
        term.code for term in HATE_STRANDS.terms
    }


def test_ten_reasons_close_a_case() -> None:
    assert len(CLOSURE_REASONS.terms) == 10


def test_records_of_every_kind_that_a_case_may_hold() -> None:
    assert [each.code for each in ASB_VICTIM.records] == [
        "entitlement", "witness", "court-day", "onward-referral", "case-review", "survey", "disclosure", "diary",
    ]  # fmt: skip
    roles = {each.code for each in ASB_VICTIM.roles.terms}
    assert all(each.roles <= roles for each in ASB_VICTIM.records)
    assert {each.tab for each in ASB_VICTIM.records} == {"people", "actions", "sharing", "documents"}


def test_a_list_means_one_thing_wherever_it_is_used() -> None:
    forms = (*ASB_VICTIM.sections, ASB_VICTIM.incident, *(each.form for each in ASB_VICTIM.records))
    used = [each.terms for section in forms for each in section.fields if each.terms]
    assert len({each.code for each in used}) == len(set(used))


def test_an_incident_has_four_dates_and_says_who_was_told_and_whether_it_is_a_crime() -> None:
    """When it was logged, the fourth, nobody is asked."""
    asked = {each.key for each in ASB_VICTIM.incident.fields}
    assert asked >= {
        "happened", "reported", "recorded", "category", "subtype", "qualifiers", "hate_strands", "perceived_by",
        "agencies_told", "told_on", "crime", "crime_reference",
    }  # fmt: skip


def test_each_kind_of_vulnerability_has_its_terms() -> None:
    """Personal (health, disability, identity), situational (place), incidental (nature or repetition)."""
    assert {each.code for each in VULNERABILITIES.terms} == {*PERSONAL, *SITUATIONAL, *INCIDENTAL, "none"}


def test_only_what_and_when_reported_are_required_of_the_case_itself() -> None:
    assert {each.key for each in ASB_VICTIM.fields if each.required} == {"category", "reported"}


def test_sections_stand_in_the_order_of_the_form() -> None:
    assert [section.label for section in ASB_VICTIM.sections] == [
        "The report", "What is happening", "Where", "Contact and safety", "Victim's wishes", "Agencies told",
        "Household", "What they need", "What is owed",
    ]  # fmt: skip


TODAY = date(2012, 3, 12)
GOOD = {"category": "personal", "reported": "2012-02-20"}


@pytest.mark.parametrize(
    ("answers", "field", "severity"),
    [
        ({"category": "personal"}, "reported", "error"),
        ({"reported": "2012-02-20"}, "category", "error"),
        ({**GOOD, "unheard-of": "x"}, "unheard-of", "error"),
        ({**GOOD, "first_incident": "2012-02-21"}, "first_incident", "warning"),
        ({**GOOD, "recorded": "2012-02-18"}, "recorded", "warning"),
        ({**GOOD, "hate_strands": ("race",)}, "perceived_by", "warning"),
        ({**GOOD, "reported": "31 feb"}, "reported", "warning"),
        ({"category": "personal", "reported": "2011-03-01"}, "category", "warning"),
    ],
)
def test_little_is_an_error_and_the_rest_warns(answers: dict[str, object], field: str, severity: str) -> None:
    found = ASB_VICTIM.check(answers, TODAY)  # type: ignore[arg-type]
    assert [(problem.field, problem.severity) for problem in found] == [(field, severity)]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"first_incident": "2012-02-12", "recorded": "2012-02-20"},
        {"hate_strands": ("race",), "perceived_by": ("victim",)},
        {"hate_strands": ("none",)},
    ],
)
def test_a_sound_case_has_no_problems(more: dict[str, object]) -> None:
    assert ASB_VICTIM.check({**GOOD, **more}, TODAY) == ()  # type: ignore[arg-type]


def test_the_dates_warning_names_the_day() -> None:
    found = ASB_VICTIM.check({**GOOD, "recorded": "2012-02-18"}, TODAY)
    assert found[0].message == "Must be on or after the date reported, 20 Feb 2012"


def test_every_length_and_rule_is_a_setting_that_says_whose_it_is() -> None:
    """A clock of no length runs to a day that somebody named, and has none."""
    declared = {each.key: each for each in declared_settings()}
    lengths = {owed.clock.code for kind in ASB_VICTIM.records for owed in kind.clocks if owed.clock.length}
    wanted = {f"asb.clock.{code}" for code in lengths} | {
        "asb.clock.update", "asb.first-contact-hours", "asb.case-review.complaints", "asb.case-review.hate",
        *(f"asb.review-days.{band.code}" for band in ASB_VICTIM.instrument.bands),
        *(f"asb.repeat.{rule.code}.{part}" for rule in ASB_VICTIM.repeat for part in ("count", "days")),
    }  # fmt: skip
    assert len(lengths) >= 10
    assert wanted <= declared.keys()
    assert all(declared[key].source for key in wanted)
