"""The clocks of a case itself, to be explained: the next review, the first contact, the next update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.dates import local_day
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.explained import Reckoning, of_first_contact, of_review
from spp_desktop.domain.permissions import Right
from spp_desktop.services.casework import locate, type_in_force
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.owed import tells, update_reckoned
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.owed import case_clocks as read


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """A case's own clocks, by its reference. A closed case has only its first contact."""

    reference: str
    reckoned: tuple[Reckoning, ...]


@gate(Right.CASE_READ)
def case_clocks(me: SignedIn, case_id: UUID) -> CaseClocks:
    """The clocks of a case itself as they run now. They name nobody, so no look is recorded."""
    place = locate(me, case_id)
    need_over(me, Right.CASE_READ, place.type)
    kind = type_in_force(me, place.type)
    with me.store.read(place.compartment) as connection:
        row = read(connection, me.scope, case_id, tells(kind), me.today())
    if row is None:
        raise NotFound
    return CaseClocks(row.reference, tuple(_reckoned(kind, row)))


def _reckoned(kind: CaseType, row: Any) -> Iterator[Reckoning]:
    if row.open and row.next_review is not None:
        assessed = local_day(row.assessed or row.logged_at)
        yield of_review(kind.review_clock(row.band), assessed, row.next_review)
    yield of_first_contact(kind.first_contact, row.reported_at, row.first_contact_due, row.first_contact_at)
    if row.open:
        since = local_day(row.told) if row.told is not None else row.reported
        update = update_reckoned(kind, row.every, since)
        if update is not None:
            yield update
