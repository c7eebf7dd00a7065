"""Nothing saved is lost: killed at random moments, and with the log of a copied store cut at random bytes.

The seed is printed; ``SPP_SEED`` gives it again, ``SPP_KILLS`` another number of kills and of cuts than 200.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from spp_desktop.store import ledger
from spp_desktop.store.check import check
from spp_desktop.store.folder import StoreFolder, make_folder, open_folder
from spp_desktop.store.keys import Keys
from spp_desktop.store.opened import Store
from spp_desktop.store.opening import make_compartment, open_compartments
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.journal import OperationRow
from spp_desktop.store.tables.notice import NoticeRow
from tests.prove.saving import BY, save, save_for_ever

KEY = b"k" * 32
TIMES = int(os.environ.get("SPP_KILLS", "200"))
LONGEST = 0.25
"""Seconds a process may go on before it is killed."""
WHILE_SAVING = 0.8
"""How many of the kills come after the first save at the earliest; the others may come while the store opens."""
FULL_CHECK_EVERY = 25


@pytest.fixture
def chance(capsys: pytest.CaptureFixture[str]) -> random.Random:
    seed = int(os.environ.get("SPP_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    with capsys.disabled():
        print(f"\nSPP_SEED={seed}", end=" ")  # noqa: T201 - so that a failure can be repeated
    return random.Random(seed)


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    made = make_folder(tmp_path / "store")
    make_compartment(made, "general", KEY)
    return made


def opened(folder: StoreFolder) -> Store:
    return open_compartments(folder, Keys(KEY), by=BY, now=datetime.now(UTC))


def held(store: Store) -> tuple[int, int]:
    """How many operations of saving the store holds, and how many records; that the former have no gaps."""
    operation = table_of(OperationRow)
    saved = select(operation.c.serial).where(operation.c.kind == "notice.made").order_by(operation.c.serial)
    with store.read() as connection:
        serials = connection.execute(saved).scalars().all()
        # The first entry of the chain is the device's own.
        assert list(serials) == list(range(2, len(serials) + 2))
        return len(serials), connection.execute(select(func.count()).select_from(table_of(NoticeRow))).scalar_one()


def test_what_was_acknowledged_survives_being_killed_at_any_moment(folder: StoreFolder, chance: random.Random) -> None:
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(kind)
    context.set_forkserver_preload(["spp_desktop.store.opening", "tests.prove.saving"])
    opened(folder).close()
    acknowledged = 0
    devices: set[UUID] = set()
    for kill in range(1, TIMES + 1):
        heard, said = context.Pipe(duplex=False)
        process = context.Process(target=save_for_ever, args=(folder.path, KEY, said), daemon=True)
        process.start()
        said.close()
        if chance.random() < WHILE_SAVING:
            heard.poll(60)
        process.join(chance.uniform(0, LONGEST))
        process.kill()
        process.join()
        saved = 0
        with contextlib.suppress(EOFError):
            while True:
                device, saved = heard.recv()
                devices.add(device)
        heard.close()
        store = opened(folder)
        try:
            operations, records = held(store)
            assert operations == records
            # One commit more than was heard of: it was on the disk, and the word of it was not sent yet.
            assert operations in (acknowledged + saved, acknowledged + saved + 1), f"kill {kill}"
            acknowledged = operations
            if kill % FULL_CHECK_EVERY == 0 or kill == TIMES:
                assert check(store, {}).findings == ()
        finally:
            store.close()
    assert len(devices) == 1
    assert acknowledged >= TIMES


def test_a_cut_log_loses_what_was_cut_and_nothing_before(
    folder: StoreFolder, tmp_path: Path, chance: random.Random
) -> None:
    store = opened(folder)
    log = folder.path / "general.db-wal"
    ends = []
    with store.alone() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
    for number in range(1, 121):
        save(store, number)
        ends.append(log.stat().st_size)
    copied = tmp_path / "copied"
    shutil.copytree(folder.path, copied, ignore=shutil.ignore_patterns("*-shm"))
    store.close()
    assert sorted(set(ends)) == ends
    whole = (copied / "general.db-wal").read_bytes()
    assert len(whole) == ends[-1]

    for cut in sorted(chance.randrange(len(whole) + 1) for _ in range(TIMES)):
        shutil.rmtree(tmp_path / "cut", ignore_errors=True)
        shutil.copytree(copied, tmp_path / "cut")
        (tmp_path / "cut" / "general.db-wal").write_bytes(whole[:cut])
        store = opened(open_folder(tmp_path / "cut"))
        try:
            expected = sum(1 for end in ends if end <= cut)
            assert held(store) == (expected, expected), f"cut at {cut}"
            assert check(store, {}).findings == ()
            with store.read() as connection:
                assert list(ledger.broken(connection)) == []
        finally:
            store.close()
