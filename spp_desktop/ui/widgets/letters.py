"""A choice picked with one letter: every option shows its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from spp_desktop.ui import theme
from spp_desktop.ui.widgets.flow import FlowLayout

_CAP, _PAD = 18, 9
_ROUND = 4
"""Pixels round the options, for the ring of the keyboard."""
_LEAST = 320
"""Pixels of width it asks for."""
_TYPED = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}


class _Option(QAbstractButton):
    """One option: its letter as a key cap, then its label."""

    def __init__(self, code: str, label: str, letter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code, self.letter = code, letter
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{label}, key {letter}" if letter else label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """As wide as the cap and the label at its boldest."""
        words = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        return QSize(words + 2 * _PAD + (_CAP + 6 if self.letter else 0), theme.height("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge, the cap and the label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        ground = "accent" if chosen else "sunken" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.colour("accent" if chosen else "control"), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        left = _PAD
        ink = "on-accent" if chosen else "text"
        if self.letter:
            cap = QRectF(left - 1, (self.height() - _CAP) / 2, _CAP, _CAP)
            painter.setPen(QPen(theme.colour("on-accent" if chosen else "line-strong"), 1))
            painter.setBrush(theme.colour(ground if chosen else "surface-alt"))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour(ink if chosen else "text-2"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.letter)
            left += _CAP + 5
        face = theme.font("strong" if chosen else "body")
        painter.setFont(face)
        painter.setPen(theme.colour(ink))
        metrics = QFontMetrics(face)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, base), self.text())


class LetterChoice(QFrame):
    """One of a list, or none. A letter picks its option, arrows move, Backspace goes back to none.

    ``options`` are (code, label, letter). ``value()`` is a code, or None while nothing is chosen.
    """

    changed = Signal(object)
    """The new code, or None, whenever the officer chooses."""

    def __init__(self, options: Sequence[tuple[str, str, str]], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._value: str | None = None
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(_ROUND, _ROUND, _ROUND, _ROUND)
        self._options = [_Option(*option, self) for option in options]
        for option in self._options:
            option.clicked.connect(self._clicked)
            self._flow.addWidget(option)
        self._describe()

    def value(self) -> str | None:
        """The code chosen; None while unanswered."""
        return self._value

    def set_value(self, code: str | None) -> None:
        """Show a choice without announcing a change. A code that is not offered shows as none."""
        self._value = code if any(option.code == code for option in self._options) else None
        for option in self._options:
            option.setChecked(option.code == self._value)
        self._describe()

    def set_state(self, state: str) -> None:
        """Take note of ``"error"`` or ``"warning"``: the words stand below, the options keep their edges."""
        self.setProperty("state", state)

    def _choose(self, code: str | None) -> None:
        before = self._value
        self.set_value(code)
        if self._value != before:
            self.changed.emit(self._value)

    def _clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, _Option):
            self._choose(None if pressed.code == self._value else pressed.code)

    def _describe(self) -> None:
        chosen = next((option.text() for option in self._options if option.isChecked()), "Not answered")
        letters = ", ".join(f"{option.letter} {option.text()}" for option in self._options if option.letter)
        self.setAccessibleDescription(f"{chosen}. Letters: {letters}")

    def sizeHint(self) -> QSize:
        """As high as the lines its options take at the width it has."""
        wide = max(self.width(), _LEAST)
        return QSize(_LEAST, self._flow.heightForWidth(wide))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a ring round all options while the keyboard is here."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Options wrap anew, so the height may differ."""
        super().resizeEvent(event)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter picks; arrows choose the neighbour; Backspace and Delete choose none."""
        key, typed = event.key(), event.text().upper()
        codes = [option.code for option in self._options]
        wanted = next((option.code for option in self._options if option.letter and option.letter == typed), None)
        if wanted is not None and event.modifiers() in _TYPED:
            self._choose(wanted)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right} and codes:
            step = 1 if key == Qt.Key.Key_Right else -1
            place = codes.index(self._value) + step if self._value in codes else 0
            self._choose(codes[max(0, min(len(codes) - 1, place))])
        elif key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Set the options out again when the theme changes their size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._flow.invalidate()
