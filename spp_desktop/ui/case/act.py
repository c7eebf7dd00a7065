"""What is done to a case and what hangs on it, each in a small sheet of its own: the questions are declared here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from shiboken6 import isValid

from spp_desktop.domain.cases import (
    ActionView,
    Answers,
    CaseLine,
    CaseView,
    ContactView,
    FlagView,
    IncidentView,
    NewFlag,
    Saved,
)
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.fields import Choice, Day, Field, LongText, Section, Text, read_day
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.domain.workflow import Move
from spp_desktop.services import cases, entries
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet, Save
from spp_desktop.ui.case.read import owners_of

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

NARROW = 580


def _sheet(
    window: Window, title: str, fields: tuple[Field, ...], save: Save, verb: str, said: str, **start: str
) -> None:
    sheet = FormSheet(window, title, Section("sheet", "", fields), save, verb=verb, said=said, start=start, wide=NARROW)
    sheet.open()
    sheet.start_at(fields[0].key)


def _why(label: str, *, required: bool = True) -> LongText:
    return LongText(key="why", label=label, required=required)


def withdraw(window: Window, case_id: UUID, what: str, record_id: UUID) -> None:
    """Withdraw a misfiled entry: it leaves the case and the search, and stays for information governance."""
    me = window.me

    def save(given: Answers) -> Done[Saved]:
        why = str(given.get("why", ""))
        if what == "incident":
            return entries.withdraw_incident(me, record_id, case_id, why)
        return entries.withdraw_contact(me, record_id, why)

    title = f"Withdraw this {what}: it does not belong here"
    _sheet(window, title, (_why("Why it does not belong here"),), save, "Withdraw", "Entry withdrawn")


def amend_contact(window: Window, contact: ContactView) -> None:
    """Put the words of one's own contact right, within 24 hours."""
    me = window.me
    _sheet(
        window,
        "Put this contact right",
        (LongText(key="words", label="What was said", personal=True),),
        lambda given: entries.amend_contact(me, contact.id, str(given.get("words", "")), contact.revision),
        "Save",
        "Contact put right",
        words=contact.words,
    )


def share_incident(window: Window, incident: IncidentView) -> None:
    """Give another case a share in an incident; it stays one record."""
    me = window.me

    def save(given: Answers) -> Done[Saved]:
        try:
            other = cases.find_case(me, str(given.get("reference", "")))
        except NotFound as gone:
            raise Invalid((Problem("reference", gone.message),)) from gone
        return entries.share_incident(me, incident.id, other)

    fields = (Text(key="reference", label="Reference of the other case", required=True, span=12,
                   help="Such as ASB-2012-K7-0147. The incident stays one record on both."),)  # fmt: skip
    _sheet(window, f"Share incident {incident.number} with another case", fields, save, "Share", "Incident shared")


def finish_action(window: Window, action: ActionView) -> None:
    """Mark an action done: Enter is enough when it was done today and there is nothing to add."""
    me, late = window.me, action.due is not None and action.due < window.today()
    fields: tuple[Field, ...] = (
        Day(key="done", label="Done on", required=True, span=6),
        LongText(key="evidence", label="What shows it was done"),
    )
    if late:
        fields = (*fields, LongText(key="late", label="Why it is late"))
    _sheet(
        window,
        "Mark this action done",
        fields,
        lambda given: entries.complete_action(
            me,
            action.id,
            done=read_day(given.get("done")),
            evidence=str(given.get("evidence", "")),
            late_reason=str(given.get("late", "")),
            revision=action.revision,
        ),
        "Mark done",
        "Action done",
        done=window.today().isoformat(),
    )


def move_action(window: Window, action: ActionView) -> None:
    """Set another day for an action; one that was done is open again."""
    me = window.me

    def save(given: Answers) -> Done[Saved]:
        due = _day(given, "due")
        return entries.move_action(me, action.id, due, reason=str(given.get("why", "")), revision=action.revision)

    fields = (Day(key="due", label="New day", required=True, past=False, ahead=True, span=6, help="Such as +3d or fri"),
              _why("Why it moves", required=False))  # fmt: skip
    _sheet(window, "Move this action" if action.done is None else "Open this action again", fields, save, "Move",
           "Action moved")  # fmt: skip


def set_review(window: Window, case_id: UUID) -> None:
    """Set the day of the next review: R, "+3d", Ctrl+Enter."""
    me = window.me
    fields = (Day(key="day", label="Next review", required=True, past=False, ahead=True, span=6,
                  help="Such as +3d, fri or 5 mar"),)  # fmt: skip
    _sheet(window, "Set the next review", fields, lambda given: cases.move_review(me, case_id, _day(given, "day")),
           "Set", "Next review set")  # fmt: skip


def assign(window: Window, view: CaseView) -> None:
    """Ask which officer to give the case to, once those it can be given to are read."""
    me, line = window.me, view.line

    def ask(owners: tuple[tuple[str, str], ...]) -> None:
        if isValid(window):
            _ask_owner(window, line, owners)

    work.run(lambda: owners_of(me, line.type), ask, window.failed)


def _ask_owner(window: Window, line: CaseLine, owners: tuple[tuple[str, str], ...]) -> None:
    me = window.me
    offered = Vocabulary("owners", "Officers", tuple(Term(code, name) for code, name in owners))
    field = Choice(key="owner", label="Officer", required=True, vocabulary=offered, span=12)
    held = str(line.owner_id) if offered.term(str(line.owner_id)) else ""
    _sheet(
        window,
        "Give this case to",
        (field,),
        lambda given: cases.assign_case(me, line.id, UUID(str(given["owner"]))),
        "Give",
        "Case given",
        **({"owner": held} if held else {}),
    )


def take(window: Window, case_id: UUID) -> None:
    """Take a case that nobody owns."""
    me = window.me
    work.run(
        lambda: cases.assign_case(me, case_id, me.officer.id),
        _told(window, "The case is yours"),
        window.failed,
        lane="write",
    )


def raise_flag(window: Window, kind: CaseType, view: CaseView) -> None:
    """Raise a flag; a warning about staff safety says why and when it ends."""
    me, case_id, today = window.me, view.line.id, window.today()
    standing = {flag.code for flag in view.flags if flag.in_force(today)}
    terms = tuple(Term(flag.code, flag.label) for flag in kind.flags if flag.code not in standing)
    fields = (
        Choice(key="code", label="Flag", required=True, vocabulary=Vocabulary("flags", "Flags", terms), span=6),
        Day(key="expires", label="Last day", past=False, ahead=True, span=6, help="A staff safety warning needs one"),
        Text(key="label", label="Words on the flag, if others", span=12, help="Such as “Visit in pairs”"),
        Text(key="reason", label="Why", span=12),
    )

    def save(given: Answers) -> Done[Saved]:
        new = NewFlag(
            str(given.get("code", "")),
            str(given.get("reason", "")),
            str(given.get("label", "")),
            read_day(given.get("expires")),
        )
        return entries.raise_flag(me, case_id, new)

    _sheet(window, "Raise a flag", fields, save, "Raise", "Flag raised")


def end_flag(window: Window, flag: FlagView) -> None:
    """End a flag today. One that the answers call for comes back with the next save."""
    me = window.me
    _sheet(window, f"End the flag: {flag.label}", (_why("Why it ends"),),
           lambda given: entries.end_flag(me, flag.id, str(given.get("why", ""))), "End", "Flag ended")  # fmt: skip


def move_case(window: Window, case_id: UUID, move: Move, state: str) -> None:
    """Move a case to another state, at once where no reason is owed."""
    me = window.me
    said = f"Moved to {state}"
    if not move.reason:
        work.run(
            lambda: cases.move_case(me, case_id, move.after),
            _told(window, said),
            window.failed,
            lane="write",
        )
        return
    _sheet(window, f"{move.label}: to {state}", (_why("Why"),),
           lambda given: cases.move_case(me, case_id, move.after, str(given.get("why", ""))),
           move.label, said)  # fmt: skip


def _told(window: Window, said: str) -> Callable[[Done[Saved]], None]:
    """What says on a window that something was done, while the window is there."""

    def tell(done: Done[Saved]) -> None:
        if isValid(window):
            window.done(done.changes, said)

    return tell


def _day(given: Answers, key: str) -> date:
    """The day an answer names. Raises Invalid when it names none."""
    found = read_day(given.get(key))
    if found is None:
        raise Invalid((Problem(key, "Enter a real date, such as 5 Mar 2012 or +3d"),))
    return found
