"""Cases: logging, listing, opening, answering, moving, assigning and closing them.

What is added to a case (incidents, contacts, actions, assessments, flags, parties) is in
:mod:`spp_desktop.services.entries`. A case the officer may not know of is answered as one that does not exist.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from spp_desktop.domain.cases import (
    Answers,
    CaseLine,
    CaseQuery,
    CaseView,
    HistoryLine,
    NewCase,
    NewFlag,
    NewParty,
    Saved,
    who_problems,
)
from spp_desktop.domain.casetype import CaseType, flags_called_for, refuse_errors
from spp_desktop.domain.casetypes import CASE_TYPES, case_type
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.closing import Closing, Step, check_closing, closing_steps
from spp_desktop.domain.conversation import answers_of, finished
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Problem, Refused
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.history import shown_field
from spp_desktop.domain.journal import Value, case_stream
from spp_desktop.domain.kinds.survey import SURVEY, surveyed
from spp_desktop.domain.people import FactKind, PersonFacts, clean_facts
from spp_desktop.domain.permissions import Right, may
from spp_desktop.domain.records import NewRecord
from spp_desktop.domain.text import clean_line, clean_text
from spp_desktop.services.casework import (
    AreaOf,
    Work,
    aware,
    compartment_of,
    compartments,
    first_area,
    locate,
    look,
    need_people,
    reader,
    sync_flags,
    type_in_force,
    working,
)
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.keeping import keeping_reviewed
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import case_lists, case_reads, case_records
from spp_desktop.store import cases as kept
from spp_desktop.store.history import history
from spp_desktop.store.tables.case import ActionRow

PAGE = 100


@gate(Right.CASE_READ)
def list_cases(me: SignedIn, query: CaseQuery, limit: int = PAGE, offset: int = 0) -> list[CaseLine]:
    """One page of a list, in the query's order."""
    need_over(me, Right.CASE_READ, query.type)
    with me.store.read(compartment_of(query.type)) as connection:
        return case_lists.list_cases(connection, case_type(query.type), query, reader(me), limit=limit, offset=offset)


@gate(Right.CASE_READ)
def case_ids(me: SignedIn, query: CaseQuery) -> array[int]:
    """The row numbers of the whole list, in its order: what a table holds while it fetches lines page by page."""
    need_over(me, Right.CASE_READ, query.type)
    with me.store.read(compartment_of(query.type)) as connection:
        return case_lists.case_ids(connection, case_type(query.type), query, reader(me))


@gate(Right.CASE_READ)
def case_lines(me: SignedIn, rows: Sequence[int], case_type_code: str = "asb") -> list[CaseLine]:
    """The lines of these row numbers, in the order asked; those gone meanwhile are left out."""
    need_over(me, Right.CASE_READ, case_type_code)
    with me.store.read(compartment_of(case_type_code)) as connection:
        return case_lists.case_lines(connection, case_type(case_type_code), rows, reader(me))


@gate(Right.CASE_READ)
def count_cases(me: SignedIn, query: CaseQuery) -> int:
    """How many cases a query finds."""
    need_over(me, Right.CASE_READ, query.type)
    with me.store.read(compartment_of(query.type)) as connection:
        return case_lists.count_cases(connection, case_type(query.type), query, reader(me))


@gate(None)
def rail_counts(me: SignedIn) -> dict[str, int]:
    """Open cases of each type the officer may know of; types they may not are absent."""
    counts = {kind.code: 0 for kind in CASE_TYPES if kind.code in me.scope.case_types}
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            for code, count in case_lists.count_open(connection, me.scope).items():
                counts[code] = counts.get(code, 0) + count
    return counts


@gate(Right.CASE_READ)
def open_case(me: SignedIn, case_id: UUID) -> CaseView:
    """A case with everything on it. The look is recorded."""
    view = _view(me, case_id)
    look(me, "case.viewed", about=case_id, compartment=compartment_of(view.line.type))
    return view


@gate(Right.CASE_READ)
def case_as_it_stands(me: SignedIn, case_id: UUID) -> CaseView:
    """A case that the officer has open, read again after a change: it is the same look, so no other is recorded."""
    return _view(me, case_id)


@gate(None)
def find_case(me: SignedIn, reference: str) -> UUID:
    """The case with a reference. A look-up that finds nothing is recorded, whatever the reason it found nothing."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection:
            found = case_reads.find_case(connection, me.scope, reference)
        if found is not None:
            return found[0]
    look(me, "case.not-found", asked=reference[:40])
    raise NotFound


@gate(Right.CASE_READ)
def case_history(me: SignedIn, case_id: UUID) -> list[HistoryLine]:
    """What was done on a case, newest first. Looks are left to the audit."""
    place = locate(me, case_id)
    need_over(me, Right.CASE_READ, place.type)
    with me.store.read(place.compartment) as connection:
        return history(connection, type_in_force(me, place.type), case_id)


@gate(Right.CASE_WRITE)
def log_case(me: SignedIn, new: NewCase, *, area_of: AreaOf | None = None) -> Done[Saved]:
    """Log a case. It needs who (or that they are not known), what, and when reported; the rest only warns.

    The area is the one given, else that of the incident's postcode, else of the victim's; it does not change
    afterwards. Until somebody assesses the risk the case is reviewed as often as a high-risk one.
    """
    need_over(me, Right.CASE_WRITE, new.type)
    kind = type_in_force(me, new.type)
    new = replace(new, who=_cleaned(new.who, me), others=tuple(_cleaned(each, me) for each in new.others))
    answers = kind.clean(new.answers)
    warnings = refuse_errors((*who_problems(new.who), *kind.check(answers, me.today())))
    opening = _opening(me, kind, new, answers, area_of)
    with me.store.write(
        "case.logged",
        by=me.officer.id,
        at=me.now(),
        stream=case_stream(kind.code, opening.area),
        compartment=compartment_of(kind.code),
    ) as unit:
        need_people(me, unit, (new.who, *new.others))
        on, reference = kept.add_case(unit, kind, kept.shown_name(unit, kind, new.who), opening)
        kept.add_party(unit, on, new.who, main=True)
        for other in new.others:
            kept.add_party(unit, on, other)
        for code, label in flags_called_for(kind, answers, ()).items():
            kept.add_flag(unit, on, NewFlag(code, label=label), me.today(), called_for=True)
    return Done(Saved(on.id, on.id, reference, 1, warnings), Changes(cases=frozenset((on.id,))))


@gate(Right.CASE_WRITE)
def save_answers(me: SignedIn, case_id: UUID, answers: Answers, revision: int) -> Done[Saved]:
    """Save a case's answers. Raises Conflict, with both versions, when somebody saved answers since ``revision``.

    Something else done to the case meanwhile (a contact logged, the risk assessed) is no conflict.
    """
    with working(me, case_id, "case.answered") as work:
        cleaned = work.kind.clean(answers)
        warnings = refuse_errors(work.kind.check(cleaned, work.today))
        reported = read_day(cleaned.get(work.kind.reported)) or work.row["reported"]
        values = {"answers": cleaned, "reported": reported, "type_version": work.kind.version}
        now = _set_answers(work, values, revision)
        sync_flags(work, cleaned)
        kept.index_case(work.unit, work.kind, work.on, work.row["reference"], cleaned)
    return Done(Saved(case_id, case_id, work.row["reference"], now, warnings), work.changes)


@gate(Right.CASE_WRITE)
def move_case(me: SignedIn, case_id: UUID, after: str, reason: str = "") -> Done[Saved]:
    """Move a case to another state. Closing by the checklist is ``close_case``."""
    with working(me, case_id, "case.moved", why=reason or None) as work:
        before = work.row["state"]
        move = work.kind.workflow.move(before, after)
        if move is None:
            raise Refused("A case cannot go from this state to that one. Nothing was changed")
        if move.closing:
            raise Refused("Closing asks the closing checklist. Nothing was changed")
        need_over(me, move.right, work.kind.code)
        if move.reason and not reason.strip():
            raise Invalid((Problem("reason", "Say why"),))
        _check_reopening(work, after)
        kept.add_move(work.unit, work.on, before, after, reason)
        revision = kept.set_case(work.unit, work.kind, case_id, _moved(me, work, after))
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)


@gate(Right.CASE_READ)
def closing_checklist(me: SignedIn, case_id: UUID, closing: Closing) -> tuple[Step, ...]:
    """The closing conversation of a case as the answers stand: what is done, and what is still missing."""
    view = _view(me, case_id)
    return closing_steps(type_in_force(me, view.line.type), view, closing, me.today())


@gate(Right.CASE_WRITE)
def propose_closure(me: SignedIn, case_id: UUID, closing: Closing) -> Done[Saved]:
    """Propose closure with the conversation as far as it went: a supervisor goes on from there.

    A survey that was sent or declined is recorded, and actions that were finished are done. Raises Invalid without a
    reason, Refused where the case cannot be put to closure from its state.
    """
    view = _view(me, case_id)
    with working(me, case_id, "case.closure-proposed") as work:
        move = work.kind.workflow.proposes(work.row["state"])
        if move is None:
            raise Refused("Closure cannot be proposed from this state. Nothing was changed")
        if work.kind.closing.reasons.term(closing.reason) is None:
            raise Invalid((Problem("reason", "Choose a reason"),))
        revision = _end(me, work, view, closing, move.after)
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)


@gate(Right.CASE_CLOSE)
def close_case(me: SignedIn, case_id: UUID, closing: Closing) -> Done[Saved]:
    """Close a case whose closure was proposed. Raises Invalid naming what the conversation still misses."""
    view = _view(me, case_id)
    with working(me, case_id, "case.closed", right=Right.CASE_CLOSE) as work:
        move = work.kind.workflow.closes(work.row["state"])
        if move is None:
            raise Refused("Closure has to be proposed first. Nothing was changed")
        if missing := check_closing(closing_steps(work.kind, view, closing, work.today)):
            raise Invalid(missing)
        revision = _end(me, work, view, closing, move.after)
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)


def _end(me: SignedIn, work: Work, view: CaseView, closing: Closing, after: str) -> int:
    """Keep what the conversation found with the move it ends in; returns the case's revision."""
    for action_id, evidence in finished(work.kind, view, closing, work.today):
        done = {"done": work.today, "open_due": None, "evidence": clean_text(evidence)}
        work.unit.update(ActionRow, action_id, done)
    _keep_survey(work, view, closing)
    answers = {key: clean_text(str(answer)) for key, answer in answers_of(closing).items()}
    kept.add_move(work.unit, work.on, work.row["state"], after, clean_text(closing.words), answers)
    return kept.set_case(work.unit, work.kind, work.on.id, _moved(me, work, after))


def _keep_survey(work: Work, view: CaseView, closing: Closing) -> None:
    """Record the survey that was sent or declined, unless one is on record."""
    survey = work.kind.record(SURVEY.code)
    day = closing.survey_sent or (work.today if closing.survey_declined else None)
    if survey is None or day is None or surveyed(view.records):
        return
    about = next((party.id for party in view.parties if party.main and party.role in survey.roles), None)
    answers = {"declined" if closing.survey_declined else "sent": day.isoformat()}
    case_records.add_record(work.unit, work.on, survey, NewRecord(survey.code, answers, about), work.today)


@gate(Right.CASE_WRITE)
def assign_case(me: SignedIn, case_id: UUID, owner_id: UUID | None) -> Done[Saved]:
    """Give a case to an officer. A supervisor may give any to any; others may take one that nobody owns."""
    with working(me, case_id, "case.assigned") as work:
        taking = owner_id == me.officer.id and work.row["owner_id"] is None
        if not taking and not may(me.officer.roles, Right.CASE_ALLOCATE, work.kind.code):
            raise NotPermitted("Only a supervisor may give a case to somebody else. Nothing was changed")
        revision = kept.set_case(work.unit, work.kind, case_id, {"owner_id": owner_id})
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)


@gate(Right.CASE_WRITE)
def move_review(me: SignedIn, case_id: UUID, day: date) -> Done[Saved]:
    """Set the day of a case's next review. A risk review never goes further off than its band allows."""
    with working(me, case_id, "case.review-moved") as work:
        latest = work.today + timedelta(days=_cadence(work.kind, work.row["band"]))
        if day > latest:
            raise Invalid((Problem("day", f"At this risk the latest day is {latest.day} {latest:%b %Y}"),))
        revision = kept.set_case(work.unit, work.kind, case_id, {"next_review": day})
    return Done(Saved(case_id, case_id, work.row["reference"], revision), work.changes)


def _view(me: SignedIn, case_id: UUID) -> CaseView:
    """A case as it stands, when the officer may know of it: being within their scope is the right to read it."""
    for compartment in compartments(me):
        with me.store.read(compartment) as connection, suppress(NotFound):
            return case_reads.open_case(connection, case_type, case_id, reader(me))
    raise NotFound


def _cleaned(party: NewParty, me: SignedIn) -> NewParty:
    facts = PersonFacts(clean_facts(party.facts.facts, me.today()))
    return replace(party, facts=facts, place=clean_line(party.place), note=clean_line(party.note))


def _opening(me: SignedIn, kind: CaseType, new: NewCase, answers: Answers, area_of: AreaOf | None) -> kept.Opening:
    now, today = me.now(), me.today()
    reported = read_day(answers.get(kind.reported)) or today
    # A protected address tells nobody which part of the city it lies in.
    told = (fact for fact in new.who.facts.facts if fact.kind is FactKind.ADDRESS and not fact.protected)
    home = next((fact.postcode for fact in told), "")
    postcodes = (("incident postcode", answers.get(kind.postcode)), ("home postcode", home))
    area, source = (new.area, "chosen") if new.area is not None else first_area(area_of, postcodes)
    return kept.Opening(
        answers=answers,
        agency=str(answers.get("source_agency", "")),
        reported=reported,
        reported_at=_clock_start(aware(new.reported_at), reported, now),
        owner_id=new.owner_id,
        area=area,
        area_source=source,
        next_review=today + timedelta(days=_cadence(kind, None)),
        store_code=me.store.code,
        year=today.year,
    )


def _clock_start(given: datetime | None, reported: date, logged: datetime) -> datetime:
    """When the first-contact clock started, never in the office's favour.

    The time given; else the time of logging for something reported that same day; else the start of the day it
    was reported.
    """
    if given is not None:
        return given
    same_day = logged.astimezone(LONDON).date() == reported
    return logged if same_day else datetime.combine(reported, time(), LONDON)


def _cadence(kind: CaseType, band: str | None) -> int:
    """Calendar days between reviews; a case not assessed is reviewed as one of the highest band."""
    bands = kind.instrument.bands
    return next((each.review_days for each in bands if each.code == band), bands[-1].review_days)


def _set_answers(work: Work, values: dict[str, object], revision: int) -> int:
    show = _shower(work.kind)
    try:
        return kept.set_case(work.unit, work.kind, work.on.id, values, revision=revision, show=show)
    except Conflict as conflict:
        theirs = {each.field for each in conflict.differences if each.before != each.theirs}
        if any(field.startswith("answers.") for field in theirs):
            raise
        return kept.set_case(work.unit, work.kind, work.on.id, values, revision=conflict.revision, show=show)


def _shower(kind: CaseType) -> Callable[[str, Value], tuple[str, str]]:
    def show(name: str, value: Value) -> tuple[str, str]:
        return shown_field(kind, name, value)

    return show


def _moved(me: SignedIn, work: Work, after: str) -> dict[str, object]:
    state = work.kind.workflow.state(after)
    values: dict[str, object] = {"state": after, "retention": state.retention or work.kind.retention}
    if not state.open:
        review = keeping_reviewed(me, work.unit, work.row, work.today, str(values["retention"]))
        values.update(next_review=None, closed=work.today, review=review)
    elif work.row["closed"] is not None:
        again = work.today + timedelta(days=_cadence(work.kind, work.row["band"]))
        values.update(next_review=again, closed=None, review=None)
    return values


def _check_reopening(work: Work, after: str) -> None:
    flow = work.kind.workflow
    if after == flow.reopened and not flow.may_reopen(work.row["closed"] or work.today, work.today):
        raise Refused(f"It closed more than {flow.reopen_months} months ago, so log a new case. Nothing was changed")
