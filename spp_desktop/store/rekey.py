"""Giving a compartment a new key, so that a slot removed, and any old copy of it, opens nothing written since.

The next key is sealed to every slot that holds the present one, beside it, before the file is touched; the file
is re-encrypted in one transaction; then the next key is the one in force. Cut short at any moment, the slots
hold the key that opens the file, and the next to open the store settles which it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.engine import connect_file, nobody_else
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.keys import Keys, new_key
from spp_desktop.store.slots import Opened, Slots, with_fresh, with_fresh_in_force, without_fresh
from spp_desktop.store.trouble import explain
from spp_desktop.store.unlock import read_slots, slots_alone, write_slots


def rekey(folder: StoreFolder, keys: Keys, compartment: Compartment) -> Keys:
    """Re-encrypt a compartment under a new key and give that to every slot left; the keys then in force.

    No connection to the store may be open, in this program or another. Backups made before keep the key and the
    slots they were made with.

    Raises:
        Refused: somebody else is using the store.
        StoreTrouble: a slot was not made by a holder of the key, or the disk failed; the store opens as before.
    """
    key = keys.of(compartment)
    if key is None:
        raise Refused("Only an officer who holds a compartment's key can renew it. Nothing was changed")
    fresh = new_key()
    path = folder.database(compartment)
    with slots_alone(folder):
        slots = read_slots(folder)
        write_slots(folder, with_fresh(slots, compartment, key, fresh))
        try:
            _reencrypt(path, key, fresh)
        except BaseException:
            if _opens(path, key):
                write_slots(folder, slots)
            raise
        write_slots(folder, with_fresh_in_force(read_slots(folder), compartment))
    return Keys(fresh, keys.confidential) if compartment is Compartment.GENERAL else Keys(keys.general, fresh)


def settle(folder: StoreFolder, slots: Slots, opened: Opened) -> Opened:
    """Finish or undo a re-key that was cut short, by which of its two keys opens the file.

    Raises:
        StoreTrouble: neither does.
    """
    held: Mapping[Compartment, bytes] = opened.held
    for compartment, fresh in opened.fresh.items():
        path = folder.database(compartment)
        if _opens(path, held[compartment]):
            slots = without_fresh(slots, compartment)
        elif _opens(path, fresh):
            slots = with_fresh_in_force(slots, compartment)
            held = {**held, compartment: fresh}
        else:
            raise StoreTrouble("The store's file opens with neither its old key nor its new. Restore the latest backup")
    write_slots(folder, slots)
    return replace(opened, slot=slots.slot(opened.slot.id), held=held, fresh={})


def _reencrypt(path: Path, key: bytes, fresh: bytes) -> None:
    raw = connect_file(path, key)
    try:
        # A reader must not meet pages of two keys.
        if not nobody_else(raw):
            raise Refused(_IN_USE)
        raw.execute(f"PRAGMA rekey = \"x'{fresh.hex()}'\"").fetchall()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlcipher.Error as error:
        raise explain(error) from error
    finally:
        raw.close()
    connect_file(path, fresh).close()


_IN_USE = "Another window or command is using the store. Nothing was changed. Close it, then make the new key"


def _opens(path: Path, key: bytes) -> bool:
    try:
        connect_file(path, key).close()
    except StoreTrouble:
        return False
    return True
