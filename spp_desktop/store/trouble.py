"""What the disk and the database say when they fail, in an officer's words.

The words of the system are never passed on: they can hold a path or, from the database, a value.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from spp_desktop.domain.errors import StoreTrouble


class Damaged(StoreTrouble):
    """A file of the store, or a copy of one, is not what was written."""


_FULL = "The disk is full. What you last saved is safe, this change is not. Free some space and save again"
_BROKEN_DISK = "The disk could not be read or written. What was saved before is not altered. Tell your administrator"
_NO_ACCESS = "Windows or Linux does not let this account use the store's folder. Nothing was changed. Ask who set it up"
_GONE = "The store's folder or one of its files is missing. Nothing was changed. Check the drive, or restore a backup"
_BUSY = "Something else is using the store just now. Nothing was changed. Try again in a moment"
_DAMAGED = "The store's file is damaged. Nothing was changed. Restore the latest backup"
_SEALED = "The store's file does not open with its key: it is damaged or from another store. Restore the latest backup"
_UNKNOWN = (
    "The store could not be read or written. What was saved is not altered. Try again, or tell your administrator"
)

_BY_NUMBER = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EIO: _BROKEN_DISK,
    errno.EACCES: _NO_ACCESS,
    errno.EPERM: _NO_ACCESS,
    errno.EROFS: _NO_ACCESS,
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _GONE,
}

_NO_FOLDER = {
    errno.ENOSPC: "The disk is full, so no store's folder was made. Nothing is lost. Free some space and try again",
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS),
        "Windows or Linux lets this account make no folder there, so none was made. Nothing is lost. Choose another",
    ),
    **dict.fromkeys(
        (errno.ENOENT, errno.ENOTDIR),
        "There is no such drive or folder to make the store in, so none was made. Nothing is lost. Choose another",
    ),
    **dict.fromkeys(
        (errno.ENAMETOOLONG, errno.EINVAL),
        "The computer takes no folder of that name, so none was made. Nothing is lost. Choose a shorter or plainer one",
    ),
}
_NO_FOLDER_ELSE = (
    "The store's folder could not be made there. Nothing is lost. Choose another, or tell your administrator"
)

_BY_WORDS = (
    ("disk is full", _FULL),
    ("disk i/o error", _BROKEN_DISK),
    ("readonly database", _NO_ACCESS),
    ("unable to open", _GONE),
    ("is locked", _BUSY),
    ("malformed", _DAMAGED),
    ("not a database", _SEALED),
)
"""Parts of SQLite's own messages (sqlite3ErrStr), and what each means to an officer."""


def explain(error: BaseException) -> StoreTrouble:
    """The trouble an error of the disk or the database amounts to, in plain words."""
    if isinstance(error, OSError) and error.errno is not None:
        return StoreTrouble(_BY_NUMBER.get(error.errno, _UNKNOWN))
    said = str(getattr(error, "orig", None) or error).lower()
    words = next((words for part, words in _BY_WORDS if part in said), _UNKNOWN)
    return Damaged(words) if words in (_DAMAGED, _SEALED) else StoreTrouble(words)


@contextmanager
def plain_words(*kinds: type[BaseException]) -> Iterator[None]:
    """Turn errors of these kinds (of the disk, where none is named) into :class:`StoreTrouble`."""
    expected = kinds or (OSError,)
    try:
        yield
    except expected as error:
        raise explain(error) from error


@contextmanager
def folder_words() -> Iterator[None]:
    """Turn an error of the disk, where a store's folder is made, into :class:`StoreTrouble`."""
    try:
        yield
    except OSError as error:
        raise StoreTrouble(_NO_FOLDER.get(error.errno or 0, _NO_FOLDER_ELSE)) from error
