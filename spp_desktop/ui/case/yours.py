"""What an officer wrote and did not keep when two versions met: in view above the form until they dismiss it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from spp_desktop.ui import privacy
from spp_desktop.ui.case.form_sheet import Draft, Kept
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import selectable, text_label

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

TITLE = "Your words that were not saved"
HIGHEST = 110
"""Pixels the words take at most; more is scrolled to."""


class YourWords(QFrame):
    """The officer's own answers where they chose the other officer's. Kept as a draft is: a closed window, a lock or a
    crash loses none of it, and erasing the case takes it too."""

    def __init__(self, window: Window, place: Kept) -> None:
        super().__init__()
        self.setProperty("role", "information")
        self.setAccessibleName(TITLE)
        self._draft = Draft(window, place, self)
        self._kept: dict[str, str] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 6, 6, 8)
        rows.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(9)
        top.addWidget(Picture("info", "blue-text", size=20))
        top.addWidget(text_label(TITLE, "strong"), 1)
        self.dismiss = button("Dismiss", "quiet", tip="You need them no more")
        self.dismiss.clicked.connect(self._dismissed)
        top.addWidget(self.dismiss)
        rows.addLayout(top)
        self.words = privacy.private_label("", wrap=True)
        selectable(self.words)
        self.words.setObjectName("inside")
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setMaximumHeight(HIGHEST)
        area.setWidget(self.words)
        rows.addWidget(area)
        self.hide()

    def recall(self, words: Mapping[str, object]) -> None:
        """Show again what was not dismissed when the case was last open: each answer's label, and the words."""
        self._kept = {label: str(said) for label, said in words.items()}
        self._show()

    def add(self, words: Mapping[str, str]) -> None:
        """Keep more words, by the labels of their answers."""
        if words:
            self._kept |= words
            self._show()
            self._draft.keep(self._kept)

    def _show(self) -> None:
        self.words.setText("\n".join(f"{label}: {said}" for label, said in self._kept.items()))
        self.setVisible(bool(self._kept))

    def _dismissed(self) -> None:
        self._kept = {}
        self._draft.discard()
        self._show()
