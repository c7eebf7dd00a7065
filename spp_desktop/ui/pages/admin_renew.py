"""Giving a compartment a new key: offered once somebody lost theirs, since copies of the old one may be about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from spp_desktop.domain.changes import Done
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import slots
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.services.slots import GENERAL, CompartmentCode
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer, Choice, Question
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.window import Window

NOT_NOW = Choice("not-now", "Not now")
RENEW = Choice("renew", "Give it a new key…", "primary")


class RenewSheet(WorkSheet):
    """Re-encrypt a compartment. The window reopens on it afterwards."""

    def __init__(self, window: Window, compartment: CompartmentCode) -> None:
        super().__init__(window, f"Give the {compartment} compartment a new key", "Re-encrypt")
        self._compartment = compartment
        self.say(
            "Everything in it is written anew under another key, which every officer who still has one is given. "
            "Nobody else may be using the store. Backups made before still open with the passphrases of their day."
        )
        self.say("Depending on its size this takes from a few seconds to some minutes. The window then opens again.")
        self.saved.connect(self._renewed)
        self.asked()

    def call(self) -> Callable[[work.Progress], Any]:
        """Re-encrypt."""
        me, compartment = self.me, self._compartment

        def renew(tell: work.Progress) -> Done[SignedIn]:
            tell(f"Re-encrypting the {compartment} compartment", 0, 0)
            return slots.renew_key(me, compartment)

        return renew

    def _renewed(self, done: Done[SignedIn]) -> None:
        self.window_.opened_anew.emit(done.value)


def may_renew(me: SignedIn, compartment: CompartmentCode) -> bool:
    """Whether the officer may give this compartment a new key, and holds the one it has."""
    if compartment is GENERAL:
        return may(me.officer.roles, Right.SLOTS_GENERAL)
    return may(me.officer.roles, Right.SLOTS_CONFIDENTIAL) and me.store.confidential


def offer_new_key(window: Window, compartments: Sequence[CompartmentCode]) -> None:
    """Offer a new key for the first of these compartments that the officer may give one."""
    wanted = next((each for each in compartments if may_renew(window.me, each)), None)
    if wanted is None:
        return

    def answered(answer: Answer) -> None:
        if answer.code == RENEW.code:
            RenewSheet(window, wanted)

    words = (
        "The key they held is gone from this store. A copy of the store made earlier, opened with their passphrase, "
        "would still give the key away; a new key makes that worthless from now on."
    )
    question = Question(f"Give the {wanted} compartment a new key?", words, (NOT_NOW, RENEW), safe=NOT_NOW.code)
    window.ask.question(question, answered)
