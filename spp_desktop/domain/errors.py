"""What can go wrong, said as an officer would say it.

Every message names what happened, whether anything was lost, and what to do next. A message never holds
a name, a note or a value from a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class SppError(Exception):
    """Any condition the program expects and can explain."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(SppError):
    """The program will not do this, and says why. Nothing was changed."""


class WrongUse(SppError):
    """A command was given words it does not know or that do not go together."""


class NotPermitted(Refused):
    """The officer's roles do not carry the right. Used only where saying so reveals nothing."""


class NotFound(Refused):
    """No such record, or none that the officer may know of: one answer for both."""

    def __init__(self, message: str = "No record you can open has that reference") -> None:
        super().__init__(message)


class TooSoon(Refused):
    """A passphrase was tried before the wait after a wrong one was over; ``seconds`` are left."""

    def __init__(self, seconds: int) -> None:
        shown = f"{seconds} second{'s' if seconds != 1 else ''}" if seconds <= 90 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"Wait {shown} before you try a passphrase again. Nothing was changed")
        self.seconds = seconds


class AlreadyOpen(Refused):
    """A window is open on the store already; ``channel`` is the name of the local channel it listens at."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "This store is open already, in a window on this computer. Nothing was changed. Use that window"
        )
        self.channel = channel


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about a value: beside which field it shows, and whether it stops a save."""

    field: str
    message: str
    severity: Literal["error", "warning"] = "error"


class Invalid(Refused):
    """Values that cannot be saved as they are."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        count = len(problems)
        super().__init__(f"{count} thing{'s' if count != 1 else ''} to fix before you can save")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two officers changed: what it was, what each of them made of it (as display text)."""

    field: str
    label: str
    before: str
    mine: str
    theirs: str


class Conflict(Refused):
    """Somebody saved the record since it was opened. Nothing of either version is lost."""

    def __init__(self, differences: tuple[Difference, ...], *, revision: int) -> None:
        super().__init__("Somebody else changed this record after you opened it. Nothing is lost: choose which to keep")
        self.differences = differences
        self.revision = revision


class StoreTrouble(SppError):
    """The store could not be read or written, for a reason outside the program (disk, file, lock)."""
