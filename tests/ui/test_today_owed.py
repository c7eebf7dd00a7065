"""Today, My actions and the case list: W says why, a verb opens what it speaks of, a supervisor sees the team first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import NewAction
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.domain.today import DueItem
from spp_desktop.services import cases, entries, records
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.pages.today_cards import MORE_ALERTS, MOST_ALERTS, AlertsCard
from spp_desktop.ui.pages.today_items import item_key
from spp_desktop.ui.pages.today_read import Notable
from spp_desktop.ui.tables.cells import Group
from spp_desktop.ui.why import WhySheet
from tests import casework

NOW = datetime(2015, 6, 1, 8, tzinfo=UTC)
Show = Callable[..., MainWindow]


@pytest.fixture
def show(qtbot: Any) -> Iterator[Show]:
    """Show an officer the window on a page."""
    made: list[MainWindow] = []

    def start(me: SignedIn, first: str = "today") -> MainWindow:
        window = MainWindow(me, "Main office", first=first)
        made.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        work.settle()
        return window

    yield start
    for window in made:
        window.close()


@pytest.fixture
def hannah(sqlite_store: Any) -> SignedIn:
    """An ASB officer of the team North on Monday 1 June 2015."""
    return casework.signed_in(sqlite_store, team="North", now=lambda: NOW)


def mine(me: SignedIn, reported: str = "2015-05-15", **answers: Any) -> UUID:
    given = {"reported": reported, "first_incident": reported, **answers}
    saved = casework.logged(me, new=casework.new_case("Ewa Kowalczyk", **given))
    cases.assign_case(me, saved.case_id, me.officer.id)
    return saved.case_id


def items(table: Any) -> list[DueItem]:
    rows = (table.model_.row(place) for place in range(table.model_.rowCount()))
    return [row for row in rows if isinstance(row, DueItem)]


def why(window: MainWindow, table: Any) -> str:
    """What W says with the keyboard on a list."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_W)
    work.settle()
    (sheet,) = (each for each in window.findChildren(WhySheet) if each.isVisible())
    said: str = sheet.copy_text
    sheet.accept()
    return said


def on(window: MainWindow, kind: str) -> DueItem:
    """Take the item of a kind in hand."""
    page: Any = window.page_in_view()
    item = next(each for each in items(page.table) if each.kind == kind)
    page.table.select_id(item_key(item))
    return item


def test_w_says_why_whatever_is_in_hand(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah)
    entries.add_action(hannah, case_id, NewAction("Ring Ewa", date(2015, 5, 28)))
    records.add_record(hannah, case_id, NewRecord("case-review", {"applied": "2015-05-15"}))
    window = show(hannah)
    page: Any = window.page_in_view()
    assert {each.kind for each in items(page.table)} == {"action", "record", "first-contact", "update"}
    for kind, says in (
        ("action", "Late: 2 working days late"),
        ("record", "Bank holidays left out: Mon 25 May 2015"),
        ("first-contact", "Late: 369 elapsed hours late, 15 calendar days"),
        ("update", "Counts: 10 working days"),
    ):
        on(window, kind)
        assert says in why(window, page.table), kind
    assert "First contact with the victim" in why(window, page.waiting)


def test_w_in_the_list_of_cases(hannah: SignedIn, show: Show) -> None:
    mine(hannah)
    window = show(hannah, "asb")
    page: Any = window.page_in_view()
    said = why(window, page.table)
    assert "Assess the risk" in said
    assert "Tell the victim how the case goes" in said


def test_an_update_is_given_by_a_contact_and_its_day_is_not_moved(hannah: SignedIn, show: Show) -> None:
    from spp_desktop.ui.case.form_sheet import FormSheet

    mine(hannah)
    window = show(hannah)
    page: Any = window.page_in_view()
    on(window, "update")
    page.table.set_review()
    assert "Updates are owed as often as agreed" in window.toast_frame.accessibleName()
    page.table.mark_done()
    work.settle()
    (sheet,) = (each for each in window.findChildren(FormSheet) if each.isVisible())
    sheet.reject()


def test_the_verb_of_an_alert_opens_what_it_speaks_of(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah, needs=("alcohol",), crime="yes")
    for day in ("2015-03-02", "2015-04-06"):
        casework.incident(hannah, case_id, day, reported=date.fromisoformat(day))
    window = show(hannah)
    asked: list[tuple[UUID, str]] = []
    window.case_asked.connect(lambda case, tab: asked.append((case, tab)))
    page: Any = window.page_in_view()
    buttons = page.alerts.buttons()
    assert [each.text() for each in buttons] == ["Tell the victim", "Refer", "Record"]
    assert not any("Ewa" in each.accessibleName() for each in buttons)
    for each in buttons:
        each.click()
    assert asked == [(case_id, tab) for tab in ("case-review", "actions.onward-referral", "people.entitlement")]


def test_what_agencies_owe_stands_agency_by_agency_the_latest_first(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah)
    for what, agency, day in (
        ("Fit a lock", "fire", 10), ("Patrol", "police-neighbourhood", 28), ("Statement", "police-neighbourhood", 26),
        ("Log", "police-neighbourhood", 29),
    ):  # fmt: skip
        entries.add_action(hannah, case_id, NewAction(what, date(2015, 5 if day > 15 else 6, day), agency=agency))
    window = show(hannah, "my-actions")
    page: Any = window.page_in_view()
    page._chose(2)
    work.settle()
    rows = [page.table.model_.row(n) or page.table.model_.group(n) for n in range(page.table.model_.rowCount())]
    heads = [(row.text, row.count) for row in rows if isinstance(row, Group)]
    assert [text.rpartition(", ")[2] for text, _ in heads] == ["3 late", "Fire and rescue service"]
    assert [count for _, count in heads] == [3, 1]
    assert [row.what for row in rows if isinstance(row, DueItem)] == ["Statement", "Patrol", "Log", "Fit a lock"]


def test_a_supervisor_of_a_team_begins_with_its_late_items(hannah: SignedIn, show: Show) -> None:
    mine(hannah)
    boss = casework.officer(hannah.store, "Rachel Okafor", Role.SUPERVISOR, team="North")
    page: Any = show(replace(hannah, officer=boss)).page_in_view()
    assert page._choices.checkedButton().text() == "My team"
    assert {each.owner for each in items(page.table)} == {"Hannah Whitfield"}
    both = casework.officer(hannah.store, "Imran Qureshi", Role.SUPERVISOR, Role.ASB_OFFICER, team="North")
    own: Any = show(replace(hannah, officer=both)).page_in_view()
    assert own._choices.checkedButton().text() == "Mine"


def test_many_alerts_show_some_at_a_time(qtbot: Any) -> None:
    card = AlertsCard()
    qtbot.addWidget(card)
    card.show()
    card.show_alerts([Notable("case", "info", f"Alert {n}", "ASB-1", "Open", uuid4()) for n in range(40)])
    assert len(card.buttons()) == MOST_ALERTS
    for count, words in ((MOST_ALERTS + MORE_ALERTS, "Show 24 more of 34"), (40, "Show 10 more")):
        more = next(each for each in card._lines if getattr(each, "text", str)() == words)
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert len(card.buttons()) == count
