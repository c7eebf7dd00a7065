"""Records of declared kinds on a case: a form each, and the clocks that run between its answers.

A diary sheet is due back, a referral waits to be accepted, an application for a case review to be decided. What a
case type may hold beside incidents, contacts, actions and assessments is declared as a :class:`RecordKind`; its
form, list, clocks, stage, search words and dictionary follow from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.clocks import LONDON, Clock, Stop, due_from
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Day, Field, On, Section, check_answers, read_day

ADDED = "added"
"""What a clock that starts when the record is added names as its start."""


@dataclass(frozen=True, slots=True)
class RecordClock:
    """Something owed on a record: ``what``, within ``clock`` of the day answered under ``since``.

    It is met by the first of ``until`` that is answered. ``only_if`` are the codes an answer must be among for it
    to run at all, ``unless`` those that keep it from running. A clock of length 0 falls due on the day answered under
    ``since`` itself.
    """

    clock: Clock
    what: str
    since: str
    until: tuple[str, ...]
    only_if: Mapping[str, frozenset[str]] | None = None
    unless: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a record has come: it is at the last stage whose question is answered (with one of ``codes``, if any).

    It is ``over`` at some; at one where it ``rests`` it may stay for good, though more can come.
    """

    key: str
    label: str
    codes: frozenset[str] = frozenset()
    over: bool = False
    rests: bool = False


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record that a case type may hold.

    ``tab`` is the part of the case window that lists it. ``title`` is the key of the question that names a record
    in its list; ``columns`` are those shown beside it. ``roles`` are the roles whose holder it is about, empty where
    it is about nobody in particular. ``first`` is what it is at before any of ``stages``. ``valid_from`` and
    ``valid_to`` bound the days on which one may be begun. ``source`` says whose rule or form it is.
    """

    code: str
    label: str
    plural: str
    tab: str
    form: Section
    title: str
    columns: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    first: str = "Begun"
    stages: tuple[Stage, ...] = ()
    clocks: tuple[RecordClock, ...] = ()
    checks: tuple[Callable[[Answers, date], Iterable[Problem]], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    source: str = ""
    icon: str = "document_bullet_list"

    def __post_init__(self) -> None:
        keys = {each.key for each in self.form.fields}
        named = {self.title, *self.columns, *(stage.key for stage in self.stages)}
        for owed in self.clocks:
            named |= {*owed.until, *(owed.only_if or {}), *(owed.unless or {}), *({owed.since} - {ADDED})}
        if unknown := sorted(named - keys):
            raise ValueError(f"{self.code} does not ask {', '.join(unknown)}")
        if any(owed.clock.unit == "hours" for owed in self.clocks):
            raise ValueError(f"{self.code}: an answer names a day, so its clocks count days")

    def field(self, key: str) -> Field | None:
        """The question with this key."""
        return next((each for each in self.form.fields if each.key == key), None)

    def offered_on(self, day: date) -> bool:
        """Whether one may be begun on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def stage(self, answers: Answers) -> Stage:
        """How far a record with these answers has come."""
        reached = [each for each in self.stages if _answers(answers.get(each.key), each.codes)]
        return reached[-1] if reached else Stage("", self.first)

    @property
    def held_key(self) -> str:
        """The first day its form asks for: while one is filled in, its lists are those of that day. Empty without."""
        return next((each.key for each in self.form.fields if isinstance(each, Day)), "")

    def begun(self, answers: Answers, added: date) -> date:
        """The day a record began: the first day its form asks for that is answered, else the day it was added."""
        days = (read_day(answers.get(each.key)) for each in self.form.fields if isinstance(each, Day))
        return next((day for day in days if day is not None), added)

    def check(self, answers: Answers, today: date, *, added: date | None = None) -> tuple[Problem, ...]:
        """Everything wrong with a record's answers, errors and warnings; its lists are those of the day it began."""
        on = On(today, self.begun(answers, added or today))
        found = list(check_answers(self.form.fields, answers, on, of="this record"))
        for rule in self.checks:
            found.extend(rule(answers, today))
        return tuple(found)

    def title_of(self, answers: Answers) -> str:
        """What names a record in its list; the kind's own label where the question is not answered."""
        asked, answer = self.field(self.title), answers.get(self.title)
        return asked.show(answer) if asked is not None and answer is not None else self.label

    def search_words(self, answers: Answers) -> str:
        """The words a record is found by."""
        found = ((each, answers.get(each.key)) for each in self.form.fields if each.searchable)
        return "\n".join(each.show(answer) for each, answer in found if answer is not None)

    def with_clocks(self, resized: Callable[[Clock], Clock]) -> RecordKind:
        """The kind with its clocks as a store has them."""
        return replace(self, clocks=tuple(replace(each, clock=resized(each.clock)) for each in self.clocks))


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record on a case. ``about`` is the name of the party it is about, empty where it is about nobody."""

    id: UUID
    kind: str
    answers: Answers
    added: datetime
    by: str = ""
    party_id: UUID | None = None
    about: str = ""
    stops: tuple[Stop, ...] = ()
    files: int = 0
    withdrawn: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to add to a case."""

    kind: str
    answers: Answers
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One clock of one record as it stands. ``due`` moves with every day that an open stop lasts.

    ``met`` is the day it was done, None while it is not; ``standing`` is why it stands still now, empty if it runs.
    """

    clock: Clock
    what: str
    since: date
    due: date
    met: date | None
    stops: tuple[Stop, ...]
    standing: str

    def late(self, today: date) -> bool:
        """Whether it was, or is, done after the day it fell due."""
        return (self.met or today) > self.due


def owed_on(kind: RecordKind, record: RecordView, today: date) -> tuple[Owed, ...]:
    """The clocks that have started on a record, met ones too, in the order declared. Nothing is owed when withdrawn."""
    if record.withdrawn:
        return ()
    started = ((each, _since(each, record)) for each in kind.clocks if _runs(each, record.answers))
    return tuple(_owed(each, since, record, today) for each, since in started if since is not None)


def next_owed(kind: RecordKind, record: RecordView, today: date) -> Owed | None:
    """What is owed soonest on a record, whatever runs before what stands still; None when nothing is owed."""
    open_ = [each for each in owed_on(kind, record, today) if each.met is None]
    return min(open_, key=lambda each: (bool(each.standing), each.due), default=None)


def standing_stop(record: RecordView) -> Stop | None:
    """The stop that stands now, if one does."""
    return next((each for each in record.stops if each.until is None), None)


def _owed(each: RecordClock, since: date, record: RecordView, today: date) -> Owed:
    met = min((day for key in each.until if (day := _met_on(record, key)) is not None), default=None)
    stops = record.stops if each.clock.stops else ()
    due = due_from(each.clock, since, stops, today=met or today)
    still = next((stop.reason for stop in stops if stop.until is None), "") if met is None else ""
    return Owed(each.clock, each.what, since, due, met, stops, still)


def _since(each: RecordClock, record: RecordView) -> date | None:
    if each.since == ADDED:
        return record.added.astimezone(LONDON).date()
    return read_day(record.answers.get(each.since))


def _met_on(record: RecordView, key: str) -> date | None:
    """The day an answer met a clock: the day it says, or the day the record was added where it says none."""
    answer = record.answers.get(key)
    return None if answer is None else read_day(answer) or record.added.astimezone(LONDON).date()


def _runs(each: RecordClock, answers: Answers) -> bool:
    kept = any(_answers(answers.get(key), codes) for key, codes in (each.unless or {}).items())
    return not kept and all(_answers(answers.get(key), codes) for key, codes in (each.only_if or {}).items())


def _answers(answer: Answer | None, codes: frozenset[str]) -> bool:
    if answer is None:
        return False
    given = answer if isinstance(answer, tuple) else (str(answer),)
    return not codes or any(code in codes for code in given)
