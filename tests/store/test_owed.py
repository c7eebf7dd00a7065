"""What cases owe is read within the reader's scope, of the cases asked about, and never of closed ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from spp_desktop.services import cases
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import owed
from spp_desktop.store.today import Asked, Whose
from tests.casework import incident, logged, new_case, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.domain.permissions import Scope
    from spp_desktop.store.opened import Store

JUNE_2015 = datetime(2015, 6, 1, 8, tzinfo=UTC)
TODAY, SINCE = date(2015, 6, 1), date(2014, 12, 1)


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store, team="North", now=lambda: JUNE_2015)


@pytest.fixture
def case_id(me: SignedIn) -> UUID:
    """A case that owes everything there is to owe."""
    saved = logged(me, new=new_case(reported="2015-05-15", needs=("alcohol",), crime="yes"))
    cases.assign_case(me, saved.case_id, me.officer.id)
    for day in ("2015-03-02", "2015-04-06"):
        incident(me, saved.case_id, day, reported=date.fromisoformat(day))
    return saved.case_id


def found(me: SignedIn, whose: Whose = "mine", scope: Scope | None = None, team: str = "North") -> list[list[Any]]:
    """The ids each read finds."""
    asked, scope = Asked(whose, me.officer.id, team), scope or me.scope
    with me.store.read() as connection:
        return [
            [row.id for row in owed.last_updates(connection, scope, asked, {"spoke"}, TODAY)],
            [each.row.id for each in owed.with_complaints(connection, scope, asked, since=SINCE, least=3)],
            [each.row.id for each in owed.with_needs_or_crime(connection, scope, asked)],
        ]


def test_an_officers_own_their_teams_and_nobody_elses(me: SignedIn, case_id: UUID) -> None:
    other = signed_in(me.store, name="Imran Qureshi", team="South", now=me.now)
    assert found(me) == [[case_id]] * 3
    assert found(other) == [[]] * 3
    assert found(other, "team") == [[case_id]] * 3
    assert found(other, "team", team="South") == [[]] * 3
    assert found(other, "all") == [[case_id]] * 3


def test_a_reader_who_may_not_know_of_a_case_finds_nothing_of_it(me: SignedIn, case_id: UUID) -> None:
    for scope in (replace(me.scope, case_types=frozenset()), replace(me.scope, blocked=frozenset((case_id,)))):
        assert found(me, "all", scope) == [[]] * 3
        with me.store.read() as connection:
            assert owed.case_clocks(connection, scope, case_id, {"spoke"}, TODAY) is None
    with me.store.read() as connection:
        row = owed.case_clocks(connection, me.scope, case_id, {"spoke"}, TODAY)
    assert row is not None
    assert (row.reported, row.told, row.assessed) == (date(2015, 5, 15), None, None)


def test_a_closed_case_owes_nothing_here(me: SignedIn, case_id: UUID) -> None:
    cases.move_case(me, case_id, "not-asb", "A parking matter")
    assert found(me) == [[]] * 3
