"""Witnesses: statements, special measures, days in court."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.kinds.witness import COURT_DAY, SPECIAL_MEASURES, WITNESS
from spp_desktop.domain.records import RecordView, owed_on

TODAY = date(2012, 3, 12)


def test_both_are_about_somebody_who_gives_evidence() -> None:
    assert WITNESS.roles == COURT_DAY.roles == {"witness", "victim"}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2002-07-23", {"none"}),
        ("2002-07-24", {"screens", "live-link", "private", "gowns", "video-chief", "aids", "none"}),
        ("2012-03-12", {"screens", "live-link", "private", "gowns", "video-chief", "aids", "intermediary", "none"}),
        ("2013-12-30", {each.code for each in SPECIAL_MEASURES.terms}),
    ],
)
def test_special_measures_from_the_day_each_section_came_into_force(day: str, codes: set[str]) -> None:
    """Youth Justice and Criminal Evidence Act 1999 ss23 to 30."""
    assert {each.code for each in SPECIAL_MEASURES.on(date.fromisoformat(day))} == codes


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({}, []),
        ({"measures": ("none",)}, []),
        ({"measures": ("screens",)}, ["grounds"]),
        ({"measures": ("screens",), "grounds": ("fear",)}, []),
        ({"measures": ("screens",), "grounds": ("fear",), "ruling": "granted"}, ["applied"]),
        ({"measures": ("screens",), "grounds": ("fear",), "ruling": "granted", "applied": "2012-03-01",
          "ruled": "2012-03-08"}, []),
        ({"applied": "2012-03-08", "ruled": "2012-03-01"}, ["ruled"]),
    ],
)  # fmt: skip
def test_measures_have_a_ground_and_are_applied_for(more: dict[str, str | tuple[str, ...]], fields: list[str]) -> None:
    found = WITNESS.check({"statement": "signed", **more}, TODAY)
    assert [each.field for each in found] == fields


@pytest.mark.parametrize(
    ("statement", "label", "over"),
    [
        (None, "To be asked", False),
        ("not-asked", "To be asked", False),
        ("will-give", "To be taken", False),
        ("signed", "Taken", False),
        ("withdrawn", "No statement", True),
    ],
)
def test_how_far_a_statement_has_come(statement: str | None, label: str, over: bool) -> None:
    stage = WITNESS.stage({"statement": statement} if statement else {})
    assert (stage.label, stage.over) == (label, over)


def test_they_are_told_of_the_day_and_of_the_outcome() -> None:
    """Five working days from Mon 5 Mar 2012 are Mon 12; from Fri 9 Mar, Fri 16."""
    day = RecordView(
        UUID(int=1), "court-day", {"fixed": "2012-03-05", "held": "2012-03-09"}, datetime(2012, 3, 5, tzinfo=UTC), "Ann"
    )
    assert [(each.clock.code, each.due) for each in owed_on(COURT_DAY, day, TODAY)] == [
        ("witness-told", date(2012, 3, 12)),
        ("witness-outcome", date(2012, 3, 16)),
    ]


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({"held": "2012-03-09"}, "To be told", False),
        ({"told": "2012-03-06"}, "Told of the day", False),
        ({"told": "2012-03-06", "attended": "no"}, "Outcome to be told", False),
        ({"attended": "yes", "told_outcome": "2012-03-12"}, "Told the outcome", True),
    ],
)
def test_how_far_a_day_in_court_has_come(answers: dict[str, str], label: str, over: bool) -> None:
    stage = COURT_DAY.stage(answers)
    assert (stage.label, stage.over) == (label, over)


def test_somebody_told_after_the_day_is_marked() -> None:
    found = COURT_DAY.check({"fixed": "2012-03-01", "held": "2012-03-05", "told": "2012-03-07"}, TODAY)
    assert [(each.field, each.message) for each in found] == [("held", "Before “They were told on”, 7 Mar 2012")]
