"""The satisfaction survey, and when it counts for closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.kinds.survey import SATISFACTION, SURVEY, surveyed
from spp_desktop.domain.records import RecordView


def survey(*, withdrawn: bool = False, **answers: str) -> RecordView:
    return RecordView(UUID(int=1), "survey", answers, datetime(2012, 3, 1, tzinfo=UTC), "Ann", withdrawn=withdrawn)


def test_what_is_asked() -> None:
    """Case handling, outcome, informed, would report again."""
    assert {"handling", "outcome", "informed", "report_again"} <= {each.key for each in SURVEY.form.fields}
    assert [each.code for each in SATISFACTION.terms] == ["very", "fairly", "neither", "fairly-not", "very-not"]


@pytest.mark.parametrize(
    ("records", "done"),
    [
        ([], False),
        ([survey()], False),
        ([survey(sent="2012-03-01")], True),
        ([survey(returned="2012-03-09")], True),
        ([survey(declined="2012-03-01")], True),
        ([survey(sent="2012-03-01", withdrawn=True)], False),
        ([replace(survey(sent="2012-03-01"), kind="onward-referral")], False),
    ],
)
def test_sent_returned_and_declined_all_count(records: list[RecordView], done: bool) -> None:
    assert surveyed(records) is done


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({}, "To be sent", False),
        ({"sent": "2012-03-01"}, "Sent", False),
        ({"sent": "2012-03-01", "returned": "2012-03-09"}, "Returned", True),
        ({"declined": "2012-03-01"}, "Declined", True),
    ],
)
def test_how_far_it_has_come(answers: dict[str, str], label: str, over: bool) -> None:
    stage = SURVEY.stage(answers)
    assert (stage.label, stage.over) == (label, over)


def test_one_that_came_back_before_it_went_is_marked() -> None:
    found = SURVEY.check({"sent": "2012-03-09", "returned": "2012-03-01"}, date(2012, 3, 12))
    assert [each.field for each in found] == ["returned"]
