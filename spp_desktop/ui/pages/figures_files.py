"""What is in each file to be imported, or became of it, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from spp_desktop.domain.figures.datasets import FileReport, FileStatus
from spp_desktop.domain.figures.months import Month
from spp_desktop.ui.theme import colour, font
from spp_desktop.ui.widgets.tags import Family, Tag, paint_tag

Index = QModelIndex | QPersistentModelIndex

COLUMNS: Final = ("File", "Months", "Rows", "Counted", "Unplaced", "Outside", "Rejected", "")
TIPS: Final = {
    "Rows": "Rows in the file: counted, unplaced, outside and rejected together",
    "Counted": "Rows placed in the city",
    "Unplaced": "Rows the force left without a place: shown beside the city, never added to it",
    "Outside": "Rows placed outside the city",
    "Rejected": "Rows left out, each with its reason",
}
LOOKS: Final[dict[FileStatus, tuple[Family, str]]] = {
    FileStatus.IMPORTED: ("green", "checkmark"),
    FileStatus.SUPERSEDES: ("blue", "arrow_sync"),
    FileStatus.ALREADY: ("grey", "checkmark"),
    FileStatus.REFUSED: ("red", "error_circle"),
}
WORDS: Final = {
    FileStatus.IMPORTED: "Imported",
    FileStatus.SUPERSEDES: "Supersedes",
    FileStatus.ALREADY: "Held already",
    FileStatus.REFUSED: "Refused",
}
STATUS_WIDTH: Final = 124


def months_in_words(months: Sequence[Month]) -> str:
    """``Jan 2025`` or ``Jan 2025 to Mar 2025``; empty for none."""
    if len(months) < 2:
        return months[0].label if months else ""
    return f"{months[0].label} to {months[-1].label}"


def status_words(report: FileReport, *, kept: bool) -> str:
    """What became of a file, or would: a file that would be imported is *Ready* until it is."""
    return "Ready" if report.status is FileStatus.IMPORTED and not kept else WORDS[report.status]


def row_words(report: FileReport) -> tuple[str, ...]:
    """The cells of a file's row but the last; a refused file has no numbers to show."""
    name = PurePath(report.file).name
    if report.status is FileStatus.REFUSED:
        return (name, "", "", "", "", "", "")
    numbers = (report.rows, report.counted, report.unplaced, report.outside, len(report.rejected))
    return (name, months_in_words(report.months), *(f"{number:,}" for number in numbers))


class FilesModel(QAbstractTableModel):
    """Reports of files; ``kept`` says whether they are in the store or only looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reports: tuple[FileReport, ...] = ()
        self.kept = False

    def show_reports(self, reports: Sequence[FileReport], *, kept: bool) -> None:
        """Show other reports."""
        self.beginResetModel()
        self.reports, self.kept = tuple(reports), kept
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many files there are."""
        return 0 if parent.isValid() else len(self.reports)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell."""
        if not index.isValid():
            return None
        report = self.reports[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            cells = (*row_words(report), status_words(report, kept=self.kept))
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return report.message or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if 2 <= index.column() <= 6 else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings, and what each number counts."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return COLUMNS[section] or "What becomes of it"
        if role == Qt.ItemDataRole.ToolTipRole:
            return TIPS.get(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if 2 <= section <= 6 else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class FilesTable(QTableView):
    """The table of files, one row each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Files")
        self.files = FilesModel(self)
        self.setModel(self.files)
        self.setItemDelegate(_FilesDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.verticalHeader().setMinimumSectionSize(20)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_reports(self, reports: Sequence[FileReport], *, kept: bool) -> None:
        """Show other reports, the first that needs a look chosen."""
        self.files.show_reports(reports, kept=kept)
        troubled = (at for at, report in enumerate(reports) if report.status is FileStatus.REFUSED or report.rejected)
        if reports:
            self.setCurrentIndex(self.files.index(next(troubled, 0), 0))

    def chosen(self) -> FileReport | None:
        """The file whose row is chosen."""
        index = self.currentIndex()
        return self.files.reports[index.row()] if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give numbers what they need and the file's name the rest."""
        super().resizeEvent(event)
        header, metrics = self.horizontalHeader(), QFontMetrics(font("strong"))
        widths = [metrics.horizontalAdvance(words) for words in ("Jan 2025", "99,999", *COLUMNS[3:7])]
        for section, wide in enumerate(widths, 1):
            header.resizeSection(section, wide + 18)
        header.resizeSection(7, STATUS_WIDTH)
        header.resizeSection(0, self.viewport().width() - sum(wide + 18 for wide in widths) - STATUS_WIDTH)


class _FilesDelegate(QStyledItemDelegate):
    """Paints a row flat, and what becomes of the file as a tag."""

    def __init__(self, table: FilesTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        rect: QRect = option.rect
        report = self._table.files.reports[index.row()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("select"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("line"))
        if index.column() == len(COLUMNS) - 1:
            family, icon = LOOKS[report.status]
            words = status_words(report, kept=self._table.files.kept)
            paint_tag(painter, Tag(words, family, icon), rect.left() + 7, rect.top() + (rect.height() - 20) // 2)
        else:
            face = font("strong" if index.column() == 0 else "body")
            painter.setFont(face)
            painter.setPen(colour("text" if index.column() in {0, 3} else "text-2"))
            side = Qt.AlignmentFlag.AlignRight if 2 <= index.column() <= 6 else Qt.AlignmentFlag.AlignLeft
            room = rect.adjusted(14 if index.column() == 0 else 7, 0, -7, 0)
            words = QFontMetrics(face).elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room.width() + 1)
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
