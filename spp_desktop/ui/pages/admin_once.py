"""A passphrase for once: made up here, told to the officer by somebody, and changed by them when they sign in."""

from __future__ import annotations

import secrets

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.services import sign_in
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.text import line_edit

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and figures that cannot be taken for one another when read aloud or written down."""
GROUPS, LENGTH = 4, 4
"""Sixteen of them: 79 bits, far more than a passphrase that is tried only against the wait needs."""
HINT = (
    "Write it down or say it to the officer, never by e-mail. It opens the store once: they choose their own then. "
    "It is not shown again."
)


def made_up() -> str:
    """A passphrase nobody could guess, in groups to be read aloud."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


class OncePassphrase(FieldRow):
    """A passphrase for once, shown as it is, with another a press away."""

    def __init__(self, label: str = "&Passphrase for once") -> None:
        self.edit = line_edit(made_up())
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.edit.setFont(face)
        super().__init__(label, self.edit, hint=HINT)
        another = button("Make up another", "link", extent="small")
        another.clicked.connect(self._another)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(another)
        holder = QWidget()
        holder.setLayout(across)
        rows = self.layout()
        if isinstance(rows, QVBoxLayout):
            rows.addWidget(holder)

    def value(self) -> str:
        """What stands there."""
        return self.edit.text().strip()

    def why_not(self) -> str:
        """Why it cannot be a passphrase; empty where it can."""
        return sign_in.why_not_passphrase(self.value()).replace(" Nothing was changed.", "")

    def _another(self) -> None:
        self.edit.setText(made_up())
