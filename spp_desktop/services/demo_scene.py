"""A step of a demonstration story as it is done: by which officer, in which case, among what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers, PartyView
from spp_desktop.domain.dates import When
from spp_desktop.domain.fields import Day, Field, Moment
from spp_desktop.services import cases
from spp_desktop.services.demo_stories import Told
from spp_desktop.services.signed_in import SignedIn

VICTIM = "victim"
"""What steps call whom the case is about."""


@dataclass(slots=True)
class World:
    """The demonstration as it is being built: its officers, the people and the records that several cases share."""

    seats: Mapping[str, SignedIn]
    supervisor: SignedIn
    people: dict[str, UUID] = field(default_factory=dict)
    shared: dict[str, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class Kept:
    """A record that a later step may come back to, with what was answered and its revision."""

    id: UUID
    answers: Answers = field(default_factory=dict)
    revision: int = 1


@dataclass(slots=True)
class Being:
    """One case as it comes into being: its id, what its steps named, and whether another try is booked."""

    id: UUID
    named: dict[str, Kept] = field(default_factory=dict)
    to_try: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One step as it is done: by whom, in which case of which story."""

    me: SignedIn
    world: World
    told: Told
    being: Being
    step: Mapping[str, Any]

    def get(self, key: str, otherwise: Any = "") -> Any:
        """What the step says under a key."""
        return self.step.get(key, otherwise)

    def name(self, record_id: UUID, answers: Answers | None = None) -> None:
        """Let later steps come back to what this one made."""
        if "as" in self.step:
            self.being.named[self.step["as"]] = Kept(record_id, answers or {})
        if "shared" in self.step:
            self.world.shared[self.step["shared"]] = record_id

    def answers(self, asked: tuple[Field, ...], given: Mapping[str, Any]) -> dict[str, Answer]:
        """Answers as data has them; the number of a day of the story stands for that day, or this moment of it."""
        known = {each.key: each for each in asked}
        return {key: self._answer(known.get(key), value) for key, value in given.items()}

    def _answer(self, asked: Field | None, value: Any) -> Answer:
        if isinstance(asked, Day) and isinstance(value, int):
            # An order may run out on a Sunday; what somebody does, they do on a working day.
            return self.told.day(value, worked=asked.key != "expires").isoformat()
        if isinstance(asked, Moment) and isinstance(value, int):
            return When(self.told.day(value), time(self.step["hour"])).text
        return tuple(value) if isinstance(value, list) else value

    def party(self, name: str) -> PartyView:
        """Somebody on the case: whom it is about, or whoever an earlier step named."""
        view = cases.case_as_it_stands(self.me, self.being.id)
        kept = self.being.named.get(name)
        return next(each for each in view.parties if (each.id == kept.id if kept else each.main))

    def person(self, name: str) -> UUID | None:
        """The person somebody on the case is; None where the step names nobody."""
        found = self.party(name).person if name else None
        return found.id if found else None
