"""Today: Monday 12 March 2012, as in the picture."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import CaseQuery, NewAction, NewAssessment, NewContact, NewFlag, Saved
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, exports, today
from spp_desktop.services.signed_in import SignedIn
from tests.casework import MONDAY, Wall, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store, team="North")


def mine(me: SignedIn, name: str = "Ewa Kowalczyk") -> Saved:
    saved = logged(me, name, reported="2012-03-12")
    cases.assign_case(me, saved.case_id, me.officer.id)
    return saved


def shown(me: SignedIn, whose: str = "mine", kind: str = "action") -> list[tuple[str, str, str]]:
    view = today.today(me, whose)  # type: ignore[arg-type]
    return [(item.group, item.text, item.what) for item in view.items if item.kind == kind]


def test_actions_are_grouped_by_when_they_are_due_in_working_days(me: SignedIn) -> None:
    saved = mine(me)
    for what, due in (
        ("late", date(2012, 3, 8)), ("now", date(2012, 3, 12)), ("soon", date(2012, 3, 13)),
        ("friday", date(2012, 3, 16)), ("next week", date(2012, 3, 19)),
    ):  # fmt: skip
        entries.add_action(me, saved.case_id, NewAction(what, due))
    assert shown(me) == [
        ("overdue", "2 days late", "late"),
        ("today", "Today", "now"),
        ("week", "Tomorrow", "soon"),
        ("week", "in 4 days", "friday"),
    ]
    mine_all = [item for item in today.my_actions(me) if item.kind == "action"]
    assert [item.what for item in mine_all] == ["late", "now", "soon", "friday", "next week"]
    assert mine_all[-1].group == "later"


def test_a_done_action_and_one_on_a_closed_case_are_not_due(me: SignedIn) -> None:
    saved = mine(me)
    done = entries.add_action(me, saved.case_id, NewAction("done", date(2012, 3, 12))).value
    entries.complete_action(me, done.id)
    other = mine(me, "Rui Ferreira")
    entries.add_action(me, other.case_id, NewAction("moot", date(2012, 3, 12)))
    cases.move_case(me, other.case_id, "not-asb", "A parking matter")
    assert shown(me) == []


def test_what_an_agency_owes_is_chased_by_the_cases_owner(me: SignedIn) -> None:
    saved = mine(me)
    entries.add_action(me, saved.case_id, NewAction("Fit a lock", date(2012, 3, 9), agency="fire"))
    other = signed_in(me.store, name="Imran Qureshi", team="South")
    item = today.today(me).items[0]
    assert (item.owner, item.agency, item.text) == ("Fire and rescue service", "fire", "1 day late")
    assert shown(other) == []
    assert [what for _, _, what in shown(other, "agencies")] == ["Fit a lock"]


def test_a_teams_work_is_its_own(me: SignedIn) -> None:
    saved = mine(me)
    entries.add_action(me, saved.case_id, NewAction("Visit", date(2012, 3, 12)))
    entries.add_action(me, saved.case_id, NewAction("Lock", date(2012, 3, 12), agency="fire"))
    same = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor", team="North")
    other = signed_in(me.store, Role.SUPERVISOR, name="George Tolley", team="South")
    assert len(shown(same, "team")) == 2
    assert shown(other, "team") == []
    assert len(shown(other, "all")) == 2


def test_a_suspended_cases_actions_pause_with_the_reason_and_its_review_does_not(me: SignedIn) -> None:
    saved = mine(me)
    entries.add_action(me, saved.case_id, NewAction("Bundle", date(2012, 3, 8)))
    for state in ("triaged", "assessing", "suspended"):
        cases.move_case(me, saved.case_id, state, "Hearing on 30 March")
    cases.move_review(me, saved.case_id, date(2012, 3, 10))
    assert shown(me) == [("later", "Paused: court", "Bundle")]
    assert shown(me, kind="review") == [("overdue", "2 days late", "Assess the risk")]
    assert today.today(me).items[-1].paused == "court"


def test_reviews_count_calendar_days_and_name_the_risk(me: SignedIn) -> None:
    saved = mine(me)
    entries.assess_risk(me, saved.case_id, NewAssessment({}, ("weapon",)))
    cases.move_review(me, saved.case_id, date(2012, 3, 8))
    assert shown(me, kind="review") == [("overdue", "4 days late", "Risk review, high risk")]


def test_the_first_contact_clock_counts_hours_until_somebody_is_reached(store: Store) -> None:
    wall = Wall()
    me = signed_in(store, now=wall)
    saved = mine(me)
    assert shown(me, kind="first-contact") == [("week", "48 hours left", "First contact with the victim")]
    wall.pass_by(hours=50)
    assert shown(me, kind="first-contact") == [("overdue", "2 hours late", "First contact with the victim")]
    entries.record_contact(me, saved.case_id, NewContact("mobile", "spoke"))
    assert shown(me, kind="first-contact") == []


def test_cases_nobody_has_triaged_wait_with_their_promise(me: SignedIn) -> None:
    late = logged(me, reported="2012-03-08", source_agency="police-incident-desk", incident_postcode="PE1 1HZ")
    fresh = logged(me, "Rui Ferreira", reported="2012-03-12")
    reached = logged(me, "Brian Oakley", reported="2012-03-12")
    entries.record_contact(me, reached.case_id, NewContact("mobile", "spoke"))
    lines = today.today(me).triage
    assert [(line.reference, line.text, line.late) for line in lines] == [
        (late.reference, "2 days late", True),
        (fresh.reference, "48 hours left", False),
        (reached.reference, "Contact made", False),
    ]
    assert (lines[0].source, lines[0].area, lines[0].received) == ("Police, incident desk", "CE1", MONDAY)
    cases.move_case(me, late.case_id, "triaged")
    assert len(today.today(me).triage) == 2


def test_alerts_carry_references_and_never_names(me: SignedIn) -> None:
    saved = mine(me)
    entries.raise_flag(
        me, saved.case_id, NewFlag("staff-safety", "A dog", label="Ewa's brother", expires=date(2012, 3, 16))
    )
    alert = today.today(me).alerts[0]
    assert (alert.title, alert.detail) == ("Staff safety ends 16 Mar 2012", f"{saved.reference} · renew or let it end")
    assert (alert.case_id, alert.verb) == (saved.case_id, "Review")


def test_a_flag_that_ended_unsaid_is_announced_for_a_fortnight(store: Store) -> None:
    wall = Wall()
    me = signed_in(store, now=wall)
    saved = mine(me)
    entries.raise_flag(me, saved.case_id, NewFlag("staff-safety", "A dog", expires=date(2012, 3, 16)))
    wall.pass_by(days=14)
    assert today.today(me).alerts[0].title == "Staff safety ended 16 Mar 2012"
    wall.pass_by(days=5)
    assert today.today(me).alerts == ()


def test_a_list_that_left_is_asked_after_until_its_destruction_is_confirmed(me: SignedIn, tmp_path: Path) -> None:
    mine(me)
    order = CaseExport(
        CaseQuery("asb"), "Tasking", "Bo Smith at the fire service", "s115", destroy_by=date(2012, 3, 20)
    )
    line = exports.export_cases(me, order, tmp_path / "list.xlsx").value
    alert = today.today(me).alerts[0]
    assert (alert.title, alert.detail) == ("Confirm a list was destroyed, by 20 Mar 2012", f"{line.number} · 1 case")
    assert today.today(signed_in(me.store, name="Imran Qureshi")).alerts == ()
    exports.confirm_destroyed(me, line.id, revision=line.revision)
    assert today.today(me).alerts == ()


def test_a_supervisor_is_told_of_high_risk_that_nobody_owns(me: SignedIn) -> None:
    saved = logged(me)
    entries.assess_risk(me, saved.case_id, NewAssessment({}, ("weapon",)))
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    assert [(alert.kind, alert.reference) for alert in today.today(boss).alerts] == [("unowned", saved.reference)]
    assert today.today(me).alerts == ()


def test_reviews_due_in_five_working_days_are_counted_by_risk(me: SignedIn) -> None:
    high, fresh, far = mine(me), mine(me, "Rui Ferreira"), mine(me, "Brian Oakley")
    entries.assess_risk(me, high.case_id, NewAssessment({}, ("weapon",)))
    entries.assess_risk(me, far.case_id, NewAssessment({}))
    assert fresh
    assert today.today(me).reviews_by_band == {"high": 1, "medium": 0, "standard": 0, "none": 1}


def test_an_officer_who_reads_no_cases_sees_an_empty_page(me: SignedIn) -> None:
    mine(me)
    view = today.today(signed_in(me.store, Role.ANALYST, name="An Analyst"), "all")
    assert (view.items, view.triage, view.alerts) == ((), (), ())
    assert view.day == date(2012, 3, 12)


def test_today_is_the_day_it_is_in_london(store: Store) -> None:
    me = signed_in(store, now=lambda: datetime.fromisoformat("2012-07-01T23:30:00+00:00"))
    assert today.today(me).day == date(2012, 7, 2)
    assert me.today() - timedelta(days=1) == date(2012, 7, 1)
