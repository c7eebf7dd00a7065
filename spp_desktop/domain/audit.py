"""What was done in a store, by whom and when: the journal as information governance reads it.

A line names a case by its reference and an officer by name, and holds no value of any record. The reason an
officer gave stands in it, because audit is what a reason is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from spp_desktop.domain.history import DONE

LOOKED: Mapping[str, str] = {
    "audit.viewed": "Looked at the audit",
    "case.viewed": "Looked at a case",
    "case.not-found": "Asked for a case that is not theirs to open, or is not there",
    "order.viewed": "Looked at an order or tool",
    "person.searched": "Searched",
    "person.viewed": "Looked at a person",
    "person.detail-shown": "Had a covered number or address shown",
    "retention.read": "Read a value on a case before erasing it",
}
"""Operations that only look."""

UPKEEP: Mapping[str, str] = {
    "backup.damaged": "A backup failed its check",
    "confidential.made": "Confidential compartment made",
    "crime.imported": "Police file imported",
    "device.forked": "Store made a new device: restored or copied",
    "device.made": "Store made a device",
    "figures.exported": "Figures exported",
    "list.changed": "List altered",
    "scale.adopted": "Scale adopted",
    "case.file-saved": "Copy of a file saved elsewhere",
    "list.destroyed": "Exported list confirmed destroyed",
    "list.exported": "List exported",
    "measure.saved": "Measure saved",
    "names.approved": "Names in an export approved",
    "names.asked": "Names in an export asked for",
    "names.refused": "Names in an export refused",
    "notice.seen": "Notice read",
    "officer.added": "Officer added",
    "officer.altered": "Officer altered",
    "officer.left": "Officer left",
    "officer.returned": "Officer taken back",
    "officer.signed-in": "Signed in",
    "retention.erased": "Erased",
    "retention.erased-again": "Erased again after a backup was put back",
    "retention.held": "Put on hold",
    "retention.hold-lifted": "Hold lifted",
    "retention.kept": "Kept for longer",
    "setting.changed": "Setting altered",
    "slot.confidential-made": "Cleared for confidential cases",
    "slot.confidential-regained": "Confidential key regained with its recovery key",
    "slot.confidential-removed": "Confidential key taken away",
    "slot.made": "Key slot made",
    "slot.passphrase-changed": "Passphrase changed",
    "slot.recovered": "Passphrase reset with the recovery key",
    "slot.recovery-made": "New recovery key made",
    "slot.removed": "Key slot removed",
    "slot.reset": "Passphrase reset with a second administrator",
    "store.backed-up": "Backup made",
    "store.checked": "Store checked",
    "store.created": "Store made",
    "store.pages-checked": "Damage found by the check at the start",
    "store.re-keyed": "Store given a new key",
    "store.restored": "Backup put back",
}
"""Operations on the store itself, its officers and what leaves it."""

WORDS: Mapping[str, str] = {**DONE, **LOOKED, **UPKEEP}
"""Every kind of operation → what was done."""


def words_of(kind: str) -> str:
    """What an operation of this kind did; a kind from a newer program is said to be one."""
    return WORDS.get(kind, f"Something a newer program did ({kind})")


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which operations: of one officer, of one kind, of one day (in London); all of them where nothing is given."""

    officer: UUID | None = None
    kind: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One operation. ``about`` is a reference, an officer's name, or an id where the record has neither."""

    id: UUID
    place: int
    at: datetime
    by: str
    kind: str
    about: str = ""
    why: str = ""

    @property
    def done(self) -> str:
        """What was done, in words."""
        return words_of(self.kind)


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Operations, the latest first. ``earlier`` is where the page before this one in time begins, None at the end."""

    lines: tuple[AuditLine, ...]
    earlier: int | None = None
