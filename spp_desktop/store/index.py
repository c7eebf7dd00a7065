"""The full-text index: which records hold which tokens, on either database.

The tokens come from :mod:`spp_desktop.domain.search`. Each is kept with a letter in front for the kind of record,
so that looking among people never reads the words of a million contacts. Rows are kept in ``indexed``; what the
database searches follows them by itself, inside the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select

from spp_desktop.domain.search import Alternative
from spp_desktop.store.dialect import found_by, upsert, words_sought
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow

LETTERS = {"person": "p", "case": "r", "incident": "i", "contact": "c", "record": "d", "order": "o"}
"""The letter in front of every token of a kind of record."""

_INDEXED = table_of(IndexedRow)

Words = Sequence[Sequence[Alternative]]
"""For each word, the tokens of which one must be there (``SearchQuery.words`` or ``.loose``)."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A record to be found: by its tokens, by readers who may know of its case. ``at`` is when, for newest first."""

    kind: str
    record_id: UUID
    tokens: tuple[str, ...]
    case_id: UUID | None = None
    case_type: str = ""
    at: datetime | None = None


def put(connection: Connection, entries: Iterable[Indexed]) -> None:
    """Make records found by these tokens and no others; one without tokens is found by none."""
    rows, empty = [], []
    for entry in entries:
        letter = LETTERS[entry.kind]
        if not entry.tokens:
            empty.append(entry)
            continue
        rows.append(
            {
                "kind": entry.kind,
                "record_id": entry.record_id,
                "case_id": entry.case_id,
                "case_type": entry.case_type,
                "at": entry.at,
                "tokens": " ".join(letter + _plain(token) for token in entry.tokens),
            }
        )
    if rows:
        connection.execute(upsert(connection, _INDEXED, ("kind", "record_id")), rows, execution_options=ALLOWED)
    for entry in empty:
        drop(connection, entry.kind, entry.record_id)


def drop(connection: Connection, kind: str, record_id: UUID) -> None:
    """Make a record found by nothing."""
    connection.execute(
        _INDEXED.delete().where(_INDEXED.c.kind == kind, _INDEXED.c.record_id == record_id), execution_options=ALLOWED
    )


def matching(dialect: str) -> Select[Any]:
    """The rows of ``indexed`` that are ``sought``, for more conditions to be added.

    The latest made comes first; given a limit, no more is read than returned.
    """
    return found_by(dialect, _INDEXED)


def sought(dialect: str, kind: str, words: Words) -> dict[str, str]:
    """What ``matching`` is to find: rows of one kind that hold one alternative of every word, of which there are some.

    Words are given and not written into the statement, which is kept.
    """
    letter = LETTERS[kind]
    marked = [[(letter + _plain(one.token), one.prefix) for one in alternatives] for alternatives in words]
    return {"sought": words_sought(dialect, marked)}


def _plain(token: str) -> str:
    """The token in ASCII letters and digits, so that neither database splits it or takes a sign in it for its own."""
    if token.isascii() and token.isalnum():
        return token
    return "".join(sign if sign.isascii() and sign.isalnum() else f"u{ord(sign):x}" for sign in token)
