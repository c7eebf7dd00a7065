"""Backups: whole, encrypted, checked, and never worse than the one before."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from filelock import FileLock
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES
from spp_desktop.store import backups as backing
from spp_desktop.store import container, opening
from spp_desktop.store.backups import (
    check_file,
    contents_of,
    copy_backup,
    copy_sealed,
    find_backup,
    list_backups,
    make_backup,
    verify,
)
from spp_desktop.store.container import Backup, file_hash, read_backup, verify_hashes
from spp_desktop.store.engine import connect_file
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.keys import Keys, new_key
from spp_desktop.store.opened import Store
from spp_desktop.store.trouble import Damaged
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE

PLANTED = "Persephone Unlikely-Surname"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opening.create_store(tmp_path / "store", NAME, DEFAULT_FIRST_ROLES, PASSPHRASE, now=NOW, cost=CHEAP)
    say(made.store, PLANTED)
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
def sealed(folder: StoreFolder) -> bytes:
    """The key of a confidential compartment that the store's keys do not hold."""
    key = new_key()
    opening.make_compartment(folder, Compartment.CONFIDENTIAL, key)
    return key


def say(store: Store, words: str) -> None:
    with store.write("person.searched", by=uuid4(), at=NOW, stream="audit") as unit:
        unit.say(words=words)


def leftovers(folder: StoreFolder) -> list[str]:
    return [path.name for path in folder.backups.iterdir() if path.name.startswith(".")]


# --- making ----------------------------------------------------------------------------------------------------


def test_a_backup_holds_the_store_and_nothing_in_the_clear(folder: StoreFolder, keys: Keys, tmp_path: Path) -> None:
    made = make_backup(folder, keys, now=NOW)
    assert made.name == "2012-03-05-090000"
    assert made.path.parent == folder.backups
    assert set(made.parts) == {"general.db", "slots.json", "store.json"}
    assert made.sealed == ()
    content = made.path.read_bytes()
    assert b"Unlikely" not in content
    assert NAME.encode() not in content
    assert keys.general not in content
    assert b"SQLite format 3" not in content
    with zipfile.ZipFile(made.path) as zipped:
        zipped.extract("general.db", tmp_path / "out")
    raw = connect_file(tmp_path / "out" / "general.db", keys.general)
    try:
        assert raw.execute("SELECT count(*) FROM change WHERE fields LIKE '%Unlikely%'").fetchone() == (1,)
    finally:
        raw.close()
    assert leftovers(folder) == []


def test_says_what_it_holds_to_who_has_the_key(store: Store, folder: StoreFolder, keys: Keys) -> None:
    before = make_backup(folder, keys, now=NOW)
    say(store, "more")
    after = make_backup(folder, keys, now=NOW + timedelta(seconds=1))
    first, second = contents_of(before, keys.general), contents_of(after, keys.general)
    assert first is not None
    assert second is not None
    # Making the store, its device, and one search; then one more.
    assert (first.counts["officer"], first.counts["operation"], second.counts["operation"]) == (1, 3, 4)
    assert first.counts["case"] == 0
    assert first.last_operation == NOW
    assert contents_of(before, new_key()) is None
    assert contents_of(replace(before, made=NOW + timedelta(days=1)), keys.general) is None
    assert b'"operation"' not in before.path.read_bytes()


def test_contents_of_an_empty_file_are_nothing(tmp_path: Path) -> None:
    key = new_key()
    connect_file(tmp_path / "empty.db", key).close()
    found = backing._contents(tmp_path / "empty.db", key)
    assert (found.counts, found.last_operation) == ({}, None)


def test_two_in_one_second_are_both_kept(folder: StoreFolder, keys: Keys) -> None:
    names = [make_backup(folder, keys, now=NOW).name for _ in range(3)]
    assert names == ["2012-03-05-090000", "2012-03-05-090000-2", "2012-03-05-090000-3"]
    assert [backup.name for backup in list_backups(folder.backups)] == names[::-1]


def test_written_beside_whoever_works(store: Store, folder: StoreFolder, keys: Keys) -> None:
    said: list[tuple[str, int, int]] = []

    def progress(step: str, done: int, of: int) -> None:
        said.append((step, done, of))
        if step == "Copying the store" and len(said) < 3:
            say(store, "while it is copied")

    backing_pages = backing.PAGES_A_STEP
    backing.PAGES_A_STEP = 4
    try:
        made = make_backup(folder, keys, now=NOW, progress=progress)
    finally:
        backing.PAGES_A_STEP = backing_pages
    verify(made, keys)
    steps = list(dict.fromkeys(step for step, _, _ in said))
    assert steps == ["Copying the store", "Checking the copy", "Writing the backup"]
    assert said[-1][1:] == (1, 1)


def test_stops_when_asked_and_leaves_nothing(folder: StoreFolder, keys: Keys) -> None:
    with pytest.raises(Refused, match="Stopped as you asked"):
        make_backup(folder, keys, now=NOW, cancelled=lambda: True)
    assert list_backups(folder.backups) == ()
    assert leftovers(folder) == []


def test_written_where_it_is_told(folder: StoreFolder, keys: Keys, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere.sppbackup"
    made = make_backup(folder, keys, now=NOW, into=out)
    assert made.path == out
    verify(made, keys)
    assert list_backups(folder.backups) == ()
    with pytest.raises(Refused, match="file of that name"):
        make_backup(folder, keys, now=NOW, into=out)


def test_one_at_a_time(folder: StoreFolder, keys: Keys) -> None:
    with FileLock(folder.backups / "backup.lock"), pytest.raises(Refused, match="being made already"):
        make_backup(folder, keys, now=NOW)


def test_what_a_killed_backup_left_is_cleared_after_a_day(folder: StoreFolder, keys: Keys) -> None:
    for name, hours in (("old", 25), ("new", 1)):
        left = folder.backups / f".work-{name}"
        left.mkdir()
        os.utime(left, (time.time() - hours * 3600,) * 2)
    make_backup(folder, keys, now=NOW)
    assert leftovers(folder) == [".work-new"]


# --- the confidential part -------------------------------------------------------------------------------------


def test_a_part_whose_key_is_not_held_is_copied_sealed(folder: StoreFolder, keys: Keys, sealed: bytes) -> None:
    made = make_backup(folder, keys, now=NOW)
    assert made.sealed == (Compartment.CONFIDENTIAL,)
    assert made.parts["confidential.db"].sha256 == file_hash(folder.database("confidential"))
    assert read_backup(made.path).sealed == (Compartment.CONFIDENTIAL,)
    verify(made, keys)
    verify(made, Keys(keys.general, sealed))
    with pytest.raises(StoreTrouble):
        verify(made, Keys(keys.general, new_key()))


def test_a_part_whose_key_is_held_is_copied_open_and_checked(folder: StoreFolder, keys: Keys, sealed: bytes) -> None:
    made = make_backup(folder, Keys(keys.general, sealed), now=NOW)
    assert made.sealed == ()
    assert "confidential.db" in made.parts
    verify(made, Keys(keys.general, sealed))


def test_a_key_whose_file_is_not_made_yet_is_no_part(folder: StoreFolder, keys: Keys) -> None:
    both = Keys(keys.general, new_key())
    made = make_backup(folder, both, now=NOW)
    assert "confidential.db" not in made.parts
    verify(made, both)


def test_a_sealed_log_comes_along(folder: StoreFolder, keys: Keys, sealed: bytes, tmp_path: Path) -> None:
    working = connect_file(folder.database("confidential"), sealed)
    try:
        working.execute("CREATE TABLE note (words TEXT)")
        made = make_backup(folder, keys, now=NOW)
    finally:
        working.close()
    assert "confidential.db-wal" in made.parts
    for name in ("confidential.db", "confidential.db-wal"):
        container.extract(made, name, tmp_path / name)
    raw = connect_file(tmp_path / "confidential.db", sealed)
    try:
        assert raw.execute("SELECT count(*) FROM note").fetchone() == (0,)
    finally:
        raw.close()


def test_a_sealed_file_that_is_written_to_is_copied_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(b"before")
    real: Callable[..., object] = shutil.copyfile
    tries = []

    def busy(here: Path, there: Path) -> object:
        tries.append(here)
        done = real(here, there)
        if len(tries) == 1:
            source.write_bytes(b"after")
        return done

    monkeypatch.setattr(shutil, "copyfile", busy)
    copy_sealed(source, copy)
    assert (len(tries), copy.read_bytes()) == (2, b"after")


def test_a_sealed_file_always_written_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(b"0")
    real: Callable[..., object] = shutil.copyfile

    def busy(here: Path, there: Path) -> object:
        done = real(here, there)
        source.write_bytes(source.read_bytes() + b"0")
        return done

    monkeypatch.setattr(shutil, "copyfile", busy)
    with pytest.raises(StoreTrouble, match="being written to"):
        copy_sealed(source, copy)
    assert not copy.exists()


# --- damage ----------------------------------------------------------------------------------------------------


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("page", [1, 3, 20])
def test_a_damaged_store_takes_no_good_backups_place(store: Store, keys: Keys, page: int) -> None:
    assert store.folder is not None
    good = make_backup(store.folder, keys, now=NOW)
    store.close()
    flip(store.folder.database("general"), (page - 1) * 4096 + 600)
    with pytest.raises(Damaged):
        make_backup(store.folder, keys, now=NOW + timedelta(days=1))
    assert [backup.name for backup in list_backups(store.folder.backups)] == [good.name]
    verify(good, keys)
    assert leftovers(store.folder) == []


def test_a_sound_file_with_wrong_content_is_damaged(tmp_path: Path) -> None:
    key = new_key()
    raw = connect_file(tmp_path / "a.db", key)
    raw.execute("CREATE TABLE note (words TEXT NOT NULL)")
    raw.execute("INSERT INTO note VALUES ('x')")
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET rootpage = 99 WHERE name = 'note'")
    raw.close()
    with pytest.raises(StoreTrouble, match="damaged"):
        check_file(tmp_path / "a.db", key)


def test_a_row_that_breaks_its_tables_rule_is_damage(tmp_path: Path) -> None:
    key = new_key()
    raw = connect_file(tmp_path / "a.db", key)
    raw.execute("CREATE TABLE note (words TEXT)")
    raw.execute("INSERT INTO note VALUES (NULL)")
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE note (words TEXT NOT NULL)'")
    raw.close()
    with pytest.raises(Damaged, match="not kept"):
        check_file(tmp_path / "a.db", key)


def test_a_copy_that_fails_half_way_is_said(folder: StoreFolder, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    real = connect_file

    class Breaking:
        def __init__(self, raw: object) -> None:
            self._raw = raw

        def __getattr__(self, name: str) -> object:
            return getattr(self._raw, name)

        def backup(self, *_given: object, **_named: object) -> None:
            raise sqlcipher.OperationalError("database or disk is full")

    monkeypatch.setattr(backing, "connect_file", lambda path, key, **given: Breaking(real(path, key, **given)))
    with pytest.raises(StoreTrouble, match="disk is full"):
        make_backup(folder, keys, now=NOW)
    assert leftovers(folder) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlcipher.OperationalError("disk I/O error"), "disk could not be read"),
        (sqlcipher.DatabaseError("vtable constructor failed: indexed_words"), "not kept"),
    ],
)
def test_a_check_that_fails_half_way_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    class Breaking:
        def execute(self, _statement: str) -> object:
            raise error

        def close(self) -> None:
            pass

    monkeypatch.setattr(backing, "connect_file", lambda *_given, **_named: Breaking())
    with pytest.raises(StoreTrouble, match=words):
        check_file(tmp_path / "a.db", b"")


def test_a_disk_that_fills_leaves_nothing(folder: StoreFolder, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(container.os, "fsync", full)
    with pytest.raises(StoreTrouble, match="disk is full"):
        make_backup(folder, keys, now=NOW)
    assert list_backups(folder.backups) == ()
    assert leftovers(folder) == []


# --- the file --------------------------------------------------------------------------------------------------


@pytest.fixture
def made(folder: StoreFolder, keys: Keys) -> Backup:
    return make_backup(folder, keys, now=NOW)


def rewritten(backup: Backup, change: Callable[[dict[str, object]], None]) -> Path:
    """The backup with its manifest altered."""
    path = backup.path.with_name("altered.sppbackup")
    with zipfile.ZipFile(backup.path) as before, zipfile.ZipFile(path, "w") as after:
        manifest = json.loads(before.read("manifest.json"))
        change(manifest)
        after.writestr("manifest.json", json.dumps(manifest))
        for name in before.namelist():
            if name != "manifest.json":
                after.writestr(name, before.read(name))
    return path


def test_a_file_is_read_as_it_was_written(made: Backup) -> None:
    assert read_backup(made.path) == made
    assert made.bytes == sum(info.file_size for info in zipfile.ZipFile(made.path).infolist()[1:])


@pytest.mark.parametrize("cut", [0, 10, 5000, -1])
def test_a_file_cut_short_is_no_backup(made: Backup, cut: int) -> None:
    made.path.write_bytes(made.path.read_bytes()[:cut])
    with pytest.raises(StoreTrouble, match="not a backup"):
        read_backup(made.path)


def test_every_part_is_checked(made: Backup, folder: StoreFolder, keys: Keys) -> None:
    with zipfile.ZipFile(made.path) as zipped:
        places = {info.filename: info.header_offset for info in zipped.infolist()}
    whole = made.path.read_bytes()
    for name in made.parts:
        made.path.write_bytes(whole)
        flip(made.path, places[name] + 30 + len(name) + 20)
        with pytest.raises(StoreTrouble, match="not a backup"):
            verify_hashes(made)
        with pytest.raises(StoreTrouble, match="not a backup"):
            verify(made, keys)
    made.path.write_bytes(whole)
    verify_hashes(made)


def test_another_files_words_under_a_parts_name_are_noticed(made: Backup) -> None:
    def claim(manifest: dict[str, object]) -> None:
        parts = manifest["parts"]
        assert isinstance(parts, dict)
        parts["slots.json"]["sha256"] = "0" * 64

    with pytest.raises(StoreTrouble, match="not a backup"):
        verify_hashes(read_backup(rewritten(made, claim)))


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.pop("parts"),
        lambda manifest: manifest.update(store="x"),
        lambda manifest: manifest.update(parts=[]),
        lambda manifest: manifest["parts"].pop("slots.json"),
        lambda manifest: manifest.update(sealed=["other"]),
    ],
)
def test_a_damaged_manifest_is_no_backup(made: Backup, change: Callable[[dict[str, object]], None]) -> None:
    path = rewritten(made, change)
    with pytest.raises(StoreTrouble, match="not a backup"):
        read_backup(path)
    assert [backup.name for backup in list_backups(made.path.parent)] == [made.name]


def test_a_part_with_a_path_is_no_backup(made: Backup) -> None:
    with zipfile.ZipFile(made.path) as before:
        manifest = json.loads(before.read("manifest.json"))
    manifest["parts"]["../outside"] = {"sha256": "0", "bytes": 1}
    with zipfile.ZipFile(made.path, "w") as after:
        after.writestr("manifest.json", json.dumps(manifest))
        for name in manifest["parts"]:
            after.writestr(name, b"x")
    with pytest.raises(StoreTrouble, match="not a backup"):
        read_backup(made.path)


def test_a_newer_backup_is_refused(made: Backup) -> None:
    with pytest.raises(Refused, match="newer SPP Desktop"):
        read_backup(rewritten(made, lambda manifest: manifest.update(format=2)))
    assert len(list_backups(made.path.parent)) == 1


def test_a_part_that_is_gone_is_no_backup(made: Backup) -> None:
    with pytest.raises(StoreTrouble, match="not a backup"):
        verify_hashes(replace(made, parts={"other": made.parts["slots.json"]}))


def test_a_backup_is_found_by_name_file_or_as_the_latest(
    made: Backup, folder: StoreFolder, keys: Keys, tmp_path: Path
) -> None:
    later = make_backup(folder, keys, now=NOW + timedelta(hours=1))
    out = make_backup(folder, keys, now=NOW, into=tmp_path / "out.sppbackup")
    assert find_backup(folder.backups, "latest") == later
    assert find_backup(folder.backups, made.name) == made
    assert find_backup(folder.backups, made.path.name) == made
    assert find_backup(folder.backups, str(out.path)) == out
    for wanted in ("2001-01-01-000000", str(tmp_path), str(tmp_path / "none.sppbackup")):
        with pytest.raises(Refused, match="no backup of that name"):
            find_backup(folder.backups, wanted)
    with pytest.raises(Refused, match="no backup in this store's folder"):
        find_backup(tmp_path / "none", "latest")


# --- a second place --------------------------------------------------------------------------------------------


def test_a_copy_is_checked(made: Backup, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    copy = copy_backup(made, second)
    assert copy == replace(made, path=second / made.path.name)
    assert list(second.iterdir()) == [copy.path]


def test_a_second_place_that_is_not_there_is_said(made: Backup, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="missing"):
        copy_backup(made, tmp_path / "not there")


def test_a_copy_that_is_not_whole_is_not_kept(made: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "copyfile", lambda source, to: Path(to).write_bytes(source.read_bytes()[:-500]))
    with pytest.raises(StoreTrouble, match="not a backup"):
        copy_backup(made, tmp_path)
    assert list(tmp_path.glob("*.sppbackup*")) == []
