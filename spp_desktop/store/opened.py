"""An open store: where records are written through operations and read without being able to write.

A store is made and opened by :mod:`spp_desktop.store.opening`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Delete, Insert, Result, Update
from sqlalchemy.exc import DatabaseError, OperationalError

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store.device import Device, keep_head
from spp_desktop.store.dialect import into, wait_for_disk
from spp_desktop.store.engine import Engines
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.guard import ALLOWED, guard
from spp_desktop.store.keys import Keys
from spp_desktop.store.ledger import Head
from spp_desktop.store.trouble import explain
from spp_desktop.store.unit import UnitOfWork, check_loose


@dataclass(frozen=True, slots=True)
class Store:
    """A store whose keys are held. ``folder`` is None on PostgreSQL."""

    engines: Engines
    device: Device
    folder: StoreFolder | None
    keys: Keys | None = field(default=None, repr=False, compare=False)
    """The keys it was opened with, for slots and backups; None on PostgreSQL."""
    _one_writer: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def __post_init__(self) -> None:
        guard(self.engines.writer)

    @property
    def code(self) -> str:
        """The store code that references bear (``K7``)."""
        return self.device.code

    @property
    def confidential(self) -> bool:
        """Whether the confidential compartment's key is held."""
        return Compartment.CONFIDENTIAL in self.engines.compartments

    @contextmanager
    def write(
        self,
        kind: str,
        *,
        by: UUID,
        at: datetime,
        stream: str,
        why: str | None = None,
        about: UUID | None = None,
        compartment: str = "general",
    ) -> Iterator[UnitOfWork]:
        """Do one operation: ``with store.write("case.move", by=…, at=…, stream=…) as unit``.

        Everything the block does is saved together with its journal entry when the block ends, or nothing is
        when it raises. ``kind`` is dotted; ``about`` is the record whose history it belongs to; ``why`` is the
        reason, where one is owed. A look writes nothing in its block. Never wait for a person inside.

        Raises:
            StoreTrouble: the disk or the database refused; nothing was saved.
        """
        with (
            self.together(by=by, at=at, compartment=compartment) as several,
            several.operation(kind, stream=stream, why=why, about=about) as unit,
        ):
            yield unit

    @contextmanager
    def together(self, *, by: UUID, at: datetime, compartment: str = "general") -> Iterator[Several]:
        """Do several operations, one after another, that are saved together or not at all.

        For what one officer does on cases of several streams: each stream gets an operation of its own.

        Raises:
            StoreTrouble: the disk or the database refused; nothing was saved.
        """
        with self._writing(compartment) as connection:
            several = Several(connection, self.device.id, compartment, by, at)
            yield several
        if self.folder is not None and several.head is not None:
            # What was saved is saved. A head that lags only makes a restored copy harder to tell.
            with suppress(StoreTrouble):
                keep_head(self.folder, self.device, Compartment(compartment), several.head)

    def aside(self, statement: Insert | Update | Delete, *, compartment: str = "general") -> Result[Any]:
        """Run one statement on a table that is not of records, without an operation (a draft saving itself)."""
        check_loose(statement)
        with self._writing(compartment) as connection:
            return connection.execute(statement, execution_options=ALLOWED)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """The writer's connection outside a transaction, for upkeep that a transaction cannot hold."""
        with self._one_writer, self.engines.writer.connect() as connection:
            yield connection.execution_options(**ALLOWED)

    @contextmanager
    def unwaiting(self) -> Iterator[None]:
        """Write to the general compartment without waiting for the disk at each operation; all is there when the block
        ends. A power cut inside may damage the store: only for one being made, that would be made again."""
        self._wait_for_disk(on=False)
        try:
            yield
        finally:
            self._wait_for_disk(on=True)

    def _wait_for_disk(self, *, on: bool) -> None:
        with _outside_faults(), self.alone() as connection:
            wait_for_disk(connection, on=on)

    @contextmanager
    def read(self, compartment: str = "general") -> Iterator[Connection]:
        """A connection that can only read, seeing one moment of the store for as long as the block lasts."""
        with _outside_faults(), self.engines.readers.connect() as connection:
            yield into(connection, self.engines.schemas[Compartment(compartment)])

    def close(self) -> None:
        """Close every connection. What was saved is on the disk already."""
        self.engines.dispose()

    @contextmanager
    def _writing(self, compartment: str) -> Iterator[Connection]:
        with self._one_writer, _outside_faults(), self.engines.writer.begin() as connection:
            yield into(connection, self.engines.schemas[Compartment(compartment)])


class Several:
    """Operations of one officer in one transaction. Made by :meth:`Store.together`."""

    def __init__(self, connection: Connection, device: UUID, compartment: str, by: UUID, at: datetime) -> None:
        self._connection, self._device, self._compartment = connection, device, compartment
        self._by, self._at = by, at
        self.head: Head | None = None
        """The end of the chain that the last operation was written to."""

    @contextmanager
    def operation(
        self, kind: str, *, stream: str, why: str | None = None, about: UUID | None = None
    ) -> Iterator[UnitOfWork]:
        """Do one of them, as :meth:`Store.write` does one alone."""
        unit = UnitOfWork(
            self._connection,
            kind=kind,
            by=self._by,
            at=self._at,
            device=self._device,
            compartment=self._compartment,
            stream=stream,
            about=about,
            why=why,
        )
        yield unit
        self.head = unit.finish()


@contextmanager
def _outside_faults() -> Iterator[None]:
    """Say in plain words what the disk or the file did; a fault of the program's own statements stays as it is."""
    try:
        yield
    except DatabaseError as error:
        # A damaged page is a bare DatabaseError; a full disk or a lock an OperationalError; the rest are our faults.
        if type(error) in (DatabaseError, OperationalError):
            raise explain(error) from error
        raise
