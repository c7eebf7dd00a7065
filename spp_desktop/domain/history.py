"""A case's history in words: the text is made from an operation's kind when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.conversation import closing_field
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.fields import Field, Section
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.instruments import Instrument
from spp_desktop.domain.journal import Value
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.people import SAFETY_LABELS
from spp_desktop.domain.records import RecordKind

DONE: Mapping[str, str] = {
    "case.logged": "Case logged",
    "case.answered": "Answers saved",
    "case.moved": "Moved",
    "case.closure-proposed": "Closure proposed",
    "case.closed": "Closed",
    "case.assigned": "Owner changed",
    "case.review-moved": "Next review set",
    "case.assessed": "Risk assessed",
    "case.incident": "Incident added",
    "case.incident-amended": "Incident put right or carried on",
    "case.incident-linked": "Incident shared with another case",
    "case.contact": "Contact logged",
    "case.contact-amended": "Contact put right",
    "case.entry-withdrawn": "Entry withdrawn",
    "case.action": "Action added",
    "case.action-done": "Action done",
    "case.action-moved": "Action moved",
    "case.flagged": "Flag raised",
    "case.flag-ended": "Flag ended",
    "case.party": "Somebody added",
    "case.party-changed": "Somebody's role altered",
    "case.party-removed": "Somebody put on by mistake taken off",
    "case.file": "File kept",
    "case.file-saved": "Copy of a file saved elsewhere",
    "case.record": "Record added",
    "case.record-saved": "Record altered",
    "case.clock-stopped": "Clock stopped",
    "case.clock-restarted": "Clock started again",
    "person.facts": "Facts about somebody added",
    "person.fact-altered": "A fact about somebody altered",
    "person.merged": "Two people found to be one",
    "person.unmerged": "One person found to be two",
    "contact.overridden": "Unsafe channel allowed: immediate danger",
    "order.added": "Order or tool added",
    "order.changed": "Order altered",
    "order.linked": "Order linked, so that it serves this case too",
    "order.breach": "Breach of an order recorded",
    "order.outcome": "Outcome of a breach recorded",
    "order.variation": "Order varied",
    "order.extension": "Order extended",
    "order.review": "Order reviewed",
    "order.end": "Order ended",
    "case.exported": "Exported",
    "retention.held": "Put on hold",
    "retention.hold-lifted": "Hold lifted",
    "retention.kept": "Kept for longer",
}
"""Operation kinds → what was done."""

FIXED_LABELS: Mapping[str, str] = {
    "name": "Name",
    "state": "State",
    "band": "Risk",
    "score": "Score",
    "owner_id": "Owner",
    "next_review": "Next review",
    "reported": "Date reported",
    "first_contact_at": "First contact",
    "closed": "Closed",
    "area": "Area",
    "what": "Action",
    "due": "Due",
    "done": "Done",
    "evidence": "Evidence",
    "late_reason": "Why late",
    "outcome": "Outcome",
    "words": "What was said",
    "reason": "Reason",
    "label": "Flag",
    "expires": "Expires",
    "ended": "Ended",
    "text": "Fact",
    "role": "Role",
    "tool": "Order or tool",
    "ends": "Last day",
    "happened": "When",
    "counter_allegation": "Counter-allegation",
    "safety": "Safe to use",
    "protected": "Protected",
    "valid_to": "No longer true after",
    "stops": "Clock stood still",
}
"""Columns that history shows, in words; the rest are the program's own."""


Asked = RecordKind | Toolkit | Instrument | Section
"""What has questions of its own, apart from the case's. A section's answers are columns under the keys they have."""
ANSWERED = frozenset(("answers", "closing"))
"""Columns that hold answers, each under the key of its question."""


def done_text(kind: str) -> str:
    """What an operation did, in words; its kind where there are none yet, so that nothing is hidden."""
    return DONE.get(kind, kind)


def shown_field(kind: CaseType, name: str, value: Value, record: Asked | None = None) -> tuple[str, str]:
    """A journalled field's label, and its value as an officer reads it. An empty text is no answer.

    ``record`` is whose answers these are: those of a kind of record, of an order, of a scale, of an incident's form;
    without it they are the case's own.
    """
    if isinstance(record, Section):
        asked = next((each for each in record.fields if each.key == name), None)
        if asked is not None:
            return _answered(asked, value)
        record = None
    column, below, key = name.partition(".")
    if below and column in ANSWERED:
        if isinstance(record, Instrument):
            return _scored(record, key, value)
        field = closing_field(kind, key) if column == "closing" else (record or kind).field(key)
        if field is None:
            return key, _plain(value)
        return _answered(field, value)
    return FIXED_LABELS.get(name, name), _fixed(kind, name, value)


def _answered(field: Field, value: Value) -> tuple[str, str]:
    if value is None or value == "":
        return field.label, ""
    return field.label, field.show(tuple(map(str, value)) if isinstance(value, list | tuple) else _answer(value))


def _scored(scale: Instrument, key: str, value: Value) -> tuple[str, str]:
    """A question of a scale and its answer; as they were journalled where the scale no longer asks it."""
    question = next((each for each in scale.questions if each.key == key), None)
    if question is None:
        return key, _plain(value)
    option = question.option(str(value)) if value is not None else None
    return question.text, option.label if option else _plain(value)


def _answer(value: Value) -> str | int:
    return value if isinstance(value, int) else str(value)


def _fixed(kind: CaseType, name: str, value: Value) -> str:
    if name == "stops" and isinstance(value, list | tuple):
        return "; ".join(_stop(each) for each in value if isinstance(each, Mapping))
    known = _labels(kind).get(name, {})
    return known[value] if isinstance(value, str) and value in known else _plain(value)


def _labels(kind: CaseType) -> Mapping[str, Mapping[str, str]]:
    """Columns that hold a code → the words for each."""
    outcomes = next((each.terms for each in kind.contact.fields if each.key == "outcome"), None)
    return {
        "state": {state.code: state.label for state in kind.workflow.states},
        "band": {band.code: band.label for band in kind.instrument.bands},
        "role": {term.code: term.label for term in kind.roles.terms},
        "outcome": {term.code: term.label for term in outcomes.terms} if outcomes else {},
        "area": {area.code: area.name for area in NEIGHBOURHOOD_AREAS.areas},
        "tool": {term.code: term.label for term in kind.orders.tools.terms} if kind.orders else {},
        "safety": SAFETY_LABELS,
    }


def _stop(stop: Mapping[str, Value]) -> str:
    until = _plain(stop.get("until"))
    return f"from {_plain(stop.get('since'))}{f' to {until}' if until else ''}: {_plain(stop.get('reason'))}"


def _plain(value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    return _dated(str(value))


def _dated(text: str) -> str:
    """A day or moment as it is shown; other text as it is."""
    try:
        if len(text) == 10:
            return show_day(date.fromisoformat(text))
        return show_moment(datetime.fromisoformat(text)) if text.endswith("Z") else text
    except ValueError:
        return text
