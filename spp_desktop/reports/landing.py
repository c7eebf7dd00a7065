"""A file that appears only when it is whole: written under a hidden name, renamed last, gone if anything fails."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from spp_desktop.domain.errors import Refused

_WORDS = {
    errno.ENOSPC: "The disk is full, so no file was made. Free some space and export again",
    errno.ENOENT: "There is no such folder to write to. No file was made",
    errno.ENOTDIR: "There is no such folder to write to. No file was made",
    errno.EISDIR: "That is the name of a folder. No file was made",
    errno.EACCES: "No file was made: one of that name is open in another program, or the folder may not be written to",
    errno.EPERM: "No file was made: one of that name is open in another program, or the folder may not be written to",
}
_UNKNOWN = "The file could not be written there. No file was made. Try another folder"

Write = Callable[[IO[bytes]], None]


@dataclass(frozen=True, slots=True)
class Landing:
    """A whole file on its way: ``part`` holds it, ``out`` is where it will appear."""

    part: Path
    out: Path
    older: Path
    """Where a file that was there before waits until everything is through."""
    sha256: str

    def land(self) -> None:
        """Let the file appear, in place of any of that name. Raises Refused where the disk says no."""
        with _in_words():
            if self.out.is_file():
                self.out.replace(self.older)
            self.part.replace(self.out)

    def take_back(self) -> None:
        """Leave what was there before it landed; where the disk says no, an older file stays under its hidden name."""
        with suppress(OSError):
            if not self.part.exists():
                self.out.unlink(missing_ok=True)
            if self.older.exists():
                self.older.replace(self.out)


@contextmanager
def landing(out: Path, write: Write, password: str | None = None) -> Iterator[Landing]:
    """Write a file under a hidden name beside ``out``; unless it is landed it is gone when the block ends.

    When the block fails after it landed, it is taken away again and an older file of that name put back.

    With a password what reaches the disk is encrypted (ECMA-376 agile, as Excel does); the plain workbook is only
    ever in memory. Raises Refused where the disk says no.
    """
    hidden = f".{secrets.token_hex(6)}"
    part, older = out.with_name(f"{hidden}.part"), out.with_name(f"{hidden}.older")
    try:
        with _in_words(), part.open("xb") as file:
            if password is None:
                write(file)
            else:
                plain = io.BytesIO()
                write(plain)
                _encrypt(plain, password, file)
            file.flush()
            os.fsync(file.fileno())
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole = Landing(part, out, older, digest)
        try:
            yield whole
        except BaseException:
            whole.take_back()
            raise
        with suppress(OSError):
            older.unlink(missing_ok=True)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _encrypt(plain: io.BytesIO, password: str, file: IO[bytes]) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    OOXMLFile(plain).encrypt(password, file)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(_WORDS.get(error.errno or 0, _UNKNOWN)) from error
