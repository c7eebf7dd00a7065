"""People: who is this, on which cases, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.people import FACT_LABELS, SAFETY_LABELS, FactKind, FactView, PersonLine, PersonView
from spp_desktop.services import people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import theme, work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.privacy import PrivateLabel
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.labels import Role, rule, text_label
from spp_desktop.ui.widgets.strips import FilterBar
from spp_desktop.ui.window import Window

MOST = 200
WAIT_MS, SETTLE_MS, SETTLED_MS = 120, 220, 1500
"""Reading waits this long after a key; a person in hand this long is read whole; typing has settled after this."""
_WIDTHS = {SizeClass.COMPACT: "preview-small", SizeClass.STANDARD: "preview-wide", SizeClass.WIDE: "preview-wide"}


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
            me = self.window_.me
            self._reading = work.run(
                lambda: people.open_person(me, wanted), self._show_person, self.window_.failed, lane="write"
            )
        self.read_again()

    def refresh(self, changes: Changes) -> None:
        """Read again after people or cases changed."""
        if changes.cases or changes.people:
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Columns and pane for a window's width."""
        self.table.set_size_class(size)
        self.card.setFixedWidth(theme.width(_WIDTHS[size]))

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
        row, me = self.table.current(), self.window_.me
        if isinstance(row, PersonLine) and self.isVisible():
            if self._reading is not None:
                self._reading.cancel()
            person_id = row.id
            self._reading = work.run(
                lambda: people.open_person(me, person_id), self._show_person, self.window_.failed, lane="write"
            )

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


class PersonPane(QScrollArea):
    """One person: the name, the cases, and each fact with where it came from."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._cases: list[QWidget] = []
        self.setAccessibleName("The person in hand")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "aside")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focus_cases(self) -> None:
        """Take the keyboard to the first case."""
        if self._cases:
            self._cases[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_person(self, person: PersonView) -> None:
        """Show somebody."""
        today = self._window.today()
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 14, 14, 14)
        rows.setSpacing(8)
        rows.addWidget(_private(person.name(today), "person"))
        age = person.age(today)
        rows.addWidget(text_label(f"{age} years old" if age else "Age not known", "caption"))
        rows.addWidget(rule())
        rows.addWidget(text_label(f"Cases you may know of: {len(person.cases)}", "strong"))
        self._cases = []
        for each in person.cases:
            kind = case_type(each.type)
            row = QHBoxLayout()
            row.setSpacing(8)
            opener = button(each.reference, "link")
            opener.clicked.connect(lambda _checked=False, one=each.case_id: self._window.open_case(one))
            self._cases.append(opener)
            row.addWidget(opener)
            said = f"{kind.roles.label_of(each.role).lower()} · {kind.workflow.state(each.state).label}"
            row.addWidget(text_label(said, "secondary", wrap=True), 1)
            rows.addLayout(row)
        rows.addWidget(rule())
        rows.addWidget(text_label("What is recorded", "strong"))
        for fact in sorted((fact for fact in person.facts if fact.text), key=_fact_order):
            rows.addWidget(_fact(fact))
        rows.addStretch(1)
        self.setWidget(inside)


def _fact_order(fact: FactView) -> tuple[int, float]:
    return list(FACT_LABELS).index(fact.kind), -fact.recorded.timestamp()


def _fact(fact: FactView) -> QWidget:
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    words = ", ".join(word for word in (fact.text, fact.postcode) if word)
    if fact.kind is FactKind.BIRTH:
        day = read_day(fact.text) if len(fact.text) > len("1985") else None
        words = show_day(day) if day else f"about {words}" if fact.estimated else words
    rows.addWidget(text_label(FACT_LABELS[fact.kind], "caption"))
    rows.addWidget(_private(words, ""))
    origin = [fact.reference, f"recorded {show_day(fact.recorded.date())}"]
    if fact.kind is FactKind.PHONE:
        origin.insert(0, SAFETY_LABELS[fact.safety].lower())
    if fact.protected:
        origin.insert(0, "protected")
    rows.addWidget(text_label(" · ".join(word for word in origin if word), "caption", wrap=True))
    return part


def _private(words: str, role: Role) -> QLabel:
    label = PrivateLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def build_people(window: Window) -> PeoplePage:
    """The People page of a window."""
    return PeoplePage(window)
