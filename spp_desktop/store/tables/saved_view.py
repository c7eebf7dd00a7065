"""Views of a case list that an officer saved."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import Answers, LooseRow


class SavedViewRow(LooseRow, table=True):
    """One officer's view of one list: filters, order and columns under a name. Words typed to find by are not kept."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("officer_id", "case_type", "label"),)

    id: UUID = Field(unique=True)
    officer_id: UUID = Field(index=True)
    case_type: str
    label: str
    position: int = 0
    content: Answers = Field(default_factory=dict, sa_type=Document)
