"""The export register and requests to send names: written in an operation, read as domain values."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, or_, select

from spp_desktop.domain.exports import ExportLine, NamesRequest, recipient_key
from spp_desktop.domain.permissions import Scope
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.export import ExportRow, NamesRequestRow
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.unit import UnitOfWork

_EXPORT = table_of(ExportRow)
_REQUEST = table_of(NamesRequestRow)
_OFFICER = table_of(OfficerRow)

RETENTION = "audit"
"""Register and requests are kept as the audit log is."""


def add_export(unit: UnitOfWork, line: ExportLine) -> None:
    """Enter a list in the register."""
    unit.insert(
        ExportRow(
            id=line.id,
            number=line.number,
            case_type=line.case_type,
            title=line.title,
            at=line.at,
            by=line.by_id,
            recipient=line.recipient,
            reason=line.reason,
            basis=line.basis,
            filter_words=line.filter_words,
            names=line.names,
            encrypted=line.encrypted,
            unencrypted_reason=line.unencrypted_reason,
            rows=line.rows,
            marking=line.marking,
            sha256=line.sha256,
            file_name=line.file_name,
            destroy_by=line.destroy_by,
            retention=RETENTION,
        )
    )


def mark_destroyed(unit: UnitOfWork, export_id: UUID, on: date, *, revision: int) -> None:
    """Record that the recipient's copy was destroyed."""
    unit.update(ExportRow, export_id, {"destroyed": on, "destroyed_by": unit.by}, revision=revision)


def export(connection: Connection, export_id: UUID, scope: Scope | None) -> ExportLine | None:
    """One entry, when it is among those ``exports`` gives the reader."""
    query = _exports().where(_EXPORT.c.id == export_id)
    if scope is not None:
        query = query.where(_may_see(_EXPORT, scope))
    row = connection.execute(query).first()
    return _line(row) if row else None


def exports(
    connection: Connection, scope: Scope | None, *, outstanding: bool = False, limit: int = 500, offset: int = 0
) -> tuple[ExportLine, ...]:
    """The register, newest first: the reader's own and those of case types they may read.

    ``scope`` is None for whoever audits the whole register. ``outstanding`` keeps those whose destruction nobody has
    confirmed, soonest due first.
    """
    query = _exports()
    if scope is not None:
        query = query.where(_may_see(_EXPORT, scope))
    if outstanding:
        query = query.where(_EXPORT.c.destroyed.is_(None)).order_by(_EXPORT.c.destroy_by, _EXPORT.c.id)
    else:
        query = query.order_by(_EXPORT.c.at.desc(), _EXPORT.c.id.desc())
    return tuple(_line(row) for row in connection.execute(query.limit(limit).offset(offset)))


def add_request(unit: UnitOfWork, request: NamesRequest) -> None:
    """Keep a request to send names."""
    unit.insert(
        NamesRequestRow(
            id=request.id,
            case_type=request.case_type,
            recipient=request.recipient,
            recipient_key=recipient_key(request.recipient),
            reason=request.reason,
            basis=request.basis,
            asked_by=request.asked_by_id,
            asked_at=request.asked_at,
            retention=RETENTION,
        )
    )


def decide(
    unit: UnitOfWork, request: NamesRequest, decision: str, *, reason: str = "", unencrypted_reason: str = ""
) -> None:
    """Record a decision on a request as the officer saw it."""
    values = {
        "decision": decision,
        "decided_by": unit.by,
        "decided_at": unit.at,
        "decision_reason": reason,
        "unencrypted_reason": unencrypted_reason,
    }
    unit.update(NamesRequestRow, request.id, values, revision=request.revision)


def spend(unit: UnitOfWork, request: NamesRequest, export_id: UUID) -> None:
    """Record which list an approval was used for. Raises Conflict when another list used it meanwhile."""
    values = {"decision": "used", "export_id": export_id}
    unit.update(NamesRequestRow, request.id, values, revision=request.revision)


def request(connection: Connection, request_id: UUID, scope: Scope) -> NamesRequest | None:
    """One request, when it is the reader's own or of a case type they may read."""
    row = connection.execute(_requests().where(_REQUEST.c.id == request_id, _may_see(_REQUEST, scope))).first()
    return _request(row) if row else None


def requests(connection: Connection, scope: Scope, *, waiting: bool) -> tuple[NamesRequest, ...]:
    """Requests over the reader's case types, oldest first; with ``waiting`` only those nobody has decided."""
    query = _requests().where(_may_see(_REQUEST, scope)).order_by(_REQUEST.c.asked_at, _REQUEST.c.id)
    if waiting:
        query = query.where(_REQUEST.c.decision == "waiting")
    return tuple(_request(row) for row in connection.execute(query))


def approvals(connection: Connection, officer_id: UUID) -> tuple[NamesRequest, ...]:
    """An officer's unspent approvals, oldest first."""
    query = _requests().where(_REQUEST.c.asked_by == officer_id, _REQUEST.c.decision == "approved")
    ordered = query.order_by(_REQUEST.c.asked_at, _REQUEST.c.id)
    return tuple(_request(row) for row in connection.execute(ordered))


def _may_see(table: Table, scope: Scope) -> ColumnElement[bool]:
    officer = table.c.by if table is _EXPORT else table.c.asked_by
    return or_(officer == scope.officer_id, table.c.case_type.in_(sorted(scope.case_types)))


def _exports() -> Select[Any]:
    columns = [_EXPORT.c[one.name] for one in fields(ExportLine) if one.name not in {"by_id", "by"}]
    named = (_EXPORT.c.by.label("by_id"), func.coalesce(_OFFICER.c.name, "").label("by"))
    source = _EXPORT.outerjoin(_OFFICER, _OFFICER.c.id == _EXPORT.c.by)
    return select(*columns, *named).select_from(source).where(_EXPORT.c.deleted.is_(False))


def _line(row: Row[Any]) -> ExportLine:
    return ExportLine(**row._mapping)


def _requests() -> Select[Any]:
    columns = [_REQUEST.c[one.name] for one in fields(NamesRequest) if one.name not in {"asked_by_id", "asked_by"}]
    named = (_REQUEST.c.asked_by.label("asked_by_id"), func.coalesce(_OFFICER.c.name, "").label("asked_by"))
    source = _REQUEST.outerjoin(_OFFICER, _OFFICER.c.id == _REQUEST.c.asked_by)
    return select(*columns, *named).select_from(source).where(_REQUEST.c.deleted.is_(False))


def _request(row: Row[Any]) -> NamesRequest:
    return NamesRequest(**row._mapping)
