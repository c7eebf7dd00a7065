"""Instruments: versioned scales that score a risk. Data, and one pure function.

A question left unanswered scores nothing and is counted as unanswered; it is never taken for a no.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, and its points."""

    code: str
    label: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``scored`` is False where the answer informs but earns no points."""

    key: str
    number: str
    text: str
    options: tuple[Option, ...]
    help: str = ""
    scored: bool = True

    @property
    def most(self) -> int:
        """The most points the question can give."""
        return max((option.points for option in self.options), default=0)

    def option(self, code: Answer | None) -> Option | None:
        """The option with this code; None when unanswered."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Band:
    """A band: the least score in it, its letter, and how many calendar days until the next review."""

    code: str
    label: str
    least: int
    review_days: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """A circumstance that puts a case in the top band whatever its score.

    ``found_in`` are sets of circumstances (``flag:hate``, ``qualifier:weapon``, ``answer:KEY=CODE``); when the case
    shows every one of a set, the trigger is offered already ticked.
    """

    code: str
    label: str
    found_in: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """A scale in one version. ``adopted_by`` and ``adopted_on`` are empty while it is only illustrative."""

    code: str
    label: str
    version: int
    questions: tuple[Question, ...]
    bands: tuple[Band, ...]
    """From the lowest to the highest."""
    triggers: tuple[Trigger, ...]
    source: str
    published: bool = False
    adopted_by: str = ""
    adopted_on: date | None = None

    def __post_init__(self) -> None:
        keys = [question.key for question in self.questions]
        if len(keys) != len(set(keys)):
            raise ValueError(f"Two questions of {self.code} share a key")
        if not self.bands or self.bands[0].least != 0 or list(self.bands) != sorted(self.bands, key=lambda b: b.least):
            raise ValueError(f"The bands of {self.code} must rise from 0")

    @property
    def illustrative(self) -> bool:
        """Whether the scale has neither a published source nor a supervisor who adopted it."""
        return not self.published and not self.adopted_by

    @property
    def maximum(self) -> int:
        """The most a case can score."""
        return sum(question.most for question in self.questions)

    def band(self, code: str) -> Band:
        """The band with this code. Raises KeyError for another."""
        return {band.code: band for band in self.bands}[code]

    def rank(self, code: str | None) -> int:
        """A band's place from the lowest (0); −1 for not assessed."""
        return next((place for place, band in enumerate(self.bands) if band.code == code), -1)

    def question(self, key: str) -> Question | None:
        """The question with this key."""
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers gave. ``automatic`` are the triggers that raised the band, ``band`` the resulting band."""

    score: int
    maximum: int
    unanswered: tuple[str, ...]
    points_band: str
    automatic: tuple[str, ...]
    band: str


def score(instrument: Instrument, answers: Answers, triggers: Collection[str] = ()) -> Score:
    """Points, band and gaps for a set of answers. Any trigger gives the highest band."""
    points = 0
    unanswered = []
    for question in instrument.questions:
        option = question.option(answers.get(question.key))
        if option is None:
            unanswered.append(question.key)
        else:
            points += option.points
    by_points = [band for band in instrument.bands if band.least <= points][-1].code
    automatic = tuple(trigger.code for trigger in instrument.triggers if trigger.code in triggers)
    band = instrument.bands[-1].code if automatic else by_points
    return Score(points, instrument.maximum, tuple(unanswered), by_points, automatic, band)


def offered_triggers(
    instrument: Instrument, circumstances: Collection[str], before: Collection[str] = ()
) -> tuple[str, ...]:
    """The triggers that what is already recorded calls for, and those that held ``before``, at the last scoring.

    One that held stays until an officer says that it does not: a scoring with nothing changed never lowers a band.
    """
    shown = frozenset(circumstances)
    return tuple(
        trigger.code
        for trigger in instrument.triggers
        if trigger.code in before or any(needed <= shown for needed in trigger.found_in)
    )


def check_assessment(instrument: Instrument, answers: Answers, triggers: Collection[str]) -> tuple[Problem, ...]:
    """Errors for questions, options and triggers that the instrument does not have."""
    found = []
    for key, answer in answers.items():
        question = instrument.question(key)
        if question is None:
            found.append(Problem(key, "This question is not in the instrument"))
        elif question.option(answer) is None:
            found.append(Problem(key, "Choose one of the answers"))
    known = {trigger.code for trigger in instrument.triggers}
    found += [Problem("triggers", "Not a trigger of this instrument") for code in triggers if code not in known]
    return tuple(found)


def check_override(
    instrument: Instrument, result: Score, chosen: str, reason: str, *, may_lower: bool, before: str | None = None
) -> tuple[Problem, ...]:
    """What stops a band being set other than as scored.

    Raising needs a reason. Lowering needs a reason and somebody who may lower. ``before`` is a band that was
    raised by judgement and is still in force: falling below it is a lowering too, so that a re-score alone
    never undoes somebody's judgement.
    """
    if instrument.rank(chosen) < 0:
        return (Problem("band", "Not a band of this instrument"),)
    found = []
    floor = max(instrument.rank(result.band), instrument.rank(before))
    if instrument.rank(chosen) < floor and not may_lower:
        found.append(Problem("band", "Only a supervisor may lower a risk band"))
    if (chosen != result.band or instrument.rank(chosen) < floor) and not reason.strip():
        found.append(Problem("reason", "Say why the band is not the one scored"))
    return tuple(found)


def carried_answers(instrument: Instrument, last: Mapping[str, Answer]) -> dict[str, Answer]:
    """The last answers that this version still understands, to start a new scoring from."""
    known = ((key, answer, instrument.question(key)) for key, answer in last.items())
    return {key: answer for key, answer, question in known if question and question.option(answer)}
