"""Drafts: what somebody had typed into a form and not yet saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DraftView:
    """A form somebody had not finished: which form, on which case (None: a new one), and what it held."""

    id: UUID
    form: str
    case_id: UUID | None
    case_type: str
    values: Mapping[str, object]
    kept: datetime
    revision: int | None = None
    """The case's revision when the form was opened."""
