"""When the program itself fails: a plain window that says so, and a log line with ids and places only.

The words of an exception are never shown or logged: they may hold what somebody typed.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label

LOG = logging.getLogger("spp_desktop.crash")


def where(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The kind of an exception and the places it passed through, without its words."""
    places = [f"  {frame.name}, {frame.filename.rsplit('spp_desktop', 1)[-1]}:{frame.lineno}"
              for frame in traceback.extract_tb(trace)]  # fmt: skip
    return "\n".join((kind.__name__, *places))


class CrashWindow(QWidget):
    """What happened, what is safe, what to do; the details can be copied for IT."""

    def __init__(self, details: str) -> None:
        super().__init__()
        self.setWindowTitle("SPP Desktop stopped what it was doing")
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 380)
        self._details = details
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 24)
        rows.setSpacing(10)
        rows.addWidget(text_label("Something in the program went wrong", "page", wrap=True))
        words = (
            "Everything saved is safe, and drafts are kept as you type. Save what you can, close the program and "
            "start it again: it will offer your draft. Then send the details below to IT. They hold no names."
        )
        rows.addWidget(text_label(words, wrap=True))
        box = QPlainTextEdit(details)
        box.setReadOnly(True)
        box.setAccessibleName("Details for IT")
        rows.addWidget(box, 1)
        copy = button("Copy details for IT", "primary")
        copy.clicked.connect(self._copy)
        rows.addWidget(copy, 0, Qt.AlignmentFlag.AlignRight)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._details)


class _Crashes(QObject):
    """Brings what went wrong in any thread to the UI thread, and shows it once."""

    happened = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("crashes")
        self.window: CrashWindow | None = None
        self.happened.connect(self.show_window, Qt.ConnectionType.QueuedConnection)

    def heard(self, kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        """Take an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        details = where(kind, trace)
        LOG.error("Not caught: %s", details.replace("\n", " |"))
        self.happened.emit(details)

    def heard_in_thread(self, hook: threading.ExceptHookArgs) -> None:
        """Take an exception that ended a thread."""
        if hook.exc_value is not None:
            self.heard(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def show_window(self, details: str) -> None:
        """Show the window, unless it already stands there."""
        if self.window is None:
            self.window = CrashWindow(details)
            self.window.destroyed.connect(self._closed)
            self.window.show()

    def _closed(self) -> None:
        self.window = None


def install(app: QApplication) -> None:
    """From now on, show what nobody caught. Safe to call again."""
    crashes = app.findChild(_Crashes, "crashes") or _Crashes(app)
    sys.excepthook = crashes.heard
    threading.excepthook = crashes.heard_in_thread
