"""Lists with their dates: every vocabulary and its terms, added to, renamed, retired; never deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services import lists
from spp_desktop.ui import work
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, WorkSheet, in_three
from spp_desktop.ui.tables.cells import Cell, Tags, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.day import DayEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.tags import Tag
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window

LISTS_WIDE = {SizeClass.COMPACT: 254, SizeClass.STANDARD: 270, SizeClass.WIDE: 330}
IN_USE = Tag("In use", "green")
RETIRED = Tag("Retired", "grey")
NOT_YET = Tag("Not yet", "blue")


def state_of(term: Term, today: date) -> Tag:
    """Whether a term may be chosen today."""
    if term.holds_on(today):
        return IN_USE
    return NOT_YET if term.valid_from is not None and term.valid_from > today else RETIRED


class TermSheet(WorkSheet):
    """Add a term to a list, or rename one and set its first and last days."""

    def __init__(self, window: Window, vocabulary: Vocabulary, term: Term | None = None) -> None:
        title = f"Add to {vocabulary.label}" if term is None else f"Change a term of {vocabulary.label}"
        super().__init__(window, title, "Save")
        self._vocabulary, self._term = vocabulary.code, term
        if term is not None:
            self.say(
                "What was recorded under it reads as it is called now, so keep its meaning: for another meaning "
                "retire this term and add one."
            )
        self.label = line_edit(term.label if term else "")
        self.ask("label", FieldRow("&Term", self.label, required=True))
        across = QHBoxLayout()
        across.setSpacing(14)
        self.first = DayEdit(window.today, ahead=True)
        self.first.set_value(term.valid_from if term else None)
        row = FieldRow("&First day", self.first, hint="Empty: always.")
        self.fields["valid_from"] = row
        across.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        self.last: DayEdit | None = None
        if term is not None:
            self.last = DayEdit(window.today, ahead=True)
            self.last.set_value(term.valid_to)
            row = FieldRow("&Last day", self.last, hint="Empty: until somebody retires it.")
            self.fields["valid_to"] = row
            across.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        else:
            across.addStretch(1)
        self.body.addLayout(across)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A name, and days that are days."""
        found = [] if self.label.text().strip() else [("label", "Give the term a name")]
        if self.first.problem():
            found.append(("valid_from", self.first.problem()))
        if self.last is not None and self.last.problem():
            found.append(("valid_to", self.last.problem()))
        return found

    def call(self) -> Callable[[work.Progress], Any]:
        """Add or alter."""
        me, vocabulary, term, label = self.me, self._vocabulary, self._term, self.label.text()
        first, last = self.first.value(), self.last.value() if self.last is not None else None
        if term is None:
            return lambda _tell: lists.add_term(me, vocabulary, label, valid_from=first)
        return lambda _tell: lists.change_term(me, vocabulary, term.code, label=label, valid_from=first, valid_to=last)


class RetireSheet(WorkSheet):
    """Give a term its last day."""

    def __init__(self, window: Window, vocabulary: Vocabulary, term: Term) -> None:
        super().__init__(window, f"Retire “{term.label}”", "Retire")
        self._vocabulary, self._term = vocabulary.code, term
        self.say("It is no longer offered after this day. What was recorded under it still reads as it did.")
        self.last = DayEdit(window.today)
        self.last.set_value(window.today())
        self.ask("valid_to", FieldRow("&Last day", self.last, required=True))
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A day."""
        if self.last.problem():
            return (("valid_to", self.last.problem()),)
        return () if self.last.value() is not None else (("valid_to", "Give its last day"),)

    def call(self) -> Callable[[work.Progress], Any]:
        """Retire."""
        me, vocabulary, term, last = self.me, self._vocabulary, self._term, self.last.value()
        return lambda _tell: lists.change_term(
            me, vocabulary, term.code, label=term.label, valid_from=term.valid_from, valid_to=last
        )


def _label(vocabulary: Vocabulary) -> Cell:
    return Words(vocabulary.label, "body")


def _count(vocabulary: Vocabulary) -> Cell:
    return Words(f"{len(vocabulary.terms):,}", "dim", right=True)


def _list_key(vocabulary: Vocabulary) -> str:
    return vocabulary.code


def _term(term: Term) -> Cell:
    return Words(term.label, "strong")


def _from(term: Term) -> Cell:
    return Words(show_day(term.valid_from) if term.valid_from else "always", "body" if term.valid_from else "dim")


def _to(term: Term) -> Cell:
    return Words(show_day(term.valid_to) if term.valid_to else "no end", "body" if term.valid_to else "dim")


def _term_key(term: Term) -> str:
    return term.code


class ListsSection(Section):
    """The lists at the left, the terms of one in the middle, one term at the right."""

    kinds = frozenset({"lists"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.edits = self.may(Right.LISTS_EDIT)
        self.lists = RecordTable("Lists")
        columns = (
            TableColumn("label", "List", 150, _label, stretch=1),
            TableColumn("n", "Terms", 54, _count, right=True),
        )
        self.lists.show_model(RowsModel(columns, key=_list_key, parent=self))
        self.lists.row_changed.connect(self._show_list)
        self.head = HeadBar("")
        self.add = button("&Add term…", "primary", icon="add")
        self.add.clicked.connect(self.add_term)
        self.add.setVisible(self.edits)
        self.head.row.addWidget(self.add)
        self.terms = RecordTable("Terms of the list")
        term_columns = (
            TableColumn("term", "Term", 180, _term, stretch=3),
            TableColumn("from", "First day", 96, _from),
            TableColumn("to", "Last day", 96, _to),
            TableColumn("state", "State", 96, self._state, least=SizeClass.STANDARD),
        )
        self.terms.show_model(RowsModel(term_columns, key=_term_key, parent=self), "administration/terms")
        self.terms.row_changed.connect(self._show_term)
        self.terms.opened.connect(self._opened)
        self.pane = Pane("Term")
        self.change = self.pane.add_verb(button("&Change…", icon="edit"), self.change_term)
        self.retire = self.pane.add_verb(button("&Retire…"), self.retire_term)
        in_three(self.content, self.lists, self.head, self.terms, self.pane)
        self.set_size_class(SizeClass.STANDARD)

    def fetch(self) -> list[Vocabulary]:
        """Every list that may be altered."""
        return lists.list_vocabularies(self.me)

    def show_read(self, value: Any) -> None:
        """Show them; the list and the term in hand stay so."""
        kept = self.terms.current()
        self.lists.rows().set_rows(value)
        if isinstance(kept, Term):
            self.terms.select_id(kept.code)

    def set_size_class(self, size: SizeClass) -> None:
        """Narrower lists in a narrow window."""
        self.lists.setFixedWidth(LISTS_WIDE[size])
        self.lists.set_size_class(size)
        self.terms.set_size_class(size)
        self.pane.set_size_class(size)
        if size is SizeClass.COMPACT:
            self.pane.setFixedWidth(240)

    def panes(self) -> tuple[RecordTable, RecordTable, Pane]:
        """Lists, terms, the term."""
        return (self.lists, self.terms, self.pane)

    def current(self) -> Vocabulary | None:
        """The list in hand."""
        found = self.lists.current()
        return found if isinstance(found, Vocabulary) else None

    def current_term(self) -> Term | None:
        """The term in hand."""
        found = self.terms.current()
        return found if isinstance(found, Term) else None

    def _state(self, term: Term) -> Cell:
        return Tags((state_of(term, self.window_.today()),))

    def _show_list(self, vocabulary: Vocabulary | None) -> None:
        if vocabulary is None:
            return
        self.head.title.setText(vocabulary.label)
        today = self.window_.today()
        in_use = sum(term.holds_on(today) for term in vocabulary.terms)
        self.head.aside.setText(f"{in_use} of {len(vocabulary.terms)} in use today")
        self.terms.rows().set_rows(vocabulary.terms)

    def _show_term(self, term: Term | None) -> None:
        vocabulary = self.current()
        for verb in (self.change, self.retire):
            verb.setVisible(self.edits and term is not None)
        if term is None or vocabulary is None:
            self.pane.say("No term chosen")
            return
        today = self.window_.today()
        facts = [
            ("First day", show_day(term.valid_from) if term.valid_from else "always"),
            ("Last day", show_day(term.valid_to) if term.valid_to else "no end"),
            ("Source", vocabulary.source or "Chosen here"),
        ]
        acts = "The program acts on this term, so its meaning stays whatever it is called." if term.marks else ""
        words = acts if self.edits else "Administrators alter lists."
        self.pane.say(term.label, state_of(term, today).text, words, facts)
        self.retire.setVisible(self.edits and state_of(term, today) is not RETIRED)

    # Doing

    def add_term(self) -> None:
        """Add a term to the list in hand."""
        if (vocabulary := self.current()) is not None:
            TermSheet(self.window_, vocabulary).saved.connect(self._added)

    def _added(self, done: Done[Term]) -> None:
        self.window_.done(done.changes, "Term added")

    def change_term(self) -> None:
        """Alter the term in hand."""
        vocabulary, term = self.current(), self.current_term()
        if vocabulary is not None and term is not None:
            TermSheet(self.window_, vocabulary, term).saved.connect(self._changed)

    def _changed(self, done: Done[Term]) -> None:
        self.window_.done(done.changes, "Term changed")

    def _opened(self, _row: object, _new: bool) -> None:
        if self.edits:
            self.change_term()

    def retire_term(self) -> None:
        """Give the term in hand its last day."""
        vocabulary, term = self.current(), self.current_term()
        if vocabulary is not None and term is not None:
            RetireSheet(self.window_, vocabulary, term).saved.connect(self._retired)

    def _retired(self, done: Done[Term]) -> None:
        self.window_.done(done.changes, "Term retired")
