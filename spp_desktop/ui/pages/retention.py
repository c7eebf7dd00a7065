"""Retention: cases due for review, cases on hold, and entries that were withdrawn. Each by its reference alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.permissions import Right, may
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages.admin_parts import Section
from spp_desktop.ui.pages.retention_cases import DueSection, HeldSection
from spp_desktop.ui.pages.retention_withdrawn import WithdrawnSection
from spp_desktop.ui.widgets.strips import Tab, TabKeys, TabsBar
from spp_desktop.ui.window import Window


class RetentionPage(TabKeys, Page):
    """The three lists as tabs."""

    places = frozenset({"page", "tabbed"})
    hints = ("search", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.sections: dict[str, Section] = {"due": DueSection(window), "held": HeldSection(window)}
        if may(window.me.officer.roles, Right.WITHDRAWN_READ):
            self.sections["withdrawn"] = WithdrawnSection(window)
        self.bar = TabsBar("Retention")
        self.tabs = self.bar.tabs
        self.tabs.chosen.connect(self.show_section)
        self.stack = QStackedWidget()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.stack, 1)
        for section in self.sections.values():
            section.told.connect(self._show_tabs)
            self.stack.addWidget(section)
        self._show_tabs()

    def heading(self) -> Heading:
        """The page's name."""
        return Heading("Retention", "references only: a case's words are shown when a reason is given")

    def section(self) -> Section:
        """The list in view."""
        return self.sections[self.tabs.code()]

    def show_at(self, **at: Any) -> None:
        """Show a list, the one in view unless one is named, and read all of them for their counts."""
        if wanted := str(at.get("section", "")):
            self.tabs.set_code(wanted)
        self.stack.setCurrentWidget(self.section())
        for section in self.sections.values():
            section.read_again()

    def show_section(self, code: str) -> None:
        """Show one of the lists."""
        if code in self.sections:
            self.stack.setCurrentWidget(self.sections[code])

    def show_tab(self, place: int) -> None:
        """Go to the list at a place."""
        self.tabs.choose(place)

    def refresh(self, changes: Changes) -> None:
        """Read again what may have changed."""
        for section in self.sections.values():
            section.refresh(changes)

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange every list."""
        for section in self.sections.values():
            section.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The tabs, then what the list has."""
        return (self.tabs, *self.section().panes())

    def _show_tabs(self) -> None:
        labels = {"due": "Due for review", "held": "On hold", "withdrawn": "Withdrawn entries"}
        self.tabs.set_tabs([Tab(code, labels[code], section.count()) for code, section in self.sections.items()])


def build_retention(window: Window) -> RetentionPage:
    """The page of retention."""
    return RetentionPage(window)
