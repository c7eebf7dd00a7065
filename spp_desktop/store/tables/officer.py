"""Officers."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field

from spp_desktop.store.dialect import Document, SortKey
from spp_desktop.store.tables.base import RecordRow


class OfficerRow(RecordRow, table=True):
    """Somebody who works in the program. ``name_key`` is the folded name: unique among officers."""

    __tablename__ = "officer"
    derived: ClassVar = {"name": ("name_key",)}

    name: str
    name_key: str = Field(unique=True, sa_type=SortKey)
    roles: list[str] = Field(default_factory=list, sa_type=Document)
    office: str = ""
    team: str = ""
    active: bool = True
