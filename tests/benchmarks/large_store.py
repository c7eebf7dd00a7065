"""The large store that speed is measured on: made-up cases, people and contacts with real journals.

Every record is written by the unit of work itself and by the store's own functions; only the connection under it is
another: it keeps what is written and answers from memory what a unit asks of what it has just written, and the rows
go into the file many at a time. ``store check`` finds nothing wrong with what comes out.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Role
from spp_desktop.imports.areas import postcodes_in
from spp_desktop.services import sign_in
from spp_desktop.services.demo_stories import AREAS, cast
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.keys import SHIPPED, Cost
from spp_desktop.store.migrations import LATEST
from spp_desktop.store.tables.officer import OfficerRow
from tests.benchmarks.happenings import AS_AT, MANY, YEARS, Happening, diary, lexicon
from tests.benchmarks.paper import Paper

__all__ = ["AS_AT", "LARGE", "MANY", "OFFICER", "PASSPHRASE", "SMALL", "Size", "build", "kept_folder", "kept_store"]

OFFICER = "Hannah Whitcombe"
PASSPHRASE = "measured many times"
ROLES = (Role.ADMINISTRATOR, Role.ASB_OFFICER, Role.SUPERVISOR, Role.ANALYST)
EDITION = 2
"""Raised when what a store of one size holds is altered, so that those kept are made anew."""
TOGETHER = 10_000
"""Operations whose rows go into the file together."""
CACHE_KIB = 512 * 1024
"""Pages of the file kept near while it is written."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases, each with a person of its own, and how many contacts on them all."""

    cases: int
    contacts: int

    @property
    def name(self) -> str:
        """The size in a folder's name and a table's heading."""
        return f"{self.cases}-cases-{self.contacts}-contacts"


SMALL, LARGE = Size(10_000, 100_000), Size(100_000, 1_000_000)


# --- writing it --------------------------------------------------------------------------------------------------


def build(folder: Path, size: Size, *, cost: Cost = SHIPPED, progress: Progress | None = None) -> None:
    """Build the store in a new folder. The officer :data:`OFFICER` opens it with :data:`PASSPHRASE`."""
    start = AS_AT - timedelta(days=YEARS * 365)
    made = sign_in.create_store(folder, OFFICER, PASSPHRASE, roles=ROLES, now=lambda: start, cost=cost)
    me = made.signed_in
    try:
        _fill(me, size, start, progress)
    finally:
        sign_in.sign_out(me)


def _fill(me: SignedIn, size: Size, start: datetime, progress: Progress | None) -> None:
    officers = (me.officer.id, *_colleagues(me, start))
    postcodes = {area: postcodes_in(area) for area in set(AREAS)}
    happening = Happening(Paper(), me.store.device.id, me.store.code, officers, case_type("asb"), lexicon(), postcodes)
    with me.store.alone() as connection, _hurrying(connection):
        _write(connection, happening, size, start, progress)


@contextmanager
def _hurrying(connection: Any) -> Iterator[None]:
    """Wait for no disk, keep what is written near, and leave garbage to be looked for when it is told to be."""
    raw = connection.connection.driver_connection
    (cache,) = raw.execute("PRAGMA cache_size").fetchone()
    settings = (("foreign_keys", "OFF", "ON"), ("synchronous", "OFF", "FULL"), ("cache_size", -CACHE_KIB, cache))
    for name, value, _ in settings:
        raw.execute(f"PRAGMA {name} = {value}")
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        for name, _, value in settings:
            raw.execute(f"PRAGMA {name} = {value}")


def _colleagues(me: SignedIn, at: datetime) -> Iterator[UUID]:
    for place, name in enumerate(cast().family[:11]):
        with me.store.write("officer.added", by=me.officer.id, at=at, stream=Stream.LISTS) as unit:
            row = OfficerRow(id=unit.new_id(), name=f"Officer {name}", name_key=f"{name.lower()} {place}")
            unit.insert(row)
            yield row.id


def _write(connection: Any, happening: Happening, size: Size, start: datetime, progress: Progress | None) -> None:
    told = diary(size.cases, size.contacts)
    paper = happening.paper
    for done, (day, number, what) in enumerate(told):
        happening.go(done, number, start + timedelta(days=day), what)
        if done % TOGETHER == TOGETHER - 1:
            _put(connection, paper.tear_off())
            # Looks through what was made since, not through what stays in hand.
            gc.collect(1)
            if progress is not None:
                progress("Writing the large store", done, len(told))
    _put(connection, paper.tear_off())
    _put(connection, paper.held())


def _put(connection: Any, rows: Mapping[Table, list[dict[str, Any]]]) -> None:
    with connection.begin():
        for table, many in rows.items():
            if many:
                connection.execute(table.insert().inline(), many, execution_options=ALLOWED)


# --- keeping it --------------------------------------------------------------------------------------------------


def kept_folder() -> Path:
    """Where what is made for measuring is kept between runs."""
    return Path(tempfile.gettempdir()) / "spp-desktop-bench"


def kept_store(size: Size, progress: Progress | None = None) -> Path:
    """The store of a size, built on the first call and kept among temporary files until schema or content change."""
    folder = kept_folder() / f"{size.name}-schema-{LATEST}-edition-{EDITION}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        build(folder / "store", size, progress=progress)
        (folder / "done").touch()
    return folder / "store"
