"""Orders and tools: recorded once however many cases they serve, known to whoever may know of any of those."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain import casetypes
from spp_desktop.domain.cases import NewCase, NewParty, Saved
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, Refused
from spp_desktop.domain.orders import NewOrder, OrderQuery, OrdersView, OrderView, state_of
from spp_desktop.domain.permissions import Role, Scope
from spp_desktop.domain.retention import Target
from spp_desktop.domain.today import TodayView
from spp_desktop.services import cases, entries, orders, retention, search, today, upkeep
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow
from tests.casework import AREAS, Wall, logged, signed_in, somebody
from tests.services.test_cases import statements
from tests.toy import make_known

ASBO = {
    "issuer": "council-asb",
    "court": "magistrates",
    "court_reference": "PM12/0417",
    "issued": "2012-03-01",
    "served": "2012-03-05",
    "expires": "2014-03-01",
    "conditions": ("contact", "area"),
    "conditions_words": "Not to go within 50 metres of the launderette",
}


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(store: Any, wall: Wall) -> SignedIn:
    return signed_in(store, now=wall)


@pytest.fixture
def case(me: SignedIn) -> Saved:
    return logged(me)


def responsible(me: SignedIn, case_id: UUID, name: str = "Kevin Sprake", birth: str = "1988-05-02") -> UUID:
    """Somebody responsible on a case; the person."""
    facts = somebody(name, birth=birth)
    entries.add_party(me, case_id, NewParty("responsible", facts=facts))
    found = [each.person for each in cases.case_as_it_stands(me, case_id).parties if each.role == "responsible"]
    assert found[-1] is not None
    return found[-1].id


def asbo(me: SignedIn, case_id: UUID, person: UUID | None = None, **answers: Any) -> Saved:
    against = person or responsible(me, case_id)
    given = {key: value for key, value in {**ASBO, **answers}.items() if value is not None}
    return orders.add_order(me, case_id, NewOrder("asbo", "person", given, against)).value


def breached(me: SignedIn, order_id: UUID, **answers: Any) -> Saved:
    given = {"happened": "2012-03-10", "evidence": "Seen by the launderette", **answers}
    return orders.record_event(me, order_id, "breach", given).value


def on(me: SignedIn, case_id: UUID) -> tuple[OrderView, ...]:
    return cases.case_as_it_stands(me, case_id).orders


def test_an_order_stands_on_its_case_as_it_was_told(me: SignedIn, case: Saved) -> None:
    saved = asbo(me, case.id)
    (order,) = on(me, case.id)
    assert order.id == saved.id
    assert (order.tool, order.against, order.name) == ("asbo", "person", "Kevin Sprake")
    # It names no first day, so it holds from the day it was made.
    assert (order.starts, order.ends, order.ended) == (date(2012, 3, 1), date(2014, 3, 1), None)
    assert order.answers["conditions"] == ("contact", "area")
    assert order.references == (case.reference,)
    assert saved.warnings == ()


def test_an_order_on_premises_takes_its_area_from_the_postcode(me: SignedIn, case: Saved) -> None:
    new = NewOrder("premises-closure", "premises", {"place": "4  Elm Street", "postcode": "pe13ba"})
    orders.add_order(me, case.id, new, area_of=AREAS.get)
    (order,) = on(me, case.id)
    assert (order.place, order.postcode, order.area, order.person_id) == ("4 Elm Street", "PE1 3BA", "CE2", None)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewOrder("no-such-tool", "person", {}), "tool"),
        (NewOrder("asbo", "person", {}), "against"),
        (NewOrder("asbo", "person", {}, uuid4()), "against"),
        (NewOrder("dppo", "area", {}), "place"),
        (NewOrder("asbo", "premises", {"place": "Elm Street", "conditions": "area"}), "conditions"),
        (NewOrder("pspo", "area", {"place": "Elm Street", "supervisor": "Somebody"}), "supervisor"),
    ],
)
def test_what_cannot_be_an_order_is_refused(me: SignedIn, case: Saved, new: NewOrder, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        orders.add_order(me, case.id, new)
    assert field in {problem.field for problem in refused.value.problems}
    assert on(me, case.id) == ()


def test_what_is_odd_only_warns(me: SignedIn, case: Saved) -> None:
    child = responsible(me, case.id, "Jay Miller", birth="2003-06-01")
    saved = asbo(me, case.id, child, issued="2012-03-01", expires="2013-03-01")
    assert {problem.message for problem in saved.warnings} == {
        "ASBO on application: at least 2 years",
        "ASBO on application can be had from age 10; they were 8",
    }


@dataclass(frozen=True)
class KeptFrom(SignedIn):
    """An officer kept from single cases."""

    cases: frozenset[UUID] = frozenset()

    @property
    def scope(self) -> Scope:
        return replace(super().scope, blocked=self.cases)


def kept_from(me: SignedIn, *case_ids: UUID) -> SignedIn:
    return KeptFrom(me.officer, me.store, me.now, frozenset(case_ids))


# Serving more than one case


@pytest.fixture
def shared(me: SignedIn, case: Saved) -> tuple[Saved, Saved, Saved]:
    """An order, its own case, and another that it serves too."""
    other = logged(me, "Amy Neighbour")
    order = asbo(me, case.id)
    orders.link_order(me, order.id, other.id)
    return order, case, other


def test_an_order_serves_several_cases_and_counts_once(me: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, case, other = shared
    breached(me, order.id)
    for each in (case, other):
        (found,) = on(me, each.id)
        assert found.id == order.id
        assert sorted(found.references) == sorted((case.reference, other.reference))
        assert len(found.breaches) == 1
    (listed,) = orders.list_orders(me, OrderQuery())
    assert len(listed.breaches) == 1
    counts = orders.count_orders(me, OrderQuery())
    assert (counts["all"], counts["in-force"], counts["breach"], counts["over"]) == (1, 1, 1, 0)


def test_whom_it_is_against_comes_on_the_other_case_as_responsible(me: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, _, other = shared
    party = cases.case_as_it_stands(me, other.id).parties[-1]
    assert (party.role, party.name) == ("responsible", "Kevin Sprake")
    with pytest.raises(Refused, match="serves this case already"):
        orders.link_order(me, order.id, other.id)


def test_an_order_is_known_through_any_case_it_serves(me: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, case, other = shared
    of_one = kept_from(me, case.id)
    (found,) = orders.list_orders(of_one, OrderQuery())
    assert (found.id, found.references, found.case_id) == (order.id, (other.reference,), other.id)
    breached(of_one, order.id)
    of_both = kept_from(me, case.id, other.id)
    assert orders.list_orders(of_both, OrderQuery()) == []
    assert set(orders.count_orders(of_both, OrderQuery()).values()) == {0}
    for ask in (
        lambda: orders.open_order(of_both, order.id),
        lambda: orders.record_event(of_both, order.id, "review", {"happened": "2012-03-12"}),
        lambda: orders.change_order(of_both, order.id, {}, 1),
        lambda: orders.withdraw_order(of_both, order.id, "Misfiled"),
        lambda: orders.withdraw_event(of_both, on(me, case.id)[0].events[0].id, "Misfiled"),
        lambda: orders.link_order(of_both, order.id, case.id),
    ):
        with pytest.raises(NotFound):
            ask()


# What happens to it


def test_it_stands_as_its_events_leave_it(me: SignedIn, case: Saved) -> None:
    order = asbo(me, case.id, review_due="2013-03-01")
    orders.record_event(me, order.id, "extension", {"happened": "2012-03-12", "expires": "2015-03-01"})
    orders.record_event(me, order.id, "review", {"happened": "2012-03-12", "next_review": "2012-09-12"})
    (found,) = on(me, case.id)
    assert (found.ends, found.review_due) == (date(2015, 3, 1), date(2012, 9, 12))
    ended = orders.record_event(me, order.id, "end", {"happened": "2012-03-11", "how": "discharged"}).value
    (found,) = on(me, case.id)
    assert (found.ended, found.ended_how) == (date(2012, 3, 11), "discharged")
    orders.withdraw_event(me, ended.id, "The court refused")
    (found,) = on(me, case.id)
    assert (found.ended, found.ended_how, found.ends) == (None, "", date(2015, 3, 1))
    assert [each.kind for each in found.events] == ["extension", "review"]


def test_a_breach_waits_for_its_outcome(me: SignedIn, case: Saved) -> None:
    order = asbo(me, case.id)
    breach = breached(me, order.id)
    assert [each.id for each in orders.list_orders(me, OrderQuery("breach"))] == [order.id]
    orders.record_event(me, order.id, "outcome", {"happened": "2012-03-12", "outcome": "charged"}, breach_id=breach.id)
    assert orders.list_orders(me, OrderQuery("breach")) == []
    with pytest.raises(NotFound):
        orders.record_event(me, order.id, "outcome", {"happened": "2012-03-12", "outcome": "charged"})


def test_a_breach_told_with_its_outcome_becomes_both_and_is_withdrawn_with_it(me: SignedIn, case: Saved) -> None:
    order = asbo(me, case.id)
    breach = breached(me, order.id, outcome="warned")
    (found,) = on(me, case.id)
    assert [(each.kind, each.breach_id) for each in found.events] == [("breach", None), ("outcome", breach.id)]
    assert "outcome" not in found.events[0].answers
    orders.withdraw_event(me, breach.id, "Somebody else")
    assert on(me, case.id)[0].events == ()


def test_a_form_put_right_meanwhile_is_a_conflict_and_an_event_is_none(me: SignedIn, case: Saved) -> None:
    saved = asbo(me, case.id)
    (seen,) = on(me, case.id)
    orders.record_event(me, saved.id, "extension", {"happened": "2012-03-12", "expires": "2015-03-01"})
    mine = {**seen.form_answers, "court_reference": "PM12/0418"}
    orders.change_order(me, saved.id, mine, seen.revision)
    (found,) = on(me, case.id)
    assert (found.answers["court_reference"], found.ends) == ("PM12/0418", date(2015, 3, 1))
    with pytest.raises(Conflict) as conflict:
        orders.change_order(me, saved.id, {**mine, "court_reference": "PM12/0419"}, seen.revision)
    (difference,) = (each for each in conflict.value.differences if each.field.startswith("answers."))
    assert (difference.label, difference.mine, difference.theirs) == ("Court reference", "PM12/0419", "PM12/0418")


def test_an_answer_taken_out_of_the_form_is_gone(me: SignedIn, case: Saved) -> None:
    saved = asbo(me, case.id)
    (seen,) = on(me, case.id)
    orders.change_order(me, saved.id, {**seen.form_answers, "served": ""}, seen.revision)
    assert "served" not in on(me, case.id)[0].answers


def test_history_tells_what_was_done_in_the_words_of_the_form(me: SignedIn, case: Saved) -> None:
    order = asbo(me, case.id)
    breached(me, order.id, reported_to=("police-neighbourhood",))
    breach, made = cases.case_history(me, case.id)[:2]
    assert breach.text == "Breach of an order recorded"
    assert ("Reported to", "", "Police, neighbourhood team") in breach.details
    assert made.text == "Order or tool added"
    assert ("Order or tool", "", "ASBO on application") in made.details
    assert ("Conditions", "", "Not to approach or contact somebody, Not to enter an area or a place") in made.details


# Finding


def test_it_is_found_by_its_words_those_of_its_breaches_once(me: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, case, _ = shared
    breached(me, order.id)
    for typed in ("launderette", "seen by", "PM12/0417"):
        (hit,) = search.search(me, typed).hits
        assert (hit.kind, hit.title) == ("order", "ASBO on application, 12 Mar 2012")
    (hit,) = search.search(kept_from(me, case.id), "launderette").hits
    assert hit.reference != case.reference
    orders.withdraw_order(me, order.id, "Another Sprake")
    assert search.search(me, "launderette").hits == ()


def test_the_register_is_narrowed_by_tool_and_words_and_put_in_order(me: SignedIn, case: Saved) -> None:
    person = responsible(me, case.id)
    late = asbo(me, case.id, person, expires="2015-06-01").id
    soon = asbo(me, case.id, person, issued="2010-03-01", served=None, expires="2012-03-20").id
    over = asbo(me, case.id, person, issued="2009-03-01", served=None, expires="2011-03-01").id
    asked = asbo(me, case.id, person, issued=None, served=None, expires=None, applied="2012-03-01").id
    given = {"place": "Elm Street", "postcode": "PE1 3BA", "starts": "2012-04-01", "expires": "2012-09-01"}
    ahead = orders.add_order(me, case.id, NewOrder("dispersal-order", "area", given)).value.id
    letter = orders.add_order(me, case.id, NewOrder("warning-letter", "person", {"issued": "2012-03-01"}, person))

    def ids(query: OrderQuery) -> list[UUID]:
        return [each.id for each in orders.list_orders(me, query)]

    assert ids(OrderQuery()) == [soon, late, ahead, asked, letter.value.id, over]
    assert ids(OrderQuery("in-force")) == [soon, late]
    assert ids(OrderQuery("ending")) == [soon]
    assert ids(OrderQuery("ahead")) == [ahead, asked]
    assert ids(OrderQuery("over")) == [over]
    assert ids(OrderQuery(tool="dispersal-order")) == [ahead]
    assert ids(OrderQuery(text="elm pe1")) == [ahead]
    assert ids(OrderQuery("in-force", text="SPRAKE")) == [soon, late]
    assert len(ids(OrderQuery(text=case.reference))) == 6
    assert ids(OrderQuery(text="sprake nobody")) == []
    counts = orders.count_orders(me, OrderQuery(text="sprake"))
    assert (counts["all"], counts["in-force"], counts["ahead"]) == (5, 2, 1)


def test_a_look_at_an_order_is_recorded(me: SignedIn, case: Saved) -> None:
    order = asbo(me, case.id)
    assert orders.open_order(me, order.id).id == order.id
    with pytest.raises(NotFound):
        orders.open_order(me, uuid4())
    assert "order.viewed" not in {line.text for line in cases.case_history(me, case.id)}


# Today


def shown(me: SignedIn) -> tuple[list[tuple[str, str]], list[str]]:
    page: TodayView = today.today(me, "all")
    due = [(each.what, each.text) for each in page.items if each.kind == "order"]
    return due, sorted(each.title for each in page.alerts if each.kind in ("breach", "order-ends"))


def test_today_tells_a_review_an_end_and_a_breach_once(me: SignedIn, shared: tuple[Saved, ...], wall: Wall) -> None:
    order, case, _ = shared
    assert shown(me) == ([], [])
    (seen,) = on(me, case.id)
    answers = {**seen.form_answers, "expires": "2012-04-02", "review_due": "2012-03-14"}
    orders.change_order(me, order.id, answers, seen.revision)
    breached(me, order.id)
    due, alerts = shown(me)
    assert due == [("Review: ASBO on application", "in 2 days")]
    assert alerts == [
        "ASBO on application ends 2 Apr 2012",
        "ASBO on application: breached 10 Mar 2012, no outcome yet",
    ]
    wall.pass_by(days=30)
    assert "ASBO on application ended 2 Apr 2012" in shown(me)[1]
    wall.pass_by(days=14)
    assert "ASBO on application ended 2 Apr 2012" not in shown(me)[1]


# Keeping and erasing


@pytest.fixture
def office(store: Any, wall: Wall) -> SignedIn:
    """An officer who may close a case, and one who erases: the same here."""
    return signed_in(store, Role.SUPERVISOR, Role.INFORMATION_GOVERNANCE, name="Rachel Okafor", now=wall)


def ended(office: SignedIn, case_id: UUID) -> None:
    cases.move_case(office, case_id, "transferred", "Moved to another city")


def kept_until(office: SignedIn, case_id: UUID) -> date | None:
    return cases.case_as_it_stands(office, case_id).retention_review


def test_a_case_is_kept_six_years_from_the_end_of_its_order(office: SignedIn, case: Saved) -> None:
    order = asbo(office, case.id)
    ended(office, case.id)
    assert kept_until(office, case.id) == date(2020, 3, 1)
    orders.record_event(office, order.id, "extension", {"happened": "2012-03-12", "expires": "2015-03-01"})
    assert kept_until(office, case.id) == date(2021, 3, 1)
    orders.record_event(office, order.id, "end", {"happened": "2013-01-01", "how": "discharged"})
    assert kept_until(office, case.id) == date(2019, 1, 1)
    orders.withdraw_order(office, order.id, "Another Sprake")
    assert kept_until(office, case.id) == date(2018, 3, 12)


def test_a_review_day_set_by_hand_is_not_brought_nearer(office: SignedIn, case: Saved) -> None:
    order = asbo(office, case.id)
    ended(office, case.id)
    retention.keep_case(office, case.id, "An inquiry", date(2030, 1, 1))
    orders.record_event(office, order.id, "end", {"happened": "2013-01-01", "how": "discharged"})
    assert kept_until(office, case.id) == date(2030, 1, 1)


def test_linking_an_order_to_a_case_that_ended_keeps_it_longer(office: SignedIn, case: Saved) -> None:
    order = asbo(office, case.id)
    other = logged(office, "Amy Neighbour")
    ended(office, other.id)
    assert kept_until(office, other.id) == date(2018, 3, 12)
    orders.link_order(office, order.id, other.id)
    assert kept_until(office, other.id) == date(2020, 3, 1)


def test_a_case_goes_with_its_orders_and_leaves_those_that_serve_another(
    office: SignedIn, shared: tuple[Saved, ...], wall: Wall
) -> None:
    order, case, other = shared
    breached(office, order.id)
    alone = asbo(office, case.id, on(office, case.id)[0].person_id, conditions_words="Not to shout at plumzorro")
    ended(office, case.id)
    wall.pass_by(days=9 * 365)
    assert retention.what_goes(office, case.id).counts["legal_order"] == 1
    retention.erase_case(office, case.id, "six years after its order")
    (left,) = orders.list_orders(office, OrderQuery())
    assert (left.id, left.references, left.name) == (order.id, (other.reference,), "Kevin Sprake")
    assert len(left.breaches) == 1
    assert search.search(office, "plumzorro").hits == ()
    assert [hit.reference for hit in search.search(office, "launderette").hits] == [other.reference]
    with pytest.raises(NotFound):
        orders.open_order(office, alone.id)


def test_a_case_is_not_erased_while_an_order_in_force_serves_it(office: SignedIn, case: Saved, wall: Wall) -> None:
    asbo(office, case.id, expires=None)
    ended(office, case.id)
    wall.pass_by(days=7 * 365)
    with pytest.raises(Refused, match="order that serves this case is still in force"):
        retention.erase_case(office, case.id, "six years")


def test_words_of_an_order_are_erased_and_its_days_put_right(office: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, case, other = shared
    event = breached(office, order.id)
    named = {(each.kind, each.label) for each in retention.list_erasable(office, case.id)}
    assert ("legal_order", "ASBO on application") in named
    target = Target("legal_order", order.id, frozenset(("answers.conditions_words", "answers.expires")))
    assert retention.read_value(office, case.id, target, "asked to") == (
        ("Last day", "1 Mar 2014"),
        ("Conditions in full", "Not to go within 50 metres of the launderette"),
    )
    done = retention.erase_value(office, case.id, target, "names somebody else")
    assert done.changes.cases == {case.id, other.id}
    (left,) = on(office, other.id)
    assert (left.ends, "conditions_words" in left.answers) == (None, False)
    assert [hit.reference for hit in search.search(office, "launderette").hits][:1] != []
    retention.erase_value(office, case.id, Target("order_event", event.id), "somebody else")
    assert search.search(office, "launderette").hits == ()
    retention.erase_value(office, case.id, Target("legal_order", order.id), "somebody else")
    assert on(office, other.id) == ()
    assert upkeep.check_store(office).value.findings == ()


def test_what_was_withdrawn_is_listed_by_reference(office: SignedIn, case: Saved) -> None:
    order = asbo(office, case.id)
    event = breached(office, order.id)
    orders.withdraw_event(office, event.id, "Another day")
    orders.withdraw_order(office, order.id, "Another Sprake")
    listed = {(each.kind, each.reference, each.reason) for each in retention.list_withdrawn(office)}
    assert listed == {
        ("order_event", case.reference, "Another day"),
        ("legal_order", case.reference, "Another Sprake"),
    }
    with pytest.raises(Invalid):
        orders.withdraw_order(office, order.id, " ")


def test_a_store_with_orders_is_sound(me: SignedIn, shared: tuple[Saved, ...], store: Any) -> None:
    order, _, other = shared
    breached(me, order.id, outcome="warned")
    orders.record_event(me, order.id, "variation", {"happened": "2012-03-12", "conditions": ("curfew",)})
    orders.add_order(me, other.id, NewOrder("fpn", "person", {"issued": "next week"}, on(me, other.id)[0].person_id))
    assert upkeep.check_store(me).value.findings == ()


def test_an_order_that_its_words_no_longer_find_is_named_by_the_check(me: SignedIn, case: Saved) -> None:
    orders.add_order(me, case.id, NewOrder("dispersal-order", "area", {"place": "Elm Street"}))
    indexed = table_of(IndexedRow)
    me.store.aside(indexed.delete().where(indexed.c.kind == "order"))
    found = upkeep.check_store(me).value.findings
    assert any("the case_order is not found by its words" in each for each in found)


# Another kind of case


def test_a_kind_of_case_without_orders_takes_none(
    store: Any, me: SignedIn, case: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = replace(casetypes.case_type("asb"), orders=None)
    monkeypatch.setattr(casetypes, "CASE_TYPES", (without,))
    with pytest.raises(NotFound):
        orders.add_order(me, case.id, NewOrder("asbo", "person", {}))


def test_another_kind_of_case_has_orders_by_its_declaration(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_known(monkeypatch, Role.SUPERVISOR)
    boss = signed_in(store, Role.SUPERVISOR, name="Rachel Okafor")
    lost: dict[str, Any] = {"things": ("keys",), "lost": "2012-03-08"}
    first, second = (
        logged(boss, new=NewCase("toy", NewParty("loser", facts=somebody(name)), lost)) for name in ("Ann", "Bob")
    )
    loser = cases.case_as_it_stands(boss, first.id).parties[0].person
    assert loser is not None
    order = orders.add_order(boss, first.id, NewOrder("abc", "person", {"issued": "2012-03-08"}, loser.id)).value
    # A kind of case that knows no person responsible gets none.
    orders.link_order(boss, order.id, second.id)
    assert len(cases.case_as_it_stands(boss, second.id).parties) == 1
    assert len(orders.list_orders(boss, OrderQuery())) == 1


def test_opening_a_case_with_orders_costs_no_statement_more(me: SignedIn, shared: tuple[Saved, ...]) -> None:
    order, case, _ = shared
    without = logged(me, "Nobody Else")
    cases.open_case(me, without.id)
    few = statements(me, lambda: cases.open_case(me, without.id))
    breached(me, order.id, outcome="warned")
    asbo(me, case.id, on(me, case.id)[0].person_id)
    assert statements(me, lambda: cases.open_case(me, case.id)) == few <= 12


@pytest.mark.parametrize("view", ["in-force", "ahead", "over"])
def test_the_register_and_the_case_agree_on_how_an_order_stands(me: SignedIn, case: Saved, view: OrdersView) -> None:
    person = responsible(me, case.id)
    days = (None, "2012-03-11", "2012-03-12", "2012-03-13")
    for starts, expires in product(days, days):
        asbo(me, case.id, person, issued=None, served=None, starts=starts, expires=expires)
    for order in on(me, case.id)[::3]:
        orders.record_event(me, order.id, "end", {"happened": "2012-03-12", "how": "discharged"})
    states = {"in-force": {"in-force"}, "ahead": {"ahead", "asked"}, "over": {"expired", "ended"}}[view]
    stands = {each.id for each in on(me, case.id) if state_of(each, me.today(), lasts=True) in states}
    assert {each.id for each in orders.list_orders(me, OrderQuery(view))} == stands != set()
