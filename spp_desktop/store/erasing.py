"""What has to go for a case, an answer or a fact to be gone: every record and copy that holds its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from spp_desktop.domain.casetype import CaseType
from spp_desktop.store import people
from spp_desktop.store.case_lists import CASE, FLAG, answers_of
from spp_desktop.store.case_reads import ACTION, ASSESSMENT, CONTACT, FACT, INCIDENT, MOVE, ON_CASE, PARTY, PERSON
from spp_desktop.store.cases import OnCase, index_case, set_case
from spp_desktop.store.erase import Target
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.unit import UnitOfWork

_HANGING = (CONTACT, ACTION, ASSESSMENT, MOVE, FLAG, ON_CASE)
"""Tables whose rows belong to one case alone, beside its parties and the facts it is the source of."""


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in the way of erasing a case: why it is kept, and until when."""

    type: str
    reference: str
    reason: str | None
    until: date | None


def hold_on(connection: Connection, case_id: UUID) -> Held | None:
    """A case's type, reference and hold; None when there is no such case."""
    row = connection.execute(
        select(CASE.c.type, CASE.c.reference, CASE.c.hold_reason, CASE.c.hold_until).where(
            CASE.c.id == case_id, CASE.c.deleted.is_(False)
        )
    ).first()
    return Held(row.type, row.reference, row.hold_reason, row.hold_until) if row else None


def case_of_fact(connection: Connection, fact_id: UUID) -> UUID | None:
    """The case a fact comes from; None when there is no such fact."""
    return connection.execute(select(FACT.c.case_id).where(FACT.c.id == fact_id, FACT.c.deleted.is_(False))).scalar()


def whole_case(connection: Connection, case_id: UUID) -> list[Target]:
    """A case and all that only it holds. An incident or a person that other cases share stays for them."""
    targets = [Target("case", case_id)]
    targets += _ids(connection, PARTY, PARTY.c.case_id == case_id)
    targets += _ids(connection, FACT, FACT.c.case_id == case_id)
    for table in _HANGING:
        targets += _ids(connection, table, table.c.case_id == case_id)
    elsewhere = ON_CASE.alias("elsewhere")
    shared = exists().where(elsewhere.c.incident_id == INCIDENT.c.id, elsewhere.c.case_id != case_id)
    mine = exists().where(ON_CASE.c.incident_id == INCIDENT.c.id, ON_CASE.c.case_id == case_id)
    targets += _ids(connection, INCIDENT, mine.correlate(INCIDENT), ~shared.correlate(INCIDENT))
    role, fact, party = PARTY.alias("role"), FACT.alias("fact"), PARTY.alias("party_here")
    here = exists().where(party.c.person_id == PERSON.c.id, party.c.case_id == case_id)
    known = exists().where(fact.c.person_id == PERSON.c.id, fact.c.case_id != case_id)
    busy = exists().where(role.c.person_id == PERSON.c.id, role.c.case_id != case_id)
    alone = (here.correlate(PERSON), ~known.correlate(PERSON), ~busy.correlate(PERSON))
    return targets + list(_ids(connection, PERSON, *alone))


def one_fact(connection: Connection, fact_id: UUID) -> list[Target]:
    """A fact, and the name of every case that shows it as its own."""
    fact = connection.execute(select(FACT).where(FACT.c.id == fact_id)).one()
    targets = [Target("person_fact", fact_id)]
    if fact.kind == "name":
        named = exists().where(
            PARTY.c.case_id == CASE.c.id, PARTY.c.person_id == fact.person_id, PARTY.c.main.is_(True)
        )
        ids = connection.execute(select(CASE.c.id).where(named.correlate(CASE), CASE.c.name == fact.text)).scalars()
        targets += [Target("case", case_id, frozenset(("name",))) for case_id in ids]
    return targets


def find_again(unit: UnitOfWork, kind_of: Callable[[str], CaseType], case_id: UUID) -> None:
    """Name a case anew and make it, and who is on it, found by what is left."""
    row = unit.get(CaseRow, case_id)
    if row is None or row["deleted"]:
        return
    kind = kind_of(row["type"])
    on = OnCase(case_id, row["type"], row["agency"], row["retention"])
    index_case(unit, kind, on, row["reference"], answers_of(row["answers"]))
    parties = unit.select(
        select(PARTY.c.person_id, PARTY.c.main).where(PARTY.c.case_id == case_id, PARTY.c.person_id.is_not(None))
    ).all()
    for party in parties:
        people.index_person(unit, on, party.person_id)
        if party.main and not row["name"]:
            set_case(unit, kind, case_id, {"name": people.name_in_use(unit, party.person_id, row["type"])})


def _ids(connection: Connection, table: Any, *where: Any) -> Iterator[Target]:
    for record_id in connection.execute(select(table.c.id).where(*where)).scalars():
        yield Target(str(table.name), record_id)
