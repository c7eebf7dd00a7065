"""The tabs above a list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.views import label_problems, read_view, standard_views, view_document

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


def test_a_saved_view_reads_as_it_was_without_what_is_no_longer_there() -> None:
    query = CaseQuery(
        "asb",
        (Filter("open", ("yes",)), Filter("reported", ("2012-03-01",), "from"), Filter("gone", ("x",))),
        text="Kowalczyk",
        sort="reported",
        descending=True,
    )
    document = json.loads(json.dumps(view_document(query, ("reference", "gone", "subtype"))))
    assert "Kowalczyk" not in json.dumps(document)
    view = read_view(ASB_VICTIM, "1", "March", document)
    assert (view.code, view.label, view.own, view.columns) == ("1", "March", True, ("reference", "subtype"))
    assert view.query == replace(query, text="", filters=query.filters[:2])
    gone = read_view(ASB_VICTIM, "1", "March", {**document, "sort": "gone"})
    assert gone.query.sort == "next_review"


@pytest.mark.parametrize(("label", "wrong"), [("", 1), ("x" * 31, 1), ("MINE", 1), ("Mine too", 0), ("x" * 30, 0)])
def test_the_name_of_a_view(label: str, wrong: int) -> None:
    assert len(label_problems(label, ["Mine"])) == wrong
