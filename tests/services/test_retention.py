"""Retention: what is due, held or kept, and a case erased so that nothing of it is left."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from spp_desktop.domain.cases import CaseQuery, NewContact
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.retention import Target
from spp_desktop.services import cases, entries, retention, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from spp_desktop.store.check import check
from spp_desktop.store.tables import metadata
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow, ContactRow
from spp_desktop.store.tables.person import PersonFactRow
from tests.casework import Wall, incident, logged, signed_in

NAME = "Zebulon Quillfeather"
CLOSED_LONG_AGO = date(2012, 3, 1)


@pytest.fixture
def officer(store: Any) -> SignedIn:
    return signed_in(store, Role.ASB_OFFICER)


@pytest.fixture
def governance(store: Any) -> SignedIn:
    return signed_in(store, Role.INFORMATION_GOVERNANCE, name="Ada Keeper", now=Wall())


def due(me: SignedIn, case_id: UUID, day: date | None = CLOSED_LONG_AGO) -> None:
    """Bring a case to its review day, as closing it years ago would have."""
    with me.store.write("case.edited", by=me.officer.id, at=me.now(), stream="audit") as unit:
        unit.update(CaseRow, case_id, {"review": day})


def a_case(me: SignedIn) -> UUID:
    case_id = logged(me, NAME).case_id
    incident(me, case_id, words=f"{NAME} was shouted at")
    entries.record_contact(me, case_id, NewContact("phone", "spoke", words=f"Rang {NAME} back", with_whom=NAME))
    return case_id


def everything(store: Any) -> str:
    """Every row of every table, as text."""
    found = []
    with store.read() as connection:
        for table in metadata().tables.values():
            found += [repr(tuple(row)) for row in connection.execute(select(table))]
    return "\n".join(found)


def test_a_case_is_due_from_its_day_on_and_shows_nothing_of_what_it_is_about(
    officer: SignedIn, governance: SignedIn
) -> None:
    early, late = a_case(officer), a_case(officer)
    a_case(officer)
    due(officer, late, date(2012, 3, 12))
    due(officer, early, date(2012, 3, 1))
    found = retention.list_due(governance)
    assert [one.case_id for one in found] == [early, late]
    assert NAME not in repr(found)
    assert not found[0].held(date(2012, 3, 12))


def test_a_held_case_is_not_erased_until_the_hold_is_lifted(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    due(officer, case_id)
    retention.hold_case(governance, case_id, "Inquiry 12/7", date(2012, 3, 12))
    assert retention.list_due(governance)[0].held(date(2012, 3, 12))
    with pytest.raises(Refused, match="held"):
        retention.erase_case(governance, case_id, "six years")
    with pytest.raises(Refused, match="held"):
        retention.erase_value(governance, case_id, Target("case", case_id, frozenset({"answers"})), "wrong")
    retention.lift_hold(governance, case_id, "the inquiry reported")
    assert retention.erase_case(governance, case_id, "six years").changes.cases == {case_id}


def test_a_case_kept_is_due_another_day(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    due(officer, case_id)
    retention.keep_case(governance, case_id, "an order is in force", date(2013, 3, 1))
    assert retention.list_due(governance) == []
    with pytest.raises(Refused, match="not due"):
        retention.erase_case(governance, case_id, "six years")


def test_an_open_case_is_not_erased(officer: SignedIn, governance: SignedIn) -> None:
    with pytest.raises(Refused, match="not due"):
        retention.erase_case(governance, a_case(officer), "six years")


def test_each_act_owes_a_reason(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    target = Target("case", case_id, frozenset({"answers"}))
    for act in (
        lambda: retention.hold_case(governance, case_id, " "),
        lambda: retention.hold_case(governance, case_id, "Inquiry", date(2012, 3, 11)),
        lambda: retention.lift_hold(governance, case_id, ""),
        lambda: retention.keep_case(governance, case_id, "", date(2013, 3, 1)),
        lambda: retention.keep_case(governance, case_id, "an order", date(2012, 3, 12)),
        lambda: retention.erase_case(governance, case_id, ""),
        lambda: retention.erase_value(governance, case_id, target, ""),
    ):
        with pytest.raises(Invalid):
            act()


def test_a_case_erased_leaves_nothing_but_the_chain(officer: SignedIn, governance: SignedIn) -> None:
    case_id, other = a_case(officer), logged(officer, "Marta Other").case_id
    due(officer, case_id)
    assert "Quillfeather" in everything(officer.store)
    done = retention.erase_case(governance, case_id, "six years after closure").value
    assert done.records >= 6
    left = everything(officer.store)
    assert "uillfeather" not in left.lower()
    assert "six years after closure" in left
    assert check(officer.store, {}).findings == ()
    assert [line.id for line in cases.list_cases(officer, CaseQuery("asb"))] == [other]
    assert search.search(officer, "Quillfeather").hits == ()
    with pytest.raises(NotFound):
        cases.open_case(officer, case_id)
    with pytest.raises(NotFound):
        retention.erase_case(governance, case_id, "again")


def test_an_incident_and_a_person_that_another_case_shares_stay(officer: SignedIn, governance: SignedIn) -> None:
    case_id, other = a_case(officer), logged(officer, "Marta Other").case_id
    shared = incident(officer, case_id, words="Both doors were kicked").id
    entries.share_incident(officer, shared, other)
    due(officer, case_id)
    retention.erase_case(governance, case_id, "six years after closure")
    assert [one.words for one in cases.open_case(officer, other).incidents] == ["Both doors were kicked"]


def record_on(store: Any, row: Any, case_id: UUID) -> UUID:
    table = table_of(row)
    with store.read() as connection:
        return connection.execute(select(table.c.id).where(table.c.case_id == case_id)).scalars().first()


def test_a_name_erased_goes_from_its_case_and_every_list(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    fact = record_on(officer.store, PersonFactRow, case_id)
    done = retention.erase_value(governance, case_id, Target("person_fact", fact, frozenset({"text"})), "not theirs")
    assert done.changes.cases == {case_id}
    (line,) = cases.list_cases(officer, CaseQuery("asb"))
    assert "Quillfeather" not in line.name
    assert [hit.kind for hit in search.search(officer, "Quillfeather").hits if hit.kind == "person"] == []
    with officer.store.read() as connection:
        said = repr(ledger.changes_to(connection, case_id)) + repr(ledger.changes_to(connection, fact))
    assert "Quillfeather" not in said
    assert check(officer.store, {}).findings == ()


def test_the_words_of_a_contact_go_and_it_is_found_by_the_rest(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    contact = record_on(officer.store, ContactRow, case_id)
    retention.erase_value(governance, case_id, Target("contact", contact, frozenset({"words"})), "about another case")
    view = cases.open_case(officer, case_id)
    assert [(one.words, one.with_whom) for one in view.contacts] == [("", NAME)]
    assert {hit.kind for hit in search.search(officer, "Quillfeather").hits} >= {"person", "contact"}
    retention.erase_value(governance, case_id, Target("contact", contact), "never happened")
    assert "contact" not in {hit.kind for hit in search.search(officer, "Quillfeather").hits}


def test_an_answer_goes_and_the_case_is_found_by_its_reference(officer: SignedIn, governance: SignedIn) -> None:
    case_id = a_case(officer)
    before = cases.open_case(officer, case_id)
    retention.erase_value(governance, case_id, Target("case", case_id, frozenset({"answers.category"})), "wrong")
    after = cases.open_case(officer, case_id)
    assert "category" in before.answers
    assert after.answers.get("category") is None
    assert search.search(officer, after.line.reference).hits[0].case_id == case_id


def test_a_record_of_another_case_is_not_erased_by_this_one(officer: SignedIn, governance: SignedIn) -> None:
    case_id, other = a_case(officer), a_case(officer)
    theirs = record_on(officer.store, ContactRow, other)
    for target in (Target("contact", theirs), Target("case", case_id), Target("contact", UUID(int=5))):
        with pytest.raises(NotFound):
            retention.erase_value(governance, case_id, target, "wrong")
    with pytest.raises(NotFound):
        retention.hold_case(governance, UUID(int=5), "Inquiry")


def test_only_information_governance_erases(officer: SignedIn) -> None:
    case_id = a_case(officer)
    with pytest.raises(NotPermitted):
        retention.erase_case(officer, case_id, "six years")
