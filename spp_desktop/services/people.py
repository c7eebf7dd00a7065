"""People: one person's page, finding whether somebody is already known, adding and altering facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.people import FactInput, FactKind, PersonLine, PersonView, Safety, clean_facts
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.postcodes import show_postcode
from spp_desktop.domain.search import query_tokens
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Work, case_with, compartments, look, working
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import people as kept
from spp_desktop.store.search import people_matching
from spp_desktop.store.tables.person import PersonFactRow

MATCHES = 8


@gate(Right.CASE_READ)
def open_person(me: SignedIn, person_id: UUID) -> PersonView:
    """A person with the facts and cases the officer may know of. The look is recorded."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            try:
                view = kept.open_person(connection, me.scope, person_id)
            except NotFound:
                continue
        look(me, "person.viewed", about=person_id, compartment=compartment)
        return view
    raise NotFound


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
def match_person(me: SignedIn, facts: Iterable[FactInput]) -> list[PersonLine]:
    """People the officer may know of who may be the one being recorded: alike in name, or of the same phone."""
    given = tuple(facts)
    found: dict[UUID, PersonLine] = {}
    for text in (fact.text for fact in given if fact.kind in (FactKind.NAME, FactKind.PHONE) and fact.text.strip()):
        for compartment in compartments(me):
            with me.store.read(compartment) as connection:
                lines = people_matching(connection, me.scope, query_tokens(text), text, me.today(), limit=MATCHES)
            found.update((line.id, line) for line in lines)
    return list(found.values())[:MATCHES]


@gate(Right.CASE_WRITE)
def add_facts(me: SignedIn, case_id: UUID, person_id: UUID, facts: Iterable[FactInput]) -> Done[Saved]:
    """Record facts about somebody who is on a case; that case is their source."""
    cleaned = clean_facts(facts, me.today())
    with working(me, case_id, "person.facts") as work:
        if not kept.is_on_case(work.unit.connection, case_id, person_id):
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
    valid_to: date | None = None,
    revision: int | None = None,
) -> Done[Saved]:
    """Put a fact right, mark a phone safe or not, protect an address, or say when a fact stopped being true.

    Only this fact alters: the same words recorded of somebody else, or from another case, stay as they are.
    """
    given = {"text": text, "postcode": postcode, "safety": safety, "protected": protected, "valid_to": valid_to}
    values = {key: value for key, value in given.items() if value is not None}
    if "text" in values:
        values["text"] = clean_line(str(values["text"]))
        if not values["text"]:
            raise Invalid((Problem("text", "A fact cannot be blank; say when it stopped being true"),))
    if "postcode" in values:
        values["postcode"] = show_postcode(str(values["postcode"]))
    with working(me, case_with(me, PersonFactRow, fact_id), "person.fact-altered") as work:
        now = kept.set_fact(work.unit, fact_id, values, revision=revision)
        person_id = kept.person_of(work.unit, fact_id)
        _renewed(work, person_id)
    return _done(work, fact_id, person_id, now)


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
