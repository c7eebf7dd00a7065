"""The table of changes: one row a place or crime group, bars with limits in its last column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from spp_desktop.domain.figures import change as changes
from spp_desktop.ui import icons
from spp_desktop.ui.charts.bars import BarScale, paint_bar, paint_rules, paint_scale
from spp_desktop.ui.charts.ink import caption
from spp_desktop.ui.charts.scales import change_scale
from spp_desktop.ui.pages.figures_rows import LABELS, ChangeRow, Key, cell, said
from spp_desktop.ui.theme import colour, font, is_high_contrast

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
DISC: Final = 18
INDENT: Final = 43
PAD: Final = 7
LOWEST: Final = 24
"""Pixels a row needs at least: no target of a pointer is smaller."""
HIGHEST: Final = 46
BARS: Final = 120
"""Pixels the bars need at least."""
SIGNALS: Final = {
    changes.Signal.DOWN: ("arrow_down", "green-text"),
    changes.Signal.UP: ("arrow_up", "red-text"),
    changes.Signal.NOT_CLEAR: ("subtract", "text-2"),
}
LEFT: Final = frozenset({"name", "signal"})


class ChangeModel(QAbstractTableModel):
    """The rows of a table of changes, found by their codes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ChangeRow, ...] = ()
        self.keys: tuple[Key, ...] = ("name",)
        self.labels: Mapping[Key, str] = LABELS
        self.tips: Mapping[Key, str] = {}

    def show_rows(
        self,
        rows: Sequence[ChangeRow],
        keys: Sequence[Key],
        labels: Mapping[Key, str],
        tips: Mapping[Key, str],
    ) -> None:
        """Show these rows under these columns. Rows of the same codes are updated in place."""
        same = self.keys == tuple(keys) and [row.code for row in rows] == [row.code for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self.keys, self.labels, self.tips = tuple(rows), tuple(keys), {**LABELS, **labels}, tips
        if not same:
            self.endResetModel()
        elif self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.keys) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.keys) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many columns are shown."""
        return 0 if parent.isValid() else len(self.keys)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows that stand beside the total cannot be chosen: they filter nothing."""
        if not index.isValid() or self.rows[index.row()].kind == "unplaced":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, alignment, and the sentence a screen reader says."""
        if not index.isValid():
            return None
        row, key = self.rows[index.row()], self.keys[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(row, key)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said(row, key)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.reason or (row.name if key == "name" else None)
        if role == ROW_ROLE:
            return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a heading; the bars' heading is painted as a scale, and named for a screen reader."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.keys):
            return None
        key = self.keys[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.labels[key]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.labels[key] or "Change in per cent, with limits"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tips.get(key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if key in LEFT else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def row_of(self, code: str) -> int:
        """The place of the row with this code, −1 for none."""
        return next((place for place, row in enumerate(self.rows) if row.code == code), -1)


class ChangeTable(QTableView):
    """The table; ↑ ↓ choose a row. ``chosen`` is said when the officer moves, not when ``select`` is called."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows_model = ChangeModel(self)
        self.scale = BarScale(-25, 10)
        self._widths: dict[Key, int] = {}
        self._numbered = False
        self.setModel(self.rows_model)
        self.setItemDelegate(ChangeDelegate(self))
        self.setHorizontalHeader(_Header(self))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self._quiet = False

    def show_rows(
        self,
        rows: Sequence[ChangeRow],
        keys: Sequence[Key],
        *,
        target: float | None = None,
        labels: Mapping[Key, str] | None = None,
        tips: Mapping[Key, str] | None = None,
    ) -> None:
        """Show rows under these columns; ``target`` is the city's, in per cent, ruled over the bars."""
        kept = self.selected
        self._quiet = True
        self.rows_model.show_rows(rows, keys, labels or {}, tips or {})
        self._quiet = False
        bars = [row.bar for row in rows if row.bar is not None and row.kind != "no-area"]
        ends = [end for bar in bars for end in (bar.percent, bar.low, bar.high) if end is not None]
        low, high = change_scale([*ends, *([] if target is None else [target])])
        words = "" if target is None else f"−{-target:.0f}% city"
        self.scale = BarScale(low, high, target, words)
        self._numbered = any(row.number for row in rows)
        self._lay_out()
        self.select(kept)

    def select(self, code: str) -> None:
        """Choose a row without saying so."""
        place = self.rows_model.row_of(code)
        self._quiet = True
        if place < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            index = self.rows_model.index(place, 0)
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, how)
        self._quiet = False

    @property
    def selected(self) -> str:
        """The code of the row chosen, empty for none."""
        index = self.currentIndex()
        return self.rows_model.rows[index.row()].code if index.isValid() else ""

    def needed_height(self, row: int, rows: int) -> int:
        """The height of so many rows at this row height, heading included."""
        return self.horizontalHeader().sizeHint().height() + row * rows + 2

    def numbered(self) -> bool:
        """Whether rows carry the numbers of the map."""
        return self._numbered

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width and the height out again."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Give each column what its words need, the bars the rest; rows grow to fill the height, within reason."""
        model = self.rows_model
        header = self.horizontalHeader()
        room = self.viewport().width()
        needs = {key: self._need(key) for key in model.keys}
        stretch: Key = "bar" if "bar" in needs else "name"
        if "bar" in needs:
            spare = room - sum(needs.values())
            needs["bar"] += max(spare, 0) * 3 // 4 if room > 1000 else max(spare, 0)
            stretch = "name"
        needs[stretch] += room - sum(needs.values())
        for section, key in enumerate(model.keys):
            header.resizeSection(section, max(needs[key], 30))
        if model.rows:
            height = (self.viewport().height() - 2) // len(model.rows)
            self.verticalHeader().setDefaultSectionSize(min(max(height, LOWEST), HIGHEST))

    def _need(self, key: Key) -> int:
        if key == "bar":
            return BARS if "limits" in self.rows_model.keys else BARS - 30
        strong = QFontMetrics(font("strong"))
        words = [cell(row, key) for row in self.rows_model.rows]
        cells = max((strong.horizontalAdvance(text) for text in words), default=0)
        heading = QFontMetrics(caption(bold=True)).horizontalAdvance(self.rows_model.labels[key])
        extra = (INDENT if self._numbered else 14) if key == "name" else 18 if key == "signal" else PAD
        return max(cells, heading) + extra + PAD + 3

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.chosen.emit(self.rows_model.rows[current.row()].code)


class _Header(QHeaderView):
    """Paints the bars' heading as their scale."""

    def __init__(self, table: ChangeTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        """A heading in words, or the scale."""
        key = self._table.rows_model.keys[index] if index < len(self._table.rows_model.keys) else "name"
        painter.save()
        painter.fillRect(rect, colour("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("line-strong"))
        if key == "bar":
            paint_scale(painter, QRectF(rect), self._table.scale)
        else:
            left = (INDENT if self._table.numbered() else 14) if key == "name" else PAD
            painter.setFont(caption(bold=True))
            painter.setPen(colour("text-2"))
            side = Qt.AlignmentFlag.AlignLeft if key in LEFT else Qt.AlignmentFlag.AlignRight
            words = self._table.rows_model.labels[key]
            painter.drawText(rect.adjusted(left, 0, -PAD, 0), side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self) -> QSize:
        """The height of a table's heading."""
        return QSize(super().sizeHint().width(), 28)


class ChangeDelegate(QStyledItemDelegate):
    """Paints one cell: ground of its row, number, words, signal or bar."""

    def __init__(self, table: ChangeTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell."""
        row = cast("ChangeRow", index.data(ROW_ROLE))
        key = self._table.rows_model.keys[index.column()]
        rect, state = option.rect, option.state
        painter.save()
        _paint_ground(painter, rect, row, index, state)
        if key == "bar":
            self._paint_bar(painter, QRectF(rect), row)
        elif key == "signal":
            _paint_signal(painter, rect, row, _ink(state))
        else:
            self._paint_words(painter, rect, row, key, _ink(state))
        if self._table.hasFocus() and index.row() == self._table.currentIndex().row():
            _paint_focus(painter, rect, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, row: ChangeRow, key: Key, ink: str) -> None:
        left = (INDENT if self._table.numbered() else 14) if key == "name" else PAD
        strong = row.kind == "total" or key == "percent"
        face = font("strong" if strong else "body")
        painter.setFont(face)
        painter.setPen(colour(ink or _role(row, key)))
        side = Qt.AlignmentFlag.AlignLeft if key in LEFT else Qt.AlignmentFlag.AlignRight
        room = rect.adjusted(left, 0, -PAD, 0)
        words = QFontMetrics(face).elidedText(cell(row, key), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)
        if key == "name" and row.number:
            _paint_number(painter, rect, row.number, ink or "text")

    def _paint_bar(self, painter: QPainter, rect: QRectF, row: ChangeRow) -> None:
        inner = rect.adjusted(0, 0, 0, -1)
        painter.setClipRect(rect)
        if row.kind == "unplaced":
            return
        paint_rules(painter, inner, self._table.scale, over=False)
        if row.bar is not None:
            paint_bar(painter, inner, row.bar, self._table.scale)
        paint_rules(painter, inner, self._table.scale, over=True)


def _ink(state: QStyle.StateFlag) -> str:
    """The colour all words of a chosen row take in a contrast theme; empty elsewhere."""
    return "on-select" if is_high_contrast() and state & QStyle.StateFlag.State_Selected else ""


def _role(row: ChangeRow, key: Key) -> str:
    if row.kind in {"no-area", "unplaced"}:
        return "text-3"
    if key == "limits" and row.kind != "total":
        return "text-2"
    return "text-3" if row.change.faint and key == "percent" else "text"


def _paint_ground(painter: QPainter, rect: QRect, row: ChangeRow, index: Index, state: QStyle.StateFlag) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen:
        painter.fillRect(rect, colour("select"))
    elif row.kind == "total":
        painter.fillRect(rect, colour("sunken"))
    elif state & QStyle.StateFlag.State_MouseOver and row.kind != "unplaced":
        painter.fillRect(rect, colour("surface-alt"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("line"))
    if chosen and index.column() == 0:
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), colour("accent"))


def _paint_focus(painter: QPainter, rect: QRect, index: Index) -> None:
    ink = colour("focus")
    painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), ink)
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), ink)
    if index.column() == 0:
        painter.fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), ink)
    if index.column() == index.model().columnCount() - 1:
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), ink)


def _paint_number(painter: QPainter, rect: QRect, number: str, ink: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = max(DISC, QFontMetricsF(caption()).horizontalAdvance(number) + 8)
    disc = QRectF(14, rect.center().y() - DISC / 2 + 0.5, wide, DISC)
    painter.setPen(QPen(colour("control-hover"), 1))
    painter.drawRoundedRect(disc, DISC / 2, DISC / 2)
    painter.setFont(caption())
    painter.setPen(colour(ink))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, number)


def _paint_signal(painter: QPainter, rect: QRect, row: ChangeRow, ink: str) -> None:
    words = cell(row, "signal")
    look = SIGNALS.get(row.change.signal)
    if not words or look is None:
        return
    drawing, role = look[0], ink or look[1]
    painter.drawPixmap(QPointF(rect.left() + PAD - 1, rect.center().y() - 7), icons.pixmap(drawing, role))
    painter.setFont(font("strong" if row.kind == "total" else "body"))
    painter.setPen(colour(role))
    room = rect.adjusted(PAD + 19, 0, 0, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
