"""What can be found by its words: one row for each record the search box knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.tables.base import LooseRow


class IndexedRow(LooseRow, table=True):
    """The tokens of one record (see :mod:`spp_desktop.store.index`), and whose they are so that a reader's scope
    can be applied before anything is read: its case, and that case's type."""

    __tablename__ = "indexed"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)

    kind: str
    record_id: UUID
    case_id: UUID | None = Field(default=None, index=True)
    case_type: str = ""
    at: datetime | None = None
    tokens: str
