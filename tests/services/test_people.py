"""People: facts with their sources, matching, and what one reader may see of another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import NewFlag, NewParty, Saved
from spp_desktop.domain.contacting import MASKED
from spp_desktop.domain.errors import Conflict, Invalid, NotFound
from spp_desktop.domain.people import FactInput, FactKind, FactView, PersonFacts, PersonView
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, people, search
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
    assert [match.line.id for match in by_name] == [match.line.id for match in by_phone] == [ewa[1]]
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
    assert (now.text, now.safety, now.revision) == (MASKED, "unsafe", done.value.revision)
    assert people.show_fact(me, phone.id) == "07700 900143"
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
    assert people.show_fact(me, address.id) == "14 Road, PE2 5RB"
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


def test_changing_one_persons_address_alters_nobody_elses(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    home = fact(people.open_person(me, person_id), FactKind.ADDRESS)
    shared = PersonFacts((FactInput(FactKind.NAME, "Jan Kowalczyk"), FactInput(FactKind.ADDRESS, home.text)))
    entries.add_party(me, saved.case_id, NewParty("household", facts=shared))
    jan = next(each.id for each in people.list_people(me, "jan"))
    people.change_fact(me, home.id, text="9 New Street")
    assert fact(people.open_person(me, jan), FactKind.ADDRESS).text == home.text
    assert [hit.title for hit in search.search(me, "9 new street").hits] == ["Ewa Kowalczyk"]


def test_a_detail_unsafe_by_the_rule_of_any_case_is_covered_on_every_other(
    me: SignedIn, ewa: tuple[Saved, UUID]
) -> None:
    saved, person_id = ewa
    other = logged(me, new=replace(new_case("Rui Ferreira"), others=(NewParty("witness", person_id=person_id),)))
    cases.save_answers(me, saved.case_id, {**new_case().answers, "safe_mobile": "unsafe"}, 1)
    for case_id in (saved.case_id, other.case_id):
        party = next(p for p in cases.case_as_it_stands(me, case_id).parties if p.name == "Ewa Kowalczyk")
        assert party.person is not None
        assert fact(party.person, FactKind.PHONE).text == MASKED
    assert fact(people.open_person(me, person_id), FactKind.PHONE).text == MASKED
    told = repr(cases.case_history(me, saved.case_id)) + repr(people.person_history(me, person_id))
    assert "900142" not in told
    assert MASKED in told


def test_an_unsafe_address_gives_no_postcode_in_lists_or_matches(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, _ = ewa
    assert people.list_people(me, "kowalczyk")[0].postcode == "PE1 1HZ"
    answers = {**new_case().answers, "safe_letter": "unsafe", "safe_visit": "unsafe"}
    cases.save_answers(me, saved.case_id, answers, 1)
    assert people.list_people(me, "kowalczyk")[0].postcode == ""
    (match,) = people.match_person(me, [FactInput(FactKind.NAME, "Ewa Kowalczyk")])
    assert match.line.postcode == ""


def test_a_flag_says_when_it_ends_and_a_relationship_to_whom(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    for wrong in (
        FactInput(FactKind.FLAG, "Visit in pairs"),
        FactInput(FactKind.FLAG, "Visit in pairs", valid_to=date(2012, 3, 11)),
        FactInput(FactKind.RELATIONSHIP, "Mother"),
        FactInput(FactKind.LANGUAGE, "Polish", valid_from=TODAY, valid_to=date(2012, 3, 1)),
    ):
        with pytest.raises(Invalid):
            people.add_facts(me, saved.case_id, person_id, [wrong])
    for other in (uuid4(), person_id):
        with pytest.raises(NotFound):
            people.add_facts(me, saved.case_id, person_id, [FactInput(FactKind.RELATIONSHIP, "Mother", other_id=other)])
    people.add_facts(me, saved.case_id, person_id, [FactInput(FactKind.FLAG, "Visit in pairs", valid_to=TODAY)])
    assert fact(people.open_person(me, person_id), FactKind.FLAG).valid_to == TODAY


def test_other_names_and_the_flags_of_a_case_stand_on_the_page(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    saved, person_id = ewa
    entries.raise_flag(me, saved.case_id, NewFlag("vulnerable", reason="Frail"))
    people.add_facts(me, saved.case_id, person_id, [FactInput(FactKind.NAME, "Ewa Nowak")])
    view = people.open_person(me, person_id)
    assert view.other_names(TODAY) == ("Ewa Kowalczyk",)
    assert [(each.code, each.reference) for each in view.case_flags] == [("vulnerable", saved.reference)]


def test_a_birth_put_right_is_read_as_one(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    birth = fact(people.open_person(me, ewa[1]), FactKind.BIRTH)
    people.change_fact(me, birth.id, text="about 40", valid_from=date(2012, 1, 1))
    now = fact(people.open_person(me, ewa[1]), FactKind.BIRTH)
    assert (now.text, now.estimated, now.valid_from) == ("1972", True, date(2012, 1, 1))


def test_a_match_is_found_by_part_of_a_name_a_birth_and_a_postcode(me: SignedIn, ewa: tuple[Saved, UUID]) -> None:
    longer = people.match_person(me, [FactInput(FactKind.NAME, "Ewa Maria Kowalczyk")])
    assert [match.words for match in longer] == ["Possibly: same name, one longer"]
    home = [FactInput(FactKind.NAME, "Ewa Nowak"), FactInput(FactKind.ADDRESS, "", postcode="PE1 1HZ")]
    assert [match.likeness.reasons for match in people.match_person(me, home)] == [("one name shared", "same postcode")]
    logged(me, new=replace(new_case(), who=NewParty("victim", facts=somebody("Ann Abel", birth="1985-03-02"))))
    by_day = [FactInput(FactKind.NAME, "Annie Abbel"), FactInput(FactKind.BIRTH, "2 mar 1985")]
    assert [match.line.name for match in people.match_person(me, by_day)] == ["Ann Abel"]
