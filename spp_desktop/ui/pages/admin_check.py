"""Checking that the store is whole: pages, references, chains, documents and the search index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Refused
from spp_desktop.services import upkeep
from spp_desktop.services.upkeep import Checked
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import Section, emptied, scrolled
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Band, Card, Picture
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.window import Window, local_time

MOST_WIDE = 860
WORDS = (
    "Reads every page of the store and works out again what its journal, its references, its answers and its search "
    "index should be. Nothing is repaired and nobody is kept from working. What your key does not open is left to "
    "somebody who holds it."
)


class CheckSection(Section):
    """Run the check, and read what it found."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._check: work.Job | None = None
        area, rows = scrolled()
        outer = QVBoxLayout(self.content)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.card = Card("Check the store")
        self.card.body.addWidget(text_label(WORDS, "secondary", wrap=True))
        self.begin = button("&Check now", "primary", icon="shield_task")
        self.begin.clicked.connect(self.check)
        self.card.body.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.bar = InlineProgress("Checking")
        self.bar.cancelled.connect(self.stop)
        self.bar.hide()
        self.card.body.addWidget(self.bar)
        self.result = Card("What the check found")
        self.verdict = QVBoxLayout()
        self.result.body.addLayout(self.verdict)
        self.verified = QVBoxLayout()
        self.verified.setSpacing(4)
        self.result.body.addLayout(self.verified)
        self.findings = QListWidget()
        self.findings.setAccessibleName("What is wrong, each by its id")
        self.findings.setMinimumHeight(160)
        self.result.body.addWidget(self.findings)
        self.result.hide()
        for card in (self.card, self.result):
            card.setMaximumWidth(MOST_WIDE)
            rows.addWidget(card)
        rows.addStretch(1)

    def fetch(self) -> None:
        """There is nothing to read before the check is asked for."""

    def show_read(self, value: Any) -> None:
        """What was found stays."""

    def panes(self) -> Sequence[QWidget]:
        """The two cards."""
        return (self.card, self.result)

    def check(self) -> None:
        """Check, telling how far it is."""
        me = self.me
        self.begin.hide()
        self.bar.progress("Checking", 0, 0)
        self.bar.show()

        def run(tell: work.Progress, cancelled: work.Cancelled) -> Done[Checked]:
            return upkeep.check_store(me, progress=tell, cancelled=cancelled)

        self._check = work.run_long(run, self._checked, self._unchecked, self.bar.progress)

    def stop(self) -> None:
        """Stop; nothing has been changed."""
        if self._check is not None:
            self._check.cancel()

    def _checked(self, done: Done[Checked]) -> None:
        self._over()
        self.show_checked(done.value)
        self.window_.done(done.changes)

    def show_checked(self, found: Checked) -> None:
        """Show what a check verified and found."""
        for layout in (self.verdict, self.verified):
            emptied(layout)
        self.result.set_count(f"checked {local_time(self.me.now())}")
        if found.sound:
            self.verdict.addWidget(text_label("The store is whole.", "section"))
        else:
            count = len(found.findings)
            words = (
                "Earlier backups are as they were. Restore the latest that verifies, or call whoever looks after it."
            )
            lead = f"{count:,} thing{' is' if count == 1 else 's are'} wrong."
            self.verdict.addWidget(Band("trouble", lead, words))
        for line in found.verified:
            self.verified.addWidget(_ticked(line))
        self.findings.clear()
        self.findings.addItems(list(found.findings))
        self.findings.setVisible(bool(found.findings))
        self.result.show()

    def _unchecked(self, error: Exception) -> None:
        self._over()
        if isinstance(error, Refused):
            self.window_.toast("The check was stopped")
        else:
            self.window_.failed(error)

    def _over(self) -> None:
        self._check = None
        self.bar.hide()
        self.begin.setText("&Check again")
        self.begin.show()


def _ticked(line: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Picture("checkmark_circle", "green-text"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text_label(line[:1].upper() + line[1:], wrap=True), 1)
    return made
