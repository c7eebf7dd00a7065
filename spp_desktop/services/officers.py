"""Officers: who works here, what roles they hold, and what they have still to be shown.

An officer's name finds their key slot, and one who leaves has none: both are altered together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.notices import Notice
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import compartments
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.services.slots import OFFICERS, SlotRemoved, officer_of, tell_lead, writing
from spp_desktop.store import notices as store_notices
from spp_desktop.store import officers as store_officers
from spp_desktop.store.audit import last_signed_in
from spp_desktop.store.folder import Compartment
from spp_desktop.store.slots import Slot, Slots, renamed, without
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.unit import UnitOfWork
from spp_desktop.store.unlock import read_slots


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One row of the officers page: the officer, and what their key slot holds. ``one_time``: others chose it.

    ``signed_in`` is when they last did, for those who keep the officers; None to anybody else.
    """

    officer: Officer
    general: bool
    confidential: bool
    one_time: bool
    signed_in: datetime | None = None


# --- officers --------------------------------------------------------------------------------------------------


@gate(Right.OFFICERS_READ)
def list_officers(me: SignedIn, *, active: bool = True) -> tuple[OfficerLine, ...]:
    """Officers in order of name, with ``active`` only those who have not left."""
    with me.store.read() as connection:
        found = store_officers.officers(connection, active=active)
        last = last_signed_in(connection) if may(me.officer.roles, Right.OFFICERS_EDIT) else {}
    slots = read_slots(me.store.folder) if me.store.folder is not None else None
    return tuple(
        _line(officer, slots.of_officer(officer.id) if slots else None, last.get(officer.id)) for officer in found
    )


def _line(officer: Officer, slot: Slot | None, signed_in: datetime | None) -> OfficerLine:
    held = slot.held if slot else {}
    one_time = slot is not None and slot.one_time
    return OfficerLine(officer, Compartment.GENERAL in held, Compartment.CONFIDENTIAL in held, one_time, signed_in)


@gate(Right.OFFICERS_EDIT)
def add_officer(me: SignedIn, name: str, roles: Sequence[Role], *, office: str = "", team: str = "") -> Done[Officer]:
    """Add somebody who works here. They sign in once they have a key slot.

    Raises:
        Invalid: no name, no role, or another officer has this name.
    """
    officer = Officer(uuid7(me.now()), clean_line(name), tuple(roles), clean_line(office), clean_line(team), revision=1)
    with writing(me, "officer.added", officer.id) as unit:
        _check(unit, officer)
        unit.insert(store_officers.officer_row(officer))
    return Done(officer, OFFICERS)


@gate(Right.OFFICERS_EDIT)
def edit_officer(
    me: SignedIn,
    officer_id: UUID,
    *,
    revision: int,
    name: str | None = None,
    roles: Sequence[Role] | None = None,
    office: str | None = None,
    team: str | None = None,
) -> Done[Officer]:
    """Alter what is given of an officer; ``revision`` is the one that was seen.

    Raises:
        NotFound: there is no such officer.
        Invalid: no name, no role, or another officer has this name.
        Refused: nobody would be left to administer the store.
        Conflict: somebody altered the officer meanwhile.
    """
    was = officer_of(me, officer_id)
    wanted = replace(
        was,
        name=was.name if name is None else clean_line(name),
        roles=was.roles if roles is None else tuple(roles),
        office=was.office if office is None else clean_line(office),
        team=was.team if team is None else clean_line(team),
    )
    return _alter(me, "officer.altered", was, wanted, revision)


@gate(Right.OFFICERS_EDIT)
def deactivate_officer(me: SignedIn, officer_id: UUID, *, revision: int, why: str) -> Done[SlotRemoved]:
    """Let an officer go: they no longer sign in, their key slot goes, what they did stays theirs.

    Raises:
        Refused: it is oneself, or nobody would be left to administer the store.
    """
    if officer_id == me.officer.id:
        raise Refused("You cannot take yourself off the list. Nothing was changed. Ask another administrator")
    was = officer_of(me, officer_id)
    folder = me.store.folder
    slot = read_slots(folder).of_officer(officer_id) if folder is not None else None
    remove = (lambda slots: without(slots, slot.id)) if slot else None
    tell = partial(tell_lead, me, slot=slot)
    _alter(me, "officer.left", was, replace(was, active=False), revision, why=why, slots_after=remove, also=tell)
    return Done(SlotRemoved(tuple(slot.held) if slot else ()), OFFICERS)


@gate(Right.OFFICERS_EDIT)
def reactivate_officer(me: SignedIn, officer_id: UUID, *, revision: int) -> Done[Officer]:
    """Take an officer back who had left. They need a new key slot."""
    was = officer_of(me, officer_id)
    return _alter(me, "officer.returned", was, replace(was, active=True), revision)


def _alter(
    me: SignedIn,
    kind: str,
    was: Officer,
    wanted: Officer,
    revision: int,
    *,
    why: str | None = None,
    slots_after: Callable[[Slots], Slots] | None = None,
    also: Callable[[UnitOfWork], None] | None = None,
) -> Done[Officer]:
    alter = slots_after or _renaming(me, was, wanted)
    with writing(me, kind, was.id, slots_after=alter, why=why) as unit:
        _check(unit, wanted)
        new = unit.update(OfficerRow, was.id, store_officers.officer_columns(wanted), revision=revision, show=_show)
        _leave_an_administrator(unit)
        if also is not None:
            also(unit)
    return Done(replace(wanted, revision=new), OFFICERS)


def _renaming(me: SignedIn, was: Officer, wanted: Officer) -> Callable[[Slots], Slots] | None:
    """What finds the officer's slot by the new name, where the name was altered and there is a slot."""
    if was.name == wanted.name or me.store.folder is None:
        return None
    slot = read_slots(me.store.folder).of_officer(was.id)
    return (lambda slots: renamed(slots, slot.id, wanted.name)) if slot else None


def _show(field: str, value: object) -> tuple[str, str]:
    labels = {"name": "Name", "roles": "Roles", "office": "Office", "team": "Team", "active": "Works here"}
    text = ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value or "")
    return labels.get(field, field), text


def _check(unit: UnitOfWork, officer: Officer) -> None:
    problems = []
    if not officer.name:
        problems.append(Problem("name", "Give the officer's name"))
    if not officer.roles:
        problems.append(Problem("roles", "Give at least one role"))
    same = store_officers.officer_named(unit.connection, officer.name)
    if same is not None and same.id != officer.id:
        problems.append(Problem("name", "Another officer has this name: add a middle initial or the office"))
    if problems:
        raise Invalid(tuple(problems))


def _leave_an_administrator(unit: UnitOfWork) -> None:
    if not any(Role.ADMINISTRATOR in officer.roles for officer in store_officers.officers(unit.connection)):
        raise Refused("Nobody would be left to administer the store. Nothing was changed. Name another first")


# --- notices ---------------------------------------------------------------------------------------------------


@gate(None)
def my_notices(me: SignedIn) -> tuple[Notice, ...]:
    """What the officer has still to be shown, as themselves or for a role they hold."""
    return tuple(notice for notices in _notices(me).values() for notice in notices)


@gate(None)
def dismiss_notice(me: SignedIn, notice_id: UUID) -> Done[None]:
    """Say that one of one's own notices was read; NotFound where it is somebody else's."""
    held = [each for each, notices in _notices(me).items() if notice_id in {notice.id for notice in notices}]
    if not held:
        raise NotFound
    with me.store.write("notice.seen", by=me.officer.id, at=me.now(), stream=Stream.AUDIT, compartment=held[0]) as unit:
        store_notices.mark_seen(unit, notice_id)
    return Done(None, Changes(kinds=frozenset({"notices"})))


def _notices(me: SignedIn) -> dict[str, tuple[Notice, ...]]:
    """The officer's notices, by the compartment they are kept in."""
    found = {}
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found[compartment] = store_notices.unseen_notices(connection, me.officer.id, me.officer.roles)
    return found
