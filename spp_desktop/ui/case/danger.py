"""A form whose answer safe contact may bar: it says so, and lets immediate danger override it with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from spp_desktop.domain.cases import Answers, Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.fields import Section
from spp_desktop.ui.case.form_sheet import FormSheet, Kept
from spp_desktop.ui.widgets.card import Band
from spp_desktop.ui.widgets.field import FieldRow

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

GATED = frozenset(("channel", "kind"))
"""Questions whose answer goes through a channel to the victim."""
ASKED = "In immediate danger only: why it cannot wait"

GatedSave = Callable[[Answers, str], Done[Saved]]
"""Saves the answers; the text is why immediate danger overrides safe contact, empty where nobody says so."""


class GatedSheet(FormSheet):
    """A form that passes safe contact. What it warns of after saving stands in the toast."""

    def __init__(
        self,
        window: Window,
        title: str,
        section: Section,
        save: GatedSave,
        *,
        place: Kept | None = None,
        verb: str = "Save",
        said: str = "",
        start: Answers | None = None,
        before: Sequence[QWidget] = (),
    ) -> None:
        self.reason = QLineEdit()
        super().__init__(
            window, title, section, lambda given: save(given, self.reason.text().strip()), place=place, verb=verb,
            said=said, start=start, before=before,
        )  # fmt: skip
        self.danger = QWidget()
        rows = QVBoxLayout(self.danger)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self.band = Band("caution", "Safe contact bars this.", "The case’s owner is told of an override.")
        rows.addWidget(self.band)
        rows.addWidget(FieldRow(ASKED, self.reason))
        self.danger.hide()
        self.body.addWidget(self.danger)

    def _failed(self, error: Exception) -> None:
        super()._failed(error)
        barred = [each for each in error.problems if each.field in GATED] if isinstance(error, Invalid) else []
        if barred and self.danger.isHidden():
            self.danger.show()
            self.fit()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Save; an answer that was barred passes once a reason is given."""
        if self.reason.text().strip():
            self.form.refuse(())
        super().submit()

    def _done(self, done: Done[Saved]) -> None:
        cautions = [each.message for each in done.value.warnings if each.field in GATED]
        self._said = ". ".join((self._said, *cautions))
        super()._done(done)
