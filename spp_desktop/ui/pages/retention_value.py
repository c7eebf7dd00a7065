"""Erasing one value on a case: chosen by record and field; its words are shown only once a reason is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.retention import Erasable, Erased, Target
from spp_desktop.services import retention
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import emptied
from spp_desktop.ui.pages.retention_erase import ErasingSheet, show_erased
from spp_desktop.ui.pages.retention_sheets import KEPT
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.text import LongText
from spp_desktop.ui.window import Window

WHOLE = ""
"""The choice of a record's every field."""
KEPT_WHOLE = frozenset(("case", "party"))
"""Records that are never erased but field by field: without them there is no case."""


class ValueSheet(ErasingSheet):
    """Choose a record and one of its fields, give a reason, read it if need be, and erase it."""

    def __init__(
        self, window: Window, case_id: UUID, reference: str, records: Sequence[Erasable], first: Target | None
    ) -> None:
        super().__init__(window, f"Erase a value on {reference}", "Erase the value", wide=620)
        self.case_id, self.reference = case_id, reference
        self._records = {str(place): one for place, one in enumerate(records)}
        self.say(
            "For a value that is wrong, or that should never have been recorded. It goes from the record, its history, "
            "drafts, the search and the words of past searches, and cannot be brought back."
        )
        self.record = ChoiceBox([(code, _label(one)) for code, one in self._records.items()], placeholder="Choose one")
        self.field = ChoiceBox(placeholder="Choose one")
        self.reason = LongText(lines=2)
        self.record.changed.connect(self._chosen)
        self.field.changed.connect(self._hide_words)
        self.ask("record", FieldRow("&Record", self.record, required=True))
        self.ask("field", FieldRow("&Field", self.field, required=True))
        self.ask("why", FieldRow("&Why", self.reason, required=True, hint=f"For reading it and for erasing it. {KEPT}"))
        self.words = QFrame()
        self.words.setProperty("role", "card")
        self._inside = QVBoxLayout(self.words)
        self.body.addWidget(self.words)
        self.words.hide()
        self.look = button("&Show what it says", icon="eye", tip="The look is entered in the audit with your reason")
        self.look.clicked.connect(self.show_words)
        self.foot.insertWidget(0, self.look)
        self._begin(first)
        self.asked()

    def target(self) -> Target | None:
        """What is chosen."""
        record, field = self._records.get(self.record.value() or "-"), self.field.value()
        if record is None or field is None:
            return None
        return Target(record.kind, record.record_id, frozenset((field,)) if field != WHOLE else None)

    def problems(self) -> Sequence[tuple[str, str]]:
        """A record, a field and a reason."""
        missing = (
            ("record", "Choose a record", self.record.value() is None),
            ("field", "Choose a field", self.field.value() is None),
            ("why", "Say why", not self.reason.value()),
        )
        return [(key, words) for key, words, absent in missing if absent]

    def erasing(self) -> Callable[[work.Progress, work.Cancelled], Done[Erased]]:
        """Erase the value."""
        me, case_id, target, why = self.me, self.case_id, self.target(), self.reason.value()
        assert target is not None  # a problem otherwise
        return lambda tell, stopped: retention.erase_value(me, case_id, target, why, progress=tell, cancelled=stopped)

    def show_words(self) -> None:
        """Show what the value says; the look is journalled with its reason."""
        me, case_id, target, why = self.me, self.case_id, self.target(), self.reason.value()
        problems = tuple(self.problems())
        self._show(problems)
        if not problems and target is not None:
            work.run(lambda: retention.read_value(me, case_id, target, why), self._read, self.refuse, lane="write")

    def _read(self, said: Sequence[tuple[str, str]]) -> None:
        emptied(self._inside)
        for label, words in said:
            self._inside.addWidget(text_label(label, "caption"))
            shown = private_label(words, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._inside.addWidget(shown)
        self.words.setVisible(bool(said))
        self.fit()

    def _begin(self, first: Target | None) -> None:
        if first is None:
            return
        for code, one in self._records.items():
            if (one.kind, one.record_id) == (first.kind, first.record_id):
                self.record.set_value(code)
                self._chosen(code)
                self.field.set_value(WHOLE)

    def _chosen(self, code: object) -> None:
        record = self._records.get(str(code))
        fields = list(record.fields) if record is not None else []
        if record is not None and record.kind not in KEPT_WHOLE:
            fields.append((WHOLE, "All of it"))
        self.field.set_options(fields)
        self.field.set_value(fields[0][0] if len(fields) == 1 else None)
        self._hide_words()

    def _hide_words(self, *_code: object) -> None:
        if self.words.isVisible():
            self.words.hide()
            self.fit()


def ask_value(window: Window, case_id: UUID, reference: str, first: Target | None = None) -> None:
    """Read which records of a case hold words, then ask which value is to go."""
    me = window.me

    def ask(records: Sequence[Erasable]) -> None:
        sheet = ValueSheet(window, case_id, reference, records, first)
        sheet.saved.connect(lambda done: show_erased(window, f"A value on {reference} is erased", done))

    work.run(lambda: retention.list_erasable(me, case_id), ask, window.failed)


def _label(record: Erasable) -> str:
    parts = [record.label]
    if record.at is not None:
        parts.append(show_day(record.at.date()))
    if record.by:
        parts.append(record.by)
    return ", ".join(parts)
