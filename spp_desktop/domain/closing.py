"""Closing is a conversation: what must have happened before a case closes, and what is already on record of it.

The steps are in the order one would talk with the victim. What is asked at each stands in
:mod:`spp_desktop.domain.conversation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from spp_desktop.domain.cases import ActionView, CaseView, ContactView
from spp_desktop.domain.dates import local_day, show_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.kinds.survey import SURVEY, surveyed
from spp_desktop.domain.lists import AGENCIES, REACHED
from spp_desktop.domain.orders import OrderView, in_force, open_breaches, standing
from spp_desktop.domain.records import RecordKind, RecordView, next_owed
from spp_desktop.domain.vocabulary import Vocabulary, terms

if TYPE_CHECKING:
    from spp_desktop.domain.casetype import CaseType

TOLD, TRIED = "told", "tried"
FINISHED, HANDED, LEFT = "finished", "handed", "left"
FATES = Vocabulary(
    "closing-fates",
    "What becomes of what is still open",
    terms((FINISHED, "Finished"), (HANDED, "Handed on"), (LEFT, "Left")),
)


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """What a case type asks of a closing.

    ``tries`` is how many contacts that reached nobody, since somebody was last reached, stand in for telling the
    victim. ``exit_risk_days`` is how old (calendar days) an assessment made for closing may be. ``not_told`` are
    reasons that need neither telling nor a survey.
    """

    reasons: Vocabulary
    tries: int
    exit_risk_days: int
    survey: bool
    not_told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of something still open, and the words that go with it: what shows it, to whom, or why."""

    what: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is answered in the conversation. ``survey_sent`` is the day the satisfaction survey went, or None.

    ``root_cause`` says whether what lay behind it was tackled: ``yes``, ``partly``, ``no`` or empty (not asked).
    ``watchers`` say by order who looks for a breach of it from now on, ``fates`` by id what becomes of what is open.
    """

    reason: str
    told: str
    told_on: date | None = None
    survey_sent: date | None = None
    survey_declined: bool = False
    root_cause: str = ""
    words: str = ""
    handled: str = ""
    wishes: str = ""
    next: str = ""
    watchers: Mapping[UUID, str] = field(default_factory=dict)
    fates: Mapping[UUID, Fate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """Something open that a closing would leave: an action, a record on which more is due, a breach with no outcome."""

    about: Literal["action", "record", "breach"]
    id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the conversation: done, or what is missing. ``needed`` steps stop a closing while they are not.

    ``found`` is what the case already holds of it, in words.
    """

    key: str
    done: bool
    missing: str = ""
    found: str = ""
    needed: bool = True


def tries(kind: CaseType, view: CaseView) -> tuple[ContactView, ...]:
    """The contacts that reached nobody since somebody was last reached, the latest first."""
    outcomes = next((each.terms for each in kind.contact.fields if each.key == "outcome"), None)
    reached = outcomes.marked(REACHED) if outcomes else frozenset()
    logged = sorted((each for each in view.contacts if each.outcome and not each.withdrawn), key=lambda each: each.at)
    missed: list[ContactView] = []
    for each in logged:
        missed = [] if each.outcome in reached else [each, *missed]
    return tuple(missed)


def orders_left(view: CaseView, today: date) -> tuple[OrderView, ...]:
    """The orders that still hold when the case closes."""
    return tuple(each for each in view.orders if in_force(each, today))


def order_words(kind: CaseType, order: OrderView, today: date) -> str:
    """An order as the conversation names it: which, against whom, and until when it holds."""
    tool = _tool(kind, order)
    against = order.name or ", ".join(part for part in (order.place, order.postcode) if part)
    stands = standing(order, today, lasts=True)
    return f"{tool}{f' against {against}' if against else ''}: {stands[:1].lower()}{stands[1:]}"


def watcher(order: OrderView, closing: Closing) -> str:
    """Who watches an order from now on: whoever is named, else whoever supervises it already."""
    return closing.watchers.get(order.id, "") or str(order.answers.get("supervisor", ""))


def loose_ends(kind: CaseType, view: CaseView, today: date) -> tuple[LooseEnd, ...]:
    """What is still open: actions but for another try to reach somebody, records, and breaches with no outcome."""
    return (*_actions(view), *_records(kind, view, today), *_breaches(kind, view))


def settled(end: LooseEnd, closing: Closing) -> bool:
    """Whether it is said what becomes of something open; handing on says to whom, leaving says why."""
    fate = closing.fates.get(end.id)
    if fate is None:
        return False
    return end.about == "action" if fate.what == FINISHED else bool(fate.words.strip())


def closing_steps(kind: CaseType, view: CaseView, closing: Closing, today: date) -> tuple[Step, ...]:
    """The conversation as it stands, in its order."""
    rule = kind.closing
    waived = closing.reason in rule.not_told
    return (
        _told(kind, view, closing, waived=waived),
        _asked("handled", bool(closing.handled), _handled_before(view)),
        _asked("wishes", bool(closing.wishes), str(view.answers.get("wishes", ""))),
        _watched(view, closing, today),
        _open(kind, view, closing, today),
        _exit_risk(kind, view, today),
        _surveyed(rule, view, closing, waived=waived),
        _asked("root_cause", bool(closing.root_cause)),
        _asked("next", bool(closing.next)),
        Step("reason", rule.reasons.term(closing.reason) is not None, "Choose a reason"),
    )


def check_closing(steps: tuple[Step, ...]) -> tuple[Problem, ...]:
    """What still stops the case closing."""
    return tuple(Problem(step.key, step.missing) for step in steps if step.needed and not step.done)


def _asked(key: str, answered: bool, found: str = "") -> Step:
    return Step(key, answered or bool(found), "Not asked yet", found, needed=False)


def _told(kind: CaseType, view: CaseView, closing: Closing, *, waived: bool) -> Step:
    needs = kind.closing.tries
    missed = tries(kind, view)
    said = (closing.told == TOLD and closing.told_on is not None) or (closing.told == TRIED and len(missed) >= needs)
    missing = f"{len(missed)} of {needs} tries are logged" if closing.told == TRIED else "Say when the victim was told"
    days = ", ".join(show_day(local_day(each.at)) for each in missed[:needs])
    found = f"Tried and not reached: {days}" if missed else ""
    return Step("told", waived or said, missing, _waived(kind, closing) if waived else found)


def _handled_before(view: CaseView) -> str:
    """How the victim found it was handled, where a survey that came back says so."""
    back = [each for each in view.records if each.kind == SURVEY.code and not each.withdrawn]
    asked = ((SURVEY.field("handling"), "handling"), (SURVEY.field("words"), "words"))
    said = (
        each.show(row.answers[key]) for row in back for each, key in asked if each is not None and key in row.answers
    )
    return ". ".join(said)


def _watched(view: CaseView, closing: Closing, today: date) -> Step:
    held = orders_left(view, today)
    without = sum(not watcher(each, closing) for each in held)
    missing = f"Say who watches {_counted(without, 'order')} from now on"
    return Step("orders", not without, missing, "" if held else "No order is in force")


def _open(kind: CaseType, view: CaseView, closing: Closing, today: date) -> Step:
    ends = loose_ends(kind, view, today)
    unsaid = sum(not settled(each, closing) for each in ends)
    missing = f"Say what becomes of {_counted(unsaid, 'thing')} still open"
    return Step("open", not unsaid, missing, "" if ends else "Nothing is open")


def _exit_risk(kind: CaseType, view: CaseView, today: date) -> Step:
    exits = [each for each in view.assessments if each.occasion == "closing"]
    fresh = [each for each in exits if (today - local_day(each.at)).days <= kind.closing.exit_risk_days]
    if not fresh:
        return Step("exit_risk", done=False, missing="Assess the risk once more before closing")
    last = fresh[0]
    band = kind.instrument.band(last.band).label
    return Step("exit_risk", done=True, found=f"{band}, {last.score} of {last.maximum}, {show_day(local_day(last.at))}")


def _surveyed(rule: ClosingRule, view: CaseView, closing: Closing, *, waived: bool) -> Step:
    said = closing.survey_sent is not None or closing.survey_declined
    on_record = surveyed(view.records)
    done = waived or not rule.survey or said or on_record
    return Step(
        "survey", done, "Say when the survey was sent, or that it was declined", "A survey is on record" * on_record
    )


def _waived(kind: CaseType, closing: Closing) -> str:
    return f"Not needed where it closes as: {kind.closing.reasons.label_of(closing.reason).lower()}"


def _actions(view: CaseView) -> Iterator[LooseEnd]:
    for action in view.actions:
        if action.done is None and action.kind != "retry":
            yield LooseEnd("action", action.id, _action_words(action))


def _action_words(action: ActionView) -> str:
    whose = action.owner or AGENCIES.label_of(action.agency)
    due = f"due {show_day(action.due)}" if action.due else ""
    aside = ", ".join(part for part in (whose, due) if part)
    return f"Action: {action.what}{f' ({aside})' if aside else ''}"


def _records(kind: CaseType, view: CaseView, today: date) -> Iterator[LooseEnd]:
    for row in view.records:
        record = kind.record(row.kind)
        if record is not None and record.code != SURVEY.code and _going_on(record, row, today):
            title, stage = record.title_of(row.answers), record.stage(row.answers).label
            named = "" if title == record.label else f" {title},"
            yield LooseEnd("record", row.id, f"{record.label}:{named} {stage.lower()}")


def _going_on(record: RecordKind, row: RecordView, today: date) -> bool:
    """Whether more is to come of a record: it is owed something, or its kind ends and it has not."""
    if row.withdrawn:
        return False
    stage = record.stage(row.answers)
    ends = any(each.over for each in record.stages)
    return next_owed(record, row, today) is not None or (ends and not (stage.over or stage.rests))


def _breaches(kind: CaseType, view: CaseView) -> Iterator[LooseEnd]:
    for order in view.orders:
        for breach in open_breaches(order):
            what = f"Breach on {show_day(breach.happened)}, no outcome: {_tool(kind, order)}"
            yield LooseEnd("breach", breach.id, what)


def _tool(kind: CaseType, order: OrderView) -> str:
    return kind.orders.tools.label_of(order.tool) if kind.orders else order.tool


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
