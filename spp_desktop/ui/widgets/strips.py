"""The strips above and below a list: saved views as tabs, filters, and what to do with the rows ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from spp_desktop.ui import icons, theme
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.chips import AddChip, Chip
from spp_desktop.ui.widgets.flow import FlowLayout
from spp_desktop.ui.widgets.labels import KeyHint, text_label

_TAB_PAD = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a code, a label, how many stand behind it, and how many errors."""

    code: str
    label: str
    count: int | None = None
    errors: int = 0


def _tab_key(place: int) -> Callable[[TabKeys], None]:
    def show(self: TabKeys) -> None:
        self.show_tab(place)

    return show


class TabKeys:
    """Ctrl+1 to Ctrl+9 and Ctrl+0 for a page with tabs: it says in ``show_tab`` how to go to one by its place."""

    def show_tab(self, place: int) -> None:
        """Go to the tab at a place, from 0."""
        raise NotImplementedError

    show_tab_1, show_tab_2, show_tab_3 = _tab_key(0), _tab_key(1), _tab_key(2)
    show_tab_4, show_tab_5, show_tab_6 = _tab_key(3), _tab_key(4), _tab_key(5)
    show_tab_7, show_tab_8, show_tab_9 = _tab_key(6), _tab_key(7), _tab_key(8)
    show_tab_0 = _tab_key(9)


class TabStrip(QTabBar):
    """Tabs with their counts beside them in a quieter colour, and a red dot where something is wrong."""

    chosen = Signal(str)
    """The officer chose a tab: its code."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: tuple[Tab, ...] = ()
        self.setAccessibleName(name)
        self.setProperty("ring", False)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setFixedHeight(theme.height("tabs"))
        self.currentChanged.connect(self._changed)

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show these tabs; the one in view stays so while it is among them. Nothing is announced."""
        here = self.code()
        self.blockSignals(True)
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        self._tabs = tuple(tabs)
        while self.count() < len(tabs):
            self.addTab("")
        for place, tab in enumerate(tabs):
            self.setTabText(place, _spoken(tab))
            self.setAccessibleTabName(place, _spoken(tab))
        self.set_code(here)
        self.blockSignals(False)
        self.updateGeometry()
        self.update()

    def code(self) -> str:
        """The code of the tab in view; empty before there are any."""
        place = self.currentIndex()
        return self._tabs[place].code if 0 <= place < len(self._tabs) else ""

    def set_code(self, code: str) -> None:
        """Show a tab without announcing it; one that is not there is passed over."""
        for place, tab in enumerate(self._tabs):
            if tab.code == code and place != self.currentIndex():
                blocked = self.blockSignals(True)
                self.setCurrentIndex(place)
                self.blockSignals(blocked)

    def choose(self, place: int) -> None:
        """Go to the tab at a place, as Ctrl+1 … do; one that is not there is passed over."""
        if 0 <= place < self.count():
            self.setCurrentIndex(place)

    def _changed(self, place: int) -> None:
        self.update()
        if 0 <= place < len(self._tabs):
            self.chosen.emit(self._tabs[place].code)

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as its bold label, its count and its dot."""
        tab = self._tabs[index]
        wide = QFontMetrics(theme.font("strong")).horizontalAdvance(tab.label)
        if tab.count is not None:
            wide += 6 + QFontMetrics(theme.font("caption")).horizontalAdvance(f"{tab.count:,}")
        return QSize(wide + 2 * _TAB_PAD + (14 if tab.errors else 0), theme.height("tabs"))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """No label is cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, tab in enumerate(self._tabs):
            self._paint_tab(painter, self.tabRect(place), tab, here=place == self.currentIndex())

    def _paint_tab(self, painter: QPainter, box: QRect, tab: Tab, *, here: bool) -> None:
        face = theme.font("strong" if here else "body")
        painter.setFont(face)
        painter.setPen(theme.colour("text" if here else "text-2"))
        left = box.left() + _TAB_PAD
        painter.drawText(
            QRect(left, box.top(), box.width(), box.height() - 2), Qt.AlignmentFlag.AlignVCenter, tab.label
        )
        left += QFontMetrics(face).horizontalAdvance(tab.label) + 6
        if tab.count is not None:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text-3"))
            words = f"{tab.count:,}"
            painter.drawText(QRect(left, box.top(), 80, box.height() - 3), Qt.AlignmentFlag.AlignVCenter, words)
            left += QFontMetrics(theme.font("caption")).horizontalAdvance(words) + 6
        painter.setPen(Qt.PenStyle.NoPen)
        if tab.errors:
            painter.setBrush(theme.colour("red"))
            painter.drawEllipse(QRectF(left, box.center().y() - 4, 8, 8))
        if here:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(box.left() + 6, box.bottom() - 2, box.width() - 12, 3), 1.5, 1.5)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.drawRoundedRect(QRectF(box).adjusted(2, 4, -2, -5), 4, 4)


def _spoken(tab: Tab) -> str:
    """A tab in words: its label, count and errors."""
    count = f", {tab.count:,}" if tab.count is not None else ""
    errors = f", {tab.errors} error{'s' if tab.errors != 1 else ''}" if tab.errors else ""
    return f"{tab.label}{count}{errors}"


class TabsBar(QFrame):
    """The strip of saved views under the top bar; further controls go in ``row``, at its right."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setFixedHeight(theme.height("tabs"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 14, 0)
        self.row.setSpacing(8)
        self.tabs = TabStrip(name)
        self.row.addWidget(self.tabs)
        self.row.addStretch(1)


class FilterLine(QLineEdit):
    """Filters a list as one types; Escape empties it and then leaves it."""

    left = Signal()

    def __init__(self, words: str = "Filter this list", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ownLabel", True)
        self.setAccessibleName(words)
        self.setPlaceholderText(words)
        self.setFixedWidth(190)
        action = self.addAction(icons.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        icons.dress(action, "filter")
        self._key = KeyHint("/", parent=self)
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key cap at the right."""
        super().resizeEvent(event)
        size = self._key.sizeHint()
        self._key.setGeometry(
            QRect(QPoint(self.width() - size.width() - 6, (self.height() - size.height()) // 2), size)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties and leaves; Down and Enter go to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._key.setVisible(not text)


class FilterBar(QFrame):
    """A quick filter, the active filters in words, how many rows there are; buttons go in ``row`` at the right."""

    removed = Signal(str)
    """A filter is to be taken away: its key."""
    pressed = Signal(str)
    """A filter is to be changed: its key."""
    add_asked = Signal()
    typed = Signal(str)
    """The quick filter's words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setMinimumHeight(theme.height("filters"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, 6, 14, 6)
        self.row.setSpacing(8)
        self.line = FilterLine()
        self.line.textChanged.connect(self.typed)
        self.row.addWidget(self.line)
        self._chips = QWidget()
        self._chips.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._flow = FlowLayout(self._chips, gap=8)
        self._flow.setContentsMargins(0, 2, 0, 2)
        self.row.addWidget(self._chips, 1)
        self.add = AddChip()
        self.add.clicked.connect(self.add_asked)
        self._flow.addWidget(self.add)
        self.count = text_label("", "hint")
        self.row.addWidget(self.count)

    def set_filters(self, filters: Sequence[tuple[str, str, str]]) -> None:
        """Show these filters as chips: (key, name, value in words)."""
        while item := self._flow.takeAt(0):
            chip = item.widget()
            if isinstance(chip, Chip):
                chip.hide()
                chip.deleteLater()
        for key, name, value in filters:
            chip = Chip(name, value, parent=self._chips)
            chip.setObjectName(key)
            chip.removed.connect(self._removed)
            chip.clicked.connect(self._pressed)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.add)
        self.updateGeometry()

    def set_count(self, shown: int, of: int | None = None) -> None:
        """Show how many rows pass: "Showing 61 of 84"."""
        self.count.setText(f"Showing {shown:,} of {of:,}" if of is not None and of != shown else f"Showing {shown:,}")

    def _removed(self) -> None:
        self.removed.emit(self.sender().objectName())

    def _pressed(self) -> None:
        self.pressed.emit(self.sender().objectName())


class SelectionBar(QFrame):
    """Appears under a list while rows are ticked: how many, what to do with them (in ``row``), and Clear."""

    cleared = Signal()

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selected")
        self.setFixedHeight(42)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(14, 0, 14, 0)
        outer.setSpacing(8)
        self._count = text_label("", "strong")
        outer.addWidget(self._count)
        self.row = QHBoxLayout()
        self.row.setSpacing(6)
        outer.addLayout(self.row)
        outer.addStretch(1)
        outer.addWidget(text_label(words, "secondary"))
        clear = button("Clear", "link")
        clear.clicked.connect(self.cleared)
        outer.addWidget(clear)
        self.hide()

    def show_count(self, count: int) -> None:
        """Show how many are ticked; the bar goes when none is."""
        self._count.setText(f"{count:,} selected")
        self.setVisible(count > 0)


class Facts(QWidget):
    """Facts about a record: a label and what it says, in two columns."""

    def __init__(self, label_width: int = 88, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._rows: list[QWidget] = []
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(4)

    def set_facts(self, facts: Sequence[tuple[str, QWidget | str]]) -> None:
        """Show these facts; a text is shown in bold, a widget (a clock, a mark) as it is."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = []
        for label, value in facts:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            name = text_label(label, "secondary", wrap=True)
            name.setFixedWidth(self._label_width)
            name.setContentsMargins(0, 0, 8, 0)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text_label(value, "strong", wrap=True) if isinstance(value, str) else value, 1)
            self._outer.addWidget(line)
            self._rows.append(line)
