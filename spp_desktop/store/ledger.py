"""The journal as tables: written with the records, read back as :mod:`spp_desktop.domain.journal` values.

A change keeps its fields in one document: under each field's name ``o`` and ``n`` are the old and the new value
and ``r`` the stamps replaced; ``O`` and ``N`` stand in their place for the commitment to a value since erased.
``salts`` holds the salts of that document's values one after another, fields in order of name, old before new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from spp_desktop.domain.journal import (
    SALT_BYTES,
    START,
    Action,
    Break,
    Change,
    Entry,
    FieldChange,
    Operation,
    Sealed,
    Stamp,
    entry_hash,
    verify,
)
from spp_desktop.store.dialect import upsert
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.journal import ChainRow, ChangeRow, OperationRow

_OPERATION = table_of(OperationRow)
_CHANGE = table_of(ChangeRow)
_CHAIN = table_of(ChainRow)

PAGE = 500
"""Entries read at a time."""

_ADD_OPERATION, _ADD_CHANGES = _OPERATION.insert().inline(), _CHANGE.insert().inline()
_MINE = (_CHAIN.c.device_id == bindparam("device"), _CHAIN.c.stream == bindparam("stream"))
_HEAD = select(
    select(_CHAIN.c.serial).where(*_MINE).scalar_subquery(),
    select(_CHAIN.c.hash).where(*_MINE).scalar_subquery(),
    select(func.max(_CHAIN.c.stamp)).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain: its place and hash; ``START`` and place 0 before the first."""

    device: UUID
    stream: str
    serial: int
    hash: bytes


def head(connection: Connection, device: UUID, stream: str) -> tuple[Head, Stamp | None]:
    """The head of one chain, and the latest stamp any chain of the compartment has seen."""
    serial, hash_, seen = connection.execute(_HEAD, {"device": device, "stream": stream}).one()
    return Head(device, stream, serial or 0, hash_ or START), Stamp.parse(seen) if seen else None


def heads(connection: Connection) -> tuple[Head, ...]:
    """The head of every chain of the compartment, in order of device and stream."""
    rows = connection.execute(
        select(_CHAIN.c.device_id, _CHAIN.c.stream, _CHAIN.c.serial, _CHAIN.c.hash).order_by(
            _CHAIN.c.device_id, _CHAIN.c.stream
        )
    )
    return tuple(Head(*row) for row in rows)


def latest(connection: Connection) -> Head | None:
    """The entry with the latest stamp of the compartment; None before the first."""
    row = connection.execute(
        select(_CHAIN.c.device_id, _CHAIN.c.stream, _CHAIN.c.serial, _CHAIN.c.hash).order_by(_CHAIN.c.stamp.desc())
    ).first()
    return None if row is None else Head(*row)


def holds(connection: Connection, one: Head) -> bool:
    """Whether the compartment holds this very entry."""
    found = connection.execute(
        select(_OPERATION.c.hash).where(
            _OPERATION.c.device_id == one.device,
            _OPERATION.c.stream == one.stream,
            _OPERATION.c.serial == one.serial,
        )
    ).scalar()
    return found == one.hash


def append(connection: Connection, before: Head, operation: Operation, changes: tuple[Change, ...]) -> Head:
    """Write one entry at the end of its chain and return the new head. Part of the caller's transaction."""
    digest = entry_hash(before.hash, operation, changes)
    connection.execute(
        _ADD_OPERATION,
        {
            "id": operation.id,
            "kind": operation.kind,
            "by_id": operation.by,
            "at": operation.at,
            "device_id": operation.device,
            "compartment": operation.compartment,
            "stream": operation.stream,
            "serial": operation.serial,
            "stamp": operation.stamp.text,
            "about": operation.about,
            "previous": before.hash,
            "hash": digest,
        },
        execution_options=ALLOWED,
    )
    if changes:
        connection.execute(
            _ADD_CHANGES,
            [{"operation_id": operation.id, "place": place, **pack(change)} for place, change in enumerate(changes)],
            execution_options=ALLOWED,
        )
    chain = {
        "device_id": operation.device,
        "stream": operation.stream,
        "serial": operation.serial,
        "hash": digest,
        "stamp": operation.stamp.text,
    }
    connection.execute(upsert(connection, _CHAIN, ("device_id", "stream")), chain, execution_options=ALLOWED)
    return Head(operation.device, operation.stream, operation.serial, digest)


# --- between a change and its row ------------------------------------------------------------------------------


def pack(change: Change) -> dict[str, Any]:
    """The columns of a change's row, all but which operation made it."""
    fields: dict[str, Any] = {}
    salts = bytearray()
    for field in change.fields:
        kept: dict[str, Any] = {}
        for letter, sealed in (("o", field.old), ("n", field.new)):
            if sealed is None:
                continue
            if sealed.erased is None:
                kept[letter] = sealed.value
            else:
                kept[letter.upper()] = sealed.erased.hex()
            salts += sealed.salt
        if field.replaces:
            kept["r"] = [stamp.text for stamp in field.replaces]
        fields[field.field] = kept
    return {
        "kind": change.kind,
        "record_id": change.record_id,
        "action": change.action.value,
        "revision": change.revision,
        "fields": fields,
        "salts": bytes(salts),
    }


def unpack(row: Row[Any]) -> Change:
    """The change a row holds."""
    salts = iter(row.salts[at : at + SALT_BYTES] for at in range(0, len(row.salts), SALT_BYTES))
    return Change(
        kind=row.kind,
        record_id=row.record_id,
        action=Action(row.action),
        revision=row.revision,
        fields=tuple(_unpack_field(name, row.fields[name], salts) for name in sorted(row.fields)),
    )


def _unpack_field(name: str, kept: Mapping[str, Any], salts: Iterator[bytes]) -> FieldChange:
    old = _unseal(kept, "o", salts)
    new = _unseal(kept, "n", salts)
    return FieldChange(name, old, new or Sealed(None, b""), tuple(Stamp.parse(one) for one in kept.get("r", ())))


def _unseal(kept: Mapping[str, Any], letter: str, salts: Iterator[bytes]) -> Sealed | None:
    if letter in kept:
        return Sealed(kept[letter], next(salts, b""))
    if letter.upper() in kept:
        return Sealed(None, next(salts, b""), bytes.fromhex(kept[letter.upper()]))
    return None


# --- reading ---------------------------------------------------------------------------------------------------


def chain(connection: Connection, device: UUID, stream: str) -> Iterator[Entry]:
    """One chain from its first entry, a page at a time."""
    mine = select(_OPERATION).where(_OPERATION.c.device_id == device, _OPERATION.c.stream == stream)
    serial = 0
    while page := _entries(
        connection, mine.where(_OPERATION.c.serial > serial).order_by(_OPERATION.c.serial).limit(PAGE)
    ):
        yield from page
        serial = page[-1].operation.serial


def about(connection: Connection, record_id: UUID, *, limit: int = PAGE, before: UUID | None = None) -> list[Entry]:
    """What was done about a record, newest first; ``before`` is the last operation of the page already read."""
    query = select(_OPERATION).where(_OPERATION.c.about == record_id)
    if before is not None:
        query = query.where(
            _OPERATION.c.stamp < select(_OPERATION.c.stamp).where(_OPERATION.c.id == before).scalar_subquery()
        )
    return _entries(connection, query.order_by(_OPERATION.c.stamp.desc()).limit(limit))


def touching(connection: Connection, records: Collection[UUID], *, limit: int = PAGE) -> list[Entry]:
    """What altered any of these records, newest first."""
    which = select(_CHANGE.c.operation_id).where(_CHANGE.c.record_id.in_(records))
    query = select(_OPERATION).where(_OPERATION.c.id.in_(which))
    return _entries(connection, query.order_by(_OPERATION.c.stamp.desc()).limit(limit))


def changes_to(connection: Connection, record_id: UUID, *, after: int = 0) -> tuple[Change, ...]:
    """Every change made to a record after the given revision, oldest first."""
    rows = connection.execute(
        select(_CHANGE).where(_CHANGE.c.record_id == record_id, _CHANGE.c.revision > after).order_by(_CHANGE.c.rowid)
    )
    return tuple(unpack(row) for row in rows)


def count(connection: Connection) -> int:
    """How many operations the compartment holds."""
    return int(connection.execute(select(func.count()).select_from(_OPERATION)).scalar_one())


def _entries(connection: Connection, query: Select[Any]) -> list[Entry]:
    operations = connection.execute(query).all()
    changes: dict[UUID, list[Change]] = {}
    if operations:
        rows = connection.execute(
            select(_CHANGE)
            .where(_CHANGE.c.operation_id.in_([row.id for row in operations]))
            .order_by(_CHANGE.c.operation_id, _CHANGE.c.place)
        )
        for row in rows:
            changes.setdefault(row.operation_id, []).append(unpack(row))
    return [_entry(row, tuple(changes.get(row.id, ()))) for row in operations]


def _entry(row: Row[Any], changes: tuple[Change, ...]) -> Entry:
    operation = Operation(
        id=row.id,
        kind=row.kind,
        by=row.by_id,
        at=row.at,
        device=row.device_id,
        compartment=row.compartment,
        stream=row.stream,
        serial=row.serial,
        stamp=Stamp.parse(row.stamp),
        about=row.about,
    )
    return Entry(operation, changes, row.previous, row.hash)


# --- verifying -------------------------------------------------------------------------------------------------


def broken(connection: Connection) -> Iterator[Break]:
    """Every place where a chain of the compartment does not hold, or does not end where its head says."""
    known = heads(connection)
    for one in known:
        yield from broken_chain(connection, one)
    yield from endless(connection, known)


def broken_chain(connection: Connection, head: Head) -> Iterator[Break]:
    """Every place where one chain does not hold, up to and with its end."""
    last: list[Entry] = []
    try:
        yield from verify(_remembering(chain(connection, head.device, head.stream), last))
    except (ValueError, TypeError, KeyError, AttributeError):
        serial = last[0].operation.serial if last else 0
        yield Break(head.device, head.stream, serial, "an entry after this one is not one of ours")
        return
    if not last or (last[0].operation.serial, last[0].hash) != (head.serial, head.hash):
        yield Break(head.device, head.stream, head.serial, "the chain does not end where it did")


def endless(connection: Connection, known: Iterable[Head]) -> Iterator[Break]:
    """Chains that have entries and no head among those known."""
    ends = {(one.device, one.stream) for one in known}
    for device, stream in connection.execute(select(_OPERATION.c.device_id, _OPERATION.c.stream).distinct()):
        if (device, stream) not in ends:
            yield Break(device, stream, 0, "the chain has entries and no end")


def _remembering(entries: Iterable[Entry], last: list[Entry]) -> Iterator[Entry]:
    for entry in entries:
        last[:] = [entry]
        yield entry
