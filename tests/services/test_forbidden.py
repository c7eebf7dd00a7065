"""Asking for what one may not know of takes the same steps as asking for what is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from spp_desktop.domain.cases import (
    Answers,
    NewAction,
    NewAssessment,
    NewCase,
    NewContact,
    NewFlag,
    NewIncident,
    NewParty,
)
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.orders import NewOrder
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.services import case_reviews, cases, clocks, drafts, entries, orders, people, search
from spp_desktop.services.signed_in import SignedIn
from tests.casework import incident, logged, signed_in, somebody
from tests.toy import make_known

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

NAME, NOBODY = "Ottoline Quixwood", "Marmaduke Vexhall"
TOLD = NewIncident(When.read("2012-03-10T23:40"))


@pytest.fixture(params=["general", "confidential"])
def forbidden(request: pytest.FixtureRequest, store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What hangs on a case, in either compartment, of a type that the ASB officer has no right over."""
    make_known(monkeypatch, Role.SUPERVISOR, confidential=request.param == "confidential")
    boss = signed_in(store, Role.SUPERVISOR, name="Rachel Okafor")
    answers: Answers = {"things": ("keys",), "lost": "2012-03-08"}
    case = logged(boss, new=NewCase("toy", NewParty("loser", facts=somebody(NAME)), answers))
    called = NewContact("mobile", "spoke", words="At the bus stop", direction="in")
    contact = entries.record_contact(boss, case.case_id, called).value
    action = entries.add_action(boss, case.case_id, NewAction("Ring the depot", boss.today())).value
    flag = entries.raise_flag(boss, case.case_id, NewFlag("beloved")).value
    place: Answers = {"place": "4 Elm Street", "starts": "2012-03-08"}
    order = orders.add_order(boss, case.case_id, NewOrder("dispersal-order", "area", place)).value
    breach = orders.record_event(boss, order.id, "breach", {"happened": "2012-03-09"}).value
    (party,) = cases.open_case(boss, case.case_id).parties
    assert party.person is not None
    return {
        "case": case.case_id,
        "reference": case.reference,
        "contact": contact.id,
        "action": action.id,
        "flag": flag.id,
        "order": order.id,
        "event": breach.id,
        "incident": incident(boss, case.case_id).id,
        "person": party.person.id,
        "fact": party.person.facts[0].id,
    }


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@contextmanager
def sent(store: Store) -> Iterator[list[tuple[str, str]]]:
    """The statements sent meanwhile, in order, each with the connection it went to."""
    heard: list[tuple[str, str]] = []
    engines = {"reader": store.engines.readers, "writer": store.engines.writer}

    def hear(name: str) -> Callable[..., None]:
        return lambda _connection, _cursor, statement, *_rest: heard.append((name, statement))

    listening = [(engine, hear(name)) for name, engine in engines.items()]
    for engine, listener in listening:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        yield heard
    finally:
        for engine, listener in listening:
            event.remove(engine, "before_cursor_execute", listener)


Ask = Callable[[SignedIn, Any], object]
ASKING: dict[str, tuple[str, Ask]] = {
    "find_case": ("reference", cases.find_case),
    "open_case": ("case", cases.open_case),
    "case_as_it_stands": ("case", cases.case_as_it_stands),
    "case_history": ("case", cases.case_history),
    "save_answers": ("case", lambda me, it: cases.save_answers(me, it, {}, 1)),
    "move_case": ("case", lambda me, it: cases.move_case(me, it, "triaged")),
    "assign_case": ("case", lambda me, it: cases.assign_case(me, it, me.officer.id)),
    "move_review": ("case", lambda me, it: cases.move_review(me, it, me.today())),
    "add_party": ("case", lambda me, it: entries.add_party(me, it, NewParty("victim", facts=somebody(NAME)))),
    "add_incident": ("case", incident),
    "record_contact": ("case", lambda me, it: entries.record_contact(me, it, NewContact("mobile", "spoke"))),
    "add_action": ("case", lambda me, it: entries.add_action(me, it, NewAction("Ring", me.today()))),
    "assess_risk": ("case", lambda me, it: entries.assess_risk(me, it, NewAssessment({}))),
    "risk_to_score": ("case", entries.risk_to_score),
    "raise_flag": ("case", lambda me, it: entries.raise_flag(me, it, NewFlag("repeat"))),
    "keep_draft": ("case", lambda me, it: drafts.keep_draft(me, "incident", "asb", {}, case_id=it)),
    "amend_incident": ("case", lambda me, it: entries.amend_incident(me, uuid4(), it, TOLD, 1)),
    "amend_contact": ("contact", lambda me, it: entries.amend_contact(me, it, "Other words", 1)),
    "withdraw_contact": ("contact", lambda me, it: entries.withdraw_contact(me, it, "Misfiled")),
    "complete_action": ("action", lambda me, it: entries.complete_action(me, it, revision=1)),
    "move_action": ("action", lambda me, it: entries.move_action(me, it, me.today(), revision=1)),
    "end_flag": ("flag", entries.end_flag),
    "case_clocks": ("case", clocks.case_clocks),
    "victim_told": ("case", case_reviews.victim_told),
    "add_order": ("case", lambda me, it: orders.add_order(me, it, NewOrder("dppo", "area", {"place": "Elm Street"}))),
    "open_order": ("order", orders.open_order),
    "change_order": ("order", lambda me, it: orders.change_order(me, it, {}, 1)),
    "link_order": ("order", lambda me, it: orders.link_order(me, it, uuid4())),
    "record_event": ("order", lambda me, it: orders.record_event(me, it, "review", {"happened": "2012-03-09"})),
    "withdraw_order": ("order", lambda me, it: orders.withdraw_order(me, it, "Misfiled")),
    "withdraw_event": ("event", lambda me, it: orders.withdraw_event(me, it, "Misfiled")),
    "open_person": ("person", people.open_person),
    "change_fact": ("fact", lambda me, it: people.change_fact(me, it, text=NAME)),
}


def test_a_forbidden_record_and_an_unknown_one_take_the_same_statements(
    me: SignedIn, forbidden: dict[str, Any]
) -> None:
    for name, (kind, ask) in ASKING.items():
        unknown: UUID | str = "TOY-2012-ZZ-9999" if kind == "reference" else uuid4()
        answers, statements = [], []
        # Once before, so that what the program writes down once is written down.
        for wanted in (unknown, forbidden[kind], unknown):
            with sent(me.store) as heard, pytest.raises(NotFound) as refused:
                ask(me, wanted)
            answers.append(refused.value.message)
            statements.append(heard)
        assert answers[1] == answers[2], name
        assert statements[1] == statements[2] != [], name


def test_a_forbidden_name_and_an_unknown_one_take_the_same_statements(me: SignedIn, forbidden: dict[str, Any]) -> None:
    ways: dict[str, Callable[[str], object]] = {
        "search": lambda name: search.search(me, name).hits,
        "list_people": lambda name: people.list_people(me, name),
        "match_person": lambda name: people.match_person(me, [FactInput(FactKind.NAME, name)]),
    }
    assert forbidden
    for listed, find in ways.items():
        statements = []
        for name in (NOBODY, NAME, NOBODY):
            with sent(me.store) as heard:
                assert not find(name), listed
            statements.append(heard)
        assert statements[1] == statements[2] != [], listed
