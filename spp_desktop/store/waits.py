"""The growing wait after a wrong passphrase.

Kept in the store's folder, so that starting the program again does not shorten it. What is kept is a tag
without a name, how often in a row, and when last. A wait is said, the count never is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from spp_desktop.domain.errors import TooSoon
from spp_desktop.store.folder import StoreFolder, write_safely
from spp_desktop.store.trouble import plain_words

LONGEST = timedelta(minutes=15)
KEPT = 200
"""Tags remembered at most: guessing at many names does not fill the disk."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Wrong passphrases in a row under one tag, and when the last was (aware, UTC)."""

    wrong: int
    last: datetime


def delay(wrong: int) -> timedelta:
    """How long to wait after this many wrong passphrases in a row: 1 s, doubled each time, 15 minutes at most."""
    return min(timedelta(seconds=2 ** min(wrong - 1, 20)), LONGEST) if wrong > 0 else timedelta()


def left(wait: Wait, now: datetime) -> timedelta:
    """What is left of a wait; a clock set back never makes it longer than the whole wait."""
    whole = delay(wait.wrong)
    return max(min(wait.last + whole - now, whole), timedelta())


def check_wait(folder: StoreFolder, tag: str, now: datetime) -> None:
    """TooSoon while a wait for this tag is not over."""
    waits = _read(folder)
    wait = waits.get(tag)
    if wait is None:
        return
    if wait.last > now:
        # The clock was set back: the wait starts again from now, rather than never ending.
        wait = Wait(wait.wrong, now)
        _write(folder, {**waits, tag: wait})
    remaining = left(wait, now)
    if remaining:
        raise TooSoon(ceil(remaining.total_seconds()))


def note_wrong(folder: StoreFolder, tag: str, now: datetime) -> None:
    """Count one more wrong passphrase under this tag."""
    waits = _read(folder)
    before = waits.get(tag)
    counted = {**waits, tag: Wait(before.wrong + 1 if before else 1, now)}
    latest = sorted(counted.items(), key=lambda item: item[1].last, reverse=True)[:KEPT]
    _write(folder, dict(latest))


def note_right(folder: StoreFolder, tag: str) -> None:
    """Forget the wrong ones: the right passphrase was given."""
    waits = _read(folder)
    if tag in waits:
        _write(folder, {other: wait for other, wait in waits.items() if other != tag})


def _read(folder: StoreFolder) -> Mapping[str, Wait]:
    path = folder.path / "waits.json"
    with plain_words():
        if not path.exists():
            return {}
        content = path.read_bytes()
    try:
        kept = json.loads(content)
        return {tag: Wait(int(wrong), datetime.fromisoformat(last)) for tag, (wrong, last) in kept.items()}
    except (ValueError, TypeError, AttributeError):
        # A damaged list of waits must not keep every officer out of a sound store.
        return {}


def _write(folder: StoreFolder, waits: Mapping[str, Wait]) -> None:
    kept = {tag: [wait.wrong, wait.last.isoformat()] for tag, wait in waits.items()}
    write_safely(folder.path / "waits.json", json.dumps(kept).encode())
