"""The gate of safe contact: what goes out to a victim passes it, and immediate danger opens it with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from spp_desktop.domain.contacting import Way, caution, refusal, strict, way, ways
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.people import safe_contact
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Located, work_on
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.case_reads import answers_of_case
from spp_desktop.store.notices import give_notice
from spp_desktop.store.opened import Several
from spp_desktop.store.people import main_person

OVERRIDDEN = "contact.overridden"


@contextmanager
def through(
    me: SignedIn, case_id: UUID, place: Located, channel: str, danger: str, *, asked_as: str = "channel"
) -> Iterator[tuple[Several, tuple[Problem, ...]]]:
    """Operations on a case that reach whom it is about through a channel, and what to say where nobody asked.

    An override of an unsafe channel is an operation of its own, saved with what it allowed, and the case's owner is
    told. ``asked_as`` is the question the channel was the answer to.

    Raises:
        Invalid: the channel is unsafe, and no danger is named.
    """
    used = _way(me, case_id, place, channel) if channel else None
    why = clean_line(danger)
    said = refusal(used) if used is not None else ""
    if said and not why:
        raise Invalid((Problem(asked_as, said),))
    unasked = caution(used) if used is not None and not said else ""
    warnings = (Problem(asked_as, unasked, "warning"),) if unasked else ()
    with me.store.together(by=me.officer.id, at=me.now(), compartment=place.compartment) as several:
        if said and used is not None:
            _override(me, several, case_id, place, used, why)
        yield several, warnings


def _way(me: SignedIn, case_id: UUID, place: Located, channel: str) -> Way | None:
    with me.store.read(place.compartment) as connection:
        rule = safe_contact(answers_of_case(connection, case_id))
        person = main_person(connection, me.scope, case_id)
    return way(channel, ways(rule, person, me.today(), strictly=strict(place.type)))


def _override(me: SignedIn, several: Several, case_id: UUID, place: Located, used: Way, why: str) -> None:
    """Journal that safe contact was overridden, and tell the owner, unless that is the officer, and supervisors."""
    with work_on(me, several, case_id, place, OVERRIDDEN, why=why) as work:
        owner = work.row["owner_id"]
        told = owner if owner != me.officer.id else None
        details = {"by": str(me.officer.id), "reference": work.row["reference"], "does": used.does}
        if told is not None:
            give_notice(work.unit, OVERRIDDEN, officer=told, about=case_id, details=details)
        give_notice(work.unit, OVERRIDDEN, role=Role.SUPERVISOR, about=case_id, details=details)
