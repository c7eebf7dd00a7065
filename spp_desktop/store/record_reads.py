"""Reading the records of declared kinds that a case holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from spp_desktop.domain.clocks import Stop
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.records import RecordView
from spp_desktop.store.case_lists import CASE, OFFICER, answers_of, may_know
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import PartyRow
from spp_desktop.store.tables.case_record import AttachmentRow, CaseRecordRow

RECORD = table_of(CaseRecordRow)
FILE = table_of(AttachmentRow)
PARTY = table_of(PartyRow)

_FILES = (
    select(func.count())
    .where(FILE.c.record_id == RECORD.c.id, FILE.c.deleted.is_(False), FILE.c.withdrawn.is_(False))
    .scalar_subquery()
)
RECORDS_OF_CASE = (
    select(
        RECORD.c.id, RECORD.c.kind, RECORD.c.answers, RECORD.c.stops, RECORD.c.added_at, RECORD.c.party_id,
        RECORD.c.revision, OFFICER.c.name.label("by_name"), _FILES.label("files"), RECORD.c.rowid,
    )
    .select_from(RECORD.outerjoin(OFFICER, OFFICER.c.id == RECORD.c.by_id))
    .where(RECORD.c.case_id == bindparam("case"), RECORD.c.deleted.is_(False), RECORD.c.withdrawn.is_(False))
)  # fmt: skip
"""A case's records without those withdrawn; the case is ``case``."""


def holders_of(connection: Connection, case_id: UUID, roles: Iterable[str]) -> list[UUID]:
    """The parties of a case in any of these roles, in the order they came."""
    held = (PARTY.c.case_id == case_id, PARTY.c.role.in_(sorted(roles)), PARTY.c.deleted.is_(False))
    return list(connection.execute(select(PARTY.c.id).where(*held).order_by(PARTY.c.rowid)).scalars())


def kinds_of(connection: Connection, case_id: UUID) -> dict[UUID, str]:
    """Every record that a case has or had, and its kind."""
    rows = connection.execute(select(RECORD.c.id, RECORD.c.kind).where(RECORD.c.case_id == case_id))
    return {row.id: row.kind for row in rows}


def records_of_kind(connection: Connection, scope: Scope, case_type: str, kind: str) -> tuple[RecordView, ...]:
    """Every record of a kind on the cases of a type that a reader may know of, as its clocks are reckoned by."""
    mine = (RECORD.c.kind == kind, RECORD.c.deleted.is_(False), RECORD.c.withdrawn.is_(False))
    found = connection.execute(
        select(RECORD)
        .select_from(RECORD.join(CASE, CASE.c.id == RECORD.c.case_id))
        .where(*mine, CASE.c.type == case_type, may_know(scope))
    ).mappings()
    return tuple(as_it_stands(dict(row)) for row in found)


def as_it_stands(row: Mapping[str, Any]) -> RecordView:
    """A row as its clocks are reckoned by."""
    return RecordView(
        id=row["id"],
        kind=row["kind"],
        answers=answers_of(row["answers"]),
        added=row["added_at"],
        party_id=row["party_id"],
        stops=stops_of(row["stops"]),
        withdrawn=row["withdrawn"],
        revision=row["revision"],
    )


def stops_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Stop, ...]:
    """The times a record's clocks stood still."""
    return tuple(
        Stop(
            date.fromisoformat(each["since"]),
            date.fromisoformat(each["until"]) if each["until"] else None,
            each["reason"],
        )
        for each in kept
    )
