"""What has happened on a record, newest first: a dot with a drawing, what, the facts, and by whom."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from spp_desktop.ui import icons, privacy, theme
from spp_desktop.ui.widgets.tags import Family

Index = QModelIndex | QPersistentModelIndex
HEADING, ENTRY = 30, 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``fixed`` shows a padlock: it can no longer be changed. ``private`` facts hide with names."""

    id: Hashable
    title: str
    facts: str = ""
    meta: str = ""
    icon: str = "note"
    family: Family = "grey"
    fixed: bool = False
    private: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """A time above the entries that follow: "Last week"."""

    text: str


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: tuple[Entry | Period, ...] = ()

    def set_items(self, items: Sequence[Entry | Period]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """An entry in words."""
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        item = self.items[index.row()]
        if isinstance(item, Period):
            return item.text
        return ". ".join(part.rstrip(".") for part in (item.title, item.facts, item.meta) if part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be taken in hand."""
        if index.isValid() and isinstance(self.items[index.row()], Period):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _Painter(QStyledItemDelegate):
    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._timeline = timeline

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower than entries."""
        item = self._timeline.entries.items[index.row()]
        return QSize(120, HEADING if isinstance(item, Period) else ENTRY)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a heading or an entry."""
        items = self._timeline.entries.items
        item = items[index.row()]
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, Period):
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("text-3"))
            painter.drawText(box.adjusted(16, 4, 0, 0), Qt.AlignmentFlag.AlignVCenter, item.text)
        else:
            follows = index.row() + 1 < len(items) and isinstance(items[index.row() + 1], Entry)
            self._paint_entry(painter, box, item, follows=follows)
            if self._timeline.hasFocus() and self._timeline.currentIndex().row() == index.row():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("focus"), 1))
                painter.drawRoundedRect(QRectF(box).adjusted(6.5, 0.5, -6.5, -2.5), 4, 4)
        painter.restore()

    def _paint_entry(self, painter: QPainter, box: QRect, item: Entry, *, follows: bool) -> None:
        centre = QPointF(box.left() + 29, box.top() + 17)
        if follows:
            painter.fillRect(QRect(int(centre.x()), int(centre.y()) + 13, 1, box.height()), theme.colour("line-strong"))
        painter.setPen(QPen(theme.colour(f"{item.family}-line"), 1))
        painter.setBrush(theme.colour(f"{item.family}-soft" if item.family != "grey" else "surface"))
        painter.drawEllipse(centre, 13, 13)
        ink = "text-2" if item.family == "grey" else f"{item.family}-text"
        painter.drawPixmap(QPointF(centre.x() - 8, centre.y() - 8), icons.pixmap(item.icon, ink))
        left, wide = box.left() + 51, box.width() - 61
        _line(painter, item.title, QRect(left, box.top() + 3, wide, 18), "text", "strong")
        facts = QRect(left, box.top() + 20, wide, 18)
        if item.private and item.facts and privacy.hidden():
            painter.fillRect(QRect(left, facts.center().y() - 4, wide // 2, 8), theme.colour("line-strong"))
        else:
            _line(painter, item.facts, facts, "text-2", "caption")
        meta = QRect(left, box.top() + 36, wide, 18)
        if item.fixed:
            painter.drawPixmap(QPointF(left - 1, meta.top() + 1), icons.pixmap("lock_closed", "text-3"))
            meta.adjust(19, 0, 0, 0)
        _line(painter, item.meta, meta, "text-3", "caption")


class Timeline(QListView):
    """The entries of a record, with headings between them. Enter or a double press opens one."""

    opened = Signal(object)
    """An entry is to be opened: its id."""

    def __init__(self, name: str = "Timeline", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("role", "aside")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.entries = _Entries(self)
        self.setModel(self.entries)
        self.setItemDelegate(_Painter(self))
        self.activated.connect(self._open)

    def set_entries(self, items: Sequence[Entry | Period]) -> None:
        """Show these, in order."""
        self.entries.set_items(items)

    def _open(self, index: QModelIndex) -> None:
        item = self.entries.items[index.row()]
        if isinstance(item, Entry):
            self.opened.emit(item.id)


def _line(painter: QPainter, words: str, box: QRect, role: str, style: str) -> None:
    face = theme.font(style)
    painter.setFont(face)
    painter.setPen(theme.colour(role))
    shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
