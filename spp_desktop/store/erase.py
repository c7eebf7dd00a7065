"""Erasing: a value leaves its record, the journal, drafts and the index, and the chain still verifies.

Afterwards the file is rewritten and its log emptied, so that the words are in no unused page either. What was
erased, as ids and field names, is kept beside the backups, encrypted: a backup put back is erased again before
anybody works in it. Backups made before still hold the words until they age out; that day is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, UniqueConstraint, or_, select

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import Stream, covers
from spp_desktop.domain.retention import OPERATION, Erased, Target
from spp_desktop.domain.text import clean_line
from spp_desktop.store import ledger
from spp_desktop.store.dialect import blank, cleaned_out
from spp_desktop.store.erasures import Order, document_of, forget, remember, remembered
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.opened import Store
from spp_desktop.store.order_reads import cases_served
from spp_desktop.store.put_right import KindOf, PassedOn, is_there, put_right
from spp_desktop.store.retention import named_after
from spp_desktop.store.searches import Cancelled, Progress, findable, searches_for
from spp_desktop.store.tables.base import LooseRow, RecordRow, below, table_of
from spp_desktop.store.tables.erasure import ErasureRow
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.journal import ChangeRow, OperationRow
from spp_desktop.store.thinning import copies_made, last_day
from spp_desktop.store.types import type_in_force
from spp_desktop.store.unit import KEPT_BY_US, UnitOfWork

_CHANGE, _OPERATION = table_of(ChangeRow), table_of(OperationRow)
_ERASURE, _INDEXED = table_of(ErasureRow), table_of(IndexedRow)


def erase(
    store: Store,
    targets: Sequence[Target],
    *,
    by: UUID,
    at: datetime,
    why: str,
    compartment: str = "general",
    about: UUID | None = None,
    passed_on: PassedOn = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Erased:
    """Erase for good: these, the names that stand on cases because of them, and the words of searches that would have
    found them. Facts ``passed_on`` stay, with the case named as their source. What is left is put right and indexed.

    It can be stopped until it is saved. Where somebody is still reading, the file is rewritten when the store is next
    opened: ``Erased.cleaned`` is False then.

    Raises:
        Refused: stopped.
        StoreTrouble: the disk failed. What was not yet erased is erased when the store is next opened.
    """
    whole = {target.record_id for target in targets if target.fields is None}
    with store.read(compartment) as connection:
        named = dict.fromkeys(
            Target("case", case_id, frozenset({"name"}))
            for target in targets
            for case_id in named_after(connection, target.kind, target.record_id)
            if case_id not in whole
        )
        every = [*targets, *named]
        wanted = findable(connection, every)
    typed = {}
    # What a cleared officer typed to find somebody confidential stands in the general compartment too.
    for each in dict.fromkeys((compartment, "general")):
        with store.read(each) as connection:
            typed[each] = searches_for(connection, wanted, progress=progress, cancelled=cancelled)
    step = _Step(progress or _untold, cancelled or _never)
    done = _erase(store, _Work(compartment, by, at, why, about), (*every, *typed.pop(compartment)), passed_on, step)
    for other, searches in typed.items():
        if searches:
            more = _erase(store, _Work(other, by, at, why, None), tuple(searches), (), step)
            done = replace(done, searches=done.searches + more.searches, cleaned=done.cleaned and more.cleaned)
    return done


def erase_again(store: Store, *, by: UUID, at: datetime) -> int:
    """Erase what this store's files should have lost and still hold: after a backup was put back, or a crash.

    Returns how many erasings that were.
    """
    done = 0
    for compartment in store.engines.compartments:
        kept = remembered(store, compartment)
        with store.read(compartment) as connection:
            known = set(connection.execute(select(_ERASURE.c.id)).scalars())
            unclean = connection.execute(select(_ERASURE.c.id).where(_ERASURE.c.cleaned.is_(False))).first()
        missing = [order for order in kept if order.id not in known]
        for order in missing:
            with store.write(
                "retention.erased-again", by=by, at=at, stream=Stream.AUDIT, compartment=compartment
            ) as unit:
                _carry_out(unit, _kinds(store), order, _Step(_untold, _never))
        if missing or unclean:
            clean(store, compartment)
        done += len(missing)
    return done


def clean(store: Store, compartment: str = "general") -> bool:
    """Rewrite a compartment's file without its unused parts, empty its log, and note that it was done.

    False where somebody was still reading; it is then done when the store is next opened.
    """
    schema = store.engines.schemas[compartment]  # type: ignore[index]  # a compartment is its own text
    with store.alone() as connection:
        if not cleaned_out(connection, schema):
            return False
    store.aside(_ERASURE.update().where(_ERASURE.c.cleaned.is_(False)).values(cleaned=True), compartment=compartment)
    return True


@dataclass(frozen=True, slots=True)
class _Work:
    """Who erases, when, why, in which compartment, and about which record."""

    compartment: str
    by: UUID
    at: datetime
    why: str
    about: UUID | None


@dataclass(frozen=True, slots=True)
class _Step:
    """Whom to tell how far it is, and who may stop it."""

    tell: Progress
    stopped: Cancelled


def _untold(_step: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def _never() -> bool:
    return False


def _erase(store: Store, work: _Work, targets: tuple[Target, ...], passed_on: PassedOn, step: _Step) -> Erased:
    order = Order(uuid7(work.at), targets, passed_on=tuple(passed_on))
    if store.folder is not None:
        order = replace(order, until=last_day(copies_made(store.folder.backups), work.at))
        # Written first: an erasing cut short is then finished when the store is next opened.
        remember(store, work.compartment, order)
    try:
        with store.write(
            "retention.erased",
            by=work.by,
            at=work.at,
            stream=Stream.AUDIT,
            why=work.why,
            about=work.about,
            compartment=work.compartment,
        ) as unit:
            records = _carry_out(unit, _kinds(store), order, step)
    except Refused:
        forget(store, work.compartment)
        raise
    step.tell("Rewriting the file without them", 0, 0)
    cleaned = clean(store, work.compartment)
    searches = sum(target.kind == OPERATION for target in targets)
    return Erased(order.id, work.at, records, order.until, searches, cleaned)


def _kinds(store: Store) -> KindOf:
    """The case types in force, each read once."""

    @cache
    def kind_of(code: str) -> CaseType:
        with store.read() as connection:
            return type_in_force(connection, code)

    return kind_of


# --- in the transaction ----------------------------------------------------------------------------------------


def _carry_out(unit: UnitOfWork, kind_of: KindOf, order: Order, step: _Step) -> int:
    """Erase, put right what is left, and note it; how many records were touched."""
    what = [document_of(target) for target in order.targets]
    unit.say(erasure=order.id, what=what, backups_until=order.until)
    rows = {table_of(row).name: row for row in below(RecordRow)}
    # A backup put back may be older than the case that was to keep a fact: then nothing here keeps it.
    kept = [(fact_id, case_id) for fact_id, case_id in order.passed_on if is_there(unit, case_id)]
    lost = [Target("person_fact", fact_id) for fact_id, case_id in order.passed_on if (fact_id, case_id) not in kept]
    targets = [*order.targets, *lost]
    touched = 0
    for place, target in enumerate(targets):
        if step.stopped():
            raise Refused("The erasing was stopped. Nothing was changed")
        step.tell("Erasing", place, len(targets))
        touched += _erase_target(unit, unit.connection, rows, target)
    put_right(unit, kind_of, targets, kept)
    unit.loose(_ERASURE.insert().values(id=order.id, at=unit.at, backups_until=order.until))
    return touched


def _erase_target(
    unit: UnitOfWork, connection: Connection, rows: Mapping[str, type[RecordRow]], target: Target
) -> bool:
    if target.kind == OPERATION:
        _erase_changes(connection, _CHANGE.c.record_id == target.record_id, target.fields)
        return False
    row = rows[target.kind]
    was = unit.get(row, target.record_id)
    if was is None:
        return False
    _erase_said_of(connection, target)
    _erase_changes(connection, _CHANGE.c.record_id == target.record_id, target.fields)
    if target.fields is None:
        about = select(_OPERATION.c.id).where(_OPERATION.c.about == target.record_id)
        _erase_changes(connection, _CHANGE.c.record_id.in_(about), None)
    values = _blanked(row, was, target.fields)
    connection.execute(
        table_of(row).update().where(table_of(row).c.id == target.record_id), values, execution_options=ALLOWED
    )
    unit.note_erased(row, was, values)
    _erase_copies(connection, row, was)
    return True


def _erase_changes(connection: Connection, which: ColumnElement[bool], fields: Collection[str] | None) -> None:
    for row in connection.execute(select(_CHANGE).where(which)).all():
        packed = ledger.pack(ledger.unpack(row).erase(fields))
        connection.execute(
            _CHANGE.update().where(_CHANGE.c.rowid == row.rowid),
            {"fields": packed["fields"], "salts": packed["salts"]},
            execution_options=ALLOWED,
        )


def _erase_said_of(connection: Connection, target: Target) -> None:
    """Where the words of an operation repeat a value it wrote (the reason for withdrawing an entry is kept on both),
    they go with the value."""
    changes = connection.execute(select(_CHANGE).where(_CHANGE.c.record_id == target.record_id)).all()
    for change in changes:
        values = {
            clean_line(sealed.value)
            for one in ledger.unpack(change).fields
            if covers(target.fields, one.field)
            for sealed in (one.old, one.new)
            if sealed is not None and isinstance(sealed.value, str)
        }
        said = connection.execute(
            select(_CHANGE.c.record_id, _CHANGE.c.fields).where(
                _CHANGE.c.operation_id == change.operation_id, _CHANGE.c.kind == OPERATION
            )
        ).first()
        names = {
            name
            for name, kept in (said.fields.items() if said is not None else ())
            if isinstance(kept.get("n"), str) and clean_line(kept["n"]) in values
        }
        if said is not None and names:
            _erase_changes(connection, _CHANGE.c.record_id == said.record_id, names)


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


def _erase_copies(connection: Connection, row: type[RecordRow], was: Mapping[str, Any]) -> None:
    """Drop the record's index entry, and the drafts and other loose rows that may repeat its words."""
    connection.execute(_INDEXED.delete().where(_INDEXED.c.record_id == was["id"]), execution_options=ALLOWED)
    ids = [was["id"], *([was["case_id"]] if was.get("case_id") else []), *_cases_through(connection, row, was["id"])]
    ids += cases_served(connection, was["id"])
    for loose in below(LooseRow):
        if loose.repeats:
            table = table_of(loose)
            connection.execute(
                table.delete().where(or_(*(table.c[name].in_(ids) for name in loose.repeats))),
                execution_options=ALLOWED,
            )


def _cases_through(connection: Connection, row: type[RecordRow], record_id: UUID) -> list[UUID]:
    """The cases a record is on by way of others: an incident's, a person's."""
    found: list[UUID] = []
    for other in below(RecordRow):
        table = table_of(other)
        for column in table.c:
            points = any(key.column.table is table_of(row) for key in column.foreign_keys)
            if points and "case_id" in table.c and column.name != "case_id":
                found += connection.execute(select(table.c.case_id).where(column == record_id)).scalars()
    return [each for each in found if each is not None]
