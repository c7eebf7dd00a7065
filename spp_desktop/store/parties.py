"""Roles on a case, as they are altered and taken off. Every function works inside one unit of work."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from spp_desktop.store.case_reads import FACT, PARTY
from spp_desktop.store.cases import OnCase
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import PartyRow
from spp_desktop.store.tables.case_record import CaseRecordRow
from spp_desktop.store.tables.person import PersonFactRow
from spp_desktop.store.unit import UnitOfWork

_RECORD = table_of(CaseRecordRow)


def has_records(unit: UnitOfWork, party_id: UUID) -> bool:
    """Whether records of the case that were not withdrawn are about a party."""
    found = unit.select(
        select(_RECORD.c.id)
        .where(_RECORD.c.party_id == party_id, _RECORD.c.withdrawn.is_(False), _RECORD.c.deleted.is_(False))
        .limit(1)
    )
    return found.first() is not None


def remove_party(unit: UnitOfWork, on: OnCase, party_id: UUID, person_id: UUID | None) -> None:
    """Take a role off a case, with what the case says of somebody who is on no other."""
    unit.tombstone(PartyRow, party_id)
    for kind in ("person", "case"):
        unit.unindex(kind, party_id)
    if person_id is None or _has_role(unit, person_id):
        return
    facts = unit.select(
        select(FACT.c.id).where(FACT.c.person_id == person_id, FACT.c.case_id == on.id, FACT.c.deleted.is_(False))
    ).scalars()
    for fact_id in facts.all():
        unit.tombstone(PersonFactRow, fact_id)


def _has_role(unit: UnitOfWork, person_id: UUID) -> bool:
    found = unit.select(select(PARTY.c.id).where(PARTY.c.person_id == person_id, PARTY.c.deleted.is_(False)).limit(1))
    return found.first() is not None
