"""The keys and menus of a case window reach everything in it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from spp_desktop.domain.cases import NewParty
from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.services import cases, drafts, entries
from spp_desktop.ui.ask import Answer
from spp_desktop.ui.case.menus import elsewhere_menu, more_menu
from spp_desktop.ui.case.read import DETAILS
from tests.casework import logged
from tests.ui.case.conftest import Desk, Open
from tests.ui.case.test_happenings import lived
from tests.ui.fakes import FakeAsk


def test_every_tab_has_its_key(open_case: Open) -> None:
    desk = open_case()
    seen = []
    for number in (*range(1, 10), 0):
        desk.window.page_actions[f"tab.{number}"].trigger()
        desk.settle()
        seen.append(desk.page.tabs.code())
    assert seen == [
        "details", "people", "incidents", "risk", "contacts", "actions", "orders", "sharing", "documents", "history",
    ]  # fmt: skip


def test_keys_walk_the_form_from_any_tab(open_case: Open) -> None:
    desk = open_case(recorded="2012-03-01")
    form, actions = desk.page.details.form, desk.window.page_actions
    form.check()
    form.go_field("reported_by")
    desk.page.show_at(tab="risk")
    actions["fix.next"].trigger()
    assert desk.page.tabs.code() == "details"
    assert form.focusWidget() is form.editors["recorded"].widget
    actions["section.next"].trigger()
    assert form.focusWidget() is form.editors["category"].widget
    actions["section.last"].trigger()
    assert form.focusWidget() is not form.editors["category"].widget
    actions["fix.last"].trigger()
    assert form.focusWidget() is form.editors["recorded"].widget


@pytest.mark.parametrize(
    ("tab", "first"),
    [("people", "Role…"), ("incidents", "Edit…"), ("contacts", "Put right…"), ("actions", "Mark done…")],
)
def test_enter_goes_to_what_can_be_done_with_the_row_in_hand(open_case: Open, tab: str, first: str) -> None:
    desk = open_case(before=lived)
    desk.page.show_at(tab=tab)
    desk.settle()
    shown = desk.page.stack.currentWidget()
    here = getattr(shown, "here", shown)
    verbs = [verb.label for verb in here.verbs(here.in_hand()) if not verb.why_not]
    QTest.keyClick(here.table, Qt.Key.Key_Return)
    reached = []
    while isinstance(button := desk.window.focusWidget(), QPushButton) and button.text() not in reached:
        reached.append(button.text())
        QTest.keyClick(button, Qt.Key.Key_Tab)
    assert reached[: len(verbs)] == verbs
    assert reached[0] == first


def test_a_sheet_opens_from_a_row_without_the_mouse(open_case: Open) -> None:
    desk = open_case(before=lived)
    desk.window.page_actions["tab.3"].trigger()
    desk.settle()
    QTest.keyClick(desk.page.stack.currentWidget().table, Qt.Key.Key_Return)
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Space)
    assert desk.sheet().title.text() == "Incident 1"


def test_the_timeline_comes_and_goes_by_key(open_case: Open) -> None:
    desk = open_case(size=(1093, 614), before=lived)
    desk.window.page_actions["timeline.show"].trigger()
    assert desk.page.timeline.isVisible()
    QTest.keyClick(desk.page.timeline, Qt.Key.Key_Escape)
    assert not desk.page.timeline.isVisible()
    desk.page.timeline.show()
    desk.page.timeline.opened.emit(("incident", desk.stored().incidents[0].id))
    assert not desk.page.timeline.isVisible()
    assert desk.page.tabs.code() == "incidents"


def test_panes_are_walked_in_reading_order(open_case: Open) -> None:
    desk = open_case()
    page = desk.page
    assert list(page.panes()) == [
        page.header, page.safe, page.tabs, page.details.index, page.details.form, page.timeline, page.footer,
    ]  # fmt: skip
    page.show_at(tab="contacts")
    assert page.stack.currentWidget() in page.panes()


def test_a_narrow_window_has_under_the_dots_what_its_header_leaves_out(open_case: Open) -> None:
    desk = open_case(size=(1093, 614))
    menu = more_menu(desk.page, desk.page.kind, desk.page.view, compact=True)
    lines = [each.text() for each in menu.actions()]
    # 57 hours and 14 minutes, from the Friday to the Sunday.
    assert lines[:2] == ["First contact: 2 days late", "Owner: Nobody yet"]
    assert "Close case…" in lines
    menu.deleteLater()


def test_the_other_cases_are_a_menu_of_references(open_case: Open) -> None:
    desk = open_case()
    other = logged(desk.me, "Kevin Sprake")
    entries.add_party(desk.me, other.id, NewParty("witness", person_id=desk.stored().main_party.person.id))
    menu = elsewhere_menu(desk.page, desk.stored())
    assert [each.text() for each in menu.actions()] == [other.reference]
    opened: list[object] = []
    desk.window.case_asked.connect(lambda case_id, _tab: opened.append(case_id))
    menu.triggered.emit(menu.actions()[0])
    menu.deleteLater()
    desk.settle()
    assert opened == [other.id]


def test_what_came_back_can_be_begun_again(open_case: Open) -> None:
    desk = open_case()
    desk.page.add_action()
    sheet = desk.sheet()
    sheet.form.editors["what"].show_answer("Visit")
    sheet.reject()
    desk.settle()
    desk.page.add_action()
    sheet = desk.sheet()
    assert sheet.form.answers() == {"what": "Visit"}
    sheet._start_again()
    desk.settle()
    assert sheet.form.answers() == {}
    assert drafts.my_drafts(desk.me) == []


def test_a_draft_that_says_what_was_saved_is_not_offered(open_case: Open) -> None:
    desk = open_case()
    answers = dict(desk.stored().answers)
    drafts.keep_draft(desk.me, DETAILS, "asb", {"answers": answers, "base": answers}, case_id=desk.case_id, seen=1)
    again = Desk(desk.me, desk.case_id, desk.wall)
    assert drafts.my_drafts(desk.me) == []
    assert not again.page.details.changed()
    again.close()


def test_nothing_to_save_is_said_and_nothing_is_written(open_case: Open) -> None:
    desk = open_case()
    before = desk.stored().line.revision
    desk.page.save()
    desk.settle()
    assert desk.stored().line.revision == before
    assert desk.window.toast_frame.accessibleName() == "Everything is saved already"


def test_a_tab_with_nothing_in_it_gives_the_keyboard_to_what_can_be_done(open_case: Open) -> None:
    desk = open_case()
    desk.window.page_actions["tab.4"].trigger()
    desk.settle()
    focus = desk.window.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Score the risk"


def test_a_save_the_full_disk_refused_is_made_when_tried_again(
    open_case: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_case()
    real, tries = cases.save_answers, []

    def save_answers(*given: Any) -> Any:
        tries.append(given)
        if len(tries) == 1:
            raise StoreTrouble("The disk is full")
        return real(*given)

    monkeypatch.setattr(cases, "save_answers", save_answers)
    desk.window.ask = fake = FakeAsk(says={"This case was not saved": Answer("again")})
    desk.page.details.form.editors["landlord"].show_answer("Made-up Homes")
    desk.page.details.save()
    desk.settle()
    assert [trouble.words for trouble in fake.troubles] == ["The disk is full"]
    assert len(tries) == 2
    assert cases.open_case(desk.me, desk.case_id).answers["landlord"] == "Made-up Homes"
