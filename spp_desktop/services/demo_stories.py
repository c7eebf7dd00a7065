"""What happens in the demonstration store: made-up people, and stories told day by day.

Stories, histories and names are data in ``resources/demo``. The same day gives the same cast and the same events.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from spp_desktop.domain.cases import NewParty, PartyKind
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
NAMELESS: Mapping[str, PartyKind] = {"not-known": "not-known", "anonymous": "anonymous"}
ENDS: Mapping[str, bool] = {"not-asb": True, "transferred": True, "closed": True, "reopened": False}
"""States that a story moves a case to, and whether the case is over there."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The names, streets and officers that stories draw on."""

    given: Sequence[str]
    family: Sequence[str]
    streets: Sequence[str]
    places: Sequence[str]
    language: Sequence[Mapping[str, Any]]
    """Languages that interpreters are asked for, with names of those who speak them."""
    landlords: Sequence[str]
    officer: Sequence[Mapping[str, Any]]
    known: Sequence[Mapping[str, Any]]
    """People who come into several cases."""
    view: Sequence[Mapping[str, Any]]
    """Views of a list that an officer saved."""

    @property
    def analyst(self) -> str:
        """The officer who answers for the store when nobody is named."""
        return str(next(each["name"] for each in self.officer if each.get("analyst")))


@dataclass(frozen=True, slots=True)
class Story:
    """One course of events, shared by as many cases as its ``share``.

    A history says instead how many days ``ago`` each of its cases was reported, and may say in which ``area`` and
    ``street``. A case that is not ``owned`` has been given to nobody. ``victim`` is somebody of an age, a community,
    somebody without a name, or one of the known. A step with ``only`` happens in the one case of that place among those
    that share it.
    """

    code: str
    what: str
    wishes: str
    victim: str
    answers: Mapping[str, Any]
    risk: Mapping[str, str]
    steps: Sequence[Mapping[str, Any]]
    later_risk: Mapping[str, str] = field(default_factory=dict)
    exit_risk: Mapping[str, str] = field(default_factory=dict)
    share: int = 0
    ago: Sequence[int] = ()
    area: str = ""
    street: str = ""
    owned: bool = True

    @property
    def cases(self) -> int:
        """How many cases share it."""
        return self.share or len(self.ago)

    @property
    def days(self) -> int:
        """How many days it takes to its end."""
        return max(int(step["day"]) for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Home:
    """A street and a postcode on it: where somebody lives, or where it happens."""

    street: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it happened to somebody: who, where, whose case it is, and when it was reported.

    ``place`` is the case's among those that share the story; by its ``number`` the minutes of its entries and the days
    of its reviews differ from another's.
    """

    story: Story
    place: int
    who: NewParty
    answers: Mapping[str, Any]
    owner: str
    logged: datetime
    number: int

    @property
    def key(self) -> str:
        """What tells this case from every other."""
        return f"{self.story.code} {self.place}"

    def day(self, number: int, *, worked: bool = True) -> date:
        """A day of the story; one that is ``worked`` is the Monday after where it falls on a weekend."""
        day = self.logged.date() + timedelta(days=number)
        return _office_day(day) if worked else day


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
    """The stories that many cases share."""
    return _read("stories.toml", "story")


@cache
def histories() -> tuple[Story, ...]:
    """The histories of one case each, or of the same case at several stages."""
    return (*_read("histories.toml", "history"), *_read("reviews.toml", "history"), *_read("courts.toml", "history"))


def _read(name: str, table: str) -> tuple[Story, ...]:
    with resource("demo", name).open("rb") as file:
        return tuple(Story(**each) for each in tomllib.load(file)[table])


def tell(as_at: date) -> tuple[Told, ...]:
    """Every case of the demonstration set on a day, about half of them still open then."""
    every = (*stories(), *histories())
    told = [_tell(story, place, as_at) for story in every for place in range(story.cases)]
    return tuple(sorted(told, key=lambda each: each.logged))


def events(told: Sequence[Told], until: datetime) -> tuple[Event, ...]:
    """What officers did on all the cases up to a moment, in the order they did it."""
    found: list[Event] = []
    for case, each in enumerate(told):
        happened = [event for event in _of_case(case, each) if event.at <= until]
        found += [*happened, *_review(case, each, happened, until)]
    return tuple(sorted(found, key=lambda event: (event.at, event.case)))


def somebody(told: Told, name: str, *, near: bool) -> tuple[FactInput, ...]:
    """What is known of some adult who comes into one case under a name of the story, the same every time.

    One who is ``near`` lives in the street where it happens, if that is at the victim's home.
    """
    chance = Random(f"{told.key} {name}")  # noqa: S311
    there = _Home(str(told.answers["incident_place"]), str(told.answers["incident_postcode"]))
    home = there if near and told.answers.get("at_home") == "yes" else _some_home(chance.choice(AREAS), chance)
    return _facts(chance, "adult", told.logged.year, home)


def is_known(code: str) -> bool:
    """Whether this names one of those who come into several cases."""
    return any(each["code"] == code for each in cast().known)


def one_known(code: str) -> tuple[FactInput, ...]:
    """What is known of somebody who comes into several cases."""
    each = next(one for one in cast().known if one["code"] == code)
    facts = (FactInput(FactKind.NAME, each["name"]), FactInput(FactKind.BIRTH, each["born"]))
    return (*facts, FactInput(FactKind.ADDRESS, each["address"], postcode=postcodes_in(each["area"])[0]))


def police_reference(day: date, chance: Random) -> str:
    """A reference as the police incident desk gives them."""
    return f"CC-{day:%d%m%Y}-{chance.randint(1, 640):04}"


def _review(case: int, told: Told, happened: Sequence[Event], until: datetime) -> Iterator[Event]:
    """The latest review of a case still open; in one case of eight the next is a few days late."""
    scored = [event for event in happened if event.step and event.step["do"] in {"risk", "review"}]
    if not scored or not _open_still(happened):
        return
    last = scored[-1]
    which = last.step.get("which", "first") if last.step else "first"
    band = "high" if which == "later" else score(ASB_MATRIX, told.story.risk).band
    every = ASB_MATRIX.band(band).review_days
    ago = every + 1 + told.number % 4 if told.number % 8 == LEFT_LATE else told.number % every
    at = _office_time(until.date() - timedelta(days=ago), 8, told.number)
    if last.at + timedelta(days=2) < at <= until:
        yield Event(at, case, {"do": "review", "which": which})


def _open_still(happened: Sequence[Event]) -> bool:
    reached = [
        event.step.get("to", "closed") for event in happened if event.step and event.step["do"] in {"move", "close"}
    ]
    return not next((ENDS[state] for state in reversed(reached) if state in ENDS), False)


def _of_case(case: int, told: Told) -> Iterator[Event]:
    at = told.logged
    yield Event(at, case, None)
    for step in told.story.steps:
        if step.get("only", told.place) != told.place:
            continue
        day = told.logged.date() + timedelta(days=step["day"])
        if step["do"] == "incident":
            # An incident is logged on the morning after it happened.
            at = max(at + timedelta(minutes=4), _office_time(day + timedelta(days=1), 9, told.number))
        else:
            at = max(at + timedelta(minutes=4), _office_time(day, step["hour"], told.number))
        yield Event(at, case, step)


def _office_day(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _office_time(day: date, hour: int, number: int) -> datetime:
    """That hour of the day, or of the Monday after a weekend; the minutes differ from case to case."""
    return datetime.combine(_office_day(day), time(hour, number % 50), LONDON)


def _tell(story: Story, place: int, as_at: date) -> Told:
    chance = Random(f"{as_at} {story.code} {place}")  # noqa: S311 - a repeatable choice, not a secret
    ago = story.ago[place] if story.ago else _ago(story, place, chance)
    area = story.area or chance.choice(AREAS)
    logged = _office_time(as_at - timedelta(days=ago), 8, chance.randint(0, 49))
    if logged.date() > as_at:
        logged -= timedelta(days=3)
    home = _some_home(area, chance)
    if story.street:
        home = _Home(story.street, postcodes_in(area)[0])
    language = chance.choice(cast().language) if story.answers.get("interpreter") == "yes" else None
    who = _who(story, logged.year, home, language, chance)
    happens = _Home(who.place, home.postcode) if who.place else home
    answers = _answers(story, logged.date(), happens, chance)
    if language is not None:
        answers["language"] = language["label"]
    return Told(story, place, who, answers, _owner(area), logged, chance.randint(0, 999))


def _ago(story: Story, place: int, chance: Random) -> int:
    """How many days ago a story began: every other one is over."""
    return chance.randint(0, story.days) if place % 2 == 0 else chance.randint(story.days + 8, LONGEST_AGO)


def _owner(area: str) -> str:
    return OWNERS.get(area[:2], LAST_OWNER)


def _some_home(area: str, chance: Random) -> _Home:
    return _Home(chance.choice(cast().streets), chance.choice(postcodes_in(area)))


def _answers(story: Story, reported: date, happens: _Home, chance: Random) -> dict[str, Any]:
    answers = {key: tuple(value) if isinstance(value, list) else value for key, value in story.answers.items()}
    answers |= {
        "reported": reported.isoformat(),
        "recorded": reported.isoformat(),
        "first_incident": (reported - timedelta(days=chance.randint(1, 40))).isoformat(),
        "what_happened": story.what,
        "incident_postcode": happens.postcode,
        "incident_place": happens.street,
    }
    if story.wishes:
        answers["wishes"] = story.wishes
    if answers.get("tenure") in ("social", "private", "supported"):
        answers["landlord"] = chance.choice(cast().landlords)
    if "agencies_told" in answers:
        answers["agencies_told_on"] = reported.isoformat()
    if "police-incident-desk" in answers.get("agencies_told", ()):
        answers["police_reference"] = police_reference(reported, chance)
    if answers.get("crime") == "yes":
        answers |= {"crime_recorded": reported.isoformat(), "crime_reference": f"35/{chance.randint(10000, 99999)}"}
    return answers


def _who(story: Story, year: int, home: _Home, speaks: Mapping[str, Any] | None, chance: Random) -> NewParty:
    if story.victim == "community":
        return NewParty("victim", "community", place=chance.choice(cast().places))
    if story.victim in NAMELESS:
        return NewParty("victim", NAMELESS[story.victim])
    if story.victim not in AGES:
        return NewParty("victim", facts=PersonFacts(one_known(story.victim)))
    facts = _facts(chance, story.victim, year, home, str(story.answers.get("preferred_channel", "")), speaks)
    return NewParty("victim", facts=PersonFacts(facts))


def _facts(
    chance: Random,
    age: str,
    year: int,
    home: _Home,
    reached_by: str = "",
    speaks: Mapping[str, Any] | None = None,
) -> tuple[FactInput, ...]:
    """Somebody's name, birth, ways to be reached and address."""
    youngest, oldest = AGES[age]
    born = date(year - chance.randint(youngest, oldest), chance.randint(1, 12), chance.randint(1, 28))
    given, family = (speaks["given"], speaks["family"]) if speaks else (cast().given, cast().family)
    name = f"{chance.choice(given)} {chance.choice(family)}"
    number = chance.randint(0, 999)
    address = f"{chance.randint(1, 94)} {home.street}"
    facts = [
        FactInput(FactKind.NAME, name),
        FactInput(FactKind.BIRTH, born.isoformat()),
        FactInput(FactKind.PHONE, f"07700 900{number:03}"),
        FactInput(FactKind.ADDRESS, address, postcode=home.postcode),
    ]
    if reached_by == "landline":
        facts.append(FactInput(FactKind.PHONE, f"01632 960{number:03}"))
    if reached_by == "email":
        facts.append(FactInput(FactKind.EMAIL, f"somebody.{number:03}@example.org"))
    return tuple(facts)
