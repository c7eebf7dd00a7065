"""Retention: cases due for review, holds, keeping longer, and erasing for good.

Whoever does this needs no case's content: a case is known here by its reference and its days alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES, Right, Scope
from spp_desktop.domain.retention import DueForReview, Erased, Target
from spp_desktop.domain.text import clean_text
from spp_desktop.services.casework import compartments, type_in_force
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import people as kept_people
from spp_desktop.store import retention
from spp_desktop.store.case_lists import answers_of
from spp_desktop.store.cases import OnCase
from spp_desktop.store.erase import erase
from spp_desktop.store.tables.base import RecordRow
from spp_desktop.store.tables.case import CaseRow, ContactRow
from spp_desktop.store.tables.person import PersonFactRow
from spp_desktop.store.unit import UnitOfWork


@gate(Right.ERASE)
def list_due(me: SignedIn) -> list[DueForReview]:
    """Cases whose review day has come, the longest due first; held ones too, which say so."""
    found: list[DueForReview] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += retention.due(connection, _scope(me), me.today())
    return found


@gate(Right.ERASE)
def hold_case(me: SignedIn, case_id: UUID, reason: str, until: date | None = None) -> Done[None]:
    """Forbid erasing a case, for a reason (litigation, an inquiry, a review), to a day or until it is lifted.

    Raises:
        Invalid: no reason, or a day that has passed.
    """
    problems = _owed(reason, "reason", "Say why the case is held")
    if until is not None and until < me.today():
        problems = (*problems, Problem("until", "That day has passed"))
    _refuse(problems)
    with _on(me, case_id, "retention.held", why=None) as unit:
        unit.update(CaseRow, case_id, {"hold_reason": clean_text(reason), "hold_until": until})
    return Done(None, _changed(case_id))


@gate(Right.ERASE)
def lift_hold(me: SignedIn, case_id: UUID, why: str) -> Done[None]:
    """Let a case be erased again once it is due."""
    _refuse(_owed(why, "why", "Say why the hold is lifted"))
    with _on(me, case_id, "retention.hold-lifted", why=why) as unit:
        unit.update(CaseRow, case_id, {"hold_reason": None, "hold_until": None})
    return Done(None, _changed(case_id))


@gate(Right.ERASE)
def keep_case(me: SignedIn, case_id: UUID, why: str, until: date) -> Done[None]:
    """Keep a case that was due, with the reason and another review day.

    Raises:
        Invalid: no reason, or a day that is not ahead.
    """
    problems = _owed(why, "why", "Say why the case is kept")
    if until <= me.today():
        problems = (*problems, Problem("until", "Give a day ahead"))
    _refuse(problems)
    with _on(me, case_id, "retention.kept", why=why) as unit:
        unit.update(CaseRow, case_id, {"review": until})
    return Done(None, _changed(case_id))


@gate(Right.ERASE)
def erase_case(me: SignedIn, case_id: UUID, why: str) -> Done[Erased]:
    """Erase a case with everything that hangs on it, and people known from it alone. It cannot be undone.

    Raises:
        Invalid: no reason.
        Refused: the case is open, its review day has not come, or it is held.
    """
    _refuse(_owed(why, "why", "Say why the case is erased"))
    case, compartment = _case(me, case_id)
    if case.held(me.today()):
        raise Refused("This case is held and may not be erased. Nothing was changed. Its hold must be lifted first")
    if case.review is None or case.review > me.today():
        raise Refused("This case is not due for review yet. Nothing was changed")
    with me.store.read(compartment) as connection:
        targets = retention.everything_on(connection, case_id)
    return Done(_erase(me, targets, why, compartment, case_id), _changed(case_id))


@gate(Right.ERASE)
def erase_value(me: SignedIn, case_id: UUID, target: Target, why: str) -> Done[Erased]:
    """Erase one value, on a case or on what hangs on it: one that is wrong, or that should never have been recorded.

    ``target`` names the record and its fields; a record is erased whole where it names none.

    Raises:
        Invalid: no reason.
        NotFound: the record does not hang on the case.
        Refused: the case is held.
    """
    _refuse(_owed(why, "why", "Say why it is erased"))
    case, compartment = _case(me, case_id)
    if case.held(me.today()):
        raise Refused("This case is held and nothing of it may be erased. Nothing was changed")
    with me.store.read(compartment) as connection:
        on_it = {(one.kind, one.record_id) for one in retention.everything_on(connection, case_id)}
        named = retention.named_after(connection, target.record_id)
    if (target.kind, target.record_id) not in on_it or (target.kind == "case" and target.fields is None):
        raise NotFound
    # A name stands on its cases too, for lists: it goes from there, and the next name known takes its place.
    names = [Target("case", one, frozenset({"name"})) for one, _ in named]

    def put_right(unit: UnitOfWork) -> None:
        for named_case, person in named:
            kind = _case_on(unit, named_case).type
            name = kept_people.name_in_use(unit, person, kind)
            kept_cases.set_case(unit, type_in_force(me, kind), named_case, {"name": name})
        for one in (target, *names):
            _index_again(me, unit, case_id, one)

    done = _erase(me, [target, *names], why, compartment, case_id, put_right)
    return Done(done, Changes(cases=frozenset({case_id, *(one for one, _ in named)})))


def _erase(
    me: SignedIn,
    targets: list[Target],
    why: str,
    compartment: str,
    case_id: UUID,
    afterwards: Callable[[UnitOfWork], None] | None = None,
) -> Erased:
    return erase(
        me.store,
        targets,
        by=me.officer.id,
        at=me.now(),
        why=clean_text(why),
        compartment=compartment,
        about=None if Target("case", case_id) in targets else case_id,
        afterwards=afterwards,
    )


def _index_again(me: SignedIn, unit: UnitOfWork, case_id: UUID, target: Target) -> None:
    """Make what is left of a record found by what is left of its words."""
    if target.kind == "case":
        case = _columns(unit, CaseRow, target.record_id)
        kind = type_in_force(me, case["type"])
        on = _case_on(unit, target.record_id)
        kept_cases.index_case(unit, kind, on, case["reference"], answers_of(case["answers"]))
    elif target.kind == "contact" and target.fields is not None:
        contact = _columns(unit, ContactRow, target.record_id)
        words = (contact["with_whom"], contact["words"], contact["at"])
        kept_cases.index_contact(unit, _case_on(unit, case_id), target.record_id, *words)
    elif target.kind == "person_fact":
        person = _columns(unit, PersonFactRow, target.record_id)["person_id"]
        kept_people.index_person(unit, _case_on(unit, case_id), person)


def _case_on(unit: UnitOfWork, case_id: UUID) -> OnCase:
    case = _columns(unit, CaseRow, case_id)
    return OnCase(case_id, case["type"], case["agency"], case["retention"])


def _columns(unit: UnitOfWork, row: type[RecordRow], record_id: UUID) -> Mapping[str, Any]:
    found = unit.get(row, record_id)
    if found is None:
        raise NotFound
    return found


def _scope(me: SignedIn) -> Scope:
    types = frozenset(kind.code for kind in CASE_TYPES)
    return Scope(me.officer.id, types if me.store.confidential else types - CONFIDENTIAL_TYPES, me.store.confidential)


def _case(me: SignedIn, case_id: UUID) -> tuple[DueForReview, str]:
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = retention.one(connection, _scope(me), case_id)
        if found is not None:
            return found, compartment
    raise NotFound


def _on(me: SignedIn, case_id: UUID, operation: str, *, why: str | None) -> AbstractContextManager[UnitOfWork]:
    _, compartment = _case(me, case_id)
    return me.store.write(
        operation,
        by=me.officer.id,
        at=me.now(),
        stream=Stream.AUDIT,
        why=clean_text(why) if why else None,
        about=case_id,
        compartment=compartment,
    )


def _owed(words: str, field: str, message: str) -> tuple[Problem, ...]:
    return () if clean_text(words) else (Problem(field, message),)


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Invalid(problems)


def _changed(case_id: UUID) -> Changes:
    return Changes(cases=frozenset({case_id}))
