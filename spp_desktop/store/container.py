"""The file a backup is: a stored zip of its parts and a manifest with the hash of each."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.folder import Compartment, sync_folder
from spp_desktop.store.trouble import plain_words

SUFFIX = ".sppbackup"
FORMAT = 1
_CHUNK = 1024 * 1024
_MANIFEST = "manifest.json"
_NOT_A_BACKUP = "That file is not a backup, or it is damaged. Nothing was changed. Choose another backup"
_PART_NAMES = frozenset({"general.db", "confidential.db", "confidential.db-wal", "slots.json", "store.json"})


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, as its manifest describes it. ``made`` is UTC; ``sealed`` were copied without their key."""

    path: Path
    store_id: UUID
    made: datetime
    parts: Mapping[str, Part]
    sealed: tuple[Compartment, ...] = ()
    contents: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """What the backup is called in a list."""
        return self.path.stem

    @property
    def bytes(self) -> int:
        """How much the parts hold together."""
        return sum(part.bytes for part in self.parts.values())


def write_container(
    work: Path, target: Path, store_id: UUID, made: datetime, sealed: tuple[Compartment, ...], contents: bytes
) -> Backup:
    files = sorted(path for path in work.iterdir() if path.is_file())
    with plain_words():
        parts = {path.name: Part(file_hash(path), path.stat().st_size) for path in files}
    backup = Backup(target, store_id, made, parts, sealed, contents)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    with plain_words():
        try:
            handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "w+b") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as container:
                    container.writestr(_MANIFEST, json.dumps(_manifest(backup), indent=1))
                    for path in files:
                        container.write(path, path.name)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    return backup


def _manifest(backup: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "store": str(backup.store_id),
        "made": backup.made.isoformat(),
        "parts": {name: {"sha256": part.sha256, "bytes": part.bytes} for name, part in backup.parts.items()},
        "sealed": [compartment.value for compartment in backup.sealed],
        "contents": base64.b64encode(backup.contents).decode("ascii"),
    }


def read_backup(path: Path) -> Backup:
    """The backup a file is, by its manifest alone.

    Raises:
        StoreTrouble: it is none, is cut short, or the disk failed.
        Refused: a newer program made it.
    """
    try:
        with plain_words(OSError), zipfile.ZipFile(path) as container:
            document = json.loads(container.read(_MANIFEST))
            names = set(container.namelist()) - {_MANIFEST}
        if int(document["format"]) > FORMAT:
            raise Refused("This backup was made by a newer SPP Desktop. Nothing was changed. Install the newer program")
        parts = {str(name): Part(str(one["sha256"]), int(one["bytes"])) for name, one in document["parts"].items()}
        if names != parts.keys() or not names <= _PART_NAMES:
            raise StoreTrouble(_NOT_A_BACKUP)
        return Backup(
            path,
            UUID(document["store"]),
            datetime.fromisoformat(document["made"]),
            parts,
            tuple(Compartment(name) for name in document["sealed"]),
            base64.b64decode(document["contents"], validate=True),
        )
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreTrouble(_NOT_A_BACKUP) from error


def verify_hashes(backup: Backup) -> None:
    """StoreTrouble unless each part in the file is what the manifest says."""
    for name in backup.parts:
        for _chunk in read_part(backup, name):
            pass


def read_part(backup: Backup, name: str) -> Iterator[bytes]:
    """A part's bytes in pieces; StoreTrouble after the last where they are not what the manifest says."""
    digest = hashlib.sha256()
    try:
        with plain_words(OSError), zipfile.ZipFile(backup.path) as container, container.open(name) as part:
            while piece := part.read(_CHUNK):
                digest.update(piece)
                yield piece
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise StoreTrouble(_NOT_A_BACKUP) from error
    if digest.hexdigest() != backup.parts[name].sha256:
        raise StoreTrouble(_NOT_A_BACKUP)


def extract(backup: Backup, name: str, to: Path) -> None:
    """Write a part out to a file, on the disk when this returns; StoreTrouble where it is damaged."""
    with plain_words():
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in read_part(backup, name):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


def file_hash(path: Path) -> str:
    """A file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
