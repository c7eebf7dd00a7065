"""Erasing: what goes, what stays, what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import String, cast, or_, select

from spp_desktop.domain.cases import NewContact, NewParty
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, drafts, entries, erasing, people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from spp_desktop.store.tables import metadata
from spp_desktop.store.tables.case import CaseRow
from tests.casework import MONDAY, incident, logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@pytest.fixture
def ig(store: Store) -> SignedIn:
    return signed_in(store, Role.INFORMATION_GOVERNANCE, name="In Gov")


def places(store: Store, word: str) -> set[str]:
    """The tables in which a word still stands, in any column."""
    found = set()
    with store.read() as connection:
        for table in metadata().tables.values():
            texts = [cast(column, String).contains(word) for column in table.c]
            if connection.execute(select(table.c.rowid).where(or_(*texts)).limit(1)).first():
                found.add(table.name)
    return found


def whole(store: Store) -> bool:
    with store.read() as connection:
        return not list(ledger.broken(connection))


def test_a_case_goes_with_all_that_only_it_holds(me: SignedIn, ig: SignedIn) -> None:
    facts = somebody("Quilla Zanzibar", address="9 Zanzibar Road")
    saved = logged(me, new=replace(new_case(what_happened="zanzibar at night"), who=NewParty("victim", facts=facts)))
    entries.record_contact(me, saved.case_id, NewContact("mobile", "no-answer", "zanzibar rang"))
    incident(me, saved.case_id, words="zanzibar again")
    cases.move_case(me, saved.case_id, "not-asb", "zanzibar matter")
    drafts.keep_draft(me, "answers", "asb", {"wishes": "zanzibar"}, case_id=saved.case_id)
    assert {"case", "person_fact", "contact", "incident", "move", "draft", "change", "indexed"} <= (
        places(me.store, "anzibar")
    )
    done = erasing.erase_case(ig, saved.case_id, "Six years have passed")
    assert places(me.store, "anzibar") == set()
    assert whole(me.store)
    assert done.changes.cases == {saved.case_id}
    assert search.search(me, "zanzibar").hits == ()
    with pytest.raises(NotFound):
        cases.open_case(me, saved.case_id)
    with pytest.raises(NotFound):
        erasing.erase_case(ig, saved.case_id, "again")


def test_what_another_case_shares_stays(me: SignedIn, ig: SignedIn) -> None:
    first = logged(me, "Quilla Zanzibar")
    person = cases.open_case(me, first.case_id).parties[0].person
    assert person is not None
    other = logged(me, new=replace(new_case(), who=NewParty("victim", person_id=person.id)))
    people.add_facts(me, other.case_id, person.id, [FactInput(FactKind.PHONE, "07700 900142")])
    shared = incident(me, first.case_id, words="seen by both")
    entries.share_incident(me, shared.id, other.case_id)
    erasing.erase_case(ig, first.case_id, "Logged by mistake")
    view = cases.open_case(me, other.case_id)
    assert [each.words for each in view.incidents] == ["seen by both"]
    assert [fact.text for fact in people.open_person(me, person.id).facts] == ["07700 900142"]
    assert whole(me.store)


def test_one_answer_goes_in_every_version(me: SignedIn, ig: SignedIn) -> None:
    saved = logged(me, landlord="Zanzibar Homes")
    given = {"category": "personal", "reported": "2012-03-08", "landlord": "New Zanzibar", "their_reference": "AB 12"}
    cases.save_answers(me, saved.case_id, given, saved.revision)
    erasing.erase_answer(ig, saved.case_id, "landlord", "Not ours to hold")
    assert places(me.store, "anzibar") == set()
    assert "landlord" not in cases.open_case(me, saved.case_id).answers
    assert search.search(me, "AB 12").hits[0].case_id == saved.case_id
    assert whole(me.store)
    with pytest.raises(NotFound):
        erasing.erase_answer(ig, saved.case_id, "unheard-of", "x")


def test_a_name_goes_from_the_case_that_shows_it(me: SignedIn, ig: SignedIn) -> None:
    saved = logged(me, "Quilla Zanzibar")
    fact = cases.open_case(me, saved.case_id).parties[0].person.facts[0]  # type: ignore[union-attr]
    erasing.erase_fact(ig, fact.id, "Wrong person")
    assert places(me.store, "anzibar") == set()
    assert cases.open_case(me, saved.case_id).line.name == "Not known"
    assert search.search(me, saved.reference).hits[0].case_id == saved.case_id
    assert whole(me.store)


def test_an_older_name_is_used_again_and_found(me: SignedIn, ig: SignedIn) -> None:
    saved = logged(me, "Ann Older")
    person = cases.open_case(me, saved.case_id).parties[0].person
    assert person is not None
    added = people.add_facts(me, saved.case_id, person.id, [FactInput(FactKind.NAME, "Quilla Zanzibar")]).value
    erasing.erase_fact(ig, added.id, "Misheard")
    assert cases.open_case(me, saved.case_id).line.name == "Ann Older"
    assert places(me.store, "anzibar") == set()
    assert [hit.title for hit in search.search(me, "older").hits if hit.kind == "person"] == ["Ann Older"]


def hold(me: SignedIn, case_id: UUID, until: date | None) -> None:
    with me.store.write("case.held", by=me.officer.id, at=MONDAY, stream=Stream.AUDIT) as unit:
        unit.update(CaseRow, case_id, {"hold_reason": "Inquiry", "hold_until": until})


@pytest.mark.parametrize(("until", "words"), [(None, "is held, so"), (date(2012, 3, 12), "until 12 Mar 2012")])
def test_a_held_case_is_not_erased(me: SignedIn, ig: SignedIn, until: date | None, words: str) -> None:
    saved = logged(me)
    hold(me, saved.case_id, until)
    fact = cases.open_case(me, saved.case_id).parties[0].person.facts[0]  # type: ignore[union-attr]
    calls: list[Any] = [
        lambda: erasing.erase_case(ig, saved.case_id, "x"),
        lambda: erasing.erase_answer(ig, saved.case_id, "category", "x"),
        lambda: erasing.erase_fact(ig, fact.id, "x"),
    ]
    for call in calls:
        with pytest.raises(Refused, match=words):
            call()
    assert cases.open_case(me, saved.case_id).line.name == "Ewa Kowalczyk"


def test_a_hold_that_has_ended_stands_in_nobodys_way(me: SignedIn, ig: SignedIn) -> None:
    saved = logged(me)
    hold(me, saved.case_id, date(2012, 3, 11))
    erasing.erase_case(ig, saved.case_id, "Six years have passed")
    with pytest.raises(NotFound):
        cases.open_case(me, saved.case_id)


def test_erasing_says_why_and_is_information_governances(me: SignedIn, ig: SignedIn) -> None:
    saved = logged(me)
    with pytest.raises(Invalid):
        erasing.erase_case(ig, saved.case_id, " ")
    with pytest.raises(NotPermitted):
        erasing.erase_case(signed_in(me.store, Role.SUPERVISOR, name="R"), saved.case_id, "x")
    with pytest.raises(NotFound):
        erasing.erase_fact(ig, uuid4(), "x")
