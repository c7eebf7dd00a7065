"""The only writer of a cell: text is always text, dates are dates, and blank stays blank.

What a person typed can begin with ``=``, ``+``, ``-`` or ``@``; it is stored as a string, and marked so that editing
the cell in Excel does not turn it into a formula either. ``put`` writes into an openpyxl sheet, ``row_writer`` into the
XML of a long list; both take what a cell holds from ``content``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LONDON = ZoneInfo("Europe/London")

MAX_TEXT = 32_767
"""The most a cell holds, in UTF-16 units."""

_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1)
"""Excel takes 1900 for a leap year, so no serial number before this day means what it says."""

_MAX_EXACT = 10**15
"""Excel keeps 15 digits of a number; a longer one is kept as text."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, direction overrides, half surrogates and non-characters."""

_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Excel reads ``_x0041_`` in a string as the character A; escaping the underscore keeps it as typed."""

_PLAIN = re.compile("[A-Za-z0-9(£À-ſ](?:[ -%'-;=?-^`-~£À-ſ–—‘’“”…·]*[!-%'-;=?-^`-~£À-ſ–—‘’“”…·])?")
"""Text that goes into XML as it stands: the common case, told by one match."""

_FORMULA_START = ("=", "+", "-", "@")


class Kind(StrEnum):
    """What a cell shows; each is one named style of the workbook."""

    TEXT = "SPP text"
    TYPED = "SPP typed text"
    WRAPPED = "SPP wrapped text"
    HEADING = "SPP heading"
    HEADING_OF_NUMBERS = "SPP heading of numbers"
    TITLE = "SPP title"
    NOTE = "SPP note"
    LABEL = "SPP label"
    WARNING = "SPP warning"
    WORD = "SPP word"
    ASIDE = "SPP aside"
    CONTROL = "SPP control"
    WHOLE = "SPP whole"
    CHANGE = "SPP change"
    PERCENT = "SPP percent"
    RATE = "SPP rate"
    HOURS = "SPP hours"
    MONEY = "SPP money"
    DAY = "SPP day"
    MOMENT = "SPP moment"
    MONTH = "SPP month"
    TOTAL_TEXT = "SPP total text"
    TOTAL_WORD = "SPP total word"
    TOTAL_ASIDE = "SPP total aside"
    TOTAL_WHOLE = "SPP total whole"
    TOTAL_CHANGE = "SPP total change"
    TOTAL_PERCENT = "SPP total percent"
    TOTAL_RATE = "SPP total rate"


_WHOLE = "#,##0"
_CHANGE = "+#,##0;-#,##0;0"
_PERCENT = "+0.0%;-0.0%;0.0%"
"""Signed, and not red below nought: in a crime figure a fall is the good direction."""
_RATE = "0.00"

FORMATS: dict[Kind, str] = {
    Kind.WHOLE: _WHOLE,
    Kind.CHANGE: _CHANGE,
    Kind.PERCENT: _PERCENT,
    Kind.RATE: _RATE,
    Kind.HOURS: "#,##0.0",
    Kind.MONEY: "£#,##0",
    Kind.DAY: "dd mmm yyyy",
    Kind.MOMENT: "dd mmm yyyy hh:mm",
    Kind.MONTH: "mmm yy",
    Kind.TOTAL_WHOLE: _WHOLE,
    Kind.TOTAL_CHANGE: _CHANGE,
    Kind.TOTAL_PERCENT: _PERCENT,
    Kind.TOTAL_RATE: _RATE,
}
"""Number formats; a kind that is not here is general text."""

_WRAPPED = {Kind.WRAPPED, Kind.NOTE}
INK, QUIET, ACCENT, ALERT = "18222C", "596572", "0F5C73", "8F1720"


def _font(kind: Kind) -> Font:
    match kind:
        case Kind.TITLE:
            return Font(name="Calibri", size=14, bold=True, color=INK)
        case Kind.HEADING | Kind.HEADING_OF_NUMBERS:
            return Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        case Kind.NOTE:
            return Font(name="Calibri", size=10, color=QUIET)
        case Kind.WARNING:
            return Font(name="Calibri", size=11, bold=True, color=ALERT)
        case Kind.LABEL | Kind.CONTROL:
            return Font(name="Calibri", size=11, bold=True, color=INK)
        case _:
            return Font(name="Calibri", size=11, bold=kind.value.startswith("SPP total"), color=INK)


def _style(kind: Kind) -> NamedStyle:
    style = NamedStyle(name=kind.value, font=_font(kind), number_format=FORMATS.get(kind, "General"))
    if kind in {Kind.HEADING, Kind.HEADING_OF_NUMBERS}:
        style.fill = PatternFill("solid", fgColor=ACCENT)
        side = "left" if kind is Kind.HEADING else "right"
        style.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    elif kind in {Kind.WORD, Kind.TOTAL_WORD}:
        style.alignment = Alignment(horizontal="center", vertical="top")
    elif kind in {Kind.ASIDE, Kind.CONTROL, Kind.TOTAL_ASIDE}:
        style.alignment = Alignment(horizontal="left", vertical="top", indent=1)
    elif kind in FORMATS:
        style.alignment = Alignment(horizontal="right", vertical="top")
    else:
        style.alignment = Alignment(vertical="top", wrap_text=kind in _WRAPPED)
    if kind.value.startswith("SPP total"):
        style.border = Border(top=Side(style="thin", color=INK))
    return style


def add_styles(workbook: Workbook) -> None:
    """Register every named style, once for a workbook and before any cell is put."""
    for kind in Kind:
        workbook.add_named_style(_style(kind))


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: text, a number (a day is its serial number), or neither. ``cut`` when text was too long."""

    text: str = ""
    number: int | float | None = None
    cut: bool = False


BLANK = Content()


def clean(text: str) -> Content:
    """Text as a cell can hold it: no control characters, line feeds only, cut with words saying so when too long."""
    text = _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = len(text.encode("utf-16-le")) // 2
    cut = units > MAX_TEXT
    if cut:
        notice = f" … [cut here: {units:,} characters in all, and a cell holds {MAX_TEXT:,}]"
        room = (MAX_TEXT - len(notice)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + notice
    return Content(text, cut=cut)


def _serial(day: date) -> int:
    return day.toordinal() - _EPOCH


def _moment(when: datetime) -> Content:
    local = when.astimezone(LONDON).replace(tzinfo=None) if when.tzinfo else when
    if local.date() < _FIRST_DAY:
        return Content(local.isoformat(" ", "minutes"))
    part = (local - datetime.combine(local.date(), datetime.min.time())).total_seconds() / 86_400
    return Content(number=round(_serial(local.date()) + part, 9))


def content(value: object) -> Content:  # noqa: PLR0911 - one case for each type a value can have
    """What a cell holds for a value of the domain.

    None, NaN and infinity are blank; yes and no are words; a moment is in local time; several values stand in one
    cell with a semicolon between. Raises TypeError for anything else, so that no object's repr reaches a sheet.
    """
    match value:
        case None:
            return BLANK
        case bool():
            return Content("Yes" if value else "No")
        case str():
            return clean(value)
        case int():
            return Content(number=int(value)) if abs(value) < _MAX_EXACT else Content(str(value))
        case float():
            return Content(number=float(value)) if math.isfinite(value) else BLANK
        case datetime():
            return _moment(value)
        case date():
            return Content(number=_serial(value)) if value >= _FIRST_DAY else Content(value.isoformat())
        case tuple() | list() | frozenset():
            return clean("; ".join(_in_words(content(each)) for each in value))
        case _:
            raise TypeError(f"A cell cannot hold a {type(value).__name__}")


def _in_words(held: Content) -> str:
    return held.text if held.number is None else str(held.number)


def is_typed(text: str) -> bool:
    """Whether Excel would take the text for a formula if somebody edited the cell."""
    return text.lstrip().startswith(_FORMULA_START)


def put(sheet: Worksheet, row: int, column: int, value: object, kind: Kind = Kind.TEXT) -> bool:
    """Write one value with one named style; rows and columns count from 1. True when text had to be cut."""
    held = content(value)
    cell = sheet.cell(row, column)
    cell.style = kind.value
    if held.number is not None:
        cell.value = held.number
    elif held.text:
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", held.text)
        cell.data_type = "s"
        if kind in FORMATS:
            cell.style = Kind.TEXT.value
        if is_typed(held.text):
            cell.quotePrefix = True
    return held.cut


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, kind: Kind) -> None:
    """Write a formula of the program's own making (``=B2-A2``); never one made from anything typed or imported."""
    if not formula.startswith("="):
        raise ValueError("A formula starts with an equals sign")
    cell = sheet.cell(row, column)
    cell.style = kind.value
    cell.value = formula


def style_numbers(sheet: Worksheet) -> dict[Kind, int]:
    """The numbers under which a workbook's cells name its styles, for rows written as XML.

    Call it first thing after ``add_styles``: two workbooks made by the same steps then agree on every number.
    """
    cell = sheet.cell(1, 1)
    numbers: dict[Kind, int] = {}
    for kind in Kind:
        cell.style = kind.value
        cell.quotePrefix = kind is Kind.TYPED
        numbers[kind] = cell.style_id
    return numbers


@dataclass(slots=True)
class RowsWritten:
    """What went out so far: rows, and cells whose text was too long for Excel."""

    rows: int = 0
    cut: int = 0


RowWriter = Callable[[Sequence[object]], str]


def _text_xml(text: str) -> str:
    body = escape(_LOOKS_ESCAPED.sub("_x005F_", text))
    return f'<is><t xml:space="preserve">{body}</t></is></c>'


def row_writer(kinds: Iterable[tuple[int, int, int]], first_row: int, written: RowsWritten) -> RowWriter:
    """A function that gives each row of values as ``<row>`` XML, from ``first_row`` on, and counts into ``written``.

    ``kinds`` holds for each column the style numbers of its numbers, its text, and its text that looks like a formula.
    """
    columns = [
        (get_column_letter(place), number, text, typed) for place, (number, text, typed) in enumerate(kinds, start=1)
    ]
    plain = _PLAIN.fullmatch

    def slow(value: object, at: str, styles: tuple[int, int, int]) -> str:
        held = content(value)
        written.cut += held.cut
        if held.number is not None:
            return f'<c r="{at}" s="{styles[0]}"><v>{held.number!r}</v></c>'
        if held.text:
            style = styles[2] if is_typed(held.text) else styles[1]
            return f'<c r="{at}" s="{style}" t="inlineStr">{_text_xml(held.text)}'
        return ""

    def write(values: Sequence[object]) -> str:
        line = first_row + written.rows
        parts = [f'<row r="{line}">']
        for (letter, number, text, typed), value in zip(columns, values, strict=True):
            if value is None:
                continue
            if type(value) is str and len(value) < MAX_TEXT // 2 and plain(value):
                parts.append(f'<c r="{letter}{line}" s="{text}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif type(value) is int and -_MAX_EXACT < value < _MAX_EXACT:
                parts.append(f'<c r="{letter}{line}" s="{number}"><v>{value}</v></c>')
            elif type(value) is date and value >= _FIRST_DAY:
                parts.append(f'<c r="{letter}{line}" s="{number}"><v>{value.toordinal() - _EPOCH}</v></c>')
            else:
                parts.append(slow(value, f"{letter}{line}", (number, text, typed)))
        written.rows += 1
        parts.append("</row>")
        return "".join(parts)

    return write


def safe_sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """A sheet name Excel accepts: no ``[]:*?/\\``, no quote at either end, 31 characters, not yet used."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name)
    base = " ".join(base.split()).strip("'")[:31].strip("' ") or "Sheet"
    if base.casefold() == "history":
        base = "History list"
    used = {each.casefold() for each in taken}
    candidate, number = base, 2
    while candidate.casefold() in used:
        ending = f" {number}"
        candidate, number = base[: 31 - len(ending)] + ending, number + 1
    return candidate


def unique_headings(labels: Sequence[str]) -> list[str]:
    """Headings an Excel Table accepts: one line, not blank, at most 255 characters, no two alike."""
    out: list[str] = []
    used: set[str] = set()
    for place, label in enumerate(labels, start=1):
        base = " ".join(clean(label).text.split())[:240] or f"Column {place}"
        candidate, number = base, 2
        while candidate.casefold() in used:
            candidate, number = f"{base} ({number})", number + 1
        used.add(candidate.casefold())
        out.append(candidate)
    return out


def in_print(text: str) -> str:
    """Text as a header or footer shows it: an ampersand there begins a code, so it is doubled."""
    return clean(text).text.replace("\n", " ").replace("&", "&&")


def stamp(when: datetime) -> datetime:
    """A moment as document properties hold it: UTC to the second, without a zone."""
    return when.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def cell_name(row: int, column: int) -> str:
    """``B7`` for row 7, column 2."""
    return f"{get_column_letter(column)}{row}"
