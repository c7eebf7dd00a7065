"""What an erasing leaves is put right in the same transaction: names that stand on cases, facts and incidents that
another case still needs, and the search index.

Everything here follows from what was erased and what is left, so that a backup put back comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.dates import When
from spp_desktop.domain.journal import covers
from spp_desktop.domain.retention import Target
from spp_desktop.store import case_records, cases, files, orders, people
from spp_desktop.store.case_lists import answers_of
from spp_desktop.store.case_reads import ON_CASE, PARTY, party_name
from spp_desktop.store.cases import OnCase
from spp_desktop.store.order_reads import cases_served
from spp_desktop.store.retention import cases_with
from spp_desktop.store.tables.base import RecordRow
from spp_desktop.store.tables.case import CaseRow, ContactRow, IncidentRow, PartyRow
from spp_desktop.store.tables.case_record import AttachmentRow, CaseRecordRow
from spp_desktop.store.tables.legal_order import OrderEventRow, OrderRow
from spp_desktop.store.tables.person import PersonFactRow
from spp_desktop.store.unit import UnitOfWork

KindOf = Callable[[str], CaseType]
PassedOn = Sequence[tuple[UUID, UUID]]
"""Facts, each with the case that is its source from now on."""


def put_right(unit: UnitOfWork, kind_of: KindOf, targets: Sequence[Target], passed_on: PassedOn) -> None:
    """Put right what these, now erased, leave behind."""
    for fact_id, case_id in passed_on:
        unit.update(PersonFactRow, fact_id, {"case_id": case_id})
        people.index_person(unit, _on(unit, case_id), _row(unit, PersonFactRow, fact_id)["person_id"])
    for target in targets:
        _RIGHTS.get(target.kind, _nothing)(unit, kind_of, target)


def is_there(unit: UnitOfWork, case_id: UUID) -> bool:
    """Whether a case is in this store and has not been erased."""
    row = unit.get(CaseRow, case_id)
    return row is not None and not row["deleted"]


def _nothing(_unit: UnitOfWork, _kind_of: KindOf, _target: Target) -> None:
    """Nothing hangs on this."""


def _case(unit: UnitOfWork, kind_of: KindOf, target: Target) -> None:
    if target.fields is None:
        for incident_id in _incidents_on(unit, target.record_id):
            _index_incident(unit, incident_id)
        return
    row = _live(unit, CaseRow, target.record_id)
    if row is None or not row["type"]:
        return
    kind = kind_of(row["type"])
    if covers(target.fields, "name"):
        cases.set_case(unit, kind, target.record_id, {"name": _name(unit, target.record_id, row["type"])})
    cases.index_case(unit, kind, _on(unit, target.record_id), row["reference"], answers_of(row["answers"]))


def _name(unit: UnitOfWork, case_id: UUID, case_type: str) -> str:
    """What stands on a case where a name would, from its main party."""
    main = unit.select(
        select(PARTY.c.person_id, PARTY.c.kind, PARTY.c.place)
        .where(PARTY.c.case_id == case_id, PARTY.c.main.is_(True), PARTY.c.deleted.is_(False))
        .limit(1)
    ).first()
    if main is None or main.person_id is None:
        return party_name(main.kind, main.place) if main else party_name("", "")
    return people.name_in_use(unit, main.person_id, case_type)


def _contact(unit: UnitOfWork, _kind_of: KindOf, target: Target) -> None:
    row = _live(unit, ContactRow, target.record_id)
    if row is not None and not row["withdrawn"]:
        on = _on(unit, row["case_id"])
        cases.index_contact(unit, on, target.record_id, row["with_whom"], row["words"], row["at"])


def _incident(unit: UnitOfWork, _kind_of: KindOf, target: Target) -> None:
    _index_incident(unit, target.record_id)


def _file(unit: UnitOfWork, _kind_of: KindOf, target: Target) -> None:
    row = _live(unit, AttachmentRow, target.record_id)
    if row is not None and not row["withdrawn"] and is_there(unit, row["case_id"]):
        files.index_file(unit, _on(unit, row["case_id"]), target.record_id, row["name"], row["title"])


def _record(unit: UnitOfWork, kind_of: KindOf, target: Target) -> None:
    row = _live(unit, CaseRecordRow, target.record_id)
    if row is not None and is_there(unit, row["case_id"]):
        on = _on(unit, row["case_id"])
        kind = kind_of(on.type).record(row["kind"])
        case_records.put_right(unit, on, kind, row, unit.at.astimezone(LONDON).date())


def _order(unit: UnitOfWork, kind_of: KindOf, target: Target) -> None:
    for case_id in cases_served(unit.connection, target.record_id)[:1]:
        toolkit = kind_of(_on(unit, case_id).type).orders
        if toolkit is not None and _live(unit, OrderRow, target.record_id) is not None:
            orders.fold_again(unit, toolkit, target.record_id)
        elif toolkit is not None:
            orders.index_order(unit, toolkit, target.record_id)


def _event(unit: UnitOfWork, kind_of: KindOf, target: Target) -> None:
    row = unit.get(OrderEventRow, target.record_id)
    if row is not None:
        _order(unit, kind_of, Target("legal_order", row["order_id"]))


def _party(unit: UnitOfWork, _kind_of: KindOf, target: Target) -> None:
    row = _live(unit, PartyRow, target.record_id)
    if row is None or not is_there(unit, row["case_id"]):
        return
    on = _on(unit, row["case_id"])
    if row["person_id"] is not None:
        people.index_person(unit, on, row["person_id"])
    else:
        cases.index_party(unit, on, target.record_id, row["place"], row["note"])


def _fact(unit: UnitOfWork, _kind_of: KindOf, target: Target) -> None:
    row = unit.get(PersonFactRow, target.record_id)
    if row is not None and row["case_id"] is not None and is_there(unit, row["case_id"]):
        people.index_person(unit, _on(unit, row["case_id"]), row["person_id"])


_RIGHTS: Mapping[str, Callable[[UnitOfWork, KindOf, Target], None]] = {
    "attachment": _file,
    "case": _case,
    "case_record": _record,
    "contact": _contact,
    "incident": _incident,
    "legal_order": _order,
    "order_event": _event,
    "party": _party,
    "person_fact": _fact,
}


def _incidents_on(unit: UnitOfWork, case_id: UUID) -> Sequence[UUID]:
    return unit.select(select(ON_CASE.c.incident_id).where(ON_CASE.c.case_id == case_id)).scalars().all()


def _index_incident(unit: UnitOfWork, incident_id: UUID) -> None:
    """Make an incident found, by a case it is still on and by the words it still has."""
    row = _live(unit, IncidentRow, incident_id)
    if row is None or row["withdrawn"]:
        return
    for case_id in cases_with(unit.connection, incident_id)[:1]:
        happened = When.read(row["happened"]) if row["happened"] else None
        cases.index_incident(unit, _on(unit, case_id), incident_id, row, happened)


def _live(unit: UnitOfWork, row: type[RecordRow], record_id: UUID) -> Mapping[str, Any] | None:
    found = unit.get(row, record_id)
    return None if found is None or found["deleted"] else found


def _row(unit: UnitOfWork, row: type[RecordRow], record_id: UUID) -> Mapping[str, Any]:
    found = unit.get(row, record_id)
    assert found is not None  # a record is erased, never removed
    return found


def _on(unit: UnitOfWork, case_id: UUID) -> OnCase:
    row = _row(unit, CaseRow, case_id)
    return OnCase(case_id, row["type"], row["agency"], row["retention"])
