"""Cases and what hangs on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document, SortKey
from spp_desktop.store.tables.base import Answers, RecordRow, RetainedRow

NO_REVIEW = date(9999, 12, 31)
"""What a case without a next review sorts as, so that it comes last and an index still serves the order."""

BAND_ORDER = ("standard", "medium", "high")
"""From the least safe to believe to the safest: between two offices the higher band stands."""


class CaseRow(RetainedRow, table=True):
    """A case: fixed columns, and its type's answers as a document.

    ``name`` is the main party's as lists show it. ``open``, ``review_key``, ``risk_key`` and ``contact_minutes``
    are for lists to filter and sort by. ``reported_at`` is when the first-contact clock started.
    """

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("type", "year", "code", "serial"),
        Index("ix_case_list_review", "type", "deleted", "open", "review_key", "rowid"),
        Index("ix_case_list_name", "type", "deleted", "open", "name_key", "rowid"),
        Index("ix_case_list_risk", "type", "deleted", "open", "risk_key", "rowid"),
        Index("ix_case_list_reported", "type", "deleted", "open", "reported", "rowid"),
        Index("ix_case_list_closed", "type", "deleted", "open", "closed", "rowid"),
        Index("ix_case_list_reference", "type", "deleted", "reference"),
        Index("ix_case_owner", "owner_id", "open", "review_key"),
    )
    derived: ClassVar = {
        "name": ("name_key",),
        "state": ("open",),
        "next_review": ("review_key",),
        "band": ("risk_key",),
        "first_contact_at": ("contact_minutes",),
    }
    safer: ClassVar = {"band": BAND_ORDER}

    type: str
    type_version: int
    reference: str = Field(unique=True)
    year: int
    code: str
    serial: int
    name: str
    name_key: str = Field(sa_type=SortKey)
    state: str
    open: bool
    band: str | None = None
    score: int | None = None
    score_change: int | None = None
    risk_key: int = 0
    area: str | None = None
    area_source: str = ""
    owner_id: UUID | None = None
    reported: date
    reported_at: datetime
    first_contact_at: datetime | None = None
    first_contact_due: datetime
    contact_minutes: int | None = None
    next_review: date | None = None
    review_key: date = NO_REVIEW
    closed: date | None = None
    logged_at: datetime
    logged_by: UUID
    answers: Answers = Field(default_factory=dict, sa_type=Document)


class PartyRow(RetainedRow, table=True):
    """Somebody's role on a case."""

    __tablename__ = "party"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    role: str
    kind: str
    place: str = ""
    main: bool = False
    counter_allegation: bool = False
    note: str = ""


class IncidentRow(RetainedRow, table=True):
    """Something that happened; the cases it belongs to are its ``CaseIncidentRow`` links.

    ``happened`` is local time as ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``.
    """

    __tablename__ = "incident"

    happened: str = Field(index=True)
    reported: date | None = None
    recorded: date | None = None
    logged_at: datetime
    by_id: UUID
    category: str = ""
    subtype: str = ""
    qualifiers: list[str] = Field(default_factory=list, sa_type=Document)
    hate_strands: list[str] = Field(default_factory=list, sa_type=Document)
    perceived_by: list[str] = Field(default_factory=list, sa_type=Document)
    place: str = ""
    postcode: str = ""
    area: str | None = None
    agencies_told: list[str] = Field(default_factory=list, sa_type=Document)
    told_on: date | None = None
    police_reference: str = ""
    words: str = ""
    withdrawn: bool = False
    withdrawn_reason: str = ""
    crime: str | None = None
    crime_reference: str | None = None


class CaseIncidentRow(RecordRow, table=True):
    """An incident's place on one case: ``number`` counts the case's incidents from 1."""

    __tablename__ = "case_incident"
    __table_args__ = (UniqueConstraint("case_id", "incident_id"),)

    case_id: UUID = Field(foreign_key="case.id", index=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    number: int


class ContactRow(RetainedRow, table=True):
    """One entry of a case's chronology. Not altered after 24 hours; put right by another that ``corrects`` it."""

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_case_at", "case_id", "at"),)

    case_id: UUID = Field(foreign_key="case.id")
    at: datetime
    logged_at: datetime
    by_id: UUID
    channel: str = ""
    outcome: str = ""
    direction: str = "out"
    with_whom: str = ""
    words: str = ""
    corrects: UUID | None = None
    withdrawn: bool = False
    withdrawn_reason: str = ""


class ActionRow(RetainedRow, table=True):
    """Something an officer or an agency is to do. ``open_due`` is the day due while it is not done."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_open", "open_due", "owner_id"),)
    derived: ClassVar = {"done": ("open_due",)}

    case_id: UUID = Field(foreign_key="case.id", index=True)
    kind: str = "other"
    what: str
    due: date | None = None
    owner_id: UUID | None = None
    to_agency: str = ""
    done: date | None = None
    open_due: date | None = None
    evidence: str = ""
    late_reason: str = ""
    added_at: datetime
    by_id: UUID


class AssessmentRow(RetainedRow, table=True):
    """One scoring of an instrument; never altered."""

    __tablename__ = "assessment"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    instrument: str
    version: int
    illustrative: bool
    answers: Answers = Field(default_factory=dict, sa_type=Document)
    automatic: list[str] = Field(default_factory=list, sa_type=Document)
    score: int
    maximum: int
    unanswered: int
    scored_band: str
    band: str
    reason: str = ""
    at: datetime
    by_id: UUID
    occasion: str = ""
    incident_id: UUID | None = None


class MoveRow(RetainedRow, table=True):
    """One change of state; a case's state is folded from these. ``closing`` holds the conversation of a closing."""

    __tablename__ = "move"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    before: str
    after: str
    at: datetime
    by_id: UUID
    reason: str = ""
    closing: Answers = Field(default_factory=dict, sa_type=Document)


class FlagRow(RetainedRow, table=True):
    """A flag on a case. ``called_for`` is whether answers and incidents raised it, and so may end it."""

    __tablename__ = "flag"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    code: str
    label: str
    reason: str = ""
    since: date
    expires: date | None = None
    ended: date | None = None
    called_for: bool = False
    by_id: UUID
