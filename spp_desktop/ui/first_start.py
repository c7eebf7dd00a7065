"""Making a store: its name and folder, who the first officer is, and their passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.errors import Invalid, SppError
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES, ROLE_LABELS, Role
from spp_desktop.services import stores
from spp_desktop.ui.ask import Ask, trouble_of
from spp_desktop.ui.passphrase import NewPassphrase
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.choice import MultiChoice
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.text import line_edit

_NOT_IN_NAMES = frozenset('<>:"/\\|?*')


@dataclass(frozen=True, slots=True)
class NewStoreAsked:
    """What a store is to be made of."""

    path: Path
    officer: str
    roles: tuple[Role, ...]
    passphrase: str


class NewStore(QWidget):
    """The step that makes a store. ``asked`` carries a NewStoreAsked; ``back`` and ``find_asked`` leave it."""

    asked = Signal(object)
    back = Signal()
    find_asked = Signal()

    def __init__(self, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._parent_folder = stores.new_store_path().parent
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(text_label("Make a store", "page"), 1)
        self.find_button = button("&Find a store…", "quiet", icon="folder_open")
        self.find_button.clicked.connect(self.find_asked)
        head.addWidget(self.find_button)
        rows.addLayout(head)
        words = (
            "A store is one encrypted folder on this computer that holds the cases, plans and figures of an office. "
            "You are its first officer; others are added once it is open."
        )
        rows.addWidget(text_label(words, "secondary", wrap=True))
        rows.addLayout(self._where())
        rows.addLayout(self._who())
        self.passphrase = NewPassphrase("&Passphrase")
        rows.addWidget(self.passphrase)
        rows.addSpacing(4)
        rows.addLayout(self._foot())
        self._show_folder()

    def _where(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(12)
        self.name = line_edit(stores.FIRST_NAME)
        self.name.textChanged.connect(self._show_folder)
        self.name_row = FieldRow("Name of the &store", self.name, required=True)
        rows.addWidget(self.name_row)
        self.folder = line_edit()
        self.folder.setReadOnly(True)
        self.folder_row = FieldRow("Its folder", self.folder)
        self.choose = button("&Choose…", tip="Choose the folder the store's own folder is made in")
        self.choose.clicked.connect(self._ask_folder)
        beside = QVBoxLayout()
        beside.addSpacing(20)
        beside.addWidget(self.choose)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder_row, 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside)
        rows.addLayout(row)
        return rows

    def _who(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        self.officer = line_edit()
        self.officer_row = FieldRow("&Your name", self.officer, required=True, hint="As colleagues know you.")
        self.roles = MultiChoice([(role.value, ROLE_LABELS[role]) for role in Role], placeholder="Add a role")
        self.roles.set_value([role.value for role in DEFAULT_FIRST_ROLES])
        self.roles_row = FieldRow("Your &roles", self.roles, required=True)
        row.addWidget(self.officer_row, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.roles_row, 3, Qt.AlignmentFlag.AlignTop)
        return row

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.make = button("&Make the store", "primary", extent="large")
        self.make.setDefault(True)
        self.make.clicked.connect(self.submit)
        self.leave = button("&Back", "quiet", extent="large")
        self.leave.clicked.connect(self.back)
        foot.addWidget(self.make)
        foot.addWidget(self.leave)
        self.said = text_label("", "caption", wrap=True)
        foot.addWidget(self.said, 1)
        return foot

    def begin(self, *, may_go_back: bool) -> None:
        """Start over."""
        self.leave.setVisible(may_go_back)
        self.find_button.setVisible(not may_go_back)
        self.ready()
        self.officer.setFocus()

    def path(self) -> Path:
        """The folder the store is to lie in."""
        return self._parent_folder / self.name.text().strip()

    def submit(self) -> None:
        """Ask for the store to be made, once everything needed is there."""
        name = self.name.text().strip()
        self.name_row.set_problem(_name_problem(name))
        self.officer_row.set_problem("" if self.officer.text().strip() else "Give your name")
        self.roles_row.set_problem("" if self.roles.value() else "Choose at least one role")
        for row in (self.name_row, self.officer_row, self.roles_row):
            if row.state:
                row.field.setFocus()
                return
        if self.passphrase.check():
            self.make.setEnabled(False)
            self.said.setText("Making the store…")
            roles = tuple(Role(code) for code in self.roles.value() or ())
            self.asked.emit(NewStoreAsked(self.path(), self.officer.text(), roles, self.passphrase.value()))

    def refuse(self, error: Exception) -> None:
        """Say why there is no store."""
        self.ready()
        if isinstance(error, Invalid) or not isinstance(error, SppError) or "folder" not in error.message:
            self._ask.trouble(trouble_of(error, doing="The store was not made"))
        else:
            self.folder_row.set_problem(error.message.replace(" Nothing was changed.", ""))
            self.choose.setFocus()

    def ready(self) -> None:
        """Let it be asked for again."""
        self.make.setEnabled(True)
        self.said.setText("")

    def forget(self) -> None:
        """Let go of the passphrase: the store is made."""
        for row in (self.passphrase.first, self.passphrase.again):
            row.edit.clear()

    def _ask_folder(self) -> None:
        self._ask.folder("Choose where the store's folder is made", self._chosen)

    def _chosen(self, paths: Sequence[str]) -> None:
        self._parent_folder = Path(paths[0])
        self._show_folder()

    def _show_folder(self) -> None:
        self.folder.setText(str(self.path()))
        self.folder.setToolTip(str(self.path()))
        self.folder_row.set_problem("")


def _name_problem(name: str) -> str:
    """Why a store cannot be called this: its folder bears the name, on every system the program runs on."""
    if not name:
        return "Give the store a name"
    odd = _NOT_IN_NAMES & set(name) or name.startswith(".") or name.endswith(".")
    return 'Leave out < > : " / \\ | ? * and a dot at either end' if odd else ""
