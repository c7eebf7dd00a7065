"""Making a store, and opening one: slots, versions, device, in that order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.errors import Refused
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.store import ledger
from spp_desktop.store.alone import file_alone
from spp_desktop.store.backups import make_backup
from spp_desktop.store.device import Device, DeviceState, attach_device
from spp_desktop.store.dialect import into
from spp_desktop.store.engine import Engines, open_engines
from spp_desktop.store.erase import erase_again
from spp_desktop.store.folder import Compartment, StoreFolder, allowed_path, make_folder
from spp_desktop.store.keys import SHIPPED, Cost, Keys, new_key
from spp_desktop.store.migrations import behind, migrate, version_of
from spp_desktop.store.officers import officer as read_officer
from spp_desktop.store.officers import officer_row
from spp_desktop.store.opened import Store
from spp_desktop.store.slots import first_slots
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.device import DeviceRow
from spp_desktop.store.trouble import folder_words
from spp_desktop.store.unlock import unlock, write_slots

_DEVICE = table_of(DeviceRow)


@dataclass(frozen=True, slots=True)
class Created:
    """A store just made: open, its first officer, and the general recovery key to print once."""

    store: Store
    officer: Officer
    recovery_key: str


def create_store(
    path: Path,
    officer_name: str,
    roles: Sequence[Role],
    passphrase: str,
    *,
    now: datetime,
    cost: Cost = SHIPPED,
    demonstration: bool = False,
) -> Created:
    """Make a store in an empty or new folder, with one officer. It gets no confidential compartment: the first
    domestic abuse lead makes that.

    Raises:
        Refused: the folder may not hold a store or already holds something, or the passphrase is too short.
    """
    officer = Officer(uuid7(now), officer_name, tuple(roles), revision=1)
    with folder_words():
        existed = allowed_path(path).exists()
    key = new_key()
    folder = make_folder(path, demonstration=demonstration)
    try:
        slots, recovery_key = first_slots(folder.store_id, officer.id, officer.name, passphrase, key, cost)
        make_compartment(folder, Compartment.GENERAL, key)
        write_slots(folder, slots)
        store = open_compartments(folder, Keys(key), by=officer.id, now=now)
    except BaseException:
        _unmake(folder, leave_folder=existed)
        raise
    with store.write("store.created", by=officer.id, at=now, stream=Stream.AUDIT) as unit:
        unit.insert(officer_row(officer))
    return Created(store, officer, recovery_key)


def open_store(
    folder: StoreFolder, officer_name: str | None, passphrase: str, *, now: datetime
) -> tuple[Store, Officer]:
    """Open a store with an officer's passphrase; without a name, as its only officer.

    Raises:
        Refused: a wrong name or passphrase, an officer who has left, or a store of a newer program.
        StoreTrouble: the store's files cannot be read.
    """
    opened = unlock(folder, officer_name, passphrase, now=now)
    if opened.slot.officer is None:
        raise Refused("A recovery key resets a passphrase; it does not sign in. Nothing was changed")
    store = open_compartments(folder, opened.keys, by=opened.slot.officer, now=now)
    with store.read() as connection:
        officer = read_officer(connection, opened.slot.officer)
    if officer is None or not officer.active:
        store.close()
        raise Refused("You no longer work in this store. Nothing was changed. Ask its administrator")
    return store, officer


def make_compartment(folder: StoreFolder, compartment: Compartment, key: bytes) -> None:
    """Make a compartment's file with every table, or bring the tables of one that is there up to date."""
    with file_alone(folder.database(compartment), key) as connection:
        migrate(connection)


def open_compartments(folder: StoreFolder, keys: Keys, *, by: UUID, now: datetime) -> Store:
    """Open what these keys open: bring it up to date, and know the device it is on now.

    A compartment that this device has not written to before begins, for it, with ``device.made``, or with
    ``device.forked`` naming the entry it forked from when the store was copied or restored.
    """
    engines = open_engines(folder, keys)
    try:
        if _behind(engines):
            engines.dispose()
            _bring_up_to_date(folder, keys, now)
            engines = open_engines(folder, keys)
        state = _device(engines, folder)
        store = Store(engines, state.device, folder, keys)
        for compartment in engines.compartments:
            _introduce(store, compartment, by=by, now=now)
        erase_again(store, by=by, at=now)
    except BaseException:
        engines.dispose()
        raise
    return store


def _behind(engines: Engines) -> bool:
    with engines.readers.connect() as connection:
        versions = [version_of(connection, engines.schemas[compartment]) for compartment in engines.compartments]
    # Every version is asked about, so that none newer than the program is passed over.
    return any(tuple(map(behind, versions)))


def _bring_up_to_date(folder: StoreFolder, keys: Keys, now: datetime) -> None:
    """Migrate each compartment whose key is held, after a backup that was read back whole."""
    make_backup(folder, keys, now=now)
    for compartment in keys.compartments:
        make_compartment(folder, compartment, keys.of(compartment) or b"")


def _device(engines: Engines, folder: StoreFolder) -> DeviceState:
    heads: dict[Compartment, ledger.Head | None] = {}
    taken: set[str] = set()
    for compartment in engines.compartments:
        with _reading(engines, compartment) as connection:
            heads[compartment] = ledger.latest(connection)
            taken.update(connection.execute(select(_DEVICE.c.code)).scalars())

    def holds(compartment: Compartment, head: ledger.Head) -> bool:
        with _reading(engines, compartment) as connection:
            return ledger.holds(connection, head)

    return attach_device(folder, heads, holds, taken=taken)


@contextmanager
def _reading(engines: Engines, compartment: Compartment) -> Iterator[Connection]:
    with engines.readers.connect() as connection:
        yield into(connection, engines.schemas[compartment])


def _introduce(store: Store, compartment: Compartment, *, by: UUID, now: datetime) -> None:
    device: Device = store.device
    with store.read(compartment) as connection:
        if connection.execute(select(_DEVICE.c.id).where(_DEVICE.c.id == device.id)).first() is not None:
            return
        before = ledger.latest(connection)
    kind = "device.made" if before is None else "device.forked"
    with store.write(kind, by=by, at=now, stream=Stream.AUDIT, compartment=compartment) as unit:
        unit.insert(DeviceRow(id=device.id, code=device.code, public_key=device.public_key, made_at=now))
        if before is not None:
            unit.say(device=before.device, stream=before.stream, serial=before.serial, hash=before.hash.hex())


def _unmake(folder: StoreFolder, *, leave_folder: bool) -> None:
    """Leave the disk as it was before a store could not be made."""
    for inside in folder.path.iterdir():
        if inside.is_dir():
            shutil.rmtree(inside, ignore_errors=True)
        else:
            inside.unlink(missing_ok=True)
    if not leave_folder:
        folder.path.rmdir()
