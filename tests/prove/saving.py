"""What the killed process does: open a store and save, saying after each commit how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

BY = UUID(int=1)


def save_for_ever(path: Path, key: bytes, said: Connection) -> None:
    """Save one operation after another to the store at ``path``; after each commit send the device and the serial."""
    from spp_desktop.store.folder import open_folder
    from spp_desktop.store.keys import Keys
    from spp_desktop.store.opening import open_compartments

    store = open_compartments(open_folder(path), Keys(key), by=BY, now=datetime.now(UTC))
    serial = 0
    while True:
        serial += 1
        save(store, serial)
        said.send((store.device.id, serial))


def save(store: object, number: int) -> None:
    """One operation: a record made and found by its words, and the one before altered."""
    from spp_desktop.store.index import Indexed
    from spp_desktop.store.opened import Store
    from spp_desktop.store.tables.notice import NoticeRow

    assert isinstance(store, Store)
    now = datetime.now(UTC)
    with store.write("notice.made", by=BY, at=now, stream="audit", why="to be killed") as unit:
        record_id = unit.new_id()
        unit.insert(
            NoticeRow(id=record_id, kind=f"n{number}", at=now, details={"words": f"word{number} " * (number % 300)})
        )
        unit.index(Indexed("case", record_id, (f"word{number}", "all")))
        unit.update(NoticeRow, record_id, {"to_role": "board"})
