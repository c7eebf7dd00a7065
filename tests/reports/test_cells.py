"""What reaches a cell: text stays text, dates are dates, and Excel can hold all of it."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook

from spp_desktop.reports.cells import (
    MAX_TEXT,
    Kind,
    RowsWritten,
    add_styles,
    content,
    put,
    put_formula,
    row_writer,
    safe_sheet_name,
    style_numbers,
    unique_headings,
)
from tests.reports.books import local

NASTY = [
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "#N/A",
    "TRUE",
    "1e5",
    "_x0041_",
    "a\x00b\x0bc\x1f",
    "\ufffe\uffff",
    "\ud800",
    "\u202egnp.exe",
    "O'Brien & <b>Sons</b>",
    "  both ends  ",
    "two\nlines",
    "Jankauskienė 🚓",
    "50%",
    "]]>",
    "",
]


def expected(text: str) -> str:
    """What a cell should show for a text: worked out here by the XML 1.0 and ST_Xstring rules alone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = [c for c in text if c in "\t\n" or (ord(c) >= 0x20 and not 0x7F <= ord(c) <= 0x9F)]
    banned = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)}
    return "".join(c for c in kept if ord(c) not in banned | {0xFFFE, 0xFFFF})


def as_excel_reads(stored: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), stored)


def saved(workbook: Workbook) -> Any:
    out = io.BytesIO()
    workbook.save(out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def put_and_read(value: object, kind: Kind = Kind.TEXT) -> Any:
    workbook = Workbook()
    add_styles(workbook)
    put(workbook.active, 1, 1, value, kind)
    return saved(workbook).active["A1"]


def xml_cells(values: list[object]) -> list[etree._Element]:
    written = RowsWritten()
    line = row_writer([(1, 2, 3)] * len(values), 2, written)(values)
    row = etree.fromstring(line)
    assert (row.tag, row.get("r"), written.rows) == ("row", "2", 1)
    return list(row)


@pytest.mark.parametrize("text", NASTY)
def test_what_a_person_typed_is_never_a_formula(text: str) -> None:
    cell = put_and_read(text)
    assert cell.data_type != "f"
    assert as_excel_reads(cell.value or "") == expected(text)


@pytest.mark.parametrize("text", NASTY)
def test_a_streamed_row_holds_the_same_text(text: str) -> None:
    cells = xml_cells(["x", text, "y"])
    found = [cell for cell in cells if cell.get("r") == "B2"]
    shown = "".join(found[0].itertext()) if found else ""
    assert as_excel_reads(shown) == expected(text)
    assert all(cell.get("t") == "inlineStr" and cell.find("f") is None for cell in cells)


@given(st.text(st.characters(codec=None), max_size=80))
def test_any_text_reaches_a_streamed_cell_whole(text: str) -> None:
    cells = xml_cells([text])
    shown = "".join(cells[0].itertext()) if cells else ""
    assert as_excel_reads(shown) == expected(text)


@given(st.text(max_size=40))
def test_any_text_reaches_an_ordinary_cell_whole(text: str) -> None:
    cell = put_and_read(text)
    assert cell.data_type != "f"
    assert as_excel_reads(cell.value or "") == expected(text)


@pytest.mark.parametrize("text", ["=1+1", "+44 7700 900123", "-", "@home", "  =1"])
def test_editing_the_cell_does_not_make_a_formula_of_it(text: str) -> None:
    assert put_and_read(text).quotePrefix
    assert xml_cells([text])[0].get("s") == "3"


def test_plain_text_is_not_marked_as_quoted() -> None:
    assert not put_and_read("Mr A").quotePrefix
    assert xml_cells(["Mr A"])[0].get("s") == "2"


@pytest.mark.parametrize("length", [MAX_TEXT, MAX_TEXT + 1, 100_000])
@pytest.mark.parametrize("letter", ["x", "🚓"])
def test_text_longer_than_a_cell_is_cut_and_says_so(length: int, letter: str) -> None:
    units = len((letter * length).encode("utf-16-le")) // 2
    held = content(letter * length)
    assert len(held.text.encode("utf-16-le")) // 2 <= 32_767
    assert held.cut == (units > 32_767)
    assert held.cut == (f"{units:,} characters in all" in held.text)
    assert put_and_read(letter * length).value == held.text


@pytest.mark.parametrize(
    ("value", "serial"),
    [
        (date(2012, 3, 5), 40973),
        (date(1900, 3, 1), 61),
        (local("2012-03-05T12:00"), 40973.5),
        (datetime(2012, 7, 1, 11, 0, tzinfo=UTC), 41091.5),
        (datetime(2012, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=3))), 41091.5),
    ],
)
def test_days_and_moments_are_local_serial_numbers(value: date, serial: float) -> None:
    assert content(value).number == serial


def test_a_day_reads_back_as_that_day() -> None:
    cell = put_and_read(date(2012, 3, 5), Kind.DAY)
    assert (cell.value, cell.number_format) == (local("2012-03-05"), "dd mmm yyyy")


def test_a_day_excel_cannot_count_is_text() -> None:
    cell = put_and_read(date(1899, 5, 4), Kind.DAY)
    assert (cell.value, cell.data_type, cell.number_format) == ("1899-05-04", "s", "General")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, "Yes"),
        (False, "No"),
        (0, 0),
        (-3, -3),
        (2.5, 2.5),
    ],
)
def test_blank_yes_no_and_numbers(value: object, shown: object) -> None:
    assert put_and_read(value, Kind.WHOLE).value == shown


def test_a_number_excel_would_round_is_kept_as_text() -> None:
    assert content(1234567890123456).text == "1234567890123456"


def test_several_values_share_a_cell() -> None:
    assert content(("Repeat", "Vulnerable", 3)).text == "Repeat; Vulnerable; 3"


def test_an_object_is_refused_and_its_repr_never_shown() -> None:
    with pytest.raises(TypeError, match="cannot hold a object"):
        content(object())


def test_only_the_program_writes_formulas() -> None:
    workbook = Workbook()
    add_styles(workbook)
    put_formula(workbook.active, 1, 1, "=B1-C1", Kind.CHANGE)
    assert saved(workbook).active["A1"].data_type == "f"
    with pytest.raises(ValueError, match="equals"):
        put_formula(workbook.active, 1, 2, "B1-C1", Kind.CHANGE)


def test_number_formats() -> None:
    formats = {
        Kind.WHOLE: "#,##0",
        Kind.CHANGE: "+#,##0;-#,##0;0",
        Kind.PERCENT: "+0.0%;-0.0%;0.0%",
        Kind.RATE: "0.00",
        Kind.MONEY: "£#,##0",
        Kind.MONTH: "mmm yy",
    }
    for kind, number_format in formats.items():
        assert put_and_read(1, kind).number_format == number_format


def test_styles_are_registered_once_and_numbered_alike() -> None:
    numbers = []
    for _ in range(2):
        workbook = Workbook()
        add_styles(workbook)
        numbers.append(style_numbers(workbook.active))
        names = [name for name in workbook.named_styles if name.startswith("SPP ")]
        assert sorted(names) == sorted(kind.value for kind in Kind)
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0].values())) == len(Kind)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Areas", "Areas"),
        ("A/B: [x]*?\\", "A B x"),
        ("", "Sheet"),
        ("'quoted'", "quoted"),
        ("History", "History list"),
        ("x" * 40, "x" * 31),
    ],
)
def test_sheet_names_are_those_excel_accepts(name: str, safe: str) -> None:
    assert safe_sheet_name(name) == safe


def test_a_taken_sheet_name_gets_a_number() -> None:
    assert safe_sheet_name("y" * 31, ["Y" * 31]) == "y" * 29 + " 2"


def test_headings_of_a_table_are_single_lines_and_differ() -> None:
    assert unique_headings(["Name", "name", "", "Two\nlines"]) == ["Name", "name (2)", "Column 3", "Two lines"]
