"""What the case list reads from the store, off the UI thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from spp_desktop.domain.cases import CaseLine, CaseQuery, CountedView, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.errors import Invalid, Refused
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import cases as service
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.services.officers import list_officers
from spp_desktop.services.views import case_views
from spp_desktop.ui.pages.cases_filters import without

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.services.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class Opening:
    """What a list opens with: its type as the store has it, its tabs, and officers' names by id."""

    kind: CaseType
    views: tuple[CountedView, ...]
    owners: dict[str, str]


@dataclass(frozen=True, slots=True)
class Loosened:
    """What is in the way of a list that shows nothing: the filter to take away first, and what it would show."""

    everything: int
    key: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole list: the number of every row in order, and some of the rows."""

    query: CaseQuery
    ids: array[int]
    lines: Sequence[CaseLine]
    loosened: Loosened | None = None
    """Only where nothing was found."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of doing something to several cases: how many it was done to, and why not to the others."""

    cases: frozenset[UUID]
    refused: tuple[tuple[str, str], ...]
    """Reference, and why."""


def read_opening(me: SignedIn, code: str) -> Opening:
    """Read what a list opens with."""
    return Opening(case_type_in_force(me, code), tuple(case_views(me, code)), owner_names(me))


def owner_names(me: SignedIn) -> dict[str, str]:
    """Officers' names by id, those who have left included; none for a role that may not read officers."""
    if not may(me.officer.roles, Right.OFFICERS_READ):
        return {}
    return {str(each.officer.id): each.officer.name for each in list_officers(me, active=False)}


def owners_to_choose(me: SignedIn, code: str) -> tuple[tuple[str, str], ...]:
    """Officers a case of a type can be given to: (id, name), by name."""
    found = (each.officer for each in list_officers(me))
    return tuple((str(each.id), each.name) for each in found if may(each.roles, Right.CASE_WRITE, code))


def read_first(me: SignedIn, query: CaseQuery) -> list[CaseLine]:
    """The first page of a list."""
    return service.list_cases(me, query)


def read_list(me: SignedIn, query: CaseQuery, again: Sequence[int] = ()) -> Listed:
    """A whole list by row number, with the rows of ``again`` read once more."""
    ids = service.case_ids(me, query)
    lines = service.case_lines(me, again, query.type) if again else []
    return Listed(query, ids, lines, None if ids else loosened(me, query))


def loosened(me: SignedIn, query: CaseQuery) -> Loosened:
    """Which filter of a query that finds nothing stands most in the way."""
    everything = service.count_cases(me, CaseQuery(query.type, (Filter("open", ("yes",)),)))
    counted = [
        (service.count_cases(me, replace(query, filters=without(query.filters, each.key))), each.key)
        for each in query.filters
    ]
    if query.text:
        counted.append((service.count_cases(me, replace(query, text="")), "text"))
    count, key = max(counted, default=(0, ""))
    return Loosened(everything, key if count else "", count)


def lines_of(me: SignedIn, rows: Sequence[int], code: str) -> list[CaseLine]:
    """The lines of some row numbers."""
    return service.case_lines(me, rows, code)


def give_to(me: SignedIn, lines: Sequence[CaseLine], owner: UUID | None) -> Outcome:
    """Give cases to an officer, each on its own."""
    return _each(lines, lambda line: service.assign_case(me, line.id, owner).changes.cases)


def move_reviews(me: SignedIn, lines: Sequence[CaseLine], day: date) -> Outcome:
    """Set the day of the next review of cases, each on its own."""
    return _each(lines, lambda line: service.move_review(me, line.id, day).changes.cases)


def _each(lines: Sequence[CaseLine], do: Callable[[CaseLine], frozenset[UUID]]) -> Outcome:
    changed: set[UUID] = set()
    refused = []
    for line in lines:
        try:
            changed |= do(line)
        except Invalid as invalid:
            refused.append((line.reference, invalid.problems[0].message))
        except Refused as why:
            refused.append((line.reference, why.message))
    return Outcome(frozenset(changed), tuple(refused))
