"""Search through its service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import NewContact, NewParty, Saved
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.search import query_tokens
from spp_desktop.services import entries, people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from spp_desktop.store.search import search as search_store
from tests.casework import MONDAY, incident, logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

NAMES = ("Siobhan O'Brien", "Ewa Kowalczyk", "Daiva Jankauskienė", "Rui Ferreira", "Ann Smith-Jones")


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@pytest.fixture
def held(me: SignedIn) -> dict[str, Saved]:
    saved = {name: logged(me, name) for name in NAMES}
    facts = somebody("Hannah Keane", phone="07700 900142", postcode="PE1 1HZ", address="14 Dogsthorpe Road")
    saved["Hannah Keane"] = logged(
        me, new=replace(new_case(their_reference="CC-20022012-0412"), who=NewParty("victim", facts=facts))
    )
    return saved


def people_found(me: SignedIn, text: str) -> list[str]:
    return [hit.title for hit in search.search(me, text).hits if hit.kind == "person"]


WHO = {
    "O'Brien": "Siobhan O'Brien",
    "o brien": "Siobhan O'Brien",
    "kow": "Ewa Kowalczyk",
    "kovalchik": "Ewa Kowalczyk",
    "jankauskiene": "Daiva Jankauskienė",
    "fereira": "Rui Ferreira",
    "smith jones": "Ann Smith-Jones",
    "07700900142": "Hannah Keane",
    "0142": "Hannah Keane",
    "pe1 1hz": "Hannah Keane",
    "dogsthorpe": "Hannah Keane",
    "keane dogsthorpe": "Hannah Keane",
}


def test_who_is_this(me: SignedIn, held: dict[str, Saved]) -> None:
    assert {typed: people_found(me, typed)[:1] for typed in WHO} == {typed: [name] for typed, name in WHO.items()}


def test_signs_are_only_signs(me: SignedIn, held: dict[str, Saved]) -> None:
    signs = ("", "  ", "%", "*", "'", "zzzzzz", '") OR 1=1 --', "NEAR(a b)")
    assert [typed for typed in signs if search.search(me, typed).hits] == []


def test_people_found_as_typed_come_before_those_who_only_sound_alike(me: SignedIn) -> None:
    for name in ("Stephen Grey", "Steven Gray", "Stefan Gray"):
        logged(me, name)
    assert people_found(me, "steven gray")[0] == "Steven Gray"
    assert set(people_found(me, "steven gray")) == {"Stephen Grey", "Steven Gray", "Stefan Gray"}


def test_a_reference_finds_its_case(me: SignedIn, held: dict[str, Saved]) -> None:
    saved = held["Ewa Kowalczyk"]
    for typed in (saved.reference, saved.reference.lower(), saved.reference[-4:]):
        hit = search.search(me, typed).hits[0]
        assert (hit.kind, hit.title, hit.case_id) == ("reference", saved.reference, saved.case_id)


def test_a_police_reference_and_their_reference_find_the_case(me: SignedIn, held: dict[str, Saved]) -> None:
    saved = held["Rui Ferreira"]
    incident(me, saved.case_id, police_reference="CC-10032012-0099", crime="yes", crime_reference="CF-0812-0012")
    assert [hit.case_id for hit in search.search(me, "CC-10032012-0099").hits] == [saved.case_id]
    assert [hit.case_id for hit in search.search(me, "CF-0812-0012").hits] == [saved.case_id]
    assert [hit.case_id for hit in search.search(me, "CC-20022012-0412").hits] == [held["Hannah Keane"].case_id]


def test_references_then_people_then_the_newest_entries(me: SignedIn) -> None:
    saved = logged(me, "Marian Thistle", incident_place="Thistle Close")
    for hours in (1, 3, 2):
        at = MONDAY - timedelta(hours=hours)
        entries.record_contact(me, saved.case_id, NewContact("mobile", "spoke", f"thistle {hours}", at=at))
    incident(me, saved.case_id, "2012-03-12T08:44", words="thistle thrown")
    hits = search.search(me, "thistle").hits
    assert [hit.kind for hit in hits] == ["reference", "person", "incident", "contact", "contact", "contact"]
    dated = [hit.at for hit in hits if hit.at]
    assert dated == sorted(dated, reverse=True)
    assert hits[2].detail == f"{saved.reference} · Marian Thistle"


def test_only_so_many_of_each_kind_are_shown(me: SignedIn) -> None:
    for number in range(4):
        logged(me, f"Thistle Number{number}")
    found = search.search(me, "thistle", limit=3)
    assert len(found.hits) == 3
    assert found.more
    assert not search.search(me, "thistle", limit=9).more


def test_one_person_on_two_cases_is_one_result(me: SignedIn, held: dict[str, Saved]) -> None:
    person = search.search(me, "kowalczyk").hits[0].person_id
    logged(me, new=replace(new_case(), who=NewParty("victim", person_id=person)))
    hits = [hit for hit in search.search(me, "kowalczyk").hits if hit.kind == "person"]
    assert [(hit.person_id, hit.detail) for hit in hits] == [(person, "2 cases")]


def test_a_protected_address_is_in_no_search(me: SignedIn) -> None:
    facts = (
        FactInput(FactKind.NAME, "Ann Hidden"),
        FactInput(FactKind.ADDRESS, "9 Secret Lane", postcode="PE1 1HZ", protected=True),
    )
    logged(me, new=replace(new_case(), who=NewParty("victim", facts=PersonFacts(facts))))
    assert people_found(me, "hidden") == ["Ann Hidden"]
    assert people_found(me, "secret lane") == []
    assert people_found(me, "pe1 1hz") == []
    assert people.list_people(me, "hidden")[0].postcode == ""


def test_a_reader_finds_nothing_outside_their_scope(me: SignedIn, held: dict[str, Saved]) -> None:
    saved = held["Ewa Kowalczyk"]
    for scope in (
        Scope(me.officer.id, frozenset(("da",))),
        Scope(me.officer.id, frozenset(("asb",)), blocked=frozenset((saved.case_id,))),
    ):
        for typed in ("kowalczyk", "kovalchik", saved.reference):
            with me.store.read() as connection:
                query = query_tokens(typed)
                assert search_store(connection, scope, query, typed, me.today(), limit=9) == []


def test_changed_words_are_found_and_old_ones_are_not(me: SignedIn, held: dict[str, Saved]) -> None:
    from spp_desktop.services import cases

    saved = held["Ewa Kowalczyk"]
    cases.save_answers(
        me, saved.case_id, {"category": "personal", "reported": "2012-03-08", "landlord": "Cross Keys"}, 1
    )
    assert search.search(me, "cross keys").hits[0].case_id == saved.case_id
    cases.save_answers(me, saved.case_id, {"category": "personal", "reported": "2012-03-08"}, 2)
    assert search.search(me, "cross keys").hits == ()


def test_a_search_is_recorded_once_when_typing_settles(me: SignedIn, held: dict[str, Saved]) -> None:
    search.search(me, "kow")
    search.search(me, "kowal")
    search.search_settled(me, "kowal", 1)
    search.search_settled(me, " % ", 0)
    with me.store.read() as connection:
        looked = [
            entry
            for entry in ledger.chain(connection, me.store.device.id, Stream.AUDIT)
            if entry.operation.kind == "person.searched"
        ]
    assert len(looked) == 1
    said = {field.field: field.new.value for field in looked[0].changes[0].fields}
    assert said == {"terms": "kowal", "results": "1"}
