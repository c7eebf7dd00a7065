"""Making officers and cases in few words, for any test that needs some.

``signed_in(store, Role.ASB_OFFICER)`` is an officer at work on Monday 12 March 2012 at 09:14, without any
passphrase; ``logged(me)`` is a case they logged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from spp_desktop.domain.cases import Answer, NewCase, NewIncident, NewParty, Saved
from spp_desktop.domain.dates import When
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries
from spp_desktop.services.signed_in import SignedIn

MONDAY = datetime(2012, 3, 12, 9, 14, tzinfo=UTC)
"""Monday 12 March 2012, 09:14 in London."""

AREAS = {"PE1 1HZ": "CE1", "PE1 3BA": "CE2", "PE2 5RB": "S2"}
"""Postcodes and their areas as these tests have them, whatever the shipped lookup says."""


class Wall:
    """A clock on the wall that a test moves."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time pass: ``pass_by(days=2)``."""
        self.now += timedelta(**span)


def officer(store: Any, name: str, *roles: Role, team: str = "") -> Officer:
    """An officer on the store's books."""
    from spp_desktop.store.tables.officer import OfficerRow

    made = Officer(uuid4(), name, roles, team=team)
    with store.write("officer.made", by=made.id, at=MONDAY, stream=Stream.LISTS) as unit:
        codes = [role.value for role in roles]
        unit.insert(OfficerRow(id=made.id, name=name, name_key=name.lower(), roles=codes, team=team))
    return made


def signed_in(
    store: Any,
    *roles: Role,
    name: str = "Hannah Whitfield",
    team: str = "",
    now: Callable[[], datetime] = lambda: MONDAY,
) -> SignedIn:
    """An officer with these roles, signed in."""
    return SignedIn(officer(store, name, *(roles or (Role.ASB_OFFICER,)), team=team), store, now)


def somebody(name: str, *, postcode: str = "", phone: str = "", birth: str = "", address: str = "") -> PersonFacts:
    """Facts of a person, those given."""
    facts = [FactInput(FactKind.NAME, name)]
    facts += [FactInput(FactKind.BIRTH, birth)] if birth else []
    facts += [FactInput(FactKind.PHONE, phone)] if phone else []
    facts += [FactInput(FactKind.ADDRESS, address, postcode=postcode)] if address or postcode else []
    return PersonFacts(tuple(facts))


def new_case(name: str = "Ewa Kowalczyk", **answers: Answer) -> NewCase:
    """A case about somebody named, reported on 8 March 2012, with these answers beside what is required."""
    given: dict[str, Answer] = {"category": "personal", "reported": "2012-03-08", **answers}
    return NewCase("asb", NewParty("victim", facts=somebody(name)), given)


def logged(me: SignedIn, name: str = "Ewa Kowalczyk", new: NewCase | None = None, **answers: Answer) -> Saved:
    """A case in the store."""
    return cases.log_case(me, new or new_case(name, **answers), area_of=AREAS.get).value


def incident(me: SignedIn, case_id: UUID, happened: str = "2012-03-10T23:40", **given: Any) -> Saved:
    """An incident on a case."""
    return entries.add_incident(me, case_id, NewIncident(When.read(happened), **given), area_of=AREAS.get).value
