"""Erasing: a value leaves its record, the journal, drafts and the index, and the chain still verifies.

Afterwards the file is rewritten and its log emptied, so that the words are in no unused page either. What was
erased, as ids and field names, is kept beside the backups, encrypted: a backup put back is erased again before
anybody works in it. Backups made before still hold the words until they age out; that day is recorded.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, UniqueConstraint, or_, select

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import Stream, covers
from spp_desktop.domain.retention import OPERATION, Erased, Target
from spp_desktop.store import ledger
from spp_desktop.store.dialect import blank, cleaned_out
from spp_desktop.store.folder import StoreFolder, write_safely
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.keys import WrongKey, unwrap, wrap
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import LooseRow, RecordRow, below, table_of
from spp_desktop.store.tables.erasure import ErasureKeyRow, ErasureRow
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.journal import ChangeRow, OperationRow
from spp_desktop.store.thinning import copies_made, last_day
from spp_desktop.store.trouble import plain_words
from spp_desktop.store.unit import KEPT_BY_US, UnitOfWork

_CHANGE, _OPERATION = table_of(ChangeRow), table_of(OperationRow)
_ERASURE, _KEY, _INDEXED = table_of(ErasureRow), table_of(ErasureKeyRow), table_of(IndexedRow)


def erase(
    store: Store,
    targets: Sequence[Target],
    *,
    by: UUID,
    at: datetime,
    why: str,
    compartment: str = "general",
    about: UUID | None = None,
    afterwards: Callable[[UnitOfWork], None] | None = None,
) -> Erased:
    """Erase for good. ``afterwards`` runs in the same transaction, to index again what remains to be found.

    Raises:
        StoreTrouble: the disk failed, or somebody was still reading. What was erased is out of every record; the
            file is rewritten when the store is next opened.
    """
    order = _Order(uuid7(at), tuple(targets))
    if store.folder is not None:
        order = replace(order, until=last_day(copies_made(store.folder.backups), at))
        # Written first: an erasing cut short is then finished when the store is next opened.
        _remember(store, compartment, order)
    with store.write(
        "retention.erased", by=by, at=at, stream=Stream.AUDIT, why=why, about=about, compartment=compartment
    ) as unit:
        records = _carry_out(unit, order)
        if afterwards is not None:
            afterwards(unit)
    clean(store, compartment)
    return Erased(order.id, at, records, order.until)


def erase_again(store: Store, *, by: UUID, at: datetime) -> int:
    """Erase what this store's files should have lost and still hold: after a backup was put back, or a crash.

    Returns how many erasings that were.
    """
    done = 0
    for compartment in store.engines.compartments:
        kept = _remembered(store, compartment)
        with store.read(compartment) as connection:
            known = set(connection.execute(select(_ERASURE.c.id)).scalars())
            unclean = connection.execute(select(_ERASURE.c.id).where(_ERASURE.c.cleaned.is_(False))).first()
        missing = [order for order in kept if order.id not in known]
        for order in missing:
            with store.write(
                "retention.erased-again", by=by, at=at, stream=Stream.AUDIT, compartment=compartment
            ) as unit:
                _carry_out(unit, order)
        if missing or unclean:
            clean(store, compartment)
        done += len(missing)
    return done


def clean(store: Store, compartment: str = "general") -> None:
    """Rewrite a compartment's file without its unused parts, empty its log, and note that it was done."""
    schema = store.engines.schemas[compartment]  # type: ignore[index]  # a compartment is its own text
    with store.alone() as connection:
        if not cleaned_out(connection, schema):
            raise StoreTrouble(
                "The words are out of every record, but the file is still being read and could not be rewritten. "
                "That is done when the store is next opened"
            )
    store.aside(_ERASURE.update().where(_ERASURE.c.cleaned.is_(False)).values(cleaned=True), compartment=compartment)


# --- in the transaction ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """One erasing, as it is kept beside the backups."""

    id: UUID
    targets: tuple[Target, ...]
    until: date | None = None


def _carry_out(unit: UnitOfWork, order: _Order) -> int:
    what = [_document(target) for target in order.targets]
    unit.say(erasure=order.id, what=what, backups_until=order.until)
    rows = {table_of(row).name: row for row in below(RecordRow)}
    touched = sum(_erase_target(unit, unit.connection, rows, target) for target in order.targets)
    unit.loose(_ERASURE.insert().values(id=order.id, at=unit.at, backups_until=order.until))
    return touched


def _erase_target(
    unit: UnitOfWork, connection: Connection, rows: Mapping[str, type[RecordRow]], target: Target
) -> bool:
    _erase_changes(connection, [target.record_id], target.fields)
    if target.kind == OPERATION:
        return True
    row = rows[target.kind]
    was = unit.get(row, target.record_id)
    if was is None:
        return False
    if target.fields is None:
        about = connection.execute(select(_OPERATION.c.id).where(_OPERATION.c.about == target.record_id)).scalars()
        _erase_changes(connection, about.all(), None)
    values = _blanked(row, was, target.fields)
    connection.execute(
        table_of(row).update().where(table_of(row).c.id == target.record_id), values, execution_options=ALLOWED
    )
    unit.note_erased(row, was, values)
    _erase_copies(connection, was)
    return True


def _erase_changes(connection: Connection, record_ids: Sequence[UUID], fields: Collection[str] | None) -> None:
    rows = connection.execute(select(_CHANGE).where(_CHANGE.c.record_id.in_(record_ids))).all()
    for row in rows:
        packed = ledger.pack(ledger.unpack(row).erase(fields))
        connection.execute(
            _CHANGE.update().where(_CHANGE.c.rowid == row.rowid),
            {"fields": packed["fields"], "salts": packed["salts"]},
            execution_options=ALLOWED,
        )


def _blanked(row: type[RecordRow], was: Mapping[str, Any], fields: frozenset[str] | None) -> dict[str, Any]:
    """The columns of a record without the erased values, and without what was worked out from them."""
    table = table_of(row)
    worked_out = {name for names in row.derived.values() for name in names}
    values: dict[str, Any] = {"revision": was["revision"] + 1}
    for column in table.c:
        name = column.name
        if name in KEPT_BY_US or name in worked_out:
            continue
        if covers(fields, name):
            for gone in (column, *(table.c[derived] for derived in row.derived.get(name, ()))):
                values[gone.name] = _nothing(gone, was)
        elif isinstance(was[name], Mapping):
            values[name] = {key: value for key, value in was[name].items() if not covers(fields, f"{name}.{key}")}
    if fields is None:
        values["deleted"] = True
    values["stamps"] = {
        # Values that waited for a decision go; the latest stamp stays, so that nothing older comes back.
        name: max(stamp for stamp, _value in kept) if covers(fields, name) and isinstance(kept, list) else kept
        for name, kept in was["stamps"].items()
    }
    return values


def _nothing(column: Column[Any], was: Mapping[str, Any]) -> Any:
    """What a column holds once its value is erased; a unique one keeps something of its own, the record's id."""
    if column.nullable or column.foreign_keys:
        return was[column.name] if column.foreign_keys else None
    value = blank(was[column.name])
    return was["id"].hex if isinstance(value, str) and _unique(column) else value


def _unique(column: Column[Any]) -> bool:
    keys = (key for key in column.table.constraints if isinstance(key, UniqueConstraint))
    return any(column.name in key.columns for key in keys)


def _erase_copies(connection: Connection, was: Mapping[str, Any]) -> None:
    """Drop the record's index entry, and the drafts and other loose rows that may repeat its words."""
    connection.execute(_INDEXED.delete().where(_INDEXED.c.record_id == was["id"]), execution_options=ALLOWED)
    ids = [was["id"], *([was["case_id"]] if was.get("case_id") else [])]
    for loose in below(LooseRow):
        if loose.repeats:
            table = table_of(loose)
            connection.execute(
                table.delete().where(or_(*(table.c[name].in_(ids) for name in loose.repeats))),
                execution_options=ALLOWED,
            )


# --- beside the backups ----------------------------------------------------------------------------------------


def _remember(store: Store, compartment: str, order: _Order) -> None:
    assert store.folder is not None  # the caller asked
    document = {
        "id": str(order.id),
        "what": [_document(target) for target in order.targets],
        "until": order.until and order.until.isoformat(),
    }
    sealed = wrap(_key(store, compartment), json.dumps(document).encode(), compartment.encode())
    lines = [*_lines(store.folder, compartment), base64.b64encode(sealed).decode("ascii"), ""]
    write_safely(_file(store.folder, compartment), "\n".join(lines).encode())


def _remembered(store: Store, compartment: str) -> list[_Order]:
    lines = [] if store.folder is None else _lines(store.folder, compartment)
    key = _key(store, compartment) if lines else b""
    kept = []
    for line in lines:
        try:
            document = json.loads(unwrap(key, base64.b64decode(line, validate=True), compartment.encode()))
        except (WrongKey, ValueError):
            # Damaged, or of another store that lay here before: nothing of it can be known.
            continue
        until = document["until"] and date.fromisoformat(document["until"])
        kept.append(_Order(UUID(document["id"]), tuple(map(_target, document["what"])), until))
    return kept


def _key(store: Store, compartment: str) -> bytes:
    with store.read(compartment) as connection:
        key: bytes = connection.execute(select(_KEY.c.key)).scalar_one()
    return key


def _file(folder: StoreFolder, compartment: str) -> Path:
    return folder.backups / f"erased-{compartment}.txt"


def _lines(folder: StoreFolder, compartment: str) -> list[str]:
    path = _file(folder, compartment)
    with plain_words():
        return path.read_text("ascii").split() if path.exists() else []


def _document(target: Target) -> list[Any]:
    return [target.kind, str(target.record_id), None if target.fields is None else sorted(target.fields)]


def _target(document: Sequence[Any]) -> Target:
    kind, record_id, fields = document
    return Target(kind, UUID(record_id), None if fields is None else frozenset(fields))
