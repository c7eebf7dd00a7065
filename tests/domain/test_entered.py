"""From what a form holds to what a service takes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from spp_desktop.domain.cases import NewIncident
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.dates import When
from spp_desktop.domain.entered import action_entered, contact_entered, incident_entered, who_entered
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.people import FactKind

ME = UUID(int=1)


def test_who_becomes_facts_of_a_person() -> None:
    who = who_entered(
        ASB_VICTIM,
        {
            "who": "person",
            "name": "Ewa Kowalczyk",
            "phone": "07700 900142",
            "address": "14 Road",
            "postcode": "PE1 1HZ",
        },
    )
    assert (who.role, who.kind) == ("victim", "person")
    assert {fact.kind: (fact.text, fact.postcode) for fact in who.facts.facts} == {
        FactKind.NAME: ("Ewa Kowalczyk", ""),
        FactKind.PHONE: ("07700 900142", ""),
        FactKind.ADDRESS: ("14 Road", "PE1 1HZ"),
    }


def test_a_postcode_alone_is_an_address() -> None:
    facts = who_entered(ASB_VICTIM, {"name": "Ann", "postcode": "PE1 1HZ"}).facts.facts
    assert [(fact.kind, fact.text, fact.postcode) for fact in facts if fact.postcode] == [
        (FactKind.ADDRESS, "", "PE1 1HZ")
    ]


def test_nobody_named_has_no_facts() -> None:
    who = who_entered(ASB_VICTIM, {"who": "community", "name": "typed before", "place": "The Green"}, person_id=ME)
    assert (who.kind, who.place, who.facts.facts, who.person_id) == ("community", "The Green", (), None)


def test_somebody_already_known_is_not_named_again() -> None:
    who = who_entered(ASB_VICTIM, {"name": "Ann", "phone": "07700 900142"}, role="witness", person_id=ME)
    assert (who.person_id, who.role) == (ME, "witness")
    assert [fact.kind for fact in who.facts.facts] == [FactKind.PHONE]


def test_an_incident() -> None:
    assert incident_entered(
        {"happened": "2012-03-10T23:40", "qualifiers": ("weapon",), "reported": "2012-03-11", "words": "Shouting",
         "crime": "yes", "crime_reference": "CC/1234/12"}
    ) == NewIncident(
        When(date(2012, 3, 10), time(23, 40)), reported=date(2012, 3, 11), qualifiers=("weapon",), words="Shouting",
        crime="yes", crime_reference="CC/1234/12",
    )  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"happened": "late"}, {"happened": 3}])
def test_an_incident_says_when(given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        incident_entered(given)  # type: ignore[arg-type]
    assert refused.value.problems[0].field == "happened"


def test_a_contact() -> None:
    contact = contact_entered({"outcome": "no-answer", "at": "2012-07-10T09:00", "next_try": "2012-07-11", "words": 3})
    assert contact.at == datetime(2012, 7, 10, 8, tzinfo=UTC)
    assert (contact.outcome, contact.direction, contact.next_try) == ("no-answer", "out", date(2012, 7, 11))
    assert contact.words == ""
    assert contact_entered({"outcome": "spoke", "direction": "in"}).at is None


def test_an_action_is_an_officers_or_an_agencys() -> None:
    named = action_entered({"what": "Visit", "due": "2012-03-15", "owner": str(ME)})
    assert (named.owner_id, named.agency, named.due, named.kind) == (ME, "", date(2012, 3, 15), "other")
    theirs = action_entered({"what": "Fit a lock", "agency": "fire", "kind": "target-hardening", "qualifiers": 1})
    assert (theirs.owner_id, theirs.agency, theirs.due) == (None, "fire", None)
    assert incident_entered({"happened": "2012-03-10", "qualifiers": "weapon"}).qualifiers == ()
