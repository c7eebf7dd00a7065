"""Backups: one file each, as encrypted as the store, carrying the key slots of its day.

A ``.sppbackup`` is a stored zip of the compartments' files, the slots, the store's description and a manifest with
each part's hash. What the store held (how many cases, when the last operation) is in the manifest too, under the
general key. A compartment whose key is not held is copied as sealed bytes, twice hashed. A copy that does not check
is thrown away: it never takes a good backup's place.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.container import (
    SUFFIX,
    Backup,
    extract,
    file_hash,
    read_backup,
    verify_hashes,
    write_container,
)
from spp_desktop.store.engine import ALONE_CACHE_KIB, connect_file
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.keys import Keys, WrongKey, purpose_key, unwrap, wrap
from spp_desktop.store.trouble import Damaged, explain, plain_words
from spp_desktop.store.unlock import slots_alone

PAGES_A_STEP = 256
"""Pages of 4 KiB copied before others may write again."""
PAUSE_SECONDS = 0.005
SEALED_TRIES = 5
_WORK = ".work-"
_LEFT_BEHIND_SECONDS = 24 * 3600
_COUNTED = ("case", "person", "incident", "contact", "officer", "operation")
"""Tables whose rows a backup says how many it holds of: numbers that name nobody."""

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, for somebody with its general key: rows by table, and the last operation's time."""

    counts: Mapping[str, int]
    last_operation: datetime | None


# --- making ----------------------------------------------------------------------------------------------------


def make_backup(
    folder: StoreFolder,
    keys: Keys,
    *,
    now: datetime,
    into: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Backup:
    """Copy the store in small steps beside whoever works in it, check the copy, and keep it as one file.

    ``into`` is the file to write, a new name in the store's own backups folder where none is given.

    Raises:
        Refused: ``cancelled`` said to stop, the file is there already, or its folder is not.
        StoreTrouble: the store is damaged or the disk failed. Earlier backups are as they were.
    """
    made = now.astimezone(UTC).replace(microsecond=0)
    target = into or _free_name(folder.backups, made)
    if into is not None and into.exists():
        raise Refused("There is a file of that name already. Nothing was changed. Give another name")
    if into is not None and not into.parent.is_dir():
        raise Refused("There is no such folder to write to. No backup was made. Choose another folder")
    with _only_backup(folder.backups), _working_folder(folder.backups) as work:
        steps = _Steps(progress or (lambda *_said: None), cancelled or (lambda: False))
        sealed = _copy_parts(folder, keys, work, steps)
        for compartment in keys.compartments:
            if (work / f"{compartment}.db").exists():
                steps.go_on("Checking the copy", 0, 1)
                check_file(work / f"{compartment}.db", _held(keys, compartment))
        steps.go_on("Writing the backup", 0, 1)
        contents = _contents(work / "general.db", keys.general)
        backup = write_container(work, target, folder.store_id, made, sealed, _seal_contents(contents, keys, made))
        verify_hashes(backup)
        steps.say("Writing the backup", 1, 1)
    return backup


@dataclass(frozen=True, slots=True)
class _Steps:
    say: Progress
    cancelled: Cancelled

    def go_on(self, name: str, done: int, of: int) -> None:
        if self.cancelled():
            raise Refused("Stopped as you asked. No backup was made, and nothing was changed")
        self.say(name, done, of)


def _held(keys: Keys, compartment: Compartment) -> bytes:
    key = keys.of(compartment)
    assert key is not None  # one of keys.compartments
    return key


def _copy_parts(folder: StoreFolder, keys: Keys, work: Path, steps: _Steps) -> tuple[Compartment, ...]:
    """Copy each part; the compartments copied sealed."""
    with slots_alone(folder), plain_words():
        shutil.copyfile(folder.slots, work / folder.slots.name)
        shutil.copyfile(folder.facts, work / folder.facts.name)
    _copy_with_key(folder.database(Compartment.GENERAL), work / "general.db", keys.general, steps)
    if not folder.has_confidential:
        return ()
    source, copy = folder.database(Compartment.CONFIDENTIAL), work / "confidential.db"
    if keys.confidential is None:
        copy_sealed(source, copy)
        return (Compartment.CONFIDENTIAL,)
    _copy_with_key(source, copy, keys.confidential, steps)
    return ()


def _copy_with_key(source: Path, copy: Path, key: bytes, steps: _Steps) -> None:
    reading = connect_file(source, key, cache_kib=ALONE_CACHE_KIB)
    try:
        # A page that does not authenticate is copied as an empty one, without an error: look at the source first.
        if reading.execute("PRAGMA cipher_integrity_check").fetchall():
            raise Damaged(_NOT_KEPT)
        writing = connect_file(copy, key, cache_kib=ALONE_CACHE_KIB)
        try:
            reading.backup(
                writing,
                pages=PAGES_A_STEP,
                progress=lambda _status, left, whole: steps.go_on("Copying the store", whole - left, whole),
                sleep=PAUSE_SECONDS,
            )
            # One file without a log beside it.
            writing.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlcipher.Error as error:
            raise explain(error) from error
        finally:
            writing.close()
    finally:
        reading.close()


def copy_sealed(source: Path, copy: Path) -> None:
    """Copy a file whose key is not held, log and all, as it stood at one moment.

    The source is hashed before and after: an officer with the key may be writing, and then it is copied again.

    Raises:
        StoreTrouble: it was written to each time.
    """
    for _ in range(SEALED_TRIES):
        with plain_words():
            before = _sealed_hashes(source)
            for suffix in before:
                shutil.copyfile(_beside(source, suffix), _beside(copy, suffix))
            if _sealed_hashes(copy) == before == _sealed_hashes(source):
                return
            for suffix in before:
                _beside(copy, suffix).unlink()
    raise StoreTrouble("The confidential part is being written to just now. No backup was made. Try again in a moment")


def _sealed_hashes(path: Path) -> dict[str, str]:
    return {suffix: file_hash(_beside(path, suffix)) for suffix in ("", "-wal") if _beside(path, suffix).exists()}


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def check_file(path: Path, key: bytes) -> None:
    """Damaged unless every page of a file authenticates and the database's own check passes."""
    raw = connect_file(path, key, cache_kib=ALONE_CACHE_KIB)
    try:
        sound = raw.execute("PRAGMA cipher_integrity_check").fetchall() == [] and raw.execute(
            "PRAGMA quick_check"
        ).fetchall() == [("ok",)]
    except sqlcipher.OperationalError as error:
        raise explain(error) from error
    except sqlcipher.DatabaseError as error:
        raise Damaged(_NOT_KEPT) from error
    finally:
        raw.close()
    if not sound:
        raise Damaged(_NOT_KEPT)


_NOT_KEPT = "The store's file is damaged, so this copy was not kept. Earlier backups are as they were: restore the last"


def _contents(path: Path, key: bytes) -> Contents:
    raw = connect_file(path, key, cache_kib=ALONE_CACHE_KIB)
    try:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        # The names are this module's own, so they may stand in the statement.
        counts = {
            table: raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            for table in _COUNTED
            if table in tables
        }
        last = raw.execute("SELECT max(at) FROM operation").fetchone()[0] if "operation" in tables else None
    finally:
        raw.close()
    return Contents(counts, datetime.fromisoformat(last).replace(tzinfo=UTC) if last else None)


def _seal_contents(contents: Contents, keys: Keys, made: datetime) -> bytes:
    last = contents.last_operation
    document = {"counts": dict(contents.counts), "last": last.isoformat() if last else None}
    return wrap(purpose_key(keys.general, "backup 1"), json.dumps(document).encode(), made.isoformat().encode())


def contents_of(backup: Backup, general: bytes) -> Contents | None:
    """What a backup holds; None where this is not its general key."""
    try:
        opened = unwrap(purpose_key(general, "backup 1"), backup.contents, backup.made.isoformat().encode())
    except WrongKey:
        return None
    document = json.loads(opened)
    last = document["last"]
    return Contents(document["counts"], datetime.fromisoformat(last) if last else None)


# --- kept backups ----------------------------------------------------------------------------------------------


def _free_name(backups: Path, made: datetime) -> Path:
    stem = f"{made:%Y-%m-%d-%H%M%S}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{SUFFIX}" for number in range(1, 1000))
    return next(path for name in names if not (path := backups / name).exists())


def verify(backup: Backup, keys: Keys) -> None:
    """Check a backup through and through: hashes, and each compartment whose key is held, opened and checked.

    Raises:
        StoreTrouble: it is damaged, or these are not its keys.
    """
    with _working_folder(backup.path.parent) as work:
        for name in backup.parts:
            extract(backup, name, work / name)
        for compartment in keys.compartments:
            if f"{compartment}.db" in backup.parts:
                check_file(work / f"{compartment}.db", _held(keys, compartment))


def list_backups(backups: Path) -> tuple[Backup, ...]:
    """The backups in a folder, newest first; a file that is none, or is damaged, is left out."""
    found = []
    with plain_words():
        paths = sorted(backups.glob(f"*{SUFFIX}")) if backups.is_dir() else []
    for path in paths:
        try:
            found.append(read_backup(path))
        except (StoreTrouble, Refused):
            continue
    return tuple(sorted(found, key=lambda backup: (backup.made, backup.name), reverse=True))


def find_backup(backups: Path, wanted: str) -> Backup:
    """The backup called ``wanted``: ``latest``, a name as listed, or a file's path.

    Raises:
        Refused: there is none.
        StoreTrouble: the file is damaged.
    """
    if wanted == "latest":
        kept = list_backups(backups)
        if not kept:
            raise Refused("There is no backup in this store's folder. Nothing was changed. Give a backup's file")
        return kept[0]
    named = backups / f"{wanted.removesuffix(SUFFIX)}{SUFFIX}"
    path = named if Path(wanted).name == wanted and named.exists() else Path(wanted)
    if not path.is_file():
        raise Refused("There is no backup of that name. Nothing was changed. --list shows those there are")
    return read_backup(path)


def copy_backup(backup: Backup, to: Path) -> Backup:
    """Copy a backup into another folder and check the copy; StoreTrouble where the disk there fails."""
    target = to / backup.path.name
    temporary = to / f".{backup.path.name}.{secrets.token_hex(4)}.tmp"
    with plain_words():
        try:
            shutil.copyfile(backup.path, temporary)
            verify_hashes(read_backup(temporary))
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return read_backup(target)


@contextmanager
def _only_backup(backups: Path) -> Iterator[None]:
    """Be the one that makes a backup; what another left behind when it was killed is cleared away."""
    with plain_words():
        lock = FileLock(backups / "backup.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            raise Refused("A backup of this store is being made already. Wait until it is done") from None
    try:
        for left in backups.glob(f"{_WORK}*"):
            if datetime.now(UTC).timestamp() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def _working_folder(backups: Path) -> Iterator[Path]:
    """A folder for files on the way into or out of a backup, gone afterwards."""
    with plain_words():
        backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        work = backups / f"{_WORK}{secrets.token_hex(4)}"
        work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
