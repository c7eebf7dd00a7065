"""The register of orders and tools: each once however many cases it serves, what ends first before the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.orders import ORDERS_VIEWS, OrderQuery, OrdersView, OrderView
from spp_desktop.services import cases, orders
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import theme, work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.case.orders import order_columns, order_detail
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.tables.model import RowsModel
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.labels import rule, selectable, text_label
from spp_desktop.ui.widgets.strips import FilterBar, Tab, TabsBar
from spp_desktop.ui.widgets.tags import TagLabel
from spp_desktop.ui.window import Window

WAIT_MS = 150
"""Reading waits this long after a key."""
FIRST: OrdersView = "in-force"
_WIDTHS = {SizeClass.COMPACT: "preview-small", SizeClass.STANDARD: "preview-wide", SizeClass.WIDE: "preview-wide"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page of the register, the counts of its views, and the tools as the store has them."""

    rows: tuple[OrderView, ...]
    counts: dict[OrdersView, int]
    toolkit: Toolkit


def load(me: SignedIn, query: OrderQuery) -> Loaded:
    """Read the register."""
    return Loaded(tuple(orders.list_orders(me, query)), orders.count_orders(me, query), _toolkit(me))


def _toolkit(me: SignedIn) -> Toolkit:
    with_orders = (each.code for each in CASE_TYPES if each.orders is not None and each.code in me.scope.case_types)
    kinds = (case_type_in_force(me, code) for code in with_orders)
    return next((each.orders for each in kinds if each.orders is not None), Toolkit())


class OrdersPage(Page):
    """Orders and tools across the cases the officer may know of."""

    places = frozenset({"page", "list-page"})
    hints = ("open", "filter.text", "search", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._view: OrdersView = FIRST
        self._loaded = Loaded((), {}, Toolkit())
        self._job: work.Job | None = None
        self.tabs = TabsBar("Orders")
        self.tabs.tabs.chosen.connect(self._chose)
        self.filters = FilterBar()
        self.filters.line.setPlaceholderText("Name, place or reference")
        self.filters.line.setFixedWidth(240)
        self.filters.add.hide()
        self.filters.line.left.connect(self._to_list)
        self.tool = ChoiceBox(placeholder="Every tool")
        self.tool.setAccessibleName("Order or tool")
        self.tool.setFixedWidth(230)
        self.tool.changed.connect(self._narrowed)
        self.filters.row.insertWidget(1, self.tool)
        self.table = RecordTable("Orders and tools")
        columns = order_columns(lambda: self._loaded.toolkit, window.today)
        self.model = RowsModel(columns, key=_key, parent=self)
        self.table.show_model(self.model)
        self.table.row_changed.connect(self._in_hand)
        self.table.opened.connect(self._opened)
        attach(self, self.table, {"list"}, window.me.officer.roles)
        self.pane = OrderPane(window)
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self.read_again)
        self.filters.typed.connect(self._narrowed)

    def _lay_out(self) -> None:
        self.empty = EmptyState("No order or tool yet", "They are added on a case, under Orders and tools.")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.pane)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.tabs)
        rows.addWidget(self.filters)
        rows.addLayout(middle, 1)

    # The window's side

    def heading(self) -> Heading:
        """Orders and tools, and how many are in force."""
        held = self._loaded.counts.get("in-force", 0)
        return Heading("Orders and tools", f"{held:,} in force, each counted once" if held else "")

    def show_at(self, **at: Any) -> None:
        """Read the register; ``view`` is a tab to show."""
        asked = at.get("view")
        self._view = next((each for each in ORDERS_VIEWS if each == asked), self._view)
        self.read_again()

    def refresh(self, changes: Changes) -> None:
        """Read again after an order, a case or a list changed."""
        if changes.cases or changes.kinds & {"orders", "lists", "settings"}:
            self.read_again()

    def set_size_class(self, size: SizeClass) -> None:
        """Columns and pane for a window's width."""
        self.table.set_size_class(size)
        self.pane.setFixedWidth(theme.width(_WIDTHS[size]))

    def panes(self) -> Sequence[QWidget]:
        """List, the order in hand, tabs, filter."""
        return (self.table, self.pane, self.tabs.tabs, self.filters)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self._to_list()

    # Reading and showing

    def query(self) -> OrderQuery:
        """What is asked for now."""
        return OrderQuery(self._view, self.tool.value() or "", self.filters.line.text().strip())

    def read_again(self) -> None:
        """Read the register."""
        if self._job is not None:
            self._job.cancel()
        me, query = self.window_.me, self.query()
        self._job = work.run(lambda: load(me, query), self._took, self.window_.failed)

    def _took(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.tool.set_options([(each.code, each.label) for each in loaded.toolkit.tools.terms])
        self.tabs.tabs.set_tabs([Tab(view, label, loaded.counts.get(view)) for view, label in ORDERS_VIEWS.items()])
        self.tabs.tabs.set_code(self._view)
        self.model.set_rows(loaded.rows)
        self.filters.set_count(len(loaded.rows), loaded.counts.get(self._view))
        self.stack.setCurrentWidget(self.table if loaded.rows else self.empty)
        self.pane.setVisible(bool(loaded.rows))
        if not loaded.rows:
            self._say_empty()
        self._in_hand(self.table.current())
        self.heading_changed.emit()

    def _say_empty(self) -> None:
        query = self.query()
        if query.tool or query.text:
            self.empty.show_words("No order matches these filters", "Empty the words or the tool to see more.")
        elif query.view != "all" and self._loaded.counts.get("all"):
            label = ORDERS_VIEWS[query.view].lower()
            self.empty.show_words(f"Nothing here: {label}", "Every order and tool is under All.")
        else:
            self.empty.show_words("No order or tool yet", "They are added on a case, under Orders and tools.")

    def _chose(self, code: str) -> None:
        self._view = next(each for each in ORDERS_VIEWS if each == code)
        self.read_again()

    def _narrowed(self, _words: object) -> None:
        self._wait.start()

    def _to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _in_hand(self, row: object) -> None:
        self.pane.show_order(self._loaded.toolkit, row if isinstance(row, OrderView) else None)

    # Handlers of the actions table

    def open_current(self) -> None:
        """Open the case that the order in hand serves, on its orders."""
        row = self.table.current()
        if isinstance(row, OrderView):
            self.window_.open_case(row.case_id, tab="orders")

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
        if self.table.current() is not None:
            QApplication.clipboard().setText(self.table.copied_row())
            self.window_.toast("Row copied without names")


class OrderPane(QScrollArea):
    """The order in hand: what it says, what happened to it, and every case it serves, to be opened."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.setAccessibleName("The order in hand")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "aside")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_order(self, toolkit: Toolkit, order: OrderView | None) -> None:
        """Show an order, or nothing."""
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 14, 14, 14)
        rows.setSpacing(8)
        if order is not None:
            self._fill(rows, toolkit, order)
        rows.addStretch(1)
        self.setWidget(inside)

    def _fill(self, rows: QVBoxLayout, toolkit: Toolkit, order: OrderView) -> None:
        detail = order_detail(toolkit, order, self._window.today())
        title = private_label(detail.title, "section", wrap=True)
        selectable(title)
        rows.addWidget(title)
        for tag in detail.tags:
            rows.addWidget(TagLabel(tag), 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(rule())
        rows.addWidget(text_label(f"Serves {len(order.references)} case{'s' * (len(order.references) != 1)}", "strong"))
        for reference in order.references:
            opener = button(reference, "link")
            opener.setObjectName(reference)
            opener.clicked.connect(self._open)
            rows.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(rule())
        for label, words in detail.facts:
            if words and label != "Serves":
                rows.addWidget(_fact(label, words))

    def _open(self) -> None:
        """Open the case a button names."""
        me, reference = self._window.me, self.sender().objectName()
        work.run(lambda: cases.find_case(me, reference), self._found, self._window.failed, lane="write")

    def _found(self, case_id: UUID) -> None:
        self._window.open_case(case_id, tab="orders")


def _fact(label: str, words: str) -> QWidget:
    """A label with what it says under it: the pane is too narrow for one beside the other."""
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(text_label(label, "caption"))
    said = private_label(words, "", wrap=True)
    selectable(said)
    rows.addWidget(said)
    return part


def _key(row: OrderView) -> UUID:
    return row.id


def build_orders(window: Window) -> OrdersPage:
    """The Orders and tools page of a window."""
    return OrdersPage(window)
