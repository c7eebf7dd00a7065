"""States a case may be in and the moves between them: the same map offers moves and refuses others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.dates import add_months
from spp_desktop.domain.permissions import Right


@dataclass(frozen=True, slots=True)
class State:
    """A state. ``open`` cases are worked and reviewed; ``triage`` ones wait for somebody to take them on.

    ``stopped`` is why process clocks stand still meanwhile; victim-safety clocks never do. ``retention`` is the class
    a case that ends here is kept under, where it is not its type's.
    """

    code: str
    label: str
    open: bool = True
    triage: bool = False
    stopped: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted change of state. ``label`` is the verb on the button; ``closing`` asks the closing checklist."""

    before: str
    after: str
    label: str
    right: Right = Right.CASE_WRITE
    reason: bool = False
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """All states and moves. ``reopen_months`` is how long after closing a case keeps its number if reopened."""

    first: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    reopened: str
    reopen_months: int

    def __post_init__(self) -> None:
        codes = {state.code for state in self.states}
        named = {self.first, self.reopened, *(code for move in self.moves for code in (move.before, move.after))}
        if unknown := named - codes:
            raise ValueError(f"No such state: {', '.join(sorted(unknown))}")

    def state(self, code: str) -> State:
        """The state with this code. Raises KeyError for another."""
        return {state.code: state for state in self.states}[code]

    def from_state(self, code: str) -> tuple[Move, ...]:
        """The moves out of a state, in the order they are offered."""
        return tuple(move for move in self.moves if move.before == code)

    def move(self, before: str, after: str) -> Move | None:
        """The move between two states, or None where there is none."""
        return next((move for move in self.moves if (move.before, move.after) == (before, after)), None)

    def closes(self, before: str) -> Move | None:
        """The move out of a state that asks the closing checklist, if there is one."""
        return next((move for move in self.from_state(before) if move.closing), None)

    def proposes(self, before: str) -> Move | None:
        """The move out of a state to one that a case closes from, if there is one."""
        return next((move for move in self.from_state(before) if self.closes(move.after) is not None), None)

    def may_reopen(self, closed: date, on: date) -> bool:
        """Whether a case closed on a day still keeps its number if reopened on another (the last day counts)."""
        return on <= add_months(closed, self.reopen_months)
