"""Connections to an encrypted store: every setting read back, nothing plain, nothing of the other compartment."""

from __future__ import annotations

import gc
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import exc, text
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store import engine as engine_module
from spp_desktop.store.dialect import passing_through
from spp_desktop.store.engine import Engines, connect_file, open_engines
from spp_desktop.store.folder import Compartment, StoreFolder, make_folder
from spp_desktop.store.keys import Keys, new_key

PLANTED = "Persephone Unlikely-Surname"
BOTH = Keys(new_key(), new_key())
GENERAL_ONLY = Keys(BOTH.general)


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return make_folder(tmp_path / "store")


@pytest.fixture
def engines(folder: StoreFolder) -> Iterator[Engines]:
    opened = open_engines(folder, BOTH)
    with opened.writer.begin() as connection:
        for schema in ("main", "confidential"):
            connection.exec_driver_sql(f"CREATE TABLE {schema}.note (id INTEGER PRIMARY KEY, words TEXT)")
    yield opened
    opened.dispose()


def plant(engines: Engines, schema: str, *, times: int = 1) -> None:
    with engines.writer.begin() as connection:
        statement = text(f"INSERT INTO {schema}.note (words) VALUES (:words)")
        connection.execute(statement, [{"words": PLANTED}] * times)


CACHE_MB = {
    ("readers", "main"): 24,
    ("readers", "confidential"): 6,
    ("writer", "main"): 8,
    ("writer", "confidential"): 2,
}
"""Decision 10: 100 MB between the four of them."""


@pytest.mark.parametrize("which", ["writer", "readers"])
@pytest.mark.parametrize("schema", ["main", "confidential"])
def test_every_connection_is_as_safe_as_designed(engines: Engines, which: str, schema: str) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    expected["cache_size"] = -1024 * CACHE_MB[which, schema]
    with getattr(engines, which).connect() as connection:
        for name, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {schema}.{name}").scalar() == value
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == (which == "readers")
        assert connection.exec_driver_sql("PRAGMA cipher_version").scalar()


def test_what_is_gone_through_once_drives_out_few_pages(engines: Engines) -> None:
    with engines.readers.connect() as connection:

        def cache() -> int:
            return int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())

        usual = cache()
        with passing_through(connection, 2048):
            assert cache() == -2048
        assert cache() == usual


def test_readers_cannot_write(engines: Engines) -> None:
    for schema in ("main", "confidential"):
        with engines.readers.connect() as connection, pytest.raises(exc.OperationalError, match="readonly"):
            connection.exec_driver_sql(f"DELETE FROM {schema}.note")


def test_a_reader_sees_one_moment(engines: Engines) -> None:
    count = "SELECT count(*) FROM note"
    with engines.readers.connect() as connection:
        assert connection.exec_driver_sql(count).scalar() == 0
        plant(engines, "main")
        assert connection.exec_driver_sql(count).scalar() == 0
    with engines.readers.connect() as connection:
        assert connection.exec_driver_sql(count).scalar() == 1


def test_the_writer_holds_the_lock_from_the_start(engines: Engines, folder: StoreFolder) -> None:
    other = connect_file(folder.database("general"), BOTH.general)
    try:
        other.execute("PRAGMA busy_timeout = 0")
        with engines.writer.begin(), pytest.raises(sqlcipher.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    finally:
        other.close()


def test_a_failed_change_of_tables_leaves_nothing_half_done(engines: Engines) -> None:
    def drop_and_fail() -> None:
        with engines.writer.begin() as connection:
            connection.exec_driver_sql("DROP TABLE note")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drop_and_fail()
    with engines.readers.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM note").scalar() == 0


def test_values_are_in_no_error_text(engines: Engines) -> None:
    with engines.writer.begin() as connection, pytest.raises(exc.IntegrityError) as caught:
        connection.execute(text("INSERT INTO note (id, words) VALUES (1, :w), (1, :w)"), {"w": PLANTED})
    assert PLANTED not in str(caught.value)


# --- what lies on the disk -------------------------------------------------------------------------------------


def test_a_planted_string_is_in_no_file_and_found_after_decryption(engines: Engines, folder: StoreFolder) -> None:
    plant(engines, "main", times=2000)
    plant(engines, "confidential", times=2000)
    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"general.db", "general.db-wal", "confidential.db", "confidential.db-wal"}
    for path in files:
        content = path.read_bytes()
        assert b"Unlikely" not in content
        assert not content.startswith(b"SQLite format 3")
    engines.dispose()
    again = open_engines(folder, BOTH)
    try:
        with again.readers.connect() as connection:
            for schema in ("main", "confidential"):
                found = connection.exec_driver_sql(f"SELECT count(*) FROM {schema}.note WHERE words = '{PLANTED}'")
                assert found.scalar() == 2000
    finally:
        again.dispose()


def test_without_the_key_confidential_is_not_there(engines: Engines, folder: StoreFolder) -> None:
    plant(engines, "confidential")
    engines.dispose()
    again = open_engines(folder, GENERAL_ONLY)
    try:
        assert again.compartments == (Compartment.GENERAL,)
        with again.readers.connect() as connection:
            names = [row[1] for row in connection.exec_driver_sql("PRAGMA database_list")]
            assert names == ["main"]
    finally:
        again.dispose()
    sealed = folder.database("confidential")
    for key in (BOTH.general, new_key()):
        with pytest.raises(StoreTrouble, match="does not open with its key"):
            connect_file(sealed, key)
    other = sqlite3.connect(sealed)
    try:
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            other.execute("SELECT * FROM sqlite_master")
    finally:
        other.close()


@pytest.mark.parametrize("keys", [Keys(new_key()), Keys(BOTH.general, new_key()), Keys(new_key(), BOTH.confidential)])
def test_a_wrong_key_is_trouble_and_leaves_no_handle(engines: Engines, folder: StoreFolder, keys: Keys) -> None:
    plant(engines, "main")
    plant(engines, "confidential")
    engines.dispose()
    with pytest.raises(StoreTrouble, match="does not open with its key"):
        open_engines(folder, keys)
    assert_nothing_open(folder)


def test_a_flipped_byte_is_noticed(engines: Engines, folder: StoreFolder) -> None:
    plant(engines, "main", times=5000)
    engines.dispose()
    path = folder.database("general")
    content = bytearray(path.read_bytes())
    content[4096 * 5 + 100] ^= 1
    path.write_bytes(bytes(content))
    again = open_engines(folder, BOTH)
    try:
        with again.readers.connect() as connection, pytest.raises(exc.DatabaseError):
            connection.exec_driver_sql("SELECT max(length(words)) FROM note").all()
    finally:
        again.dispose()


def test_a_plain_file_is_refused(folder: StoreFolder) -> None:
    for compartment, keys in (("general", GENERAL_ONLY), ("confidential", BOTH)):
        plain = sqlite3.connect(folder.database(compartment))
        plain.execute("CREATE TABLE note (words TEXT)")
        plain.close()
        with pytest.raises(StoreTrouble, match="not encrypted"):
            open_engines(folder, keys)
        folder.database(compartment).unlink()
    assert_nothing_open(folder)


def test_a_build_without_encryption_is_refused(folder: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module.sqlcipher, "connect", sqlite3.connect)
    with pytest.raises(StoreTrouble, match="built without encryption"):
        open_engines(folder, GENERAL_ONLY)


def test_a_setting_that_does_not_hold_is_refused(folder: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_ON", "2")
    with pytest.raises(StoreTrouble, match="as safely as it must be"):
        open_engines(folder, GENERAL_ONLY)
    assert_nothing_open(folder)


def test_a_folder_that_is_gone_is_said_plainly(folder: StoreFolder) -> None:
    for path in (folder.backups, folder.facts):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.path.rmdir()
    with pytest.raises(StoreTrouble, match="missing"):
        open_engines(folder, GENERAL_ONLY)


def test_a_file_that_cannot_be_read_is_said_plainly(folder: StoreFolder) -> None:
    folder.database("general").mkdir()
    with pytest.raises(StoreTrouble, match=r"could not be read|does not let this account"):
        open_engines(folder, GENERAL_ONLY)


def test_keys_are_in_no_log(
    folder: StoreFolder, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        open_engines(folder, BOTH).dispose()
        with pytest.raises(StoreTrouble):
            open_engines(folder, Keys(new_key()))
    said = caplog.text + "".join(capfd.readouterr())
    assert BOTH.general.hex() not in said
    assert "not a database" not in said


def assert_nothing_open(folder: StoreFolder) -> None:
    """No handle on a file of the store is left, which on Windows would keep it from being moved."""
    gc.disable()
    try:
        handles = Path("/proc/self/fd")
        if handles.exists():
            assert [one for one in handles.iterdir() if str(folder.path) in str(one.resolve())] == []
        else:
            for compartment in folder.path.glob("*.db"):
                compartment.rename(compartment)
    finally:
        gc.enable()
