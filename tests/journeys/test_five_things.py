"""The five things an officer does fifty times a day, in at most these keys beyond the words typed.

Every key goes to whatever has the keyboard, as a press of its own. Words typed are not counted, but for the four
characters of a search and the day that an item is moved to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import CaseQuery, CaseView, Filter, NewAction, NewAssessment
from spp_desktop.domain.people import FactKind
from spp_desktop.services import cases, drafts, entries, people, today
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.scoring import ScoringSheet
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.today import TodayPage
from tests import casework
from tests.casework import somebody
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import open_case

Start = Callable[[str], Desktop]


@dataclass
class Keys:
    """Works a desktop by keys, and counts those pressed. ``words`` are typed and not counted."""

    desktop: Desktop
    count: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.desktop.press(key)
            self.desktop.settle()

    def type(self, characters: str) -> None:
        self.count += len(characters)
        self.desktop.type(characters)

    def words(self, words: str) -> None:
        self.desktop.type(words)


@pytest.fixture
def hannah(start_window: Start) -> Desktop:
    """Hannah Whitfield at Today."""
    desktop = start_window("Hannah Whitfield")
    desktop.settle()
    return desktop


@pytest.fixture
def keys(hannah: Desktop) -> Keys:
    """The keys of her desktop, none pressed yet."""
    return Keys(hannah)


def case_of(desktop: Desktop, victim: str) -> UUID:
    return cases.find_case(desktop.me, desktop.references[victim])


def stored(desktop: Desktop, case_id: UUID) -> CaseView:
    return cases.case_as_it_stands(desktop.me, case_id)


def opened(desktop: Desktop) -> CaseView:
    """The case of the one case window open."""
    (window,) = desktop.main.case_windows()
    return cases.open_case(desktop.me, window.case_id)


# --- who is this? Ctrl+K, four characters, Enter = 6 -----------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ried", "4960", "pe13", "oakt", "cc-7"])
def test_who_is_this_in_six_keys(hannah: Desktop, keys: Keys, typed: str) -> None:
    """By a misspelt name, digits of a phone, a postcode, a street, a police reference."""
    facts = somebody("Kate Reid", phone="01733 496077", address="9 Oaktree Mews", postcode="PE1 3BA")
    case_id = casework.logged(hannah.me, new=casework.new_case("Kate Reid", police_reference="CC-7781/12")).id
    victim = stored(hannah, case_id).main_party
    assert victim is not None
    assert victim.person is not None
    people.add_facts(hannah.me, case_id, victim.person.id, facts.facts[1:])
    keys.press("Ctrl+K")
    keys.type(typed)
    palette = QApplication.activeModalWidget()
    assert palette is not None
    hannah.until(lambda: any(item.title == "Kate Reid" for item in palette.results.items))  # type: ignore[attr-defined]
    keys.press("Return")
    assert keys.count == 6
    assert opened(hannah).line.name == "Kate Reid"


@pytest.mark.parametrize("page", ["asb", "people", "figures"])
def test_who_is_this_is_asked_from_anywhere(hannah: Desktop, keys: Keys, page: str) -> None:
    hannah.main.go(page)
    hannah.settle()
    with hannah.qtbot.waitActive(hannah.main):
        hannah.main.activateWindow()
    _found(hannah, keys, "spra", "Kevin Sprake")


def test_who_is_this_is_asked_in_the_middle_of_another_case(hannah: Desktop, keys: Keys) -> None:
    window, page = open_case(hannah)
    assert page.details is not None
    page.details.form.go_field("landlord")
    _found(hannah, keys, "spra", "Kevin Sprake")
    assert {each.case_id for each in hannah.main.case_windows()} == {
        window.case_id,
        case_of(hannah, "Kevin Sprake"),
    }


def _found(desktop: Desktop, keys: Keys, typed: str, name: str) -> None:
    keys.press("Ctrl+K")
    keys.type(typed)
    palette = QApplication.activeModalWidget()
    assert palette is not None
    desktop.until(lambda: any(item.title == name for item in palette.results.items))  # type: ignore[attr-defined]
    keys.press("Return")
    assert keys.count == 6
    assert any(each.case_id == case_of(desktop, name) for each in desktop.main.case_windows())


# --- log a contact: N, outcome letter, Ctrl+Enter = 3 ----------------------------------------------------------------


def test_a_contact_in_three_keys_from_the_case(hannah: Desktop, keys: Keys) -> None:
    window, page = open_case(hannah)
    _contact(hannah, keys, "S")
    assert keys.count == 3
    view = stored(hannah, page.case_id)
    assert [(each.outcome, each.channel) for each in view.contacts] == [("spoke", "mobile")]
    assert view.line.first_contact_hours is not None
    assert "Ewa" not in window.windowTitle()
    assert "Kowalczyk" not in window.toast_frame.accessibleName()


def test_no_answer_in_three_keys_books_the_next_try(hannah: Desktop, keys: Keys) -> None:
    _, page = open_case(hannah)
    _contact(hannah, keys, "N")
    assert keys.count == 3
    view = stored(hannah, page.case_id)
    assert [(each.kind, each.due) for each in view.actions] == [("retry", date(2012, 3, 13))]
    assert view.line.first_contact_hours is None


def test_a_contact_in_three_keys_from_the_list_of_cases(hannah: Desktop, keys: Keys) -> None:
    hannah.main.go("asb")
    hannah.settle()
    page = hannah.main.page_in_view()
    assert isinstance(page, CasesPage)
    page.table.setFocus()
    assert page.in_hand is not None
    chosen = page.in_hand.id
    _contact(hannah, keys, "V")
    assert keys.count == 3
    assert [each.outcome for each in stored(hannah, chosen).contacts] == ["visited"]


def test_a_contact_in_three_keys_from_today(hannah: Desktop, keys: Keys) -> None:
    case_id = case_of(hannah, "Kevin Sprake")
    due_today(hannah, "Ring the landlord")
    _contact(hannah, keys, "M")
    assert keys.count == 3
    assert [each.outcome for each in stored(hannah, case_id).contacts] == ["message"]


def _contact(desktop: Desktop, keys: Keys, outcome: str) -> None:
    keys.press("N")
    desktop.dialog(FormSheet)
    keys.press(outcome, "Ctrl+Return")


# --- another incident: I, when, type, Ctrl+Enter = 4 and the date, then Enter if the risk is unchanged ---------------


def test_another_incident_in_four_keys_and_the_date_and_the_risk_in_one(hannah: Desktop, keys: Keys) -> None:
    _, page = open_case(hannah)
    answers = {"frequency": "daily", "worse": "yes"}
    entries.assess_risk(hannah.me, page.case_id, NewAssessment(answers))
    hannah.settle()
    keys.press("I")
    hannah.dialog(FormSheet)
    keys.words("sat 2340")
    keys.press("Tab", "P", "Ctrl+Return")
    assert keys.count == 4
    hannah.dialog(ScoringSheet)
    keys.press("Return")
    assert keys.count == 5

    view = stored(hannah, page.case_id)
    (happened,) = view.incidents
    assert (happened.happened.text, happened.category) == ("2012-03-10T23:40", "personal")
    latest, before = view.assessments
    assert (latest.occasion, latest.incident_id) == ("incident", happened.id)
    assert (latest.score, dict(latest.answers)) == (before.score, answers)


# --- clear or move a due item: D, Enter = 2; R, "+3d", Enter = 5 -----------------------------------------------------


def due_today(desktop: Desktop, what: str) -> TodayPage:
    """Today, with one action due today in hand."""
    new = NewAction(what, date(2012, 3, 12), desktop.me.officer.id)
    done = entries.add_action(desktop.me, case_of(desktop, "Kevin Sprake"), new)
    desktop.main.broadcast(done.changes)
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, TodayPage)
    page.table.select_id(("action", done.value.id))
    page.table.setFocus()
    return page


def test_a_due_item_is_cleared_in_two_keys(hannah: Desktop, keys: Keys) -> None:
    due_today(hannah, "Ring the landlord")
    keys.press("D", "Return")
    assert keys.count == 2
    assert [item.what for item in today.my_actions(hannah.me)] == []


def test_a_due_item_is_moved_in_five_keys(hannah: Desktop, keys: Keys) -> None:
    due_today(hannah, "Ring the landlord")
    keys.press("R")
    keys.type("+3d")
    keys.press("Return")
    assert keys.count == 5
    (item,) = today.my_actions(hannah.me)
    assert (item.what, item.due) == ("Ring the landlord", date(2012, 3, 15))


# --- a new case from a call: 12 --------------------------------------------------------------------------------------


def test_a_new_case_from_a_call_in_twelve_keys(hannah: Desktop, keys: Keys) -> None:
    before = {line.id for line in cases.list_cases(hannah.me, CaseQuery("asb", (Filter("open", ("yes",)),)))}
    keys.press("Ctrl+N")
    keys.words("Daiva Jankauskiene")
    keys.press("Tab")
    keys.words("01733 496 0123")
    keys.press("Tab")
    keys.words("12 Made-up Street")
    keys.press("Tab")
    keys.words("PE1 1HZ")
    keys.press("Tab", "Right", "Tab")
    keys.words("today")
    keys.press("Tab", "Tab")
    keys.words("Shouting and banging from next door since Friday")
    keys.press("Ctrl+S")
    assert keys.count == 10

    view = opened(hannah)
    assert view.line.id not in before
    assert (view.line.name, view.line.reported) == ("Daiva Jankauskiene", date(2012, 3, 12))
    assert (view.answers["category"], view.line.owner_id) == ("personal", hannah.me.officer.id)
    assert view.answers["what_happened"] == "Shouting and banging from next door since Friday"
    assert view.main_party is not None
    assert view.main_party.person is not None
    facts = {fact.kind: (fact.text, fact.postcode) for fact in view.main_party.person.facts}
    assert facts[FactKind.PHONE][0].replace(" ", "") == "017334960123"
    assert facts[FactKind.ADDRESS] == ("12 Made-up Street", "PE1 1HZ")
    assert view.line.area == "CE1"
    assert drafts.my_drafts(hannah.me) == []
