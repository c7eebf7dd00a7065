"""Whether the last session with a store ended as it should, and when its pages were last checked, on this account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store.folder import StoreFolder, state_path, write_safely

CHECK_EVERY = timedelta(days=7)
KEPT = 50


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of a store here. ``open`` is true from a session's beginning to its end."""

    open: bool = False
    checked: datetime | None = None


def begin(folder: StoreFolder, now: datetime) -> bool:
    """Note that a session begins; whether its pages are due a check: after an unclean end, weekly, or never yet."""
    before = _read().get(folder.store_id, Session())
    _write(folder.store_id, Session(True, before.checked))
    return before.open or before.checked is None or now - before.checked >= CHECK_EVERY


def checked(folder: StoreFolder, now: datetime) -> None:
    """Note that the pages were found whole."""
    _write(folder.store_id, Session(_read().get(folder.store_id, Session()).open, now))


def end(folder: StoreFolder) -> None:
    """Note that the session ended as it should."""
    _write(folder.store_id, Session(False, _read().get(folder.store_id, Session()).checked))


def _read() -> dict[UUID, Session]:
    try:
        kept: Mapping[str, Mapping[str, str | bool]] = json.loads((state_path() / "sessions.json").read_bytes())
        return {UUID(key): _session(value) for key, value in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # Not knowing only means that the pages are checked once more.
        return {}


def _session(value: Mapping[str, str | bool]) -> Session:
    at = value.get("checked")
    return Session(value.get("open") is True, datetime.fromisoformat(str(at)) if at else None)


def _write(store_id: UUID, session: Session) -> None:
    others = {key: one for key, one in _read().items() if key != store_id}
    kept = dict(list(others.items())[-KEPT:]) | {store_id: session}
    document = {
        str(key): {"open": one.open, "checked": one.checked.isoformat() if one.checked else None}
        for key, one in kept.items()
    }
    path = state_path() / "sessions.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_safely(path, json.dumps(document).encode(), durable=False)
    except (OSError, StoreTrouble):
        return
