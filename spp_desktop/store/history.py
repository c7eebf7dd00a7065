"""A case's history, read from the journal."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.cases import HistoryLine
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.history import FIXED_LABELS, done_text, shown_field
from spp_desktop.domain.journal import Action, Entry, FieldChange, Value
from spp_desktop.store import ledger
from spp_desktop.store.case_lists import OFFICER

LOOKS = frozenset(("case.viewed", "case.not-found"))


def history(connection: Connection, kind: CaseType, case_id: UUID, *, limit: int = 200) -> list[HistoryLine]:
    """What was done on a case, newest first, without the looks at it."""
    names: Mapping[UUID, str] = {row.id: row.name for row in connection.execute(select(OFFICER.c.id, OFFICER.c.name))}
    entries = [each for each in ledger.about(connection, case_id, limit=limit) if each.operation.kind not in LOOKS]
    return [_line(entry, kind, names) for entry in entries]


def _line(entry: Entry, kind: CaseType, names: Mapping[UUID, str]) -> HistoryLine:
    details = []
    why = ""
    for change in entry.changes:
        if change.action is Action.SAID:
            why = next((str(field.new.value) for field in change.fields if field.field == "why"), why)
            continue
        details += [_detail(field, kind, names) for field in change.fields if _shown(field.field)]
    operation = entry.operation
    return HistoryLine(
        operation.id, operation.at, names.get(operation.by, ""), done_text(operation.kind), tuple(details), why
    )


def _shown(name: str) -> bool:
    return name in FIXED_LABELS or name.startswith("answers.")


def _detail(field: FieldChange, kind: CaseType, names: Mapping[UUID, str]) -> tuple[str, str, str]:
    def words(value: Value) -> str:
        if field.field == "owner_id" and isinstance(value, str):
            return names.get(UUID(value), "")
        return shown_field(kind, field.field, value)[1]

    label = shown_field(kind, field.field, None)[0]
    return label, words(field.old.value) if field.old else "", words(field.new.value)
