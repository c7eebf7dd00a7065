"""What was withdrawn is gone for all but information governance, however it is read, and nothing goes on from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from spp_desktop.domain.cases import NewAssessment, NewContact
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.files import NewFile
from spp_desktop.domain.orders import NewOrder, OrderQuery
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import cases, clocks, entries, files, orders, people, records, search, today
from spp_desktop.services.signed_in import SignedIn
from tests.casework import Wall, incident, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

SECRET = "zanzibar"
WORDS = f"Staying with her aunt in {SECRET}"


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, now=wall)


@pytest.fixture
def case_id(me: SignedIn) -> UUID:
    return logged(me, reported="2012-03-12").case_id


def contact(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    entry = entries.record_contact(me, case_id, NewContact("mobile", "spoke", WORDS)).value.id
    entries.amend_contact(me, entry, f"{WORDS}, until May", 1)
    return lambda why: entries.withdraw_contact(me, entry, why)


def happened(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    other = logged(me, "Rui Ferreira").case_id
    entry = incident(me, other, words=WORDS).id
    entries.share_incident(me, entry, case_id)
    return lambda why: entries.withdraw_incident(me, entry, other, why)


def record(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    answers = {"given": "2012-03-09", "what_for": WORDS, "shows": WORDS}
    entry = records.add_record(me, case_id, NewRecord("diary", answers)).value.id
    return lambda why: records.withdraw_record(me, entry, why)


def kept_file(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    entry = files.attach_file(me, case_id, NewFile(f"{SECRET}.pdf", b"%PDF", title=WORDS)).value.id
    return lambda why: files.withdraw_file(me, entry, why)


def order(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    entry = orders.add_order(me, case_id, NewOrder("dispersal-order", "area", {"place": WORDS})).value.id
    told = {"happened": "2012-03-09", "words": WORDS}
    orders.record_event(me, entry, "breach", told)
    return lambda why: orders.withdraw_order(me, entry, why)


def breach(me: SignedIn, case_id: UUID) -> Callable[[str], object]:
    entry = orders.add_order(me, case_id, NewOrder("dispersal-order", "area", {"place": "Elm Street"})).value.id
    event = orders.record_event(me, entry, "breach", {"happened": "2012-03-09", "words": WORDS}).value.id
    return lambda why: orders.withdraw_event(me, event, why)


ENTRIES = (contact, happened, record, kept_file, order, breach)


def ways_to_read(me: SignedIn, case_id: UUID) -> dict[str, str]:
    person = cases.case_as_it_stands(me, case_id).parties[0].person
    assert person is not None
    return {
        "the case": repr(cases.open_case(me, case_id)),
        "its history": repr(cases.case_history(me, case_id)),
        "its files": repr(files.list_files(me, case_id)),
        "its clocks": repr(clocks.case_clocks(me, case_id)),
        "the person": repr(people.open_person(me, person.id)),
        "their history": repr(people.person_history(me, person.id)),
        "the search": repr(search.search(me, SECRET).hits),
        "the register of orders": repr(orders.list_orders(me, OrderQuery("all"))),
        "the register by words": repr(orders.list_orders(me, OrderQuery("all", text=SECRET))),
        "Today": repr(today.today(me)),
        "my actions": repr(today.my_actions(me, "all")),
    }


@pytest.mark.parametrize("make", ENTRIES, ids=lambda make: make.__name__)
def test_nothing_tells_what_was_withdrawn(
    me: SignedIn, case_id: UUID, make: Callable[[SignedIn, UUID], Callable[[str], object]]
) -> None:
    withdraw = make(me, case_id)
    assert [way for way, told in ways_to_read(me, case_id).items() if SECRET in told], "it was there to be read"
    withdraw("Another case's")
    assert [way for way, told in ways_to_read(me, case_id).items() if SECRET in told.lower()] == []


@pytest.mark.parametrize("make", ENTRIES, ids=lambda make: make.__name__)
def test_what_was_withdrawn_is_not_withdrawn_again(
    me: SignedIn, case_id: UUID, make: Callable[[SignedIn, UUID], Callable[[str], object]]
) -> None:
    withdraw = make(me, case_id)
    withdraw("Another case's")
    with pytest.raises(NotFound):
        withdraw("To hide why it was")


def test_nothing_goes_on_from_what_was_withdrawn(me: SignedIn, case_id: UUID) -> None:
    talk = entries.record_contact(me, case_id, NewContact("mobile", "spoke", WORDS)).value.id
    seen = incident(me, case_id, words=WORDS).id
    sheet = records.add_record(me, case_id, NewRecord("diary", {"given": "2012-03-09"})).value.id
    entries.withdraw_contact(me, talk, "Misfiled")
    entries.withdraw_incident(me, seen, case_id, "Misfiled")
    records.withdraw_record(me, sheet, "Misfiled")
    other = logged(me, "Rui Ferreira").case_id
    for ask in (
        lambda: entries.amend_contact(me, talk, "zanzibar again", 2),
        lambda: entries.record_contact(me, case_id, NewContact("", "note", "That was wrong", corrects=talk)),
        lambda: entries.share_incident(me, seen, other),
        lambda: entries.assess_risk(me, case_id, NewAssessment({}, incident_id=seen)),
        lambda: files.attach_file(me, case_id, NewFile("a.pdf", b"%PDF", record_id=sheet)),
    ):
        with pytest.raises(NotFound):
            ask()
    assert search.search(me, SECRET).hits == ()


def test_a_contact_withdrawn_has_reached_nobody(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    wall.pass_by(hours=2)
    wrong = entries.record_contact(me, case_id, NewContact("mobile", "spoke", "Somebody else's mother")).value.id
    entries.record_contact(me, case_id, NewContact("mobile", "spoke", "Her sister", with_whom="her sister"))
    wall.pass_by(hours=3)
    entries.withdraw_contact(me, wrong, "Another case's")
    assert cases.case_as_it_stands(me, case_id).line.first_contact_hours is None
    assert "first-contact" in {item.kind for item in today.my_actions(me, "all")}
    right = entries.record_contact(me, case_id, NewContact("mobile", "spoke", "All well")).value.id
    wall.pass_by(hours=1)
    entries.record_contact(me, case_id, NewContact("mobile", "spoke", "Still well"))
    assert cases.case_as_it_stands(me, case_id).line.first_contact_hours == 5
    entries.withdraw_contact(me, right, "Another case's")
    assert cases.case_as_it_stands(me, case_id).line.first_contact_hours == 6


def test_a_contact_of_a_day_to_come_has_reached_nobody_yet(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    ahead = NewContact("mobile", "spoke", at=wall.now + timedelta(days=365))
    entries.record_contact(me, case_id, ahead)
    assert cases.case_as_it_stands(me, case_id).line.first_contact_hours is None
    wall.pass_by(days=60)
    assert {"first-contact", "update"} <= {item.kind for item in today.my_actions(me, "all")}
