"""The tabs above a case list: saved queries every officer has, and those an officer saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from spp_desktop.domain.cases import CaseQuery, Filter, SavedView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.text import fold

OPEN = Filter("open", ("yes",))
CLOSED = Filter("open", ("no",))
UNLISTED = frozenset(("open", "team", "case"))
"""Filters that are no column of a list."""
LONGEST_LABEL = 30
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


def view_document(query: CaseQuery, columns: tuple[str, ...]) -> dict[str, Any]:
    """What is kept of a view: filters, order and columns. Words typed to find by are not: they may name somebody."""
    return {
        "filters": [{"key": each.key, "values": list(each.values), "test": each.test} for each in query.filters],
        "sort": query.sort,
        "descending": query.descending,
        "columns": list(columns),
    }


def read_view(kind: CaseType, code: str, label: str, document: Mapping[str, Any]) -> SavedView:
    """The view a document holds, less the columns and filters the case type no longer has."""
    filters = tuple(
        Filter(each["key"], tuple(each["values"]), each["test"])
        for each in document["filters"]
        if each["key"] in UNLISTED or kind.column(each["key"]) is not None
    )
    sort = document["sort"] if kind.column(document["sort"]) is not None else "next_review"
    columns = tuple(key for key in document["columns"] if kind.column(key) is not None)
    query = CaseQuery(kind.code, filters, sort=sort, descending=document["descending"])
    return SavedView(code, label, query, columns, own=True)


def label_problems(label: str, taken: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with a view's name, beside those there already are."""
    if not label:
        return (Problem("label", "Give the view a name"),)
    if len(label) > LONGEST_LABEL:
        return (Problem("label", f"At most {LONGEST_LABEL} letters, so that it fits on its tab"),)
    if fold(label) in {fold(each) for each in taken}:
        return (Problem("label", "There is a view of this name already"),)
    return ()
