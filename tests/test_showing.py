"""Pictures without a display: small, and of everything there is. What they show is for people to look at."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from spp_desktop import showing
from spp_desktop.ui.registry import PAGES


@pytest.fixture
def screenshots() -> Iterator[ModuleType]:
    path = Path(__file__).parents[1] / "packaging" / "screenshots.py"
    spec = importlib.util.spec_from_file_location("screenshots", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_and_state_has_a_picture() -> None:
    names = [view.name for view in showing.views()]
    assert len(names) == len(set(names))
    assert {page.key for page in PAGES} <= set(names)
    assert {"sign-in", "first-start", "locked", "empty", "error", "search", "case", "case-closing"} <= set(names)
    tabs = ("people", "incidents", "risk", "contacts", "actions", "orders", "sharing", "documents", "history")
    assert {f"case-{tab}" for tab in tabs} <= set(names)


def test_a_picture_of_few_colours_is_kept_as_it_is(qapp, tmp_path: Path) -> None:
    image = QImage(63, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#F3F5F7"))
    painter = QPainter(image)
    painter.fillRect(3, 3, 20, 20, QColor("#0F5C73"))
    painter.fillRect(30, 3, 20, 20, QColor("#A81B26"))
    painter.end()
    showing.save(showing.eight_bit(image), tmp_path / "deep" / "picture.png")
    read = QImage(str(tmp_path / "deep" / "picture.png"))
    assert read.format() is QImage.Format.Format_Indexed8
    assert read.convertToFormat(QImage.Format.Format_RGB32) == image


def test_a_picture_of_many_colours_keeps_close_to_each(qapp) -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    for x in range(64):
        for y in range(64):
            image.setPixelColor(x, y, QColor(x * 4, y * 4, 128))
    made = showing.eight_bit(image)
    assert made.colorCount() == 256
    worst = max(
        abs(made.pixelColor(x, y).red() - x * 4) + abs(made.pixelColor(x, y).green() - y * 4)
        for x in range(64)
        for y in range(64)
    )
    assert worst < 512


def test_a_picture_nobody_knows_is_wrong_use(screenshots: ModuleType, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        screenshots.main(["no-such-page"])
    assert ended.value.code == 2
    assert "no-such-page" in capsys.readouterr().err
