"""Cases through their services, on both databases: logging, listing, answering, moving, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from spp_desktop.domain.cases import CaseQuery, Filter, NewAction, NewAssessment, NewCase, NewContact, NewParty
from spp_desktop.domain.closing import FINISHED, LEFT, TOLD, Closing, Fate, check_closing
from spp_desktop.domain.conversation import begins, closing_of
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import Role, Scope
from spp_desktop.services import cases, entries, settings, views
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import case_lists, ledger
from spp_desktop.store.tables.case import CaseRow
from tests.casework import MONDAY, Wall, incident, logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

WORKED = ("triaged", "assessing", "investigating", "action-plan")


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def worked(me: SignedIn, case_id: UUID, *states: str) -> None:
    for state in states:
        cases.move_case(me, case_id, state, "as agreed")


def references(me: SignedIn, **query: object) -> list[str]:
    return [line.reference for line in cases.list_cases(me, CaseQuery("asb", **query))]  # type: ignore[arg-type]


# --- logging ---------------------------------------------------------------------------------------------------


def test_a_case_needs_who_what_and_when_reported_and_no_more(me: SignedIn) -> None:
    saved = logged(me)
    assert saved.reference == f"ASB-2012-{me.store.code}-0001"
    assert saved.warnings == ()
    view = cases.open_case(me, saved.case_id)
    assert (view.line.name, view.line.initials, view.line.state) == ("Ewa Kowalczyk", "EK", "reported")
    assert view.answers == {"category": "personal", "reported": "2012-03-08"}
    assert (view.logged_by, view.logged, view.line.band) == ("Hannah Whitfield", MONDAY, None)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (new_case("  "), "name"),
        (replace(new_case(), answers={"reported": "2012-03-08"}), "category"),
        (replace(new_case(), answers={"category": "personal"}), "reported"),
        (replace(new_case(), who=NewParty("victim", "community")), "place"),
        (new_case(unheard_of="x"), "unheard_of"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_saved(me: SignedIn, new: NewCase, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        logged(me, new=new)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert references(me) == []


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (NewParty("victim", "not-known"), "Not known"),
        (NewParty("victim", "anonymous"), "Anonymous"),
        (NewParty("victim", "community", place="The Green, Bretton"), "Community at The Green, Bretton"),
    ],
)
def test_a_case_may_be_about_nobody_with_a_name(me: SignedIn, who: NewParty, name: str) -> None:
    saved = logged(me, new=replace(new_case(), who=who))
    view = cases.open_case(me, saved.case_id)
    assert view.line.name == name
    assert view.main_party is not None
    assert view.main_party.person is None


def test_an_impossible_value_is_kept_and_marked(me: SignedIn) -> None:
    saved = logged(me, first_incident="31 feb", recorded="2012-03-01")
    assert {problem.field for problem in saved.warnings} == {"first_incident", "recorded"}
    assert cases.open_case(me, saved.case_id).answers["first_incident"] == "31 feb"


def test_references_count_within_type_year_and_store(store: Store) -> None:
    wall = Wall()
    me = signed_in(store, now=wall)
    first, second = logged(me), logged(me, "Rui Ferreira")
    wall.pass_by(days=365)
    third = logged(me, "Brian Oakley")
    assert [saved.reference[-4:] for saved in (first, second, third)] == ["0001", "0002", "0001"]
    assert third.reference.startswith("ASB-2013-")


def test_the_area_is_the_incidents_then_the_homes_then_chosen_and_is_frozen(me: SignedIn) -> None:
    home = NewParty("victim", facts=somebody("Ann", postcode="PE1 1HZ"))
    by_home = logged(me, new=replace(new_case(), who=home))
    by_incident = logged(me, new=replace(new_case(incident_postcode="pe25rb"), who=home))
    chosen = logged(me, new=replace(new_case(incident_postcode="PE2 5RB"), area="NW1"))
    outside = logged(me, new=new_case(incident_postcode="SW1A 1AA"))
    views = [cases.open_case(me, saved.case_id) for saved in (by_home, by_incident, chosen, outside)]
    assert [(view.line.area, view.area_source) for view in views] == [
        ("CE1", "home postcode"), ("S2", "incident postcode"), ("NW1", "chosen"), (None, ""),
    ]  # fmt: skip
    cases.save_answers(
        me, by_incident.case_id, {**views[1].answers, "incident_postcode": "PE1 1HZ"}, by_incident.revision
    )
    assert cases.open_case(me, by_incident.case_id).line.area == "S2"


def test_the_shipped_postcodes_are_used_unless_others_are_given(me: SignedIn) -> None:
    saved = cases.log_case(me, new_case(incident_postcode="PE1 1AA")).value
    from spp_desktop.imports.areas import area_of_postcode

    assert cases.open_case(me, saved.case_id).line.area == area_of_postcode("PE1 1AA")


def test_flags_that_answers_call_for_are_raised_at_once(me: SignedIn) -> None:
    saved = logged(me, hate_strands=("race",), perceived_by=("victim",), children_in_home="yes", interpreter="yes")
    assert cases.open_case(me, saved.case_id).line.flags == ("hate", "child", "interpreter")


@pytest.mark.parametrize(
    ("reported", "given", "due"),
    [
        ("2012-03-12", None, MONDAY + timedelta(hours=48)),
        ("2012-03-08", None, datetime(2012, 3, 10, tzinfo=UTC)),
        ("2012-03-12", datetime(2012, 3, 12, 8, tzinfo=UTC), datetime(2012, 3, 14, 8, tzinfo=UTC)),
        ("soon", None, MONDAY + timedelta(hours=48)),
    ],
)
def test_the_first_contact_clock_never_starts_late(
    me: SignedIn, reported: str, given: datetime | None, due: datetime
) -> None:
    saved = logged(me, new=replace(new_case(reported=reported), reported_at=given))
    assert cases.open_case(me, saved.case_id).line.first_contact_due == due


def test_a_clock_is_never_started_from_a_time_without_a_zone(me: SignedIn) -> None:
    naive = datetime(2012, 3, 12, 8)  # noqa: DTZ001 - what must be refused
    with pytest.raises(ValueError, match="zone"):
        logged(me, new=replace(new_case(), reported_at=naive))


def test_others_are_put_on_the_case_too(me: SignedIn) -> None:
    reporter = NewParty("reporter", facts=somebody("Bo Smith"))
    saved = logged(me, new=replace(new_case(), others=(reporter, NewParty("responsible", "not-known"))))
    parties = cases.open_case(me, saved.case_id).parties
    assert [(party.role, party.name, party.main) for party in parties] == [
        ("victim", "Ewa Kowalczyk", True),
        ("reporter", "Bo Smith", False),
        ("responsible", "Not known", False),
    ]


def test_somebody_already_known_may_be_the_victim_again(me: SignedIn) -> None:
    first = logged(me)
    person = cases.open_case(me, first.case_id).parties[0].person
    assert person is not None
    again = logged(me, new=replace(new_case(), who=NewParty("victim", person_id=person.id)))
    view = cases.open_case(me, again.case_id)
    assert view.line.name == "Ewa Kowalczyk"
    assert view.also_in == (first.reference,)


# --- lists -----------------------------------------------------------------------------------------------------


@pytest.fixture
def several(me: SignedIn) -> dict[str, UUID]:
    """Four cases: Ann high, Bo medium with hate, Cy not assessed and taken, Di closed as not ASB."""
    ids = {}
    for name, answers in {
        "Ann Abel": {"reported": "2012-03-01", "subtype": "noise"},
        "Bo Bell": {"reported": "2012-03-02", "hate_strands": ("race",), "perceived_by": ("victim",)},
        "Cy Cole": {"reported": "2012-03-03", "qualifiers": ("alcohol", "drugs")},
        "Di Dean": {"reported": "2012-03-04"},
    }.items():
        ids[name[:2]] = logged(me, name, incident_postcode="PE1 1HZ" if name < "C" else "PE2 5RB", **answers).case_id
    entries.assess_risk(me, ids["An"], NewAssessment({}, ("weapon",)))
    entries.assess_risk(
        me, ids["Bo"], NewAssessment({"intimidation": "ongoing", "affected": "extremely", "health": "yes"})
    )
    cases.assign_case(me, ids["Cy"], me.officer.id)
    entries.record_contact(me, ids["Cy"], NewContact("mobile", "spoke"))
    cases.move_case(me, ids["Di"], "not-asb", "A parking matter")
    return ids


def names(me: SignedIn, **query: object) -> list[str]:
    return [line.name[:2] for line in cases.list_cases(me, CaseQuery("asb", **query))]  # type: ignore[arg-type]


OPEN = Filter("open", ("yes",))


NARROWED: list[tuple[list[Filter], set[str]]] = [
    ([OPEN], {"An", "Bo", "Cy"}),
    ([Filter("open", ("no",))], {"Di"}),
    ([Filter("open", ("yes", "no"))], {"An", "Bo", "Cy", "Di"}),
    ([Filter("band", ("high",))], {"An"}),
    ([Filter("band", ("medium", ""))], {"Bo", "Cy", "Di"}),
    ([Filter("state", ("not-asb",))], {"Di"}),
    ([Filter("area", ("S2",))], {"Cy", "Di"}),
    ([Filter("owner", ("",)), OPEN], {"An", "Bo"}),
    ([Filter("flags", ("hate",))], {"Bo"}),
    ([Filter("first_contact", ("made",))], {"Cy"}),
    ([Filter("first_contact", ("late",)), OPEN], {"An", "Bo"}),
    ([Filter("first_contact", ("none",)), OPEN], {"An", "Bo"}),
    ([Filter("first_contact", ("unheard-of",))], set()),
    ([Filter("reported", ("2012-03-02",), "from"), Filter("reported", ("2012-03-03",), "to")], {"Bo", "Cy"}),
    ([Filter("reported", ("2012-03-04",))], {"Di"}),
    ([Filter("next_review", ("",))], {"Di"}),
    ([Filter("next_review", ("2012-03-19",), "to")], {"An", "Cy"}),
    ([Filter("subtype", ("noise",))], {"An"}),
    ([Filter("subtype", ("",))], {"Bo", "Cy", "Di"}),
    ([Filter("qualifiers", ("drugs",))], {"Cy"}),
    ([Filter("qualifiers", ("drug",))], set()),
    ([Filter("hate_strands", ("race", "religion"))], {"Bo"}),
    ([Filter("unheard-of", ("x",))], set()),
]


def test_a_list_is_narrowed(me: SignedIn, several: dict[str, UUID]) -> None:
    for filters, found in NARROWED:
        query = CaseQuery("asb", tuple(filters))
        assert set(names(me, filters=tuple(filters))) == found, filters
        assert cases.count_cases(me, query) == len(cases.case_ids(me, query)) == len(found)


SORTED: dict[str, list[str]] = {
    "name": ["An", "Bo", "Cy", "Di"],
    "reference": ["An", "Bo", "Cy", "Di"],
    "reported": ["An", "Bo", "Cy", "Di"],
    "next_review": ["An", "Cy", "Bo", "Di"],
    "band": ["Cy", "Di", "Bo", "An"],
    "owner": ["An", "Bo", "Di", "Cy"],
    "area": ["An", "Bo", "Cy", "Di"],
    "first_contact": ["An", "Bo", "Di", "Cy"],
    "closed": ["An", "Bo", "Cy", "Di"],
    "state": ["An", "Bo", "Cy", "Di"],
    "subtype": ["Bo", "Cy", "Di", "An"],
    "unheard-of": ["An", "Cy", "Bo", "Di"],
}


def test_a_list_is_sorted_either_way_blanks_together(me: SignedIn, several: dict[str, UUID]) -> None:
    for sort, ascending in SORTED.items():
        assert names(me, sort=sort) == ascending, sort
        assert names(me, sort=sort, descending=True) == ascending[::-1], sort
        rows = cases.case_ids(me, CaseQuery("asb", sort=sort))
        assert [line.name[:2] for line in cases.case_lines(me, rows)] == ascending, sort


def test_a_page_of_a_list(me: SignedIn, several: dict[str, UUID]) -> None:
    query = CaseQuery("asb", sort="name")
    assert [line.name[:2] for line in cases.list_cases(me, query, limit=2, offset=1)] == ["Bo", "Cy"]


QUICK = {"bel": {"An", "Bo"}, "B\u00e9ll": {"Bo"}, "-0003": {"Cy"}, "%": {"An", "Bo", "Cy", "Di"}, "xx": set()}


def test_a_quick_filter_looks_at_name_and_reference(me: SignedIn, several: dict[str, UUID]) -> None:
    assert {text: set(names(me, text=text)) for text in QUICK} == QUICK


def test_a_team_is_its_owners_team(store: Store) -> None:
    north, south = (signed_in(store, Role.SUPERVISOR, name=name, team=name) for name in ("North", "South"))
    saved = logged(north)
    cases.assign_case(north, saved.case_id, south.officer.id)
    logged(north, "Rui Ferreira")
    assert references(north, filters=(Filter("team", ("South",)),)) == [saved.reference]
    assert references(north, filters=(Filter("team", ("North",)),)) == []
    assert references(north, sort="owner")[-1] == saved.reference


def test_the_tabs_above_a_list_are_counted(me: SignedIn, several: dict[str, UUID]) -> None:
    assert {each.view.code: each.count for each in views.case_views(me, "asb")} == {
        "open": 3, "mine": 1, "high": 1, "no-contact": 2, "reviews": 0, "closed": 1,
    }  # fmt: skip
    assert cases.rail_counts(me) == {"asb": 3}


def test_a_line_holds_what_a_list_shows(me: SignedIn, several: dict[str, UUID]) -> None:
    line = next(each for each in cases.list_cases(me, CaseQuery("asb")) if each.name == "Cy Cole")
    assert (line.owner, line.owner_id, line.area) == ("Hannah Whitfield", me.officer.id, "S2")
    assert line.answers["qualifiers"] == ("alcohol", "drugs")
    assert "reported" not in line.answers
    assert line.first_contact_hours == pytest.approx(9 * 24 + 9 + 14 / 60)


def test_a_list_and_an_open_case_cost_a_fixed_number_of_statements(me: SignedIn, several: dict[str, UUID]) -> None:
    case_id = several["An"]
    few = statements(me, lambda: cases.open_case(me, case_id))
    for number in range(20):
        entries.record_contact(me, case_id, NewContact("mobile", "spoke", f"call {number}"))
    incident(me, case_id)
    many = statements(me, lambda: cases.open_case(me, case_id))
    assert few == many <= 12
    assert statements(me, lambda: cases.list_cases(me, CaseQuery("asb"))) == 1


def statements(me: SignedIn, run: object) -> int:
    """How many statements a call sends, transactions' own not counted."""
    sent: list[str] = []

    def heard(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.split(None, 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            sent.append(statement)

    engines = (me.store.engines.readers, me.store.engines.writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    try:
        run()  # type: ignore[operator]
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", heard)
    return len([each for each in sent if "advisory" not in each])


# --- who may know ----------------------------------------------------------------------------------------------


def test_a_list_read_without_a_scope_cannot_be_made(me: SignedIn) -> None:
    with me.store.read() as connection, pytest.raises((TypeError, AttributeError)):
        case_lists.list_cases(connection, CASE_KIND, CaseQuery("asb"), None, limit=5)  # type: ignore[arg-type]


def test_a_scope_without_the_type_or_with_the_case_blocked_sees_nothing(me: SignedIn) -> None:
    saved = logged(me)
    for scope in (
        Scope(me.officer.id, frozenset()),
        Scope(me.officer.id, frozenset(("asb",)), blocked=frozenset((saved.case_id,))),
    ):
        who = case_lists.Reader(scope, me.today(), me.now())
        with me.store.read() as connection:
            assert case_lists.list_cases(connection, CASE_KIND, CaseQuery("asb"), who, limit=5) == []
            assert list(case_lists.case_ids(connection, CASE_KIND, CaseQuery("asb"), who)) == []
            assert case_lists.case_lines(connection, CASE_KIND, [1, 2, 3], who) == []
            assert case_lists.count_cases(connection, CASE_KIND, CaseQuery("asb"), who) == 0
            assert case_lists.count_open(connection, scope) == {}


def test_a_forbidden_case_is_answered_as_one_there_is_not(me: SignedIn) -> None:
    saved = logged(me)
    analyst = signed_in(me.store, Role.ANALYST, name="An Analyst")
    iom = signed_in(me.store, Role.IOM_OFFICER, name="Io Moss")
    answers = []
    for who, reference in ((analyst, saved.reference), (iom, saved.reference), (me, "ASB-2012-ZZ-9999")):
        with pytest.raises(NotFound) as refused:
            cases.find_case(who, reference)
        answers.append(refused.value.message)
    assert len(set(answers)) == 1
    assert cases.find_case(me, f" {saved.reference.lower()} ") == saved.case_id


def test_looks_and_look_ups_that_failed_are_recorded(me: SignedIn) -> None:
    saved = logged(me)
    cases.open_case(me, saved.case_id)
    with pytest.raises(NotFound):
        cases.find_case(me, "ASB-2012-ZZ-9999")
    with me.store.read() as connection:
        looked = list(ledger.chain(connection, me.store.device.id, Stream.AUDIT))
    assert [(entry.operation.kind, entry.operation.about) for entry in looked] == [
        ("case.viewed", saved.case_id),
        ("case.not-found", None),
    ]
    assert looked[0].changes == ()


def test_a_case_there_is_not_cannot_be_opened_or_worked(me: SignedIn) -> None:
    for call in (
        lambda: cases.open_case(me, uuid4()),
        lambda: cases.move_case(me, uuid4(), "triaged"),
        lambda: cases.case_history(me, uuid4()),
    ):
        with pytest.raises(NotFound):
            call()


# --- answers ---------------------------------------------------------------------------------------------------


def test_answers_are_saved_cleared_and_remembered_in_history(me: SignedIn) -> None:
    saved = logged(me, subtype="noise")
    now = cases.save_answers(
        me, saved.case_id, {"category": "nuisance", "reported": "2012-03-09"}, saved.revision
    ).value
    view = cases.open_case(me, saved.case_id)
    assert view.answers == {"category": "nuisance", "reported": "2012-03-09"}
    assert (view.line.reported, view.line.revision) == (date(2012, 3, 9), now.revision)
    latest = cases.case_history(me, saved.case_id)[0]
    assert (latest.text, latest.by) == ("Answers saved", "Hannah Whitfield")
    assert ("Type", "Personal", "Nuisance") in latest.details
    assert ("Sub-type", "Noise", "") in latest.details
    assert ("Date reported", "8 Mar 2012", "9 Mar 2012") in latest.details


def test_two_officers_answers_conflict_field_by_field_and_nothing_is_lost(me: SignedIn) -> None:
    saved = logged(me)
    other = signed_in(me.store, name="Imran Qureshi")
    theirs = {"category": "nuisance", "reported": "2012-03-08", "subtype": "noise"}
    cases.save_answers(other, saved.case_id, theirs, saved.revision)
    with pytest.raises(Conflict) as refused:
        cases.save_answers(me, saved.case_id, {"category": "environmental", "reported": "2012-03-08"}, saved.revision)
    shown = {each.label: (each.before, each.mine, each.theirs) for each in refused.value.differences}
    assert shown["Type"] == ("Personal", "Environmental", "Nuisance")
    assert shown["Sub-type"] == ("", "", "Noise")
    assert cases.open_case(me, saved.case_id).answers == theirs
    decided = {**theirs, "category": "environmental"}
    cases.save_answers(me, saved.case_id, decided, refused.value.revision)
    assert cases.open_case(me, saved.case_id).answers == decided


def test_a_contact_or_a_score_meanwhile_is_no_conflict(me: SignedIn) -> None:
    saved = logged(me)
    other = signed_in(me.store, name="Imran Qureshi")
    entries.record_contact(other, saved.case_id, NewContact("mobile", "spoke"))
    entries.assess_risk(other, saved.case_id, NewAssessment({"frequency": "daily"}))
    cases.save_answers(me, saved.case_id, {"category": "nuisance", "reported": "2012-03-08"}, saved.revision)
    view = cases.open_case(me, saved.case_id)
    assert (view.answers["category"], view.line.band) == ("nuisance", "standard")
    assert view.line.first_contact_hours is not None


def test_flags_follow_the_answers_and_an_officers_own_flag_stays(me: SignedIn) -> None:
    from spp_desktop.domain.cases import NewFlag

    saved = logged(me, children_in_home="yes")
    entries.raise_flag(me, saved.case_id, NewFlag("vulnerable"))
    cases.save_answers(me, saved.case_id, {"category": "personal", "reported": "2012-03-08", "adult_at_risk": "yes"}, 1)
    assert cases.open_case(me, saved.case_id).line.flags == ("adult-at-risk", "vulnerable")


# --- moving, closing, reopening --------------------------------------------------------------------------------


def test_moves_are_those_of_the_workflow_and_say_why_where_asked(me: SignedIn) -> None:
    saved = logged(me)
    with pytest.raises(Refused):
        cases.move_case(me, saved.case_id, "monitoring")
    worked(me, saved.case_id, "triaged", "assessing")
    with pytest.raises(Invalid) as refused:
        cases.move_case(me, saved.case_id, "proposed-closure", " ")
    assert refused.value.problems[0].field == "reason"
    view = cases.open_case(me, saved.case_id)
    assert [(move.before, move.after) for move in view.moves] == [("reported", "triaged"), ("triaged", "assessing")]
    assert view.line.state == "assessing"


def told(me: SignedIn) -> Closing:
    return Closing("stopped", TOLD, told_on=me.today(), survey_sent=me.today())


def test_closing_is_the_whole_checklist_and_sets_retention(me: SignedIn) -> None:
    saved = logged(me)
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    with pytest.raises(Refused):
        cases.close_case(boss, saved.case_id, told(me))
    worked(me, saved.case_id, *WORKED, "proposed-closure")
    with pytest.raises(Refused):
        cases.move_case(me, saved.case_id, "closed")
    with pytest.raises(Invalid) as refused:
        cases.close_case(boss, saved.case_id, Closing("stopped", ""))
    assert [problem.field for problem in refused.value.problems] == ["told", "exit_risk", "survey"]
    entries.assess_risk(me, saved.case_id, NewAssessment({"frequency": "none"}, occasion="closing"))
    steps = cases.closing_checklist(me, saved.case_id, told(me))
    assert check_closing(steps) == ()
    with pytest.raises(NotPermitted):
        cases.close_case(me, saved.case_id, told(me))
    cases.close_case(boss, saved.case_id, told(me))
    view = cases.open_case(me, saved.case_id)
    assert (view.line.state, view.line.closed, view.line.next_review) == ("closed", date(2012, 3, 12), None)
    assert view.retention_review == date(2018, 3, 12)
    assert dict(view.moves[-1].closing) == {
        "reason": "stopped",
        "told": "told",
        "told_on": "2012-03-12",
        "survey": "sent",
        "survey_sent": "2012-03-12",
    }


def test_closure_is_proposed_with_the_conversation_begun_and_a_supervisor_goes_on(me: SignedIn) -> None:
    saved = logged(me)
    begun = Closing("stopped", TOLD, told_on=me.today(), survey_declined=True, words="Quiet for six weeks")
    with pytest.raises(Refused):
        cases.propose_closure(me, saved.case_id, begun)
    worked(me, saved.case_id, *WORKED)
    lock = entries.add_action(me, saved.case_id, NewAction("Fit a lock", me.today(), me.officer.id)).value.id
    visit = entries.add_action(me, saved.case_id, NewAction("Visit", me.today(), me.officer.id)).value.id
    with pytest.raises(Invalid) as refused:
        cases.propose_closure(me, saved.case_id, replace(begun, reason="bored"))
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    cases.propose_closure(me, saved.case_id, replace(begun, fates={lock: Fate(FINISHED, " Seen fitted ")}))

    view = cases.open_case(me, saved.case_id)
    assert (view.line.state, view.moves[-1].reason) == ("proposed-closure", "Quiet for six weeks")
    assert [(each.id, each.done, each.evidence) for each in view.actions if each.done] == [
        (lock, date(2012, 3, 12), "Seen fitted")
    ]
    (survey,) = view.records
    assert (survey.kind, dict(survey.answers), survey.about) == ("survey", {"declined": "2012-03-12"}, "Ewa Kowalczyk")
    entries.assess_risk(me, saved.case_id, NewAssessment({"frequency": "none"}, occasion="closing"))
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    went_on = closing_of(begins(view, me.today()))
    assert went_on == replace(begun, fates={lock: Fate(FINISHED, "Seen fitted")})
    with pytest.raises(Invalid) as refused:
        cases.close_case(boss, saved.case_id, went_on)
    assert [problem.field for problem in refused.value.problems] == ["open"]
    left = replace(went_on, fates={visit: Fate(LEFT, "She moved away")}, handled="Well")
    cases.close_case(boss, saved.case_id, left)

    closed = cases.open_case(me, saved.case_id)
    assert closed.line.state == "closed"
    assert len(closed.records) == 1
    assert [each.done for each in closed.actions if each.id == visit] == [None]
    told_of = [line for line in cases.case_history(me, saved.case_id) if line.text.startswith("Closed")]
    said = {(label, now) for label, _, now in told_of[0].details}
    assert {
        ("What they said", "Well"),
        ("Why it closes", "Resolved: behaviour stopped"),
        ("Something still open", "Left"),
        ("To whom, why, or what shows it", "She moved away"),
    } <= said


def test_a_case_reopened_keeps_what_was_said_as_it_closed(me: SignedIn) -> None:
    saved = logged(me)
    worked(me, saved.case_id, *WORKED, "proposed-closure")
    entries.assess_risk(me, saved.case_id, NewAssessment({}, occasion="closing"))
    cases.close_case(signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor"), saved.case_id, told(me))
    cases.move_case(me, saved.case_id, "reopened", "It began again")
    view = cases.open_case(me, saved.case_id)
    assert (view.line.reference, view.line.state, view.line.closed) == (saved.reference, "reopened", None)
    assert [move.after for move in view.moves][-2:] == ["closed", "reopened"]
    assert view.moves[-2].closing["reason"] == "stopped"
    assert begins(view, me.today()) == {}


def test_a_child_on_a_case_keeps_it_to_their_twenty_fifth_birthday(me: SignedIn) -> None:
    saved = logged(me)
    for birth in ("2004-07-09", "1970-01-01"):
        entries.add_party(me, saved.case_id, NewParty("household", facts=somebody("Somebody Else", birth=birth)))
    worked(me, saved.case_id, *WORKED, "proposed-closure")
    entries.assess_risk(me, saved.case_id, NewAssessment({}, occasion="closing"))
    cases.close_case(signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor"), saved.case_id, told(me))
    assert cases.open_case(me, saved.case_id).retention_review == date(2029, 7, 9)


def test_a_case_that_ends_without_the_checklist_is_reviewed_too(me: SignedIn) -> None:
    parking, moved_away = logged(me), logged(me)
    cases.move_case(me, parking.case_id, "not-asb", "A parking matter")
    cases.move_case(me, moved_away.case_id, "transferred", "They moved to Leicester")
    view = cases.open_case(me, parking.case_id)
    assert (view.retention_class, view.retention_review) == ("asb-no-action", date(2014, 3, 12))
    assert cases.open_case(me, moved_away.case_id).retention_review == date(2018, 3, 12)
    cases.move_case(me, parking.case_id, "reopened", "It began again")
    view = cases.open_case(me, parking.case_id)
    assert (view.retention_class, view.retention_review) == ("asb", None)


def test_a_local_schedule_sets_how_long_a_closed_case_is_kept(me: SignedIn) -> None:
    boss = signed_in(me.store, Role.ADMINISTRATOR, name="Ad Min")
    settings.change_setting(boss, "retention.asb.years", 10, "Council schedule 2012")
    saved = logged(me)
    worked(me, saved.case_id, *WORKED, "proposed-closure")
    entries.assess_risk(me, saved.case_id, NewAssessment({}, occasion="closing"))
    cases.close_case(signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor"), saved.case_id, told(me))
    assert cases.open_case(me, saved.case_id).retention_review == date(2022, 3, 12)


def test_a_case_reopens_with_its_number_for_twelve_months(store: Store) -> None:
    wall = Wall()
    me = signed_in(store, now=wall)
    saved = logged(me)
    cases.move_case(me, saved.case_id, "not-asb", "A parking matter")
    wall.pass_by(days=365)
    cases.move_case(me, saved.case_id, "reopened", "It began again")
    view = cases.open_case(me, saved.case_id)
    assert (view.line.reference, view.line.state, view.line.closed) == (saved.reference, "reopened", None)
    assert view.line.next_review == wall().date() + timedelta(days=7)
    worked(me, saved.case_id, "assessing", "not-asb")
    wall.pass_by(days=366)
    with pytest.raises(Refused, match="12 months"):
        cases.move_case(me, saved.case_id, "reopened", "Again")


def test_only_a_supervisor_gives_a_case_to_somebody_else(me: SignedIn) -> None:
    saved = logged(me)
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    with pytest.raises(NotPermitted):
        cases.assign_case(me, saved.case_id, boss.officer.id)
    cases.assign_case(me, saved.case_id, me.officer.id)
    with pytest.raises(NotPermitted):
        cases.assign_case(me, saved.case_id, None)
    cases.assign_case(boss, saved.case_id, boss.officer.id)
    assert cases.open_case(me, saved.case_id).line.owner == "Rachel Okafor"
    assert ("Owner", "Hannah Whitfield", "Rachel Okafor") in cases.case_history(me, saved.case_id)[0].details


def test_a_review_moves_no_further_than_its_band_allows(me: SignedIn) -> None:
    saved = logged(me)
    with pytest.raises(Invalid):
        cases.move_review(me, saved.case_id, date(2012, 3, 20))
    cases.move_review(me, saved.case_id, date(2012, 3, 15))
    assert cases.open_case(me, saved.case_id).line.next_review == date(2012, 3, 15)
    entries.assess_risk(me, saved.case_id, NewAssessment({}))
    cases.move_review(me, saved.case_id, date(2012, 4, 9))
    assert cases.open_case(me, saved.case_id).line.next_review == date(2012, 4, 9)


def test_a_deleted_case_is_nowhere(me: SignedIn) -> None:
    saved = logged(me)
    with me.store.write("case.deleted", by=me.officer.id, at=MONDAY, stream=Stream.AUDIT) as unit:
        unit.tombstone(CaseRow, saved.case_id)
    assert references(me) == []
    with pytest.raises(NotFound):
        cases.open_case(me, saved.case_id)


def test_every_write_keeps_the_chain_whole(me: SignedIn, several: dict[str, UUID]) -> None:
    with me.store.read() as connection:
        assert list(ledger.broken(connection)) == []


def test_a_case_keeps_its_source_agency_and_retention_class(me: SignedIn) -> None:
    saved = logged(me, source_agency="police-incident-desk")
    view = cases.open_case(me, saved.case_id)
    assert (view.agency, view.retention_class, view.retention_review, view.hold) == (
        "police-incident-desk",
        "asb",
        None,
        None,
    )
    fact = view.parties[0].person.facts[0]  # type: ignore[union-attr]
    assert (fact.agency, fact.reference, fact.case_id) == ("police-incident-desk", saved.reference, saved.case_id)


def test_names_sort_by_family_name(me: SignedIn) -> None:
    for name in ("Ann Adamson", "Zoe Adams", "Adam Zeller", "\u00c9mile Brun"):
        logged(me, name)
    assert [line.name for line in cases.list_cases(me, CaseQuery("asb", sort="name"))] == [
        "Zoe Adams", "Ann Adamson", "\u00c9mile Brun", "Adam Zeller",
    ]  # fmt: skip


def test_facts_are_kept_in_their_one_spelling(me: SignedIn) -> None:
    facts = PersonFacts((FactInput(FactKind.NAME, "  Ewa  Kowalczyk "), FactInput(FactKind.BIRTH, "34")))
    saved = logged(me, new=replace(new_case(), who=NewParty("victim", facts=facts)))
    party = cases.open_case(me, saved.case_id).parties[0]
    assert (party.name, party.age) == ("Ewa Kowalczyk", "about 34")


CASE_KIND = cases.case_type("asb")
