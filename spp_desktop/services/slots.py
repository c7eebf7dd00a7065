"""Key slots: who holds which key, given and taken by those who may.

A slot is a line of ``slots.json``. Whatever alters one is journalled as an operation about its officer, and neither
stands without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from uuid import UUID

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import NotFound, NotPermitted, Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.services.gate import gate
from spp_desktop.services.sign_in import reopened, slot_of, slots_folder
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import officers as store_officers
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import SHIPPED, Cost, Keys, check_passphrase, new_key
from spp_desktop.store.notices import give_notice
from spp_desktop.store.rekey import rekey
from spp_desktop.store.slots import (
    Slot,
    Slots,
    with_confidential,
    with_officer,
    with_passphrase,
    with_recovery,
    without,
    without_confidential,
)
from spp_desktop.store.unit import UnitOfWork
from spp_desktop.store.unlock import changing_slots, unlock, unlock_with_recovery

OFFICERS = Changes(kinds=frozenset({"officers"}))
CompartmentCode: TypeAlias = Compartment
GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL
"""The compartments, for whoever asks for one."""


@dataclass(frozen=True, slots=True)
class SlotRemoved:
    """What removing a key leaves to be done: whether to offer a new key, since copies of the old may be about."""

    offer_new_key: tuple[Compartment, ...]


@dataclass(frozen=True, slots=True)
class ConfidentialMade:
    """The confidential compartment open for the first time, and its recovery key to print: shown this once."""

    signed_in: SignedIn
    recovery_key: str


# --- general slots ---------------------------------------------------------------------------------------------


@gate(Right.SLOTS_GENERAL)
def make_general_slot(me: SignedIn, officer_id: UUID, one_time: str, *, cost: Cost = SHIPPED) -> Done[None]:
    """Give an officer a key slot with a passphrase for once: they choose their own when they first sign in.

    Raises:
        Refused: the passphrase is too short, the officer has left, or has a slot.
    """
    officer = working_officer(me, officer_id)
    keys = keys_of(me)

    def make(slots: Slots) -> Slots:
        return with_officer(slots, keys, officer.id, officer.name, one_time, cost=cost, one_time=True)

    with writing(me, "slot.made", officer.id, slots_after=make):
        pass
    return Done(None, OFFICERS)


@gate(Right.SLOTS_GENERAL)
def reset_passphrase(
    me: SignedIn, officer_id: UUID, one_time: str, *, second_administrator: str, second_passphrase: str
) -> Done[None]:
    """Give an officer who lost theirs a passphrase for once, with a second administrator at the keyboard.

    The officer loses the confidential key, until the domestic abuse lead gives it again. The reset is shown to the
    officer and to information governance.

    Raises:
        Refused: the second administrator is the first, the officer, or none; the passphrase is too short.
        WrongPassphrase, TooSoon: the second administrator's passphrase is wrong, or was, too lately.
    """
    folder, keys = slots_folder(me), Keys(keys_of(me).general)
    working_officer(me, officer_id)
    check_passphrase(one_time)
    if officer_id == me.officer.id:
        raise Refused("You cannot reset your own passphrase. Nothing was changed. Change it, or use the recovery key")
    slot = slot_of(folder, officer_id)
    second = unlock(folder, second_administrator, second_passphrase, now=me.now()).slot.officer
    if second is None or second in (me.officer.id, officer_id) or not _administers(me, second):
        raise Refused("A reset needs a second administrator. Nothing was changed. Ask another one to come")

    def reset(slots: Slots) -> Slots:
        return with_passphrase(slots, slot.id, keys, one_time, one_time=True)

    details = {"by": str(me.officer.id), "second": str(second)}
    with writing(me, "slot.reset", officer_id, slots_after=reset) as unit:
        give_notice(unit, "slot.reset", officer=officer_id, about=officer_id, details=details)
        give_notice(unit, "slot.reset", role=Role.INFORMATION_GOVERNANCE, about=officer_id, details=details)
        tell_lead(me, unit, slot)
    return Done(None, OFFICERS)


@gate(Right.SLOTS_GENERAL)
def remove_slot(me: SignedIn, officer_id: UUID) -> Done[SlotRemoved]:
    """Take an officer's key slot away, confidential key and all; they sign in no more until they are given another.

    Raises:
        Refused: it is one's own, or there is none.
    """
    if officer_id == me.officer.id:
        raise Refused("You cannot remove your own key slot. Nothing was changed. Ask another administrator")
    slot = slot_of(slots_folder(me), officer_id)
    with writing(me, "slot.removed", officer_id, slots_after=lambda slots: without(slots, slot.id)) as unit:
        tell_lead(me, unit, slot)
    return Done(SlotRemoved(tuple(slot.held)), OFFICERS)


# --- the confidential compartment ------------------------------------------------------------------------------


@gate(Right.OFFICERS_READ)
def confidential_state(me: SignedIn) -> Literal["not made", "sealed", "held"]:
    """Whether the confidential compartment is made, and whether the officer holds its key."""
    if me.store.confidential:
        return "held"
    return "sealed" if me.store.folder is not None and me.store.folder.has_confidential else "not made"


@gate(Right.SLOTS_CONFIDENTIAL)
def make_confidential(me: SignedIn, *, cost: Cost = SHIPPED) -> Done[ConfidentialMade]:
    """Make the confidential compartment: the first domestic abuse lead's first act. Nobody else holds its key.

    Raises:
        Refused: it is made already, or the lead still has a passphrase that somebody else chose.
    """
    folder, key = slots_folder(me), new_key()
    slot = slot_of(folder, me.officer.id)
    printed = []

    def make(slots: Slots) -> Slots:
        if folder.has_confidential or slots.recovery(Compartment.CONFIDENTIAL) is not None:
            raise Refused(
                "The confidential compartment is made already. Nothing was changed. Ask who leads it for a key"
            )
        slots, recovery_key = with_recovery(slots, Compartment.CONFIDENTIAL, key, cost=cost)
        printed.append(recovery_key)
        return with_confidential(slots, slot.id, key)

    with writing(me, "confidential.made", me.officer.id, slots_after=make):
        pass
    opened = reopened(me, Keys(keys_of(me).general, key))
    return Done(ConfidentialMade(opened, printed[0]), OFFICERS)


@gate(Right.SLOTS_CONFIDENTIAL)
def give_confidential(me: SignedIn, officer_id: UUID, *, one_time: str | None = None) -> Done[None]:
    """Clear an officer for the confidential compartment. They need not be there.

    An officer whose passphrase somebody else chose is given another for once, known to the lead alone.

    Raises:
        Refused: the lead holds no confidential key; or the officer has left, has no key slot, or has a passphrase
            that somebody else chose and no other was given.
    """
    officer = working_officer(me, officer_id)
    key = _confidential_key(me)
    slot = slot_of(slots_folder(me), officer.id)
    keys = Keys(keys_of(me).general, key)

    def give(slots: Slots) -> Slots:
        if one_time is None:
            return with_confidential(slots, slot.id, key)
        chosen = with_confidential(with_passphrase(slots, slot.id, keys, one_time), slot.id, key)
        return chosen.put(replace(chosen.slot(slot.id), one_time=True))

    with writing(me, "slot.confidential-made", officer.id, slots_after=give):
        pass
    return Done(None, OFFICERS)


@gate(None)
def remove_confidential(me: SignedIn, officer_id: UUID) -> Done[SlotRemoved]:
    """Take the confidential key from an officer: the domestic abuse lead may, and so may an administrator.

    Raises:
        NotPermitted: neither.
        Refused: the officer has no key slot, or holds no confidential key.
    """
    _need_any(me, Right.SLOTS_GENERAL, Right.SLOTS_CONFIDENTIAL)
    slot = slot_of(slots_folder(me), officer_id)
    if Compartment.CONFIDENTIAL not in slot.held:
        raise Refused("This officer holds no confidential key. Nothing was changed")
    with writing(
        me, "slot.confidential-removed", officer_id, slots_after=lambda slots: without_confidential(slots, slot.id)
    ) as unit:
        tell_lead(me, unit, slot)
    return Done(SlotRemoved((Compartment.CONFIDENTIAL,)), OFFICERS)


@gate(Right.SLOTS_CONFIDENTIAL)
def regain_confidential(me: SignedIn, recovery_key: str) -> Done[SignedIn]:
    """Hold the confidential key again, by its printed recovery key: for a lead whose passphrase was reset.

    Raises:
        Refused: the key is mistyped or another store's.
        TooSoon: the wait after a wrong one is not over.
    """
    folder = slots_folder(me)
    slot = slot_of(folder, me.officer.id)
    opened = unlock_with_recovery(folder, Compartment.CONFIDENTIAL, recovery_key, now=me.now())
    key = opened.held[Compartment.CONFIDENTIAL]
    with writing(
        me,
        "slot.confidential-regained",
        me.officer.id,
        slots_after=lambda slots: with_confidential(slots, slot.id, key),
    ):
        pass
    return Done(reopened(me, Keys(keys_of(me).general, key)), OFFICERS)


# --- recovery keys, new keys -----------------------------------------------------------------------------------


@gate(None)
def new_recovery_key(me: SignedIn, compartment: Compartment, *, cost: Cost = SHIPPED) -> Done[str]:
    """A recovery key to print in place of the one before, which opens nothing after: shown this once."""
    _need_over(me, compartment)
    key = keys_of(me).general if compartment is Compartment.GENERAL else _confidential_key(me)
    printed = []

    def make(slots: Slots) -> Slots:
        after, recovery_key = with_recovery(slots, compartment, key, cost=cost)
        printed.append(recovery_key)
        return after

    with writing(me, "slot.recovery-made", me.officer.id, slots_after=make) as unit:
        unit.say(compartment=compartment)
    return Done(printed[0], OFFICERS)


@gate(None)
def renew_key(me: SignedIn, compartment: Compartment) -> Done[SignedIn]:
    """Re-encrypt a compartment under a new key, which every slot left is given: what removing a slot offers.

    Nobody else may be using the store. Backups made before still open with the slots of their day.

    Raises:
        Refused: somebody is using the store, or the officer does not hold the key.
        StoreTrouble: a slot was written by another program, or the disk failed; the store opens as before.
    """
    _need_over(me, compartment)
    folder, keys = slots_folder(me), keys_of(me)
    me.store.close()
    opened = reopened(me, rekey(folder, keys, compartment))
    with writing(opened, "store.re-keyed", me.officer.id) as unit:
        unit.say(compartment=compartment)
    return Done(opened, OFFICERS)


# --- shared ------------------------------------------------------------------------------------------------------


@contextmanager
def writing(
    me: SignedIn,
    kind: str,
    about: UUID | None,
    *,
    slots_after: Callable[[Slots], Slots] | None = None,
    why: str | None = None,
) -> Iterator[UnitOfWork]:
    """One operation, and with it the slots as ``slots_after`` makes them: both stand, or neither."""
    if slots_after is None:
        with me.store.write(kind, by=me.officer.id, at=me.now(), stream=Stream.AUDIT, about=about, why=why) as unit:
            yield unit
        return
    with (
        changing_slots(slots_folder(me)) as change,
        me.store.write(kind, by=me.officer.id, at=me.now(), stream=Stream.AUDIT, about=about, why=why) as unit,
    ):
        yield unit
        change.write(slots_after(change.slots))


def tell_lead(me: SignedIn, unit: UnitOfWork, slot: Slot | None) -> None:
    """Where the confidential key goes from a slot, leave a notice for whoever leads that compartment."""
    if slot is not None and CONFIDENTIAL in slot.held:
        details = {"by": str(me.officer.id)}
        give_notice(unit, "slot.confidential-removed", role=Role.DA_LEAD, about=slot.officer, details=details)


def officer_of(me: SignedIn, officer_id: UUID) -> Officer:
    with me.store.read() as connection:
        found = store_officers.officer(connection, officer_id)
    if found is None:
        raise NotFound("There is no such officer. Nothing was changed")
    return found


def working_officer(me: SignedIn, officer_id: UUID) -> Officer:
    officer = officer_of(me, officer_id)
    if not officer.active:
        raise Refused("This officer no longer works here. Nothing was changed. Take them back first")
    return officer


def _administers(me: SignedIn, officer_id: UUID) -> bool:
    officer = officer_of(me, officer_id)
    return officer.active and Role.ADMINISTRATOR in officer.roles


def keys_of(me: SignedIn) -> Keys:
    if me.store.keys is None:
        raise Refused("This store is on a server, which keeps its keys. Nothing was changed")
    return me.store.keys


def _confidential_key(me: SignedIn) -> bytes:
    key = keys_of(me).confidential
    if key is None:
        raise Refused(
            "You do not hold the confidential key. Nothing was changed. Use its recovery key, or ask the lead"
        )
    return key


def _need_any(me: SignedIn, *rights: Right) -> None:
    if not any(may(me.officer.roles, right) for right in rights):
        raise NotPermitted("Your roles do not allow this. Nothing was changed")


def _need_over(me: SignedIn, compartment: Compartment) -> None:
    _need_any(me, Right.SLOTS_GENERAL if compartment is Compartment.GENERAL else Right.SLOTS_CONFIDENTIAL)
