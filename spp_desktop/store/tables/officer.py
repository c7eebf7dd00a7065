"""Officers."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import column, table
from sqlmodel import Field

from spp_desktop.store.dialect import Document, SortKey
from spp_desktop.store.tables.base import RecordRow, table_of


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


OFFICERS = table(OfficerRow.__tablename__, *(column(each.name, each.type) for each in table_of(OfficerRow).c))
"""The officers, to be named beside records of either compartment: they are the general one's. A table without a schema
of its own is never led to a compartment's; its bare name leads to the general one on every connection."""
