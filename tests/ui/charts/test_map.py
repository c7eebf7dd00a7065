"""The map: fills by class, numbers inside their areas, arrow keys in the table's order."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath

from spp_desktop.ui.charts.map import AreaMap, _legend
from spp_desktop.ui.charts.outlines import label_point, outlines_of


@pytest.fixture
def chart(qtbot, squares, areas):
    chart = AreaMap(squares)
    qtbot.addWidget(chart)
    chart.resize(370, 264)
    chart.show_areas(areas, "Three areas are down")
    return chart


def _middle(chart: AreaMap, code: str) -> QPoint:
    return chart._shapes[code].path().boundingRect().center().toPoint()


def test_each_area_has_the_fill_of_its_class_and_none_without_a_figure(chart):
    image = chart.grab().toImage()

    def corner(code: str) -> str:
        box = chart._shapes[code].path().boundingRect()
        return QColor(image.pixel(round(box.left()) + 6, round(box.top()) + 6)).name().upper()

    assert corner("A") == "#357A8F"
    assert corner("C") == "#82B6C5"
    assert corner("D") == "#EEF1F4"


def test_arrow_keys_walk_the_areas_in_the_tables_order(chart, qtbot):
    chosen = []
    chart.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(chart, key)
    assert chosen == ["A", "B", "D", "D", "C", "A"]
    assert chart.accessibleDescription() == "1, Central and North: −14.4%"


def test_an_area_says_when_it_is_not_clear_and_why_it_has_no_figure(chart):
    chart.select("B")
    assert chart.accessibleDescription() == "2, Rural North: −4.7%, not clear"
    chart.select("D")
    assert chart.accessibleDescription() == "4, Peterborough West: Mar 2024 is missing"
    chart.select("")
    assert chart.accessibleDescription() == "Three areas are down"


def test_a_click_chooses_the_area_under_it(chart, qtbot):
    with qtbot.waitSignal(chart.chosen) as caught:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=_middle(chart, "C"))
    assert caught.args == ["C"]


def test_choosing_from_the_table_says_nothing_back(chart, qtbot):
    with qtbot.assertNotEmitted(chart.chosen):
        chart.select("B")
    assert chart.selected == "B"


def test_each_number_stands_inside_its_area(chart):
    for code, (point, _full) in chart._over.labels.items():
        assert chart._shapes[code].path().contains(point)
    assert set(chart._over.labels) == {"A", "B", "C", "D"}


def test_the_legend_names_only_what_the_map_shows(areas):
    words = [entry.words for entry in _legend(areas, 600)]
    assert words == ["10 to 15", "5 to 10", "under 5, not clear", "no figure"]
    assert {entry.row for entry in _legend(areas, 140)} == {0, 1, 2, 3}


def test_one_area_far_larger_than_the_rest_is_looked_past():
    def box(west, south, east, north):
        return [[(west, south), (east, south), (east, north), (west, north), (west, south)]]

    drawn = outlines_of(
        {"wide": box(-0.6, 52.4, 0.0, 52.8), "a": box(-0.3, 52.55, -0.25, 52.6), "b": box(-0.25, 52.55, -0.2, 52.6)}
    )
    assert drawn.near.width() < drawn.whole.width() / 2
    assert drawn.near.contains(drawn.shapes["a"].boundingRect())


def test_a_label_too_large_for_its_shape_is_not_placed():
    shape = QPainterPath()
    shape.addRect(0, 0, 40, 40)
    frame = QRectF(0, 0, 100, 100)
    assert label_point(shape, frame, [], [QRectF(-30, -5, 60, 10)]) is None
    fits = label_point(shape, frame, [], [QRectF(-10, -5, 20, 10)])
    assert fits is not None
    assert QRectF(0, 0, 40, 40).contains(QRectF(-10, -5, 20, 10).translated(fits))


def test_a_map_without_outlines_is_blank_and_does_not_fail(qtbot, areas):
    empty = AreaMap(outlines_of({}))
    qtbot.addWidget(empty)
    empty.show_areas(areas, "nothing to draw")
    assert not empty.grab().isNull()
