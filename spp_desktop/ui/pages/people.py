"""People: who is this, on which cases, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.people import PersonLine, PersonView
from spp_desktop.services import people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import theme, work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages.person_pane import PersonPane
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.strips import FilterBar
from spp_desktop.ui.window import Window

MOST = 200
WAIT_MS, SETTLE_MS, SETTLED_MS = 120, 220, 1500
"""Reading waits this long after a key; a person in hand this long is read whole; typing has settled after this."""
_WIDTHS = {SizeClass.COMPACT: "preview", SizeClass.STANDARD: "preview-wide", SizeClass.WIDE: "preview-wide"}


def _born(line: PersonLine) -> str:
    year = line.birth[:4]
    return year if year.isdigit() else ""


def _columns() -> tuple[TableColumn[PersonLine], ...]:
    return (
        TableColumn(
            "name", "Name", 220, lambda line: Words(line.name, "strong", private=True), stretch=3, private=True
        ),
        TableColumn("born", "Born", 90, lambda line: Words(_born(line)), private=True),
        TableColumn("postcode", "Postcode", 110, lambda line: Words(line.postcode, private=True), private=True),
        TableColumn("cases", "Cases", 80, lambda line: Words(f"{line.cases:,}", right=True), right=True),
    )


def _person_key(line: PersonLine) -> UUID:
    return line.id


class PeoplePage(Page):
    """People the officer may know of, found by name, phone, postcode or street."""

    places = frozenset({"page", "list-page"})
    hints = ("open", "filter.text", "search", "pane.next")
    primary = "case.new"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._wanted: UUID | None = None
        self._person: PersonView | None = None
        self._job: work.Job | None = None
        self._reading: work.Job | None = None
        self._found = 0
        self.filters = FilterBar()
        self.filters.line.setPlaceholderText("Name, phone, postcode or street")
        self.filters.line.setFixedWidth(300)
        self.filters.add.hide()
        self.filters.typed.connect(self._typed)
        self.filters.line.left.connect(self._to_list)
        self.table = RecordTable("People")
        self.model = RowsModel(_columns(), key=_person_key, parent=self)
        self.table.show_model(self.model)
        self.table.row_changed.connect(self._in_hand)
        self.table.opened.connect(self._opened)
        attach(self, self.table, {"list"}, window.me.officer.roles)
        self.card = PersonPane(window)
        self._lay_out()
        self._wait = self._timer(WAIT_MS, self.read_again)
        self._settle = self._timer(SETTLE_MS, self._read_person)
        self._settled = self._timer(SETTLED_MS, self._record)

    def _lay_out(self) -> None:
        self.empty = EmptyState("Nobody yet", "People appear here once a case names them.")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.card)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.filters)
        rows.addLayout(middle, 1)

    def _timer(self, wait: int, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(then)
        return timer

    # The window's side

    def heading(self) -> Heading:
        """People."""
        return Heading("People", "searches are logged")

    def show_at(self, **at: Any) -> None:
        """Read the list; ``person`` is somebody to show, whoever is listed."""
        wanted = at.get("person")
        if isinstance(wanted, UUID):
            self._wanted = wanted
            self._read(wanted)
        self.read_again()

    def refresh(self, changes: Changes) -> None:
        """Read again after people or cases changed."""
        if changes.cases or changes.people:
            self.read_again()
        if self._person is not None and self._person.id in changes.people:
            self._read(self._person.id)

    def set_size_class(self, size: SizeClass) -> None:
        """Columns and pane for a window's width."""
        self.table.set_size_class(size)
        self.card.setFixedWidth(theme.width(_WIDTHS[size]))
        self.card.set_narrow(narrow=size is SizeClass.COMPACT)

    def panes(self) -> Sequence[QWidget]:
        """List, person, filter."""
        return (self.table, self.card, self.filters)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """A page out of view reads nothing more."""
        for timer in (self._wait, self._settle):
            timer.stop()
        super().hideEvent(event)

    # Reading

    def read_again(self) -> None:
        """Read who matches what was typed."""
        if self._job is not None:
            self._job.cancel()
        me, text = self.window_.me, self.filters.line.text().strip()
        self._job = work.run(lambda: people.list_people(me, text, MOST), self._took, self.window_.failed)

    def _took(self, found: list[PersonLine]) -> None:
        text = self.filters.line.text().strip()
        self._found = len(found)
        self.model.set_rows(found)
        self.filters.count.setText(f"First {MOST:,} shown" if len(found) == MOST else f"Showing {len(found):,}")
        self.stack.setCurrentWidget(self.table if found else self.empty)
        self.card.setHidden(not found and self._person is None)
        if not found and text:
            self.empty.show_words(
                "Nobody matches these words", "Try part of a name, a phone’s last digits or a street."
            )
        elif not found:
            self.empty.show_words("Nobody yet", "People appear here once a case names them.")
        if self._wanted is not None:
            self.table.select_id(self._wanted)
            self._wanted = None

    def _typed(self, _text: str) -> None:
        self._wait.start()
        self._settled.start()

    def _record(self) -> None:
        """Record the search, now that typing has settled."""
        me: SignedIn = self.window_.me
        text, found = self.filters.line.text().strip(), self._found
        if text:
            work.run(lambda: search.search_settled(me, text, found), lane="write")

    def _to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _in_hand(self, row: object) -> None:
        if isinstance(row, PersonLine) and (self._person is None or self._person.id != row.id):
            self._settle.start()

    def _read_person(self) -> None:
        row = self.table.current()
        if isinstance(row, PersonLine) and self.isVisible():
            self._read(row.id)

    def _read(self, person_id: UUID) -> None:
        """Read somebody whole, which is a look at them."""
        if self._reading is not None:
            self._reading.cancel()
        me = self.window_.me
        self._reading = work.run(lambda: people.open_person(me, person_id), self._show_person, self._gone, lane="write")

    def _gone(self, error: Exception) -> None:
        """Somebody taken off their last case is nobody to show."""
        if isinstance(error, NotFound) and self._person is not None:
            self._person = None
            self.card.show_nobody()
        else:
            self.window_.failed(error)

    def _show_person(self, person: PersonView) -> None:
        self._person = person
        self.card.show()
        self.card.show_person(person)

    # Handlers of the actions table

    def open_current(self) -> None:
        """Open the newest case of the person in hand, or go to their cases when there are several."""
        person = self._person
        row = self.table.current()
        if person is not None and isinstance(row, PersonLine) and row.id == person.id and person.cases:
            if len(person.cases) == 1:
                self.window_.open_case(person.cases[0].case_id)
            else:
                self.card.focus_cases()

    def _opened(self, _row: object, _new_window: bool) -> None:
        self.open_current()

    def focus_filter(self) -> None:
        """Go to the filter."""
        self.filters.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.line.selectAll()

    def choose_columns(self) -> None:
        """Choose which columns show."""
        self.table.choose_columns()

    def copy_row(self) -> None:
        """Copy the row in hand without what names somebody."""
        QApplication.clipboard().setText(self.table.copied_row())
        self.window_.toast("Row copied without names")


def build_people(window: Window) -> PeoplePage:
    """The People page of a window."""
    return PeoplePage(window)
