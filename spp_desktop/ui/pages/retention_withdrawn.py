"""Entries withdrawn from cases: on which reference, when, by whom and why. What they said takes a reason to read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.retention import RECORDS, Target, Withdrawn
from spp_desktop.services import retention
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages import retention_value
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, beside
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.window import Window


class WithdrawnSection(Section):
    """The list, the latest first, and one entry beside it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._entries: tuple[Withdrawn, ...] = ()
        self.head = HeadBar("Withdrawn entries")
        self.table = RecordTable("Withdrawn entries")
        columns = (
            TableColumn[Withdrawn]("reference", "Reference", 150, lambda one: Words(one.reference, "strong")),
            TableColumn[Withdrawn]("kind", "Entry", 90, lambda one: Words(RECORDS[one.kind])),
            TableColumn[Withdrawn]("at", "Withdrawn", 150, lambda one: Words(show_moment(one.at), "dim")),
            TableColumn[Withdrawn]("by", "By", 140, lambda one: Words(one.by), stretch=1),
            TableColumn[Withdrawn](
                "reason", "Why", 160, lambda one: Words(one.reason, private=True), stretch=3, private=True
            ),
        )
        self.table.show_model(RowsModel(columns, key=_id, parent=self), "retention/withdrawn")
        self.table.row_changed.connect(self._show_entry)
        self.pane = Pane("Withdrawn entry")
        self.read = self.pane.add_verb(button("&Read or erase it…"), self.read_entry)
        self.read.setVisible(False)
        rows = QWidget()
        beside(rows, (self.head, self.table), self.pane)
        self._pages = QStackedLayout(self.content)
        self._pages.addWidget(rows)
        self._pages.addWidget(
            EmptyState(
                "Nothing has been withdrawn",
                "A contact or an incident that an officer took out of a case, because it was filed on the wrong one, "
                "is listed here with the reason.",
            )
        )

    def fetch(self) -> tuple[Withdrawn, ...]:
        """The entries."""
        return tuple(retention.list_withdrawn(self.me))

    def show_read(self, value: tuple[Withdrawn, ...]) -> None:
        """Show the list."""
        self._entries = value
        self.table.rows().set_rows(value)
        count = len(value)
        self.head.aside.setText(f"{count:,} entr{'ies' if count != 1 else 'y'}")
        self._pages.setCurrentIndex(0 if value else 1)

    def count(self) -> int | None:
        """How many entries."""
        return len(self._entries)

    def refresh(self, changes: Changes) -> None:
        """Read again when a case was altered."""
        if "retention" in changes.kinds or changes.cases:
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The list, and one entry."""
        return (self.table, self.pane)

    def read_entry(self) -> None:
        """Ask why, then show the entry or erase it."""
        entry = self.table.current()
        if isinstance(entry, Withdrawn):
            retention_value.ask_value(self.window_, entry.case_id, entry.reference, Target(entry.kind, entry.record_id))

    def _show_entry(self, entry: Withdrawn | None) -> None:
        self.read.setVisible(entry is not None and self.may(Right.ERASE))
        if entry is None:
            self.pane.say("No entry chosen", words="Take one in hand to see why it was withdrawn.")
            return
        self.pane.say(
            f"{RECORDS[entry.kind]} withdrawn",
            entry.reference,
            "It is out of the case, its lists and the search. It stays until it is erased, or the case is.",
            facts=[
                ("By", entry.by),
                ("When", show_moment(entry.at)),
                ("Why", private_label(entry.reason, "strong", wrap=True)),
            ],
        )


def _id(entry: Withdrawn) -> UUID:
    return entry.record_id
