"""What open cases owe somebody that no record of its own holds: updates, a word on case reviews, needs, the Code.

One statement each, whoever's cases are asked about. What each case comes to is the domain's to say; these find the
cases it has to be asked of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from spp_desktop.domain.cases import Answers, IncidentView
from spp_desktop.domain.dates import When
from spp_desktop.domain.kinds.case_review import CASE_REVIEW
from spp_desktop.domain.kinds.case_review import TOLD as TOLD_CASE_REVIEW
from spp_desktop.domain.kinds.onward import NEED_QUESTIONS, NONE, ONWARD_REFERRAL
from spp_desktop.domain.kinds.victims_code import ENTITLEMENT
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.records import RecordView
from spp_desktop.domain.updates import AGREED
from spp_desktop.store.case_lists import CASE, answers_of, known_by_id, may_know
from spp_desktop.store.case_reads import ASSESSMENT, CONTACT, INCIDENT, ON_CASE
from spp_desktop.store.record_reads import RECORD, as_it_stands
from spp_desktop.store.today import MOST, OWNER, Asked, whose_case

_HERE = (CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.owner_id, OWNER.c.name.label("owner"), CASE.c.revision)
_OF_ITS_INCIDENTS = and_(
    ON_CASE.c.case_id == CASE.c.id,
    ON_CASE.c.deleted.is_(False),
    INCIDENT.c.id == ON_CASE.c.incident_id,
    INCIDENT.c.deleted.is_(False),
    INCIDENT.c.withdrawn.is_(False),
)


def last_updates(
    connection: Connection, scope: Scope, asked: Asked, tells: Collection[str], today: date
) -> Sequence[Any]:
    """Open cases, how often each agreed to updates, and the last contact whose outcome told the victim something."""
    every = CASE.c.answers[AGREED].as_string().label("every")
    return connection.execute(_open(scope, asked, CASE.c.reported, every, _last_told(tells, today))).all()


def case_clocks(connection: Connection, scope: Scope, case_id: UUID, tells: Collection[str], today: date) -> Any | None:
    """What a case's own clocks are reckoned from; None for a case the reader may not know of.

    ``assessed`` is when its risk was last scored, ``told`` when the victim was last told something.
    """
    assessed = (
        select(func.max(ASSESSMENT.c.at))
        .where(ASSESSMENT.c.case_id == CASE.c.id, ASSESSMENT.c.deleted.is_(False))
        .scalar_subquery()
    )
    return connection.execute(
        select(
            CASE.c.type, CASE.c.reference, CASE.c.open, CASE.c.band, CASE.c.reported, CASE.c.reported_at,
            CASE.c.first_contact_at, CASE.c.first_contact_due, CASE.c.next_review, CASE.c.logged_at,
            CASE.c.answers[AGREED].as_string().label("every"), assessed.label("assessed"), _last_told(tells, today),
        ).where(CASE.c.id == case_id, known_by_id(scope))
    ).first()  # fmt: skip


def _last_told(tells: Collection[str], today: date) -> ColumnElement[Any]:
    """When a victim was told something last; a contact of a day still to come has told nobody anything."""
    last = select(func.max(CONTACT.c.at)).where(
        CONTACT.c.case_id == CASE.c.id, CONTACT.c.outcome.in_(sorted(tells)), CONTACT.c.with_whom == "",
        CONTACT.c.at < When(today + timedelta(1)).moment(),
        CONTACT.c.withdrawn.is_(False), CONTACT.c.deleted.is_(False),
    )  # fmt: skip
    return last.scalar_subquery().label("told")


@dataclass(frozen=True, slots=True)
class Complaints:
    """A case whose victim may have complaints enough to ask for a case review: its answers and its incidents."""

    row: Any
    answers: Answers
    incidents: tuple[IncidentView, ...]


def with_complaints(
    connection: Connection, scope: Scope, asked: Asked, *, since: date, least: int
) -> tuple[Complaints, ...]:
    """Open cases with so many reports since a day, whose victim was not told of case reviews and has not asked."""
    reports = (
        select(func.count())
        .select_from(ON_CASE.join(INCIDENT, INCIDENT.c.id == ON_CASE.c.incident_id))
        .where(_OF_ITS_INCIDENTS, or_(INCIDENT.c.reported >= since, INCIDENT.c.told_on >= since))
        .correlate(CASE)
        .scalar_subquery()
    )
    applied = exists().where(
        RECORD.c.case_id == CASE.c.id, RECORD.c.kind == CASE_REVIEW.code, RECORD.c.withdrawn.is_(False),
        RECORD.c.deleted.is_(False),
    )  # fmt: skip
    wanted = _open(scope, asked, CASE.c.answers).where(
        CASE.c.answers[TOLD_CASE_REVIEW].as_string().is_(None),
        ~applied,
        reports + case((CASE.c.reported >= since, 1), else_=0) >= least,
    )
    rows = connection.execute(wanted.limit(MOST)).all()
    found = _incidents(connection, [row.id for row in rows])
    return tuple(Complaints(row, answers_of(row.answers), tuple(found.get(row.id, ()))) for row in rows)


def _incidents(connection: Connection, cases: Sequence[UUID]) -> Mapping[UUID, list[IncidentView]]:
    """The incidents of cases, as far as complaints are judged by them."""
    found: dict[UUID, list[IncidentView]] = {}
    if not cases:
        return found
    wanted = (
        select(
            ON_CASE.c.case_id, ON_CASE.c.number, INCIDENT.c.id, INCIDENT.c.happened, INCIDENT.c.reported,
            INCIDENT.c.told_on, INCIDENT.c.logged_at, INCIDENT.c.category, INCIDENT.c.subtype, INCIDENT.c.place,
            INCIDENT.c.postcode, INCIDENT.c.hate_strands,
        )
        .select_from(ON_CASE.join(INCIDENT, INCIDENT.c.id == ON_CASE.c.incident_id))
        .where(ON_CASE.c.case_id.in_(cases), ON_CASE.c.deleted.is_(False), INCIDENT.c.deleted.is_(False))
        .where(INCIDENT.c.withdrawn.is_(False))
    )  # fmt: skip
    for row in connection.execute(wanted):
        found.setdefault(row.case_id, []).append(
            IncidentView(
                id=row.id,
                number=row.number,
                happened=When.read(row.happened),
                reported=row.reported,
                recorded=None,
                logged=row.logged_at,
                by="",
                category=row.category,
                subtype=row.subtype,
                qualifiers=(),
                hate_strands=tuple(row.hate_strands),
                perceived_by=(),
                place=row.place,
                postcode=row.postcode,
                area=None,
                agencies_told=(),
                told_on=row.told_on,
                police_reference="",
                words="",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Owing:
    """A case that shows a need or a crime, and the records that may answer for them."""

    row: Any
    answers: Answers
    records: tuple[RecordView, ...]


def with_needs_or_crime(connection: Connection, scope: Scope, asked: Asked) -> tuple[Owing, ...]:
    """Open cases on which somebody needs something or a crime was recorded, with referrals and the Code's records.

    Where an incident was a crime and the case does not say so, its answers here do.
    """
    incident = exists().where(_OF_ITS_INCIDENTS, INCIDENT.c.crime == "yes")
    needs = [CASE.c.answers[key].as_string() for key in NEED_QUESTIONS.values()]
    crime = or_(func.coalesce(CASE.c.answers["crime"].as_string(), "") == "yes", incident)
    wanted = _open(scope, asked, CASE.c.answers, case((crime, 1), else_=0).label("crime")).where(
        or_(crime, *(and_(need.is_not(None), need != f'["{NONE}"]') for need in needs))
    )
    rows = connection.execute(wanted.limit(MOST)).all()
    records = _records(connection, [row.id for row in rows])
    return tuple(Owing(row, _with_crime(row), tuple(records.get(row.id, ()))) for row in rows)


def _with_crime(row: Any) -> Answers:
    answers = answers_of(row.answers)
    return {**answers, "crime": "yes"} if row.crime else answers


def _records(connection: Connection, cases: Sequence[UUID]) -> Mapping[UUID, list[RecordView]]:
    found: dict[UUID, list[RecordView]] = {}
    if not cases:
        return found
    wanted = select(
        RECORD.c.id, RECORD.c.case_id, RECORD.c.kind, RECORD.c.answers, RECORD.c.stops, RECORD.c.added_at,
        RECORD.c.party_id, RECORD.c.withdrawn, RECORD.c.revision,
    ).where(
        RECORD.c.case_id.in_(cases), RECORD.c.kind.in_((ONWARD_REFERRAL.code, ENTITLEMENT.code)),
        RECORD.c.withdrawn.is_(False), RECORD.c.deleted.is_(False),
    )  # fmt: skip
    rows: Sequence[Any] = connection.execute(wanted).all()
    for row in rows:
        found.setdefault(row.case_id, []).append(as_it_stands(row._mapping))
    return found


def _open(scope: Scope, asked: Asked, *columns: ColumnElement[Any]) -> Any:
    """The open cases asked about, the ones reviewed next first."""
    return (
        select(*_HERE, *columns)
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(CASE.c.open.is_(True), may_know(scope), whose_case(asked))
        .order_by(CASE.c.review_key, CASE.c.rowid)
    )
