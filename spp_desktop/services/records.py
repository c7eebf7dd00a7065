"""Records of declared kinds on a case: adding, saving and withdrawing them, and stopping the clocks that may stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import Answers, Saved
from spp_desktop.domain.casetype import refuse_errors
from spp_desktop.domain.changes import Done
from spp_desktop.domain.clocks import LONDON, Stop
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, Problem, Refused
from spp_desktop.domain.fields import clean_answers
from spp_desktop.domain.history import shown_field
from spp_desktop.domain.journal import Value
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.records import NewRecord, RecordKind, RecordView, owed_on, standing_stop
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Work, case_with, working
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import case_records as kept
from spp_desktop.store.record_reads import as_it_stands, holders_of
from spp_desktop.store.tables.case_record import CaseRecordRow


@gate(Right.CASE_WRITE)
def add_record(me: SignedIn, case_id: UUID, new: NewRecord) -> Done[Saved]:
    """Add a record. One about somebody is about the only holder of its roles where it does not say about whom.

    Raises:
        NotFound: the case type declares no such kind.
        Invalid: an answer is wrong or missing, or it does not say whom it is about.
        Refused: none of this kind may be begun on the day it says.
    """
    with working(me, case_id, "case.record") as work:
        kind = work.kind.record(new.kind)
        if kind is None:
            raise NotFound
        answers = clean_answers(kind.form.fields, new.answers)
        if not kind.offered_on(kind.begun(answers, work.today)):
            raise Refused(f"{kind.label}: none could be begun on that day. Nothing was changed")
        warnings = refuse_errors(kind.check(answers, work.today))
        party = _about(work, kind, new.party_id)
        record = replace(new, answers=answers, party_id=party)
        record_id = kept.add_record(work.unit, work.on, kind, record, work.today)
    return Done(Saved(record_id, case_id, work.row["reference"], 1, warnings), work.changes)


@gate(Right.CASE_WRITE)
def save_record(me: SignedIn, record_id: UUID, answers: Answers, revision: int) -> Done[Saved]:
    """Save a record's answers. Raises Conflict, with both versions, when somebody saved answers since ``revision``."""
    with _record(me, record_id, "case.record-saved") as (work, of):
        added = of.view.added.astimezone(LONDON).date()
        cleaned = clean_answers(of.kind.form.fields, answers)
        warnings = refuse_errors(of.kind.check(cleaned, work.today, added=added))
        now = _keep_answers(work, of, cleaned, revision)
    return _saved(work, record_id, now, warnings)


@gate(Right.CASE_WRITE)
def withdraw_record(me: SignedIn, record_id: UUID, reason: str) -> Done[Saved]:
    """Withdraw a misfiled record: it leaves the case, the search and Today, and stays for information governance."""
    words = _reason(reason, "Say why it is withdrawn")
    with _record(me, record_id, "case.entry-withdrawn", why=words) as (work, _):
        now = kept.withdraw(work.unit, record_id, words)
    return _saved(work, record_id, now)


@gate(Right.CASE_WRITE)
def stop_clock(me: SignedIn, record_id: UUID, reason: str, since: date | None = None) -> Done[Saved]:
    """Stop the process clocks of a record, from today or an earlier day. Clocks that keep somebody safe never stop.

    Raises:
        Invalid: no reason, or a day ahead or before any of them began.
        Refused: no clock that may stop is running.
    """
    words = _reason(reason, "Say why the clock stops")
    with _record(me, record_id, "case.clock-stopped") as (work, of):
        owed = owed_on(of.kind, of.view, work.today)
        running = [each for each in owed if each.clock.stops and each.met is None and not each.standing]
        if not running:
            raise Refused("No clock that may stop is running here. Nothing was changed")
        day = since or work.today
        _between(min(each.since for each in running), day, work.today, "since")
        now = kept.keep_stops(work.unit, of.kind, of.view, (*of.view.stops, Stop(day, None, words)), work.today)
    return _saved(work, record_id, now)


@gate(Right.CASE_WRITE)
def restart_clock(me: SignedIn, record_id: UUID, until: date | None = None) -> Done[Saved]:
    """Let the clocks of a record run again, from today or an earlier day.

    Raises:
        Invalid: a day ahead, or before it stopped.
        Refused: nothing stands still.
    """
    with _record(me, record_id, "case.clock-restarted") as (work, of):
        standing = standing_stop(of.view)
        if standing is None:
            raise Refused("No clock stands still here. Nothing was changed")
        day = until or work.today
        _between(standing.since, day, work.today, "until")
        stops = tuple(replace(each, until=day) if each is standing else each for each in of.view.stops)
        now = kept.keep_stops(work.unit, of.kind, of.view, stops, work.today)
    return _saved(work, record_id, now)


@dataclass(frozen=True, slots=True)
class _Of:
    """A record in hand and its kind as the store has it."""

    kind: RecordKind
    view: RecordView


@contextmanager
def _record(me: SignedIn, record_id: UUID, operation: str, *, why: str | None = None) -> Iterator[tuple[Work, _Of]]:
    """One operation on a record. Raises NotFound for one withdrawn, as for one there is not."""
    with working(me, case_with(me, CaseRecordRow, record_id), operation, why=why) as work:
        row = work.unit.get(CaseRecordRow, record_id)
        kind = work.kind.record(row["kind"]) if row is not None and not row["withdrawn"] else None
        if row is None or kind is None:
            raise NotFound
        yield work, _Of(kind, as_it_stands(row))


def _about(work: Work, kind: RecordKind, party_id: UUID | None) -> UUID | None:
    """The party a record is about: the one named, or the only one it can be about."""
    if not kind.roles:
        return None
    holders = holders_of(work.unit.connection, work.on.id, kind.roles)
    if party_id in holders:
        return party_id
    if party_id is None and len(holders) == 1:
        return holders[0]
    roles = " or ".join(work.kind.roles.label_of(code).lower() for code in sorted(kind.roles))
    raise Invalid((Problem("party_id", f"Choose whom it is about: somebody on the case as {roles}"),))


def _keep_answers(work: Work, of: _Of, answers: Answers, revision: int) -> int:
    """Something else done to the record meanwhile (its clock stopped) is no conflict."""
    show = _shower(work, of.kind)

    def keep(seen: int) -> int:
        return kept.keep_answers(
            work.unit, work.on, of.kind, of.view, answers, today=work.today, revision=seen, show=show
        )

    try:
        return keep(revision)
    except Conflict as conflict:
        theirs = {each.field for each in conflict.differences if each.before != each.theirs}
        if any(field.startswith("answers.") for field in theirs):
            raise
        return keep(conflict.revision)


def _shower(work: Work, kind: RecordKind) -> Callable[[str, Value], tuple[str, str]]:
    def show(name: str, value: Value) -> tuple[str, str]:
        return shown_field(work.kind, name, value, kind)

    return show


def _reason(words: str, owed: str) -> str:
    reason = clean_line(words)
    if not reason:
        raise Invalid((Problem("reason", owed),))
    return reason


def _between(first: date, day: date, last: date, field: str) -> None:
    if day > last:
        raise Invalid((Problem(field, "This day has not come yet"),))
    if day < first:
        raise Invalid((Problem(field, "The clock was not running yet on this day"),))


def _saved(work: Work, record_id: UUID, revision: int, warnings: tuple[Problem, ...] = ()) -> Done[Saved]:
    return Done(Saved(record_id, work.on.id, work.row["reference"], revision, warnings), work.changes)
