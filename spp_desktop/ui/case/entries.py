"""The sheets that add an entry to a case: a contact, an incident with the risk after it, an action.

They open over any window that knows the case, so a list and Today offer them as the case window does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shiboken6 import isValid

from spp_desktop.domain.cases import Answer, Answers, IncidentView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.entered import OWNER, action_entered, contact_entered, incident_entered
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice
from spp_desktop.domain.incidents import incident_answers
from spp_desktop.domain.vocabulary import Vocabulary
from spp_desktop.services import entries
from spp_desktop.ui import work
from spp_desktop.ui.case.danger import GatedSheet
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.case.read import ACTION, CONTACT, INCIDENT, owners_of
from spp_desktop.ui.case.scoring import score_risk
from spp_desktop.ui.forms.editors import ChoiceEditor
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


def edit_incident(window: Window, kind: CaseType, case_id: UUID, row: IncidentView) -> FormSheet:
    """Put an incident right, or carry it on: the police reference that came later, who was told since."""
    me = window.me
    sheet = FormSheet(
        window,
        f"Incident {row.number}",
        kind.incident,
        lambda given: entries.amend_incident(me, row.id, case_id, incident_entered(given), row.revision),
        place=Kept(f"incident:{row.id}", kind.code, case_id),
        said=f"Incident {row.number} saved",
        start=incident_answers(row),
    )
    sheet.open()
    sheet.start_at("happened")
    return sheet


class ActionSheet(GatedSheet):
    """Something to be done by an officer or an agency; by whoever adds it, where neither is named.

    It opens at once; the officers that can be named are read meanwhile.
    """

    def __init__(self, window: Window, kind: CaseType, case_id: UUID) -> None:
        me = window.me
        owner = Choice(key=OWNER, label="Officer, if not you", vocabulary=Vocabulary("owners", "Officers", ()), span=6)
        super().__init__(
            window,
            "Add an action",
            replace(kind.action, fields=(*kind.action.fields, owner)),
            lambda answers, danger: entries.add_action(me, case_id, action_entered(answers), danger),
            place=Kept(ACTION, kind.code, case_id),
            verb="Add",
            said="Action added",
        )
        work.run(lambda: owners_of(me, kind.code), self._offer, window.failed)

    def _offer(self, owners: tuple[tuple[str, str], ...]) -> None:
        if isValid(self):
            editor = self.form.editors[OWNER]
            assert isinstance(editor, ChoiceEditor)  # what a long list is chosen in
            editor.box.set_options(owners)

    def _check(self, answers: Answers) -> Iterator[Problem]:
        """What is wrong with the answers. Only officers who were offered can be chosen, so who is no question of it."""
        return (problem for problem in super()._check(answers) if problem.field != OWNER)


def add_action(window: Window, kind: CaseType, case_id: UUID) -> FormSheet:
    """Ask what is to be done, by whom and when, and add it."""
    sheet = ActionSheet(window, kind, case_id)
    sheet.open()
    sheet.start_at("what")
    return sheet
