"""A protected address is known to the team of its case alone: every way of reading is tried from outside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from spp_desktop.domain.cases import CaseQuery, NewCase, NewParty
from spp_desktop.domain.contacting import MASKED
from spp_desktop.domain.errors import Invalid, NotFound
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, exports, merging, people, search
from spp_desktop.services.signed_in import SignedIn
from tests.casework import logged, new_case, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

STREET, POSTCODE = "27 Vesper Gardens", "PE3 9QX"
HOME = FactInput(FactKind.ADDRESS, STREET, postcode=POSTCODE, protected=True)


@pytest.fixture
def owner(store: Store) -> SignedIn:
    return signed_in(store, name="Imran Qureshi", team="North")


@pytest.fixture
def teammate(store: Store, owner: SignedIn) -> SignedIn:
    return signed_in(store, name="Hannah Whitfield", team="North")


@pytest.fixture
def outsider(store: Store, owner: SignedIn) -> SignedIn:
    return signed_in(store, Role.ASB_OFFICER, Role.SUPERVISOR, name="Rachel Okafor", team="South")


@pytest.fixture
def case_id(owner: SignedIn) -> UUID:
    who = NewParty("victim", facts=PersonFacts((FactInput(FactKind.NAME, "Ewa Kowalczyk"), HOME)))
    return logged(owner, new=NewCase("asb", who, new_case().answers, owner_id=owner.officer.id)).case_id


def person_of(me: SignedIn, case_id: UUID) -> UUID:
    person = cases.case_as_it_stands(me, case_id).parties[0].person
    assert person is not None
    return person.id


def address_of(me: SignedIn, case_id: UUID) -> UUID:
    facts = people.open_person(me, person_of(me, case_id)).facts
    return next(fact.id for fact in facts if fact.kind is FactKind.ADDRESS)


def ways_to_read(me: SignedIn, case_id: UUID, out: Path) -> dict[str, Callable[[], Any]]:
    """Every way of reading that might tell of an address."""
    person = person_of(me, case_id)

    def exported() -> str:
        from openpyxl import load_workbook

        order = CaseExport(CaseQuery("asb"), "Panel", "Housing", "internal")
        exports.export_cases(me, order, out)
        return str([cell.value for sheet in load_workbook(out) for row in sheet.iter_rows() for cell in row])

    return {
        "the case": lambda: cases.open_case(me, case_id),
        "the case again": lambda: cases.case_as_it_stands(me, case_id),
        "its history": lambda: cases.case_history(me, case_id),
        "the list of cases": lambda: cases.list_cases(me, CaseQuery("asb")),
        "cases by the street": lambda: cases.list_cases(me, CaseQuery("asb", text=STREET)),
        "the person": lambda: people.open_person(me, person),
        "their history": lambda: people.person_history(me, person),
        "the list of people": lambda: people.list_people(me),
        "a match by name": lambda: people.match_person(me, [FactInput(FactKind.NAME, "Ewa Kowalczyk")]),
        "an export": exported,
    }


def test_no_way_of_reading_tells_it_outside_its_team(outsider: SignedIn, case_id: UUID, tmp_path: Path) -> None:
    for name, read in ways_to_read(outsider, case_id, tmp_path / "list.xlsx").items():
        told = repr(read())
        assert not [word for word in (STREET, "Vesper", POSTCODE) if word in told], name
    assert {fact.kind for fact in people.open_person(outsider, person_of(outsider, case_id)).facts} == {FactKind.NAME}


def test_nobody_finds_or_matches_anybody_by_it(owner: SignedIn, outsider: SignedIn, case_id: UUID) -> None:
    elsewhere = [FactInput(FactKind.ADDRESS, STREET, postcode=POSTCODE)]
    for me in (owner, outsider):
        for typed in (STREET, "vesper", POSTCODE, "pe39qx"):
            assert search.search(me, typed).hits == (), typed
            assert people.list_people(me, typed) == [], typed
        assert people.match_person(me, elsewhere) == []


def test_the_team_sees_it_covered_and_has_it_shown_on_the_record(
    owner: SignedIn, teammate: SignedIn, case_id: UUID
) -> None:
    for me in (owner, teammate):
        (home,) = (f for f in people.open_person(me, person_of(me, case_id)).facts if f.kind is FactKind.ADDRESS)
        assert (home.text, home.postcode, home.protected) == (MASKED, "", True)
        assert people.show_fact(me, home.id) == f"{STREET}, {POSTCODE}"


def test_outside_the_team_it_is_as_if_it_were_not_there(owner: SignedIn, outsider: SignedIn, case_id: UUID) -> None:
    home = address_of(owner, case_id)
    for ask in (
        lambda: people.show_fact(outsider, home),
        lambda: people.change_fact(outsider, home, protected=False),
    ):
        with pytest.raises(NotFound):
            ask()


def test_it_follows_the_case_to_another_team(owner: SignedIn, outsider: SignedIn, case_id: UUID) -> None:
    home = address_of(owner, case_id)
    cases.assign_case(outsider, case_id, outsider.officer.id)
    assert people.show_fact(outsider, home) == f"{STREET}, {POSTCODE}"
    with pytest.raises(NotFound):
        people.show_fact(owner, home)


def test_while_nobody_owns_the_case_its_team_is_that_of_whoever_logged_it(
    owner: SignedIn, teammate: SignedIn, outsider: SignedIn
) -> None:
    who = NewParty("victim", facts=PersonFacts((FactInput(FactKind.NAME, "Ann Abel"), HOME)))
    unowned = logged(owner, new=NewCase("asb", who, new_case().answers)).case_id
    home = address_of(teammate, unowned)
    with pytest.raises(NotFound):
        people.show_fact(outsider, home)


def test_an_officer_of_no_team_is_in_nobodys(store: Store) -> None:
    alone, other = signed_in(store, name="A Lone"), signed_in(store, name="B Lone")
    who = NewParty("victim", facts=PersonFacts((FactInput(FactKind.NAME, "Ann Abel"), HOME)))
    mine = logged(alone, new=NewCase("asb", who, new_case().answers, owner_id=alone.officer.id)).case_id
    assert people.show_fact(alone, address_of(alone, mine))
    assert not [f for f in people.open_person(other, person_of(other, mine)).facts if f.kind is FactKind.ADDRESS]


def test_a_merge_by_somebody_outside_takes_it_to_the_person_its_team_finds(
    owner: SignedIn, outsider: SignedIn, case_id: UUID
) -> None:
    again = person_of(outsider, logged(outsider, "Eva Kovalczyk").case_id)
    merging.merge_people(outsider, again, person_of(outsider, case_id), "Same")
    assert not [f for f in people.open_person(outsider, again).facts if f.kind is FactKind.ADDRESS]
    assert people.show_fact(owner, address_of(owner, case_id)) == f"{STREET}, {POSTCODE}"


def test_its_part_of_the_city_is_not_told_either(owner: SignedIn) -> None:
    facts = [FactInput(FactKind.NAME, "Ann Abel"), FactInput(FactKind.ADDRESS, "1 Elm Street", "PE1 1HZ")]
    told = logged(owner, new=NewCase("asb", NewParty("victim", facts=PersonFacts(tuple(facts))), new_case().answers))
    facts[1] = replace(facts[1], protected=True)
    hidden = logged(owner, new=NewCase("asb", NewParty("victim", facts=PersonFacts(tuple(facts))), new_case().answers))
    lines = (cases.case_as_it_stands(owner, each.case_id).line.area for each in (told, hidden))
    assert tuple(lines) == ("CE1", None)


def test_only_an_address_is_protected(owner: SignedIn, case_id: UUID) -> None:
    person = person_of(owner, case_id)
    phone = FactInput(FactKind.PHONE, "07700 900142", protected=True)
    with pytest.raises(Invalid):
        people.add_facts(owner, case_id, person, [phone])
    name = next(f for f in people.open_person(owner, person).facts if f.kind is FactKind.NAME)
    with pytest.raises(Invalid):
        people.change_fact(owner, name.id, protected=True)
    entries.add_party(owner, case_id, NewParty("witness", person_id=person))
