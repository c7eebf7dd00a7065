"""Typing a passphrase: hidden, with an eye to show it, Caps Lock called out, and a new one asked for twice."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from spp_desktop.domain.errors import Refused, TooSoon
from spp_desktop.services import sign_in
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import icons, work
from spp_desktop.ui.ask import Ask, trouble_of
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet

CAPS_LOCK = "Caps Lock is on"
PLAIN_RULES = "12 characters or more. Three or four words that nobody would guess do well."
SHOW_KEY = "F9"


class PassphraseEdit(QLineEdit):
    """A passphrase as dots. F9 or the eye shows it; it is hidden again when the field is left."""

    caps_lock = Signal(bool)
    """Caps Lock has been seen to be on, or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        eye = self.addAction(icons.icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        icons.dress(eye, "eye")
        eye.setCheckable(True)
        eye.setText("Show passphrase")
        eye.setToolTip(f"Show passphrase ({SHOW_KEY})")
        eye.setShortcut(QKeySequence(SHOW_KEY))
        eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        eye.toggled.connect(self._show)
        self._eye = eye
        self._caps = False

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Look whether Caps Lock is on, where the system says so."""
        super().focusInEvent(event)
        self._tell(_system_caps_lock())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide what was shown."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason and isValid(self._eye):
            self._eye.setChecked(False)
            self._tell(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice Caps Lock by what the letters look like, where the system does not say."""
        super().keyPressEvent(event)
        known = _system_caps_lock()
        self._tell(_caps_lock_by(event, self._caps) if known is None else known)

    def _tell(self, on: bool | None) -> None:
        if on is not None and on != self._caps:
            self._caps = on
            self.caps_lock.emit(on)


def _system_caps_lock() -> bool | None:
    """Whether Caps Lock is on; None where the system has no way to ask."""
    if sys.platform != "win32":
        return None
    import ctypes

    return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)


def _caps_lock_by(event: QKeyEvent, before: bool) -> bool:
    """Whether Caps Lock is on, told by a key: its own turns it, a letter gives it away."""
    letter = event.text()
    if event.key() == Qt.Key.Key_CapsLock:
        return not before
    if len(letter) != 1 or not letter.isalpha() or letter.upper() == letter.lower():
        return before
    return letter.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class PassphraseRow(FieldRow):
    """A passphrase under its label, with Caps Lock and what was wrong with it beneath."""

    def __init__(self, label: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        self.edit = PassphraseEdit()
        super().__init__(label, self.edit, hint=hint, parent=parent)
        self.edit.caps_lock.connect(self._caps_lock)
        self.edit.textEdited.connect(self._typed)

    def _caps_lock(self, on: bool) -> None:
        if on and not self.state:
            self.set_problem(CAPS_LOCK, "warning")
        elif not on and self.message == CAPS_LOCK:
            self.set_problem("")

    def _typed(self) -> None:
        if self.state == "error":
            self.set_problem("")

    def refuse(self, words: str) -> None:
        """Say that it was wrong, empty the field and give it the keyboard."""
        self.edit.clear()
        self.set_problem(words)
        self.edit.setFocus()


class NewPassphrase(QWidget):
    """A new passphrase, typed twice, with its plain rules."""

    changed = Signal()

    def __init__(self, label: str = "New &passphrase", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.first = PassphraseRow(label, hint=PLAIN_RULES)
        self.again = PassphraseRow("The same &again")
        for each in (self.first, self.again):
            row.addWidget(each, 1, Qt.AlignmentFlag.AlignTop)
            each.edit.textChanged.connect(self._changed)
            each.edit.editingFinished.connect(self._left)

    def value(self) -> str:
        """The passphrase; empty unless it may be one and was typed the same twice."""
        typed = self.first.edit.text()
        return typed if typed == self.again.edit.text() and not sign_in.why_not_passphrase(typed) else ""

    def check(self) -> bool:
        """Whether it can be taken; what is wrong is said beneath the field that is to be put right."""
        short = sign_in.why_not_passphrase(self.first.edit.text())
        differs = self.first.edit.text() != self.again.edit.text()
        self.first.set_problem(_beside(short))
        self.again.set_problem("Type the same passphrase again" if differs and not short else "")
        if short or differs:
            (self.first if short else self.again).edit.setFocus()
        return not short and not differs

    def _changed(self) -> None:
        self.changed.emit()

    def _left(self) -> None:
        typed, again = self.first.edit.text(), self.again.edit.text()
        if typed and (short := sign_in.why_not_passphrase(typed)):
            self.first.set_problem(_beside(short))
        if typed and again and typed != again:
            self.again.set_problem("Type the same passphrase again")


def _beside(words: str) -> str:
    """A refusal as it reads beside its field, where it goes without saying that nothing was changed."""
    return words.replace(" Nothing was changed.", "")


class Patience(QWidget):
    """Says how long to wait before a passphrase may be tried again, second by second.

    ``waiting`` is true from ``hold`` until ``over`` is emitted.
    """

    over = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._words = text_label("", "caption", wrap=True)
        row.addWidget(self._words)
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    @property
    def waiting(self) -> bool:
        """Whether the wait is not over."""
        return self._left > 0

    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def hold(self, seconds: int) -> None:
        """Begin a wait."""
        self._left = seconds
        self._say()
        self._timer.start()

    def tick(self) -> None:
        """A second has passed."""
        self._left -= 1
        if self._left <= 0:
            self.stop()
            self.over.emit()
        else:
            self._say()

    def stop(self) -> None:
        """Wait no more."""
        self._left = 0
        self._timer.stop()
        self._words.setText("")

    def _say(self) -> None:
        self._words.setText(TooSoon(self._left).message.partition(".")[0])


def say_refusal(error: Exception, row: PassphraseRow, patience: Patience, ask: Ask) -> None:
    """Say why a passphrase was not taken: beside its field, as a wait, or as trouble with the store."""
    if isinstance(error, TooSoon):
        row.edit.clear()
        patience.hold(error.seconds)
    elif isinstance(error, Refused) and "passphrase" in error.message:
        row.refuse(_beside(error.message))
    else:
        row.edit.clear()
        row.edit.setFocus()
        ask.trouble(trouble_of(error))


class ChangePassphrase(Sheet):
    """Change one's own passphrase. ``changed`` is emitted once it was."""

    changed = Signal(object)

    def __init__(self, window: QWidget, me: SignedIn, ask: Ask) -> None:
        super().__init__(window, "Change your passphrase")
        self._me, self._ask = me, ask
        self.present = PassphraseRow("&Passphrase you have now")
        self.new = NewPassphrase("&New passphrase")
        self.patience = Patience()
        self.body.addWidget(text_label("What you may open stays the same, and so do its recovery keys.", wrap=True))
        self.body.addWidget(self.present)
        self.body.addWidget(self.new)
        self.foot.addWidget(self.patience, 1)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.save = button("&Change passphrase", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.foot.addWidget(self.save)
        self.patience.over.connect(self._ready)
        self.present.edit.setFocus()

    def _save(self) -> None:
        if not self.new.check() or self.patience.waiting:
            return
        self.save.setEnabled(False)
        work.run(
            _changing(self._me, self.present.edit.text(), self.new.value()), self._done, self._failed, lane="write"
        )

    def _done(self, done: object) -> None:
        self.changed.emit(done)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._ready()
        say_refusal(error, self.present, self.patience, self._ask)
        self.save.setEnabled(not self.patience.waiting)

    def _ready(self) -> None:
        self.save.setEnabled(True)


def _changing(me: SignedIn, present: str, new: str) -> Callable[[], object]:
    def change() -> object:
        return sign_in.change_passphrase(me, present, new)

    return change


class OwnPassphrase(QWidget):
    """The step after signing in with a passphrase somebody else chose: choose one's own. ``chosen`` when done."""

    chosen = Signal()

    def __init__(self, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._me: SignedIn | None = None
        self._present = ""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(12)
        rows.addWidget(text_label("Choose your own passphrase", "page"))
        words = (
            "Somebody else chose the passphrase you signed in with, so it opens the store this once. "
            "Nobody can read the one you choose now, and nobody else can choose it for you."
        )
        rows.addWidget(text_label(words, "secondary", wrap=True))
        self.new = NewPassphrase()
        rows.addWidget(self.new)
        self.save = button("&Keep it and go on", "primary", extent="large")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        rows.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)

    def begin(self, me: SignedIn, present: str) -> None:
        """Ask this officer, who signed in with ``present``."""
        self._me, self._present = me, present
        self.new.first.edit.setFocus()

    def submit(self) -> None:
        """Enter was pressed."""
        self.save.click()

    def _save(self) -> None:
        if self._me is not None and self.new.check():
            self.save.setEnabled(False)
            work.run(_changing(self._me, self._present, self.new.value()), self._done, self._failed, lane="write")

    def _done(self, _done: object) -> None:
        self._present = ""
        self.chosen.emit()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, Refused) and "passphrase" in error.message:
            self.new.first.refuse(_beside(error.message))
        else:
            self._ask.trouble(trouble_of(error))
