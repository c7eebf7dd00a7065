"""Versions of scales that supervisors adopted, beside those the program ships. Kept in the general compartment."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.instruments import Instrument
from spp_desktop.domain.scales import read_scale, scale_document
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.instrument import InstrumentRow
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.unit import UnitOfWork

_SCALE, _OFFICER = table_of(InstrumentRow), table_of(OfficerRow)
_ADOPTED = (
    select(
        _SCALE.c.code,
        _SCALE.c.version,
        _SCALE.c.scale,
        _SCALE.c.source,
        _SCALE.c.note,
        _SCALE.c.adopted_at,
        _OFFICER.c.name.label("adopted_by"),
    )
    .select_from(_SCALE.outerjoin(_OFFICER, _OFFICER.c.id == _SCALE.c.adopted_by))
    .where(_SCALE.c.deleted.is_(False))
    .order_by(_SCALE.c.code, _SCALE.c.version)
)


class Adopted(NamedTuple):
    """A version a supervisor adopted, and the note kept with it."""

    scale: Instrument
    note: str


def adopted_scales(connection: Connection) -> tuple[Adopted, ...]:
    """Every version this store adopted, by scale, the oldest first."""
    return tuple(
        Adopted(
            read_scale(
                row.scale,
                code=row.code,
                version=row.version,
                source=row.source,
                adopted_by=row.adopted_by or "",
                adopted_on=_day(row.adopted_at),
            ),
            row.note,
        )
        for row in connection.execute(_ADOPTED)
    )


def keep_scale(unit: UnitOfWork, scale: Instrument, note: str) -> UUID:
    """Keep a version as adopted by whoever does the operation; returns its id."""
    scale_id = unit.new_id()
    unit.insert(
        InstrumentRow(
            id=scale_id,
            code=scale.code,
            version=scale.version,
            scale=scale_document(scale),
            source=scale.source,
            note=note,
            adopted_by=unit.by,
            adopted_at=unit.at,
        )
    )
    return scale_id


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
