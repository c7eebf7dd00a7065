"""Putting a backup back: what will happen said first, then the passphrase of that day, then the store opened anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from spp_desktop.domain.dates import show_moment
from spp_desktop.services import backups
from spp_desktop.services.backups import BackupLine, Restored
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_key_sheets import refuse_passphrase
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.passphrase import PassphraseRow, Patience
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import Window

HAPPENS = (
    "What the store holds now is kept first, as a backup like any other, and can be put back in the same way.",
    "Work saved since the backup is not in the store any more. Write down what must be done again.",
    "The store becomes a new device: references made from then on bear another store code.",
    "The window closes and opens again on what was restored, with the passphrases and roles of that day.",
)
"""What putting a backup back does, in the order an officer would ask."""


class RestoreSheet(WorkSheet):
    """Put a backup back here. ``saved`` carries what was restored; the window reopens from ``RestoredSheet``."""

    def __init__(self, window: Window, line: BackupLine, words: str) -> None:
        super().__init__(window, "Put this backup back?", "Restore", harm=True)
        self._line = line
        self.body.addWidget(text_label(f"Made {show_moment(line.made)}: {words}.", "strong", wrap=True))
        for each in HAPPENS:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Picture("info", "blue-text"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text_label(each, wrap=True), 1)
            self.body.addLayout(row)
        hint = "The one you had on the day the backup was made."
        self.passphrase = PassphraseRow("Your &passphrase of that day", hint=hint)
        self.ask("passphrase", self.passphrase)
        self.patience = Patience()
        self.foot.insertWidget(0, self.patience)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A passphrase."""
        return () if self.passphrase.edit.text() else (("passphrase", "Type your passphrase of that day"),)

    def submit(self) -> None:
        """Not while there is a wait."""
        if not self.patience.waiting:
            super().submit()

    def call(self) -> Callable[[work.Progress], Any]:
        """Restore."""
        me, wanted, typed = self.me, self._line.name, self.passphrase.edit.text()

        def restore(tell: work.Progress) -> Restored:
            tell("Checking the backup and putting it back", 0, 0)
            return backups.restore_here(me, wanted, typed)

        return restore

    def refuse(self, error: Exception) -> None:
        """A wrong passphrase is said beside it; the store is as it was."""
        refuse_passphrase(self, error, self.passphrase, self.patience)


class RestoredSheet(Sheet):
    """Says what became of the store, and opens it. It cannot be left another way: the store before is closed."""

    opening = Signal()

    def __init__(self, window: Window, restored: Restored, code_before: str) -> None:
        super().__init__(window, "The backup is put back")
        code = restored.signed_in.store.code
        self.body.addWidget(text_label(f"The store is as it was at {show_moment(restored.backup.made)}.", wrap=True))
        self.body.addWidget(
            text_label(
                f"It is a new device: references made from now on bear {code}, where they bore {code_before}.",
                "strong",
                wrap=True,
            )
        )
        self.foot.addStretch(1)
        self.go_on = button("&Open it", "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self._leave)
        self.foot.addWidget(self.go_on)
        self.open()

    def reject(self) -> None:
        """Esc opens it too."""
        self._leave()

    def _leave(self) -> None:
        self.accept()
        self.opening.emit()
