"""What the program says while work goes on: a toast that passes, and a bar for something long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import KeyHint, text_label

TOAST_MS = 6000
ABOVE = 84
"""Pixels a toast keeps clear under it: the status bar, and the bar of buttons a page may have above it."""
LEAST_HEIGHT = 36


class Toast(QFrame):
    """A sentence at the bottom left of a window for six seconds, with Undo where something can be undone.

    It never names a person. F7 moves the keyboard into it, and while it is there it stays.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setProperty("role", "toast")
        self._undo: Callable[[], None] | None = None
        self._left = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(10)
        row.addWidget(Picture("checkmark_circle", "surface"))
        self._words = text_label("", "toast", wrap=True)
        row.addWidget(self._words, 1)
        self._button = button("Undo")
        self._button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._button.clicked.connect(self._undone)
        row.addWidget(self._button)
        self._keys = KeyHint("Ctrl+Z")
        row.addWidget(self._keys)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._pass)
        host.installEventFilter(self)
        self.hide()

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Show a sentence, and Undo when there is a way back."""
        self._undo = undo
        self._words.setText(words)
        self._button.setVisible(undo is not None)
        self._keys.setVisible(undo is not None)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def set_left(self, left: int) -> None:
        """Where the page begins: the toast stands over it and not over the rail."""
        self._left = left
        self._place()

    def take_focus(self) -> None:
        """Move the keyboard into the toast, where there is anything to press."""
        if self.isVisible() and self._undo is not None:
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def undo(self) -> bool:
        """Do what Undo does; False when there is nothing to undo."""
        if self._undo is None or self.isHidden():
            return False
        self._undone()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the window."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        host = self._host
        self.setFixedWidth(min(460, host.width() - self._left - 40))
        row = self.layout()
        assert row is not None  # laid out when made
        self.setFixedHeight(max(LEAST_HEIGHT, row.totalHeightForWidth(self.width())))
        self.move(self._left + 20, host.height() - self.height() - ABOVE)

    def _pass(self) -> None:
        if self._button.hasFocus() or self.underMouse():
            self._timer.start()
        else:
            self.hide()

    def _undone(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()


class InlineProgress(QFrame):
    """Something long: what, how far in numbers, and Cancel where it can be. The rest of the window stays usable."""

    cancelled = Signal()

    def __init__(self, what: str = "", *, cancel: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        top = QHBoxLayout()
        self._words = text_label(what, "secondary")
        top.addWidget(self._words, 1)
        self._cancel = button("Cancel", "link", extent="small")
        self._cancel.clicked.connect(self._asked)
        self._cancel.setVisible(cancel)
        top.addWidget(self._cancel)
        rows.addLayout(top)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(what or "Progress")
        rows.addWidget(self._bar)

    def progress(self, what: str, done: int, of: int, *, unit: str = "") -> None:
        """Show a step: "Reading police file, 12,400 of 31,000". ``of`` 0 means that nobody knows how much there is."""
        words = f"{what}, {done:,} of {of:,} {unit}".rstrip() if of else what
        self._words.setText(words)
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self._bar.setAccessibleName(words)
        self._cancel.setEnabled(True)

    def words(self) -> str:
        """What the bar says now."""
        return self._words.text()

    def _asked(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText("Cancelling…")
        self.cancelled.emit()
