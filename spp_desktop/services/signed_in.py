"""The officer at the keyboard: who they are, the store they opened, and what the time is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spp_desktop.domain.permissions import Scope, scope_of

if TYPE_CHECKING:
    from spp_desktop.domain.officers import Officer
    from spp_desktop.store.opened import Store

LONDON = ZoneInfo("Europe/London")


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What every service function takes first."""

    officer: Officer
    store: Store
    now: Callable[[], datetime] = utc_now

    @property
    def scope(self) -> Scope:
        """What this officer may know of, for list reads."""
        held = self.store.confidential
        return scope_of(self.officer.id, self.officer.roles, confidential=held, team=self.officer.team)

    def today(self) -> date:
        """Today's date where the officer is."""
        return self.now().astimezone(LONDON).date()
