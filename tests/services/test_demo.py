"""What the demonstration store shows: every kind of record at every stage, and the same on the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from spp_desktop.domain.cases import CaseQuery, CaseView
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.kinds.onward import needs_without_referral
from spp_desktop.domain.orders import OrderQuery, OrderView, state_of
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import RecordKind
from spp_desktop.services import (
    cases,
    crime,
    demo,
    demo_stories,
    figures,
    files,
    officers,
    orders,
    people,
    retention,
    sign_in,
    today,
    upkeep,
    views,
)
from spp_desktop.services.demo_paper import page
from spp_desktop.services.demo_stories import Story, cast, events, histories, stories, tell
from spp_desktop.services.signed_in import SignedIn
from tests.store.vault_fixtures import CHEAP

DAY = date(2025, 10, 13)
SUPERVISOR, OWNER, GOVERNANCE = "Rachel Okaforth", "Hannah Whitcombe", "Simon Underholt"
TOLD_AGAIN = ("moved-away", "nobodys-yet", "riders-on-the-green", "riders-by-the-garages", "waits-for-court")
"""Histories that are told a second time; a whole store twice would take too long."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The demonstration store, and what is in it."""

    built: demo.Demonstration
    cases: tuple[CaseView, ...]
    orders: tuple[OrderView, ...]

    def history(self, words: str) -> CaseView:
        """The case told with these words."""
        return next(each for each in self.cases if words in str(each.answers["what_happened"]))


def entered(built: demo.Demonstration, name: str) -> SignedIn:
    return sign_in.sign_in(built.folder, name, built.passphrase, now=lambda: demo.moment_of(DAY))


def shown(built: demo.Demonstration) -> Shown:
    me = entered(built, SUPERVISOR)
    lines = cases.list_cases(me, CaseQuery("asb"), limit=500)
    found = tuple(cases.case_as_it_stands(me, line.id) for line in lines)
    register = tuple(orders.list_orders(me, OrderQuery()))
    sign_in.sign_out(me)
    return Shown(built, found, register)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(demo.build(tmp_path_factory.mktemp("demo") / "store", as_at=DAY, cost=CHEAP))


@pytest.fixture
def officer(everything: Shown) -> Iterator[Callable[[str], SignedIn]]:
    """Sign one of the demonstration's officers in."""
    here: list[SignedIn] = []

    def enter(name: str) -> SignedIn:
        here.append(entered(everything.built, name))
        return here[-1]

    yield enter
    for me in here:
        sign_in.sign_out(me)


def test_it_has_an_officer_of_every_role(everything: Shown) -> None:
    held = {role for each in everything.built.officers for role in each.roles}
    assert held == set(Role)


def test_its_cases_have_histories_and_about_half_are_open(everything: Shown) -> None:
    lines = [each.line for each in everything.cases]
    states = Counter(line.state for line in lines)
    assert len(lines) == 150
    assert all(line.reference.split("-")[2] == "K7" for line in lines)
    assert set(states) | {"reopened"} == {state.code for state in ASB_VICTIM.workflow.states}
    assert 60 <= sum(states[state.code] for state in ASB_VICTIM.workflow.states if state.open) <= 100
    assert {line.band for line in lines if line.band} == {"standard", "medium", "high"}
    assert len({line.area for line in lines}) == 7
    assert all(flag.code in {each for line in lines for each in line.flags} for flag in ASB_VICTIM.flags)
    assert any(move.after == "reopened" for each in everything.cases for move in each.moves)


@pytest.mark.parametrize("kind", ASB_VICTIM.records, ids=lambda kind: kind.code)
def test_every_kind_of_record_is_at_every_stage_it_can_have(everything: Shown, kind: RecordKind) -> None:
    held = [each for case in everything.cases for each in case.records if each.kind == kind.code]
    # A survey is recorded once it is sent, and a disclosure once it is decided.
    never = {"survey": "To be sent", "disclosure": "Requested"}.get(kind.code)
    assert {kind.stage(each.answers).label for each in held} == {kind.first, *(one.label for one in kind.stages)} - {
        never
    }
    added = {each.id: each.added.astimezone(LONDON).date() for each in held}
    assert not [(each.answers, odd) for each in held if (odd := kind.check(each.answers, DAY, added=added[each.id]))]


def test_a_process_clock_stands_still_and_another_ran_again(everything: Shown) -> None:
    stops = [stop for case in everything.cases for each in case.records for stop in each.stops]
    assert {stop.until is None for stop in stops} == {True, False}
    assert all(stop.reason for stop in stops)


def test_its_orders_are_of_the_tools_there_are_now_and_stand_in_every_way(everything: Shown) -> None:
    toolkit = ASB_VICTIM.orders
    assert toolkit is not None
    tools = {each.tool for each in everything.orders}
    assert {"abc", "cpw", "cpn", "injunction", "cbo", "closure-notice", "closure-order", "pspo"} <= tools
    assert {each.against for each in everything.orders} == {"person", "premises", "area"}
    states = {state_of(each, DAY, lasts=toolkit.tool(each.tool).lasts) for each in everything.orders}
    assert states == {"in-force", "ahead", "asked", "given", "expired", "ended"}
    happened = {event.kind for each in everything.orders for event in each.events}
    assert happened == {"breach", "outcome", "variation", "extension", "review", "end"}
    assert sum(len(each.references) > 1 for each in everything.orders) >= 2
    assert all(toolkit.tool(each.tool).had_on(each.added.date()) for each in everything.orders)


def test_the_register_has_something_in_every_view(officer: Callable[[str], SignedIn]) -> None:
    assert all(orders.count_orders(officer(SUPERVISOR), OrderQuery()).values())


def test_everybody_a_case_can_be_about_is_on_one(everything: Shown) -> None:
    parties = [party for case in everything.cases for party in case.parties]
    assert {party.role for party in parties} == {term.code for term in ASB_VICTIM.roles.terms}
    assert {(party.role, party.kind) for party in parties} >= {
        ("victim", "community"),
        ("victim", "anonymous"),
        ("victim", "not-known"),
        ("reporter", "anonymous"),
        ("responsible", "not-known"),
    }
    assert any(party.counter_allegation for party in parties)
    assert any(party.also_in for party in parties if party.role == "responsible")


def test_one_incident_is_in_two_victims_cases(everything: Shown) -> None:
    holders = Counter(incident.id for case in everything.cases for incident in case.incidents)
    shared = [each for case in everything.cases for each in case.incidents if holders[each.id] == 2]
    assert len({each.id for each in shared}) == 1
    days = shared[0]
    assert None not in (days.reported, days.recorded, days.told_on)
    assert days.hate_strands
    assert days.perceived_by


def test_risk_is_scored_again_overridden_and_high_by_itself(everything: Shown) -> None:
    scorings = [each for case in everything.cases for each in case.assessments]
    assert {each.occasion for each in scorings} >= {"opening", "incident", "review", "closing", "judgement"}
    assert any(each.automatic and each.scored_band == "high" for each in scorings)
    overridden = [(each.band, each.scored_band) for each in scorings if each.overridden]
    assert ("high", "medium") in overridden
    assert ("standard", "medium") in overridden
    assert all(each.illustrative for each in scorings)


def test_contacts_find_nobody_and_are_tried_again(everything: Shown) -> None:
    outcomes = Counter(each.outcome for case in everything.cases for each in case.contacts)
    assert min(outcomes[code] for code in ("no-answer", "message", "not-in", "spoke", "reply", "visited")) >= 5
    tries = [each for case in everything.cases for each in case.actions if each.kind == "retry"]
    assert {each.done is None for each in tries} == {True, False}
    assert any(each.agency for case in everything.cases for each in case.actions)


def test_immediate_danger_opened_an_unsafe_channel_and_the_owner_was_told(
    everything: Shown, officer: Callable[[str], SignedIn]
) -> None:
    case = everything.history("waits outside")
    assert case.safe_contact.safety("mobile") == "unsafe"
    assert "safe" not in case.safe_contact.channels.values()
    me = officer(case.line.owner)
    assert [each.kind for each in officers.my_notices(me) if each.about == case.line.id] == ["contact.overridden"]
    assert any("Smoke" in line.why for line in cases.case_history(me, case.line.id))


def test_an_address_is_protected_somebody_is_related_and_a_flag_ends_soon(
    everything: Shown, officer: Callable[[str], SignedIn]
) -> None:
    case = everything.history("waits outside")
    victim = case.main_party
    assert victim is not None
    assert victim.person is not None
    view = people.open_person(officer(case.line.owner), victim.person.id)
    assert not any(fact.protected for fact in people.open_person(officer(SUPERVISOR), victim.person.id).facts)
    kept = {fact.kind: fact for fact in view.facts if fact.protected or fact.kind is FactKind.FLAG}
    assert kept[FactKind.ADDRESS].masked == "address"
    last = kept[FactKind.FLAG].valid_to
    assert last is not None
    assert DAY <= last <= DAY + timedelta(days=7)
    assert [each.words for each in view.relations] == ["Cousin"]


def test_two_people_were_found_to_be_one(everything: Shown, officer: Callable[[str], SignedIn]) -> None:
    victim = everything.history("bins set on fire").main_party
    assert victim is not None
    assert victim.person is not None
    view = people.open_person(officer(SUPERVISOR), victim.person.id)
    assert len(view.merges) == 1
    assert len(view.cases) == 2


def test_a_need_has_no_referral_and_misfiled_entries_were_withdrawn(
    everything: Shown, officer: Callable[[str], SignedIn]
) -> None:
    assert any(needs_without_referral(each.answers, each.records) for each in everything.cases)
    withdrawn = retention.list_withdrawn(officer(GOVERNANCE))
    assert {each.kind for each in withdrawn} == {"contact", "incident", "case_record"}


def test_files_are_kept_with_cases_and_with_records(everything: Shown, officer: Callable[[str], SignedIn]) -> None:
    me = officer(SUPERVISOR)
    found = files.list_files(me, everything.history("A cup was thrown at the eldest").line.id)
    assert {each.kind for each in found} == {"diary", "statement", "order"}
    assert any(each.record_id for each in found)
    assert any(record.files for case in everything.cases for record in case.records)


def test_keeping_is_due_for_review_and_one_case_is_held(officer: Callable[[str], SignedIn]) -> None:
    due = retention.list_due(officer(GOVERNANCE))
    assert {each.held(DAY) for each in due} == {True, False}
    assert {each.retention for each in due} == {"asb", "asb-no-action"}


def test_an_officer_saved_views_that_find_something(officer: Callable[[str], SignedIn]) -> None:
    own = [each for each in views.case_views(officer(OWNER), "asb") if each.view.own]
    assert {each.view.label for each in own} == {each["label"] for each in cast().view}
    assert all(each.count for each in own)
    assert all(len(each.view.columns) == len(given["columns"]) for each, given in zip(own, cast().view, strict=True))


def test_today_has_something_of_every_sort(officer: Callable[[str], SignedIn]) -> None:
    mine = today.today(officer(OWNER))
    assert {item.kind for item in mine.items} >= {"action", "review", "record", "first-contact"}
    assert {item.group for item in mine.items} >= {"overdue", "week"}
    assert {alert.kind for alert in mine.alerts} >= {"flag-ends", "order-ends", "breach"}
    theirs = today.today(officer(SUPERVISOR), "all")
    assert {item.kind for item in theirs.items} >= {"order", "update"}
    alerts = {alert.kind for alert in theirs.alerts}
    assert alerts >= {"unowned", "closure", "case-review", "need", "code"}
    assert theirs.triage


def test_it_holds_the_real_police_months_and_the_illustrative_years(officer: Callable[[str], SignedIn]) -> None:
    me = officer(cast().analyst)
    held = crime.list_datasets(me)
    assert sum(line.dataset.series is Series.POLICE for line in held) == 11
    assert sum(line.dataset.series is Series.ILLUSTRATIVE for line in held) == 1
    assert figures.figures_choices(me).opening is not None


def test_a_check_finds_nothing_wrong(officer: Callable[[str], SignedIn]) -> None:
    administrator = next(each["name"] for each in cast().officer if each.get("first"))
    assert upkeep.check_store(officer(administrator)).value.findings == ()


# --- the stories themselves


def test_the_same_day_tells_the_same_stories() -> None:
    until = demo.moment_of(DAY)
    assert tell(DAY) == tell(DAY)
    assert events(tell(DAY), until) == events(tell(DAY), until)
    assert tell(DAY) != tell(DAY + timedelta(days=1))
    assert max(told.logged.date() for told in tell(DAY)) <= DAY


def test_the_same_day_builds_the_same_cases(
    everything: Shown, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = _built_of(TOLD_AGAIN, tmp_path_factory, monkeypatch, DAY)
    before = {_key(each): _content(each) for each in everything.cases}
    assert len(again.cases) == sum(each.cases for each in histories() if each.code in TOLD_AGAIN)
    assert [_key(each) for each in again.cases if _content(each) != before[_key(each)]] == []


def _key(case: CaseView) -> tuple[str, date]:
    """Which case of which story it is."""
    return str(case.answers["what_happened"]), case.line.reported


def test_what_the_law_did_not_know_yet_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ("nights-of-noise-review", "landing-in-court", "landing-upstairs", "cuckooed-flat")
    early = _built_of(told, tmp_path_factory, monkeypatch, date(2012, 3, 5))
    assert {each.tool for each in early.orders} == {"warning-letter", "noise-abatement"}
    kinds = {record.kind for case in early.cases for record in case.records}
    assert "case-review" not in kinds
    assert {"diary", "onward-referral", "court-day"} <= kinds


def _built_of(
    codes: tuple[str, ...],
    folders: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    day: date,
) -> Shown:
    """A store of some histories only, without police months."""

    def chosen() -> tuple[Story, ...]:
        return tuple(each for each in histories() if each.code in codes)

    wanted = chosen()
    monkeypatch.setattr(demo_stories, "stories", lambda: ())
    monkeypatch.setattr(demo_stories, "histories", lambda: wanted)
    monkeypatch.setattr(crime, "import_shipped_police", lambda *_, **__: None)
    return shown(demo.build(folders.mktemp("again") / "store", as_at=day, cost=CHEAP))


def _content(case: CaseView) -> Mapping[str, Any]:
    """What a case says, without the ids and references that every store gives of its own."""
    return {
        "answers": case.answers,
        "state": (case.line.state, case.line.band, case.line.owner, case.line.flags),
        "parties": [(each.role, each.kind, each.name, each.note) for each in case.parties],
        "incidents": [(each.happened, each.logged, each.by, each.words) for each in case.incidents],
        "contacts": [(each.at, each.by, each.outcome, each.words) for each in case.contacts],
        "actions": [(each.what, each.due, each.done, each.evidence) for each in case.actions],
        "scorings": [(each.at, each.answers, each.band) for each in case.assessments],
        "moves": [(each.at, each.after, each.by) for each in case.moves],
        "records": [(each.added, each.kind, each.answers, each.stops) for each in case.records],
        "orders": [(each.tool, each.answers, [(one.kind, one.answers) for one in each.events]) for each in case.orders],
    }


def test_what_happens_at_home_happens_where_the_victim_lives() -> None:
    at_home = [each for each in tell(DAY) if each.answers.get("at_home") == "yes" and each.who.kind == "person"]
    assert len(at_home) > 50
    for each in at_home:
        address = next(fact for fact in each.who.facts.facts if fact.kind is FactKind.ADDRESS)
        assert address.text.endswith(str(each.answers["incident_place"])), each.key
        assert address.postcode == each.answers["incident_postcode"], each.key


def test_whoever_needs_an_interpreter_has_a_name_of_their_language() -> None:
    families = {each["label"]: each["family"] for each in cast().language}
    speaking = [each for each in tell(DAY) if "language" in each.answers]
    assert len({each.answers["language"] for each in speaking}) > 2
    for each in speaking:
        name = each.who.facts.text(FactKind.NAME)
        assert any(name.endswith(family) for family in families[each.answers["language"]]), name


def test_the_steps_of_a_story_come_one_after_another() -> None:
    """An incident is told by when it happened, and logged the morning after."""
    for story in (*stories(), *histories()):
        told = [(step["day"], step["hour"]) for step in story.steps if step["do"] != "incident"]
        assert told == sorted(told), story.code


def test_every_code_a_story_uses_is_declared() -> None:
    for story in (*stories(), *histories()):
        answers = {key: tuple(value) if isinstance(value, list) else value for key, value in story.answers.items()}
        assert not list(ASB_VICTIM.check(answers | {"reported": DAY.isoformat()}, DAY)), story.code
        for risk in (story.risk, story.later_risk, story.exit_risk):
            for key, code in risk.items():
                question = ASB_VICTIM.instrument.question(key)
                assert question is not None, (story.code, key)
                assert question.option(code) is not None, (story.code, key, code)


def test_phone_numbers_are_of_the_ranges_kept_for_drama(everything: Shown) -> None:
    told = [fact for each in tell(DAY) for fact in each.who.facts.facts]
    known = [party.person for case in everything.cases for party in case.parties if party.person]
    phones = [fact.text for fact in told if fact.kind is FactKind.PHONE]
    phones += [
        fact.text for person in known for fact in person.facts if fact.kind is FactKind.PHONE and not fact.masked
    ]
    assert {phone[:9] for phone in phones} == {"07700 900", "01632 960"}
    emails = [fact.text for fact in told if fact.kind is FactKind.EMAIL]
    assert emails
    assert all(email.endswith("@example.org") for email in emails)


def test_a_page_of_paper_says_where_its_parts_lie() -> None:
    made = page(("Diary (one)", "Second line"))
    assert made == page(("Diary (one)", "Second line"))
    assert b"(Diary \\(one\\)) Tj" in made
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref\n0 6\n")
    places = [int(line[:10]) for line in made[start:].split(b"\n")[3:8]]
    assert [made[place:].split(b" ", 1)[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]
