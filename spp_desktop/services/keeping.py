"""How long a case that ended is kept, by the store's own years, its orders and the children in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from spp_desktop.domain.retention import review_day, youngest_child
from spp_desktop.services.casework import settings_of
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.orders import last_end
from spp_desktop.store.retention import births_on
from spp_desktop.store.unit import UnitOfWork


def keeping_reviewed(
    me: SignedIn, unit: UnitOfWork, row: Mapping[str, Any], closed: date, retention: str = ""
) -> date | None:
    """The day somebody decides whether to keep a case that ended on a day: ``retention`` is its class, where it is
    about to have another."""
    kept_as = retention or row["retention"]
    years = settings_of(me).get(f"retention.{kept_as}.years")
    child = youngest_child(births_on(unit.connection, me.scope, row["id"]), row["reported"], closed)
    return review_day(
        kept_as,
        closed,
        order_end=last_end(unit.connection, row["id"]),
        youngest_born=child,
        years=None if years is None else int(years),
    )
