"""Work in the confidential compartment, whose officers are the general one's like everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import Answers, CaseQuery, Filter, NewAction, NewAssessment, NewCase, NewContact, NewParty
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, retention, today
from spp_desktop.services.signed_in import SignedIn
from tests.casework import incident, logged, signed_in, somebody
from tests.toy import make_known

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.store.opened import Store

HANNAH, IMRAN = "Hannah Whitfield", "Imran Qureshi"


@pytest.fixture(autouse=True)
def _confidential(monkeypatch: pytest.MonkeyPatch) -> None:
    make_known(monkeypatch, Role.ASB_OFFICER, Role.SUPERVISOR, confidential=True)


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store, name=HANNAH, team="South")


@pytest.fixture
def imran(store: Store) -> SignedIn:
    return signed_in(store, Role.SUPERVISOR, name=IMRAN, team="North")


def lost(me: SignedIn, name: str = "Ann Abel") -> UUID:
    """A case in the confidential compartment, which whoever logs it owns."""
    answers: Answers = {"things": ("keys",), "lost": "2012-03-08"}
    case_id = logged(me, new=NewCase("toy", NewParty("loser", facts=somebody(name)), answers)).case_id
    cases.assign_case(me, case_id, me.officer.id)
    return case_id


def test_officers_are_named_beside_everything_on_a_confidential_case(me: SignedIn, imran: SignedIn) -> None:
    case_id = lost(me)
    incident(imran, case_id)
    entries.record_contact(imran, case_id, NewContact("mobile", "spoke", direction="in"))
    entries.add_action(imran, case_id, NewAction("Ring the depot", me.today(), owner_id=me.officer.id))
    entries.assess_risk(imran, case_id, NewAssessment({"sad": "little"}))
    cases.move_case(imran, case_id, "found")
    view = cases.open_case(me, case_id)
    assert (view.line.owner, view.logged_by) == (HANNAH, HANNAH)
    entered = (view.incidents, view.contacts, view.actions, view.assessments, view.moves)
    assert [kept[0].by for kept in entered] == [IMRAN] * 5
    assert view.actions[0].owner == HANNAH
    assert {line.by for line in cases.case_history(me, case_id)} == {HANNAH, IMRAN}


def test_confidential_cases_are_listed_sorted_and_filtered_by_their_officers(me: SignedIn, imran: SignedIn) -> None:
    mine, theirs = lost(me), lost(imran, "Bo Brown")
    by_owner = cases.list_cases(me, CaseQuery("toy", sort="owner", descending=True))
    assert [(line.id, line.owner) for line in by_owner] == [(theirs, IMRAN), (mine, HANNAH)]
    north = cases.list_cases(me, CaseQuery("toy", (Filter("team", ("North",)),)))
    assert [line.id for line in north] == [theirs]
    assert {item.case_id for item in today.today(me, "team").items} == {mine}


def test_who_withdrew_a_confidential_entry_is_named(me: SignedIn) -> None:
    governance = signed_in(me.store, Role.INFORMATION_GOVERNANCE, name="Ida Fell")
    entry = entries.record_contact(me, lost(me), NewContact("mobile", "spoke", "Somebody else's", direction="in")).value
    entries.withdraw_contact(me, entry.id, "Misfiled")
    assert [each.by for each in retention.list_withdrawn(governance)] == [HANNAH]
