"""The unit of work: one operation, its records and its journal in one transaction, all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Delete, Insert, Result, Select, Table, Update, bindparam, select
from sqlalchemy.sql.selectable import CompoundSelect

from spp_desktop.domain.errors import Conflict, Difference, NotFound
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import (
    SALT_BYTES,
    Action,
    Change,
    FieldChange,
    Operation,
    Sealed,
    Stamp,
    Value,
    Written,
    plain,
    tick,
)
from spp_desktop.store import ledger
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.index import Indexed, drop, put
from spp_desktop.store.stamps import made_at, replaced_by, rewritten
from spp_desktop.store.tables.base import LooseRow, RecordRow, below, table_of

Factory = Callable[[], Any]
"""What makes a column's default anew for each record."""
Show = Callable[[str, Value], tuple[str, str]]
"""Field and value → the field's label and the value as an officer reads it, for both versions of a conflict."""

KEPT_BY_US = frozenset({"rowid", "id", "revision", "deleted", "stamps"})
"""Columns the unit of work keeps itself; ``deleted`` is journalled as a field when a record is tombstoned."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the unit of work needs to know of a row class, worked out once."""

    table: Table
    columns: tuple[str, ...]
    journalled: tuple[str, ...]
    by_id: Select[Any]
    insert: Insert
    update: Update
    required: tuple[str, ...]
    constants: Mapping[str, Any]
    factories: tuple[tuple[str, Factory], ...]


@cache
def _shape(row: type[RecordRow]) -> _Shape:
    table = table_of(row)
    columns = tuple(column.name for column in table.c if column.name != "rowid")
    worked_out = {name for names in row.derived.values() for name in names}
    journalled = tuple(name for name in columns if name not in KEPT_BY_US and name not in worked_out)
    fields = [(name, field) for name, field in row.model_fields.items() if name != "rowid"]
    return _Shape(
        table,
        columns,
        journalled,
        select(table).where(table.c.id == bindparam("id_")),
        table.insert().inline(),
        table.update().where(table.c.id == bindparam("id_")),
        tuple(name for name, field in fields if field.is_required()),
        {name: field.default for name, field in fields if not field.is_required() and not field.default_factory},
        tuple((name, cast(Factory, field.default_factory)) for name, field in fields if field.default_factory),
    )


@dataclass(slots=True)
class _Pending:
    """The change being made to one record: field → (old, new, stamps replaced)."""

    kind: str
    record_id: UUID
    action: Action
    revision: int
    fields: dict[str, tuple[Value, Value, tuple[Stamp, ...]]] = field(default_factory=dict)


class UnitOfWork:
    """One operation being done. Made by :meth:`Store.write`, which commits it or leaves nothing.

    Inserts are kept back and written together; whatever reads inside the unit sees them.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        kind: str,
        by: UUID,
        at: datetime,
        device: UUID,
        compartment: str,
        stream: str,
        about: UUID | None = None,
        why: str | None = None,
    ) -> None:
        self._connection = connection
        self._before, seen = ledger.head(connection, device, stream)
        self._operation = Operation(
            id=uuid7(at),
            kind=kind,
            by=by,
            at=at,
            device=device,
            compartment=compartment,
            stream=str(stream),
            serial=self._before.serial + 1,
            stamp=tick(seen, at, device),
            about=about,
        )
        self._waiting: list[tuple[Insert, dict[str, Any]]] = []
        self._indexing: list[Indexed] = []
        self._changes: dict[UUID, _Pending] = {}
        if why:
            self.say(why=why)

    @property
    def operation_id(self) -> UUID:
        """The operation's id."""
        return self._operation.id

    @property
    def at(self) -> datetime:
        """When the operation is done, aware UTC."""
        return self._operation.at

    @property
    def by(self) -> UUID:
        """Who does it."""
        return self._operation.by

    @property
    def stamp(self) -> Stamp:
        """The stamp every field it writes will carry."""
        return self._operation.stamp

    def new_id(self) -> UUID:
        """An id for a new record."""
        return uuid7(self._operation.at)

    def concern(self, record_id: UUID) -> None:
        """Say which record the operation is about, where that was not known when it began."""
        self._operation = replace(self._operation, about=record_id)

    def say(self, **words: object) -> None:
        """Journal words of the operation itself, such as the terms searched for. They can be erased like any value."""
        pending = self._pending("operation", self.operation_id, Action.SAID, 0)
        for name, value in words.items():
            pending.fields[name] = (None, plain(value), ())

    # --- writing -----------------------------------------------------------------------------------------------

    def insert(self, *rows: RecordRow) -> None:
        """Make new records. A row's ``revision`` and ``stamps`` are set here, whatever they say."""
        for row in rows:
            shape = _shape(type(row))
            self._make(shape, {name: getattr(row, name) for name in shape.columns})

    def insert_many(self, row: type[RecordRow], records: Iterable[Mapping[str, Any]]) -> None:
        """Make new records from columns alone, at a fifth of what ``insert`` costs; absent ones take their default."""
        shape = _shape(row)
        for record in records:
            if absent := [name for name in shape.required if name not in record]:
                raise TypeError(f"{shape.table.name} lacks {', '.join(absent)}")
            fresh = {name: make() for name, make in shape.factories if name not in record}
            self._make(shape, {**shape.constants, **fresh, **record})

    def _make(self, shape: _Shape, values: dict[str, Any]) -> None:
        values["revision"] = 1
        values["stamps"] = made_at(self.stamp)
        self._waiting.append((shape.insert, values))
        pending = self._pending(shape.table.name, values["id"], Action.MADE, 1)
        for name, value in spread({name: values[name] for name in shape.journalled}):
            if value is not None:
                pending.fields[name] = (None, value, ())

    def update(
        self,
        row: type[RecordRow],
        record_id: UUID,
        values: Mapping[str, Any],
        *,
        revision: int | None = None,
        show: Show | None = None,
        settles: Mapping[str, Collection[Stamp]] | None = None,
    ) -> int:
        """Set columns of a record and return its revision afterwards; values that are not new alter nothing.

        Columns derived from those given must be given too. ``revision`` is the one the officer saw. ``settles``
        names, for a field that several offices wrote without seeing one another, the stamps this value decides
        between; without it only the value in force is replaced and the others stay.

        Raises:
            NotFound: there is no such record, or it was deleted.
            Conflict: the record has been altered since ``revision``; it holds both versions, as ``show`` shows them.
        """
        shape = _shape(row)
        was = self.get(row, record_id)
        if was is None or was["deleted"]:
            raise NotFound
        if revision is not None and was["revision"] != revision:
            raise self._conflict(shape, was, values, revision, show or _bare)
        return self._alter(row, was, dict(values), Action.ALTERED, settles or {})

    def work_out(self, row: type[RecordRow], record_id: UUID, values: Mapping[str, Any]) -> None:
        """Set columns that are worked out from others: they are not journalled, and the record is no newer for it."""
        shape = _shape(row)
        if recorded := sorted(values.keys() & set(shape.journalled)):
            raise PermissionError(f"{', '.join(recorded)} may not be written without the journal")
        self._flush()
        self._connection.execute(shape.update, {**values, "id_": record_id}, execution_options=ALLOWED)

    def tombstone(
        self, row: type[RecordRow], record_id: UUID, *, revision: int | None = None, show: Show | None = None
    ) -> int:
        """Delete a record: it is kept, marked, and out of every list until retention erases it."""
        shape = _shape(row)
        was = self.get(row, record_id)
        if was is None or was["deleted"]:
            raise NotFound
        if revision is not None and was["revision"] != revision:
            raise self._conflict(shape, was, {}, revision, show or _bare)
        return self._alter(row, was, {"deleted": True}, Action.DELETED, {})

    def note_erased(self, row: type[RecordRow], was: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Journal that values of a record were erased, and that it is deleted where it was erased whole; which fields
        is for the operation to say."""
        pending = self._pending(table_of(row).name, was["id"], Action.ERASED, values["revision"])
        if values.get("deleted") and not was["deleted"]:
            pending.fields["deleted"] = (False, True, replaced_by(was["stamps"], "deleted", False, None))

    def index(self, *entries: Indexed) -> None:
        """Make records found by their words: what each of these says replaces what was indexed of that record."""
        self._indexing += entries

    def unindex(self, kind: str, record_id: UUID) -> None:
        """Make a record found by nothing."""
        self._flush()
        drop(self._connection, kind, record_id)

    def loose(
        self, statement: Insert | Update | Delete, rows: Sequence[Mapping[str, Any]] | None = None
    ) -> Result[Any]:
        """Run a statement on a table that is not of records (a draft, the counts of an imported file)."""
        check_loose(statement)
        self._flush()
        return self._connection.execute(statement, rows, execution_options=ALLOWED)

    # --- reading -----------------------------------------------------------------------------------------------

    def get(self, row: type[RecordRow], record_id: UUID) -> Mapping[str, Any] | None:
        """Every column of a record by its id, deleted or not; None when there is none."""
        self._flush()
        found = self._connection.execute(_shape(row).by_id, {"id_": record_id}).first()
        return None if found is None else found._mapping  # type: ignore[return-value]

    def select(self, statement: Select[Any] | CompoundSelect[Any]) -> Result[Any]:
        """Read inside the transaction, what this unit wrote included."""
        self._flush()
        return self._connection.execute(statement)

    @property
    def connection(self) -> Connection:
        """The transaction's own connection, for the read functions of a repository. It refuses to write."""
        self._flush()
        return self._connection

    # --- finishing ---------------------------------------------------------------------------------------------

    def finish(self) -> ledger.Head:
        """Write what waits and the journal entry. Called by the store, once, before the commit."""
        self._flush()
        changes = tuple(_sealed(pending) for pending in self._changes.values())
        return ledger.append(self._connection, self._before, self._operation, changes)

    def _alter(
        self,
        row: type[RecordRow],
        was: Mapping[str, Any],
        values: dict[str, Any],
        action: Action,
        settles: Mapping[str, Collection[Stamp]],
    ) -> int:
        shape = _shape(row)
        worked_out = {name for names in row.derived.values() for name in names}
        old = dict(spread({name: was[name] for name in values if name not in worked_out}))
        new = dict(spread({name: value for name, value in values.items() if name not in worked_out}))
        altered = [name for name in {**old, **new} if old.get(name) != new.get(name) or name in settles]
        if not altered:
            return int(was["revision"])
        revision: int = was["revision"] + 1
        pending = self._pending(shape.table.name, was["id"], action, revision)
        stamps = dict(was["stamps"])
        for name in altered:
            before, after = old.get(name), new.get(name)
            replaces = replaced_by(stamps, name, before, settles.get(name))
            stands = rewritten(stamps, name, before, Written(self.stamp, after, replaces), row.safer.get(name))
            if stands != after:
                _set(values, name, stands)
            first = pending.fields.get(name)
            pending.fields[name] = (first[0], after, first[2]) if first else (before, after, replaces)
        self._connection.execute(
            shape.update,
            {**values, "revision": revision, "stamps": stamps, "id_": was["id"]},
            execution_options=ALLOWED,
        )
        return revision

    def _pending(self, kind: str, record_id: UUID, action: Action, revision: int) -> _Pending:
        pending = self._changes.get(record_id)
        if pending is None:
            pending = self._changes[record_id] = _Pending(kind, record_id, action, revision)
        elif action is Action.DELETED:
            pending.action = action
        pending.revision = revision
        return pending

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        at = 0
        while at < len(waiting):
            insert = waiting[at][0]
            end = at
            while end < len(waiting) and waiting[end][0] is insert:
                end += 1
            rows = [values for _, values in waiting[at:end]]
            self._connection.execute(insert, rows if len(rows) > 1 else rows[0], execution_options=ALLOWED)
            at = end
        if self._indexing:
            entries, self._indexing = self._indexing, []
            put(self._connection, entries)

    def _conflict(
        self, shape: _Shape, was: Mapping[str, Any], values: Mapping[str, Any], revision: int, show: Show
    ) -> Conflict:
        """Both versions, field by field, against what stood at ``revision``."""
        now = dict(spread({name: was[name] for name in shape.journalled}))
        before: dict[str, Value] = {}
        for change in ledger.changes_to(self._connection, was["id"], after=revision):
            for one in change.fields:
                before.setdefault(one.field, one.old.value if one.old else None)
        mine = dict(spread({name: value for name, value in values.items() if name in shape.journalled}))
        wanted = {name for name, value in mine.items() if value != before.get(name, now.get(name))}
        differences = []
        for name in sorted(wanted | before.keys()):
            label, theirs = show(name, now.get(name))
            old = before.get(name, now.get(name))
            differences.append(Difference(name, label, show(name, old)[1], show(name, mine.get(name, old))[1], theirs))
        return Conflict(tuple(differences), revision=was["revision"])


def check_loose(statement: Insert | Update | Delete) -> None:
    """Raise unless the statement writes to a table of :class:`LooseRow` alone."""
    if getattr(statement.table, "name", None) not in _loose_tables():
        raise PermissionError("only a table that is not of records may be written without the journal")


def _loose_tables() -> frozenset[str]:
    return frozenset(table_of(row).name for row in below(LooseRow))


def journalled_values(row: type[RecordRow], values: Mapping[str, Any]) -> dict[str, Value]:
    """A record's columns as the journal's fields, ``deleted`` among them once it is."""
    found = dict(spread({name: values[name] for name in _shape(row).journalled}))
    return {**found, "deleted": True} if values["deleted"] else found


def spread(values: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Columns as journal fields: a document that holds a mapping by its keys (``answers.harm``), the rest whole."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            for key, item in value.items():
                yield f"{name}.{key}", plain(item)
        else:
            yield name, plain(value)


def _set(values: dict[str, Any], name: str, value: Value) -> None:
    column, below, key = name.partition(".")
    values[column] = {**values[column], key: value} if below else value


def _bare(name: str, value: Value) -> tuple[str, str]:
    return name, "" if value is None else str(value)


def _sealed(pending: _Pending) -> Change:
    fresh = pending.action is Action.MADE or pending.action is Action.SAID
    salts = memoryview(os.urandom(2 * SALT_BYTES * len(pending.fields)))
    fields = []
    for place, name in enumerate(sorted(pending.fields)):
        old, new, replaces = pending.fields[name]
        at = 2 * SALT_BYTES * place
        fields.append(
            FieldChange(
                name,
                None if fresh else Sealed(old, bytes(salts[at : at + SALT_BYTES])),
                Sealed(new, bytes(salts[at + SALT_BYTES : at + 2 * SALT_BYTES])),
                replaces,
            )
        )
    return Change(pending.kind, pending.record_id, pending.action, pending.revision, tuple(fields))
