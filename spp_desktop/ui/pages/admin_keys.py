"""Keys and clearances: who holds which key, and the recovery keys. Each verb is there only for whoever it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.permissions import Right, Role
from spp_desktop.services import officers, slots
from spp_desktop.services.officers import OfficerLine
from spp_desktop.services.slots import CONFIDENTIAL, GENERAL, CompartmentCode, ConfidentialMade, SlotRemoved
from spp_desktop.ui import work
from spp_desktop.ui.ask import CANCEL, Answer, Choice, Question
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_key_sheets import (
    ClearSheet,
    MakeConfidentialSheet,
    NewRecoveryKeySheet,
    RecoverySheet,
    RegainSheet,
    ResetSheet,
)
from spp_desktop.ui.pages.admin_officer_sheets import KeySheet
from spp_desktop.ui.pages.admin_parts import PANE, HeadBar, Section, beside, scrolled
from spp_desktop.ui.pages.admin_renew import RenewSheet, offer_new_key
from spp_desktop.ui.tables.cells import Cell, Tags, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Card, EmptyState
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.tags import Tag
from spp_desktop.ui.window import Window

State = Literal["not made", "sealed", "held"]
HOLDS = Tag("Holds it", "green", "checkmark")
NONE = Tag("No key", "amber", "warning")
CLEARED = Tag("Cleared", "purple", "lock_closed")
ONCE = Tag("For once", "amber", "clock")
STATES: dict[State, str] = {
    "not made": "Not made yet. It is the domestic abuse lead’s to make, and holds nothing until then.",
    "sealed": "Made, and sealed to you. The domestic abuse lead gives its key; nobody else can.",
    "held": "You hold its key. You give it to those who work on its cases, and take it away.",
}


@dataclass(frozen=True, slots=True)
class _Keys:
    lines: tuple[OfficerLine, ...]
    state: State


def _name(line: OfficerLine) -> Cell:
    return Words(line.officer.name, "strong")


def _general(line: OfficerLine) -> Cell:
    return Tags((HOLDS if line.general else NONE,))


def _confidential(line: OfficerLine) -> Cell:
    return Tags((CLEARED,)) if line.confidential else Words("Not cleared", "dim")


def _passphrase(line: OfficerLine) -> Cell:
    if line.one_time:
        return Tags((ONCE,))
    return Words("Their own" if line.general else "", "dim")


def _id(line: OfficerLine) -> UUID:
    return line.officer.id


class KeysSection(Section):
    """Who holds which key."""

    kinds = frozenset({"officers"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._lines: tuple[OfficerLine, ...] = ()
        self._state: State = "sealed"
        self.administers = self.may(Right.SLOTS_GENERAL)
        self.leads = self.may(Right.SLOTS_CONFIDENTIAL)
        self.head = HeadBar("Keys and clearances")
        self.table = RecordTable("Keys of each officer")
        columns = (
            TableColumn("name", "Officer", 170, _name, stretch=2),
            TableColumn("general", "General key", 120, _general, stretch=1),
            TableColumn("passphrase", "Passphrase", 110, _passphrase, stretch=1),
            TableColumn("confidential", "Confidential", 120, _confidential, stretch=1),
        )
        self.table.show_model(RowsModel(columns, key=_id, parent=self), "administration/keys")
        self.table.row_changed.connect(self._show_officer)
        self.side = self._side()
        if self.me.store.folder is None:
            self._say_server()
        else:
            beside(self.content, (self.head, self.table), self.side)

    def _say_server(self) -> None:
        words = "It opens for whoever the server lets in; there are no keys to give or take away here."
        rows = QVBoxLayout(self.content)
        rows.addWidget(EmptyState("This store is on a server, which keeps its keys", words))

    # Making it

    def _side(self) -> QFrame:
        side = QFrame()
        side.setObjectName("preview")
        outer = QVBoxLayout(side)
        outer.setContentsMargins(1, 0, 0, 0)
        area, rows = scrolled(margins=(14, 14, 14, 14), spacing=12)
        outer.addWidget(area)
        self.officer_card = Card("Officer")
        self.officer_words = text_label("", "secondary", wrap=True)
        self.officer_card.body.addWidget(self.officer_words)
        self._officer_verbs()
        self.general_card = self._general_card()
        self.confidential_card = self._confidential_card()
        for card in (self.officer_card, self.general_card, self.confidential_card):
            rows.addWidget(card)
        rows.addStretch(1)
        return side

    def _verb(self, card: Card, made: QPushButton, pressed: Any, *, there: bool) -> QPushButton:
        made.clicked.connect(pressed)
        card.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        made.setVisible(there)
        return made

    def _officer_verbs(self) -> None:
        card, administers, leads = self.officer_card, self.administers, self.leads
        self.give = self._verb(card, button("&Give a key…", icon="shield_lock"), self.give_key, there=administers)
        self.reset = self._verb(card, button("&Reset passphrase…"), self.reset_passphrase, there=administers)
        self.clear = self._verb(
            card, button("C&lear for confidential cases…", icon="lock_closed"), self.clear_officer, there=leads
        )
        self.unclear = self._verb(
            card,
            button("Take the &confidential key away…", "harm"),
            self.take_clearance,
            there=administers or leads,
        )
        self.remove = self._verb(card, button("Remove &key…", "harm"), self.remove_key, there=administers)

    def _general_card(self) -> Card:
        card = Card("General compartment")
        words = "Cases, plans, figures and lists. Every officer with a key opens it; the administrators keep its "
        card.body.addWidget(text_label(f"{words}recovery key.", "secondary", wrap=True))
        self.recovery = self._verb(
            card, button("New recovery key…", icon="print"), self.new_general_recovery, there=True
        )
        self.renew = self._verb(card, button("New key for it…", icon="arrow_sync"), self.renew_general, there=True)
        card.setVisible(self.administers)
        return card

    def _confidential_card(self) -> Card:
        card = Card("Confidential compartment")
        self.state_words = text_label("", "secondary", wrap=True)
        card.body.addWidget(self.state_words)
        leads = self.leads
        self.make = self._verb(card, button("&Make it…", "primary"), self.make_confidential, there=leads)
        self.regain = self._verb(card, button("&Use its recovery key…"), self.regain_confidential, there=leads)
        self.conf_recovery = self._verb(
            card, button("New recovery key…", icon="print"), self.new_confidential_recovery, there=leads
        )
        self.conf_renew = self._verb(
            card, button("New key for it…", icon="arrow_sync"), self.renew_confidential, there=leads
        )
        return card

    # Reading

    def fetch(self) -> _Keys:
        """Those who work here, and how the confidential compartment stands."""
        return _Keys(officers.list_officers(self.me), slots.confidential_state(self.me))

    def show_read(self, value: Any) -> None:
        """Show them."""
        self._lines, self._state = value.lines, value.state
        without = sum(not line.general for line in self._lines)
        cleared = sum(line.confidential for line in self._lines)
        said = [f"{len(self._lines) - without} hold the general key", f"{cleared} cleared for confidential cases"]
        self.head.aside.setText(", ".join([*said, *([f"{without} without a key"] if without else [])]))
        self._show_state()
        self.table.rows().set_rows(self._lines)

    def set_size_class(self, size: SizeClass) -> None:
        """A narrower pane in a narrow window."""
        self.table.set_size_class(size)
        self.side.setFixedWidth(PANE[size])

    def panes(self) -> Sequence[QWidget]:
        """The list, then the cards."""
        return (self.table, self.side)

    def current(self) -> OfficerLine | None:
        """The officer in hand."""
        found = self.table.current()
        return found if isinstance(found, OfficerLine) else None

    def _show_state(self) -> None:
        self.state_words.setText(STATES[self._state])
        self.make.setVisible(self.leads and self._state == "not made")
        self.regain.setVisible(self.leads and self._state == "sealed")
        self.conf_recovery.setVisible(self.leads and self._state == "held")
        self.conf_renew.setVisible(self.leads and self._state == "held")

    def _show_officer(self, line: OfficerLine | None) -> None:
        verbs = (self.give, self.reset, self.clear, self.unclear, self.remove)
        for verb in verbs:
            verb.hide()
        self.officer_card.setVisible(line is not None)
        if line is None:
            return
        mine = line.officer.id == self.me.officer.id
        self.officer_card.title.setText(line.officer.name)
        self.officer_words.setText(self._words(line, mine=mine))
        self.give.setVisible(self.administers and not line.general)
        self.reset.setVisible(self.administers and line.general and not mine)
        if self._others(line):
            enable(self.reset)
        else:
            disable(self.reset, "A reset needs a second administrator, and there is none besides")
        self.remove.setVisible(self.administers and line.general and not mine)
        self.clear.setVisible(self.leads and line.general and not line.confidential and self._state == "held")
        self.unclear.setVisible((self.administers or self.leads) and line.confidential)
        if mine:
            disable(self.unclear, "Another lead, or an administrator, takes yours away")
        else:
            enable(self.unclear)

    def _words(self, line: OfficerLine, *, mine: bool) -> str:
        if not line.general:
            return "No key: they cannot sign in."
        said = ["Holds the general key"]
        said += ["and the confidential one"] if line.confidential else []
        words = " ".join(said) + "."
        if line.one_time:
            words += " Somebody else chose the passphrase; they choose their own when they next sign in."
        if mine and self.administers:
            words += " This is you: another administrator removes or resets yours."
        return words

    # General keys

    def give_key(self) -> None:
        """Give the officer in hand a key."""
        if (line := self.current()) is not None:
            KeySheet(self.window_, line.officer).saved.connect(self._say("Key given"))

    def reset_passphrase(self) -> None:
        """Reset the passphrase of the officer in hand."""
        if (line := self.current()) is not None:
            ResetSheet(self.window_, line, self._others(line)).saved.connect(
                self._say("Passphrase reset. They choose their own when they sign in")
            )

    def _others(self, line: OfficerLine) -> list[str]:
        """Who may be the second administrator at a reset of this officer's passphrase."""
        besides = (self.me.officer.id, line.officer.id)
        return [
            each.officer.name
            for each in self._lines
            if Role.ADMINISTRATOR in each.officer.roles and each.general and each.officer.id not in besides
        ]

    def remove_key(self) -> None:
        """Take the key of the officer in hand away."""
        line = self.current()
        if line is None:
            return
        me, officer = self.me, line.officer
        words = "They sign in no more until they are given another. A confidential key they hold goes with it."
        question = Question(f"Remove the key of {officer.name}?", words, (CANCEL, Choice("remove", "Remove", "harm")))

        def answered(answer: Answer) -> None:
            if answer.code == "remove":
                work.run(lambda: slots.remove_slot(me, officer.id), self._removed, self.window_.failed, lane="write")

        self.window_.ask.question(question, answered)

    def _removed(self, done: Done[SlotRemoved]) -> None:
        self.window_.done(done.changes, "Key removed")
        offer_new_key(self.window_, done.value.offer_new_key)

    # Confidential keys

    def clear_officer(self) -> None:
        """Clear the officer in hand."""
        line = self.current()
        if line is None:
            return
        if line.one_time:
            ClearSheet(self.window_, line.officer).saved.connect(self._say("Cleared for confidential cases"))
            return
        me, officer = self.me, line.officer
        question = Question(
            f"Clear {officer.name} for confidential cases?",
            "They hold its key from their next sign-in, and can open every case in it that their roles carry.",
            (CANCEL, Choice("clear", "Clear them", "primary")),
        )

        def answered(answer: Answer) -> None:
            if answer.code == "clear":
                work.run(
                    lambda: slots.give_confidential(me, officer.id),
                    self._say("Cleared for confidential cases"),
                    self.window_.failed,
                    lane="write",
                )

        self.window_.ask.question(question, answered)

    def take_clearance(self) -> None:
        """Take the confidential key of the officer in hand away."""
        line = self.current()
        if line is None:
            return
        me, officer = self.me, line.officer
        question = Question(
            f"Take the confidential key from {officer.name}?",
            "They go on with everything else. Only the domestic abuse lead can give it back, and is told.",
            (CANCEL, Choice("take", "Take it away", "harm")),
        )

        def answered(answer: Answer) -> None:
            if answer.code == "take":
                work.run(
                    lambda: slots.remove_confidential(me, officer.id),
                    self._removed,
                    self.window_.failed,
                    lane="write",
                )

        self.window_.ask.question(question, answered)

    def make_confidential(self) -> None:
        """Make the confidential compartment."""
        MakeConfidentialSheet(self.window_).saved.connect(self._made)

    def _made(self, done: Done[ConfidentialMade]) -> None:
        made, window = done.value, self.window_
        sheet = RecoverySheet(window, made.signed_in, made.recovery_key, CONFIDENTIAL)
        sheet.kept.connect(lambda: window.opened_anew.emit(made.signed_in))

    def regain_confidential(self) -> None:
        """Hold the confidential key again."""
        RegainSheet(self.window_)

    # Recovery keys and new keys

    def new_general_recovery(self) -> None:
        """Make a new recovery key of the general compartment."""
        self._new_recovery(GENERAL)

    def new_confidential_recovery(self) -> None:
        """Make a new recovery key of the confidential compartment."""
        self._new_recovery(CONFIDENTIAL)

    def _new_recovery(self, compartment: CompartmentCode) -> None:
        window = self.window_

        def made(done: Done[str]) -> None:
            window.done(done.changes)
            RecoverySheet(window, window.me, done.value, compartment)

        NewRecoveryKeySheet(window, compartment).saved.connect(made)

    def renew_general(self) -> None:
        """Give the general compartment a new key."""
        RenewSheet(self.window_, GENERAL)

    def renew_confidential(self) -> None:
        """Give the confidential compartment a new key."""
        RenewSheet(self.window_, CONFIDENTIAL)

    def _say(self, words: str) -> Any:
        window = self.window_
        return lambda done: window.done(done.changes, words)
