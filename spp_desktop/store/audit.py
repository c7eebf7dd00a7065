"""The journal as a list to be read through: who did what, when and about what, with no value of any record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from spp_desktop.domain.audit import AuditLine
from spp_desktop.domain.journal import Action
from spp_desktop.store.case_lists import CASE, OFFICER
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.journal import ChangeRow, OperationRow

_OPERATION = table_of(OperationRow)
_CHANGE = table_of(ChangeRow)
ERASED = "erased"
"""Stands for a reason that was erased."""


def operations(
    connection: Connection,
    *,
    by: UUID | None,
    kind: str,
    span: tuple[datetime, datetime] | None,
    before: int | None,
    limit: int,
) -> tuple[AuditLine, ...]:
    """Operations, the latest written first: of an officer, of a kind, within a span of time, before a place."""
    query = select(
        _OPERATION.c.rowid, _OPERATION.c.id, _OPERATION.c.at, _OPERATION.c.by_id, _OPERATION.c.kind, _OPERATION.c.about
    )
    if by is not None:
        query = query.where(_OPERATION.c.by_id == by)
    if kind:
        query = query.where(_OPERATION.c.kind == kind)
    if span is not None:
        query = query.where(_OPERATION.c.at >= span[0], _OPERATION.c.at < span[1])
    if before is not None:
        query = query.where(_OPERATION.c.rowid < before)
    return _lines(connection, connection.execute(query.order_by(_OPERATION.c.rowid.desc()).limit(limit)).all())


def kinds(connection: Connection) -> tuple[str, ...]:
    """Every kind of operation the journal holds."""
    return tuple(connection.execute(select(_OPERATION.c.kind).distinct()).scalars())


def last_signed_in(connection: Connection) -> dict[UUID, datetime]:
    """When each officer last signed in."""
    rows = connection.execute(
        select(_OPERATION.c.by_id, func.max(_OPERATION.c.at).label("at"))
        .where(_OPERATION.c.kind == "officer.signed-in")
        .group_by(_OPERATION.c.by_id)
    )
    return {row.by_id: row.at for row in rows}


def _lines(connection: Connection, rows: Sequence[Any]) -> tuple[AuditLine, ...]:
    about = {row.about for row in rows if row.about is not None}
    officers = _names(connection, {row.by_id for row in rows} | about)
    references = _references(connection, about)
    whys = _whys(connection, {row.id for row in rows})

    def shown(record: UUID | None) -> str:
        if record is None:
            return ""
        return references.get(record) or officers.get(record) or str(record)

    return tuple(
        AuditLine(
            row.id,
            row.rowid,
            row.at,
            officers.get(row.by_id, str(row.by_id)),
            row.kind,
            shown(row.about),
            whys.get(row.id, ""),
        )
        for row in rows
    )


def _names(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    found = connection.execute(select(OFFICER.c.id, OFFICER.c.name).where(OFFICER.c.id.in_(ids)))
    return {row.id: row.name for row in found}


def _references(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """References of the cases among these records: what stands in for a case to whoever may not open it."""
    found = connection.execute(select(CASE.c.id, CASE.c.reference).where(CASE.c.id.in_(ids)))
    return {row.id: row.reference for row in found}


def _whys(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    found = connection.execute(
        select(_CHANGE.c.operation_id, _CHANGE.c.fields).where(
            _CHANGE.c.operation_id.in_(ids), _CHANGE.c.action == Action.SAID.value
        )
    )
    return {row.operation_id: _why(row.fields["why"]) for row in found if "why" in row.fields}


def _why(kept: dict[str, Any]) -> str:
    return str(kept["n"]) if "n" in kept else ERASED
