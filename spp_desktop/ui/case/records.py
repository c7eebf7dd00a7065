"""A tab that lists records of a case: what can be added above, the list, and the one in hand in full below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui.privacy import PrivateLabel, private_label
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.labels import KeyHint, selectable, text_label
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.widgets.tags import Tag, TagLabel
from spp_desktop.ui.window import Window, enter

if TYPE_CHECKING:
    from spp_desktop.ui.page import SizeClass

DETAIL_HEIGHT = 196


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done with the record in hand, or added. ``why_not`` disables it and says why."""

    label: str
    do: Callable[[], None]
    icon: str = ""
    keys: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A record in full: a heading, tags, facts, and what somebody wrote."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    words: str = ""
    tags: tuple[Tag, ...] = ()
    label_width: int = 150
    """Pixels for the labels of the facts."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a tab says while there is nothing on it."""

    title: str
    words: str
    drawing: str = "empty-list"


class RecordTab(QWidget):
    """Subclass it and say what it lists, shows and does.

    ``code`` is the tab's own, ``label`` its words. ``may_write`` is whether anything may be added or altered.
    """

    code = ""
    label = ""
    empty = Empty("", "")

    def __init__(self, window: Window, kind: CaseType, view: CaseView, *, may_write: bool) -> None:
        super().__init__()
        self.window_ = window
        self.kind = kind
        self.view = view
        self.case_id: UUID = view.line.id
        self.may_write = may_write
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.bar = self._bar()
        rows.addWidget(self.bar)
        self.table = RecordTable(self.label)
        self.model = RowsModel(self.columns(), key=self.key, parent=self)
        self.table.show_model(self.model)
        self.table.row_changed.connect(self._show_detail)
        self.table.opened.connect(self._opened)
        self.nothing = EmptyState(self.empty.title, self.empty.words, drawing=self.empty.drawing)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        rows.addWidget(self._stack, 1)
        self._pane = QScrollArea()
        self._pane.setAccessibleName(f"{self.label}: the one in hand")
        self._pane.setFrameShape(QFrame.Shape.NoFrame)
        self._pane.setWidgetResizable(True)
        self._pane.setFixedHeight(DETAIL_HEIGHT)
        holder = QFrame()
        holder.setObjectName("footer")
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 1, 0, 0)
        inner.addWidget(self._pane)
        self._holder = holder
        rows.addWidget(holder)
        self.show_case(view)

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("filters")
        bar.setFixedHeight(42)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 0, 14, 0)
        row.setSpacing(8)
        self._summary = text_label("", "secondary")
        row.addWidget(self._summary, 1)
        for verb in self.adds() if self.may_write else ():
            row.addWidget(_verb_button(verb))
            if verb.keys:
                row.addWidget(KeyHint(verb.keys))
        return bar

    # What a tab says of itself

    @classmethod
    def offered(cls, kind: CaseType) -> bool:  # noqa: ARG003 (for tabs of what not every type has)
        """Whether a case of this type has such a tab."""
        return True

    def columns(self) -> Sequence[TableColumn[Any]]:
        """The list's columns."""
        raise NotImplementedError

    def rows(self, view: CaseView) -> Sequence[Any]:
        """The records of a case that the tab lists, in its order."""
        raise NotImplementedError

    def key(self, row: Any) -> UUID:
        """A record's id."""
        found: UUID = row.id
        return found

    def detail(self, row: Any) -> Detail:
        """A record in full."""
        raise NotImplementedError

    def adds(self) -> Sequence[Verb]:
        """What can be added here."""
        return ()

    def verbs(self, row: Any) -> Sequence[Verb]:
        """What can be done with the record in hand."""
        return ()

    def summary(self, view: CaseView) -> str:
        """A sentence above the list."""
        return ""

    def count(self, view: CaseView) -> int | None:
        """The count beside the tab's label."""
        return len(self.rows(view))

    # Showing

    def show_case(self, view: CaseView) -> None:
        """Show the records of a case as it stands now; the one in hand stays."""
        self.view = view
        found = self.rows(view)
        self.model.set_rows(found)
        self._stack.setCurrentWidget(self.table if found else self.nothing)
        self._holder.setVisible(bool(found))
        self._summary.setText(self.summary(view))
        self._show_detail(self.table.current())

    def shown(self) -> None:
        """The tab has come into view."""

    def show_record(self, record_id: UUID) -> None:
        """Take a record in hand."""
        self.table.select_id(record_id)

    def in_hand(self) -> Any | None:
        """The record in hand."""
        return self.table.current()

    def copy_row(self) -> None:
        """Copy the row in hand without the columns that name somebody."""
        if self.in_hand() is not None:
            QApplication.clipboard().setText(self.table.copied_row())
            self.window_.toast("Row copied without names")

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange for a window's width."""
        self.table.set_size_class(size)
        self._pane.setFixedHeight(DETAIL_HEIGHT - (44 if size == 0 else 0))

    def take_focus(self) -> None:
        """Give the keyboard to the list, or while there is nothing in it to the first thing that can be done."""
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            enter(self)

    def _opened(self, _row: object, _window: bool) -> None:
        """Enter goes to what can be done with the record."""
        self._pane.setFocus(Qt.FocusReason.OtherFocusReason)
        self._pane.focusNextChild()

    def _show_detail(self, row: Any | None) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 10, 16, 10)
        column.setSpacing(6)
        if row is not None:
            self._fill(column, self.detail(row), self.verbs(row) if self.may_write else ())
        column.addStretch(1)
        self._pane.setWidget(inside)

    def _fill(self, column: QVBoxLayout, detail: Detail, verbs: Sequence[Verb]) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_private(detail.title, "section"))
        for tag in detail.tags:
            head.addWidget(TagLabel(tag))
        head.addStretch(1)
        for verb in verbs:
            head.addWidget(_verb_button(verb))
        column.addLayout(head)
        if detail.words:
            column.addWidget(_private(detail.words, "", wrap=True))
        told = [(label, words) for label, words in detail.facts if words]
        if told:
            facts = Facts(label_width=detail.label_width)
            facts.set_facts([(label, _private(words, "", wrap=True)) for label, words in told])
            column.addWidget(facts)


def _verb_button(verb: Verb) -> QWidget:
    made = button(verb.label, "quiet", icon=verb.icon, tip=f"{verb.label} ({verb.keys})" if verb.keys else "")
    made.clicked.connect(verb.do)
    if verb.why_not:
        disable(made, verb.why_not)
    return made


def _private(words: str, role: str, *, wrap: bool = False) -> PrivateLabel:
    """Free text or a name: shown as it was typed, hidden with names, to be copied with the mouse."""
    label = private_label(words, role, wrap=wrap)
    selectable(label)
    return label
