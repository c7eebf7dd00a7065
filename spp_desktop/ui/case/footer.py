"""The bar under the form of a case."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from spp_desktop.ui.case.details import Details
from spp_desktop.ui.case.words import counted
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import KeyHint, text_label
from spp_desktop.ui.window import local_time


class Footer(QFrame):
    """The bar under the form: what there is to fix, the draft, and Save."""

    show_asked = Signal()
    discard_asked = Signal()
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("footer")
        self.setFixedHeight(46)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(8)
        self._sign = Picture("error_circle", "red-text")
        self._warning = Picture("warning", "amber-text")
        self.words = text_label("", "strong")
        row.addWidget(self._sign)
        row.addWidget(self._warning)
        row.addWidget(self.words)
        self.show_me = button("Show me", "link", tip="Show me (F8)")
        self.show_me.clicked.connect(self.show_asked)
        row.addWidget(self.show_me)
        row.addStretch(1)
        self._disk = Picture("save", "text-2")
        self.draft = text_label("", "secondary")
        row.addWidget(self._disk)
        row.addWidget(self.draft)
        self.discard = button("Discard draft", "quiet")
        self.discard.clicked.connect(self.discard_asked)
        row.addWidget(self.discard)
        self.save = button("Save", "primary", icon="save", tip="Save (Ctrl+S)")
        self.save.clicked.connect(self.save_asked)
        row.addWidget(self.save)
        row.addWidget(KeyHint("Ctrl+S"))

    def show_state(self, details: Details) -> None:
        """Show how the form stands."""
        errors, warnings = details.errors, details.warnings
        self._sign.setVisible(errors > 0)
        self._warning.setVisible(not errors and warnings > 0)
        self.words.setProperty("role", "error" if errors else "warning")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.words.setText(_to_fix(errors, warnings))
        self.show_me.setVisible(bool(errors or warnings))
        changed = details.changed()
        kept = details.kept_at if changed else None
        self.draft.setText(f"Draft kept {local_time(kept)} on this computer" if kept else "Not saved yet" * changed)
        self._disk.setVisible(kept is not None)
        self.discard.setVisible(changed)


def _to_fix(errors: int, warnings: int) -> str:
    if errors:
        return f"{counted(errors, 'thing')} to fix before you can save"
    if warnings:
        return f"{counted(warnings, 'thing')} to check; you can save all the same"
    return ""
