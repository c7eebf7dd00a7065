"""The records of declared kinds and the orders that a case holds: few of each, so read in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal, null, union_all

from spp_desktop.domain.cases import PartyView
from spp_desktop.domain.orders import OrderView
from spp_desktop.domain.records import RecordView
from spp_desktop.store.case_lists import answers_of
from spp_desktop.store.order_reads import HAPPENED, ORDER, ORDERS_OF_CASE, orders_from
from spp_desktop.store.record_reads import RECORDS_OF_CASE, stops_of

_PLACED: Mapping[str, str] = {
    "id": "id",
    "tool": "kind",
    "person_id": "party_id",
    "answers": "answers",
    "added_at": "added_at",
    "revision": "revision",
    "made_by": "by_name",
    "event_answers": "stops",
}
"""A column of an order → the column of a record that takes its place, where the two are read as one."""
_ORDERS = ORDERS_OF_CASE.order_by(None).add_columns(
    ORDER.c.rowid.label("came"), HAPPENED.c.rowid.label("event_came"), literal(0).label("files"), literal(0)
)
_RECORDS = RECORDS_OF_CASE.with_only_columns(
    *(
        RECORDS_OF_CASE.selected_columns[_PLACED[each.name]] if each.name in _PLACED else null()
        for each in ORDERS_OF_CASE.selected_columns
    ),
    RECORDS_OF_CASE.selected_columns["rowid"],
    null(),
    RECORDS_OF_CASE.selected_columns["files"],
    literal(1),
)
_HELD = union_all(_ORDERS, _RECORDS)


@dataclass(frozen=True, slots=True)
class Held:
    """A case's records, newest first, and the orders that serve it, as they came."""

    records: tuple[RecordView, ...]
    orders: tuple[OrderView, ...]


def held_by(
    connection: Connection,
    case_id: UUID,
    reference: str,
    parties: Iterable[PartyView],
    also: Mapping[UUID, tuple[str, ...]],
) -> Held:
    """What a case holds, without what was withdrawn. ``also`` are the other cases that each order serves."""
    orders: list[Any] = []
    records: list[Any] = []
    for row in connection.execute(_HELD, {"case": case_id}):
        (records if row[-1] else orders).append(row)
    orders.sort(key=lambda row: (row.added_at, row.came, row.event_came or 0))
    records.sort(key=lambda row: (row.added_at, row.came), reverse=True)
    known = tuple(parties)
    people = {each.person.id: each.name for each in known if each.person is not None}
    names = {each.id: each.name for each in known}
    references = {row.id: (reference, *also.get(row.id, ())) for row in orders}
    found = orders_from(orders, dict.fromkeys(references, case_id), references, people)
    return Held(tuple(_record(row, names) for row in records), tuple(found.values()))


def _record(row: Any, names: Mapping[UUID, str]) -> RecordView:
    return RecordView(
        id=row.id,
        kind=row.tool,
        answers=answers_of(row.answers),
        added=row.added_at,
        by=row.made_by or "",
        party_id=row.person_id,
        about=names.get(row.person_id, ""),
        stops=stops_of(row.event_answers),
        files=row.files,
        revision=row.revision,
    )
