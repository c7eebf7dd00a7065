"""The file of key slots, and opening it: one try at a time, with the growing wait."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from filelock import FileLock, Timeout

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.folder import Compartment, StoreFolder, write_safely
from spp_desktop.store.keys import Cost, WrongKey, derive, read_recovery_key
from spp_desktop.store.slots import Opened, SealedKey, Slot, Slots, find, open_recovery, open_slot, tag_of
from spp_desktop.store.trouble import plain_words
from spp_desktop.store.waits import check_wait, note_right, note_wrong

FORMAT = 1
LOCK_SECONDS = 60.0
"""How long one process waits for another that is trying a passphrase or writing slots."""


class WrongPassphrase(Refused):
    """The passphrase, or the name it was given with, is not one of this store."""

    def __init__(self, *, named: bool) -> None:
        what = "The name or the passphrase is wrong" if named else "The passphrase is wrong"
        super().__init__(f"{what}. Nothing was changed. Check Caps Lock and type it again")


class WrongRecoveryKey(Refused):
    """A well-formed recovery key that is not this compartment's."""

    def __init__(self) -> None:
        super().__init__("That recovery key is not this store's. Nothing was changed. Look for the sheet of this store")


def unlock(folder: StoreFolder, name: str | None, passphrase: str, *, now: datetime) -> Opened:
    """What an officer's passphrase opens. Without a name, the store's only officer's.

    An unknown name and a wrong passphrase get one answer in one time.

    Raises:
        WrongUse: no name, and several officers.
        TooSoon: the wait after a wrong passphrase is not over.
        WrongPassphrase: the name or the passphrase is wrong.
    """
    with slots_alone(folder):
        slots = read_slots(folder)
        slot = find(slots, name)
        tag = slot.tag if slot else tag_of(slots, name or "")
        wrong = WrongPassphrase(named=name is not None)
        return _try(folder, slots, tag or "", now, wrong, lambda: _open(slots, slot, passphrase))


def unlock_slot(folder: StoreFolder, slot_id: UUID, passphrase: str, *, now: datetime) -> Opened:
    """What a passphrase opens of one known slot: for the officer who is signed in already."""
    with slots_alone(folder):
        slots = read_slots(folder)
        slot = slots.slot(slot_id)
        wrong = WrongPassphrase(named=False)
        return _try(folder, slots, slot.tag or "", now, wrong, lambda: open_slot(slots, slot, passphrase))


def unlock_with_recovery(folder: StoreFolder, compartment: Compartment, typed: str, *, now: datetime) -> Opened:
    """What a typed recovery key opens.

    Raises:
        Refused: it is mistyped, and which group.
        TooSoon: the wait after a wrong one is not over.
        WrongRecoveryKey: it is another store's or compartment's.
    """
    printed = read_recovery_key(typed)
    with slots_alone(folder):
        slots = read_slots(folder)
        tag = f"recovery-{compartment}"
        return _try(folder, slots, tag, now, WrongRecoveryKey(), lambda: open_recovery(slots, compartment, printed))


def _open(slots: Slots, slot: Slot | None, passphrase: str) -> Opened:
    if slot is None:
        like = slots.slots[0]
        derive(passphrase, like.salt, like.cost)
        raise WrongKey
    return open_slot(slots, slot, passphrase)


def _try(
    folder: StoreFolder, slots: Slots, tag: str, now: datetime, wrong: Refused, opening: Callable[[], Opened]
) -> Opened:
    check_wait(folder, tag, now)
    try:
        opened = opening()
    except WrongKey:
        note_wrong(folder, tag, now)
        raise wrong from None
    note_right(folder, tag)
    if opened.fresh:
        from spp_desktop.store.rekey import settle

        opened = settle(folder, slots, opened)
    return opened


# --- the file --------------------------------------------------------------------------------------------------


@contextmanager
def changing_slots(folder: StoreFolder) -> Iterator[SlotChange]:
    """Read the slots to alter them, nobody else altering them meanwhile; :meth:`SlotChange.write` writes them.

    When the block fails after writing, the slots are put back as they were: write them last inside the unit
    of work that journals the change, and neither stands without the other.
    """
    with slots_alone(folder):
        before = read_slots(folder)
        change = SlotChange(folder, before)
        try:
            yield change
        except BaseException:
            if change.written:
                write_slots(folder, before)
            raise


class SlotChange:
    """The slots of a store while they are being altered."""

    def __init__(self, folder: StoreFolder, slots: Slots) -> None:
        self._folder = folder
        self.slots = slots
        self.written = False

    def write(self, slots: Slots) -> None:
        """Put these slots in place of those before."""
        self.written = True
        write_slots(self._folder, slots)
        self.slots = slots


@contextmanager
def slots_alone(folder: StoreFolder) -> Iterator[None]:
    """One process at a time with the slots: guesses queue, and a change is not lost to another. Not to be nested."""
    with plain_words():
        lock = FileLock(folder.path / "slots.lock", timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreTrouble(
                "Another SPP Desktop is checking a passphrase. Nothing was changed. Try again"
            ) from error
    try:
        yield
    finally:
        lock.release()


def write_slots(folder: StoreFolder, slots: Slots) -> None:
    """Write the slots whole or not at all."""
    document = {
        "format": FORMAT,
        "store": str(slots.store_id),
        "tag_key": _text(slots.tag_key),
        "slots": [_slot_document(slot) for slot in slots.slots],
    }
    write_safely(folder.slots, json.dumps(document, indent=1).encode())


def read_slots(folder: StoreFolder) -> Slots:
    """The slots of a store; StoreTrouble where the file is missing or damaged, Refused where it is newer."""
    with plain_words():
        content = folder.slots.read_bytes()
    return parse_slots(content)


def parse_slots(content: bytes) -> Slots:
    """The slots that a slot file's bytes hold."""
    try:
        document = json.loads(content)
        if int(document["format"]) > FORMAT:
            raise Refused("This store was made by a newer SPP Desktop. Nothing was changed. Install the newer program")
        slots = tuple(_slot_of(one) for one in document["slots"])
        return Slots(UUID(document["store"]), _bytes(document["tag_key"]), slots)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreTrouble(
            "The store's key slots are damaged. Nothing was changed. Restore the latest backup"
        ) from error


def _slot_document(slot: Slot) -> dict[str, Any]:
    return {
        "id": str(slot.id),
        "kind": slot.kind,
        "officer": str(slot.officer) if slot.officer else None,
        "tag": slot.tag,
        "cost": [slot.cost.memory, slot.cost.passes, slot.cost.lanes],
        "salt": _text(slot.salt),
        "public": _text(slot.public),
        "private": _text(slot.private),
        "held": _held_document(slot.held),
        "fresh": _held_document(slot.fresh),
        "one_time": slot.one_time,
    }


def _slot_of(document: Any) -> Slot:
    return Slot(
        id=UUID(document["id"]),
        kind="recovery" if document["kind"] == "recovery" else "officer",
        officer=UUID(document["officer"]) if document["officer"] else None,
        tag=document["tag"],
        cost=Cost(*(int(part) for part in document["cost"])),
        salt=_bytes(document["salt"]),
        public=_bytes(document["public"]),
        private=_bytes(document["private"]),
        held=_held_of(document["held"]),
        fresh=_held_of(document["fresh"]),
        one_time=bool(document["one_time"]),
    )


def _held_document(held: Mapping[Compartment, SealedKey]) -> dict[str, list[str]]:
    return {compartment.value: [_text(one.sealed), _text(one.proof)] for compartment, one in held.items()}


def _held_of(document: Mapping[str, list[str]]) -> dict[Compartment, SealedKey]:
    return {Compartment(name): SealedKey(_bytes(sealed), _bytes(proof)) for name, (sealed, proof) in document.items()}


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
