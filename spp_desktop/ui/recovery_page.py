"""A recovery key: shown this once to be printed and kept, and used years later to choose a new passphrase."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from spp_desktop.domain.errors import SppError
from spp_desktop.services import printouts
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.ask import Ask, trouble_of
from spp_desktop.ui.passphrase import NewPassphrase, Patience
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import selectable, text_label
from spp_desktop.ui.widgets.text import line_edit

ACROSS = 4
"""Groups of the key in one line."""
_READ_AS = str.maketrans("OIL", "011")


class RecoveryKeyPage(QWidget):
    """Shows a key just made: print it, save it, and type one group back before going on. ``kept`` when done.

    ``go_on`` are the words of the button that leaves the page.
    """

    kept = Signal()

    def __init__(self, ask: Ask, *, go_on: str = "&Go on", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._me: SignedIn | None = None
        self._key = ""
        self._compartment = "general"
        self._wanted = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(12)
        self.title = text_label("Keep the recovery key", "page")
        rows.addWidget(self.title)
        words = (
            "This key opens the store when a passphrase is forgotten and nobody is left who could reset it. "
            "It is shown this once and kept nowhere in the program: print it, seal it in an envelope, and put it in a "
            "safe away from this computer."
        )
        rows.addWidget(text_label(words, "secondary", wrap=True))
        self._box = QFrame()
        self._box.setProperty("role", "card")
        self._groups = QGridLayout(self._box)
        self._groups.setContentsMargins(18, 14, 18, 14)
        self._groups.setVerticalSpacing(10)
        rows.addWidget(self._box)
        rows.addLayout(self._keeping())
        self.typed = line_edit()
        self.typed.setMaximumWidth(200)
        self.check_row = FieldRow("Group", self.typed, hint="So that you know it can be read where you keep it.")
        rows.addWidget(self.check_row)
        self.go_on = button(go_on, "primary", extent="large")
        self.go_on.setDefault(True)
        rows.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        self.typed.textChanged.connect(self._weigh)
        self.go_on.clicked.connect(self.submit)

    def _keeping(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.print = button("&Print…", icon="print")
        self.print.clicked.connect(self._print)
        self.save = button("&Save as PDF…", icon="document_table")
        self.save.clicked.connect(self._ask_where)
        self.done = text_label("", "caption")
        for part in (self.print, self.save, self.done):
            row.addWidget(part)
        row.addStretch(1)
        return row

    def begin(self, me: SignedIn, key: str, compartment: str = "general") -> None:
        """Show a key of this officer's store."""
        self._me, self._key, self._compartment = me, key, compartment
        groups = key.split("-")
        self._show_groups(groups)
        self._wanted = secrets.randbelow(len(groups))
        label = f"Type group {self._wanted + 1} of the key"
        self.check_row.label.setText(label)
        self.typed.setAccessibleName(label)
        self.typed.clear()
        self.done.setText("")
        self._weigh()
        self.print.setFocus()

    def end(self) -> None:
        """Let go of the key."""
        self._key = ""
        self._me = None
        self._show_groups(())

    def _show_groups(self, groups: Sequence[str]) -> None:
        while item := self._groups.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(20)
        face.setBold(True)
        for place, group in enumerate(groups):
            number = text_label(str(place + 1), "caption")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown = selectable(text_label(group))
            shown.setFont(face)
            shown.setAccessibleName(f"Group {place + 1}: {' '.join(group)}")
            self._groups.addWidget(number, place // ACROSS, place % ACROSS * 2)
            self._groups.addWidget(shown, place // ACROSS, place % ACROSS * 2 + 1)
        for column in range(ACROSS):
            self._groups.setColumnStretch(column * 2 + 1, 1)
        self._box.setVisible(bool(groups))

    def submit(self) -> None:
        """Go on, once the group typed is the one asked for."""
        if self._right():
            self.kept.emit()
        elif self.typed.text().strip():
            self.check_row.set_problem("That is not this group. Read it from what you printed or saved")
            self.typed.setFocus()

    def _right(self) -> bool:
        groups = self._key.split("-")
        return bool(self._key) and _as_read(self.typed.text()) == _as_read(groups[self._wanted])

    def _weigh(self) -> None:
        self.check_row.set_problem("")
        if self._right():
            enable(self.go_on)
        else:
            disable(self.go_on, "Type the group asked for first")

    # Keeping it

    def _ask_where(self) -> None:
        self._ask.file_to_save("Save the recovery key", "recovery key.pdf", "PDF (*.pdf)", self._save)

    def _save(self, paths: Sequence[str]) -> None:
        if self._me is None or not paths:
            return
        out = Path(paths[0]) if paths[0].lower().endswith(".pdf") else Path(f"{paths[0]}.pdf")
        try:
            printouts.save_recovery_page(self._me, self._key, out, compartment=_named(self._compartment))
        except SppError as error:
            self._ask.trouble(trouble_of(error))
        else:
            self.done.setText("Saved. Delete the file once it is printed.")

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._print_on, printer))
        QDialog.open(dialog)

    def _print_on(self, printer: object) -> None:
        if self._me is None:
            return
        try:
            printouts.print_recovery_page(self._me, self._key, printer, compartment=_named(self._compartment))
        except SppError as error:
            self._ask.trouble(trouble_of(error))
        else:
            self.done.setText("Sent to the printer.")


class UseRecoveryKey(QWidget):
    """The step that chooses a new passphrase with a recovery key. ``asked`` carries what was given; ``back`` leaves."""

    asked = Signal(str, str, str, str)
    """Officer, recovery key, the confidential compartment's or an empty text, and the new passphrase."""
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(12)
        rows.addWidget(text_label("Use the recovery key", "page"))
        words = (
            "Type the key from the sealed page. You then choose a new passphrase and are signed in. "
            "It is shown to the officer and to information governance that the key was used."
        )
        rows.addWidget(text_label(words, "secondary", wrap=True))
        self.officer = line_edit()
        rows.addWidget(FieldRow("&Officer", self.officer))
        self.key = _key_edit()
        self.key_row = FieldRow("&Recovery key", self.key, hint="Capitals and dashes do not matter.")
        rows.addWidget(self.key_row)
        self.confidential = _key_edit()
        hint = "Only if this officer could open confidential cases and still should."
        rows.addWidget(FieldRow("&Confidential recovery key", self.confidential, hint=hint))
        self.new = NewPassphrase()
        rows.addWidget(self.new)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.use = button("&Set passphrase and open", "primary", extent="large")
        self.use.setDefault(True)
        self.use.clicked.connect(self.submit)
        leave = button("&Back", "quiet", extent="large")
        leave.clicked.connect(self.back)
        self.patience = Patience()
        self.patience.over.connect(self.ready)
        for part in (self.use, leave):
            foot.addWidget(part)
        foot.addWidget(self.patience, 1)
        rows.addLayout(foot)

    def begin(self, officer: str) -> None:
        """Start over, with the officer's name as it was typed before."""
        for field in (self.key, self.confidential, self.new.first.edit, self.new.again.edit):
            field.clear()
        self.key_row.set_problem("")
        self.officer.setText(officer)
        (self.key if officer else self.officer).setFocus()

    def submit(self) -> None:
        """Ask for it to be done, once everything needed is there."""
        if self.patience.waiting:
            return
        if not self.key.text().strip():
            self.key_row.set_problem("Type the recovery key")
            self.key.setFocus()
        elif self.new.check():
            self.use.setEnabled(False)
            self.asked.emit(self.officer.text(), self.key.text(), self.confidential.text(), self.new.value())

    def refuse(self, words: str) -> None:
        """Say why the key was not taken."""
        self.ready()
        self.key_row.set_problem(words)
        self.key.setFocus()

    def ready(self) -> None:
        """Let it be tried again."""
        self.use.setEnabled(True)


def _key_edit() -> QLineEdit:
    made = line_edit()
    made.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    return made


def _as_read(group: str) -> str:
    """A group as it is meant: in capitals, without blanks or dashes, O for 0 and I and L for 1 taken."""
    return "".join(letter for letter in group.upper() if letter.isalnum()).translate(_READ_AS)


def _named(compartment: str) -> printouts.Compartment:
    return "confidential" if compartment == "confidential" else "general"
