"""Lists of cases: narrowed, sorted and paged in the database, as column tuples, for one reader's scope."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from spp_desktop.domain.cases import Answer, Answers, CaseLine, CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import elapsed_hours
from spp_desktop.domain.fields import MultiChoice
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.text import fold
from spp_desktop.store.statements import one_of, written_once
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow, FlagRow
from spp_desktop.store.tables.officer import OFFICERS

CASE = table_of(CaseRow)
OFFICER = OFFICERS
FLAG = table_of(FlagRow)

LINE = (
    CASE.c.id, CASE.c.rowid, CASE.c.type, CASE.c.reference, CASE.c.name, CASE.c.state, CASE.c.band, CASE.c.score,
    CASE.c.score_change, CASE.c.area, CASE.c.owner_id, func.coalesce(OFFICER.c.name, "").label("owner"),
    CASE.c.reported, CASE.c.reported_at, CASE.c.first_contact_at, CASE.c.first_contact_due, CASE.c.next_review,
    CASE.c.closed, CASE.c.revision, cast(CASE.c.answers, Text).label("listed"),
)  # fmt: skip
"""What ``line_of`` makes a line of, in its order."""
FLAGS_IN_FORCE = and_(
    FLAG.c.deleted.is_(False),
    FLAG.c.ended.is_(None),
    or_(FLAG.c.expires.is_(None), FLAG.c.expires >= bindparam("today")),
)
"""Flags that show on the day given as ``today``."""
_FLAGS = select(func.aggregate_strings(FLAG.c.code, " ")).where(FLAG.c.case_id == CASE.c.id, FLAGS_IN_FORCE)
_LISTED = (*LINE, _FLAGS.scalar_subquery().label("flags"))
_WITH_OWNER = CASE.outerjoin(OFFICER, OFFICER.c.id == CASE.c.owner_id)
_IN_CHUNKS = 500
"""How many row numbers go into one statement."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list and when: their scope, the day it is, and the moment."""

    scope: Scope
    today: date
    now: datetime


@written_once
def may_know(scope: Scope, table: Any = CASE) -> ColumnElement[bool]:
    """The cases a reader may know of. Every read of cases stands under this."""
    known = and_(one_of(table.c.type, scope.case_types), table.c.deleted.is_(False))
    return and_(known, table.c.id.not_in(scope.blocked)) if scope.blocked else known


@written_once
def known_by_id(scope: Scope, table: Any = CASE) -> ColumnElement[bool]:
    """As ``may_know``, for cases found by their id or row number.

    The type stands inside a function so that no planner goes through every case of it instead.
    """
    known = and_(one_of(func.coalesce(table.c.type, ""), scope.case_types), table.c.deleted.is_(False))
    return and_(known, table.c.id.not_in(scope.blocked)) if scope.blocked else known


def list_cases(
    connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader, *, limit: int, offset: int = 0
) -> list[CaseLine]:
    """One page of a list."""
    return _lines(connection, _asking(_page, kind, query, reader), kind, reader, limit=limit, offset=offset)


def case_ids(connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader) -> array[int]:
    """The row numbers of a whole list in its order: eight bytes a case."""
    return array("q", connection.execute(_asking(_numbers, kind, query, reader), _when(reader)).scalars())


def case_lines(connection: Connection, kind: CaseType, rows: Sequence[int], reader: Reader) -> list[CaseLine]:
    """The lines of these rows in the order asked; one the reader may not know of, or that is gone, is left out."""
    found: dict[int, CaseLine] = {}
    wanted = list(rows)
    for at in range(0, len(wanted), _IN_CHUNKS):
        numbers = wanted[at : at + _IN_CHUNKS]
        lines = _lines(connection, _numbered(kind.code, reader.scope), kind, reader, numbers=numbers)
        found.update((line.row, line) for line in lines)
    return [found[row] for row in wanted if row in found]


def count_cases(connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader) -> int:
    """How many cases a query finds."""
    return int(connection.execute(_asking(_count, kind, query, reader), _when(reader)).scalar_one())


def count_open(connection: Connection, scope: Scope) -> dict[str, int]:
    """Open cases by type, for the rail."""
    found = connection.execute(
        select(CASE.c.type, func.count()).where(may_know(scope), CASE.c.open.is_(True)).group_by(CASE.c.type)
    )
    return {row.type: row[1] for row in found}


class Listed(Mapping[str, Answer]):
    """The answers a line carries, taken out of their document at the first look: most lists show none of them."""

    def __init__(self, kind: CaseType, document: str) -> None:
        self._kind = kind
        self._document = document

    @cached_property
    def _answers(self) -> Answers:
        return answers_of(self._kind.listed(json.loads(self._document)))

    def __getitem__(self, key: str) -> Answer:
        return self._answers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def line_of(row: Sequence[Any], kind: CaseType, flags: tuple[str, ...]) -> CaseLine:
    """A list line from a row that begins with the columns of ``LINE``."""
    (
        case_id, number, code, reference, name, state, band, score, score_change, area, owner_id, owner, reported,
        reported_at, first_contact_at, first_contact_due, next_review, closed, revision, answers,
    ) = row[: len(LINE)]  # fmt: skip
    hours = None if first_contact_at is None else max(0.0, elapsed_hours(reported_at, first_contact_at))
    # In the order of its fields: by name, each line would cost several times as much.
    return CaseLine(
        case_id, number, code, reference, name, state, band, score, score_change, flags, area,
        owner_id, owner, reported, hours, first_contact_due, next_review, closed, revision, Listed(kind, answers),
    )  # fmt: skip


def answers_of(document: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as the domain has them: lists as tuples, what was cleared left out."""
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in document.items() if value is not None
    }


def in_order(kind: CaseType, flags: Iterable[str]) -> tuple[str, ...]:
    """Codes of flags, each once, in the order their type declares them."""
    ranked = {flag.code: place for place, flag in enumerate(kind.flags)}
    return tuple(sorted(set(flags), key=lambda code: (ranked.get(code, len(ranked)), code)))


def _lines(
    connection: Connection, statement: Select[Any], kind: CaseType, reader: Reader, **given: object
) -> list[CaseLine]:
    rows = connection.execute(statement, {**_when(reader), **given}).all()
    return [line_of(row, kind, in_order(kind, row[-1].split()) if row[-1] else ()) for row in rows]


def _when(reader: Reader) -> dict[str, object]:
    return {"today": reader.today, "now": reader.now}


# --- the statements ----------------------------------------------------------------------------------------------


def _asking(
    write: Callable[[CaseType, CaseQuery, Scope], Select[Any]], kind: CaseType, query: CaseQuery, reader: Reader
) -> Select[Any]:
    """A statement written once for everything a query asks but the words typed, with those."""
    if not query.text:
        return write(kind, query, reader.scope)
    reference = func.lower(CASE.c.reference)
    return write(kind, replace(query, text=""), reader.scope).where(
        *(
            or_(CASE.c.name_key.contains(word, autoescape=True), reference.contains(word, autoescape=True))
            for word in fold(query.text).split()
        )
    )


@written_once
def _page(kind: CaseType, query: CaseQuery, scope: Scope) -> Select[Any]:
    lines = select(*_LISTED).select_from(_WITH_OWNER)
    return _ordered(lines, kind, query, scope).limit(bindparam("limit")).offset(bindparam("offset"))


@written_once
def _numbers(kind: CaseType, query: CaseQuery, scope: Scope) -> Select[Any]:
    return _ordered(select(CASE.c.rowid).select_from(_source(query)), kind, query, scope)


@written_once
def _count(kind: CaseType, query: CaseQuery, scope: Scope) -> Select[Any]:
    return select(func.count()).select_from(_source(query)).where(*_conditions(kind, query, scope))


@written_once
def _numbered(code: str, scope: Scope) -> Select[Any]:
    numbered = CASE.c.rowid.in_(bindparam("numbers", expanding=True))
    lines = select(*_LISTED).select_from(_WITH_OWNER)
    return lines.where(numbered, func.coalesce(CASE.c.type, "") == code, known_by_id(scope))


def _ordered(statement: Select[Any], kind: CaseType, query: CaseQuery, scope: Scope) -> Select[Any]:
    key = _sort_key(kind, query.sort)
    tie = CASE.c.rowid
    # Blank comes first and, turned round, last, on both databases; on SQLite an index serves that order.
    up, down = (key.asc().nulls_first(), tie.asc()), (key.desc().nulls_last(), tie.desc())
    return statement.where(*_conditions(kind, query, scope)).order_by(*(down if query.descending else up))


def _source(query: CaseQuery) -> FromClause:
    """The cases, with their owners where they are asked about."""
    owned = query.sort == "owner" or any(each.key == "team" for each in query.filters)
    return _WITH_OWNER if owned else CASE


def _sort_key(kind: CaseType, key: str) -> ColumnElement[Any]:
    if key in _SORTS:
        return _SORTS[key]
    if key == "state":
        return case({state.code: place for place, state in enumerate(kind.workflow.states)}, value=CASE.c.state)
    if kind.field(key) is not None:
        return func.coalesce(CASE.c.answers[key].as_string(), "")
    return CASE.c.review_key


_SORTS: Mapping[str, ColumnElement[Any]] = {
    "reference": CASE.c.reference,
    "name": CASE.c.name_key,
    "band": CASE.c.risk_key,
    "area": func.coalesce(CASE.c.area, ""),
    "owner": func.coalesce(OFFICER.c.name_key, ""),
    "first_contact": func.coalesce(CASE.c.contact_minutes, -1),
    "next_review": CASE.c.review_key,
    "reported": CASE.c.reported,
    "closed": CASE.c.closed,
}


def _conditions(kind: CaseType, query: CaseQuery, scope: Scope) -> list[ColumnElement[bool]]:
    found = [CASE.c.type == kind.code, may_know(scope)]
    for each in query.filters:
        make = _FILTERS.get(each.key)
        found.append(make(each) if make else _by_answer(kind, each))
    return found


def _by_answer(kind: CaseType, each: Filter) -> ColumnElement[bool]:
    field = kind.field(each.key)
    if field is None:
        return false()
    answer: ColumnElement[Any] = CASE.c.answers[each.key].as_string()
    if each.test != "is":
        return answer >= each.values[0] if each.test == "from" else answer <= each.values[0]
    wanted: list[ColumnElement[bool]] = [answer.is_(None)] if "" in each.values else []
    codes = [value for value in each.values if value]
    if isinstance(field, MultiChoice):
        wanted += [answer.contains(f'"{code}"', autoescape=True) for code in codes]
    elif codes:
        wanted.append(answer.in_(codes))
    return or_(false(), *wanted)


def _among(column: ColumnElement[Any]) -> Callable[[Filter], ColumnElement[bool]]:
    def made(each: Filter) -> ColumnElement[bool]:
        known = [value for value in each.values if value]
        return or_(column.in_(known), column.is_(None)) if "" in each.values else column.in_(known)

    return made


def _by_day(column: ColumnElement[Any]) -> Callable[[Filter], ColumnElement[bool]]:
    def made(each: Filter) -> ColumnElement[bool]:
        days = [date.fromisoformat(value) for value in each.values if value]
        if each.test == "is":
            return or_(column.in_(days), column.is_(None)) if "" in each.values else column.in_(days)
        return column >= days[0] if each.test == "from" else column <= days[0]

    return made


def _by_owner(each: Filter) -> ColumnElement[bool]:
    known = CASE.c.owner_id.in_([UUID(value) for value in each.values if value])
    return or_(known, CASE.c.owner_id.is_(None)) if "" in each.values else known


def _by_open(each: Filter) -> ColumnElement[bool]:
    wanted = {value == "yes" for value in each.values}
    return CASE.c.open.is_(wanted.pop()) if len(wanted) == 1 else true()


def _by_flag(each: Filter) -> ColumnElement[bool]:
    return exists().where(FLAG.c.case_id == CASE.c.id, FLAG.c.code.in_(each.values), FLAGS_IN_FORCE)


def _by_contact(each: Filter) -> ColumnElement[bool]:
    none = CASE.c.first_contact_at.is_(None)
    tests = {
        "none": none,
        "late": and_(none, CASE.c.first_contact_due < bindparam("now")),
        "made": CASE.c.first_contact_at.is_not(None),
    }
    return or_(false(), *(tests[value] for value in each.values if value in tests))


def _by_case(each: Filter) -> ColumnElement[bool]:
    return CASE.c.id.in_([UUID(value) for value in each.values])


_FILTERS: Mapping[str, Callable[[Filter], ColumnElement[bool]]] = {
    "case": _by_case,
    "state": _among(CASE.c.state),
    "open": _by_open,
    "band": _among(CASE.c.band),
    "area": _among(CASE.c.area),
    "owner": _by_owner,
    "team": _among(OFFICER.c.team),
    "flags": _by_flag,
    "first_contact": _by_contact,
    "reported": _by_day(CASE.c.reported),
    "next_review": _by_day(CASE.c.next_review),
    "closed": _by_day(CASE.c.closed),
}
