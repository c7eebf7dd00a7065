"""One window per store.

The window that holds the lock is the only one on the store; commands do not take it, they work beside the window
under the database's own lock. A second start finds the lock taken and speaks to the first window over the local
channel named here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from spp_desktop.domain.errors import AlreadyOpen
from spp_desktop.store.folder import StoreFolder
from spp_desktop.store.trouble import plain_words


def channel_of(folder: StoreFolder) -> str:
    """The name of the local channel (pipe or socket) on which a store's window listens: short, and of no path."""
    place = f"{folder.store_id} {os.path.normcase(folder.path)}"
    return f"spp-desktop-{hashlib.sha256(place.encode()).hexdigest()[:16]}"


@contextmanager
def only_window(folder: StoreFolder) -> Iterator[None]:
    """Be the one window on a store for as long as the block lasts; AlreadyOpen where there is another.

    The lock is the system's: a window that crashed holds nothing.
    """
    lock = FileLock(folder.path / "window.lock", blocking=False, thread_local=False)
    with plain_words():
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyOpen(channel_of(folder)) from None
    try:
        yield
    finally:
        lock.release()
