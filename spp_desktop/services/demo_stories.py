"""What happens in the demonstration store: made-up people, and stories told day by day.

Stories and names are data in ``resources/demo``. The same day gives the same cast and the same events.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from spp_desktop.domain.cases import NewParty
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.instruments import score
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.imports.areas import postcodes_in
from spp_desktop.resources import resource

AREAS = ("CE1", "CE1", "CE2", "CE2", "S1", "S1", "S2", "NW1", "NW2", "NW3", "NW3")
"""Neighbourhood areas as often as cases come from them, roughly."""
OWNERS: Mapping[str, str] = {"CE": "Hannah Whitcombe", "NW": "Imran Qadir", "S1": "George Tollerton"}
LAST_OWNER = "Rasa Petrauskas-Lund"
LEFT_LATE = 3
LONGEST_AGO = 700
"""How many days back the oldest case was reported."""
AGES: Mapping[str, tuple[int, int]] = {"adult": (19, 64), "household": (24, 52), "older": (67, 91)}


@dataclass(frozen=True, slots=True)
class Cast:
    """The names, streets and officers that stories draw on."""

    given: Sequence[str]
    family: Sequence[str]
    streets: Sequence[str]
    places: Sequence[str]
    languages: Sequence[str]
    landlords: Sequence[str]
    officer: Sequence[Mapping[str, Any]]

    @property
    def analyst(self) -> str:
        """The officer who answers for the store when nobody is named."""
        return str(next(each["name"] for each in self.officer if each.get("analyst")))


@dataclass(frozen=True, slots=True)
class Story:
    """One course of events, shared by as many cases as its ``share``."""

    code: str
    share: int
    what: str
    wishes: str
    victim: str
    answers: Mapping[str, Any]
    risk: Mapping[str, str]
    exit_risk: Mapping[str, str]
    steps: Sequence[Mapping[str, Any]]
    later_risk: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days it takes to its end."""
        return max(int(step["day"]) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it happened to somebody: who, where, whose case it is, and when it was reported."""

    story: Story
    who: NewParty
    answers: Mapping[str, Any]
    owner: str
    logged: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing an officer did on a case. ``step`` is the story's; None is the logging of the case."""

    at: datetime
    case: int
    step: Mapping[str, Any] | None


@cache
def cast() -> Cast:
    """The demonstration's people."""
    with resource("demo", "people.toml").open("rb") as file:
        return Cast(**tomllib.load(file))


@cache
def stories() -> tuple[Story, ...]:
    """The demonstration's stories."""
    with resource("demo", "stories.toml").open("rb") as file:
        return tuple(Story(**each) for each in tomllib.load(file)["story"])


def tell(as_at: date) -> tuple[Told, ...]:
    """Every case of the demonstration set on a day, about half of them still open then."""
    chance = Random(as_at.isoformat())  # noqa: S311 - a repeatable choice, not a secret
    told = [_tell(story, place, as_at, chance) for story in stories() for place in range(story.share)]
    return tuple(sorted(told, key=lambda each: each.logged))


def events(told: Sequence[Told], until: datetime) -> tuple[Event, ...]:
    """What officers did on all the cases up to a moment, in the order they did it."""
    found: list[Event] = []
    for place, each in enumerate(told):
        happened = [event for event in _of_case(place, each) if event.at <= until]
        found += [*happened, *_review(place, each, happened, until)]
    return tuple(sorted(found, key=lambda event: (event.at, event.case)))


def _review(place: int, told: Told, happened: Sequence[Event], until: datetime) -> Iterator[Event]:
    """The latest review of a case still open, but for the one in eight that is left late."""
    scored = [event.step for event in happened if event.step and event.step["do"] == "risk"]
    open_still = all(event.step != told.story.steps[-1] for event in happened)
    if not scored or not open_still or place % 8 == LEFT_LATE:
        return
    which = scored[-1].get("which", "first")
    band = "high" if which == "later" else score(ASB_MATRIX, told.story.risk).band
    every = ASB_MATRIX.band(band).review_days
    at = _office_time(until.date() - timedelta(days=place % every), 8, place)
    if happened[-1].at + timedelta(days=2) < at <= until:
        yield Event(at, place, {"do": "review", "which": which})


def _of_case(place: int, told: Told) -> Iterator[Event]:
    at = told.logged
    yield Event(at, place, None)
    for step in told.story.steps:
        day = told.logged.date() + timedelta(days=step["day"])
        if step["do"] == "incident":
            # An incident is logged on the morning after it happened.
            at = max(at + timedelta(minutes=4), _office_time(day + timedelta(days=1), 9, place))
        else:
            at = max(at + timedelta(minutes=4), _office_time(day, step["hour"], place))
        yield Event(at, place, step)


def _office_time(day: date, hour: int, place: int) -> datetime:
    """That hour of the day, or of the Monday after a weekend; the minutes differ from case to case."""
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    return datetime.combine(day, time(hour, (place * 7) % 50), LONDON)


def _tell(story: Story, place: int, as_at: date, chance: Random) -> Told:
    ago = chance.randint(0, story.days) if place % 2 == 0 else chance.randint(story.days + 8, LONGEST_AGO)
    area = chance.choice(AREAS)
    logged = _office_time(as_at - timedelta(days=ago), 8, chance.randint(0, 49))
    if logged.date() > as_at:
        logged -= timedelta(days=3)
    return Told(story, _who(story, area, chance), _answers(story, area, logged.date(), chance), _owner(area), logged)


def _owner(area: str) -> str:
    return OWNERS.get(area[:2], LAST_OWNER)


def _answers(story: Story, area: str, reported: date, chance: Random) -> dict[str, Any]:
    answers = {key: tuple(value) if isinstance(value, list) else value for key, value in story.answers.items()}
    answers |= {
        "reported": reported.isoformat(),
        "recorded": reported.isoformat(),
        "first_incident": (reported - timedelta(days=chance.randint(1, 40))).isoformat(),
        "what_happened": story.what,
        "incident_postcode": chance.choice(postcodes_in(area)),
        "incident_place": chance.choice(cast().streets),
    }
    if story.wishes:
        answers["wishes"] = story.wishes
    if answers.get("interpreter") == "yes":
        answers["language"] = chance.choice(cast().languages)
    if answers.get("tenure") in ("social", "private", "supported"):
        answers["landlord"] = chance.choice(cast().landlords)
    if "police-incident-desk" in answers.get("agencies_told", ()):
        answers["police_reference"] = f"CC-{reported:%d%m%Y}-{chance.randint(1, 640):04}"
    return answers


def _who(story: Story, area: str, chance: Random) -> NewParty:
    if story.victim == "community":
        return NewParty("victim", "community", place=chance.choice(cast().places))
    youngest, oldest = AGES[story.victim]
    born = date(2025 - chance.randint(youngest, oldest), chance.randint(1, 12), chance.randint(1, 28))
    name = f"{chance.choice(cast().given)} {chance.choice(cast().family)}"
    address = f"{chance.randint(1, 94)} {chance.choice(cast().streets)}"
    facts = (
        FactInput(FactKind.NAME, name),
        FactInput(FactKind.BIRTH, born.isoformat()),
        FactInput(FactKind.PHONE, f"07700 900{chance.randint(0, 999):03}"),
        FactInput(FactKind.ADDRESS, address, postcode=chance.choice(postcodes_in(area))),
    )
    return NewParty("victim", facts=PersonFacts(facts))
