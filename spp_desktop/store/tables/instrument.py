"""Versions of instruments that this store's supervisors adopted or edited, beside those the program ships."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, RecordRow


class InstrumentRow(RecordRow, table=True):
    """One version of a scale: questions, points, bands and triggers as a document; never altered once adopted."""

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: str = Field(index=True)
    version: int
    scale: Answers = Field(default_factory=dict, sa_type=Document)
    source: str
    note: str = ""
    adopted_by: UUID
    adopted_at: datetime
