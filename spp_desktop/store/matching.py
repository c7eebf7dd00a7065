"""People already known who may be the one being recorded: found by the index, never by going through everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.matching import Described, PersonMatch, last_digits, likeness
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.search import SearchQuery, query_tokens
from spp_desktop.domain.text import fold
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.case_reads import FACT, facts_known
from spp_desktop.store.index import Words
from spp_desktop.store.people import person_lines
from spp_desktop.store.search import people_found

FEW, EACH = 8, 24
"""When a whole name finds fewer people than ``FEW``, one of its words is enough; each way of looking finds ``EACH``."""
_TOLD_BY = {
    FactKind.NAME.value: "names",
    FactKind.BIRTH.value: "births",
    FactKind.PHONE.value: "phones",
    FactKind.EMAIL.value: "emails",
}
_READ = (*_TOLD_BY, FactKind.ADDRESS.value)


def people_like(
    connection: Connection, scope: Scope, given: Described, today: date, *, limit: int
) -> list[PersonMatch]:
    """People the reader may know of who are alike enough to be offered, the likeliest first."""
    found = _candidates(connection, scope, given)
    known = _described(connection, scope, found)
    scored = ((person, likeness(given, known[person], today)) for person in found if person in known)
    offered = sorted(((person, how) for person, how in scored if how.offered), key=lambda each: -each[1].score)
    likely = dict(offered[: limit * 2])
    lines = person_lines(connection, scope, list(likely), today)
    return [PersonMatch(line, likely[line.id]) for line in lines][:limit]


def _candidates(connection: Connection, scope: Scope, given: Described) -> list[UUID]:
    found: dict[UUID, None] = {}
    for words in _ways_to_look(given):
        found.update(dict.fromkeys(people_found(connection, scope, words, EACH)))
    if len(found) < FEW:
        for words in _by_one_name(given):
            found.update(dict.fromkeys(people_found(connection, scope, words, EACH)))
    for birth in given.births:
        if len(birth) > len("1985"):
            found.update(dict.fromkeys(_born_on(connection, scope, birth)))
    return list(found)


def _ways_to_look(given: Described) -> Iterator[Words]:
    """What to ask the index: each number, address and postcode, then each name, its first and last words alone too."""
    for exact in (*(last_digits(phone) for phone in given.phones), *given.emails, *given.postcodes):
        if words := query_tokens(exact).words:
            yield words
    for query in _queries(given):
        yield query.loose
        if len(query.loose) > 2:
            yield (query.loose[0], query.loose[-1])


def _by_one_name(given: Described) -> Iterator[Words]:
    """Each name by its last word, then by its first: families share the one, and another marries out of it."""
    for query in _queries(given):
        if len(query.loose) > 1:
            yield query.loose[-1:]
            yield query.loose[:1]


def _queries(given: Described) -> Iterator[SearchQuery]:
    return (query for query in map(query_tokens, given.names) if query)


def _born_on(connection: Connection, scope: Scope, birth: str) -> Sequence[UUID]:
    return (
        connection.execute(
            select(FACT.c.person_id)
            .join(CASE, CASE.c.id == FACT.c.case_id)
            .where(FACT.c.kind == FactKind.BIRTH.value, FACT.c.text_key == fold(birth), FACT.c.deleted.is_(False))
            .where(known_by_id(scope))
            .limit(EACH)
        )
        .scalars()
        .all()
    )


def _described(connection: Connection, scope: Scope, people: Sequence[UUID]) -> dict[UUID, Described]:
    """What is known of people, those facts included that no longer hold: somebody who moved is still themselves."""
    if not people:
        return {}
    rows: Sequence[Any] = connection.execute(
        select(FACT.c.person_id, FACT.c.kind, FACT.c.text, FACT.c.postcode)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(
            FACT.c.person_id.in_(people),
            FACT.c.kind.in_(_READ),
            FACT.c.deleted.is_(False),
            FACT.c.protected.is_(False),
            facts_known(scope),
        )
    ).all()
    gathered: dict[UUID, dict[str, list[str]]] = {}
    for row in rows:
        held = gathered.setdefault(row.person_id, {})
        if row.kind in _TOLD_BY:
            held.setdefault(_TOLD_BY[row.kind], []).append(row.text)
        elif row.postcode:
            held.setdefault("postcodes", []).append(row.postcode)
    told = {person: {name: tuple(said) for name, said in held.items()} for person, held in gathered.items()}
    return {person: Described(**said) for person, said in told.items()}
