"""What a new-case form holds, as a case to log; and what is looked up while it is being filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers, NewCase, NewParty, who_problems
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.entered import who_entered
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Field, On, Postcode, Section, check_answers
from spp_desktop.domain.matching import PersonMatch
from spp_desktop.domain.people import PersonLine
from spp_desktop.services import people
from spp_desktop.services.casework import first_area

if TYPE_CHECKING:
    from spp_desktop.services.signed_in import SignedIn

FORM = "new-case"
"""What drafts of this form are kept under."""
PERSON, AREA, MINE = "_person", "_area", "_mine"
"""Keys of a draft for what is no question of the form: an existing person, a chosen area, whether it is taken on."""
_FIRST, _AFTER = ("who", "name", "phone", "address", "postcode"), ("place",)
"""Questions about who it is asked at once, and those asked after what must be known; the rest come last."""

_SPANS = {"name": 8, "phone": 4, "address": 8, "postcode": 4}
"""Columns of the form they take when asked first: a wide one and a narrow one in each line."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands beside the form: somebody already known, an area set by hand, and who takes the case on."""

    person: PersonLine | None = None
    area: str | None = None
    owner_id: UUID | None = None


def opening_sections(kind: CaseType) -> tuple[Section, ...]:
    """The form of a new case: what a call must give first, then everything else in its own sections."""
    needed = sorted((each for each in kind.fields if each.required), key=lambda each: each.key == kind.reported)
    needed = [replace(each, span=4 if each.key == kind.reported else 8) for each in needed]
    about = tuple(each for each in kind.who.fields if each.key in _FIRST)
    after = tuple(each for each in kind.who.fields if each.key in _AFTER)
    more = tuple(each for each in kind.who.fields if each.key not in (*_FIRST, *_AFTER))
    words = tuple(each for each in kind.fields if each.key == "what_happened")
    note = "Only these are needed to save; the rest can follow"
    asked_first = (replace(each, span=_SPANS.get(each.key, each.span)) for each in (*about, *needed, *after, *words))
    first = Section("call", "Who, what and when", tuple(asked_first), note)
    asked = {each.key for each in first.fields}
    rest = [Section(each.key, each.label, _left(each.fields, asked), each.note) for each in kind.sections]
    person = (Section("who", "More about them", more),) if more else ()
    return (first, *(each for each in rest if each.fields), *person)


def _left(fields: Iterable[Field], asked: set[str]) -> tuple[Field, ...]:
    return tuple(each for each in fields if each.key not in asked)


def split(kind: CaseType, answers: Answers) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Answers about the person, and answers of the case."""
    about = {each.key for each in kind.who.fields}
    who = {key: answer for key, answer in answers.items() if key in about}
    return who, {key: answer for key, answer in answers.items() if key not in about}


def party_of(kind: CaseType, answers: Answers, person: PersonLine | None = None) -> NewParty:
    """Who the case is about. Somebody, where a name is given and nobody has said otherwise."""
    return who_entered(kind, answers, person_id=person.id if person else None)


def case_of(kind: CaseType, answers: Answers, chosen: Chosen) -> NewCase:
    """The case to log."""
    who, own = split(kind, answers)
    return NewCase(kind.code, party_of(kind, who, chosen.person), own, owner_id=chosen.owner_id, area=chosen.area)


def problems_of(kind: CaseType, answers: Answers, chosen: Chosen, today: date) -> tuple[Problem, ...]:
    """Everything wrong or odd about what the form holds."""
    who, own = split(kind, answers)
    asked = [each for each in kind.who.fields if not each.required]
    about = check_answers(asked, {key: who[key] for key in who if key != "who"}, On(today, today))
    return (*who_problems(party_of(kind, who, chosen.person)), *about, *kind.check(own, today))


def matching_people(me: SignedIn, kind: CaseType, answers: Answers) -> list[PersonMatch]:
    """People the officer may know of who may be the one being recorded."""
    return people.match_person(me, [each for each in party_of(kind, answers).facts.facts if each.text])


def area_found(kind: CaseType, answers: Answers) -> tuple[str | None, str]:
    """The area worked out from the postcodes given, and the words saying which one gave it."""
    home = next((answers.get(f.key) for f in kind.who.fields if isinstance(f, Postcode)), None)
    return first_area(None, (("incident postcode", answers.get(kind.postcode)), ("home postcode", home)))


def restored(values: Mapping[str, object]) -> dict[str, Answer]:
    """The answers of a draft: what a store kept as a list is several choices."""
    found: dict[str, Answer] = {}
    for key, value in values.items():
        if key in (PERSON, AREA, MINE):
            continue
        if isinstance(value, list | tuple):
            found[key] = tuple(str(each) for each in value)
        elif isinstance(value, str | int):
            found[key] = value
    return found
