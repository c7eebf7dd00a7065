"""Onward referral: a need, why it may be passed on, to whom, whether they took it up, and what came of it.

What a case shows that somebody needs is answered on the case itself; a need that no referral answers is owed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice, Day, LongText, Section, Text, YesNoUnknown
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.kinds.sharing import POWERS
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.records import ADDED, RecordClock, RecordKind, RecordView, Stage
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

NONE = "none"

NEEDS = Vocabulary(
    "needs",
    "Need",
    terms(
        ("mental-health", "Mental health"),
        ("learning-disability", "Learning disability"),
        ("drugs", "Drugs"),
        ("alcohol", "Alcohol"),
        ("housing", "Housing"),
        ("other", "Another need"),
        (NONE, "None"),
    ),
)

WHOSE = Vocabulary(
    "whose-need",
    "Whose need",
    terms(("victim", "Victim or household"), ("responsible", "Person responsible")),
)

NEED_QUESTIONS = {"victim": "needs", "responsible": "responsible_needs"}
"""Whose need it is, and the question of the case that says which."""

BASES_TO_REFER = Vocabulary(
    "referral-bases",
    "Basis of a referral",
    (Term("consent", "They agreed"), *POWERS.terms),
    POWERS.source,
)

ANSWERS = Vocabulary(
    "referral-answers",
    "What the agency said",
    terms(("accepted", "Accepted"), ("waiting", "Accepted, on a waiting list"), ("declined", "Declined")),
)
DECLINED = frozenset(("declined",))
TAKEN_UP = frozenset(("accepted", "waiting"))

OUTCOMES = Vocabulary(
    "referral-outcomes",
    "What came of it",
    terms(
        ("met", "Need met"),
        ("part", "Need met in part"),
        ("no-change", "No change"),
        ("not-attended", "Did not attend"),
        ("left", "Stopped going"),
        ("referred-on", "Referred on to another agency"),
    ),
)

FORM = Section(
    "referral",
    "Onward referral",
    (
        Choice(key="whose", label="Whose need", vocabulary=WHOSE, short=True, required=True, span=6),
        Choice(key="need", label="Need", vocabulary=NEEDS, required=True, span=6),
        Text(key="need_words", label="What they need", searchable=True, personal=True, span=12),
        YesNoUnknown(key="agreed", label="They agreed to be referred", span=6),
        Choice(key="basis", label="Basis", vocabulary=BASES_TO_REFER, span=6),
        Choice(key="agency", label="To which agency", vocabulary=AGENCIES, span=6),
        Text(key="service", label="Which service or worker", searchable=True, span=6),
        Day(key="sent", label="Sent on", span=4),
        Choice(key="answer", label="Their answer", vocabulary=ANSWERS, short=True, span=8),
        Day(key="answered", label="Answered on", span=4),
        Text(key="declined_why", label="Why they declined", span=8),
        Day(key="seen", label="First seen", span=4),
        Choice(key="outcome", label="What came of it", vocabulary=OUTCOMES, span=4),
        Day(key="ended", label="Ended", span=4),
        LongText(key="words", label="Notes", searchable=True, personal=True),
    ),
)


def referral_has_a_basis(answers: Answers, _today: date) -> Iterator[Problem]:
    """A referral that was sent rests on agreement or on a power; agreement refused needs a power."""
    basis = answers.get("basis")
    if answers.get("need") == NONE:
        yield Problem("need", "Choose the need that is referred", "warning")
    if answers.get("sent") and not basis:
        yield Problem("basis", "Say whether they agreed, or under which power it was sent", "warning")
    if basis == "consent" and answers.get("agreed") in ("no", "refused"):
        yield Problem("basis", "They did not agree, so another basis is needed", "warning")
    if answers.get("answer") in DECLINED and not answers.get("declined_why"):
        yield Problem("declined_why", "Say why they declined, so that another agency can be tried", "warning")


_HERE = "Practice chosen here"

ONWARD_REFERRAL = RecordKind(
    code="onward-referral",
    label="Onward referral",
    plural="Onward referrals",
    tab="actions",
    form=FORM,
    title="need",
    columns=("whose", "agency", "sent", "answer", "seen", "outcome"),
    roles=frozenset(("victim", "household", "responsible")),
    first="To be sent",
    stages=(
        Stage("agreed", "Not wanted", frozenset(("no", "refused")), over=True),
        Stage("sent", "Sent"),
        Stage("answer", "Accepted", TAKEN_UP),
        Stage("answer", "Declined", DECLINED, over=True),
        Stage("seen", "Seen"),
        Stage("outcome", "Ended", over=True),
    ),
    clocks=(
        RecordClock(
            Clock("referral-sent", "Onward referral sent", 2, "working", stops=True,
                  source=f"{_HERE}, as the Victims' Code gives a referral to victim services 2 working days"),
            "Send the referral",
            since=ADDED,
            until=("sent",),
            unless={"agreed": frozenset(("no", "refused"))},
        ),
        RecordClock(
            Clock("referral-answered", "Onward referral answered", 10, "working", stops=True,
                  source=f"{_HERE}, as often as a complainant is told how their case goes (Hammersmith and Fulham)"),
            "Chase the agency's answer",
            since="sent",
            until=("answered", "seen"),
        ),
        RecordClock(
            Clock("referral-seen", "Seen by the agency", 28, "calendar",
                  source=f"{_HERE}, as standard risk is reviewed every 28 days"),
            "Ask whether they were seen",
            since="answered",
            until=("seen", "ended"),
            only_if={"answer": TAKEN_UP},
        ),
    ),
    checks=(referral_has_a_basis, in_order(FORM, "sent", "answered", "seen", "ended")),
    icon="send",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """A need that a case shows: whose it is, which, and both in words."""

    whose: str
    code: str
    label: str


def needs_shown(answers: Answers) -> tuple[Need, ...]:
    """The needs that a case's answers say somebody has."""
    return tuple(
        Need(whose, code, f"{NEEDS.label_of(code)}: {WHOSE.label_of(whose).lower()}")
        for whose, question in NEED_QUESTIONS.items()
        for code in _codes(answers.get(question, ()))
        if code != NONE
    )


def needs_without_referral(answers: Answers, records: Iterable[RecordView]) -> tuple[Need, ...]:
    """The needs a case shows that no referral answers.

    A referral answers its need from the day it is begun, for its own clocks chase it then. One that the agency
    declined does not: another agency is to be tried. One that the person did not want does, for they were asked.
    """
    answered = {
        (each.answers.get("whose"), each.answers.get("need"))
        for each in records
        if each.kind == ONWARD_REFERRAL.code and not each.withdrawn and each.answers.get("answer") not in DECLINED
    }
    return tuple(each for each in needs_shown(answers) if (each.whose, each.code) not in answered)


def _codes(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (str(answer),)
