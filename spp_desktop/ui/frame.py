"""The main window: rail, top bar, pages built on their first visit, and the windows of open cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.permissions import ROLE_LABELS
from spp_desktop.ui import icons, theme
from spp_desktop.ui.actions import ACTIONS, attach, by_id
from spp_desktop.ui.case_window import CaseWindow
from spp_desktop.ui.page import Page, PageSpec, SizeClass
from spp_desktop.ui.rail import Rail
from spp_desktop.ui.registry import CASE_PAGE, PAGES
from spp_desktop.ui.topbar import TopBar
from spp_desktop.ui.window import FIRST_SIZE, Window, close_plots, enter, hear_failures

if TYPE_CHECKING:
    from spp_desktop.services.signed_in import SignedIn
    from spp_desktop.ui.palette import Find

MOST_BACK = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere one has been: a page and where on it."""

    key: str
    at: tuple[tuple[str, Any], ...] = ()


class MainWindow(Window):
    """The window an officer works in.

    ``pages`` are those registered; the ones the officer's roles do not carry are absent. ``first`` is the page one
    starts on, where the officer has it; it is shown at once, unless ``begun`` is False. ``find`` answers the palette's
    search; ``case_page`` builds the page of a case window.
    """

    heard = Signal(object)
    """Every page and window has been told of these changes, whichever window made them."""
    colours_asked = Signal(str)
    """Another colour scheme is wanted: a ``theme.Mode`` value."""

    def __init__(
        self,
        me: SignedIn,
        store_name: str,
        *,
        pages: Sequence[PageSpec] = PAGES,
        first: str = "today",
        begun: bool = True,
        made_up: bool = False,
        find: Find | None = None,
        case_page: str = CASE_PAGE,
    ) -> None:
        super().__init__(me, store_name, made_up=made_up)
        roles = me.officer.roles
        self.specs = {spec.key: spec for spec in pages if spec.allowed(roles)}
        self.first = first if first in self.specs else next(iter(self.specs))
        self._find = find
        self._case_page = case_page
        self._made_up = made_up
        self._built: dict[str, Page] = {}
        self._stale: dict[str, Changes] = {}
        self._place: Place | None = None
        self._back: list[Place] = []
        self._alt_alone = False
        self._cases: dict[UUID, CaseWindow] = {}
        self._page_actions: dict[str, dict[str, QAction]] = {}
        self._lay_out(roles[0] if roles else None)
        self._fill_menus()
        self.changed.connect(self.broadcast)
        self.case_asked.connect(self._show_case)
        hear_failures(self)
        self.resize(*FIRST_SIZE)
        self.arrange(self.size_class)
        if begun:
            self.go(self.first)

    def places(self) -> frozenset[str]:
        """The places of the actions table live in the whole window."""
        return frozenset({"everywhere", "main"})

    def _lay_out(self, role: Any) -> None:
        officer = self.me.officer
        self.rail = Rail(
            tuple(self.specs.values()),
            self.store_name,
            officer.name,
            ROLE_LABELS[role] if role is not None else "",
            officer.initials,
            settings="administration" in self.specs,
        )
        self.rail.chosen.connect(self.go)
        self.rail.settings_asked.connect(self._administration)
        self.top = TopBar()
        self.top.search.clicked.connect(self.open_palette)
        self.top.lock.clicked.connect(self.lock_now)
        self.top.help.clicked.connect(self.help_here)
        self.top.primary.clicked.connect(self._primary)
        self.stack = QStackedWidget()
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self.top)
        main.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(main, 1)
        inside = QWidget()
        inside.setObjectName("canvas")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(middle, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(inside)

    # Going about

    def page_in_view(self) -> Page | None:
        """The page shown now."""
        return self._built.get(self._place.key) if self._place else None

    def page(self, key: str) -> Page:
        """A page, built if this is the first visit. Raises KeyError for one this officer has not got."""
        if key not in self._built:
            page = self.specs[key].build(self)
            self._built[key] = page
            self.stack.addWidget(page)
            page.heading_changed.connect(self._heading_changed)
            page.hints_changed.connect(self.show_page_state)
            page.set_size_class(self.size_class)
            self._page_actions[key] = attach(page, page, page.places, self.me.officer.roles)
        return self._built[key]

    def go(self, key: str, **at: Any) -> None:
        """Show a page; ``at`` says where on it. A page this officer has not got is passed over."""
        self._go(Place(key, tuple(at.items())), remember=True)

    def back(self) -> None:
        """Show the place before this one."""
        if self._back:
            self._go(self._back.pop(), remember=False)

    def _go(self, place: Place, *, remember: bool) -> None:
        here = self.page_in_view()
        if place.key not in self.specs or (here is not None and place != self._place and not here.may_leave()):
            self.rail.show_place(self._place.key if self._place else "")
            return
        page = self.page(place.key)
        if remember and self._place is not None and self._place != place:
            self._back = [*self._back, self._place][-MOST_BACK:]
        self._place = place
        self.stack.setCurrentWidget(page)
        self.rail.show_place(place.key)
        stale = self._stale.pop(place.key, None)
        if stale:
            page.refresh(stale)
        page.show_at(**dict(place.at))
        self._enter_page(page)
        self._heading_changed()

    def _enter_page(self, page: Page) -> None:
        """Give the keyboard to a page, unless something in it has it."""
        focus = self.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            enter(next((pane for pane in page.panes() if pane.isVisible()), page))
            focus = self.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            # What is read first is not there yet: the page holds the keyboard for it.
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin on the page and not on the rail: before it shows, nothing in a window takes the keyboard."""
        super().showEvent(event)
        page = self.page_in_view()
        if page is not None and not event.spontaneous():
            self._enter_page(page)

    def _heading_changed(self) -> None:
        page = self.page_in_view()
        if page is None:
            return
        action = by_id(page.primary) if page.primary else None
        shows = action is not None and action.allowed(self.me.officer.roles)
        self.top.show_heading(page.heading(), action if shows else None)
        self.show_page_state()

    def _administration(self) -> None:
        self.go("administration")

    def _primary(self) -> None:
        page = self.page_in_view()
        if page is not None and page.primary:
            handler = by_id(page.primary).handler
            getattr(page if hasattr(page, handler) else self, handler)()

    # News

    def broadcast(self, changes: Changes) -> None:
        """Tell every page and window; a page out of view hears when it is next shown."""
        here = self.page_in_view()
        for key, page in self._built.items():
            if page is here:
                page.refresh(changes)
            else:
                self._stale[key] = self._stale.get(key, Changes()) | changes
        for window in tuple(self._cases.values()):
            window.refresh(changes)
        self.heard.emit(changes)

    # Open cases

    def _show_case(self, case_id: UUID, tab: str) -> None:
        window = self._cases.get(case_id)
        if window is None:
            window = CaseWindow(self.me, self.store_name, case_id, self._case_page, made_up=self._made_up)
            self._cases[case_id] = window
            window.changed.connect(self.broadcast)
            window.case_asked.connect(self._show_case)
            window.page_asked.connect(self._go_from_case)
            window.palette_asked.connect(self._palette_over)
            window.lock_asked.connect(self.lock_asked)
            window.closed.connect(self._case_closed)
        window.show_tab(tab)
        window.show()
        window.raise_()
        window.activateWindow()

    def _case_closed(self) -> None:
        window = self.sender()
        for case_id, held in tuple(self._cases.items()):
            if held is window:
                del self._cases[case_id]

    def _go_from_case(self, key: str, at: object) -> None:
        self.go(key, **(at if isinstance(at, dict) else {}))
        self.raise_()
        self.activateWindow()

    def case_windows(self) -> tuple[CaseWindow, ...]:
        """The windows of open cases."""
        return tuple(self._cases.values())

    def search_with(self, find: Find | None) -> None:
        """Let the palette search with this."""
        self._find = find

    # Handlers of the actions table

    def open_palette(self) -> None:
        """Search, or go anywhere, or do anything."""
        self._palette_over(self)

    def _palette_over(self, window: Window) -> None:
        from spp_desktop.ui.palette import Palette

        Palette(window, self, self._find).open()

    def new_case(self) -> None:
        """Start a new case."""
        self.go("new-case")

    def change_passphrase(self) -> None:
        """Change one's own passphrase."""
        from spp_desktop.ui.passphrase import ChangePassphrase

        sheet = ChangePassphrase(self, self.me, self.ask)
        sheet.changed.connect(self._passphrase_changed)
        sheet.open()

    def _passphrase_changed(self, done: Done[None]) -> None:
        self.done(done.changes, "Your passphrase is changed")

    def show_light(self) -> None:
        """Light colours."""
        self.colours_asked.emit(theme.Mode.LIGHT.value)

    def show_dark(self) -> None:
        """Dark colours."""
        self.colours_asked.emit(theme.Mode.DARK.value)

    def show_system_colours(self) -> None:
        """Colours as the system has them."""
        self.colours_asked.emit(theme.Mode.SYSTEM.value)

    def show_review_years(self) -> None:
        """What is published of case reviews, year by year."""
        from spp_desktop.ui.review_years import show_review_years

        show_review_years(self)

    def show_about(self) -> None:
        """The product, its version and the licences of what it is made with."""
        from spp_desktop.ui.help import show_about

        show_about(self)

    def live_actions(self) -> dict[str, QAction]:
        """Every action that can be done now, by id."""
        page = self._place.key if self._place else ""
        return self.window_actions | self._page_actions.get(page, {})

    # Menus, on Alt

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        bar.setVisible(False)
        titles = list(dict.fromkeys(action.menu for action in ACTIONS if action.menu))
        for title in titles:
            menu = bar.addMenu(title)
            menu.setObjectName(title)
            menu.aboutToShow.connect(self._fill_menu)
        bar.triggered.connect(self._hide_menus)

    def _fill_menu(self) -> None:
        menu = self.sender()
        if not isinstance(menu, QMenu):
            return
        menu.clear()
        live = self.live_actions()
        for action in ACTIONS:
            if action.menu == menu.objectName() and action.id in live:
                menu.addAction(live[action.id])
        if menu.objectName() == "&View":
            menu.addSeparator()
            for spec in self.specs.values():
                item = menu.addAction(spec.label, self._menu_page)
                item.setProperty("page", spec.key)
                icons.dress(item, spec.icon)

    def _menu_page(self) -> None:
        self.go(str(self.sender().property("page")))

    def event(self, event: QEvent) -> bool:
        """Notice whether Alt was pressed with nothing else."""
        if isinstance(event, QKeyEvent) and event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}:
            self._alt_alone = event.key() == Qt.Key.Key_Alt
        return super().event(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt alone shows and hides the menus."""
        bar = self.menuBar()
        if event.key() == Qt.Key.Key_Alt and self._alt_alone:
            bar.setVisible(not bar.isVisible())
            if bar.isVisible():
                bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        else:
            super().keyReleaseEvent(event)

    def _hide_menus(self) -> None:
        self.menuBar().setVisible(False)

    def panes(self) -> Sequence[QWidget]:
        """The rail, the top bar, then the page's own."""
        return (self.rail, self.top, *super().panes())

    def arrange(self, size: SizeClass) -> None:
        """Narrow or widen the rail and the top bar with the page."""
        self.rail.set_size_class(size)
        self.toast_frame.set_left(self.rail.width())
        self.top.set_size_class(size)
        for page in self._built.values():
            page.set_size_class(size)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the windows of cases first; one that must not close keeps this one open."""
        for window in tuple(self._cases.values()):
            if not window.close():
                event.ignore()
                return
        here = self.page_in_view()
        if here is not None and not here.may_leave():
            event.ignore()
            return
        super().closeEvent(event)
        close_plots(self)
        self.closed.emit()
