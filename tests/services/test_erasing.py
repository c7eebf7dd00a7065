"""Erasing, through and through: searches, shared people and incidents, drafts, reasons; and what may be read before."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from spp_desktop.domain.cases import CaseQuery, NewCase, NewContact, NewParty
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.retention import Target
from spp_desktop.services import cases, drafts, entries, people, retention, search
from spp_desktop.services.audit import list_operations
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.check import check
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import AssessmentRow, ContactRow, PartyRow
from spp_desktop.store.tables.person import PersonFactRow
from tests.casework import Wall, incident, logged, new_case, signed_in, somebody
from tests.services.test_retention import CLOSED_LONG_AGO, due, everything, record_on

NAME = "Zebulon Quillfeather"
TODAY = date(2012, 3, 12)


@pytest.fixture
def officer(store: Any) -> SignedIn:
    return signed_in(store, Role.ASB_OFFICER)


@pytest.fixture
def governance(store: Any) -> SignedIn:
    return signed_in(store, Role.INFORMATION_GOVERNANCE, name="Ada Keeper", now=Wall())


def searched(me: SignedIn, *typed: str) -> None:
    """Somebody typed these, each till it settled."""
    for words in typed:
        search.search_settled(me, words, 1)


def kept_searches(store: Any) -> set[str]:
    """The words of searches that are still kept."""
    from spp_desktop.store.searches import _typed

    with store.read() as connection:
        return {words for _, _, words in _typed(connection)}


def names_on(store: Any, case_id: UUID, text: str) -> UUID:
    """The name fact of a case that says this."""
    table = table_of(PersonFactRow)
    with store.read() as connection:
        return connection.execute(
            select(table.c.id).where(table.c.case_id == case_id, table.c.text == text)
        ).scalar_one()


def people_found(me: SignedIn, text: str) -> list[str]:
    return [hit.title for hit in search.search(me, text).hits if hit.kind == "person"]


# The words of searches


def test_a_search_that_would_have_found_an_erased_name_loses_its_words(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer, NAME).case_id
    logged(officer, "Marta Other")
    gone = {"Quillfeather", "quill", "qillfeather", "zebulon bins", "QUILLFEATHER-1", "a b c d e f g h Quillfeather"}
    stays = {"marta", "lincoln road", "other 07700900142"}
    searched(officer, *gone, *stays)
    done = retention.erase_value(
        governance, case_id, Target("person_fact", names_on(officer.store, case_id, NAME), frozenset({"text"})), "wrong"
    )
    assert kept_searches(officer.store) == stays
    assert done.value.searches == len(gone)
    # Who searched and when stays for audit.
    page = list_operations(governance, _all())
    assert sum(line.kind == "person.searched" for line in page.lines) == len(gone | stays)
    assert check(officer.store, {}).findings == ()


def _all() -> Any:
    from spp_desktop.domain.audit import AuditQuery

    return AuditQuery()


def test_a_case_erased_takes_searches_by_its_reference_words_and_mistyped_reference(
    officer: SignedIn, governance: SignedIn
) -> None:
    saved = logged(officer, NAME)
    incident(officer, saved.case_id, words="A plumzorro was thrown over the fence")
    other = logged(officer, "Marta Other")
    searched(officer, saved.reference, "plumzorro fence", "plumzorro", "a bin", other.reference)
    with pytest.raises(NotFound):
        cases.find_case(officer, f"{NAME}?")
    due(officer, saved.case_id)
    done = retention.erase_case(governance, saved.case_id, "six years")
    assert kept_searches(officer.store) == {"a bin", other.reference}
    assert done.value.searches == 4
    assert "plumzorro" not in everything(officer.store).lower()


def test_a_name_once_known_and_since_altered_counts_too(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer, "Wilhelmina Oldname").case_id
    fact = names_on(officer.store, case_id, "Wilhelmina Oldname")
    people.change_fact(officer, fact, text=NAME)
    searched(officer, "oldname")
    retention.erase_value(governance, case_id, Target("person_fact", fact), "wrong")
    assert kept_searches(officer.store) == set()
    assert "oldname" not in everything(officer.store).lower()


# What another case needs


def test_people_on_another_case_stay_with_what_is_known_of_them(officer: SignedIn, governance: SignedIn) -> None:
    first = logged(officer, NAME)
    view = cases.open_case(officer, first.case_id)
    person = view.parties[0].person.id
    answers = {"category": "personal", "reported": "2012-03-09"}
    second = cases.log_case(officer, NewCase("asb", NewParty("victim", person_id=person), answers)).value
    people.add_facts(officer, first.case_id, person, [FactInput(FactKind.PHONE, "07700 900142")])
    due(officer, first.case_id)
    goes = retention.what_goes(governance, first.case_id)
    assert (goes.facts_kept, goes.counts["person"]) == (2, 0)
    done = retention.erase_case(governance, first.case_id, "six years")
    assert done.changes.cases == {first.case_id, second.case_id}
    (line,) = cases.list_cases(officer, CaseQuery("asb"))
    assert (line.id, line.name) == (second.case_id, NAME)
    after = cases.open_case(officer, second.case_id).parties[0].person
    assert sorted(fact.text for fact in after.facts) == ["07700 900142", NAME]
    assert {fact.case_id for fact in after.facts} == {second.case_id}
    assert people_found(officer, "Quillfeather") == people_found(officer, "0142") == [NAME]
    assert check(officer.store, {}).findings == ()


def test_a_shared_incident_is_found_by_the_case_that_still_has_it(officer: SignedIn, governance: SignedIn) -> None:
    first, other = logged(officer, NAME), logged(officer, "Marta Other")
    shared = incident(officer, first.case_id, words="Both doors were kicked").id
    entries.share_incident(officer, shared, other.case_id)
    due(officer, first.case_id)
    assert retention.what_goes(governance, first.case_id).incidents_kept == 1
    retention.erase_case(governance, first.case_id, "six years")
    assert [hit.case_id for hit in search.search(officer, "doors kicked").hits] == [other.case_id]


def test_a_value_of_a_shared_incident_goes_unless_a_case_it_is_on_is_held(
    officer: SignedIn, governance: SignedIn
) -> None:
    first, other = logged(officer, NAME), logged(officer, "Marta Other")
    shared = incident(officer, first.case_id, words="Both plumzorros were kicked", place="Bus stop").id
    entries.share_incident(officer, shared, other.case_id)
    drafts.keep_draft(officer, "incident", "asb", {"words": "plumzorro"}, case_id=other.case_id)
    target = Target("incident", shared, frozenset({"words"}))
    retention.hold_case(governance, other.case_id, "Inquiry")
    with pytest.raises(Refused, match="held"):
        retention.erase_value(governance, first.case_id, target, "not so")
    retention.lift_hold(governance, other.case_id, "reported")
    done = retention.erase_value(governance, first.case_id, target, "not so")
    assert done.changes.cases == {first.case_id, other.case_id}
    assert "plumzorro" not in everything(officer.store).lower()
    assert {hit.kind for hit in search.search(officer, "bus stop").hits} == {"incident"}
    assert check(officer.store, {}).findings == ()


def test_a_place_that_stands_for_a_name_goes_from_the_list(officer: SignedIn, governance: SignedIn) -> None:
    who = NewParty("victim", kind="community", place="Plumzorro Court")
    case_id = logged(officer, new=NewCase("asb", who, new_case().answers)).case_id
    party = record_on(officer.store, PartyRow, case_id)
    retention.erase_value(governance, case_id, Target("party", party, frozenset({"place"})), "wrong")
    (line,) = cases.list_cases(officer, CaseQuery("asb"))
    assert line.name == "Community"
    assert "plumzorro" not in everything(officer.store).lower()


# Words that repeat


def test_the_reason_an_entry_was_withdrawn_for_goes_from_the_operation_too(
    officer: SignedIn, governance: SignedIn
) -> None:
    case_id = logged(officer).case_id
    contact = entries.record_contact(officer, case_id, NewContact("phone", "spoke", words="Hello")).value.id
    entries.withdraw_contact(officer, contact, "It was  plumzorro, not them")
    assert everything(officer.store).lower().count("plumzorro") >= 3
    retention.erase_value(governance, case_id, Target("contact", contact, frozenset({"withdrawn_reason"})), "named")
    assert "plumzorro" not in everything(officer.store).lower()
    assert check(officer.store, {}).findings == ()


def test_a_withdrawn_contact_is_not_found_again_for_having_a_value_erased(
    officer: SignedIn, governance: SignedIn
) -> None:
    case_id = logged(officer).case_id
    contact = entries.record_contact(
        officer, case_id, NewContact("phone", "spoke", words="A plumzorro", with_whom="The warden")
    ).value.id
    entries.withdraw_contact(officer, contact, "misfiled")
    retention.erase_value(governance, case_id, Target("contact", contact, frozenset({"words"})), "named")
    assert "warden" not in everything(officer.store).replace("The warden", "")
    assert search.search(officer, "warden").hits == ()


# What may be read before


def test_what_holds_words_is_listed_without_them(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer, NAME, landlord="Cross Keys").case_id
    incident(officer, case_id, words="A plumzorro was thrown")
    entries.record_contact(officer, case_id, NewContact("phone", "spoke", words="Rang them", with_whom="The warden"))
    found = retention.list_erasable(governance, case_id)
    shown = {one.label: dict(one.fields) for one in found}
    assert shown["Incident 1"] == {"words": "What happened"}
    assert shown["Contact"] == {"words": "What was said", "with_whom": "With whom"}
    assert shown["Victim: name"] == {"text": "What it says"}
    assert shown["The case itself"]["answers.landlord"] == "Landlord"
    assert {one.by for one in found if one.kind in ("contact", "incident")} == {"Hannah Whitfield"}
    for words in ("plumzorro", "Quillfeather", "Cross Keys", "warden"):
        assert words not in repr(found)


def test_a_value_is_read_for_a_reason_and_the_look_is_audited(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer, NAME, landlord="Cross Keys").case_id
    entries.record_contact(officer, case_id, NewContact("phone", "spoke", words="Rang them", with_whom="The warden"))
    contact = record_on(officer.store, ContactRow, case_id)
    whole, landlord = Target("contact", contact), Target("case", case_id, frozenset({"answers.landlord"}))
    with pytest.raises(Invalid):
        retention.read_value(governance, case_id, whole, " ")
    assert all(line.kind != "retention.read" for line in list_operations(governance, _all()).lines)
    said = retention.read_value(governance, case_id, whole, "Complaint 12")
    assert said == (("What was said", "Rang them"), ("With whom", "The warden"))
    assert retention.read_value(governance, case_id, landlord, "Complaint 13") == (("Landlord", "Cross Keys"),)
    looked = [line for line in list_operations(governance, _all()).lines if line.kind == "retention.read"]
    assert [line.why for line in looked] == ["Complaint 13", "Complaint 12"]
    assert looked[0].done == "Read a value on a case before erasing it"
    other = logged(officer, "Marta Other").case_id
    with pytest.raises(NotFound):
        retention.read_value(governance, other, whole, "Complaint 12")
    retention.erase_value(governance, case_id, whole, "wrong")
    with pytest.raises(NotFound):
        retention.read_value(governance, case_id, whole, "Complaint 12")


def test_withdrawn_entries_are_listed_with_who_and_why_and_not_what(officer: SignedIn, governance: SignedIn) -> None:
    saved = logged(officer)
    contact = entries.record_contact(officer, saved.case_id, NewContact("phone", "spoke", words="A plumzorro")).value.id
    happened = incident(officer, saved.case_id, words="Another plumzorro").id
    assert retention.list_withdrawn(governance) == []
    entries.withdraw_contact(officer, contact, "Filed on the wrong case")
    entries.withdraw_incident(officer, happened, saved.case_id, "Typed twice")
    found = retention.list_withdrawn(governance)
    assert {(one.kind, one.record_id, one.reference, one.by, one.reason) for one in found} == {
        ("contact", contact, saved.reference, "Hannah Whitfield", "Filed on the wrong case"),
        ("incident", happened, saved.reference, "Hannah Whitfield", "Typed twice"),
    }
    assert "plumzorro" not in repr(found)
    with pytest.raises(NotPermitted):
        retention.list_withdrawn(officer)
    retention.erase_value(governance, saved.case_id, Target("contact", contact), "wrong")
    assert [one.kind for one in retention.list_withdrawn(governance)] == ["incident"]


def test_any_case_is_found_by_its_reference_and_held_ones_are_listed(officer: SignedIn, governance: SignedIn) -> None:
    saved = logged(officer)
    found = retention.find_case(governance, f" {saved.reference.lower()} ")
    assert (found.case_id, found.retention, found.review) == (saved.case_id, "asb", None)
    with pytest.raises(NotFound):
        retention.find_case(governance, "ASB-2012-ZZ-9999")
    retention.hold_case(governance, saved.case_id, "Inquiry", TODAY)
    (held,) = retention.list_held(governance)
    assert (held.reference, held.hold_reason, held.held(TODAY)) == (saved.reference, "Inquiry", True)


def test_what_would_go_is_counted_before(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer, NAME).case_id
    incident(officer, case_id)
    incident(officer, case_id)
    entries.record_contact(officer, case_id, NewContact("phone", "spoke", words="Rang"))
    goes = retention.what_goes(governance, case_id)
    words = goes.words
    assert words[:2] == ("2 incidents", "1 contact")
    assert "1 person known from it alone" in words
    assert (goes.facts_kept, goes.incidents_kept, goes.backups_until) == (0, 0, None)


def test_an_erasing_tells_how_far_it_is_and_can_be_stopped_before_it_is_saved(
    officer: SignedIn, governance: SignedIn
) -> None:
    case_id = logged(officer, NAME).case_id
    due(officer, case_id, CLOSED_LONG_AGO)
    searched(officer, "quillfeather")
    told: list[str] = []
    for stop_at in ("Going through the words of past searches", "Erasing"):

        def tell(step: str, _done: int, _of: int) -> None:
            told.append(step)

        with pytest.raises(Refused, match="stopped"):
            retention.erase_case(
                governance, case_id, "six years", progress=tell, cancelled=lambda at=stop_at: at in told or at[0] == "G"
            )
        assert cases.open_case(officer, case_id).parties[0].name == NAME
    assert kept_searches(officer.store) == {"quillfeather"}
    if officer.store.folder is not None:
        kept = officer.store.folder.backups / "erased-general.txt"
        assert kept.read_text("ascii").split() == []
    retention.erase_case(governance, case_id, "six years", progress=lambda step, _done, _of: told.append(step))
    assert told[-1] == "Rewriting the file without them"
    assert "quillfeather" not in everything(officer.store).lower()


def test_only_whoever_holds_the_right_reads_or_lists(officer: SignedIn) -> None:
    case_id = logged(officer).case_id
    for call in (
        lambda: retention.list_erasable(officer, case_id),
        lambda: retention.read_value(officer, case_id, Target("case", case_id), "curious"),
        lambda: retention.what_goes(officer, case_id),
        lambda: retention.find_case(officer, "ASB-2012-K7-0001"),
        lambda: retention.list_held(officer),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_a_reason_kept_on_an_assessment_goes_with_it(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(officer).case_id
    entries.override_risk(officer, case_id, "high", "A plumzorro told us")
    assessment = record_on(officer.store, AssessmentRow, case_id)
    retention.erase_value(governance, case_id, Target("assessment", assessment, frozenset({"reason"})), "named")
    assert "plumzorro" not in everything(officer.store).lower()


def test_somebody_named_twice_keeps_the_other_name(officer: SignedIn, governance: SignedIn) -> None:
    case_id = logged(
        officer, new=NewCase("asb", NewParty("victim", facts=somebody("Ewa Kowalczyk")), new_case().answers)
    ).case_id
    person = cases.open_case(officer, case_id).parties[0].person.id
    people.add_facts(officer, case_id, person, [FactInput(FactKind.NAME, NAME)])
    retention.erase_value(
        governance, case_id, Target("person_fact", names_on(officer.store, case_id, NAME), frozenset({"text"})), "wrong"
    )
    (line,) = cases.list_cases(officer, CaseQuery("asb"))
    assert line.name == "Ewa Kowalczyk"
    assert people_found(officer, "kowalczyk") == ["Ewa Kowalczyk"]
