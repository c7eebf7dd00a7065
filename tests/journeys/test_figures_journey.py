"""An analyst's month: real police files imported, the change by area read, a chart read by keyboard, a workbook saved.

Every figure looked for is counted here from the files themselves, row by row.
"""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from spp_desktop.services import crime
from spp_desktop.ui.pages.figures import FiguresPage
from spp_desktop.ui.pages.figures_import import ImportSheet
from tests.journeys.conftest import Desktop
from tests.ui.fakes import FakeAsk

Start = Callable[[str], Desktop]
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
BEFORE, NOW = "2024-02", "2025-02"
HEADINGS = ("Feb 2024", "Feb 2025")
VICTIM_BASED = {
    *("Violence and sexual offences", "Robbery", "Burglary", "Vehicle crime", "Bicycle theft"),
    *("Theft from the person", "Shoplifting", "Other theft", "Criminal damage and arson"),
}


@pytest.fixture
def published(tmp_path: Path) -> dict[str, Path]:
    """The street-level file of each month, as data.police.uk gives it out."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    files = {month: folder / f"{month}-cambridgeshire-street.csv" for month in (BEFORE, NOW)}
    for path in files.values():
        path.write_bytes(lzma.decompress((RESOURCES / "police" / f"{path.name}.xz").read_bytes()))
    return files


def counted(path: Path) -> Counter[str]:
    """Victim-based crimes of a file by area code; ``city``, ``unplaced`` and ``rows`` beside them."""
    with (RESOURCES / "areas" / "small_areas.csv").open(encoding="utf-8", newline="") as file:
        areas = {row["code"]: row["area"] for row in csv.DictReader(file) if row["census"] == "2021"}
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            counts["rows"] += 1
            if row["Crime type"] not in VICTIM_BASED:
                continue
            if not row["LSOA code"]:
                counts["unplaced"] += 1
            elif row["LSOA name"].startswith("Peterborough "):
                counts["city"] += 1
                counts[areas[row["LSOA code"]]] += 1
    return counts


def drop(page: QWidget, path: Path) -> None:
    """Let a file go over a page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, carried = page.rect().center(), (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(place, *carried, plain))
    QApplication.sendEvent(page, QDropEvent(QPointF(place), *carried, plain))


def figures_page(desktop: Desktop) -> FiguresPage:
    desktop.main.go("figures")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, FiguresPage)
    return page


def shown(page: FiguresPage) -> dict[str, tuple[str, str, str]]:
    """Before, now and change of every row of the table, as they can be read, by the row's code."""
    model = page.board.table.rows_model
    places = [model.keys.index(key) for key in ("compare", "now", "change")]
    return {
        row.code: tuple(str(model.index(at, place).data()) for place in places)  # type: ignore[misc]
        for at, row in enumerate(model.rows)
    }


def as_written(before: int, now: int) -> tuple[str, str, str]:
    change = now - before
    return f"{before:,}", f"{now:,}", f"{change:+,}".replace("-", "−") if change else "0"


def import_both(desktop: Desktop, page: FiguresPage, published: dict[str, Path]) -> None:
    """One file dropped on the page, the other added to it, both looked at and kept."""
    desktop.main.ask = FakeAsk(files=[str(published[NOW])])
    drop(page, published[BEFORE])
    desktop.settle()
    sheet = desktop.main.findChild(ImportSheet)
    assert isinstance(sheet, ImportSheet)
    assert sheet.keep.text() == "Import 1 file"
    sheet.more.click()
    desktop.settle()
    assert sheet.keep.text() == "Import 2 files"
    assert crime.list_datasets(desktop.me) == ()
    rows = sum(counted(path)["rows"] for path in published.values())
    assert f"{rows:,} rows: " in sheet.summary.text()
    desktop.press("Return")
    desktop.settle()
    assert "2 files imported" in sheet.message.text()
    sheet.cancel.click()
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    assert {line.dataset.name for line in crime.list_datasets(desktop.me)} == {path.name for path in published.values()}


def test_real_files_are_imported_read_and_taken_away_as_a_workbook(
    start_window: Start, published: dict[str, Path], tmp_path: Path
) -> None:
    desktop = start_window("Ade Marlowe")
    page = figures_page(desktop)
    assert page.empty.isVisible()
    import_both(desktop, page, published)
    before, now = counted(published[BEFORE]), counted(published[NOW])

    table = shown(page)
    areas = {code for code in before if code[:2] in {"CE", "NW"} or code[:1] == "S"}
    assert len(areas) == 7
    assert {code: table[code] for code in areas} == {code: as_written(before[code], now[code]) for code in areas}
    assert table["city"] == as_written(before["city"], now["city"])
    assert table["unplaced"][:2] == (f"{before['unplaced']:,}", f"{now['unplaced']:,}")
    assert page.foot.totals.text() == "Totals agree"

    line = page.board.line
    for _pane in page.panes():
        if desktop.keyboard() is line:
            break
        desktop.press("F6")
    assert desktop.keyboard() is line
    desktop.press("End")
    assert line.accessibleDescription().startswith(f"Feb 2025: {now['city']:,}")
    desktop.press("Home")
    assert line.accessibleDescription().startswith(f"Feb 2024: {before['city']:,}")

    out = tmp_path / "reductions.xlsx"
    desktop.main.ask = FakeAsk(files=[str(out)])
    page.excel.click()
    desktop.settle()
    lines = list(openpyxl.load_workbook(out, data_only=True)["Areas"].iter_rows(values_only=True))
    head = next(cells for cells in lines if set(HEADINGS) <= set(cells))
    columns = [head.index(words) for words in HEADINGS]
    by_name = {cells[0]: tuple(cells[place] for place in columns) for cells in lines if cells[0]}
    names = {row.name: row.code for row in page.board.table.rows_model.rows if row.code in areas}
    assert {names[name]: by_name[name] for name in names} == {code: (before[code], now[code]) for code in areas}
    assert (before["city"], now["city"]) in by_name.values()
