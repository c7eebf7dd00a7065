"""An officer's day: a case from a call, somebody looked up, what is due cleared, a list exported, a crash got over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QApplication, QMenu

from spp_desktop.domain.cases import CaseLine, CaseQuery, CaseView, Filter
from spp_desktop.services import cases, drafts, exports
from spp_desktop.ui.exporting import ExportSheet
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.new_case import NewCasePage
from spp_desktop.ui.pages.today import TodayPage
from tests.journeys.conftest import Desktop
from tests.ui.fakes import FakeAsk

Start = Callable[[str], Desktop]
EVERY_OPEN = CaseQuery("asb", (Filter("open", ("yes",)),))


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
