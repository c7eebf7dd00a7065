"""Audit: what was done in the store, for information governance. Looking at it is itself an operation."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from spp_desktop.domain.audit import AuditPage, AuditQuery, words_of
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Right
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import LONDON, SignedIn
from spp_desktop.store import audit as kept

PAGE = 100
"""Operations on one page."""


@gate(Right.AUDIT_READ)
def list_operations(me: SignedIn, wanted: AuditQuery, *, before: int | None = None) -> AuditPage:
    """A page of the operations of the general compartment, the latest first; ``before`` as the last page said.

    The first page of each reading is journalled, with what was asked for.
    """
    if before is None:
        with me.store.write("audit.viewed", by=me.officer.id, at=me.now(), stream=Stream.AUDIT) as unit:
            unit.say(officer=wanted.officer, kind=wanted.kind, day=wanted.day)
    span = _span(wanted.day) if wanted.day is not None else None
    with me.store.read() as connection:
        lines = kept.operations(
            connection, by=wanted.officer, kind=wanted.kind, span=span, before=before, limit=PAGE + 1
        )
    return AuditPage(lines[:PAGE], lines[PAGE - 1].place if len(lines) > PAGE else None)


@gate(Right.AUDIT_READ)
def list_kinds(me: SignedIn) -> tuple[tuple[str, str], ...]:
    """The kinds of operation there are, each with its words, in order of the words."""
    with me.store.read() as connection:
        found = kept.kinds(connection)
    return tuple(sorted(((kind, words_of(kind)) for kind in found), key=lambda each: each[1].casefold()))


def _span(day: date) -> tuple[datetime, datetime]:
    """A day in London, from its first moment to the next day's."""
    first = datetime.combine(day, time(), LONDON)
    return first, datetime.combine(day + timedelta(days=1), time(), LONDON)
