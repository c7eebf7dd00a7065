"""What the forms of a case type ask beside the case itself: diary sheets, referrals, support owed, case reviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, LooseRow, RetainedRow


class CaseRecordRow(RetainedRow, table=True):
    """One record of a declared kind on a case, its answers as a document.

    ``due`` and ``due_clock`` are the next thing owed on it and the clock that says so, worked out from the answers
    and ``stops``: for Today to find. ``stops`` are the times its process clocks stood still, each with ``since``,
    ``until`` (null while it still stands) and ``reason``.
    """

    __tablename__ = "case_record"
    __table_args__ = (Index("ix_case_record_due", "due", "kind"),)
    derived: ClassVar = {"answers": ("due", "due_clock")}

    case_id: UUID = Field(foreign_key="case.id", index=True)
    kind: str
    party_id: UUID | None = Field(default=None, foreign_key="party.id", index=True)
    answers: Answers = Field(default_factory=dict, sa_type=Document)
    stops: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document)
    due: date | None = None
    due_clock: str = ""
    added_at: datetime
    by_id: UUID
    withdrawn: bool = False
    withdrawn_reason: str = ""


class AttachmentRow(RetainedRow, table=True):
    """A file kept with a case, on its own or with one of its records. ``name`` is the file's own."""

    __tablename__ = "attachment"

    case_id: UUID = Field(foreign_key="case.id", index=True)
    record_id: UUID | None = Field(default=None, foreign_key="case_record.id", index=True)
    kind: str = ""
    name: str
    title: str = ""
    size: int
    sha256: str
    added_at: datetime
    by_id: UUID
    withdrawn: bool = False
    withdrawn_reason: str = ""


class AttachmentContentRow(LooseRow, table=True):
    """The bytes of a file kept with a case: not journalled, and gone when the file is erased."""

    __tablename__ = "attachment_content"
    repeats: ClassVar = ("attachment_id",)

    attachment_id: UUID = Field(unique=True)
    case_id: UUID = Field(index=True)
    content: bytes
