"""Why is it late: the sum behind a clock in a small sheet, to be read out or copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.explained import Reckoning, copied, explain
from spp_desktop.services.clocks import CaseClocks, case_clocks
from spp_desktop.ui import work
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import rule, selectable, text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

LABELS = 168
"""Pixels for the labels of the sum."""
EDGE, LEAST = 190, 120
"""Pixels the sheet leaves of the window above and below the sums, and their least height."""


class WhySheet(Sheet):
    """The sums behind some clocks of one case, one under another."""

    def __init__(self, window: Window, reference: str, reckoned: Sequence[Reckoning]) -> None:
        super().__init__(window, "Why is it late?")
        self._window = window
        now = window.me.now()
        self.copy_text = "\n\n".join(copied(reference, each, now) for each in reckoned)
        self.body.addWidget(text_label(reference, "secondary"))
        self.area = QScrollArea()
        self.area.setAccessibleName("The sum")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(6)
        for place, each in enumerate(reckoned):
            if place:
                rows.addWidget(rule())
            what = private_label(each.what, "section", wrap=True) if each.private else text_label(each.what, "section")
            rows.addWidget(what)
            facts = Facts(label_width=LABELS)
            facts.set_facts([(label, selectable(text_label(words, wrap=True))) for label, words in explain(each, now)])
            rows.addWidget(facts)
        rows.addStretch(1)
        self.area.setWidget(inside)
        self.body.addWidget(self.area)
        self._lay_foot()
        wide = self.width() - 70
        high = rows.heightForWidth(wide) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self.area.setFixedHeight(max(LEAST, min(high + 4, window.height() - EDGE)))

    def _lay_foot(self) -> None:
        copy = button("&Copy", "quiet", tip="Copy the sum, under the reference alone (Ctrl+C)")
        copy.clicked.connect(self.copy)
        close = button("Close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self.foot.addWidget(copy)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        close.setFocus()

    def copy(self) -> None:
        """Copy the sums as text, without what might name somebody."""
        QApplication.clipboard().setText(self.copy_text)
        self._window.toast("Copied under the reference")


def show_why(window: Window, reference: str, reckoned: Sequence[Reckoning]) -> None:
    """Show the sums behind these clocks; where there is none, say so."""
    if reckoned:
        WhySheet(window, reference, reckoned).open()
    else:
        window.toast("No clock runs here")


def show_case_clocks(window: Window, case_id: UUID) -> None:
    """Read a case's own clocks and show the sums behind them."""
    me = window.me

    def took(found: CaseClocks) -> None:
        show_why(window, found.reference, found.reckoned)

    work.run(lambda: case_clocks(me, case_id), took, window.failed)
