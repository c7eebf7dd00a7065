"""Drafts: kept and read aside from operations, inside the encrypted store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Delete, Insert, Update, delete, exists, insert, or_, select, update

from spp_desktop.domain.drafts import DraftView
from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.draft import DraftRow

DRAFT = table_of(DraftRow)


def drafts(connection: Connection, scope: Scope) -> list[DraftView]:
    """The reader's own drafts, latest first: of types they may read, and of cases they may still know of."""
    rows = connection.execute(select(DRAFT).where(*_known(scope)).order_by(DRAFT.c.kept_at.desc()))
    return [_view(row) for row in rows]


def draft(connection: Connection, scope: Scope, form: str, subject: UUID) -> DraftView | None:
    """The reader's own draft of one form, as far as ``drafts`` would list it."""
    own = _of(scope.officer_id, form, subject)
    row = connection.execute(select(DRAFT).where(*own, *_known(scope))).first()
    return None if row is None else _view(row)


def _known(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    its_case = exists().where(CASE.c.id == DRAFT.c.case_id, known_by_id(scope))
    own = DRAFT.c.officer_id == scope.officer_id
    return own, DRAFT.c.case_type.in_(sorted(scope.case_types)), or_(DRAFT.c.case_id.is_(None), its_case)


def keeping(
    held: DraftView | None,
    *,
    draft_id: UUID,
    officer_id: UUID,
    form: str,
    subject: UUID,
    case_id: UUID | None,
    case_type: str,
    seen: int | None,
    kept_at: datetime,
    content: Mapping[str, Any],
) -> Insert | Update:
    """The statement that keeps a draft: in place of the one ``held``, or as a new one."""
    if held is not None:
        values = {"content": dict(content), "kept_at": kept_at, "seen": seen}
        return update(DRAFT).where(*_of(officer_id, form, subject)).values(**values)
    return insert(DRAFT).values(
        id=draft_id,
        officer_id=officer_id,
        form=form,
        subject=subject,
        case_id=case_id,
        case_type=case_type,
        seen=seen,
        kept_at=kept_at,
        content=dict(content),
    )


def discarding(officer_id: UUID, form: str, subject: UUID) -> Delete:
    """The statement that throws a draft away."""
    return delete(DRAFT).where(*_of(officer_id, form, subject))


def _of(officer_id: UUID, form: str, subject: UUID) -> tuple[Any, ...]:
    return DRAFT.c.officer_id == officer_id, DRAFT.c.form == form, DRAFT.c.subject == subject


def _view(row: Any) -> DraftView:
    return DraftView(row.id, row.form, row.case_id, row.case_type, dict(row.content), row.kept_at, row.seen)
