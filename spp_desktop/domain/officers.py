"""Officers: people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from spp_desktop.domain.permissions import Role


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works in the program; ``office`` is where they sit, ``active`` False once they have left."""

    id: UUID
    name: str
    roles: tuple[Role, ...]
    office: str = ""
    team: str = ""
    active: bool = True
    revision: int = 0

    @property
    def initials(self) -> str:
        """Up to two initials, for the badge in the rail."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""
