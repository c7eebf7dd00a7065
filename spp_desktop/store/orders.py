"""Orders and tools: written inside a unit of work, read within a reader's scope.

An order is known to whoever may know of any case it serves. It is one record however many those are, and stands once
in every list and every count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.order_tools import ONCE
from spp_desktop.domain.orders import ORDERS_VIEWS, PLACED, NewOrder, OrderQuery, OrdersView, OrderView, Span, span_of
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.search import index_tokens
from spp_desktop.domain.text import fold
from spp_desktop.store.case_lists import CASE, answers_of, known_by_id
from spp_desktop.store.case_reads import FACT
from spp_desktop.store.cases import OnCase
from spp_desktop.store.index import Indexed
from spp_desktop.store.order_reads import (
    HAPPENED,
    LIVE,
    LIVE_EVENT,
    LIVE_LINK,
    ORDER,
    ORDERS_OF_IDS,
    SERVES,
    events_of,
    orders_from,
)
from spp_desktop.store.people import person_lines
from spp_desktop.store.tables.legal_order import CaseOrderRow, OrderEventRow, OrderRow
from spp_desktop.store.unit import Show, UnitOfWork

_OUTCOME = HAPPENED.alias("outcome")

# --- writing -----------------------------------------------------------------------------------------------------


def add_order(unit: UnitOfWork, on: OnCase, toolkit: Toolkit, new: NewOrder, span: Span) -> UUID:
    """Record an order that serves a case."""
    order_id = unit.new_id()
    unit.insert(
        OrderRow(
            id=order_id,
            tool=new.tool,
            against=new.against,
            person_id=new.person_id,
            added_at=unit.at,
            by_id=unit.by,
            agency=on.agency,
            retention=on.retention,
            **_columns(new.answers),
            **_spanned(span),
        )
    )
    link_order(unit, on, toolkit, order_id)
    return order_id


def link_order(unit: UnitOfWork, on: OnCase, toolkit: Toolkit, order_id: UUID) -> None:
    """Let an order serve a case."""
    unit.insert(CaseOrderRow(id=unit.new_id(), case_id=on.id, order_id=order_id))
    index_order(unit, toolkit, order_id)


def set_answers(unit: UnitOfWork, order_id: UUID, answers: Answers, *, revision: int, show: Show | None = None) -> int:
    """Save what an order's form holds; returns its revision afterwards. Its days are not folded again."""
    was = unit.get(OrderRow, order_id)
    if was is None:
        raise NotFound
    columns = _columns(answers)
    cleared = dict.fromkeys(was["answers"].keys() - columns["answers"].keys())
    columns["answers"] = {**cleared, **columns["answers"]}
    return unit.update(OrderRow, order_id, columns, revision=revision, show=show)


def add_event(
    unit: UnitOfWork, order: Mapping[str, Any], kind: str, happened: date, answers: Answers, breach_id: UUID | None
) -> UUID:
    """Add something that happened to an order. Its days are not folded again."""
    event_id = unit.new_id()
    unit.insert(
        OrderEventRow(
            id=event_id,
            order_id=order["id"],
            breach_id=breach_id,
            kind=kind,
            happened=happened,
            answers=_document(answers),
            at=unit.at,
            by_id=unit.by,
            agency=order["agency"],
            retention=order["retention"],
        )
    )
    return event_id


def fold_again(unit: UnitOfWork, toolkit: Toolkit, order_id: UUID) -> int:
    """Bring an order's days, and what it is found by, in step with its form and its events; returns its revision."""
    row = unit.get(OrderRow, order_id)
    if row is None:
        raise NotFound
    span = span_of(answers_of(row["answers"]), events_of(unit.connection, order_id), lasts=row["tool"] not in ONCE)
    now = unit.update(OrderRow, order_id, _spanned(span))
    index_order(unit, toolkit, order_id)
    return now


def withdraw(unit: UnitOfWork, row: type[OrderRow] | type[OrderEventRow], record_id: UUID, reason: str) -> int:
    """Mark an order, or something that happened to one, as recorded by mistake."""
    return unit.update(row, record_id, {"withdrawn": True, "withdrawn_reason": reason})


def index_order(unit: UnitOfWork, toolkit: Toolkit, order_id: UUID) -> None:
    """Make an order found, through each case it serves, by its words and those of what happened to it; one withdrawn
    or erased by nothing."""
    row = unit.get(OrderRow, order_id)
    if row is None:
        raise NotFound
    links = unit.select(
        select(SERVES.c.id, SERVES.c.case_id, CASE.c.type)
        .join(CASE, CASE.c.id == SERVES.c.case_id)
        .where(SERVES.c.order_id == order_id, LIVE_LINK)
    ).all()
    tokens: tuple[str, ...] = ()
    if not row["withdrawn"] and not row["deleted"]:
        told = [answers_of(row["answers"]), *(each.answers for each in events_of(unit.connection, order_id))]
        words = [row["place"], row["postcode"], *map(toolkit.search_words, told)]
        tokens = tuple(index_tokens("\n".join(words)))
    unit.index(*(Indexed("order", link.id, tokens, link.case_id, link.type, row["added_at"]) for link in links))


def _columns(answers: Answers) -> dict[str, Any]:
    """A form's answers as the row keeps them."""
    kept = {key: value for key, value in answers.items() if key not in PLACED}
    placed = {key: answers.get(key) for key in PLACED}
    return {
        "place": placed["place"] or "",
        "postcode": placed["postcode"] or "",
        "area": placed["area"],
        "answers": _document(kept),
    }


def _spanned(span: Span) -> dict[str, Any]:
    return {
        "starts": span.starts,
        "ends": span.ends,
        "ended": span.ended,
        "ended_how": span.ended_how,
        "review_due": span.review_due,
    }


def _document(answers: Answers) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}


# --- reading one ---------------------------------------------------------------------------------------------------


def case_of_order(connection: Connection, scope: Scope, order_id: UUID) -> UUID | None:
    """A case that an order serves, when the reader may know of one."""
    return connection.execute(
        select(CASE.c.id)
        .join(SERVES, SERVES.c.case_id == CASE.c.id)
        .join(ORDER, ORDER.c.id == SERVES.c.order_id)
        .where(ORDER.c.id == order_id, LIVE, LIVE_LINK, known_by_id(scope))
        .order_by(SERVES.c.rowid)
        .limit(1)
    ).scalar()


def order_of_event(connection: Connection, scope: Scope, event_id: UUID) -> UUID | None:
    """The order that something happened to, when the reader may know of it and neither was withdrawn."""
    return connection.execute(
        select(ORDER.c.id)
        .join(HAPPENED, HAPPENED.c.order_id == ORDER.c.id)
        .where(HAPPENED.c.id == event_id, LIVE_EVENT, LIVE, _known(scope))
    ).scalar()


def last_end(connection: Connection, case_id: UUID) -> date | None:
    """The last day that an order serving a case is known to end on."""
    over = case((ORDER.c.ended < ORDER.c.ends, ORDER.c.ended), else_=func.coalesce(ORDER.c.ends, ORDER.c.ended))
    return connection.execute(
        select(over)
        .join(SERVES, SERVES.c.order_id == ORDER.c.id)
        .where(SERVES.c.case_id == case_id, LIVE, LIVE_LINK, over.is_not(None))
        .order_by(over.desc())
        .limit(1)
    ).scalar()


def in_force_on(connection: Connection, case_id: UUID, today: date) -> bool:
    """Whether an order in force serves a case."""
    found = connection.execute(
        select(ORDER.c.id)
        .join(SERVES, SERVES.c.order_id == ORDER.c.id)
        .where(SERVES.c.case_id == case_id, LIVE, LIVE_LINK, _state(today) == "in-force")
        .limit(1)
    )
    return found.first() is not None


def birth_known(connection: Connection, scope: Scope, person_id: UUID) -> str:
    """A person's birth as recorded last on a case the reader may know of; empty where there is none."""
    found = connection.execute(
        select(FACT.c.text)
        .join(CASE, CASE.c.id == FACT.c.case_id)
        .where(FACT.c.person_id == person_id, FACT.c.kind == FactKind.BIRTH.value, FACT.c.deleted.is_(False))
        .where(known_by_id(scope))
        .order_by(FACT.c.recorded_at.desc(), FACT.c.rowid.desc())
        .limit(1)
    ).scalar()
    return found or ""


# --- the register --------------------------------------------------------------------------------------------------


def register(
    connection: Connection, scope: Scope, query: OrderQuery, today: date, *, soon: int, limit: int, offset: int = 0
) -> list[OrderView]:
    """A page of the orders a reader may know of, those in force that end first before others. ``soon`` is how many
    calendar days ahead an order ends soon."""
    state = _state(today)
    places = {name: place for place, name in enumerate(("in-force", "ahead", "asked", "given", "expired", "ended"))}
    page = (
        select(ORDER.c.id)
        .where(*_asked(scope, query, today, soon))
        .order_by(case(places, value=state), ORDER.c.ends.is_(None), ORDER.c.ends, ORDER.c.rowid)
        .limit(limit)
        .offset(offset)
    )
    return orders_known(connection, scope, list(connection.execute(page).scalars()), today)


def register_counts(
    connection: Connection, scope: Scope, query: OrderQuery, today: date, *, soon: int
) -> dict[OrdersView, int]:
    """How many orders each view of the register holds, whatever view the query names."""
    views: list[OrdersView] = list(ORDERS_VIEWS)
    counted = [func.coalesce(func.sum(case((_in_view(view, today, soon), 1), else_=0)), 0) for view in views]
    asked = OrderQuery("all", query.tool, query.text)
    row = connection.execute(select(*counted).where(*_asked(scope, asked, today, soon))).one()
    return {view: int(count) for view, count in zip(views, row, strict=True)}


def orders_known(connection: Connection, scope: Scope, orders: Sequence[UUID], today: date) -> list[OrderView]:
    """Orders by their ids, in the order asked; those the reader may not know of are left out."""
    cases: dict[UUID, UUID] = {}
    references: dict[UUID, tuple[str, ...]] = {}
    served = connection.execute(
        select(SERVES.c.order_id, CASE.c.id, CASE.c.reference)
        .join(CASE, CASE.c.id == SERVES.c.case_id)
        .where(SERVES.c.order_id.in_(orders), LIVE_LINK, known_by_id(scope))
        .order_by(SERVES.c.rowid)
    )
    for order_id, case_id, reference in served:
        cases.setdefault(order_id, case_id)
        references[order_id] = (*references.get(order_id, ()), reference)
    against = select(ORDER.c.person_id).where(ORDER.c.id.in_(list(cases)), ORDER.c.person_id.is_not(None))
    people = list(dict.fromkeys(connection.execute(against).scalars()))
    names = {line.id: line.name for line in person_lines(connection, scope, people, today)}
    found = orders_from(connection.execute(ORDERS_OF_IDS, {"orders": list(cases)}), cases, references, names)
    return [found[order_id] for order_id in orders if order_id in found]


def _known(scope: Scope) -> ColumnElement[bool]:
    """The orders a reader may know of: those that serve a case the reader may know of."""
    return exists(
        select(SERVES.c.id)
        .join(CASE, CASE.c.id == SERVES.c.case_id)
        .where(SERVES.c.order_id == ORDER.c.id, LIVE_LINK, known_by_id(scope))
        .correlate(ORDER)
    )


def _asked(scope: Scope, query: OrderQuery, today: date, soon: int) -> list[ColumnElement[bool]]:
    found = [LIVE, _known(scope), _in_view(query.view, today, soon)]
    if query.tool:
        found.append(ORDER.c.tool == query.tool)
    return [*found, *(_says(scope, word) for word in fold(query.text).split())]


def _state(today: date) -> ColumnElement[str]:
    """How an order stands, as ``orders.state_of`` has it."""
    return case(
        (ORDER.c.ended <= today, "ended"),
        (ORDER.c.ends < today, "expired"),
        (ORDER.c.starts <= today, "in-force"),
        (ORDER.c.starts.is_not(None), "ahead"),
        (ORDER.c.tool.in_(sorted(ONCE)), "given"),
        else_="asked",
    )


def _in_view(view: OrdersView, today: date, soon: int) -> ColumnElement[bool]:
    state = _state(today)
    if view == "in-force":
        return state == "in-force"
    if view == "ending":
        return and_(state == "in-force", ORDER.c.ends <= today + timedelta(soon))
    if view == "review":
        return and_(state == "in-force", ORDER.c.review_due <= today)
    if view == "breach":
        return exists(_waiting().where(HAPPENED.c.order_id == ORDER.c.id).correlate(ORDER))
    if view == "ahead":
        return state.in_(("ahead", "asked"))
    return state.in_(("expired", "ended")) if view == "over" else ORDER.c.id.is_not(None)


def _waiting() -> Select[Any]:
    """Breaches that nothing has come of yet."""
    answered = exists().where(
        _OUTCOME.c.breach_id == HAPPENED.c.id, _OUTCOME.c.deleted.is_(False), _OUTCOME.c.withdrawn.is_(False)
    )
    return select(HAPPENED.c.id).where(HAPPENED.c.kind == "breach", LIVE_EVENT, ~answered)


def _says(scope: Scope, word: str) -> ColumnElement[bool]:
    """That a word stands in an order's place, in the reference of a case it serves, or in the name of whom it is
    against; each as far as the reader may know of it."""
    place = func.lower(ORDER.c.place + " " + ORDER.c.postcode)
    named = (
        exists()
        .where(FACT.c.person_id == ORDER.c.person_id, FACT.c.kind == FactKind.NAME.value, FACT.c.deleted.is_(False))
        .where(CASE.c.id == FACT.c.case_id, known_by_id(scope), FACT.c.text_key.contains(word, autoescape=True))
    )
    served = exists().where(
        SERVES.c.order_id == ORDER.c.id,
        LIVE_LINK,
        CASE.c.id == SERVES.c.case_id,
        known_by_id(scope),
        func.lower(CASE.c.reference).contains(word, autoescape=True),
    )
    return or_(place.contains(word, autoescape=True), named.correlate(ORDER), served.correlate(ORDER))


# --- what is due ---------------------------------------------------------------------------------------------------


def to_do(scope: Scope, today: date, *, since: date, until: date, soon: date) -> Select[Any]:
    """Orders with something to be done on them, each with every case it serves, for more conditions to be added.

    Those in force whose review falls due up to ``until``, those that end, or ended with nobody saying so, between
    ``since`` and ``soon``, and those with a breach that nothing has come of: ``breached`` is the day of the first.
    """
    breached = (
        _waiting()
        .with_only_columns(func.min(HAPPENED.c.happened))
        .where(HAPPENED.c.order_id == ORDER.c.id)
        .correlate(ORDER)
        .scalar_subquery()
    )
    in_force = _state(today) == "in-force"
    ending = and_(ORDER.c.ended.is_(None), ORDER.c.ends >= since, ORDER.c.ends <= soon)
    return (
        select(
            ORDER.c.id, ORDER.c.tool, ORDER.c.revision, case((ending, ORDER.c.ends)).label("ends"),
            case((and_(in_force, ORDER.c.review_due <= until), ORDER.c.review_due)).label("review_due"),
            breached.label("breached"), CASE.c.id.label("case_id"), CASE.c.type, CASE.c.reference, CASE.c.owner_id,
        )
        .select_from(ORDER.join(SERVES, SERVES.c.order_id == ORDER.c.id).join(CASE, CASE.c.id == SERVES.c.case_id))
        .where(LIVE, LIVE_LINK, known_by_id(scope))
        .where(or_(and_(in_force, ORDER.c.review_due <= until), ending, breached.is_not(None)))
        .order_by(ORDER.c.rowid, SERVES.c.rowid)
    )  # fmt: skip
