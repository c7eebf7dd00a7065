"""Today, My actions, People and the register: what each role sees, what each key does, and that no alert has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from spp_desktop.domain.cases import CaseQuery, NewAction, NewFlag
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.domain.today import DueItem
from spp_desktop.services import cases, entries, exports, records, today
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer
from spp_desktop.ui.counting import RailCounts
from spp_desktop.ui.exporting import ExportSheet
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.cases_bulk import DaySheet
from spp_desktop.ui.pages.people import PeoplePage
from spp_desktop.ui.pages.register import RegisterPage
from spp_desktop.ui.pages.today import TodayPage
from spp_desktop.ui.pages.today_items import DoneSheet, grouped, item_key
from spp_desktop.ui.pages.today_read import working_day_words
from spp_desktop.ui.pages.today_triage import TriageSheet
from spp_desktop.ui.tables.cells import Group
from tests import casework
from tests.ui.fakes import FakeAsk

Show = Callable[..., MainWindow]
TODAY = date(2012, 3, 12)


@pytest.fixture
def show(qtbot: Any) -> Iterator[Show]:
    """Show an officer the window on a page: ``show(me, "today")``."""
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
    """An ASB officer at an empty store."""
    return casework.signed_in(sqlite_store)


@pytest.fixture
def rachel(hannah: SignedIn) -> SignedIn:
    """A supervisor at the same store."""
    return replace(hannah, officer=casework.officer(hannah.store, "Rachel Okafor", Role.SUPERVISOR))


def press(*keys: str) -> None:
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        if len(key) > 1 and key[0] == "+":
            QTest.keyClicks(focus, key)
        else:
            combination = QKeySequence(key)[0]
            QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
        work.settle()


def readable(root: QWidget) -> str:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    QApplication.processEvents()
    found = [each for kind in (QLabel, QAbstractButton) for each in root.findChildren(kind) if each.isVisible()]
    return "\n".join(each.text() for each in found)


def today_of(window: MainWindow) -> TodayPage:
    page = window.page_in_view()
    assert isinstance(page, TodayPage)
    return page


def mine(me: SignedIn, name: str = "Ewa Kowalczyk") -> Any:
    """A case of the officer's own."""
    saved = casework.logged(me, name)
    cases.assign_case(me, saved.case_id, me.officer.id)
    return saved.case_id


def acts(me: SignedIn) -> list[DueItem]:
    """The officer's own actions, of all that is due."""
    return [item for item in today.my_actions(me) if item.kind == "action"]


def test_a_new_store_offers_the_first_case(hannah: SignedIn, show: Show) -> None:
    window = show(hannah)
    page = today_of(window)
    assert page.empty.isVisible()
    assert "Log the first case" in readable(page)
    page._new_case()
    work.settle()
    assert window.top.title.text() == "New case"


def test_things_due_stand_under_their_groups_late_first(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah)
    for what, days in (("Late thing", -3), ("Today's thing", 0), ("Thing of the week", 3), ("Far thing", 30)):
        entries.add_action(hannah, case_id, NewAction(what, TODAY + timedelta(days=days)))
    page = today_of(show(hannah))
    rows = [page.table.model_.row(n) or page.table.model_.group(n) for n in range(page.table.model_.rowCount())]
    headings = [row.text for row in rows if isinstance(row, Group)]
    assert headings[:2] == ["Overdue", "Due today"]
    said = [row.what for row in rows if not isinstance(row, Group)]
    assert said.index("Late thing") < said.index("Today's thing") < said.index("Thing of the week")
    assert "Far thing" not in said
    counts = {row.text: row.count for row in rows if isinstance(row, Group)}
    assert sum(counts.values()) == len(said)


def test_paused_items_come_last_whatever_their_day(hannah: SignedIn) -> None:
    case_id = mine(hannah)
    entries.add_action(hannah, case_id, NewAction("Papers to legal", TODAY - timedelta(days=9)))
    (item,) = acts(hannah)
    paused = replace(item, paused="court", text="Paused: court", group="later")
    rows = grouped((paused, item))
    assert [row.text if isinstance(row, Group) else row.paused for row in rows] == ["Overdue", "", "Paused", "court"]


def test_done_can_be_undone(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah)
    entries.add_action(hannah, case_id, NewAction("Ring the landlord", TODAY - timedelta(days=1)))
    (item,) = acts(hannah)
    window = show(hannah, "my-actions")
    page: Any = window.page_in_view()
    assert page.table.hasFocus()
    page.table.select_id(item_key(item))
    press("D")
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DoneSheet)
    sheet.evidence.setText("They rang back")
    sheet.late.setText("Leave")
    press("Return")
    assert acts(hannah) == []
    action = cases.open_case(hannah, case_id).actions[0]
    assert (action.evidence, action.late_reason, action.done) == ("They rang back", "Leave", TODAY)
    window.undo()
    work.settle()
    assert [item.what for item in acts(hannah)] == ["Ring the landlord"]


def test_a_review_moves_no_further_than_its_risk_allows(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah)
    cases.move_review(hannah, case_id, TODAY + timedelta(days=1))
    window = show(hannah)
    page = today_of(window)
    items = [row for n in range(page.table.model_.rowCount()) if isinstance(row := page.table.model_.row(n), DueItem)]
    contact = next(item for item in items if item.kind == "first-contact")
    page.table.select_id((contact.kind, contact.record_id or contact.case_id))
    page.table.setFocus()
    press("R")
    assert QApplication.activeModalWidget() is None
    assert "cannot be moved" in readable(window.toast_frame)
    page.table.select_id(("review", case_id))
    press("R")
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DaySheet)
    press("+9w", "Return")
    assert "latest day is 19 Mar 2012" in readable(window.toast_frame)
    page.table._move_to(TODAY + timedelta(days=2))
    work.settle()
    assert cases.list_cases(hannah, CaseQuery("asb"))[0].next_review == date(2012, 3, 14)


def test_triage_walks_the_cases_that_wait(rachel: SignedIn, hannah: SignedIn, show: Show) -> None:
    made = [casework.logged(hannah, name) for name in ("Ewa Kowalczyk", "Kevin Sprake")]
    window = show(rachel)
    page = today_of(window)
    assert page.triage_card.isVisible()
    page.triage()
    work.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, TriageSheet)
    first = sheet._line().case_id
    sheet.officer.set_value(str(hannah.officer.id))
    sheet.verb.click()
    work.settle()
    sheet.skip.click()
    work.settle()
    assert QApplication.activeModalWidget() is None
    lines = {line.id: line for line in cases.list_cases(rachel, CaseQuery("asb"))}
    assert (lines[first].state, lines[first].owner_id) == ("triaged", hannah.officer.id)
    other = next(saved.case_id for saved in made if saved.case_id != first)
    assert lines[other].state == "reported"
    assert page.triage_card.count.text().startswith("1 ·")


def test_alerts_lead_to_the_record_and_name_nobody(hannah: SignedIn, show: Show) -> None:
    case_id = mine(hannah, "Siobhan Keane")
    ends = TODAY + timedelta(days=2)
    entries.raise_flag(hannah, case_id, NewFlag("staff-safety", "Dog loose", expires=ends))
    window = show(hannah)
    page = today_of(window)
    words = readable(page.alerts)
    assert "Staff safety ends 14 Mar 2012" in words
    assert "Keane" not in words
    asked = []
    window.case_asked.disconnect()
    window.case_asked.connect(lambda one, _tab: asked.append(one))
    page.alerts.buttons()[0].click()
    assert asked == [case_id]


def test_the_rail_counts_follow_changes(hannah: SignedIn, show: Show) -> None:
    window = show(hannah)
    RailCounts(hannah, window)
    work.settle()
    assert window.rail.buttons["asb"].accessibleName() == "ASB victims, 0"
    saved = casework.logged(hannah)
    window.broadcast(cases.assign_case(hannah, saved.case_id, hannah.officer.id).changes)
    work.settle()
    assert window.rail.buttons["asb"].accessibleName() == "ASB victims, 1"


def test_an_officer_without_cases_sees_none_of_them(hannah: SignedIn, show: Show) -> None:
    casework.logged(hannah)
    admin = replace(hannah, officer=casework.officer(hannah.store, "Yvonne Castle", Role.ADMINISTRATOR))
    window = show(admin)
    page = today_of(window)
    assert not page.actions_card.isVisible()
    assert not page.triage_card.isVisible()
    assert not page.reviews.isVisible()
    assert page.alerts.isVisible()
    assert "ASB-" not in readable(page)
    assert {"asb", "my-actions", "people", "new-case", "register"}.isdisjoint(window.specs)


def test_a_narrow_window_has_one_column_in_order(hannah: SignedIn, show: Show) -> None:
    mine(hannah)
    page = today_of(show(hannah))
    page.set_size_class(SizeClass.COMPACT)
    parts = [page._left.itemAt(n).widget() for n in range(page._left.count())]
    assert parts == [page.actions_card, page.alerts, page.triage_card, page.reviews, page.target]
    page.set_size_class(SizeClass.STANDARD)
    assert [page._left.itemAt(n).widget() for n in range(page._left.count())] == [page.actions_card, page.triage_card]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2012, 3, 12), "working day 8 of 22 this month"),
        (date(2012, 4, 10), "working day 5 of 19 this month"),
        (date(2012, 3, 11), "not a working day"),
        (date(2012, 12, 25), "not a working day"),
    ],
)
def test_which_working_day_it_is(day: date, words: str) -> None:
    assert working_day_words(day) == words


def test_a_person_with_two_cases_shows_both(hannah: SignedIn, show: Show) -> None:
    casework.logged(hannah, "Ewa Kowalczyk")
    casework.logged(hannah, "Kevin Sprake")
    window = show(hannah, "people")
    page = window.page_in_view()
    assert isinstance(page, PeoplePage)
    assert page.model.rowCount() == 2
    page.filters.line.setText("kowal")
    page._wait.stop()
    page.read_again()
    work.settle()
    assert [page.model.row(0).name, page.model.rowCount()] == ["Ewa Kowalczyk", 1]
    page._settled.stop()
    window.go("people", person=page.model.row(0).id)
    work.settle()
    assert "Cases you may know of: 1" in readable(page.card)
    assert page._person is not None
    assert page._person.cases[0].reference in readable(page.card)


@pytest.fixture
def workbook(hannah: SignedIn, tmp_path: Path) -> Any:
    """A list that has left."""
    casework.logged(hannah)
    order = CaseExport(CaseQuery("asb"), "Tasking", "Tasking group", "internal")
    return exports.export_cases(hannah, order, tmp_path / "out.xlsx").value


def test_a_list_is_confirmed_destroyed_from_today(hannah: SignedIn, workbook: Any, show: Show) -> None:
    window = show(hannah)
    window.ask = FakeAsk(says={"Is the list destroyed?": Answer("confirm")})
    page = today_of(window)
    assert workbook.number in readable(page.alerts)
    page.alerts.buttons()[0].click()
    work.settle()
    assert workbook.number not in readable(page.alerts)
    (line,) = exports.export_register(hannah)
    assert line.destroyed == TODAY


def test_the_register_keeps_a_list_until_it_is_destroyed(hannah: SignedIn, workbook: Any, show: Show) -> None:
    window = show(hannah, "register")
    page = window.page_in_view()
    assert isinstance(page, RegisterPage)
    assert "Tasking group" in readable(page.side)
    window.ask = FakeAsk()
    page.open_current()
    work.settle()
    assert page.model.rowCount() == 1
    window.ask = FakeAsk(says={"Is the list destroyed?": Answer("confirm")})
    page.open_current()
    work.settle()
    assert page.model.rowCount() == 0
    assert "Every list is confirmed destroyed" in readable(page)
    page.tabs.tabs.choose(1)
    assert page.model.row(0).number == workbook.number


def sheet_of(window: MainWindow) -> ExportSheet:
    """The export dialog over the case list."""
    window.go("asb")
    work.settle()
    page = window.page_in_view()
    assert isinstance(page, CasesPage)
    page.export_list()
    work.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, ExportSheet)
    return sheet


def fill(sheet: ExportSheet) -> None:
    sheet.reason.setPlainText("Joint visit")
    sheet.recipient.setText("Housing association")
    sheet.basis.set_value("s115")
    sheet.names.setChecked(True)
    work.settle()


def test_names_are_asked_for_approved_and_go_once_encrypted(
    hannah: SignedIn, rachel: SignedIn, show: Show, tmp_path: Path
) -> None:
    casework.logged(hannah)
    window = show(hannah, "asb")
    sheet = sheet_of(window)
    fill(sheet)
    assert not sheet.save.isEnabled()
    sheet.ask_names.click()
    work.settle()
    assert "Asked." in readable(sheet)
    sheet.reject()

    boss = show(rachel)
    boss.ask = FakeAsk(says={"Let these names go?": Answer("approve")})
    page = today_of(boss)
    assert "Names asked for in an export" in readable(page.alerts)
    next(each for each in page.alerts.buttons() if each.text() == "Decide").click()
    work.settle()
    assert exports.names_requests(rachel) == ()

    sheet = sheet_of(window)
    fill(sheet)
    assert sheet.rows_["password"].isVisible()
    out = tmp_path / "named.xlsx"
    window.ask = FakeAsk(files=[str(out)])
    sheet.save.click()
    work.settle()
    assert sheet.rows_["password"].message
    assert not out.exists()
    sheet.password.setText("a long enough one")
    sheet.save.click()
    work.settle()
    assert out.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    (line,) = exports.export_register(hannah)
    assert (line.names, line.encrypted) == (True, True)
    again = sheet_of(window)
    fill(again)
    assert not again.save.isEnabled()
    again.reject()


def test_names_refused_say_why_to_whoever_asked(hannah: SignedIn, rachel: SignedIn, show: Show) -> None:
    casework.logged(hannah)
    exports.ask_for_names(hannah, "asb", "Housing association", "Joint visit", "s115")
    boss = show(rachel)
    boss.ask = FakeAsk(
        says={"Let these names go?": Answer("refuse"), "Refuse these names?": Answer("refuse", "Initials will do")}
    )
    next(each for each in today_of(boss).alerts.buttons() if each.text() == "Decide").click()
    work.settle()
    page = today_of(show(hannah))
    assert "Names refused" in readable(page.alerts)
    assert "Initials will do" in readable(page.alerts)


def test_only_powers_in_force_are_offered_and_one_without_names_carries_none(hannah: SignedIn, show: Show) -> None:
    casework.logged(hannah)
    window = show(hannah, "asb")
    sheet = sheet_of(window)
    offered = {sheet.basis.itemData(n) for n in range(sheet.basis.count())}
    assert offered == {"internal", "s115", "s17a", "children-act"}
    fill(sheet)
    sheet.basis.set_value("s17a")
    sheet.ask_names.click()
    work.settle()
    assert "no names" in sheet.rows_["basis"].message
    assert exports.my_names_requests(hannah) == ()
    sheet.reject()


def test_what_is_owed_on_a_record_opens_the_list_of_its_case_that_holds_it(hannah: SignedIn, show: Show) -> None:
    """Sent on Thu 1 Mar 2012, its answer is owed ten working days later, on Thu 15 Mar."""
    case_id = mine(hannah)
    given = {"whose": "victim", "need": "housing", "sent": "2012-03-01", "agency": "council-housing"}
    records.add_record(hannah, case_id, NewRecord("onward-referral", given))
    window = show(hannah)
    page = today_of(window)
    rows = [page.table.model_.row(n) for n in range(page.table.model_.rowCount())]
    (place,) = [n for n, row in enumerate(rows) if isinstance(row, DueItem) and row.kind == "record"]
    owed = rows[place]
    assert isinstance(owed, DueItem)
    assert (owed.what, owed.text, owed.group) == ("Chase the agency's answer", "in 3 days", "week")
    page.table.take_place(place)
    asked: list[tuple[Any, str]] = []
    window.case_asked.connect(lambda case, tab: asked.append((case, tab)))
    for do in (page.table.open_current, page.table.mark_done):
        do()
    assert asked == [(case_id, "actions.onward-referral")] * 2
    page.table.set_review()
    assert QApplication.activeModalWidget() is None
