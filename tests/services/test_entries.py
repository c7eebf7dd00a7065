"""What is added to a case: incidents, contacts, actions, assessments, flags and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import (
    NewAction,
    NewAssessment,
    NewContact,
    NewFlag,
    NewIncident,
    NewParty,
)
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, search
from spp_desktop.services.signed_in import SignedIn
from tests.casework import AREAS, MONDAY, Wall, incident, logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.domain.cases import CaseView
    from spp_desktop.store.opened import Store


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, now=wall)


@pytest.fixture
def case_id(me: SignedIn) -> UUID:
    return logged(me).case_id


def view(me: SignedIn, case_id: UUID) -> CaseView:
    return cases.open_case(me, case_id)


# --- incidents -------------------------------------------------------------------------------------------------


def test_an_incident_keeps_its_four_dates_apart(me: SignedIn, case_id: UUID) -> None:
    incident(
        me, case_id, "2012-03-10T23:40", reported=date(2012, 3, 11), recorded=date(2012, 3, 12), words=" Shouting "
    )
    found = view(me, case_id).incidents[0]
    assert (found.happened.text, found.reported, found.recorded, found.logged) == (
        "2012-03-10T23:40", date(2012, 3, 11), date(2012, 3, 12), MONDAY,
    )  # fmt: skip
    assert (found.number, found.by, found.words) == (1, "Hannah Whitfield", "Shouting")


def test_an_incident_lies_in_its_own_area_or_the_cases(me: SignedIn) -> None:
    held = logged(me, incident_postcode="PE1 1HZ")
    incident(me, held.case_id, "2012-03-01", postcode="PE2 5RB")
    incident(me, held.case_id, "2012-03-02")
    assert [each.area for each in view(me, held.case_id).incidents] == ["CE1", "S2"]


def test_incidents_stand_newest_first_whatever_order_they_were_logged_in(me: SignedIn, case_id: UUID) -> None:
    for when in ("2012-03-01", "2012-03-09T10:00", "2012-03-05"):
        incident(me, case_id, when)
    assert [(each.happened.text, each.number) for each in view(me, case_id).incidents] == [
        ("2012-03-09T10:00", 2), ("2012-03-05", 3), ("2012-03-01", 1),
    ]  # fmt: skip


def test_what_is_odd_about_an_incident_is_kept_and_marked(me: SignedIn, case_id: UUID) -> None:
    new = NewIncident(When(date(2012, 3, 20)), category="environmental", subtype="drones", postcode="PE1")
    saved = entries.add_incident(me, case_id, new, area_of=AREAS.get).value
    assert {problem.field for problem in saved.warnings} == {"happened", "subtype", "postcode"}
    assert view(me, case_id).incidents[0].subtype == "drones"


def test_one_incident_may_belong_to_two_cases_and_stays_one(me: SignedIn, case_id: UUID) -> None:
    other = logged(me, "Rui Ferreira")
    saved = incident(me, case_id, words="Windows broken")
    done = entries.share_incident(me, saved.id, other.case_id)
    assert done.changes.cases == {case_id, other.case_id}
    mine, theirs = (view(me, each).incidents[0] for each in (case_id, other.case_id))
    assert mine.id == theirs.id
    assert mine.also_in == (other.reference,)
    with pytest.raises(Refused):
        entries.share_incident(me, saved.id, other.case_id)
    with pytest.raises(NotFound):
        entries.share_incident(me, uuid4(), other.case_id)


def test_incidents_raise_flags_and_withdrawing_one_ends_them(me: SignedIn, case_id: UUID) -> None:
    first = incident(me, case_id, "2012-03-05", qualifiers=("weapon",))
    assert view(me, case_id).line.flags == ("weapon",)
    incident(me, case_id, "2012-03-10", hate_strands=("race",))
    shown = view(me, case_id)
    assert shown.line.flags == ("weapon", "hate", "repeat")
    assert next(flag.label for flag in shown.flags if flag.code == "repeat") == "Repeat 2"
    incident(me, case_id, "2012-03-11")
    assert next(flag.label for flag in view(me, case_id).flags if flag.code == "repeat") == "Repeat 3"
    entries.withdraw_incident(me, first.id, case_id, "Another case's")
    shown = view(me, case_id)
    assert shown.line.flags == ("hate", "repeat")
    assert len(shown.incidents) == 2


def test_an_incident_is_withdrawn_with_a_reason_and_from_its_own_case(me: SignedIn, case_id: UUID) -> None:
    saved = incident(me, case_id)
    with pytest.raises(Invalid):
        entries.withdraw_incident(me, saved.id, case_id, " ")
    with pytest.raises(NotFound):
        entries.withdraw_incident(me, saved.id, logged(me, "Rui Ferreira").case_id, "misfiled")


def test_an_incident_is_carried_on_as_more_is_learnt(me: SignedIn, wall: Wall, case_id: UUID) -> None:
    saved = incident(me, case_id, reported=date(2012, 3, 11), words="Shouting", postcode="PE1 1HZ")
    wall.pass_by(days=3)
    was = view(me, case_id).incidents[0]
    since = {
        "police_reference": " CC-14032012-0143 ", "agencies_told": ("fire", "gp"), "told_on": date(2012, 3, 14),
        "crime": "yes", "qualifiers": ("weapon",), "postcode": "PE2 5RB",
    }  # fmt: skip
    told = NewIncident(When.read("2012-03-10T23:40"), reported=date(2012, 3, 11), words="Shouting", **since)
    done = entries.amend_incident(me, saved.id, case_id, told, was.revision, area_of=AREAS.get).value
    now = view(me, case_id).incidents[0]
    assert (now.police_reference, now.agencies_told, now.told_on) == (
        "CC-14032012-0143", ("fire", "gp"), date(2012, 3, 14),
    )  # fmt: skip
    assert (now.crime, now.area, now.words, now.revision) == ("yes", "S2", "Shouting", done.revision)
    assert view(me, case_id).line.flags == ("weapon",)
    assert search.search(me, "14032012-0143")
    assert cases.case_history(me, case_id)[0].text == "Incident put right or carried on"
    with pytest.raises(Conflict):
        entries.amend_incident(me, saved.id, case_id, replace(told, crime="no"), was.revision)


def test_what_was_told_of_an_incident_is_fixed_after_24_hours(me: SignedIn, wall: Wall, case_id: UUID) -> None:
    saved = incident(me, case_id, words="Shooting")
    right = NewIncident(When.read("2012-03-10T23:45"), words="Shouting")
    entries.amend_incident(me, saved.id, case_id, right, 1)
    assert view(me, case_id).incidents[0].happened.text == "2012-03-10T23:45"
    wall.pass_by(hours=24)
    with pytest.raises(Invalid) as fixed:
        entries.amend_incident(me, saved.id, case_id, NewIncident(When.read("2012-03-09"), words=""), 2)
    assert [each.field for each in fixed.value.problems] == ["happened", "words"]
    entries.amend_incident(me, saved.id, case_id, replace(right, reported=date(2012, 3, 12)), 2)
    assert view(me, case_id).incidents[0].reported == date(2012, 3, 12)


def test_an_incident_of_another_case_or_a_withdrawn_one_is_not_put_right(me: SignedIn, case_id: UUID) -> None:
    saved = incident(me, case_id)
    told = NewIncident(When.read("2012-03-10T23:40"), words="Shouting")
    with pytest.raises(NotFound):
        entries.amend_incident(me, saved.id, logged(me, "Rui Ferreira").case_id, told, 1)
    entries.withdraw_incident(me, saved.id, case_id, "misfiled")
    with pytest.raises(NotFound):
        entries.amend_incident(me, saved.id, case_id, told, 2)


# --- contacts --------------------------------------------------------------------------------------------------


def test_the_first_contact_that_reached_the_victim_stops_the_clock(me: SignedIn, wall: Wall) -> None:
    case_id = logged(me, reported="2012-03-12").case_id
    wall.pass_by(hours=2)
    entries.record_contact(me, case_id, NewContact("mobile", "no-answer"))
    entries.record_contact(me, case_id, NewContact("mobile", "spoke", with_whom="her sister"))
    assert view(me, case_id).line.first_contact_hours is None
    wall.pass_by(hours=3)
    entries.record_contact(me, case_id, NewContact("", "visited", "Shaken"))
    shown = view(me, case_id)
    assert shown.line.first_contact_hours == 5
    assert (shown.contacts[0].channel, shown.contacts[0].words) == ("visit", "Shaken")
    wall.pass_by(hours=1)
    entries.record_contact(me, case_id, NewContact("mobile", "spoke"))
    assert view(me, case_id).line.first_contact_hours == 5
    entries.record_contact(me, case_id, NewContact("mobile", "spoke", at=MONDAY + timedelta(hours=4)))
    assert view(me, case_id).line.first_contact_hours == 4


def test_no_answer_books_the_next_try(me: SignedIn, case_id: UUID) -> None:
    entries.record_contact(me, case_id, NewContact("mobile", "no-answer"))
    entries.record_contact(me, case_id, NewContact("mobile", "message", next_try=date(2012, 3, 15)))
    tries = [each for each in view(me, case_id).actions if each.kind == "retry"]
    assert [(each.due, each.owner) for each in tries] == [
        (date(2012, 3, 13), "Hannah Whitfield"),
        (date(2012, 3, 15), "Hannah Whitfield"),
    ]


def test_the_next_try_is_the_owners(me: SignedIn, case_id: UUID) -> None:
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    cases.assign_case(boss, case_id, boss.officer.id)
    entries.record_contact(me, case_id, NewContact("mobile", "no-answer"))
    assert view(me, case_id).actions[0].owner == "Rachel Okafor"


def test_a_contact_has_an_outcome(me: SignedIn, case_id: UUID) -> None:
    with pytest.raises(Invalid):
        entries.record_contact(me, case_id, NewContact("mobile", "shrugged"))
    entries.record_contact(me, case_id, NewContact("", "note", "Checked the file"))
    assert view(me, case_id).contacts[0].channel == ""


def test_a_contact_is_fixed_after_24_hours_and_only_its_author_puts_it_right(
    me: SignedIn, case_id: UUID, wall: Wall
) -> None:
    saved = entries.record_contact(me, case_id, NewContact("mobile", "spoke", "She will ring on Tuseday")).value
    other = signed_in(me.store, name="Imran Qureshi", now=wall)
    with pytest.raises(NotPermitted):
        entries.amend_contact(other, saved.id, "changed", saved.revision)
    wall.pass_by(hours=23.9)
    now = entries.amend_contact(me, saved.id, "She will ring on Tuesday", saved.revision).value
    assert not view(me, case_id).contacts[0].locked
    with pytest.raises(Conflict):
        entries.amend_contact(me, saved.id, "again", saved.revision)
    wall.pass_by(hours=0.2)
    with pytest.raises(Refused, match="24 hours"):
        entries.amend_contact(me, saved.id, "later", now.revision)
    found = view(me, case_id).contacts[0]
    assert (found.words, found.locked) == ("She will ring on Tuesday", True)
    entries.record_contact(me, case_id, NewContact("", "note", "It was Wednesday", corrects=saved.id))
    assert view(me, case_id).contacts[0].corrects == saved.id


def test_a_misfiled_contact_is_withdrawn_from_the_case_and_the_search(me: SignedIn, case_id: UUID) -> None:
    saved = entries.record_contact(me, case_id, NewContact("mobile", "spoke", "zebra crossing")).value
    assert search.search(me, "zebra").hits
    entries.withdraw_contact(me, saved.id, "Belongs to another case")
    assert view(me, case_id).contacts == ()
    assert search.search(me, "zebra").hits == ()


# --- actions ---------------------------------------------------------------------------------------------------


def test_an_action_is_for_an_officer_or_an_agency(me: SignedIn, case_id: UUID) -> None:
    entries.add_action(me, case_id, NewAction(" Visit  her ", date(2012, 3, 15)))
    entries.add_action(me, case_id, NewAction("Fit a lock", date(2012, 3, 14), agency="fire"))
    entries.add_action(me, case_id, NewAction("Some day", None))
    assert [(each.what, each.owner, each.agency, each.due) for each in view(me, case_id).actions] == [
        ("Fit a lock", "", "fire", date(2012, 3, 14)),
        ("Visit her", "Hannah Whitfield", "", date(2012, 3, 15)),
        ("Some day", "Hannah Whitfield", "", None),
    ]


@pytest.mark.parametrize(
    ("new", "field"),
    [(NewAction(" ", None), "what"), (NewAction("Visit", None, owner_id=UUID(int=1), agency="fire"), "agency")],
)
def test_an_action_says_what_and_for_whom(me: SignedIn, case_id: UUID, new: NewAction, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        entries.add_action(me, case_id, new)
    assert refused.value.problems[0].field == field


def test_an_action_is_done_opened_again_and_moved(me: SignedIn, case_id: UUID) -> None:
    saved = entries.add_action(me, case_id, NewAction("Visit", date(2012, 3, 9))).value
    done = entries.complete_action(me, saved.id, evidence="Seen", late_reason="Snow", revision=saved.revision).value
    found = view(me, case_id).actions[0]
    assert (found.done, found.evidence, found.late_reason) == (date(2012, 3, 12), "Seen", "Snow")
    with pytest.raises(Conflict):
        entries.move_action(me, saved.id, date(2012, 3, 16), revision=saved.revision)
    entries.move_action(me, saved.id, date(2012, 3, 16), reason="Not in", revision=done.revision)
    found = view(me, case_id).actions[0]
    assert (found.done, found.due) == (None, date(2012, 3, 16))
    with pytest.raises(NotFound):
        entries.complete_action(me, uuid4())


# --- risk ------------------------------------------------------------------------------------------------------

MEDIUM = {"intimidation": "ongoing", "affected": "extremely", "health": "yes"}


def test_every_scoring_is_kept_and_the_latest_is_in_force(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    entries.assess_risk(me, case_id, NewAssessment(MEDIUM))
    assert view(me, case_id).line.next_review == date(2012, 3, 26)
    wall.pass_by(days=1)
    entries.assess_risk(me, case_id, NewAssessment({**MEDIUM, "frequency": "daily"}, ("threats-to-life",)))
    shown = view(me, case_id)
    assert (shown.line.band, shown.line.score, shown.line.score_change) == ("high", 19, 5)
    assert shown.line.next_review == date(2012, 3, 20)
    assert [(each.score, each.band, each.automatic) for each in shown.assessments] == [
        (19, "high", ("threats-to-life",)),
        (14, "medium", ()),
    ]
    assert shown.assessments[1].unanswered == 11
    assert shown.assessments[0].illustrative


def test_an_incident_raises_risk_to_high_from_the_last_answers(me: SignedIn, case_id: UUID) -> None:
    entries.assess_risk(me, case_id, NewAssessment(MEDIUM))
    assert entries.risk_to_score(me, case_id) == (MEDIUM, ())
    saved = incident(me, case_id, qualifiers=("weapon",))
    answers, triggers = entries.risk_to_score(me, case_id)
    assert (answers, triggers) == (MEDIUM, ("weapon",))
    entries.assess_risk(me, case_id, NewAssessment(answers, triggers, occasion="incident", incident_id=saved.id))
    shown = view(me, case_id)
    assert (shown.line.band, shown.assessments[0].incident_id) == ("high", saved.id)


def test_hate_and_repeat_together_call_for_high(me: SignedIn) -> None:
    held = logged(me, hate_strands=("race",), perceived_by=("victim",))
    assert entries.risk_to_score(me, held.case_id) == ({}, ())
    for when in ("2012-03-05", "2012-03-10"):
        incident(me, held.case_id, when)
    assert entries.risk_to_score(me, held.case_id)[1] == ("hate-and-repeat",)


def test_answers_the_matrix_does_not_have_are_refused(me: SignedIn, case_id: UUID) -> None:
    with pytest.raises(Invalid):
        entries.assess_risk(me, case_id, NewAssessment({"frequency": "hourly"}))
    assert view(me, case_id).assessments == ()


def test_an_officer_raises_with_a_reason_and_only_a_supervisor_lowers(me: SignedIn, case_id: UUID) -> None:
    with pytest.raises(Invalid):
        entries.assess_risk(me, case_id, NewAssessment(MEDIUM, band="high"))
    entries.assess_risk(me, case_id, NewAssessment(MEDIUM, band="high", reason="Followed home"))
    found = view(me, case_id).assessments[0]
    assert (found.band, found.scored_band, found.overridden, found.reason) == ("high", "medium", True, "Followed home")
    with pytest.raises(Invalid, match="1 thing"):
        entries.override_risk(me, case_id, "standard", "Quieter now")
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor", now=me.now)
    entries.override_risk(boss, case_id, "standard", "Person responsible moved away")
    shown = view(me, case_id)
    assert (shown.line.band, shown.assessments[0].by) == ("standard", "Rachel Okafor")


def test_a_band_somebody_raised_does_not_fall_with_a_re_score(me: SignedIn, case_id: UUID) -> None:
    entries.override_risk(me, case_id, "high", "Followed home")
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "none"}))
    found = view(me, case_id).assessments[0]
    assert (found.band, found.scored_band, found.reason) == ("high", "standard", "Followed home")


def test_scoring_a_closed_case_sets_no_review(me: SignedIn, case_id: UUID) -> None:
    cases.move_case(me, case_id, "not-asb", "A parking matter")
    entries.assess_risk(me, case_id, NewAssessment({}))
    assert view(me, case_id).line.next_review is None


# --- flags and people ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "new",
    [
        NewFlag("unheard-of"),
        NewFlag("staff-safety", "A dog"),
        NewFlag("staff-safety", "", expires=date(2012, 4, 30)),
        NewFlag("vulnerable", "x", expires=date(2012, 3, 11)),
    ],
)
def test_a_flag_is_one_of_the_types_and_says_what_it_must(me: SignedIn, case_id: UUID, new: NewFlag) -> None:
    with pytest.raises(Invalid):
        entries.raise_flag(me, case_id, new)


def test_a_staff_safety_flag_ends_by_itself_or_by_hand(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    new = NewFlag("staff-safety", "A dog", label="Visit in pairs", expires=date(2012, 3, 13))
    entries.raise_flag(me, case_id, new)
    shown = view(me, case_id)
    assert (shown.line.flags, shown.flags[0].label) == (("staff-safety",), "Visit in pairs")
    wall.pass_by(days=2)
    assert view(me, case_id).line.flags == ()
    later = entries.raise_flag(me, case_id, replace(new, expires=date(2012, 4, 30))).value
    entries.end_flag(me, later.id, "The dog has gone")
    assert view(me, case_id).line.flags == ()


def test_somebody_is_put_on_a_case_in_a_role(me: SignedIn, case_id: UUID) -> None:
    entries.add_party(me, case_id, NewParty("witness", facts=somebody(" Bo  Smith ")))
    entries.add_party(me, case_id, NewParty("responsible", "not-known", note="Blue van", counter_allegation=True))
    parties = view(me, case_id).parties[1:]
    assert [(each.role, each.name, each.counter_allegation) for each in parties] == [
        ("witness", "Bo Smith", False),
        ("responsible", "Not known", True),
    ]
    assert search.search(me, "blue van").hits
    with pytest.raises(Invalid):
        entries.add_party(me, case_id, NewParty("bystander"))


def test_a_role_belongs_to_the_case_not_to_the_person(me: SignedIn, case_id: UUID) -> None:
    victim = view(me, case_id).parties[0].person
    assert victim is not None
    other = logged(me, new=replace(new_case("Rui Ferreira"), others=(NewParty("responsible", person_id=victim.id),)))
    parties = view(me, other.case_id).parties
    assert [(each.name, each.role) for each in parties] == [
        ("Rui Ferreira", "victim"),
        ("Ewa Kowalczyk", "responsible"),
    ]
    assert parties[1].also_in == (view(me, case_id).line.reference,)
