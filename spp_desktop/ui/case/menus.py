"""The menus of a case: every move its state allows, who has it, its review and flags, and the other cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.permissions import Right, may
from spp_desktop.domain.workflow import Move
from spp_desktop.ui import icons
from spp_desktop.ui.case import act
from spp_desktop.ui.pages.cases_columns import contact_words

if TYPE_CHECKING:
    from spp_desktop.ui.case.window import CasePage

NO_RIGHT = "Only a supervisor may do this"


class CaseMenu(QMenu):
    """A menu over a case, gone once it closes."""

    def __init__(self, page: CasePage, kind: CaseType, view: CaseView) -> None:
        super().__init__(page)
        self._page, self._kind, self._view = page, kind, view
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        self.triggered.connect(self._chosen)

    def offer(self, label: str, what: object, *, icon: str = "", why_not: str = "") -> None:
        """Add a line; ``why_not`` disables it and says why."""
        item = self.addAction(label)
        item.setData(what)
        if icon:
            icons.dress(item, icon)
        if why_not:
            item.setEnabled(False)
            item.setToolTip(why_not)

    def _chosen(self, item: QAction) -> None:
        what, page, view = item.data(), self._page, self._view
        if isinstance(what, Move):
            self._move(what)
        elif isinstance(what, tuple) and what[0] == "flag":
            flag = next(each for each in view.flags if each.id == what[1])
            act.end_flag(page.window_, flag)
        elif what == "take":
            act.take(page.window_, view.line.id)
        elif isinstance(what, str):
            getattr(page, what)()

    def _move(self, move: Move) -> None:
        if move.closing or self._kind.workflow.closes(move.after) is not None:
            self._page.close_case()
        else:
            state = self._kind.workflow.state(move.after).label
            act.move_case(self._page.window_, self._view.line.id, move, state)


def more_menu(page: CasePage, kind: CaseType, view: CaseView, *, compact: bool) -> CaseMenu:
    """Everything that can be done with a case."""
    menu = CaseMenu(page, kind, view)
    roles = page.window_.me.officer.roles
    if compact:
        _facts(menu, page, kind, view)
    if may(roles, Right.CASE_WRITE, kind.code):
        _moves(menu, page, kind, view)
        _handing(menu, page, kind, view)
        _flags(menu, page, view)
    menu.addSeparator()
    menu.offer("Show or hide the timeline\tCtrl+T", "toggle_timeline")
    return menu


def _facts(menu: CaseMenu, page: CasePage, kind: CaseType, view: CaseView) -> None:
    words, _ = contact_words(view.line, page.window_.me.now(), kind.first_contact.length)
    for said in (f"First contact: {words}", f"Owner: {view.line.owner or 'Nobody yet'}"):
        menu.addAction(said).setEnabled(False)
    menu.addSeparator()


def _moves(menu: CaseMenu, page: CasePage, kind: CaseType, view: CaseView) -> None:
    flow, roles = kind.workflow, page.window_.me.officer.roles
    for move in flow.from_state(view.line.state):
        allowed = may(roles, move.right, kind.code) or move.closing
        label = f"{move.label}{'…' if move.reason or move.closing else ''}"
        if label.startswith("Resume"):
            label = f"Resume: {flow.state(move.after).label.lower()}…"
        menu.offer(label, move, icon="arrow_right", why_not="" if allowed else NO_RIGHT)
    ends = flow.closes(view.line.state) or flow.proposes(view.line.state)
    if ends is None and flow.state(view.line.state).open:
        menu.offer("Close case…", "close_case", icon="checkmark_circle")
    menu.addSeparator()


def _handing(menu: CaseMenu, page: CasePage, kind: CaseType, view: CaseView) -> None:
    allocate = may(page.window_.me.officer.roles, Right.CASE_ALLOCATE, kind.code)
    if view.line.owner_id is None:
        menu.offer("Take this case", "take", icon="person_swap")
    menu.offer("Assign…", "assign", icon="person_swap", why_not="" if allocate else NO_RIGHT)
    if kind.workflow.state(view.line.state).open:
        menu.offer("Set review…", "set_review", icon="calendar_clock")
    menu.offer("Score the risk…", "score_risk", icon="shield_task")
    menu.addSeparator()


def _flags(menu: CaseMenu, page: CasePage, view: CaseView) -> None:
    menu.offer("Raise a flag…", "raise_flag", icon="warning")
    today = page.window_.today()
    for flag in view.flags:
        if flag.in_force(today):
            menu.offer(f"End the flag “{flag.label}”…", ("flag", flag.id))


class ElsewhereMenu(QMenu):
    """The other cases of the main party that the officer may know of."""

    def __init__(self, page: CasePage, view: CaseView) -> None:
        super().__init__(page)
        self._page = page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for reference in view.also_in:
            icons.dress(self.addAction(reference), "open")
        self.triggered.connect(self._chosen)

    def _chosen(self, item: QAction) -> None:
        self._page.open_reference(item.text())


def elsewhere_menu(page: CasePage, view: CaseView) -> ElsewhereMenu:
    """The menu of other cases."""
    return ElsewhereMenu(page, view)
