"""How long records about people are kept before somebody decides: classes, each with its years and its source.

Nothing is erased by itself. On its review day a record comes before a person, who erases it, keeps it with a
reason and another day, or holds it. The years are defaults of settings, to be confirmed with the partnership's
own schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from spp_desktop.domain.dates import add_months
from spp_desktop.domain.people import latest_birth

CHILD = 18
"""Below this age in years somebody is a child."""
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


def youngest_child(births: Iterable[str], reported: date, closed: date) -> date | None:
    """The latest day of birth among those who were children when a case was reported, or were born while it was open.

    ``births`` are as recorded: a day, or a year, which counts to its last day. What is neither, or is after the year
    of closing, is passed over. None where there was no child.
    """
    born = (latest_birth(birth) for birth in births)
    children = (day for day in born if day is not None and day.year <= closed.year)
    return max((day for day in children if add_months(day, 12 * CHILD) > reported), default=None)


def held(reason: str | None, until: date | None, today: date) -> bool:
    """Whether a hold stands on a day; its last day counts, and one without a last day stands until lifted."""
    return bool(reason) and (until is None or today <= until)


@dataclass(frozen=True, slots=True)
class DueForReview:
    """A case as retention sees it: nothing of what it is about. ``review`` is None while it is open."""

    case_id: UUID
    reference: str
    case_type: str
    retention: str
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
    """What an erasing did: how many records it touched, how many searches lost the words typed for them, the last day
    an older backup may still be kept, and whether the file has been rewritten already."""

    id: UUID
    at: datetime
    records: int
    backups_until: date | None
    searches: int = 0
    cleaned: bool = True


@dataclass(frozen=True, slots=True)
class Erasable:
    """A record on a case as whoever erases sees it before a reason is given: what it is and which fields of it hold
    something, each with its label, and nothing of what they hold."""

    kind: str
    record_id: UUID
    label: str
    at: datetime | None
    by: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A contact, an incident or a record that was taken out of a case: when, by whom and why, not what it said."""

    record_id: UUID
    kind: str
    case_id: UUID
    reference: str
    case_type: str
    at: datetime
    by: str
    reason: str


FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "case": (("area_source", "Where the area came from"),),
    "party": (("place", "Place"), ("note", "Note")),
    "person_fact": (("text", "What it says"), ("postcode", "Postcode")),
    "incident": (
        ("words", "What happened"),
        ("place", "Place"),
        ("postcode", "Postcode"),
        ("police_reference", "Police reference"),
        ("crime_reference", "Crime reference"),
        ("withdrawn_reason", "Why it was withdrawn"),
    ),
    "contact": (
        ("words", "What was said"),
        ("with_whom", "With whom"),
        ("withdrawn_reason", "Why it was withdrawn"),
    ),
    "action": (
        ("what", "What is to be done"),
        ("evidence", "Evidence"),
        ("late_reason", "Why it was late"),
    ),
    "assessment": (("reason", "Why the band was set"), ("answers", "Answers")),
    "move": (("reason", "Why it was moved"), ("closing", "Answers of the closing checklist")),
    "person_merge": (("reason", "How two were known to be one"), ("undone_reason", "How one was known to be two")),
    "flag": (("label", "What it says"), ("reason", "Why it was raised")),
    "case_record": (("stops", "Why its clock stood still"), ("withdrawn_reason", "Why it was withdrawn")),
    "attachment": (
        ("name", "The file and its name"),
        ("title", "What the file is"),
        ("withdrawn_reason", "Why it was withdrawn"),
    ),
    "legal_order": (("place", "Place"), ("postcode", "Postcode"), ("withdrawn_reason", "Why it was withdrawn")),
    "order_event": (("withdrawn_reason", "Why it was withdrawn"),),
}
"""By kind of record, the fields that may hold somebody's words, each with its label. The answers of a case, of its
records and of its orders come from its type."""

RECORDS: Mapping[str, str] = {
    "case": "The case itself",
    "party": "Somebody's role",
    "person_fact": "About a person",
    "incident": "Incident",
    "contact": "Contact",
    "action": "Action",
    "assessment": "Assessment",
    "move": "Change of state",
    "flag": "Flag",
    "person_merge": "Two people found to be one",
    "case_record": "Record",
    "attachment": "File",
    "legal_order": "Order or tool",
    "order_event": "What happened to an order",
}
"""What a kind of record is called."""

COUNTED: Mapping[str, tuple[str, str]] = {
    "incident": ("incident", "incidents"),
    "contact": ("contact", "contacts"),
    "action": ("action", "actions"),
    "assessment": ("assessment", "assessments"),
    "move": ("change of state", "changes of state"),
    "flag": ("flag", "flags"),
    "case_record": ("record", "records"),
    "attachment": ("file", "files"),
    "legal_order": ("order or tool", "orders and tools"),
    "person": ("person known from it alone", "people known from it alone"),
    "person_fact": ("thing known about them", "things known about people"),
}
"""What is counted when a case is erased, one and several."""


@dataclass(frozen=True, slots=True)
class Goes:
    """What erasing a case takes with it, how many records of each kind; how many things known of people and how many
    incidents stay because another case needs them; and the last day an older backup may still be kept."""

    counts: Mapping[str, int]
    facts_kept: int
    incidents_kept: int
    backups_until: date | None

    @property
    def words(self) -> tuple[str, ...]:
        """What goes with the case, counted: "3 incidents"."""
        return tuple(
            f"{count:,} {words[count != 1]}" for kind, words in COUNTED.items() if (count := self.counts.get(kind, 0))
        )
