"""The sheets of records of declared kinds: the kind's form, why a clock stops and since when, why one is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from spp_desktop.domain.cases import Answers, CaseView, PartyView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import local_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice, Day, Field, LongText, Section, Text, read_day
from spp_desktop.domain.records import NewRecord, RecordKind, RecordView
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services import records
from spp_desktop.ui.case.form_sheet import FormSheet, Kept, Save
from spp_desktop.ui.case.words import one
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.labels import text_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spp_desktop.ui.window import Window

ABOUT = "party_id"
"""The question whom a record is about: asked where several people could be meant."""
NARROW = 580


def add_record(window: Window, kind: CaseType, view: CaseView, record: RecordKind) -> FormSheet:
    """Ask what the form of a kind of record asks, and whom it is about where several could be meant."""
    me, case_id = window.me, view.line.id
    holders = [each for each in view.parties if each.role in record.roles]
    asks = bool(record.roles) and len(holders) != 1
    fields = ((_about(kind, holders),) if asks else ()) + record.form.fields

    def save(given: Answers) -> Done[Saved]:
        about = given.get(ABOUT)
        party_id = UUID(str(about)) if about else None
        return records.add_record(me, case_id, NewRecord(record.code, _asked(given), party_id))

    sheet = FormSheet(
        window,
        f"Add {one(record.label)}",
        replace(record.form, fields=fields),
        save,
        place=Kept(f"record:{record.code}", kind.code, case_id),
        verb="Add",
        said=f"{record.label} added",
        check=_checked(window, record, about=asks),
        held_key=record.held_key,
        before=_before("" if asks or not holders else holders[0].name, record.note),
    )
    sheet.open()
    sheet.start_at(fields[0].key)
    return sheet


def edit_record(window: Window, kind: CaseType, case_id: UUID, record: RecordKind, row: RecordView) -> FormSheet:
    """Put right or carry on what a record says."""
    me = window.me
    sheet = FormSheet(
        window,
        record.label,
        record.form,
        lambda given: records.save_record(me, row.id, given, row.revision),
        place=Kept(f"record:{row.id}", kind.code, case_id),
        verb="Save",
        said=f"{record.label} saved",
        start=row.answers,
        check=_checked(window, record, row=row),
        held_key=record.held_key,
        before=_before(row.about),
    )
    sheet.open()
    first = next((each.key for each in record.form.fields if each.key not in row.answers), record.form.fields[0].key)
    sheet.start_at(first)
    return sheet


def stop_clock(window: Window, row: RecordView) -> None:
    """Ask why the clock of a record stops, and since when."""
    me, today = window.me, window.today()
    fields = (
        Text(key="reason", label="Why it stops", required=True, span=12, help="Such as: waiting for consent"),
        Day(key="since", label="Since", required=True, span=6),
    )

    def save(given: Answers) -> Done[Saved]:
        return records.stop_clock(me, row.id, str(given["reason"]), read_day(given.get("since")))

    ask_few(window, "Stop the clock", fields, "Stop", "Clock stopped", save=save, since=today.isoformat())


def restart_clock(window: Window, row: RecordView) -> None:
    """Ask from when the clock of a record runs again."""
    me, today = window.me, window.today()
    fields = (Day(key="until", label="Runs again from", required=True, span=6),)

    def save(given: Answers) -> Done[Saved]:
        return records.restart_clock(me, row.id, read_day(given.get("until")))

    ask_few(window, "Start the clock again", fields, "Start", "Clock started again", save=save, until=today.isoformat())


def withdraw_record(window: Window, record: RecordKind, row: RecordView) -> None:
    """Ask why a record does not belong on the case: it stays for information governance."""
    me = window.me
    fields = (LongText(key="reason", label="Why it does not belong here", required=True),)

    def save(given: Answers) -> Done[Saved]:
        return records.withdraw_record(me, row.id, str(given["reason"]))

    ask_few(window, f"Withdraw: {record.label}", fields, "Withdraw", f"{record.label} withdrawn", save=save)


def ask_few(
    window: Window, title: str, fields: tuple[Field, ...], verb: str, said: str, *, save: Save, **start: str
) -> None:
    """Ask a few things that no form declares, and do one thing with them."""
    sheet = FormSheet(window, title, Section("sheet", "", fields), save, verb=verb, said=said, start=start, wide=NARROW)
    sheet.open()
    sheet.start_at(fields[0].key)


def _about(kind: CaseType, holders: list[PartyView]) -> Field:
    people = tuple(Term(str(each.id), f"{each.name}, {kind.roles.label_of(each.role).lower()}") for each in holders)
    words = "" if holders else "Nobody on the case has such a role: add them on the People tab first"
    vocabulary = Vocabulary("holders", "People on the case", people)
    return Choice(key=ABOUT, label="Who it is about", vocabulary=vocabulary, required=True, span=12, help=words)


def _before(name: str, note: str = "") -> list[QWidget]:
    """What stands above the questions: whom it is about, and what an officer should know of the kind."""
    about = [private_label(f"About {name}", "secondary")] if name else []
    return [*about, *([text_label(note, "secondary", wrap=True)] if note else [])]


def _asked(given: Answers) -> Answers:
    return {key: answer for key, answer in given.items() if key != ABOUT}


def _checked(
    window: Window, record: RecordKind, *, about: bool = False, row: RecordView | None = None
) -> Callable[[Answers], Iterator[Problem]]:
    """The kind's own rules, and that it says whom it is about."""

    def check(given: Answers) -> Iterator[Problem]:
        if about and ABOUT not in given:
            yield Problem(ABOUT, "Choose whom it is about")
        yield from record.check(_asked(given), window.today(), added=local_day(row.added) if row else None)

    return check
