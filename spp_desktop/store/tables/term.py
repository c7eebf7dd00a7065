"""Terms of the partnership's own lists, beside those the program ships."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.tables.base import RecordRow


class TermRow(RecordRow, table=True):
    """One term of one vocabulary, and the days from and to which it is offered.

    Its id is ``named_id("term", vocabulary, code)``. A code never changes meaning; a term is retired, not deleted.
    """

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "code"),)

    vocabulary: str = Field(index=True)
    code: str
    label: str
    position: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
