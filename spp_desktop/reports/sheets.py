"""What every sheet has: print set-up, frozen head, marking in the footer, and real Tables with stable names."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from spp_desktop.reports.cells import Kind, cell_name, in_print, put

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ORGANISATION = "Safer Peterborough Partnership"
_A4 = 9
_FOOTER_ROOM = 120
"""Characters of a name that stand in a footer without meeting its neighbours; Excel allows 255 in all."""
_LINE_HEIGHT, _TALLEST = 15.0, 400.0
"""Points: one line of text, and just under the tallest row Excel has."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What stands at the foot of every printed page."""

    marking: str
    name: str
    as_at: date


def show_day(day: date) -> str:
    """``5 Mar 2012``."""
    return f"{day.day} {day:%b %Y}"


def set_up_page(sheet: Worksheet, footing: Footing, *, heading_row: int | None, landscape: bool = True) -> None:
    """A4, one page wide, the heading row on every page, marking and page numbers at the foot."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.75, 0.3, 0.3
    sheet.oddHeader.left.text = in_print(footing.marking)
    sheet.oddFooter.left.text = in_print(footing.marking)
    name = in_print(footing.name)[:_FOOTER_ROOM].rstrip("&")
    sheet.oddFooter.center.text = f"{name} · as at {show_day(footing.as_at)}"
    sheet.oddFooter.right.text = "Page &P of &N"
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"


def print_to(sheet: Worksheet, last_row: int, last_column: int) -> None:
    """Print from A1 to this cell, and no further."""
    sheet.print_area = f"A1:{cell_name(last_row, last_column)}"


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Column widths in characters, from column A."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def put_headings(
    sheet: Worksheet, row: int, headings: Sequence[str], *, height: float = 32, numbers: Container[int] = ()
) -> None:
    """A row of headings; those of the columns in ``numbers`` stand to the right, over their figures."""
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, Kind.HEADING_OF_NUMBERS if column in numbers else Kind.HEADING)
    sheet.row_dimensions[row].height = height


def add_table(sheet: Worksheet, name: str, heading_row: int, last_row: int, headings: Sequence[str]) -> None:
    """Make a range from column A a real Table: filter arrows, banding in grey, and a name that never changes."""
    table = Table(displayName=name, ref=f"A{heading_row}:{cell_name(max(last_row, heading_row + 1), len(headings))}")
    table.tableColumns = [TableColumn(id=place, name=heading) for place, heading in enumerate(headings, start=1)]
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def define_name(workbook: Workbook, name: str, sheet: Worksheet, row: int, column: int) -> None:
    """Give a key figure a name that a document can link to."""
    letter = get_column_letter(column)
    quoted = sheet.title.replace("'", "''")
    workbook.defined_names[name] = DefinedName(name, attr_text=f"'{quoted}'!${letter}${row}")


def put_facts(sheet: Worksheet, row: int, facts: Iterable[tuple[str, object, Kind]], *, width: int) -> int:
    """A column of labels and one of values, ``width`` characters wide, from this row down; returns the row after."""
    for label, value, kind in facts:
        put(sheet, row, 1, label, Kind.LABEL)
        put(sheet, row, 2, value, kind)
        sheet.cell(row, 2).alignment = Alignment(horizontal="left", vertical="top", wrap_text=kind is Kind.WRAPPED)
        if isinstance(value, str) and kind is Kind.WRAPPED:
            lines = sum(ceil(len(line) / width) or 1 for line in value.split("\n"))
            sheet.row_dimensions[row].height = min(lines * _LINE_HEIGHT, _TALLEST)
        row += 1
    return row
