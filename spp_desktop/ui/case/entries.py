"""The sheets that add an entry to a case: a contact, an incident with the risk after it, an action.

They open over any window that knows the case, so a list and Today offer them as the case window does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spp_desktop.domain.cases import Answer, Answers, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.entered import action_entered, contact_entered, incident_entered
from spp_desktop.services import entries
from spp_desktop.ui.case.danger import GatedSheet
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.case.read import ACTION, CONTACT, INCIDENT
from spp_desktop.ui.case.scoring import score_risk
from spp_desktop.ui.privacy import private_label

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.ui.window import Window


def log_contact(
    window: Window, kind: CaseType, case_id: UUID, *, channel: str = "", note: str = "", corrects: UUID | None = None
) -> FormSheet:
    """Ask about a contact and log it: an outcome's letter and Ctrl+Enter are enough.

    ``channel`` is the one gone through by *Contact safely*, ``note`` what stands above the questions,
    ``corrects`` the entry that this one puts right.
    """
    me = window.me
    start: dict[str, Answer] = {"channel": channel} if channel else {}

    def save(answers: Answers, danger: str) -> Done[Saved]:
        return entries.record_contact(me, case_id, replace(contact_entered(answers), corrects=corrects), danger)

    sheet = GatedSheet(
        window,
        "Put an entry right with a new one" if corrects else "Log a contact",
        kind.contact,
        save,
        place=None if corrects else Kept(CONTACT, kind.code, case_id),
        verb="Log",
        said="Contact logged",
        start=start,
        before=[private_label(note, wrap=True)] if note else (),
    )
    sheet.open()
    sheet.start_at("outcome")
    return sheet


class IncidentSheet(FormSheet):
    """Another incident; once it is added the risk opens with the last answers."""

    def __init__(self, window: Window, kind: CaseType, case_id: UUID) -> None:
        me = window.me
        super().__init__(
            window,
            "Another incident",
            kind.incident,
            lambda answers: entries.add_incident(me, case_id, incident_entered(answers)),
            place=Kept(INCIDENT, kind.code, case_id),
            verb="Add",
            said="Incident added",
        )
        self._kind, self._case_id = kind, case_id
        self.saved.connect(self._score)

    def _score(self, saved: Saved) -> None:
        score_risk(self._window, self._kind, self._case_id, occasion="incident", incident_id=saved.id)


def add_incident(window: Window, kind: CaseType, case_id: UUID) -> IncidentSheet:
    """Ask about another incident and add it; then the risk opens with the last answers."""
    sheet = IncidentSheet(window, kind, case_id)
    sheet.open()
    sheet.start_at("happened")
    return sheet


def add_action(window: Window, kind: CaseType, case_id: UUID) -> FormSheet:
    """Ask what is to be done, by whom and when, and add it."""
    me = window.me
    sheet = GatedSheet(
        window,
        "Add an action",
        kind.action,
        lambda answers, danger: entries.add_action(me, case_id, action_entered(answers), danger),
        place=Kept(ACTION, kind.code, case_id),
        verb="Add",
        said="Action added",
    )
    sheet.open()
    sheet.start_at("what")
    return sheet
