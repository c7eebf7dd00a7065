"""Searching within a reader's scope: references, people, then the newest incidents and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Select, and_, select

from spp_desktop.domain.dates import show_day
from spp_desktop.domain.people import NOT_KNOWN, PersonLine
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.search import SearchHit, SearchQuery, closeness
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.case_reads import CONTACT, INCIDENT, PARTY
from spp_desktop.store.index import Words, matching
from spp_desktop.store.people import person_lines
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow

INDEXED = table_of(IndexedRow)
_ENTRIES: tuple[Literal["incident", "contact"], ...] = ("incident", "contact")
ENOUGH = 5
"""When what was typed finds fewer people than this, names that sound alike are looked for too."""
SHORTEST_ENTRY = 3
"""Incidents and contacts are looked through once a word has this many letters: two begin half of all that was said."""
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


def _matching(connection: Connection, scope: Scope, kind: str, words: Words) -> Select[Any]:
    """Index rows of one kind that match, of cases the reader may know of, newest first."""
    known = INDEXED.c.case_type.in_(sorted(scope.case_types))
    allowed = and_(known, INDEXED.c.case_id.not_in(scope.blocked)) if scope.blocked else known
    return matching(connection, kind, words).where(allowed)


def _cases(connection: Connection, scope: Scope, query: SearchQuery, limit: int) -> list[SearchHit]:
    found = _matching(connection, scope, "case", query.words).limit(limit).subquery()
    rows = connection.execute(
        select(CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.name, CASE.c.state, CASE.c.rowid)
        .join(found, found.c.case_id == CASE.c.id)
        .where(known_by_id(scope))
        .distinct()
        .order_by(CASE.c.rowid.desc())
    )
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
    exact = _people_by(connection, scope, query.words, limit)
    near: list[UUID] = []
    if len(exact) < ENOUGH:
        near = [each for each in _people_by(connection, scope, query.loose, limit) if each not in exact]
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


def _people_by(connection: Connection, scope: Scope, words: Words, limit: int) -> list[UUID]:
    found = _matching(connection, scope, "person", words).limit(limit * OVERLOOK).subquery()
    rows = connection.execute(
        select(PARTY.c.person_id)
        .join(found, found.c.record_id == PARTY.c.id)
        .where(PARTY.c.deleted.is_(False), PARTY.c.person_id.is_not(None))
        .order_by(found.c.rowid.desc())
    ).scalars()
    return list(dict.fromkeys(rows))[:limit]


def _entries(
    connection: Connection, scope: Scope, query: SearchQuery, kind: Literal["incident", "contact"], limit: int
) -> Iterable[SearchHit]:
    found = _matching(connection, scope, kind, query.words).limit(limit).subquery()
    table = INCIDENT if kind == "incident" else CONTACT
    rows: Sequence[Any] = connection.execute(
        select(found.c.at, found.c.case_id, CASE.c.type, CASE.c.reference, CASE.c.name)
        .join(table, table.c.id == found.c.record_id)
        .join(CASE, CASE.c.id == found.c.case_id)
        .where(known_by_id(scope), table.c.deleted.is_(False), table.c.withdrawn.is_(False))
    ).all()
    return [
        SearchHit(
            kind,
            f"{kind.capitalize()}, {show_day(row.at.date())}",
            f"{row.reference} · {row.name or NOT_KNOWN}",
            case_id=row.case_id,
            case_type=row.type,
            reference=row.reference,
            at=row.at,
        )
        for row in rows
    ]


def _about(birth: str, postcode: str, cases: int) -> str:
    born = f"born {birth[:4]}" if birth[:4].isdigit() else ""
    count = f"{cases} case{'s' if cases != 1 else ''}"
    return " · ".join(part for part in (born, postcode, count) if part)


def _when(hit: SearchHit) -> float:
    return hit.at.timestamp() if hit.at else 0.0
