"""What is added to a case: incidents, contacts, actions, assessments, flags and people in their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import (
    Answers,
    IncidentView,
    NewAction,
    NewAssessment,
    NewContact,
    NewFlag,
    NewIncident,
    NewParty,
    Saved,
)
from spp_desktop.domain.casetype import CaseType, circumstances, refuse_errors
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.contacting import ACTION_CHANNELS, outgoing
from spp_desktop.domain.dates import local_day
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Problem, Refused
from spp_desktop.domain.fields import On, clean_answers
from spp_desktop.domain.incidents import account_altered, altered
from spp_desktop.domain.instruments import (
    carried_answers,
    check_assessment,
    check_override,
    offered_triggers,
    score,
)
from spp_desktop.domain.lists import REACHED, RETRY
from spp_desktop.domain.people import PersonFacts, clean_facts
from spp_desktop.domain.permissions import Right, may
from spp_desktop.domain.text import clean_line, clean_text
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services.casework import (
    AreaOf,
    Work,
    case_with,
    case_with_incident,
    compartment_of,
    first_area,
    locate,
    need_people,
    sync_flags,
    type_in_force,
    work_on,
    working,
)
from spp_desktop.services.contacting import through
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept
from spp_desktop.store.case_reads import (
    LOCKS_AFTER,
    answers_of_case,
    first_reached,
    flags_of,
    incidents_of,
    last_assessment,
)
from spp_desktop.store.tables.case import ActionRow, ContactRow, FlagRow, IncidentRow


@gate(Right.CASE_WRITE)
def add_party(me: SignedIn, case_id: UUID, party: NewParty) -> Done[Saved]:
    """Put somebody on a case in a role: somebody already known, somebody new, or nobody with a name."""
    with working(me, case_id, "case.party") as work:
        if work.kind.roles.term(party.role) is None:
            raise Invalid((Problem("role", "Choose a role"),))
        facts = PersonFacts(clean_facts(party.facts.facts, work.today))
        cleaned = replace(party, facts=facts, place=clean_line(party.place), note=clean_line(party.note))
        need_people(me, work.unit, (cleaned,))
        party_id = kept.add_party(work.unit, work.on, cleaned)
    return _saved(work, party_id)


@gate(Right.CASE_WRITE)
def add_incident(me: SignedIn, case_id: UUID, new: NewIncident, *, area_of: AreaOf | None = None) -> Done[Saved]:
    """Add an incident to a case. Risk is to be scored again from the last answers: see ``risk_to_score``."""
    with working(me, case_id, "case.incident") as work:
        cleaned = _incident_cleaned(new)
        warnings = _incident_problems(work, cleaned)
        area, _ = first_area(area_of, (("incident postcode", cleaned.postcode),))
        incident_id, _ = kept.add_incident(work.unit, work.on, cleaned, area or work.row["area"])
        sync_flags(work, work.answers)
    return _saved(work, incident_id, warnings=warnings)


@gate(Right.CASE_WRITE)
def amend_incident(
    me: SignedIn,
    incident_id: UUID,
    case_id: UUID,
    new: NewIncident,
    revision: int,
    *,
    area_of: AreaOf | None = None,
) -> Done[Saved]:
    """Put an incident right, or carry it on as more is learnt. It is one record, so each of its cases has it.

    Raises Invalid where the account would be altered more than 24 hours after it was logged.
    """
    with working(me, case_id, "case.incident-amended") as work:
        was = next((each for each in incidents_of(work.unit.connection, case_id) if each.id == incident_id), None)
        if was is None or was.withdrawn:
            raise NotFound
        cleaned = _incident_cleaned(new)
        fixed = work.unit.at - was.logged >= LOCKS_AFTER
        if fixed and (problems := account_altered(was, cleaned)):
            raise Invalid(problems)
        warnings = _incident_problems(work, cleaned)
        given: dict[str, Any] = {name: getattr(cleaned, name) for name in altered(was, cleaned)}
        if "postcode" in given:
            area, _ = first_area(area_of, (("incident postcode", cleaned.postcode),))
            given["area"] = area or work.row["area"]
        now = kept.set_incident(work.unit, work.on, incident_id, cleaned, given, revision)
        sync_flags(work, work.answers)
        shared = kept.cases_of_incident(work.unit, incident_id)
    return _saved(work, incident_id, now, warnings, also=shared)


@gate(Right.CASE_WRITE)
def share_incident(me: SignedIn, incident_id: UUID, case_id: UUID) -> Done[Saved]:
    """Give another case of the same type a share in an incident: it stays one record."""
    held_by = locate(me, case_with_incident(me, incident_id))
    with working(me, case_id, "case.incident-linked") as work:
        if held_by.compartment != compartment_of(work.kind.code):
            raise NotFound
        if any(each.id == incident_id for each in incidents_of(work.unit.connection, case_id)):
            raise Refused("The case already has this incident. Nothing was changed")
        kept.link_incident(work.unit, work.on, incident_id)
        sync_flags(work, work.answers)
        shared = kept.cases_of_incident(work.unit, incident_id)
    return _saved(work, incident_id, also=shared)


@gate(Right.CASE_WRITE)
def record_contact(me: SignedIn, case_id: UUID, new: NewContact, danger: str = "") -> Done[Saved]:
    """Log a contact. One that reached the victim stops the first-contact clock; no answer books the next try.

    Going out through an unsafe channel is refused, unless ``danger`` says why immediate danger called for it.
    """
    place = locate(me, case_id)
    need_over(me, Right.CASE_WRITE, place.type)
    new, outcome = _contact_given(type_in_force(me, place.type), new)
    used = new.channel if outgoing(new, outcome.marks) else ""
    with (
        through(me, case_id, place, used, danger) as (several, warnings),
        work_on(me, several, case_id, place, "case.contact") as work,
    ):
        if new.corrects is not None and _record(work, ContactRow, new.corrects)["case_id"] != case_id:
            raise NotFound
        contact_id = kept.add_contact(work.unit, work.on, new)
        at = new.at or work.unit.at
        first = work.row["first_contact_at"]
        reached = REACHED in outcome.marks and not new.with_whom and local_day(at) <= work.today
        if reached and (first is None or at < first):
            kept.set_case(work.unit, work.kind, case_id, {"first_contact_at": at})
        if RETRY in outcome.marks:
            due = new.next_try or work.today + timedelta(days=1)
            owner = work.row["owner_id"] or me.officer.id
            kept.add_action(work.unit, work.on, NewAction("Try to reach them again", due, owner, kind="retry"))
    return _saved(work, contact_id, warnings=warnings)


def _contact_given(kind: CaseType, new: NewContact) -> tuple[NewContact, Term]:
    """A contact in its one spelling, its channel the outcome's where none is given, and that outcome."""
    outcome = _list(kind, "outcome").term(new.outcome)
    if outcome is None:
        raise Invalid((Problem("outcome", "Choose an outcome"),))
    channel = new.channel or next((m.partition(":")[2] for m in outcome.marks if m.startswith("channel:")), "")
    cleaned = replace(new, channel=channel, with_whom=clean_line(new.with_whom), words=clean_text(new.words))
    return cleaned, outcome


@gate(Right.CASE_WRITE)
def amend_contact(me: SignedIn, contact_id: UUID, words: str, revision: int) -> Done[Saved]:
    """Put right the words of one's own contact within 24 hours; after that only a new entry corrects it."""
    with working(me, case_with(me, ContactRow, contact_id), "case.contact-amended") as work:
        was = _record(work, ContactRow, contact_id)
        if was["by_id"] != me.officer.id:
            raise NotPermitted("Only whoever logged a contact may put it right. Add an entry that corrects it")
        if work.unit.at - was["logged_at"] >= LOCKS_AFTER:
            raise Refused("A contact is fixed after 24 hours. Add an entry that corrects it. Nothing was changed")
        cleaned = clean_text(words)
        now = work.unit.update(ContactRow, contact_id, {"words": cleaned}, revision=revision)
        kept.index_contact(work.unit, work.on, contact_id, was["with_whom"], cleaned, was["at"])
    return _saved(work, contact_id, now)


@gate(Right.CASE_WRITE)
def withdraw_contact(me: SignedIn, contact_id: UUID, reason: str) -> Done[Saved]:
    """Withdraw a misfiled contact: it leaves the chronology and the search, and stays for information governance.

    One that stopped the first-contact clock lets it run again, unless another contact reached the victim too.
    """
    return _withdraw(me, ContactRow, case_with(me, ContactRow, contact_id), contact_id, "contact", reason)


@gate(Right.CASE_WRITE)
def withdraw_incident(me: SignedIn, incident_id: UUID, case_id: UUID, reason: str) -> Done[Saved]:
    """Withdraw a misfiled incident, on every case it is on."""
    return _withdraw(me, IncidentRow, case_id, incident_id, "incident", reason)


@gate(Right.CASE_WRITE)
def add_action(me: SignedIn, case_id: UUID, new: NewAction, danger: str = "") -> Done[Saved]:
    """Add an action for an officer or an agency; for the officer adding it when it names neither.

    One that goes through an unsafe channel is refused as a contact is: see ``record_contact``.
    """
    place = locate(me, case_id)
    need_over(me, Right.CASE_WRITE, place.type)
    what = clean_line(new.what)
    if not what:
        raise Invalid((Problem("what", "Say what is to be done"),))
    if new.owner_id is not None and new.agency:
        raise Invalid((Problem("agency", "Name an officer or an agency, not both"),))
    owner = new.owner_id if new.owner_id is not None or new.agency else me.officer.id
    used = ACTION_CHANNELS.get(new.kind, "")
    with (
        through(me, case_id, place, used, danger, asked_as="kind") as (several, warnings),
        work_on(me, several, case_id, place, "case.action") as work,
    ):
        action_id = kept.add_action(work.unit, work.on, replace(new, what=what, owner_id=owner))
    return _saved(work, action_id, warnings=warnings)


@gate(Right.CASE_WRITE)
def complete_action(
    me: SignedIn,
    action_id: UUID,
    *,
    done: date | None = None,
    evidence: str = "",
    late_reason: str = "",
    revision: int | None = None,
) -> Done[Saved]:
    """Mark an action done, today unless another day is given."""
    with working(me, case_with(me, ActionRow, action_id), "case.action-done") as work:
        values = {
            "done": done or work.today,
            "open_due": None,
            "evidence": clean_text(evidence),
            "late_reason": clean_text(late_reason),
        }
        now = work.unit.update(ActionRow, action_id, values, revision=revision)
    return _saved(work, action_id, now)


@gate(Right.CASE_WRITE)
def move_action(
    me: SignedIn, action_id: UUID, due: date, *, reason: str = "", revision: int | None = None
) -> Done[Saved]:
    """Move the day an action is due, or open it again."""
    with working(me, case_with(me, ActionRow, action_id), "case.action-moved", why=reason or None) as work:
        values = {"due": due, "done": None, "open_due": due}
        now = work.unit.update(ActionRow, action_id, values, revision=revision)
    return _saved(work, action_id, now)


@gate(Right.CASE_READ)
def risk_to_score(me: SignedIn, case_id: UUID) -> tuple[Answers, tuple[str, ...]]:
    """What a new scoring starts from: the last answers, and the triggers that held then or the record calls for."""
    place = locate(me, case_id)
    need_over(me, Right.CASE_READ, place.type)
    kind = type_in_force(me, place.type)
    with me.store.read(place.compartment) as connection:
        last = last_assessment(connection, case_id)
        flags = [flag.code for flag in flags_of(connection, case_id, me.today())]
        happened: tuple[IncidentView, ...] = incidents_of(connection, case_id)
        answers = answers_of_case(connection, case_id)
    shown = circumstances(answers, flags, happened)
    before = carried_answers(kind.instrument, last.answers) if last else {}
    return before, offered_triggers(kind.instrument, shown, last.automatic if last else ())


@gate(Right.CASE_WRITE)
def assess_risk(me: SignedIn, case_id: UUID, new: NewAssessment) -> Done[Saved]:
    """Score the risk. Every scoring is kept; the band in force and the next review follow from the latest.

    Setting a band above the one scored needs a reason. Setting one below, or letting a band that somebody raised
    fall, needs a reason and a supervisor.
    """
    with working(me, case_id, "case.assessed") as work:
        assessment_id = _assess(me, work, new)
    return _saved(work, assessment_id)


@gate(Right.CASE_WRITE)
def override_risk(me: SignedIn, case_id: UUID, band: str, reason: str) -> Done[Saved]:
    """Set the band by judgement, over the last answers."""
    with working(me, case_id, "case.assessed", why=reason) as work:
        last = last_assessment(work.unit.connection, case_id)
        answers = carried_answers(work.kind.instrument, last.answers) if last else {}
        triggers = last.automatic if last else ()
        new = NewAssessment(answers, triggers, band, reason, occasion="judgement")
        assessment_id = _assess(me, work, new)
    return _saved(work, assessment_id)


@gate(Right.CASE_WRITE)
def raise_flag(me: SignedIn, case_id: UUID, new: NewFlag) -> Done[Saved]:
    """Raise a flag on a case. A warning about staff safety says why and when it ends."""
    with working(me, case_id, "case.flagged") as work:
        kind = work.kind.flag(new.code)
        if kind is None:
            raise Invalid((Problem("code", "Choose a flag"),))
        reason = clean_line(new.reason)
        if kind.expires and (new.expires is None or not reason):
            raise Invalid((Problem("expires", "Say why, and the day it ends"),))
        if new.expires is not None and new.expires < work.today:
            raise Invalid((Problem("expires", "This day has passed"),))
        label = clean_line(new.label) or kind.label
        flag_id = kept.add_flag(work.unit, work.on, replace(new, reason=reason, label=label), work.today)
    return _saved(work, flag_id)


@gate(Right.CASE_WRITE)
def end_flag(me: SignedIn, flag_id: UUID, reason: str = "") -> Done[Saved]:
    """End a flag today. One that answers call for comes back with the next save."""
    with working(me, case_with(me, FlagRow, flag_id), "case.flag-ended", why=reason or None) as work:
        now = work.unit.update(FlagRow, flag_id, {"ended": work.today})
    return _saved(work, flag_id, now)


def _assess(me: SignedIn, work: Work, new: NewAssessment) -> UUID:
    scale = work.kind.instrument
    happened = incidents_of(work.unit.connection, work.on.id) if new.incident_id is not None else ()
    if new.incident_id is not None and new.incident_id not in {each.id for each in happened}:
        raise NotFound
    if problems := check_assessment(scale, new.answers, new.triggers):
        raise Invalid(problems)
    result = score(scale, new.answers, new.triggers)
    last = last_assessment(work.unit.connection, work.on.id)
    raised = last.band if last and scale.rank(last.band) > scale.rank(last.scored_band) else None
    band = new.band or max((result.band, raised), key=scale.rank) or result.band
    may_lower = may(me.officer.roles, Right.CASE_LOWER_RISK, work.kind.code)
    reason = clean_line(new.reason) or (last.reason if last and new.band is None and band == raised else "")
    if problems := check_override(scale, result, band, reason, may_lower=may_lower, before=raised):
        raise Invalid(problems)
    assessment_id = kept.add_assessment(work.unit, work.on, scale, replace(new, reason=reason), result, band)
    change = result.score - last.score if last else None
    review = work.today + timedelta(days=scale.band(band).review_days)
    values = {"band": band, "score": result.score, "score_change": change}
    if work.kind.workflow.state(work.row["state"]).open:
        values["next_review"] = review
    kept.set_case(work.unit, work.kind, work.on.id, values)
    return assessment_id


def _incident_cleaned(new: NewIncident) -> NewIncident:
    return replace(
        new,
        place=clean_line(new.place),
        postcode=clean_line(new.postcode),
        police_reference=clean_line(new.police_reference),
        crime_reference=clean_line(new.crime_reference),
        words=clean_text(new.words),
    )


def _incident_problems(work: Work, new: NewIncident) -> tuple[Problem, ...]:
    values: dict[str, Any] = {
        each.key: getattr(new, each.key) for each in work.kind.incident.fields if each.key != "happened"
    }
    given = clean_answers(
        work.kind.incident.fields,
        {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()},
    )
    on = On(work.today, new.happened.day)
    known = {each.key: each for each in work.kind.incident.fields}
    problems = [problem for key, answer in given.items() for problem in known[key].problems(answer, on)]
    if new.happened.day > work.today:
        problems.append(Problem("happened", "This day has not come yet", "warning"))
    return refuse_errors(problems)


def _withdraw(
    me: SignedIn, row: type[ContactRow] | type[IncidentRow], case_id: UUID, record_id: UUID, kind: str, reason: str
) -> Done[Saved]:
    if not reason.strip():
        raise Invalid((Problem("reason", "Say why it is withdrawn"),))
    with working(me, case_id, "case.entry-withdrawn", why=reason) as work:
        if row is IncidentRow and all(e.id != record_id for e in incidents_of(work.unit.connection, case_id)):
            raise NotFound
        was = _record(work, row, record_id)
        now = work.unit.update(row, record_id, {"withdrawn": True, "withdrawn_reason": clean_line(reason)})
        kept.forget(work.unit, kind, record_id)
        if row is ContactRow and was["at"] == work.row["first_contact_at"]:
            outcomes = _list(work.kind, "outcome").marked(REACHED)
            reached = first_reached(work.unit.connection, case_id, outcomes, work.today)
            kept.set_case(work.unit, work.kind, case_id, {"first_contact_at": reached})
        sync_flags(work, work.answers)
        shared = kept.cases_of_incident(work.unit, record_id) if row is IncidentRow else frozenset()
    return _saved(work, record_id, now, also=shared)


def _record(work: Work, row: type[ContactRow] | type[IncidentRow], record_id: UUID) -> Mapping[str, Any]:
    """An entry as it stands. Raises NotFound for one withdrawn, as for one there is not."""
    found = work.unit.get(row, record_id)
    if found is None or found["deleted"] or found["withdrawn"]:
        raise NotFound
    return found


def _list(kind: CaseType, key: str) -> Vocabulary:
    return next(each.terms for each in kind.contact.fields if each.key == key and each.terms is not None)


def _saved(
    work: Work,
    record_id: UUID,
    revision: int = 1,
    warnings: tuple[Problem, ...] = (),
    *,
    also: frozenset[UUID] = frozenset(),
) -> Done[Saved]:
    """``also`` are other cases that the same record is on."""
    done = Saved(record_id, work.on.id, work.row["reference"], revision, warnings)
    return Done(done, work.changes | Changes(cases=also))
