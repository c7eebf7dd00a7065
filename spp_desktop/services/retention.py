"""Retention: cases due for review, holds, keeping longer, and erasing for good.

Whoever does this needs no case's content: a case is known here by its reference and its days alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from spp_desktop.domain.casetypes import CASE_TYPES, case_type
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES, Right, Scope
from spp_desktop.domain.retention import DueForReview, Erasable, Erased, Goes, Target, Withdrawn
from spp_desktop.domain.text import clean_text
from spp_desktop.services.casework import compartments, type_in_force
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import erasable, retention
from spp_desktop.store.connection import Connection
from spp_desktop.store.erase import erase
from spp_desktop.store.order_reads import cases_served
from spp_desktop.store.orders import in_force_on
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.thinning import copies_made, last_day
from spp_desktop.store.unit import UnitOfWork

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


@gate(Right.ERASE)
def list_due(me: SignedIn) -> list[DueForReview]:
    """Cases whose review day has come, the longest due first; held ones too, which say so."""
    found: list[DueForReview] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += retention.due(connection, _scope(me), me.today())
    return found


@gate(Right.ERASE)
def list_held(me: SignedIn) -> list[DueForReview]:
    """Cases with a hold on them, those whose last day has passed too, which say so."""
    found: list[DueForReview] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += retention.on_hold(connection, _scope(me))
    return found


@gate(Right.ERASE)
def find_case(me: SignedIn, reference: str) -> DueForReview:
    """A case by its reference, due or not, as retention sees it. NotFound for one the officer may not know of."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = retention.by_reference(connection, _scope(me), reference)
        if found is not None:
            return found
    raise NotFound


@gate(Right.ERASE)
def list_erasable(me: SignedIn, case_id: UUID) -> tuple[Erasable, ...]:
    """The records of a case and which of their fields hold words, without the words."""
    case, compartment = _case(me, case_id)
    kind = type_in_force(me, case.case_type)
    with me.store.read(compartment) as connection:
        return erasable.records_on(connection, case_id, kind)


@gate(Right.ERASE)
def read_value(me: SignedIn, case_id: UUID, target: Target, why: str) -> tuple[tuple[str, str], ...]:
    """What a value on a case says, or all that one record does, each with its label. The look is journalled with its
    reason first.

    Raises:
        Invalid: no reason.
        NotFound: the record does not hang on the case.
    """
    _refuse(_owed(why, "why", "Say why you need to read it"))
    case, compartment = _case(me, case_id)
    kind = type_in_force(me, case.case_type)
    with me.store.read(compartment) as connection:
        words = erasable.words_in(connection, case_id, target, kind)
    if words is None:
        raise NotFound
    with _on(me, case_id, "retention.read", why=why) as unit:
        fields = None if target.fields is None else sorted(target.fields)
        unit.say(kind=target.kind, record=target.record_id, fields=fields)
    return words


@gate(Right.ERASE)
def what_goes(me: SignedIn, case_id: UUID) -> Goes:
    """What erasing a case would take with it and what would stay, as counts."""
    _, compartment = _case(me, case_id)
    with me.store.read(compartment) as connection:
        targets = retention.everything_on(connection, case_id)
        kept = len(retention.passed_on(connection, case_id))
        incidents = sum(one.kind == "incident" for one in retention.hanging_on(connection, case_id))
    counts = Counter(one.kind for one in targets)
    folder = me.store.folder
    until = last_day(copies_made(folder.backups), me.now()) if folder is not None else None
    return Goes(counts, kept, incidents - counts["incident"], until)


@gate(Right.WITHDRAWN_READ)
def list_withdrawn(me: SignedIn) -> list[Withdrawn]:
    """Contacts and incidents taken out of cases, the latest first, with who did it and why; not what they said."""
    found: list[Withdrawn] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += retention.withdrawn(connection, _scope(me))
    return sorted(found, key=lambda each: each.at, reverse=True)


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
def erase_case(
    me: SignedIn, case_id: UUID, why: str, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Done[Erased]:
    """Erase a case with everything that hangs on it, and people known from it alone. It cannot be undone.

    What is known of somebody who is on another case stays, with that case as its source; an incident that another
    case shares stays there.

    Raises:
        Invalid: no reason.
        Refused: the case is open, its review day has not come, it is held, an order in force serves it, or the erasing
            was stopped in time.
    """
    _refuse(_owed(why, "why", "Say why the case is erased"))
    case, compartment = _case(me, case_id)
    if case.held(me.today()):
        raise Refused("This case is held and may not be erased. Nothing was changed. Its hold must be lifted first")
    if case.review is None or case.review > me.today():
        raise Refused("This case is not due for review yet. Nothing was changed")
    with me.store.read(compartment) as connection:
        if in_force_on(connection, case_id, me.today()):
            raise Refused("An order that serves this case is still in force. Nothing was changed. Keep the case longer")
        targets = retention.everything_on(connection, case_id)
        passed_on = retention.passed_on(connection, case_id)
    done = erase(
        me.store,
        targets,
        by=me.officer.id,
        at=me.now(),
        why=clean_text(why),
        compartment=compartment,
        passed_on=passed_on,
        progress=progress,
        cancelled=cancelled,
    )
    return Done(done, _changed(case_id, *(to for _, to in passed_on)))


@gate(Right.ERASE)
def erase_value(
    me: SignedIn,
    case_id: UUID,
    target: Target,
    why: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Done[Erased]:
    """Erase one value, on a case or on what hangs on it: one that is wrong, or that should never have been recorded.

    ``target`` names the record and its fields; a record is erased whole where it names none. A name goes from its
    cases in every list too, and the next name known takes its place.

    Raises:
        Invalid: no reason.
        NotFound: the record does not hang on the case.
        Refused: the case, or another that shares the incident or the order, is held, or the erasing was stopped in
            time.
    """
    _refuse(_owed(why, "why", "Say why it is erased"))
    case, compartment = _case(me, case_id)
    with me.store.read(compartment) as connection:
        on_it = {(one.kind, one.record_id) for one in retention.hanging_on(connection, case_id)}
        sharing = [*retention.cases_with(connection, target.record_id), *cases_served(connection, target.record_id)]
        named = retention.named_after(connection, target.kind, target.record_id)
        target = _whole_fact(connection, case, target)
        whole = target.kind == "legal_order" and target.fields is None
        targets = retention.whole_order(connection, target.record_id) if whole else [target]
    if (target.kind, target.record_id) not in on_it or target == Target("case", case_id):
        raise NotFound
    if any(each.held(me.today()) for each in (case, *(_case(me, one)[0] for one in sharing))):
        raise Refused("This case is held and nothing of it may be erased. Nothing was changed")
    done = erase(
        me.store,
        targets,
        by=me.officer.id,
        at=me.now(),
        why=clean_text(why),
        compartment=compartment,
        about=case_id,
        progress=progress,
        cancelled=cancelled,
    )
    return Done(done, _changed(case_id, *sharing, *named))


def _whole_fact(connection: Connection, case: DueForReview, target: Target) -> Target:
    """The target, or the whole fact where no words of it would be left: a fact is what it says."""
    if target.kind != "person_fact" or target.fields is None:
        return target
    whole = Target(target.kind, target.record_id)
    held = erasable.words_in(connection, case.case_id, whole, case_type(case.case_type)) or ()
    gone = erasable.words_in(connection, case.case_id, target, case_type(case.case_type)) or ()
    return whole if len(held) == len(gone) else target


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


def _changed(*case_ids: UUID) -> Changes:
    return Changes(cases=frozenset(case_ids), kinds=frozenset({"retention"}))
