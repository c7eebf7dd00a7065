"""The step that opens a store: which one, who, and the passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from spp_desktop.services.stores import StoreCard
from spp_desktop.ui import icons
from spp_desktop.ui.passphrase import PassphraseRow, Patience
from spp_desktop.ui.store_cards import StoreCards
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label

OPEN, OPENING = "Open store", "Opening…"


class OfficerEdit(QLineEdit):
    """An officer's name. Those who signed in on this account are offered, by F4 or the arrow; nobody else is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer = completer
        arrow = self.addAction(icons.icon("chevron_down"), QLineEdit.ActionPosition.TrailingPosition)
        icons.dress(arrow, "chevron_down")
        arrow.setText("Officers who signed in here")
        arrow.setToolTip("Officers who signed in here (F4)")
        arrow.triggered.connect(self.offer)
        self._arrow = arrow

    def set_names(self, names: Sequence[str], shown: str = "") -> None:
        """Offer these names, and fill in ``shown`` or else the first."""
        self._names.setStringList(list(names))
        self._arrow.setVisible(len(names) > 1)
        self.setText(shown or (names[0] if names else ""))

    def names(self) -> tuple[str, ...]:
        """The names offered."""
        return tuple(self._names.stringList())

    def offer(self) -> None:
        """Open the list of names."""
        if len(self.names()) > 1:
            self._completer.setWidget(self)
            self._completer.activated.connect(self.setText, Qt.ConnectionType.UniqueConnection)
            self._completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 opens the list."""
        if event.key() == Qt.Key.Key_F4:
            self.offer()
        else:
            super().keyPressEvent(event)


class OpenStore(QWidget):
    """Store cards over officer and passphrase. ``asked`` carries the card, the officer's name and the passphrase."""

    asked = Signal(object, str, str)
    store_chosen = Signal(object)
    find_asked = Signal()
    new_asked = Signal()
    recovery_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._cards: tuple[StoreCard, ...] = ()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(12)
        rows.addLayout(self._head())
        self.stores = StoreCards()
        self.stores.chosen.connect(self._chosen)
        rows.addWidget(self.stores)
        rows.addSpacing(4)
        rows.addWidget(self._form())

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(text_label("Open a store", "page"), 1)
        find = button("&Find a store…", "quiet", icon="folder_open")
        find.clicked.connect(self.find_asked)
        new = button("&New store…", "quiet", icon="add")
        new.clicked.connect(self.new_asked)
        head.addWidget(find)
        head.addWidget(new)
        return head

    def _form(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(18, 16, 18, 18)
        rows.setSpacing(14)
        fields = QHBoxLayout()
        fields.setSpacing(14)
        self._officer = OfficerEdit()
        self.officer_row = FieldRow("&Officer", self._officer)
        self.passphrase = PassphraseRow("&Passphrase")
        fields.addWidget(self.officer_row, 1, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.passphrase, 1, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(fields)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        self.button = button(OPEN, "primary", extent="large", tip="Open store (Enter)")
        self.button.setDefault(True)
        self.button.clicked.connect(self.submit)
        foot.addWidget(self.button)
        recovery = button("Use &recovery key", "link")
        recovery.clicked.connect(self.recovery_asked)
        foot.addWidget(recovery)
        self.patience = Patience()
        self.patience.over.connect(self._wait_over)
        foot.addWidget(self.patience, 1)
        rows.addLayout(foot)
        return card

    # What is offered

    def show_stores(self, cards: Sequence[StoreCard], marking: str, chosen: Path | None, officer: str) -> None:
        """Offer these stores; the first, or the one at ``chosen``, is chosen, and the officer's name filled in."""
        self._cards = tuple(cards)
        self.stores.show_cards(cards, marking)
        if cards:
            self.stores.choose(chosen if chosen in [card.path for card in cards] else cards[0].path)
        if officer:
            self._officer.setText(officer)

    def cards(self) -> tuple[StoreCard, ...]:
        """The stores offered."""
        return self._cards

    def card(self) -> StoreCard | None:
        """The store chosen."""
        return self.stores.card()

    def officer(self) -> str:
        """The officer's name as typed."""
        return self._officer.text().strip()

    def begin(self) -> None:
        """Start over, with the keyboard where something is still to be typed."""
        self.busy(False)
        self.passphrase.edit.clear()
        self.passphrase.set_problem("")
        (self.passphrase.edit if self.officer() else self._officer).setFocus()

    def _chosen(self, card: StoreCard) -> None:
        self._officer.set_names(card.names)
        self.passphrase.set_problem("")
        self.patience.stop()
        self.weigh()
        self.store_chosen.emit(card)

    # Opening

    def submit(self) -> None:
        """Ask for the store to be opened."""
        card = self.card()
        if card is None or self._busy or self.patience.waiting:
            return
        if not self.passphrase.edit.text():
            self.passphrase.set_problem("Type your passphrase")
            self.passphrase.edit.setFocus()
        else:
            self.asked.emit(card, self.officer(), self.passphrase.edit.text())

    def take_passphrase(self) -> str:
        """The passphrase typed, which is then no longer here."""
        typed = self.passphrase.edit.text()
        self.passphrase.edit.clear()
        return typed

    def busy(self, busy: bool) -> None:
        """Show that the store is being opened, or no longer."""
        self._busy = busy
        self.weigh()

    def weigh(self) -> None:
        """Whether it may be tried now."""
        self.button.setText(OPENING if self._busy else OPEN)
        self.button.setEnabled(not self._busy and not self.patience.waiting)
        for field in (self.passphrase.edit, self._officer, self.stores):
            field.setEnabled(not self._busy)

    def _wait_over(self) -> None:
        self.weigh()
        self.passphrase.edit.setFocus()
