"""LibreOffice opens the workbooks, and comes to the same values when it works every formula out again.

Left out where LibreOffice is not installed, and says so.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from spp_desktop.reports.finish import SHEET_NS
from tests.reports.test_case_list import book as case_list
from tests.reports.test_case_list import write as write_list
from tests.reports.test_reductions_book import BOOKS, write

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Any]:
    """A function that has LibreOffice open a workbook and save it again, and gives what it then holds."""
    folder = tmp_path_factory.mktemp("office")

    def convert(name: str, data: bytes) -> Any:
        given, out = folder / f"{name}.xlsx", folder / "out"
        given.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(given)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert "Error" not in done.stderr
        return openpyxl.load_workbook(Path(out, given.name), data_only=True)

    return convert


def without_values(data: bytes) -> bytes:
    """The workbook with no value left in any formula, so that whoever opens it must work each one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as bare:
        for name in given.namelist():
            part = given.read(name)
            if name.startswith("xl/worksheets/sheet"):
                root = etree.fromstring(part)
                for formula in root.iter(f"{{{SHEET_NS}}}f"):
                    cell = formula.getparent()
                    cell.remove(cell.find(f"{{{SHEET_NS}}}v"))
                    cell.attrib.pop("t", None)
                part = etree.tostring(root)
            bare.writestr(name, part)
    return out.getvalue()


def _formulas(workbook: Any) -> str:
    cells = (cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row)
    return " ".join(cell.value for cell in cells if cell.data_type == "f")


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_recalculated_values_are_those_written(name: str, converted: Callable[[str, bytes], Any]) -> None:
    data = write(BOOKS[name]())
    ours = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    theirs = converted(name, without_values(data))
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                compared += 1
                wanted = ours[sheet.title][cell.coordinate].value
                found = theirs[sheet.title][cell.coordinate].value
                place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                assert found == (pytest.approx(wanted, rel=1e-9) if not isinstance(wanted, str) else wanted), place
    assert compared > 20
    assert ("BETAINV" in _formulas(formulas)) == (name == "reductions")


def test_nothing_is_lost_on_the_way_through(converted: Callable[[str, bytes], Any]) -> None:
    again = converted("names", write(BOOKS["reductions"]()))
    assert again.sheetnames == ["Areas", "Crime groups", "Monthly", "Rolling 12", "Definitions"]
    assert {"City_Now", "Totals_Agree", "Rolling_Latest"} <= set(again.defined_names)
    assert [len(sheet._charts) for sheet in again.worksheets] == [2, 2, 1, 1, 0]


def test_a_case_list_opens_as_it_was_written(converted: Callable[[str, bytes], Any]) -> None:
    data = write_list(case_list())
    ours = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    theirs = converted("list", data).worksheets[0]
    assert list(theirs.values) == list(ours.values)
