"""What a filled-in form holds, as the input a service takes. The forms are those that a case type declares."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers, NewAction, NewContact, NewIncident, NewParty, PartyKind
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts


def who_entered(kind: CaseType, given: Answers, *, role: str = "", person_id: UUID | None = None) -> NewParty:
    """Who a case is about, from the type's ``who`` section; each answer that is a fact becomes one.

    With ``person_id`` it is somebody already known, whose name is not given again.
    """
    texts: dict[FactKind, str] = {}
    for each in kind.who.fields:
        if each.fact is not None and each.key != POSTCODE and each.key in given:
            texts[each.fact] = str(given[each.key])
    if person_id is not None:
        texts.pop(FactKind.NAME, None)
    postcode = str(given.get(POSTCODE, ""))
    if postcode:
        texts.setdefault(FactKind.ADDRESS, "")
    facts = tuple(
        FactInput(fact, text, postcode=postcode if fact is FactKind.ADDRESS else "") for fact, text in texts.items()
    )
    party = cast(PartyKind, given.get("who", "person"))
    named = party == "person"
    return NewParty(
        role or kind.main_role,
        party,
        person_id if named else None,
        PersonFacts(facts if named else ()),
        str(given.get("place", "")),
    )


def incident_entered(given: Answers) -> NewIncident:
    """An incident from its form. Raises Invalid when it does not say when."""
    happened = _when(given.get("happened"))
    if happened is None:
        raise Invalid((Problem("happened", "Enter when, such as sat 2340 or 5 mar 9pm"),))
    return NewIncident(
        happened,
        category=_text(given, "category"),
        subtype=_text(given, "subtype"),
        reported=read_day(given.get("reported")),
        recorded=read_day(given.get("recorded")),
        qualifiers=_codes(given, "qualifiers"),
        hate_strands=_codes(given, "hate_strands"),
        perceived_by=_codes(given, "perceived_by"),
        place=_text(given, "place"),
        postcode=_text(given, "postcode"),
        agencies_told=_codes(given, "agencies_told"),
        told_on=read_day(given.get("told_on")),
        police_reference=_text(given, "police_reference"),
        crime=_text(given, "crime"),
        crime_reference=_text(given, "crime_reference"),
        words=_text(given, "words"),
    )


def contact_entered(given: Answers) -> NewContact:
    """A contact from its form."""
    at = _when(given.get("at"))
    return NewContact(
        channel=_text(given, "channel"),
        outcome=_text(given, "outcome"),
        words=_text(given, "words"),
        at=at.moment() if at else None,
        direction=_text(given, "direction") or "out",
        with_whom=_text(given, "with_whom"),
        next_try=read_day(given.get("next_try")),
    )


def action_entered(given: Answers) -> NewAction:
    """An action from its form, with the officer or the agency named there."""
    owner = _text(given, OWNER)
    due: date | None = read_day(given.get("due"))
    return NewAction(
        _text(given, "what"),
        due,
        UUID(owner) if owner else None,
        _text(given, "agency"),
        _text(given, "kind") or "other",
    )


POSTCODE = "postcode"
"""The answer of the ``who`` section that belongs to the address."""
OWNER = "owner"
"""The answer that names an officer, by id: asked with an action's form beside what its case type declares."""


def _text(given: Answers, key: str) -> str:
    answer = given.get(key, "")
    return answer if isinstance(answer, str) else ""


def _codes(given: Answers, key: str) -> tuple[str, ...]:
    answer = given.get(key, ())
    return answer if isinstance(answer, tuple) else ()


def _when(answer: Answer | None) -> When | None:
    try:
        return When.read(answer) if isinstance(answer, str) else None
    except ValueError:
        return None
