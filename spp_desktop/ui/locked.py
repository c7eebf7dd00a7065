"""The lock: every window hidden behind a plain one that asks for the passphrase, now or when nobody has typed.

No record is left on the screen, blurred or otherwise. Drafts keep themselves; unlocking shows what was shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QCloseEvent, QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from spp_desktop.services import sign_in
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.ask import Ask, WindowAsk
from spp_desktop.ui.passphrase import PassphraseRow, Patience, say_refusal
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Band, Picture
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.status import StatusBar
from spp_desktop.ui.window import PRODUCT, SMALLEST, product_icon

WARN_SECONDS = 60
"""How long before the lock the officer is told."""
_ACTIVE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}
Seconds = Callable[[], float]


class LockedWindow(QWidget):
    """What stands in the place of every window while locked. ``unlocked`` when the passphrase was right."""

    unlocked = Signal()
    leave_asked = Signal()
    """The officer wants to sign out, or closed the window."""

    def __init__(self, me: SignedIn, store_name: str, marking: str) -> None:
        super().__init__()
        self._me = me
        self.ask: Ask = WindowAsk(self)
        self._busy = False
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"Locked – {PRODUCT}")
        self.setWindowIcon(product_icon())
        self.setMinimumSize(*SMALLEST)
        status = StatusBar(marking)
        status.set_saved("Locked. Drafts are kept", "lock_closed")
        status.set_keys((("Enter", "unlock"),))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card(store_name))
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(1)
        rows.addWidget(status)

    def _card(self, store_name: str) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(420)
        rows = QVBoxLayout(card)
        rows.setContentsMargins(26, 24, 26, 24)
        rows.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Picture("lock_closed", "accent", size=20))
        head.addWidget(text_label("Locked", "page"), 1)
        rows.addLayout(head)
        words = f"{self._me.officer.name} is signed in to {store_name}. What was open is kept, and so are drafts."
        rows.addWidget(text_label(words, "secondary", wrap=True))
        self.passphrase = PassphraseRow("&Passphrase")
        rows.addWidget(self.passphrase)
        self.patience = Patience()
        self.patience.over.connect(self._ready)
        rows.addWidget(self.patience)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.button = button("&Unlock", "primary", extent="large")
        self.button.setDefault(True)
        self.button.clicked.connect(self.submit)
        foot.addWidget(self.button)
        leave = button("&Sign out", "quiet", extent="large", tip="Close the program; drafts are kept")
        leave.clicked.connect(self.leave_asked)
        foot.addWidget(leave)
        foot.addStretch(1)
        rows.addLayout(foot)
        return card

    def begin(self) -> None:
        """Ask anew."""
        self.passphrase.edit.clear()
        self.passphrase.set_problem("")
        self.passphrase.edit.setFocus()

    def submit(self) -> None:
        """Try the passphrase."""
        typed = self.passphrase.edit.text()
        if self._busy or self.patience.waiting:
            return
        if not typed:
            self.passphrase.set_problem("Type your passphrase")
            return
        self._busy = True
        self.button.setEnabled(False)
        me = self._me

        def call() -> None:
            sign_in.unlock(me, typed)

        work.run(call, self._right, self._wrong)

    def _right(self, _nothing: object) -> None:
        self._ready()
        self.passphrase.edit.clear()
        self.unlocked.emit()

    def _wrong(self, error: Exception) -> None:
        self._ready()
        say_refusal(error, self.passphrase, self.patience, self.ask)
        self.button.setEnabled(not self.patience.waiting)

    def _ready(self) -> None:
        self._busy = False
        self.button.setEnabled(True)
        self.passphrase.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tries the passphrase."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it signs out: nothing behind it may come up to ask."""
        if event.spontaneous():
            event.ignore()
            self.leave_asked.emit()
        else:
            super().closeEvent(event)


class Lock(QObject):
    """Locks and unlocks the windows of one officer. ``locked`` and ``unlocked`` say so.

    A window that opens while locked stays off the screen until it is unlocked.
    """

    locked = Signal()
    unlocked = Signal()
    leave_asked = Signal()

    def __init__(self, main: QWidget, window: LockedWindow) -> None:
        super().__init__(main)
        self._main = main
        self.window = window
        self.is_locked = False
        self._hidden: list[QWidget] = []
        self._focus: QWidget | None = None
        window.unlocked.connect(self.unlock)
        window.leave_asked.connect(self.leave_asked)

    def lock(self) -> None:
        """Hide everything and ask for the passphrase."""
        app = QApplication.instance()
        if self.is_locked or not isinstance(app, QApplication):
            return
        self.is_locked = True
        self._focus = QApplication.focusWidget()
        _close_popups()
        forget_clipboard()
        place = self._main.geometry()
        maximised = self._main.isMaximized() or self._main.isFullScreen()
        self._hidden = [widget for widget in QApplication.topLevelWidgets() if _shown(widget, self.window)]
        for widget in sorted(self._hidden, key=_depth, reverse=True):
            widget.hide()
        app.installEventFilter(self)
        self.window.begin()
        self.window.setGeometry(place)
        if maximised:
            self.window.showMaximized()
        else:
            self.window.show()
        self.window.activateWindow()
        self.window.passphrase.edit.setFocus()
        self.locked.emit()

    def unlock(self) -> None:
        """Show what was shown, with the keyboard where it was."""
        if not self.is_locked:
            return
        self.let_go()
        for widget in sorted(filter(isValid, self._hidden), key=_depth):
            widget.show()
        self._hidden = []
        self.window.hide()
        self._main.activateWindow()
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus):
            focus.window().activateWindow()
            focus.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.unlocked.emit()

    def let_go(self) -> None:
        """Stop keeping windows off the screen."""
        self.is_locked = False
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what opens while locked off the screen until it is unlocked."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and self._keeps_off(watched):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._hidden.append(watched)
            QTimer.singleShot(0, watched, _HideAgain(watched))
        return False

    def _keeps_off(self, widget: QWidget) -> bool:
        return self.is_locked and widget.isWindow() and not _belongs(widget, self.window)


class _HideAgain:
    """Hides a window that was kept off the screen, so that showing it later shows it."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget

    def __call__(self) -> None:
        if isValid(self._widget):
            self._widget.hide()
            self._widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)


class Idle(QObject):
    """Notices when nobody has typed or moved the mouse: ``warned`` with the seconds left, then ``idle``.

    ``back`` says that somebody is there again after a warning. ``minutes`` is how long until the lock; ``clocks``
    tell seconds: the greatest gap in any of them counts, so that a laptop that slept is locked when it wakes.
    """

    warned = Signal(int)
    back = Signal()
    idle = Signal()

    def __init__(
        self, parent: QObject, minutes: int, clocks: tuple[Seconds, ...] = (time.monotonic, time.time)
    ) -> None:
        super().__init__(parent)
        self._limit = minutes * 60
        self._clocks = clocks
        self._watched: QWindow | None = None
        self._since = self._now()
        self._warning = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._running = False

    def start(self) -> None:
        """Begin to watch, from now."""
        app = QGuiApplication.instance()
        if not isinstance(app, QGuiApplication):
            return
        self._running = True
        self._since = self._now()
        app.focusWindowChanged.connect(self._follow, Qt.ConnectionType.UniqueConnection)
        self._follow(QGuiApplication.focusWindow())
        self.look()

    def stop(self) -> None:
        """Watch no more."""
        if not self._running:
            return
        self._running = False
        self._timer.stop()
        self._follow(None)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._follow)

    def set_minutes(self, minutes: int) -> None:
        """Lock after another time."""
        self._limit = minutes * 60
        if self._running:
            self.look()

    def seen(self) -> None:
        """Somebody is there."""
        self._since = self._now()
        if self._warning:
            self._warning = False
            self.back.emit()
            self.look()

    def look(self) -> None:
        """See how long it has been, and warn, lock or look again later."""
        if not self._running:
            return
        gone = max(now - then for now, then in zip(self._now(), self._since, strict=True))
        left = self._limit - gone
        if left <= 0:
            self.stop()
            self._warning = False
            self.idle.emit()
        elif left <= WARN_SECONDS:
            self._warning = True
            self.warned.emit(round(left))
            self._timer.start(1000)
        else:
            self._timer.start(int(min(left - WARN_SECONDS, 30) * 1000) + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and the mouse in the window that has the keyboard."""
        if event.type() in _ACTIVE:
            self.seen()
        return False

    def _follow(self, window: QWindow | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window if self._running else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)


class IdleNotice(Band):
    """Over the top of a window: it is about to lock."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("caution", "About to lock", parent=window)
        self._host = window
        self.setObjectName("idleNotice")
        self.hide()

    def say(self, seconds: int) -> None:
        """Say how long is left."""
        unit = "second" if seconds == 1 else "seconds"
        self.show_words("About to lock", f"in {seconds} {unit}. Press any key to stay. Drafts are kept.")
        self.setFixedWidth(min(460, self._host.width() - 48))
        self.adjustSize()
        self.move((self._host.width() - self.width()) // 2, 8)
        if self.isHidden():
            self.show()
            self.raise_()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def forget_clipboard() -> None:
    """Empty the clipboard of what this program put there."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()


def _close_popups() -> None:
    QToolTip.hideText()
    while (popup := QApplication.activePopupWidget()) is not None:
        if not popup.close():
            popup.hide()


def _shown(widget: QWidget, locked: QWidget) -> bool:
    return widget.isVisible() and not _belongs(widget, locked)


def _belongs(widget: QWidget, locked: QWidget) -> bool:
    """Whether a window is the locked one or stands over it."""
    return widget is locked or locked.isAncestorOf(widget) or widget.parentWidget() is locked


def _depth(widget: QWidget) -> int:
    """How many windows a window stands over: dialogs are hidden before, and shown after, what they belong to."""
    depth, parent = 0, widget.parentWidget()
    while parent is not None:
        depth += parent.isWindow()
        parent = parent.parentWidget()
    return depth
