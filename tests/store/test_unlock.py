"""Opening a store: one answer to a wrong passphrase, and slots altered without losing another's change."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock

from spp_desktop.domain.errors import Refused, StoreTrouble, TooSoon, WrongUse
from spp_desktop.store import unlock as unlocking
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import Keys, derive, new_recovery_key
from spp_desktop.store.slots import with_confidential, with_officer, with_recovery
from spp_desktop.store.unlock import (
    WrongPassphrase,
    WrongRecoveryKey,
    changing_slots,
    read_slots,
    unlock,
    unlock_slot,
    unlock_with_recovery,
    write_slots,
)
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE, Vault, make_vault

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path / "store")


def test_opens_by_name_or_without_when_there_is_one(vault: Vault) -> None:
    assert unlock(vault.folder, NAME, PASSPHRASE, now=NOW).keys == vault.keys
    opened = unlock(vault.folder, None, PASSPHRASE, now=NOW)
    assert opened.slot.officer == vault.officer
    assert unlock_slot(vault.folder, opened.slot.id, PASSPHRASE, now=NOW).keys == vault.keys


def test_a_wrong_passphrase_and_an_unknown_name_get_one_answer(vault: Vault) -> None:
    said = []
    for name, passphrase in ((NAME, "wrong passphrase"), ("Nobody Here", PASSPHRASE)):
        with pytest.raises(WrongPassphrase) as wrong:
            unlock(vault.folder, name, passphrase, now=NOW)
        with pytest.raises(TooSoon) as soon:
            unlock(vault.folder, name, passphrase, now=NOW)
        said.append((wrong.value.message, soon.value.message))
    assert said[0] == said[1]
    assert "Nothing was changed" in said[0][0]
    with pytest.raises(WrongPassphrase, match=r"^The passphrase is wrong"):
        unlock(vault.folder, None, "wrong passphrase", now=LATER)


def test_an_unknown_name_costs_as_much_to_try(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    monkeypatch.setattr(unlocking, "derive", lambda *given: costs.append(given[2]) or derive(*given))
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, "Nobody Here", PASSPHRASE, now=NOW)
    assert costs == [CHEAP]


def test_a_wait_stands_in_front_of_the_right_passphrase_too(vault: Vault) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, NAME, "wrong passphrase", now=NOW)
    with pytest.raises(TooSoon):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)
    assert unlock(vault.folder, NAME, PASSPHRASE, now=LATER).keys == vault.keys
    # The right one clears it: the next wrong one waits a second again.
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, NAME, "wrong passphrase", now=LATER)
    with pytest.raises(TooSoon, match="Wait 1 second "):
        unlock(vault.folder, NAME, PASSPHRASE, now=LATER)


def test_one_officers_wait_is_not_anothers(vault: Vault) -> None:
    with changing_slots(vault.folder) as change:
        change.write(with_officer(change.slots, vault.keys, uuid4(), "Iris Lodge", "another passphrase", cost=CHEAP))
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, NAME, "wrong passphrase", now=NOW)
    unlock(vault.folder, "Iris Lodge", "another passphrase", now=NOW)
    with pytest.raises(WrongUse):
        unlock(vault.folder, None, PASSPHRASE, now=NOW)


def test_the_name_is_in_no_file(vault: Vault) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, "Nobody Here", PASSPHRASE, now=NOW)
    for path in vault.folder.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert b"quill" not in content
            assert b"nobody" not in content
            assert vault.keys.general not in content


def test_recovery_keys(vault: Vault) -> None:
    typed = vault.recovery_key.lower().replace("-", " ")
    assert unlock_with_recovery(vault.folder, Compartment.GENERAL, typed, now=NOW).keys == vault.keys
    with pytest.raises(Refused, match="8 groups"):
        unlock_with_recovery(vault.folder, Compartment.GENERAL, "x", now=NOW)
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(vault.folder, Compartment.GENERAL, new_recovery_key(), now=NOW)
    with pytest.raises(TooSoon):
        unlock_with_recovery(vault.folder, Compartment.GENERAL, typed, now=NOW)
    # Guesses at recovery do not keep the officer out.
    unlock(vault.folder, NAME, PASSPHRASE, now=NOW)
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(vault.folder, Compartment.CONFIDENTIAL, typed, now=NOW)


def test_slots_are_read_as_they_were_written(vault: Vault) -> None:
    slots = read_slots(vault.folder)
    slots = with_officer(slots, vault.keys, uuid4(), "Iris Lodge", "another passphrase", cost=CHEAP)
    slots = with_confidential(slots, slots.slots[-1].id, b"c" * 32)
    slots, _ = with_recovery(slots, Compartment.CONFIDENTIAL, b"c" * 32, cost=CHEAP)
    slots = slots.put(replace(slots.slots[0], one_time=True, fresh=slots.slots[0].held))
    write_slots(vault.folder, slots)
    assert read_slots(vault.folder) == slots


@pytest.mark.parametrize("path", [("cost", 0), ("salt",), ("private",), ("held", "general", 0)])
def test_an_altered_slot_does_not_open(vault: Vault, path: tuple[Any, ...]) -> None:
    document = json.loads(vault.folder.slots.read_text())
    place = document["slots"][0]
    for step in path[:-1]:
        place = place[step]
    was = place[path[-1]]
    place[path[-1]] = was + 8 if isinstance(was, int) else ("A" if was[0] != "A" else "B") + was[1:]
    vault.folder.slots.write_text(json.dumps(document))
    with pytest.raises(WrongPassphrase):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)


def test_missing_slots_are_said_plainly(vault: Vault) -> None:
    vault.folder.slots.unlink()
    with pytest.raises(StoreTrouble, match="missing"):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)


# --- altering --------------------------------------------------------------------------------------------------


def fail_inside(vault: Vault, *, written: bool) -> None:
    with changing_slots(vault.folder) as change:
        if written:
            slots = with_officer(change.slots, vault.keys, uuid4(), "Iris Lodge", "another passphrase", cost=CHEAP)
            change.write(slots)
            assert read_slots(vault.folder) == slots
        raise ZeroDivisionError


@pytest.mark.parametrize("written", [True, False])
def test_a_change_that_fails_is_put_back(vault: Vault, written: bool) -> None:
    before = read_slots(vault.folder)
    with pytest.raises(ZeroDivisionError):
        fail_inside(vault, written=written)
    assert read_slots(vault.folder) == before


def test_two_changes_at_once_are_both_kept(vault: Vault) -> None:
    def add(number: int) -> None:
        with changing_slots(vault.folder) as change:
            slots = with_officer(change.slots, Keys(b"g" * 32), uuid4(), f"N {number}", "a long passphrase", cost=CHEAP)
            change.write(slots)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_slots(vault.folder).slots) == 2 + 6


def test_a_lock_that_is_not_given_up_is_said_plainly(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlocking, "LOCK_SECONDS", 0.0)
    with FileLock(vault.folder.path / "slots.lock"), pytest.raises(StoreTrouble, match="Another SPP Desktop"):
        unlock(vault.folder, NAME, PASSPHRASE, now=NOW)
