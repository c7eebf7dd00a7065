"""Bars with limits, painted on an image and read back pixel by pixel."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from spp_desktop.ui.charts.bars import BarScale, paint_bar, paint_rules, paint_scale
from spp_desktop.ui.charts.values import ChangeBar

ROW = QRectF(0, 0, 316, 26)
SCALE = BarScale(-25, 10, -10, "−10% city")


def _painted(paint) -> QImage:
    image = QImage(316, 26, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def _at(image: QImage, x: float, y: float) -> str:
    return QColor(image.pixel(round(x), round(y))).name().upper()


def test_a_bar_runs_from_zero_to_its_change_in_the_colour_of_its_class():
    image = _painted(lambda painter: paint_bar(painter, ROW, ChangeBar(-14.4, -19.0, -9.5), SCALE))
    top = 13 - 5
    assert _at(image, SCALE.x(-2, ROW), top) == "#357A8F"
    assert _at(image, SCALE.x(-14, ROW), top) == "#357A8F"
    assert _at(image, SCALE.x(-15, ROW), top) == "#FFFFFF"
    assert _at(image, SCALE.x(1, ROW), top) == "#FFFFFF"


def test_limits_are_drawn_from_end_to_end_over_the_bar():
    image = _painted(lambda painter: paint_bar(painter, ROW, ChangeBar(-14.4, -19.0, -9.5), SCALE))
    assert _at(image, SCALE.x(-18, ROW), 13) != "#FFFFFF"
    assert _at(image, SCALE.x(-20, ROW), 13) == "#FFFFFF"
    assert _at(image, SCALE.x(-5, ROW), 13) == "#357A8F"


def test_what_may_be_no_change_is_hatched():
    def colours(bar: ChangeBar) -> set[str]:
        image = _painted(lambda painter: paint_bar(painter, ROW, bar, SCALE))
        xs = range(round(SCALE.x(-11, ROW)), round(SCALE.x(-1, ROW)))
        return {_at(image, x, y) for x in xs for y in (7, 18)}

    assert len(colours(ChangeBar(-12.0, -20.0, 6.0))) > 1
    assert len(colours(ChangeBar(-12.0, -20.0, -6.0))) == 1


def test_without_limits_a_change_is_not_clear():
    assert not ChangeBar(-50.0, None, None).clear
    assert not ChangeBar(-5.0, -9.0, 0.5).clear
    assert ChangeBar(8.0, 2.0, 14.0).clear
    assert ChangeBar(-8.0, -14.0, -2.0).clear


@pytest.mark.parametrize(("percent", "at"), [(-25, 8), (10, 308), (-400, 8), (90, 308)])
def test_a_change_beyond_the_scale_is_cut_at_its_end(percent, at):
    assert SCALE.x(percent, ROW) == pytest.approx(at)


def test_the_city_target_and_zero_are_ruled_over_the_bars():
    image = _painted(lambda painter: paint_rules(painter, ROW, SCALE, over=True))
    reds = [x for x in range(316) if any(_at(image, x, y) == "#AE3140" for y in range(26))]
    assert reds
    assert all(abs(x - SCALE.x(-10, ROW)) <= 2 for x in reds)
    assert _at(image, SCALE.x(0, ROW), 13) == "#4E5A66"


def test_the_scale_in_the_header_never_writes_over_the_target():
    image = _painted(lambda painter: paint_scale(painter, ROW, SCALE))
    inked = [x for x in range(316) if any(_at(image, x, y) != "#FFFFFF" for y in range(26))]
    middle = SCALE.x(-10, ROW)
    assert any(abs(x - middle) < 20 for x in inked)
    assert any(abs(x - SCALE.x(0, ROW)) < 6 for x in inked)
    assert min(inked) >= 0
