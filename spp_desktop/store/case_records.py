"""Records of declared kinds on a case, each with what is owed on it next.

``due`` and ``due_clock`` of a row are worked out anew with every write to it. A clock that stands still is due on no
day until it runs again, however long that is, so nothing has to be written as days pass: it keeps ``STANDING``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import Stop
from spp_desktop.domain.records import NewRecord, RecordKind, RecordView, next_owed
from spp_desktop.domain.search import index_tokens
from spp_desktop.store.case_lists import CASE
from spp_desktop.store.cases import OnCase
from spp_desktop.store.index import Indexed
from spp_desktop.store.record_reads import RECORD, as_it_stands
from spp_desktop.store.tables.case_record import CaseRecordRow
from spp_desktop.store.unit import Show, UnitOfWork

INDEXED = "record"
"""What the search index calls them."""
STANDING = date.max
"""The day due of a record on which nothing runs and something stands still."""


def add_record(unit: UnitOfWork, on: OnCase, kind: RecordKind, new: NewRecord, today: date) -> UUID:
    """Add a record to a case."""
    record_id = unit.new_id()
    view = RecordView(record_id, kind.code, new.answers, unit.at)
    unit.insert(
        CaseRecordRow(
            id=record_id,
            case_id=on.id,
            kind=kind.code,
            party_id=new.party_id,
            answers=_document(new.answers),
            added_at=unit.at,
            by_id=unit.by,
            agency=on.agency,
            retention=on.retention,
            **_owed(kind, view, today),
        )
    )
    _index(unit, on, kind, view)
    return record_id


def keep_answers(
    unit: UnitOfWork,
    on: OnCase,
    kind: RecordKind,
    was: RecordView,
    answers: Answers,
    *,
    today: date,
    revision: int,
    show: Show,
) -> int:
    """Alter a record's answers; returns its revision afterwards. Raises Conflict as ``unit.update`` does."""
    now = replace(was, answers=answers)
    cleared = dict.fromkeys(was.answers.keys() - answers.keys())
    values = {"answers": {**cleared, **_document(answers)}, **_owed(kind, now, today)}
    after = unit.update(CaseRecordRow, now.id, values, revision=revision, show=show)
    _index(unit, on, kind, now)
    return after


def keep_stops(unit: UnitOfWork, kind: RecordKind, was: RecordView, stops: tuple[Stop, ...], today: date) -> int:
    """Alter the times a record's clocks stood still; returns its revision afterwards."""
    now = replace(was, stops=stops)
    kept = [
        {
            "since": stop.since.isoformat(),
            "until": stop.until.isoformat() if stop.until else None,
            "reason": stop.reason,
        }
        for stop in stops
    ]
    return unit.update(CaseRecordRow, now.id, {"stops": kept, **_owed(kind, now, today)})


def withdraw(unit: UnitOfWork, record_id: UUID, reason: str) -> int:
    """Take a record out of its case and the search; nothing is owed on it any more."""
    values = {"withdrawn": True, "withdrawn_reason": reason, "due": None, "due_clock": ""}
    after = unit.update(CaseRecordRow, record_id, values)
    unit.unindex(INDEXED, record_id)
    return after


def put_right(unit: UnitOfWork, on: OnCase, kind: RecordKind | None, row: Mapping[str, Any], today: date) -> None:
    """Index a record, and reckon what is owed on it, by what an erasing left of it."""
    view = as_it_stands(row)
    if kind is not None and not view.withdrawn:
        unit.work_out(CaseRecordRow, view.id, _owed(kind, view, today))
        _index(unit, on, kind, view)


def reckon_again(unit: UnitOfWork, kind: CaseType, today: date) -> None:
    """Reckon anew what is owed on the open records of a case type, because its clocks have other lengths."""
    owing = unit.select(
        select(RECORD)
        .join(CASE, CASE.c.id == RECORD.c.case_id)
        .where(CASE.c.type == kind.code, RECORD.c.due.is_not(None), RECORD.c.deleted.is_(False))
    ).mappings()
    for row in owing.all():
        declared = kind.record(row["kind"])
        if declared is not None:
            unit.work_out(CaseRecordRow, row["id"], _owed(declared, as_it_stands(dict(row)), today))


def _owed(kind: RecordKind, view: RecordView, today: date) -> dict[str, Any]:
    owed = next_owed(kind, view, today)
    if owed is None:
        return {"due": None, "due_clock": ""}
    return {"due": STANDING if owed.standing else owed.due, "due_clock": owed.clock.code}


def _index(unit: UnitOfWork, on: OnCase, kind: RecordKind, view: RecordView) -> None:
    tokens = tuple(index_tokens(kind.search_words(view.answers)))
    unit.index(Indexed(INDEXED, view.id, tokens, on.id, on.type, view.added))


def _document(answers: Answers) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}
