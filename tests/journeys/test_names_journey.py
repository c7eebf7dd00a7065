"""Names that leave the store: an officer asks, a supervisor approves at their own desk, the file goes out encrypted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msoffcrypto
import openpyxl
from PySide6.QtWidgets import QDialog, QPushButton

from spp_desktop.domain.exports import ExportLine
from spp_desktop.services import exports
from spp_desktop.ui.exporting import ExportSheet
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.register import RegisterPage
from spp_desktop.ui.pages.today import TodayPage
from tests.journeys.conftest import VICTIMS, Desktop
from tests.ui.fakes import FakeAsk

Start = Callable[[str], Desktop]
PASSWORD = "told by telephone"
MEETING = "Tasking group"


def alerts(desktop: Desktop, words: str) -> list[QPushButton]:
    """The buttons of the alerts on Today that say these words."""
    desktop.main.go("today")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, TodayPage)
    return [each for each in page.alerts.buttons() if words in each.accessibleName()]


def press_alert(desktop: Desktop, words: str) -> None:
    (button,) = alerts(desktop, words)
    button.click()
    desktop.settle()


def wanted(desktop: Desktop) -> ExportSheet:
    """The export dialog over the case list, filled in for every name to go to the meeting."""
    desktop.main.go("asb")
    desktop.settle()
    assert isinstance(desktop.main.page_in_view(), CasesPage)
    desktop.press("E")
    sheet = desktop.dialog(ExportSheet)
    sheet.reason.setPlainText("Names are read out at the meeting")
    sheet.recipient.setText(MEETING)
    sheet.basis.set_value("s115")
    sheet.names.setChecked(True)
    return sheet


def change_officer(desktop: Desktop, officer: str) -> None:
    """Close the program, and start it again as somebody else."""
    desktop.close()
    desktop.begin(desktop.folder)
    desktop.sign_in(officer)
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    desktop.settle()


def the_list(desktop: Desktop) -> ExportLine:
    (line,) = exports.export_register(desktop.me)
    return line


def words_in(data: bytes) -> str:
    rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def test_names_are_asked_for_approved_sent_encrypted_and_destroyed(start_window: Start, tmp_path: Path) -> None:
    desktop = start_window("Hannah Whitfield")
    sheet = wanted(desktop)
    assert not sheet.save.isEnabled()
    sheet.ask_names.click()
    desktop.settle()
    assert not sheet.save.isEnabled()
    assert "A supervisor sees it on Today" in desktop.words(sheet)
    sheet.cancel.click()
    assert exports.export_register(desktop.me) == ()

    change_officer(desktop, "Rachel Okafor")
    press_alert(desktop, f"Hannah Whitfield for {MEETING}")
    asked = desktop.dialog(QDialog)
    assert "Names are read out at the meeting" in desktop.words(asked)
    desktop.press("Return")
    desktop.settle()

    change_officer(desktop, "Hannah Whitfield")
    press_alert(desktop, "Names approved for one export")
    sheet = wanted(desktop)
    out = tmp_path / "list.xlsx"
    desktop.main.ask = FakeAsk(files=[str(out)])
    sheet.save.click()
    desktop.settle()
    assert "give a password" in sheet.rows_["password"].message
    assert not out.exists()
    sheet.password.setText(PASSWORD)
    sheet.save.click()
    desktop.settle()

    locked = msoffcrypto.OfficeFile(io.BytesIO(out.read_bytes()))
    assert locked.is_encrypted()
    opened = io.BytesIO()
    locked.load_key(password=PASSWORD)
    locked.decrypt(opened)
    said = words_in(opened.getvalue())
    assert all(name in said for name in VICTIMS)
    assert all(reference in said for reference in desktop.references.values())
    line = the_list(desktop)
    assert (line.rows, line.recipient, line.names, line.encrypted) == (len(VICTIMS), MEETING, True, True)
    assert exports.my_names_requests(desktop.me)[0].decision == "used"


def test_the_register_shows_a_list_until_its_destruction_is_confirmed(start_window: Start, tmp_path: Path) -> None:
    desktop = start_window("Hannah Whitfield")
    sheet = wanted(desktop)
    sheet.names.setChecked(False)
    desktop.main.ask, asking = FakeAsk(files=[str(tmp_path / "list.xlsx")]), desktop.main.ask
    sheet.save.click()
    desktop.settle()
    desktop.main.ask = asking
    line = the_list(desktop)
    assert (line.names, line.destroyed) == (False, None)
    said = words_in((tmp_path / "list.xlsx").read_bytes())
    assert not any(name in said for name in VICTIMS)

    desktop.main.go("register")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, RegisterPage)
    assert page.heading().aside == "1 not yet confirmed destroyed"
    assert len(alerts(desktop, line.number)) == 1
    desktop.main.go("register")
    desktop.settle()
    page.table.select_id(line.id)
    assert {line.number, MEETING, "list.xlsx"} <= set(desktop.words(page.side).splitlines())
    page.confirm.click()
    desktop.dialog(QDialog)
    desktop.press("Escape")
    desktop.settle()
    assert the_list(desktop).destroyed is None
    page.confirm.click()
    desktop.dialog(QDialog)
    desktop.press("Return")
    desktop.settle()
    assert (the_list(desktop).destroyed, the_list(desktop).destroyed_by) == (date(2012, 3, 12), desktop.me.officer.id)
    assert page.empty.isVisible()
    assert alerts(desktop, line.number) == []
