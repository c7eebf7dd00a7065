"""People: one person's page, finding whether somebody is already known, adding and altering facts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import HistoryLine, Saved
from spp_desktop.domain.casetype import refuse_errors
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.matching import PersonMatch, described
from spp_desktop.domain.people import (
    FactInput,
    FactKind,
    FactView,
    PersonLine,
    PersonView,
    Safety,
    change_problems,
    clean_facts,
    fact_problems,
    read_birth,
)
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.postcodes import show_postcode
from spp_desktop.domain.search import query_tokens
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Work, compartments, look, working
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import people as kept
from spp_desktop.store import person_page
from spp_desktop.store.history import history_of
from spp_desktop.store.matching import people_like
from spp_desktop.store.search import people_matching

MATCHES = 8


@gate(Right.CASE_READ)
def open_person(me: SignedIn, person_id: UUID) -> PersonView:
    """A person with what the officer may know of. The look is recorded.

    Somebody who was merged into another is shown as the one who was kept.
    """
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            view = _opened(connection, me, person_id)
        if view is not None:
            look(me, "person.viewed", about=view.id, compartment=compartment)
            return view
    raise NotFound


def _opened(connection: Any, me: SignedIn, person_id: UUID) -> PersonView | None:
    """A person, or whoever was kept for them: one merged into somebody merged in turn is followed to the last."""
    wanted: UUID | None = person_id
    tried: set[UUID] = set()
    while wanted is not None and wanted not in tried:
        with suppress(NotFound):
            return person_page.open_person(connection, me.scope, wanted, me.today())
        tried.add(wanted)
        wanted = person_page.kept_for(connection, me.scope, wanted)
    return None


@gate(Right.CASE_READ)
def person_history(me: SignedIn, person_id: UUID) -> list[HistoryLine]:
    """What was done about a person on cases the officer may know of, newest first."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            records = person_page.records_about(connection, me.scope, person_id)
            if records:
                return history_of(connection, me.scope, case_type, records)
    raise NotFound


@gate(Right.CASE_READ)
def show_fact(me: SignedIn, fact_id: UUID) -> str:
    """The words of a fact that is kept covered. That they were shown is recorded."""
    fact, compartment = _fact(me, fact_id)
    look(me, "person.detail-shown", about=fact.person_id, compartment=compartment)
    return ", ".join(part for part in (fact.text, fact.postcode) if part)


@gate(Right.CASE_READ)
def list_people(me: SignedIn, text: str = "", limit: int = 100, offset: int = 0) -> list[PersonLine]:
    """People the officer may know of: those that match, nearest first, or all by name."""
    found: list[PersonLine] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            if text.strip():
                found += people_matching(connection, me.scope, query_tokens(text), text, me.today(), limit=limit)
            else:
                found += kept.people_by_name(connection, me.scope, me.today(), limit=limit, offset=offset)
    return found[:limit]


@gate(Right.CASE_WRITE)
def match_person(me: SignedIn, facts: Iterable[FactInput]) -> list[PersonMatch]:
    """People the officer may know of who may be the one being recorded, the likeliest first, each with why."""
    given = described(clean_facts(facts, me.today()))
    found: list[PersonMatch] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += people_like(connection, me.scope, given, me.today(), limit=MATCHES)
    return sorted(found, key=lambda match: -match.likeness.score)[:MATCHES]


@gate(Right.CASE_WRITE)
def add_facts(me: SignedIn, case_id: UUID, person_id: UUID, facts: Iterable[FactInput]) -> Done[Saved]:
    """Record facts about somebody who is on a case; that case is their source."""
    cleaned = clean_facts(facts, me.today())
    refuse_errors([problem for fact in cleaned for problem in fact_problems(fact, me.today())])
    with working(me, case_id, "person.facts") as work:
        connection = work.unit.connection
        others = [fact.other_id for fact in cleaned if fact.other_id is not None]
        known = {line.id for line in kept.person_lines(connection, me.scope, others, work.today)} - {person_id}
        if not kept.is_on_case(connection, case_id, person_id) or not known.issuperset(others):
            raise NotFound
        added = kept.add_facts(work.unit, work.on, person_id, cleaned)
        _renewed(work, person_id)
    return _done(work, added[-1] if added else person_id, person_id)


@gate(Right.CASE_WRITE)
def change_fact(
    me: SignedIn,
    fact_id: UUID,
    *,
    text: str | None = None,
    postcode: str | None = None,
    safety: Safety | None = None,
    protected: bool | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    revision: int | None = None,
) -> Done[Saved]:
    """Put a fact right, mark a detail safe or not, protect an address, or say when a fact stopped being true.

    Only this fact alters: the same words recorded of somebody else, or from another case, stay as they are.
    """
    fact, _ = _fact(me, fact_id)
    if fact.case_id is None:
        raise NotFound
    given = {
        "text": text,
        "postcode": postcode,
        "safety": safety,
        "protected": protected,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    values: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if "text" in values:
        values["text"] = clean_line(str(values["text"]))
        if fact.kind is FactKind.BIRTH:
            values["text"], values["estimated"] = read_birth(values["text"], me.today())
        if not values["text"]:
            raise Invalid((Problem("text", "A fact cannot be blank; say when it stopped being true"),))
    if "postcode" in values:
        values["postcode"] = show_postcode(str(values["postcode"]))
    refuse_errors(change_problems(fact.kind, protected=protected, since=valid_from or fact.valid_from, until=valid_to))
    with working(me, fact.case_id, "person.fact-altered") as work:
        now = kept.set_fact(work.unit, fact_id, values, revision=revision)
        person_id = kept.person_of(work.unit, fact_id)
        _renewed(work, person_id)
    return _done(work, fact_id, person_id, now)


def _fact(me: SignedIn, fact_id: UUID) -> tuple[FactView, str]:
    """A fact the officer may know of, nothing of it covered, and the compartment it lives in."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = kept.fact_known(connection, me.scope, fact_id)
        if found is not None:
            return found, compartment
    raise NotFound


def _renewed(work: Work, person_id: UUID) -> None:
    """Bring the search index, and the name of the case if it is about this person, in step with the facts."""
    kept.index_person(work.unit, work.on, person_id)
    if kept.is_main(work.unit.connection, work.on.id, person_id):
        name = kept.name_in_use(work.unit, person_id, work.kind.code)
        if name != work.row["name"]:
            kept_cases.set_case(work.unit, work.kind, work.on.id, {"name": name})


def _done(work: Work, record_id: UUID, person_id: UUID, revision: int = 1) -> Done[Saved]:
    changes = work.changes | Changes(people=frozenset((person_id,)))
    return Done(Saved(record_id, work.on.id, work.row["reference"], revision), changes)
