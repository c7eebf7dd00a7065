"""Officers, as the store keeps them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.text import fold
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.officer import OfficerRow

_OFFICER = table_of(OfficerRow)
_KNOWN = frozenset(Role)


def officer(connection: Connection, officer_id: UUID) -> Officer | None:
    """One officer, also one who has left; None where there is none."""
    row = connection.execute(select(_OFFICER).where(_OFFICER.c.id == officer_id)).first()
    return None if row is None else _officer(row)


def officer_named(connection: Connection, name: str) -> Officer | None:
    """The officer of this name, however it is capitalised or accented."""
    row = connection.execute(select(_OFFICER).where(_OFFICER.c.name_key == fold(name))).first()
    return None if row is None else _officer(row)


def officers(connection: Connection, *, active: bool = True) -> tuple[Officer, ...]:
    """Officers in order of name; with ``active`` only those who have not left."""
    query = select(_OFFICER).where(_OFFICER.c.deleted.is_(False)).order_by(_OFFICER.c.name_key)
    if active:
        query = query.where(_OFFICER.c.active.is_(True))
    return tuple(_officer(row) for row in connection.execute(query))


def officer_row(value: Officer) -> OfficerRow:
    """The row of a new officer."""
    return OfficerRow(id=value.id, **officer_columns(value))


def officer_columns(value: Officer) -> dict[str, Any]:
    """An officer's columns, derived ones included."""
    return {
        "name": value.name,
        "name_key": fold(value.name),
        "roles": [role.value for role in value.roles],
        "office": value.office,
        "team": value.team,
        "active": value.active,
    }


def _officer(row: Row[Any]) -> Officer:
    # A role a newer program knows carries no right here.
    roles = tuple(Role(role) for role in row.roles if role in _KNOWN)
    return Officer(row.id, row.name, roles, row.office, row.team, row.active, row.revision)
