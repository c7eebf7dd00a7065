"""How long records about people are kept before somebody decides: classes, each with its years and its source.

Nothing is erased by itself. On its review day a record comes before a person, who erases it, keeps it with a
reason and another day, or holds it. The years are defaults of settings, to be confirmed with the partnership's
own schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from spp_desktop.domain.dates import add_months

CHILD_UNTIL = 25
"""A case with a child in it is kept at least to the child's birthday of this number of years."""


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """A kind of record: ``years`` it is kept counted from ``since``, None for good; ``source`` says on what basis."""

    code: str
    label: str
    years: int | None
    since: str
    source: str

    @property
    def setting(self) -> str:
        """The key of the setting that overrides the years."""
        return f"retention.{self.code}.years"


RETENTION_CLASSES: Mapping[str, RetentionClass] = {
    each.code: each
    for each in (
        RetentionClass("asb", "ASB case", 6, "closure, or the end of an order", "Limitation-type practice"),
        RetentionClass("asb-no-action", "ASB, no further action", 2, "closure", "Local practice"),
        RetentionClass("da", "Domestic abuse, below threshold", 6, "last contact", "Local practice"),
        RetentionClass("marac", "MARAC minutes and actions", 7, "last listing", "Local practice: six to seven years"),
        RetentionClass("iom", "IOM nominal", 6, "deselection", "MOPI: at least six years clear"),
        RetentionClass("family", "Family Recovery family", 6, "closure", "Evidence of payment by results"),
        RetentionClass("audit", "Audit log", 7, "the end of the record's life", "Life of the record and one year"),
        RetentionClass("permanent", "Aggregates and packs", None, "", "Hold nobody's personal data"),
    )
}


def review_day(
    code: str,
    since: date | None,
    *,
    order_end: date | None = None,
    youngest_born: date | None = None,
    years: int | None = None,
) -> date | None:
    """The day keeping is reviewed; None while the time has not started, and for what is kept for good.

    An order that ends later moves the start. A child in the case keeps it to their twenty-fifth birthday at least.
    ``years`` is the setting's, where it is not the default. Raises KeyError for a class there is none of.
    """
    kept = RETENTION_CLASSES[code].years
    if since is None or kept is None:
        return None
    start = max(since, order_end) if order_end else since
    day = add_months(start, 12 * (kept if years is None else years))
    return max(day, add_months(youngest_born, 12 * CHILD_UNTIL)) if youngest_born else day


def held(reason: str | None, until: date | None, today: date) -> bool:
    """Whether a hold stands on a day; its last day counts, and one without a last day stands until lifted."""
    return bool(reason) and (until is None or today <= until)


@dataclass(frozen=True, slots=True)
class DueForReview:
    """A case as retention sees it: nothing of what it is about. ``review`` is None while it is open."""

    case_id: UUID
    reference: str
    case_type: str
    closed: date | None
    review: date | None
    hold_reason: str | None
    hold_until: date | None
    revision: int

    def held(self, today: date) -> bool:
        """Whether a hold forbids erasing it."""
        return held(self.hold_reason, self.hold_until, today)


OPERATION = "operation"
"""The kind of a target that is the words of an operation itself: the reason given, the terms searched for."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to erase: a record of a kind (its table), and which fields of it; all of them when ``fields`` is None.

    A document's name covers all under it, ``answers.harm`` one answer. A record erased whole also loses the
    words of every operation about it, and is marked deleted.
    """

    kind: str
    record_id: UUID
    fields: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did: how many records it touched, and the last day an older backup may still be kept."""

    id: UUID
    at: datetime
    records: int
    backups_until: date | None
