"""Notices, as the store keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from spp_desktop.domain.notices import Notice
from spp_desktop.domain.permissions import Role
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.notice import NoticeRow
from spp_desktop.store.unit import UnitOfWork

_NOTICE = table_of(NoticeRow)


def give_notice(
    unit: UnitOfWork,
    kind: str,
    *,
    officer: UUID | None = None,
    role: Role | None = None,
    about: UUID | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Leave a notice for an officer, or for whoever holds a role, as part of the operation it tells of."""
    unit.insert(
        NoticeRow(
            id=unit.new_id(),
            kind=kind,
            at=unit.at,
            to_officer=officer,
            to_role=role.value if role else None,
            about=about,
            details=dict(details or {}),
        )
    )


def unseen_notices(connection: Connection, officer: UUID, roles: Iterable[Role]) -> tuple[Notice, ...]:
    """What an officer with these roles has still to be shown, oldest first.

    What they did themselves is for somebody else of the role to be shown, and to say that it was seen.
    """
    by = func.coalesce(_NOTICE.c.details["by"].as_string(), "")
    for_role = and_(_NOTICE.c.to_role.in_([role.value for role in roles]), by != str(officer))
    mine = or_(_NOTICE.c.to_officer == officer, for_role)
    rows = connection.execute(
        select(_NOTICE.c.id, _NOTICE.c.kind, _NOTICE.c.at, _NOTICE.c.about, _NOTICE.c.details)
        .where(mine, _NOTICE.c.seen_at.is_(None), _NOTICE.c.deleted.is_(False))
        .order_by(_NOTICE.c.at, _NOTICE.c.rowid)
    )
    return tuple(Notice(row.id, row.kind, row.at, row.about, row.details) for row in rows)


def mark_seen(unit: UnitOfWork, notice: UUID) -> None:
    """Say that a notice was shown to whoever does this operation."""
    unit.update(NoticeRow, notice, {"seen_at": unit.at, "seen_by": unit.by})
