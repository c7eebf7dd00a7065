"""A store is a folder: what lies in it, where it may lie, and how its small files are written.

``general.db`` and ``confidential.db`` are the two compartments, each encrypted whole. ``slots.json`` holds the
key slots, ``store.json`` the store's id and format and nothing about people, ``backups/`` the copies.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePath
from uuid import UUID, uuid4

import platformdirs

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.trouble import folder_words, plain_words

APP = "SPP Desktop"
FORMAT = 1
"""Version of the folder's layout. A newer one is refused."""
RESTORING = "restoring"
"""The folder inside a store in which a backup is unpacked before it takes the store's place."""


class Compartment(StrEnum):
    """The two halves of a store, each with its own file, key, journal and index."""

    GENERAL = "general"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class StoreFolder:
    """One store on disk. ``store_id`` stays with the store through copies and restores."""

    path: Path
    store_id: UUID
    demonstration: bool = False

    def database(self, compartment: str) -> Path:
        """The encrypted file of a compartment."""
        return self.path / f"{compartment}.db"

    @property
    def slots(self) -> Path:
        """The key slots."""
        return self.path / "slots.json"

    @property
    def facts(self) -> Path:
        """The store's id and format."""
        return self.path / "store.json"

    @property
    def backups(self) -> Path:
        """Where backups are kept."""
        return self.path / "backups"

    @property
    def has_confidential(self) -> bool:
        """Whether the confidential compartment has been made, held key or not."""
        return self.database(Compartment.CONFIDENTIAL).exists()


def stores_path() -> Path:
    """The folder stores lie in unless somebody says otherwise: local application data, never the roaming part."""
    return Path(platformdirs.user_data_path(APP, appauthor=False, roaming=False))


def state_path() -> Path:
    """Where this Windows or Linux account keeps what must not be copied with a store.

    Device keys, heads and the names of officers who signed in here. ``SPP_STATE_DIR`` puts it elsewhere.
    """
    chosen = os.environ.get("SPP_STATE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_state_path(APP, appauthor=False, roaming=False))


# --- where a store may lie -------------------------------------------------------------------------------------

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone"}
)
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud", "box sync", "sharepoint")
_ONEDRIVE_SETTINGS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4
"""What Windows' GetDriveType answers for a mapped network drive."""

_LOCAL_ONLY = "A store must lie on this computer's own disk"
_WHERE_INSTEAD = "Nothing was changed. Choose a folder on this computer, such as the one offered"


def _windows_drive_type(root: str) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))


def _linux_mounts() -> Mapping[str, str]:
    """Each mount point and its file system type, from the kernel's own list; empty where there is none."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    fields = (line.split() for line in lines)
    return {parts[1].replace("\\040", " "): parts[2] for parts in fields if len(parts) > 2}


@dataclass(frozen=True, slots=True)
class Places:
    """What the computer says of its drives, so that tests can say otherwise."""

    drive_type: Callable[[str], int] = _windows_drive_type
    mounts: Callable[[], Mapping[str, str]] = _linux_mounts
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


def why_not(path: PurePath, places: Places | None = None) -> str | None:
    """Why a store may not lie at this (absolute) path; None where it may."""
    places = places or Places()
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return f"{_LOCAL_ONLY}: this is a network folder, where a lost connection damages it. {_WHERE_INSTEAD}"
    if path.drive and places.drive_type(f"{path.drive}\\") == _DRIVE_REMOTE:
        return f"{_LOCAL_ONLY}: this drive is a network folder under a letter. {_WHERE_INSTEAD}"
    if _on_network_mount(path, places.mounts()):
        return f"{_LOCAL_ONLY}: this is a network folder, where a lost connection damages it. {_WHERE_INSTEAD}"
    if _synced(path, places.environment):
        return (
            f"{_LOCAL_ONLY}: this folder is copied to the internet by a program such as OneDrive, which damages an "
            f"open store and takes a copy out of your control. {_WHERE_INSTEAD}"
        )
    return None


def _on_network_mount(path: PurePath, mounts: Mapping[str, str]) -> bool:
    above = {str(folder) for folder in (path, *path.parents)}
    nearest = max((point for point in mounts if point in above), key=len, default="")
    return mounts.get(nearest, "") in _NETWORK_FILE_SYSTEMS


def _synced(path: PurePath, environment: Mapping[str, str]) -> bool:
    if any(part.lower().startswith(name) for part in path.parts for name in _SYNCED):
        return True
    roots = (environment.get(name) for name in _ONEDRIVE_SETTINGS)
    return any(root and path.is_relative_to(root) for root in roots)


# --- making and opening ----------------------------------------------------------------------------------------


def make_folder(path: Path, *, demonstration: bool = False, places: Places | None = None) -> StoreFolder:
    """Lay out a new store's folder; Refused where it may not lie or the folder already holds something."""
    whole = allowed_path(path, places)
    with folder_words():
        if whole.exists() and (not whole.is_dir() or any(whole.iterdir())):
            raise Refused("That folder already holds something. Nothing was changed. Choose an empty or a new folder")
        whole.mkdir(parents=True, exist_ok=True, mode=0o700)
        (whole / "backups").mkdir(mode=0o700)
    folder = StoreFolder(whole, uuid4(), demonstration)
    write_facts(folder)
    return folder


def open_folder(path: Path, *, places: Places | None = None) -> StoreFolder:
    """The store that lies here; Refused where there is none, it is newer than this program, or may not lie here.

    A restore that was cut short is finished first.
    """
    whole = allowed_path(path, places)
    if (whole / RESTORING / "whole").exists():
        from spp_desktop.store.restoring import finish_restore

        finish_restore(whole)
    facts_file = whole / "store.json"
    with plain_words():
        if not facts_file.is_file():
            raise Refused("There is no store in that folder. Check the folder, or create a store there")
        content = facts_file.read_bytes()
    return read_facts(whole, content)


def read_facts(path: Path, content: bytes) -> StoreFolder:
    """The store that a description's bytes tell of; StoreTrouble where they are damaged, Refused where newer."""
    try:
        facts = json.loads(content)
        made_as, store_id = int(facts["format"]), UUID(facts["store"])
        demonstration = facts.get("demonstration") is True
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreTrouble("The store's description is damaged. Nothing was changed. Restore a backup") from error
    if made_as > FORMAT:
        raise Refused("This store was made by a newer SPP Desktop. Nothing was changed. Install the newer program")
    return StoreFolder(path, store_id, demonstration)


def write_facts(folder: StoreFolder) -> None:
    """Write what a store says of itself in the open: format, id, and whether it is a demonstration."""
    facts: dict[str, object] = {"format": FORMAT, "store": str(folder.store_id)}
    if folder.demonstration:
        facts["demonstration"] = True
    write_safely(folder.facts, json.dumps(facts, indent=1).encode())


def allowed_path(path: Path, places: Places | None = None) -> Path:
    """The path in full; Refused where a store may not lie there."""
    try:
        whole = path if str(path).startswith(("\\\\", "//")) else path.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        # Somebody's home that there is none of, or links that lead round in a circle.
        raise Refused("That path leads to no folder. Nothing was changed. Check it, or choose another") from error
    reason = why_not(whole, places)
    if reason is not None:
        raise Refused(reason)
    return whole


# --- safe writes -----------------------------------------------------------------------------------------------


def write_safely(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace a file whole or not at all, readable by this account only; StoreTrouble when the disk will not.

    Permissions come before content. ``durable=False`` leaves reaching the platter to the system: for files
    that may lag a power cut.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with plain_words():
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if durable:
            sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a folder's entries survive a power cut, where the system lets a folder be opened (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
