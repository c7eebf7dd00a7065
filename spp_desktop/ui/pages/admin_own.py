"""What everybody has of their own: what they are to be shown, their passphrase, and what this store is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

import spp_desktop
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.notices import Notice
from spp_desktop.domain.permissions import Right
from spp_desktop.services import officers, slots
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_officers import roles_words
from spp_desktop.ui.pages.admin_parts import Section, emptied, scrolled
from spp_desktop.ui.passphrase import ChangePassphrase
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Card, Picture
from spp_desktop.ui.widgets.labels import rule, text_label
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.window import Window

MOST_WIDE = 860
State = Literal["not made", "sealed", "held"]
CONFIDENTIAL: Mapping[State, str] = {
    "not made": "Not made yet: the first domestic abuse lead makes it",
    "sealed": "Sealed: you do not hold its key",
    "held": "You hold its key",
}


@dataclass(frozen=True, slots=True)
class _Own:
    notices: tuple[Notice, ...]
    names: Mapping[UUID, str]
    state: State | None


class OwnSection(Section):
    """Notices, one's own passphrase, and about the store."""

    kinds = frozenset({"officers", "notices", "checks", "backups"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._own: _Own | None = None
        area, rows = scrolled()
        outer = QVBoxLayout(self.content)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.notices = Card("To be read")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.notices.body.addLayout(self._lines)
        self.passphrase = self._passphrase_card()
        self.about = Card("About this store")
        self.facts = Facts(150)
        self.about.body.addWidget(self.facts)
        for card in (self.notices, self.passphrase, self.about):
            card.setMaximumWidth(MOST_WIDE)
            rows.addWidget(card)
        rows.addStretch(1)

    def _passphrase_card(self) -> Card:
        card = Card("Your passphrase")
        words = "Only you know it. Changing it re-encrypts nothing, and what you may open stays the same."
        card.body.addWidget(text_label(words, "secondary", wrap=True))
        self.change = button("Change your &passphrase…", icon="shield_lock")
        self.change.clicked.connect(self.change_passphrase)
        card.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        card.setVisible(self.me.store.folder is not None)
        return card

    def fetch(self) -> _Own:
        """One's notices, and the names they speak of where one may read them."""
        me = self.me
        if not self.may(Right.OFFICERS_READ):
            return _Own(officers.my_notices(me), {}, None)
        names = {line.officer.id: line.officer.name for line in officers.list_officers(me, active=False)}
        state = slots.confidential_state(me)
        concerned = state == "held" or self.may(Right.SLOTS_GENERAL) or self.may(Right.SLOTS_CONFIDENTIAL)
        return _Own(officers.my_notices(me), names, state if concerned else None)

    def show_read(self, value: Any) -> None:
        """Show them."""
        own = value
        self._own = own
        self.notices.set_count(f"{len(own.notices)}" if own.notices else "")
        emptied(self._lines)
        if not own.notices:
            self._lines.addWidget(text_label("Nothing waits to be read.", "secondary"))
        for place, notice in enumerate(own.notices):
            if place:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(notice, own.names))
        self.facts.set_facts(self._facts(own.state))

    def count(self) -> int | None:
        """How many notices wait."""
        return len(self._own.notices) or None if self._own is not None else None

    def panes(self) -> Sequence[QWidget]:
        """The cards."""
        return (self.notices, self.passphrase, self.about)

    def _line(self, notice: Notice, names: Mapping[UUID, str]) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        row.addWidget(Picture("info", "blue-text"), 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        words = notice.text(lambda one: names.get(one, "an officer"))
        said.addWidget(text_label(words, "strong", wrap=True))
        said.addWidget(text_label(show_moment(notice.at), "caption"))
        row.addLayout(said, 1)
        read = button("I have read it")
        read.setAccessibleName(f"I have read it: {words}")
        read.setProperty("notice", str(notice.id))
        read.clicked.connect(self._read_pressed)
        row.addWidget(read, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _facts(self, state: State | None) -> list[tuple[str, QWidget | str]]:
        me, store = self.me, self.me.store
        facts: list[tuple[str, QWidget | str]] = [
            ("Store", self.window_.store_name),
            ("Store code", f"{store.code}, which references made here bear"),
            ("Kept", "In an encrypted folder on this computer" if store.folder is not None else "On a server"),
            ("You", f"{me.officer.name}: {roles_words(me.officer)}"),
        ]
        if state is not None:
            facts.append(("Confidential", CONFIDENTIAL[state]))
        return [*facts, ("Program", f"SPP Desktop {spp_desktop.__version__}")]

    # Doing

    def change_passphrase(self) -> None:
        """Change one's own passphrase."""
        sheet = ChangePassphrase(self.window_, self.me, self.window_.ask)
        sheet.changed.connect(self._changed)
        sheet.open()

    def _changed(self, done: Done[None]) -> None:
        self.window_.done(done.changes, "Your passphrase is changed")

    def _read_pressed(self) -> None:
        pressed = self.sender()
        if not isinstance(pressed, QPushButton):
            return
        me, notice = self.me, UUID(str(pressed.property("notice")))
        pressed.setEnabled(False)
        work.run(lambda: officers.dismiss_notice(me, notice), self._dismissed, self.window_.failed, lane="write")

    def _dismissed(self, done: Done[None]) -> None:
        self.window_.done(done.changes)
