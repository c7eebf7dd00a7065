"""Dialogs about one officer: adding them, altering what they are, giving them a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from spp_desktop.domain.changes import Done
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import ROLE_LABELS, Role
from spp_desktop.services import officers, slots
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_once import OncePassphrase
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.widgets.choice import MultiChoice
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window

MANAGED_KEYS = "An officer signs in once they have a key."


class OfficerSheet(WorkSheet):
    """Add an officer, or alter one. ``saved`` carries the Done of the service."""

    def __init__(self, window: Window, officer: Officer | None = None) -> None:
        super().__init__(window, "Add an officer" if officer is None else "Change an officer", "Save")
        self._officer = officer
        self.name = line_edit(officer.name if officer else "")
        self.roles = MultiChoice([(role.value, ROLE_LABELS[role]) for role in Role], placeholder="Add a role")
        self.roles.set_value([role.value for role in officer.roles] if officer else None)
        self.office = line_edit(officer.office if officer else "")
        self.team = line_edit(officer.team if officer else "")
        self.ask("name", FieldRow("&Name", self.name, required=True, hint="As colleagues know them."))
        self.ask("roles", FieldRow("&Roles", self.roles, required=True, hint="Rights of several roles add up."))
        across = QHBoxLayout()
        across.setSpacing(14)
        top = Qt.AlignmentFlag.AlignTop
        across.addWidget(FieldRow("&Office", self.office), 1, top)
        across.addWidget(FieldRow("&Team", self.team, hint="Its supervisor sees and allocates its cases."), 1, top)
        self.body.addLayout(across)
        self.key: QCheckBox | None = None
        self.once: OncePassphrase | None = None
        if officer is None and window.me.store.folder is not None:
            self._offer_key()
        self.asked()

    def _offer_key(self) -> None:
        self.key = QCheckBox("&Give them a key now")
        self.key.setToolTip(MANAGED_KEYS)
        self.key.setChecked(True)
        self.body.addWidget(self.key)
        self.once = OncePassphrase()
        self.ask("once", self.once)
        self.key.toggled.connect(self._show_once)

    def _show_once(self, shown: bool) -> None:
        if self.once is not None:
            self.once.setVisible(shown)
            self.fit()

    def gives_key(self) -> bool:
        """Whether a key is given with the officer."""
        return self.key is not None and self.key.isChecked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A name and a role at least, and a passphrase that is one."""
        found = []
        if not self.name.text().strip():
            found.append(("name", "Give the officer’s name"))
        if not self.roles.value():
            found.append(("roles", "Give at least one role"))
        if self.once is not None and self.gives_key() and (why := self.once.why_not()):
            found.append(("once", why))
        return found

    def call(self) -> Callable[[work.Progress], Done[Officer]]:
        """Add with a key, or alter."""
        me, was = self.me, self._officer
        name, office, team = self.name.text(), self.office.text(), self.team.text()
        roles = tuple(Role(code) for code in self.roles.value() or ())
        once = self.once.value() if self.once is not None and self.gives_key() else ""

        def save(_tell: work.Progress) -> Done[Officer]:
            if was is not None:
                return officers.edit_officer(
                    me, was.id, revision=was.revision, name=name, roles=roles, office=office, team=team
                )
            added = officers.add_officer(me, name, roles, office=office, team=team)
            if once:
                slots.make_general_slot(me, added.value.id, once)
            return added

        return save


class KeySheet(WorkSheet):
    """Give an officer who has none a key, with a passphrase for once."""

    def __init__(self, window: Window, officer: Officer) -> None:
        super().__init__(window, f"Give {officer.name} a key", "Give the key")
        self._officer = officer
        self.say("It opens the general compartment. They choose a passphrase of their own when they first sign in.")
        self.once = OncePassphrase()
        self.ask("once", self.once)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A passphrase that is one."""
        why = self.once.why_not()
        return (("once", why),) if why else ()

    def call(self) -> Callable[[work.Progress], Any]:
        """Make the slot."""
        me, officer, once = self.me, self._officer, self.once.value()
        return lambda _tell: slots.make_general_slot(me, officer.id, once)
