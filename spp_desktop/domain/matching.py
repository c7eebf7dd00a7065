"""Whether somebody being recorded may be somebody already known: how alike two descriptions are, and why.

A match is only ever offered. The officer decides, so each says its reasons in words, those against it too.
Points are the project's own; the names compared are folded, their words in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from spp_desktop.domain.people import FactInput, FactKind, PersonLine, age_on
from spp_desktop.domain.search import sound_of
from spp_desktop.domain.text import fold

OFFERED = 40
"""Points from which a match is worth an officer's eye."""
LIKELY, NEAR_CERTAIN = 60, 90
ALIKE, THE_SAME = 84.0, 98.0
"""Percent two names are alike (RapidFuzz ``token_sort_ratio``) to be called so."""
NUMBER_DIGITS = 9
"""A telephone number's last digits that tell it from others, however its beginning is written."""
AGE_SLACK, AGE_APART = 2, 8
"""Years within which two ages are about the same, and beyond which they are somebody else's."""

_SAME_NAME, _ALIKE, _SOUNDS, _PART = 60, 46, 42, 22
_PHONE, _EMAIL, _POSTCODE = 40, 35, 20
_BORN, _BORN_SLIP, _BORN_ABOUT, _BORN_APART = 30, 15, 10, -25

Strength = Literal["near-certain", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of somebody that others may be compared with. A protected address is never among it."""

    names: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two descriptions are: points, and the reasons for and against in words."""

    score: int
    reasons: tuple[str, ...]

    @property
    def offered(self) -> bool:
        """Whether it is worth showing."""
        return self.score >= OFFERED

    @property
    def strength(self) -> Strength:
        """How sure it is, for a word beside the name."""
        if self.score >= NEAR_CERTAIN:
            return "near-certain"
        return "likely" if self.score >= LIKELY else "possible"


STRENGTHS: dict[Strength, str] = {
    "near-certain": "Almost certainly",
    "likely": "Likely",
    "possible": "Possibly",
}


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """Somebody already known who may be the one being recorded."""

    line: PersonLine
    likeness: Likeness

    @property
    def words(self) -> str:
        """Why, as a sentence: ``Likely: same name, born on another day``."""
        return f"{STRENGTHS[self.likeness.strength]}: {', '.join(self.likeness.reasons)}"


def described(facts: Iterable[FactInput]) -> Described:
    """What facts say of somebody, as far as people are told apart by it."""
    kept = [fact for fact in facts if not fact.protected]

    def said(kind: FactKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.text for fact in kept if fact.kind is kind and fact.text.strip()))

    return Described(
        said(FactKind.NAME),
        said(FactKind.BIRTH),
        said(FactKind.PHONE),
        said(FactKind.EMAIL),
        tuple(dict.fromkeys(fact.postcode for fact in kept if fact.postcode.strip())),
    )


def likeness(given: Described, known: Described, today: date) -> Likeness:
    """How alike two descriptions are on a day: the best name, and what else agrees or speaks against it."""
    found = [*_names(given, known), *_births(given, known, today), *_ways(given, known)]
    return Likeness(sum(points for points, _ in found), tuple(words for _, words in found))


def _names(given: Described, known: Described) -> Iterator[tuple[int, str]]:
    best = max((_name(one, other) for one in given.names for other in known.names), default=None)
    if best is not None and best[0]:
        yield best


def _name(one: str, other: str) -> tuple[int, str]:
    from rapidfuzz import fuzz

    first, second = fold(one), fold(other)
    alike = fuzz.token_sort_ratio(first, second)
    if alike >= THE_SAME:
        return _SAME_NAME, "same name"
    if alike >= ALIKE:
        return _ALIKE, "name spelt nearly alike"
    mine, theirs = first.split(), second.split()
    if _sounds(mine) == _sounds(theirs):
        return _SOUNDS, "name sounds the same"
    fewer, more = sorted((set(mine), set(theirs)), key=len)
    if len(fewer) > 1 and fewer < more:
        return _ALIKE, "same name, one longer"
    return (_PART, "one name shared") if fewer & more else (0, "")


def _sounds(words: list[str]) -> list[str]:
    return sorted(sound_of(word) for word in words)


def _births(given: Described, known: Described, today: date) -> Iterator[tuple[int, str]]:
    best = max((_birth(one, other, today) for one in given.births for other in known.births), default=None)
    if best is not None and best[1]:
        yield best


def _birth(one: str, other: str, today: date) -> tuple[int, str]:
    mine, theirs = age_on(one, today), age_on(other, today)
    if mine is None or theirs is None:
        return 0, ""
    if len(one) > 4 and len(other) > 4:
        if one == other:
            return _BORN, "born the same day"
        if _one_slip(one, other):
            return _BORN_SLIP, "born a slip of the pen apart"
        return _BORN_APART, "born on another day"
    apart = abs(mine - theirs)
    if apart <= AGE_SLACK:
        return _BORN_ABOUT, "about the same age"
    return (_BORN_APART, "another age") if apart > AGE_APART else (0, "")


def _one_slip(one: str, other: str) -> bool:
    """Whether two days differ by one digit, or by day and month changing places."""
    year, month, day = one.split("-")
    return f"{year}-{day}-{month}" == other or sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _ways(given: Described, known: Described) -> Iterator[tuple[int, str]]:
    if {last_digits(each) for each in given.phones} & {last_digits(each) for each in known.phones} - {""}:
        yield _PHONE, "same phone"
    if {fold(each) for each in given.emails} & {fold(each) for each in known.emails} - {""}:
        yield _EMAIL, "same e-mail"
    if {_run_together(each) for each in given.postcodes} & {_run_together(each) for each in known.postcodes} - {""}:
        yield _POSTCODE, "same postcode"


def last_digits(phone: str) -> str:
    """The digits that tell a telephone number from others; empty where there are too few."""
    digits = re.sub(r"\D", "", phone)
    return digits[-NUMBER_DIGITS:] if len(digits) >= NUMBER_DIGITS else ""


def _run_together(postcode: str) -> str:
    return fold(postcode).replace(" ", "")
