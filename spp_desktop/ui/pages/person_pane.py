"""One person: names, flags, cases with their part in each, what is recorded and from where, who they are related to,
what they were merged with, and what was done. What is unsafe or protected stays covered until it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.cases import HistoryLine
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.people import FACT_LABELS, FactKind, FactView, PersonCase, PersonView
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import people
from spp_desktop.ui import work
from spp_desktop.ui.case.facts import ask_fact, ask_flag, ask_relation, change_fact, end_fact, fact_words, said_of
from spp_desktop.ui.pages.person_sheets import ask_merge, ask_unmerge
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.flow import FlowLayout
from spp_desktop.ui.widgets.labels import rule, selectable, text_label
from spp_desktop.ui.widgets.tags import Tag, TagLabel
from spp_desktop.ui.window import Window

_APART = (FactKind.RELATIONSHIP, FactKind.FLAG)
_ORDER = tuple(FACT_LABELS)


class PersonPane(QScrollArea):
    """The person in hand. Each of its verbs is a button, so that the keyboard reaches it."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._person: PersonView | None = None
        self._cases: list[QWidget] = []
        self._history: list[HistoryLine] | None = None
        self._narrow = False
        self._may_write = may(window.me.officer.roles, Right.CASE_WRITE)
        self.setAccessibleName("The person in hand")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "aside")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put what can be done under the words where there is no room beside them."""
        if narrow != self._narrow:
            self._narrow = narrow
            if self._person is not None:
                self._draw(self._person)

    def focus_cases(self) -> None:
        """Take the keyboard to the first case."""
        if self._cases:
            self._cases[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_person(self, person: PersonView) -> None:
        """Show somebody; what was uncovered is covered again."""
        self._person = person
        self._history = None
        self._draw(person)

    def show_nobody(self) -> None:
        """Show nobody."""
        self._person = None
        self._cases = []
        inside = QWidget()
        inside.setObjectName("inside")
        self.setWidget(inside)

    # Drawing

    def _draw(self, person: PersonView) -> None:
        place = self.verticalScrollBar().value()
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 14, 14, 14)
        rows.setSpacing(8)
        for number, part in enumerate(self._parts(person)):
            if number:
                rows.addWidget(rule())
            for widget in part:
                rows.addWidget(widget)
        rows.addStretch(1)
        self.setWidget(inside)
        self.verticalScrollBar().setValue(place)

    def _parts(self, person: PersonView) -> Iterator[Iterator[QWidget]]:
        yield self._head(person)
        yield self._in_cases(person)
        yield self._facts(person)
        yield self._related(person)
        if person.merges:
            yield self._merged(person)
        yield self._done(person)

    def _head(self, person: PersonView) -> Iterator[QWidget]:
        today = self._window.today()
        yield private_label(person.name(today), "person", wrap=True)
        age = person.age(today)
        yield text_label(f"{age} years old" if age else "Age not known", "caption")
        if others := person.other_names(today):
            yield private_label(f"Also known as {', '.join(others)}", "secondary", wrap=True)
        flags = person.current(FactKind.FLAG, today)
        if flags or person.case_flags:
            holder = QWidget()
            flow = FlowLayout(holder, gap=5)
            for flag in flags:
                flow.addWidget(TagLabel(Tag(_until(flag.text, flag.valid_to), "red", "person_warning")))
            for each in person.case_flags:
                flow.addWidget(TagLabel(Tag(_until(each.label, each.expires), "amber")))
            yield holder
        for flag in flags:
            yield self._row(f"{flag.text}, told on {flag.reference}", (("End", lambda one=flag: self._end(one)),))
        if self._may_write and person.cases:
            yield self._verbs(("Raise a flag…", self.raise_flag), ("The same person as…", self.merge))

    def _in_cases(self, person: PersonView) -> Iterator[QWidget]:
        yield text_label(f"Cases you may know of: {len({each.case_id for each in person.cases})}", "strong")
        self._cases = []
        for each in person.cases:
            yield self._case(each)

    def _case(self, each: PersonCase) -> QWidget:
        kind = case_type(each.type)
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        opener = button(each.reference, "link")
        opener.clicked.connect(lambda: self._window.open_case(each.case_id))
        self._cases.append(opener)
        row.addWidget(opener)
        said = [kind.roles.label_of(each.role).lower(), "alleges too" if each.counter_allegation else "",
                kind.workflow.state(each.state).label]  # fmt: skip
        row.addWidget(text_label(" · ".join(word for word in said if word), "secondary", wrap=True), 1)
        return part

    def _facts(self, person: PersonView) -> Iterator[QWidget]:
        yield text_label("What is recorded", "strong")
        if self._may_write and person.cases:
            yield self._verbs(("Add a fact…", self.add_fact))
        known = [fact for fact in person.facts if fact.kind not in _APART and (fact.text or fact.postcode)]
        for fact in sorted(known, key=_fact_order):
            yield self._fact(fact)

    def _fact(self, fact: FactView) -> QWidget:
        words = f"about {fact.text}" if fact.estimated else fact_words(fact)
        agency = AGENCIES.label_of(fact.agency)
        origin = [*said_of(fact), fact.reference, agency, f"recorded {show_day(fact.recorded.date())}"]
        verbs: list[tuple[str, Callable[[], object]]] = []
        if fact.masked:
            verbs.append(("Show", lambda: self._uncover(fact)))
        if self._may_write:
            verbs += [("Put right", lambda: self._change(fact)), ("End", lambda: self._end(fact))]
        return self._row(words, verbs, FACT_LABELS[fact.kind], " · ".join(word for word in origin if word), fact.id)

    def _related(self, person: PersonView) -> Iterator[QWidget]:
        yield text_label("Relationships", "strong")
        for each in person.relations:
            verb = (("Go to", lambda other=each.other_id: self._window.go("people", person=other)),)
            yield self._row(each.text(), verb, "", f"told on {each.reference}")
        if not person.relations:
            yield text_label("None recorded.", "secondary")
        if self._may_write and person.cases:
            yield self._verbs(("Record a relationship…", self.add_relation))

    def _merged(self, person: PersonView) -> Iterator[QWidget]:
        yield text_label("Found to be the same person", "strong")
        for merge in person.merges:
            told = f"{show_moment(merge.at)}, {merge.by}, over {', '.join(merge.references)}"
            verbs = (("Take apart…", lambda one=merge: ask_unmerge(self._window, one)),) if self._may_write else ()
            yield self._row(merge.reason, verbs, "", told)

    def _done(self, person: PersonView) -> Iterator[QWidget]:
        yield text_label("What was done", "strong")
        if self._history is None:
            yield self._verbs(("Show the history", self.show_history))
            return
        for line in self._history:
            why = f"{show_moment(line.at)}, {line.by}" + (f": {line.why}" if line.why else "")
            yield self._row(line.text, (), "", why)

    def _row(
        self,
        words: str,
        verbs: Sequence[tuple[str, Callable[..., object]]],
        label: str = "",
        origin: str = "",
        fact_id: UUID | None = None,
    ) -> QWidget:
        """Words with a label over them, where they come from under them, and what can be done beside them."""
        part = QWidget()
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if label:
            rows.addWidget(text_label(label, "caption"))
        line = QHBoxLayout()
        line.setSpacing(6)
        shown: QLabel = selectable(private_label(words, wrap=True))
        if fact_id is not None:
            shown.setObjectName(str(fact_id))
        line.addWidget(shown, 1)
        made = [_verb(verb, do, f"{verb}: {label or words}") for verb, do in verbs]
        for each in () if self._narrow else made:
            line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(line)
        if origin:
            rows.addWidget(text_label(origin, "caption", wrap=True))
        if self._narrow and made:
            under = QHBoxLayout()
            under.setSpacing(6)
            for each in made:
                under.addWidget(each)
            under.addStretch(1)
            rows.addLayout(under)
        return part

    def _verbs(self, *verbs: tuple[str, Callable[[], object]]) -> QWidget:
        part = QWidget()
        flow = FlowLayout(part, gap=6)
        for verb, do in verbs:
            flow.addWidget(_verb(verb, do, verb, "quiet"))
        return part

    # What is done

    def _sources(self) -> tuple[tuple[UUID, str], ...]:
        cases = self._person.cases if self._person is not None else ()
        return tuple({each.case_id: (each.case_id, each.reference) for each in cases}.values())

    def add_fact(self) -> None:
        """Add a fact."""
        if self._person is not None:
            ask_fact(self._window, self._sources(), self._person.id)

    def raise_flag(self) -> None:
        """Raise a flag on the person."""
        if self._person is not None:
            ask_flag(self._window, self._sources(), self._person.id)

    def add_relation(self) -> None:
        """Say what they are to somebody else."""
        if self._person is not None:
            ask_relation(self._window, self._sources(), self._person.id)

    def merge(self) -> None:
        """Make them one with another record."""
        if self._person is not None:
            ask_merge(self._window, self._person)

    def show_history(self) -> None:
        """Read what was done about the person."""
        person, me = self._person, self._window.me
        if person is None:
            return

        def took(lines: list[HistoryLine]) -> None:
            if self._person is person:
                self._history = lines
                self._draw(person)

        work.run(lambda: people.person_history(me, person.id), took, self._window.failed)

    def _change(self, fact: FactView) -> None:
        change_fact(self._window, fact)

    def _end(self, fact: FactView) -> None:
        end_fact(self._window, fact)

    def _uncover(self, fact: FactView) -> None:
        """Show one covered number or address; that it was shown is recorded."""
        me = self._window.me

        def took(words: str) -> None:
            label: Any = self.findChild(QLabel, str(fact.id))
            if label is not None:
                label.setText(words)

        work.run(lambda: people.show_fact(me, fact.id), took, self._window.failed, lane="write")


def _verb(words: str, do: Callable[..., object], said: str, kind: Any = "link") -> QPushButton:
    made = button(words, kind, extent="small")
    made.setAccessibleName(said)
    made.clicked.connect(lambda _checked=False: do())
    return made


def _until(words: str, day: Any) -> str:
    return f"{words} until {show_day(day)}" if day is not None else words


def _fact_order(fact: FactView) -> tuple[bool, int, float]:
    return fact.valid_to is not None, _ORDER.index(fact.kind), -fact.recorded.timestamp()
