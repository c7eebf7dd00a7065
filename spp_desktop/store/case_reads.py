"""An open case, read in nine statements however much hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import starmap
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from spp_desktop.domain.cases import (
    ActionView,
    Answer,
    AssessmentView,
    CaseView,
    ContactView,
    FlagView,
    Hold,
    IncidentView,
    MoveView,
    PartyView,
)
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.contacting import covered, strict, unsafe_details
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.people import (
    NOT_KNOWN,
    SAFE_CHANNELS,
    FactKind,
    FactView,
    PersonView,
    initials,
    safe_contact,
)
from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import (
    CASE,
    FLAG,
    FLAGS_IN_FORCE,
    LINE,
    OFFICER,
    Reader,
    answers_of,
    in_order,
    known_by_id,
    line_of,
)
from spp_desktop.store.held import held_by
from spp_desktop.store.order_reads import LIVE_LINK, SERVES
from spp_desktop.store.statements import written_once
from spp_desktop.store.tables.base import RecordRow, table_of
from spp_desktop.store.tables.case import (
    ActionRow,
    AssessmentRow,
    CaseIncidentRow,
    ContactRow,
    IncidentRow,
    MoveRow,
    PartyRow,
)
from spp_desktop.store.tables.person import PersonFactRow, PersonRow

V = TypeVar("V")

PARTY = table_of(PartyRow)
PERSON = table_of(PersonRow)
FACT = table_of(PersonFactRow)
INCIDENT = table_of(IncidentRow)
ON_CASE = table_of(CaseIncidentRow)
CONTACT = table_of(ContactRow)
ACTION = table_of(ActionRow)
ASSESSMENT = table_of(AssessmentRow)
MOVE = table_of(MoveRow)
LOGGER, ACTION_OWNER = OFFICER.alias("logger"), OFFICER.alias("owner")
# Aliases are made once: making one costs more than the statement it stands in.
_MINE, _THEIRS = PARTY.alias("mine"), PARTY.alias("theirs")
_HERE, _THERE = ON_CASE.alias("here"), ON_CASE.alias("there")
_SERVES = SERVES.alias("serves_here")
_OF_CASE: BindParameter[UUID] = bindparam("case")
_BY = func.coalesce(OFFICER.c.name, "").label("by")


def _hanging(table: Any, columns: Sequence[ColumnElement[Any]], *order: ColumnElement[Any]) -> Select[Any]:
    """What hangs on ``case`` in a table: columns in the order of their view's fields, and who made each."""
    return (
        select(*columns)
        .select_from(table.outerjoin(OFFICER, OFFICER.c.id == table.c.by_id))
        .where(table.c.case_id == _OF_CASE, table.c.deleted.is_(False))
        .order_by(*order)
    )


_CONTACTS_OF = _hanging(
    CONTACT,
    (
        CONTACT.c.id, CONTACT.c.at, CONTACT.c.logged_at, _BY, CONTACT.c.channel, CONTACT.c.outcome,
        CONTACT.c.direction, CONTACT.c.with_whom, CONTACT.c.words, CONTACT.c.logged_at <= bindparam("locked_until"),
        CONTACT.c.corrects, CONTACT.c.withdrawn, CONTACT.c.revision,
    ),
    CONTACT.c.at.desc(), CONTACT.c.rowid.desc(),
).where(CONTACT.c.withdrawn.is_(False))  # fmt: skip
_ACTIONS_OF = _hanging(
    ACTION,
    (
        ACTION.c.id, ACTION.c.kind, ACTION.c.what, ACTION.c.due, ACTION.c.owner_id,
        func.coalesce(ACTION_OWNER.c.name, ""), ACTION.c.to_agency, ACTION.c.done, ACTION.c.evidence,
        ACTION.c.late_reason, ACTION.c.added_at, _BY, ACTION.c.revision,
    ),
    ACTION.c.done.is_not(None), func.coalesce(ACTION.c.due, literal(date.max)), ACTION.c.rowid,
).outerjoin(ACTION_OWNER, ACTION_OWNER.c.id == ACTION.c.owner_id)  # fmt: skip
_ASSESSMENTS_OF = _hanging(
    ASSESSMENT,
    (
        ASSESSMENT.c.id, ASSESSMENT.c.instrument, ASSESSMENT.c.version, ASSESSMENT.c.illustrative,
        ASSESSMENT.c.answers, ASSESSMENT.c.automatic, ASSESSMENT.c.score, ASSESSMENT.c.maximum,
        ASSESSMENT.c.unanswered, ASSESSMENT.c.scored_band, ASSESSMENT.c.band, ASSESSMENT.c.reason, ASSESSMENT.c.at,
        _BY, ASSESSMENT.c.occasion, ASSESSMENT.c.incident_id,
    ),
    ASSESSMENT.c.at.desc(), ASSESSMENT.c.rowid.desc(),
)  # fmt: skip
_MOVES_AND_FLAGS_OF = union_all(
    _hanging(
        MOVE,
        (
            MOVE.c.id, MOVE.c.before, MOVE.c.after, MOVE.c.reason,
            MOVE.c.closing, _BY, MOVE.c.at, literal(None, FLAG.c.since.type),
            literal(None, FLAG.c.expires.type), literal(None, FLAG.c.ended.type), MOVE.c.revision, MOVE.c.rowid,
        ),
    ),
    _hanging(
        FLAG,
        (
            FLAG.c.id, FLAG.c.code, FLAG.c.label, FLAG.c.reason, null().cast(MOVE.c.closing.type), _BY,
            literal(None, MOVE.c.at.type),
            FLAG.c.since, FLAG.c.expires, FLAG.c.ended, FLAG.c.revision, FLAG.c.rowid,
        ),
    ),
)  # fmt: skip
_INCIDENTS_OF = (
    select(
        INCIDENT.c.id, ON_CASE.c.number, INCIDENT.c.happened, INCIDENT.c.reported, INCIDENT.c.recorded,
        INCIDENT.c.logged_at, _BY, INCIDENT.c.category, INCIDENT.c.subtype, INCIDENT.c.qualifiers,
        INCIDENT.c.hate_strands, INCIDENT.c.perceived_by, INCIDENT.c.place, INCIDENT.c.postcode, INCIDENT.c.area,
        INCIDENT.c.agencies_told, INCIDENT.c.told_on, INCIDENT.c.police_reference, INCIDENT.c.words,
        INCIDENT.c.withdrawn, INCIDENT.c.revision, INCIDENT.c.crime, INCIDENT.c.crime_reference,
    )
    .select_from(INCIDENT.join(ON_CASE, ON_CASE.c.incident_id == INCIDENT.c.id))
    .outerjoin(OFFICER, OFFICER.c.id == INCIDENT.c.by_id)
    .where(ON_CASE.c.case_id == _OF_CASE, ON_CASE.c.deleted.is_(False))
    .where(INCIDENT.c.deleted.is_(False), INCIDENT.c.withdrawn.is_(False))
    .order_by(INCIDENT.c.happened.desc(), INCIDENT.c.rowid.desc())
)  # fmt: skip
_FLAGS_STANDING = select(FLAG.c.id, FLAG.c.code, FLAG.c.label, FLAG.c.called_for).where(
    FLAG.c.case_id == _OF_CASE, FLAGS_IN_FORCE
)
FACT_SHOWN = (
    FACT.c.id, FACT.c.person_id, FACT.c.kind, FACT.c.text, FACT.c.postcode, FACT.c.estimated, FACT.c.safety,
    FACT.c.protected, FACT.c.case_id, CASE.c.reference, FACT.c.agency, FACT.c.valid_from, FACT.c.valid_to,
    FACT.c.recorded_at, FACT.c.revision, FACT.c.other_id,
)  # fmt: skip
"""What ``fact_view`` makes a fact of, in its order."""
_PARTY_SHOWN = (
    PARTY.c.id, PARTY.c.role, PARTY.c.kind, PARTY.c.place, PARTY.c.person_id, PARTY.c.main, PARTY.c.counter_allegation,
    PARTY.c.note, PARTY.c.revision,
)  # fmt: skip

SAFE_ANSWERS = tuple(CASE.c.answers[key].as_string() for key in SAFE_CHANNELS.values())
"""What a case says of how safe each channel is, in the order of ``SAFE_CHANNELS``."""

LOCKS_AFTER = timedelta(hours=24)
"""How long a contact may still be put right in place."""


@written_once
def facts_known(scope: Scope) -> ColumnElement[bool]:
    """The facts a reader may know of, joined to their source case: a protected one on a case of their own team alone.

    That is the team of the case's owner; while nobody owns it, of whoever logged it.
    """
    team = select(OFFICER.c.id).where(OFFICER.c.team == scope.team) if scope.team else None

    def of_team(column: ColumnElement[Any]) -> ColumnElement[bool]:
        own = column == scope.officer_id
        return own if team is None else or_(own, column.in_(team))

    unowned = and_(CASE.c.owner_id.is_(None), of_team(CASE.c.logged_by))
    return and_(known_by_id(scope), or_(FACT.c.protected.is_(False), of_team(CASE.c.owner_id), unowned))


def find_case(connection: Connection, scope: Scope, reference: str) -> tuple[UUID, str] | None:
    """The id and type of the case with a reference, when the reader may know of it."""
    row = connection.execute(
        select(CASE.c.id, CASE.c.type).where(CASE.c.reference == reference.strip().upper(), known_by_id(scope))
    ).first()
    return (row.id, row.type) if row else None


def place_of(connection: Connection, scope: Scope, case_id: UUID) -> tuple[str, str | None] | None:
    """The type of a case and the area it was opened in, when the reader may know of it."""
    row = connection.execute(_place(scope), {"case": case_id}).first()
    return (row.type, row.area) if row else None


@written_once
def _place(scope: Scope) -> Select[Any]:
    return select(CASE.c.type, CASE.c.area).where(CASE.c.id == _OF_CASE, known_by_id(scope))


def case_of(connection: Connection, scope: Scope, row: type[RecordRow], record_id: UUID) -> UUID | None:
    """The case that a record hangs on, when the reader may know of it."""
    table = table_of(row)
    return connection.execute(
        select(CASE.c.id)
        .join(table, table.c.case_id == CASE.c.id)
        .where(table.c.id == record_id, table.c.deleted.is_(False), known_by_id(scope))
    ).scalar()


def case_of_incident(connection: Connection, scope: Scope, incident_id: UUID) -> UUID | None:
    """A case that an incident is on, when the reader may know of one and it was not withdrawn."""
    return connection.execute(
        select(CASE.c.id)
        .join(ON_CASE, ON_CASE.c.case_id == CASE.c.id)
        .join(INCIDENT, INCIDENT.c.id == ON_CASE.c.incident_id)
        .where(ON_CASE.c.incident_id == incident_id, ON_CASE.c.deleted.is_(False), INCIDENT.c.withdrawn.is_(False))
        .where(known_by_id(scope))
        .limit(1)
    ).scalar()


def answers_of_case(connection: Connection, case_id: UUID) -> dict[str, Answer]:
    """A case's answers."""
    return answers_of(connection.execute(select(CASE.c.answers).where(CASE.c.id == case_id)).scalar_one())


def last_assessment(connection: Connection, case_id: UUID) -> AssessmentView | None:
    """The latest scoring of a case; None before the first."""
    return next(iter(_read(connection, _ASSESSMENTS_OF, _assessment, case=case_id)), None)


def first_reached(connection: Connection, case_id: UUID, outcomes: Iterable[str], today: date) -> datetime | None:
    """When a case's main party was first reached, by an outcome that says so; None where nobody has yet."""
    first: datetime | None = connection.execute(
        select(func.min(CONTACT.c.at)).where(
            CONTACT.c.case_id == case_id, CONTACT.c.outcome.in_(sorted(outcomes)), CONTACT.c.with_whom == "",
            CONTACT.c.at < When(today + timedelta(1)).moment(), CONTACT.c.withdrawn.is_(False),
            CONTACT.c.deleted.is_(False),
        )
    ).scalar()  # fmt: skip
    return first


def flags_of(connection: Connection, case_id: UUID, today: date) -> Sequence[Any]:
    """The flags in force on a case: id, code, label, and whether answers and incidents called for it."""
    return connection.execute(_FLAGS_STANDING, {"case": case_id, "today": today}).all()


def incidents_of(connection: Connection, case_id: UUID) -> tuple[IncidentView, ...]:
    """A case's incidents, newest first, without those withdrawn."""
    return _incidents(connection, case_id, {})


def open_case(connection: Connection, kind_of: Callable[[str], CaseType], case_id: UUID, reader: Reader) -> CaseView:
    """A case with everything on it. Raises NotFound when there is none that the reader may know of."""
    row = connection.execute(_case(reader.scope), {"case": case_id}).first()
    if row is None:
        raise NotFound
    kind = kind_of(row.type)
    answers = kind.upgrade(answers_of(row.answers), row.type_version)
    rule = safe_contact(answers)
    also, unsafe = _elsewhere(connection, reader.scope, case_id)
    moves, flags = _moves_and_flags(connection, case_id)
    here = unsafe_details(rule, strictly=strict(row.type))
    parties = _parties(connection, reader, case_id, _Shown(reader.today, also, unsafe, here))
    held = held_by(connection, case_id, row.reference, parties, also)
    return CaseView(
        line=line_of(row, kind, in_order(kind, (flag.code for flag in flags if flag.in_force(reader.today)))),
        answers=answers,
        type_version=row.type_version,
        agency=row.agency,
        logged=row.logged_at,
        logged_by=row.logger or "",
        area_source=row.area_source,
        retention_class=row.retention,
        retention_review=row.review,
        hold=Hold(row.hold_reason, row.hold_until) if row.hold_reason else None,
        parties=parties,
        incidents=_incidents(connection, case_id, also),
        contacts=_read(connection, _CONTACTS_OF, ContactView, case=case_id, locked_until=reader.now - LOCKS_AFTER),
        actions=_read(connection, _ACTIONS_OF, ActionView, case=case_id),
        assessments=_read(connection, _ASSESSMENTS_OF, _assessment, case=case_id),
        moves=moves,
        flags=flags,
        records=held.records,
        orders=held.orders,
        safe_contact=rule,
    )


def _read(connection: Connection, statement: Select[Any], view: Callable[..., V], **given: object) -> tuple[V, ...]:
    """What a statement reads, each row made into a view of its columns in their order."""
    return tuple(starmap(view, connection.execute(statement, given).all()))


def _moves_and_flags(connection: Connection, case_id: UUID) -> tuple[tuple[MoveView, ...], tuple[FlagView, ...]]:
    """The moves of a case in their order and its flags by their first day: few of each, so read as one."""
    moves, flags = [], []
    for row in sorted(connection.execute(_MOVES_AND_FLAGS_OF, {"case": case_id}), key=lambda each: each[-1]):
        record_id, first, second, reason, closing, by, at, since, expires, ended, revision, _ = row
        if since is None:
            moves.append(MoveView(record_id, first, second, at, by, reason, closing))
        else:
            flags.append(FlagView(record_id, first, second, reason, since, expires, ended, by, revision))
    return tuple(sorted(moves, key=lambda each: each.at)), tuple(sorted(flags, key=lambda each: each.since))


@written_once
def _case(scope: Scope) -> Select[Any]:
    return (
        select(
            *LINE, CASE.c.answers, CASE.c.type_version, CASE.c.agency, CASE.c.logged_at, CASE.c.area_source,
            CASE.c.retention, CASE.c.review, CASE.c.hold_reason, CASE.c.hold_until, LOGGER.c.name.label("logger"),
        )
        .select_from(CASE.outerjoin(OFFICER, OFFICER.c.id == CASE.c.owner_id))
        .outerjoin(LOGGER, LOGGER.c.id == CASE.c.logged_by)
        .where(CASE.c.id == _OF_CASE, known_by_id(scope))
    )  # fmt: skip


def _elsewhere(
    connection: Connection, scope: Scope, case_id: UUID
) -> tuple[Mapping[UUID, tuple[str, ...]], Mapping[UUID, frozenset[str]]]:
    """For each person, incident and order of the case, the other cases of the reader's that they are on; and for each
    person whom one of those is about, the sorts of detail it keeps covered."""
    found: dict[UUID, set[str]] = {}
    unsafe: dict[UUID, frozenset[str]] = {}
    for thing, reference, case_type, about, *said in connection.execute(_shared(scope), {"case": case_id}):
        found.setdefault(thing, set()).add(reference)
        if about:
            unsafe[thing] = unsafe.get(thing, frozenset()) | covered_by(case_type, said)
    return {thing: tuple(sorted(references)) for thing, references in found.items()}, unsafe


def covered_by(case_type: str, said: Sequence[str | None]) -> frozenset[str]:
    """The sorts of detail that a case keeps covered, by its answers in the order of ``SAFE_CHANNELS``."""
    answers = {key: value for key, value in zip(SAFE_CHANNELS.values(), said, strict=True) if value is not None}
    return unsafe_details(safe_contact(answers), strictly=strict(case_type))


@written_once
def _shared(scope: Scope) -> CompoundSelect[Any]:
    mine, theirs, here, there = _MINE, _THEIRS, _HERE, _THERE
    nothing = [null()] * len(SAFE_ANSWERS)
    people = (
        select(mine.c.person_id.label("thing"), CASE.c.reference, CASE.c.type, theirs.c.main, *SAFE_ANSWERS)
        .join(theirs, theirs.c.person_id == mine.c.person_id)
        .join(CASE, CASE.c.id == theirs.c.case_id)
        .where(mine.c.case_id == _OF_CASE, theirs.c.case_id != _OF_CASE, theirs.c.deleted.is_(False))
    )
    incidents = (
        select(here.c.incident_id.label("thing"), CASE.c.reference, CASE.c.type, false(), *nothing)
        .join(there, there.c.incident_id == here.c.incident_id)
        .join(CASE, CASE.c.id == there.c.case_id)
        .where(here.c.case_id == _OF_CASE, there.c.case_id != _OF_CASE, there.c.deleted.is_(False))
    )
    orders = (
        select(_SERVES.c.order_id.label("thing"), CASE.c.reference, CASE.c.type, false(), *nothing)
        .join(SERVES, SERVES.c.order_id == _SERVES.c.order_id)
        .join(CASE, CASE.c.id == SERVES.c.case_id)
        .where(_SERVES.c.case_id == _OF_CASE, SERVES.c.case_id != _OF_CASE, LIVE_LINK)
    )
    return union_all(*(each.where(known_by_id(scope)) for each in (people, incidents, orders)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What parties are shown by: the day, where else they are, and what is covered there and, of the main one, here."""

    today: date
    also: Mapping[UUID, tuple[str, ...]]
    elsewhere: Mapping[UUID, frozenset[str]]
    here: frozenset[str]

    def unsafe(self, person_id: UUID, *, main: bool) -> frozenset[str]:
        """The sorts of detail of a person that are kept covered."""
        found = self.elsewhere.get(person_id, frozenset())
        return found | self.here if main else found


def _parties(connection: Connection, reader: Reader, case_id: UUID, shown: _Shown) -> tuple[PartyView, ...]:
    gathered: dict[UUID, tuple[Any, list[FactView]]] = {}
    for row in connection.execute(_parties_of(reader.scope), {"case": case_id}):
        party, fact = row[: len(_PARTY_SHOWN)], row[len(_PARTY_SHOWN) :]
        _, known = gathered.setdefault(row.id, (party, []))
        if row.reference is not None:
            known.append(fact_view(*fact))
    return tuple(_party(party, known, shown) for party, known in gathered.values())


@written_once
def _parties_of(scope: Scope) -> Select[Any]:
    fact = and_(FACT.c.person_id == PARTY.c.person_id, FACT.c.deleted.is_(False))
    source = and_(CASE.c.id == FACT.c.case_id, facts_known(scope))
    return (
        select(*_PARTY_SHOWN, *FACT_SHOWN)
        .select_from(PARTY.outerjoin(FACT, fact).outerjoin(CASE, source))
        .where(PARTY.c.case_id == _OF_CASE, PARTY.c.deleted.is_(False))
        .order_by(PARTY.c.main.desc(), PARTY.c.rowid, FACT.c.rowid.desc())
    )


def fact_view(fact_id: UUID, person_id: UUID, kind: str, *rest: Any) -> FactView:
    """A fact from the columns of ``FACT_SHOWN``."""
    return FactView(fact_id, person_id, FactKind(kind), *rest)


def _party(columns: Sequence[Any], facts: Sequence[FactView], shown: _Shown) -> PartyView:
    party_id, role, kind, place, person_id, main, counter_allegation, note, revision = columns
    today = shown.today
    person = PersonView(person_id, covered(facts, shown.unsafe(person_id, main=main))) if person_id else None
    name = person.name(today) if person else party_name(kind, place)
    return PartyView(
        id=party_id,
        role=role,
        kind=kind,
        name=name,
        initials=initials(name) if person else "",
        age=person.age(today) if person else "",
        place=place,
        person=person,
        main=main,
        counter_allegation=counter_allegation,
        note=note,
        also_in=shown.also.get(person_id, ()) if person_id else (),
        revision=revision,
    )


def party_name(kind: str, place: str) -> str:
    """What stands where a name would, for a party who is nobody with a name."""
    if kind == "community":
        return f"Community at {place}" if place else "Community"
    return "Anonymous" if kind == "anonymous" else NOT_KNOWN


def _incidents(connection: Connection, case_id: UUID, also: Mapping[UUID, tuple[str, ...]]) -> tuple[IncidentView, ...]:
    return tuple(
        IncidentView(
            id=row.id,
            number=row.number,
            happened=When.read(row.happened),
            reported=row.reported,
            recorded=row.recorded,
            logged=row.logged_at,
            by=row.by,
            category=row.category,
            subtype=row.subtype,
            qualifiers=tuple(row.qualifiers),
            hate_strands=tuple(row.hate_strands),
            perceived_by=tuple(row.perceived_by),
            place=row.place,
            postcode=row.postcode,
            area=row.area,
            agencies_told=tuple(row.agencies_told),
            told_on=row.told_on,
            police_reference=row.police_reference,
            words=row.words,
            also_in=also.get(row.id, ()),
            withdrawn=row.withdrawn,
            revision=row.revision,
            crime=row.crime or "",
            crime_reference=row.crime_reference or "",
        )
        for row in connection.execute(_INCIDENTS_OF, {"case": case_id})
    )


def _assessment(
    assessment_id: UUID,
    instrument: str,
    version: int,
    illustrative: bool,
    answers: Mapping[str, Any],
    automatic: Sequence[str],
    *rest: Any,
) -> AssessmentView:
    return AssessmentView(
        assessment_id, instrument, version, illustrative, answers_of(answers), tuple(automatic), *rest
    )
