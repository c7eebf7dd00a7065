"""Notices: what an officer, or whoever holds a role, must be shown when they next look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. ``details`` hold ids and numbers, never names; ``text`` puts it in words."""

    id: UUID
    kind: str
    at: datetime
    about: UUID | None = None
    details: Mapping[str, str] | None = None

    def text(self, name_of: Callable[[UUID], str]) -> str:
        """The notice in words, officers' names put in by ``name_of``; an unknown kind says so."""
        words = NOTICE_WORDS.get(self.kind, "Something was done that this version cannot describe")
        details = self.details or {}
        by = details.get("by")
        return words.format(
            officer=name_of(self.about) if self.about else "An officer",
            by=name_of(UUID(by)) if by else "Somebody",
            reference=details.get("reference", "a case"),
            does=details.get("does", "contact"),
        )


NOTICE_WORDS: Mapping[str, str] = {
    "slot.reset": "The passphrase of {officer} was reset by {by} with a second administrator",
    "slot.recovered": "The passphrase of {officer} was reset with the recovery key",
    "slot.confidential-removed": "{by} took the confidential key from {officer}",
    "backup.damaged": "A backup failed its check, so it was not kept. Earlier backups are as they were",
    "contact.overridden": "{by} overrode safe contact on {reference} to {does}: immediate danger",
    "check.damaged": "The store's check found damage. Open Administration, then Backups",
}
"""Kind → words. ``{officer}`` is whom it is about, ``{by}`` who did it; ``{reference}`` names a case."""
