"""Officers: who works here, what they hold, and letting them come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import ROLE_LABELS, Right
from spp_desktop.services import officers
from spp_desktop.services.officers import OfficerLine
from spp_desktop.services.slots import SlotRemoved
from spp_desktop.ui import work
from spp_desktop.ui.ask import CANCEL, Answer, Choice, Question
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_officer_sheets import KeySheet, OfficerSheet
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, beside
from spp_desktop.ui.pages.admin_renew import offer_new_key
from spp_desktop.ui.tables.cells import Cell, Tags, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, choice_button, disable, enable
from spp_desktop.ui.widgets.tags import Tag
from spp_desktop.ui.window import Window

LEFT = Tag("Left", "grey")
NO_KEY = Tag("No key", "amber", "warning")
ONCE = Tag("Passphrase for once", "amber", "clock")
KEY = Tag("Key", "green", "checkmark")
CONFIDENTIAL = Tag("Confidential", "purple", "lock_closed")
ONLY_ADMINISTRATORS = "Administrators add and change officers."


def roles_words(officer: Officer) -> str:
    """An officer's roles in words."""
    return ", ".join(ROLE_LABELS[role] for role in officer.roles)


def key_tags(line: OfficerLine, *, kept_here: bool) -> tuple[Tag, ...]:
    """What an officer holds and what is wanting, as tags. A store on a server keeps no keys here."""
    if not line.officer.active:
        return (LEFT,)
    if not kept_here:
        return ()
    held = ONCE if line.one_time else KEY if line.general else NO_KEY
    return (held, CONFIDENTIAL) if line.confidential else (held,)


def _name(line: OfficerLine) -> Cell:
    return Words(line.officer.name, "strong" if line.officer.active else "dim")


def _roles(line: OfficerLine) -> Cell:
    return Words(roles_words(line.officer))


def _office(line: OfficerLine) -> Cell:
    return Words(line.officer.office, "dim")


def _team(line: OfficerLine) -> Cell:
    return Words(line.officer.team, "dim")


def _last(line: OfficerLine) -> Cell:
    return Words(show_moment(line.signed_in) if line.signed_in else "", "dim")


def _id(line: OfficerLine) -> UUID:
    return line.officer.id


class OfficersSection(Section):
    """The officers, and for an administrator what can be done with each."""

    kinds = frozenset({"officers"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.edits = self.may(Right.OFFICERS_EDIT)
        self._lines: tuple[OfficerLine, ...] = ()
        self._kept_here = self.me.store.folder is not None
        self.head = HeadBar("Officers")
        self.left = choice_button("Show those who left")
        self.left.toggled.connect(self._show_lines)
        self.head.row.addWidget(self.left)
        self.add = button("&Add officer…", "primary", icon="person_add")
        self.add.clicked.connect(self.add_officer)
        self.add.setVisible(self.edits)
        self.head.row.addWidget(self.add)
        self.table = RecordTable("Officers")
        self.table.show_model(RowsModel(self._columns(), key=_id, parent=self), "administration/officers")
        self.table.row_changed.connect(self._show_officer)
        self.table.opened.connect(self._opened)
        self.pane = Pane("Officer")
        self._make_verbs()
        beside(self.content, (self.head, self.table), self.pane)

    def _columns(self) -> tuple[TableColumn[OfficerLine], ...]:
        columns: list[TableColumn[OfficerLine]] = [
            TableColumn("name", "Name", 160, _name, stretch=2),
            TableColumn("roles", "Roles", 200, _roles, stretch=3),
            TableColumn("office", "Office", 120, _office, least=SizeClass.STANDARD),
            TableColumn("team", "Team", 110, _team, least=SizeClass.WIDE),
            TableColumn("key", "Key", 260, self._key),
        ]
        if self.edits:
            columns.append(TableColumn("last", "Last signed in", 140, _last, least=SizeClass.WIDE))
        return tuple(columns)

    def _key(self, line: OfficerLine) -> Cell:
        return Tags(key_tags(line, kept_here=self._kept_here))

    def _make_verbs(self) -> None:
        add = self.pane.add_verb
        self.change = add(button("&Change…", icon="edit"), self.change_officer)
        self.give = add(button("&Give a key…", icon="shield_lock"), self.give_key)
        self.back = add(button("&Take back", icon="arrow_left"), self.take_back)
        self.leave = add(button("&Has left…", "harm"), self.let_go)

    # Reading

    def fetch(self) -> tuple[OfficerLine, ...]:
        """Everybody, those who left too."""
        return officers.list_officers(self.me, active=False)

    def show_read(self, value: Any) -> None:
        """Show them."""
        self._lines = value
        self._show_lines()

    def count(self) -> int | None:
        """How many work here."""
        return sum(line.officer.active for line in self._lines) or None

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The list, then what is said of one."""
        return (self.table, self.pane, self.head)

    def _show_lines(self) -> None:
        shown = [line for line in self._lines if line.officer.active or self.left.isChecked()]
        here = sum(line.officer.active for line in self._lines)
        gone = len(self._lines) - here
        self.head.aside.setText(f"{here} working here" + (f", {gone} left" if gone else ""))
        self.left.setVisible(bool(gone))
        self.table.rows().set_rows(shown)

    def current(self) -> OfficerLine | None:
        """The officer in hand."""
        found = self.table.current()
        return found if isinstance(found, OfficerLine) else None

    def _show_officer(self, line: OfficerLine | None) -> None:
        for verb in (self.change, self.give, self.back, self.leave):
            verb.hide()
        if line is None:
            self.pane.say("No officer chosen")
            return
        officer = line.officer
        facts: list[tuple[str, QWidget | str]] = [
            ("Roles", roles_words(officer)),
            ("Office", officer.office or "not said"),
            ("Team", officer.team or "not said"),
        ]
        if self.edits:
            facts.append(("Signed in", show_moment(line.signed_in) if line.signed_in else "never"))
        self.pane.say(officer.name, "Works here" if officer.active else "Has left", self._words(line), facts=facts)
        if self.edits:
            self._show_verbs(line)

    def _words(self, line: OfficerLine) -> str:
        if not self.edits:
            return ONLY_ADMINISTRATORS
        if not line.officer.active:
            return "What they did stays theirs. Take them back, then give them a new key."
        if not self._kept_here:
            return "This store is on a server, which keeps its keys."
        if line.one_time:
            return "Somebody else chose their passphrase. They choose their own when they next sign in."
        return "" if line.general else "They cannot sign in until they have a key."

    def _show_verbs(self, line: OfficerLine) -> None:
        active, mine = line.officer.active, line.officer.id == self.me.officer.id
        self.change.setVisible(active)
        self.give.setVisible(active and self._kept_here and not line.general)
        self.back.setVisible(not active)
        self.leave.setVisible(active)
        if mine:
            disable(self.leave, "Ask another administrator to take you off the list")
        else:
            enable(self.leave)

    # Doing

    def add_officer(self) -> None:
        """Add somebody."""
        OfficerSheet(self.window_).saved.connect(self._added)

    def _added(self, done: Done[Officer]) -> None:
        self.window_.done(done.changes, "Officer added")

    def change_officer(self) -> None:
        """Alter the officer in hand."""
        line = self.current()
        if line is not None:
            OfficerSheet(self.window_, line.officer).saved.connect(self._changed)

    def _opened(self, _row: object, _new: bool) -> None:
        if self.edits and (line := self.current()) is not None and line.officer.active:
            self.change_officer()

    def _changed(self, done: Done[Officer]) -> None:
        self.window_.done(done.changes, "Officer changed")

    def give_key(self) -> None:
        """Give the officer in hand a key."""
        line = self.current()
        if line is not None:
            KeySheet(self.window_, line.officer).saved.connect(self._given)

    def _given(self, done: Done[None]) -> None:
        self.window_.done(done.changes, "Key given. They choose their own passphrase when they sign in")

    def take_back(self) -> None:
        """Take the officer in hand back."""
        line = self.current()
        if line is None:
            return
        me, officer = self.me, line.officer
        work.run(
            lambda: officers.reactivate_officer(me, officer.id, revision=officer.revision),
            self._taken_back,
            self.window_.failed,
            lane="write",
        )

    def _taken_back(self, done: Done[Officer]) -> None:
        self.window_.done(done.changes, "Taken back. They need a new key")

    def let_go(self) -> None:
        """Say that the officer in hand has left, and why."""
        line = self.current()
        if line is None:
            return
        me, officer = self.me, line.officer

        def answered(answer: Answer) -> None:
            if answer.code == "left":
                work.run(
                    lambda: officers.deactivate_officer(me, officer.id, revision=officer.revision, why=answer.words),
                    self._gone,
                    self.window_.failed,
                    lane="write",
                )

        words = (
            "They no longer sign in and their key goes. What they did stays theirs; their cases stay where they are."
        )
        question = Question(
            f"Has {officer.name} left?", words, (CANCEL, Choice("left", "They have left", "harm")), reason="Reason"
        )
        self.window_.ask.question(question, answered)

    def _gone(self, done: Done[SlotRemoved]) -> None:
        self.window_.done(done.changes, "Taken off the list")
        offer_new_key(self.window_, done.value.offer_new_key)
