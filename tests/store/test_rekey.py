"""A new key for a compartment: everybody left has it, nobody removed does, and no moment leaves the store shut."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store import rekey as rekeying
from spp_desktop.store.engine import connect_file
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import Keys, new_key
from spp_desktop.store.rekey import rekey
from spp_desktop.store.slots import with_confidential, with_officer, with_recovery, without
from spp_desktop.store.unlock import (
    WrongPassphrase,
    read_slots,
    unlock,
    unlock_with_recovery,
    write_slots,
)
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE, Vault, make_vault

GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL
LEAD, LEADS = UUID(int=3), "another long passphrase"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A store with a creator, a domestic abuse lead, both compartments, and something in each."""
    made = make_vault(tmp_path / "store")
    keys = Keys(made.keys.general, new_key())
    assert keys.confidential is not None
    slots = with_officer(read_slots(made.folder), keys, LEAD, "Iris Lodge", LEADS, cost=CHEAP)
    slots = with_confidential(slots, slots.slots[-1].id, keys.confidential)
    slots, _ = with_recovery(slots, CONFIDENTIAL, keys.confidential, cost=CHEAP)
    write_slots(made.folder, slots)
    for compartment in Compartment:
        key = keys.of(compartment)
        assert key is not None
        raw = connect_file(made.folder.database(compartment), key)
        raw.execute("CREATE TABLE note (words TEXT)")
        raw.executemany("INSERT INTO note VALUES (?)", [("x" * 500,)] * 400)
        raw.close()
    return replace(made, keys=keys)


def rows(vault: Vault, compartment: Compartment, key: bytes) -> int:
    raw = connect_file(vault.folder.database(compartment), key)
    try:
        assert raw.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        assert raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
        return int(raw.execute("SELECT count(*) FROM note").fetchone()[0])
    finally:
        raw.close()


@pytest.mark.parametrize("compartment", list(Compartment))
def test_everybody_left_opens_it_and_the_old_key_does_not(vault: Vault, compartment: Compartment) -> None:
    before = vault.keys.of(compartment)
    assert before is not None
    keys = rekey(vault.folder, vault.keys, compartment)
    after = keys.of(compartment)
    assert after is not None
    assert after != before
    assert rows(vault, compartment, after) == 400
    with pytest.raises(StoreTrouble):
        connect_file(vault.folder.database(compartment), before)
    assert unlock(vault.folder, "Iris Lodge", LEADS, now=NOW).keys == keys
    assert unlock(vault.folder, NAME, PASSPHRASE, now=NOW).keys == Keys(keys.general)
    assert unlock_with_recovery(vault.folder, GENERAL, vault.recovery_key, now=NOW).held == {GENERAL: keys.general}


def test_an_old_copy_of_a_removed_slot_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    shutil.copy(vault.folder.slots, tmp_path / "kept by somebody who left")
    slots = read_slots(vault.folder)
    mine = slots.of_officer(vault.officer)
    assert mine is not None
    write_slots(vault.folder, without(slots, mine.id))
    rekey(vault.folder, vault.keys, GENERAL)
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)
    shutil.copy(tmp_path / "kept by somebody who left", vault.folder.slots)
    old = unlock(vault.folder, NAME, PASSPHRASE, now=NOW + timedelta(hours=1)).keys
    with pytest.raises(StoreTrouble):
        connect_file(vault.folder.database(GENERAL), old.general)


def test_who_does_not_hold_a_key_cannot_renew_it(vault: Vault) -> None:
    with pytest.raises(Refused, match="Only an officer who holds"):
        rekey(vault.folder, Keys(vault.keys.general), CONFIDENTIAL)


def test_a_store_in_use_is_not_re_keyed(vault: Vault) -> None:
    before = read_slots(vault.folder)
    reader = connect_file(vault.folder.database(GENERAL), vault.keys.general)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM note").fetchone()
        with pytest.raises(Refused, match="Another window or command"):
            rekey(vault.folder, vault.keys, GENERAL)
    finally:
        reader.close()
    assert read_slots(vault.folder) == before
    assert rows(vault, GENERAL, vault.keys.general) == 400


class Cut(Exception):
    """The power goes."""


def cut_at(monkeypatch: pytest.MonkeyPatch, name: str, *, nth: int = 1) -> None:
    real: Callable[..., object] = getattr(rekeying, name)
    calls = []

    def sometimes(*given: object) -> object:
        calls.append(given)
        if len(calls) == nth:
            raise Cut
        return real(*given)

    monkeypatch.setattr(rekeying, name, sometimes)


@pytest.mark.parametrize(("name", "nth", "renewed"), [("write_slots", 1, False), ("write_slots", 2, True)])
@pytest.mark.parametrize("compartment", list(Compartment))
def test_cut_short_it_opens_all_the_same(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, compartment: Compartment, name: str, nth: int, renewed: bool
) -> None:
    cut_at(monkeypatch, name, nth=nth)
    with pytest.raises(Cut):
        rekey(vault.folder, vault.keys, compartment)
    monkeypatch.undo()
    keys = unlock(vault.folder, "Iris Lodge", LEADS, now=NOW).keys
    assert (keys != vault.keys) is renewed
    key = keys.of(compartment)
    assert key is not None
    assert rows(vault, compartment, key) == 400
    assert read_slots(vault.folder).renewing == ()
    # The next to sign in has nothing left to settle and the same keys.
    assert unlock(vault.folder, "Iris Lodge", LEADS, now=NOW).keys == keys
    assert unlock(vault.folder, NAME, PASSPHRASE, now=NOW).keys.general == keys.general


def test_cut_before_the_file_was_touched(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_at(monkeypatch, "_reencrypt")
    monkeypatch.setattr(rekeying, "_opens", lambda *_given: False)
    with pytest.raises(Cut):
        rekey(vault.folder, vault.keys, GENERAL)
    monkeypatch.undo()
    assert read_slots(vault.folder).renewing == (GENERAL,)
    assert unlock(vault.folder, NAME, PASSPHRASE, now=NOW).keys == Keys(vault.keys.general)
    assert read_slots(vault.folder).renewing == ()


def test_neither_key_opens(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_at(monkeypatch, "write_slots", nth=2)
    with pytest.raises(Cut):
        rekey(vault.folder, vault.keys, GENERAL)
    monkeypatch.undo()
    vault.folder.database(GENERAL).write_bytes(b"noise" * 2000)
    with pytest.raises(StoreTrouble, match="neither its old key nor its new"):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)


def test_a_disk_that_fails_leaves_it_as_it_was(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, raw: object) -> None:
            self._raw = raw

        def execute(self, statement: str) -> object:
            if "rekey" in statement:
                raise sqlcipher.OperationalError("database or disk is full")
            return self._raw.execute(statement)  # type: ignore[attr-defined]

        def close(self) -> None:
            self._raw.close()  # type: ignore[attr-defined]

    before = read_slots(vault.folder)
    monkeypatch.setattr(rekeying, "connect_file", lambda path, key: Full(connect_file(path, key)))
    with pytest.raises(StoreTrouble, match="disk is full"):
        rekey(vault.folder, vault.keys, GENERAL)
    assert read_slots(vault.folder) == before


def test_a_slot_slipped_in_stops_it(vault: Vault) -> None:
    slots = read_slots(vault.folder)
    slipped = replace(slots.slots[0], id=uuid4())
    write_slots(vault.folder, slots.put(slipped))
    with pytest.raises(StoreTrouble, match="written by another program"):
        rekey(vault.folder, vault.keys, GENERAL)
    assert rows(vault, GENERAL, vault.keys.general) == 400
