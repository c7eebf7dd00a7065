"""Making a store, opening it, and knowing a copy for what it is."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from spp_desktop.domain.errors import Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Role
from spp_desktop.store import ledger, migrations, opening
from spp_desktop.store.backups import list_backups
from spp_desktop.store.folder import Compartment, open_folder
from spp_desktop.store.keys import Cost, Keys
from spp_desktop.store.migrations import run
from spp_desktop.store.opened import Store
from spp_desktop.store.opening import Created, create_store, make_compartment, open_compartments, open_store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.device import DeviceRow
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.unlock import unlock_with_recovery
from tests.store.test_migrations import NEXT, NEXT_MODULE

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
WORDS = "correct horse battery"
ROLES = (Role.ADMINISTRATOR, Role.ANALYST)
CHEAP = Cost(memory=8, passes=1, lanes=1)


def create(path: Path) -> Created:
    return create_store(path, "Ann Field", ROLES, WORDS, now=NOW, cost=CHEAP)


def said(store: Store, kind: str) -> list[dict[str, object]]:
    operations = table_of(ledger.OperationRow)
    with store.read() as connection:
        ids = connection.execute(select(operations.c.id).where(operations.c.kind == kind)).scalars().all()
        changes = [change for one in ids for change in ledger.changes_to(connection, one, after=-1)]
    return [{field.field: field.new.value for field in change.fields} for change in changes]


def test_a_store_made_is_opened_by_its_officer(tmp_path: Path) -> None:
    created = create(tmp_path / "store")
    assert created.store.confidential is False
    assert not (tmp_path / "store" / "confidential.db").exists()
    created.store.close()
    store, officer = open_store(open_folder(tmp_path / "store"), None, WORDS, now=NOW)
    try:
        assert (officer.name, officer.roles, officer.id) == ("Ann Field", ROLES, created.officer.id)
        assert store.code == created.store.code
        with store.read() as connection:
            assert list(ledger.broken(connection)) == []
            assert ledger.count(connection) == 2
    finally:
        store.close()


@pytest.mark.parametrize("existed", [True, False])
def test_a_store_that_cannot_be_made_leaves_nothing(tmp_path: Path, existed: bool) -> None:
    path = tmp_path / "store"
    if existed:
        path.mkdir()
    with pytest.raises(Refused):
        create_store(path, "Ann Field", ROLES, "too short", now=NOW, cost=CHEAP)
    assert path.exists() is existed
    assert not existed or list(path.iterdir()) == []


def test_a_copied_store_is_a_new_device_that_names_what_it_forked_from(tmp_path: Path) -> None:
    created = create(tmp_path / "store")
    with created.store.read() as connection:
        head = ledger.latest(connection)
    created.store.close()
    shutil.copytree(tmp_path / "store", tmp_path / "copy")
    copy, _ = open_store(open_folder(tmp_path / "copy"), "ann field", WORDS, now=NOW + timedelta(hours=1))
    try:
        assert copy.device.id != created.store.device.id
        assert copy.code != created.store.code
        assert said(copy, "device.forked") == [
            {
                "device": str(head.device),
                "stream": head.stream,
                "serial": head.serial,
                "hash": head.hash.hex(),
            }
        ]
        with copy.read() as connection:
            assert set(connection.execute(select(table_of(DeviceRow).c.id)).scalars()) == {
                copy.device.id,
                created.store.device.id,
            }
            assert list(ledger.broken(connection)) == []
    finally:
        copy.close()
    again, _ = open_store(open_folder(tmp_path / "copy"), None, WORDS, now=NOW + timedelta(hours=2))
    again.close()
    assert again.device.id == copy.device.id


def test_a_store_put_back_from_before_is_a_new_device(tmp_path: Path) -> None:
    created = create(tmp_path / "store")
    shutil.copytree(tmp_path / "store", tmp_path / "before")
    with created.store.write("case.viewed", by=created.officer.id, at=NOW, stream=Stream.AUDIT):
        pass
    created.store.close()
    shutil.rmtree(tmp_path / "store")
    shutil.copytree(tmp_path / "before", tmp_path / "store")
    store, _ = open_store(open_folder(tmp_path / "store"), None, WORDS, now=NOW)
    store.close()
    assert store.device.id != created.store.device.id


def test_each_compartment_names_the_device(tmp_path: Path) -> None:
    created = create(tmp_path / "store")
    created.store.close()
    folder, key = open_folder(tmp_path / "store"), b"c" * 32
    make_compartment(folder, Compartment.CONFIDENTIAL, key)
    opened = opening.unlock(folder, None, WORDS, now=NOW)
    store = open_compartments(folder, Keys(opened.keys.general, key), by=created.officer.id, now=NOW)
    try:
        assert store.device.id == created.store.device.id
        with store.read("confidential") as connection:
            (entry,) = ledger.chain(connection, store.device.id, Stream.AUDIT)
        assert entry.operation.kind == "device.made"
        assert entry.operation.compartment == "confidential"
    finally:
        store.close()


def test_an_officer_who_has_left_does_not_open_it(tmp_path: Path) -> None:
    created = create(tmp_path / "store")
    with created.store.write("officer.left", by=created.officer.id, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(OfficerRow, created.officer.id, {"active": False})
    created.store.close()
    with pytest.raises(Refused, match="no longer work"):
        open_store(open_folder(tmp_path / "store"), None, WORDS, now=NOW)


def test_a_recovery_key_does_not_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created = create(tmp_path / "store")
    created.store.close()
    folder = open_folder(tmp_path / "store")
    found = unlock_with_recovery(folder, Compartment.GENERAL, created.recovery_key, now=NOW)
    monkeypatch.setattr(opening, "unlock", lambda *_args, **_named: found)
    with pytest.raises(Refused, match="does not sign in"):
        open_store(folder, None, created.recovery_key, now=NOW)


def test_a_store_of_an_older_program_is_backed_up_and_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(tmp_path / "store")
    created.store.close()
    folder = open_folder(tmp_path / "store")
    scripts = tmp_path / "scripts"
    shutil.copytree(run.SCRIPTS / "versions", scripts / "versions")
    (scripts / "versions" / f"v{NEXT}_next.py").write_text(NEXT_MODULE.format(sqlite=True, then=""))
    monkeypatch.setattr(run, "SCRIPTS", scripts)
    monkeypatch.setattr(migrations, "VERSIONS", (*migrations.VERSIONS, NEXT))
    monkeypatch.setattr(migrations, "LATEST", NEXT)
    for _ in range(2):
        store, officer = open_store(folder, None, WORDS, now=NOW + timedelta(days=1))
        try:
            with store.read() as connection:
                assert migrations.version_of(connection) == NEXT
                assert list(ledger.broken(connection)) == []
        finally:
            store.close()
        assert officer.id == created.officer.id
        (backup,) = list_backups(folder.backups)
        assert backup.made == NOW + timedelta(days=1)


def test_a_newer_store_is_refused_in_one_sentence_and_not_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(tmp_path / "store")
    created.store.close()
    monkeypatch.setattr(migrations, "VERSIONS", ("0000",))
    monkeypatch.setattr(migrations, "LATEST", "0000")
    with pytest.raises(Refused, match="newer version of SPP Desktop"):
        open_store(open_folder(tmp_path / "store"), None, WORDS, now=NOW)
    monkeypatch.undo()
    store, _ = open_store(open_folder(tmp_path / "store"), None, WORDS, now=NOW)
    store.close()
