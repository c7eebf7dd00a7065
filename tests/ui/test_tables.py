"""Lists: ids first, rows by the page, painted, walked and ticked by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QMenu

from spp_desktop.ui import privacy, work
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import Group, Late, Rating, Risk, Tags, Trend, Words, paint, say
from spp_desktop.ui.tables.model import PAGE, RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.tags import Clock, Tag
from tests.ui.sweep import nameless


@dataclass(frozen=True)
class Line:
    """A row."""

    row: int
    reference: str
    name: str


def line(n: int) -> Line:
    return Line(n, f"ASB-2012-{n:04}", f"Person {n}")


TAGS = Tags((Tag("Staff safety", "red"), Tag("Hate", "purple")))
COLUMNS = (
    TableColumn("reference", "Reference", 120, lambda r: Words(r.reference, "strong"), sort="reference"),
    TableColumn("name", "Victim", 120, lambda r: Words(r.name, private=True), sort="name", stretch=1, private=True),
    TableColumn("risk", "Risk", 64, lambda r: Risk("high", 29, 7)),
    TableColumn("flags", "Flags", 80, lambda r: TAGS, least=SizeClass.STANDARD),
    TableColumn("late", "Contact", 64, lambda r: Late("4"), right=True),
    TableColumn("rating", "Rating", 80, lambda r: Rating("green", "On track"), least=SizeClass.WIDE),
    TableColumn("trend", "Trend", 90, lambda r: Trend("better", "Improving")),
    TableColumn("review", "Review", 96, lambda r: Clock("late", "2 days late", "due 8 Mar"), sort="next_review"),
)  # fmt: skip


class Store:
    """Rows that are read by id, and how often."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def fetch(self, ids: Sequence[int]) -> Sequence[Line]:
        self.read.append(len(ids))
        return [line(n) for n in reversed(ids)]


def key(row: Line) -> int:
    return row.row


@pytest.fixture
def rows(qapp) -> RowsModel:
    return RowsModel(COLUMNS, key=key, ticks=True)


@pytest.fixture
def table(qtbot, rows: RowsModel) -> RecordTable:
    view = RecordTable("Example cases")
    qtbot.addWidget(view)
    rows.setParent(view)
    view.resize(900, 400)
    view.show_model(rows)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_the_model_keeps_qts_rules(rows: RowsModel, qtmodeltester) -> None:
    rows.set_rows([line(n) for n in range(5)])
    qtmodeltester.check(rows)


def test_a_long_list_reads_only_the_pages_looked_at(qapp) -> None:
    store = Store()
    model = RowsModel(COLUMNS, key=key, fetch=store.fetch)
    model.begin([line(n) for n in range(PAGE)])
    model.set_ids(range(100_000))
    assert model.rowCount() == 100_000
    assert model.row(3) == line(3)
    assert store.read == []
    assert model.row(54_321) is None
    assert model.row(54_322) is None
    work.settle()
    assert model.row(54_321) == line(54_321)
    assert store.read == [PAGE]


def test_rows_shown_first_stay_in_place_when_all_ids_are_known(table: RecordTable, rows: RowsModel) -> None:
    resets: list[int] = []
    rows.begin([line(n) for n in range(10)])
    table.select_id(4)
    rows.modelReset.connect(lambda: resets.append(1))
    rows.set_ids(range(3_000))
    assert resets == []
    assert table.current() is None or table.current() == line(4)
    assert rows.rowCount() == 3_000


def test_late_rows_of_an_older_list_are_dropped(qapp) -> None:
    model = RowsModel(COLUMNS, key=key, fetch=Store().fetch)
    model.set_ids(range(500))
    model.row(450)
    model.set_ids(range(1_000, 1_500))
    work.settle()
    assert model.row(450) is None
    work.settle()
    assert model.row(450) == line(1_450)


def test_the_row_in_hand_is_kept_by_id_when_rows_change(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(20)])
    assert table.current() == line(0)
    table.select_id(7)
    rows.set_rows([line(n) for n in range(19, -1, -1)])
    assert table.current() == line(7)
    rows.set_rows([line(n) for n in range(5)])
    assert table.current() == line(0)
    rows.set_rows([])
    assert table.current() is None


def test_one_row_is_replaced_where_it_stands(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(3)])
    rows.replace(Line(1, "ASB-2012-9999", "Somebody"))
    assert [rows.row(n).reference for n in range(3)] == ["ASB-2012-0000", "ASB-2012-9999", "ASB-2012-0002"]


def test_the_list_is_walked_ticked_and_opened_by_key(qtbot, table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(6)])
    opened: list[tuple[Line, bool]] = []
    table.opened.connect(lambda row, window: opened.append((row, window)))
    press = qtbot.keyClick
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Space)
    assert rows.ticked == {1}
    press(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert rows.ticked == {1, 2}
    press(table, Qt.Key.Key_End)
    assert table.current() == line(5)
    press(table, Qt.Key.Key_Home)
    press(table, Qt.Key.Key_Return)
    press(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == [(line(0), False), (line(0), True)]
    press(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert rows.ticked == set(range(6))
    press(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert rows.ticked == set()


def test_ticks_are_pressed_with_the_mouse_and_leave_the_row_in_hand(qtbot, table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(6)])
    box = table.visualRect(rows.index(3, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert rows.ticked == {3}
    assert table.current() == line(0)


def test_ticks_of_rows_that_left_the_list_are_gone(rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(6)])
    rows.set_ticked({2, 5})
    rows.set_rows([line(n) for n in range(4)])
    assert rows.ticked == {2}


def test_a_heading_asks_for_its_order_and_again_for_the_other_way(qtbot, table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(3)])
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, down: asked.append((key, down)))
    header = table.horizontalHeader()
    header.sectionClicked.emit(1)
    table.show_sort("reference", descending=False)
    header.sectionClicked.emit(1)
    header.sectionClicked.emit(3)
    assert asked == [("reference", False), ("reference", True)]
    menu = table.sort_menu()
    assert [item.text() for item in menu.actions()] == ["&Reference", "&Victim", "R&eview"]
    menu.close()


def test_narrow_windows_show_fewer_columns(table: RecordTable, rows: RowsModel) -> None:
    def shown() -> list[str]:
        return [c.key for n, c in enumerate(rows.columns, 1) if not table.isColumnHidden(n)]

    rows.set_rows([line(0)])
    table.set_size_class(SizeClass.COMPACT)
    assert shown() == ["reference", "name", "risk", "late", "trend", "review"]
    table.set_size_class(SizeClass.WIDE)
    assert shown() == [c.key for c in COLUMNS]
    table.set_columns_shown(["reference", "review"])
    assert shown() == ["reference", "review"]


def test_columns_fill_the_width(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(0)])
    total = sum(table.columnWidth(n) for n in range(rows.columnCount()) if not table.isColumnHidden(n))
    assert total == table.viewport().width()


def test_a_copied_row_names_nobody(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(3)])
    assert table.copied_row().split("\t")[:2] == ["ASB-2012-0003", "High, 29, up 7"]
    assert "Person" not in table.copied_row()


def test_cells_say_themselves() -> None:
    assert say(Risk(None)) == "Not assessed"
    assert say(Tags((Tag("Hate"), Tag("Child")))) == "Hate, Child"
    assert say(Late("4")) == "4, late"


def test_every_cell_is_painted_and_the_row_in_hand_stands_out(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(n) for n in range(4)])
    table.set_size_class(SizeClass.WIDE)
    table.select_id(2)
    picture = table.grab().toImage()
    assert ground(picture, table, rows, 2) == "#e2f0f4"
    assert ground(picture, table, rows, 1) == "#ffffff"


def test_names_are_hidden_in_lists_too(table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([line(0)])
    seen = table.grab().toImage()
    privacy.toggle()
    assert table.grab().toImage() != seen


def test_the_list_has_a_name(table: RecordTable) -> None:
    assert nameless(table) == []
    assert table.accessibleName() == "Example cases"


def ground(picture: QImage, table: RecordTable, rows: RowsModel, row: int) -> str:
    """The colour behind a row's words."""
    box = table.visualRect(rows.index(row, 2)).translated(table.viewport().pos())
    scale = picture.devicePixelRatio()
    return picture.pixelColor(round((box.right() - 3) * scale), round((box.top() + 4) * scale)).name()


def test_headings_of_groups_are_walked_over_and_never_ticked(qtbot, table: RecordTable, rows: RowsModel) -> None:
    rows.set_rows([Group("Overdue", 2, "red-text"), line(1), line(2), Group("Today", 1), line(3)])
    walked = [table.current().row]
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down)
        walked.append(table.current().row)
    assert walked == [1, 2, 3, 3]
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current() == line(1)
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert rows.ticked == {1, 2, 3}
    assert say(rows.group(0)) == "Overdue, 2"
    assert table.columnSpan(0, 0) == rows.columnCount()
    assert not table.grab().isNull()


def test_a_list_with_groups_keeps_qts_rules(rows: RowsModel, qtmodeltester) -> None:
    rows.set_rows([Group("Overdue", 1), line(1)])
    qtmodeltester.check(rows)


def test_the_first_tag_is_always_seen_and_the_rest_are_counted(qapp) -> None:
    picture = QImage(80, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    paint(TAGS, painter, QRect(0, 0, 76, 30), "")
    painter.end()
    inks = {picture.pixelColor(x, y).name() for x in range(80) for y in range(30)}
    assert "#fcecec" in inks
    assert "#f1ecf8" not in inks


def test_widths_and_columns_are_remembered_for_the_next_time(qtbot, rows: RowsModel) -> None:
    def shown(view: RecordTable) -> list[str]:
        return [c.key for n, c in enumerate(rows.columns, 1) if not view.isColumnHidden(n)]

    first = RecordTable("Example cases")
    qtbot.addWidget(first)
    first.show_model(rows, "example")
    first.setColumnWidth(1, 177)
    first.choose_columns()
    menu = first.findChild(QMenu)
    next(item for item in menu.actions() if item.data() == "trend").trigger()
    menu.close()
    second = RecordTable("Example cases")
    qtbot.addWidget(second)
    second.show_model(rows, "example")
    assert second.columnWidth(1) == 177
    assert "trend" in shown(forgetful(qtbot, rows))
    assert "trend" not in shown(second)


def forgetful(qtbot, rows: RowsModel) -> RecordTable:
    """A list that remembers nothing."""
    view = RecordTable("Example cases")
    qtbot.addWidget(view)
    view.show_model(rows)
    return view


def test_a_mark_on_a_contrast_themes_selection_is_inverted(qapp) -> None:
    def painted(ink: str) -> QImage:
        picture = QImage(20, 30, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        paint(Risk("high"), painter, QRect(0, 0, 20, 30), ink)
        painter.end()
        return picture

    assert painted("").pixelColor(4, 15).name() == "#a81b26"
    assert painted("on-select").pixelColor(4, 15).name() == "#18222c"


def test_a_column_yields_its_place_where_the_others_would_be_cut_unless_it_was_chosen(qtbot) -> None:
    columns = (
        TableColumn("name", "Victim", 150, lambda r: Words(r.name), stretch=1),
        TableColumn("area", "Area", 150, lambda r: Words("Long name", short="Short"), stretch=1),
        TableColumn("owner", "Owner", 90, lambda r: Words("Qadir"), yields=True),
    )
    model = RowsModel(columns, key=key)
    model.set_rows([line(1)])
    table = RecordTable("Cases")
    qtbot.addWidget(table)
    table.show_model(model)
    table.resize(400, 200)
    table.show()
    assert not table.isColumnHidden(2)
    table.resize(340, 200)
    assert table.isColumnHidden(2)
    table.set_columns_shown(("name", "area", "owner"), chosen=True)
    assert not table.isColumnHidden(2)
