"""Erasing a case for good: what goes, what stays, until when backups hold it, and the reference typed first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.retention import DueForReview, Erased, Goes
from spp_desktop.services import retention
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.pages.retention_sheets import KEPT
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.widgets.text import LongText, line_edit
from spp_desktop.ui.window import Window

EXPORTED = "Lists already exported are outside the program: the export register says which are still to be destroyed."


class ErasingSheet(WorkSheet):
    """A dialog that erases, says how far it is, and can be stopped until the erasing is saved."""

    def __init__(self, window: Window, title: str, verb: str, *, wide: int | None = None) -> None:
        super().__init__(window, title, verb, harm=True, wide=wide)
        self._stop = threading.Event()
        self.progress = InlineProgress("Erasing")
        self.progress.cancelled.connect(self._stop.set)
        self.progress.hide()

    def asked(self) -> None:
        """Everything has been added: the sheet can be shown."""
        self.body.addWidget(self.progress)
        super().asked()

    def erasing(self) -> Callable[[work.Progress, work.Cancelled], Done[Erased]]:
        """The erasing, with what was typed taken out of the fields now."""
        raise NotImplementedError

    def call(self) -> Callable[[work.Progress], Done[Erased]]:
        """Erase, while it may be stopped."""
        self._stop.clear()
        self.progress.progress("Erasing", 0, 0)
        self.progress.show()
        self.fit()
        run, stop = self.erasing(), self._stop
        return lambda tell: run(tell, stop.is_set)

    def refuse(self, error: Exception) -> None:
        """Say why it was not done, or that it was stopped."""
        self.progress.hide()
        super().refuse(error)

    def _tell(self, step: str, finished: int, of: int) -> None:
        self.progress.progress(step, finished, of)
        self.fit()


class EraseCaseSheet(ErasingSheet):
    """Erase a whole case. ``saved`` carries the Done of the service."""

    def __init__(self, window: Window, case: DueForReview, goes: Goes) -> None:
        super().__init__(window, f"Erase {case.reference} for good?", "Erase for good", wide=620)
        self.case = case
        for lead, words in _said(goes):
            self.body.addWidget(text_label(lead, "strong"))
            self.body.addWidget(text_label(words, "secondary", wrap=True))
        self.reason = LongText(lines=2)
        self.typed = line_edit()
        self.ask("why", FieldRow("&Why it is erased", self.reason, required=True, hint=KEPT))
        self.ask("typed", FieldRow("&Type the reference to go on", self.typed, required=True))
        self.asked()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A reason, and the reference as it is."""
        found = [] if self.reason.value() else [("why", "Say why the case is erased")]
        if self.typed.text().strip().upper() != self.case.reference:
            found.append(("typed", f"Type {self.case.reference}"))
        return found

    def erasing(self) -> Callable[[work.Progress, work.Cancelled], Done[Erased]]:
        """Erase the case."""
        me, case, why = self.me, self.case, self.reason.value()
        return lambda tell, stopped: retention.erase_case(me, case.case_id, why, progress=tell, cancelled=stopped)


def _said(goes: Goes) -> list[tuple[str, str]]:
    """What goes, what stays and what backups hold, each with its heading."""
    gone = ["its answers and its history", *goes.words]
    everywhere = "drafts of it, its place in the search, and the words of past searches that would have found it"
    said = [("What goes", f"The case with {', '.join(gone[:-1])} and {gone[-1]}; {everywhere}.")]
    stays = ["That something was erased, when, by whom and why"]
    if goes.facts_kept:
        stays.append(f"{goes.facts_kept:,} thing{_s(goes.facts_kept)} known about people who are on another case")
    if goes.incidents_kept:
        stays.append(f"{goes.incidents_kept:,} incident{_s(goes.incidents_kept)} that another case shares")
    said.append(("What stays", f"{'; '.join(stays)}. {EXPORTED}"))
    said.append(("Backups", backup_words(goes.backups_until)))
    return said


def backup_words(until: date | None) -> str:
    """Until when backups may hold what is erased."""
    if until is None:
        return "There is no backup that could hold it."
    return (
        f"Backups taken before hold it, encrypted, until the last of them is deleted on {show_day(until)}. "
        "One that is put back is erased again before anybody works in it."
    )


def ask_erase(window: Window, case: DueForReview) -> None:
    """Read what would go, then ask."""
    me = window.me

    def ask(goes: Goes) -> None:
        sheet = EraseCaseSheet(window, case, goes)
        sheet.saved.connect(lambda done: show_erased(window, f"{case.reference} is erased", done))

    work.run(lambda: retention.what_goes(me, case.case_id), ask, window.failed)


def show_erased(window: Window, title: str, done: Done[Erased]) -> None:
    """Tell every view, and say what was erased and until when backups hold it."""
    window.done(done.changes)
    ErasedSheet(window, title, done.value)


class ErasedSheet(Sheet):
    """What an erasing did."""

    def __init__(self, window: Window, title: str, erased: Erased) -> None:
        super().__init__(window, title)
        self.facts = Facts(176)
        rewritten = "Yes: the words are in no part of it" if erased.cleaned else "When the store is next opened"
        self.facts.set_facts(
            [
                ("Records erased", f"{erased.records:,}"),
                ("Searches that lost words", f"{erased.searches:,}"),
                ("When", show_moment(erased.at)),
                ("File rewritten", rewritten),
                ("Backups hold it until", show_day(erased.backups_until) if erased.backups_until else "None holds it"),
                ("Number of this erasing", str(erased.id)),
            ]
        )
        self.body.addWidget(self.facts)
        self.foot.addStretch(1)
        self.close_ = button("Close", "primary")
        self.close_.clicked.connect(self.accept)
        self.foot.addWidget(self.close_)
        self.close_.setDefault(True)
        self.open()


def _s(count: int) -> str:
    return "" if count == 1 else "s"
