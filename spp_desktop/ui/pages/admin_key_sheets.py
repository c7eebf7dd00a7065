"""Dialogs about keys: a reset before a second administrator, clearances, and recovery keys shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal

from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Refused, TooSoon
from spp_desktop.domain.officers import Officer
from spp_desktop.services import slots
from spp_desktop.services.officers import OfficerLine
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.services.slots import CONFIDENTIAL, GENERAL, CompartmentCode, ConfidentialMade
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_once import OncePassphrase
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.passphrase import PassphraseRow, Patience
from spp_desktop.ui.recovery_page import RecoveryKeyPage
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window

KEEPERS = {GENERAL: "the administrators", CONFIDENTIAL: "the domestic abuse lead"}


class ResetSheet(WorkSheet):
    """Give an officer who lost their passphrase another for once; a second administrator types theirs."""

    def __init__(self, window: Window, line: OfficerLine, administrators: Sequence[str]) -> None:
        super().__init__(window, f"Reset the passphrase of {line.officer.name}", "Reset passphrase")
        self._officer = line.officer
        words = "It is shown to the officer and to information governance that you did this."
        if line.confidential:
            words += " They lose the confidential key until the domestic abuse lead gives it to them again."
        self.say(words)
        self.once = OncePassphrase("&New passphrase for once")
        self.ask("once", self.once)
        self.second = ChoiceBox([(name, name) for name in administrators], placeholder="Who is at the keyboard")
        self.ask("second", FieldRow("&Second administrator", self.second, required=True, hint="They come and type."))
        self.passphrase = PassphraseRow("Th&eir passphrase")
        self.ask("passphrase", self.passphrase)
        self.patience = Patience()
        self.foot.insertWidget(0, self.patience)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """Everything is needed."""
        found = [("once", why)] if (why := self.once.why_not()) else []
        if self.second.value() is None:
            found.append(("second", "Choose the second administrator"))
        if not self.passphrase.edit.text():
            found.append(("passphrase", "The second administrator types their passphrase"))
        return found

    def submit(self) -> None:
        """Not while there is a wait."""
        if not self.patience.waiting:
            super().submit()

    def call(self) -> Callable[[work.Progress], Any]:
        """Reset."""
        me, officer, once = self.me, self._officer, self.once.value()
        second, typed = self.second.value() or "", self.passphrase.edit.text()
        return lambda _tell: slots.reset_passphrase(
            me, officer.id, once, second_administrator=second, second_passphrase=typed
        )

    def refuse(self, error: Exception) -> None:
        """A wrong passphrase is said beside it."""
        refuse_passphrase(self, error, self.passphrase, self.patience)


def refuse_passphrase(sheet: WorkSheet, error: Exception, row: PassphraseRow, patience: Patience) -> None:
    """Say why a sheet's passphrase was not taken: beside it, or as a wait; anything else as any sheet does."""
    WorkSheet.refuse(sheet, error)
    if isinstance(error, TooSoon):
        row.edit.clear()
        patience.hold(error.seconds)
    elif isinstance(error, Refused) and "passphrase is wrong" in error.message:
        sheet.say_nothing()
        row.refuse(error.message.replace(" Nothing was changed.", ""))
        sheet.fit()


class ClearSheet(WorkSheet):
    """Clear an officer whose passphrase others chose: they are given another, known to the lead alone."""

    def __init__(self, window: Window, officer: Officer) -> None:
        super().__init__(window, f"Clear {officer.name} for confidential cases", "Clear them")
        self._officer = officer
        self.say(
            "An administrator chose the passphrase they have, and could use it before they do. "
            "Give them another that only you know."
        )
        self.once = OncePassphrase()
        self.ask("once", self.once)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A passphrase that is one."""
        why = self.once.why_not()
        return (("once", why),) if why else ()

    def call(self) -> Callable[[work.Progress], Any]:
        """Clear."""
        me, officer, once = self.me, self._officer, self.once.value()
        return lambda _tell: slots.give_confidential(me, officer.id, one_time=once)


class RegainSheet(WorkSheet):
    """Hold the confidential key again by its printed recovery key."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, "Use the confidential recovery key", "Regain the key")
        self.say("For a lead whose passphrase was reset. Type the key from its sealed page.")
        self.key = line_edit()
        hint = "Capitals and dashes do not matter."
        self.ask("key", FieldRow("&Recovery key", self.key, required=True, hint=hint))
        self.saved.connect(self._regained)
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A key."""
        return () if self.key.text().strip() else (("key", "Type the recovery key"),)

    def call(self) -> Callable[[work.Progress], Any]:
        """Regain."""
        me, typed = self.me, self.key.text()
        return lambda _tell: slots.regain_confidential(me, typed)

    def _regained(self, done: Done[SignedIn]) -> None:
        self.window_.opened_anew.emit(done.value)


class MakeConfidentialSheet(WorkSheet):
    """Make the confidential compartment. ``saved`` carries the Done with its recovery key."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, "Make the confidential compartment", "Make it")
        self.say(
            "Domestic abuse and employee cases are kept in it, under a key of their own. You hold that key, and you "
            "alone give it to others; no administrator can. Its recovery key is shown once: have a printer ready."
        )
        self.asked()

    def call(self) -> Callable[[work.Progress], Any]:
        """Make it."""
        me = self.me

        def make(tell: work.Progress) -> Done[ConfidentialMade]:
            tell("Making the confidential compartment", 0, 0)
            return slots.make_confidential(me)

        return make


class NewRecoveryKeySheet(WorkSheet):
    """Make a recovery key in place of the one before."""

    def __init__(self, window: Window, compartment: CompartmentCode) -> None:
        super().__init__(window, f"Make a new recovery key for the {compartment} compartment", "Make a new key")
        self._compartment = compartment
        self.say(
            "The recovery key printed before opens nothing afterwards: destroy that page. "
            f"The new one is shown once, to be printed and kept by {KEEPERS[compartment]}."
        )
        self.asked()

    def call(self) -> Callable[[work.Progress], Any]:
        """Make it."""
        me, compartment = self.me, self._compartment
        return lambda _tell: slots.new_recovery_key(me, compartment)


class RecoverySheet(Sheet):
    """A recovery key just made, shown this once; it can be left only by typing a group of it back. ``kept`` then."""

    kept = Signal()

    def __init__(self, window: Window, me: SignedIn, key: str, compartment: CompartmentCode) -> None:
        super().__init__(window, f"Recovery key of the {compartment} compartment", wide=640)
        self.page = RecoveryKeyPage(window.ask, go_on="&It is kept safe")
        self.page.title.hide()
        self.page.begin(me, key, compartment.value)
        self.page.kept.connect(self._kept)
        self.body.addWidget(self.page)
        foot = self.foot.parentWidget()
        if foot is not None:
            foot.hide()
        self.open()

    def reject(self) -> None:
        """It is not left before the key is kept."""

    def _kept(self) -> None:
        self.page.end()
        self.kept.emit()
        self.accept()
