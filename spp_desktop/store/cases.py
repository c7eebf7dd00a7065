"""Writing cases and what hangs on them. Every function works inside one unit of work.

What is given has been checked; nothing here validates. Each function keeps the search index in step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from spp_desktop.domain.cases import (
    Answers,
    NewAction,
    NewAssessment,
    NewContact,
    NewFlag,
    NewIncident,
    NewParty,
)
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import add_hours, elapsed_hours
from spp_desktop.domain.dates import When
from spp_desktop.domain.ids import case_reference
from spp_desktop.domain.instruments import Instrument, Score
from spp_desktop.domain.people import NOT_KNOWN, FactKind
from spp_desktop.domain.search import index_tokens
from spp_desktop.store import people
from spp_desktop.store.case_lists import CASE
from spp_desktop.store.case_reads import ON_CASE, party_name
from spp_desktop.store.index import Indexed
from spp_desktop.store.tables.case import (
    NO_REVIEW,
    ActionRow,
    AssessmentRow,
    CaseIncidentRow,
    CaseRow,
    ContactRow,
    FlagRow,
    IncidentRow,
    MoveRow,
    PartyRow,
)
from spp_desktop.store.tables.person import PersonRow
from spp_desktop.store.unit import Show, UnitOfWork


@dataclass(frozen=True, slots=True)
class Opening:
    """What is fixed when a case is opened."""

    answers: Answers
    agency: str
    reported: date
    reported_at: datetime
    owner_id: UUID | None
    area: str | None
    area_source: str
    next_review: date | None
    store_code: str
    year: int


@dataclass(frozen=True, slots=True)
class OnCase:
    """The case that something is added to."""

    id: UUID
    type: str
    agency: str
    retention: str


def add_case(unit: UnitOfWork, kind: CaseType, name: str, opening: Opening) -> tuple[OnCase, str]:
    """Make a case; returns it and its reference."""
    serial = _next_serial(unit, kind.code, opening.year, opening.store_code)
    case_id = unit.new_id()
    reference = case_reference(kind.prefix, opening.year, opening.store_code, serial)
    state = kind.workflow.first
    unit.insert(
        CaseRow(
            id=case_id,
            type=kind.code,
            type_version=kind.version,
            reference=reference,
            year=opening.year,
            code=opening.store_code,
            serial=serial,
            name=name,
            name_key=people.name_key(name),
            state=state,
            open=kind.workflow.state(state).open,
            area=opening.area,
            area_source=opening.area_source,
            owner_id=opening.owner_id,
            reported=opening.reported,
            reported_at=opening.reported_at,
            first_contact_due=add_hours(opening.reported_at, kind.first_contact.length),
            next_review=opening.next_review,
            review_key=opening.next_review or NO_REVIEW,
            logged_at=unit.at,
            logged_by=unit.by,
            answers=_document(opening.answers),
            agency=opening.agency,
            retention=kind.retention,
        )
    )
    on = OnCase(case_id, kind.code, opening.agency, kind.retention)
    unit.concern(case_id)
    index_case(unit, kind, on, reference, opening.answers)
    return on, reference


def index_case(unit: UnitOfWork, kind: CaseType, on: OnCase, reference: str, answers: Answers) -> None:
    """Make a case found by its reference and the words of its answers."""
    tokens = index_tokens(f"{reference}\n{kind.search_words(answers)}")
    _index(unit, on, "case", on.id, tokens, unit.at)


def set_case(
    unit: UnitOfWork,
    kind: CaseType,
    case_id: UUID,
    values: Mapping[str, Any],
    *,
    revision: int | None = None,
    show: Show | None = None,
) -> int:
    """Alter columns of a case, with those that are worked out from them; returns its revision afterwards."""
    changed = dict(values)
    was: Mapping[str, Any] = {}
    if changed.keys() & {"answers", "first_contact_at"}:
        was = unit.get(CaseRow, case_id) or {}
    if "answers" in changed:
        cleared = dict.fromkeys(was["answers"].keys() - changed["answers"].keys())
        changed["answers"] = {**cleared, **_document(changed["answers"])}
    if "name" in changed:
        changed["name_key"] = people.name_key(changed["name"])
    if "state" in changed:
        changed["open"] = kind.workflow.state(changed["state"]).open
    if "next_review" in changed:
        changed["review_key"] = changed["next_review"] or NO_REVIEW
    if "band" in changed:
        changed["risk_key"] = (kind.instrument.rank(changed["band"]) + 1) * 1000 + (changed.get("score") or 0)
    if "first_contact_at" in changed:
        first = changed["first_contact_at"]
        changed["contact_minutes"] = int(elapsed_hours(was["reported_at"], first) * 60) if first else None
    return unit.update(CaseRow, case_id, changed, revision=revision, show=show)


def add_party(unit: UnitOfWork, on: OnCase, party: NewParty, *, main: bool = False) -> UUID:
    """Put somebody on a case, making the person where there is none yet; returns the party's id."""
    party_id = unit.new_id()
    person_id = party.person_id
    if party.kind == "person" and person_id is None:
        person_id = unit.new_id()
        unit.insert(PersonRow(id=person_id))
    unit.insert(
        PartyRow(
            id=party_id,
            case_id=on.id,
            person_id=person_id,
            role=party.role,
            kind=party.kind,
            place=party.place,
            main=main,
            counter_allegation=party.counter_allegation,
            note=party.note,
            agency=on.agency,
            retention=on.retention,
        )
    )
    if person_id is not None:
        people.add_facts(unit, on, person_id, party.facts.facts)
        people.index_person(unit, on, person_id)
    else:
        index_party(unit, on, party_id, party.place, party.note)
    return party_id


def index_party(unit: UnitOfWork, on: OnCase, party_id: UUID, place: str, note: str) -> None:
    """Make a case found by a party who is nobody with a name."""
    _index(unit, on, "case", party_id, index_tokens(f"{place}\n{note}"), unit.at)


def shown_name(unit: UnitOfWork, kind: CaseType, party: NewParty) -> str:
    """What stands for a party where a name would: the name given, an existing person's, or who they are instead."""
    if party.kind != "person":
        return party_name(party.kind, party.place)
    given = party.facts.text(FactKind.NAME)
    if given or party.person_id is None:
        return given or NOT_KNOWN
    return people.name_in_use(unit, party.person_id, kind.code)


def add_incident(unit: UnitOfWork, on: OnCase, new: NewIncident, area: str | None) -> tuple[UUID, int]:
    """Record an incident on a case; returns its id and its number there."""
    incident_id = unit.new_id()
    unit.insert(
        IncidentRow(
            id=incident_id,
            happened=new.happened.text,
            logged_at=unit.at,
            by_id=unit.by,
            area=area,
            agency=on.agency,
            retention=on.retention,
            **_same_columns(new, ("happened",)),
        )
    )
    number = link_incident(unit, on, incident_id)
    index_incident(unit, on, incident_id, _same_columns(new, ("happened",)), new.happened)
    return incident_id, number


def set_incident(
    unit: UnitOfWork, on: OnCase, incident_id: UUID, new: NewIncident, given: Mapping[str, Any], revision: int
) -> int:
    """Alter columns of an incident, which then holds what ``new`` says; returns its revision afterwards."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    if "happened" in values:
        values["happened"] = new.happened.text
    index_incident(unit, on, incident_id, _same_columns(new, ("happened",)), new.happened)
    return unit.update(IncidentRow, incident_id, values, revision=revision)


INCIDENT_WORDS = ("police_reference", "crime_reference", "place", "postcode", "words")
"""The columns of an incident whose words find it."""


def index_incident(
    unit: UnitOfWork, on: OnCase, incident_id: UUID, columns: Mapping[str, Any], happened: When | None
) -> None:
    """Make an incident found by its words and places, through one of its cases."""
    words = "\n".join(columns[name] or "" for name in INCIDENT_WORDS)
    _index(unit, on, "incident", incident_id, index_tokens(words), happened.moment() if happened else unit.at)


def link_incident(unit: UnitOfWork, on: OnCase, incident_id: UUID) -> int:
    """Give a case a share in an incident; returns the incident's number there."""
    last = unit.select(select(func.max(ON_CASE.c.number)).where(ON_CASE.c.case_id == on.id)).scalar()
    number = (last or 0) + 1
    unit.insert(CaseIncidentRow(id=unit.new_id(), case_id=on.id, incident_id=incident_id, number=number))
    return number


def cases_of_incident(unit: UnitOfWork, incident_id: UUID) -> frozenset[UUID]:
    """Every case that an incident is on."""
    on = (ON_CASE.c.incident_id == incident_id, ON_CASE.c.deleted.is_(False))
    return frozenset(unit.select(select(ON_CASE.c.case_id).where(*on)).scalars())


def add_contact(unit: UnitOfWork, on: OnCase, new: NewContact) -> UUID:
    """Add an entry to a case's chronology."""
    contact_id = unit.new_id()
    at = new.at or unit.at
    columns = {
        "id": contact_id,
        "case_id": on.id,
        "at": at,
        "logged_at": unit.at,
        "by_id": unit.by,
        "agency": on.agency,
        "retention": on.retention,
        **_same_columns(new, ("at", "next_try")),
    }
    # From columns alone, because nothing is saved more often.
    unit.insert_many(ContactRow, [columns])
    index_contact(unit, on, contact_id, new.with_whom, new.words, at)
    return contact_id


def index_contact(unit: UnitOfWork, on: OnCase, contact_id: UUID, with_whom: str, words: str, at: datetime) -> None:
    """Make a contact found by its words."""
    _index(unit, on, "contact", contact_id, index_tokens(f"{with_whom}\n{words}"), at)


def forget(unit: UnitOfWork, kind: str, record_id: UUID) -> None:
    """Take a record out of the search."""
    unit.unindex(kind, record_id)


def add_action(unit: UnitOfWork, on: OnCase, new: NewAction) -> UUID:
    """Add an action to a case."""
    action_id = unit.new_id()
    unit.insert(
        ActionRow(
            id=action_id,
            case_id=on.id,
            kind=new.kind,
            what=new.what,
            due=new.due,
            open_due=new.due,
            owner_id=new.owner_id,
            to_agency=new.agency,
            added_at=unit.at,
            by_id=unit.by,
            agency=on.agency,
            retention=on.retention,
        )
    )
    return action_id


def add_assessment(
    unit: UnitOfWork, on: OnCase, instrument: Instrument, new: NewAssessment, result: Score, band: str
) -> UUID:
    """Add a scoring to a case's history."""
    assessment_id = unit.new_id()
    unit.insert(
        AssessmentRow(
            id=assessment_id,
            case_id=on.id,
            instrument=instrument.code,
            version=instrument.version,
            illustrative=instrument.illustrative,
            answers=_document(new.answers),
            automatic=list(result.automatic),
            score=result.score,
            maximum=result.maximum,
            unanswered=len(result.unanswered),
            scored_band=result.band,
            band=band,
            reason=new.reason,
            at=unit.at,
            by_id=unit.by,
            occasion=new.occasion,
            incident_id=new.incident_id,
            agency=on.agency,
            retention=on.retention,
        )
    )
    return assessment_id


def add_move(
    unit: UnitOfWork, on: OnCase, before: str, after: str, reason: str, closing: Answers | None = None
) -> UUID:
    """Add a change of state to a case's history."""
    move_id = unit.new_id()
    unit.insert(
        MoveRow(
            id=move_id,
            case_id=on.id,
            before=before,
            after=after,
            at=unit.at,
            by_id=unit.by,
            reason=reason,
            closing=dict(closing or {}),
            agency=on.agency,
            retention=on.retention,
        )
    )
    return move_id


def add_flag(unit: UnitOfWork, on: OnCase, new: NewFlag, since: date, *, called_for: bool = False) -> UUID:
    """Raise a flag on a case."""
    flag_id = unit.new_id()
    unit.insert(
        FlagRow(
            id=flag_id,
            case_id=on.id,
            code=new.code,
            label=new.label,
            reason=new.reason,
            since=since,
            expires=new.expires,
            called_for=called_for,
            by_id=unit.by,
            agency=on.agency,
            retention=on.retention,
        )
    )
    return flag_id


def _next_serial(unit: UnitOfWork, kind: str, year: int, code: str) -> int:
    mine = (CASE.c.type == kind, CASE.c.year == year, CASE.c.code == code)
    last = unit.select(select(func.max(CASE.c.serial)).where(*mine)).scalar()
    return (last or 0) + 1


def _index(unit: UnitOfWork, on: OnCase, kind: str, record_id: UUID, tokens: Sequence[str], at: datetime) -> None:
    unit.index(Indexed(kind, record_id, tuple(tokens), on.id, on.type, at))


def _document(answers: Answers) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}


def _same_columns(new: NewIncident | NewContact, without: Sequence[str]) -> dict[str, Any]:
    """What an input holds under the names its row has too."""
    held = ((each.name, getattr(new, each.name)) for each in fields(new) if each.name not in without)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held}
