"""Files kept with a case: a scanned diary sheet, a photograph, a letter. They live inside the encrypted store.

Nothing in a file is read, shown or run by the program: it is kept as it came, and a copy may be saved elsewhere,
with the reason recorded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spp_desktop.domain.errors import Problem
from spp_desktop.domain.vocabulary import Vocabulary, terms

MOST_BYTES = 25_000_000
"""The largest file a case keeps: a scan of fifty pages, and not a film. Set by the product."""
LONGEST_NAME = 120

FILE_KINDS = Vocabulary(
    "file-kinds",
    "Kind of document",
    terms(
        ("diary", "Diary sheet"),
        ("statement", "Statement"),
        ("photograph", "Photograph"),
        ("letter-in", "Letter or e-mail received"),
        ("letter-out", "Letter or e-mail sent"),
        ("order", "Order or notice"),
        ("assessment", "Assessment or report"),
        ("other", "Other document"),
    ),
)

_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
"""Sorts of sign that nobody sees: controls, marks that turn text round, those that are nothing, ends of lines."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to keep. ``name`` is what it was called where it came from; ``record_id`` the record it belongs to."""

    name: str
    content: bytes
    kind: str = "other"
    title: str = ""
    record_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a case, without its content. ``size`` is in bytes."""

    id: UUID
    case_id: UUID
    kind: str
    name: str
    title: str
    size: int
    sha256: str
    added: datetime
    by: str
    record_id: UUID | None = None
    revision: int = 0


def safe_name(name: str) -> str:
    """A name that any disk takes: no folders, nothing a program would act on, at most 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    kept = _FORBIDDEN.sub("", visible).strip(" .")
    if _RESERVED.fullmatch(kept):
        kept = f"file {kept}"
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else kept[:LONGEST_NAME]
    return kept.strip(" .") or "file"


def file_problems(new: NewFile) -> tuple[Problem, ...]:
    """Why a file cannot be kept."""
    found = []
    if not new.content:
        found.append(Problem("file", "The file is empty"))
    if len(new.content) > MOST_BYTES:
        found.append(
            Problem("file", f"The file is larger than {MOST_BYTES // 1_000_000} MB. Keep a smaller copy of it")
        )
    if FILE_KINDS.term(new.kind) is None:
        found.append(Problem("kind", "Choose what kind of document it is"))
    return tuple(found)
