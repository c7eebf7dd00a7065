"""What can be erased on one case: its records and which of their fields hold words, and those words when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.fields import Field
from spp_desktop.domain.people import FACT_LABELS, FactKind
from spp_desktop.domain.retention import FIELDS, RECORDS, Erasable, Target
from spp_desktop.store.retention import hanging_on
from spp_desktop.store.tables.base import RecordRow, below, table_of
from spp_desktop.store.tables.case import CaseIncidentRow, PartyRow
from spp_desktop.store.tables.officer import OFFICERS

_PARTY, _ON_CASE = table_of(PartyRow), table_of(CaseIncidentRow)
_WHEN = ("logged_at", "recorded_at", "added_at", "at")
_WHO = ("logged_by", "by_id")


def records_on(connection: Connection, case_id: UUID, kind: CaseType) -> tuple[Erasable, ...]:
    """The records of a case that hold words, the case first, then by kind as they were made."""
    officers = {row.id: row.name for row in connection.execute(select(OFFICERS.c.id, OFFICERS.c.name))}
    titles = _titles(connection, case_id, kind)
    found = []
    for target in hanging_on(connection, case_id):
        row = _row(connection, target) if target.kind in FIELDS else None
        if row is None or row["deleted"]:
            continue
        fields = tuple((name, label) for name, label, _ in _held(row, target.kind, kind))
        if fields:
            at = next((row[name] for name in _WHEN if isinstance(row.get(name), datetime)), None)
            by = next((officers.get(row[name], "") for name in _WHO if row.get(name) is not None), "")
            found.append(Erasable(target.kind, target.record_id, _title(row, target, titles, kind), at, by, fields))
    places = {name: place for place, name in enumerate(RECORDS)}
    return tuple(sorted(found, key=lambda each: places[each.kind]))


def words_in(
    connection: Connection, case_id: UUID, target: Target, kind: CaseType
) -> tuple[tuple[str, str], ...] | None:
    """What the fields of a target hold, each with its label; None where the record does not hang on the case."""
    on_it = {(one.kind, one.record_id) for one in hanging_on(connection, case_id)}
    row = _row(connection, target) if (target.kind, target.record_id) in on_it else None
    if row is None or row["deleted"]:
        return None
    held = _held(row, target.kind, kind)
    return tuple((label, words) for name, label, words in held if target.fields is None or name in target.fields)


def _row(connection: Connection, target: Target) -> Mapping[str, Any] | None:
    table = next(table_of(row) for row in below(RecordRow) if table_of(row).name == target.kind)
    found = connection.execute(select(table).where(table.c.id == target.record_id)).first()
    return None if found is None else dict(found._mapping)


def _held(row: Mapping[str, Any], record: str, kind: CaseType) -> Iterator[tuple[str, str, str]]:
    """The fields of a row that hold something: name, label and the words as an officer reads them."""
    for name, label in FIELDS[record]:
        if words := _words(row[name]):
            yield name, label, words
    for each in _asked(row, record, kind):
        answer = row["answers"].get(each.key)
        if answer is not None:
            yield f"answers.{each.key}", each.label, each.show(tuple(answer) if isinstance(answer, list) else answer)


def _asked(row: Mapping[str, Any], record: str, kind: CaseType) -> tuple[Field, ...]:
    """The questions that the answers of a row are answers to."""
    if record == "case":
        return kind.fields
    if record in ("legal_order", "order_event") and kind.orders is not None:
        return tuple(found for key in row["answers"] if (found := kind.orders.field(key)) is not None)
    declared = kind.record(row["kind"]) if record == "case_record" else None
    return declared.form.fields if declared is not None else ()


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {item}" for key, item in value.items() if item is not None)
    return str(value) if value else ""


def _titles(connection: Connection, case_id: UUID, kind: CaseType) -> Mapping[UUID, str]:
    """By person and by incident, what each is called on this case without saying who or what it was."""
    parties = connection.execute(select(_PARTY.c.person_id, _PARTY.c.role).where(_PARTY.c.case_id == case_id))
    titles = {row.person_id: kind.roles.label_of(row.role) for row in parties if row.person_id is not None}
    links = connection.execute(select(_ON_CASE.c.incident_id, _ON_CASE.c.number).where(_ON_CASE.c.case_id == case_id))
    return titles | {row.incident_id: f"Incident {row.number}" for row in links}


def _title(row: Mapping[str, Any], target: Target, titles: Mapping[UUID, str], kind: CaseType) -> str:
    if target.kind == "case_record" and (declared := kind.record(row["kind"])) is not None:
        return declared.label
    if target.kind == "legal_order" and kind.orders is not None:
        return kind.orders.tools.label_of(row["tool"])
    if target.kind == "person_fact":
        about = titles.get(row["person_id"], RECORDS["person_fact"])
        return f"{about}: {FACT_LABELS[FactKind(row['kind'])].lower()}"
    return titles.get(target.record_id, RECORDS[target.kind])
