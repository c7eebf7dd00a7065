"""Drafts: what an officer has typed and not saved, kept every few seconds and offered back after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.drafts import DraftView
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.permissions import Right
from spp_desktop.services.casework import compartment_of, compartments, locate
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import drafts as kept

CHANGED = Changes(kinds=frozenset(("drafts",)))


@gate(Right.CASE_WRITE)
def keep_draft(
    me: SignedIn,
    form: str,
    case_type: str,
    values: Mapping[str, object],
    *,
    case_id: UUID | None = None,
    seen: int | None = None,
) -> datetime:
    """Keep what a form holds, however wrong it still is; returns when. ``seen`` is the case's revision when opened.

    Not an operation: nothing is journalled until the form is saved.
    """
    need_over(me, Right.CASE_WRITE, case_type)
    compartment = locate(me, case_id).compartment if case_id is not None else compartment_of(case_type)
    subject = case_id or me.officer.id
    now = me.now()
    with me.store.read(compartment) as connection:
        held = kept.draft(connection, me.scope, form, subject)
    statement = kept.keeping(
        held,
        draft_id=uuid7(now),
        officer_id=me.officer.id,
        form=form,
        subject=subject,
        case_id=case_id,
        case_type=case_type,
        seen=seen,
        kept_at=now,
        content=values,
    )
    me.store.aside(statement, compartment=compartment)
    return now


@gate(Right.CASE_READ)
def my_drafts(me: SignedIn) -> list[DraftView]:
    """Every draft the officer left, latest first."""
    found: list[DraftView] = []
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found += kept.drafts(connection, me.scope)
    return sorted(found, key=lambda draft: draft.kept, reverse=True)


@gate(Right.CASE_READ)
def find_draft(me: SignedIn, form: str, case_type: str, case_id: UUID | None = None) -> DraftView | None:
    """What the officer left in one form; None when there is nothing."""
    need_over(me, Right.CASE_READ, case_type)
    with me.store.read(compartment_of(case_type)) as connection:
        return kept.draft(connection, me.scope, form, case_id or me.officer.id)


@gate(Right.CASE_WRITE)
def discard_draft(me: SignedIn, form: str, case_type: str, case_id: UUID | None = None) -> Done[None]:
    """Throw away what was left in one form, because it was saved or is not wanted."""
    need_over(me, Right.CASE_WRITE, case_type)
    statement = kept.discarding(me.officer.id, form, case_id or me.officer.id)
    me.store.aside(statement, compartment=compartment_of(case_type))
    return Done(None, CHANGED)
