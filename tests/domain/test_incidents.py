"""What is carried on of an incident after it was logged, and what stays as it was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from spp_desktop.domain.cases import IncidentView, NewIncident
from spp_desktop.domain.dates import When
from spp_desktop.domain.entered import incident_entered
from spp_desktop.domain.incidents import account_altered, altered, incident_answers

TOLD = NewIncident(
    When(date(2012, 3, 10), time(23, 40)),
    category="personal",
    reported=date(2012, 3, 11),
    qualifiers=("weapon",),
    agencies_told=("police",),
    told_on=date(2012, 3, 12),
    words="Shouting",
    crime="yes",
)
LOGGED = IncidentView(
    UUID(int=1), 1, TOLD.happened, TOLD.reported, None, datetime(2012, 3, 12, 9, tzinfo=UTC), "Hannah Whitfield",
    "personal", "", ("weapon",), (), (), "", "", "CE1", ("police",), TOLD.told_on, "", "Shouting", crime="yes",
)  # fmt: skip


def test_the_form_shows_what_was_told_and_gives_it_back() -> None:
    assert incident_answers(LOGGED) == {
        "happened": "2012-03-10T23:40", "category": "personal", "reported": "2012-03-11", "qualifiers": ("weapon",),
        "agencies_told": ("police",), "told_on": "2012-03-12", "words": "Shouting", "crime": "yes",
    }  # fmt: skip
    assert incident_entered(incident_answers(LOGGED)) == TOLD


def test_nothing_is_altered_by_what_says_the_same() -> None:
    assert altered(LOGGED, TOLD) == ()


def test_what_agencies_made_of_it_is_no_part_of_the_account() -> None:
    later = replace(TOLD, police_reference="CC-1", agencies_told=("police", "fire"), recorded=date(2012, 3, 13))
    assert set(altered(LOGGED, later)) == {"police_reference", "agencies_told", "recorded"}
    assert account_altered(LOGGED, later) == ()


def test_the_account_may_be_filled_in_and_not_rewritten() -> None:
    assert [each.field for each in account_altered(LOGGED, replace(TOLD, reported=None, words="None"))] == [
        "reported", "words",
    ]  # fmt: skip
    assert account_altered(LOGGED, NewIncident(TOLD.happened, reported=TOLD.reported, words="Shouting")) == ()
    silent = replace(LOGGED, words="")
    assert account_altered(silent, TOLD) == ()
