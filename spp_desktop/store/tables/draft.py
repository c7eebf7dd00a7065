"""Drafts of forms, kept inside the encrypted store and never journalled."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, LooseRow


class DraftRow(LooseRow, table=True):
    """What one officer has in one form and has not saved. ``subject`` is the case, or the officer for a new one."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("officer_id", "form", "subject"),)
    repeats: ClassVar = ("subject", "case_id")

    id: UUID = Field(unique=True)
    officer_id: UUID
    form: str
    subject: UUID
    case_id: UUID | None = None
    case_type: str
    seen: int | None = None
    kept_at: datetime
    content: Answers = Field(default_factory=dict, sa_type=Document)
