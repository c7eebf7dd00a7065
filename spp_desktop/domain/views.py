"""The tabs above a case list: saved queries every officer has."""

from __future__ import annotations

from datetime import date, timedelta

from spp_desktop.domain.cases import CaseQuery, Filter, SavedView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.officers import Officer

OPEN = Filter("open", ("yes",))
CLOSED = Filter("open", ("no",))
WEEK = timedelta(days=6)
"""Today and the six days after it."""


def standard_views(kind: CaseType, officer: Officer, today: date) -> tuple[SavedView, ...]:
    """The views of one type for one officer: the first is what the list opens on."""
    team = (Filter("team", (officer.team,)),) if officer.team else ()
    highest = kind.instrument.bands[-1]
    soon = Filter("next_review", ((today + WEEK).isoformat(),), "to")

    def view(code: str, label: str, *filters: Filter, sort: str = "next_review", descending: bool = False) -> SavedView:
        return SavedView(code, label, CaseQuery(kind.code, filters, sort=sort, descending=descending))

    return (
        view("open", "Open, my team" if team else "Open", OPEN, *team),
        view("mine", "Mine", OPEN, Filter("owner", (str(officer.id),))),
        view("high", f"{highest.label} risk", OPEN, Filter("band", (highest.code,)), sort="band", descending=True),
        view(
            "no-contact", f"No contact in {kind.first_contact.length} hours", OPEN, Filter("first_contact", ("late",))
        ),
        view("reviews", "Reviews due this week", OPEN, soon),
        view("closed", "Closed", CLOSED, sort="closed", descending=True),
    )
