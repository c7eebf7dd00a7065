"""How the rows and headings of a list are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from spp_desktop.ui import icons, theme
from spp_desktop.ui.tables.cells import PAD, paint

if TYPE_CHECKING:
    from spp_desktop.ui.tables.view import RecordTable

Index = QModelIndex | QPersistentModelIndex
FIRST_PAD = 14
TICK_WIDTH = 34


class RowDelegate(QStyledItemDelegate):
    """Paints a cell on its row: hairline, hover, selection with its bar, and a line round the row in focus."""

    def __init__(self, view: RecordTable) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are as high as the theme says."""
        return QSize(40, theme.height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        view = self._view
        box: QRect = option.rect
        row = index.row()
        if view.rows().group(row) is not None:
            self._paint_group(painter, box, index)
            return
        chosen = row == view.currentIndex().row()
        ground = "select" if chosen else "surface-alt" if row == view.hover_row else "surface"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(box, theme.colour(ground))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))
        first = index.column() == view.first_column()
        if chosen and first:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        if view.hasFocus() and row == view.currentIndex().row():
            self._outline(painter, box, first=first, last=index.column() == view.last_column())
        inner = box.adjusted(FIRST_PAD if first else PAD, 0, -PAD, -1)
        cell = view.rows().cell(index)
        painter.setClipRect(box)
        paint(cell, painter, inner, "on-select" if chosen and theme.is_high_contrast() else "")
        painter.restore()

    def _paint_group(self, painter: QPainter, box: QRect, index: Index) -> None:
        painter.fillRect(box, theme.colour("sunken"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))
        paint(self._view.rows().cell(index), painter, box.adjusted(FIRST_PAD, 0, -PAD, -1), "")

    def _outline(self, painter: QPainter, box: QRect, *, first: bool, last: bool) -> None:
        ink = theme.colour("focus")
        painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), ink)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), ink)
        if first:
            painter.fillRect(QRect(box.left(), box.top(), 1, box.height()), ink)
        if last:
            painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), ink)


class Header(QHeaderView):
    """Headings with an arrow after the one that orders the list."""

    def __init__(self, view: RecordTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.height("table-header"))
        self.setResizeContentsPrecision(0)
        self.setMinimumSectionSize(TICK_WIDTH)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Paint one heading."""
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line-strong"))
        column = self._view.column(logical)
        if column is not None:
            first = logical == self._view.first_column()
            box = rect.adjusted(FIRST_PAD if first else PAD, 0, -PAD, -1)
            face = theme.font("caption")
            face.setWeight(face.Weight.DemiBold)
            painter.setFont(face)
            painter.setPen(theme.colour("text-2"))
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            sorts = bool(column.sort) and column.sort == self._view.sort_key
            words = QFontMetrics(face).elidedText(
                column.label, Qt.TextElideMode.ElideRight, box.width() - (18 if sorts else 0)
            )
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words)
            if sorts:
                arrow = icons.pixmap("arrow_down" if self._view.sort_descending else "arrow_up")
                wide = QFontMetrics(face).horizontalAdvance(words)
                left = box.right() - wide - 17 if column.right else box.left() + wide + 3
                painter.drawPixmap(QPointF(left, rect.top() + (rect.height() - 16) / 2), arrow)
        painter.restore()
