"""The demonstration store: officers of every role, made-up cases, the shipped police months, an illustrative series.

Built through the same services an officer uses, so that whatever it shows the program can do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import ActionView, NewAction, NewAssessment, NewCase, NewContact, NewFlag, NewIncident
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.closing import TOLD, TRIED, Closing
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Refused, SppError
from spp_desktop.domain.lists import OUTCOMES, RETRY
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.imports.areas import area_of_postcode
from spp_desktop.services import cases, crime, entries, officers, sign_in, slots
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


@dataclass(slots=True)
class _Being:
    """One case as it comes into being: its id, its actions by what they are, and whether another try is booked."""

    id: UUID
    actions: dict[str, UUID] = field(default_factory=dict)
    to_try: bool = False


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
            _live(seats, told, events(told, until), clock, progress)
            clock.at = until
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
    seats: Mapping[str, SignedIn],
    told: tuple[Told, ...],
    happened: tuple[Event, ...],
    clock: _Clock,
    progress: Progress | None,
) -> None:
    """Let everything happen, in its order."""
    supervisor = next(seat for seat in seats.values() if Role.SUPERVISOR in seat.officer.roles)
    beings: dict[int, _Being] = {}
    for done, event in enumerate(happened):
        clock.at = event.at.astimezone(UTC)
        story = told[event.case]
        me = seats[story.owner]
        if event.step is None:
            beings[event.case] = _log(me, story)
        elif event.step["do"] == "close":
            _close(me, supervisor, beings[event.case], event.step)
        else:
            _STEPS[event.step["do"]](me, story, beings[event.case], event.step)
        if progress is not None and done % 50 == 0:
            progress("Telling the stories", done, len(happened))


def _log(me: SignedIn, told: Told) -> _Being:
    new = NewCase("asb", told.who, told.answers, owner_id=me.officer.id, reported_at=me.now())
    return _Being(cases.log_case(me, new, area_of=area_of_postcode).value.case_id)


def _move(me: SignedIn, _told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    for state in (*step.get("via", "").split(), step["to"]):
        cases.move_case(me, being.id, state, step.get("why", ""))


def _risk(me: SignedIn, told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    which = step.get("which", "first")
    answers = {"first": told.story.risk, "later": told.story.later_risk, "exit": told.story.exit_risk}[which]
    occasion = "review" if step["do"] == "review" else _OCCASIONS[which]
    _, triggers = entries.risk_to_score(me, being.id)
    still = () if which == "exit" else triggers
    entries.assess_risk(me, being.id, NewAssessment(answers, still, occasion=occasion))


def _reviewed(me: SignedIn, told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    channel = str(told.answers.get("preferred_channel", "mobile"))
    outcome = {"text": "reply", "visit": "visited"}.get(channel, "spoke")
    _contact(
        me, told, being, {"channel": channel, "outcome": outcome, "words": "In touch to review the risk: nothing new."}
    )
    _risk(me, told, being, step)


def _incident(me: SignedIn, told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    day = (told.logged + timedelta(days=step["day"])).date()
    told_on = me.today()
    new = NewIncident(
        When(day, time(step["hour"], 40)),
        category=str(told.answers["category"]),
        subtype=str(told.answers["subtype"]),
        reported=told_on,
        qualifiers=tuple(step.get("qualifiers", ())),
        hate_strands=tuple(step.get("hate", ())),
        perceived_by=("victim",) if step.get("hate") else (),
        place=str(told.answers["incident_place"]),
        postcode=str(told.answers["incident_postcode"]),
        agencies_told=tuple(step.get("told", ())),
        told_on=told_on,
        words=step["words"],
    )
    entries.add_incident(me, being.id, new, area_of=area_of_postcode)


def _contact(me: SignedIn, _told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    booked = [each.id for each in cases.open_case(me, being.id).actions if _is_try(each)] if being.to_try else []
    entries.record_contact(me, being.id, NewContact(step["channel"], step["outcome"], step.get("words", "")))
    for action in booked:
        entries.complete_action(me, action, evidence="Tried again")
    outcome = OUTCOMES.term(step["outcome"])
    being.to_try = outcome is not None and RETRY in outcome.marks


def _is_try(action: ActionView) -> bool:
    return action.kind == "retry" and action.done is None


def _action(me: SignedIn, told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    due = (told.logged + timedelta(days=step["due"])).date()
    new = NewAction(step["what"], due, agency=step.get("agency", ""), kind=step["kind"])
    being.actions[step["what"]] = entries.add_action(me, being.id, new).value.id


def _done(me: SignedIn, _told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    entries.complete_action(
        me, being.actions[step["what"]], evidence=step["evidence"], late_reason=step.get("late", "")
    )


def _flag(me: SignedIn, _told: Told, being: _Being, step: Mapping[str, Any]) -> None:
    expires = me.today() + timedelta(days=step["days"])
    entries.raise_flag(me, being.id, NewFlag(step["flag"], step["reason"], expires=expires))


def _close(me: SignedIn, supervisor: SignedIn, being: _Being, step: Mapping[str, Any]) -> None:
    """The officer proposes closure; the supervisor approves it."""
    cases.move_case(me, being.id, "proposed-closure", "What was asked has been done")
    tried = step["reason"] == "no-contact"
    today = me.today()
    closing = Closing(
        step["reason"],
        TRIED if tried else TOLD,
        told_on=None if tried else today,
        survey_sent=today,
        root_cause="" if tried else "partly",
    )
    cases.close_case(supervisor, being.id, closing)


_OCCASIONS = {"first": "opening", "later": "incident", "exit": "closing"}
_STEPS: Mapping[str, Callable[[SignedIn, Told, _Being, Mapping[str, Any]], None]] = {
    "move": _move,
    "risk": _risk,
    "review": _reviewed,
    "incident": _incident,
    "contact": _contact,
    "action": _action,
    "done": _done,
    "flag": _flag,
}
