"""The timeline pane at the right of a case; in a narrow window it opens over the form."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui import theme
from spp_desktop.ui.case.happenings import timeline_of
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import KeyHint, text_label
from spp_desktop.ui.widgets.timeline import Timeline

WIDER = 400
"""Pixels of the pane in a wide window."""


class TimelinePane(QFrame):
    """Everything that happened, newest first."""

    add_asked = Signal()
    opened = Signal(object)

    def __init__(self, *, may_write: bool) -> None:
        super().__init__()
        self.setObjectName("preview")
        self.setAccessibleName("Timeline")
        self._over: QWidget | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 0, 0, 0)
        rows.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(15, 6, 12, 4)
        head.setSpacing(8)
        head.addWidget(text_label("Timeline", "section"), 1)
        self.add = button("Add entry", "plain", icon="add", tip="Add timeline entry (Ctrl+E)", parent=self)
        self.add.setVisible(may_write)
        self.add.clicked.connect(self.add_asked)
        if may_write:
            head.addWidget(self.add)
            head.addWidget(KeyHint("Ctrl+E"))
        rows.addLayout(head)
        self.list = Timeline("Timeline of this case")
        self.list.opened.connect(self.opened)
        rows.addWidget(self.list, 1)
        self.setFixedWidth(theme.width("timeline"))

    def show_case(self, kind: CaseType, view: CaseView, now: datetime) -> None:
        """Show a case's timeline as it stands now; what is in hand and in view stays."""
        here, bar = self.list.currentIndex().row(), self.list.verticalScrollBar()
        at = bar.value()
        self.list.set_entries(timeline_of(kind, view, now))
        model = self.list.entries
        self.list.setCurrentIndex(model.index(max(1, here)) if model.rowCount() > max(1, here) else model.index(-1))
        bar.setValue(at)

    def stand_in(self, layout: QHBoxLayout, size: SizeClass) -> None:
        """Stand beside what the tab shows."""
        was_over = self._over
        if was_over is not None:
            was_over.removeEventFilter(self)
            self._over = None
        self.setFixedWidth(WIDER if size is SizeClass.WIDE else theme.width("timeline"))
        if layout.indexOf(self) < 0:
            layout.addWidget(self)
            self.show()

    def float_over(self, host: QWidget) -> None:
        """Stand over the right of a part of the window, hidden until it is asked for."""
        if self._over is host:
            return
        self._over = host
        self.setParent(host)
        self.setAutoFillBackground(True)
        host.installEventFilter(self)
        self.setFixedWidth(theme.width("timeline"))
        self._place()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the right edge of what it stands over."""
        if watched is self._over and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        if self._over is not None:
            self.setGeometry(self._over.width() - self.width(), 0, self.width(), self._over.height())

    def keyPressEvent(self, event: object) -> None:
        """Escape puts it away while it stands over something."""
        from PySide6.QtGui import QKeyEvent

        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._over is not None:
                self.hide()
            else:
                super().keyPressEvent(event)
