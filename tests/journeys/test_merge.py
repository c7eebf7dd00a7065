"""One person recorded twice is made one on the People page, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from spp_desktop.services import cases, people, search
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.pages.people import PeoplePage
from spp_desktop.ui.pages.person_sheets import MergeSheet
from tests import casework
from tests.journeys.conftest import Desktop

Start = Callable[[str], Desktop]


def named(desktop: Desktop, name: str) -> UUID:
    """The one person of this name."""
    (found,) = (line.id for line in people.list_people(desktop.me, name) if line.name == name)
    return found


def page_of(desktop: Desktop, person: UUID) -> PeoplePage:
    desktop.main.go("people", person=person)
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, PeoplePage)
    return page


def verb(root: QWidget, words: str) -> Any:
    """The button that says so."""
    return next(each for each in root.findChildren(QPushButton) if each.text() == words and each.isVisible())


def test_one_person_recorded_twice_is_made_one_and_taken_apart_again(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    casework.logged(desktop.me, "Eva Kovalczyk")
    ewa, eva = named(desktop, "Ewa Kowalczyk"), named(desktop, "Eva Kovalczyk")
    page = page_of(desktop, ewa)
    assert page.card.isVisible()

    verb(page.card, "The same person as…").click()
    sheet = desktop.dialog(MergeSheet)
    desktop.type("Eva Kov")
    desktop.until(lambda: [each for each in sheet.known.buttons() if each.text() == "The same person"])
    sheet.known.buttons()[0].click()
    desktop.settle()
    sheet.start_at("why")
    desktop.type("Her tenancy agreement names both")
    desktop.press("Ctrl+Return")
    desktop.settle()

    whole = people.open_person(desktop.me, ewa)
    assert len(whole.cases) == 2
    assert people.open_person(desktop.me, eva).id == ewa
    assert [hit.person_id for hit in search.search(desktop.me, "kovalczyk").hits if hit.kind == "person"] == [ewa]
    assert "Found to be the same person" in desktop.words()
    assert "Her tenancy agreement names both" in desktop.words()
    second = next(each.case_id for each in whole.cases if each.reference not in desktop.references.values())
    assert "Two people found to be one" in [line.text for line in cases.case_history(desktop.me, second)]

    verb(page.card, "Show the history").click()
    desktop.settle()
    assert any("Two people found to be one" in words for words in desktop.words().splitlines())

    verb(page.card, "Take apart…").click()
    desktop.dialog(FormSheet)
    desktop.type("Two birth dates")
    desktop.press("Ctrl+Return")
    desktop.settle()

    assert len(people.open_person(desktop.me, ewa).cases) == 1
    assert [each.case_id for each in people.open_person(desktop.me, eva).cases] == [second]
    assert "Found to be the same person" not in desktop.words()
