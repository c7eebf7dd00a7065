"""The left rail: where one is, where one can go, how much waits there, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from spp_desktop.ui import icons, theme
from spp_desktop.ui.page import PageSpec, SizeClass
from spp_desktop.ui.widgets.buttons import icon_button
from spp_desktop.ui.widgets.card import Drawing
from spp_desktop.ui.widgets.labels import ElidedLabel, rule, text_label

PRODUCT = "SPP Desktop"


class RailButton(QAbstractButton):
    """One place to go: icon, label and a count; only the icon in the narrow rail. Arrows move to its neighbours."""

    def __init__(self, spec: PageSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = spec.key
        self._icon = spec.icon
        self._narrow = False
        self._count: int | None = None
        self._urgent = False
        self.setText(spec.label)
        self.setCheckable(True)
        self.setProperty("ring", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_count(self, count: int | None, *, urgent: bool = False) -> None:
        """Show how many wait there; ``urgent`` sets the count in a filled dot."""
        self._count, self._urgent = count, urgent
        self._describe()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icon."""
        self._narrow = narrow
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a row of the rail."""
        return QSize(38, 32) if self._narrow else QSize(184, 30)

    def _describe(self) -> None:
        count = "" if self._count is None else f", {self._count:,}"
        self.setAccessibleName(f"{self.text()}{count}")
        self.setToolTip(f"{self.text()}{count}" if self._narrow else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move along the rail; Enter goes there."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the bar of the place one is at, icon, label and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if here or self.underMouse():
            painter.setPen(QPen(theme.colour("line" if here else "rail-sel"), 1))
            painter.setBrush(theme.colour("rail-sel"))
            painter.drawRoundedRect(box, 4, 4)
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(0, 6, 3, self.height() - 12), 1.5, 1.5)
        left = (self.width() - 20) / 2 if self._narrow else 8
        picture = icons.pixmap(self._icon, "accent" if here else "text-2", size=20, filled=here)
        painter.drawPixmap(QPointF(left, (self.height() - 20) / 2), picture)
        taken = self._paint_count(painter)
        if not self._narrow:
            face = theme.font("strong" if here else "body")
            painter.setFont(face)
            painter.setPen(theme.colour("text" if here else "text-2"))
            room = QRect(36, 0, self.width() - 36 - taken, self.height())
            words = QFontMetrics(face).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_count(self, painter: QPainter) -> int:
        """Paint the count and return the width it takes at the right."""
        if self._count is None or (self._narrow and not self._urgent):
            return 8
        face = theme.font("caption")
        if self._urgent:
            face.setWeight(face.Weight.DemiBold)
        painter.setFont(face)
        words = f"{self._count:,}"
        wide = QFontMetrics(face).horizontalAdvance(words)
        if not self._urgent:
            painter.setPen(theme.colour("text-3"))
            painter.drawText(
                self.rect().adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words
            )
            return wide + 14
        extent = max(18, wide + 9)
        right = self.width() - (1 if self._narrow else 7)
        top = 0 if self._narrow else (self.height() - 18) / 2
        dot = QRectF(right - extent, top, extent, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(dot, 9, 9)
        painter.setPen(theme.colour("on-accent"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, words)
        return extent + 12


class Rail(QFrame):
    """Brand, places by group, and the officer signed in with the way to administration."""

    chosen = Signal(str)
    settings_asked = Signal()

    def __init__(
        self, pages: Sequence[PageSpec], store_name: str, officer: str, role: str, initials: str, *, settings: bool
    ) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Places")
        outer = QVBoxLayout(self)
        self._outer = outer
        outer.setSpacing(0)
        outer.addWidget(self._brand(store_name))
        self.buttons: dict[str, RailButton] = {}
        self._headings: list[QWidget] = []
        self._rules: list[QWidget] = []
        self._group = QButtonGroup(self)
        outer.addWidget(self._places(pages), 1)
        outer.addWidget(self._me(officer, role, initials, settings=settings))
        self._group.idClicked.connect(self._pressed)
        self.set_size_class(SizeClass.STANDARD)

    def _brand(self, store_name: str) -> QWidget:
        brand = QWidget()
        brand.setFixedHeight(54)
        row = QHBoxLayout(brand)
        row.setContentsMargins(8, 0, 0, 6)
        row.setSpacing(9)
        row.addWidget(Drawing("product", width=24, height=24))
        self._names = QWidget()
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(text_label(PRODUCT, "section"))
        names.addWidget(text_label(store_name, "caption"))
        names.addStretch(1)
        row.addWidget(self._names, 1)
        return brand

    def _places(self, pages: Sequence[PageSpec]) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        group = ""
        for spec in pages:
            if not spec.rail:
                continue
            if spec.group != group:
                group = spec.group
                heading = text_label(group, "group")
                heading.setContentsMargins(10, 14, 10, 4)
                line = rule()
                self._headings.append(heading)
                self._rules.append(line)
                rows.addWidget(heading)
                rows.addWidget(line)
            made = RailButton(spec, inside)
            self._group.addButton(made, len(self.buttons))
            self.buttons[spec.key] = made
            rows.addWidget(made)
        rows.addStretch(1)
        area.setWidget(inside)
        return area

    def _me(self, officer: str, role: str, initials: str, *, settings: bool) -> QFrame:
        me = QFrame()
        me.setProperty("role", "me")
        row = QHBoxLayout(me)
        row.setContentsMargins(2, 9, 0, 0)
        row.setSpacing(6)
        badge = text_label(initials, "avatar")
        badge.setFixedSize(28, 28)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setToolTip(officer)
        row.addWidget(badge)
        self._who = QWidget()
        who = QVBoxLayout(self._who)
        who.setContentsMargins(0, 0, 0, 0)
        who.setSpacing(0)
        who.addWidget(ElidedLabel(officer, "label"))
        who.addWidget(ElidedLabel(role, "caption"))
        row.addWidget(self._who, 1)
        self._cog = icon_button("settings", "Administration")
        self._cog.clicked.connect(self.settings_asked)
        self._cog.setHidden(not settings)
        self._may_set = settings
        row.addWidget(self._cog)
        return me

    def set_size_class(self, size: SizeClass) -> None:
        """Narrow at compact, a little wider at wide."""
        narrow = size is SizeClass.COMPACT
        self.setFixedWidth(theme.width("rail-mini" if narrow else "rail-wide" if size is SizeClass.WIDE else "rail"))
        self._outer.setContentsMargins(5 if narrow else 8, 0, 5 if narrow else 8, 8)
        for part in (self._names, self._who, *self._headings):
            part.setVisible(not narrow)
        self._cog.setVisible(self._may_set and not narrow)
        for line in self._rules:
            line.setVisible(narrow)
        for made in self.buttons.values():
            made.set_narrow(narrow)

    def show_place(self, key: str) -> None:
        """Mark the place one is at; none for a page that is not in the rail."""
        made = self.buttons.get(key)
        if made is not None:
            made.setChecked(True)
            return
        self._group.setExclusive(False)
        for other in self.buttons.values():
            other.setChecked(False)
        self._group.setExclusive(True)

    def set_count(self, key: str, count: int | None, *, urgent: bool = False) -> None:
        """Show a count beside a place; a place this officer has not got is passed over."""
        made = self.buttons.get(key)
        if made is not None:
            made.set_count(count, urgent=urgent)

    def _pressed(self, place: int) -> None:
        self.chosen.emit(list(self.buttons)[place])
