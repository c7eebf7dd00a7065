"""Putting a backup back: unpacked and checked beside the store, then put in its place all at once or not at all.

The unpacked parts lie in ``restoring/`` inside the store's folder. Once they are checked, a plan is written there;
from then on the restore is finished by whoever comes next, however often it is cut short. Before it, nothing of the
store was touched. What the backup replaces is kept: as a backup where it still opens, as files where it does not.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.backups import check_file, make_backup
from spp_desktop.store.container import Backup, extract
from spp_desktop.store.device import forget_device
from spp_desktop.store.engine import connect_file, nobody_else
from spp_desktop.store.folder import RESTORING, StoreFolder, allowed_path, open_folder, read_facts, sync_folder
from spp_desktop.store.folder import write_safely as write_file
from spp_desktop.store.instance import only_window
from spp_desktop.store.keys import Keys
from spp_desktop.store.trouble import folder_words, plain_words

PLAN = "whole"
REPLACED = "replaced-"
"""What a folder of files begins with that a backup replaced and that no longer opened."""
_DATABASES = ("general.db", "confidential.db")
_STORE_FILES = (*_DATABASES, "slots.json", "store.json")
_LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup unpacked beside the store it is to replace; ``staged`` can be unlocked and read like any store."""

    backup: Backup
    target: Path
    staged: StoreFolder


@contextmanager
def unpacked(backup: Backup, target: Path) -> Iterator[Unpacked]:
    """Unpack a backup beside the store it is to replace; cleared away at the end unless it was put in place.

    ``target`` is the folder of the same store, or an empty or new one. The growing wait after wrong passphrases
    goes over into the unpacked store and back.

    Raises:
        Refused: the folder holds another store or something else, or may not hold a store.
        StoreTrouble: the backup is damaged, or the disk failed. Nothing was changed.
    """
    whole = allowed_path(target)
    with folder_words():
        existed, fresh = whole.exists(), _is_fresh(whole, backup)
        (whole / "backups").mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with _only_restore(whole), _unpacking(backup, whole) as staged:
            yield Unpacked(backup, whole, staged)
    finally:
        if fresh and not (whole / "store.json").exists():
            _clear(whole, leave_folder=existed)


@contextmanager
def _unpacking(backup: Backup, whole: Path) -> Iterator[StoreFolder]:
    restoring = whole / RESTORING
    try:
        with plain_words():
            shutil.rmtree(restoring, ignore_errors=True)
            restoring.mkdir(mode=0o700)
        for name in backup.parts:
            extract(backup, name, restoring / name)
        _copy_if_there(whole / "waits.json", restoring / "waits.json")
        try:
            yield read_facts(restoring, (restoring / "store.json").read_bytes())
        finally:
            _copy_if_there(restoring / "waits.json", whole / "waits.json")
    finally:
        if not (restoring / PLAN).exists():
            shutil.rmtree(restoring, ignore_errors=True)


def put_in_place(what: Unpacked, keys: Keys, *, now: datetime, window_held: bool = False) -> StoreFolder:
    """Put an unpacked backup in the store's place, after checking it with its own keys.

    What was there is kept. The account forgets the device, so that the store becomes a new one when it is opened.
    ``window_held`` says that the caller is the window on this store.

    Raises:
        AlreadyOpen: a window is open on the store.
        Refused: a command is using it.
        StoreTrouble: the backup is damaged, or the disk failed before anything was replaced.
    """
    for compartment in keys.compartments:
        copy = what.staged.database(compartment)
        key = keys.of(compartment)
        if key is not None and copy.exists():
            check_file(copy, key)
    present = StoreFolder(what.target, what.staged.store_id, what.staged.demonstration)
    with nullcontext() if window_held else only_window(present):
        _keep_present(present, keys, now)
        _keep_erasures(what.backup.path.parent, present.backups)
        write_file(what.target / RESTORING / PLAN, json.dumps(sorted(what.backup.parts)).encode())
        _finish(what.target)
    forget_device(present)
    return open_folder(what.target)


def finish_restore(target: Path) -> None:
    """Finish a restore that was cut short after its plan was written."""
    with plain_words(), FileLock(target / "restore.lock"):
        if (target / RESTORING / PLAN).exists():
            _finish(target)


def _finish(target: Path) -> None:
    """Carry out the plan. Each step can be done again after it was done: it may be cut short anywhere."""
    restoring = target / RESTORING
    with plain_words():
        parts = json.loads((restoring / PLAN).read_bytes())
        for name in _DATABASES:
            if (restoring / name).exists() or name not in parts:
                for suffix in _LOGS:
                    (target / f"{name}{suffix}").unlink(missing_ok=True)
            if name not in parts:
                (target / name).unlink(missing_ok=True)
        for name in parts:
            if (restoring / name).exists():
                (restoring / name).replace(target / name)
        sync_folder(target)
        (restoring / PLAN).unlink()
        shutil.rmtree(restoring, ignore_errors=True)


def _is_fresh(whole: Path, backup: Backup) -> bool:
    """Whether the folder holds nothing yet; Refused where it holds something that is not this store."""
    with plain_words():
        if not whole.exists():
            return True
        if not whole.is_dir():
            raise Refused(_NOT_HERE)
        held = {path.name for path in whole.iterdir()}
        if not held:
            return True
        if not held & set(_STORE_FILES):
            raise Refused(_NOT_HERE)
        content = (whole / "store.json").read_bytes() if "store.json" in held else b""
    try:
        known = read_facts(whole, content).store_id
    except StoreTrouble:
        # Its description is damaged or gone: the slots and keys of the backup are what tells.
        return False
    if known != backup.store_id:
        raise Refused("That backup is of another store. Nothing was changed. Restore it into a new folder")
    return False


_NOT_HERE = "That folder holds something other than a store. Nothing was changed. Choose a new folder"


@contextmanager
def _only_restore(whole: Path) -> Iterator[None]:
    with plain_words():
        lock = FileLock(whole / "restore.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            raise Refused("This store is being restored already. Wait until that is done") from None
    try:
        yield
    finally:
        lock.release()


def _keep_present(present: StoreFolder, keys: Keys, now: datetime) -> None:
    """Keep what a backup replaces: as a backup where these keys open it, as files where they do not."""
    general = present.database("general")
    if not any((present.path / name).exists() for name in _STORE_FILES):
        return
    try:
        _refuse_in_use(general, keys.general)
        make_backup(present, keys, now=now)
    except StoreTrouble:
        kept = present.backups / f"{REPLACED}{now:%Y-%m-%d-%H%M%S}"
        with plain_words():
            kept.mkdir(exist_ok=True, mode=0o700)
            for path in present.path.iterdir():
                if path.is_file() and path.name.startswith(_STORE_FILES):
                    shutil.copyfile(path, kept / path.name)


def _refuse_in_use(general: Path, key: bytes) -> None:
    if not general.exists():
        raise StoreTrouble("The store's file is missing")
    raw = connect_file(general, key)
    try:
        if not nobody_else(raw):
            raise Refused("A command or another window is using the store. Nothing was changed. Close it, then restore")
    finally:
        raw.close()


def _keep_erasures(beside: Path, backups: Path) -> None:
    """What was erased is kept beside the backups; a backup from elsewhere brings along what is kept there."""
    with plain_words():
        if beside.resolve() == backups.resolve():
            return
        for there in sorted(beside.glob("erased-*.txt")):
            here = backups / there.name
            lines = here.read_text("ascii").split() if here.exists() else []
            lines += [line for line in there.read_text("ascii").split() if line not in lines]
            write_file(here, "\n".join([*lines, ""]).encode())


def _copy_if_there(source: Path, to: Path) -> None:
    with plain_words():
        if source.exists():
            shutil.copyfile(source, to)


def _clear(whole: Path, *, leave_folder: bool) -> None:
    """Leave a folder as it was before a restore into it failed."""
    for inside in whole.iterdir():
        if inside.is_dir():
            shutil.rmtree(inside, ignore_errors=True)
        else:
            inside.unlink(missing_ok=True)
    if not leave_folder:
        whole.rmdir()
