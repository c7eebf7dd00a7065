"""Closing is a conversation: what must have happened before a case closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.kinds.survey import surveyed
from spp_desktop.domain.vocabulary import Vocabulary

TOLD, TRIED = "told", "tried"


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """What a case type asks of a closing.

    ``tries`` is how many contacts that reached nobody stand in for telling the victim. ``exit_risk_days`` is how
    old (calendar days) an assessment made for closing may be. ``not_told`` are reasons that need neither.
    """

    reasons: Vocabulary
    tries: int
    exit_risk_days: int
    survey: bool
    not_told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Closing:
    """What the officer answers when closing. ``survey_sent`` is the day the satisfaction survey went, or None.

    ``root_cause`` says whether what lay behind it was tackled: ``yes``, ``partly``, ``no`` or empty (not asked).
    """

    reason: str
    told: str
    told_on: date | None = None
    survey_sent: date | None = None
    survey_declined: bool = False
    root_cause: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist: done, or what is missing."""

    key: str
    label: str
    done: bool
    missing: str = ""


def closing_steps(
    rule: ClosingRule, view: CaseView, closing: Closing, *, reached: frozenset[str], today: date
) -> tuple[Step, ...]:
    """The checklist for a case as it stands. ``reached`` are the contact outcomes that reached somebody.

    A survey on record is one sent, or declined.
    """
    missed = sum(1 for each in view.contacts if each.outcome and each.outcome not in reached and not each.withdrawn)
    waived = closing.reason in rule.not_told
    told = (
        waived
        or (closing.told == TOLD and closing.told_on is not None)
        or (closing.told == TRIED and missed >= rule.tries)
    )
    tried = f"{missed} of {rule.tries} tries are logged" if closing.told == TRIED else "Say when the victim was told"
    exits = [each for each in view.assessments if each.occasion == "closing"]
    fresh = any(_age(each.at, today) <= rule.exit_risk_days for each in exits)
    said = closing.survey_sent is not None or closing.survey_declined
    sent = waived or not rule.survey or said or surveyed(view.records)
    return (
        Step("reason", "Why it closes", rule.reasons.term(closing.reason) is not None, "Choose a reason"),
        Step("told", "The victim was told, or was tried three times", told, tried),
        Step("exit_risk", "Risk assessed for closing", fresh, "Assess the risk once more before closing"),
        Step("survey", "Satisfaction survey sent", sent, "Say when the survey was sent, or that it was declined"),
    )


def check_closing(steps: tuple[Step, ...]) -> tuple[Problem, ...]:
    """What still stops the case closing."""
    return tuple(Problem(step.key, step.missing) for step in steps if not step.done)


def closing_summary(closing: Closing, reasons: Vocabulary) -> Mapping[str, str]:
    """The closing in words, kept with the move: label to text."""
    return {
        "reason": reasons.label_of(closing.reason),
        "told": closing.told_on.isoformat() if closing.told_on else closing.told,
        "survey": closing.survey_sent.isoformat() if closing.survey_sent else "declined" * closing.survey_declined,
        "root_cause": closing.root_cause,
        "words": closing.words,
    }


def _age(at: datetime, today: date) -> int:
    return (today - at.date()).days
