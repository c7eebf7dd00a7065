"""People and their facts: written inside a unit of work, read within a reader's scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, exists, func, select, tuple_

from spp_desktop.domain.contacting import strict, unsafe_details
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.people import (
    NOT_KNOWN,
    FactInput,
    FactKind,
    FactView,
    PersonLine,
    PersonView,
    safe_contact,
)
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.search import index_tokens
from spp_desktop.domain.text import fold
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.case_reads import FACT, FACT_SHOWN, PARTY, fact_view, facts_known
from spp_desktop.store.index import Indexed
from spp_desktop.store.statements import one_of, written_once
from spp_desktop.store.tables.person import PersonFactRow
from spp_desktop.store.unit import UnitOfWork

_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_THE_PERSON: BindParameter[Any] = bindparam("person")
_THE_CASE: BindParameter[Any] = bindparam("case")
_SAID_ON_CASE = select(FACT.c.kind, FACT.c.text, FACT.c.postcode, FACT.c.protected).where(
    FACT.c.person_id == _THE_PERSON, FACT.c.case_id == _THE_CASE, FACT.c.deleted.is_(False)
)
_ROLES_ON_CASE = select(PARTY.c.id).where(
    PARTY.c.person_id == _THE_PERSON, PARTY.c.case_id == _THE_CASE, PARTY.c.deleted.is_(False)
)
_REACHED_BY = tuple(kind.value for kind in (FactKind.ADDRESS, FactKind.PHONE, FactKind.EMAIL))
_NAMED = frozenset((FactKind.NAME.value,))
_FOUND_BY = frozenset(kind.value for kind in (FactKind.NAME, FactKind.ADDRESS, FactKind.PHONE, FactKind.EMAIL))


class Source(Protocol):
    """The case a fact comes from."""

    @property
    def id(self) -> UUID: ...
    @property
    def type(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def retention(self) -> str: ...


def name_key(name: str) -> str:
    """What a name sorts by: family name first, folded."""
    words = fold(name).split()
    return " ".join(words[-1:] + words[:-1])


def add_facts(unit: UnitOfWork, source: Source, person_id: UUID, facts: Iterable[FactInput]) -> list[UUID]:
    """Record facts about a person, from a case. Their index entry is not touched: see ``index_person``."""
    rows: list[dict[str, Any]] = [
        {
            "id": unit.new_id(),
            "person_id": person_id,
            "case_id": source.id,
            "kind": fact.kind.value,
            "text": fact.text,
            "text_key": text_key(fact.kind, fact.text),
            "postcode": fact.postcode,
            "estimated": fact.estimated,
            "safety": fact.safety,
            "protected": fact.protected,
            "valid_from": fact.valid_from,
            "valid_to": fact.valid_to,
            "recorded_at": unit.at,
            "by_id": unit.by,
            "other_id": fact.other_id,
            "agency": source.agency,
            "retention": source.retention,
        }
        for fact in facts
    ]
    unit.insert_many(PersonFactRow, rows)
    return [row["id"] for row in rows]


def set_fact(unit: UnitOfWork, fact_id: UUID, values: Mapping[str, Any], *, revision: int | None = None) -> int:
    """Alter a fact; returns its revision afterwards."""
    changed = dict(values)
    was = unit.get(PersonFactRow, fact_id)
    if was is None or was["deleted"]:
        raise NotFound
    if "text" in changed:
        changed["text_key"] = text_key(FactKind(was["kind"]), changed["text"])
    return unit.update(PersonFactRow, fact_id, changed, revision=revision)


def text_key(kind: FactKind, text: str) -> str:
    """What a fact sorts and matches by."""
    return name_key(text) if kind is FactKind.NAME else fold(text)


def index_person(unit: UnitOfWork, source: Source, person_id: UUID) -> None:
    """Make a person found, by those who may know of the case, by what that case says of them.

    A protected address is in no index.
    """
    which = {"person": person_id, "case": source.id}
    facts = unit.connection.execute(_SAID_ON_CASE, which).all()
    tokens: dict[str, None] = {}
    for fact in facts:
        if fact.kind in _FOUND_BY and not fact.protected:
            found = index_tokens(f"{fact.text}\n{fact.postcode}", names=fact.kind in _NAMED)
            tokens.update(dict.fromkeys(found))
    parties = unit.connection.execute(_ROLES_ON_CASE, which).scalars()
    unit.index(*(Indexed("person", party, tuple(tokens), source.id, source.type, unit.at) for party in parties))


def name_in_use(unit: UnitOfWork, person_id: UUID, case_type: str) -> str:
    """A person's newest name among facts from cases of one type."""
    found = unit.select(
        select(FACT.c.text)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(
            FACT.c.person_id == person_id,
            FACT.c.kind == FactKind.NAME.value,
            FACT.c.deleted.is_(False),
            FACT.c.valid_to.is_(None),
            CASE.c.type == case_type,
        )
        .order_by(FACT.c.recorded_at.desc(), FACT.c.rowid.desc())
        .limit(1)
    ).scalar()
    return found or NOT_KNOWN


def is_on_case(connection: Connection, case_id: UUID, person_id: UUID) -> bool:
    """Whether a person has a role on a case."""
    return connection.execute(select(PARTY.c.id).where(*_on(case_id, person_id)).limit(1)).first() is not None


def is_main(connection: Connection, case_id: UUID, person_id: UUID) -> bool:
    """Whether a case is about this person."""
    found = connection.execute(select(PARTY.c.id).where(*_on(case_id, person_id), PARTY.c.main.is_(True)).limit(1))
    return found.first() is not None


def fact_known(connection: Connection, scope: Scope, fact_id: UUID) -> FactView | None:
    """A fact as it was recorded, nothing of it covered, when the reader may know of it."""
    row = connection.execute(
        select(*FACT_SHOWN)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.id == fact_id, FACT.c.deleted.is_(False), facts_known(scope))
    ).first()
    return None if row is None else fact_view(*row)


def main_person(connection: Connection, scope: Scope, case_id: UUID) -> PersonView | None:
    """Whom a case is about, with the facts of them that reaching them asks for; None where that is nobody by name."""
    on = and_(FACT.c.person_id == PARTY.c.person_id, FACT.c.deleted.is_(False), FACT.c.kind.in_(_REACHED_BY))
    source = and_(CASE.c.id == FACT.c.case_id, facts_known(scope))
    rows = connection.execute(
        select(PARTY.c.person_id, *FACT_SHOWN)
        .select_from(PARTY.outerjoin(FACT, on).outerjoin(CASE, source))
        .where(PARTY.c.case_id == case_id, PARTY.c.main.is_(True), PARTY.c.person_id.is_not(None))
        .where(PARTY.c.deleted.is_(False))
    ).all()
    if not rows:
        return None
    return PersonView(rows[0][0], tuple(fact_view(*row[1:]) for row in rows if row.reference is not None))


def person_of(unit: UnitOfWork, fact_id: UUID) -> UUID:
    """Whom a fact is about."""
    person: UUID = unit.select(select(FACT.c.person_id).where(FACT.c.id == fact_id)).scalar_one()
    return person


def people_by_name(
    connection: Connection, scope: Scope, today: date, *, limit: int, offset: int = 0
) -> list[PersonLine]:
    """A page of the people a reader may know of, by family name; those without a name are not listed."""
    before, its_case = FACT.alias("before"), CASE.alias("its_case")
    listed_already = (
        exists()
        .where(
            before.c.person_id == FACT.c.person_id,
            before.c.kind == FactKind.NAME.value,
            before.c.deleted.is_(False),
            tuple_(before.c.text_key, before.c.rowid) < tuple_(FACT.c.text_key, FACT.c.rowid),
            before.c.case_id == its_case.c.id,
            known_by_id(scope, its_case),
        )
        .correlate(FACT)
    )
    named = (
        select(FACT.c.person_id)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.kind == FactKind.NAME.value, FACT.c.deleted.is_(False), known_by_id(scope), ~listed_already)
        .order_by(FACT.c.text_key, FACT.c.rowid)
        .limit(limit)
        .offset(offset)
    )
    return person_lines(connection, scope, list(connection.execute(named).scalars()), today)


def person_lines(connection: Connection, scope: Scope, people: Sequence[UUID], today: date) -> list[PersonLine]:
    """People as a list shows them, in the order asked; those the reader may not know of are left out."""
    if not people:
        return []
    facts = connection.execute(_telling_facts(scope), {"people": people})
    newest: dict[UUID, dict[str, Any]] = {}
    for fact in facts:
        holds = (fact.valid_from is None or fact.valid_from <= today) and (
            fact.valid_to is None or today <= fact.valid_to
        )
        if holds and not (fact.kind == FactKind.ADDRESS and _covered(fact)):
            newest.setdefault(fact.person_id, {})[fact.kind] = fact
    counted = connection.execute(_case_counts(scope), {"people": people})
    cases: dict[UUID, int] = {row[0]: row[1] for row in counted}
    return [_line(person, newest.get(person, {}), cases[person]) for person in people if person in cases]


def _covered(address: Any) -> bool:
    """Whether an address is kept out of lists: protected, marked unsafe, or by its case's rule of safe contact."""
    rule = safe_contact({"safe_letter": address.letter, "safe_visit": address.visit})
    return (
        address.protected
        or address.safety == "unsafe"
        or "address" in unsafe_details(rule, strictly=strict(address.type))
    )


@written_once
def _telling_facts(scope: Scope) -> Select[Any]:
    """The facts that tell ``people`` apart in a list, the oldest first."""
    return (
        select(
            FACT.c.person_id, FACT.c.kind, FACT.c.text, FACT.c.postcode, FACT.c.protected, FACT.c.safety,
            FACT.c.valid_from, FACT.c.valid_to, CASE.c.type, CASE.c.answers["safe_letter"].as_string().label("letter"),
            CASE.c.answers["safe_visit"].as_string().label("visit"),
        )
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(
            FACT.c.person_id.in_(_PEOPLE), one_of(FACT.c.kind, ("name", "birth", "address")),
            FACT.c.deleted.is_(False), known_by_id(scope),
        )
        .order_by(FACT.c.recorded_at)
    )  # fmt: skip


@written_once
def _case_counts(scope: Scope) -> Select[Any]:
    """How many cases each of ``people`` is on."""
    return (
        select(PARTY.c.person_id, func.count(PARTY.c.case_id.distinct()))
        .join(CASE, CASE.c.id == PARTY.c.case_id)
        .where(PARTY.c.person_id.in_(_PEOPLE), PARTY.c.deleted.is_(False), known_by_id(scope))
        .group_by(PARTY.c.person_id)
    )


def _line(person_id: UUID, facts: Mapping[str, Any], cases: int) -> PersonLine:
    name, birth, address = (facts.get(kind) for kind in ("name", "birth", "address"))
    return PersonLine(
        person_id,
        name.text if name else NOT_KNOWN,
        birth.text if birth else "",
        address.postcode if address else "",
        cases,
    )


def _on(case_id: UUID, person_id: UUID) -> tuple[Any, ...]:
    return PARTY.c.case_id == case_id, PARTY.c.person_id == person_id, PARTY.c.deleted.is_(False)
