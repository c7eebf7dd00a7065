"""A case list as a workbook, read back the way a recipient's program reads it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from lxml import etree

from spp_desktop.domain.columns import Column
from spp_desktop.domain.disclosure import basis
from spp_desktop.domain.vocabulary import Vocabulary, terms
from spp_desktop.reports.case_list import CaseListBook, ListStopped, TooManyRows, write_case_list
from tests.reports.books import local

BANDS = Vocabulary("band", "Band", terms(("high", "High"), ("medium", "Medium"), ("standard", "Standard")))
FLAGS = Vocabulary("flag", "Flag", terms(("repeat", "Repeat"), ("vulnerable", "Vulnerable")))
COLUMNS = (
    Column("reference", "Reference", "reference", 18),
    Column("initials", "Initials", "initials", 6),
    Column("band", "Risk", "band", 10, vocabulary=BANDS),
    Column("score", "Score", "score", 6),
    Column("reported", "Reported", "day", 12),
    Column("logged", "Logged", "moment", 16),
    Column("flags", "Flags", "flags", 20, vocabulary=FLAGS),
    Column("area", "Area", "area", 12),
    Column("what", "What happened", "long-text", 50),
    Column("hours", "First contact", "hours", 8),
)
ROWS: list[tuple[object, ...]] = [
    ("ASB-2012-K7-0147", "MO", "high", 31, date(2012, 3, 1), datetime(2012, 3, 1, 23, 40, tzinfo=UTC),
     ("repeat", "vulnerable"), "CE1", '=HYPERLINK("http://x","Noise")', 3.5),
    ("ASB-2012-K7-0148", "K-9", "unheard-of", None, "2012-02-29", "2012-02-29T08:05", (), None, None, None),
]  # fmt: skip


def book(rows: Iterable[Sequence[object]] = ROWS, **changes: Any) -> CaseListBook:
    made = CaseListBook(
        title="ASB victims",
        columns=COLUMNS,
        rows=rows,
        filter_words="Open; risk is High or Medium",
        moment=datetime(2012, 7, 5, 9, 30, tzinfo=UTC),
        day=date(2012, 7, 5),
        marking="RESTRICTED",
        reason="Monthly tasking meeting",
        recipient="Cambridgeshire Constabulary",
        basis=basis("s115"),
        officer="A. Officer",
        destroy_by=date(2012, 8, 2),
        number="EXP-0007",
        labels={"area": {"CE1": "Central and North"}},
    )
    return replace(made, **changes)


def write(made: CaseListBook, **options: Any) -> bytes:
    out = io.BytesIO()
    write_case_list(made, out, **options)
    return out.getvalue()


def reopened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_rows_show_labels_real_dates_and_blanks() -> None:
    sheet = reopened(write(book())).worksheets[0]
    rows = list(sheet.values)
    assert rows[0] == tuple(column.label for column in COLUMNS)
    assert rows[1] == (
        "ASB-2012-K7-0147", "MO", "High", 31, local("2012-03-01"), local("2012-03-01T23:40"),
        "Repeat; Vulnerable", "Central and North", '=HYPERLINK("http://x","Noise")', 3.5,
    )  # fmt: skip
    assert rows[2] == (
        "ASB-2012-K7-0148", "K-9", "unheard-of", None, local("2012-02-29"), local("2012-02-29T08:05"),
        None, None, None, None,
    )  # fmt: skip
    assert [cell.number_format for cell in sheet[2]] == [
        "General", "General", "General", "#,##0", "dd mmm yyyy", "dd mmm yyyy hh:mm", "General", "General",
        "General", "#,##0.0",
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["I2"].quotePrefix
    assert sheet["I2"].alignment.wrap_text is not True
    assert sheet["A2"].style == "SPP text"


def test_the_list_is_a_table_and_prints() -> None:
    workbook = reopened(write(book()))
    sheet = workbook.worksheets[0]
    assert list(sheet.tables) == ["tblCases"]
    table = sheet.tables["tblCases"]
    assert (table.ref, table.autoFilter.ref) == ("A1:J3", "A1:J3")
    assert [column.name for column in table.tableColumns] == [column.label for column in COLUMNS]
    assert sheet.freeze_panes == "B2"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'ASB victims'!$A$1:$J$3"
    assert sheet.oddFooter.left.text == "RESTRICTED"
    assert sheet.oddFooter.center.text == "ASB victims · as at 5 Jul 2012"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_the_second_sheet_says_what_the_list_is() -> None:
    workbook = reopened(write(book()))
    assert workbook.sheetnames == ["ASB victims", "About this list"]
    facts = {row[0]: row[1] for row in workbook["About this list"].values}
    wanted = {
        "Which cases": "Open; risk is High or Medium",
        "Rows": 2,
        "As at": local("2012-07-05T10:30"),
        "People": "References and initials only",
        "Given to": "Cambridgeshire Constabulary",
        "Reason": "Monthly tasking meeting",
        "Basis": "Crime and Disorder Act 1998, section 115 (Power to disclose to a relevant authority)",
        "Made by": "A. Officer",
        "Marking": "RESTRICTED",
        "Destroy by": local("2012-08-02"),
        "Export register": "EXP-0007",
    }
    assert {label: facts[label] for label in wanted} == wanted


def test_document_properties_carry_organisation_and_marking_and_no_clock() -> None:
    properties = reopened(write(book())).properties
    assert (properties.creator, properties.subject, properties.language) == (
        "Safer Peterborough Partnership", "RESTRICTED", "en-GB",
    )  # fmt: skip
    assert properties.created == properties.modified == local("2012-07-05T09:30")


def test_the_same_list_makes_the_same_file() -> None:
    assert write(book()) == write(book())


def test_an_empty_list_still_opens() -> None:
    workbook = reopened(write(book([])))
    assert workbook.worksheets[0].tables["tblCases"].ref == "A1:J2"
    assert workbook["About this list"]["B6"].value == 0


def test_every_part_is_well_formed_and_nothing_is_hidden() -> None:
    data = write(book([("x" + "&<>\x00'\"" * 3,) * 8 + ("y", 1.0)] * 300))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in names:
            etree.fromstring(archive.read(name))
    assert names[0] == "[Content_Types].xml"
    assert len(names) == len(set(names))
    assert not [name for name in names if "vba" in name or "external" in name or "pivot" in name.lower()]
    assert {sheet.sheet_state for sheet in reopened(data).worksheets} == {"visible"}


def test_nothing_is_kept_in_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    write(book())


def test_text_too_long_for_a_cell_is_counted_on_the_second_sheet() -> None:
    row = (*ROWS[0][:8], "z" * 40_000, 1.0)
    facts = {row[0]: row[1] for row in reopened(write(book([row, row])))["About this list"].values}
    assert facts["Cut short"] == "2 cells were too long for Excel; each says so"


def test_illustrative_cases_say_so() -> None:
    facts = {row[0]: row[1] for row in reopened(write(book(illustrative=True)))["About this list"].values}
    assert "nobody in them is real" in facts["Illustrative"]


def test_progress_counts_rows_and_cancel_stops_it() -> None:
    seen: list[tuple[str, int, int]] = []
    write(book(ROWS * 1100), total=2200, progress=lambda *step: seen.append(step))
    assert seen == [("Writing cases", done, 2200) for done in (0, 1000, 2000, 2200)]
    with pytest.raises(ListStopped):
        write(book(ROWS * 1100), cancelled=lambda: True)


def test_more_rows_than_excel_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spp_desktop.reports.case_list.MAX_ROWS", 3)
    with pytest.raises(TooManyRows):
        write(book(ROWS * 2))


def test_an_impossible_day_is_shown_as_it_was_kept() -> None:
    row = (*ROWS[0][:4], "2012-02-31", *ROWS[0][5:])
    cell = reopened(write(book([row]))).worksheets[0]["E2"]
    assert (cell.value, cell.data_type) == ("2012-02-31", "s")


def test_a_row_of_another_width_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        write(book([("only one",)]))
