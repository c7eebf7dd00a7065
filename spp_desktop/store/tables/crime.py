"""Imported crime counts, and the partnership's own measures.

A dataset is a record, made once and never altered. Its counts are not records: the dataset's hash says which
file they came from, and importing that file again would make them again.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Document
from spp_desktop.store.tables.base import LooseRow, RecordRow


class DatasetRow(RecordRow, table=True):
    """One imported file. ``months`` are those it holds, spelt ``2025-01``."""

    __tablename__ = "dataset"

    series: str = Field(index=True)
    name: str
    source: str
    force: str
    sha256: str = Field(unique=True)
    as_at: date
    imported_by: UUID
    imported_at: datetime
    months: list[str] = Field(default_factory=list, sa_type=Document)
    rows: int = 0
    counted: int = 0
    unplaced: int = 0
    outside: int = 0
    rejected: int = 0


class DatasetRejectRow(LooseRow, table=True):
    """A row of a file that was left out: its line and why."""

    __tablename__ = "dataset_reject"

    dataset_id: UUID = Field(foreign_key="dataset.id", index=True)
    line: int
    reason: str


class CrimeCountRow(LooseRow, table=True):
    """Crimes of one type in one month at one place: a small area or, in an illustrative series, an area.

    ``month`` counts months since year 0; ``place`` is empty for rows the file leaves without one.
    """

    __tablename__ = "crime_count"

    dataset_id: UUID = Field(foreign_key="dataset.id", index=True)
    month: int
    place: str
    crime_type: str
    crimes: int


class MeasureRow(RecordRow, table=True):
    """One version of a local measure. Months and periods are spelt ``2025-01`` and ``2010-04..2011-03``."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: str = Field(index=True)
    version: int
    label: str
    noun: str
    types: list[str] = Field(default_factory=list, sa_type=Document)
    valid_from: str
    valid_to: str | None = None
    source: str
    baseline: str | None = None
    target_reduction: float | None = None
    target_by: str | None = None
