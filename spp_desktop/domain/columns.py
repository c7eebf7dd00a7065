"""A column of a list: declared once, used by the table on screen, the workbook and the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spp_desktop.domain.vocabulary import Vocabulary

ColumnKind = Literal[
    "reference", "name", "initials", "band", "score", "flags", "area", "owner", "hours", "day", "moment", "state",
    "choice", "choices", "text", "long-text", "whole",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``width`` is in characters; ``default`` is whether a list shows it unasked.

    ``personal`` columns identify somebody and leave in a workbook only under an approval. ``answer`` is True
    when the value is an answer of the case type (``CaseLine.answers[key]``), False when it is a fixed column.
    ``vocabulary`` turns codes into labels.
    """

    key: str
    label: str
    kind: ColumnKind
    width: int
    default: bool = True
    personal: bool = False
    answer: bool = False
    vocabulary: Vocabulary | None = None


FIXED_COLUMNS: tuple[Column, ...] = (
    Column("reference", "Reference", "reference", 18),
    Column("name", "Victim", "name", 22, personal=True),
    Column("initials", "Initials", "initials", 8, default=False),
    Column("band", "Risk", "band", 9),
    Column("flags", "Flags", "flags", 20),
    Column("area", "Area", "area", 22),
    Column("owner", "Owner", "owner", 16),
    Column("first_contact", "First contact", "hours", 12),
    Column("next_review", "Next review", "day", 14),
    Column("state", "State", "state", 16, default=False),
    Column("reported", "Reported", "day", 12, default=False),
    Column("closed", "Closed", "day", 12, default=False),
)
"""What every case has, whatever its type."""
