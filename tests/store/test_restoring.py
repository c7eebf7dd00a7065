"""Putting a backup back: all at once, or not at all, and the store is another device afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from filelock import FileLock
from sqlalchemy import text

from spp_desktop.domain.errors import AlreadyOpen, Refused, StoreTrouble
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES
from spp_desktop.store import opening, restoring
from spp_desktop.store.backups import list_backups, make_backup
from spp_desktop.store.container import Backup
from spp_desktop.store.engine import connect_file
from spp_desktop.store.folder import Compartment, StoreFolder, make_folder, open_folder
from spp_desktop.store.instance import only_window
from spp_desktop.store.keys import Keys, new_key
from spp_desktop.store.opened import Store
from spp_desktop.store.restoring import put_in_place, unpacked
from spp_desktop.store.unlock import WrongPassphrase, unlock
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opening.create_store(tmp_path / "store", NAME, DEFAULT_FIRST_ROLES, PASSPHRASE, now=NOW, cost=CHEAP)
    say(made.store, "before")
    yield made.store
    made.store.close()


@pytest.fixture
def folder(store: Store) -> StoreFolder:
    assert store.folder is not None
    return store.folder


@pytest.fixture
def keys(store: Store) -> Keys:
    assert store.keys is not None
    return store.keys


@pytest.fixture
def backup(store: Store, folder: StoreFolder, keys: Keys) -> Backup:
    """A backup, and a store that has gone on since and is closed."""
    made = make_backup(folder, keys, now=NOW)
    say(store, "after")
    store.close()
    return made


def say(store: Store, words: str) -> None:
    with store.write("person.searched", by=uuid4(), at=NOW, stream="audit") as unit:
        unit.say(words=words)


def said(folder: StoreFolder, keys: Keys) -> list[str]:
    raw = connect_file(folder.database("general"), keys.general)
    try:
        found = raw.execute("SELECT fields FROM change WHERE kind = 'operation' ORDER BY rowid").fetchall()
    finally:
        raw.close()
    return [words for words in ("before", "after") if any(words in row[0] for row in found)]


def restore(backup: Backup, target: Path, keys: Keys, *, window_held: bool = False) -> StoreFolder:
    with unpacked(backup, target) as what:
        assert unlock(what.staged, NAME, PASSPHRASE, now=LATER).keys.general == keys.general
        return put_in_place(what, keys, now=LATER, window_held=window_held)


def names(path: Path) -> set[str]:
    return {one.name for one in path.iterdir() if not one.name.endswith(".lock")}


# --- whole -----------------------------------------------------------------------------------------------------


def test_the_store_is_as_it_was_and_what_it_replaced_is_kept(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    assert said(folder, keys) == ["before", "after"]
    put = restore(backup, folder.path, keys)
    assert put == folder
    assert said(put, keys) == ["before"]
    assert names(put.path) == {"general.db", "slots.json", "store.json", "backups"}
    replaced, first = list_backups(put.backups)
    assert first == backup
    assert replaced.made == LATER
    restore(replaced, put.path, keys)
    assert said(put, keys) == ["before", "after"]


def test_a_new_folder_becomes_the_store(folder: StoreFolder, keys: Keys, backup: Backup, tmp_path: Path) -> None:
    for target in (tmp_path / "new", tmp_path / "empty"):
        if target.name == "empty":
            target.mkdir()
        put = restore(backup, target, keys)
        assert put.store_id == folder.store_id
        assert said(put, keys) == ["before"]
        assert names(put.path) == {"general.db", "slots.json", "store.json", "backups"}
        assert list_backups(put.backups) == ()
    assert said(folder, keys) == ["before", "after"]


def test_the_store_is_a_new_device(folder: StoreFolder, keys: Keys, backup: Backup, store: Store) -> None:
    put = restore(backup, folder.path, keys)
    again = opening.open_compartments(put, keys, by=uuid4(), now=LATER)
    try:
        assert again.device.id != store.device.id
        assert again.device.signing_key != store.device.signing_key
        assert again.code != store.code
        with again.read() as connection:
            kinds = connection.execute(text("SELECT kind FROM operation ORDER BY rowid")).scalars().all()
    finally:
        again.close()
    assert kinds == ["device.made", "store.created", "person.searched", "device.forked"]


def test_a_damaged_store_is_replaced_and_its_files_kept(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    folder.database("general").write_bytes(b"noise" * 4000)
    folder.facts.write_text("noise")
    put = restore(backup, folder.path, keys)
    assert said(put, keys) == ["before"]
    (kept,) = [path for path in put.backups.iterdir() if path.is_dir()]
    assert kept.name == "replaced-2012-03-06-090000"
    assert (kept / "general.db").read_bytes() == b"noise" * 4000
    assert {"general.db", "slots.json", "store.json"} <= names(kept)
    assert list_backups(put.backups) == (backup,)


def test_nothing_but_a_backup_is_left(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    for name in ("general.db", "slots.json"):
        (folder.path / name).unlink()
    put = restore(backup, folder.path, keys)
    assert said(put, keys) == ["before"]


def test_a_missing_file_is_replaced(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    folder.database("general").unlink()
    folder.facts.unlink()
    assert said(restore(backup, folder.path, keys), keys) == ["before"]


def test_a_log_of_the_store_before_does_not_mix_in(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    for suffix in ("-wal", "-shm"):
        folder.path.joinpath(f"general.db{suffix}").write_bytes(b"of another file")
    folder.database("general").write_bytes(b"noise" * 4000)
    put = restore(backup, folder.path, keys)
    assert said(put, keys) == ["before"]
    assert not (put.path / "general.db-wal").exists()


# --- confidential ----------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(folder: StoreFolder) -> bytes:
    """The key of a confidential compartment that the store's keys do not hold."""
    key = new_key()
    opening.make_compartment(folder, Compartment.CONFIDENTIAL, key)
    return key


def test_a_sealed_part_goes_out_and_comes_back_as_it_was(
    folder: StoreFolder, keys: Keys, sealed: bytes, backup: Backup
) -> None:
    was = folder.database("confidential").read_bytes()
    folder.database("confidential").write_bytes(b"noise")
    put = restore(backup, folder.path, keys)
    assert put.database("confidential").read_bytes() == was
    connect_file(put.database("confidential"), sealed).close()


def test_a_sealed_log_comes_back_with_its_file(
    store: Store, folder: StoreFolder, keys: Keys, sealed: bytes, tmp_path: Path
) -> None:
    working = connect_file(folder.database("confidential"), sealed)
    try:
        working.execute("CREATE TABLE noted (words TEXT)")
        made = make_backup(folder, keys, now=NOW)
    finally:
        working.close()
    assert "confidential.db-wal" in made.parts
    put = restore(made, tmp_path / "new", Keys(keys.general, sealed))
    raw = connect_file(put.database("confidential"), sealed)
    try:
        assert raw.execute("SELECT count(*) FROM noted").fetchone() == (0,)
    finally:
        raw.close()


def test_a_key_whose_file_the_backup_lacks_is_no_hindrance(
    folder: StoreFolder, keys: Keys, backup: Backup, tmp_path: Path
) -> None:
    with unpacked(backup, tmp_path / "new") as what:
        put = put_in_place(what, Keys(keys.general, new_key()), now=LATER)
    assert not put.has_confidential


def test_a_backup_from_before_confidential_was_made_leaves_none(
    folder: StoreFolder, keys: Keys, backup: Backup
) -> None:
    key = new_key()
    opening.make_compartment(folder, Compartment.CONFIDENTIAL, key)
    put = restore(backup, folder.path, keys)
    assert not put.has_confidential
    assert list_backups(put.backups)[0].sealed == (Compartment.CONFIDENTIAL,)


# --- refused ---------------------------------------------------------------------------------------------------


def test_a_backup_of_another_store_is_refused(folder: StoreFolder, keys: Keys, backup: Backup, tmp_path: Path) -> None:
    other = make_folder(tmp_path / "other")
    before = names(other.path)
    with pytest.raises(Refused, match="of another store"), unpacked(backup, other.path):
        pass
    assert names(other.path) == before


def test_a_folder_of_something_else_is_refused(backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "letters", tmp_path / "file"):
        with pytest.raises(Refused, match="something other than a store"), unpacked(backup, target):
            pass
    assert names(tmp_path / "letters") == {"letter.txt"}


@pytest.mark.parametrize("existed", [True, False])
def test_a_restore_given_up_leaves_the_folder_as_it_was(backup: Backup, tmp_path: Path, existed: bool) -> None:
    target = tmp_path / "new"
    if existed:
        target.mkdir()
    with pytest.raises(ZeroDivisionError), unpacked(backup, target):
        raise ZeroDivisionError
    assert target.exists() is existed
    assert not existed or list(target.iterdir()) == []


def test_a_restore_given_up_leaves_the_store_as_it_was(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    before = {path.name: path.read_bytes() for path in folder.path.iterdir() if path.is_file()}
    with unpacked(backup, folder.path):
        pass
    after = {path.name: path.read_bytes() for path in folder.path.iterdir() if path.is_file()}
    assert {name: after[name] for name in before} == before
    assert not (folder.path / "restoring").exists()


def test_a_damaged_backup_replaces_nothing(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    content = bytearray(backup.path.read_bytes())
    content[len(content) // 2] ^= 1
    backup.path.write_bytes(bytes(content))
    with pytest.raises(StoreTrouble, match="not a backup"), unpacked(backup, folder.path):
        pass
    assert said(folder, keys) == ["before", "after"]
    assert not (folder.path / "restoring").exists()


def test_a_copy_that_is_not_sound_replaces_nothing(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    with unpacked(backup, folder.path) as what:
        content = bytearray(what.staged.database("general").read_bytes())
        content[4096 * 3 + 50] ^= 1
        what.staged.database("general").write_bytes(bytes(content))
        with pytest.raises(StoreTrouble, match="damaged"):
            put_in_place(what, keys, now=LATER)
    assert said(folder, keys) == ["before", "after"]


def test_a_store_in_use_is_not_replaced(folder: StoreFolder, keys: Keys, backup: Backup) -> None:
    working = connect_file(folder.database("general"), keys.general)
    try:
        working.execute("BEGIN")
        working.execute("SELECT count(*) FROM officer").fetchone()
        with pytest.raises(Refused, match="is using the store"):
            restore(backup, folder.path, keys)
    finally:
        working.close()
    with only_window(folder):
        with pytest.raises(AlreadyOpen):
            restore(backup, folder.path, keys)
        assert said(folder, keys) == ["before", "after"]
        restore(backup, folder.path, keys, window_held=True)
    assert said(folder, keys) == ["before"]


def test_one_restore_at_a_time(folder: StoreFolder, backup: Backup) -> None:
    with (
        FileLock(folder.path / "restore.lock"),
        pytest.raises(Refused, match="being restored already"),
        unpacked(backup, folder.path),
    ):
        pass


def test_guessing_at_a_backup_waits_as_at_the_store(folder: StoreFolder, backup: Backup) -> None:
    def guess() -> None:
        with unpacked(backup, folder.path) as what:
            unlock(what.staged, NAME, "wrong passphrase", now=LATER)

    with pytest.raises(WrongPassphrase):
        guess()
    with pytest.raises(Refused, match="Wait 1 second"):
        guess()
    with pytest.raises(Refused, match="Wait 1 second"):
        unlock(folder, NAME, PASSPHRASE, now=LATER)


# --- cut short -------------------------------------------------------------------------------------------------


class Cut(Exception):
    """The power goes."""


@pytest.mark.parametrize("at", range(8))
def test_cut_short_anywhere_it_is_finished_by_whoever_comes_next(
    folder: StoreFolder, keys: Keys, sealed: bytes, backup: Backup, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    steps = 0
    real_replace, real_unlink = Path.replace, Path.unlink

    def counted() -> None:
        nonlocal steps
        steps += 1
        if steps == at + 1:
            raise Cut

    def replace(self: Path, to: Path) -> Path:
        if self.parent.name == "restoring":
            counted()
        return real_replace(self, to)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.name == "whole":
            counted()
        real_unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    try:
        restore(backup, folder.path, keys)
        cut = False
    except Cut:
        cut = True
    monkeypatch.undo()
    monkeypatch.setenv("SPP_STATE_DIR", str(folder.path.parent / "state"))
    # Writing the plan, the four parts, clearing the plan away; after those it is done.
    assert cut is (at < 6)
    put = open_folder(folder.path)
    assert said(put, keys) == (["before", "after"] if at == 0 else ["before"])
    connect_file(put.database("confidential"), sealed).close()
    assert not (put.path / "restoring").exists() or not any((put.path / "restoring").iterdir())
    unlock(put, NAME, PASSPHRASE, now=LATER)


def test_what_was_finished_meanwhile_is_not_finished_again(folder: StoreFolder) -> None:
    restoring.finish_restore(folder.path)
    assert folder.facts.exists()


# --- erasures --------------------------------------------------------------------------------------------------


def test_what_was_erased_comes_along_from_beside_the_backup(
    folder: StoreFolder, keys: Keys, backup: Backup, tmp_path: Path
) -> None:
    (folder.backups / "erased-general.txt").write_text("line-1\nline-2\n")
    put = restore(backup, tmp_path / "new", keys)
    assert (put.backups / "erased-general.txt").read_text().split() == ["line-1", "line-2"]
    (put.backups / "erased-general.txt").write_text("line-2\nline-3\n")
    shutil.copy(backup.path, tmp_path / "out.sppbackup")
    restore(backup, put.path, keys)
    assert (put.backups / "erased-general.txt").read_text().split() == ["line-2", "line-3", "line-1"]
    restore(backup, folder.path, keys)
    assert (folder.backups / "erased-general.txt").read_text().split() == ["line-1", "line-2"]
