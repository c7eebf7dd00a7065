"""What Today and My actions show: things due, cases to triage, alerts that carry references and never names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from spp_desktop.domain.explained import Reckoning

DueGroup = Literal["overdue", "today", "week", "later"]
WEEK = timedelta(days=6)
"""How many days beside today a week's work reaches."""


def due_group(due: date, day: date) -> DueGroup:
    """Where something due on a day stands, seen from another."""
    if due < day:
        return "overdue"
    if due == day:
        return "today"
    return "week" if due <= day + WEEK else "later"


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something due on a case, on Today and My actions. ``text`` is the clock in words: ``2 days late``.

    ``reckoned`` is the sum behind it where that is in hours; the others follow from the day due.

    ``kind`` is ``action``, ``record``, ``order``, ``review``, ``first-contact`` or ``update``. ``record_id`` is the id
    of the action, the record or the order, None for a clock of the case itself; ``tab`` is where its case shows it.
    ``why`` is the clock behind it, for why it is late.
    """

    kind: str
    what: str
    case_id: UUID
    case_type: str
    reference: str
    owner_id: UUID | None
    owner: str
    due: date
    text: str
    group: DueGroup
    record_id: UUID | None = None
    revision: int = 0
    agency: str = ""
    paused: str = ""
    reckoned: str = ""
    tab: str = ""
    why: Reckoning | None = None


@dataclass(frozen=True, slots=True)
class TriageLine:
    """A case nobody has triaged yet."""

    case_id: UUID
    case_type: str
    reference: str
    received: datetime
    source: str
    area: str | None
    due: datetime
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """Something Today draws attention to, by reference and never by name. ``verb`` is what its button says, ``tab``
    the part of the case that the verb opens."""

    kind: str
    title: str
    detail: str
    case_id: UUID | None
    reference: str
    verb: str = "Open"
    tab: str = ""


@dataclass(frozen=True, slots=True)
class TodayView:
    """The Today page: items in due order, cases to triage, alerts, and reviews due in five working days by band."""

    day: date
    items: tuple[DueItem, ...]
    triage: tuple[TriageLine, ...]
    alerts: tuple[Alert, ...]
    reviews_by_band: Mapping[str, int]
    """Keys ``high``, ``medium``, ``standard`` and ``none`` (not assessed)."""

    def group(self, name: DueGroup) -> tuple[DueItem, ...]:
        """The items of one group, most urgent first."""
        return tuple(item for item in self.items if item.group == name)
