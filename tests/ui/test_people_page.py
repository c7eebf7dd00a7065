"""The People page: one person with everything recorded of them, and each thing that can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from spp_desktop.domain.cases import NewFlag, NewParty
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.contacting import MASKED
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, parties, people
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.case.facts import RelationSheet
from spp_desktop.ui.case.people import change_role, take_off
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.people import PeoplePage
from spp_desktop.ui.widgets.sheet import Sheet
from tests.casework import Wall, logged, signed_in, somebody

TODAY = date(2012, 3, 12)


@pytest.fixture
def me(sqlite_store: Any) -> SignedIn:
    return signed_in(sqlite_store, Role.ASB_OFFICER, now=Wall())


@pytest.fixture
def window(qtbot: Any, me: SignedIn) -> Iterator[MainWindow]:
    made = MainWindow(me, "Main office")
    made.changed.connect(made.refresh)
    made.resize(1366, 768)
    made.show()
    settle()
    yield made
    for sheet in made.findChildren(Sheet):
        sheet.close()
    made.close()
    settle()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle() -> None:
    for _ in range(3):
        work.settle()
        QApplication.processEvents()


def ewa(me: SignedIn, *facts: FactInput) -> tuple[UUID, UUID]:
    """A case about Ewa, and Ewa, of whom these facts are known too."""
    case_id = logged(me).case_id
    person = next(line.id for line in people.list_people(me, "kowalczyk"))
    if facts:
        people.add_facts(me, case_id, person, facts)
    return case_id, person


def page_of(window: MainWindow, person: UUID) -> PeoplePage:
    window.go("people", person=person)
    settle()
    page = window.page_in_view()
    assert isinstance(page, PeoplePage)
    return page


def press(page: PeoplePage, said: str) -> None:
    next(each for each in page.card.findChildren(QPushButton) if each.accessibleName() == said).click()
    settle()


def send(window: MainWindow, **answers: Any) -> None:
    sheet: Any = [each for each in window.findChildren(Sheet) if each.isVisible()][-1]
    for key, answer in answers.items():
        sheet.form.editors[key].show_answer(answer)
    sheet.submit()
    settle()


def words(page: PeoplePage) -> str:
    return "\n".join(label.text() for label in page.card.findChildren(QLabel))


def test_a_fact_is_added_put_right_and_ended(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me)
    page = page_of(window, person)
    press(page, "Add a fact…")
    send(window, kind="language", text="Polsh")
    assert "Polsh" in words(page)
    press(page, "Put right: First language")
    send(window, text="Polish", since="2010-01-01")
    assert "from 1 Jan 2010" in words(page)
    press(page, "End: First language")
    send(window, until="2012-03-11")
    (spoken,) = (f for f in people.open_person(me, person).facts if f.kind is FactKind.LANGUAGE)
    assert (spoken.text, spoken.valid_from, spoken.valid_to) == ("Polish", date(2010, 1, 1), date(2012, 3, 11))
    assert "until 11 Mar 2012" in words(page)


def test_an_address_is_put_right_and_protected(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me, FactInput(FactKind.ADDRESS, "14 Mill Lane", postcode="PE1 1HZ"))
    page = page_of(window, person)
    press(page, "Put right: Address")
    send(window, text="15 Mill Lane", postcode="PE2 5RB", protected="yes", safety="safe")
    (home,) = (f for f in people.open_person(me, person).facts if f.kind is FactKind.ADDRESS)
    assert (home.protected, people.show_fact(me, home.id)) == (True, "15 Mill Lane, PE2 5RB")
    assert "15 Mill Lane" not in words(page)


def test_what_is_covered_is_shown_when_it_is_asked_for(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me, FactInput(FactKind.PHONE, "07700 900142", safety="unsafe"))
    page = page_of(window, person)
    assert MASKED in words(page)
    press(page, "Show: Phone")
    assert "07700 900142" in words(page)
    page.card.show_person(people.open_person(me, person))
    assert "07700 900142" not in words(page)


def test_a_flag_is_raised_with_its_last_day_and_ended(window: MainWindow, me: SignedIn) -> None:
    case_id, person = ewa(me)
    entries.raise_flag(me, case_id, NewFlag("vulnerable", reason="Frail"))
    page = page_of(window, person)
    press(page, "Raise a flag…")
    send(window, text="Visit in pairs", until="2012-04-30")
    flagged = people.open_person(me, person).current(FactKind.FLAG, TODAY)
    assert [(each.text, each.valid_to) for each in flagged] == [("Visit in pairs", date(2012, 4, 30))]
    reference = cases.case_as_it_stands(me, case_id).line.reference
    press(page, f"End: Visit in pairs, told on {reference}")
    send(window, until="2012-03-11")
    assert people.open_person(me, person).current(FactKind.FLAG, TODAY) == ()


def test_a_relationship_is_recorded_and_leads_to_the_other(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me)
    logged(me, "Rui Ferreira")
    rui = next(line.id for line in people.list_people(me, "ferreira"))
    page = page_of(window, person)
    press(page, "Record a relationship…")
    (sheet,) = (each for each in window.findChildren(RelationSheet) if each.isVisible())
    send(window, words="mother")
    assert sheet.form.rows["name"].message == "Choose somebody from those found"
    sheet.form.editors["name"].show_answer("ferreira")
    sheet.finder.look()
    settle()
    sheet.known.buttons()[0].click()
    settle()
    assert sheet.known.person is not None
    sheet.known.buttons()[0].click()
    assert sheet.known.person is None
    sheet.finder.look()
    settle()
    sheet.known.buttons()[0].click()
    send(window)
    assert [each.text() for each in people.open_person(me, person).relations] == ["Mother of Rui Ferreira"]
    press(page, "Go to: Mother of Rui Ferreira")
    assert page.card.accessibleName()
    assert "Ewa Kowalczyk is their mother" in words(page)
    assert rui != person


def test_which_case_told_it_is_asked_where_there_are_several(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me)
    other = logged(me, "Rui Ferreira").case_id
    entries.add_party(me, other, NewParty("witness", person_id=person))
    page = page_of(window, person)
    press(page, "Add a fact…")
    send(window, source=str(other), kind="email", text="ewa@example.org", safety="safe")
    (mail,) = (f for f in people.open_person(me, person).facts if f.kind is FactKind.EMAIL)
    assert mail.case_id == other


def test_a_narrow_window_puts_what_can_be_done_under_the_words(window: MainWindow, me: SignedIn) -> None:
    _, person = ewa(me)
    page = page_of(window, person)
    for size in (SizeClass.COMPACT, SizeClass.STANDARD):
        page.set_size_class(size)
        settle()
        assert page.card.grab().width() == page.card.width()
        assert [b for b in page.card.findChildren(QPushButton) if b.accessibleName() == "Put right: Name"]


def test_a_role_is_altered_and_somebody_taken_off(window: MainWindow, me: SignedIn) -> None:
    case_id, _ = ewa(me)
    added = entries.add_party(me, case_id, NewParty("witness", facts=somebody("Rui Ferreira"))).value.id

    def party() -> Any:
        return next((each for each in cases.case_as_it_stands(me, case_id).parties if each.id == added), None)

    change_role(window, case_type("asb"), party())
    settle()
    send(window, role="responsible", counter="yes", note="Alleges too")
    assert (party().role, party().counter_allegation, party().note) == ("responsible", True, "Alleges too")
    main = cases.case_as_it_stands(me, case_id).parties[0]
    change_role(window, case_type("asb"), main)
    settle()
    send(window, note="Prefers Ms")
    assert cases.case_as_it_stands(me, case_id).parties[0].note == "Prefers Ms"
    take_off(window, party())
    settle()
    send(window, why="Another Rui")
    assert party() is None


def test_somebody_taken_off_their_last_case_is_nobody_to_show(window: MainWindow, me: SignedIn) -> None:
    case_id, _ = ewa(me)
    added = entries.add_party(me, case_id, NewParty("witness", facts=somebody("Rui Ferreira"))).value
    rui = next(line.id for line in people.list_people(me, "ferreira"))
    page = page_of(window, rui)
    assert "Rui Ferreira" in words(page)
    window.done(parties.remove_party(me, added.id, "Another Rui").changes)
    settle()
    assert "Rui Ferreira" not in words(page)
