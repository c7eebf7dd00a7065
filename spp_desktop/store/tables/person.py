"""People: an id, and facts that each say which case and agency they came from."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from spp_desktop.store.dialect import Document, SortKey
from spp_desktop.store.tables.base import Answers, RecordRow, RetainedRow


class PersonRow(RecordRow, table=True):
    """A person: nothing but an id. Everything known is a fact."""

    __tablename__ = "person"


class PersonMergeRow(RecordRow, table=True):
    """That two people proved to be one: ``kept_id`` took over what ``merged_id`` had on a case, as ``moved`` lists it.

    ``moved`` maps a kind of record to the ids that went over, for an unmerge to take back; ``undone_at`` is when.
    A merge over several cases is a row on each, made at the same moment.
    """

    __tablename__ = "person_merge"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    kept_id: UUID = Field(foreign_key="person.id", index=True)
    merged_id: UUID = Field(foreign_key="person.id", index=True)
    moved: Answers = Field(default_factory=dict, sa_type=Document)
    reason: str = ""
    at: datetime
    by_id: UUID
    undone_at: datetime | None = None
    undone_by: UUID | None = None
    undone_reason: str = ""


class PersonFactRow(RetainedRow, table=True):
    """One thing known of a person. ``text_key`` is the folded text, for names to sort and match by."""

    __tablename__ = "person_fact"
    __table_args__ = (
        Index("ix_person_fact_person", "person_id", "kind"),
        Index("ix_person_fact_key", "kind", "text_key"),
    )
    derived: ClassVar = {"text": ("text_key",)}
    safer: ClassVar = {"safety": ("safe", "not-asked", "unsafe"), "protected": (False, True)}

    person_id: UUID = Field(foreign_key="person.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    kind: str
    text: str
    text_key: str = Field(sa_type=SortKey)
    postcode: str = ""
    estimated: bool = False
    safety: str = "not-asked"
    protected: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    recorded_at: datetime
    by_id: UUID
    other_id: UUID | None = None
