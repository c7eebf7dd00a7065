"""Scales: reading their versions, and adopting one, as it stands or edited, as the next."""

from __future__ import annotations

from dataclasses import replace

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.instruments import Instrument
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.scales import ScaleVersion, clean_scale, scale_problems
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import compartment_of, compartments
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import instruments as kept
from spp_desktop.store.scale_use import times_used


@gate(Right.SETTINGS_READ)
def list_scales(me: SignedIn) -> list[ScaleVersion]:
    """Every version of every scale of the case types, by scale, the one in force first.

    How often one was used counts the cases the officer may know of.
    """
    with me.store.read() as connection:
        adopted = kept.adopted_scales(connection)
    found = []
    for shipped in _shipped(me):
        notes = {each.scale.version: each.note for each in adopted if each.scale.code == shipped.code}
        versions = [*(each.scale for each in adopted if each.scale.code == shipped.code), shipped]
        versions.sort(key=lambda each: -each.version)
        used = _used(me, shipped.code)
        found += [
            ScaleVersion(each, notes.get(each.version, ""), place == 0, used.get(each.version, 0))
            for place, each in enumerate(versions)
        ]
    return found


@gate(Right.INSTRUMENTS_ADOPT)
def adopt_scale(me: SignedIn, scale: Instrument, source: str, note: str) -> Done[ScaleVersion]:
    """Adopt a scale as the next version: what it is now, or what the officer made of the version it names.

    ``source`` says whose scale it is (a published form, the partnership's own decision), ``note`` why it is adopted.

    Raises:
        Invalid: the scale is not whole, or says no source or reason.
        Refused: another version was adopted since the one it was made from.
    """
    with me.store.write("scale.adopted", by=me.officer.id, at=me.now(), stream=Stream.LISTS, why=note) as unit:
        before = _in_force(me, scale.code, kept.adopted_scales(unit.connection))
        if scale.version != before.version:
            raise Refused("Another version of this scale was adopted meanwhile. Nothing was changed: look at it first")
        cleaned = replace(
            clean_scale(scale),
            version=before.version + 1,
            source=clean_line(source),
            published=False,
            adopted_by=me.officer.name,
            adopted_on=me.now().astimezone(LONDON).date(),
        )
        problems = list(scale_problems(cleaned, before))
        problems += [] if cleaned.source else [Problem("source", "Say whose scale this is")]
        problems += [] if note.strip() else [Problem("note", "Say why it is adopted")]
        if problems:
            raise Invalid(tuple(problems))
        kept.keep_scale(unit, cleaned, clean_line(note))
    return Done(ScaleVersion(cleaned, clean_line(note), in_force=True, used=0), Changes(kinds=frozenset(("scales",))))


def _shipped(me: SignedIn) -> list[Instrument]:
    """The scales of case types, without those that would tell of a compartment the officer has nothing of."""
    mine = compartments(me)
    return [kind.instrument for kind in CASE_TYPES if compartment_of(kind.code) in mine]


def _in_force(me: SignedIn, code: str, adopted: tuple[kept.Adopted, ...]) -> Instrument:
    shipped = next((each for each in _shipped(me) if each.code == code), None)
    if shipped is None:
        raise NotFound("There is no such scale")
    return max((shipped, *(each.scale for each in adopted if each.scale.code == code)), key=lambda each: each.version)


def _used(me: SignedIn, code: str) -> dict[int, int]:
    total: dict[int, int] = {}
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            for version, count in times_used(connection, me.scope, code).items():
                total[version] = total.get(version, 0) + count
    return total
