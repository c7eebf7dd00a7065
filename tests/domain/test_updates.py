"""When the victim is told next how the case goes: as agreed, else at least every ten working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import Answer, ContactView
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.lists import OUTCOMES, REACHED, TOLD
from spp_desktop.domain.updates import UpdateOwed, next_update

TODAY = date(2012, 3, 12)
TELLS = OUTCOMES.marked(REACHED) | OUTCOMES.marked(TOLD)
REPORTED: dict[str, Answer] = {"reported": "2012-03-01"}


def contact(outcome: str, day: int, with_whom: str = "", *, withdrawn: bool = False) -> ContactView:
    at = datetime(2012, 3, day, 14, tzinfo=UTC)
    return ContactView(
        UUID(int=day), at, at, "Ann", "mobile", outcome, "out", with_whom, "", False, withdrawn=withdrawn
    )


def owed(answers: dict[str, Answer], *contacts: ContactView) -> UpdateOwed | None:
    assert ASB_VICTIM.updates is not None
    return next_update({**REPORTED, **answers}, contacts, TODAY, promise=ASB_VICTIM.updates, told=TELLS)


def test_at_least_every_ten_working_days_where_nothing_was_agreed() -> None:
    """From Thu 1 Mar 2012: ten working days are Thu 15; from a call on Mon 5, Mon 19."""
    assert owed({}) == UpdateOwed(date(2012, 3, 15), date(2012, 3, 1), agreed=False)
    assert owed({}, contact("spoke", 5)) == UpdateOwed(date(2012, 3, 19), date(2012, 3, 5), agreed=False)


@pytest.mark.parametrize(
    ("every", "due"), [("weekly", "2012-03-12"), ("fortnightly", "2012-03-19"), ("monthly", "2012-04-05")]
)
def test_as_often_as_was_agreed(every: str, due: str) -> None:
    found = owed({"update_every": every}, contact("spoke", 5))
    assert found == UpdateOwed(date.fromisoformat(due), date(2012, 3, 5), agreed=True)


@pytest.mark.parametrize("every", ["on-change", "never"])
def test_no_clock_runs_where_none_was_wanted(every: str) -> None:
    assert owed({"update_every": every}) is None


@pytest.mark.parametrize(
    ("told", "since"),
    [
        (contact("letter-sent", 6), 6),
        (contact("text-sent", 6), 6),
        (contact("reply", 6), 6),
        (contact("no-answer", 6), 1),
        (contact("message", 6), 1),
        (contact("note", 6), 1),
        (contact("spoke", 6, "The landlord"), 1),
        (contact("spoke", 6, withdrawn=True), 1),
        (contact("spoke", 13), 1),
    ],
)
def test_what_tells_the_victim_something(told: ContactView, since: int) -> None:
    found = owed({}, told)
    assert found is not None
    assert found.since == date(2012, 3, since)


def test_a_case_that_does_not_say_when_it_was_reported_is_owed_one_from_today() -> None:
    assert ASB_VICTIM.updates is not None
    found = next_update({}, (), TODAY, promise=replace(ASB_VICTIM.updates, length=5), told=TELLS)
    assert found == UpdateOwed(date(2012, 3, 19), TODAY, agreed=False)


def test_it_is_late_once_its_day_is_past() -> None:
    found = UpdateOwed(TODAY, date(2012, 3, 5), agreed=True)
    assert not found.late(TODAY)
    assert found.late(date(2012, 3, 13))
