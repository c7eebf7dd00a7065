"""An officer's day: a case from a call, somebody looked up, what is due cleared, a list exported, a crash got over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QMenu

from spp_desktop.domain.cases import CaseLine, CaseQuery, CaseView, Filter, NewAction
from spp_desktop.domain.people import FactKind
from spp_desktop.services import cases, drafts, entries, exports, today
from spp_desktop.ui.exporting import ExportSheet
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.new_case import NewCasePage
from spp_desktop.ui.pages.today import TodayPage
from tests import casework
from tests.journeys.conftest import Desktop
from tests.ui.fakes import FakeAsk

Start = Callable[[str], Desktop]
EVERY_OPEN = CaseQuery("asb", (Filter("open", ("yes",)),))


class Keys:
    """Presses keys at a desktop and counts them; words typed are not counted."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.count = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.desktop.press(key)
            self.desktop.settle()

    def type_counted(self, words: str) -> None:
        self.count += len(words)
        self.desktop.type(words)


def today_page(desktop: Desktop) -> TodayPage:
    page = desktop.main.page_in_view()
    assert isinstance(page, TodayPage)
    return page


def list_page(desktop: Desktop) -> CasesPage:
    desktop.main.go("asb")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, CasesPage)
    return page


def open_cases(desktop: Desktop) -> list[CaseLine]:
    return cases.list_cases(desktop.me, EVERY_OPEN)


def opened(desktop: Desktop) -> CaseView:
    """The case of the one case window open."""
    (window,) = desktop.main.case_windows()
    return cases.open_case(desktop.me, window.case_id)


def test_a_new_case_from_a_call_in_twelve_keys(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    before = {line.id for line in open_cases(desktop)}
    keys = Keys(desktop)
    keys.press("Ctrl+N")
    desktop.type("Daiva Jankauskiene")
    keys.press("Tab")
    desktop.type("01733 496 0123")
    keys.press("Tab")
    desktop.type("12 Made-up Street")
    keys.press("Tab")
    desktop.type("PE1 1HZ")
    keys.press("Tab", "Right", "Tab")
    desktop.type("today")
    keys.press("Ctrl+S")

    assert keys.count <= 12
    view = opened(desktop)
    assert view.line.id not in before
    assert (view.line.name, view.line.reported) == ("Daiva Jankauskiene", date(2012, 3, 12))
    assert view.answers["category"] == "personal"
    assert view.line.owner_id == desktop.me.officer.id
    assert view.main_party is not None
    assert view.main_party.person is not None
    facts = {fact.kind: (fact.text, fact.postcode) for fact in view.main_party.person.facts}
    assert facts[FactKind.PHONE][0].replace(" ", "") == "017334960123"
    assert facts[FactKind.ADDRESS] == ("12 Made-up Street", "PE1 1HZ")
    assert view.line.area == "CE1"
    assert drafts.my_drafts(desktop.me) == []


def test_a_case_that_lacks_what_it_needs_says_so_and_is_not_saved(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    count = len(open_cases(desktop))
    desktop.press("Ctrl+N")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, NewCasePage)
    assert page.form is not None
    desktop.press("Ctrl+S")
    desktop.settle()
    wrong = {key for key, row in page.form.rows.items() if row.state == "error"}
    assert wrong == {"name", "category", "reported"}
    assert page.form.editors["name"].widget.hasFocus()
    desktop.press("F8")
    assert page.form.editors["category"].widget.hasFocus()
    assert len(open_cases(desktop)) == count


def test_somebody_already_known_is_offered_before_a_second_is_made(start_window: Start) -> None:
    desktop = start_window("Imran Qureshi")
    desktop.press("Ctrl+N")
    desktop.settle()
    desktop.type("Ewa Kovalczyk")
    page = desktop.main.page_in_view()
    assert isinstance(page, NewCasePage)
    desktop.until(lambda: "Ewa Kowalczyk" in desktop.words(page.side))
    choose = next(each for each in page.side.findChildren(type(page.keep)) if each.text() == "Same person")
    choose.click()
    desktop.settle()
    assert page.form is not None
    page.form.go_field("category")
    desktop.press("Right", "Tab")
    desktop.type("today")
    desktop.press("Ctrl+S")
    desktop.settle()
    view = opened(desktop)
    assert view.line.name == "Ewa Kowalczyk"
    assert view.also_in == (desktop.references["Ewa Kowalczyk"],)


def test_who_is_this_by_a_misspelt_name_in_six_keys(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    casework.logged(desktop.me, "Kate Reid")
    keys = Keys(desktop)
    keys.press("Ctrl+K")
    keys.type_counted("ried")
    palette = QApplication.activeModalWidget()
    assert palette is not None
    desktop.until(lambda: any(item.title == "Kate Reid" for item in palette.results.items))  # type: ignore[attr-defined]
    keys.press("Return")
    assert keys.count == 6
    assert opened(desktop).line.name == "Kate Reid"


@pytest.fixture
def due(start_window: Start) -> tuple[Desktop, TodayPage]:
    """Today, with one action due today in hand."""
    desktop = start_window("Hannah Whitfield")
    case = next(line for line in open_cases(desktop) if line.name == "Kevin Sprake")
    done = entries.add_action(desktop.me, case.id, NewAction("Ring the landlord", date(2012, 3, 12)))
    desktop.main.broadcast(done.changes)
    desktop.settle()
    page = today_page(desktop)
    page.table.select_id(("action", done.value.id))
    page.table.setFocus()
    return desktop, page


def test_a_due_item_is_cleared_in_two_keys(due: tuple[Desktop, TodayPage]) -> None:
    desktop, _page = due
    keys = Keys(desktop)
    keys.press("D", "Return")
    assert keys.count == 2
    assert [item.what for item in today.my_actions(desktop.me)] == []


def test_a_due_item_is_moved_in_five_keys(due: tuple[Desktop, TodayPage]) -> None:
    desktop, _page = due
    keys = Keys(desktop)
    keys.press("R")
    keys.type_counted("+3d")
    keys.press("Return")
    assert keys.count == 5
    (item,) = today.my_actions(desktop.me)
    assert (item.what, item.due) == ("Ring the landlord", date(2012, 3, 15))


def test_a_list_is_narrowed_and_exported_and_opens_again(start_window: Start, tmp_path: Path) -> None:
    desktop = start_window("Hannah Whitfield")
    page = list_page(desktop)
    assert page.model.rowCount() == 3
    desktop.press("/")
    desktop.type("sprake")
    desktop.press("Return")
    desktop.settle()
    assert page.model.rowCount() == 1
    out = tmp_path / "list.xlsx"
    desktop.main.ask = FakeAsk(files=[str(out)])
    desktop.press("E")
    desktop.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, ExportSheet)
    sheet.save.click()
    assert sheet.rows_["reason"].message
    assert not out.exists()
    sheet.reason.setPlainText("For the tasking meeting")
    sheet.recipient.setText("Tasking group")
    sheet.basis.set_value("internal")
    sheet.save.click()
    desktop.settle()

    sheet_rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    found = [row for row in sheet_rows if desktop.references["Kevin Sprake"] in row]
    assert len(found) == 1
    everything = "".join(str(cell) for row in sheet_rows for cell in row)
    assert "Sprake" not in everything
    assert desktop.references["Ewa Kowalczyk"] not in everything
    (line,) = exports.export_register(desktop.me)
    assert (line.rows, line.recipient, line.names) == (1, "Tasking group", False)
    desktop.main.go("today")
    desktop.settle()
    assert line.number in desktop.words(today_page(desktop).alerts)


def test_a_filter_is_added_by_key_and_taken_away_by_another(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    page = list_page(desktop)
    desktop.press("F")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    risk = next(action.menu() for action in menu.actions() if action.text() == "Risk")
    next(action for action in risk.actions() if action.text() == "High").trigger()
    menu.close()
    desktop.settle()
    assert page.model.rowCount() == 0
    assert "No ASB victim cases match these filters" in desktop.words(page)
    assert "There are 3 open cases in all" in desktop.words(page)
    page.table.setFocus()
    page.remove_last_filter()
    desktop.settle()
    assert page.model.rowCount() == 3


def test_what_was_typed_comes_back_after_a_crash(start_window: Start, desktop: Desktop) -> None:
    start_window("Hannah Whitfield")
    desktop.press("Ctrl+N")
    desktop.settle()
    desktop.type("Olivia Marsh")
    desktop.until(lambda: drafts.my_drafts(desktop.me) != [])
    desktop.settle()
    desktop.desk.end()
    desktop.begin(desktop.folder)
    desktop.sign_in("Hannah Whitfield")
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    desktop.settle()
    page = today_page(desktop)
    assert "A new case is unfinished" in desktop.words(page.alerts)
    page.alerts.buttons()[-1].click()
    desktop.settle()
    form = desktop.main.page_in_view()
    assert isinstance(form, NewCasePage)
    assert form.form is not None
    assert form.go_on.hasFocus()
    form.go_on.click()
    desktop.settle()
    assert form.form.answers() == {"name": "Olivia Marsh"}
    desktop.type(" Green")
    assert form.form.editors["name"].answer() == "Olivia Marsh Green"
