"""Information governance erases a case that is due; for the officer it is gone from list, search and export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from spp_desktop.services import retention, search
from spp_desktop.store.check import check
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.retention import RetentionPage
from tests.journeys.conftest import Desktop
from tests.journeys.test_admin_officers import in_front, open_sheet
from tests.journeys.test_names_journey import change_officer, wanted, words_in
from tests.services.test_retention import due
from tests.ui.fakes import FakeAsk

Start = Callable[[str], Desktop]
VICTIM = "Ewa Kowalczyk"
PAUSE_MS = 200
"""Longer than the palette waits after the last key before it searches."""


def found(desktop: Desktop, typed: str) -> list[str]:
    """What the palette finds for what is typed, headings left out."""
    desktop.press("Ctrl+K")
    palette: Any = open_sheet(desktop)
    desktop.until(palette.isActiveWindow)
    desktop.type(typed)
    desktop.qtbot.wait(PAUSE_MS)
    desktop.settle()
    titles = [item.title for item in palette.results.items if not item.heading]
    palette.reject()
    desktop.settle()
    in_front(desktop)
    return titles


def listed(desktop: Desktop) -> int:
    desktop.main.go("asb")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, CasesPage)
    return page.table.rows().rowCount()


def at_retention(desktop: Desktop) -> Any:
    desktop.main.rail.buttons["retention"].click()
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, RetentionPage)
    return page.section()


def test_a_case_is_erased_and_gone_for_everybody(start_window: Start, tmp_path: Path) -> None:
    desktop = start_window("Hannah Whitfield")
    case_id = search.search(desktop.me, desktop.references[VICTIM]).hits[0].case_id
    assert case_id is not None
    due(desktop.me, case_id, date(2012, 3, 1))
    before = listed(desktop)
    assert any(VICTIM in title for title in found(desktop, "kovalchik"))

    change_officer(desktop, "Yvonne Castle")
    section = at_retention(desktop)
    assert section.case().reference == desktop.references[VICTIM]
    section.erase.setFocus()
    desktop.press("Space")
    desktop.settle()
    sheet = open_sheet(desktop)
    desktop.until(sheet.isActiveWindow)
    assert VICTIM not in desktop.words(sheet)
    desktop.type("Six years after closure")
    desktop.press("Tab")
    desktop.until(sheet.typed.hasFocus)
    desktop.type(desktop.references[VICTIM])
    sheet.go.click()
    desktop.settle()
    told = open_sheet(desktop)
    assert "Records erased" in desktop.words(told)
    told.close_.click()
    desktop.settle()
    QApplication.processEvents()
    assert retention.list_due(desktop.me) == []
    assert check(desktop.me.store, {}).findings == ()

    change_officer(desktop, "Hannah Whitfield")
    assert listed(desktop) == before - 1
    assert not any("Kowalczyk" in title for title in found(desktop, "kowalczyk"))
    out = tmp_path / "list.xlsx"
    sheet = wanted(desktop)
    sheet.names.setChecked(False)
    desktop.main.ask = FakeAsk(files=[str(out)])
    sheet.save.click()
    desktop.settle()
    said = words_in(out.read_bytes())
    assert desktop.references[VICTIM] not in said
    assert desktop.references["Kevin Sprake"] in said
