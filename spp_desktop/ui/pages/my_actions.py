"""My actions: everything that is due to be done, however far ahead, or what each agency owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.text import fold
from spp_desktop.domain.today import DueItem
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.services.today import my_actions
from spp_desktop.ui import work
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages.today_items import DueTable, by_agency, grouped
from spp_desktop.ui.pages.today_read import Whose
from spp_desktop.ui.widgets.buttons import choice_button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.strips import FilterLine
from spp_desktop.ui.window import Window


@dataclass(frozen=True, slots=True)
class Loaded:
    """The actions, and the case types as the store has them."""

    items: tuple[DueItem, ...]
    kinds: dict[str, CaseType]


def load(me: SignedIn, whose: Whose) -> Loaded:
    """Read the page."""
    kinds = {code: case_type_in_force(me, code) for code in sorted(me.scope.case_types)}
    return Loaded(my_actions(me, whose), kinds)


class MyActionsPage(Page):
    """The officer's actions, their team's, or what other agencies owe."""

    hints = ("open", "done", "clock.why", "filter.text", "search", "pane.next")
    primary = "case.new"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._whose: Whose = "mine"
        self._items: tuple[DueItem, ...] = ()
        self._job: work.Job | None = None
        team = bool(window.me.officer.team)
        self._offered: tuple[tuple[Whose, str], ...] = (
            ("mine", "Mine"),
            ("team", "My team") if team else ("all", "Everybody"),
            ("agencies", "Other agencies"),
        )
        self.line = FilterLine("Filter these actions")
        self.line.textChanged.connect(self._show_items)
        self.line.left.connect(self._to_list)
        self.table = _Actions(self)
        self.empty = EmptyState("No action is open", "Actions with a day to do them by appear here, soonest first.")
        self._lay_out()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 8, 16, 8)
        bar.setSpacing(8)
        bar.addWidget(self.line)
        self._choices = QButtonGroup(self)
        for place, (_, label) in enumerate(self._offered):
            made = choice_button(label)
            made.setChecked(place == 0)
            self._choices.addButton(made, place)
            bar.addWidget(made)
        self._choices.idClicked.connect(self._chose)
        bar.addStretch(1)
        self.count = text_label("", "hint")
        bar.addWidget(self.count)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(bar)
        self._pages = QStackedLayout()
        rows.addLayout(self._pages, 1)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)

    def heading(self) -> Heading:
        """My actions, and how many are open."""
        return Heading("My actions", f"{len(self._items):,} open" if self._items else "")

    def show_at(self, **_at: Any) -> None:
        """Read them each time the page comes into view."""
        self.read_again()

    def refresh(self, changes: Changes) -> None:
        """Read again after cases or officers changed."""
        if changes.cases or changes.kinds & {"officers", "lists"}:
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Columns for a window's width."""
        self.table.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The filter, then the list."""
        return (self.table, self.line)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_again(self) -> None:
        """Read the actions."""
        if self._job is not None:
            self._job.cancel()
        me, whose = self.window_.me, self._whose
        self._job = work.run(lambda: load(me, whose), self._took, self.window_.failed)

    def _took(self, loaded: Loaded) -> None:
        self._items = loaded.items
        self.table.kinds = loaded.kinds
        self._show_items()
        self.heading_changed.emit()

    def _show_items(self) -> None:
        words = fold(self.line.text()).split()
        shown = [item for item in self._items if _matches(item, words)]
        self.table.show_items(by_agency(shown) if self._whose == "agencies" else grouped(shown))
        every, some = len(self._items), len(shown)
        self.count.setText(f"Showing {some:,} of {every:,}" if some != every else "")
        self._pages.setCurrentIndex(0 if shown else 1)
        if not shown and every:
            self.empty.show_words("No action matches these words", f"There are {every:,} in all. Escape clears them.")
        elif not shown:
            self.empty.show_words("No action is open", "Actions with a day to do them by appear here, soonest first.")

    def _chose(self, place: int) -> None:
        self._whose = self._offered[place][0]
        self.read_again()

    def _to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class _Actions(DueTable):
    """The list of actions; ``/`` goes to the filter above it."""

    def __init__(self, page: MyActionsPage) -> None:
        self._page = page
        super().__init__(page.window_, "My actions")

    def focus_filter(self) -> None:
        """Go to the filter."""
        self._page.line.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _matches(item: DueItem, words: Sequence[str]) -> bool:
    """Whether every word stands in what is to be done, in the reference or in who is to do it."""
    said = fold(f"{item.what} {item.reference} {item.owner}")
    return all(word in said for word in words)


def build_my_actions(window: Window) -> MyActionsPage:
    """The My actions page of a window."""
    return MyActionsPage(window)
