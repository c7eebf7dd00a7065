"""Lists that leave the program: what is asked for, what the register keeps, and who said names may go.

An export is asked for with a reason, a recipient and a basis. Names go only under a supervisor's approval, which is
for one officer, one case type and one recipient, and is spent by the first list that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from spp_desktop.domain.cases import CaseLine, CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.columns import Column
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.disclosure import DESTROY_AFTER
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.text import clean_line, clean_text, fold

MIN_PASSWORD = 8
MAX_PASSWORD = 255
"""Characters a file's password may have: Excel accepts no more."""

Decision = Literal["waiting", "approved", "refused", "used"]


@dataclass(frozen=True, slots=True)
class CaseExport:
    """A case list asked for. ``columns`` are keys in order, empty for the list's own; ``password`` encrypts the file.

    ``destroy_by`` is the last day the recipient may keep it, 28 days on where none is given.
    """

    query: CaseQuery
    reason: str
    recipient: str
    basis: str
    columns: tuple[str, ...] = ()
    names: bool = False
    password: str | None = None
    destroy_by: date | None = None


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One entry of the export register. ``destroyed`` is the day its destruction was confirmed, None until then."""

    id: UUID
    number: str
    case_type: str
    title: str
    at: datetime
    by_id: UUID
    by: str
    recipient: str
    reason: str
    basis: str
    filter_words: str
    names: bool
    encrypted: bool
    unencrypted_reason: str
    rows: int
    marking: str
    sha256: str
    file_name: str
    destroy_by: date
    destroyed: date | None
    destroyed_by: UUID | None
    revision: int


@dataclass(frozen=True, slots=True)
class NamesRequest:
    """An officer's wish to send names, and what became of it. ``unencrypted_reason`` lets the file go unencrypted."""

    id: UUID
    case_type: str
    recipient: str
    reason: str
    basis: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    decision: Decision
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str
    unencrypted_reason: str
    revision: int

    def covers(self, officer_id: UUID, case_type: str, recipient: str) -> bool:
        """Whether this is an unspent approval for this officer, case type and recipient."""
        asked = (self.asked_by_id, self.case_type, recipient_key(self.recipient))
        return self.decision == "approved" and asked == (officer_id, case_type, recipient_key(recipient))


def register_number(export_id: UUID, store_code: str) -> str:
    """What an export is called in the register: ``EXP-K7-3F9A2C``."""
    return f"EXP-{store_code}-{export_id.hex[-6:].upper()}"


def recipient_key(recipient: str) -> str:
    """Two spellings of one recipient have the same key."""
    return fold(recipient)


def checked_words(reason: str, recipient: str) -> tuple[str, str]:
    """Reason and recipient in one spelling. Raises Invalid for either left blank."""
    why, who = clean_text(reason), clean_line(recipient)
    problems = []
    if not why:
        problems.append(Problem("reason", "Say why the list is needed"))
    if not who:
        problems.append(Problem("recipient", "Say who the list is for"))
    if problems:
        raise Invalid(tuple(problems))
    return why, who


def checked_destroy_by(asked: date | None, today: date) -> date:
    """The destroy-by date. Raises Invalid for one already past."""
    if asked is not None and asked < today:
        raise Invalid((Problem("destroy_by", "The destroy-by date is past"),))
    return asked or today + DESTROY_AFTER


def check_password(password: str | None) -> None:
    """Raise Invalid for a password Excel cannot use or anybody could guess at once."""
    if password is not None and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        message = f"A file's password has {MIN_PASSWORD} to {MAX_PASSWORD} characters"
        raise Invalid((Problem("password", message),))


def chosen_columns(kind: CaseType, keys: tuple[str, ...], *, names: bool) -> tuple[Column, ...]:
    """The columns of a list that leaves: the reference first, then those asked for.

    Without ``names`` initials stand for a name and every other column that identifies somebody is left out; with
    them the name is always there. Raises Invalid for a column the type does not have.
    """
    known = {column.key: column for column in kind.columns}
    if unknown := [key for key in keys if key not in known]:
        raise Invalid(tuple(Problem("columns", f"There is no column {key}") for key in unknown))
    wanted = list(keys or (key for key, column in known.items() if column.default))
    if "name" not in wanted:
        wanted.insert(0, "name")
    if not names:
        wanted = ["initials" if key == "name" else key for key in wanted]
    shown = [key for key in dict.fromkeys(["reference", *wanted]) if names or not known[key].personal]
    return tuple(known[key] for key in shown)


_FIXED: Mapping[str, Callable[[CaseLine], object]] = {
    "reference": lambda line: line.reference,
    "name": lambda line: line.name,
    "initials": lambda line: line.initials,
    "band": lambda line: line.band,
    "flags": lambda line: line.flags,
    "area": lambda line: line.area,
    "owner": lambda line: line.owner,
    "first_contact": lambda line: line.first_contact_hours,
    "next_review": lambda line: line.next_review,
    "state": lambda line: line.state,
    "reported": lambda line: line.reported,
    "closed": lambda line: line.closed,
}


def reader_of(column: Column) -> Callable[[CaseLine], object]:
    """What takes a column's value, a code where it has one, from a line of a list."""
    if column.answer:
        key = column.key
        return lambda line: line.answers.get(key)
    return _FIXED[column.key]


def labels_of(kind: CaseType) -> dict[str, dict[str, str]]:
    """Code to label for the fixed columns that hold codes."""
    return {
        "band": {band.code: band.label for band in kind.instrument.bands},
        "flags": {flag.code: flag.label for flag in kind.flags},
        "state": {state.code: state.label for state in kind.workflow.states},
        "area": {area.code: area.name for area in NEIGHBOURHOOD_AREAS.areas},
    }


def filter_words(kind: CaseType, query: CaseQuery, owners: Mapping[str, str]) -> str:
    """Which cases a query finds, in words; ``owners`` are officers' names by id.

    Words typed above the list are not repeated: they may be somebody's name.
    """
    labels = {**labels_of(kind), **_CODES, "owner": dict(owners)}
    parts = [_condition(kind, each, labels) for each in query.filters]
    if query.text:
        parts.append("and words typed above the list")
    return "; ".join(parts) or f"All {kind.plural} that the officer may open"


_TESTS = {"is": "is", "from": "on or after", "to": "on or before"}
_NAMED = {"open": "Case", "team": "Owner's team"}
_CODES = {
    "open": {"yes": "open", "no": "closed"},
    "first_contact": {"none": "not made", "late": "late", "made": "made"},
}
"""Codes of filters that are no column's values."""


def _condition(kind: CaseType, each: Filter, labels: Mapping[str, Mapping[str, str]]) -> str:
    if each.key == "case":
        return f"{len(each.values):,} cases ticked one by one"
    column = kind.column(each.key)
    name = column.label if column else _NAMED.get(each.key, each.key)
    known = dict(labels.get(each.key, {}))
    if column and column.vocabulary:
        known |= {term.code: term.label for term in column.vocabulary.terms}
    values = " or ".join(known.get(value, _value(value)) for value in each.values)
    return f"{name} {_TESTS[each.test]} {values}"


def _value(value: str) -> str:
    try:
        return show_day(date.fromisoformat(value))
    except ValueError:
        return value or "blank"
