"""The export register, and requests to send names."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from spp_desktop.store.tables.base import RetainedRow


class ExportRow(RetainedRow, table=True):
    """One list that left the program. The file itself is not kept; ``sha256`` says which file it was."""

    __tablename__ = "export"

    number: str = Field(unique=True)
    case_type: str = Field(index=True)
    title: str
    at: datetime
    by: UUID = Field(index=True)
    recipient: str
    reason: str
    basis: str
    filter_words: str
    names: bool
    encrypted: bool
    unencrypted_reason: str = ""
    rows: int
    marking: str
    sha256: str
    file_name: str
    destroy_by: date = Field(index=True)
    destroyed: date | None = None
    destroyed_by: UUID | None = None


class NamesRequestRow(RetainedRow, table=True):
    """An officer's request to send names of one case type to one recipient; ``export_id`` is the list it went on."""

    __tablename__ = "names_request"
    derived: ClassVar = {"recipient": ("recipient_key",)}

    case_type: str
    recipient: str
    recipient_key: str
    reason: str
    basis: str
    asked_by: UUID = Field(index=True)
    asked_at: datetime
    decision: str = Field(default="waiting", index=True)
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_reason: str = ""
    unencrypted_reason: str = ""
    export_id: UUID | None = None
