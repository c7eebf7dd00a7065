"""Audit: every operation, who did it, when, about what and why. No value of any record is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from spp_desktop.domain.audit import AuditLine, AuditPage, AuditQuery
from spp_desktop.domain.dates import show_moment
from spp_desktop.services import audit, officers
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, beside
from spp_desktop.ui.tables.cells import Cell, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.day import DayEdit
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.window import Window


@dataclass(frozen=True, slots=True)
class _Read:
    page: AuditPage
    officers: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


def _at(line: AuditLine) -> Cell:
    return Words(show_moment(line.at), "dim")


def _by(line: AuditLine) -> Cell:
    return Words(line.by)


def _done(line: AuditLine) -> Cell:
    return Words(line.done, "strong")


def _about(line: AuditLine) -> Cell:
    return Words(line.about)


def _why(line: AuditLine) -> Cell:
    return Words(line.why, "dim", private=True)


def _id(line: AuditLine) -> UUID:
    return line.id


class AuditSection(Section):
    """A page of operations at a time, the latest first, of an officer, of a kind, of a day."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._query = AuditQuery()
        self._befores: tuple[int, ...] = ()
        self._page = AuditPage(())
        self.head = HeadBar("Audit")
        self.filters = self._filters()
        self.table = RecordTable("Operations")
        columns = (
            TableColumn("at", "When", 140, _at),
            TableColumn("by", "Who", 130, _by, stretch=1),
            TableColumn("done", "What", 230, _done, stretch=3),
            TableColumn("about", "About", 150, _about, stretch=1),
            TableColumn("why", "Why", 120, _why, stretch=2, private=True, least=SizeClass.STANDARD),
        )
        self.table.show_model(RowsModel(columns, key=_id, parent=self), "administration/audit")
        self.table.row_changed.connect(self._show_line)
        self.later = button("&Later", icon="arrow_left")
        self.later.clicked.connect(self.show_later)
        self.earlier = button("&Earlier", icon="arrow_right")
        self.earlier.clicked.connect(self.show_earlier)
        for verb in (self.later, self.earlier):
            self.head.row.addWidget(verb)
        self.pane = Pane("Operation")
        beside(self.content, (self.head, self.filters, self.table), self.pane)

    def _filters(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("filters")
        bar.setFixedHeight(46)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        self.officer = ChoiceBox(placeholder="Everybody")
        self.kind = ChoiceBox(placeholder="Everything")
        self.day = DayEdit(self.window_.today)
        self.day.setPlaceholderText("Any day")
        for words, field, share in (("&Who", self.officer, 3), ("W&hat", self.kind, 4), ("&Day", self.day, 2)):
            label = text_label(words, "label")
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            row.addWidget(label)
            row.addWidget(field, share)
        self.everything = button("Clear", "link", extent="small")
        self.everything.clicked.connect(self.clear)
        row.addWidget(self.everything)
        self.officer.changed.connect(self._narrowed)
        self.kind.changed.connect(self._narrowed)
        self.day.editingFinished.connect(self._narrowed)
        return bar

    def fetch(self) -> _Read:
        """The page asked for, and what there is to choose from."""
        me = self.me
        page = audit.list_operations(me, self._query, before=self._befores[-1] if self._befores else None)
        people = officers.list_officers(me, active=False)
        return _Read(page, tuple((str(one.officer.id), one.officer.name) for one in people), audit.list_kinds(me))

    def show_read(self, value: Any) -> None:
        """Show the page."""
        self._page = value.page
        self.officer.set_options(value.officers)
        self.kind.set_options(value.kinds)
        self.table.rows().set_rows(value.page.lines)
        count = len(value.page.lines)
        more = value.page.earlier is not None
        self.head.aside.setText(
            f"{count:,} operations, the latest first" + (", and earlier ones" if more else "")
            if count
            else "Nothing was done that matches. Clear a filter to see more."
        )
        if more:
            enable(self.earlier)
        else:
            disable(self.earlier, "There is nothing earlier")
        if self._befores:
            enable(self.later)
        else:
            disable(self.later, "These are the latest")

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The filters, the list, what is said of one operation."""
        return (self.filters, self.table, self.pane)

    def _narrowed(self, *_value: object) -> None:
        chosen = self.officer.value()
        wanted = AuditQuery(UUID(chosen) if chosen else None, self.kind.value() or "", self.day.value())
        if wanted != self._query:
            self._query, self._befores = wanted, ()
            self.read_again()

    def clear(self) -> None:
        """Show everything again."""
        self.officer.set_value(None)
        self.kind.set_value(None)
        self.day.set_value(None)
        self._narrowed()

    def show_earlier(self) -> None:
        """The page before this one in time."""
        if self._page.earlier is not None:
            self._befores = (*self._befores, self._page.earlier)
            self.read_again()

    def show_later(self) -> None:
        """The page after this one in time."""
        if self._befores:
            self._befores = self._befores[:-1]
            self.read_again()

    def _show_line(self, line: AuditLine | None) -> None:
        if line is None:
            self.pane.say("No operation chosen", words="Looking at the audit is itself an operation, and stands in it.")
            return
        facts: list[tuple[str, QWidget | str]] = [("Who", line.by), ("When", show_moment(line.at))]
        facts += [("About", line.about)] if line.about else []
        facts += [("Why", line.why)] if line.why else []
        facts.append(("Operation", str(line.id)))
        self.pane.say(line.done, facts=facts)
