"""Short choices side by side that may be left unanswered, and Yes / No / Don't know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from spp_desktop.ui import theme

_PAD = 12
_TYPED = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}


class SegmentedControl(QFrame):
    """One of a few choices, or none, which has a dashed edge.

    Arrows move, Space or Enter picks, a letter picks the next choice that begins with it, Backspace goes back to none.

    ``options`` are (code, label). ``value()`` is a code, or None while nothing is chosen.
    """

    changed = Signal(object)
    """The new code, or None, whenever the officer chooses."""

    def __init__(
        self, options: Sequence[tuple[str, str]], *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = tuple(options)
        self._pad = 10 if compact else _PAD
        self._value: str | None = None
        self._cursor = 0
        self._hover = -1
        self._state = ""
        self.setProperty("ring", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._describe()

    def value(self) -> str | None:
        """The code chosen; None while unanswered."""
        return self._value

    def set_value(self, code: str | None) -> None:
        """Show a choice without announcing a change. A code that is not offered shows as none."""
        codes = [option for option, _ in self._options]
        self._value = code if code in codes else None
        if self._value is not None:
            self._cursor = codes.index(self._value)
        self._describe()
        self.update()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other choices; what was chosen stays when it is still offered."""
        self._options = tuple(options)
        self._cursor = 0
        self.set_value(self._value)
        self.updateGeometry()

    def set_state(self, state: str) -> None:
        """Show the edge of ``"error"``, ``"warning"`` or of neither (empty)."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its labels at their boldest."""
        return QSize(sum(self._widths()) + 1, theme.height("control"))

    def minimumSizeHint(self) -> QSize:
        """No label is ever cut."""
        return self.sizeHint()

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(theme.font("strong"))
        return [metrics.horizontalAdvance(label) + 2 * self._pad for _, label in self._options]

    def _boxes(self) -> list[QRect]:
        natural = self._widths()
        spare = max(0, self.width() - 1 - sum(natural)) if self._fills() else 0
        boxes, left = [], 0
        for place, wide in enumerate(natural):
            extra = spare * (place + 1) // len(natural) - spare * place // len(natural)
            boxes.append(QRect(left, 0, wide + extra, self.height()))
            left += wide + extra
        return boxes

    def _fills(self) -> bool:
        return self.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding

    def _describe(self) -> None:
        label = next((label for code, label in self._options if code == self._value), "Not answered")
        self.setAccessibleDescription(label)

    def _choose(self, code: str | None) -> None:
        if code == self._value:
            return
        self.set_value(code)
        self.changed.emit(code)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what was pressed; press it again to leave the question unanswered."""
        place = self._at(event.position().toPoint().x())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._cursor = place
            code = self._options[place][0]
            self._choose(None if code == self._value else code)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a press would choose."""
        self._hover = self._at(event.position().toPoint().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing would be chosen any more."""
        self._hover = -1
        self.update()

    def _at(self, x: int) -> int:
        return next((place for place, box in enumerate(self._boxes()) if box.left() <= x <= box.right()), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the neighbour, Space and Enter the one in hand, Backspace and Delete none."""
        key = event.key()
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if key == Qt.Key.Key_Right else -1
            if self._value is not None:
                self._cursor = max(0, min(len(self._options) - 1, self._cursor + step))
            self._choose(self._options[self._cursor][0])
        elif key in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._choose(self._options[self._cursor][0])
        elif key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._choose(None)
        elif event.text().isalpha() and event.modifiers() in _TYPED and self._pick(event.text().casefold()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _pick(self, letter: str) -> bool:
        """Choose the next option that begins with a letter; False when none does."""
        codes = [code for code, label in self._options if label.casefold().startswith(letter)]
        if not codes:
            return False
        place = codes.index(self._value) + 1 if self._value in codes else 0
        self._choose(codes[place % len(codes)])
        return True

    def _look(self, code: str) -> tuple[str, str, str]:
        """Roles of ground, words and inner edge of the chosen segment."""
        return ("accent", "on-accent", "")

    def _edge(self) -> QPen:
        role, wide = {"error": ("red", 2), "warning": ("amber-edge", 1)}.get(self._state, ("control", 1))
        if not self.isEnabled():
            role = "line-strong"
        pen = QPen(theme.colour(role), wide)
        if self._value is None and not self._state:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 2])
        return pen

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments, the chosen one in its colours, then the edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes()
        right = boxes[-1].right() if boxes else 0
        frame = QRectF(0.5, 0.5, right - 0.5, self.height() - 1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, 4, 4)
        painter.fillPath(clip, theme.colour("surface" if self.isEnabled() else "sunken"))
        painter.setClipPath(clip)
        for place, box in enumerate(boxes):
            self._paint_segment(painter, place, box)
        painter.setClipping(False)
        painter.setPen(self._edge())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 4, 4)

    def _paint_segment(self, painter: QPainter, place: int, box: QRect) -> None:
        code, label = self._options[place]
        chosen = code == self._value
        ground, ink, inner = self._look(code)
        if chosen:
            painter.fillRect(box, theme.colour(ground))
        elif place == self._hover and self.isEnabled():
            painter.fillRect(box, theme.colour("sunken"))
        if place and not chosen and self._options[place - 1][0] != self._value:
            painter.fillRect(QRect(box.left(), 1, 1, box.height() - 2), theme.colour("line-strong"))
        if chosen and inner:
            painter.setPen(QPen(theme.colour(inner), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box).adjusted(1, 1, -1, -1))
        painter.setFont(theme.font("strong" if chosen else "body"))
        painter.setPen(theme.colour(ink if chosen else "text-2" if self.isEnabled() else "disabled"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


ANSWERS: tuple[tuple[str, str], ...] = (("yes", "Yes"), ("no", "No"), ("unknown", "Don’t know"))
LETTERS: Mapping[str, str] = {"Y": "yes", "N": "no", "D": "unknown"}


class TriAnswer(SegmentedControl):
    """Yes, No, Don't know, or not asked yet, which is none of them and has a dashed edge.

    Keys Y, N and D answer and announce ``answered`` so that a checklist can move on; Backspace clears. Further
    ``options``, such as "Would not say", look like Don't know; ``letters`` are keys and the codes they give.
    """

    answered = Signal()
    """The officer answered by a letter: the next question may take the keyboard."""

    NOT_ASKED = "Not asked yet"

    def __init__(
        self,
        options: Sequence[tuple[str, str]] = ANSWERS,
        letters: Mapping[str, str] = LETTERS,
        *,
        parent: QWidget | None = None,
    ) -> None:
        self._letters = dict(letters)
        super().__init__(options, compact=True, parent=parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Y, N and D answer; the rest is as for any segments."""
        letter = event.text().upper()
        if letter in self._letters and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choose(self._letters[letter])
            self.answered.emit()
        else:
            super().keyPressEvent(event)

    def _describe(self) -> None:
        super()._describe()
        if self.value() is None:
            self.setAccessibleDescription(self.NOT_ASKED)

    def _look(self, code: str) -> tuple[str, str, str]:
        if code == "yes":
            return ("accent", "on-accent", "")
        if code == "no":
            return ("grey-soft", "text", "control-hover")
        return ("amber-soft", "amber-text", "amber-edge")
