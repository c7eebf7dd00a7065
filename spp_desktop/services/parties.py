"""Roles on a case: altering one, and taking off somebody who was put on by mistake. Adding is in ``entries``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Work, case_with, working
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept_cases
from spp_desktop.store import parties as kept
from spp_desktop.store.tables.case import PartyRow


@gate(Right.CASE_WRITE)
def change_party(
    me: SignedIn,
    party_id: UUID,
    *,
    role: str | None = None,
    counter_allegation: bool | None = None,
    note: str | None = None,
    revision: int | None = None,
) -> Done[Saved]:
    """Alter somebody's role on a case, or say that they make a counter-allegation. Whom it is about keeps theirs."""
    with working(me, case_with(me, PartyRow, party_id), "case.party-changed") as work:
        was = _party(work, party_id)
        if role is not None and work.kind.roles.term(role) is None:
            raise Invalid((Problem("role", "Choose a role"),))
        if role is not None and was["main"] and role != was["role"]:
            raise Refused("The case is about them, so their role stays. Nothing was changed")
        given: dict[str, Any] = {"role": role, "counter_allegation": counter_allegation}
        given["note"] = None if note is None else clean_line(note)
        values = {key: value for key, value in given.items() if value is not None}
        now = work.unit.update(PartyRow, party_id, values, revision=revision)
        if was["person_id"] is None and "note" in values:
            kept_cases.index_party(work.unit, work.on, party_id, was["place"], values["note"])
    return _done(work, party_id, was["person_id"], now)


@gate(Right.CASE_WRITE)
def remove_party(me: SignedIn, party_id: UUID, reason: str) -> Done[Saved]:
    """Take off a case somebody put on it by mistake.

    What this case says of them goes with it, unless they are on another case or have another role on this one.
    """
    why = clean_line(reason)
    if not why:
        raise Invalid((Problem("why", "Say why they do not belong on this case"),))
    with working(me, case_with(me, PartyRow, party_id), "case.party-removed", why=why) as work:
        was = _party(work, party_id)
        if was["main"]:
            raise Refused("The case is about them, so they stay on it. Nothing was changed")
        if kept.has_records(work.unit, party_id):
            raise Refused("Records of this case are about them. Withdraw those first. Nothing was changed")
        kept.remove_party(work.unit, work.on, party_id, was["person_id"])
    return _done(work, party_id, was["person_id"], was["revision"] + 1)


def _party(work: Work, party_id: UUID) -> Any:
    found = work.unit.get(PartyRow, party_id)
    if found is None or found["deleted"]:
        raise NotFound
    return found


def _done(work: Work, party_id: UUID, person_id: UUID | None, revision: int) -> Done[Saved]:
    people = frozenset((person_id,)) if person_id is not None else frozenset[UUID]()
    saved = Saved(party_id, work.on.id, work.row["reference"], revision)
    return Done(saved, work.changes | Changes(people=people))
