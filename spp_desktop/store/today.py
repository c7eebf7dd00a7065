"""What is due: actions, records, risk reviews, first contacts, cases to triage, flags that end, for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import CASE, FLAG, OFFICER, known_by_id, may_know
from spp_desktop.store.case_reads import ACTION, ASSESSMENT
from spp_desktop.store.case_records import STANDING
from spp_desktop.store.orders import to_do
from spp_desktop.store.record_reads import RECORD

Whose = Literal["mine", "team", "agencies", "all"]
OWNER = OFFICER.alias("case_owner")
MOST = 500
"""How many of each kind are read: more than anybody goes through in a day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work is asked about: an officer's own, their team's, what other agencies owe, or all."""

    whose: Whose
    officer_id: UUID
    team: str


def actions_due(connection: Connection, scope: Scope, asked: Asked, until: date | None) -> Sequence[Any]:
    """Open actions on open cases, due up to a day (None: all, those without a day last)."""
    due = ACTION.c.open_due.is_not(None) if until is None else ACTION.c.open_due <= until
    return connection.execute(
        select(
            ACTION.c.id, ACTION.c.what, ACTION.c.due, ACTION.c.owner_id, ACTION.c.to_agency, ACTION.c.revision,
            OFFICER.c.name.label("owner"), CASE.c.id.label("case_id"), CASE.c.type, CASE.c.reference, CASE.c.state,
        )
        .join(CASE, CASE.c.id == ACTION.c.case_id)
        .outerjoin(OFFICER, OFFICER.c.id == ACTION.c.owner_id)
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(due, ACTION.c.done.is_(None), ACTION.c.deleted.is_(False), CASE.c.open.is_(True), known_by_id(scope))
        .where(_whose_action(asked))
        .order_by(ACTION.c.open_due, ACTION.c.rowid)
        .limit(MOST)
    ).all()  # fmt: skip


def records_due(connection: Connection, scope: Scope, asked: Asked, until: date) -> Sequence[Any]:
    """Records of open cases on which something is owed up to a day, or stands still."""
    return connection.execute(
        select(
            RECORD.c.id, RECORD.c.kind, RECORD.c.answers, RECORD.c.stops, RECORD.c.added_at, RECORD.c.party_id,
            RECORD.c.withdrawn, RECORD.c.revision, CASE.c.id.label("case_id"), CASE.c.type, CASE.c.reference,
            CASE.c.owner_id, OWNER.c.name.label("owner"),
        )
        .join(CASE, CASE.c.id == RECORD.c.case_id)
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(or_(RECORD.c.due <= until, RECORD.c.due == STANDING), RECORD.c.deleted.is_(False))
        .where(CASE.c.open.is_(True), known_by_id(scope), whose_case(asked))
        .order_by(RECORD.c.due, RECORD.c.rowid)
        .limit(MOST)
    ).all()  # fmt: skip


def orders_to_do(
    connection: Connection, scope: Scope, asked: Asked, today: date, *, since: date, until: date, soon: date
) -> Sequence[Any]:
    """Orders with something to be done on them, each once, with the first of the cases asked about that it serves."""
    wanted = (
        to_do(scope, today, since=since, until=until, soon=soon)
        .add_columns(OWNER.c.name.label("owner"))
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(whose_case(asked))
        .limit(MOST)
    )
    once: dict[UUID, Any] = {}
    for row in connection.execute(wanted):
        once.setdefault(row.id, row)
    return list(once.values())


def reviews_due(connection: Connection, scope: Scope, asked: Asked, until: date) -> Sequence[Any]:
    """Open cases whose risk is to be reviewed up to a day; ``assessed`` is when it was last scored."""
    assessed = (
        select(func.max(ASSESSMENT.c.at))
        .where(ASSESSMENT.c.case_id == CASE.c.id, ASSESSMENT.c.deleted.is_(False))
        .scalar_subquery()
        .label("assessed")
    )
    return connection.execute(
        _cases(asked, scope, assessed)
        .where(CASE.c.review_key <= until)
        .order_by(CASE.c.review_key, CASE.c.rowid)
        .limit(MOST)
    ).all()


def contacts_due(connection: Connection, scope: Scope, asked: Asked) -> Sequence[Any]:
    """Open cases on which nobody has been reached yet."""
    return connection.execute(
        _cases(asked, scope).where(CASE.c.first_contact_at.is_(None)).order_by(CASE.c.first_contact_due).limit(MOST)
    ).all()


def to_triage(connection: Connection, scope: Scope, states: Sequence[str]) -> Sequence[Any]:
    """Cases in the states that wait for triage, the most urgent first."""
    return connection.execute(
        select(
            CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.logged_at, CASE.c.agency, CASE.c.area,
            CASE.c.first_contact_at, CASE.c.first_contact_due,
        )
        .where(CASE.c.state.in_(states), CASE.c.open.is_(True), may_know(scope))
        .order_by(CASE.c.first_contact_due, CASE.c.rowid)
        .limit(MOST)
    ).all()  # fmt: skip


def flags_ending(connection: Connection, scope: Scope, asked: Asked, since: date, until: date) -> Sequence[Any]:
    """Flags on open cases that end, or ended without anybody saying so, between two days."""
    return connection.execute(
        select(FLAG.c.code, FLAG.c.expires, CASE.c.id.label("case_id"), CASE.c.type, CASE.c.reference)
        .join(CASE, CASE.c.id == FLAG.c.case_id)
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(
            FLAG.c.expires >= since, FLAG.c.expires <= until, FLAG.c.ended.is_(None), FLAG.c.deleted.is_(False),
            CASE.c.open.is_(True), known_by_id(scope), whose_case(asked),
        )
        .order_by(FLAG.c.expires, FLAG.c.rowid)
        .limit(MOST)
    ).all()  # fmt: skip


def unowned(connection: Connection, scope: Scope, code: str, band: str, waiting: Sequence[str]) -> Sequence[Any]:
    """Open cases of a type that no officer owns, those of the top band first. Cases in the states that wait for
    triage are given out there, but for those of that band."""
    return connection.execute(
        select(CASE.c.id, CASE.c.reference, CASE.c.reported, CASE.c.band)
        .where(CASE.c.owner_id.is_(None), CASE.c.open.is_(True), CASE.c.type == code, may_know(scope))
        .where(or_(CASE.c.band == band, CASE.c.state.not_in(waiting)))
        .order_by(CASE.c.risk_key.desc(), CASE.c.reported, CASE.c.rowid)
        .limit(MOST)
    ).all()


def in_states(connection: Connection, scope: Scope, code: str, team: str, states: Sequence[str]) -> Sequence[Any]:
    """Open cases of a type in these states that a team owns, or nobody; anybody's where no team is named."""
    ours = or_(OWNER.c.team == team, CASE.c.owner_id.is_(None)) if team else true()
    return connection.execute(
        select(CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.state, OWNER.c.name.label("owner"))
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(CASE.c.state.in_(states), CASE.c.open.is_(True), CASE.c.type == code, may_know(scope), ours)
        .order_by(CASE.c.review_key, CASE.c.rowid)
        .limit(MOST)
    ).all()


def reviews_by_band(connection: Connection, scope: Scope, asked: Asked, until: date) -> dict[str, int]:
    """How many reviews fall due up to a day, by band; ``none`` where nobody has assessed the risk."""
    found = connection.execute(
        select(CASE.c.band, func.count())
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(CASE.c.open.is_(True), CASE.c.review_key <= until, may_know(scope), whose_case(asked))
        .group_by(CASE.c.band)
    )
    return {row.band or "none": row[1] for row in found}


def _cases(asked: Asked, scope: Scope, *columns: ColumnElement[Any]) -> Any:
    return (
        select(
            CASE.c.id, CASE.c.type, CASE.c.reference, CASE.c.state, CASE.c.band, CASE.c.owner_id, CASE.c.revision,
            CASE.c.next_review, CASE.c.first_contact_due, CASE.c.reported_at, CASE.c.logged_at,
            OWNER.c.name.label("owner"), *columns,
        )
        .outerjoin(OWNER, OWNER.c.id == CASE.c.owner_id)
        .where(CASE.c.open.is_(True), may_know(scope), whose_case(asked))
    )  # fmt: skip


def whose_case(asked: Asked) -> ColumnElement[bool]:
    """The cases asked about, joined to their owners as ``OWNER``."""
    if asked.whose == "team":
        return OWNER.c.team == asked.team
    return true() if asked.whose in ("all", "agencies") else CASE.c.owner_id == asked.officer_id


def _whose_action(asked: Asked) -> ColumnElement[bool]:
    """An officer's own actions, and those they chase: what agencies owe on the cases they own."""
    if asked.whose == "agencies":
        return ACTION.c.to_agency != ""
    if asked.whose == "team":
        return or_(OFFICER.c.team == asked.team, and_(ACTION.c.to_agency != "", OWNER.c.team == asked.team))
    if asked.whose == "all":
        return true()
    chased = and_(ACTION.c.to_agency != "", CASE.c.owner_id == asked.officer_id)
    return or_(ACTION.c.owner_id == asked.officer_id, chased)
