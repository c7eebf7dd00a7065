"""What Today says is owed to victims, and what waits for a supervisor; and each item's clock explained."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import Answer, NewAction, NewAssessment, NewContact, NewParty, Saved
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.explained import explain
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.domain.today import Alert
from spp_desktop.services import case_reviews, cases, clocks, entries, records, settings, today
from spp_desktop.services.signed_in import SignedIn
from tests.casework import Wall, incident, logged, new_case, signed_in
from tests.services.test_forbidden import sent

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

JUNE_2015 = datetime(2015, 6, 1, 8, tzinfo=UTC)
"""Monday 1 June 2015, 09:00 in London: case reviews have been asked for since the October before."""


@pytest.fixture
def wall() -> Wall:
    return Wall(JUNE_2015)


@pytest.fixture
def me(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, team="North", now=wall)


@pytest.fixture
def boss(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, Role.SUPERVISOR, name="Rachel Okafor", team="North", now=wall)


def mine(me: SignedIn, reported: str = "2015-05-29", **answers: Answer) -> Saved:
    saved = logged(me, new=new_case("Ewa Kowalczyk", **{"reported": reported, "first_incident": reported, **answers}))
    cases.assign_case(me, saved.case_id, me.officer.id)
    return saved


def alerts(me: SignedIn, kind: str, whose: str = "mine") -> list[Alert]:
    return [each for each in today.today(me, whose).alerts if each.kind == kind]  # type: ignore[arg-type]


def complained(me: SignedIn, case: Saved, *days: str, told: bool = True) -> None:
    for day in days:
        incident(me, case.case_id, day, reported=date.fromisoformat(day) if told else None)


# --- the case review ----------------------------------------------------------------------------------------------


def test_three_complaints_in_six_months_ask_somebody_to_tell_the_victim(me: SignedIn) -> None:
    """The oldest of the three counts until 2 September: six months after 2 March. The report of 29 May is a fourth."""
    case = mine(me)
    complained(me, case, "2015-03-02", "2015-04-06")
    (alert,) = alerts(me, "case-review")
    assert (alert.title, alert.detail) == (
        "Case review: 3 of 3", f"{case.reference} · they may ask until 2 Sep 2015",
    )  # fmt: skip
    assert (alert.verb, alert.case_id, alert.tab) == ("Tell the victim", case.case_id, "case-review")


def test_two_complaints_or_old_ones_do_not(me: SignedIn) -> None:
    few, old = mine(me), mine(me)
    complained(me, few, "2015-03-02")
    complained(me, old, "2014-11-20", "2014-11-28")
    assert alerts(me, "case-review") == []


def test_nobody_is_told_before_20_october_2014(me: SignedIn, wall: Wall) -> None:
    wall.now = datetime(2014, 10, 19, 9, tzinfo=UTC)
    case = mine(me, "2014-10-17")
    complained(me, case, "2014-08-04", "2014-09-01", "2014-10-06")
    assert alerts(me, "case-review") == []
    wall.now = datetime(2014, 10, 20, 9, tzinfo=UTC)
    assert len(alerts(me, "case-review")) == 1


def test_it_goes_once_they_were_told_or_have_asked(me: SignedIn) -> None:
    told, asked = mine(me), mine(me)
    for case in (told, asked):
        complained(me, case, "2015-03-02", "2015-04-06")
    assert len(alerts(me, "case-review")) == 2
    case_reviews.victim_told(me, told.case_id, date(2015, 5, 30))
    answered = cases.case_as_it_stands(me, told.case_id).answers
    assert (answered["told_case_review"], answered["category"]) == ("2015-05-30", "personal")
    applied = records.add_record(me, asked.case_id, NewRecord("case-review", {"applied": "2015-06-01"})).value
    assert alerts(me, "case-review") == []
    records.withdraw_record(me, applied.id, "Asked of another partnership")
    assert [each.reference for each in alerts(me, "case-review")] == [asked.reference]


def test_hate_may_need_fewer(me: SignedIn) -> None:
    """Essex: one. The threshold is the partnership's own setting."""
    case = mine(me, hate_strands=("race",), perceived_by=("victim",))
    assert alerts(me, "case-review") == []
    chief = signed_in(me.store, Role.ADMINISTRATOR, name="Yvonne Castle", now=me.now)
    settings.change_setting(chief, "asb.case-review.hate", 1, "Essex practice")
    (alert,) = alerts(me, "case-review")
    assert (alert.reference, alert.title) == (case.reference, "Case review: 1 of 1")


def test_the_day_they_were_told_is_a_day_that_can_be(me: SignedIn, wall: Wall) -> None:
    case = mine(me)
    for day, why in ((date(2015, 6, 2), "This day has not come yet"), (date(2014, 10, 19), "20 Oct 2014")):
        with pytest.raises(Invalid) as refused:
            case_reviews.victim_told(me, case.case_id, day)
        assert why in refused.value.problems[0].message
    case_reviews.victim_told(me, case.case_id)
    assert cases.case_as_it_stands(me, case.case_id).answers["told_case_review"] == "2015-06-01"


def test_a_type_without_case_reviews_refuses(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from spp_desktop.domain import casetypes

    case = mine(me)
    complained(me, case, "2015-03-02", "2015-04-06")
    without = replace(casetypes.case_type("asb"), case_review=None, updates=None)
    monkeypatch.setattr("spp_desktop.store.types.case_type", lambda _code: without)
    with pytest.raises(Refused, match="no case review"):
        case_reviews.victim_told(me, case.case_id)
    assert alerts(me, "case-review") == []
    assert [item for item in today.my_actions(me) if item.kind == "update"] == []


# --- updates ------------------------------------------------------------------------------------------------------


def updates(me: SignedIn, whose: str = "mine") -> list[tuple[str, str, str]]:
    found = today.today(me, whose).items  # type: ignore[arg-type]
    return [(each.text, each.group, each.tab) for each in found if each.kind == "update"]


def test_an_update_is_owed_ten_working_days_after_the_last_word(me: SignedIn) -> None:
    """From Fri 15 May 2015: 18 to 22 are five, Mon 25 is a bank holiday, 26 to 29 nine, Mon 1 June ten."""
    case = mine(me, "2015-05-15")
    assert updates(me) == [("Today", "today", "contacts")]
    entries.record_contact(me, case.case_id, NewContact("mobile", "no-answer"))
    assert len(updates(me)) == 1
    entries.record_contact(me, case.case_id, NewContact("mobile", "spoke", with_whom="A neighbour"))
    assert len(updates(me)) == 1
    entries.record_contact(me, case.case_id, NewContact("letter", "letter-sent"))
    assert updates(me) == []


def test_it_is_owed_as_often_as_the_victim_agreed(me: SignedIn) -> None:
    mine(me, "2015-05-22", update_every="weekly")
    mine(me, "2015-05-29", update_every="monthly")
    mine(me, "2015-01-05", update_every="never")
    assert updates(me) == [("3 days late", "overdue", "contacts")]
    item = next(each for each in today.today(me).items if each.kind == "update")
    assert item.why is not None
    said = dict(explain(item.why, JUNE_2015))
    assert (said["Late"], said["Set by"]) == ("3 calendar days late", "Agreed with the victim: every week")


def test_a_teams_updates_and_nobody_elses(me: SignedIn, boss: SignedIn) -> None:
    mine(me, "2015-05-15")
    assert updates(boss) == []
    assert len(updates(boss, "team")) == 1
    assert updates(signed_in(me.store, name="Imran Qureshi", team="South", now=me.now), "team") == []
    assert updates(me, "agencies") == []


# --- needs and the Code -------------------------------------------------------------------------------------------


def test_a_need_shows_until_a_referral_answers_it(me: SignedIn) -> None:
    case = mine(me, needs=("alcohol", "housing"), responsible_needs=("none",))
    assert [(each.title, each.verb, each.tab) for each in alerts(me, "need")] == [
        ("Alcohol: victim or household", "Refer", "actions.onward-referral"),
        ("Housing: victim or household", "Refer", "actions.onward-referral"),
    ]
    given = {"whose": "victim", "need": "alcohol"}
    made = records.add_record(me, case.case_id, NewRecord("onward-referral", given)).value
    assert [each.title for each in alerts(me, "need")] == ["Housing: victim or household"]
    declined = {**given, "agreed": "yes", "sent": "2015-06-01", "basis": "consent", "answer": "declined",
                "declined_why": "Full", "answered": "2015-06-01"}  # fmt: skip
    records.save_record(me, made.id, declined, made.revision)
    assert len(alerts(me, "need")) == 2


def test_a_case_without_needs_and_one_that_is_no_crime_show_nothing(me: SignedIn) -> None:
    mine(me, needs=("none",), crime="no")
    assert alerts(me, "need") == []
    assert alerts(me, "code") == []


def test_what_the_code_owes_is_told_until_it_is_on_record(me: SignedIn) -> None:
    """The Code of 2013 is in force in June 2015: twelve entitlements of which eleven hold then."""
    by_case, by_incident = mine(me, crime="yes"), mine(me)
    incident(me, by_incident.case_id, "2015-05-30", crime="yes")
    found = alerts(me, "code")
    assert {each.reference for each in found} == {by_case.reference, by_incident.reference}
    assert {(each.title, each.verb, each.tab) for each in found} == {
        ("Victims’ Code: 11 of 11 not on record", "Record", "people.entitlement")
    }
    given = {"entitlement": "support", "owed": "2015-05-29", "given": "2015-05-30"}
    records.add_record(me, by_case.case_id, NewRecord("entitlement", given))
    assert "Victims’ Code: 10 of 11 not on record" in [each.title for each in alerts(me, "code")]


# --- what it costs ------------------------------------------------------------------------------------------------


def test_today_takes_as_many_statements_however_many_cases_there_are(me: SignedIn) -> None:
    def eventful() -> None:
        case = mine(me, "2015-05-15", needs=("alcohol",), crime="yes")
        complained(me, case, "2015-03-02", "2015-04-06")
        records.add_record(me, case.case_id, NewRecord("onward-referral", {"whose": "victim", "need": "housing"}))

    def asked() -> int:
        with sent(me.store) as heard:
            today.today(me, "all")
        return len(heard)

    eventful()
    first = asked()
    for _ in range(4):
        eventful()
    assert asked() == first
    assert len(alerts(me, "case-review", "all")) == 5


# --- for a supervisor ---------------------------------------------------------------------------------------------


def test_a_supervisor_sees_what_nobody_owns_and_closures_to_approve(me: SignedIn, boss: SignedIn) -> None:
    waits, given = logged(me, reported="2015-05-29"), mine(me)
    cases.move_case(me, waits.case_id, "triaged")
    for state in ("triaged", "assessing"):
        cases.move_case(me, given.case_id, state)
    cases.move_case(me, given.case_id, "proposed-closure", "Quiet for a month")
    shown = [(each.kind, each.title, each.reference, each.verb) for each in today.today(boss).alerts]
    assert shown == [
        ("closure", "Closure to approve", given.reference, "Decide"),
        ("allocate", "Nobody owns it", waits.reference, "Assign"),
    ]
    assert today.today(me).alerts == ()
    other = signed_in(me.store, Role.SUPERVISOR, name="George Tolley", team="South", now=me.now)
    assert [each.kind for each in today.today(other).alerts] == ["allocate"]


def test_a_case_that_waits_for_triage_is_given_out_there(me: SignedIn, boss: SignedIn) -> None:
    fresh = logged(me, reported="2015-05-29")
    assert today.today(boss).alerts == ()
    entries.assess_risk(me, fresh.case_id, NewAssessment({}, ("weapon",)))
    assert [(each.kind, each.reference) for each in today.today(boss).alerts] == [("unowned", fresh.reference)]


def test_the_most_pressing_comes_first_and_no_alert_names_anybody(me: SignedIn) -> None:
    case = mine(me, needs=("drugs",), crime="yes")
    complained(me, case, "2015-03-02", "2015-04-06")
    found = today.today(me).alerts
    assert [each.kind for each in found] == ["case-review", "need", "code"]
    assert not any("Ewa" in f"{each.title} {each.detail}" for each in found)
    assert today.today(signed_in(me.store, Role.ANALYST, name="An Analyst", now=me.now)).alerts == ()


# --- explained ----------------------------------------------------------------------------------------------------


def test_every_item_can_be_explained(me: SignedIn) -> None:
    case = mine(me, "2015-05-15")
    entries.add_action(me, case.case_id, NewAction("Ring Ewa", date(2015, 5, 28)))
    records.add_record(me, case.case_id, NewRecord("case-review", {"applied": "2015-05-15"}))
    found = {each.kind: each for each in today.my_actions(me)}
    assert found.keys() == {"action", "record", "review", "first-contact", "update"}
    said = {kind: dict(explain(item.why, JUNE_2015)) for kind, item in found.items() if item.why is not None}
    assert said.keys() == found.keys()
    assert said["action"]["Late"] == "2 working days late"
    assert said["record"]["Bank holidays left out"] == "Mon 25 May 2015"
    # From the start of the day it was reported, for it was logged on another.
    assert said["first-contact"]["From"] == "Fri 15 May 2015, 00:00"
    assert said["review"]["Counts"].startswith("7 calendar days")


def test_the_clocks_of_a_case(me: SignedIn, wall: Wall) -> None:
    case = mine(me, "2015-05-29")
    entries.assess_risk(me, case.case_id, NewAssessment({}, ("weapon",)))
    found = clocks.case_clocks(me, case.case_id)
    assert found.reference == case.reference
    assert [(each.what, each.due) for each in found.reckoned if not isinstance(each.due, datetime)] == [
        ("Risk review, high risk", date(2015, 6, 8)),
        ("Tell the victim how the case goes", date(2015, 6, 12)),
    ]
    promise = next(each for each in found.reckoned if isinstance(each.due, datetime))
    assert dict(explain(promise, wall.now))["Late"] == "33 elapsed hours late"
    entries.record_contact(me, case.case_id, NewContact("mobile", "spoke"))
    later = {each.what: dict(explain(each, wall.now)) for each in clocks.case_clocks(me, case.case_id).reckoned}
    assert later["First contact with the victim"]["Done"] == "Mon 1 Jun 2015, 09:00, 33 elapsed hours late"
    assert later["Tell the victim how the case goes"]["From"] == "Mon 1 Jun 2015"
    cases.move_case(me, case.case_id, "not-asb", "A parking matter")
    assert [each.what for each in clocks.case_clocks(me, case.case_id).reckoned] == ["First contact with the victim"]


def test_a_length_that_was_altered_names_who_altered_it(me: SignedIn) -> None:
    chief = signed_in(me.store, Role.ADMINISTRATOR, name="Yvonne Castle", now=me.now)
    settings.change_setting(chief, "asb.clock.update", 5, "Board, 5 May 2015")
    mine(me, "2015-05-22")
    item = next(each for each in today.my_actions(me) if each.kind == "update")
    assert item.why is not None
    said = dict(explain(item.why, JUNE_2015))
    assert (said["Counts"][:14], said["Set by"]) == ("5 working days", "Board, 5 May 2015")


def test_clocks_of_a_case_that_may_not_be_known(me: SignedIn) -> None:
    from uuid import uuid4

    case = mine(me)
    outsider = signed_in(me.store, Role.INFORMATION_GOVERNANCE, name="Greta Gow", now=me.now)
    with pytest.raises(NotPermitted):
        clocks.case_clocks(outsider, case.case_id)
    with pytest.raises(NotFound):
        clocks.case_clocks(me, uuid4())


def test_a_community_case_owes_nothing_it_does_not_show(me: SignedIn) -> None:
    from spp_desktop.domain.cases import NewCase

    new = NewCase(
        "asb", NewParty("victim", "community", place="Mill Close"), {"category": "nuisance", "reported": "2015-05-29"}
    )
    logged(me, new=new)
    assert today.today(me).alerts == ()
