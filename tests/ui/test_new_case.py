"""A new case: what it needs, what stands beside it, what is kept and offered back, and nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.people import FactKind, PersonLine
from spp_desktop.services import cases, drafts
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.pages import new_case_read as read
from spp_desktop.ui.pages.new_case import NewCasePage
from tests import casework

ASB = case_type("asb")
ENOUGH = {"name": "Olivia Marsh", "category": "nuisance", "reported": "2012-03-11"}


@pytest.fixture
def hannah(sqlite_store: Any) -> SignedIn:
    """An ASB officer."""
    return casework.signed_in(sqlite_store)


@pytest.fixture
def window(hannah: SignedIn, qtbot: Any) -> Iterator[MainWindow]:
    """The main window on a new case."""
    made = MainWindow(hannah, "Main office", first="new-case")
    qtbot.addWidget(made)
    made.case_asked.disconnect()
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    work.settle()
    yield made
    made.close()
    work.settle()


@pytest.fixture
def page(window: MainWindow) -> NewCasePage:
    """The new-case page, its form made."""
    found = window.page_in_view()
    assert isinstance(found, NewCasePage)
    assert found.form is not None
    return found


def fill(page: NewCasePage, **answers: Any) -> None:
    assert page.form is not None
    page.form.show_answers(answers)
    page.form.edited.emit()


def every(me: SignedIn) -> list[Any]:
    return cases.list_cases(me, CaseQuery("asb"))


def test_the_form_asks_each_question_once_and_first_what_it_needs() -> None:
    sections = read.opening_sections(ASB)
    asked = [field.key for section in sections for field in section.fields]
    assert len(asked) == len(set(asked))
    assert set(asked) == {field.key for field in (*ASB.fields, *ASB.who.fields)}
    first = [field.key for field in sections[0].fields]
    assert first.index("category") < first.index("reported")
    assert {field.key for field in ASB.fields if field.required} <= set(first)


def test_who_what_and_when_are_enough_and_odd_things_only_warn(page: NewCasePage, hannah: SignedIn) -> None:
    fill(page, **ENOUGH, recorded="2012-03-01", hate_strands=("race",))
    page.save()
    work.settle()
    (line,) = every(hannah)
    assert (line.name, line.reported) == ("Olivia Marsh", date(2012, 3, 11))
    assert cases.open_case(hannah, line.id).answers["recorded"] == "2012-03-01"


def test_a_warning_stands_beside_its_field(page: NewCasePage) -> None:
    assert page.form is not None
    fill(page, **ENOUGH, recorded="2012-03-01")
    page.form.check()
    row = page.form.rows["recorded"]
    assert (row.state, row.message) == ("warning", "Must be on or after the date reported, 11 Mar 2012")


@pytest.mark.parametrize(
    ("who", "extra", "name"),
    [
        ("not-known", {}, "Not known"),
        ("community", {"place": "Made-up Green"}, "Community at Made-up Green"),
        (None, {"name": "Olivia Marsh"}, "Olivia Marsh"),
    ],
)
def test_a_case_need_not_have_a_name(
    page: NewCasePage, hannah: SignedIn, who: str | None, extra: dict[str, str], name: str
) -> None:
    given = {"category": "nuisance", "reported": "2012-03-11", **extra} | ({"who": who} if who else {})
    fill(page, **given)
    page.save()
    work.settle()
    assert [line.name for line in every(hannah)] == [name]


def test_a_community_without_a_place_is_refused_at_the_place(page: NewCasePage, hannah: SignedIn) -> None:
    assert page.form is not None
    fill(page, who="community", category="nuisance", reported="2012-03-11")
    page.save()
    work.settle()
    assert page.form.rows["place"].state == "error"
    assert every(hannah) == []


def test_the_area_follows_the_postcode_until_it_is_chosen(page: NewCasePage, hannah: SignedIn) -> None:
    fill(page, **ENOUGH, postcode="PE1 1HZ")
    page._look_up()
    work.settle()
    worked_out = page.side.area.value()
    assert worked_out is not None
    other = next(code for code in ("CE1", "CE2", "S2") if code != worked_out)
    page.side.area.set_value(other)
    page.side._set_area(other)
    page._look_up()
    work.settle()
    assert page.side.area.value() == other
    page.save()
    work.settle()
    assert every(hannah)[0].area == other


def test_an_existing_person_gets_what_is_new_and_keeps_their_name(hannah: SignedIn) -> None:
    person = PersonLine(hannah.officer.id, "Ewa Kowalczyk", "1978", "PE1 1HZ", 1)
    party = read.party_of(ASB, {"name": "Eva Kowalczyk", "phone": "01733 496 0123"}, person)
    assert party.person_id == person.id
    assert [fact.kind for fact in party.facts.facts] == [FactKind.PHONE]
    alone = read.party_of(ASB, {"name": "Eva Kowalczyk", "postcode": "PE1 1HZ"})
    assert {fact.kind: fact.postcode for fact in alone.facts.facts} == {
        FactKind.NAME: "",
        FactKind.ADDRESS: "PE1 1HZ",
    }


def test_several_choices_come_back_from_a_draft_as_several() -> None:
    assert read.restored({"hate_strands": ["race", "faith"], "people_at_home": 3, read.MINE: True}) == {
        "hate_strands": ("race", "faith"),
        "people_at_home": 3,
    }


def test_leaving_the_page_keeps_what_was_typed(page: NewCasePage, window: MainWindow, hannah: SignedIn) -> None:
    assert page.form is not None
    page.form.editors["name"].line.setText("Olivia Marsh")  # type: ignore[attr-defined]
    window.go("today")
    work.settle()
    (draft,) = drafts.my_drafts(hannah)
    assert draft.values["name"] == "Olivia Marsh"
    window.go("new-case")
    work.settle()
    assert page.form.answers() == {"name": "Olivia Marsh"}


def test_discarding_can_be_undone(page: NewCasePage, window: MainWindow, hannah: SignedIn) -> None:
    assert page.form is not None
    page.form.editors["name"].line.setText("Olivia Marsh")  # type: ignore[attr-defined]
    page._keep()
    work.settle()
    page.discard_all()
    work.settle()
    assert page.form.answers() == {}
    assert drafts.my_drafts(hannah) == []
    window.undo()
    work.settle()
    assert page.form.answers() == {"name": "Olivia Marsh"}
    assert len(drafts.my_drafts(hannah)) == 1


def test_a_draft_waits_for_continue_or_discard(hannah: SignedIn, qtbot: Any) -> None:
    drafts.keep_draft(hannah, read.FORM, "asb", {"name": "Olivia Marsh", read.AREA: "S2", read.MINE: False})
    window = MainWindow(hannah, "Main office", first="new-case")
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    work.settle()
    page = window.page_in_view()
    assert isinstance(page, NewCasePage)
    assert page.form is not None
    assert page.offer.isVisible()
    assert not page.form.isEnabled()
    page.save()
    work.settle()
    assert every(hannah) == []
    page.continue_draft()
    work.settle()
    assert page.form.answers() == {"name": "Olivia Marsh"}
    assert (page.side.area.value(), page.side.mine()) == ("S2", False)
    assert not page.offer.isVisible()
    window.close()
    work.settle()


def test_save_and_next_leaves_an_empty_form_with_the_keyboard_in_it(page: NewCasePage, hannah: SignedIn) -> None:
    assert page.form is not None
    fill(page, **ENOUGH)
    page.save_and_next()
    work.settle()
    QApplication.processEvents()
    assert page.form.answers() == {}
    assert page.form.editors["name"].widget.hasFocus()
    assert len(every(hannah)) == 1


def test_a_case_nobody_takes_on_has_no_owner(page: NewCasePage, hannah: SignedIn) -> None:
    fill(page, **ENOUGH)
    page.side.take.setChecked(False)
    page.save()
    work.settle()
    assert every(hannah)[0].owner_id is None


def test_a_reference_is_said_but_no_name(page: NewCasePage, window: MainWindow, hannah: SignedIn) -> None:
    fill(page, **ENOUGH)
    page.save()
    work.settle()
    words = window.toast_frame.accessibleName()
    assert every(hannah)[0].reference in words
    assert "Marsh" not in words
