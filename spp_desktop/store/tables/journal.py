"""The journal's tables: operations, the changes they made, and the head of each chain.

A change keeps the values and salts of one record's fields together (see :mod:`spp_desktop.store.ledger`);
the commitments are worked out from them, and stored only where a value has been erased.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spp_desktop.store.dialect import Verbatim
from spp_desktop.store.tables.base import Answers, Row


class OperationRow(Row, table=True):
    """One thing an officer did."""

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("device_id", "stream", "serial"),)

    id: UUID = Field(unique=True)
    kind: str = Field(index=True)
    by_id: UUID = Field(index=True)
    at: datetime = Field(index=True)
    device_id: UUID
    compartment: str
    stream: str
    serial: int
    stamp: str
    about: UUID | None = Field(default=None, index=True)
    previous: bytes
    hash: bytes


class ChangeRow(Row, table=True):
    """What an operation did to one record."""

    __tablename__ = "change"

    operation_id: UUID = Field(foreign_key="operation.id", index=True)
    place: int
    kind: str
    record_id: UUID = Field(index=True)
    action: str
    revision: int
    fields: Answers = Field(sa_type=Verbatim)
    salts: bytes


class ChainRow(Row, table=True):
    """The last entry of one device's chain in one stream."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("device_id", "stream"),)

    device_id: UUID
    stream: str
    serial: int
    hash: bytes
    stamp: str = Field(index=True)
