"""An open case, read in nine statements however much hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, literal, select, union_all

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
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.people import NOT_KNOWN, FactKind, FactView, PersonView, initials, safe_contact
from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import (
    CASE,
    FLAG,
    OFFICER,
    Reader,
    answers_of,
    flags_in_force,
    in_order,
    known_by_id,
    line_of,
)
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

_UNSHOWN = frozenset(
    ("rowid", "case_id", "by_id", "stamps", "deleted", "agency", "retention", "review", "hold_reason", "hold_until")
)
"""Columns that nothing shows of what hangs on a case: taking them out of hundreds of rows is what would take long."""


def _shown(table: Any) -> tuple[Any, ...]:
    return tuple(column for column in table.c if column.name not in _UNSHOWN)


def _hanging(table: Any, *order: ColumnElement[Any]) -> Select[Any]:
    """The rows of a table that hang on ``case``, each with the name of the officer who made it."""
    return (
        select(*_shown(table), OFFICER.c.name.label("by_name"))
        .select_from(table.outerjoin(OFFICER, OFFICER.c.id == table.c.by_id))
        .where(table.c.case_id == bindparam("case"), table.c.deleted.is_(False))
        .order_by(*order)
    )


# Written once: writing a statement takes longer than running it.
_CONTACTS_OF = _hanging(CONTACT, CONTACT.c.at.desc(), CONTACT.c.rowid.desc())
_ASSESSMENTS_OF = _hanging(ASSESSMENT, ASSESSMENT.c.at.desc(), ASSESSMENT.c.rowid.desc())
_MOVES_OF = _hanging(MOVE, MOVE.c.at, MOVE.c.rowid)
_FLAGS_OF = _hanging(FLAG, FLAG.c.since, FLAG.c.rowid)
_ACTIONS_OF = (
    _hanging(ACTION, ACTION.c.done.is_not(None), func.coalesce(ACTION.c.due, literal(date.max)), ACTION.c.rowid)
    .add_columns(ACTION_OWNER.c.name.label("owner_name"))
    .outerjoin(ACTION_OWNER, ACTION_OWNER.c.id == ACTION.c.owner_id)
)
_INCIDENTS_OF = (
    select(*_shown(INCIDENT), ON_CASE.c.number, OFFICER.c.name.label("by_name"))
    .select_from(INCIDENT.join(ON_CASE, ON_CASE.c.incident_id == INCIDENT.c.id))
    .outerjoin(OFFICER, OFFICER.c.id == INCIDENT.c.by_id)
    .where(ON_CASE.c.case_id == bindparam("case"), ON_CASE.c.deleted.is_(False), INCIDENT.c.deleted.is_(False))
    .order_by(INCIDENT.c.happened.desc(), INCIDENT.c.rowid.desc())
)

LOCKS_AFTER = timedelta(hours=24)
"""How long a contact may still be put right in place."""


def find_case(connection: Connection, scope: Scope, reference: str) -> tuple[UUID, str] | None:
    """The id and type of the case with a reference, when the reader may know of it."""
    row = connection.execute(
        select(CASE.c.id, CASE.c.type).where(CASE.c.reference == reference.strip().upper(), known_by_id(scope))
    ).first()
    return (row.id, row.type) if row else None


def place_of(connection: Connection, scope: Scope, case_id: UUID) -> tuple[str, str | None] | None:
    """The type of a case and the area it was opened in, when the reader may know of it."""
    row = connection.execute(select(CASE.c.type, CASE.c.area).where(CASE.c.id == case_id, known_by_id(scope))).first()
    return (row.type, row.area) if row else None


def case_of(connection: Connection, scope: Scope, row: type[RecordRow], record_id: UUID) -> UUID | None:
    """The case that a record hangs on, when the reader may know of it."""
    table = table_of(row)
    return connection.execute(
        select(CASE.c.id)
        .join(table, table.c.case_id == CASE.c.id)
        .where(table.c.id == record_id, table.c.deleted.is_(False), known_by_id(scope))
    ).scalar()


def case_of_incident(connection: Connection, scope: Scope, incident_id: UUID) -> UUID | None:
    """A case that an incident is on, when the reader may know of one."""
    return connection.execute(
        select(CASE.c.id)
        .join(ON_CASE, ON_CASE.c.case_id == CASE.c.id)
        .where(ON_CASE.c.incident_id == incident_id, ON_CASE.c.deleted.is_(False), known_by_id(scope))
        .limit(1)
    ).scalar()


def answers_of_case(connection: Connection, case_id: UUID) -> dict[str, Answer]:
    """A case's answers."""
    return answers_of(connection.execute(select(CASE.c.answers).where(CASE.c.id == case_id)).scalar_one())


def last_assessment(connection: Connection, case_id: UUID) -> AssessmentView | None:
    """The latest scoring of a case; None before the first."""
    return next(iter(_assessments(connection, case_id)), None)


def flags_of(connection: Connection, case_id: UUID, today: date) -> Sequence[Any]:
    """The flags in force on a case: id, code, label, and whether answers and incidents called for it."""
    return connection.execute(
        select(FLAG.c.id, FLAG.c.code, FLAG.c.label, FLAG.c.called_for).where(
            FLAG.c.case_id == case_id, flags_in_force(today)
        )
    ).all()


def incidents_of(connection: Connection, case_id: UUID) -> tuple[IncidentView, ...]:
    """A case's incidents, newest first."""
    return _incidents(connection, case_id, {})


def open_case(connection: Connection, kind_of: Callable[[str], CaseType], case_id: UUID, reader: Reader) -> CaseView:
    """A case with everything on it. Raises NotFound when there is none that the reader may know of."""
    source = CASE.outerjoin(OFFICER, OFFICER.c.id == CASE.c.owner_id).outerjoin(LOGGER, LOGGER.c.id == CASE.c.logged_by)
    row = connection.execute(
        select(CASE, OFFICER.c.name.label("owner"), LOGGER.c.name.label("logger"))
        .select_from(source)
        .where(CASE.c.id == case_id, known_by_id(reader.scope))
    ).first()
    if row is None:
        raise NotFound
    kind = kind_of(row.type)
    answers = kind.upgrade(answers_of(row.answers), row.type_version)
    also = _elsewhere(connection, reader.scope, case_id)
    flags = _flags(connection, case_id)
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
        parties=_parties(connection, reader, case_id, also),
        incidents=_incidents(connection, case_id, also),
        contacts=_contacts(connection, case_id, reader),
        actions=_actions(connection, case_id),
        assessments=_assessments(connection, case_id),
        moves=_moves(connection, case_id),
        flags=flags,
        safe_contact=safe_contact(answers),
    )


def _elsewhere(connection: Connection, scope: Scope, case_id: UUID) -> Mapping[UUID, tuple[str, ...]]:
    """For each person and incident of the case, the other cases of the reader's that they are on."""
    mine, theirs, here, there = _MINE, _THEIRS, _HERE, _THERE
    people = (
        select(mine.c.person_id.label("thing"), CASE.c.reference)
        .join(theirs, theirs.c.person_id == mine.c.person_id)
        .join(CASE, CASE.c.id == theirs.c.case_id)
        .where(mine.c.case_id == case_id, theirs.c.case_id != case_id, theirs.c.deleted.is_(False), known_by_id(scope))
    )
    incidents = (
        select(here.c.incident_id.label("thing"), CASE.c.reference)
        .join(there, there.c.incident_id == here.c.incident_id)
        .join(CASE, CASE.c.id == there.c.case_id)
        .where(here.c.case_id == case_id, there.c.case_id != case_id, there.c.deleted.is_(False), known_by_id(scope))
    )
    found: dict[UUID, list[str]] = {}
    for thing, reference in connection.execute(union_all(people, incidents)):
        found.setdefault(thing, []).append(reference)
    return {thing: tuple(sorted(set(references))) for thing, references in found.items()}


def _parties(
    connection: Connection, reader: Reader, case_id: UUID, also: Mapping[UUID, tuple[str, ...]]
) -> tuple[PartyView, ...]:
    columns = [FACT.c[name].label(f"fact_{name}") for name in _FACT]
    fact = and_(FACT.c.person_id == PARTY.c.person_id, FACT.c.deleted.is_(False))
    source = and_(CASE.c.id == FACT.c.case_id, known_by_id(reader.scope))
    rows: Sequence[Any] = connection.execute(
        select(*_shown(PARTY), *columns, CASE.c.reference.label("fact_case_reference"))
        .select_from(PARTY.outerjoin(FACT, fact).outerjoin(CASE, source))
        .where(PARTY.c.case_id == case_id, PARTY.c.deleted.is_(False))
        .order_by(PARTY.c.main.desc(), PARTY.c.rowid)
    ).all()
    gathered: dict[UUID, tuple[Any, list[FactView]]] = {}
    for row in rows:
        _, known = gathered.setdefault(row.id, (row, []))
        if row.fact_case_reference is not None:
            known.append(fact_view(row, "fact_"))
    return tuple(_party(row, known, reader.today, also) for row, known in gathered.values())


_FACT = (
    "id", "person_id", "kind", "text", "postcode", "estimated", "safety", "protected", "case_id", "agency",
    "valid_from", "valid_to", "recorded_at", "revision", "other_id",
)  # fmt: skip


def fact_view(row: Row[Any], prefix: str = "") -> FactView:
    """A fact from a row whose columns carry a prefix, with its case's reference."""
    value = {name: getattr(row, prefix + name) for name in _FACT}
    return FactView(
        id=value["id"],
        person_id=value["person_id"],
        kind=FactKind(value["kind"]),
        text=value["text"],
        postcode=value["postcode"],
        estimated=value["estimated"],
        safety=value["safety"],
        protected=value["protected"],
        case_id=value["case_id"],
        reference=getattr(row, f"{prefix}case_reference"),
        agency=value["agency"],
        valid_from=value["valid_from"],
        valid_to=value["valid_to"],
        recorded=value["recorded_at"],
        revision=value["revision"],
        other_id=value["other_id"],
    )


def _party(row: Row[Any], facts: Sequence[FactView], today: date, also: Mapping[UUID, tuple[str, ...]]) -> PartyView:
    person = PersonView(row.person_id, tuple(facts)) if row.person_id else None
    name = person.name(today) if person else party_name(row.kind, row.place)
    return PartyView(
        id=row.id,
        role=row.role,
        kind=row.kind,
        name=name,
        initials=initials(name) if person else "",
        age=person.age(today) if person else "",
        place=row.place,
        person=person,
        main=row.main,
        counter_allegation=row.counter_allegation,
        note=row.note,
        also_in=also.get(row.person_id, ()) if row.person_id else (),
        revision=row.revision,
    )


def party_name(kind: str, place: str) -> str:
    """What stands where a name would, for a party who is nobody with a name."""
    if kind == "community":
        return f"Community at {place}" if place else "Community"
    return "Anonymous" if kind == "anonymous" else NOT_KNOWN


def _incidents(connection: Connection, case_id: UUID, also: Mapping[UUID, tuple[str, ...]]) -> tuple[IncidentView, ...]:
    rows = _of_case(connection, _INCIDENTS_OF, case_id)
    return tuple(
        IncidentView(
            id=row.id,
            number=row.number,
            happened=When.read(row.happened),
            reported=row.reported,
            recorded=row.recorded,
            logged=row.logged_at,
            by=row.by_name or "",
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
        )
        for row in rows
    )


def _of_case(connection: Connection, statement: Select[Any], case_id: UUID) -> Sequence[Row[Any]]:
    """What a statement reads of a case."""
    return connection.execute(statement, {"case": case_id}).all()


def _contacts(connection: Connection, case_id: UUID, reader: Reader) -> tuple[ContactView, ...]:
    rows = _of_case(connection, _CONTACTS_OF, case_id)
    return tuple(
        ContactView(
            id=row.id,
            at=row.at,
            logged=row.logged_at,
            by=row.by_name or "",
            channel=row.channel,
            outcome=row.outcome,
            direction=row.direction,
            with_whom=row.with_whom,
            words=row.words,
            locked=reader.now - row.logged_at >= LOCKS_AFTER,
            corrects=row.corrects,
            withdrawn=row.withdrawn,
            revision=row.revision,
        )
        for row in rows
        if not row.withdrawn
    )


def _actions(connection: Connection, case_id: UUID) -> tuple[ActionView, ...]:
    rows = _of_case(connection, _ACTIONS_OF, case_id)
    return tuple(
        ActionView(
            id=row.id,
            kind=row.kind,
            what=row.what,
            due=row.due,
            owner_id=row.owner_id,
            owner=row.owner_name or "",
            agency=row.to_agency,
            done=row.done,
            evidence=row.evidence,
            late_reason=row.late_reason,
            added=row.added_at,
            by=row.by_name or "",
            revision=row.revision,
        )
        for row in rows
    )


def _assessments(connection: Connection, case_id: UUID) -> tuple[AssessmentView, ...]:
    rows = _of_case(connection, _ASSESSMENTS_OF, case_id)
    return tuple(
        AssessmentView(
            id=row.id,
            instrument=row.instrument,
            version=row.version,
            illustrative=row.illustrative,
            answers=answers_of(row.answers),
            automatic=tuple(row.automatic),
            score=row.score,
            maximum=row.maximum,
            unanswered=row.unanswered,
            scored_band=row.scored_band,
            band=row.band,
            reason=row.reason,
            at=row.at,
            by=row.by_name or "",
            occasion=row.occasion,
            incident_id=row.incident_id,
        )
        for row in rows
    )


def _moves(connection: Connection, case_id: UUID) -> tuple[MoveView, ...]:
    rows = _of_case(connection, _MOVES_OF, case_id)
    return tuple(
        MoveView(
            row.id, row.before, row.after, row.at, row.by_name or "", row.reason, str(row.closing.get("reason", ""))
        )
        for row in rows
    )


def _flags(connection: Connection, case_id: UUID) -> tuple[FlagView, ...]:
    rows = _of_case(connection, _FLAGS_OF, case_id)
    return tuple(
        FlagView(
            row.id, row.code, row.label, row.reason, row.since, row.expires, row.ended, row.by_name or "", row.revision
        )
        for row in rows
    )
