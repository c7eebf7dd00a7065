"""Notices: what an officer, or whoever holds a role, must be shown, such as that a passphrase was reset."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, RecordRow


class NoticeRow(RecordRow, table=True):
    """One notice to an officer or to a role. ``kind`` is dotted, its text is rendered when shown from ``details``."""

    __tablename__ = "notice"

    kind: str
    at: datetime
    to_officer: UUID | None = Field(default=None, index=True)
    to_role: str | None = Field(default=None, index=True)
    about: UUID | None = None
    details: Answers = Field(default_factory=dict, sa_type=Document)
    seen_at: datetime | None = None
    seen_by: UUID | None = None
