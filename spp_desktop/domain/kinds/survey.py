"""The satisfaction survey: asked when a case ends, of how it was handled, its outcome and being kept informed.

A survey that was sent, came back or was declined satisfies the closing checklist. Blank is not asked, and a
question left out of a sheet that came back is not a low mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from spp_desktop.domain.fields import Choice, Day, LongText, Section, YesNoUnknown
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.lists import CHANNELS
from spp_desktop.domain.records import RecordKind, RecordView, Stage
from spp_desktop.domain.vocabulary import Vocabulary, terms

SATISFACTION = Vocabulary(
    "satisfaction",
    "How satisfied",
    terms(
        ("very", "Very satisfied"),
        ("fairly", "Fairly satisfied"),
        ("neither", "Neither satisfied nor dissatisfied"),
        ("fairly-not", "Fairly dissatisfied"),
        ("very-not", "Very dissatisfied"),
    ),
    "The five answers of police user-satisfaction surveys",
)

FORM = Section(
    "survey",
    "Satisfaction survey",
    (
        Day(key="sent", label="Sent on"),
        Choice(key="channel", label="How", vocabulary=CHANNELS),
        Day(key="returned", label="Returned"),
        Day(key="declined", label="Declined"),
        Choice(key="handling", label="How the case was handled", vocabulary=SATISFACTION, span=4),
        Choice(key="outcome", label="The outcome", vocabulary=SATISFACTION, span=4),
        Choice(key="informed", label="Being kept informed", vocabulary=SATISFACTION, span=4),
        YesNoUnknown(key="report_again", label="Would report again", span=4),
        LongText(key="words", label="In their own words", searchable=True, personal=True),
    ),
)

SURVEY = RecordKind(
    code="survey",
    label="Satisfaction survey",
    plural="Satisfaction surveys",
    tab="actions",
    form=FORM,
    title="sent",
    columns=("returned", "declined", "handling", "outcome", "informed", "report_again"),
    roles=frozenset(("victim", "reporter")),
    first="To be sent",
    stages=(
        Stage("sent", "Sent"),
        Stage("returned", "Returned", over=True),
        Stage("declined", "Declined", over=True),
    ),
    checks=(in_order(FORM, "sent", "returned"),),
    source="Case handling, outcome, kept informed, would report again",
    icon="clipboard_task",
)


def surveyed(records: Iterable[RecordView]) -> bool:
    """Whether a survey was sent, came back or was declined."""
    asked = (each for each in records if each.kind == SURVEY.code and not each.withdrawn)
    return any(key in each.answers for each in asked for key in ("sent", "returned", "declined"))
