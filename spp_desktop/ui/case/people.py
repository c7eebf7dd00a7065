"""The People tab: who has a role on the case, what is known of them, and adding somebody without making them twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answers, CaseView, PartyView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.entered import who_entered
from spp_desktop.domain.fields import Choice, Field, LongText, Section, Text, YesNoUnknown
from spp_desktop.domain.people import (
    FACT_LABELS,
    SAFETY_LABELS,
    FactInput,
    FactKind,
    FactView,
    PersonLine,
    Safety,
    read_birth,
)
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services import entries, people
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.case.read import PARTY
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.tags import Tag

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

ADDED = (FactKind.NAME, FactKind.BIRTH, FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS, FactKind.LANGUAGE,
         FactKind.GENDER, FactKind.DISABILITY)  # fmt: skip
"""The facts an officer adds to somebody who is on a case."""
REACHED_BY = (FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS)
_KINDS = Vocabulary("fact-kinds", "What is known", tuple(Term(kind.value, FACT_LABELS[kind]) for kind in ADDED))
_SAFETY = Vocabulary("fact-safety", "Is it safe?", tuple(Term(code, label) for code, label in SAFETY_LABELS.items()))


class People(RecordTab):
    """Everybody with a role on the case, the victim first."""

    code, label = "people", "People"
    empty = Empty("Nobody is on this case", "Add the victim, whoever reported it, or the person responsible.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("role", "Role", 170, lambda row: Words(self._role(row), "strong")),
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
        return _fact_words(found[0]) if found else ""

    def rows(self, view: CaseView) -> Sequence[PartyView]:
        return view.parties

    def detail(self, row: PartyView) -> Detail:
        tags = [Tag("Victim", "line")] if row.main else []
        tags += [Tag("Counter-allegation", "amber")] if row.counter_allegation else []
        facts = [(FACT_LABELS[fact.kind], _whole(fact)) for fact in (row.person.facts if row.person else ())]
        facts += [("Place", row.place), ("Also in", ", ".join(row.also_in))]
        return Detail(f"{row.name}, {self._role(row)}", tuple(facts), row.note, tuple(tags))

    def adds(self) -> Sequence[Verb]:
        return (Verb("Add somebody", self.add, "person_add"),)

    def verbs(self, row: PartyView) -> Sequence[Verb]:
        if row.person is None:
            return ()
        return (Verb("Add a fact…", self.add_fact, "add"), Verb("Change a fact…", self.change_fact, "edit"))

    def add(self) -> None:
        """Add somebody in a role."""
        sheet = PartySheet(self.window_, self.kind, self.case_id)
        sheet.open()
        sheet.start_at("role")

    def add_fact(self) -> None:
        """Add a fact about the person in hand."""
        row = self.in_hand()
        if row is not None and row.person is not None:
            ask_fact(self.window_, self.case_id, row.person.id)

    def change_fact(self) -> None:
        """Change a fact about the person in hand: whether a phone is safe, an address protected, no longer true."""
        row = self.in_hand()
        if row is not None and row.person is not None:
            change_fact(self.window_, row.person.facts)


class PartySheet(FormSheet):
    """Adds somebody in a role. People already known who may be the same are offered first."""

    def __init__(self, window: Window, kind: CaseType, case_id: UUID) -> None:
        self._kind = kind
        self._person: PersonLine | None = None
        me = window.me
        fields = (
            Choice(key="role", label="Role on this case", vocabulary=kind.roles, required=True, span=6),
            YesNoUnknown(key="counter", label="Makes a counter-allegation", span=6),
            *(replace(field, required=False) for field in kind.who.fields),
            LongText(key="note", label="Note"),
        )

        def save(given: Answers) -> Done[Saved]:
            return entries.add_party(me, case_id, self._entered(given))

        self._known = QWidget()
        self._known_rows = QVBoxLayout(self._known)
        self._known_rows.setContentsMargins(0, 0, 0, 0)
        self._known_rows.setSpacing(2)
        super().__init__(
            window, "Add somebody to this case", Section("party", "", fields), save,
            place=Kept(PARTY, kind.code, case_id), verb="Add", said="Somebody added",
        )  # fmt: skip
        self.form.add_below(self._known)
        self.form.draft_due.connect(self._match)

    def _entered(self, given: Answers) -> Any:
        who = {key: value for key, value in given.items() if key not in {"role", "counter", "note"}}
        person_id = self._person.id if self._person else None
        party = who_entered(self._kind, who, role=str(given["role"]), person_id=person_id)
        if self._person is not None:
            party = replace(party, facts=type(party.facts)())
        return replace(party, counter_allegation=given.get("counter") == "yes", note=str(given.get("note", "")))

    def _match(self) -> None:
        """Look whether somebody like this is known already."""
        given, me = self.form.answers(), self._window.me
        facts = [FactInput(FactKind.NAME, str(given["name"]))] if "name" in given else []
        facts += [FactInput(FactKind.PHONE, str(given["phone"]))] if "phone" in given else []
        if facts and self._person is None:
            work.run(lambda: people.match_person(me, facts), self._show_matches, self._window.failed)

    def _show_matches(self, found: list[PersonLine]) -> None:
        self._clear()
        if found:
            self._known_rows.addWidget(text_label("Already known? Choose them rather than make them twice.", "label"))
        self._found = {str(line.id): line for line in found}
        for line in found:
            self._known_rows.addLayout(self._match_line(line, "This is them"))
        self._fit_form()

    def _match_line(self, line: PersonLine, verb: str) -> QHBoxLayout:
        row = QHBoxLayout()
        told = [line.name, line.birth, line.postcode, f"on {line.cases} case{'s' if line.cases != 1 else ''}"]
        row.addWidget(private_label(", ".join(part for part in told if part)), 1)
        made = button(verb, "quiet", extent="small")
        made.setAccessibleName(f"{verb}: {line.name}")
        made.setObjectName(str(line.id))
        made.clicked.connect(self._choose)
        row.addWidget(made)
        return row

    def _choose(self) -> None:
        chosen = self._found.get(self.sender().objectName())
        self._person = None if chosen is self._person else chosen
        if self._person is None:
            self._match()
            return
        self._clear()
        self._known_rows.addWidget(text_label("Added as somebody already known:", "label"))
        self._known_rows.addLayout(self._match_line(self._person, "Not them"))
        self._fit_form()

    def _clear(self) -> None:
        for widget in self._known.findChildren(QWidget):
            widget.hide()
            widget.deleteLater()
        while item := self._known_rows.takeAt(0):
            inner = item.layout()
            if inner is not None:
                inner.deleteLater()


def ask_fact(window: Window, case_id: UUID, person_id: UUID) -> None:
    """Ask for a fact about somebody; this case is its source."""
    me, today = window.me, window.today()
    fields = (
        Choice(key="kind", label="What", vocabulary=_KINDS, required=True, span=5),
        Text(key="text", label="It is", required=True, personal=True, span=7),
        Text(key="postcode", label="Postcode, for an address", personal=True, span=5),
        Choice(key="safety", label="Safe to use?", vocabulary=_SAFETY, short=True, span=7),
    )

    def save(given: Answers) -> Done[Saved]:
        kind = FactKind(str(given["kind"]))
        text, estimated = str(given["text"]), False
        if kind is FactKind.BIRTH:
            text, estimated = read_birth(text, today)
        fact = FactInput(kind, text, str(given.get("postcode", "")), estimated, _safety(given))
        return people.add_facts(me, case_id, person_id, (fact,))

    sheet = FormSheet(window, "Add a fact", Section("fact", "", fields), save, verb="Add", said="Fact added", wide=580)
    sheet.open()
    sheet.start_at("kind")


def change_fact(window: Window, facts: Sequence[FactView]) -> None:
    """Ask which fact to change, and how: its words, whether it is safe, protected, or no longer true."""
    me, today = window.me, window.today()
    by_id = {str(fact.id): fact for fact in facts}
    which = Vocabulary("facts", "Facts", tuple(Term(key, f"{FACT_LABELS[f.kind]}: {_fact_words(f)}") for key, f in
                                               by_id.items()))  # fmt: skip
    fields: tuple[Field, ...] = (
        Choice(key="fact", label="Which fact", vocabulary=which, required=True, span=12),
        Text(key="text", label="Put right to", personal=True, span=12, help="Leave empty to keep the words"),
        Choice(key="safety", label="Safe to use?", vocabulary=_SAFETY, short=True, span=7),
        YesNoUnknown(key="protected", label="Protected address", span=6),
        YesNoUnknown(key="over", label="No longer true", span=6),
    )

    def save(given: Answers) -> Done[Saved]:
        fact = by_id[str(given["fact"])]
        return people.change_fact(
            me,
            fact.id,
            text=str(given["text"]) if "text" in given else None,
            safety=_safety(given) if "safety" in given else None,
            protected={"yes": True, "no": False}.get(str(given.get("protected"))),
            valid_to=today if given.get("over") == "yes" else None,
            revision=fact.revision,
        )

    sheet = FormSheet(window, "Change a fact", Section("fact", "", fields), save, verb="Save", said="Fact altered")
    sheet.open()
    sheet.start_at("fact")


def _safety(given: Answers) -> Safety:
    known: dict[str, Safety] = {"safe": "safe", "unsafe": "unsafe"}
    return known.get(str(given.get("safety")), "not-asked")


def _fact_words(fact: FactView) -> str:
    if fact.protected:
        return "Protected"
    words = show_day(_born) if (_born := _birth_day(fact)) else fact.text
    return ", ".join(part for part in (words, fact.postcode) if part)


def _birth_day(fact: FactView) -> Any:
    from spp_desktop.domain.fields import read_day

    return read_day(fact.text) if fact.kind is FactKind.BIRTH and len(fact.text) == 10 else None


def _whole(fact: FactView) -> str:
    """A fact with what is said of it: safety, since when, and from which case."""
    words = ", ".join(part for part in (fact.text, fact.postcode) if part)
    born = _birth_day(fact)
    said = [show_day(born) if born else words]
    if fact.estimated:
        said.append("estimated")
    if fact.kind in REACHED_BY and fact.safety != "not-asked":
        said.append(SAFETY_LABELS[fact.safety].lower())
    if fact.protected:
        said.append("protected")
    if fact.valid_to is not None:
        said.append(f"until {show_day(fact.valid_to)}")
    return f"{', '.join(said)} ({fact.reference})" if fact.reference else ", ".join(said)
