"""The counts in the rail: open cases of each type, and the officer's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import cases, today
from spp_desktop.ui import work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spp_desktop.services.signed_in import SignedIn
    from spp_desktop.ui.frame import MainWindow


@dataclass(frozen=True, slots=True)
class Counts:
    """Open cases by type, and how many actions the officer has (None where they have no such page)."""

    cases: Mapping[str, int]
    actions: int | None


def read_counts(me: SignedIn) -> Counts:
    """Read the counts the rail shows."""
    actions = len(today.my_actions(me)) if may(me.officer.roles, Right.CASE_READ) else None
    return Counts(cases.rail_counts(me), actions)


class RailCounts(QObject):
    """Keeps the rail's counts in step with every change the window hears of."""

    def __init__(self, me: SignedIn, main: MainWindow) -> None:
        super().__init__(main)
        self._me, self._main = me, main
        main.heard.connect(self._heard)
        self.read()

    def read(self) -> None:
        """Read and show the counts."""
        me = self._me
        work.run(lambda: read_counts(me), self._show)

    def _heard(self, changes: Changes) -> None:
        if changes.cases:
            self.read()

    def _show(self, counts: Counts) -> None:
        for code, count in counts.cases.items():
            self._main.rail.set_count(code, count)
        self._main.rail.set_count("my-actions", counts.actions)
