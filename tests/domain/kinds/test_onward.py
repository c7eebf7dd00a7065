"""Onward referral: needs that no referral answers, its basis and its clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.kinds.onward import NEEDS, ONWARD_REFERRAL, needs_without_referral
from spp_desktop.domain.records import RecordView, owed_on

NOW = datetime(2012, 3, 9, 9, tzinfo=UTC)
TODAY = date(2012, 3, 12)


def referral(*, withdrawn: bool = False, **answers: str) -> RecordView:
    return RecordView(UUID(int=1), "onward-referral", answers, NOW, "Ann", withdrawn=withdrawn)


def test_the_needs_asked_about() -> None:
    assert {each.code for each in NEEDS.terms} == {
        "mental-health", "learning-disability", "drugs", "alcohol", "housing", "other", "none",
    }  # fmt: skip


def test_a_need_without_a_referral_is_found() -> None:
    answers = {"needs": ("mental-health", "housing"), "responsible_needs": ("alcohol",)}
    labels = [each.label for each in needs_without_referral(answers, ())]
    assert labels == [
        "Mental health: victim or household",
        "Housing: victim or household",
        "Alcohol: person responsible",
    ]


@pytest.mark.parametrize("answers", [{}, {"needs": ("none",)}, {"responsible_needs": ("none",)}])
def test_none_and_not_asked_are_no_needs(answers: dict[str, tuple[str, ...]]) -> None:
    assert needs_without_referral(answers, ()) == ()


@pytest.mark.parametrize(
    ("records", "answered"),
    [
        ([referral(whose="victim", need="housing")], True),
        ([referral(whose="victim", need="housing", agreed="no")], True),
        ([referral(whose="victim", need="housing", answer="waiting")], True),
        ([referral(whose="victim", need="housing", answer="declined")], False),
        ([referral(whose="victim", need="housing", answer="declined"), referral(whose="victim", need="housing")], True),
        ([referral(whose="responsible", need="housing")], False),
        ([referral(whose="victim", need="alcohol")], False),
        ([referral(whose="victim", need="housing", withdrawn=True)], False),
        ([replace(referral(whose="victim", need="housing"), kind="diary")], False),
    ],
)
def test_what_answers_a_need(records: list[RecordView], answered: bool) -> None:
    """One that the agency declined leaves the need; one that the person did not want does not."""
    assert (needs_without_referral({"needs": ("housing",)}, records) == ()) is answered


def test_a_need_held_as_one_code_is_read_too() -> None:
    assert [each.code for each in needs_without_referral({"needs": "drugs"}, ())] == ["drugs"]


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({}, {"referral-sent": date(2012, 3, 13)}),
        ({"agreed": "no"}, {}),
        ({"sent": "2012-03-12"}, {"referral-sent": date(2012, 3, 13), "referral-answered": date(2012, 3, 26)}),
        ({"answered": "2012-03-12", "answer": "accepted"},
         {"referral-sent": date(2012, 3, 13), "referral-seen": date(2012, 4, 9)}),
        ({"answered": "2012-03-12", "answer": "declined"}, {"referral-sent": date(2012, 3, 13)}),
    ],
)  # fmt: skip
def test_its_clocks(answers: dict[str, str], due: dict[str, date]) -> None:
    """Two working days from Fri 9 Mar 2012 are Tue 13; ten from Mon 12 are Mon 26; 28 days from Mon 12 are 9 Apr."""
    owed = owed_on(ONWARD_REFERRAL, referral(**answers), TODAY)
    assert {each.clock.code: each.due for each in owed} == due
    assert all("Practice chosen here" in each.clock.source for each in ONWARD_REFERRAL.clocks)


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({}, "To be sent", False),
        ({"agreed": "no"}, "Not wanted", True),
        ({"agreed": "no", "sent": "2012-03-12"}, "Sent", False),
        ({"sent": "2012-03-12", "answer": "waiting"}, "Accepted", False),
        ({"sent": "2012-03-12", "answer": "declined"}, "Declined", True),
        ({"seen": "2012-03-20"}, "Seen", False),
        ({"seen": "2012-03-20", "outcome": "met"}, "Ended", True),
    ],
)
def test_how_far_it_has_come(answers: dict[str, str], label: str, over: bool) -> None:
    stage = ONWARD_REFERRAL.stage(answers)
    assert (stage.label, stage.over) == (label, over)


GOOD = {"whose": "victim", "need": "housing"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, None),
        ({"need": "none"}, "need"),
        ({"sent": "2012-03-12"}, "basis"),
        ({"sent": "2012-03-12", "basis": "consent", "agreed": "yes"}, None),
        ({"sent": "2012-03-12", "basis": "consent", "agreed": "refused"}, "basis"),
        ({"sent": "2012-03-12", "basis": "children-act", "agreed": "refused"}, None),
        ({"answer": "declined"}, "declined_why"),
        ({"answer": "declined", "declined_why": "Out of area"}, None),
        ({"sent": "2012-03-12", "basis": "consent", "answered": "2012-03-09"}, "answered"),
        ({"sent": "2012-03-12", "basis": "care-act"}, "basis"),
    ],
)
def test_a_referral_rests_on_agreement_or_a_power(more: dict[str, str], field: str | None) -> None:
    """The Care Act 2014 was no basis in 2012."""
    found = ONWARD_REFERRAL.check({**GOOD, **more}, TODAY)
    assert [(each.field, each.severity) for each in found] == ([(field, "warning")] if field else [])


def test_whose_need_and_which_are_required() -> None:
    assert {each.field for each in ONWARD_REFERRAL.check({}, TODAY) if each.severity == "error"} == {"whose", "need"}
