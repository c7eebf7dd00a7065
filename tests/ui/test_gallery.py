"""The sheet of every part, painted in both schemes; and what the first window may import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.ui import theme
from spp_desktop.ui.gallery import SHEET, build_gallery
from tests.ui import sweep

HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "numpy", "openpyxl", "pyqtgraph", "alembic", "scipy", "pandas")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_part_is_painted(qapp: QApplication, qtbot, mode: str) -> None:
    theme.apply_theme(qapp, mode)
    sheet = build_gallery()
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitExposed(sheet)
    picture = sheet.grab().toImage()
    assert (sheet.width(), sheet.height()) == SHEET
    assert picture.pixelColor(4, 4) == theme.colour("canvas")
    seen = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)
    }
    wanted = ("surface", "accent", "red", "amber", "green", "blue", "amber-soft", "purple-soft", "select")
    assert {theme.colour(role).name() for role in wanted} <= seen
    assert sweep.nameless(sheet) == []


def test_the_first_window_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from spp_desktop.ui import theme, icons, frame, crash, ask, work\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
