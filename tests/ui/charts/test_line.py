"""The line chart as it is drawn and as it is read."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from spp_desktop.ui.charts.line import LineChart
from spp_desktop.ui.charts.values import Absent, Point
from spp_desktop.ui.theme import Mode, apply_theme


@pytest.fixture
def chart(qtbot, figure):
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.resize(746, 220)
    chart.show_figure(figure)
    return chart


def _colours(chart) -> set[str]:
    image = chart.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def test_the_zone_in_which_the_target_is_held_is_shaded(chart, figure):
    shade = QColor("#E5F4EC").name()
    assert shade in _colours(chart)
    chart.show_figure(replace(figure, zone=None))
    assert shade not in _colours(chart)


def test_a_missing_month_breaks_the_line_and_is_not_drawn_as_zero(chart):
    drawn = chart._data[1].getData()[1]
    assert math.isnan(drawn[6])
    assert np.nanmin(drawn) == 8622


def test_items_are_kept_when_another_figure_is_shown(chart, figure):
    before = list(chart._data)
    fewer = replace(figure, lines=figure.lines[:1], levels=())
    chart.show_figure(fewer)
    assert chart._data == before
    assert [item.isVisible() for item in chart._data] == [True, False, False]
    chart.show_figure(figure)
    assert all(item.isVisible() for item in chart._data)


def test_arrow_keys_read_the_points_aloud_one_by_one(chart, qtbot):
    said = []
    chart.read.connect(said.append)
    assert chart.accessibleDescription() == "The city is 999 below the path"
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
    assert said == ["month 11: 8622", "month 10: 8790", "month 0: 9924", "month 1: 9860", "month 11: 8622"]
    assert chart.accessibleDescription() == "month 11: 8622"
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.reading() == ""
    assert chart.accessibleDescription() == "The city is 999 below the path"


def test_the_pointer_shows_the_month_under_it_and_leaves_nothing_behind(chart, qtbot):
    chart.grab()
    scene = chart._item.getViewBox().mapViewToScene(QPointF(chart.figure.first + 3, 9000))
    at = QPointF(chart._plot.mapTo(chart, chart._plot.mapFromScene(scene)))
    none = Qt.MouseButton.NoButton
    with qtbot.assertNotEmitted(chart.read):
        QApplication.sendEvent(
            chart, QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
        )
    assert chart.reading() == "month 3: 9700"
    assert chart.accessibleDescription() == "The city is 999 below the path"
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.reading() == ""


def test_a_blank_month_is_read_with_its_reason(chart, qtbot):
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    for _step in range(6):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.reading() == "month 6: a file is missing"
    chart.grab()


def test_the_mouse_neither_moves_the_plot_nor_opens_a_menu(chart):
    view = chart._item.getViewBox()
    assert view.mouseEnabled() == [False, False]
    assert not view.menuEnabled()
    assert chart._item.buttonsHidden
    assert chart._plot.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_figure_with_nothing_to_draw_says_why(chart, figure):
    filled = _colours(chart)
    chart.show_figure(replace(figure, lines=(), levels=(), zone=None, gap=None, empty="No twelve months are held"))
    assert QColor("#0F5C73").name() in filled
    assert QColor("#0F5C73").name() not in _colours(chart)
    assert chart._notes._message == "No twelve months are held"


def test_absent_and_partial_months_are_shaded_each_in_its_way(chart, figure):
    line = figure.lines[0]
    points = (*line.points, Point(figure.first + 12, 8500, "March, to the 9th", partial=True))
    chart.show_figure(
        replace(
            figure,
            lines=(replace(line, points=points),),
            absent=(Absent(figure.first + 20, figure.first + 24, "no files"),),
        )
    )
    shaded = [(region.getRegion(), region.brush.style()) for region in chart._absent if region.isVisible()]
    assert shaded == [
        ((figure.first + 19.5, figure.first + 24.5), Qt.BrushStyle.SolidPattern),
        ((figure.first + 11.5, figure.first + 12.5), Qt.BrushStyle.BDiagPattern),
    ]


def test_the_chart_takes_the_colours_of_another_theme(chart, qapp):
    assert QColor("#AE3140").name() in _colours(chart)
    apply_theme(qapp, Mode.DARK)
    QApplication.processEvents()
    assert QColor("#EB7D74").name() in _colours(chart)
