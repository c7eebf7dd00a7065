"""Copying a chart's table, copying and saving its picture."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from spp_desktop.domain.errors import Refused
from spp_desktop.ui.charts.line import LineChart
from spp_desktop.ui.charts.map import AreaMap
from spp_desktop.ui.charts.picture import SHARPNESS, Caption, copy_picture, save_picture
from spp_desktop.ui.charts.table import as_html, as_text, copy_table
from spp_desktop.ui.charts.values import ChartTable

WORDS = Caption("Rolling 12 months, city", "the axis starts at 8,200", ("Definition 2", "As at 8 Mar 2012"))
TABLE = ChartTable(
    "Change by area",
    ("Area", "Now", "%"),
    (("Central and North", "2,298", "−14.4"), ("<b>Rural</b> & North", "463", "")),
    ("Dataset cambridgeshire-2012-02", "Approximate locations"),
)


@pytest.fixture
def line(qtbot, figure):
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.resize(600, 220)
    chart.show_figure(figure)
    return chart


@pytest.fixture
def area_map(qtbot, squares, areas):
    chart = AreaMap(squares)
    qtbot.addWidget(chart)
    chart.resize(370, 264)
    chart.show_areas(areas, "Three areas are down")
    return chart


def test_a_copied_table_pastes_into_a_spreadsheet_with_its_footnotes():
    assert as_text(TABLE) == (
        "Change by area\n\nArea\tNow\t%\nCentral and North\t2,298\t−14.4\n<b>Rural</b> & North\t463\t\n"
        "\nDataset cambridgeshire-2012-02\nApproximate locations\n"
    )


def test_a_copied_table_is_never_markup():
    assert "&lt;b&gt;Rural&lt;/b&gt; &amp; North" in as_html(TABLE)


def test_the_table_goes_to_the_clipboard_as_text_and_as_a_page(qapp):
    copy_table(TABLE)
    held = QGuiApplication.clipboard().mimeData()
    assert held.text() == as_text(TABLE)
    assert "<table>" in held.html()


def test_a_picture_is_copied_at_twice_its_size(line):
    copy_picture(line, WORDS)
    image = QGuiApplication.clipboard().image()
    assert image.width() == SHARPNESS * (600 + 32)


@pytest.mark.parametrize("which", ["line", "area_map"])
def test_a_saved_svg_holds_shapes_and_words_and_no_bitmap(which, request, tmp_path):
    target = tmp_path / "chart.svg"
    save_picture(request.getfixturevalue(which), WORDS, target)
    root = ET.parse(target).getroot()
    tags = [element.tag.rsplit("}", 1)[-1] for element in root.iter()]
    words = " ".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    assert tags.count("path") > 5
    assert "image" not in tags
    assert "Rolling 12 months, city" in words
    assert "As at 8 Mar 2012" in words
    assert [path.name for path in tmp_path.iterdir()] == ["chart.svg"]


def test_a_saved_png_can_be_read_back(area_map, tmp_path):
    target = tmp_path / "map.png"
    save_picture(area_map, WORDS, target)
    assert QImage(str(target)).width() == SHARPNESS * (370 + 32)


def test_a_picture_that_cannot_be_written_says_so_and_leaves_what_was_there(line, tmp_path, monkeypatch):
    target = tmp_path / "chart.png"
    target.write_bytes(b"last month's")

    def full(self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match="No space left on device"):
        save_picture(line, WORDS, target)
    assert target.read_bytes() == b"last month's"
    assert [path.name for path in tmp_path.iterdir()] == ["chart.png"]
