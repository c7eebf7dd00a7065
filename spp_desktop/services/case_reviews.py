"""Case reviews: that a victim was told they may ask for one, and what is published of them each year."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Invalid, Problem, Refused
from spp_desktop.domain.kinds.case_review import BEGAN, CASE_REVIEW, TOLD, ReviewYear, figures_by_year
from spp_desktop.domain.permissions import Right
from spp_desktop.services.casework import compartment_of, working
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept
from spp_desktop.store.record_reads import records_of_kind


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


@gate(Right.CASE_READ)
def review_years(me: SignedIn, case_type: str = "asb") -> tuple[ReviewYear, ...]:
    """The figures a partnership publishes of case reviews, by financial year, the newest first.

    They count the cases of a type that the officer may know of, and name nobody.
    """
    need_over(me, Right.CASE_READ, case_type)
    with me.store.read(compartment_of(case_type)) as connection:
        applications = records_of_kind(connection, me.scope, case_type, CASE_REVIEW.code)
    return figures_by_year(applications, me.today())
