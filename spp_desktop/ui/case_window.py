"""The window of one open case; what it holds is a page of its own, imported when the first case is opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import Page
from spp_desktop.ui.window import FIRST_SIZE, Window

if TYPE_CHECKING:
    from spp_desktop.services.signed_in import SignedIn


class CaseWindow(Window):
    """A case in a window of its own, so that two can stand side by side."""

    page_asked = Signal(str, object)
    palette_asked = Signal(object)

    def __init__(self, me: SignedIn, store_name: str, case_id: UUID, case_page: str, *, made_up: bool = False) -> None:
        super().__init__(me, store_name, made_up=made_up)
        self.case_id = case_id
        module, _, function = case_page.partition(":")
        build: Callable[[Window, UUID], Page] = getattr(import_module(module), function)
        self._page = build(self, case_id)
        inside = QFrame()
        inside.setObjectName("canvas")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._page, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(inside)
        self._page.heading_changed.connect(self.show_page_state)
        self._page.hints_changed.connect(self.show_page_state)
        self.page_actions = attach(self._page, self._page, self._page.places, me.officer.roles)
        self._page.set_size_class(self.size_class)
        self.resize(*FIRST_SIZE)
        self.show_page_state()

    def live_actions(self) -> dict[str, QAction]:
        """What can be done with the case, too."""
        return self.window_actions | self.page_actions

    def page_in_view(self) -> Page | None:
        """The case."""
        return self._page

    def go(self, key: str, **at: Any) -> None:
        """Show a page in the main window."""
        self.page_asked.emit(key, at)

    def open_palette(self) -> None:
        """Search from here; what is chosen opens in the main window."""
        self.palette_asked.emit(self)

    def show_tab(self, tab: str) -> None:
        """Show a tab of the case, when one is asked for."""
        if tab:
            self._page.show_at(tab=tab)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the page first: it keeps its draft, or asks the officer."""
        if not self._page.may_leave():
            event.ignore()
            return
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().closeEvent(event)
        self.closed.emit()
