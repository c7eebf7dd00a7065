"""Roles on a case: altered, and taken off where somebody was put on by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import NewParty, Saved
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, Refused
from spp_desktop.services import cases, entries, parties, people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.check import check
from tests.casework import logged, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.domain.cases import PartyView
    from spp_desktop.store.opened import Store


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@pytest.fixture
def case(me: SignedIn) -> Saved:
    return logged(me)


def witness(me: SignedIn, case: Saved) -> UUID:
    return entries.add_party(me, case.case_id, NewParty("witness", facts=somebody("Rui Ferreira"))).value.id


def party(me: SignedIn, case: Saved, party_id: UUID) -> PartyView:
    return next(each for each in cases.case_as_it_stands(me, case.case_id).parties if each.id == party_id)


def test_a_role_and_a_counter_allegation_are_altered(me: SignedIn, case: Saved) -> None:
    added = witness(me, case)
    done = parties.change_party(me, added, role="responsible", counter_allegation=True, note=" Says she began it ")
    now = party(me, case, added)
    assert (now.role, now.counter_allegation, now.note, now.revision) == (
        "responsible",
        True,
        "Says she began it",
        done.value.revision,
    )
    (line,) = [each for each in cases.case_history(me, case.case_id) if each.text == "Somebody's role altered"]
    assert ("Role", "Witness", "Person responsible (alleged)") in line.details
    with pytest.raises(Invalid):
        parties.change_party(me, added, role="pigeon")
    with pytest.raises(Conflict):
        parties.change_party(me, added, note="x", revision=1)


def test_whom_the_case_is_about_stays_and_keeps_their_role(me: SignedIn, case: Saved) -> None:
    main = cases.case_as_it_stands(me, case.case_id).parties[0].id
    with pytest.raises(Refused):
        parties.change_party(me, main, role="witness")
    with pytest.raises(Refused):
        parties.remove_party(me, main, "By mistake")
    parties.change_party(me, main, role="victim", note="Prefers Ms")


def test_somebody_put_on_by_mistake_goes_with_what_the_case_said_of_them(me: SignedIn, case: Saved) -> None:
    added = witness(me, case)
    person = party(me, case, added).person
    assert person is not None
    assert search.search(me, "ferreira").hits
    with pytest.raises(Invalid):
        parties.remove_party(me, added, " ")
    parties.remove_party(me, added, "Another Rui")
    assert [each.main for each in cases.case_as_it_stands(me, case.case_id).parties] == [True]
    assert not search.search(me, "ferreira").hits
    with pytest.raises(NotFound):
        people.open_person(me, person.id)
    (line,) = [each for each in cases.case_history(me, case.case_id) if "taken off" in each.text]
    assert line.why == "Another Rui"
    with pytest.raises(NotFound):
        parties.remove_party(me, added, "again")
    with pytest.raises(NotFound):
        parties.change_party(me, uuid4(), note="x")
    assert check(me.store, {}).findings == ()


def test_somebody_known_elsewhere_keeps_what_is_known_of_them(me: SignedIn, case: Saved) -> None:
    added = witness(me, case)
    person = party(me, case, added).person
    assert person is not None
    other = logged(me, "Kevin Sprake")
    entries.add_party(me, other.case_id, NewParty("witness", person_id=person.id))
    parties.remove_party(me, added, "Only on the other")
    view = people.open_person(me, person.id)
    assert [each.reference for each in view.cases] == [other.reference]
    assert view.name(me.today()) == "Rui Ferreira"


def test_nobody_by_name_is_found_by_the_words_said_of_them(me: SignedIn, case: Saved) -> None:
    added = entries.add_party(me, case.case_id, NewParty("responsible", "not-known", note="Tall")).value.id
    parties.change_party(me, added, note="Wears a bowler")
    assert [hit.reference for hit in search.search(me, "bowler").hits] == [case.reference]
    assert not search.search(me, "tall").hits
    parties.remove_party(me, added, "Nobody was there")
    assert not search.search(me, "bowler").hits
