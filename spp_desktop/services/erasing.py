"""Erasing for good, by information governance: a case, one answer, one fact. A hold stands in the way.

Who may erase need not be able to read: a record is named by its id, and nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.retention import held
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import compartments
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import erasing as kept
from spp_desktop.store.erase import Erased, Target, erase
from spp_desktop.store.unit import UnitOfWork


@gate(Right.ERASE)
def erase_case(me: SignedIn, case_id: UUID, why: str) -> Done[Erased]:
    """Erase a case and all that only it holds: record, journal, drafts and search; the chain still verifies.

    Raises:
        Refused: the case is held.
        Invalid: no reason was given.
        NotFound: there is no such case.
    """
    compartment, _ = _erasable(me, case_id)
    with me.store.read(compartment) as connection:
        targets = kept.whole_case(connection, case_id)
    return _erased(me, compartment, case_id, targets, why)


@gate(Right.ERASE)
def erase_answer(me: SignedIn, case_id: UUID, key: str, why: str) -> Done[Erased]:
    """Erase one answer of a case, every version of it. Raises as ``erase_case`` does."""
    compartment, kind = _erasable(me, case_id)
    if case_type(kind).field(key) is None:
        raise NotFound("There is no such question")
    target = Target("case", case_id, frozenset((f"answers.{key}",)))
    return _erased(me, compartment, case_id, [target], why)


@gate(Right.ERASE)
def erase_fact(me: SignedIn, fact_id: UUID, why: str) -> Done[Erased]:
    """Erase one fact about somebody, and the name of any case that shows it. Raises as ``erase_case`` does."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            case_id = kept.case_of_fact(connection, fact_id)
            targets = kept.one_fact(connection, fact_id) if case_id is not None else []
        if case_id is not None:
            _erasable(me, case_id)
            return _erased(me, compartment, case_id, targets, why)
    raise NotFound


def _erasable(me: SignedIn, case_id: UUID) -> tuple[str, str]:
    """The compartment and type of a case that nothing holds."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            hold = kept.hold_on(connection, case_id)
        if hold is not None:
            if held(hold.reason, hold.until, me.today()):
                until = f" until {show_day(hold.until)}" if hold.until else ""
                raise Refused(f"{hold.reference} is held{until}, so nothing of it was erased")
            return compartment, hold.type
    raise NotFound


def _erased(me: SignedIn, compartment: str, case_id: UUID, targets: Sequence[Target], why: str) -> Done[Erased]:
    reason = clean_line(why)
    if not reason:
        raise Invalid((Problem("why", "Say why it is erased"),))
    cases = frozenset((case_id, *(target.record_id for target in targets if target.kind == "case")))

    def afterwards(unit: UnitOfWork) -> None:
        for each in cases:
            kept.find_again(unit, case_type, each)

    done = erase(
        me.store,
        targets,
        by=me.officer.id,
        at=me.now(),
        why=reason,
        compartment=compartment,
        about=case_id,
        afterwards=afterwards,
    )
    return Done(done, Changes(cases=cases, kinds=frozenset(("drafts",))))
