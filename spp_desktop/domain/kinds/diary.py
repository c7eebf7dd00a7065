"""The diary sheet: what somebody writes down as it happens, when it is due back, and what it shows."""

from __future__ import annotations

from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.fields import Choice, Day, LongText, Section, Text
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.records import RecordClock, RecordKind, Stage
from spp_desktop.domain.vocabulary import Vocabulary, terms

USABLE = Vocabulary("diary-usable", "Usable as evidence", terms(("yes", "Yes"), ("part", "In part"), ("no", "No")))

FORM = Section(
    "diary",
    "Diary sheet",
    (
        Day(key="given", label="Given on", required=True, span=4),
        Text(key="what_for", label="What it is for", searchable=True, personal=True, span=8,
             help="Such as noise from next door after eleven"),
        Day(key="due", label="Due back", past=False, ahead=True, span=4),
        Day(key="returned", label="Returned", span=4),
        Choice(key="usable", label="Usable as evidence", vocabulary=USABLE, short=True, span=4),
        LongText(key="shows", label="What it shows", searchable=True, personal=True),
    ),
)  # fmt: skip

DIARY_SHEET = RecordKind(
    code="diary",
    label="Diary sheet",
    plural="Diary sheets",
    tab="documents",
    form=FORM,
    title="what_for",
    columns=("given", "due", "returned", "usable"),
    roles=frozenset(("victim", "reporter", "witness", "household")),
    first="Given",
    stages=(
        Stage("returned", "Returned, to be read"),
        Stage("usable", "Evidence", frozenset(("yes", "part")), over=True),
        Stage("usable", "Not evidence", frozenset(("no",)), over=True),
    ),
    clocks=(
        RecordClock(
            Clock("diary-back", "Diary sheet back", 0, "calendar", source="The day agreed with whoever keeps it"),
            "Collect the diary sheet",
            since="due",
            until=("returned",),
        ),
    ),
    checks=(in_order(FORM, "given", "returned"), in_order(FORM, "given", "due")),
    icon="note",
)
