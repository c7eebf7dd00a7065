"""Orders and tools: recording one on a case, what happens to it, and the register of all of them.

An order is one record however many cases it serves, and is known to whoever may know of any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Answers, NewParty, Saved
from spp_desktop.domain.casetype import refuse_errors
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, Problem, Refused
from spp_desktop.domain.fields import clean_answers, read_day
from spp_desktop.domain.history import shown_field
from spp_desktop.domain.journal import Value
from spp_desktop.domain.order_forms import Toolkit, first_day
from spp_desktop.domain.order_tools import Tool
from spp_desktop.domain.orders import EventKind, NewOrder, OrderQuery, OrdersView, OrderView, span_of
from spp_desktop.domain.people import age_on
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.settings import number
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import (
    AreaOf,
    Work,
    compartment_of,
    compartments,
    first_area,
    locate,
    look,
    settings_of,
    working,
)
from spp_desktop.services.gate import gate
from spp_desktop.services.keeping import keeping_reviewed
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import orders as kept
from spp_desktop.store.order_reads import cases_served
from spp_desktop.store.people import is_on_case
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.tables.legal_order import OrderEventRow, OrderRow

PAGE = 500
"""Orders of the register read at once."""
RESPONSIBLE = "responsible"
"""The role that an order gives whom it is against, on a case they have none on."""
SOON = "orders.ending-days"


@gate(Right.CASE_READ)
def list_orders(me: SignedIn, query: OrderQuery, limit: int = PAGE, offset: int = 0) -> list[OrderView]:
    """A page of the register: the orders the officer may know of, each once, what ends first before the rest."""
    soon = number(settings_of(me), SOON)
    found: list[OrderView] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += kept.register(connection, me.scope, query, me.today(), soon=soon, limit=limit, offset=offset)
    return found


@gate(Right.CASE_READ)
def count_orders(me: SignedIn, query: OrderQuery) -> dict[OrdersView, int]:
    """How many orders each view of the register holds, under the tool and the words of a query."""
    soon, counts = number(settings_of(me), SOON), dict[OrdersView, int]()
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            for view, count in kept.register_counts(connection, me.scope, query, me.today(), soon=soon).items():
                counts[view] = counts.get(view, 0) + count
    return counts


@gate(Right.CASE_READ)
def open_order(me: SignedIn, order_id: UUID) -> OrderView:
    """One order with what happened to it. The look is recorded."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = kept.orders_known(connection, me.scope, (order_id,), me.today())
        if found:
            look(me, "order.viewed", about=found[0].case_id, compartment=compartment)
            return found[0]
    raise NotFound


@gate(Right.CASE_WRITE)
def add_order(me: SignedIn, case_id: UUID, new: NewOrder, *, area_of: AreaOf | None = None) -> Done[Saved]:
    """Record an order or a tool that serves a case. What is odd about it only warns.

    Raises:
        Invalid: no tool, nobody or nowhere it is against, or an answer of the wrong kind.
    """
    with working(me, case_id, "order.added") as work:
        toolkit = _toolkit(work)
        if toolkit.tools.term(new.tool) is None:
            raise Invalid((Problem("tool", "Choose a tool"),))
        tool = toolkit.tool(new.tool)
        answers = _placed(clean_answers(toolkit.order_fields(tool, new.against), new.answers), area_of)
        order = replace(new, answers=answers, person_id=new.person_id if new.against == "person" else None)
        if order.person_id is not None and not is_on_case(work.unit.connection, case_id, order.person_id):
            raise Invalid((Problem("against", "Add them to the case first"),))
        age = _age(me, work, order.person_id, first_day(answers))
        warnings = refuse_errors(toolkit.check_order(tool, order, work.today, age))
        span = span_of(answers, (), lasts=tool.lasts)
        with _kept_as_long(me, work, (case_id,)):
            order_id = kept.add_order(work.unit, work.on, toolkit, order, span)
    return _done(work, order_id, (case_id,), 1, warnings)


@gate(Right.CASE_WRITE)
def link_order(me: SignedIn, order_id: UUID, case_id: UUID) -> Done[Saved]:
    """Let an order serve another case of the same kind: it stays one record. Whom it is against comes on that case as
    the person responsible, where they have no role on it yet.

    Raises:
        Refused: it serves the case already.
    """
    held_by = locate(me, _case_with_order(me, order_id))
    with working(me, case_id, "order.linked") as work:
        if held_by.compartment != compartment_of(work.kind.code):
            raise NotFound
        connection = work.unit.connection
        if case_id in cases_served(connection, order_id):
            raise Refused("The order serves this case already. Nothing was changed")
        row = work.unit.get(OrderRow, order_id)
        person = row["person_id"] if row is not None else None
        if person is not None and work.kind.roles.term(RESPONSIBLE) and not is_on_case(connection, case_id, person):
            kept_cases.add_party(work.unit, work.on, NewParty(RESPONSIBLE, person_id=person))
        with _kept_as_long(me, work, (case_id,)):
            kept.link_order(work.unit, work.on, _toolkit(work), order_id)
        served = cases_served(work.unit.connection, order_id)
    return _done(work, order_id, served, int(row["revision"]) if row is not None else 1)


@gate(Right.CASE_WRITE)
def change_order(
    me: SignedIn, order_id: UUID, answers: Answers, revision: int, *, area_of: AreaOf | None = None
) -> Done[Saved]:
    """Put right what an order's form says. Raises Conflict, with both versions, when somebody did since ``revision``.

    Something recorded to have happened to it meanwhile is no conflict.
    """
    with _order(me, order_id, "order.changed") as (work, of):
        cleaned = _placed(clean_answers(of.toolkit.order_fields(of.tool, of.view.against), answers), area_of)
        new = NewOrder(of.tool.code, of.view.against, cleaned, of.view.person_id)
        age = _age(me, work, new.person_id, first_day(cleaned))
        warnings = refuse_errors(of.toolkit.check_order(of.tool, new, work.today, age))
        with _kept_as_long(me, work, of.served):
            _keep_answers(work, of, cleaned, revision)
            now = kept.fold_again(work.unit, of.toolkit, order_id)
    return _done(work, order_id, of.served, now, warnings)


@gate(Right.CASE_WRITE)
def record_event(
    me: SignedIn, order_id: UUID, kind: EventKind, answers: Answers, *, breach_id: UUID | None = None
) -> Done[Saved]:
    """Add something that happened to an order: a breach, its outcome, a variation, an extension, a review, its end.

    ``breach_id`` is the breach that an outcome belongs to; a breach told with its outcome becomes both.

    Raises:
        Invalid: an answer is missing or of the wrong kind.
        NotFound: there is no such order, or the breach is not one of its own.
    """
    with _order(me, order_id, f"order.{kind}") as (work, of):
        if kind == "outcome" and breach_id not in {each.id for each in of.view.breaches}:
            raise NotFound
        cleaned = clean_answers(of.toolkit.event_form(kind, of.tool).fields, answers)
        age = _age(me, work, of.view.person_id, of.view.starts)
        warnings = refuse_errors(of.toolkit.check_event(of.tool, of.view, kind, cleaned, work.today, age))
        happened = read_day(cleaned.pop("happened")) or work.today
        outcome = cleaned.pop("outcome", None) if kind == "breach" else None
        row = work.unit.get(OrderRow, order_id) or {}
        with _kept_as_long(me, work, of.served):
            event_id = kept.add_event(work.unit, row, kind, happened, cleaned, breach_id)
            if outcome is not None:
                kept.add_event(work.unit, row, "outcome", happened, {"outcome": outcome}, event_id)
            now = kept.fold_again(work.unit, of.toolkit, order_id)
    return _done(work, event_id, of.served, now, warnings)


@gate(Right.CASE_WRITE)
def withdraw_order(me: SignedIn, order_id: UUID, reason: str) -> Done[Saved]:
    """Withdraw an order recorded by mistake, on every case it serves: it leaves lists and search, and stays for
    information governance."""
    words = _reason(reason)
    with _order(me, order_id, "case.entry-withdrawn", why=words) as (work, of), _kept_as_long(me, work, of.served):
        now = kept.withdraw(work.unit, OrderRow, order_id, words)
        kept.index_order(work.unit, of.toolkit, order_id)
    return _done(work, order_id, of.served, now)


@gate(Right.CASE_WRITE)
def withdraw_event(me: SignedIn, event_id: UUID, reason: str) -> Done[Saved]:
    """Withdraw what was recorded by mistake to have happened to an order, which then stands as it did before."""
    words = _reason(reason)
    order_id = _order_with_event(me, event_id)
    with _order(me, order_id, "case.entry-withdrawn", why=words) as (work, of), _kept_as_long(me, work, of.served):
        for each in of.view.events:
            if event_id in (each.id, each.breach_id):
                kept.withdraw(work.unit, OrderEventRow, each.id, words)
        now = kept.fold_again(work.unit, of.toolkit, order_id)
    return _done(work, event_id, of.served, now)


@dataclass(frozen=True, slots=True)
class _Of:
    """An order in hand: its tool as the store has it, how it stands, and every case it serves."""

    toolkit: Toolkit
    tool: Tool
    view: OrderView
    served: tuple[UUID, ...]


@contextmanager
def _order(me: SignedIn, order_id: UUID, operation: str, *, why: str | None = None) -> Iterator[tuple[Work, _Of]]:
    """One operation on an order, in the stream of a case it serves that the officer may know of."""
    with working(me, _case_with_order(me, order_id), operation, why=why) as work:
        connection = work.unit.connection
        found = kept.orders_known(connection, me.scope, (order_id,), work.today)
        if not found:
            raise NotFound
        toolkit, view = _toolkit(work), found[0]
        yield work, _Of(toolkit, toolkit.tool(view.tool), view, tuple(cases_served(connection, order_id)))


def _case_with_order(me: SignedIn, order_id: UUID) -> UUID:
    """A case the officer may know of that an order serves. Raises NotFound as ``locate`` does."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = kept.case_of_order(connection, me.scope, order_id)
        if found is not None:
            return found
    raise NotFound


def _order_with_event(me: SignedIn, event_id: UUID) -> UUID:
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = kept.order_of_event(connection, me.scope, event_id)
        if found is not None:
            return found
    raise NotFound


def _toolkit(work: Work) -> Toolkit:
    """The tools of the case's type. Raises NotFound for a type that has no orders."""
    if work.kind.orders is None:
        raise NotFound
    return work.kind.orders


def _placed(answers: Answers, area_of: AreaOf | None) -> Answers:
    """The answers with the area of the postcode, where none was chosen."""
    if "area" in answers or "postcode" not in answers:
        return answers
    area, _ = first_area(area_of, (("postcode", answers["postcode"]),))
    return {**answers, "area": area} if area else answers


def _age(me: SignedIn, work: Work, person_id: UUID | None, day: date | None) -> int | None:
    """How old somebody was on a day, as far as is known."""
    if person_id is None:
        return None
    return age_on(kept.birth_known(work.unit.connection, me.scope, person_id), day or work.today)


def _keep_answers(work: Work, of: _Of, answers: Answers, revision: int) -> None:
    show = _shower(work, of.toolkit)
    try:
        kept.set_answers(work.unit, of.view.id, answers, revision=revision, show=show)
    except Conflict as conflict:
        theirs = {each.field for each in conflict.differences if each.before != each.theirs}
        if any(field.startswith("answers.") or field in ("place", "postcode", "area") for field in theirs):
            raise
        kept.set_answers(work.unit, of.view.id, answers, revision=conflict.revision, show=show)


def _shower(work: Work, toolkit: Toolkit) -> Callable[[str, Value], tuple[str, str]]:
    def show(name: str, value: Value) -> tuple[str, str]:
        return shown_field(work.kind, name, value, toolkit)

    return show


@contextmanager
def _kept_as_long(me: SignedIn, work: Work, cases: tuple[UUID, ...]) -> Iterator[None]:
    """Keep closed cases as long as their orders ask for, once something has altered when those end.

    A review day that somebody set by hand is never brought nearer.
    """
    closed = {case_id: row for case_id in cases if (row := work.unit.get(CaseRow, case_id)) and row["closed"]}
    before = {case_id: keeping_reviewed(me, work.unit, row, row["closed"]) for case_id, row in closed.items()}
    yield
    for case_id, row in closed.items():
        day = keeping_reviewed(me, work.unit, row, row["closed"])
        if row["review"] != before[case_id] and row["review"] is not None and day is not None:
            day = max(row["review"], day)
        work.unit.update(CaseRow, case_id, {"review": day})


def _reason(reason: str) -> str:
    words = clean_line(reason)
    if not words:
        raise Invalid((Problem("reason", "Say why it is withdrawn"),))
    return words


def _done(
    work: Work,
    record_id: UUID,
    cases: tuple[UUID, ...] | list[UUID],
    revision: int,
    warnings: tuple[Problem, ...] = (),
) -> Done[Saved]:
    saved = Saved(record_id, work.on.id, work.row["reference"], revision, warnings)
    return Done(saved, Changes(cases=frozenset((work.on.id, *cases)), kinds=frozenset(("orders",))))
