"""The sheets that add, put right and end what is known of a person, and the words a fact is shown in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer

from spp_desktop.domain.cases import Answer, Answers, Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.fields import Choice, Day, Field, Section, Text, YesNoUnknown, read_day
from spp_desktop.domain.people import FACT_LABELS, SAFETY_LABELS, FactInput, FactKind, FactView, PersonLine, Safety
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms
from spp_desktop.services import people
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet, Save
from spp_desktop.ui.case.known import KnownPeople

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

ADDED = (FactKind.NAME, FactKind.BIRTH, FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS, FactKind.LANGUAGE,
         FactKind.GENDER, FactKind.ETHNICITY, FactKind.DISABILITY)  # fmt: skip
"""The facts an officer adds as words; flags and relationships have sheets of their own."""
REACHED_BY = (FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS)
RELATIONS = Vocabulary(
    "relations",
    "Relationship",
    terms(
        ("mother", "Mother"), ("father", "Father"), ("parent", "Step-parent or guardian"), ("child", "Child"),
        ("sibling", "Brother or sister"), ("partner", "Partner"), ("former-partner", "Former partner"),
        ("relative", "Other relative"), ("carer", "Carer"), ("friend", "Friend"), ("neighbour", "Neighbour"),
        ("landlord", "Landlord"), ("tenant", "Tenant"), ("same-household", "Member of the household"),
    ),
)  # fmt: skip
LOOK_MS = 300
"""Somebody is looked for this long after the last key."""
_KINDS = Vocabulary("fact-kinds", "What is known", tuple(Term(kind.value, FACT_LABELS[kind]) for kind in ADDED))
_SAFETY = Vocabulary("fact-safety", "Is it safe?", tuple(Term(code, label) for code, label in SAFETY_LABELS.items()))
_SINCE = Day(key="since", label="True from", span=6)
NARROW = 580

Sources = Sequence[tuple[UUID, str]]
"""Cases a fact may come from, each with its reference."""


def ask_fact(window: Window, sources: Sources, person_id: UUID) -> FormSheet:
    """Ask for a fact about somebody; a case is its source."""
    me = window.me
    fields = (
        *_source(sources),
        Choice(key="kind", label="What", vocabulary=_KINDS, required=True, span=5),
        Text(key="text", label="It is", required=True, personal=True, span=7),
        Text(key="postcode", label="Postcode, for an address", personal=True, span=5),
        Choice(key="safety", label="Safe to use?", vocabulary=_SAFETY, short=True, span=7),
        YesNoUnknown(key="protected", label="Protected address", span=6),
        _SINCE,
    )

    def save(given: Answers) -> Done[Saved]:
        fact = FactInput(
            FactKind(str(given["kind"])),
            str(given["text"]),
            str(given.get("postcode", "")),
            safety=_safety(given),
            protected=given.get("protected") == "yes",
            valid_from=read_day(given.get("since")),
        )
        return people.add_facts(me, _chosen(sources, given), person_id, (fact,))

    return _opened(window, "Add a fact", fields, save, "Add", "Fact added", start="kind")


def ask_flag(window: Window, sources: Sources, person_id: UUID) -> FormSheet:
    """Ask for a flag on a person: what it warns of, and its last day."""
    me = window.me
    fields = (
        *_source(sources),
        Text(key="text", label="What it warns of", required=True, span=7, help="Such as “Visit in pairs”"),
        Day(key="until", label="Last day", required=True, past=False, ahead=True, span=5),
    )

    def save(given: Answers) -> Done[Saved]:
        flag = FactInput(FactKind.FLAG, str(given["text"]), valid_to=read_day(given.get("until")))
        return people.add_facts(me, _chosen(sources, given), person_id, (flag,))

    return _opened(window, "Raise a flag on this person", fields, save, "Raise", "Flag raised", start="text")


class RelationSheet(FormSheet):
    """Asks what somebody is to another person, who is looked for among those already known."""

    def __init__(self, window: Window, sources: Sources, person_id: UUID) -> None:
        me = window.me
        self._person_id = person_id
        fields = (
            *_source(sources),
            Choice(key="words", label="They are the", vocabulary=RELATIONS, required=True, span=5),
            Text(key="name", label="Of", personal=True, span=7, help="A name, phone or street to find them by"),
        )

        def save(given: Answers) -> Done[Saved]:
            other = self.known.person
            if other is None:
                raise Invalid((Problem("name", "Choose somebody from those found"),))
            words = RELATIONS.label_of(str(given["words"]))
            fact = FactInput(FactKind.RELATIONSHIP, words, other_id=other.id)
            return people.add_facts(me, _chosen(sources, given), person_id, (fact,))

        self.known = KnownPeople("Found", "Of them", "They are related to:")
        super().__init__(
            window, "Record a relationship", Section("relation", "", fields), save, verb="Add",
            said="Relationship recorded", wide=NARROW,
        )  # fmt: skip
        self.form.add_below(self.known)
        self.known.resized.connect(self._fit_form)
        self.known.chosen.connect(lambda _person: self.form.refuse(()))
        self.finder = Finder(window, self, self.known, lambda: str(self.form.answers().get("name", "")), (person_id,))


class Finder(QTimer):
    """Looks for people by what a sheet's question holds, a moment after the last key."""

    def __init__(
        self, window: Window, sheet: FormSheet, known: KnownPeople, typed: Callable[[], str], without: Sequence[UUID]
    ) -> None:
        super().__init__(sheet)
        self._window, self._known, self._typed, self._without = window, known, typed, frozenset(without)
        self.setSingleShot(True)
        self.setInterval(LOOK_MS)
        self.timeout.connect(self.look)
        sheet.form.edited.connect(self.start)

    def look(self) -> None:
        """Look now."""
        text, me = self._typed(), self._window.me
        if text.strip():
            work.run(lambda: people.list_people(me, text, 6), self._took, self._window.failed)

    def _took(self, found: list[PersonLine]) -> None:
        self._known.offer([(line, "") for line in found if line.id not in self._without])


def ask_relation(window: Window, sources: Sources, person_id: UUID) -> RelationSheet:
    """Ask what a person is to somebody else."""
    sheet = RelationSheet(window, sources, person_id)
    sheet.open()
    sheet.start_at("words")
    return sheet


def change_fact(window: Window, fact: FactView) -> FormSheet:
    """Put one fact right: its words, whether it is safe or protected, since when it is true."""
    me = window.me
    fields: tuple[Field, ...] = (
        Text(key="text", label="Put right to", personal=True, span=12, help="Leave empty to keep the words"),
    )
    if fact.kind is FactKind.ADDRESS:
        fields += (
            Text(key="postcode", label="Postcode", personal=True, span=5),
            YesNoUnknown(key="protected", label="Protected address", span=7),
        )
    if fact.kind in REACHED_BY:
        fields += (Choice(key="safety", label="Safe to use?", vocabulary=_SAFETY, short=True, span=7),)
    fields += (_SINCE,)

    def save(given: Answers) -> Done[Saved]:
        return people.change_fact(
            me,
            fact.id,
            text=str(given["text"]) if "text" in given else None,
            postcode=str(given["postcode"]) if "postcode" in given else None,
            safety=_safety(given) if "safety" in given else None,
            protected={"yes": True, "no": False}.get(str(given.get("protected"))),
            valid_from=read_day(given.get("since")),
            revision=fact.revision,
        )

    held: dict[str, Answer] = {}
    if fact.kind in REACHED_BY:
        held["safety"] = fact.safety
    if fact.valid_from is not None:
        held["since"] = fact.valid_from.isoformat()
    title = f"Put right: {FACT_LABELS[fact.kind].lower()}"
    return _opened(window, title, fields, save, "Save", "Fact altered", start="text", answers=held)


def choose_fact(window: Window, facts: Sequence[FactView], *, ending: bool = False) -> FormSheet | None:
    """Ask which fact is meant where there are several, and go on to put it right or to end it."""
    go = end_fact if ending else change_fact
    if len(facts) <= 1:
        return go(window, facts[0]) if facts else None
    by_id = {str(fact.id): fact for fact in facts}
    which = Vocabulary(
        "facts", "Facts", tuple(Term(key, f"{FACT_LABELS[f.kind]}: {fact_words(f)}") for key, f in by_id.items())
    )
    fields = (Choice(key="fact", label="Which fact", vocabulary=which, required=True, span=12),)
    sheet = _Chooser(
        window,
        "End a fact" if ending else "Change a fact",
        Section("fact", "", fields),
        lambda given: go(window, by_id[str(given["fact"])]),
    )
    sheet.open()
    sheet.start_at("fact")
    return sheet


class _Chooser(FormSheet):
    """Asks which, saves nothing, and goes on."""

    def __init__(self, window: Window, title: str, section: Section, then: Callable[[Answers], object]) -> None:
        super().__init__(window, title, section, _unsaved, verb="Next", wide=NARROW)
        self._then = then

    def submit(self) -> None:
        """Go on with what was chosen."""
        if any(problem.severity == "error" for problem in self.form.check()):
            self.form.next_problem(from_start=True)
            return
        given = self.form.answers()
        self.accept()
        self._then(given)


def _unsaved(_given: Answers) -> Done[Saved]:
    raise NotImplementedError


def end_fact(window: Window, fact: FactView) -> FormSheet:
    """Say when a fact stopped being true; it stays on the record."""
    me = window.me
    fields = (Day(key="until", label="Last day it was true", required=True, span=6),)
    title = f"No longer true: {FACT_LABELS[fact.kind].lower()}"

    def save(given: Answers) -> Done[Saved]:
        return people.change_fact(me, fact.id, valid_to=read_day(given.get("until")), revision=fact.revision)

    start: dict[str, Answer] = {"until": window.today().isoformat()}
    return _opened(window, title, fields, save, "End", "Fact ended", start="until", answers=start)


def _opened(
    window: Window, title: str, fields: Sequence[Field], save: Save, verb: str, said: str, *, start: str,
    answers: Answers | None = None,
) -> FormSheet:  # fmt: skip
    sheet = FormSheet(
        window, title, Section("fact", "", tuple(fields)), save,
        verb=verb, said=said, wide=NARROW, start=answers,
    )  # fmt: skip
    sheet.open()
    sheet.start_at(start)
    return sheet


def _source(sources: Sources) -> tuple[Field, ...]:
    """The question of which case a fact comes from, where there are several."""
    if len(sources) <= 1:
        return ()
    cases = Vocabulary("sources", "Cases", tuple(Term(str(case_id), reference) for case_id, reference in sources))
    return (Choice(key="source", label="Told on case", vocabulary=cases, required=True, span=12),)


def _chosen(sources: Sources, given: Answers) -> UUID:
    return UUID(str(given["source"])) if "source" in given else sources[0][0]


def _safety(given: Answers) -> Safety:
    known: dict[str, Safety] = {"safe": "safe", "unsafe": "unsafe"}
    return known.get(str(given.get("safety")), "not-asked")


def fact_words(fact: FactView) -> str:
    """A fact in words as it may be shown; a birth as a day."""
    born = birth_day(fact)
    return ", ".join(part for part in (show_day(born) if born else fact.text, fact.postcode) if part)


def birth_day(fact: FactView) -> date | None:
    """The day of a birth that is recorded as one."""
    return read_day(fact.text) if fact.kind is FactKind.BIRTH and len(fact.text) == len("1985-01-01") else None


def said_of(fact: FactView) -> list[str]:
    """What is said of a fact beside its words: guessed, safe or not, protected, from when and until when."""
    said = ["estimated"] if fact.estimated else []
    if fact.kind in REACHED_BY and fact.safety != "not-asked":
        said.append(SAFETY_LABELS[fact.safety].lower())
    if fact.protected:
        said.append("protected")
    if fact.valid_from is not None:
        said.append(f"from {show_day(fact.valid_from)}")
    if fact.valid_to is not None:
        said.append(f"until {show_day(fact.valid_to)}")
    return said
