"""What has been erased here, so that a backup put back is erased again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from spp_desktop.store.tables.base import LooseRow


class ErasureRow(LooseRow, table=True):
    """One erasure that this file has undergone.

    ``cleaned`` is whether the file has been rewritten since, so that nothing is left in its unused parts;
    ``backups_until`` is the last day a backup made before may still be kept.
    """

    __tablename__ = "erasure"

    id: UUID = Field(unique=True)
    at: datetime
    backups_until: date | None = None
    cleaned: bool = False


class ErasureKeyRow(LooseRow, table=True):
    """The key, one for each compartment, under which erasures are kept beside the backups.

    It lies in the compartment from its making, so that every backup ever made can read what must be erased from it,
    whatever the compartment's own key has become since.
    """

    __tablename__ = "erasure_key"

    key: bytes
