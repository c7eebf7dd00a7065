"""A person is an id and facts; each fact says which case and agency it came from, and when it held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from spp_desktop.domain.dates import EARLIEST, parse_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.postcodes import show_postcode
from spp_desktop.domain.snapshot import snapshot
from spp_desktop.domain.text import clean_line


class FactKind(StrEnum):
    """What a fact says about a person."""

    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"
    DISABILITY = "disability"
    RELATIONSHIP = "relationship"
    FLAG = "flag"


FACT_LABELS: Mapping[FactKind, str] = {
    FactKind.NAME: "Name",
    FactKind.BIRTH: "Date of birth or age",
    FactKind.ADDRESS: "Address",
    FactKind.PHONE: "Phone",
    FactKind.EMAIL: "E-mail",
    FactKind.GENDER: "Gender",
    FactKind.ETHNICITY: "Ethnicity",
    FactKind.LANGUAGE: "First language",
    FactKind.DISABILITY: "Disability",
    FactKind.RELATIONSHIP: "Relationship",
    FactKind.FLAG: "Flag",
}

Safety = Literal["safe", "unsafe", "not-asked"]
SAFETY_LABELS: Mapping[str, str] = {"safe": "Safe", "unsafe": "Not safe", "not-asked": "Not asked"}


@dataclass(frozen=True, slots=True)
class FactInput:
    """A fact as an officer gives it: ``text`` as typed, and for an address its ``postcode``.

    A birth is ``YYYY-MM-DD`` or ``YYYY``; ``estimated`` marks one worked out from an age somebody guessed.
    ``other_id`` is the other person of a relationship.
    """

    kind: FactKind
    text: str
    postcode: str = ""
    estimated: bool = False
    safety: Safety = "not-asked"
    protected: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    other_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person when they are first recorded. Everything may be empty."""

    facts: tuple[FactInput, ...] = ()

    def text(self, kind: FactKind) -> str:
        """The first text given for a kind; empty when none was."""
        return next((fact.text for fact in self.facts if fact.kind is kind), "")


@snapshot
class FactView:
    """One recorded fact with its source.

    ``masked`` is empty, or the sort of detail whose words are covered because it is unsafe or protected.
    """

    id: UUID
    person_id: UUID
    kind: FactKind
    text: str
    postcode: str
    estimated: bool
    safety: Safety
    protected: bool
    case_id: UUID | None
    reference: str
    agency: str
    valid_from: date | None
    valid_to: date | None
    recorded: datetime
    revision: int = 0
    other_id: UUID | None = None
    masked: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the fact was true on that day, as far as was recorded."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PersonCase:
    """A case the reader may know of in which the person has a role."""

    case_id: UUID
    type: str
    reference: str
    role: str
    state: str
    main: bool = False
    counter_allegation: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """What somebody is to a person, as a case says it. ``outward`` is whether it is recorded of the person in view."""

    fact_id: UUID
    other_id: UUID
    other: str
    words: str
    outward: bool
    reference: str

    def text(self) -> str:
        """The relationship read from the person in view: ``mother of Ewa Nowak``, ``Ewa Nowak is their mother``."""
        return f"{self.words} of {self.other}" if self.outward else f"{self.other} is their {self.words.lower()}"


@dataclass(frozen=True, slots=True)
class CaseFlag:
    """A flag in force on a case that is about the person. ``expires`` is its last day."""

    case_id: UUID
    reference: str
    code: str
    label: str
    reason: str
    expires: date | None


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge that stands: who was found to be this person, when, by whom and why, and on which known cases.

    ``id`` is that of one of its rows, a row being kept on each case.
    """

    id: UUID
    merged_id: UUID
    at: datetime
    by: str
    reason: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the reader may see them: facts and cases of the reader's scope only.

    ``case_flags`` are those of cases about the person; flags of the person's own are facts.
    """

    id: UUID
    facts: tuple[FactView, ...] = ()
    cases: tuple[PersonCase, ...] = ()
    relations: tuple[Relation, ...] = ()
    case_flags: tuple[CaseFlag, ...] = ()
    merges: tuple[MergeView, ...] = ()

    def current(self, kind: FactKind, on: date) -> tuple[FactView, ...]:
        """Facts of a kind that hold on a day, newest first."""
        held = (fact for fact in self.facts if fact.kind is kind and fact.holds_on(on))
        return tuple(sorted(held, key=lambda fact: fact.recorded, reverse=True))

    def other_names(self, on: date) -> tuple[str, ...]:
        """Other names they are or were known by, the newest first."""
        in_use = self.name(on)
        names = sorted((f for f in self.facts if f.kind is FactKind.NAME), key=lambda f: f.recorded, reverse=True)
        return tuple(dict.fromkeys(fact.text for fact in names if fact.text != in_use))

    def name(self, on: date) -> str:
        """The name in use on a day; ``Not known`` where none is recorded."""
        names = self.current(FactKind.NAME, on)
        return names[0].text if names else NOT_KNOWN

    def age(self, on: date) -> str:
        """The age in years, ``about`` before an estimated one, empty where no birth is recorded."""
        births = self.current(FactKind.BIRTH, on)
        return age_text(births[0].text, on, estimated=births[0].estimated) if births else ""


@snapshot
class PersonLine:
    """One row of a list of people or of a match."""

    id: UUID
    name: str
    birth: str
    postcode: str
    cases: int


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How one person may be reached. A channel is safe, unsafe, or not asked, and not asked is never safe."""

    channels: Mapping[str, Safety]
    words: str = ""
    """What the officer is to do, as the victim put it: times, code word, who must not know."""
    interpreter: str = ""
    preferred: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything at all is known about safe contact."""
        return bool(self.words or self.interpreter or any(v != "not-asked" for v in self.channels.values()))

    def safety(self, channel: str) -> Safety:
        """Whether a channel may be used."""
        return self.channels.get(channel, "not-asked")


NOT_KNOWN = "Not known"
OLDEST = 120
"""An age in years beyond this is a slip of the hand."""
_AGE = re.compile(r"(about |abt |c |circa |~)?\s*(\d{1,4})(?: years old| years| yrs)?")


def initials(name: str) -> str:
    """Up to three initials of a name; empty for a person not known."""
    if name in ("", NOT_KNOWN):
        return ""
    letters = [word[0] for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters if len(letters) <= 3 else (*letters[:2], letters[-1])).upper()


def age_on(birth: str, on: date) -> int | None:
    """Completed years from a birth (``YYYY-MM-DD``; ``YYYY`` counts from 1 January) to a day; None if unreadable."""
    try:
        born = date.fromisoformat(birth) if len(birth) > 4 else date(int(birth), 1, 1)
    except ValueError:
        return None
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years if years >= 0 else None


def latest_birth(birth: str) -> date | None:
    """The latest day a recorded birth allows: the day itself, the last of its year; None if unreadable."""
    try:
        return date.fromisoformat(birth) if len(birth) > 4 else date(int(birth), 12, 31)
    except ValueError:
        return None


def age_text(birth: str, on: date, *, estimated: bool = False) -> str:
    """An age to show: ``34``, ``about 34``, or nothing when it cannot be worked out."""
    years = age_on(birth, on)
    if years is None:
        return ""
    return f"about {years}" if estimated or len(birth) <= 4 else str(years)


SAFE_CHANNELS: Mapping[str, str] = {
    "mobile": "safe_mobile",
    "landline": "safe_landline",
    "voicemail": "safe_voicemail",
    "text": "safe_text",
    "letter": "safe_letter",
    "email": "safe_email",
    "visit": "safe_visit",
}
"""Channel → the answer that says whether it is safe."""


def safe_contact(answers: Mapping[str, object]) -> SafeContact:
    """How the main party may be reached, from a case's answers."""
    known: Mapping[str, Safety] = {"safe": "safe", "unsafe": "unsafe"}
    channels: dict[str, Safety] = {
        channel: known.get(str(answers.get(key)), "not-asked") for channel, key in SAFE_CHANNELS.items()
    }
    language = str(answers.get("language", ""))
    needed = answers.get("interpreter") == "yes"
    return SafeContact(
        channels,
        words=str(answers.get("safe_words", "")),
        interpreter=f"Interpreter needed{': ' + language if language else ''}" if needed else "",
        preferred=str(answers.get("preferred_channel", "")),
    )


def clean_facts(facts: Iterable[FactInput], today: date) -> tuple[FactInput, ...]:
    """Facts in their one spelling, those that say nothing left out."""
    cleaned = (replace(each, text=clean_line(each.text), postcode=show_postcode(each.postcode)) for each in facts)
    return tuple(_born(each, today) for each in cleaned if each.text or each.postcode)


def fact_problems(fact: FactInput, today: date) -> tuple[Problem, ...]:
    """What keeps a fact from being recorded."""
    found = list(change_problems(fact.kind, protected=fact.protected, since=fact.valid_from, until=fact.valid_to))
    if fact.kind is FactKind.FLAG and (fact.valid_to is None or fact.valid_to < today):
        found.append(Problem("valid_to", "Say the last day of this flag, today or later"))
    if fact.kind is FactKind.RELATIONSHIP and fact.other_id is None:
        found.append(Problem("other", "Choose the other person"))
    return tuple(found)


def change_problems(
    kind: FactKind, *, protected: bool | None, since: date | None, until: date | None
) -> tuple[Problem, ...]:
    """What keeps a fact from being altered so."""
    found = []
    if protected and kind is not FactKind.ADDRESS:
        found.append(Problem("protected", "Only an address can be protected; mark a number as not safe"))
    if since is not None and until is not None and until < since:
        found.append(Problem("valid_to", "This is before the day it began"))
    return tuple(found)


def read_birth(typed: str, today: date) -> tuple[str, bool]:
    """A birth as it is kept, and whether it is only estimated: a date, a year, or an age such as ``about 40``.

    Words that say none of these are kept as they are.
    """
    if (day := parse_day(typed, today)) is not None and not typed.strip().isdigit():
        return day.isoformat(), False
    match = _AGE.fullmatch(typed.strip().lower())
    if match is None:
        return typed, False
    number = int(match[2])
    if EARLIEST <= number <= today.year:
        return str(number), match[1] is not None
    return (str(today.year - number), True) if number <= OLDEST else (typed, False)


def _born(fact: FactInput, today: date) -> FactInput:
    if fact.kind is not FactKind.BIRTH:
        return fact
    text, estimated = read_birth(fact.text, today)
    return replace(fact, text=text, estimated=fact.estimated or estimated)
