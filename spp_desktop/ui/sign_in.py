"""The first window: choose a store and sign in; make a store; use a recovery key; choose one's own passphrase.

It paints before the database is loaded, so nothing here may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

import spp_desktop
from spp_desktop.domain.disclosure import marking_for_people
from spp_desktop.domain.errors import AlreadyOpen, Refused, SppError, TooSoon
from spp_desktop.services import sign_in, stores
from spp_desktop.services.sign_in import Clock, Started
from spp_desktop.services.signed_in import LONDON, SignedIn, utc_now
from spp_desktop.services.stores import StoreCard
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer, Ask, Choice, Question, WindowAsk, trouble_of
from spp_desktop.ui.first_start import NewStore, NewStoreAsked
from spp_desktop.ui.open_store import OpenStore
from spp_desktop.ui.passphrase import OwnPassphrase, say_refusal
from spp_desktop.ui.recovery_page import RecoveryKeyPage, UseRecoveryKey
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Drawing, Picture
from spp_desktop.ui.widgets.focus import show_focus_rings
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.status import StatusBar
from spp_desktop.ui.window import FIRST_SIZE, PRODUCT, SMALLEST, product_icon

BEFORE = (
    ("eye", "Every record you open is logged", "with your name, the time and the case you were working on."),
    ("shield_lock", "Check who can see your screen.", "The store locks itself when nobody types for a few minutes."),
    ("call_prohibited", "Safe contact comes first.", "Follow the warning on a case before you ring, write or visit."),
)
ASIDE_WIDE, ASIDE_NARROW = 452, 316
STEP_WIDTH = 560

Hold = Callable[[Path], None]
"""Be the one window on the store of a folder. Raises AlreadyOpen where there is another."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody signed in: who, and the store as its card says it."""

    me: SignedIn
    card: StoreCard


class SignInWindow(QWidget):
    """The window before anybody has signed in. ``came_in`` carries a CameIn; the window may then be closed."""

    came_in = Signal(object)
    already_open = Signal(str)
    """The store asked for is open in another window, which listens at this channel."""
    closed = Signal()
    painted = Signal()
    """The window is on the screen for the first time."""

    def __init__(self, hold: Hold, *, now: Clock = utc_now) -> None:
        super().__init__()
        self._hold, self._now = hold, now
        self._came_in: SignedIn | None = None
        self._path = Path()
        self._shown = False
        self.ask: Ask = WindowAsk(self)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"Sign in – {PRODUCT}")
        self.setWindowIcon(product_icon())
        self.setMinimumSize(*SMALLEST)
        self._marking = marking_for_people(now().astimezone(LONDON).date())
        self.status = StatusBar(self._marking)
        self._lay_out()
        self._connect()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            show_focus_rings(app)
        self.resize(*FIRST_SIZE)

    def _lay_out(self) -> None:
        self.open = OpenStore()
        self.new = NewStore(self.ask)
        self.recovery = UseRecoveryKey()
        self.own = OwnPassphrase(self.ask)
        self.key = RecoveryKeyPage(self.ask, go_on="&Go on to the store")
        self.steps = QStackedWidget()
        self._places: tuple[QWidget, ...] = (self.open, self.new, self.recovery, self.own, self.key)
        for step in self._places:
            self.steps.addWidget(_centred(step))
        self._aside = _Aside(self)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._aside)
        middle.addWidget(self.steps, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(middle, 1)
        rows.addWidget(self.status)

    def _connect(self) -> None:
        self.open.find_asked.connect(self._find)
        self.open.new_asked.connect(self._show_new)
        self.open.recovery_asked.connect(self._show_recovery)
        self.open.store_chosen.connect(self._store_chosen)
        self.open.asked.connect(self._sign_in)
        self.new.asked.connect(self._make)
        self.new.back.connect(self._show_open)
        self.new.find_asked.connect(self._find)
        self.recovery.asked.connect(self._recover)
        self.recovery.back.connect(self._show_open)
        self.own.chosen.connect(self._finish)
        self.key.kept.connect(self._finish)

    # Which step is shown

    def step(self) -> QWidget:
        """The step shown now."""
        return self._places[self.steps.currentIndex()]

    def offer(self, cards: Sequence[StoreCard], chosen: Path | None = None, officer: str = "") -> None:
        """Offer these stores, one of them chosen, with an officer's name filled in; with none, offer to make one."""
        self.open.show_stores(cards, self._marking, chosen, officer)
        if cards:
            self._show_open()
        else:
            self._show_new()

    def _show(self, step: QWidget, hints: Sequence[tuple[str, str]]) -> None:
        self.steps.setCurrentIndex(self._places.index(step))
        self.status.set_keys((*hints, ("F1", "help")))

    def _show_open(self) -> None:
        self._show(self.open, (("↑+↓", "choose store"), ("Tab", "next field"), ("Enter", "open")))
        self.open.begin()
        self._say_store()

    def _show_new(self) -> None:
        self._show(self.new, (("Tab", "next field"), ("Enter", "make the store")))
        self.new.begin(may_go_back=self.open.card() is not None)
        self.status.set_saved("A new store on this computer", "")

    def _show_recovery(self) -> None:
        self._show(self.recovery, (("Tab", "next field"), ("Enter", "set passphrase")))
        self.recovery.begin(self.open.officer())

    def _say_store(self) -> None:
        card = self.open.card()
        self.status.set_saved(f"{card.name} store, once opened" if card else "", "")

    # Choosing a store

    def _store_chosen(self, card: StoreCard) -> None:
        self._say_store()
        try:
            self._hold(card.path)
        except SppError:
            # Said once the officer asks to open it: before that there is nothing for them to do.
            return

    def _find(self) -> None:
        self.ask.folder("Find a store: choose its folder", self._found)

    def _found(self, paths: Sequence[str]) -> None:
        try:
            card = stores.store_at(Path(paths[0]))
        except SppError as error:
            self.ask.trouble(trouble_of(error, doing="There is no store to open there"))
            return
        others = [other for other in self.open.cards() if other.path != card.path]
        self.offer((card, *others), card.path)

    # Coming in

    def _sign_in(self, card: StoreCard, officer: str, passphrase: str) -> None:
        try:
            self._hold(card.path)
        except AlreadyOpen as open_already:
            self.already_open.emit(open_already.channel)
            return
        except SppError as error:
            self._refused(error)
            return
        self.open.busy(True)
        self._path = card.path

        def call() -> tuple[SignedIn, bool]:
            me = sign_in.sign_in(card.path, officer or None, passphrase, now=self._now)
            return me, sign_in.must_change_passphrase(me)

        work.run(call, self._signed_in, self._refused, lane="write")

    def _signed_in(self, answer: tuple[SignedIn, bool]) -> None:
        self._came_in, must_change = answer
        passphrase = self.open.take_passphrase()
        if must_change:
            self._show(self.own, (("Tab", "next field"), ("Enter", "keep it")))
            self.own.begin(self._came_in, passphrase)
        else:
            self._finish()

    def _refused(self, error: Exception) -> None:
        self.open.busy(False)
        say_refusal(error, self.open.passphrase, self.open.patience, self.ask)
        self.open.weigh()

    def _make(self, asked: NewStoreAsked) -> None:
        self._path = asked.path

        def call() -> Started:
            return sign_in.create_store(asked.path, asked.officer, asked.passphrase, roles=asked.roles, now=self._now)

        work.run(call, self._made, self.new.refuse, lane="write")

    def _made(self, started: Started) -> None:
        self.new.forget()
        self._came_in = started.signed_in
        self._hold(self._path)
        self._show(self.key, (("Tab", "next field"), ("Enter", "go on")))
        self.status.set_saved("The store is made", "checkmark_circle")
        self.key.begin(started.signed_in, started.recovery_key)

    def _recover(self, officer: str, key: str, confidential: str, passphrase: str) -> None:
        card = self.open.card()
        if card is None:
            return
        path = self._path = card.path

        def call() -> SignedIn:
            return sign_in.reset_with_recovery_key(
                path, officer or None, key, passphrase, confidential_recovery_key=confidential or None, now=self._now
            )

        try:
            self._hold(path)
        except AlreadyOpen as open_already:
            self.already_open.emit(open_already.channel)
        except SppError as error:
            self._not_recovered(error)
        else:
            work.run(call, self._recovered, self._not_recovered, lane="write")

    def _recovered(self, me: SignedIn) -> None:
        self._came_in = me
        self._finish()

    def _not_recovered(self, error: Exception) -> None:
        self.recovery.ready()
        if isinstance(error, TooSoon):
            self.recovery.patience.hold(error.seconds)
        elif isinstance(error, Refused):
            self.recovery.refuse(error.message.replace(" Nothing was changed.", ""))
        else:
            self.ask.trouble(trouble_of(error))

    def _finish(self) -> None:
        me = self._came_in
        if me is None:
            return
        self.key.end()
        self._came_in = None
        self.came_in.emit(CameIn(me, stores.store_at(self._path)))

    # Keys and the window itself

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the step is for, wherever the keyboard is; F1 helps."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        elif event.key() == Qt.Key.Key_F1:
            self.show_help()
        else:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Do what the step shown is for."""
        step = self.step()
        if isinstance(step, OpenStore | NewStore | UseRecoveryKey | OwnPassphrase | RecoveryKeyPage):
            step.submit()

    def show_help(self) -> None:
        """Say what the field with the keyboard is for."""
        from spp_desktop.ui.help import show_help

        show_help(self)

    def show_keys(self) -> None:
        """Every key, in a sheet."""
        from spp_desktop.ui.help import show_keys

        show_keys(self)

    def show_licences(self) -> None:
        """What the program is made with."""
        from spp_desktop.ui.help import show_about

        show_about(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is there."""
        super().paintEvent(event)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower left side in a narrow window."""
        super().resizeEvent(event)
        self._aside.setFixedWidth(ASIDE_NARROW if self.width() < 1200 else ASIDE_WIDE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A recovery key on screen is asked about first; a store opened meanwhile is closed."""
        if self._came_in is not None and self.step() is self.key:
            event.ignore()
            self.ask.question(_LEAVE_KEY, self._leave_key)
            return
        self._leave()
        super().closeEvent(event)
        self.closed.emit()

    def _leave_key(self, answer: Answer) -> None:
        if answer.code == "leave":
            self.key.end()
            self._leave()
            self.close()

    def _leave(self) -> None:
        me, self._came_in = self._came_in, None
        if me is not None:
            sign_in.sign_out(me)


_LEAVE_KEY = Question(
    "Close without keeping the recovery key?",
    "It is not shown again. Without it, what is in the store is lost if its passphrases are. An administrator can "
    "have a new one made under Administration.",
    (Choice("stay", "Stay here", "primary"), Choice("leave", "Close", "harm")),
    safe="stay",
)


class _Aside(QFrame):
    """The left side: the product, what to know before signing in, version and licences."""

    def __init__(self, window: SignInWindow) -> None:
        super().__init__(window)
        self.setProperty("role", "surface")
        self.setObjectName("aside")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(44, 52, 36, 24)
        rows.setSpacing(8)
        rows.addWidget(Drawing("product", width=44, height=44))
        rows.addSpacing(10)
        rows.addWidget(text_label(PRODUCT, "figure"))
        words = "Cases, workstreams and figures for the Partnership. Everything stays on this computer, encrypted."
        rows.addWidget(text_label(words, "secondary", wrap=True))
        rows.addSpacing(18)
        rows.addWidget(text_label("Before you sign in", "strong"))
        for icon, lead, rest in BEFORE:
            rows.addLayout(_told(icon, lead, rest))
        rows.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(text_label(f"Version {spp_desktop.__version__}", "caption"))
        for label, shows in (("&Keys", window.show_keys), ("&Licences", window.show_licences)):
            link = button(label, "link", extent="small")
            link.clicked.connect(shows)
            foot.addWidget(link)
        foot.addStretch(1)
        rows.addLayout(foot)


def _told(icon: str, lead: str, rest: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(Picture(icon, "accent", size=20), 0, Qt.AlignmentFlag.AlignTop)
    words = text_label(role="secondary", wrap=True)
    words.setTextFormat(Qt.TextFormat.RichText)
    words.setText(f"<b>{lead}</b> {rest}")
    row.addWidget(words, 1)
    return row


def _centred(step: QWidget) -> QScrollArea:
    """A step in the middle of the room there is, scrolled where that is not enough."""
    step.setMaximumWidth(STEP_WIDTH + 80)
    step.setMinimumWidth(STEP_WIDTH)
    inside = QWidget()
    inside.setObjectName("inside")
    across = QHBoxLayout(inside)
    across.setContentsMargins(24, 24, 24, 24)
    across.addStretch(1)
    down = QVBoxLayout()
    down.addStretch(1)
    down.addWidget(step)
    down.addStretch(1)
    across.addLayout(down)
    across.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
