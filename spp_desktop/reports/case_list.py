"""Any case list as a workbook: one Table of rows, and a sheet that says what it is and when to destroy it.

Personal columns never come here unasked: the caller gives the columns that may leave, and says in ``holds_names``
whether any of them names somebody. Rows are read once and written as they come; nothing is kept in a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from openpyxl import Workbook

from spp_desktop.domain.columns import Column, ColumnKind
from spp_desktop.domain.disclosure import Basis
from spp_desktop.reports.cells import (
    Kind,
    RowsWritten,
    add_styles,
    put,
    row_writer,
    safe_sheet_name,
    style_numbers,
    unique_headings,
)
from spp_desktop.reports.finish import Finishing, finish_long, set_properties
from spp_desktop.reports.sheets import (
    ORGANISATION,
    Footing,
    add_table,
    print_to,
    put_facts,
    put_headings,
    set_up_page,
    set_widths,
)

MAX_ROWS = 1_048_575
"""Rows a sheet holds under its heading."""

_STEP = 1_000
"""Rows between two looks at progress and cancel."""

_KINDS: dict[ColumnKind, Kind] = {
    "score": Kind.WHOLE,
    "whole": Kind.WHOLE,
    "hours": Kind.HOURS,
    "day": Kind.DAY,
    "moment": Kind.MOMENT,
    "long-text": Kind.WRAPPED,
}
"""How a column's cells look; any other kind is text."""

_NUMBERS = frozenset({"score", "whole", "hours", "day", "moment"})
_WIDEST = 60


class TooManyRows(Exception):
    """More rows than a sheet of Excel holds."""


class ListStopped(Exception):
    """The officer stopped the export; what was written so far is of no use."""


@dataclass(frozen=True, slots=True)
class CaseListBook:
    """A case list to write: ``rows`` give one value for each column, codes and ISO days as the store keeps them.

    ``filter_words`` say in words which cases these are. ``moment`` is when the list was read; ``number`` is the
    export's number in the register, None for a list that is not registered.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]
    filter_words: str
    moment: datetime
    day: date
    marking: str
    reason: str
    recipient: str
    basis: Basis
    officer: str
    destroy_by: date
    holds_names: bool = False
    number: str = ""
    labels: dict[str, dict[str, str]] | None = None
    """Labels of codes by column key, for columns without a vocabulary (areas, states)."""
    illustrative: bool = False


Progress = Callable[[str, int, int], None]


def write_case_list(
    book: CaseListBook,
    out: IO[bytes],
    *,
    total: int = 0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RowsWritten:
    """Write the workbook and say how many rows and over-long texts it has.

    ``total`` is the number of rows expected, for progress only. Raises ``ListStopped`` when ``cancelled`` says so and
    ``TooManyRows`` past Excel's limit; what stands in ``out`` is then no workbook.
    """
    written = RowsWritten()
    frame, styles = _workbook(book, written)
    kinds = [_KINDS.get(column.kind, Kind.TEXT) for column in book.columns]
    words = [styles[Kind.WRAPPED if kind is Kind.WRAPPED else Kind.TEXT] for kind in kinds]
    looks = [(styles[kind], word, styles[Kind.TYPED]) for kind, word in zip(kinds, words, strict=True)]
    write = row_writer(looks, 2, written)

    def lines() -> Iterator[str]:
        readers = [_reader(column, (book.labels or {}).get(column.key)) for column in book.columns]
        for row in book.rows:
            if written.rows % _STEP == 0:
                _look(written.rows, total, progress, cancelled)
            if written.rows == MAX_ROWS:
                raise TooManyRows
            yield write([read(value) for read, value in zip(readers, row, strict=True)])
        _look(written.rows, max(total, written.rows), progress, cancelled)

    def filled() -> Iterator[tuple[Workbook, Finishing]]:
        yield _workbook(book, written)[0], Finishing(made=book.moment)

    finish_long(frame, lines(), filled(), out)
    return written


def _look(done: int, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise ListStopped
    if progress is not None:
        progress("Writing cases", done, total)


def _as_is(value: object) -> object:
    return value


def _day(value: object) -> object:
    return _read(date.fromisoformat, value)


def _moment(value: object) -> object:
    return _read(datetime.fromisoformat, value)


def _read(parse: Callable[[str], date], value: object) -> object:
    """A day or moment from its stored text; an impossible one that was kept on the case is shown as it stands."""
    if not isinstance(value, str) or not value:
        return value
    try:
        return parse(value)
    except ValueError:
        return value


def _reader(column: Column, labels: dict[str, str] | None) -> Callable[[object], object]:
    """What turns a stored value of this column into what its cell shows."""
    if column.kind == "day":
        return _day
    if column.kind == "moment":
        return _moment
    known = {term.code: term.label for term in column.vocabulary.terms} if column.vocabulary else {}
    known |= labels or {}
    if not known:
        return _as_is

    def label(value: object) -> object:
        if isinstance(value, str):
            return known.get(value, value)
        if isinstance(value, tuple | list | frozenset):
            return tuple(known.get(each, each) for each in value)
        return value

    return label


def _workbook(book: CaseListBook, written: RowsWritten) -> tuple[Workbook, dict[Kind, int]]:
    """The workbook without its case rows, with a Table over ``written.rows`` of them; and its styles' numbers."""
    workbook = Workbook()
    add_styles(workbook)
    styles = style_numbers(workbook.active)
    set_properties(workbook, title=book.title, marking=book.marking, made=book.moment, organisation=ORGANISATION)
    footing = Footing(book.marking, book.title, book.day)
    sheet = workbook.active
    about_title = "About this list"
    sheet.title = safe_sheet_name(book.title, [about_title])
    headings = unique_headings([column.label for column in book.columns])
    numbers = {place for place, column in enumerate(book.columns, start=1) if column.kind in _NUMBERS}
    put_headings(sheet, 1, headings, numbers=numbers)
    set_widths(sheet, (min(max(column.width, 8) + 2, _WIDEST) for column in book.columns))
    last = max(written.rows, 1) + 1
    add_table(sheet, "tblCases", 1, last, headings)
    sheet.freeze_panes = "B2"
    set_up_page(sheet, footing, heading_row=1)
    print_to(sheet, last, len(headings))
    _put_about(workbook, about_title, book, written, footing)
    return workbook, styles


def _put_about(workbook: Workbook, name: str, book: CaseListBook, written: RowsWritten, footing: Footing) -> None:
    sheet = workbook.create_sheet(name)
    put(sheet, 1, 1, book.title, Kind.TITLE)
    put(sheet, 2, 1, book.marking, Kind.WARNING)
    who = "Names are shown, under a supervisor's approval" if book.holds_names else "References and initials only"
    facts: list[tuple[str, object, Kind]] = [
        ("What this is", f"{book.title}: a list taken from casework", Kind.WRAPPED),
        ("Which cases", book.filter_words or "All that the officer may open", Kind.WRAPPED),
        ("Rows", written.rows, Kind.WHOLE),
        ("As at", book.moment, Kind.MOMENT),
        ("People", who, Kind.WRAPPED),
        ("Given to", book.recipient, Kind.WRAPPED),
        ("Reason", book.reason, Kind.WRAPPED),
        ("Basis", f"{book.basis.label} ({book.basis.source})", Kind.WRAPPED),
        ("Made by", book.officer, Kind.WRAPPED),
        ("Marking", book.marking, Kind.TEXT),
        ("Destroy by", book.destroy_by, Kind.DAY),
    ]
    if book.number:
        facts.append(("Export register", book.number, Kind.TEXT))
    if written.cut:
        said = f"{written.cut:,} cell{'s were' if written.cut != 1 else ' was'} too long for Excel; each says so"
        facts.append(("Cut short", said, Kind.WRAPPED))
    if book.illustrative:
        facts.append(("Illustrative", "Made-up cases for demonstration; nobody in them is real", Kind.WARNING))
    facts.append(("Blank cells", "Not asked or not recorded; never a no", Kind.WRAPPED))
    end = put_facts(sheet, 4, facts, width=80)
    set_widths(sheet, (18, 80))
    set_up_page(sheet, footing, heading_row=None, landscape=False)
    print_to(sheet, end - 1, 2)
