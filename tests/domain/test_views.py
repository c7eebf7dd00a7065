"""The tabs above a list."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Filter
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.views import standard_views

TODAY = date(2012, 3, 12)


def test_the_first_tab_is_the_open_cases_of_ones_team() -> None:
    views = standard_views(ASB_VICTIM, Officer(UUID(int=1), "Ann", (Role.ASB_OFFICER,), team="North"), TODAY)
    assert [view.label for view in views] == [
        "Open, my team", "Mine", "High risk", "No contact in 48 hours", "Reviews due this week", "Closed",
    ]  # fmt: skip
    assert views[0].query.filters == (Filter("open", ("yes",)), Filter("team", ("North",)))
    assert views[4].query.filters[1] == Filter("next_review", ("2012-03-18",), "to")


def test_without_a_team_it_is_all_open_cases() -> None:
    first = standard_views(ASB_VICTIM, Officer(UUID(int=1), "Ann", ()), TODAY)[0]
    assert (first.label, first.query.filters) == ("Open", (Filter("open", ("yes",)),))
