"""What is asked as a case closes, in the order one would talk with the victim, and why each thing is asked.

The answers are a document like any other: a draft while the conversation goes on, kept with the move when closure is
proposed and when the case closes, so that a supervisor goes on from where the officer stopped. What is asked of one
order or one open thing has its id in the key: ``watch.ID``, ``fate.ID``, ``why.ID``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers, CaseView, MoveView
from spp_desktop.domain.closing import (
    FATES,
    FINISHED,
    TOLD,
    TRIED,
    Closing,
    Fate,
    LooseEnd,
    loose_ends,
    orders_left,
    watcher,
)
from spp_desktop.domain.fields import Choice, Day, Field, LongText, Section, Text, read_day
from spp_desktop.domain.vocabulary import Vocabulary, terms

if TYPE_CHECKING:
    from spp_desktop.domain.casetype import CaseType

TELLING = Vocabulary("telling", "Was the victim told?", terms((TOLD, "Told"), (TRIED, "Tried, not reached")))
SURVEYED = Vocabulary("survey", "Satisfaction survey", terms(("sent", "Sent"), ("declined", "Declined")))
ROOT_CAUSE = Vocabulary(
    "root-cause", "Was the cause tackled?", terms(("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
)
WATCH, FATE, WHY = "watch.", "fate.", "why."


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to talk about: its ``label`` in the list of steps, the ``question``, and ``why`` it is asked.

    ``{months}`` in ``why`` stands for how long a closed case may be reopened.
    """

    key: str
    label: str
    question: str
    why: str
    fields: tuple[Field, ...] = ()

    def because(self, kind: CaseType) -> str:
        """Why it is asked, under the case type's own rules."""
        return self.why.format(months=kind.workflow.reopen_months)


TOPICS = (
    Topic(
        "told", "Told", "Was the victim told that the case is closing?",
        "Nobody should learn from silence that their case is closed. Tries logged that reached nobody stand for it.",
        (
            Choice(key="told", label="The victim", vocabulary=TELLING, short=True, span=7),
            Day(key="told_on", label="Told on", span=5),
        ),
    ),
    Topic(
        "handled", "How it was handled", "What did they say of how it was handled?",
        "Their own words, said now, teach more than a score that comes by post.",
        (LongText(key="handled", label="What they said", personal=True),),
    ),
    Topic(
        "wishes", "Their wishes", "What do they want now?",
        "What they asked for at the start may not be what they want at the end.",
        (LongText(key="wishes", label="What they want now", personal=True),),
    ),
    Topic(
        "orders", "Orders", "Which orders still hold, and who watches them?",
        "An order outlives the case. A breach that nobody looks for breaks what the victim was promised.",
    ),
    Topic(
        "open", "Still open", "What is still open?",
        "Nobody is reminded of what stays open on a closed case: finish it, hand it on, or say why it is left.",
    ),
    Topic(
        "exit_risk", "Risk now", "What is the risk now?",
        "Assessed once more at the end, it shows whether the harm came down.",
    ),
    Topic(
        "survey", "Survey", "Was the satisfaction survey sent?",
        "It asks of the handling, the outcome, being kept informed, and whether they would report again.",
        (
            Choice(key="survey", label="Satisfaction survey", vocabulary=SURVEYED, short=True, span=7),
            Day(key="survey_sent", label="Sent on", span=5),
        ),
    ),
    Topic(
        "root_cause", "The cause", "Was what lay behind it tackled?",
        "Behaviour that stops while its cause remains comes back.",
        (Choice(key="root_cause", label="The cause was tackled", vocabulary=ROOT_CAUSE, short=True, span=12),),
    ),
    Topic(
        "next", "What happens next", "What happens next, and how do they come back?",
        "They should know whom to ring if it begins again. Reopened within {months} months, it keeps its number.",
        (LongText(key="next", label="What they were told", personal=True),),
    ),
    Topic(
        "reason", "Reason", "Why does it close?",
        "The reason is counted; the sentence is what somebody reads who opens the case again.",
    ),
)  # fmt: skip
"""The conversation. What is asked of orders, of what is open and of the reason depends on the case and its type."""

QUESTIONS: Mapping[str, str] = {topic.key: topic.question for topic in TOPICS}


def conversation(kind: CaseType, view: CaseView, today: date) -> tuple[Section, ...]:
    """What is asked of a case as it stands: one section for each topic."""
    ends = loose_ends(kind, view, today)
    asked: Mapping[str, tuple[Field, ...]] = {
        "orders": tuple(_watch(order.id, n) for n, order in enumerate(orders_left(view, today), 1)),
        "open": tuple(field for n, end in enumerate(ends, 1) for field in _fate(end, n)),
        "reason": _reason(kind),
    }
    return tuple(
        Section(topic.key, f"{n}. {topic.question}", asked.get(topic.key, topic.fields))
        for n, topic in enumerate(TOPICS, 1)
    )


def _reason(kind: CaseType) -> tuple[Field, ...]:
    return (
        Choice(key="reason", label="Why it closes", vocabulary=kind.closing.reasons, span=12),
        LongText(key="words", label="What was achieved, in a sentence or two", personal=True),
    )


def _watch(order_id: UUID, place: int) -> Field:
    return Text(key=f"{WATCH}{order_id}", label=f"Who watches {place} from now on", personal=True, span=12)


def _fate(end: LooseEnd, place: int) -> tuple[Field, ...]:
    can = FATES if end.about == "action" else replace(FATES, terms=FATES.terms[1:])
    return (
        Choice(key=f"{FATE}{end.id}", label=f"{place} is", vocabulary=can, short=True, span=6),
        Text(key=f"{WHY}{end.id}", label="To whom, why, or what shows it", personal=True, span=6),
    )


def begins(view: CaseView, today: date) -> dict[str, Answer]:
    """What the conversation starts from: where it stood when closure was proposed, and who watches each order."""
    before = proposal(view)
    answers = dict(before.closing) if before is not None else {}
    begun = closing_of(answers)
    known = {f"{WATCH}{order.id}": watcher(order, begun) for order in orders_left(view, today)}
    return {**answers, **{key: who for key, who in known.items() if who}}


def proposal(view: CaseView) -> MoveView | None:
    """The move that put the case where it is, when the conversation had begun with it."""
    last = view.moves[-1] if view.moves else None
    return last if last is not None and last.closing and last.after == view.line.state else None


def closing_of(answers: Answers) -> Closing:
    """The conversation as it was answered so far."""

    def text(key: str) -> str:
        answer = answers.get(key)
        return answer if isinstance(answer, str) else ""

    given = [key for key in answers if key.startswith(FATE)]
    survey = text("survey")
    return Closing(
        reason=text("reason"),
        told=text("told"),
        told_on=read_day(answers.get("told_on")),
        survey_sent=read_day(answers.get("survey_sent")) if survey == "sent" else None,
        survey_declined=survey == "declined",
        root_cause=text("root_cause"),
        words=text("words"),
        handled=text("handled"),
        wishes=text("wishes"),
        next=text("next"),
        watchers={UUID(key.removeprefix(WATCH)): text(key) for key in answers if key.startswith(WATCH)},
        fates={UUID(key.removeprefix(FATE)): Fate(text(key), text(key.replace(FATE, WHY, 1))) for key in given},
    )


def answers_of(closing: Closing) -> dict[str, Answer]:
    """The conversation as a document, what was not answered left out: what is kept with the move."""
    sent, told = closing.survey_sent, closing.told_on
    plain = {
        "told": closing.told,
        "told_on": told.isoformat() if told else "",
        "handled": closing.handled,
        "wishes": closing.wishes,
        "survey": "declined" if closing.survey_declined else "sent" * bool(sent),
        "survey_sent": sent.isoformat() if sent else "",
        "root_cause": closing.root_cause,
        "next": closing.next,
        "reason": closing.reason,
        "words": closing.words,
    }
    watched = {f"{WATCH}{order}": who for order, who in closing.watchers.items()}
    fates = {f"{FATE}{end}": fate.what for end, fate in closing.fates.items()}
    words = {f"{WHY}{end}": fate.words for end, fate in closing.fates.items()}
    return {key: answer for key, answer in {**plain, **watched, **fates, **words}.items() if answer}


def finished(kind: CaseType, view: CaseView, closing: Closing, today: date) -> tuple[tuple[UUID, str], ...]:
    """The open actions that were said to be finished, each with what shows it."""
    ends = (end for end in loose_ends(kind, view, today) if end.about == "action")
    said = ((end.id, closing.fates[end.id]) for end in ends if end.id in closing.fates)
    return tuple((action, fate.words) for action, fate in said if fate.what == FINISHED)


def closing_field(kind: CaseType, key: str) -> Field | None:
    """The question a key of the document answers, for history: an order or an open thing is not named again."""
    for prefix, field in _OF_ONE.items():
        if key.startswith(prefix):
            return field
    asked = (*(field for topic in TOPICS for field in topic.fields), *_reason(kind))
    return next((field for field in asked if field.key == key), None)


_OF_ONE: Mapping[str, Field] = {
    WATCH: Text(key=WATCH, label="Who watches an order"),
    FATE: Choice(key=FATE, label="Something still open", vocabulary=FATES),
    WHY: Text(key=WHY, label="To whom, why, or what shows it"),
}
