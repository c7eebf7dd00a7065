"""What every service on cases does first: find the case, ask for the right, begin the operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import Answers, NewFlag, NewParty
from spp_desktop.domain.casetype import CaseType, flags_called_for
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.journal import Stream, case_stream
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES, Right
from spp_desktop.domain.settings import Value
from spp_desktop.services.gate import need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept
from spp_desktop.store import settings as kept_settings
from spp_desktop.store.case_lists import Reader, answers_of
from spp_desktop.store.case_reads import case_of, case_of_incident, flags_of, incidents_of, place_of
from spp_desktop.store.cases import OnCase
from spp_desktop.store.opened import Several
from spp_desktop.store.people import person_lines
from spp_desktop.store.tables.base import RecordRow
from spp_desktop.store.tables.case import CaseRow, FlagRow
from spp_desktop.store.types import type_in_force as in_force
from spp_desktop.store.unit import UnitOfWork

AreaOf = Callable[[str], str | None]
"""A postcode to the code of the neighbourhood area it lies in, None outside the city."""


@dataclass(frozen=True, slots=True)
class Work:
    """An operation on a case in hand: the unit, the case's type as it stands, the case and its columns before."""

    unit: UnitOfWork
    kind: CaseType
    on: OnCase
    row: Mapping[str, Any]
    today: date

    @property
    def answers(self) -> Answers:
        """The case's answers before the operation."""
        return answers_of(self.row["answers"])

    @property
    def changes(self) -> Changes:
        """What the operation alters, at least."""
        return Changes(cases=frozenset((self.on.id,)))


def compartment_of(kind: str) -> str:
    """The compartment that cases of a type live in."""
    return "confidential" if kind in CONFIDENTIAL_TYPES else "general"


def compartments(me: SignedIn) -> tuple[str, ...]:
    """The compartments whose key the officer holds."""
    return ("general", "confidential") if me.store.confidential else ("general",)


def reader(me: SignedIn) -> Reader:
    """The officer as a reader of lists."""
    return Reader(me.scope, me.today(), me.now())


def settings_of(me: SignedIn) -> dict[str, Value]:
    """The settings somebody altered, key to value."""
    with me.store.read() as connection:
        return {key: value for key, (value, _, _) in kept_settings.altered_settings(connection).items()}


def type_in_force(me: SignedIn, code: str) -> CaseType:
    """A case type with the store's own lists and settings."""
    with me.store.read() as connection:
        return in_force(connection, code)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a case is: its type, the area it was opened in, the compartment it lives in."""

    type: str
    area: str | None
    compartment: str


def locate(me: SignedIn, case_id: UUID) -> Located:
    """Where a case is. Raises NotFound for one the officer may not know of, as for one there is not."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            place = place_of(connection, me.scope, case_id)
        if place is not None:
            return Located(*place, compartment)
    raise NotFound


def case_with(me: SignedIn, row: type[RecordRow], record_id: UUID) -> UUID:
    """The case a record hangs on. Raises NotFound as ``locate`` does."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = case_of(connection, me.scope, row, record_id)
        if found is not None:
            return found
    raise NotFound


def case_with_incident(me: SignedIn, incident_id: UUID) -> UUID:
    """A case the officer may know of that an incident is on. Raises NotFound as ``locate`` does."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = case_of_incident(connection, me.scope, incident_id)
        if found is not None:
            return found
    raise NotFound


def need_people(me: SignedIn, unit: UnitOfWork, parties: Iterable[NewParty]) -> None:
    """Raise NotFound unless the officer may know of everybody already known whom parties name, and of whom they are
    related to."""
    named = {each.person_id for each in parties} | {fact.other_id for each in parties for fact in each.facts.facts}
    wanted = [each for each in named if each is not None]
    if len(person_lines(unit.connection, me.scope, wanted, me.today())) < len(wanted):
        raise NotFound


@contextmanager
def working(
    me: SignedIn, case_id: UUID, operation: str, *, right: Right = Right.CASE_WRITE, why: str | None = None
) -> Iterator[Work]:
    """One operation on a case: permission over its type, then a unit of work in the case's own stream."""
    place = locate(me, case_id)
    need_over(me, right, place.type)
    with (
        me.store.together(by=me.officer.id, at=me.now(), compartment=place.compartment) as several,
        work_on(me, several, case_id, place, operation, why=why) as work,
    ):
        yield work


@contextmanager
def work_on(
    me: SignedIn, several: Several, case_id: UUID, place: Located, operation: str, *, why: str | None = None
) -> Iterator[Work]:
    """One operation on a case among several that are saved together. The caller has asked for the right over it."""
    stream = case_stream(place.type, place.area)
    with several.operation(operation, stream=stream, about=case_id, why=why) as unit:
        row = unit.get(CaseRow, case_id)
        if row is None or row["deleted"]:
            raise NotFound
        # Lists and settings are the general compartment's; there the unit's own connection reads them.
        general = place.compartment == "general"
        kind = in_force(unit.connection, place.type) if general else type_in_force(me, place.type)
        on = OnCase(case_id, place.type, row["agency"], row["retention"])
        yield Work(unit, kind, on, row, me.today())


def look(me: SignedIn, operation: str, *, about: UUID | None = None, compartment: str = "general", **said: str) -> None:
    """Record that the officer looked at something. ``said`` are words of the look, such as what was searched for."""
    with me.store.write(
        operation, by=me.officer.id, at=me.now(), stream=Stream.AUDIT, about=about, compartment=compartment
    ) as unit:
        if said:
            unit.say(**said)


def sync_flags(work: Work, answers: Answers) -> None:
    """Raise the flags that answers and incidents call for, and end those they no longer do.

    A flag an officer raised stays until an officer ends it.
    """
    unit, on = work.unit, work.on
    called = flags_called_for(work.kind, answers, incidents_of(unit.connection, on.id))
    standing = flags_of(unit.connection, on.id, work.today)
    for code, label in called.items():
        mine = [flag for flag in standing if flag.code == code]
        if not mine:
            kept.add_flag(unit, on, NewFlag(code, label=label), work.today, called_for=True)
        elif mine[0].called_for and mine[0].label != label:
            unit.update(FlagRow, mine[0].id, {"label": label})
    for flag in standing:
        if flag.called_for and flag.code not in called:
            unit.update(FlagRow, flag.id, {"ended": work.today})


def area_lookup() -> AreaOf:
    """The shipped postcodes, read when first asked."""
    from spp_desktop.imports.areas import area_of_postcode

    return area_of_postcode


def first_area(area_of: AreaOf | None, postcodes: Iterable[tuple[str, object]]) -> tuple[str | None, str]:
    """The area of the first postcode that lies in one, and the words saying which postcode that was."""
    find = area_of or area_lookup()
    for source, postcode in postcodes:
        if isinstance(postcode, str) and postcode and (area := find(postcode)):
            return area, source
    return None, ""


def aware(moment: datetime | None) -> datetime | None:
    """A moment as given, refused by ValueError when it has no zone: a clock never guesses."""
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a time without a zone cannot start a clock")
    return moment
