"""Case reviews: that a victim was told they may ask for one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Invalid, Problem, Refused
from spp_desktop.domain.kinds.case_review import BEGAN, TOLD
from spp_desktop.domain.permissions import Right
from spp_desktop.services.casework import working
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept


@gate(Right.CASE_WRITE)
def victim_told(me: SignedIn, case_id: UUID, day: date | None = None) -> Done[Saved]:
    """Record the day, today unless another is given, on which a victim was told that they may ask for a case review.

    Raises:
        Invalid: a day ahead, or before there were case reviews.
        Refused: the case is of a type without them.
    """
    with working(me, case_id, "case.answered") as work:
        told = day or work.today
        if work.kind.case_review is None:
            raise Refused("Cases of this type have no case review. Nothing was changed")
        if told > work.today:
            raise Invalid((Problem(TOLD, "This day has not come yet"),))
        if told < BEGAN:
            raise Invalid((Problem(TOLD, f"Case reviews began on {show_day(BEGAN)}"),))
        answers = {**work.answers, TOLD: told.isoformat()}
        revision = kept.set_case(work.unit, work.kind, case_id, {"answers": answers})
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)
