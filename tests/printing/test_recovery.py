"""The recovery key's page: one sheet of A4 on which the key can be read."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from spp_desktop.domain.errors import Refused
from spp_desktop.printing.recovery import RecoveryPage, draw_recovery_page, lines_of_key, write_recovery_page

KEY = "VXEYD-W0HPX-KYZC5-3FVS0-ZTN35-G462K-28ZE3-1RTHE"
PAGE = RecoveryPage(KEY, "K7", "the general compartment", "The administrator", date(2012, 3, 5))

pytestmark = pytest.mark.usefixtures("qapp")


def painted(page: RecoveryPage) -> QImage:
    """The page at 4 dots to the millimetre."""
    image = QImage(840, 1188, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(4, 4)
    draw_recovery_page(painter, page)
    painter.end()
    return image


def ink(image: QImage, top: int, bottom: int) -> int:
    """Dark dots between two heights in millimetres."""
    return sum(
        image.pixelColor(x, y).lightness() < 128 for y in range(top * 4, bottom * 4) for x in range(0, image.width(), 2)
    )


def test_the_key_stands_four_groups_to_a_line() -> None:
    assert lines_of_key(KEY) == ("VXEYD  W0HPX  KYZC5  3FVS0", "ZTN35  G462K  28ZE3  1RTHE")


def test_the_pdf_is_one_sheet_of_a4(tmp_path: Path) -> None:
    out = tmp_path / "key.pdf"
    write_recovery_page(PAGE, out)
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == 1
    [box] = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    assert [round(float(side)) for side in box] == pytest.approx([595, 842], abs=1)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_words_can_be_read_from_the_pdf(tmp_path: Path) -> None:
    out = tmp_path / "key.pdf"
    write_recovery_page(PAGE, out)
    said = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"\b[0-9A-Z]{5}\b", said.partition("What it does")[0].partition("Recovery key")[2]) == KEY.split(
        "-"
    )
    for words in ("store K7", "the general compartment", "The administrator", "5 Mar 2012"):
        assert words in said


def test_the_key_is_drawn_within_the_margins(qtbot: QtBot) -> None:
    image = painted(PAGE)
    other = painted(replace(PAGE, key="-".join(["AAAA0"] * 8)))
    assert image != other
    assert ink(image, 55, 95) > 500
    edges = [image.pixelColor(x, y).lightness() for y in range(1188) for x in (*range(80), *range(760, 840))]
    assert min(edges) > 200
    assert ink(image, 280, 297) == 0


def test_a_page_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="still on screen"):
        write_recovery_page(PAGE, tmp_path / "nowhere" / "key.pdf")
