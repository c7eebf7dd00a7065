"""What a list of cases shows: the columns its type declares, as cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from spp_desktop.domain.cases import CaseLine
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import DAYS_FROM, due_text, elapsed_hours, explain_due, explain_hours, hours_text
from spp_desktop.domain.columns import Column
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.exports import labels_of, reader_of
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import BLANK, Cell, Late, Risk, Tags, Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.tags import Clock, ClockKind, Family, Tag

NOBODY = "Nobody yet"
CHARACTER = 8
"""Pixels a character of a declared column width takes."""
_WIDTHS: Mapping[str, int] = {
    "reference": 128,
    "name": 138,
    "band": 66,
    "flags": 132,
    "area": 155,
    "owner": 88,
    "first_contact": 90,
    "next_review": 111,
    "state": 108,
}
_STRETCH: Mapping[str, int] = {"name": 3, "flags": 1, "area": 4}
_YIELDS = "owner"
"""The column left out where names and areas would be cut: the preview says it too."""
_SHORT_AREAS: Mapping[str, str] = {"CE2": "Dogsthorpe, East, Park", "S1": "Fletton, Stanground"}
"""What stands for the longest names of areas in a narrow column."""
_WIDE_ONLY, _NOT_COMPACT = ("state",), ("owner",)
"""Columns shown unasked in a wide window only, and those a narrow one leaves out unasked."""


@dataclass(frozen=True, slots=True)
class Moments:
    """What clocks are told against: today, and the moment now."""

    today: Callable[[], date]
    now: Callable[[], datetime]


def table_columns(kind: CaseType, moments: Moments) -> tuple[TableColumn[CaseLine], ...]:
    """Every column a list of these cases can show."""
    return tuple(_table_column(kind, column, moments) for column in kind.columns)


def columns_unasked(kind: CaseType, size: SizeClass) -> tuple[str, ...]:
    """The keys of the columns shown to an officer who has chosen none, at a window's width."""
    shown = [column.key for column in kind.columns if column.default]
    if size is SizeClass.COMPACT:
        return tuple(key for key in shown if key not in _NOT_COMPACT)
    return (*shown, *_WIDE_ONLY) if size is SizeClass.WIDE else tuple(shown)


def review_clock(due: date, today: date) -> Clock:
    """The day a risk review falls due, told in calendar days: it is a victim-safety clock."""
    return day_clock(due, today, due_text(due, today, "calendar"), explain_due(due, today, unit="calendar"))


def day_clock(due: date, today: date, words: str, reckoned: str = "") -> Clock:
    """A clock that runs out on a day."""
    kind: ClockKind = "late" if due < today else "today" if due == today else "soon"
    return Clock(kind, words, reckoned)


def short_name(name: str) -> str:
    """An officer's last name, as a dense list shows it."""
    return name.strip().rpartition(" ")[2]


def flag_tag(kind: CaseType, code: str, label: str = "", icon: str = "") -> Tag:
    """A flag as a tag in the colours its type declares."""
    flag = kind.flag(code)
    family = cast(Family, flag.family) if flag else "grey"
    return Tag(label or (flag.label if flag else code), family, icon)


def contact_words(line: CaseLine, now: datetime, promise: int) -> tuple[str, bool]:
    """How the first contact stands, and whether it is or was late: ``26 h``, ``31 h left``, ``12 h late``.

    From two days late on it is told in calendar days: ``12 days late``.
    """
    if line.first_contact_hours is not None:
        took = f"{int(line.first_contact_hours)} h" if line.first_contact_hours >= 1 else "under 1 h"
        return took, line.first_contact_hours > promise
    left = elapsed_hours(now, line.first_contact_due)
    if left <= -DAYS_FROM:
        return hours_text(line.first_contact_due, now), True
    return (f"{int(left)} h left", False) if left >= 0 else (f"{-int(left // 1)} h late", True)


def _table_column(kind: CaseType, column: Column, moments: Moments) -> TableColumn[CaseLine]:
    return TableColumn(
        column.key,
        column.label,
        _WIDTHS.get(column.key, max(80, column.width * CHARACTER)),
        _reader(kind, column, moments),
        sort="" if column.kind in {"flags", "initials"} else column.key,
        stretch=_STRETCH.get(column.key, 0),
        right=column.kind in {"hours", "whole"},
        private=column.personal,
        yields=column.key == _YIELDS,
    )


def _reader(kind: CaseType, column: Column, moments: Moments) -> Callable[[CaseLine], Cell]:
    known = {
        "band": lambda line: Risk(line.band, line.score, line.score_change, kind.instrument.maximum),
        "flags": lambda line: Tags(tuple(flag_tag(kind, code) for code in line.flags)),
        "first_contact": lambda line: _contact(line, moments.now(), kind.first_contact.length),
        "next_review": lambda line: review_clock(line.next_review, moments.today()) if line.next_review else BLANK,
        "reference": lambda line: Words(line.reference, "strong"),
        "name": lambda line: Words(line.name, private=True),
        "area": lambda line: _area(line.area),
        "owner": lambda line: Words(short_name(line.owner) if line.owner else NOBODY, "dim"),
    }
    if column.key in known and not column.answer:
        return cast(Callable[[CaseLine], Cell], known[column.key])
    read, show = reader_of(column), _shower(kind, column)
    dim = column.key == "state"
    return lambda line: Words(show(read(line)), "dim" if dim else "body", column.personal, right=column.kind == "whole")


def _area(code: str | None) -> Cell:
    place = NEIGHBOURHOOD_AREAS.area(code) if code else None
    return Words(place.name if place else "No area", "dim", short=_SHORT_AREAS.get(code or "", ""))


def _contact(line: CaseLine, now: datetime, promise: int) -> Cell:
    words, late = contact_words(line, now, promise)
    if late and line.first_contact_hours is None:
        return Late(words.replace(" days ", " d "), explain_hours(line.first_contact_due, now))
    return Late(words, f"{words}, over {promise} hours") if late else Words(words, right=True)


def _shower(kind: CaseType, column: Column) -> Callable[[object], str]:
    labels: Mapping[str, str] = labels_of(kind).get(column.key, {})
    terms = column.vocabulary

    def one(code: object) -> str:
        if terms is not None:
            return terms.label_of(str(code))
        return labels.get(str(code), str(code))

    def show(value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, tuple):
            return ", ".join(one(code) for code in value)
        if isinstance(value, date):
            return show_day(value)
        day = read_day(value) if column.kind == "day" else None
        return show_day(day) if day else one(value)

    return show
