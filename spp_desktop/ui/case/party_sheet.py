"""Adding somebody to a case. People already known who may be the same are offered, so that nobody is made twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from spp_desktop.domain.cases import Answers, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.entered import who_entered
from spp_desktop.domain.fields import Choice, LongText, Section, YesNoUnknown
from spp_desktop.domain.matching import PersonMatch
from spp_desktop.services import entries, people
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.case.known import KnownPeople
from spp_desktop.ui.case.read import PARTY

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

MOST = 4
_OWN = frozenset(("role", "counter", "note"))
"""Questions about the role; the rest are about who it is."""


class PartySheet(FormSheet):
    """Adds somebody in a role: somebody new, somebody already known, or nobody with a name."""

    def __init__(self, window: Window, kind: CaseType, case_id: UUID) -> None:
        self._kind = kind
        me = window.me
        fields = (
            Choice(key="role", label="Role on this case", vocabulary=kind.roles, required=True, span=6),
            YesNoUnknown(key="counter", label="Makes a counter-allegation", span=6),
            *(replace(field, required=False) for field in kind.who.fields),
            LongText(key="note", label="Note"),
        )

        def save(given: Answers) -> Done[Saved]:
            return entries.add_party(me, case_id, self._entered(given))

        self.known = KnownPeople(
            "Already known? Choose them rather than make them twice.",
            "This is them",
            "Added as somebody already known:",
        )
        super().__init__(
            window, "Add somebody to this case", Section("party", "", fields), save,
            place=Kept(PARTY, kind.code, case_id), verb="Add", said="Somebody added",
        )  # fmt: skip
        # In view whatever the form is scrolled to.
        self.body.addWidget(self.known)
        self.known.resized.connect(self._fit_form)
        self.known.chosen.connect(self._chosen)
        self.form.draft_due.connect(self._match)

    def _entered(self, given: Answers) -> Any:
        who = {key: value for key, value in given.items() if key not in _OWN}
        person_id = self.known.person.id if self.known.person else None
        party = who_entered(self._kind, who, role=str(given["role"]), person_id=person_id)
        if person_id is not None:
            party = replace(party, facts=type(party.facts)())
        return replace(party, counter_allegation=given.get("counter") == "yes", note=str(given.get("note", "")))

    def _match(self) -> None:
        """Look whether somebody like this is known already."""
        me = self._window.me
        who = {key: value for key, value in self.form.answers().items() if key not in _OWN}
        facts = [each for each in who_entered(self._kind, who).facts.facts if each.text or each.postcode]
        if facts and self.known.person is None:
            work.run(lambda: people.match_person(me, facts), self._show_matches, self._window.failed)

    def _show_matches(self, found: list[PersonMatch]) -> None:
        self.known.offer([(match.line, match.words) for match in found[:MOST]])

    def _chosen(self, person: object) -> None:
        if person is None:
            self._match()
