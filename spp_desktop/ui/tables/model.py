"""A model that holds the ids of every row in order, and reads the rows themselves a page at a time.

A list of a million rows costs eight bytes a row; only the pages in view are ever read, off the UI thread.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from spp_desktop.ui import work
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import BLANK, Cell, Group, Tick, say

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
PAGE = 100
MOST_PAGES = 40
_TOP = QModelIndex()


@dataclass(frozen=True)
class TableColumn(Generic[R]):
    """One column: its heading, how wide (pixels, a share of spare width in ``stretch``), and its cell for a row.

    ``sort`` is the key to order by in the store, empty where one cannot. ``private`` columns are left out of a
    copied row. ``least`` is the narrowest window that shows it, and one that ``yields`` is left out where the
    others would be cut, unless the officer chose it. ``right`` sets heading and words to the right.
    """

    key: str
    label: str
    width: int
    cell: Callable[[R], Cell]
    sort: str = ""
    stretch: int = 0
    right: bool = False
    private: bool = False
    least: SizeClass = SizeClass.COMPACT
    default: bool = True
    yields: bool = False


class RowsModel(QAbstractTableModel):
    """Rows of one kind. ``fetch(ids)`` reads rows in a thread; ``key(row)`` is a row's id among ``ids``.

    ``begin(rows)`` shows the first page at once, ``set_ids`` then says what all the rows are. ``set_rows`` is for
    a short list that is all at hand, and may hold a ``Group`` before the rows it heads. With ``ticks`` the first
    column is a tick box; ``ticked`` are ids.
    """

    ticked_changed = Signal()

    def __init__(
        self,
        columns: Sequence[TableColumn[Any]],
        *,
        key: Callable[[Any], Hashable],
        fetch: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
        ticks: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns: tuple[TableColumn[Any], ...] = tuple(columns)
        self.ticks = ticks
        self.ticked: set[Hashable] = set()
        self._row_key = key
        self._fetch = fetch
        self._ids: Sequence[Hashable] = ()
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._turn = 0

    # Rows

    def _key(self, row: Any) -> Hashable:
        return row if isinstance(row, Group) else self._row_key(row)

    def begin(self, rows: Sequence[Any]) -> None:
        """Show these first rows while the ids of all are still being read."""
        self._reset([self._key(row) for row in rows])
        self._keep(0, rows)
        self.endResetModel()

    def set_ids(self, ids: Iterable[Any]) -> None:
        """Say what all rows are, in order; an ``array`` of them is kept as it is.

        What is shown stays in place when it is how they begin.
        """
        held = ids if isinstance(ids, array) else array("q", ids)
        shown = len(self._ids)
        if 0 < shown <= len(held) and held[0] == self._ids[0] and list(held[:shown]) == list(self._ids):
            if len(held) > shown:
                self.beginInsertRows(_TOP, shown, len(held) - 1)
                self._trim_last_page(shown)
                self._ids = held
                self.endInsertRows()
            return
        self._reset(held)
        self.endResetModel()

    def renew(self, ids: Iterable[Any], rows: Sequence[Any]) -> None:
        """Say anew what all rows are, with some of them read again; the row in hand and the ticks stay by id."""
        self._reset(ids if isinstance(ids, array) else array("q", ids))
        read = {self._key(row): row for row in rows}
        for start in range(0, len(self._ids), PAGE):
            wanted = self._ids[start : start + PAGE]
            if all(each in read for each in wanted):
                self._pages[start // PAGE] = tuple(read[each] for each in wanted)
        self.endResetModel()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, all at hand."""
        self._reset([self._key(row) for row in rows])
        for page in range(0, len(rows), PAGE):
            self._pages[page // PAGE] = tuple(rows[page : page + PAGE])
        self.endResetModel()

    def replace(self, row: Any) -> None:
        """Show the new state of one row, where it stands."""
        place = self.place(self._key(row))
        page = self._pages.get(place // PAGE) if place >= 0 else None
        if page is None:
            return
        changed = list(page)
        changed[place % PAGE] = row
        self._pages[place // PAGE] = tuple(changed)
        self._say_changed(place, place)

    def set_columns(self, columns: Sequence[TableColumn[Any]]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def row(self, place: int) -> Any | None:
        """The row at a place; None while it is being read."""
        if not 0 <= place < len(self._ids):
            return None
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        self._pages.move_to_end(number)
        return page[place % PAGE] if place % PAGE < len(page) else None

    def group(self, place: int) -> Group | None:
        """The heading that stands at a place, if one does."""
        wanted = self._ids[place]
        return wanted if isinstance(wanted, Group) else None

    def groups(self) -> tuple[int, ...]:
        """Where headings stand; a list of ids has none."""
        if isinstance(self._ids, array):
            return ()
        return tuple(place for place, wanted in enumerate(self._ids) if isinstance(wanted, Group))

    def id_at(self, place: int) -> Hashable:
        """The id of the row at a place. Raises IndexError past the end."""
        return self._ids[place]

    def place(self, wanted: Hashable) -> int:
        """Where a row stands; -1 when it is not in the list."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return -1

    def ids(self) -> Sequence[Hashable]:
        """Every id in order."""
        return self._ids

    def set_ticked(self, ids: Iterable[Hashable]) -> None:
        """Tick exactly these rows."""
        self.ticked = {wanted for wanted in ids if not isinstance(wanted, Group)}
        if self._ids:
            self._say_changed(0, len(self._ids) - 1)
        self.ticked_changed.emit()

    def toggle(self, place: int) -> None:
        """Tick or clear one row."""
        wanted = self._ids[place]
        if isinstance(wanted, Group):
            return
        self.ticked ^= {wanted}
        self._say_changed(place, place)
        self.ticked_changed.emit()

    def cell(self, index: Index) -> Cell:
        """What stands in a cell; blank while its row is being read."""
        place, column = index.row(), index.column()
        group = self.group(place)
        if group is not None:
            return group
        if self.ticks and column == 0:
            return Tick(self._ids[place] in self.ticked)
        row = self.row(place)
        return BLANK if row is None else self.columns[column - self.ticks].cell(row)

    # Reading

    def _reset(self, ids: Sequence[Hashable]) -> None:
        self.beginResetModel()
        self._turn += 1
        self._pages.clear()
        self._asked.clear()
        self._ids = ids
        kept = self.ticked.intersection(ids) if self.ticked else set()
        if kept != self.ticked:
            self.ticked = kept
            self.ticked_changed.emit()

    def _trim_last_page(self, shown: int) -> None:
        """A page that was the last is no longer whole once rows follow it."""
        if shown % PAGE:
            self._pages.pop(shown // PAGE, None)
            self._asked.discard(shown // PAGE)

    def _keep(self, number: int, rows: Sequence[Any]) -> None:
        for start in range(0, len(rows), PAGE):
            self._pages[number + start // PAGE] = tuple(rows[start : start + PAGE])
        while len(self._pages) > MOST_PAGES:
            gone, _ = self._pages.popitem(last=False)
            self._asked.discard(gone)

    def _ask(self, number: int) -> None:
        if self._fetch is None or number in self._asked:
            return
        self._asked.add(number)
        ids = list(self._ids[number * PAGE : (number + 1) * PAGE])
        work.run(_Read(self._fetch, ids, self._turn, number), self._take)

    def _take(self, read: tuple[int, int, Sequence[Any]]) -> None:
        turn, number, rows = read
        if turn != self._turn:
            return
        by_id = {self._key(row): row for row in rows}
        start = number * PAGE
        ids = self._ids[start : start + PAGE]
        self._keep(number, [by_id.get(wanted) for wanted in ids])
        self._say_changed(start, start + len(ids) - 1)

    def _say_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    # What Qt asks

    def rowCount(self, parent: Index = _TOP) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _TOP) -> int:
        """How many columns are shown, ticks counted."""
        return 0 if parent.isValid() else len(self.columns) + self.ticks

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell, for painting, for a screen reader and for hover."""
        if not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return say(self.cell(index))
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self.cell(index)
            return getattr(cell, "sum", "") or say(cell) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings of groups cannot be taken in hand."""
        if index.isValid() and self.group(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        if self.ticks and section == 0:
            return "" if role == Qt.ItemDataRole.DisplayRole else "Ticked"
        return self.columns[section - self.ticks].label


@dataclass(frozen=True, slots=True)
class _Read:
    """One page to be read in a thread."""

    fetch: Callable[[Sequence[Any]], Sequence[Any]]
    ids: Sequence[Any]
    turn: int
    number: int

    def __call__(self) -> tuple[int, int, Sequence[Any]]:
        return self.turn, self.number, self.fetch(self.ids)
