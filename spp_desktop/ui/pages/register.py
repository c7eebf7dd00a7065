"""The export register: every list that left, until its destruction is confirmed; and names that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.disclosure import basis
from spp_desktop.domain.exports import ExportLine, NamesRequest
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import exports
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages.register_sheets import confirm_destroyed, decide_names
from spp_desktop.ui.tables.cells import Cell, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Band, EmptyState
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.strips import Facts, Tab, TabsBar
from spp_desktop.ui.widgets.tags import Clock
from spp_desktop.ui.window import Window


@dataclass(frozen=True, slots=True)
class Loaded:
    """The register as this officer may see it, and the requests they may decide."""

    lines: tuple[ExportLine, ...]
    waiting: tuple[NamesRequest, ...]


def load(me: SignedIn) -> Loaded:
    """Read the page."""
    waiting = exports.names_requests(me) if may(me.officer.roles, Right.APPROVE_NAMES) else ()
    return Loaded(exports.export_register(me), waiting)


class RegisterPage(Page):
    """The register, newest first, with what waits for a decision above it."""

    hints = ("open", "search", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._loaded = Loaded((), ())
        self._job: work.Job | None = None
        self.tabs = TabsBar("Exports")
        self.tabs.tabs.chosen.connect(self._show_rows)
        self.bands = QVBoxLayout()
        self.table = RecordTable("Export register")
        self.model = RowsModel(_columns(window), key=_line_key, parent=self)
        self.table.show_model(self.model)
        self.table.row_changed.connect(self._in_hand)
        self.table.opened.connect(self._opened)
        attach(self, self.table, {"list"}, window.me.officer.roles)
        self.facts = Facts(104)
        self.confirm = button("Confirm destroyed…", "primary")
        self.confirm.clicked.connect(self.open_current)
        self._lay_out()

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("role", "aside")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(16, 14, 14, 14)
        inside.setSpacing(12)
        inside.addWidget(text_label("This export", "section"))
        inside.addWidget(self.facts)
        inside.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        self.side = side
        self.empty = EmptyState(
            "No list has left yet", "Each export is entered here with its reason and a fingerprint."
        )
        across = QWidget()
        line = QHBoxLayout(across)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.table, 1)
        line.addWidget(side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.tabs)
        rows.addLayout(self.bands)
        self._pages = QStackedLayout()
        rows.addLayout(self._pages, 1)
        self._pages.addWidget(across)
        self._pages.addWidget(self.empty)

    # The window's side

    def heading(self) -> Heading:
        """The register, and how many are still out."""
        out = sum(line.destroyed is None for line in self._loaded.lines)
        return Heading("Export register", f"{out:,} not yet confirmed destroyed" if out else "")

    def show_at(self, **_at: Any) -> None:
        """Read the register."""
        self.read_again()

    def refresh(self, changes: Changes) -> None:
        """Read again after an export, a request or a decision."""
        if "exports" in changes.kinds:
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Columns and pane for a window's width."""
        self.table.set_size_class(size)
        self.side.setFixedWidth(300 if size is SizeClass.COMPACT else 380)

    def panes(self) -> Sequence[QWidget]:
        """The list, what is known of one, the tabs."""
        return (self.table, self.side, self.tabs)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Reading and showing

    def read_again(self) -> None:
        """Read the register."""
        if self._job is not None:
            self._job.cancel()
        me = self.window_.me
        self._job = work.run(lambda: load(me), self._took, self.window_.failed)

    def _took(self, loaded: Loaded) -> None:
        self._loaded = loaded
        out = sum(line.destroyed is None for line in loaded.lines)
        self.tabs.tabs.set_tabs([Tab("out", "To be destroyed", out), Tab("all", "All", len(loaded.lines))])
        self._show_requests()
        self._show_rows()
        self.heading_changed.emit()

    def _show_requests(self) -> None:
        while item := self.bands.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for asked in self._loaded.waiting:
            words = f"{asked.asked_by} asks to send names to {asked.recipient}: {asked.reason}"
            band = Band("caution", "Names asked for.", words)
            decide = button("Decide…", extent="small")
            decide.setAccessibleName(f"Decide on names for {asked.recipient}")
            decide.clicked.connect(lambda _checked=False, one=asked: decide_names(self.window_, one))
            band.row.addWidget(decide)
            self.bands.addWidget(band)

    def _show_rows(self, _code: str = "") -> None:
        every = self.tabs.tabs.code() == "all"
        shown = [line for line in self._loaded.lines if every or line.destroyed is None]
        self.model.set_rows(shown)
        self._pages.setCurrentIndex(0 if shown else 1)
        if not shown and self._loaded.lines:
            self.empty.show_words("Every list is confirmed destroyed", "The whole register is under All.")
        elif not shown:
            self.empty.show_words(
                "No list has left yet", "Each export is entered here with its reason and a fingerprint."
            )

    def _in_hand(self, row: object) -> None:
        line = row if isinstance(row, ExportLine) else None
        self.side.setHidden(line is None)
        if line is None:
            return
        self.facts.set_facts(
            [
                ("Number", line.number),
                ("List", f"{line.title}, {line.rows:,} rows"),
                ("Filters", line.filter_words),
                ("For", line.recipient),
                ("Reason", line.reason),
                ("Power", basis(line.basis).label),
                ("Names", _names_words(line)),
                ("File", line.file_name),
                ("Fingerprint", f"{line.sha256[:16]}…"),
                ("Made", f"{show_moment(line.at)}, {line.by}"),
                ("Marking", line.marking),
            ]
        )
        self.confirm.setHidden(line.destroyed is not None)

    # Handlers

    def open_current(self) -> None:
        """Confirm that the list in hand is destroyed."""
        line = self.table.current()
        if isinstance(line, ExportLine) and line.destroyed is None:
            confirm_destroyed(self.window_, line)

    def _opened(self, _row: object, _new_window: bool) -> None:
        self.open_current()


def _names_words(line: ExportLine) -> str:
    if not line.names:
        return "No, references and initials only"
    return "Yes, in an encrypted file" if line.encrypted else f"Yes, not encrypted: {line.unencrypted_reason}"


def _line_key(line: ExportLine) -> UUID:
    return line.id


def _columns(window: Window) -> tuple[TableColumn[ExportLine], ...]:
    def destroy(line: ExportLine) -> Cell:
        if line.destroyed is not None:
            return Clock("done", f"Destroyed {show_day(line.destroyed)}")
        today = window.today()
        late = line.destroy_by < today
        return Clock("late" if late else "today" if line.destroy_by == today else "soon", show_day(line.destroy_by))

    return (
        TableColumn("number", "Number", 146, lambda line: Words(line.number, "strong")),
        TableColumn("made", "Made", 104, lambda line: Words(show_day(line.at.date()))),
        TableColumn("list", "List", 120, lambda line: Words(line.title), stretch=1),
        TableColumn("rows", "Rows", 64, lambda line: Words(f"{line.rows:,}", right=True), right=True),
        TableColumn("recipient", "For", 150, lambda line: Words(line.recipient), stretch=2),
        TableColumn("by", "By", 130, lambda line: Words(line.by, "dim"), stretch=1, least=SizeClass.STANDARD),
        TableColumn("destroy", "Destroy by", 158, destroy),
    )


def build_register(window: Window) -> RegisterPage:
    """The export register of a window."""
    return RegisterPage(window)
