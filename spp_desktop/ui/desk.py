"""One start of the program: the sign-in window, then the officer's windows, their lock and upkeep, until they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

import spp_desktop
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import AlreadyOpen, Refused, SppError
from spp_desktop.services import sign_in, stores
from spp_desktop.services.sign_in import Clock
from spp_desktop.services.signed_in import SignedIn, utc_now
from spp_desktop.services.stores import StoreCard
from spp_desktop.ui import crash, theme, work
from spp_desktop.ui.ask import Trouble, trouble_of
from spp_desktop.ui.locked import Idle, IdleNotice, Lock, LockedWindow
from spp_desktop.ui.memory import recall, remember
from spp_desktop.ui.presence import Presence, call_forward
from spp_desktop.ui.rubbish import Collector
from spp_desktop.ui.sign_in import CameIn, SignInWindow
from spp_desktop.ui.window import PRODUCT, Window, close_plots, product_icon

LOCK_MINUTES = 5
"""Until the store's own setting has been read."""
_DAMAGED = Trouble(
    "The store's file is damaged",
    "The check after the last session found pages that are not as they were written.",
    safe=("Backups made before are as they were.", "The administrators of this store have been told."),
    to_do="go on only with what cannot wait, and ask an administrator to restore the latest backup.",
    icon="hard_drive",
)
AFTER_TODAY_MS = 5_000
"""How long after the window opens the day's backup and the check of pages begin: Today is read first."""
UPKEEP_EVERY_MS = 10 * 60 * 1000
"""How often to look whether a backup is due."""


def application() -> QApplication:
    """The application, dressed, speaking British English, with an ear for what nobody caught."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([PRODUCT])
    app.setApplicationName(PRODUCT)
    app.setApplicationVersion(spp_desktop.__version__)
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(product_icon())
    theme.apply_theme(app, _mode(recall("colours", theme.Mode.SYSTEM.value)))
    crash.install(app)
    return app


def _mode(kept: str) -> theme.Mode:
    return theme.Mode(kept) if kept in set(theme.Mode) else theme.Mode.SYSTEM


class Desk(QObject):
    """``left`` says that the last window is closed and the store with it."""

    left = Signal()

    def __init__(self, parent: QObject | None = None, *, now: Clock = utc_now) -> None:
        super().__init__(parent)
        self._now = now
        self.presence = Presence(self)
        self.presence.called.connect(self.come_forward)
        self._collector = Collector(self)
        self.entry: SignInWindow | None = None
        self.session: Session | None = None

    def begin(self, folder: Path | None = None, officer: str = "") -> bool:
        """Show the sign-in window; False where the store's window is open already, and was brought forward.

        Raises:
            Refused, StoreTrouble: a folder is named in which no store can be opened.
        """
        cards = list(stores.known_stores())
        if folder is not None:
            named = stores.store_at(folder)
            cards = [named, *(card for card in cards if card.path != named.path)]
        if cards and self._open_elsewhere(cards[0]):
            return False
        self._collector.start()
        entry = SignInWindow(self.presence.take, now=self._now)
        entry.came_in.connect(self._came_in)
        entry.already_open.connect(self._open_already)
        entry.closed.connect(self._entry_closed)
        self.entry = entry
        entry.offer(cards, officer=officer)
        show_fitting(entry)
        return True

    def _open_elsewhere(self, card: StoreCard) -> bool:
        try:
            self.presence.take(card.path)
        except AlreadyOpen as other:
            return call_forward(other.channel)
        except SppError:
            # Said when the officer asks to open it.
            return False
        return False

    def first_painted(self, then: Callable[[], object]) -> None:
        """Do something off the UI thread once the sign-in window has been painted."""
        if self.entry is not None:
            self.entry.painted.connect(lambda: work.run(then))

    def _open_already(self, channel: str) -> None:
        if self.entry is None:
            return
        if call_forward(channel):
            self.entry.close()
        else:
            self.entry.ask.trouble(trouble_of(AlreadyOpen(channel)))

    def _came_in(self, came: CameIn) -> None:
        self._collector.pass_over()
        entry, self.entry = self.entry, None
        if entry is not None:
            entry.closed.disconnect(self._entry_closed)
        self._start(came.me, came.card, entry)

    def _start(self, me: SignedIn, card: StoreCard, entry: SignInWindow | None = None) -> None:
        self.session = session = Session(me, card, self)
        session.opened_anew.connect(self._start_anew)
        session.ended.connect(self.leave)
        work.in_turns(_opening(session, entry), session)

    def _start_anew(self, me: SignedIn) -> None:
        """Go on with the store opened anew: restored, or under other keys."""
        old, self.session = self.session, None
        if old is not None:
            card = old.card
            old.put_away()
            old.deleteLater()
            self._start(me, card)

    def _entry_closed(self) -> None:
        self.entry = None
        self.leave()

    def come_forward(self) -> None:
        """Bring the window in use to the front."""
        window = self.session.front() if self.session is not None else self.entry
        if window is not None:
            if window.isMinimized():
                window.showNormal()
            window.raise_()
            window.activateWindow()

    def leave(self) -> None:
        """Nothing is open any more."""
        session, self.session = self.session, None
        if session is not None:
            session.deleteLater()
        self.presence.leave()
        self.left.emit()

    def end(self) -> None:
        """Close whatever is still open: the system is ending the program."""
        if self.session is not None:
            self.session.put_away()
            sign_in.sign_out(self.session.me)
        if self.entry is not None:
            self.entry.deleteLater()
            self.entry = None
        self.session = None
        self.presence.leave()
        self._collector.stop()


class Session(QObject):
    """An officer at work: main window, lock, backups and checks beside them. ``ended`` once all is closed."""

    ended = Signal()
    opened_anew = Signal(object)
    """The store was opened anew, and this SignedIn goes on in place of the one before."""

    def __init__(self, me: SignedIn, card: StoreCard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from spp_desktop.ui.find import finder
        from spp_desktop.ui.frame import MainWindow

        self.me, self.card = me, card
        self.main = MainWindow(me, card.name, begun=False, made_up=card.made_up)
        self.main.search_with(finder(me, self.main))
        self.main.closed.connect(self.leave)
        self.main.lock_asked.connect(self.lock_now)
        self.main.changed.connect(self._changed)
        self.main.colours_asked.connect(show_colours)
        self.main.opened_anew.connect(self.opened_anew)
        self.lock: Lock | None = None
        self.idle = Idle(self, LOCK_MINUTES)
        self.idle.warned.connect(self._warn)
        self.idle.back.connect(self._unwarn)
        self.idle.idle.connect(self.lock_now)
        self._notice: IdleNotice | None = None
        self._upkeep = QTimer(self)
        self._upkeep.setInterval(UPKEEP_EVERY_MS)
        self._upkeep.timeout.connect(self.back_up)
        self._leaving = False

    def show(self) -> None:
        """Show the main window; once it is painted, begin what goes on beside it."""
        from spp_desktop.ui.counting import RailCounts

        kept = recall("window", "")
        if not (kept and self.main.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            show_fitting(self.main)
        self.main.show()
        self.main.activateWindow()
        self.idle.start()
        RailCounts(self.me, self.main)
        self._read_lock_minutes()
        QTimer.singleShot(0, self, self._begin_upkeep)

    def front(self) -> QWidget:
        """The window to bring forward."""
        return self.lock.window if self.lock is not None and self.lock.is_locked else self.main

    # Locking

    def lock_now(self) -> None:
        """Hide everything and ask for the passphrase."""
        if self._leaving:
            return
        self.idle.stop()
        self._unwarn()
        if self.lock is None:
            self.lock = Lock(self.main, LockedWindow(self.me, self.card.name, self.main.marking))
            self.lock.unlocked.connect(self.idle.start)
            self.lock.leave_asked.connect(self.leave)
        self.lock.lock()

    def _warn(self, seconds: int) -> None:
        host = QApplication.activeWindow()
        if not isinstance(host, Window):
            host = self.main
        if self._notice is None or self._notice.window() is not host:
            self._unwarn()
            self._notice = IdleNotice(host)
            QApplication.alert(host)
        self._notice.say(seconds)

    def _unwarn(self) -> None:
        notice, self._notice = self._notice, None
        if notice is not None:
            notice.hide()
            notice.deleteLater()

    def _changed(self, changes: Changes) -> None:
        if "settings" in changes.kinds:
            self._read_lock_minutes()

    def _read_lock_minutes(self) -> None:
        from spp_desktop.services import settings

        me = self.me
        work.run(lambda: int(settings.value_of(me, "lock.minutes")), self.idle.set_minutes)

    # Upkeep

    def _begin_upkeep(self) -> None:
        from spp_desktop.services import upkeep

        me = self.me
        self._upkeep.start()
        work.run(lambda: upkeep.begin_session(me), self._check_later, lane="write")
        QTimer.singleShot(AFTER_TODAY_MS, self, self.back_up)

    def _check_later(self, due: bool) -> None:
        if due:
            QTimer.singleShot(AFTER_TODAY_MS, self, self._check_pages)

    def _check_pages(self) -> None:
        if self._leaving:
            return
        from spp_desktop.services import upkeep

        me = self.me
        work.run_long(lambda _progress, stopped: upkeep.check_pages(me, cancelled=stopped), self._checked)

    def _checked(self, whole: bool) -> None:
        if not whole:
            self.main.broadcast(Changes(kinds=frozenset({"checks"})))
            self.main.ask.trouble(_DAMAGED)

    def back_up(self) -> None:
        """Make the day's backup beside whoever works, where one is due."""
        if self._leaving:
            return
        from spp_desktop.services import backups

        me = self.me
        work.run_long(
            lambda _progress, stopped: backups.back_up_quietly(me, cancelled=stopped), self._backed_up, self._no_backup
        )

    def _backed_up(self, done: object) -> None:
        if done is not None:
            self.main.broadcast(Changes(kinds=frozenset({"backups"})))

    def _no_backup(self, error: Exception) -> None:
        """A backup made elsewhere at the same moment is no news; a disk that fails is."""
        if not self._leaving and not isinstance(error, Refused):
            self.main.failed(error)

    # Leaving

    def leave(self) -> None:
        """Close the store, after a backup where a short one is due; ``ended`` follows within five seconds."""
        if self._leaving:
            return
        self._leaving = True
        self.put_away()
        work.cancel_all()
        work.on_unheard(_past_caring)
        me = self.me

        def call() -> None:
            from spp_desktop.services import backups, upkeep

            backups.back_up_at_close(me)
            upkeep.end_session(me)
            sign_in.sign_out(me)

        work.run(call, self._ended, self._ended, lane="write")

    def put_away(self) -> None:
        """Take every window off the screen and stop what goes on beside them."""
        remember("window", bytes(self.main.saveGeometry().toBase64().data()).decode())
        self.idle.stop()
        self._unwarn()
        self._upkeep.stop()
        if self.lock is not None:
            self.lock.let_go()
            self.lock.window.hide()
            self.lock.window.deleteLater()
        for window in (*self.main.case_windows(), self.main):
            window.hide()
            close_plots(window)
            window.deleteLater()

    def _ended(self, _what: object) -> None:
        self.ended.emit()


def _opening(session: Session, entry: SignInWindow | None) -> Iterator[None]:
    """Make and show the first page of a session, a step at a time; the sign-in window stays until it is there."""
    main = session.main
    main.page(main.first)
    yield
    main.go(main.first)
    yield
    session.show()
    if entry is not None:
        entry.close()
        entry.deleteLater()


def show_colours(mode: str) -> None:
    """Show a colour scheme, now and at the next start."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply_theme(app, mode)
        remember("colours", mode)


def show_fitting(window: QWidget) -> None:
    """Show a window at its own size, or as large as the screen where that is smaller."""
    room = window.screen().availableGeometry()
    if room.width() <= window.width() or room.height() <= window.height():
        window.showMaximized()
    else:
        window.show()


def _past_caring(_error: BaseException) -> None:
    """What fails while everything is being closed is nobody's news: what was saved is saved."""
