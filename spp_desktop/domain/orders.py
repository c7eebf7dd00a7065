"""Orders and tools as those who read and write them see them: what stands now, what ran out, what was breached.

An order is one record however many cases it serves. What happened to it (a breach and its outcome, a variation, an
extension, a review, its end) is added as an event and never altered, so an order as it stands is folded from what was
asked at first and from its events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.snapshot import snapshot

Against = Literal["person", "premises", "area"]
AGAINST: dict[Against, str] = {"person": "A person", "premises": "Premises", "area": "An area"}
"""Whom or what an order is against, in words."""

EventKind = Literal["breach", "outcome", "variation", "extension", "review", "end"]
PLACED = ("place", "postcode", "area")
"""Questions of an order's form that are kept apart from its answers."""

State = Literal["asked", "ahead", "in-force", "expired", "ended", "given"]
STATES: dict[State, str] = {
    "in-force": "In force",
    "ahead": "Starts later",
    "asked": "Asked for",
    "given": "Given",
    "expired": "Expired",
    "ended": "Ended early",
}
"""How an order stands, in the order a list offers."""


@snapshot
class OrderEvent:
    """Something that happened to an order. ``breach_id`` is the breach that an outcome belongs to."""

    id: UUID
    kind: EventKind
    happened: date
    answers: Answers
    at: datetime
    by: str
    breach_id: UUID | None = None


@snapshot
class OrderView:
    """An order or a tool. ``events`` are in the order they were recorded, without those withdrawn.

    ``starts`` and ``ends`` are its first and last day; ``ended`` the day it ceased before that. ``name`` is the
    person's it is against. ``references`` are the cases it serves that the reader may know of, ``case_id`` one of
    them.
    """

    id: UUID
    tool: str
    against: Against
    person_id: UUID | None
    name: str
    place: str
    postcode: str
    area: str | None
    starts: date | None
    ends: date | None
    ended: date | None
    ended_how: str
    review_due: date | None
    answers: Answers
    added: datetime
    by: str
    case_id: UUID
    references: tuple[str, ...] = ()
    events: tuple[OrderEvent, ...] = ()
    revision: int = 0

    @property
    def form_answers(self) -> dict[str, Answer]:
        """Its form as it was filled in."""
        placed = {"place": self.place, "postcode": self.postcode, "area": self.area or ""}
        return {**self.answers, **{key: value for key, value in placed.items() if value}}

    @property
    def breaches(self) -> tuple[OrderEvent, ...]:
        """Its breaches."""
        return tuple(each for each in self.events if each.kind == "breach")


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order or a tool to record. ``answers`` are those of its form, place and area among them."""

    tool: str
    against: Against
    answers: Answers
    person_id: UUID | None = None


OrdersView = Literal["in-force", "ending", "review", "breach", "ahead", "over", "all"]
ORDERS_VIEWS: dict[OrdersView, str] = {
    "in-force": "In force",
    "ending": "Ends soon",
    "review": "Review due",
    "breach": "Breach, no outcome",
    "ahead": "Not in force yet",
    "over": "Over",
    "all": "All",
}
"""The tabs above the register of orders."""


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders of the register: those of a view, made by one tool, found by these words."""

    view: OrdersView = "all"
    tool: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """When an order holds, and when it is to be reviewed."""

    starts: date | None
    ends: date | None
    ended: date | None
    ended_how: str
    review_due: date | None


def span_of(answers: Answers, events: Iterable[OrderEvent], *, lasts: bool) -> Span:
    """When an order holds, from its form and its events in the order they were recorded; the latest of a kind counts.

    One that lasts and names no first day holds from the day it was issued.
    """
    latest = {each.kind: each for each in events}
    end, extended, reviewed = latest.get("end"), latest.get("extension"), latest.get("review")
    starts = read_day(answers.get("starts")) or (read_day(answers.get("issued")) if lasts else None)
    return Span(
        starts,
        read_day((extended.answers if extended else answers).get("expires")),
        end.happened if end else None,
        str(end.answers.get("how", "")) if end else "",
        read_day(reviewed.answers.get("next_review") if reviewed else answers.get("review_due")),
    )


def in_force(order: OrderView, day: date) -> bool:
    """Whether an order holds on a day; its last day counts, the day it was ended on does not."""
    return state_of(order, day, lasts=True) == "in-force"


def state_of(order: OrderView, day: date, *, lasts: bool) -> State:
    """How an order stands on a day. ``lasts`` is whether its tool holds for a time, or is done once."""
    if order.ended is not None and order.ended <= day:
        return "ended"
    if order.ends is not None and order.ends < day:
        return "expired"
    if order.starts is not None:
        return "in-force" if order.starts <= day else "ahead"
    return "asked" if lasts else "given"


def expires_within(order: OrderView, today: date, days: int) -> bool:
    """Whether an order in force runs out in so many calendar days, today included."""
    return in_force(order, today) and order.ends is not None and order.ends <= today + timedelta(days)


def standing(order: OrderView, today: date, *, lasts: bool) -> str:
    """How an order stands, in words: ``In force to 5 Mar 2012``, ``Expired 5 Mar 2012``, ``Applied for 2 Mar 2012``."""
    state = state_of(order, today, lasts=lasts)
    if state == "ended" and order.ended is not None:
        return f"Ended {show_day(order.ended)}"
    if state == "expired" and order.ends is not None:
        return f"Expired {show_day(order.ends)}"
    if state == "ahead" and order.starts is not None:
        return f"Starts {show_day(order.starts)}"
    if state == "in-force":
        return f"In force to {show_day(order.ends)}" if order.ends else "In force, no last day"
    return _not_lasting(order, lasts=lasts)


def _not_lasting(order: OrderView, *, lasts: bool) -> str:
    applied, issued = (read_day(order.answers.get(key)) for key in ("applied", "issued"))
    if lasts:
        return f"Applied for {show_day(applied)}" if applied else "Not in force yet"
    return f"Given {show_day(issued)}" if issued else "Not given yet"


def outcome_of(order: OrderView, breach: OrderEvent) -> OrderEvent | None:
    """What came of a breach, the latest of several; None while nothing has."""
    found = [each for each in order.events if each.kind == "outcome" and each.breach_id == breach.id]
    return found[-1] if found else None


def open_breaches(order: OrderView) -> tuple[OrderEvent, ...]:
    """The breaches that nothing has come of yet."""
    return tuple(each for each in order.breaches if outcome_of(order, each) is None)


def as_it_stands(order: OrderView) -> dict[str, Answer]:
    """Its form with conditions and requirements as the latest variation has them, and its days as they are now."""
    stands = order.form_answers
    for each in order.events:
        if each.kind == "variation":
            stands |= {key: value for key, value in each.answers.items() if key != "words"}
    if order.ends is not None:
        stands["expires"] = order.ends.isoformat()
    return stands
