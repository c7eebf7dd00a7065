"""Orders and tools: records of their own, against a person, premises or an area, linked to every case they serve."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, RecordRow, RetainedRow


class OrderRow(RetainedRow, table=True):
    """An order or a tool. ``against`` is ``person``, ``premises`` or ``area``; ``tool`` a code of the dated list.

    ``starts`` and ``ends`` are when it is in force (``ends`` None: until it is ended); ``ended`` is when it was
    discharged, withdrawn or quashed before that. ``review`` of the base is retention's; ``review_due`` the order's own.
    """

    __tablename__ = "legal_order"
    __table_args__ = (Index("ix_legal_order_ends", "ended", "ends"),)

    tool: str
    against: str
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    place: str = ""
    postcode: str = ""
    area: str | None = None
    starts: date | None = None
    ends: date | None = None
    ended: date | None = None
    ended_how: str = ""
    review_due: date | None = None
    answers: Answers = Field(default_factory=dict, sa_type=Document)
    added_at: datetime
    by_id: UUID
    withdrawn: bool = False
    withdrawn_reason: str = ""


class CaseOrderRow(RecordRow, table=True):
    """That an order serves a case."""

    __tablename__ = "case_order"
    __table_args__ = (UniqueConstraint("case_id", "order_id"),)

    case_id: UUID = Field(foreign_key="case.id", index=True)
    order_id: UUID = Field(foreign_key="legal_order.id", index=True)


class OrderEventRow(RetainedRow, table=True):
    """Something that happened to an order: a breach, a variation, a review, its discharge. Added, never altered.

    ``breach_id`` is the breach that an outcome belongs to.
    """

    __tablename__ = "order_event"

    order_id: UUID = Field(foreign_key="legal_order.id", index=True)
    breach_id: UUID | None = Field(default=None, foreign_key="order_event.id", index=True)
    kind: str
    happened: date
    answers: Answers = Field(default_factory=dict, sa_type=Document)
    at: datetime
    by_id: UUID
    withdrawn: bool = False
    withdrawn_reason: str = ""
