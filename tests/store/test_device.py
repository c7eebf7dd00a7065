"""A copied or restored store is a new device; the same store on the same account is not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from spp_desktop.store.device import DeviceState, Head, attach_device, forget_device, keep_head, new_device
from spp_desktop.store.folder import Compartment, StoreFolder, make_folder, open_folder

GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return make_folder(tmp_path / "store")


def head(state: DeviceState, serial: int, digest: bytes | None = None) -> Head:
    return Head(state.device.id, "lists", serial, digest or bytes([serial]) * 32)


def attach(folder: StoreFolder, written: list[Head], *also: Head) -> DeviceState:
    """Attach a store whose general compartment holds these entries."""
    return attach_device(
        folder, {GENERAL: written[-1] if written else None}, lambda _compartment, one: one in {*written, *also}
    )


def test_a_new_store_is_a_new_device_forked_from_nothing(folder: StoreFolder) -> None:
    state = attach(folder, [])
    assert state.new
    assert state.forked_from is None
    assert attach(folder, []) == DeviceState(state.device, new=False)


def test_what_it_wrote_is_remembered(folder: StoreFolder) -> None:
    state = attach(folder, [])
    written = [head(state, 1), head(state, 2)]
    keep_head(folder, state.device, GENERAL, written[-1])
    again = attach(folder, written)
    assert (again.new, again.device) == (False, state.device)


def test_a_store_ahead_of_its_head_is_the_same_device(folder: StoreFolder) -> None:
    state = attach(folder, [])
    written = [head(state, 1), head(state, 2)]
    keep_head(folder, state.device, GENERAL, written[0])
    assert not attach(folder, written).new


def test_a_store_behind_its_head_is_a_new_device(folder: StoreFolder) -> None:
    state = attach(folder, [])
    keep_head(folder, state.device, GENERAL, head(state, 2))
    restored = attach(folder, [head(state, 1)])
    assert restored.new
    assert restored.forked_from == head(state, 1)
    assert restored.device.id != state.device.id
    assert restored.device.signing_key != state.device.signing_key
    assert not attach(folder, [head(state, 1)]).new


def test_another_history_of_the_same_length_is_a_new_device(folder: StoreFolder) -> None:
    state = attach(folder, [])
    keep_head(folder, state.device, GENERAL, head(state, 2))
    assert attach(folder, [head(state, 1), head(state, 2, b"x" * 32)]).new


def test_a_copied_folder_is_a_new_device_and_the_first_is_not(folder: StoreFolder, tmp_path: Path) -> None:
    state = attach(folder, [])
    written = [head(state, 1)]
    keep_head(folder, state.device, GENERAL, written[-1])
    shutil.copytree(folder.path, tmp_path / "copy")
    copy = attach(open_folder(tmp_path / "copy"), written)
    assert copy.new
    assert copy.forked_from == written[-1]
    assert not attach(folder, written).new


def test_another_account_is_a_new_device(folder: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(folder, [])
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "other account"))
    assert attach(folder, []).new


def test_a_sealed_compartment_is_judged_when_it_is_opened(folder: StoreFolder) -> None:
    state = attach(folder, [])
    keep_head(folder, state.device, GENERAL, head(state, 1))
    keep_head(folder, state.device, CONFIDENTIAL, head(state, 7))
    assert not attach(folder, [head(state, 1)]).new
    both = attach_device(
        folder, {GENERAL: head(state, 1), CONFIDENTIAL: head(state, 6)}, lambda _c, one: one.serial != 7
    )
    assert both.new


def test_heads_of_the_device_before_are_not_kept(folder: StoreFolder) -> None:
    state = attach(folder, [])
    keep_head(folder, state.device, CONFIDENTIAL, head(state, 7))
    keep_head(folder, state.device, GENERAL, head(state, 3))
    other = attach(folder, [])
    assert other.new
    keep_head(folder, other.device, GENERAL, head(other, 1))
    again = attach_device(folder, {GENERAL: None, CONFIDENTIAL: None}, lambda _c, one: one == head(other, 1))
    assert (again.new, again.device) == (False, other.device)


def test_a_forgotten_or_damaged_device_is_a_new_one(folder: StoreFolder, tmp_path: Path) -> None:
    first = attach(folder, [])
    forget_device(folder)
    forget_device(folder)
    second = attach(folder, [])
    assert second.new
    (kept,) = (tmp_path / "state" / "devices").iterdir()
    kept.write_text("{}")
    third = attach(folder, [])
    assert third.new
    assert len({state.device.id for state in (first, second, third)}) == 3


def test_the_signing_key_is_not_in_the_store(folder: StoreFolder) -> None:
    state = attach(folder, [])
    keep_head(folder, state.device, GENERAL, head(state, 1))
    for path in folder.path.rglob("*"):
        assert path.is_dir() or state.device.signing_key not in path.read_bytes()
    assert str(state.device.signing_key) not in repr(state)
    signature = Ed25519PrivateKey.from_private_bytes(state.device.signing_key).sign(b"entry")
    Ed25519PublicKey.from_public_bytes(state.device.public_key).verify(signature, b"entry")


def test_store_codes_are_short_plain_and_free() -> None:
    codes = {new_device().code for _ in range(300)}
    assert all(re.fullmatch(r"[A-Z][2-9]|[2-9][A-Z]", code) for code in codes)
    assert not set("".join(codes)) & set("ILO01")
    letters, digits = "ABCDEFGHJKMNPQRSTVWXYZ", "23456789"
    every = {a + b for a in letters for b in digits} | {b + a for a in letters for b in digits}
    assert new_device(every - {"K7"}).code == "K7"
    assert re.fullmatch(r"[A-Z]{2}", new_device(every).code)


def test_a_head_half_written_makes_a_new_device(folder: StoreFolder, tmp_path: Path) -> None:
    state = attach(folder, [])
    for serial in (1, 2):
        keep_head(folder, state.device, GENERAL, head(state, serial))
    (kept,) = (tmp_path / "state" / "devices").glob("*.general")
    assert kept.stat().st_size == 1024
    assert not attach(folder, [head(state, 2)]).new
    kept.write_bytes(b"{" + kept.read_bytes()[9:])
    assert attach(folder, [head(state, 2)]).new
