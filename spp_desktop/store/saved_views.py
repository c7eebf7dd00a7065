"""Views of case lists that officers saved, each for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.saved_view import SavedViewRow

_VIEW = table_of(SavedViewRow)


class Kept(NamedTuple):
    """A view as it is kept."""

    id: UUID
    label: str
    content: Mapping[str, Any]


def views_of(connection: Connection, officer_id: UUID, case_type: str) -> tuple[Kept, ...]:
    """An officer's views of one list, in the order they were saved."""
    rows = connection.execute(
        select(_VIEW.c.id, _VIEW.c.label, _VIEW.c.content)
        .where(_VIEW.c.officer_id == officer_id, _VIEW.c.case_type == case_type)
        .order_by(_VIEW.c.position, _VIEW.c.rowid)
    )
    return tuple(Kept(*row) for row in rows)


def add_view(
    store: Store,
    compartment: str,
    view_id: UUID,
    officer_id: UUID,
    case_type: str,
    label: str,
    content: Mapping[str, Any],
) -> None:
    """Keep a view after those the officer has, in the compartment of the cases it lists."""
    with store.read(compartment) as connection:
        last = select(func.coalesce(func.max(_VIEW.c.position), 0)).where(_VIEW.c.officer_id == officer_id)
        position = connection.execute(last).scalar_one() + 1
    store.aside(
        _VIEW.insert().values(
            id=view_id,
            officer_id=officer_id,
            case_type=case_type,
            label=label,
            position=position,
            content=dict(content),
        ),
        compartment=compartment,
    )


def change_view(
    store: Store, compartment: str, view_id: UUID, *, label: str | None = None, content: Mapping[str, Any] | None = None
) -> None:
    """Rename a view, or keep something else under its name."""
    values = {"label": label, "content": None if content is None else dict(content)}
    given = {name: value for name, value in values.items() if value is not None}
    store.aside(_VIEW.update().where(_VIEW.c.id == view_id).values(**given), compartment=compartment)


def remove_view(store: Store, compartment: str, view_id: UUID) -> None:
    """Take a view away."""
    store.aside(_VIEW.delete().where(_VIEW.c.id == view_id), compartment=compartment)
