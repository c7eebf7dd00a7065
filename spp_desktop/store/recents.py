"""Which stores this account opened, and who signed in here: kept outside every store, for the sign-in window."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store.folder import state_path, write_safely

STORES_KEPT = 5
NAMES_KEPT = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """A store opened here, the officers who signed in to it here, the latest first, and when the last one did."""

    path: Path
    names: tuple[str, ...]
    opened: datetime | None = None


def recents() -> tuple[Recent, ...]:
    """The stores opened on this account that are still there, the latest first."""
    try:
        kept = json.loads(_file().read_bytes())
        listed = tuple(map(_read, kept["stores"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A list that is missing or damaged only costs the officer some typing.
        return ()
    return tuple(one for one in listed if (one.path / "store.json").exists())


def _read(kept: dict[str, Any]) -> Recent:
    opened = kept.get("opened")
    names = tuple(str(name) for name in kept["names"])
    return Recent(Path(kept["path"]), names, datetime.fromisoformat(opened) if opened else None)


def remember(path: Path, name: str, at: datetime) -> None:
    """Put a store, and the officer who signed in to it, first. A disk that refuses does not stop a sign-in."""
    before = recents()
    same = os.path.normcase(path)
    known = next((one.names for one in before if os.path.normcase(one.path) == same), ())
    names = (name, *(other for other in known if other != name))[:NAMES_KEPT]
    others = (one for one in before if os.path.normcase(one.path) != same)
    kept = (Recent(path, names, at), *others)[:STORES_KEPT]
    document = {"stores": [_written(one) for one in kept]}
    try:
        _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_safely(_file(), json.dumps(document).encode(), durable=False)
    except (OSError, StoreTrouble):
        return


def _written(one: Recent) -> dict[str, Any]:
    opened = one.opened.isoformat() if one.opened else None
    return {"path": str(one.path), "names": list(one.names), "opened": opened}


def _file() -> Path:
    return state_path() / "recents.json"
