"""A dialog over a dimmed window: title, what it says, and a foot of verbs. Opened, never executed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.ui import theme
from spp_desktop.ui.widgets.labels import text_label


class _Scrim(QWidget):
    """Dims a window while a dialog is open on it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window at any size."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim."""
        QPainter(self).fillRect(self.rect(), theme.scrim())


class Overlay(QDialog):
    """A dialog without a frame over a dimmed window, ``top`` pixels down or in its upper middle.

    Fill ``rows``. Focus goes back to where it was when it closes. Use ``open()``.
    """

    def __init__(self, window: QWidget, title: str, *, wide: int, top: int | None = None) -> None:
        host = window.window()
        super().__init__(host)
        self._host = host
        self._top = top
        self._scrim: _Scrim | None = None
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setFixedWidth(wide)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame(self)
        frame.setProperty("role", "sheet")
        outer.addWidget(frame)
        self.rows = QVBoxLayout(frame)
        self.rows.setContentsMargins(1, 1, 1, 1)
        self.rows.setSpacing(0)
        self.finished.connect(self._uncover)

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window behind and stand over it."""
        super().showEvent(event)
        if self._scrim is None:
            self._scrim = _Scrim(self._host)
        corner = self._host.geometry().topLeft()
        self.fit()
        down = max(24, (self._host.height() - self.height()) // 3) if self._top is None else self._top
        self.move(corner.x() + (self._host.width() - self.width()) // 2, corner.y() + down)

    def fit(self) -> None:
        """As high as what it holds at its width; call it again when that has changed."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            high = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), high if high > 0 else layout.totalSizeHint().height())

    def _uncover(self) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None


class Sheet(Overlay):
    """The shape of every question and message: fill ``body``; buttons go in ``foot``, the safe choice answers Esc."""

    def __init__(self, window: QWidget, title: str, *, wide: int | None = None) -> None:
        super().__init__(window, title, wide=wide or theme.width("dialog"))
        middle = QHBoxLayout()
        middle.setContentsMargins(26, 24, 26, 18)
        middle.setSpacing(16)
        self.side = QVBoxLayout()
        middle.addLayout(self.side)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        middle.addLayout(self.body, 1)
        self.rows.addLayout(middle)
        self.title = text_label(title, "page", wrap=True)
        self.body.addWidget(self.title)
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        foot.setMinimumHeight(58)
        self.foot = QHBoxLayout(foot)
        self.foot.setContentsMargins(20, 12, 20, 14)
        self.foot.setSpacing(8)
        self.rows.addWidget(foot)
