"""The focus ring: two pixels round the control that has the keyboard, with a gap of one pixel inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QFrame, QSplitter, QTabBar, QWidget
from shiboken6 import isValid

from spp_desktop.ui import theme

_REACH = 3
_NEAR = 3
"""How far out room is looked for: a field, its row, and the section that it stands in."""


class _Ring(QWidget):
    """Painted beside the control, or beside what holds it closely, so that it scrolls and is clipped with it."""

    def __init__(self, host: QWidget, around: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("focusRing")
        self._host = host
        self._around = around
        within: QWidget | None = around
        while within is not None and within is not host:
            within.installEventFilter(self)
            within = within.parentWidget()
        self._follow()
        self.show()

    def _follow(self) -> None:
        self.setGeometry(_ring_in(self._host, self._around))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep round the control wherever it goes."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the gap, then the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(QPen(theme.colour("focus-gap"), 1))
        curve = self._around.property("ringRadius") or 6
        painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), curve - 1, curve - 1)
        painter.setPen(QPen(theme.colour("focus"), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), curve, curve)


class FocusRings(QObject):
    """Shows the ring round buttons, ticks, tabs and segments of every window of the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("focusRings")
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        if now is None or not wears_ring(now):
            return
        host = _host_of(now)
        if host is not None:
            self._ring = _Ring(host, now)


def _ring_in(host: QWidget, around: QWidget) -> QRect:
    """Where the ring of a control stands in one of the widgets that hold it."""
    top_left = around.mapTo(host, around.rect().topLeft())
    return around.rect().translated(top_left).adjusted(-_REACH, -_REACH, _REACH, _REACH)


def _host_of(around: QWidget) -> QWidget | None:
    """The nearest of what holds a control that has room for its ring; no further out than what scrolls."""
    host = nearest = around.parentWidget()
    while isinstance(nearest, QSplitter):
        host = nearest = nearest.parentWidget()
    for _ in range(_NEAR):
        if host is None or host.isWindow() or host.rect().contains(_ring_in(host, around)):
            break
        outer = host.parentWidget()
        if outer is None or isinstance(outer, QSplitter) or isinstance(outer.parentWidget(), QAbstractScrollArea):
            break
        host = outer
    fits = host is not None and host.rect().contains(_ring_in(host, around))
    return host if fits else nearest


def wears_ring(widget: QWidget) -> bool:
    """Whether focus on this control is shown by a ring; fields and tables show it in their own edge."""
    if widget.isWindow() or widget.property("ring") is False:
        return False
    return isinstance(widget, QAbstractButton | QTabBar) or (
        isinstance(widget, QFrame) and widget.property("ring") is True
    )


def show_focus_rings(app: QApplication) -> None:
    """Start showing the ring. Safe to call again."""
    if app.findChild(FocusRings, "focusRings") is None:
        FocusRings(app)
