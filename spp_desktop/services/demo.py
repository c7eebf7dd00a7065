"""The demonstration store: officers of every role, made-up cases, the shipped police months, an illustrative series.

Built through the same services an officer uses, so that whatever it shows the program can do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.errors import Refused, SppError
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import crime, officers, sign_in, slots, views
from spp_desktop.services.demo_scene import Being, World
from spp_desktop.services.demo_steps import log, take
from spp_desktop.services.demo_stories import Event, Told, cast, events, tell
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.folder import open_folder, stores_path
from spp_desktop.store.keys import Cost
from spp_desktop.store.slots import Slots, with_officer

PASSPHRASE = "demonstration only"  # noqa: S105 - printed for everybody; the store holds nobody real
COST = Cost(memory=19 * 1024, passes=2, lanes=4)
"""Less work for a passphrase that is printed anyway, so that eighteen officers do not take half a minute."""
MORNING = time(9, 14)
"""The time of day the demonstration is set at."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was built: where, its officers with their roles, and the passphrase they share."""

    folder: Path
    officers: tuple[Officer, ...]
    passphrase: str
    cases: int


@dataclass(slots=True)
class _Clock:
    """The time in the demonstration as it is being built."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def default_folder() -> Path:
    """Where the demonstration store lies unless somebody says otherwise."""
    return stores_path() / "demonstration"


def analyst_of(folder: Path) -> str | None:
    """The analyst of the demonstration store that lies here; None where another store or none does."""
    try:
        return cast().analyst if open_folder(folder).demonstration else None
    except SppError:
        return None


def moment_of(as_at: date) -> datetime:
    """The moment a demonstration set on a day stands at."""
    return datetime.combine(as_at, MORNING, LONDON).astimezone(UTC)


def build(
    folder: Path, passphrase: str = PASSPHRASE, *, as_at: date, cost: Cost = COST, progress: Progress | None = None
) -> Demonstration:
    """Build the demonstration store here, in place of an earlier one.

    Raises:
        Refused: the folder holds something else, a window is open on it, or the passphrase is too short.
        StoreTrouble: the disk failed.
    """
    _clear(folder)
    until = moment_of(as_at)
    told = tell(as_at)
    clock = _Clock(told[0].logged.astimezone(UTC) - timedelta(days=1))
    first = next(each for each in cast().officer if each.get("first"))
    started = sign_in.create_store(
        folder, first["name"], passphrase, roles=_roles(first), now=clock, cost=cost, demonstration=True
    )
    me = started.signed_in
    try:
        seats = _seats(me, passphrase, cost)
        with me.store.unwaiting():
            supervisor = next(seat for seat in seats.values() if Role.SUPERVISOR in seat.officer.roles)
            _live(World(seats, supervisor), told, events(told, until), clock, progress)
            clock.at = until
            _save_views(seats)
            analyst = seats[cast().analyst]
            crime.import_illustrative(analyst)
            crime.import_shipped_police(analyst, as_at=as_at, progress=progress)
        lead = next(seat for seat in seats.values() if Role.DA_LEAD in seat.officer.roles)
        me = slots.make_confidential(lead, cost=cost).value.signed_in
    finally:
        sign_in.sign_out(me)
    return Demonstration(folder, tuple(seat.officer for seat in seats.values()), passphrase, len(told))


def _clear(folder: Path) -> None:
    """Make way: nothing, an empty folder, or an earlier demonstration store nobody has open."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if analyst_of(folder) is None:
        raise Refused("That folder holds something that is no demonstration store. Nothing was changed. Choose another")
    with sign_in.only_window(folder):
        pass
    shutil.rmtree(folder)


def _roles(officer: Mapping[str, Any]) -> tuple[Role, ...]:
    return tuple(Role(code) for code in officer["roles"])


def _seats(me: SignedIn, passphrase: str, cost: Cost) -> dict[str, SignedIn]:
    """Every officer of the cast added, with a key slot, and at the same store."""
    seats = {me.officer.name: me}
    for each in cast().officer:
        if each.get("first"):
            continue
        officer = officers.add_officer(me, each["name"], _roles(each), office=each["office"]).value
        _give_slot(me, officer, passphrase, cost)
        seats[officer.name] = replace(me, officer=officer)
    return seats


def _give_slot(me: SignedIn, officer: Officer, passphrase: str, cost: Cost) -> None:
    """A slot with a passphrase to keep, where an administrator's own way gives one for once."""
    keys = slots.keys_of(me)

    def make(held: Slots) -> Slots:
        return with_officer(held, keys, officer.id, officer.name, passphrase, cost=cost)

    with slots.writing(me, "slot.made", officer.id, slots_after=make):
        pass


def _live(
    world: World, told: tuple[Told, ...], happened: tuple[Event, ...], clock: _Clock, progress: Progress | None
) -> None:
    """Let everything happen, in its order."""
    beings: dict[int, Being] = {}
    for done, event in enumerate(happened):
        clock.at = event.at.astimezone(UTC)
        story = told[event.case]
        if event.step is None:
            beings[event.case] = log(world, story)
        else:
            take(world, story, beings[event.case], event.step)
        if progress is not None and done % 50 == 0:
            progress("Telling the stories", done, len(happened))


def _save_views(seats: Mapping[str, SignedIn]) -> None:
    for each in cast().view:
        filters = tuple(Filter(key, tuple(values)) for key, values in each["filters"].items())
        query = CaseQuery("asb", filters, sort=each["sort"], descending=each.get("descending", False))
        views.save_view(seats[each["officer"]], each["label"], query, tuple(each["columns"]))
