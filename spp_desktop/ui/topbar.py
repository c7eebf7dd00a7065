"""The bar above a page: its name, the way to search, the one primary action, lock and help."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from spp_desktop.ui import icons, theme
from spp_desktop.ui.actions import Action
from spp_desktop.ui.page import Heading, SizeClass
from spp_desktop.ui.widgets.buttons import button, icon_button, set_icon
from spp_desktop.ui.widgets.labels import KeyHint, text_label


class SearchButton(QAbstractButton):
    """Looks like a field and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("Search or go to…")
        self.setAccessibleName("Search or go to, Ctrl K")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 7, 0)
        row.addStretch(1)
        self._keys = KeyHint("Ctrl+K")
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._keys)
        self.wide = 262

    def sizeHint(self) -> QSize:
        """As wide as a field."""
        return QSize(self.wide, theme.height("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an empty field with a glass."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("control-hover" if self.underMouse() else "control"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.drawPixmap(QPointF(9, (self.height() - 20) / 2), icons.pixmap("search", size=20))
        painter.setPen(theme.colour("text-3"))
        painter.setFont(theme.font("body"))
        painter.drawText(self.rect().adjusted(38, 0, 0, -1), Qt.AlignmentFlag.AlignVCenter, self.text())


class TopBar(QFrame):
    """48 pixels above every page of the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self.setFixedHeight(theme.height("top"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        self.title = text_label("", "page")
        row.addWidget(self.title)
        self.aside = text_label("", "hint")
        self.aside.setContentsMargins(4, 2, 0, 0)
        self.aside.setMinimumWidth(0)
        row.addWidget(self.aside)
        row.addStretch(1)
        self.search = SearchButton()
        row.addWidget(self.search)
        self.primary = button("", "primary")
        row.addWidget(self.primary)
        self.lock = icon_button("lock_closed", "Lock now", keys="Ctrl+L")
        row.addWidget(self.lock)
        self.help = icon_button("question_circle", "Help", keys="F1")
        row.addWidget(self.help)

    def show_heading(self, heading: Heading, primary: Action | None) -> None:
        """Show a page's name, what stands beside it, and its primary action."""
        self.title.setText(heading.title)
        self.aside.setText(heading.aside)
        self.primary.setVisible(primary is not None)
        if primary is not None:
            self.primary.setText(primary.label)
            self.primary.setToolTip(f"{primary.label} ({primary.key})" if primary.key else primary.label)
            set_icon(self.primary, primary.icon or "add")

    def set_size_class(self, size: SizeClass) -> None:
        """A shorter search field in a narrow window, a longer one in a wide."""
        self.search.wide = {SizeClass.COMPACT: 200, SizeClass.STANDARD: 262, SizeClass.WIDE: 340}[size]
        self.search.updateGeometry()
