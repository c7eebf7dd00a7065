"""The People tab: who has a role on the case, what is known of them, and altering a role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from spp_desktop.domain.cases import Answers, CaseView, PartyView, Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.fields import Choice, LongText, Section, Text, YesNoUnknown
from spp_desktop.domain.people import FACT_LABELS, FactKind, FactView
from spp_desktop.services import parties, people
from spp_desktop.ui import work
from spp_desktop.ui.case.facts import ask_fact, choose_fact, fact_words, said_of
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.party_sheet import PartySheet
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.tags import Tag

if TYPE_CHECKING:
    from spp_desktop.domain.casetype import CaseType
    from spp_desktop.ui.window import Window

_NARROW = 580
_APART = (FactKind.RELATIONSHIP, FactKind.FLAG)
"""Facts that are told elsewhere: a flag as a tag, a relationship on the person's own page."""


class People(RecordTab):
    """Everybody with a role on the case, the victim first."""

    code, label = "people", "People"
    empty = Empty("Nobody is on this case", "Add the victim, whoever reported it, or the person responsible.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("role", "Role", 206, lambda row: Words(self._role(row), "strong")),
            TableColumn("name", "Name", 170, lambda row: Words(row.name, private=True), stretch=2, private=True),
            TableColumn("age", "Age", 74, lambda row: Words(row.age, "dim")),
            TableColumn("phone", "Phone", 130, lambda row: Words(self._first(row, FactKind.PHONE), "dim", private=True),
                        private=True),
            TableColumn("address", "Address", 160, lambda row: Words(self._first(row, FactKind.ADDRESS), "dim",
                        private=True), stretch=2, private=True),
            TableColumn("also", "Also in", 80, lambda row: Words(str(len(row.also_in) or ""), "dim")),
        )  # fmt: skip

    def _role(self, row: PartyView) -> str:
        words = self.kind.roles.label_of(row.role)
        return f"{words}, alleges too" if row.counter_allegation else words

    def _first(self, row: PartyView, kind: FactKind) -> str:
        found = row.person.current(kind, self.window_.today()) if row.person else ()
        return fact_words(found[0]) if found else ""

    def rows(self, view: CaseView) -> Sequence[PartyView]:
        return view.parties

    def detail(self, row: PartyView) -> Detail:
        tags = [Tag("Counter-allegation", "amber")] if row.counter_allegation else []
        known = row.person.facts if row.person else ()
        flags = row.person.current(FactKind.FLAG, self.window_.today()) if row.person else ()
        tags += [Tag(flag.text, "red", "person_warning") for flag in flags]
        shown = self._shown()
        facts = [(FACT_LABELS[fact.kind], _whole(fact, shown)) for fact in known if fact.kind not in _APART]
        facts += [("Place", row.place), ("Also in", ", ".join(row.also_in))]
        return Detail(f"{row.name}, {self._role(row)}", tuple(facts), row.note, tuple(tags))

    def adds(self) -> Sequence[Verb]:
        return (Verb("Add somebody", self.add, "person_add"),)

    def verbs(self, row: PartyView) -> Sequence[Verb]:
        found = [Verb("Role…", self.change_role)]
        if row.person is not None:
            found += [Verb("Add a fact…", self.add_fact), Verb("Change a fact…", self.change_fact)]
            if any(fact.masked for fact in row.person.facts) and not self._shown():
                found.insert(0, Verb("Show", self.show_covered, "eye"))
            found.append(Verb("Their page", self.open_person))
        if not row.main:
            found.append(Verb("Take off…", self.remove))
        return found

    # What is covered

    _revealed: tuple[UUID, dict[UUID, str]] | None = None
    """Whose details are in view, and the words of each; only while that person is in hand."""

    def _shown(self) -> dict[UUID, str]:
        row = self.in_hand()
        if self._revealed is None or row is None or row.id != self._revealed[0]:
            return {}
        return self._revealed[1]

    def show_covered(self) -> None:
        """Show the numbers and addresses that are covered; that they were shown is recorded."""
        row, me = self.in_hand(), self.window_.me
        if row is None or row.person is None:
            return
        covered = [fact.id for fact in row.person.facts if fact.masked]
        party_id = row.id

        def took(words: dict[UUID, str]) -> None:
            self._revealed = (party_id, words)
            self._show_detail(self.in_hand())

        work.run(
            lambda: {fact_id: people.show_fact(me, fact_id) for fact_id in covered},
            took,
            self.window_.failed,
            lane="write",
        )

    def show_case(self, view: CaseView) -> None:
        """Show the case as it stands; what was uncovered is covered again."""
        self._revealed = None
        super().show_case(view)

    # What is done

    def add(self) -> None:
        """Add somebody in a role."""
        sheet = PartySheet(self.window_, self.kind, self.case_id)
        sheet.open()
        sheet.start_at("role")

    def add_fact(self) -> None:
        """Add a fact about the person in hand."""
        row = self.in_hand()
        if row is not None and row.person is not None:
            ask_fact(self.window_, ((self.case_id, self.view.line.reference),), row.person.id)

    def change_fact(self) -> None:
        """Change a fact about the person in hand: whether a phone is safe, an address protected, no longer true."""
        row = self.in_hand()
        if row is not None and row.person is not None:
            choose_fact(self.window_, row.person.facts)

    def open_person(self) -> None:
        """Go to the page of the person in hand."""
        row = self.in_hand()
        if row is not None and row.person is not None:
            self.window_.go("people", person=row.person.id)

    def change_role(self) -> None:
        """Alter the role of the party in hand."""
        row = self.in_hand()
        if row is not None:
            change_role(self.window_, self.kind, row)

    def remove(self) -> None:
        """Take off the case somebody put on it by mistake."""
        row = self.in_hand()
        if row is not None and not row.main:
            take_off(self.window_, row)


def change_role(window: Window, kind: CaseType, row: PartyView) -> FormSheet:
    """Ask for another role, whether they make a counter-allegation, and the note."""
    me = window.me
    role = Choice(key="role", label="Role on this case", vocabulary=kind.roles, required=True, span=6)
    fields = (
        *(() if row.main else (role,)),
        YesNoUnknown(key="counter", label="Makes a counter-allegation", span=6),
        Text(key="note", label="Note", personal=True, span=12),
    )

    def save(given: Answers) -> Done[Saved]:
        return parties.change_party(
            me,
            row.id,
            role=str(given["role"]) if "role" in given else None,
            counter_allegation=given.get("counter") == "yes",
            note=str(given.get("note", "")),
            revision=row.revision,
        )

    start = {"role": row.role, "counter": "yes" if row.counter_allegation else "no", "note": row.note}
    held = {key: words for key, words in start.items() if words and (key != "role" or not row.main)}
    sheet = FormSheet(
        window, "Their part in this case", Section("role", "", fields), save, said="Role altered", start=held,
        wide=_NARROW,
    )  # fmt: skip
    sheet.open()
    sheet.start_at("counter" if row.main else "role")
    return sheet


def take_off(window: Window, row: PartyView) -> FormSheet:
    """Ask why somebody does not belong on the case, and take them off it."""
    me = window.me
    fields = (LongText(key="why", label="Why they do not belong on this case", required=True),)
    sheet = FormSheet(
        window,
        "Take off somebody put on by mistake",
        Section("remove", "", fields),
        lambda given: parties.remove_party(me, row.id, str(given.get("why", ""))),
        verb="Take off",
        said="Taken off this case",
        wide=_NARROW,
    )
    sheet.open()
    sheet.start_at("why")
    return sheet


def _whole(fact: FactView, shown: dict[UUID, str]) -> str:
    """A fact with what is said of it: safety, since when, and from which case."""
    told = ", ".join((shown.get(fact.id) or fact_words(fact), *said_of(fact)))
    return f"{told} ({fact.reference})" if fact.reference else told
