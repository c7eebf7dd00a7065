"""Adopting a scale: a supervisor reads the one in force, adopts it as it stands or edited, and it is a new version.

A version is never altered, so that every score can be read against the questions and points that gave it. Bands
keep their codes and their order: they are what lists, reviews and closed cases were sorted by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from spp_desktop.domain.errors import Problem
from spp_desktop.domain.instruments import Band, Instrument, Option, Question, Trigger
from spp_desktop.domain.text import clean_line, fold

MOST_POINTS = 99
"""An answer that gives more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class ScaleVersion:
    """One version of a scale. ``note`` is why it was adopted; ``in_force`` is whether new scores use it.

    ``used`` is how many assessments were scored with it on the cases the reader may know of.
    """

    scale: Instrument
    note: str
    in_force: bool
    used: int


def scale_document(scale: Instrument) -> dict[str, Any]:
    """Questions, points, bands and triggers as plain values, to be kept."""
    return {
        "label": scale.label,
        "questions": [
            {
                "key": each.key,
                "number": each.number,
                "text": each.text,
                "help": each.help,
                "scored": each.scored,
                "options": [{"code": one.code, "label": one.label, "points": one.points} for one in each.options],
            }
            for each in scale.questions
        ],
        "bands": [
            {"code": each.code, "label": each.label, "least": each.least, "review_days": each.review_days}
            for each in scale.bands
        ],
        "triggers": [
            {"code": each.code, "label": each.label, "found_in": [sorted(found) for found in each.found_in]}
            for each in scale.triggers
        ],
    }


def read_scale(
    document: Mapping[str, Any], *, code: str, version: int, source: str, adopted_by: str, adopted_on: date
) -> Instrument:
    """The scale a document holds. Raises KeyError or ValueError for one that ``scale_document`` did not write."""
    questions = (
        Question(
            each["key"],
            each["number"],
            each["text"],
            tuple(Option(one["code"], one["label"], one["points"]) for one in each["options"]),
            help=each["help"],
            scored=each["scored"],
        )
        for each in document["questions"]
    )
    triggers = (
        Trigger(each["code"], each["label"], tuple(frozenset(found) for found in each["found_in"]))
        for each in document["triggers"]
    )
    return Instrument(
        code=code,
        label=document["label"],
        version=version,
        questions=tuple(questions),
        bands=tuple(Band(**each) for each in document["bands"]),
        triggers=tuple(triggers),
        source=source,
        adopted_by=adopted_by,
        adopted_on=adopted_on,
    )


def clean_scale(scale: Instrument) -> Instrument:
    """A scale in its one spelling: words trimmed, codes given to what was added, numbers in order where none is set."""
    questions: list[Question] = []
    for place, each in enumerate(scale.questions, 1):
        text = clean_line(each.text)
        key = each.key or unused(fold(text), [one.key for one in (*scale.questions, *questions)])
        number = clean_line(each.number) or str(place)
        options: list[Option] = []
        for one in each.options:
            label = clean_line(one.label)
            code = one.code or unused(fold(label), [other.code for other in (*each.options, *options)])
            options.append(Option(code, label, one.points))
        questions.append(Question(key, number, text, tuple(options), clean_line(each.help), each.scored))
    triggers: list[Trigger] = []
    for trigger in scale.triggers:
        label = clean_line(trigger.label)
        code = trigger.code or unused(fold(label), [one.code for one in (*scale.triggers, *triggers)])
        triggers.append(Trigger(code, label, trigger.found_in))
    return replace(scale, questions=tuple(questions), triggers=tuple(triggers))


def unused(words: str, taken: Sequence[str]) -> str:
    """A code made of some words that none of those taken has."""
    stem = "-".join(words.split())[:40] or "answer"
    return next(
        code for count in range(1, len(taken) + 2) if (code := f"{stem}-{count}" if count > 1 else stem) not in taken
    )


def scale_problems(scale: Instrument, before: Instrument) -> tuple[Problem, ...]:
    """What stops a scale being adopted in place of the one before it; fields are named ``questions.0.text``."""
    found = [
        *_question_problems(scale),
        *(
            Problem(f"triggers.{place}", "Say what it is")
            for place, each in enumerate(scale.triggers)
            if not each.label
        ),
    ]
    if not scale.questions:
        found.append(Problem("questions", "A scale asks at least one question"))
    if [each.code for each in scale.bands] != [each.code for each in before.bands]:
        found.append(Problem("bands", "The bands stay what they are: cases are sorted by them"))
    for place, (lower, upper) in enumerate(zip(scale.bands, scale.bands[1:], strict=False), 1):
        if not lower.least < upper.least <= scale.maximum:
            words = f"{upper.label} begins above {lower.least} and at most at {scale.maximum} points"
            found.append(Problem(f"bands.{place}", words))
    for place, each in enumerate(scale.bands):
        if not 1 <= each.review_days <= 366:
            found.append(Problem(f"bands.{place}", "Reviews are 1 to 366 calendar days apart"))
    return tuple(found)


def _question_problems(scale: Instrument) -> Iterator[Problem]:
    for place, each in enumerate(scale.questions):
        at = f"questions.{place}"
        if not each.text:
            yield Problem(f"{at}.text", "Say what is asked")
        if len(each.options) < 2:
            yield Problem(f"{at}.options", "A question has at least two answers")
        for count, one in enumerate(each.options):
            if not one.label:
                yield Problem(f"{at}.options.{count}", "Say what the answer is")
            elif not 0 <= one.points <= MOST_POINTS:
                yield Problem(f"{at}.options.{count}", f"Points are from 0 to {MOST_POINTS}")
            elif one.points and not each.scored:
                yield Problem(f"{at}.options.{count}", "This question earns no points")


def differences(before: Instrument, after: Instrument) -> tuple[str, ...]:
    """How one version differs from another, a sentence each, in the order of the form."""
    return (
        *_changed_questions(before, after),
        *(
            f"{each.label} begins at {each.least} points, not {was.least}"
            for was, each in zip(before.bands, after.bands, strict=True)
            if was.least != each.least
        ),
        *(
            f"{each.label} is reviewed every {each.review_days} calendar days, not {was.review_days}"
            for was, each in zip(before.bands, after.bands, strict=True)
            if was.review_days != each.review_days
        ),
        *_changed_triggers(before, after),
    )


def _changed_questions(before: Instrument, after: Instrument) -> Iterator[str]:
    for each in after.questions:
        was = before.question(each.key)
        if was is None:
            yield f"Added: {each.text}"
        elif was.text != each.text:
            yield f"Question {each.number} asks: {each.text}"
        if was is not None:
            yield from _changed_options(was, each)
    for was in before.questions:
        if after.question(was.key) is None:
            yield f"Left out: {was.text}"


def _changed_options(was: Question, now: Question) -> Iterator[str]:
    for option in now.options:
        older = was.option(option.code)
        if older is None:
            yield f"Question {now.number}: “{option.label}” added, {option.points} points"
        elif older.points != option.points:
            yield f"Question {now.number}: “{option.label}” gives {option.points} points, not {older.points}"
        elif older.label != option.label:
            yield f"Question {now.number}: “{older.label}” now reads “{option.label}”"
    for older in was.options:
        if now.option(older.code) is None:
            yield f"Question {now.number}: “{older.label}” left out"


def _changed_triggers(before: Instrument, after: Instrument) -> Iterator[str]:
    was = {each.code: each.label for each in before.triggers}
    now = {each.code: each.label for each in after.triggers}
    yield from (f"Always {after.bands[-1].label}: {label}" for code, label in now.items() if was.get(code) != label)
    yield from (f"No longer always {after.bands[-1].label}: {label}" for code, label in was.items() if code not in now)
