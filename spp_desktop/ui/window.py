"""What every window of the program has: title, status bar, toast, questions, panes, and news of changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QMainWindow, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.disclosure import marking_for_people
from spp_desktop.ui import icons, privacy, work
from spp_desktop.ui.actions import attach, key_hints
from spp_desktop.ui.ask import AGAIN, Answer, Ask, WindowAsk, trouble_of
from spp_desktop.ui.page import Page, SizeClass
from spp_desktop.ui.widgets.focus import show_focus_rings
from spp_desktop.ui.widgets.notices import Toast
from spp_desktop.ui.widgets.status import StatusBar

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.services.signed_in import SignedIn

PRODUCT = "SPP Desktop"
SMALLEST = (1024, 540)
FIRST_SIZE = (1366, 768)


class Window(QMainWindow):
    """A window with a page in it. Pages reach the rest of the program through it.

    ``me`` is the officer signed in, ``ask`` puts questions. ``done`` takes what a service that writes returned:
    it broadcasts the changes and says so in the status bar.
    """

    changed = Signal(object)
    """Changes that an operation of this window made; the desk broadcasts them to every window."""
    case_asked = Signal(object, str)
    """A case is to be opened in a window of its own: its id, and a tab or an empty text."""
    lock_asked = Signal()
    opened_anew = Signal(object)
    """The store was closed and opened anew (restored, or under other keys): the SignedIn to go on with."""
    closed = Signal()

    def __init__(self, me: SignedIn, store_name: str, *, made_up: bool = False) -> None:
        super().__init__()
        self.me = me
        self.store_name = store_name
        self.ask: Ask = WindowAsk(self)
        self.size_class = SizeClass.STANDARD
        self.marking = marking_for_people(me.today())
        self.setMinimumSize(*SMALLEST)
        self.setWindowIcon(product_icon())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.status = StatusBar(self.marking)
        self.status.set_note("made-up", "Made-up data" if made_up else "")
        self.toast_frame = Toast(self)
        self.window_actions = attach(self, self, self.places(), me.officer.roles)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            show_focus_rings(app)

    def places(self) -> frozenset[str]:
        """The places of the actions table live in the window as a whole."""
        return frozenset({"everywhere"})

    def live_actions(self) -> dict[str, QAction]:
        """Every action that can be done in the window now, by id."""
        return self.window_actions

    # What pages call

    def page_in_view(self) -> Page | None:
        """The page shown now."""
        raise NotImplementedError

    def go(self, key: str, **at: Any) -> None:
        """Show another page of the main window."""
        raise NotImplementedError

    def open_case(self, case_id: UUID, *, tab: str = "") -> None:
        """Open a case in a window of its own, or raise the one it has."""
        self.case_asked.emit(case_id, tab)

    def done(self, changes: Changes, words: str = "", undo: Callable[[], None] | None = None) -> None:
        """Something was saved: tell every view, show when, and say ``words`` in a toast that names nobody."""
        self.say_saved(self.me.now())
        if changes:
            self.changed.emit(changes)
        if words:
            self.toast(words, undo)

    def toast(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Say something in passing."""
        self.toast_frame.say(words, undo)

    def say_saved(self, at: datetime) -> None:
        """Show in the status bar when the last change was saved."""
        self.status.set_saved(f"All changes saved {local_time(at)}")

    def say_draft(self, at: datetime) -> None:
        """Show in the status bar when the draft was kept."""
        self.status.set_saved(f"Draft kept {local_time(at)}", "save")

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; the usual ``failed`` of ``work.run``."""
        self.ask.trouble(trouble_of(error))

    def not_saved(self, error: BaseException, doing: str, again: Callable[[], None]) -> None:
        """Say that work on screen was not saved, and save it ``again`` when the officer says so."""

        def answered(answer: Answer) -> None:
            if answer.code == AGAIN.code:
                again()

        self.ask.trouble(trouble_of(error, doing=doing, again=True), answered)

    def today(self) -> date:
        """Today where the officer is; give it to date fields."""
        return self.me.today()

    def refresh(self, changes: Changes) -> None:
        """Tell the page in view what has changed."""
        page = self.page_in_view()
        if page is not None:
            page.refresh(changes)

    # Handlers of the actions table

    def lock_now(self) -> None:
        """Hide everything and ask for the passphrase."""
        self.lock_asked.emit()

    def undo(self) -> None:
        """Undo what the toast offers to."""
        if not self.toast_frame.undo():
            self.toast("Nothing to undo")

    def focus_toast(self) -> None:
        """Move the keyboard into the toast."""
        self.toast_frame.take_focus()

    def next_pane(self) -> None:
        """Move the keyboard to the next pane."""
        self._step_pane(1)

    def previous_pane(self) -> None:
        """Move the keyboard to the pane before."""
        self._step_pane(-1)

    def toggle_privacy(self) -> None:
        """Hide or show names and free text in every window."""
        hidden = privacy.toggle()
        self.status.set_note("privacy", "Names hidden" if hidden else "", "eye")

    def help_here(self) -> None:
        """Say what the field with the keyboard is for."""
        from spp_desktop.ui.help import show_help

        show_help(self)

    def show_keys(self) -> None:
        """Every key, in a sheet."""
        from spp_desktop.ui.help import show_keys

        show_keys(self)

    def panes(self) -> Sequence[QWidget]:
        """Where F6 goes."""
        page = self.page_in_view()
        return tuple(page.panes()) if page is not None else ()

    def show_page_state(self) -> None:
        """Show title, keys and marking for the page in view."""
        page = self.page_in_view()
        if page is None:
            return
        confidential = page.confidential
        self.status.set_marking(f"{self.marking}: DA" if confidential else self.marking, confidential=confidential)
        self.status.set_keys(key_hints(page.hints))
        self.setWindowTitle(f"{page.heading().title} – {self.store_name} – {PRODUCT} – {self.marking}")

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self.panes() if pane.isVisible()]
        if not panes:
            return
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus is not None and _holds(pane, focus)), -1)
        start = here if here >= 0 else (-1 if step > 0 else 0)
        enter(panes[(start + step) % len(panes)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for another width."""
        super().resizeEvent(event)
        size = SizeClass.of(self.width())
        if size is not self.size_class:
            self.size_class = size
            self.arrange(size)

    def arrange(self, size: SizeClass) -> None:
        """Arrange the window and its page for a width."""
        page = self.page_in_view()
        if page is not None:
            page.set_size_class(size)


def product_icon() -> QIcon:
    """The product's own mark, for windows and the taskbar."""
    made = QIcon()
    for size in (16, 20, 24, 32, 48, 64):
        made.addPixmap(icons.drawing("marks", "product", width=size))
    return made


def local_time(at: datetime) -> str:
    """A moment as the time of day where the officer is: "09:14"."""
    from spp_desktop.services.signed_in import LONDON

    return f"{at.astimezone(LONDON):%H:%M}"


def close_plots(window: QWidget) -> None:
    """Close the plots in a window that is not shown again.

    A plot's scene that is destroyed with the window, before the plot was closed, takes the program with it.
    """
    for view in window.findChildren(QGraphicsView):
        view.close()


def hear_failures(window: Window) -> None:
    """Say in this window whatever goes wrong that no page asked to hear of."""
    work.on_unheard(window.failed)


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def enter(pane: QWidget) -> None:
    """Give the keyboard to a pane: to itself, or to the first control in it that takes it."""
    reason = Qt.FocusReason.OtherFocusReason
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        pane.setFocus(reason)
        return
    inside = pane.nextInFocusChain()
    while inside is not None and inside is not pane:
        takes = inside.focusPolicy() & Qt.FocusPolicy.TabFocus and inside.isVisible() and inside.isEnabled()
        if takes and pane.isAncestorOf(inside):
            inside.setFocus(reason)
            return
        inside = inside.nextInFocusChain()
