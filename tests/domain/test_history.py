"""History in words."""

from __future__ import annotations

import pytest

from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.history import done_text, shown_field
from spp_desktop.domain.journal import Value
from tests.toy import POSTERS, TOY


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("answers.category", "personal", ("Type", "Personal")),
        ("answers.category", None, ("Type", "")),
        (
            "answers.hate_strands",
            ["race", "disability"],
            ("Hate element, if anyone thinks so", "Race, ethnicity or nationality, Disability"),
        ),
        ("answers.people_at_home", 3, ("People at home", "3")),
        ("answers.retired", "x", ("retired", "x")),
        ("state", "action-plan", ("State", "Action plan")),
        ("state", "gone", ("State", "gone")),
        ("band", "high", ("Risk", "High")),
        ("band", "extreme", ("Risk", "extreme")),
        ("band", None, ("Risk", "")),
        ("next_review", "2012-03-19", ("Next review", "19 Mar 2012")),
        ("first_contact_at", "2012-03-12T09:14:00.000000Z", ("First contact", "12 Mar 2012, 09:14")),
        ("words", "ten chars.", ("What was said", "ten chars.")),
        ("main", True, ("main", "Yes")),
        ("main", False, ("main", "No")),
        ("qualifiers", ["a", "b"], ("qualifiers", "a, b")),
    ],
)
def test_a_field_and_its_value_as_an_officer_reads_them(field: str, value: Value, shown: tuple[str, str]) -> None:
    assert shown_field(ASB_VICTIM, field, value) == shown


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("happened", "2012-03-10T23:40", ("When it happened", "Sat 10 Mar 2012, 23:40")),
        ("qualifiers", ["weapon"], ("Qualifiers", "Weapon")),
        ("agencies_told", ["fire"], ("Agencies told", "Fire and rescue service")),
        ("told_on", "2012-03-14", ("When they were told", "14 Mar 2012")),
        ("crime", "yes", ("Recorded as a crime", "Yes")),
        ("police_reference", "", ("Police reference", "")),
        ("recorded", None, ("Date recorded", "")),
        ("area", "CE1", ("Area", "Central and North")),
    ],
)
def test_an_incident_is_told_by_its_form(field: str, value: Value, shown: tuple[str, str]) -> None:
    assert shown_field(ASB_VICTIM, field, value, ASB_VICTIM.incident) == shown


def test_an_operation_is_named_and_an_unknown_one_is_not_hidden() -> None:
    assert done_text("case.logged") == "Case logged"
    assert done_text("case.newer-thing") == "case.newer-thing"


def test_answers_of_a_record_are_told_by_its_own_questions() -> None:
    assert shown_field(TOY, "answers.hung", "2012-03-08", POSTERS) == ("Hung on", "8 Mar 2012")
    assert shown_field(TOY, "answers.lost", "2012-03-08", POSTERS) == ("lost", "8 Mar 2012")


def test_answers_to_a_scale_are_told_by_its_questions_and_not_by_a_question_of_the_case_of_the_same_key() -> None:
    asked = "How often is there trouble, apart from today?"
    assert shown_field(ASB_VICTIM, "answers.frequency", "daily", ASB_MATRIX) == (asked, "Every day")
    assert shown_field(ASB_VICTIM, "answers.frequency", None, ASB_MATRIX) == (asked, "")
    assert shown_field(ASB_VICTIM, "answers.frequency", "fortnightly", ASB_MATRIX) == (asked, "fortnightly")
    assert shown_field(ASB_VICTIM, "answers.dropped", "yes", ASB_MATRIX) == ("dropped", "yes")


def test_the_times_a_clock_stood_still_are_told() -> None:
    stops: Value = [
        {"since": "2012-03-09", "until": "2012-03-12", "reason": "the shop was shut"},
        {"since": "2012-03-14", "until": None, "reason": "flood"},
    ]
    said = "from 9 Mar 2012 to 12 Mar 2012: the shop was shut; from 14 Mar 2012: flood"
    assert shown_field(TOY, "stops", stops, POSTERS) == ("Clock stood still", said)
    assert shown_field(TOY, "stops", None, POSTERS) == ("Clock stood still", "")
