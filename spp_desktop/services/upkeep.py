"""Upkeep: checking that a store is whole, and saying what was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.clocks import LONDON
from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.domain.fields import On
from spp_desktop.domain.instruments import Instrument
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.permissions import Right, Role
from spp_desktop.domain.records import RecordKind
from spp_desktop.services.casework import type_in_force
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import check, sessions
from spp_desktop.store.case_lists import answers_of
from spp_desktop.store.notices import give_notice

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the store verified, as lines to read, and what it found wrong, empty when all is sound."""

    verified: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with what could be checked."""
        return not self.findings


@gate(Right.CHECK)
def check_store(me: SignedIn, *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Done[Checked]:
    """Check every page, chain, reference, document and index entry whose key is held. Nothing is repaired.

    What is found is journalled as a count, and the administrator is told.

    Raises:
        Refused: stopped.
    """
    types = tuple(type_in_force(me, kind.code) for kind in CASE_TYPES)
    report = check.check(me.store, _documents(types, me.today()), progress=progress, cancelled=cancelled)
    # A store too damaged to be written to still gets its report.
    with suppress(StoreTrouble) if not report.sound else nullcontext():
        _journal(me, report)
    return Done(
        Checked(tuple(_verified(report)), tuple(map(_in_words, report.findings))), Changes(kinds=frozenset({"checks"}))
    )


@gate(None)
def begin_session(me: SignedIn) -> bool:
    """Note that a window is at work on the store; whether :func:`check_pages` is due.

    It is after a session that did not end as it should, once a week, and at the first session on an account.
    """
    return me.store.folder is not None and sessions.begin(me.store.folder, me.now())


@gate(None)
def end_session(me: SignedIn) -> None:
    """Note that the window ended as it should."""
    if me.store.folder is not None:
        sessions.end(me.store.folder)


@gate(None)
def check_pages(me: SignedIn, *, cancelled: Cancelled | None = None) -> bool:
    """Check every page of each compartment whose key is held, beside whoever works; whether all are whole.

    The program asks, not the officer. What is found is journalled as a count, and the administrator is told.
    """
    if me.store.folder is None:
        return True
    stopped = cancelled or _never
    found = sum(check.pages_damaged(me.store, each) for each in me.store.engines.compartments if not stopped())
    if found:
        with (
            suppress(StoreTrouble),
            me.store.write("store.pages-checked", by=me.officer.id, at=me.now(), stream=Stream.AUDIT) as unit,
        ):
            unit.say(findings=found)
            give_notice(unit, "check.damaged", role=Role.ADMINISTRATOR)
    elif not stopped():
        sessions.checked(me.store.folder, me.now())
    return not found


def _never() -> bool:
    return False


def _journal(me: SignedIn, report: check.Report) -> None:
    with me.store.write("store.checked", by=me.officer.id, at=me.now(), stream=Stream.AUDIT) as unit:
        unit.say(findings=len(report.findings), checked=report.checked, sealed=report.sealed)
        if not report.sound:
            give_notice(unit, "check.damaged", role=Role.ADMINISTRATOR)


def _verified(report: check.Report) -> Iterator[str]:
    for compartment in report.checked:
        yield f"{compartment}: pages, references, chains, documents and the search index checked"
    yield f"{report.operations:,} operations and {report.records:,} records verified"
    for compartment in report.sealed:
        yield f"{compartment}: sealed, and left to the next cleared sign-in"


def _in_words(finding: check.Finding) -> str:
    record = f" {finding.record_id}" if finding.record_id is not None else ""
    return f"{finding.compartment}, {finding.about}{record}: {finding.message}"


# --- the documents ---------------------------------------------------------------------------------------------


def _documents(types: Iterable[CaseType], today: date) -> Mapping[str, check.Validate]:
    """By table, what names the answers of a row that its questions would not take."""
    by_code = {kind.code: kind for kind in types}
    instruments = {(kind.instrument.code, kind.instrument.version): kind.instrument for kind in by_code.values()}
    return {
        "case": lambda row: _wrong_in_case(by_code.get(row["type"]), row, today),
        "case_record": lambda row: _wrong_in_record(by_code.values(), row, today),
        "legal_order": lambda row: _wrong_in_order(by_code.values(), row, today),
        "order_event": lambda row: _wrong_in_order(by_code.values(), row, today),
        "assessment": lambda row: _wrong_in_assessment(instruments.get((row["instrument"], row["version"])), row),
    }


def _wrong_in_case(kind: CaseType | None, row: Mapping[str, Any], today: date) -> Iterator[str]:
    if kind is None:
        yield "type"
        return
    if row["type_version"] > kind.version:
        yield "type_version"
        return
    answers = kind.upgrade(answers_of(row["answers"]), row["type_version"])
    yield from _wrong_answers(kind, answers, On(today, row["reported"]))


def _wrong_in_record(types: Iterable[CaseType], row: Mapping[str, Any], today: date) -> Iterator[str]:
    kind = next((found for each in types if (found := each.record(row["kind"])) is not None), None)
    if kind is None:
        yield "kind"
        return
    answers = answers_of(row["answers"])
    begun = kind.begun(answers, row["added_at"].astimezone(LONDON).date())
    yield from _wrong_answers(kind, answers, On(today, begun))


def _wrong_in_order(types: Iterable[CaseType], row: Mapping[str, Any], today: date) -> Iterator[str]:
    toolkit = next((each.orders for each in types if each.orders is not None), None)
    if toolkit is not None:
        yield from _wrong_answers(toolkit, answers_of(row["answers"]), On(today, today))


def _wrong_answers(kind: CaseType | RecordKind | Toolkit, answers: Answers, on: On) -> Iterator[str]:
    for key, answer in answers.items():
        asked = kind.field(key)
        # What is only unlikely was kept on purpose, with a warning.
        if asked is None or any(problem.severity == "error" for problem in asked.problems(answer, on)):
            yield f"answers.{key}"


def _wrong_in_assessment(instrument: Instrument | None, row: Mapping[str, Any]) -> Iterator[str]:
    """An assessment by a version no longer shipped keeps its answers as they are, and is not judged."""
    if instrument is None:
        return
    for key, answer in row["answers"].items():
        question = instrument.question(key)
        if question is None or question.option(answer) is None:
            yield f"answers.{key}"
