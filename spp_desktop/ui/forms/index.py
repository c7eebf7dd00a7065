"""The index beside a form: each section with a tick, a ring, a warning or an error; Enter or a press goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

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
    SignalInstance,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QComboBox, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from spp_desktop.domain.fields import Section
from spp_desktop.ui import icons, theme
from spp_desktop.ui.forms.sections import SectionView

Index = QModelIndex | QPersistentModelIndex
_SAID = {
    "error": "something to fix",
    "warning": "something to check",
    "empty": "nothing answered",
    "started": "something required is missing",
    "done": "answered",
}
_SIGNS = {
    "error": ("error_circle", "red-text"),
    "warning": ("warning", "amber-text"),
    "done": ("checkmark", "green-text"),
}
"""State → drawing and colour role; the other states have a ring."""


class Indexed(Protocol):
    """What has an index beside it: a form, or whatever says itself how each of its sections stands."""

    @property
    def sections(self) -> Sequence[Section]:
        """The sections, in order."""

    @property
    def sections_changed(self) -> SignalInstance:
        """The index has something else to show."""

    def section_views(self) -> tuple[SectionView, ...]:
        """How each section stands."""

    def go_section(self, key: str) -> None:
        """Go to a section."""


class _Sections(QAbstractListModel):
    """The sections of a form."""

    def __init__(self, form: Indexed, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self.views: tuple[SectionView, ...] = form.section_views()
        form.sections_changed.connect(self.read)

    def read(self) -> None:
        """Read the states again."""
        self.views = self._form.section_views()
        if self.views:
            self.dataChanged.emit(self.index(0), self.index(len(self.views) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many sections there are."""
        return 0 if parent.isValid() else len(self.views)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A section's label, and for a screen reader its state."""
        if not index.isValid():
            return None
        view = self.views[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return view.label
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return f"{view.label}: {view.said or f'{_SAID[view.state]}, {view.answered} of {view.asked} answered'}"
        return None


class _Painter(QStyledItemDelegate):
    """Paints a section's sign and name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of 32 pixels."""
        return QSize(120, 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one section."""
        view = self.parent()
        model = index.model()
        if not isinstance(view, SectionIndex) or not isinstance(model, _Sections):
            return
        item = model.views[index.row()]
        box: QRect = option.rect
        here = view.currentIndex().row() == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if here:
            painter.setPen(QPen(theme.colour("focus"), 1) if view.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select"))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = "on-select" if here and theme.is_high_contrast() else ""
        top = box.top() + (box.height() - 16) / 2
        if item.state in _SIGNS:
            drawing, role = _SIGNS[item.state]
            painter.drawPixmap(QPointF(box.left() + 8, top), icons.pixmap(drawing, ink or role))
        else:
            painter.setPen(QPen(theme.colour(ink or "control"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(box.left() + 9.5, top + 1.5, 13, 13))
        painter.setFont(theme.font("strong" if here else "body"))
        painter.setPen(theme.colour(ink or ("text" if here else "text-2")))
        painter.drawText(box.adjusted(32, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, item.label)
        painter.restore()


class SectionIndex(QListView):
    """The list beside a form."""

    def __init__(self, form: Indexed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.setAccessibleName("Sections of this form")
        self.setProperty("role", "index")
        self.setModel(_Sections(form, self))
        self.setItemDelegate(_Painter(self))
        self.setFixedWidth(theme.width("section-index"))
        self.setSpacing(0)
        self.setCurrentIndex(self.model().index(0, 0))
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def _go(self, index: QModelIndex) -> None:
        self._form.go_section(self._form.sections[index.row()].key)


class SectionBox(QComboBox):
    """The same index as a drop-down, for a narrow window: "Section 1 of 7: The report"."""

    def __init__(self, form: Indexed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.setAccessibleName("Section of this form")
        self.setProperty("ownLabel", True)
        for place, section in enumerate(form.sections, start=1):
            self.addItem(f"Section {place} of {len(form.sections)}: {section.label}", section.key)
        self.activated.connect(self._go)

    def _go(self, place: int) -> None:
        self._form.go_section(self._form.sections[place].key)
