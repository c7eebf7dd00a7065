"""Witnesses: the statement, the measures a court may allow, the days in court they were told of, and the outcome.

About somebody who is a witness on the case, or a victim who gives evidence. A day in court is a record of its own:
there may be several, and each is told, attended and explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice, Day, LongText, MultiChoice, Section, Text, YesNoUnknown
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.records import RecordClock, RecordKind, Stage
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

WHO_GIVES_EVIDENCE = frozenset(("witness", "victim"))

STATEMENT = Vocabulary(
    "statement-status",
    "Statement",
    terms(
        ("not-asked", "Not asked"),
        ("thinking", "Asked, thinking about it"),
        ("will-give", "Will give one"),
        ("taken", "Taken, not signed"),
        ("signed", "Signed"),
        ("declined", "Declined"),
        ("withdrawn", "Withdrawn"),
    ),
)

SPECIAL_MEASURES = Vocabulary(
    "special-measures",
    "Special measures",
    (
        *terms(
            ("screens", "Screens (s23)"),
            ("live-link", "Evidence by live link (s24)"),
            ("private", "Evidence in private (s25)"),
            ("gowns", "Wigs and gowns removed (s26)"),
            ("video-chief", "Video-recorded evidence in chief (s27)"),
            valid_from=date(2002, 7, 24),
        ),
        Term("video-cross", "Video-recorded cross-examination (s28)", date(2013, 12, 30)),
        Term("intermediary", "Intermediary (s29)", date(2004, 2, 23)),
        Term("aids", "Aids to communication (s30)", date(2002, 7, 24)),
        Term("none", "None wanted"),
    ),
    "Youth Justice and Criminal Evidence Act 1999 ss23 to 30, each from the day it came into force; s28 in pilot "
    "courts first",
)

ELIGIBLE = Vocabulary(
    "special-measures-grounds",
    "Why they may have them",
    terms(
        ("age", "A child or young person (s16)"),
        ("disability", "Mental disorder, learning or physical disability (s16)"),
        ("fear", "Fear or distress (s17)"),
        ("sexual", "Complainant of a sexual offence (s17)"),
    ),
    "Youth Justice and Criminal Evidence Act 1999 ss16 and 17",
)

RULINGS = Vocabulary(
    "special-measures-rulings",
    "What the court allowed",
    terms(("granted", "Granted"), ("part", "Granted in part"), ("refused", "Refused")),
)

SUPPORT_OFFERED = Vocabulary(
    "witness-support",
    "Support",
    terms(
        ("witness-service", "Witness Service"),
        ("care-unit", "Witness care unit"),
        ("victim-support", "Victim Support"),
        ("visit", "Visit to the court beforehand"),
        ("escort", "Met and taken to court"),
        ("interpreter", "Interpreter"),
        ("child-care", "Child care or a carer's cover"),
        ("home", "Safety at home"),
        ("declined", "Declined"),
    ),
)

ATTENDED = Vocabulary(
    "court-attended",
    "Attended",
    terms(
        ("yes", "Yes"),
        ("not-needed", "Not needed: plea, or the hearing was taken out"),
        ("excused", "No, and the court was told why"),
        ("no", "No"),
    ),
)

WITNESS_FORM = Section(
    "witness",
    "Witness",
    (
        Choice(key="statement", label="Statement", vocabulary=STATEMENT, required=True, span=6),
        Day(key="statement_on", label="Taken or signed on", span=6),
        MultiChoice(key="grounds", label="Why they may have special measures", vocabulary=ELIGIBLE, span=6),
        MultiChoice(key="measures", label="Special measures wanted", vocabulary=SPECIAL_MEASURES, none_code="none",
                    span=6),
        Day(key="applied", label="Applied for on", span=4),
        Choice(key="ruling", label="What the court allowed", vocabulary=RULINGS, short=True, span=4),
        Day(key="ruled", label="Ruled on", span=4),
        MultiChoice(key="support", label="Support", vocabulary=SUPPORT_OFFERED, span=12),
        LongText(key="words", label="What they fear and what would help", personal=True),
    ),
)  # fmt: skip

COURT_FORM = Section(
    "court-day",
    "Day in court",
    (
        Text(key="hearing", label="Which hearing", searchable=True, span=6, help="Such as trial, or breach hearing"),
        Text(key="court", label="Court", searchable=True, span=6),
        Day(key="fixed", label="We heard of it on", span=4),
        Day(key="held", label="Day in court", required=True, past=False, ahead=True, span=4),
        Day(key="told", label="They were told on", span=4),
        YesNoUnknown(key="needed", label="They must attend", span=4),
        Choice(key="attended", label="Attended", vocabulary=ATTENDED, span=4),
        Day(key="told_outcome", label="Told the outcome on", span=4),
        LongText(key="outcome", label="Outcome", searchable=True),
    ),
)


def measures_asked_in_time(answers: Answers, _today: date) -> Iterator[Problem]:
    """Measures that are wanted have a ground, and are applied for."""
    wanted = answers.get("measures")
    if not wanted or wanted == ("none",):
        return
    if not answers.get("grounds"):
        yield Problem("grounds", "Say on which ground they may have them", "warning")
    if answers.get("ruling") and not answers.get("applied"):
        yield Problem("applied", "Say when they were applied for", "warning")


WITNESS = RecordKind(
    code="witness",
    label="Witness",
    plural="Witnesses",
    tab="people",
    form=WITNESS_FORM,
    title="statement",
    columns=("statement_on", "measures", "ruling", "support"),
    roles=WHO_GIVES_EVIDENCE,
    first="To be asked",
    stages=(
        Stage("statement", "To be asked", frozenset(("not-asked",))),
        Stage("statement", "To be taken", frozenset(("thinking", "will-give"))),
        Stage("statement", "Taken", frozenset(("taken", "signed"))),
        Stage("statement", "No statement", frozenset(("declined", "withdrawn")), over=True),
    ),
    checks=(measures_asked_in_time, in_order(WITNESS_FORM, "applied", "ruled")),
    source="Youth Justice and Criminal Evidence Act 1999",
    icon="person_alert",
)

_EVENT = "Practice chosen here, as the Victims' Code gives a significant event 5 working days"

COURT_DAY = RecordKind(
    code="court-day",
    label="Day in court",
    plural="Days in court",
    tab="people",
    form=COURT_FORM,
    title="hearing",
    columns=("court", "held", "told", "attended", "told_outcome"),
    roles=WHO_GIVES_EVIDENCE,
    first="To be told",
    stages=(
        Stage("told", "Told of the day"),
        Stage("attended", "Outcome to be told"),
        Stage("told_outcome", "Told the outcome", over=True),
    ),
    clocks=(
        RecordClock(
            Clock("witness-told", "Witness told of a day in court", 5, "working", stops=True, source=_EVENT),
            "Tell them of the day in court",
            since="fixed",
            until=("told",),
        ),
        RecordClock(
            Clock("witness-outcome", "Witness told the outcome", 5, "working", stops=True, source=_EVENT),
            "Tell them the outcome",
            since="held",
            until=("told_outcome",),
        ),
    ),
    checks=(in_order(COURT_FORM, "fixed", "told", "held", "told_outcome"),),
    icon="calendar_ltr",
)
