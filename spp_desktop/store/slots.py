"""Key slots: who can open which compartment, and with what.

A slot has a pair of keys of its own. The private half is wrapped under the officer's passphrase; each
compartment key the officer is cleared for is sealed to the public half. So a slot opens with one passphrase, and
a key can be given to an officer, or given anew after a re-key, without theirs.

Each sealed key carries a proof, made with that compartment's key, that the slot is one its holders made: a slot
written into the file by anybody else is never given a key. Names are not kept: a slot is found by a keyed tag of
its officer's folded name.

The functions here take and return :class:`Slots` values; :mod:`spp_desktop.store.unlock` reads, opens and writes them.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID, uuid4

from spp_desktop.domain.errors import Refused, StoreTrouble, WrongUse
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import (
    SALT_BYTES,
    Cost,
    Keys,
    WrongKey,
    check_passphrase,
    derive,
    new_pair,
    new_recovery_key,
    seal,
    unseal,
    unwrap,
    vouch,
    vouched,
    wrap,
)

Kind = Literal["officer", "recovery"]
GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A compartment's key sealed to a slot, and the proof that a holder of that key sealed it."""

    sealed: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into a store. ``officer`` and ``tag`` are None on a recovery slot.

    ``one_time`` says that somebody else chose the passphrase: the officer must choose another at once.
    ``fresh`` holds the keys of a re-key under way, beside those still in force in ``held``.
    """

    id: UUID
    kind: Kind
    officer: UUID | None
    tag: str | None
    cost: Cost
    salt: bytes
    public: bytes
    private: bytes = field(repr=False)
    held: Mapping[Compartment, SealedKey]
    fresh: Mapping[Compartment, SealedKey] = field(default_factory=dict)
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class Slots:
    """All the slots of a store. ``tag_key`` keys the tags of names, so that no two stores share one."""

    store_id: UUID
    tag_key: bytes
    slots: tuple[Slot, ...]

    def of_officer(self, officer: UUID) -> Slot | None:
        """The officer's slot."""
        return next((slot for slot in self.slots if slot.officer == officer), None)

    def slot(self, slot_id: UUID) -> Slot:
        """The slot of this id; Refused where it was removed meanwhile."""
        found = next((slot for slot in self.slots if slot.id == slot_id), None)
        if found is None:
            raise Refused("That key slot is not there any more. Nothing was changed. Look at the list again")
        return found

    def recovery(self, compartment: Compartment) -> Slot | None:
        """The recovery slot of a compartment."""
        return next((slot for slot in self.slots if slot.kind == "recovery" and compartment in slot.held), None)

    @property
    def renewing(self) -> tuple[Compartment, ...]:
        """The compartments whose re-key was cut short."""
        return tuple(one for one in Compartment if any(one in slot.fresh for slot in self.slots))

    def put(self, slot: Slot) -> Slots:
        """The same slots with this one added, or in place of the one of its id."""
        if all(other.id != slot.id for other in self.slots):
            return replace(self, slots=(*self.slots, slot))
        return replace(self, slots=tuple(slot if other.id == slot.id else other for other in self.slots))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a passphrase opened: the slot's keys, and the fresh ones of a re-key that was cut short."""

    slot: Slot
    held: Mapping[Compartment, bytes] = field(repr=False)
    fresh: Mapping[Compartment, bytes] = field(repr=False)

    @property
    def keys(self) -> Keys:
        """The keys in force, for a slot that holds the general one."""
        return Keys(self.held[GENERAL], self.held.get(CONFIDENTIAL))


# --- finding and opening ---------------------------------------------------------------------------------------


def tag_of(slots: Slots, name: str) -> str:
    """The keyed tag under which an officer of this name is found."""
    # Folded here and not by the search's rules: those may improve, a tag once written may not change.
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return hmac.digest(slots.tag_key, folded.encode(), "sha256").hex()


def find(slots: Slots, name: str | None) -> Slot | None:
    """The officer's slot, None for an unknown name. Without a name, the only officer's.

    Raises:
        WrongUse: no name was given and the store has several officers.
    """
    officers = [slot for slot in slots.slots if slot.kind == "officer"]
    if name is None:
        if len(officers) != 1:
            raise WrongUse("This store has several officers: say which with --officer or SPP_OFFICER")
        return officers[0]
    tag = tag_of(slots, name)
    return next((slot for slot in officers if slot.tag == tag), None)


def open_slot(slots: Slots, slot: Slot, passphrase: str) -> Opened:
    """What the passphrase opens; WrongKey where it is another, or the slot was altered."""
    derived = derive(passphrase, slot.salt, slot.cost)
    private = unwrap(derived, slot.private, _bound(slots.store_id, slot.id, "private"))
    return Opened(slot, _unsealed(slots, slot, private, slot.held), _unsealed(slots, slot, private, slot.fresh))


def open_recovery(slots: Slots, compartment: Compartment, recovery_key: str) -> Opened:
    """What a compartment's recovery key (as printed) opens; WrongKey where it is another's, or there is none."""
    slot = slots.recovery(compartment)
    if slot is None:
        raise WrongKey
    return open_slot(slots, slot, recovery_key)


def _unsealed(
    slots: Slots, slot: Slot, private: bytes, sealed: Mapping[Compartment, SealedKey]
) -> Mapping[Compartment, bytes]:
    return {
        compartment: unseal(private, one.sealed, _bound(slots.store_id, slot.id, compartment))
        for compartment, one in sealed.items()
    }


def _bound(store_id: UUID, slot_id: UUID, what: str) -> bytes:
    """What a wrapped or sealed key is bound to, so that it opens nowhere else."""
    return f"spp-desktop 1 {store_id} {slot_id} {what}".encode()


# --- making ----------------------------------------------------------------------------------------------------


def first_slots(
    store_id: UUID, officer: UUID, name: str, passphrase: str, general: bytes, cost: Cost
) -> tuple[Slots, str]:
    """A new store's slots, the creator's and recovery's, and the recovery key to print. Neither holds confidential."""
    slots = Slots(store_id, secrets.token_bytes(32), ())
    slots = with_officer(slots, Keys(general), officer, name, passphrase, cost=cost)
    return with_recovery(slots, GENERAL, general, cost=cost)


def with_officer(
    slots: Slots, keys: Keys, officer: UUID, name: str, passphrase: str, *, cost: Cost, one_time: bool = False
) -> Slots:
    """The slots with one more for this officer, holding the general key alone.

    Raises:
        Refused: the passphrase is too short, the officer has a slot, or another slot has this name.
    """
    check_passphrase(passphrase)
    if slots.of_officer(officer) is not None:
        raise Refused("This officer has a key slot already. Nothing was changed. Reset its passphrase instead")
    who = _Bearer(uuid4(), "officer", officer, _free_tag(slots, name), one_time)
    return slots.put(_made(slots.store_id, who, passphrase, {GENERAL: keys.general}, cost))


def with_recovery(slots: Slots, compartment: Compartment, key: bytes, *, cost: Cost) -> tuple[Slots, str]:
    """The slots with a recovery slot for a compartment in place of any it had, and the recovery key to print."""
    printed = new_recovery_key()
    made = _made(slots.store_id, _Bearer(uuid4(), "recovery"), printed, {compartment: key}, cost)
    before = slots.recovery(compartment)
    kept = tuple(slot for slot in slots.slots if slot is not before)
    return replace(slots, slots=(*kept, made)), printed


def with_passphrase(slots: Slots, slot_id: UUID, keys: Keys, passphrase: str, *, one_time: bool = False) -> Slots:
    """The slots with a new passphrase, and a new pair, for one of them; nothing is re-encrypted.

    It keeps of what it held whatever is among ``keys``: a reset by somebody without the confidential key leaves
    the officer without it, until the domestic abuse lead gives it again.
    """
    check_passphrase(passphrase)
    slot = slots.slot(slot_id)
    kept = {compartment: key for compartment in slot.held if (key := keys.of(compartment)) is not None}
    who = _Bearer(slot.id, slot.kind, slot.officer, slot.tag, one_time)
    return slots.put(_made(slots.store_id, who, passphrase, kept, slot.cost))


def with_confidential(slots: Slots, slot_id: UUID, confidential: bytes) -> Slots:
    """The slots with the confidential key sealed to one of them, whose officer need not be there.

    Raises:
        Refused: somebody else chose the slot's passphrase, and would come to hold the key with it.
    """
    slot = slots.slot(slot_id)
    if slot.one_time:
        raise Refused(
            "This officer still has a passphrase that somebody else chose. Nothing was changed. "
            "Have them sign in and choose their own, or give them a one-time passphrase yourself"
        )
    sealed = _sealed(slots.store_id, slot, CONFIDENTIAL, confidential)
    return slots.put(replace(slot, held={**slot.held, CONFIDENTIAL: sealed}))


def without_confidential(slots: Slots, slot_id: UUID) -> Slots:
    """The slots with the confidential key taken from an officer's. Recovery keeps it."""
    slot = slots.slot(slot_id)
    if slot.kind == "recovery":
        raise Refused(_RECOVERY_STAYS)
    return slots.put(replace(slot, held=_less(slot.held), fresh=_less(slot.fresh)))


def _less(held: Mapping[Compartment, SealedKey]) -> Mapping[Compartment, SealedKey]:
    return {compartment: key for compartment, key in held.items() if compartment is not CONFIDENTIAL}


def renamed(slots: Slots, slot_id: UUID, name: str) -> Slots:
    """The slots with one found by another name; Refused where that name is another officer's."""
    slot = slots.slot(slot_id)
    if slot.tag == tag_of(slots, name):
        return slots
    return slots.put(replace(slot, tag=_free_tag(slots, name)))


_RECOVERY_STAYS = "A recovery slot is not removed: it is the way back in when passphrases are lost"


def without(slots: Slots, slot_id: UUID) -> Slots:
    """The slots without one; Refused for the last officer's and for recovery, which would lock everybody out."""
    slot = slots.slot(slot_id)
    if slot.kind == "recovery":
        raise Refused(_RECOVERY_STAYS)
    kept = tuple(other for other in slots.slots if other.id != slot_id)
    if not any(other.kind == "officer" for other in kept):
        raise Refused("This is the last officer's key slot. Nothing was changed. Give another officer one first")
    return replace(slots, slots=kept)


def _free_tag(slots: Slots, name: str) -> str:
    tag = tag_of(slots, name)
    if any(slot.tag == tag for slot in slots.slots):
        raise Refused("Another officer has this name. Nothing was changed. Add a middle initial or the office")
    return tag


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Whose slot it is."""

    id: UUID
    kind: Kind
    officer: UUID | None = None
    tag: str | None = None
    one_time: bool = False


def _made(store_id: UUID, who: _Bearer, passphrase: str, keys: Mapping[Compartment, bytes], cost: Cost) -> Slot:
    salt = secrets.token_bytes(SALT_BYTES)
    private, public = new_pair()
    wrapped = wrap(derive(passphrase, salt, cost), private, _bound(store_id, who.id, "private"))
    bare = Slot(who.id, who.kind, who.officer, who.tag, cost, salt, public, wrapped, {}, one_time=who.one_time)
    held = {compartment: _sealed(store_id, bare, compartment, key) for compartment, key in keys.items()}
    return replace(bare, held=held)


def _sealed(store_id: UUID, slot: Slot, compartment: Compartment, key: bytes) -> SealedKey:
    sealed = seal(slot.public, key, _bound(store_id, slot.id, compartment))
    return SealedKey(sealed, vouch(key, _statement(store_id, slot, compartment)))


def _statement(store_id: UUID, slot: Slot, compartment: Compartment) -> bytes:
    return f"{store_id} {slot.id} {slot.kind} {slot.officer} {compartment} {slot.public.hex()}".encode()


# --- re-keying -------------------------------------------------------------------------------------------------


def forged(slots: Slots, compartment: Compartment, key: bytes) -> tuple[UUID, ...]:
    """Slots that claim a compartment's key without proof that a holder of it made them."""
    return tuple(
        slot.id
        for slot in slots.slots
        if (held := slot.held.get(compartment)) is not None
        and not vouched(key, _statement(slots.store_id, slot, compartment), held.proof)
    )


def with_fresh(slots: Slots, compartment: Compartment, key: bytes, fresh: bytes) -> Slots:
    """The slots with a compartment's next key sealed beside the one in force, for every slot that holds that.

    Written before the file is re-keyed, so that a re-key cut short at any moment leaves a key that opens it.

    Raises:
        StoreTrouble: a slot was not made by a holder of the key; it is not given the next one.
    """
    if forged(slots, compartment, key):
        raise StoreTrouble(
            "A key slot was written by another program, so no new key was made. Nothing was changed. "
            "Tell the information governance officer, and look at the list of key slots"
        )
    return _each(
        slots,
        lambda slot: (
            replace(slot, fresh={**slot.fresh, compartment: _sealed(slots.store_id, slot, compartment, fresh)})
            if compartment in slot.held
            else slot
        ),
    )


def with_fresh_in_force(slots: Slots, compartment: Compartment) -> Slots:
    """The slots once the file is re-keyed: the next key is the one in force."""
    return _each(
        slots,
        lambda slot: (
            replace(_settled(slot, compartment), held={**slot.held, compartment: slot.fresh[compartment]})
            if compartment in slot.fresh
            else slot
        ),
    )


def without_fresh(slots: Slots, compartment: Compartment) -> Slots:
    """The slots once it is known that the file was not re-keyed."""
    return _each(slots, lambda slot: _settled(slot, compartment))


def _settled(slot: Slot, compartment: Compartment) -> Slot:
    return replace(slot, fresh={other: key for other, key in slot.fresh.items() if other is not compartment})


def _each(slots: Slots, change: Callable[[Slot], Slot]) -> Slots:
    return replace(slots, slots=tuple(change(slot) for slot in slots.slots))
