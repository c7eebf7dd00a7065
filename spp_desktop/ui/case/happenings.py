"""A case's timeline: everything that happened on it, newest first, under headings that say how long ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from spp_desktop.domain.cases import AssessmentView, CaseView, ContactView, IncidentView, MoveView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.dates import MONTHS, WEEKDAYS, When, local_day, show_day, show_when
from spp_desktop.domain.lists import AGENCIES, CHANNELS
from spp_desktop.domain.order_forms import EVENT_LABELS
from spp_desktop.domain.records import RecordKind, RecordView
from spp_desktop.ui.case.words import initialled, said
from spp_desktop.ui.widgets.tags import Family
from spp_desktop.ui.widgets.timeline import Entry, Period
from spp_desktop.ui.window import local_time

TABS = {
    "incident": "incidents",
    "contact": "contacts",
    "risk": "risk",
    "case": "details",
    "move": "history",
    "action": "actions",
    "flag": "details",
    "order": "orders",
}
"""What an entry is about → the tab that shows it whole."""
FIXED_AFTER = timedelta(hours=24)
"""How long an entry may still be put right in place."""
_CHANNEL_ICONS = {
    "text": "chat",
    "email": "mail",
    "letter": "mail",
    "visit": "home",
    "mobile": "call",
    "landline": "call",
    "voicemail": "call",
}


@dataclass(frozen=True, slots=True)
class _Happening:
    """An entry, and when it came to be on the record."""

    logged: datetime
    entry: Entry


def timeline_of(kind: CaseType, view: CaseView, now: datetime) -> tuple[Entry | Period, ...]:
    """The timeline of a case as it stands now."""
    found = sorted(_happenings(kind, view, now), key=lambda each: each.logged, reverse=True)
    shown: list[Entry | Period] = []
    heading = ""
    for each in found:
        words = _period(local_day(each.logged), local_day(now))
        if words != heading:
            shown.append(Period(words))
            heading = words
        shown.append(each.entry)
    return tuple(shown)


def _period(day: date, today: date) -> str:
    monday = today - timedelta(days=today.weekday())
    if day >= today:
        return "Logged today"
    if day >= monday:
        return "Earlier this week"
    return "Last week" if day >= monday - timedelta(days=7) else "Earlier"


def _happenings(kind: CaseType, view: CaseView, now: datetime) -> Iterator[_Happening]:
    reported = f"Reported {show_day(view.line.reported)}"
    logged = _by(view.logged, view.logged_by)
    yield _Happening(
        view.logged, Entry(("case", view.line.id), "Case logged", reported, logged, "document_bullet_list")
    )
    for incident in view.incidents:
        if not incident.withdrawn:
            yield _Happening(incident.logged, _incident(kind, incident, now))
    for contact in view.contacts:
        yield _Happening(contact.logged, _contact(kind, contact))
    for place, scored in enumerate(view.assessments):
        before = view.assessments[place + 1] if place + 1 < len(view.assessments) else None
        yield _Happening(scored.at, _assessment(kind, scored, before))
    for move in view.moves:
        yield _Happening(move.at, _move(kind, view, move))
    yield from _orders(kind, view)
    for row in view.records:
        record = kind.record(row.kind)
        if record is not None:
            yield _Happening(row.added, _record(record, row))
    for action in view.actions:
        if action.kind != "retry":
            whom = initialled(action.owner) if action.owner else AGENCIES.label_of(action.agency)
            meta = _by(action.added, action.by)
            yield _Happening(
                action.added,
                Entry(("action", action.id), f"Action for {whom}", action.what, meta, "task_list_square_ltr"),
            )


def _move(kind: CaseType, view: CaseView, move: MoveView) -> Entry:
    """A change of state. A closing says why; a reopening, since when the case was closed: it is the same case."""
    flow = kind.workflow
    title, words = f"Moved to {flow.state(move.after).label}", move.reason or f"From {flow.state(move.before).label}"
    if move.closing:
        reason = kind.closing.reasons.label_of(str(move.closing.get("reason", "")))
        words = ". ".join(part for part in (reason, move.reason) if part)
    if move.after == flow.reopened:
        shut = max(
            (each.at for each in view.moves if each.after == move.before and each.at <= move.at), default=move.at
        )
        title = "Reopened under the same number"
        words = f"{move.reason.rstrip('.')}. Closed since {show_day(local_day(shut))}"
    return Entry(("move", move.id), title, words, _by(move.at, move.by), "arrow_right", fixed=True)


def _orders(kind: CaseType, view: CaseView) -> Iterator[_Happening]:
    """Orders and tools as they were recorded, and what happened to them."""
    if kind.orders is None:
        return
    for order in view.orders:
        tool, about = kind.orders.tools.label_of(order.tool), ("order", order.id)
        whom = order.name or ", ".join(part for part in (order.place, order.postcode) if part)
        made = Entry(about, tool, f"Against {whom}", _by(order.added, order.by), "document_table")
        yield _Happening(order.added, made)
        for event in order.events:
            if event.kind == "outcome":
                words = kind.orders.outcomes.label_of(str(event.answers.get("outcome", "")))
            else:
                words = str(event.answers.get("evidence") or event.answers.get("words") or "")
            title = f"{EVENT_LABELS[event.kind]}: {tool}"
            facts = f"{show_when(When(event.happened))}. {words}".strip()
            family: Family = "red" if event.kind == "breach" else "grey"
            by = _by(event.at, event.by)
            yield _Happening(event.at, Entry(about, title, facts, by, "document_table", family, fixed=True))


def _record(record: RecordKind, row: RecordView) -> Entry:
    facts = ". ".join((record.title_of(row.answers), record.stage(row.answers).label))
    return Entry(("record", row.id), record.label, facts, _by(row.added, row.by), record.icon)


def _incident(kind: CaseType, incident: IncidentView, now: datetime) -> Entry:
    about = _incident_words(kind, incident)
    told = f" Told {_told(incident)}." if incident.agencies_told else ""
    facts = f"{show_when(incident.happened)}.{told} {incident.words}".strip()
    return Entry(
        ("incident", incident.id),
        f"Incident {incident.number}{', ' + about if about else ''}",
        facts,
        _by(incident.logged, incident.by),
        "alert_urgent",
        "red",
        fixed=now - incident.logged > FIXED_AFTER,
    )


def _incident_words(kind: CaseType, incident: IncidentView) -> str:
    form = kind.incident
    return (said(form, "subtype", incident.subtype) or said(form, "category", incident.category)).lower()


def _told(incident: IncidentView) -> str:
    return ", ".join(AGENCIES.label_of(code) for code in incident.agencies_told)


def _contact(kind: CaseType, contact: ContactView) -> Entry:
    outcome = said(kind.contact, "outcome", contact.outcome)
    how = CHANNELS.label_of(contact.channel) if contact.channel else ""
    title = ", ".join(part for part in (how, outcome.lower() if how else outcome) if part) or "Contact"
    family: Family = "blue"
    day = local_day(contact.at)
    facts = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}, {local_time(contact.at)}. {contact.words}"
    return Entry(
        ("contact", contact.id),
        title,
        facts.strip(),
        _by(contact.logged, contact.by),
        _CHANNEL_ICONS.get(contact.channel, "chat"),
        family,
        fixed=contact.locked,
    )


def _assessment(kind: CaseType, scored: AssessmentView, before: AssessmentView | None) -> Entry:
    label = kind.instrument.band(scored.band).label
    now = f"{label} {scored.score}"
    if before is None:
        title = f"Risk scored: {now}"
    else:
        change = scored.score - before.score
        verb = "raised" if change > 0 else "lowered" if change < 0 else "scored again"
        was = f"{kind.instrument.band(before.band).label} {before.score}"
        title = f"Risk {verb}: {f'still {now}' if was == now else f'{was} to {now}'}"
    days = kind.instrument.band(scored.band).review_days
    facts = " ".join(part for part in (scored.reason, f"Reviewed every {days} days.") if part)
    family: Family = "red" if scored.band == kind.instrument.bands[-1].code else "grey"
    return Entry(("risk", scored.id), title, facts, _by(scored.at, scored.by), "shield_task", family, fixed=True)


def _by(at: datetime, who: str) -> str:
    day = local_day(at)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {local_time(at)}, {initialled(who)}"


def tab_of(kind: CaseType, view: CaseView, about: str, record_id: UUID) -> str:
    """The tab that shows whole what an entry of the timeline is about."""
    if about != "record":
        return TABS[about]
    row = next((each for each in view.records if each.id == record_id), None)
    record = kind.record(row.kind) if row is not None else None
    return record.tab if record is not None else TABS["move"]


def record_of(entry: object) -> tuple[str, UUID] | None:
    """What an entry of the timeline is about: a kind of record and its id."""
    if isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[1], UUID):
        return str(entry[0]), entry[1]
    return None
