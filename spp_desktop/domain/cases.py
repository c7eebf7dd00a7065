"""What a case is to those who read and write it: list rows, the open case, and what is added to one.

Answers are a document of plain values: text, whole numbers, codes, lists of codes, days as ``YYYY-MM-DD`` and
moments as ``YYYY-MM-DDTHH:MM`` in local time. A question nobody has answered is absent from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.people import FactKind, PersonFacts, PersonView, SafeContact, initials
from spp_desktop.domain.snapshot import snapshot

if TYPE_CHECKING:
    from spp_desktop.domain.orders import OrderView
    from spp_desktop.domain.records import RecordView

Answer = str | int | tuple[str, ...]
Answers = Mapping[str, Answer]

PartyKind = Literal["person", "not-known", "anonymous", "community"]
"""Who a party is: somebody with an id, somebody unknown, somebody who will not say, or the community at a place."""


@snapshot
class CaseLine:
    """One row of a case list.

    ``name`` is the victim's (``Not known``, or ``Community at …``). ``flags`` are codes of flags in force today.
    ``area`` is a neighbourhood area's code, frozen at opening. ``first_contact_hours`` are elapsed hours from the
    report to the first contact that reached somebody, None while there has been none; ``first_contact_due`` is
    when the promise ends. ``score_change`` is against the assessment before. ``answers`` holds the answers that
    the case type shows in lists. ``row`` is the store's own number of the row, and means nothing elsewhere.
    """

    id: UUID
    row: int
    type: str
    reference: str
    name: str
    state: str
    band: str | None
    score: int | None
    score_change: int | None
    flags: tuple[str, ...]
    area: str | None
    owner_id: UUID | None
    owner: str
    reported: date
    first_contact_hours: float | None
    first_contact_due: datetime
    next_review: date | None
    closed: date | None
    revision: int
    answers: Answers = field(default_factory=dict)

    @property
    def initials(self) -> str:
        """The initials of the name, where it may not be shown."""
        return initials(self.name)


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list. ``values`` are codes, ids or ISO days as text.

    ``is``: the value is one of these (an empty text stands for blank). ``from`` and ``to``: on or after, on or
    before the one day given; blank never matches. Keys are those of ``domain.casetypes.CaseType.filters``, and
    ``case`` for cases picked one by one.
    """

    key: str
    values: tuple[str, ...]
    test: Literal["is", "from", "to"] = "is"


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases of one type, in which order. ``text`` is a quick filter typed above the list."""

    type: str
    filters: tuple[Filter, ...] = ()
    text: str = ""
    sort: str = "next_review"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named query: a tab above a list. An officer's ``own`` may name the ``columns`` to show."""

    code: str
    label: str
    query: CaseQuery
    columns: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class CountedView:
    """A saved view and how many cases it holds now."""

    view: SavedView
    count: int


@snapshot
class PartyView:
    """Somebody's role on a case. ``person`` is None unless ``kind`` is ``person``."""

    id: UUID
    role: str
    kind: PartyKind
    name: str
    initials: str
    age: str = ""
    place: str = ""
    person: PersonView | None = None
    main: bool = False
    counter_allegation: bool = False
    note: str = ""
    also_in: tuple[str, ...] = ()
    """References of other cases the reader may know of in which this person has a role."""
    revision: int = 0


@snapshot
class IncidentView:
    """Something that happened: one record however many cases it belongs to.

    ``happened``, ``reported``, ``recorded`` (by the agency told) and ``logged`` (here) are four different times.
    """

    id: UUID
    number: int
    happened: When
    reported: date | None
    recorded: date | None
    logged: datetime
    by: str
    category: str
    subtype: str
    qualifiers: tuple[str, ...]
    hate_strands: tuple[str, ...]
    perceived_by: tuple[str, ...]
    place: str
    postcode: str
    area: str | None
    agencies_told: tuple[str, ...]
    told_on: date | None
    police_reference: str
    words: str
    also_in: tuple[str, ...] = ()
    """References of the reader's other cases that share it."""
    withdrawn: bool = False
    revision: int = 0
    crime: str = ""
    """Whether it was recorded as a crime: ``yes``, ``no``, ``unknown`` or empty (not asked)."""
    crime_reference: str = ""


@snapshot
class ContactView:
    """One entry of the chronology. ``locked`` once 24 hours have passed; put right by an entry that ``corrects`` it."""

    id: UUID
    at: datetime
    logged: datetime
    by: str
    channel: str
    outcome: str
    direction: str
    with_whom: str
    words: str
    locked: bool
    corrects: UUID | None = None
    withdrawn: bool = False
    revision: int = 0


@snapshot
class ActionView:
    """Something somebody has promised to do: a named officer, or an agency."""

    id: UUID
    kind: str
    what: str
    due: date | None
    owner_id: UUID | None
    owner: str
    agency: str
    done: date | None
    evidence: str
    late_reason: str
    added: datetime
    by: str
    revision: int = 0


@snapshot
class AssessmentView:
    """One scoring, never overwritten. ``band`` is the one in force; ``scored_band`` is what the points gave.

    ``automatic`` are the triggers that made it High whatever the score. ``illustrative`` means that the scale
    has no published source and no supervisor had adopted it.
    """

    id: UUID
    instrument: str
    version: int
    illustrative: bool
    answers: Answers
    automatic: tuple[str, ...]
    score: int
    maximum: int
    unanswered: int
    scored_band: str
    band: str
    reason: str
    at: datetime
    by: str
    occasion: str
    incident_id: UUID | None = None

    @property
    def overridden(self) -> bool:
        """Whether an officer set another band than the points and triggers gave."""
        return self.band != self.scored_band


@snapshot
class MoveView:
    """One change of state. ``closing`` is the conversation as it stood when closure was proposed or the case closed."""

    id: UUID
    before: str
    after: str
    at: datetime
    by: str
    reason: str
    closing: Answers = field(default_factory=dict)


@snapshot
class FlagView:
    """A warning or a mark on a case: ``label`` is its text (``Repeat, 4 in 6 months``). ``expires`` is its last day."""

    id: UUID
    code: str
    label: str
    reason: str
    since: date
    expires: date | None
    ended: date | None
    by: str
    revision: int = 0

    def in_force(self, on: date) -> bool:
        """Whether the flag shows on a day."""
        return self.ended is None and (self.expires is None or on <= self.expires)


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason not to erase, and until when (None: until somebody lifts it)."""

    reason: str
    until: date | None


@snapshot
class CaseView:
    """An open case with everything on it that the reader may see."""

    line: CaseLine
    answers: Answers
    type_version: int
    agency: str
    logged: datetime
    logged_by: str
    area_source: str
    retention_class: str
    retention_review: date | None
    hold: Hold | None
    parties: tuple[PartyView, ...] = ()
    incidents: tuple[IncidentView, ...] = ()
    contacts: tuple[ContactView, ...] = ()
    actions: tuple[ActionView, ...] = ()
    assessments: tuple[AssessmentView, ...] = ()
    moves: tuple[MoveView, ...] = ()
    flags: tuple[FlagView, ...] = ()
    records: tuple[RecordView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    safe_contact: SafeContact = field(default_factory=lambda: SafeContact({}))

    @property
    def main_party(self) -> PartyView | None:
        """The victim, or whoever the case is about."""
        return next((party for party in self.parties if party.main), None)

    @property
    def also_in(self) -> tuple[str, ...]:
        """References of the reader's other cases that the main party is on."""
        main = self.main_party
        return main.also_in if main else ()


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody to put on a case: an existing ``person_id``, or facts that make a new person."""

    role: str
    kind: PartyKind = "person"
    person_id: UUID | None = None
    facts: PersonFacts = field(default_factory=PersonFacts)
    place: str = ""
    counter_allegation: bool = False
    note: str = ""


def who_problems(who: NewParty) -> tuple[Problem, ...]:
    """What a party still needs: a name or an existing person for somebody, a place for a community."""
    named = who.person_id is not None or bool(who.facts.text(FactKind.NAME).strip())
    if who.kind == "person" and not named:
        return (Problem("name", "Give a name, or say that who it is is not known"),)
    if who.kind == "community" and not who.place.strip():
        return (Problem("place", "Say which place the community is at"),)
    return ()


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to log: who it is about, and answers that must hold what happened and when it was reported.

    ``area`` overrides the area found from the postcode. ``reported_at`` starts the first-contact clock when the
    time of day is known.
    """

    type: str
    who: NewParty
    answers: Answers
    others: tuple[NewParty, ...] = ()
    owner_id: UUID | None = None
    area: str | None = None
    reported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewIncident:
    """An incident to record. ``happened`` is as spoken: a day, with the time where it is known."""

    happened: When
    category: str = ""
    subtype: str = ""
    reported: date | None = None
    recorded: date | None = None
    qualifiers: tuple[str, ...] = ()
    hate_strands: tuple[str, ...] = ()
    perceived_by: tuple[str, ...] = ()
    place: str = ""
    postcode: str = ""
    agencies_told: tuple[str, ...] = ()
    told_on: date | None = None
    police_reference: str = ""
    words: str = ""
    crime: str = ""
    crime_reference: str = ""


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to log. ``next_try`` is used when the outcome calls for another try (default: tomorrow)."""

    channel: str
    outcome: str
    words: str = ""
    at: datetime | None = None
    direction: str = "out"
    with_whom: str = ""
    next_try: date | None = None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action for an officer or an agency; one of ``owner_id`` and ``agency`` is given."""

    what: str
    due: date | None
    owner_id: UUID | None = None
    agency: str = ""
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """Answers to an instrument. ``triggers`` are automatic-high circumstances the officer ticked.

    ``band`` with ``reason`` sets another band than the score gives; below it only a supervisor may.
    """

    answers: Answers
    triggers: tuple[str, ...] = ()
    band: str | None = None
    reason: str = ""
    occasion: str = "review"
    incident_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewFlag:
    """A flag to raise. ``expires`` is required where the kind of flag says so (staff safety)."""

    code: str
    reason: str = ""
    label: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One operation on a case, rendered for reading."""

    id: UUID
    at: datetime
    by: str
    text: str
    details: tuple[tuple[str, str, str], ...] = ()
    """Label, value before, value after."""
    why: str = ""
    """The reason given, where one was owed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save made: the record, the case it is on, the record's revision now, and what looked odd but was kept."""

    id: UUID
    case_id: UUID
    reference: str
    revision: int
    warnings: tuple[Problem, ...] = ()
