"""Two people found to be one, and taken apart again. Only what the officer may know of goes over or comes back.

Each case it touches gets an operation of its own in its own stream; all of them are saved together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.people import FactView
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Located, Work, compartments, locate, work_on
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import merging as kept
from spp_desktop.store import people as kept_people
from spp_desktop.store import person_page
from spp_desktop.store.opened import Several

MERGED, UNMERGED = "person.merged", "person.unmerged"


@gate(Right.CASE_WRITE)
def merge_people(me: SignedIn, kept_id: UUID, merged_id: UUID, reason: str) -> Done[Saved]:
    """Make two people one: ``kept_id`` takes over all that ``merged_id`` has on cases the officer may know of.

    What cases beyond the officer's knowledge hold stays where it is, and nothing says so.
    """
    why = _reason(reason, "Say how you know that they are one person")
    compartment, held = _held(me, merged_id)
    if kept_id == merged_id:
        raise Refused("Choose two different people. Nothing was changed")
    theirs, keeper = _held(me, kept_id)
    if theirs != compartment:
        raise Refused("One of them is confidential, so they are kept apart. Nothing was changed")
    with me.store.read(compartment) as connection:
        if kept.related(connection, me.scope, kept_id, merged_id):
            raise Refused("They are recorded as related to one another. Say that this is wrong first")
    with _over(me, compartment, held) as (several, places):
        for case_id, moved in held.items():
            with work_on(me, several, case_id, places[case_id], MERGED, why=why) as work:
                if case_id == next(iter(held)):
                    now = (kept.held_on_cases(work.unit.connection, me.scope, each) for each in (merged_id, kept_id))
                    _still(list(now) == [held, keeper])
                kept.merge_on(work.unit, work.on, kept_id, merged_id, moved, why)
                _rename(work, kept_id)
        named = _rename_others(me, several, work, (kept_id,), set(held), MERGED)
    return _done(work, kept_id, merged_id, (*held, *named))


@gate(Right.CASE_WRITE)
def unmerge_people(me: SignedIn, merge_id: UUID, reason: str, also: Iterable[UUID] = ()) -> Done[Saved]:
    """Take two people apart again: exactly what went over comes back.

    What was added since stays with the one who was kept, but for the facts named in ``also``.
    """
    why = _reason(reason, "Say how you know that they are two people")
    compartment, rows = _rows(me, merge_id)
    kept_id, merged_id = rows[0].kept_id, rows[0].merged_id
    with me.store.read(compartment) as connection:
        if kept.merged_since(connection, me.scope, kept_id, rows[0].at):
            raise Refused("They have since been found to be somebody else again. Undo that first")
        since = kept.added_since(connection, me.scope, kept_id, rows[0].at)
    wanted = frozenset(also)
    facts = {case_id: [each for each in moved["person_fact"] if each in wanted] for case_id, moved in since.items()}
    facts = {case_id: ids for case_id, ids in facts.items() if ids}
    if {each for ids in facts.values() for each in ids} != wanted:
        raise NotFound
    merges = {row.case_id: row for row in rows}
    with _over(me, compartment, {**merges, **facts}) as (several, places):
        for case_id, place in places.items():
            with work_on(me, several, case_id, place, UNMERGED, why=why) as work:
                kept.give(work.unit, {"person_fact": facts.get(case_id, ())}, merged_id)
                if case_id in merges:
                    _still(kept.stands(work.unit, merges[case_id]))
                    kept.unmerge_on(work.unit, work.on, merges[case_id], why)
                for person_id in (kept_id, merged_id):
                    kept_people.index_person(work.unit, work.on, person_id)
                    _rename(work, person_id)
        named = _rename_others(me, several, work, (kept_id, merged_id), set(places), UNMERGED)
    return _done(work, kept_id, merged_id, (*places, *named))


@gate(Right.CASE_WRITE)
def added_since_merge(me: SignedIn, merge_id: UUID) -> tuple[FactView, ...]:
    """The facts recorded of the person who was kept since a merge: those an officer may say are the other's."""
    compartment, rows = _rows(me, merge_id)
    with me.store.read(compartment) as connection:
        since = kept.added_since(connection, me.scope, rows[0].kept_id, rows[0].at)
        view = person_page.open_person(connection, me.scope, rows[0].kept_id, me.today())
    added = {each for moved in since.values() for each in moved["person_fact"]}
    return tuple(fact for fact in view.facts if fact.id in added)


def _reason(reason: str, asked: str) -> str:
    why = clean_line(reason)
    if not why:
        raise Invalid((Problem("why", asked),))
    return why


def _still(stands: bool) -> None:
    """Raise unless what was read before the write began still stands: somebody else may have merged them meanwhile."""
    if not stands:
        raise Refused("Somebody else altered what is known of them meanwhile. Nothing was changed: look at them again")


def _held(me: SignedIn, person_id: UUID) -> tuple[str, dict[UUID, kept.Moved]]:
    """Where a person lives and what they have on known cases. Raises NotFound for one who has nothing there."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            held = kept.held_on_cases(connection, me.scope, person_id)
        if held:
            return compartment, held
    raise NotFound


def _rows(me: SignedIn, merge_id: UUID) -> tuple[str, tuple[kept.Merge, ...]]:
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            rows = kept.merge_rows(connection, me.scope, merge_id)
        if rows:
            return compartment, rows
    raise NotFound


@contextmanager
def _over(me: SignedIn, compartment: str, cases: Iterable[UUID]) -> Iterator[tuple[Several, dict[UUID, Located]]]:
    """Operations on these cases, once the right over each is asked for."""
    places = {case_id: locate(me, case_id) for case_id in cases}
    for place in places.values():
        need_over(me, Right.CASE_WRITE, place.type)
    with me.store.together(by=me.officer.id, at=me.now(), compartment=compartment) as several:
        yield several, places


def _rename(work: Work, person_id: UUID) -> None:
    """Bring the name that a case stands under in step, where it is about this person."""
    if kept_people.is_main(work.unit.connection, work.on.id, person_id):
        name = kept_people.name_in_use(work.unit, person_id, work.kind.code)
        kept_cases.set_case(work.unit, work.kind, work.on.id, {"name": name})


def _rename_others(
    me: SignedIn, several: Several, last: Work, people: tuple[UUID, ...], done: set[UUID], operation: str
) -> list[UUID]:
    """Bring the names of other cases about these people in step; returns those that were not."""
    stale = [
        row.id
        for row in kept.cases_named_after(last.unit.connection, me.scope, people)
        if row.id not in done and row.name != kept_people.name_in_use(last.unit, row.person_id, row.type)
    ]
    for case_id in stale:
        with work_on(me, several, case_id, locate(me, case_id), operation) as work:
            for person_id in people:
                _rename(work, person_id)
    return stale


def _done(work: Work, kept_id: UUID, merged_id: UUID, cases: Iterable[UUID]) -> Done[Saved]:
    changes = Changes(cases=frozenset(cases), people=frozenset((kept_id, merged_id)))
    return Done(Saved(kept_id, work.on.id, work.row["reference"], 1), changes)
