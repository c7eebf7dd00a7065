"""Lists of cases: narrowed, sorted and paged in the database, as column tuples, for one reader's scope."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, false, func, or_, select, true

from spp_desktop.domain.cases import Answer, CaseLine, CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import elapsed_hours
from spp_desktop.domain.fields import MultiChoice
from spp_desktop.domain.people import initials
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.text import fold
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow, FlagRow
from spp_desktop.store.tables.officer import OfficerRow

CASE = table_of(CaseRow)
OFFICER = table_of(OfficerRow)
FLAG = table_of(FlagRow)

_LINE = (
    CASE.c.id, CASE.c.rowid, CASE.c.type, CASE.c.reference, CASE.c.name, CASE.c.state, CASE.c.band, CASE.c.score,
    CASE.c.score_change, CASE.c.area, CASE.c.owner_id, OFFICER.c.name.label("owner"), CASE.c.reported,
    CASE.c.reported_at, CASE.c.first_contact_at, CASE.c.first_contact_due, CASE.c.next_review, CASE.c.closed,
    CASE.c.revision, CASE.c.answers,
)  # fmt: skip
_WITH_OWNER = CASE.outerjoin(OFFICER, OFFICER.c.id == CASE.c.owner_id)
_IN_CHUNKS = 500
"""How many row numbers go into one statement."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list and when: their scope, the day it is, and the moment."""

    scope: Scope
    today: date
    now: datetime


@lru_cache(maxsize=256)
def may_know(scope: Scope, table: Any = CASE) -> ColumnElement[bool]:
    """The cases a reader may know of. Every read of cases stands under this."""
    known = and_(table.c.type.in_(sorted(scope.case_types)), table.c.deleted.is_(False))
    return and_(known, table.c.id.not_in(scope.blocked)) if scope.blocked else known


@lru_cache(maxsize=256)
def known_by_id(scope: Scope, table: Any = CASE) -> ColumnElement[bool]:
    """As ``may_know``, for cases that a join finds by their id.

    The type stands inside a function so that no planner goes through every case of it instead.
    """
    known = and_(func.coalesce(table.c.type, "").in_(sorted(scope.case_types)), table.c.deleted.is_(False))
    return and_(known, table.c.id.not_in(scope.blocked)) if scope.blocked else known


def list_cases(
    connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader, *, limit: int, offset: int = 0
) -> list[CaseLine]:
    """One page of a list."""
    page = _ordered(select(*_LINE).select_from(_WITH_OWNER), kind, query, reader).limit(limit).offset(offset)
    return _lines(connection, kind, connection.execute(page).all(), reader)


def case_ids(connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader) -> array[int]:
    """The row numbers of a whole list in its order: eight bytes a case."""
    source = _WITH_OWNER if _needs_owner(query) else CASE
    found = _ordered(select(CASE.c.rowid).select_from(source), kind, query, reader)
    return array("q", connection.execute(found).scalars())


def case_lines(connection: Connection, kind: CaseType, rows: Sequence[int], reader: Reader) -> list[CaseLine]:
    """The lines of these rows in the order asked; one the reader may not know of, or that is gone, is left out."""
    found: dict[int, CaseLine] = {}
    wanted = list(rows)
    for at in range(0, len(wanted), _IN_CHUNKS):
        page = (
            select(*_LINE)
            .select_from(_WITH_OWNER)
            .where(CASE.c.rowid.in_(wanted[at : at + _IN_CHUNKS]), CASE.c.type == kind.code, may_know(reader.scope))
        )
        lines = _lines(connection, kind, connection.execute(page).all(), reader)
        found.update((line.row, line) for line in lines)
    return [found[row] for row in wanted if row in found]


def count_cases(connection: Connection, kind: CaseType, query: CaseQuery, reader: Reader) -> int:
    """How many cases a query finds."""
    source = _WITH_OWNER if _needs_owner(query) else CASE
    return connection.execute(
        select(func.count()).select_from(source).where(*_conditions(kind, query, reader))
    ).scalar_one()


def count_open(connection: Connection, scope: Scope) -> dict[str, int]:
    """Open cases by type, for the rail."""
    found = connection.execute(
        select(CASE.c.type, func.count()).where(may_know(scope), CASE.c.open.is_(True)).group_by(CASE.c.type)
    )
    return {row.type: row[1] for row in found}


def line_of(row: Row[Any], kind: CaseType, flags: tuple[str, ...]) -> CaseLine:
    """A list line from a row that has the columns of one."""
    hours = None
    if row.first_contact_at is not None:
        hours = max(0.0, elapsed_hours(row.reported_at, row.first_contact_at))
    return CaseLine(
        id=row.id,
        row=row.rowid,
        type=row.type,
        reference=row.reference,
        name=row.name,
        initials=initials(row.name),
        state=row.state,
        band=row.band,
        score=row.score,
        score_change=row.score_change,
        flags=flags,
        area=row.area,
        owner_id=row.owner_id,
        owner=row.owner or "",
        reported=row.reported,
        first_contact_hours=hours,
        first_contact_due=row.first_contact_due,
        next_review=row.next_review,
        closed=row.closed,
        revision=row.revision,
        answers=kind.listed(answers_of(row.answers)),
    )


def answers_of(document: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as the domain has them: lists as tuples, what was cleared left out."""
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in document.items() if value is not None
    }


def flags_in_force(today: date) -> ColumnElement[bool]:
    """Flags that show on a day."""
    return and_(
        FLAG.c.deleted.is_(False), FLAG.c.ended.is_(None), or_(FLAG.c.expires.is_(None), FLAG.c.expires >= today)
    )


def in_order(kind: CaseType, flags: Iterable[str]) -> tuple[str, ...]:
    """Codes of flags, each once, in the order their type declares them."""
    ranked = {flag.code: place for place, flag in enumerate(kind.flags)}
    return tuple(sorted(set(flags), key=lambda code: (ranked.get(code, len(ranked)), code)))


def _lines(connection: Connection, kind: CaseType, rows: Sequence[Any], reader: Reader) -> list[CaseLine]:
    flags: dict[UUID, list[str]] = {}
    for at in range(0, len(rows), _IN_CHUNKS):
        ids = [row.id for row in rows[at : at + _IN_CHUNKS]]
        found = connection.execute(
            select(FLAG.c.case_id, FLAG.c.code).where(FLAG.c.case_id.in_(ids), flags_in_force(reader.today))
        )
        for case_id, code in found:
            flags.setdefault(case_id, []).append(code)
    return [line_of(row, kind, in_order(kind, flags.get(row.id, ()))) for row in rows]


def _ordered(statement: Select[Any], kind: CaseType, query: CaseQuery, reader: Reader) -> Select[Any]:
    key = _sort_key(kind, query.sort)
    tie = CASE.c.rowid
    # Blank comes first and, turned round, last, on both databases; on SQLite an index serves that order.
    up, down = (key.asc().nulls_first(), tie.asc()), (key.desc().nulls_last(), tie.desc())
    return statement.where(*_conditions(kind, query, reader)).order_by(*(down if query.descending else up))


def _needs_owner(query: CaseQuery) -> bool:
    return query.sort == "owner" or any(each.key == "team" for each in query.filters)


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


def _conditions(kind: CaseType, query: CaseQuery, reader: Reader) -> list[ColumnElement[bool]]:
    found = [CASE.c.type == kind.code, may_know(reader.scope)]
    for each in query.filters:
        make = _FILTERS.get(each.key)
        found.append(make(each, reader) if make else _by_answer(kind, each))
    reference = func.lower(CASE.c.reference)
    found += [
        or_(CASE.c.name_key.contains(word, autoescape=True), reference.contains(word, autoescape=True))
        for word in fold(query.text).split()
    ]
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


def _among(column: ColumnElement[Any]) -> Callable[[Filter, Reader], ColumnElement[bool]]:
    def made(each: Filter, _reader: Reader) -> ColumnElement[bool]:
        known = [value for value in each.values if value]
        return or_(column.in_(known), column.is_(None)) if "" in each.values else column.in_(known)

    return made


def _by_day(column: ColumnElement[Any]) -> Callable[[Filter, Reader], ColumnElement[bool]]:
    def made(each: Filter, _reader: Reader) -> ColumnElement[bool]:
        days = [date.fromisoformat(value) for value in each.values if value]
        if each.test == "is":
            return or_(column.in_(days), column.is_(None)) if "" in each.values else column.in_(days)
        return column >= days[0] if each.test == "from" else column <= days[0]

    return made


def _by_owner(each: Filter, _reader: Reader) -> ColumnElement[bool]:
    known = CASE.c.owner_id.in_([UUID(value) for value in each.values if value])
    return or_(known, CASE.c.owner_id.is_(None)) if "" in each.values else known


def _by_open(each: Filter, _reader: Reader) -> ColumnElement[bool]:
    wanted = {value == "yes" for value in each.values}
    return CASE.c.open.is_(wanted.pop()) if len(wanted) == 1 else true()


def _by_flag(each: Filter, reader: Reader) -> ColumnElement[bool]:
    return exists().where(FLAG.c.case_id == CASE.c.id, FLAG.c.code.in_(each.values), flags_in_force(reader.today))


def _by_contact(each: Filter, reader: Reader) -> ColumnElement[bool]:
    none = CASE.c.first_contact_at.is_(None)
    tests = {
        "none": none,
        "late": and_(none, CASE.c.first_contact_due < reader.now),
        "made": CASE.c.first_contact_at.is_not(None),
    }
    return or_(false(), *(tests[value] for value in each.values if value in tests))


def _by_case(each: Filter, _reader: Reader) -> ColumnElement[bool]:
    return CASE.c.id.in_([UUID(value) for value in each.values])


_FILTERS: Mapping[str, Callable[[Filter, Reader], ColumnElement[bool]]] = {
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
