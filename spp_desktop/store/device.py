"""Devices: which computer and account a store is on, known outside the store's folder.

Each Windows or Linux account keeps, for each store folder it works in, the device's id, signing key and store
code, and the head of what it last wrote there. A folder this account does not know, or one that lacks that head,
was copied or restored: it becomes a new device, so that two copies never write the same entry of one chain.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from spp_desktop.store.folder import Compartment, StoreFolder, state_path, write_safely
from spp_desktop.store.ledger import Head
from spp_desktop.store.trouble import plain_words

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = "23456789"
"""No letter that reads as a digit, no digit that reads as a letter."""


_HEAD_BYTES = 1024
"""The length of a file that holds a head, whatever the length of the stream's name."""


@dataclass(frozen=True, slots=True)
class Device:
    """One store on one account: ``code`` stands in the references it gives (the K7 of ASB-2012-K7-0147)."""

    id: UUID
    code: str
    signing_key: bytes = field(repr=False)
    """Ed25519 private key, 32 raw bytes; never in the store's folder."""

    @property
    def public_key(self) -> bytes:
        """What others check this device's signatures with, 32 raw bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_key).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class DeviceState:
    """The device a store is now on. ``new`` asks for a first operation; ``forked_from`` is the head it names."""

    device: Device
    new: bool
    forked_from: Head | None = None


DEMONSTRATION_CODE = "K7"
"""The code of every demonstration store as it is built, so that the same day gives the same references."""


def new_device(taken: Collection[str] = (), *, demonstration: bool = False) -> Device:
    """A device not seen before, with a store code that is none of those taken."""
    signing_key = Ed25519PrivateKey.generate().private_bytes_raw()
    code = DEMONSTRATION_CODE if demonstration and not taken else _free_code(taken)
    return Device(uuid4(), code, signing_key)


def _free_code(taken: Collection[str]) -> str:
    codes = [letter + digit for letter in _LETTERS for digit in _DIGITS]
    codes += [digit + letter for letter in _LETTERS for digit in _DIGITS]
    free = [code for code in codes if code not in taken]
    return secrets.choice(free or [first + second for first in _LETTERS for second in _LETTERS])


def attach_device(
    folder: StoreFolder,
    heads: Mapping[Compartment, Head | None],
    holds: Callable[[Compartment, Head], bool],
    *,
    taken: Collection[str] = (),
) -> DeviceState:
    """The device this folder is on, a new one where the folder is new, copied or restored.

    ``heads`` gives the latest entry in each compartment that is open (None in an empty one); ``holds`` says
    whether a compartment holds an entry; ``taken`` are store codes already in use. A compartment that is not
    open is judged at the next sign-in that opens it.
    """
    known = _read(folder)
    if known is not None:
        device, kept = known
        if all(holds(compartment, head) for compartment, head in kept.items() if compartment in heads):
            return DeviceState(device, new=False)
    device = new_device(taken, demonstration=folder.demonstration)
    _write(folder, device)
    forked_from = next((head for head in heads.values() if head is not None), None)
    return DeviceState(device, new=True, forked_from=forked_from)


def keep_head(folder: StoreFolder, device: Device, compartment: Compartment, head: Head) -> None:
    """Remember, outside the store, the last entry written. Called after each commit.

    It may lag a power cut, which is safe: a store ahead of the head is not taken for a copy.
    """
    document = json.dumps({"device": str(device.id), "head": _head_document(head)}).encode()
    path = _head_file(folder, compartment)
    with plain_words():
        if path.exists():
            # In place, at one length: replacing a file makes the disk wait, and this is done at every save. One half
            # written is damaged, which makes a new device: always safe.
            with path.open("r+b") as file:
                file.write(document.ljust(_HEAD_BYTES))
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_safely(path, document.ljust(_HEAD_BYTES), durable=False)


def forget_device(folder: StoreFolder) -> None:
    """Make the folder unknown to this account, so that it becomes a new device when next opened."""
    with plain_words():
        _file(folder).unlink(missing_ok=True)
        for compartment in Compartment:
            _head_file(folder, compartment).unlink(missing_ok=True)


# --- what the account keeps ------------------------------------------------------------------------------------


def _file(folder: StoreFolder) -> Path:
    place = os.path.normcase(folder.path)
    name = hashlib.sha256(f"{folder.store_id} {place}".encode()).hexdigest()[:32]
    return state_path() / "devices" / f"{name}.json"


def _head_file(folder: StoreFolder, compartment: Compartment) -> Path:
    return _file(folder).with_suffix(f".{compartment}")


def _read(folder: StoreFolder) -> tuple[Device, dict[Compartment, Head]] | None:
    with plain_words():
        path = _file(folder)
        if not path.exists():
            return None
        content = path.read_bytes()
        last = {one: _head_file(folder, one).read_bytes() for one in Compartment if _head_file(folder, one).exists()}
    try:
        kept = json.loads(content)
        device = Device(UUID(kept["device"]), str(kept["code"]), base64.b64decode(kept["signing_key"], validate=True))
        written = {compartment: json.loads(one) for compartment, one in last.items()}
        heads = {
            compartment: _head_of(one["head"])
            for compartment, one in written.items()
            if UUID(one["device"]) == device.id
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        # Damaged means unknown: the store becomes a new device, which is always safe.
        return None
    return device, heads


def _head_of(document: Mapping[str, Any]) -> Head:
    return Head(
        UUID(document["device"]), str(document["stream"]), int(document["serial"]), bytes.fromhex(document["hash"])
    )


def _write(folder: StoreFolder, device: Device) -> None:
    document = {
        "device": str(device.id),
        "code": device.code,
        "signing_key": base64.b64encode(device.signing_key).decode("ascii"),
    }
    path = _file(folder)
    with plain_words():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_safely(path, json.dumps(document).encode())


def _head_document(head: Head) -> dict[str, object]:
    return {"device": str(head.device), "stream": head.stream, "serial": head.serial, "hash": head.hash.hex()}
