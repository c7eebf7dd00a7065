"""Two people found to be one and taken apart again: what goes over, what comes back, what nobody learns of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from sqlalchemy import select

from spp_desktop.domain.cases import CaseQuery, NewCase, NewParty
from spp_desktop.domain.errors import Invalid, NotFound, Refused
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role, Scope
from spp_desktop.services import cases, entries, merging, parties, people, retention, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import merging as kept
from spp_desktop.store import person_page
from spp_desktop.store.check import check
from tests.casework import Wall, logged, new_case, signed_in, somebody
from tests.services.test_retention import due

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, now=wall)


def person_on(me: SignedIn, case_id: UUID) -> UUID:
    found = cases.case_as_it_stands(me, case_id).parties[0].person
    assert found is not None
    return found.id


def two(me: SignedIn) -> tuple[UUID, UUID, UUID, UUID]:
    """Ewa logged twice: the first case and person, the second case and person."""
    first = NewCase(
        "asb", NewParty("victim", facts=somebody("Ewa Kowalczyk", phone="07700 900142")), new_case().answers
    )
    one = logged(me, new=first)
    again = NewCase("asb", NewParty("victim", facts=somebody("Eva Kovalczyk", postcode="PE1 1HZ")), new_case().answers)
    other = logged(me, new=again)
    return one.case_id, person_on(me, one.case_id), other.case_id, person_on(me, other.case_id)


def test_one_takes_over_all_that_the_other_has(me: SignedIn) -> None:
    first, ewa, second, eva = two(me)
    done = merging.merge_people(me, ewa, eva, "Same birth certificate seen")
    assert done.changes.people == {ewa, eva}
    assert done.changes.cases >= {second}
    view = people.open_person(me, ewa)
    assert {case.case_id for case in view.cases} == {first, second}
    assert {fact.text for fact in view.facts if fact.kind is FactKind.NAME} == {"Ewa Kowalczyk", "Eva Kovalczyk"}
    assert [line.cases for line in people.list_people(me)] == [2]
    assert [hit.person_id for hit in search.search(me, "kovalczyk").hits if hit.kind == "person"] == [ewa]
    reference = cases.case_as_it_stands(me, second).line.reference
    assert cases.case_as_it_stands(me, first).also_in == (reference,)
    # Whoever still has the other's id is led to the one who was kept.
    assert people.open_person(me, eva).id == ewa
    assert [line.why for line in cases.case_history(me, second) if line.text.startswith("Two people")] == [
        "Same birth certificate seen"
    ]
    assert check(me.store, {}).findings == ()


def test_what_went_over_comes_back_and_what_was_added_since_stays(me: SignedIn, wall: Wall) -> None:
    first, ewa, second, eva = two(me)
    before = {person: people.open_person(me, person).facts for person in (ewa, eva)}
    merging.merge_people(me, ewa, eva, "Same birth certificate seen")
    wall.pass_by(hours=1)
    people.add_facts(me, second, ewa, [FactInput(FactKind.PHONE, "07700 900999")])
    (merge,) = people.open_person(me, ewa).merges
    assert (merge.merged_id, merge.reason, merge.by) == (eva, "Same birth certificate seen", "Hannah Whitfield")
    assert [fact.text for fact in merging.added_since_merge(me, merge.id)] == ["07700 900999"]
    merging.unmerge_people(me, merge.id, "Two birth dates")
    now = people.open_person(me, ewa)
    assert now.merges == ()
    assert [case.case_id for case in now.cases] == [first]
    assert {fact.text for fact in now.facts} == {fact.text for fact in before[ewa]} | {"07700 900999"}
    back = people.open_person(me, eva)
    assert (back.id, {fact.id for fact in back.facts}) == (eva, {fact.id for fact in before[eva]})
    assert [line.name for line in cases.list_cases(me, CaseQuery("asb", sort="reference"))] == [
        "Ewa Kowalczyk",
        "Eva Kovalczyk",
    ]
    with pytest.raises(NotFound):
        merging.unmerge_people(me, merge.id, "again")
    assert check(me.store, {}).findings == ()


def test_an_officer_may_say_that_what_was_added_since_is_the_others(me: SignedIn, wall: Wall) -> None:
    _, ewa, second, eva = two(me)
    merging.merge_people(me, ewa, eva, "Same")
    wall.pass_by(hours=1)
    added = people.add_facts(me, second, ewa, [FactInput(FactKind.PHONE, "07700 900999")]).value.id
    (merge,) = people.open_person(me, ewa).merges
    with pytest.raises(NotFound):
        merging.unmerge_people(me, merge.id, "no", also=[merge.id])
    merging.unmerge_people(me, merge.id, "Hers", also=[added])
    assert "07700 900999" in {fact.text for fact in people.open_person(me, eva).facts}
    assert [hit.person_id for hit in search.search(me, "900999").hits] == [eva]


def test_a_case_the_officer_may_not_know_of_is_left_as_it_was(me: SignedIn) -> None:
    _, ewa, second, eva = two(me)
    hidden = logged(me, new=NewCase("asb", NewParty("victim", person_id=eva), new_case().answers)).case_id
    blocked = Scope(me.officer.id, frozenset(("asb",)), blocked=frozenset((hidden,)))
    with me.store.read() as connection:
        held = kept.held_on_cases(connection, blocked, eva)
    assert set(held) == {second}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignedIn, "scope", property(lambda _self: blocked))
        merging.merge_people(me, ewa, eva, "Same")
        assert people.open_person(me, eva).id == ewa
    assert [case.case_id for case in people.open_person(me, eva).cases] == [hidden]


def test_a_merge_says_why_and_is_of_two_people_whom_the_officer_knows(me: SignedIn) -> None:
    first, ewa, _, eva = two(me)
    with pytest.raises(Invalid):
        merging.merge_people(me, ewa, eva, "  ")
    with pytest.raises(Refused):
        merging.merge_people(me, ewa, ewa, "why")
    with pytest.raises(NotFound):
        merging.merge_people(me, ewa, UUID(int=5), "why")
    with pytest.raises(NotFound):
        merging.merge_people(me, UUID(int=5), eva, "why")
    relation = FactInput(FactKind.RELATIONSHIP, "Mother", other_id=eva)
    people.add_facts(me, first, ewa, [relation])
    with pytest.raises(Refused):
        merging.merge_people(me, ewa, eva, "why")


def test_relationships_follow_whoever_is_kept(me: SignedIn) -> None:
    first, ewa, _, eva = two(me)
    rui = entries.add_party(me, first, NewParty("witness", facts=somebody("Rui Ferreira"))).value.id
    rui_id = next(p.person.id for p in cases.case_as_it_stands(me, first).parties if p.id == rui and p.person)
    people.add_facts(me, first, rui_id, [FactInput(FactKind.RELATIONSHIP, "Father", other_id=eva)])
    assert [each.text() for each in people.open_person(me, rui_id).relations] == ["Father of Eva Kovalczyk"]
    assert [each.text() for each in people.open_person(me, eva).relations] == ["Rui Ferreira is their father"]
    merging.merge_people(me, ewa, eva, "Same")
    (merge,) = people.open_person(me, ewa).merges
    assert [each.other_id for each in people.open_person(me, rui_id).relations] == [ewa]
    merging.unmerge_people(me, merge.id, "Not")
    assert [each.other_id for each in people.open_person(me, rui_id).relations] == [eva]


def test_a_merge_is_undone_from_the_last_to_the_first(me: SignedIn, wall: Wall) -> None:
    _, ewa, _, eva = two(me)
    third = person_on(me, logged(me, "E Kowalczyk").case_id)
    merging.merge_people(me, ewa, eva, "Same")
    (merge,) = people.open_person(me, ewa).merges
    wall.pass_by(hours=1)
    merging.merge_people(me, third, ewa, "Same again")
    with pytest.raises(Refused):
        merging.unmerge_people(me, merge.id, "Not")
    assert people.open_person(me, eva).id in (ewa, third)


def test_what_left_the_kept_person_meanwhile_stays_where_it_is(me: SignedIn, wall: Wall) -> None:
    first, ewa, second, _ = two(me)
    eva = person_on(me, logged(me, "Eva K").case_id)
    extra = entries.add_party(me, first, NewParty("witness", person_id=eva)).value.id
    merging.merge_people(me, ewa, eva, "Same")
    parties.remove_party(me, extra, "Put on by mistake")
    wall.pass_by(hours=1)
    (merge,) = people.open_person(me, ewa).merges
    merging.unmerge_people(me, merge.id, "Not")
    assert first not in {case.case_id for case in people.open_person(me, eva).cases}
    assert second


def test_a_person_s_history_tells_of_the_merge_with_its_cases(me: SignedIn) -> None:
    _, ewa, second, eva = two(me)
    merging.merge_people(me, ewa, eva, "Same")
    reference = cases.case_as_it_stands(me, second).line.reference
    told = [(line.text, line.why) for line in people.person_history(me, ewa)]
    assert (f"Two people found to be one · {reference}", "Same") in told
    with pytest.raises(NotFound):
        people.person_history(me, UUID(int=3))


def test_the_name_of_the_kept_persons_other_cases_keeps_step(me: SignedIn, wall: Wall) -> None:
    first, ewa, second, eva = two(me)
    wall.pass_by(days=1)
    people.add_facts(me, second, eva, [FactInput(FactKind.NAME, "Ewa Nowak")])
    merging.merge_people(me, ewa, eva, "Married")
    assert {cases.case_as_it_stands(me, each).line.name for each in (first, second)} == {"Ewa Nowak"}
    (merge,) = people.open_person(me, ewa).merges
    merging.unmerge_people(me, merge.id, "Not")
    assert cases.case_as_it_stands(me, first).line.name == "Ewa Kowalczyk"
    assert cases.case_as_it_stands(me, second).line.name == "Ewa Nowak"


def test_nobody_is_led_to_somebody_kept_on_cases_they_may_not_know_of(me: SignedIn) -> None:
    _, ewa, _, eva = two(me)
    merging.merge_people(me, ewa, eva, "Same")
    analyst = signed_in(me.store, Role.ANALYST, name="An Analyst")
    with me.store.read() as connection:
        assert person_page.kept_for(connection, analyst.scope, eva) is None
        assert person_page.kept_for(connection, me.scope, eva) == ewa


def test_a_case_that_is_erased_takes_its_share_of_a_merge(sqlite_store: Store, wall: Wall) -> None:
    roles = (Role.ASB_OFFICER, Role.SUPERVISOR, Role.INFORMATION_GOVERNANCE)
    me = signed_in(sqlite_store, *roles, now=wall)
    first, ewa, second, eva = two(me)
    merging.merge_people(me, ewa, eva, "Plumzorro swore to it")
    due(me, second)
    retention.erase_case(me, second, "six years after closure")
    with me.store.read() as connection:
        assert connection.execute(select(person_page.MERGE.c.reason, person_page.MERGE.c.deleted)).all() == [("", True)]
    view = people.open_person(me, ewa)
    assert [case.case_id for case in view.cases] == [first]
    assert view.merges == ()
    assert check(me.store, {}).findings == ()


@pytest.mark.parametrize("turned", [False, True], ids=["the same way", "the other way round"])
def test_two_officers_merging_at_once_merge_once(me: SignedIn, monkeypatch: pytest.MonkeyPatch, turned: bool) -> None:
    first, ewa, second, eva = two(me)
    other = signed_in(me.store, name="Imran Qureshi")
    over = merging._over

    def while_somebody_else_does(officer: SignedIn, compartment: str, held: Iterable[UUID]) -> Any:
        monkeypatch.setattr(merging, "_over", over)
        merging.merge_people(other, *((ewa, eva) if not turned else (eva, ewa)), "Same")
        return over(officer, compartment, held)

    monkeypatch.setattr(merging, "_over", while_somebody_else_does)
    with pytest.raises(Refused, match="meanwhile"):
        merging.merge_people(me, ewa, eva, "Same")
    kept_one = eva if turned else ewa
    assert {person_on(me, first), person_on(me, second)} == {kept_one}
    assert people.open_person(me, ewa).id == people.open_person(me, eva).id == kept_one


def test_two_officers_taking_them_apart_at_once_do_it_once(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    first, ewa, second, eva = two(me)
    merging.merge_people(me, ewa, eva, "Same")
    (merge,) = people.open_person(me, ewa).merges
    over = merging._over

    def while_somebody_else_does(officer: SignedIn, compartment: str, held: Iterable[UUID]) -> Any:
        monkeypatch.setattr(merging, "_over", over)
        merging.unmerge_people(signed_in(me.store, name="Imran Qureshi"), merge.id, "Not the same")
        return over(officer, compartment, held)

    monkeypatch.setattr(merging, "_over", while_somebody_else_does)
    with pytest.raises(Refused, match="meanwhile"):
        merging.unmerge_people(me, merge.id, "Twins")
    assert (person_on(me, first), person_on(me, second)) == (ewa, eva)


def test_people_merged_in_a_ring_are_looked_for_once(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ewa, _, eva = two(me)
    ring = {ewa: eva, eva: ewa}
    monkeypatch.setattr(person_page, "open_person", Mock(side_effect=NotFound))
    monkeypatch.setattr(person_page, "kept_for", lambda _connection, _scope, person: ring[person])
    with pytest.raises(NotFound):
        people.open_person(me, ewa)
