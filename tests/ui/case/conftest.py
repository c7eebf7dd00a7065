"""A case window on a store of its own, without the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.case.window import CasePage
from spp_desktop.ui.case_window import CaseWindow
from spp_desktop.ui.registry import CASE_PAGE
from spp_desktop.ui.widgets.sheet import Sheet
from tests import casework
from tests.casework import Wall


class Desk:
    """One officer at one case."""

    def __init__(self, me: SignedIn, case_id: UUID, wall: Wall, size: tuple[int, int] = (1366, 768)) -> None:
        self.me, self.case_id, self.wall = me, case_id, wall
        self.window = CaseWindow(me, "Main office", case_id, CASE_PAGE)
        self.window.changed.connect(self.window.refresh)
        self.window.resize(*size)
        self.window.show()
        self.settle()
        self.until_laid_out()

    @property
    def page(self) -> CasePage:
        page = self.window.page_in_view()
        assert isinstance(page, CasePage)
        return page

    def until_laid_out(self) -> None:
        """Wait until the form is there, where there is a case to show."""
        while self.page.view is not None and self.page.details is None:
            QApplication.processEvents()

    def settle(self) -> None:
        """Wait until everything asked of the store has come back and is shown."""
        for _ in range(3):
            work.settle()
            QApplication.processEvents()

    def sheet(self) -> Any:
        """The sheet open on the window."""
        self.settle()
        found = [each for each in self.window.findChildren(Sheet) if each.isVisible()]
        assert found, "no sheet is open"
        return found[-1]

    def stored(self) -> Any:
        """The case as the store holds it."""
        return cases.case_as_it_stands(self.me, self.case_id)

    def close(self) -> None:
        if not isValid(self.window):
            return
        for sheet in self.window.findChildren(Sheet):
            sheet.close()
        self.window.close()
        self.settle()


Open = Callable[..., Desk]


@pytest.fixture
def open_case(sqlite_store: Any) -> Iterator[Open]:
    """``open_case(Role.SUPERVISOR, size=…, name=…, **answers)``: log a case, open it as such an officer."""
    made: list[Desk] = []

    def start(*roles: Role, size: tuple[int, int] = (1366, 768), before: Any = None, **answers: Any) -> Desk:
        wall = Wall()
        who = f"Officer Number {len(made)}" if made else "Hannah Whitfield"
        me = casework.signed_in(sqlite_store, *(roles or (Role.ASB_OFFICER,)), name=who, now=wall)
        case_id = casework.logged(me, **answers).id
        if before is not None:
            before(me, case_id)
        desk = Desk(me, case_id, wall, size)
        made.append(desk)
        return desk

    yield start
    for desk in made:
        desk.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
