"""Devices that have written here: each store on each account."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from spp_desktop.store.tables.base import RecordRow


class DeviceRow(RecordRow, table=True):
    """One device: its id is the journal's, ``code`` stands in the references it gives, ``public_key`` checks what
    it signs (Ed25519, 32 bytes)."""

    __tablename__ = "device"

    code: str = Field(index=True)
    public_key: bytes
    made_at: datetime
