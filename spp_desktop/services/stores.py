"""The stores of this computer, as somebody who has not signed in may see them: nothing of what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from spp_desktop.domain.errors import SppError
from spp_desktop.store import recents
from spp_desktop.store.container import SUFFIX
from spp_desktop.store.folder import open_folder, stores_path

FIRST_NAME = "Main office"
"""What a first store is called unless somebody says otherwise. A store is called as its folder is."""


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store to choose. ``names`` are the officers who signed in on this account, the latest first.

    ``opened`` is when the latest did, ``backed_up`` when the newest backup was made; both aware, None where unknown.
    """

    path: Path
    name: str
    made_up: bool = False
    names: tuple[str, ...] = ()
    opened: datetime | None = None
    backed_up: datetime | None = None


def new_store_path(name: str = FIRST_NAME) -> Path:
    """The folder offered for a store of this name on this computer."""
    return stores_path() / name


def known_stores() -> tuple[StoreCard, ...]:
    """The stores opened on this account, the latest first; one that can no longer be read is left out."""
    found = []
    for one in recents.recents():
        try:
            found.append(_card(one))
        except SppError:
            continue
    return tuple(found)


def store_at(path: Path) -> StoreCard:
    """The store that lies in a folder.

    Raises:
        Refused: there is none, it is newer than the program, or may not lie there.
        StoreTrouble: it cannot be read.
    """
    folder = open_folder(path)
    known = (one for one in recents.recents() if one.path == folder.path)
    return _card(next(known, recents.Recent(folder.path, ())))


def _card(one: recents.Recent) -> StoreCard:
    folder = open_folder(one.path)
    name = folder.path.name
    return StoreCard(
        folder.path,
        name[:1].upper() + name[1:],
        folder.demonstration,
        one.names,
        one.opened,
        _backed_up(folder.backups),
    )


def _backed_up(backups: Path) -> datetime | None:
    try:
        made = [file.stat().st_mtime for file in backups.glob(f"*{SUFFIX}")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(made), UTC) if made else None
