"""A layout of twelve columns: each part takes as many as it asks for, and more where it would not fit.

Where one part of a line needs more, the others of the line give what they can spare; only when they cannot does the
line end sooner, and then what is over is shared out evenly, so that the fields of a form stand under one another.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

COLUMNS = 12
LEAST_WIDTH = 150
LEAST_SPAN = 3
GAP, LINE_GAP = 12, 10


class SpanLayout(QLayout):
    """Parts in reading order over twelve columns; a line ends where the next part does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._spans: list[int] = []
        self._next_span = COLUMNS
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, span: int) -> None:
        """Add a part that asks for so many columns."""
        self._next_span = max(1, min(COLUMNS, span))
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Add a part at the end."""
        self._items.append(item)
        self._spans.append(self._next_span)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take the part at a place out of the layout."""
        if not 0 <= index < len(self._items):
            return None
        self._spans.pop(index)
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height depends on the width it is given."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height its lines take at a width."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Set the parts out in a rectangle."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """Wide enough for four fields in a line."""
        return QSize(720, self.heightForWidth(720))

    def minimumSize(self) -> QSize:
        """The widest part."""
        widths = [item.minimumSize().width() for item in self._items if not item.isEmpty()]
        return QSize(max(widths, default=0), 0)

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        column = (rect.width() - (COLUMNS - 1) * GAP) / COLUMNS
        top = rect.top()
        for line in self._lines(column):
            used, tallest = 0, 0
            for item, span in line:
                wide = round(span * column + (span - 1) * GAP)
                high = item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
                if place:
                    left = rect.left() + round(used * (column + GAP))
                    # On the widget itself: its item would hold it to its size hint's height, which knows no width.
                    (item.widget() or item).setGeometry(QRect(QPoint(left, top), QSize(wide, high)))
                used, tallest = used + span, max(tallest, high)
            top += tallest + LINE_GAP
        return max(0, top - LINE_GAP - rect.top())

    def _lines(self, column: float) -> list[list[tuple[QLayoutItem, int]]]:
        """The parts of each line with their spans."""
        parts = [
            (item, asked, self._fitting(item, min(asked, LEAST_SPAN), column))
            for item, asked in zip(self._items, self._spans, strict=True)
            if not item.isEmpty()
        ]
        lines: list[list[tuple[QLayoutItem, int]]] = []
        while parts:
            count = _fit_in_line([(asked, least) for _, asked, least in parts])
            line, parts = parts[:count], parts[count:]
            spans = _shared([(asked, least) for _, asked, least in line], full=bool(parts))
            lines.append([(item, span) for (item, _, _), span in zip(line, spans, strict=True)])
        return lines

    @staticmethod
    def _fitting(item: QLayoutItem, asked: int, column: float) -> int:
        """The least columns a part takes: these, or as many as its least width needs."""
        least = max(LEAST_WIDTH, item.minimumSize().width())
        span = asked
        while span < COLUMNS and span * column + (span - 1) * GAP < least:
            span += 1
        return span


def _fit_in_line(parts: Sequence[tuple[int, int]]) -> int:
    """How many of these parts, each with the columns it asks for and its least, go in the next line."""
    wished = needed = 0
    for place, (asked, least) in enumerate(parts):
        wished, needed = wished + asked, needed + least
        if place and (wished > COLUMNS or needed > COLUMNS):
            return place
    return len(parts)


def _shared(parts: Sequence[tuple[int, int]], *, full: bool) -> list[int]:
    """The columns of each part of a line: what they ask for, less what others need; all of them in a ``full`` line."""
    spans = [min(COLUMNS, max(asked, least)) for asked, least in parts]
    while sum(spans) > COLUMNS:
        spare = [span - least for span, (_, least) in zip(spans, parts, strict=True)]
        spans[len(spans) - 1 - spare[::-1].index(max(spare))] -= 1
    while full and sum(spans) < COLUMNS:
        spans[spans.index(min(spans))] += 1
    return spans
