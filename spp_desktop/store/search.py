"""Searching within a reader's scope: references, people, then the newest incidents, contacts and records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Subquery, and_, bindparam, select

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.people import NOT_KNOWN, PersonLine
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.retention import RECORDS
from spp_desktop.domain.search import SearchHit, SearchQuery, closeness
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.case_reads import CONTACT, INCIDENT, PARTY
from spp_desktop.store.index import Words, matching, sought
from spp_desktop.store.order_reads import ORDER, SERVES
from spp_desktop.store.people import person_lines
from spp_desktop.store.record_reads import RECORD
from spp_desktop.store.statements import one_of, written_once
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow

INDEXED = table_of(IndexedRow)
_Entry = Literal["incident", "contact", "record", "order"]
_ENTRIES: tuple[_Entry, ...] = ("incident", "contact", "record", "order")
_TABLES = {"incident": INCIDENT, "contact": CONTACT, "record": RECORD, "order": ORDER}
ENOUGH = 5
"""When what was typed finds fewer people than this, names that sound alike are looked for too."""
SHORTEST_ENTRY = 3
"""What hangs on a case is looked through once a word has this many letters: two begin half of all that was said."""
OVERLOOK = 4
"""How many times as many index rows are read as people shown: one person may be on several cases."""


def search(
    connection: Connection, scope: Scope, query: SearchQuery, typed: str, today: date, *, limit: int
) -> list[SearchHit]:
    """What a reader may know of that matches a query with words in it, at most ``limit`` of each kind."""
    if max(len(word[0].token) for word in query.words) < SHORTEST_ENTRY:
        return _cases(connection, scope, query, limit) + _people(connection, scope, query, typed, today, limit)
    hits = _cases(connection, scope, query, limit)
    hits += _people(connection, scope, query, typed, today, limit)
    newest = [hit for kind in _ENTRIES for hit in _entries(connection, scope, query, kind, limit)]
    return hits + sorted(newest, key=_when, reverse=True)[:limit]


@written_once
def _matching(dialect: str, scope: Scope) -> Subquery:
    """Index rows sought, of cases the reader may know of, the newest so many."""
    known = one_of(INDEXED.c.case_type, scope.case_types)
    allowed = and_(known, INDEXED.c.case_id.not_in(scope.blocked)) if scope.blocked else known
    shown = (INDEXED.c.rowid, INDEXED.c.record_id, INDEXED.c.case_id, INDEXED.c.at)
    return matching(dialect).with_only_columns(*shown).where(allowed).limit(bindparam("most")).subquery()


def _find(connection: Connection, statement: Select[Any], kind: str, words: Words, most: int) -> Sequence[Any]:
    """What a statement finds of one kind of record that holds every word, looking at so many index rows."""
    return connection.execute(statement, {**sought(connection.dialect.name, kind, words), "most": most}).all()


@written_once
def _cases_found(dialect: str, scope: Scope) -> Select[Any]:
    found = _matching(dialect, scope)
    return (
        select(CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.name, CASE.c.state, CASE.c.rowid)
        .join(found, found.c.case_id == CASE.c.id)
        .where(known_by_id(scope))
        .distinct()
        .order_by(CASE.c.rowid.desc())
    )


def _cases(connection: Connection, scope: Scope, query: SearchQuery, limit: int) -> list[SearchHit]:
    rows = _find(connection, _cases_found(connection.dialect.name, scope), "case", query.words, limit)
    return [
        SearchHit("reference", row.reference, row.name, case_id=row.id, case_type=row.type, reference=row.reference)
        for row in rows
    ]


def people_matching(
    connection: Connection, scope: Scope, query: SearchQuery, typed: str, today: date, *, limit: int
) -> list[PersonLine]:
    """People the reader may know of who match, those who match as typed first, then the nearest in name."""
    if not query:
        return []
    exact = people_found(connection, scope, query.words, limit)
    near: list[UUID] = []
    if len(exact) < ENOUGH:
        near = [each for each in people_found(connection, scope, query.loose, limit) if each not in exact]
    lines = person_lines(connection, scope, [*exact, *near], today)
    wanted = set(exact)
    lines.sort(key=lambda line: (line.id not in wanted, -closeness(line.name, typed)))
    return lines[:limit]


def _people(
    connection: Connection, scope: Scope, query: SearchQuery, typed: str, today: date, limit: int
) -> list[SearchHit]:
    return [
        SearchHit("person", line.name, _about(line.birth, line.postcode, line.cases), person_id=line.id)
        for line in people_matching(connection, scope, query, typed, today, limit=limit)
    ]


def people_found(connection: Connection, scope: Scope, words: Words, limit: int) -> list[UUID]:
    """People of cases the reader may know of whose index holds every word, the latest made first."""
    rows = _find(connection, _parties_found(connection.dialect.name, scope), "person", words, limit * OVERLOOK)
    return list(dict.fromkeys(row.person_id for row in rows))[:limit]


@written_once
def _parties_found(dialect: str, scope: Scope) -> Select[Any]:
    found = _matching(dialect, scope)
    return (
        select(PARTY.c.person_id)
        .join(found, found.c.record_id == PARTY.c.id)
        .where(PARTY.c.deleted.is_(False), PARTY.c.person_id.is_not(None))
        .order_by(found.c.rowid.desc())
    )


@written_once
def _entries_found(dialect: str, scope: Scope, kind: _Entry) -> Select[Any]:
    found, table = _matching(dialect, scope), _TABLES[kind]
    declared = {"record": [RECORD.c.kind], "order": [ORDER.c.tool]}.get(kind, [])
    # An order is found through each case it serves.
    entries = found.join(SERVES, SERVES.c.id == found.c.record_id) if kind == "order" else found
    return (
        select(table.c.id, found.c.at, found.c.case_id, CASE.c.type, CASE.c.reference, CASE.c.name, *declared)
        .select_from(entries)
        .join(table, table.c.id == (SERVES.c.order_id if kind == "order" else found.c.record_id))
        .join(CASE, CASE.c.id == found.c.case_id)
        .where(known_by_id(scope), table.c.deleted.is_(False), table.c.withdrawn.is_(False))
    )


def _entries(connection: Connection, scope: Scope, query: SearchQuery, kind: _Entry, limit: int) -> Iterable[SearchHit]:
    rows = _find(connection, _entries_found(connection.dialect.name, scope, kind), kind, query.words, limit)
    return [
        SearchHit(
            kind,
            f"{_called(kind, row)}, {show_day(row.at.date())}",
            f"{row.reference} · {row.name or NOT_KNOWN}",
            case_id=row.case_id,
            case_type=row.type,
            reference=row.reference,
            at=row.at,
            tab=_tab(row) if kind == "record" else "",
        )
        for row in {row.id: row for row in rows}.values()
    ]


def _called(kind: _Entry, row: Row[Any]) -> str:
    """What an entry is called: a record and an order as their case type calls them."""
    declared = case_type(row.type)
    if kind == "order" and declared.orders is not None:
        return declared.orders.tools.label_of(row.tool)
    if kind == "record":
        record = declared.record(row.kind)
        return record.label if record is not None else RECORDS["case_record"]
    return kind.capitalize()


def _tab(row: Row[Any]) -> str:
    """The tab and the list that show a record."""
    record = case_type(row.type).record(row.kind)
    return f"{record.tab}.{record.code}" if record is not None else ""


def _about(birth: str, postcode: str, cases: int) -> str:
    born = f"born {birth[:4]}" if birth[:4].isdigit() else ""
    count = f"{cases} case{'s' if cases != 1 else ''}"
    return " · ".join(part for part in (born, postcode, count) if part)


def _when(hit: SearchHit) -> float:
    return hit.at.timestamp() if hit.at else 0.0
