"""Stores made cheaply: the same key slots at a price a test can pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from spp_desktop.store.folder import StoreFolder, make_folder
from spp_desktop.store.keys import Cost, Keys, new_key
from spp_desktop.store.slots import first_slots
from spp_desktop.store.unlock import write_slots

CHEAP = Cost(memory=8, passes=1, lanes=1)
"""The least that Argon2id allows."""
NOW = datetime(2012, 3, 5, 9, 0, tzinfo=UTC)
NAME = "Marguerite Quill"
PASSPHRASE = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Vault:
    """A store's folder with its creator's slot, and no database yet."""

    folder: StoreFolder
    officer: UUID
    keys: Keys
    recovery_key: str


def make_vault(path: Path) -> Vault:
    """A folder as a new store has it, before its database is made."""
    folder = make_folder(path)
    officer, keys = uuid4(), Keys(new_key())
    slots, recovery_key = first_slots(folder.store_id, officer, NAME, PASSPHRASE, keys.general, CHEAP)
    write_slots(folder, slots)
    return Vault(folder, officer, keys, recovery_key)


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def later(self, **by: float) -> None:
        """Let time pass, given as for ``timedelta``."""
        self.at += timedelta(**by)
