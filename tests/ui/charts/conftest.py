"""The figures of the design's own picture, as a line and as a map of four squares."""

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.ui.charts.outlines import outlines_of
from spp_desktop.ui.charts.values import ChangeBar, Gap, Level, Line, LineFigure, MapArea, Point
from spp_desktop.ui.theme import Mode, apply_theme

MARCH_2011 = 12 * 2011 + 2
ROLLED = (9924, 9860, 9790, 9700, 9560, 9480, None, 9210, 9070, 8940, 8790, 8622)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    apply_theme(qapp, Mode.LIGHT)


@pytest.fixture
def figure() -> LineFigure:
    points = tuple(
        Point(MARCH_2011 + step, value, f"month {step}: {value if value is not None else 'a file is missing'}")
        for step, value in enumerate(ROLLED)
    )
    path = (Point(MARCH_2011, 9924, ""), Point(MARCH_2011 + 36, 8932, ""))
    return LineFigure(
        headline="The city is 999 below the path",
        first=MARCH_2011,
        last=MARCH_2011 + 36,
        floor=8200,
        top=10_100,
        ticks=(8500, 9000, 9500, 10_000),
        lines=(
            Line("City", "accent", points, label="8,622 in Feb 2012", opening="Baseline 9,924"),
            Line("Path", "text-2", path, dash="path", marker="none", label="Path", label_at="middle", quiet=True),
        ),
        levels=(Level(8932, "Target 8,932", "−10% by\nMar 2014"),),
        zone=(0, 8932),
        gap=Gap(MARCH_2011 + 11, 9621, 8622, "999 below the path"),
    )


def _square(west: float, south: float, size: float = 0.05) -> list[list[tuple[float, float]]]:
    east, north = west + size, south + size
    return [[(west, south), (east, south), (east, north), (west, north), (west, south)]]


@pytest.fixture
def squares():
    return outlines_of(
        {"A": _square(-0.30, 52.55), "B": _square(-0.25, 52.55), "C": _square(-0.30, 52.60), "D": _square(-0.25, 52.60)}
    )


@pytest.fixture
def areas() -> tuple[MapArea, ...]:
    return (
        MapArea("A", "1", "Central and North", ChangeBar(-14.4, -19.0, -9.5)),
        MapArea("B", "2", "Rural North", ChangeBar(-4.7, -16.1, 8.2)),
        MapArea("C", "3", "Ortons with Hampton", ChangeBar(-8.9, -16.2, -0.9)),
        MapArea("D", "4", "Peterborough West", None, "Mar 2024 is missing"),
    )
