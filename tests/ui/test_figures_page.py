"""The figures page in its window, over the shipped police files and the illustrative series."""

from __future__ import annotations

import csv
import io
import lzma
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.page import FiguresQuestion
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import crime
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.pages.figures import FiguresPage
from spp_desktop.ui.pages.figures_filters import MonthsSheet
from spp_desktop.ui.pages.figures_import import ImportSheet, expanded
from spp_desktop.ui.registry import PAGES
from tests.ui import sweep
from tests.ui.fakes import FakeAsk

POLICE = Path(__file__).resolve().parents[2] / "resources" / "police"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MONTHS = ("2024-01", "2024-02", "2025-01", "2025-02")
VICTIM_BASED = {
    *("Violence and sexual offences", "Robbery", "Burglary", "Vehicle crime", "Bicycle theft"),
    *("Theft from the person", "Shoplifting", "Other theft", "Criminal damage and arson"),
}
TWO_MONTHS = FiguresQuestion("victim-based", Months.parse("2025-01..2025-02"))


def police_file(month: str) -> Path:
    return POLICE / f"{month}-cambridgeshire-street.csv.xz"


def counted(*months: str, kinds: set[str] = VICTIM_BASED) -> int:
    """Rows of these types in the city, counted from the files themselves."""
    total = 0
    for month in months:
        with lzma.open(police_file(month), "rt", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            total += sum(row["LSOA name"].startswith("Peterborough ") and row["Crime type"] in kinds for row in rows)
    return total


def signed_in(store, *roles: Role) -> SignedIn:
    return SignedIn(Officer(UUID(int=1), "Ann Field", roles or (Role.ANALYST,)), store, lambda: NOW)


@pytest.fixture
def me(sqlite_store) -> SignedIn:
    return signed_in(sqlite_store)


@pytest.fixture
def opened(qtbot):
    """A function that opens the figures page for an officer and waits until it is shown."""

    def open_page(me: SignedIn, *, size: tuple[int, int] = (1366, 768)) -> tuple[MainWindow, FiguresPage]:
        window = MainWindow(me, "Main office", pages=tuple(p for p in PAGES if p.key == "figures"), first="figures")
        window.ask = FakeAsk()
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        work.settle()
        page = window.page("figures")
        assert isinstance(page, FiguresPage)
        return window, page

    return open_page


@pytest.fixture
def police(me, opened):
    """The page over two months of each year."""
    crime.import_files(me, [police_file(month) for month in MONTHS])
    return opened(me)


@pytest.fixture
def plan(me, opened):
    """The page over the illustrative series the plan's figures come from."""
    crime.import_illustrative(me)
    return opened(me)


def ask(page: FiguresPage, question: FiguresQuestion) -> None:
    page.ask(question)
    work.settle()


def cells(page: FiguresPage, code: str) -> dict[str, str]:
    model = page.board.table.rows_model
    row = model.row_of(code)
    return {key: str(model.index(row, at).data()) for at, key in enumerate(model.keys)}


# -- what is shown ---------------------------------------------------------------------------------------------


def test_the_table_shows_what_the_files_hold(police):
    _window, page = police
    before, now = counted("2024-01", "2024-02"), counted("2025-01", "2025-02")
    shown = cells(page, "city")
    assert shown["compare"] == f"{before:,}"
    assert shown["now"] == f"{now:,}"
    assert shown["change"] == f"{now - before:+,}".replace("-", "−")
    assert shown["percent"] == f"{100 * (now / before - 1):+.1f}".replace("-", "−")
    rows = page.board.table.rows_model.rows
    assert sum(row.change.now for row in rows if row.kind in {"place", "no-area"}) == now
    assert page.foot.totals.text() == "Totals agree"


def test_what_is_read_while_something_is_still_being_shown_is_what_is_shown(police):
    _window, page = police
    city = page._loaded
    ask(page, replace(page._question, place="CE1"))
    area, told = page._loaded, []
    assert area.page.focus != city.page.focus
    page.heading_changed.connect(lambda: told.append(page._loaded))
    page._took(city)
    page._took(area)
    work.settle()
    assert page.board.table.selected == "CE1"
    assert [each is area for each in told] == [True]


def test_unplaced_rows_stand_beside_and_cannot_be_chosen(police, qtbot):
    _window, page = police
    unplaced = cells(page, "unplaced")
    assert int(unplaced["now"]) > 0
    assert unplaced["limits"] == "never added"
    model = page.board.table.rows_model
    last = model.index(model.row_of("unplaced"), 0)
    assert last.flags() == Qt.ItemFlag.NoItemFlags
    page.board.table.setFocus()
    qtbot.keyClick(page.board.table, Qt.Key.Key_Down)
    work.settle()
    assert page.board.table.selected == "city"


def test_the_caveat_and_all_that_a_figure_stands_on_are_under_it(police):
    _window, page = police
    facts = {name: label.text() for name, label in page.foot.facts.items()}
    assert "approximate locations; not the series the target is measured on" in facts["Note"]
    assert facts["As at"] == "2 Mar 2026, 4 datasets"
    assert facts["Definition"].startswith("Victim-based crime (definition 2)")
    assert facts["Baseline"] == "none set"


def test_the_plans_own_figure_is_the_headline_and_says_that_it_is_illustrative(plan):
    window, page = plan
    assert page.head.figure.text() == "−13.1%"
    assert page.head.figure.accessibleName() == "−13.1%, 12 months to Feb 2012 against 12 months to Feb 2011"
    assert not page.head.illustrative.isHidden()
    assert page.head.status.accessibleName() == "Achieved – holding"
    assert cells(page, "city")["change"] == "−1,302"
    assert window.windowTitle().startswith("Figures – Main office")


def test_police_figures_are_not_called_illustrative_and_have_no_target(police):
    _window, page = police
    assert page.head.illustrative.isHidden()
    assert page.head.status.isHidden()
    assert page.board.table.scale.target is None


def test_a_change_over_missing_months_is_blank_with_the_reason_until_like_for_like(police):
    _window, page = police
    ask(page, FiguresQuestion("victim-based", Months.parse("2025-01..2025-03")))
    assert cells(page, "city")["compare"] == ""
    assert cells(page, "city")["limits"] == "a month is missing"
    assert "No data held for Mar 2024, Mar 2025" in page.head.sentence.text()
    assert page.board.map._areas[0].change is None
    page.like_for_like.click()
    work.settle()
    assert cells(page, "city")["now"] == f"{counted('2025-01', '2025-02'):,}"
    assert "left out" in page.band.accessibleName()
    assert page.filters.like.isChecked()


def test_an_empty_store_says_what_will_appear_and_how(me, opened):
    window, page = opened(me)
    assert page._pages.currentIndex() == 1
    assert page.empty.accessibleName().startswith("No crime figures are held yet")
    assert window.page("figures").heading().aside == ""


def test_somebody_who_may_not_import_or_export_is_offered_neither(sqlite_store, opened):
    crime.import_files(signed_in(sqlite_store), [police_file(month) for month in MONTHS])
    _window, page = opened(signed_in(sqlite_store, Role.BOARD))
    assert page.import_button.isHidden()
    assert page.excel.isHidden()
    assert not page.acceptDrops()
    page.import_files()
    assert not page.window().findChildren(ImportSheet)


# -- one choice filters all --------------------------------------------------------------------------------------


def test_a_row_chosen_filters_the_line_the_map_and_the_crime_types(police, qtbot):
    _window, page = police
    table = page.board.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    work.settle()
    assert table.selected == "CE1"
    assert page.board.map.selected == "CE1"
    assert page.filters.chips["Area"].text() == "Area Central and North"
    assert page.board.cards["line"].title.text().endswith("Central and North")
    total = page.board.groups.rows_model.rows[0].change
    assert f"{total.now:,}" == cells(page, "CE1")["now"]
    page.filters.chips["Area"].removed.emit()
    work.settle()
    assert table.selected == "city"
    assert page.board.map.selected == ""


def test_an_area_chosen_on_the_map_is_chosen_in_the_table(police, qtbot):
    _window, page = police
    page.board.map.setFocus()
    qtbot.keyClick(page.board.map, Qt.Key.Key_End)
    work.settle()
    assert page.board.table.selected == "NW3"


def test_a_crime_type_chosen_narrows_the_table_of_areas(police, qtbot):
    _window, page = police
    groups = page.board.groups
    groups.setFocus()
    for _step in range(3):
        qtbot.keyClick(groups, Qt.Key.Key_Down)
    work.settle()
    assert groups.selected == "burglary"
    assert cells(page, "city")["now"] == f"{counted('2025-01', '2025-02', kinds={'Burglary'}):,}"
    assert len(groups.rows_model.rows) == 1 + len(VICTIM_BASED)
    assert "crimes recorded as burglary in Jan 2025 to Feb 2025" in page.head.detail.text()
    page.filters.chips["Type"].removed.emit()
    work.settle()
    assert groups.selected == "all"


def test_wards_are_another_scheme_with_another_map(police):
    _window, page = police
    offers = {offer.words: offer.question for offer in page.filters.offers("Area")}
    ask(page, offers["By ward (the 22 of 2016)"])
    rows = page.board.table.rows_model.rows
    assert sum(row.kind == "place" for row in rows) == 22
    assert len(page.board.map._shapes) == 22
    assert page.board.cards["table"].title.text() == "Change by ward"
    assert cells(page, "city")["now"] == f"{counted('2025-01', '2025-02'):,}"


def test_measures_of_other_series_come_with_their_own_months(me, opened):
    crime.import_files(me, [police_file(month) for month in MONTHS])
    crime.import_illustrative(me)
    _window, page = opened(me)
    offers = {offer.words: offer.question for offer in page.filters.offers("Measure")}
    ask(page, offers["Anti-social behaviour"])
    assert cells(page, "city")["now"] == f"{counted('2025-01', '2025-02', kinds={'Anti-social behaviour'}):,}"
    ask(page, offers["Victim-based crime, plan's target, illustrative"])
    assert page.head.figure.text() == "−13.1%"


def test_other_months_are_chosen_by_name(police, qtbot):
    window, page = police
    menu = page.filters.menu("Period")
    menu.actions()[-1].trigger()
    sheet = window.findChild(MonthsSheet)
    assert sheet is not None
    sheet.last.set_value("2024-12")
    assert sheet.months() is None
    sheet.first.set_value("2025-02")
    sheet.last.set_value("2025-02")
    sheet.accept()
    work.settle()
    assert cells(page, "city")["now"] == f"{counted('2025-02'):,}"
    assert page.filters.chips["Period"].text() == "Period Feb 2025"
    menu.deleteLater()


def test_a_period_may_be_compared_with_the_months_just_before(police):
    _window, page = police
    ask(page, FiguresQuestion("victim-based", Months.parse("2025-02")))
    offers = {offer.words: offer.question for offer in page.filters.offers("Against")}
    ask(page, offers["The months just before: Jan 2025"])
    assert cells(page, "city")["compare"] == f"{counted('2025-01'):,}"
    assert page.filters.chips["Against"].text() == "Against Jan 2025"


# -- keys, copies, pictures, workbook ----------------------------------------------------------------------------


def test_letters_in_the_table_show_it_alone_and_month_by_month(plan, qtbot):
    _window, page = plan
    table = page.board.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_X)
    assert page.board.cards["line"].title.text() == "Month by month, city"
    qtbot.keyClick(table, Qt.Key.Key_X)
    assert page.board.cards["line"].title.text() == "Rolling 12 months, city"
    qtbot.keyClick(table, Qt.Key.Key_T)
    assert not page.board.map.isVisible()
    assert "signal" in table.rows_model.keys
    qtbot.keyClick(table, Qt.Key.Key_T)
    assert page.board.map.isVisible()
    assert "signal" not in table.rows_model.keys


def test_ctrl_c_copies_the_table_with_its_footnotes(police, qtbot):
    _window, page = police
    page.board.table.setFocus()
    qtbot.keyClick(page.board.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[2].split("\t")[:3] == ["Area", "Before", "Now"]
    now = f"{counted('2025-01', '2025-02'):,}"
    assert any(line.startswith("City\t") and now in line for line in lines)
    assert any("not the series the target is measured on" in line for line in lines)
    assert any("95" not in line and "chance alone" in line for line in lines)


def test_a_chart_is_saved_as_a_drawing_with_its_words(plan, tmp_path):
    window, page = plan
    window.ask = FakeAsk(files=[str(tmp_path / "line")])
    page.save_picture("line")
    saved = (tmp_path / "line.svg").read_text("utf-8")
    assert "Rolling 12 months, city: Victim-based crime" in saved
    assert "Illustrative" in saved


def test_a_picture_of_the_map_is_copied(police):
    _window, page = police
    page.copy_picture("map")
    assert QGuiApplication.clipboard().image().width() > 600


@pytest.mark.parametrize(
    ("card", "heading"),
    [("table", "Area\tBefore"), ("line", "Month\tCount\tRolling 12 months"), ("groups", "Crime type\tBefore")],
)
def test_every_card_offers_its_table_and_its_picture(plan, qtbot, card, heading):
    _window, page = plan
    menu = page.board.menu(card)
    by_words = {item.text().split("\t")[0]: item for item in menu.actions()}
    by_words["Copy table with footnotes"].trigger()
    assert heading in QGuiApplication.clipboard().text()
    assert "Illustrative: made up" in QGuiApplication.clipboard().text()
    by_words["Copy picture"].trigger()
    assert QGuiApplication.clipboard().image().width() > 300
    menu.deleteLater()


def test_the_months_table_holds_count_rolling_year_and_path(plan):
    _window, page = plan
    table = page.board.table_of("line")
    last = table.rows[-1]
    assert last[0] == "Feb 2012"
    assert last[2] == "8,622"
    # 9,834 counted from April 2010 to March 2011; 11 of 36 months along a tenth: 9,834 × (1 − 0.1 × 11 ÷ 36).
    assert last[3] == "9,534"
    assert table.rows[0][2:] == ("", "")


def test_the_models_keep_qts_rules(plan, qtmodeltester):
    _window, page = plan
    qtmodeltester.check(page.board.table.rows_model)
    qtmodeltester.check(page.board.groups.rows_model)


def test_the_line_card_changes_between_year_and_months_from_its_menu(plan):
    _window, page = plan
    menu = page.board.menu("line")
    menu.actions()[0].trigger()
    assert page.board.monthly
    menu.deleteLater()


def test_where_there_is_no_whole_year_months_are_shown_from_the_start(police):
    _window, page = police
    assert page.board.cards["line"].title.text() == "Month by month, city"
    page.toggle_months()
    assert page.board.line.figure.empty.startswith("No 12 months in a row are held")


def test_the_workbook_holds_the_figures_shown(police, tmp_path):
    window, page = police
    window.ask = FakeAsk(files=[str(tmp_path / "out")])
    page.export_reductions()
    work.settle(60)
    book = load_workbook(tmp_path / "out.xlsx", data_only=True)
    values = {cell.value for row in book["Areas"].iter_rows() for cell in row}
    assert counted("2025-01", "2025-02") in values
    assert page.excel.isEnabled()


def test_a_workbook_that_cannot_be_written_is_said_and_may_be_tried_again(police, tmp_path):
    window, page = police
    asked = FakeAsk(files=[str(tmp_path / "nowhere" / "out.xlsx")])
    window.ask = asked
    page.export_reductions()
    work.settle(60)
    assert asked.troubles
    assert page.excel.isEnabled()


def test_the_page_is_said_to_a_screen_reader(plan):
    _window, page = plan
    model = page.board.table.rows_model
    bar = model.index(model.row_of("NW1"), model.keys.index("bar"))
    said = str(bar.data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("Rural North: ")
    assert said.endswith(", not clear")
    assert page.board.line is not None
    assert "below the path; target" in page.board.line.accessibleDescription()
    assert page.board.map.accessibleDescription().startswith("Map of areas. ")


def test_nothing_on_the_page_is_nameless_or_has_two_meanings(plan):
    window, page = plan
    assert sweep.nameless(page) == []
    assert sweep.unlabelled(window) == []
    assert sweep.clashing_keys(window) == []


@pytest.mark.parametrize("size", [(1366, 738), (1093, 574), (1920, 1050)])
def test_every_card_paints_at_every_width(plan, qtbot, size):
    window, page = plan
    window.resize(*size)
    QApplication.processEvents()
    compact = size[0] < 1200
    assert page.board._tabs.isVisible() == compact
    assert ("limits" in page.board.table.rows_model.keys) != compact
    assert page.board.cards["table"].isVisible()
    for tab in range(3) if compact else range(1):
        page.board._tabs.setCurrentIndex(tab)
        assert not window.grab().isNull()
    assert window.width() == size[0]


# -- importing ---------------------------------------------------------------------------------------------------


def _sheet(window: MainWindow) -> ImportSheet:
    sheet = window.findChild(ImportSheet)
    assert sheet is not None
    return sheet


def test_files_are_looked_at_first_and_kept_only_when_told(me, opened):
    window, page = opened(me)
    window.ask = FakeAsk(files=[str(police_file(month)) for month in MONTHS])
    page.import_files()
    sheet = _sheet(window)
    sheet.choose()
    work.settle(30)
    assert len(sheet.importable()) == 4
    assert crime.list_datasets(me) == ()
    assert sheet.keep.text() == "Import 4 files"
    sheet.import_all()
    work.settle(30)
    assert len(crime.list_datasets(me)) == 4
    assert cells(page, "city")["now"] == f"{counted('2025-01', '2025-02'):,}"
    assert sheet.cancel.text() == "Close"
    sheet.reject()


def test_each_file_says_what_became_of_it(me, opened, tmp_path):
    crime.import_files(me, [police_file("2024-01")])
    window, page = opened(me)
    other = tmp_path / "notes.csv"
    other.write_text("a,b\n1,2\n")
    page.import_files((police_file("2024-01"), police_file("2024-02"), other))
    work.settle(30)
    sheet = _sheet(window)
    model = sheet.table.files
    words = [[str(model.index(row, column).data()) for column in range(8)] for row in range(3)]
    assert [row[7] for row in words] == ["Held already", "Ready", "Refused"]
    assert words[2][1:7] == [""] * 6
    rows, *parts = (int(cell.replace(",", "")) for cell in words[1][2:7])
    assert rows == sum(parts)
    assert sheet.summary.text().startswith("1 to import, 1 held already, 1 refused.")
    assert sheet.table.chosen().file == str(other)
    assert sheet.message.text()
    sheet.grab()
    sheet.reject()


def test_rows_left_out_are_listed_with_line_and_reason(me, opened, tmp_path):
    with lzma.open(police_file("2024-01"), "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[:40]
    rows[6][1] = "2024-13"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    spoilt = tmp_path / "2024-01-cambridgeshire-street.csv"
    spoilt.write_text(out.getvalue(), "utf-8")
    window, page = opened(me)
    page.import_files((spoilt,))
    work.settle(30)
    sheet = _sheet(window)
    assert sheet.rejects.count() == 1
    assert sheet.rejects.item(0).text().startswith("Line 7: ")
    assert not sheet.rejects.isHidden()
    sheet.reject()


def test_stopping_an_import_keeps_whole_files_only(me, opened, monkeypatch):
    window, page = opened(me)
    page.import_files(tuple(police_file(month) for month in MONTHS))
    work.settle(30)
    sheet = _sheet(window)
    real = crime.kept.add_dataset

    def first_then_stop(*args):
        real(*args)
        sheet.stop()

    monkeypatch.setattr(crime.kept, "add_dataset", first_then_stop)
    sheet.import_all()
    sheet.reject()
    assert sheet.isVisible()
    work.settle(30)
    assert len(crime.list_datasets(me)) <= 1
    assert "then stopped" in sheet.message.text()
    sheet.reject()


def test_files_dropped_on_the_page_are_looked_at(me, opened):
    window, page = opened(me)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(police_file("2024-01")))])
    where, button = QPointF(QPoint(200, 200)), Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, button, Qt.KeyboardModifier.NoModifier))
    work.settle(30)
    sheet = _sheet(window)
    assert [Path(report.file).name for report in sheet.table.files.reports] == [police_file("2024-01").name]
    sheet.reject()


def test_a_folder_stands_for_the_street_files_within_it(tmp_path):
    (tmp_path / "2025-01").mkdir()
    wanted = tmp_path / "2025-01" / "2025-01-cambridgeshire-street.csv"
    wanted.write_text("")
    (tmp_path / "2025-01" / "2025-01-cambridgeshire-outcomes.csv").write_text("")
    given = tmp_path / "odd name.csv"
    given.write_text("")
    assert expanded([tmp_path, given, wanted]) == (wanted, given)
