"""Backups: made while people work, kept in two places, put back as a store of its own.

A backup opens with the passphrases of its own day. Putting one back makes the store a new device.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import NotPermitted, Refused, SppError, StoreTrouble
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.services.gate import gate
from spp_desktop.services.settings import value_of
from spp_desktop.services.sign_in import slots_folder
from spp_desktop.services.signed_in import SignedIn, utc_now
from spp_desktop.services.slots import keys_of
from spp_desktop.store import backups as kept
from spp_desktop.store import ledger, opening, recents, thinning
from spp_desktop.store import officers as store_officers
from spp_desktop.store.container import Backup
from spp_desktop.store.engine import open_engines
from spp_desktop.store.folder import Compartment, StoreFolder, allowed_path
from spp_desktop.store.keys import Keys
from spp_desktop.store.notices import give_notice
from spp_desktop.store.restoring import Unpacked, put_in_place, unpacked
from spp_desktop.store.trouble import Damaged
from spp_desktop.store.unlock import unlock

DAY = timedelta(hours=24)
"""A backup is due when the last is older than this."""
SECONDS_AT_CLOSE = 4.0
"""How long closing the window may wait for a backup; one that takes longer is left to the next session."""
SHORT_BYTES = 48 * 1024 * 1024
"""A store larger than this is not backed up while the window closes: what checks a copy cannot be stopped half-way."""

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]
Clock = Callable[[], datetime]
_CHANGED = Changes(kinds=frozenset({"backups"}))


HELD: Mapping[str, tuple[str, str]] = {
    "case": ("case", "cases"),
    "person": ("person", "people"),
    "incident": ("incident", "incidents"),
    "contact": ("contact", "contacts"),
    "officer": ("officer", "officers"),
    "operation": ("thing done", "things done"),
}
"""What a backup says how many it holds of: one of it, several."""


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup, as a list shows it. ``holds`` is rows by table, None to somebody who does not hold its key.

    ``sealed`` are the compartments copied by somebody without their key; ``bytes`` the size; times are UTC.
    """

    name: str
    path: Path
    made: datetime
    bytes: int
    sealed: tuple[Compartment, ...] = ()
    holds: dict[str, int] | None = None
    last_operation: datetime | None = None

    def counted(self, *kinds: str) -> tuple[str, ...]:
        """How many it holds of these kinds of record, all where none is named: "1 case", "25 things done"."""
        held = self.holds or {}
        return tuple(f"{held[kind]:,} {HELD[kind][held[kind] != 1]}" for kind in kinds or HELD if kind in held)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup made and checked. ``second`` says why the second folder has no copy, if it has none."""

    backup: BackupLine
    second: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put back: the officer signed in to the store, which is a new device now."""

    signed_in: SignedIn
    backup: BackupLine


def _line(backup: Backup, general: bytes | None = None) -> BackupLine:
    contents = kept.contents_of(backup, general) if general else None
    return BackupLine(
        backup.name,
        backup.path,
        backup.made,
        backup.bytes,
        backup.sealed,
        dict(contents.counts) if contents else None,
        contents.last_operation if contents else None,
    )


# --- listing ---------------------------------------------------------------------------------------------------


def list_backups_in(path: Path) -> tuple[BackupLine, ...]:
    """The backups beside a store, newest first, without opening anything: for a store that does not open."""
    return tuple(_line(backup) for backup in kept.list_backups(allowed_path(path) / "backups"))


@gate(Right.BACKUP)
def list_backups(me: SignedIn) -> tuple[BackupLine, ...]:
    """The store's backups, newest first, each with what it holds."""
    found = kept.list_backups(slots_folder(me).backups)
    return tuple(_line(backup, keys_of(me).general) for backup in found)


# --- making ----------------------------------------------------------------------------------------------------


@gate(Right.BACKUP)
def make_backup(
    me: SignedIn,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Done[BackedUp]:
    """Back the store up beside whoever works in it, check the copy, thin the old ones; or write one file, ``out``.

    Raises:
        Refused: stopped, one is being made already, or ``out`` is there already.
        StoreTrouble: the store is damaged or the disk failed. Earlier backups are as they were.
    """
    folder, keys = slots_folder(me), keys_of(me)
    with me.store.write("store.backed-up", by=me.officer.id, at=me.now(), stream=Stream.AUDIT) as unit:
        unit.say(out=out is not None)
    made = _make(me, folder, keys, out, progress, cancelled)
    second = "" if out is not None else _keep(me, folder, made)
    return Done(BackedUp(_line(made, keys.general), second), _CHANGED)


@gate(None)
def back_up_quietly(me: SignedIn, *, cancelled: Cancelled | None = None) -> Done[BackedUp] | None:
    """Make the day's backup in the background for whoever is signed in; None where none is due.

    The program makes it, not the officer: it needs no right and shows nothing.
    """
    if not backup_is_due(me):
        return None
    folder, keys = slots_folder(me), keys_of(me)
    made = _make(me, folder, keys, None, None, cancelled)
    return Done(BackedUp(_line(made, keys.general), _keep(me, folder, made)), _CHANGED)


@gate(None)
def back_up_at_close(me: SignedIn, *, seconds: float = SECONDS_AT_CLOSE) -> bool:
    """Make a backup while the window closes, if one is due and it is done within ``seconds``; whether it was."""
    if me.store.folder is None or _size(me.store.folder) > SHORT_BYTES:
        return False
    until = time.monotonic() + seconds
    try:
        return back_up_quietly(me, cancelled=lambda: time.monotonic() > until) is not None
    except SppError:
        # Closing never fails for a backup's sake: the next session finds it due.
        return False


def _size(folder: StoreFolder) -> int:
    files = (folder.database(compartment) for compartment in Compartment)
    return sum(file.stat().st_size for file in files if file.exists())


@gate(None)
def backup_is_due(me: SignedIn) -> bool:
    """Whether a day or the set number of operations has passed since the last backup, and there was any operation."""
    if me.store.folder is None:
        return False
    found = kept.list_backups(me.store.folder.backups)
    with me.store.read() as connection:
        operations = ledger.count(connection)
    if not found:
        return operations > 0
    before = kept.contents_of(found[0], keys_of(me).general)
    since = operations - (before.counts.get("operation", 0) if before else 0)
    if before is None or me.now() - found[0].made >= DAY:
        return since > 0
    return since >= int(value_of(me, "backup.operations"))


def _make(
    me: SignedIn,
    folder: StoreFolder,
    keys: Keys,
    out: Path | None,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Backup:
    try:
        return kept.make_backup(folder, keys, now=me.now(), into=out, progress=progress, cancelled=cancelled)
    except Damaged:
        with me.store.write("backup.damaged", by=me.officer.id, at=me.now(), stream=Stream.AUDIT) as unit:
            give_notice(unit, "backup.damaged", role=Role.ADMINISTRATOR)
        raise


def _keep(me: SignedIn, folder: StoreFolder, made: Backup) -> str:
    """Thin the backups now that there is another, and copy it to the second folder; why it was not, in words."""
    thinning.thin(kept.list_backups(folder.backups), me.now())
    thinning.delete_old_copies(folder.backups, me.now())
    return _copy_to_second(me, made)


def _copy_to_second(me: SignedIn, made: Backup) -> str:
    """Copy a backup to the second folder, where one is set; why it was not, in words."""
    second = str(value_of(me, "backup.second-folder"))
    if not second:
        return ""
    try:
        kept.copy_backup(made, Path(second))
        thinning.thin(kept.list_backups(Path(second)), me.now())
    except StoreTrouble as trouble:
        return f"No copy in the second folder: {trouble.message}"
    return ""


@gate(Right.BACKUP)
def verify_backup(me: SignedIn, wanted: str) -> BackupLine:
    """Check a backup through and through with the keys held: ``latest``, a name or a file.

    Raises:
        Refused: there is none of that name.
        StoreTrouble: it is damaged, or was made before the store was given another key.
    """
    found = kept.find_backup(slots_folder(me).backups, wanted)
    kept.verify(found, keys_of(me))
    return _line(found, keys_of(me).general)


# --- putting back ----------------------------------------------------------------------------------------------


def restore_backup(
    path: Path, wanted: str, officer_name: str | None, passphrase: str, *, now: Clock = utc_now
) -> Restored:
    """Put a backup back and sign in: ``latest``, a name, or a file; with a file the folder may be new or empty.

    The name and passphrase are those of the backup's day; the officer must have held the right then.

    Raises:
        Refused: no such backup, another store's, a wrong name or passphrase, no right, or somebody uses the store.
        StoreTrouble: the backup is damaged or the disk failed. Nothing was changed.
    """
    found = kept.find_backup(allowed_path(path) / "backups", wanted)
    with unpacked(found, path) as what:
        opened = unlock(what.staged, officer_name, passphrase, now=now())
        officer = _officer_then(what, opened.keys, opened.slot.officer)
        if not may(officer.roles, Right.RESTORE):
            raise NotPermitted("Your roles in that backup do not allow restoring. Nothing was changed")
        folder = put_in_place(what, opened.keys, now=now())
    return _opened(folder, opened.keys, officer, found, now)


@gate(Right.RESTORE)
def restore_here(me: SignedIn, wanted: str, passphrase: str) -> Restored:
    """Put a backup back in the store one is working in, with one's passphrase of the backup's day.

    The store is closed first. When it cannot be put back the store is as it was, still open.

    Raises:
        Refused, StoreTrouble: as :func:`restore_backup`.
    """
    folder = slots_folder(me)
    found = kept.find_backup(folder.backups, wanted)
    with unpacked(found, folder.path) as what:
        opened = unlock(what.staged, me.officer.name, passphrase, now=me.now())
        officer = _officer_then(what, opened.keys, opened.slot.officer)
        me.store.close()
        put = put_in_place(what, opened.keys, now=me.now(), window_held=True)
    return _opened(put, opened.keys, officer, found, me.now)


def _officer_then(what: Unpacked, keys: Keys, officer_id: object) -> Officer:
    """The officer as the backup knows them; Refused where they had left."""
    engines = open_engines(what.staged, keys)
    try:
        with engines.readers.connect() as connection:
            everybody = store_officers.officers(connection)
    finally:
        engines.dispose()
    officer = next((one for one in everybody if one.id == officer_id), None)
    if officer is None:
        raise Refused("That officer had left when the backup was made. Nothing was changed. Ask another to restore it")
    return officer


def _opened(folder: StoreFolder, keys: Keys, officer: Officer, backup: Backup, now: Clock) -> Restored:
    store = opening.open_compartments(folder, keys, by=officer.id, now=now())
    try:
        with store.write("store.restored", by=officer.id, at=now(), stream=Stream.AUDIT) as unit:
            unit.say(backup=backup.name, made=backup.made)
    except BaseException:
        store.close()
        raise
    recents.remember(folder.path, officer.name, now())
    return Restored(SignedIn(officer, store, now), _line(backup, keys.general))
