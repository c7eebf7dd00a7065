"""A case's history, read from the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.cases import HistoryLine
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.fields import Section
from spp_desktop.domain.history import ANSWERED, FIXED_LABELS, Asked, done_text, shown_field
from spp_desktop.domain.journal import Action, Change, Entry, FieldChange, Value
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.records import RecordKind
from spp_desktop.store import ledger
from spp_desktop.store.case_lists import CASE, OFFICER, known_by_id
from spp_desktop.store.covering import covered_entries
from spp_desktop.store.record_reads import kinds_of

LOOKS = frozenset(("case.viewed", "case.not-found", "order.viewed"))
_ORDERS = frozenset(("legal_order", "order_event"))
"""Records whose answers are told by the toolkit of the case's type."""
_INCIDENT = "incident"
"""The one whose columns are told by its form."""
_SCORING = "assessment"
"""The one whose answers are told by its scale."""


def history(connection: Connection, kind: CaseType, case_id: UUID, *, limit: int = 200) -> list[HistoryLine]:
    """What was done on a case, newest first, without the looks at it."""
    names: Mapping[UUID, str] = {row.id: row.name for row in connection.execute(select(OFFICER.c.id, OFFICER.c.name))}
    entries = [each for each in ledger.about(connection, case_id, limit=limit) if each.operation.kind not in LOOKS]
    held = {record_id: kind.record(code) for record_id, code in kinds_of(connection, case_id).items()}
    return [_line(entry, kind, held, names) for entry in covered_entries(connection, entries)]


def history_of(
    connection: Connection,
    scope: Scope,
    kind_of: Callable[[str], CaseType],
    records: Collection[UUID],
    *,
    limit: int = 200,
) -> list[HistoryLine]:
    """What was done to these records of cases the reader may know of, newest first, each line with its case."""
    names: Mapping[UUID, str] = {row.id: row.name for row in connection.execute(select(OFFICER.c.id, OFFICER.c.name))}
    entries = covered_entries(connection, ledger.touching(connection, records, limit=limit))
    about = [entry.operation.about for entry in entries if entry.operation.about is not None]
    cases = {
        row.id: row
        for row in connection.execute(
            select(CASE.c.id, CASE.c.type, CASE.c.reference).where(CASE.c.id.in_(about), known_by_id(scope))
        )
    }
    found = []
    for entry in entries:
        case = cases.get(entry.operation.about) if entry.operation.about is not None else None
        if case is not None:
            mine = tuple(each for each in entry.changes if each.action is Action.SAID or each.record_id in records)
            line = _line(replace(entry, changes=mine), kind_of(case.type), {}, names)
            found.append(replace(line, text=f"{line.text} · {case.reference}"))
    return found


def _line(
    entry: Entry, kind: CaseType, held: Mapping[UUID, RecordKind | None], names: Mapping[UUID, str]
) -> HistoryLine:
    details = []
    why = ""
    for change in entry.changes:
        if change.action is Action.SAID:
            why = next((str(field.new.value) for field in change.fields if field.field == "why"), why)
            continue
        record = _asked(change, kind, held)
        details += [_detail(field, kind, record, names) for field in change.fields if _shown(field.field, record)]
    operation = entry.operation
    text = ": ".join((done_text(operation.kind), *_labels(entry.changes, held)))
    return HistoryLine(operation.id, operation.at, names.get(operation.by, ""), text, tuple(details), why)


def _asked(change: Change, kind: CaseType, held: Mapping[UUID, RecordKind | None]) -> Asked | None:
    """Whose questions a change answers; None where they are the case's own."""
    if change.kind == _SCORING:
        return kind.instrument
    if change.kind == _INCIDENT:
        return kind.incident
    return kind.orders if change.kind in _ORDERS else held.get(change.record_id)


def _labels(changes: Iterable[Change], held: Mapping[UUID, RecordKind | None]) -> Iterator[str]:
    """The kinds of record that an operation was about."""
    kinds = (held.get(change.record_id) for change in changes)
    yield from dict.fromkeys(each.label for each in kinds if each is not None)


def _shown(name: str, record: Asked | None) -> bool:
    asked = isinstance(record, Section) and any(each.key == name for each in record.fields)
    return asked or name in FIXED_LABELS or name.partition(".")[0] in ANSWERED


def _detail(
    field: FieldChange, kind: CaseType, record: Asked | None, names: Mapping[UUID, str]
) -> tuple[str, str, str]:
    def words(value: Value) -> str:
        if field.field == "owner_id" and isinstance(value, str):
            return names.get(UUID(value), "")
        return shown_field(kind, field.field, value, record)[1]

    label = shown_field(kind, field.field, None, record)[0]
    return label, words(field.old.value) if field.old else "", words(field.new.value)
