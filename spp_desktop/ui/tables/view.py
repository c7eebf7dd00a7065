"""The list itself: painted rows, a keyboard that never needs the mouse, headings that sort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from spp_desktop.ui import memory, theme
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import Tick, say
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.rows import TICK_WIDTH, Header, RowDelegate

Index = QModelIndex | QPersistentModelIndex
LEAST_WIDTH = 80
SQUEEZE = 24
"""By how many pixels in all the columns may be cut before one yields."""


class RecordTable(QTableView):
    """A list of records. Set a ``RowsModel``; attach the ``list`` actions of its page with ``actions.attach``.

    Up, Down, Page and Home, End move; Space ticks; Shift with Up or Down extends the ticks; Ctrl+A ticks all that
    are shown; Alt+S then a letter sorts. What is chosen is kept by id when the rows change.
    """

    opened = Signal(object, bool)
    """A row is to be opened; True for a window of its own."""
    row_changed = Signal(object)
    """Another row is in hand, or None."""
    sort_asked = Signal(str, bool)
    """Another order is wanted: the column's sort key, and whether descending."""
    columns_chosen = Signal(tuple)
    """The officer chose which columns show: their keys."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hover_row = -1
        self.sort_key = ""
        self.sort_descending = False
        self._hidden: frozenset[str] = frozenset()
        self._chosen = False
        self._widths: dict[str, int] = {}
        self._size = SizeClass.STANDARD
        self._kept: Any = None
        self._remembered_as = ""
        self._fitting = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setItemDelegate(RowDelegate(self))
        header = Header(self)
        self.setHorizontalHeader(header)
        header.sectionClicked.connect(self._header_clicked)
        header.sectionResized.connect(self._resized)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.height("row"))
        rows.setMinimumSectionSize(theme.height("row-compact"))
        self.doubleClicked.connect(self._double_clicked)

    # The model

    def show_model(self, model: RowsModel, remembered_as: str = "") -> None:
        """Show a model's rows. With a name, the officer's widths and choice of columns are remembered under it."""
        self.setModel(model)
        self._remembered_as = remembered_as
        self._hidden = frozenset(column.key for column in model.columns if not column.default)
        if remembered_as:
            self._widths = memory.recall(f"widths/{remembered_as}", self._widths)
            self._hidden = frozenset(memory.recall(f"hidden/{remembered_as}", sorted(self._hidden)))
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self._restore()

    def rows(self) -> RowsModel:
        """The model. Raises TypeError before there is one."""
        model = self.model()
        if not isinstance(model, RowsModel):
            raise TypeError("The list has no rows yet")
        return model

    def current(self) -> Any | None:
        """The row in hand, or None."""
        index = self.currentIndex()
        return self.rows().row(index.row()) if index.isValid() else None

    def select_id(self, wanted: Any) -> bool:
        """Take a row in hand by its id; False when it is not in the list."""
        place = self.rows().place(wanted)
        if place < 0:
            return False
        self._go(place)
        return True

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Show by which column the rows are ordered."""
        self.sort_key, self.sort_descending = key, descending
        self.horizontalHeader().viewport().update()

    def _keep(self) -> None:
        index = self.currentIndex()
        self._kept = self.rows().id_at(index.row()) if index.isValid() else None

    def _restore(self) -> None:
        self._fit()
        self.clearSpans()
        for place in self.rows().groups():
            self.setSpan(place, 0, 1, self.rows().columnCount())
        if not self.rows().rowCount():
            self.row_changed.emit(None)
        elif self._kept is None or not self.select_id(self._kept):
            self._go(self._row_from(0, 1))

    def take_place(self, place: int) -> None:
        """Take the row at a place in hand, or the nearest to it that is no heading."""
        last = self.rows().rowCount() - 1
        if last >= 0:
            there = min(max(place, 0), last)
            after = self._row_from(there, 1)
            self._go(after if self.rows().group(after) is None else self._row_from(there, -1))

    def _go(self, place: int) -> None:
        index = self.rows().index(place, self.first_column())
        how = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)
        self.scrollTo(index)

    def _current_moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        self.row_changed.emit(self.rows().row(index.row()) if index.isValid() else None)

    # Columns

    def column(self, logical: int) -> TableColumn[Any] | None:
        """The column at a place; None for the ticks."""
        model = self.rows()
        return None if model.ticks and logical == 0 else model.columns[logical - model.ticks]

    def first_column(self) -> int:
        """The first column that shows."""
        shown = (n for n in range(self.rows().columnCount()) if not self.isColumnHidden(n))
        return next(shown, 0)

    def last_column(self) -> int:
        """The last column that shows."""
        every = range(self.rows().columnCount() - 1, -1, -1)
        return next((n for n in every if not self.isColumnHidden(n)), 0)

    def set_size_class(self, size: SizeClass) -> None:
        """Show the columns for a window's width, and relaxed rows in a wide one."""
        self._size = size
        self._set_row_height()
        if self.model() is not None:
            self._fit()

    def set_columns_shown(self, keys: Sequence[str], *, chosen: bool = False) -> None:
        """Show exactly these columns, as far as the width allows; ones the officer has ``chosen`` never yield."""
        self._chosen = chosen
        self._hidden = frozenset(c.key for c in self.rows().columns if c.key not in keys)
        self._fit()

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Set widths an officer chose before, by column key."""
        self._widths = dict(widths)
        self._fit()

    def widths(self) -> Mapping[str, int]:
        """The widths the officer has set, by column key."""
        return self._widths

    def choose_columns(self) -> None:
        """Open the menu of columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in self.rows().columns:
            item = menu.addAction(column.label)
            item.setCheckable(True)
            item.setChecked(not self.isColumnHidden(self._place_of(column.key)))
            item.setData(column.key)
        menu.triggered.connect(self._column_chosen)
        menu.popup(self.mapToGlobal(QPoint(self.width() - 240, self.horizontalHeader().height())))

    def _column_chosen(self, item: QAction) -> None:
        key = {str(item.data())}
        self._hidden = self._hidden - key if item.isChecked() else self._hidden | key
        self._chosen = True
        self._fit()
        if self._remembered_as:
            memory.remember(f"hidden/{self._remembered_as}", sorted(self._hidden))
        self.columns_chosen.emit(tuple(c.key for c in self.rows().columns if c.key not in self._hidden))

    def _place_of(self, key: str) -> int:
        model = self.rows()
        return int(model.ticks) + [column.key for column in model.columns].index(key)

    def _choose_shown(self) -> None:
        """Hide the columns not asked for, those the window is too narrow for, and where it is full those that yield."""
        model = self.rows()
        asked = [c for c in model.columns if c.key not in self._hidden and c.least <= self._size]
        wanted = sum(self._widths.get(c.key, c.width) for c in asked) + TICK_WIDTH * int(model.ticks)
        full = not self._chosen and wanted - self.viewport().width() > SQUEEZE
        for place, column in enumerate(model.columns, start=int(model.ticks)):
            self.setColumnHidden(place, column not in asked or (full and column.yields))

    def _fit(self) -> None:
        """Give each column its width; those that stretch share what is spare, or give up what is wanting."""
        if self.model() is None:
            return
        model = self.rows()
        self._fitting = True
        self._choose_shown()
        shown = [(n, self.column(n)) for n in range(model.columnCount()) if not self.isColumnHidden(n)]
        wide = {n: TICK_WIDTH if c is None else self._widths.get(c.key, c.width) for n, c in shown}
        shares = {n: c.stretch for n, c in shown if c is not None and c.stretch and c.key not in self._widths}
        spare = self.viewport().width() - sum(wide.values())
        total = sum(shares.values())
        for n, base in wide.items():
            extra = spare * shares.get(n, 0) // total if total else 0
            self.setColumnWidth(n, max(base + extra, min(base, LEAST_WIDTH)))
        self._fitting = False

    def _resized(self, logical: int, _old: int, new: int) -> None:
        column = self.column(logical) if self.model() is not None and not self._fitting else None
        if column is not None and new:
            self._widths[column.key] = new
            if self._remembered_as:
                memory.remember(f"widths/{self._remembered_as}", self._widths)

    def changeEvent(self, event: QEvent) -> None:
        """Rows are as high as the theme in force says."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._set_row_height()
            self.horizontalHeader().setFixedHeight(theme.height("table-header"))

    def _set_row_height(self) -> None:
        wide = self._size is SizeClass.WIDE
        self.verticalHeader().setDefaultSectionSize(theme.height("row-relaxed" if wide else "row"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self._fit()

    # Order

    def _header_clicked(self, logical: int) -> None:
        column = self.column(logical)
        if column is not None and column.sort:
            self._ask_sort(column.sort)

    def _ask_sort(self, key: str) -> None:
        self.sort_asked.emit(key, key == self.sort_key and not self.sort_descending)

    def sort_menu(self) -> QMenu:
        """The menu of orders, each with its letter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        taken: set[str] = set()
        for column in self.rows().columns:
            if column.sort:
                menu.addAction(_with_letter(column.label, taken)).setData(column.sort)
        menu.triggered.connect(self._sort_chosen)
        return menu

    def _sort_chosen(self, item: QAction) -> None:
        self._ask_sort(str(item.data()))

    # Keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, tick and open."""
        key, mods = event.key(), event.modifiers()
        shift = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_S and mods & Qt.KeyboardModifier.AltModifier:
            self.sort_menu().popup(self.mapToGlobal(QPoint(TICK_WIDTH, self.horizontalHeader().height())))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self.rows().rowCount():
            home = key == Qt.Key.Key_Home
            self._go(self._row_from(0 if home else self.rows().rowCount() - 1, 1 if home else -1))
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and not mods & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(new_window=bool(mods & Qt.KeyboardModifier.ControlModifier))
        elif self.rows().ticks and self._tick_key(event, shift=shift):
            return
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        """Take the next row in hand, over the heading of a group."""
        there = self.currentIndex().row() + step
        if 0 <= there < self.rows().rowCount():
            self._go(self._row_from(there, step))

    def _row_from(self, place: int, step: int) -> int:
        """The first row from a place on that is no heading; the row in hand, or the place, when there is none."""
        model, here = self.rows(), place
        while 0 <= here < model.rowCount():
            if model.group(here) is None:
                return here
            here += step
        current = self.currentIndex().row()
        return current if current >= 0 else place

    def _tick_key(self, event: QKeyEvent, *, shift: bool) -> bool:
        """Ticks by key; False for a key that ticks nothing."""
        key, model, here = event.key(), self.rows(), self.currentIndex().row()
        if key == Qt.Key.Key_Space and here >= 0:
            model.toggle(here)
        elif key == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            model.set_ticked(() if len(model.ticked) == model.rowCount() else model.ids())
        elif shift and key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and here >= 0:
            step = 1 if key == Qt.Key.Key_Down else -1
            there = self._row_from(here + step, step) if 0 <= here + step < model.rowCount() else here
            if there != here:
                model.set_ticked(model.ticked | {model.id_at(here), model.id_at(there)})
                self._go(there)
        else:
            return False
        return True

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the list, not a search in it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a tick box ticks; elsewhere it takes the row in hand."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and isinstance(self.rows().cell(index), Tick) and self.rows().ticks:
            self.rows().toggle(index.row())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the pointer."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: Any) -> None:
        """No row is under the pointer any more."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    def _double_clicked(self, _index: QModelIndex) -> None:
        self._open(new_window=False)

    def _open(self, *, new_window: bool) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row, new_window)

    def copied_row(self) -> str:
        """The row in hand as text with tabs, without the columns that name somebody."""
        row = self.current()
        if row is None:
            return ""
        return "\t".join(say(c.cell(row)) for c in self.rows().columns if not c.private)


def _with_letter(label: str, taken: set[str]) -> str:
    """A label with the first letter that no other has as its access key."""
    for place, letter in enumerate(label.casefold()):
        if letter.isalpha() and letter not in taken:
            taken.add(letter)
            return f"{label[:place]}&{label[place:]}"
    return label
