"""Coming in: making a store, signing in, locking and unlocking, and one's own passphrase.

Nothing here imports the database at the top: the sign-in window paints before it is loaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, Problem, Refused, StoreTrouble, TooSoon
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES, Role
from spp_desktop.domain.text import clean_line
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn, utc_now
from spp_desktop.store import instance
from spp_desktop.store import recents as store_recents
from spp_desktop.store.folder import Compartment, StoreFolder, open_folder
from spp_desktop.store.keys import SHIPPED, Cost, Keys, check_passphrase
from spp_desktop.store.recents import Recent
from spp_desktop.store.slots import find, with_passphrase
from spp_desktop.store.unlock import changing_slots, read_slots, unlock_slot, unlock_with_recovery

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.store.slots import Slot

Clock = Callable[[], datetime]
LONGEST_WAIT = 30
"""Seconds a command waits after a wrong passphrase before it gives up."""


@dataclass(frozen=True, slots=True)
class Started:
    """A store just made, its first officer signed in, and the recovery key to print: it is shown this once."""

    signed_in: SignedIn
    recovery_key: str


def recent_stores() -> tuple[Recent, ...]:
    """The stores opened on this account, each with the officers who signed in here, the latest first."""
    return store_recents.recents()


def why_not_passphrase(passphrase: str) -> str:
    """Why this cannot be a passphrase, in words; empty where it can."""
    try:
        check_passphrase(passphrase)
    except Refused as refused:
        return refused.message
    return ""


def create_store(
    path: Path,
    officer_name: str,
    passphrase: str,
    *,
    roles: Sequence[Role] = DEFAULT_FIRST_ROLES,
    now: Clock = utc_now,
    cost: Cost = SHIPPED,
    demonstration: bool = False,
) -> Started:
    """Make a store in an empty or new folder and sign its first officer in.

    Raises:
        Refused: the folder may not hold a store, or the passphrase is too short.
        Invalid: no name, or no role.
        StoreTrouble: the disk failed.
    """
    from spp_desktop.store import opening

    name = clean_line(officer_name)
    problems = () if name else (Problem("name", "Give the officer's name"),)
    if not roles:
        problems = (*problems, Problem("roles", "Give at least one role"))
    if problems:
        raise Invalid(problems)
    check_passphrase(passphrase)
    made = opening.create_store(path, name, roles, passphrase, now=now(), cost=cost, demonstration=demonstration)
    store_recents.remember(_folder_of(made.store.folder).path, name, now())
    return Started(SignedIn(made.officer, made.store, now), made.recovery_key)


def sign_in(path: Path, officer_name: str | None, passphrase: str, *, now: Clock = utc_now) -> SignedIn:
    """Open a store as one of its officers; without a name, as the only one.

    Raises:
        WrongUse: no name was given and the store has several officers.
        WrongPassphrase: the name or the passphrase is wrong: one answer for both.
        TooSoon: the wait after a wrong passphrase is not over; ``seconds`` says how long.
        Refused: there is no store, it is newer than the program, or may not lie there.
        StoreTrouble: the store cannot be read.
    """
    from spp_desktop.store import opening

    folder = _store_at(path)
    store, officer = opening.open_store(folder, officer_name, passphrase, now=now())
    try:
        with store.write("officer.signed-in", by=officer.id, at=now(), stream=Stream.AUDIT, about=officer.id):
            pass
    except BaseException:
        store.close()
        raise
    store_recents.remember(folder.path, officer.name, now())
    return SignedIn(officer, store, now)


def sign_in_patiently(
    path: Path, officer_name: str | None, passphrase: str, *, now: Clock = utc_now, longest: int = LONGEST_WAIT
) -> SignedIn:
    """Sign in as a command does: where a wrong passphrase was given just before, wait its seconds out and then try.

    Raises:
        TooSoon: more than ``longest`` seconds are left.
        Refused, StoreTrouble, WrongUse: as :func:`sign_in`.
    """
    while True:
        try:
            return sign_in(path, officer_name, passphrase, now=now)
        except TooSoon as soon:
            if soon.seconds > longest:
                raise
            time.sleep(soon.seconds)


def sign_out(me: SignedIn) -> None:
    """Close the store. What was saved is on the disk already."""
    me.store.close()


@contextmanager
def only_window(path: Path) -> Iterator[str]:
    """Be the one window on a store while the block lasts; the value is the local channel to listen at.

    Raises:
        AlreadyOpen: there is a window already; ``channel`` is where it listens, to be told to come forward.
        Refused: there is no store there.
    """
    folder = open_folder(path)
    with instance.only_window(folder):
        yield instance.channel_of(folder)


@gate(None)
def unlock(me: SignedIn, passphrase: str) -> None:
    """Show the window again after it was locked: the officer's own passphrase, under the same growing wait.

    Raises:
        WrongPassphrase, TooSoon: as at sign-in.
        Refused: the officer's key slot was removed meanwhile.
    """
    folder, slot = _own_slot(me)
    unlock_slot(folder, slot.id, passphrase, now=me.now())


@gate(None)
def must_change_passphrase(me: SignedIn) -> bool:
    """Whether somebody else chose the officer's passphrase, so that another must be chosen before anything else."""
    return me.store.folder is not None and _own_slot(me)[1].one_time


@gate(None)
def change_passphrase(me: SignedIn, present: str, new: str) -> Done[None]:
    """Change one's own passphrase. Nothing is re-encrypted; what the officer may open stays the same.

    Raises:
        WrongPassphrase, TooSoon: the present one is wrong, or was, too lately.
        Refused: the new one is too short, or is the present one.
    """
    check_passphrase(new)
    folder, slot = _own_slot(me)
    opened = unlock_slot(folder, slot.id, present, now=me.now())
    if new == present:
        raise Refused("That is the passphrase you have now. Nothing was changed. Choose another")
    with (
        changing_slots(folder) as change,
        me.store.write(
            "slot.passphrase-changed", by=me.officer.id, at=me.now(), stream=Stream.AUDIT, about=me.officer.id
        ) as unit,
    ):
        unit.say(slot=slot.id)
        change.write(with_passphrase(change.slots, slot.id, opened.keys, new))
    return Done(None, Changes(kinds=frozenset({"officers"})))


def reset_with_recovery_key(
    path: Path,
    officer_name: str | None,
    recovery_key: str,
    new: str,
    *,
    confidential_recovery_key: str | None = None,
    now: Clock = utc_now,
) -> SignedIn:
    """Choose a new passphrase with the printed recovery key, and sign in with it.

    An officer who held the confidential key keeps it only by giving that compartment's recovery key too. The
    reset is shown to the officer and to information governance.

    Raises:
        Refused: a key is mistyped or another store's, the passphrase is too short, or no such officer has a slot.
        TooSoon: the wait after a wrong recovery key is not over.
    """
    from spp_desktop.store import opening
    from spp_desktop.store.notices import give_notice
    from spp_desktop.store.officers import officer as read_officer

    check_passphrase(new)
    folder = _store_at(path)
    keys = unlock_with_recovery(folder, Compartment.GENERAL, recovery_key, now=now()).keys
    if confidential_recovery_key:
        opened = unlock_with_recovery(folder, Compartment.CONFIDENTIAL, confidential_recovery_key, now=now())
        keys = Keys(keys.general, opened.held[Compartment.CONFIDENTIAL])
    slot = find(read_slots(folder), officer_name)
    if slot is None or slot.officer is None:
        raise Refused("No officer of that name has a key slot. Nothing was changed. Ask an administrator to make one")
    kept = keys if Compartment.CONFIDENTIAL in slot.held else Keys(keys.general)
    at, by = now(), slot.officer
    store = opening.open_compartments(folder, kept, by=by, now=at)
    try:
        with store.read() as connection:
            officer = read_officer(connection, by)
        if officer is None or not officer.active:
            raise Refused("That officer no longer works in this store. Nothing was changed. Ask its administrator")
        with (
            changing_slots(folder) as change,
            store.write("slot.recovered", by=by, at=at, stream=Stream.AUDIT, about=by) as unit,
        ):
            unit.say(slot=slot.id)
            give_notice(unit, "slot.recovered", officer=by, about=by)
            give_notice(unit, "slot.recovered", role=Role.INFORMATION_GOVERNANCE, about=by)
            change.write(with_passphrase(change.slots, slot.id, kept, new))
    except BaseException:
        store.close()
        raise
    store_recents.remember(folder.path, officer.name, now())
    return SignedIn(officer, store, now)


def _store_at(path: Path) -> StoreFolder:
    folder = open_folder(path)
    if not folder.database(Compartment.GENERAL).exists():
        # Opening would make an empty one.
        raise StoreTrouble("The store's file is missing. Nothing was changed. Restore the latest backup")
    return folder


def reopened(me: SignedIn, keys: Keys) -> SignedIn:
    """The same officer at the same store opened anew with other keys; the store before is closed first."""
    from spp_desktop.store import opening

    folder = _folder_of(me.store.folder)
    me.store.close()
    return replace(me, store=opening.open_compartments(folder, keys, by=me.officer.id, now=me.now()))


def slots_folder(me: SignedIn) -> StoreFolder:
    """The folder whose slots open this store; Refused where the store is on a server and has none."""
    return _folder_of(me.store.folder)


def _folder_of(folder: StoreFolder | None) -> StoreFolder:
    if folder is None:
        raise Refused("This store is on a server, which keeps its keys and its backups. Nothing was changed")
    return folder


def _own_slot(me: SignedIn) -> tuple[StoreFolder, Slot]:
    folder = slots_folder(me)
    return folder, slot_of(folder, me.officer.id)


def slot_of(folder: StoreFolder, officer: UUID) -> Slot:
    """An officer's key slot; Refused where it was removed."""
    slot = read_slots(folder).of_officer(officer)
    if slot is None:
        raise Refused("This officer has no key slot any more. Nothing was changed. Ask an administrator")
    return slot
