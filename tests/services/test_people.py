"""People: facts with their sources, matching, and what one reader may see of another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import NewParty, Saved
from spp_desktop.domain.errors import Conflict, Invalid, NotFound
from spp_desktop.domain.people import FactInput, FactKind, FactView, PersonView
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, people, search
from spp_desktop.services.signed_in import SignedIn
from tests.casework import logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

TODAY = date(2012, 3, 12)


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@pytest.fixture
def ewa(me: SignedIn) -> tuple[Saved, UUID]:
    facts = somebody("Ewa Kowalczyk", phone="07700 900142", birth="34", address="14 Road", postcode="PE1 1HZ")
    saved = logged(me, new=replace(new_case(), who=NewParty("victim", facts=facts)))
    person = cases.open_case(me, saved.case_id).parties[0].person
    assert person is not None
    return saved, person.id


def fact(view: PersonView, kind: FactKind) -> FactView:
    return view.current(kind, TODAY)[0]


def test_a_person_is_facts_that_say_where_they_came_from(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    view = people.open_person(me, person_id)
    assert (view.name(TODAY), view.age(TODAY)) == ("Ewa Kowalczyk", "about 34")
    assert {each.reference for each in view.facts} == {saved.reference}
    assert [(each.reference, each.role, each.state) for each in view.cases] == [(saved.reference, "victim", "reported")]


def test_somebody_unknown_and_somebody_forbidden_are_answered_alike(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    for who, person_id in ((me, uuid4()), (signed_in(me.store, Role.SUPERVISOR, name="R"), uuid4())):
        with pytest.raises(NotFound):
            people.open_person(who, person_id)


def test_people_are_listed_by_family_name_and_found(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    logged(me, "Zoe Adams")
    assert [(line.name, line.birth, line.postcode) for line in people.list_people(me)] == [
        ("Zoe Adams", "", ""),
        ("Ewa Kowalczyk", "1978", "PE1 1HZ"),
    ]
    assert [line.name for line in people.list_people(me, limit=1, offset=1)] == ["Ewa Kowalczyk"]
    assert [line.name for line in people.list_people(me, "kovalchik")] == ["Ewa Kowalczyk"]
    assert people.list_people(me, "%") == []


def test_somebody_already_known_is_offered_before_a_second_is_made(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    by_name = people.match_person(me, [FactInput(FactKind.NAME, "Eva Kovalczyk")])
    by_phone = people.match_person(me, [FactInput(FactKind.PHONE, "+44 7700 900142"), FactInput(FactKind.NAME, " ")])
    assert [line.id for line in by_name] == [line.id for line in by_phone] == [ewa[1]]
    assert people.match_person(me, [FactInput(FactKind.NAME, "Brian Oakley")]) == []


def test_facts_are_added_from_a_case_the_person_is_on(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    people.add_facts(me, saved.case_id, person_id, [FactInput(FactKind.NAME, "Ewa Nowak")])
    assert cases.open_case(me, saved.case_id).line.name == "Ewa Nowak"
    assert [hit.title for hit in search.search(me, "nowak").hits if hit.kind == "person"] == ["Ewa Nowak"]
    other = logged(me, "Rui Ferreira")
    with pytest.raises(NotFound):
        people.add_facts(me, other.case_id, person_id, [FactInput(FactKind.NAME, "Ewa Other")])


def test_a_fact_is_put_right_marked_and_ended(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    _, person_id = ewa
    phone = fact(people.open_person(me, person_id), FactKind.PHONE)
    done = people.change_fact(me, phone.id, text=" 07700  900143 ", safety="unsafe", revision=phone.revision)
    assert done.changes.people == {person_id}
    now = fact(people.open_person(me, person_id), FactKind.PHONE)
    assert (now.text, now.safety, now.revision) == ("07700 900143", "unsafe", done.value.revision)
    assert search.search(me, "900143").hits
    assert not search.search(me, "900142").hits
    with pytest.raises(Conflict):
        people.change_fact(me, phone.id, text="07700 900144", revision=phone.revision)
    people.change_fact(me, phone.id, valid_to=date(2012, 3, 11))
    assert people.open_person(me, person_id).current(FactKind.PHONE, TODAY) == ()


def test_protecting_an_address_takes_it_out_of_the_search(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    _, person_id = ewa
    address = fact(people.open_person(me, person_id), FactKind.ADDRESS)
    people.change_fact(me, address.id, protected=True, postcode="pe2 5rb")
    assert fact(people.open_person(me, person_id), FactKind.ADDRESS).postcode == "PE2 5RB"
    for typed in ("PE1 1HZ", "PE2 5RB", "14 road"):
        assert search.search(me, typed).hits == ()


def test_a_fact_is_never_blanked(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    name = fact(people.open_person(me, ewa[1]), FactKind.NAME)
    with pytest.raises(Invalid):
        people.change_fact(me, name.id, text="  ")
    with pytest.raises(NotFound):
        people.change_fact(me, uuid4(), text="x")


def test_changing_one_persons_name_alters_nobody_elses(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    twin = logged(me, "Ewa Kowalczyk")
    people.change_fact(me, fact(people.open_person(me, person_id), FactKind.NAME).id, text="Ewa Nowak")
    assert cases.open_case(me, saved.case_id).line.name == "Ewa Nowak"
    assert cases.open_case(me, twin.case_id).line.name == "Ewa Kowalczyk"


def test_a_witnesss_new_name_does_not_rename_the_case(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    other = logged(me, new=replace(new_case("Rui Ferreira"), others=(NewParty("witness", person_id=ewa[1]),)))
    people.add_facts(me, other.case_id, ewa[1], [FactInput(FactKind.NAME, "Ewa Nowak")])
    assert cases.open_case(me, other.case_id).line.name == "Rui Ferreira"
