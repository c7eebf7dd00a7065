"""Checking a store: pages, structure, chains, references, every document, the full-text index, every record.

What is found is said with ids alone: never a name, a note or a value.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Table, and_, exists, func, or_, select
from sqlalchemy.exc import DatabaseError

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.domain.journal import Action, Change, Sealed, Value
from spp_desktop.store import ledger
from spp_desktop.store.alone import file_alone
from spp_desktop.store.dialect import counted_words, damage, dangling
from spp_desktop.store.files import content_of
from spp_desktop.store.findable import found_in_vain, not_found
from spp_desktop.store.folder import Compartment
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import RecordRow, below, table_of
from spp_desktop.store.tables.case_record import AttachmentRow
from spp_desktop.store.tables.crime import CrimeCountRow, DatasetRow
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.journal import ChangeRow
from spp_desktop.store.unit import journalled_values

_CHANGE, _INDEXED = table_of(ChangeRow), table_of(IndexedRow)
_FILE = table_of(AttachmentRow)
_DATASET, _COUNT = table_of(DatasetRow), table_of(CrimeCountRow)
PAGE = 500
"""Records read at a time."""

Progress = Callable[[str, int, int], None]
Validate = Callable[[Mapping[str, Any]], Iterable[str]]
"""A row → the names of what in its documents is not valid."""

About = Literal["page", "structure", "reference", "chain", "document", "index", "record"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: in which compartment, of what sort, with which record (or None), and what."""

    compartment: str
    about: About
    record_id: UUID | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``sealed`` compartments wait for the next sign-in that holds their key, and count as done."""

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    sealed: tuple[str, ...]
    operations: int
    records: int

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check(
    store: Store,
    documents: Mapping[str, Validate],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Check everything whose key is held, beside whoever works in the store.

    ``documents`` gives, by table, what validates the documents of a row.

    Raises:
        Refused: ``cancelled`` said to stop. Nothing is altered by a check.
    """
    findings: list[Finding] = []
    operations = records = 0
    for compartment in store.engines.compartments:
        try:
            with _alone(store, compartment) as connection:
                going = _Going(connection, compartment, documents, progress, cancelled)
                findings.extend(_everything(going))
                operations += going.operations
                records += going.records
        except StoreTrouble as trouble:
            findings.append(Finding(compartment.value, "structure", None, trouble.message))
    sealed: tuple[str, ...] = ()
    if store.folder is not None and store.folder.has_confidential and not store.confidential:
        sealed = (Compartment.CONFIDENTIAL.value,)
    checked = tuple(compartment.value for compartment in store.engines.compartments)
    return Report(tuple(findings), checked, sealed, operations, records)


def pages_damaged(store: Store, compartment: Compartment) -> int:
    """How many things the database's own check finds wrong with a compartment, read beside whoever works in it."""
    try:
        with _alone(store, compartment) as connection:
            return len(damage(connection))
    except (DatabaseError, StoreTrouble):
        return 1


def _alone(store: Store, compartment: Compartment) -> AbstractContextManager[Connection]:
    key = store.keys.of(compartment) if store.keys is not None else None
    if store.folder is None or key is None:
        return store.read(compartment)
    return file_alone(store.folder.database(compartment), key, writing=False)


class _Going:
    """A check on its way through one compartment."""

    def __init__(
        self,
        connection: Connection,
        compartment: str,
        documents: Mapping[str, Validate],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.connection = connection
        self.documents = documents
        self.operations = 0
        self.records = 0
        self._compartment = str(compartment)
        self._progress = progress
        self._cancelled = cancelled

    def step(self, name: str, done: int, of: int) -> None:
        """Say how far it is, and stop where somebody asked to."""
        if self._cancelled is not None and self._cancelled():
            raise Refused("Stopped as you asked. Nothing was changed")
        if self._progress is not None:
            self._progress(name, done, of)

    def found(self, about: About, record_id: UUID | None, message: str) -> Finding:
        """A finding in this compartment."""
        return Finding(self._compartment, about, record_id, message)


def _everything(going: _Going) -> Iterator[Finding]:
    going.step("Checking the file's pages", 0, 1)
    damaged = list(_pages(going))
    yield from damaged
    if damaged:
        # Reading on over damaged pages would only say the same again, or fail half-way.
        return
    try:
        yield from _references(going)
        yield from _chains(going)
        yield from _index(going)
        yield from _findable(going)
        for row in below(RecordRow):
            yield from _records(going, row)
        yield from _gone(going)
        yield from _files(going)
        yield from _datasets(going)
    except (DatabaseError, ValueError):
        yield going.found("structure", None, "the file could not be read to its end")


def _pages(going: _Going) -> Iterator[Finding]:
    for said in damage(going.connection):
        yield going.found("page" if "page" in said.lower() else "structure", None, said)


def _references(going: _Going) -> Iterator[Finding]:
    going.step("Checking references", 0, 1)
    for table, rowid in dangling(going.connection):
        yield going.found("reference", None, f"row {rowid} of {table} points at nothing")


def _chains(going: _Going) -> Iterator[Finding]:
    going.operations = ledger.count(going.connection)
    heads = ledger.heads(going.connection)
    done = 0
    going.step("Verifying the journal", 0, going.operations)
    for head in heads:
        for wrong in ledger.broken_chain(going.connection, head):
            yield going.found("chain", wrong.device, f"{wrong.stream}, entry {wrong.serial}: {wrong.message}")
        done += head.serial
        going.step("Verifying the journal", done, going.operations)
    for wrong in ledger.endless(going.connection, heads):
        yield going.found("chain", wrong.device, f"{wrong.stream}: {wrong.message}")


def _index(going: _Going) -> Iterator[Finding]:
    going.step("Checking the search index", 0, 1)
    held = counted_words(going.connection)
    if held is None:
        return
    wanted: Counter[str] = Counter()
    for (tokens,) in going.connection.execute(select(_INDEXED.c.tokens).execution_options(yield_per=PAGE)):
        wanted.update(set(tokens.split()))
    if wanted != held:
        wrong = sum(1 for token in {*wanted, *held} if wanted.get(token) != held.get(token))
        yield going.found("index", None, f"{wrong} words find other records than they should")


def _findable(going: _Going) -> Iterator[Finding]:
    going.step("Checking what the search finds", 0, 1)
    for kind, record_id in not_found(going.connection):
        yield going.found("index", record_id, f"the {kind} is not found by its words")
    for record_id in found_in_vain(going.connection):
        yield going.found("index", record_id, "words find it, and it is no record that can be found")


def _files(going: _Going) -> Iterator[Finding]:
    """Every file kept with a case: its bytes there, unless something of it was erased, and what they were."""
    erased = exists().where(_CHANGE.c.record_id == _FILE.c.id, _CHANGE.c.action == Action.ERASED.value)
    kept = select(_FILE.c.id, _FILE.c.sha256, erased.label("erased")).where(_FILE.c.deleted.is_(False))
    files = going.connection.execute(kept).all()
    for done, one in enumerate(files):
        going.step("Checking files kept with cases", done, len(files))
        content = content_of(going.connection, one.id)
        if content is None and not one.erased:
            yield going.found("record", one.id, "what was in the file is missing")
        elif content is not None and hashlib.sha256(content).hexdigest() != one.sha256:
            yield going.found("record", one.id, "the file is not the one that was kept")


# --- records ---------------------------------------------------------------------------------------------------


def _records(going: _Going, row: type[RecordRow]) -> Iterator[Finding]:
    """Every record of a table: its documents valid, and every field what the journal last said."""
    table = table_of(row)
    count = going.connection.execute(select(func.count()).select_from(table)).scalar_one()
    validate = going.documents.get(table.name)
    done, last = 0, 0
    while page := going.connection.execute(
        select(table).where(table.c.rowid > last).order_by(table.c.rowid).limit(PAGE)
    ).all():
        journalled = _journalled(going.connection, table, [one.id for one in page])
        for one in page:
            values: Mapping[str, Any] = one._mapping  # type: ignore[assignment]  # its keys are the columns' names
            if _differs(row, values, journalled.get(one.id, {})):
                yield going.found("record", one.id, f"the {table.name} is not what the journal says it is")
            if validate is not None and not one.deleted:
                for name in validate(values):
                    yield going.found("document", one.id, f"{table.name}: {name} is not valid")
        last = page[-1].rowid
        done += len(page)
        going.records += len(page)
        going.step("Checking records", done, count)


def _gone(going: _Going) -> Iterator[Finding]:
    """Records the journal made that are not in their tables: one that is deleted stays as a tombstone."""
    going.step("Checking for missing records", 0, 1)
    tables = [table_of(row) for row in below(RecordRow)]
    kinds = [table.name for table in tables]
    there = [and_(_CHANGE.c.kind == one.name, exists().where(one.c.id == _CHANGE.c.record_id)) for one in tables]
    made = select(_CHANGE.c.kind, _CHANGE.c.record_id).where(
        _CHANGE.c.action == Action.MADE.value, _CHANGE.c.kind.in_(kinds), ~or_(*there)
    )
    for kind, record_id in going.connection.execute(made):
        yield going.found("record", record_id, f"the {kind} is in the journal and nowhere else")


def _datasets(going: _Going) -> Iterator[Finding]:
    """Datasets whose counts do not add up to the rows of their file that were counted and unplaced."""
    going.step("Checking crime counts", 0, 1)
    crimes = func.coalesce(func.sum(_COUNT.c.crimes), 0)
    told = _DATASET.c.counted + _DATASET.c.unplaced
    differing = (
        select(_DATASET.c.id)
        .outerjoin(_COUNT, _COUNT.c.dataset_id == _DATASET.c.id)
        .group_by(_DATASET.c.id, told)
        .having(crimes != told)
    )
    for (dataset_id,) in going.connection.execute(differing):
        yield going.found("record", dataset_id, "its crime counts are not those of its file")


def _journalled(connection: Connection, table: Table, ids: list[UUID]) -> dict[UUID, dict[str, Sealed]]:
    """What the journal last said of each field of these records."""
    rows = connection.execute(
        select(_CHANGE).where(_CHANGE.c.record_id.in_(ids), _CHANGE.c.kind == table.name).order_by(_CHANGE.c.rowid)
    )
    said: dict[UUID, dict[str, Sealed]] = {}
    for change in filter(None, map(_readable, rows)):
        said.setdefault(change.record_id, {}).update({field.field: field.new for field in change.fields})
    return said


def _readable(row: Row[Any]) -> Change | None:
    """The change a row holds; None where it is none of ours, which its chain has shown already."""
    try:
        return ledger.unpack(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _differs(row: type[RecordRow], values: Mapping[str, Any], said: Mapping[str, Sealed]) -> bool:
    """Whether a field holds something else than was last written to it, was not erased, and waits for no decision."""
    held: dict[str, Value] = journalled_values(row, values)
    return any(
        held.get(name) != (said[name].value if name in said else None)
        for name in held.keys() | said.keys()
        if not (name in said and said[name].erased) and not isinstance(values["stamps"].get(name), list)
    )
