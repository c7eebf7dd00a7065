"""The map of areas: each filled by its class of change, numbered as in the table, hatched where it is not clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from spp_desktop.ui.charts.ink import caption, class_fill, class_ground, class_ink, hatch, pen
from spp_desktop.ui.charts.outlines import Outlines, fitted, label_point
from spp_desktop.ui.charts.scales import CLASS_WORDS, fall_class
from spp_desktop.ui.charts.values import MapArea
from spp_desktop.ui.theme import colour, is_high_contrast

LEGEND_EDGE: Final = 14
LEGEND_ROW: Final = 20
INSET: Final = QSize(82, 50)
DISC: Final = 18
CODE: Final = 0
POINT: Final = QRectF(-4, -4, 8, 8)


class AreaMap(QGraphicsView):
    """The areas as shapes; ↑ ↓ move through them, as the table's rows do, and a click chooses one."""

    chosen = Signal(str)
    """The code of the area the officer moved to on the map."""

    def __init__(self, outlines: Outlines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Map of areas")
        self.setMinimumSize(220, 160)
        self._outlines = outlines
        self._areas: tuple[MapArea, ...] = ()
        self._selected = ""
        self._headline = ""
        self._laid_out: object = None
        self._shapes: dict[str, QGraphicsPathItem] = {}
        self._over = _Over()
        self.scene().addItem(self._over)

    def set_outlines(self, outlines: Outlines) -> None:
        """Draw other shapes from now on; the areas shown so far go."""
        if outlines is self._outlines:
            return
        for shape in self._shapes.values():
            self.scene().removeItem(shape)
        self._shapes.clear()
        self._outlines = outlines
        self._areas = ()
        self._laid_out = None
        self._over.forget()

    def show_areas(self, areas: Sequence[MapArea], headline: str) -> None:
        """Show the change of each area; ``headline`` says the same in a sentence."""
        self._areas = tuple(areas)
        self._headline = headline
        self.setAccessibleDescription(headline)
        for area in areas:
            if area.code not in self._shapes and area.code in self._outlines.shapes:
                shape = QGraphicsPathItem()
                shape.setData(CODE, area.code)
                self._shapes[area.code] = shape
                self.scene().addItem(shape)
        self._lay_out()

    def select(self, code: str) -> None:
        """Mark one area, or none when the code is not on the map; says nothing to others."""
        self._selected = code
        area = next((area for area in self._areas if area.code == code), None)
        self.setAccessibleDescription(_said(area) if area is not None else self._headline)
        self._paint_shapes()

    @property
    def selected(self) -> str:
        """The code of the area marked, empty for none."""
        return self._selected

    # -- drawing ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = QRectF(self.viewport().rect())
        self.setSceneRect(frame)
        self.setBackgroundBrush(colour("surface"))
        self._over.legend = _legend(self._areas, frame.width())
        rows = 1 + max((entry.row for entry in self._over.legend), default=0)
        ground = frame.adjusted(0, 0, 0, -(LEGEND_EDGE + rows * LEGEND_ROW))
        if self._outlines.whole.isNull() or ground.height() < 40:
            return
        near = fitted(self._outlines.near, ground.adjusted(8, 8, -8, -8))
        paths = {code: near.map(path) for code, path in self._outlines.shapes.items()}
        clip = QPainterPath()
        clip.addRect(ground)
        inset = QRectF(
            ground.right() - INSET.width() - 6, ground.bottom() - INSET.height() - 4, INSET.width(), INSET.height()
        )
        closer = self._outlines.near != self._outlines.whole
        for code, item in self._shapes.items():
            item.setPath(paths[code].intersected(clip) if closer else paths[code])
        self._over.frame, self._over.ground = frame, ground
        self._over.inset = inset if closer else QRectF()
        self._over.small = _small(self._outlines, inset.adjusted(4, 4, -4, -4))
        self._over.looked_at = _window(self._outlines, ground, inset.adjusted(4, 4, -4, -4))
        key = (frame.size().toTuple(), tuple((area.code, _value(area)) for area in self._areas))
        if key != self._laid_out:
            self._laid_out = key
            self._over.labels = self._labels(paths, ground, [inset] if closer else [])
        self._over.areas = self._areas
        self._paint_shapes()

    def _labels(
        self, paths: dict[str, QPainterPath], ground: QRectF, taken: list[QRectF]
    ) -> dict[str, tuple[QPointF, bool]]:
        """Where each area's number stands, and whether its value stands under it."""
        metrics = QFontMetricsF(caption(bold=True))
        found: dict[str, tuple[QPointF, bool]] = {}
        for area in self._areas:
            if area.code not in paths:
                continue
            path, half = paths[area.code], metrics.horizontalAdvance(_value(area)) / 2
            disc = QRectF(-DISC / 2, -DISC / 2, DISC, DISC)
            both = [disc.translated(0, -10), QRectF(-half - 1, 2, 2 * half + 2, 13)]
            full = label_point(path, ground, taken, both) if area.change is not None else None
            short = full or label_point(path, ground, taken, [disc]) or label_point(path, ground, taken, [POINT])
            if short is not None:
                found[area.code] = (short, full is not None)
                taken = [*taken, *(box.translated(short) for box in (both if full is not None else [disc]))]
        return found

    def _paint_shapes(self) -> None:
        for area in self._areas:
            item = self._shapes.get(area.code)
            if item is None:
                continue
            chosen = area.code == self._selected
            item.setBrush(colour("sunken") if area.change is None else class_fill(fall_class(area.change.percent)))
            item.setPen(QPen(colour("text" if is_high_contrast() else "surface"), 1.5))
            item.setZValue(1)
            if chosen:
                self._over.outline = item.path()
        if self._selected not in self._shapes:
            self._over.outline = QPainterPath()
        self._over.hatched = {
            code: item.path()
            for code, item in self._shapes.items()
            if any(area.code == code and area.change is not None and not area.change.clear for area in self._areas)
        }
        self._over.update()
        self.viewport().update()

    def drawForeground(self, painter: QPainter, _rect: QRectF | object) -> None:
        """The focus ring."""
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))

    # -- moving through the areas ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ Home End choose an area in the table's order."""
        codes = [area.code for area in self._areas if area.code in self._shapes]
        now = codes.index(self._selected) if self._selected in codes else None
        last = len(codes) - 1
        step = {
            Qt.Key.Key_Up: last if now is None else max(now - 1, 0),
            Qt.Key.Key_Down: 0 if now is None else min(now + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if step is None or not codes:
            super().keyPressEvent(event)
            return
        self._choose(codes[step])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the area under the pointer."""
        super().mousePressEvent(event)
        event.accept()
        for item in self.items(event.position().toPoint()):
            if isinstance(item, QGraphicsPathItem):
                self._choose(str(item.data(CODE)))
                return

    def _choose(self, code: str) -> None:
        self.select(code)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleDescription()))
        self.chosen.emit(code)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has chosen already."""
        super().mouseReleaseEvent(event)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the areas out again in the new frame."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours and sizes of another theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "_over"):
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()


class _Over(QGraphicsItem):
    """All that lies over the shapes: hatching, the outline of the one chosen, numbers, legend and inset."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self.frame = QRectF()
        self.ground = QRectF()
        self.inset = QRectF()
        self.looked_at = QRectF()
        self.small = QPainterPath()
        self.outline = QPainterPath()
        self.hatched: dict[str, QPainterPath] = {}
        self.labels: dict[str, tuple[QPointF, bool]] = {}
        self.areas: tuple[MapArea, ...] = ()
        self.legend: tuple[_Entry, ...] = ()

    def forget(self) -> None:
        """Draw nothing until other shapes are laid out."""
        self.outline = QPainterPath()
        self.hatched, self.labels, self.areas, self.legend = {}, {}, (), ()

    def boundingRect(self) -> QRectF:
        return self.frame

    def shape(self) -> QPainterPath:
        """Nothing: the pointer reaches the areas under it."""
        return QPainterPath()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        for area in self.areas:
            if area.code in self.hatched and area.change is not None:
                painter.fillPath(self.hatched[area.code], hatch(fall_class(area.change.percent)))
        if not self.outline.isEmpty():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), 2.5))
            painter.drawPath(self.outline)
        for area in self.areas:
            if area.code in self.labels:
                self._paint_label(painter, area, *self.labels[area.code])
        self._paint_inset(painter)
        self._paint_legend(painter)

    def _paint_label(self, painter: QPainter, area: MapArea, at: QPointF, full: bool) -> None:
        token = "" if area.change is None else fall_class(area.change.percent)
        ink = class_ink(token) if token else colour("text-2")
        disc = QRectF(at.x() - DISC / 2, at.y() - DISC / 2 - (10 if full else 0), DISC, DISC)
        if token and (area.code in self.hatched or is_high_contrast()):
            ground = disc.adjusted(-9, -3, 9, 22 if full else 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(class_ground(token))
            painter.drawRoundedRect(ground, 4, 4)
        painter.setPen(QPen(ink, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setFont(caption(bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, area.number)
        if full:
            line = QRectF(at.x() - 40, disc.bottom() + 1, 80, 18)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, _value(area))

    def _paint_inset(self, painter: QPainter) -> None:
        if self.inset.isNull():
            return
        painter.setPen(pen("line-strong"))
        painter.setBrush(colour("surface"))
        painter.drawRect(self.inset)
        painter.fillPath(self.small, colour("line-strong"))
        painter.setPen(pen("text", 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.looked_at)

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(caption())
        for entry in self.legend:
            y = self.ground.bottom() + LEGEND_EDGE / 2 + (entry.row + 0.5) * LEGEND_ROW
            box = QRectF(entry.x, y - 6, 12, 12)
            painter.fillRect(box, class_fill(entry.token) if entry.token else colour("sunken"))
            if entry.hatched:
                painter.fillRect(box, hatch(entry.token))
            painter.setPen(pen("accent-line" if entry.token else "line-strong"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            painter.setPen(colour("text-2"))
            painter.drawText(QRectF(box.right() + 5, y - 9, 200, 18), Qt.AlignmentFlag.AlignVCenter, entry.words)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One swatch of the legend, where it stands, and its words; no token for an area without a figure."""

    token: str
    words: str
    hatched: bool
    x: float
    row: int


def _legend(areas: Sequence[MapArea], width: float) -> tuple[_Entry, ...]:
    """A swatch for each class on the map, hatched where all its areas are not clear, on as few rows as fit."""
    changes = [area.change for area in areas if area.change is not None]
    entries: list[tuple[str, str, bool]] = []
    mixed = ""
    for token, words in CLASS_WORDS.items():
        clear = {change.clear for change in changes if fall_class(change.percent) == token}
        if clear == {False}:
            entries.append((token, f"{words}, not clear", True))
        elif clear:
            entries.append((token, words, False))
        mixed = token if len(clear) == 2 else mixed
    if mixed:
        entries.append((mixed, "not clear", True))
    if len(changes) < len(areas):
        entries.append(("", "no figure", False))
    metrics = QFontMetricsF(caption())
    placed: list[_Entry] = []
    x, row = 13.0, 0
    for token, words, hatched in entries:
        needs = 17 + metrics.horizontalAdvance(words)
        if placed and x + needs > width - 6:
            x, row = 13.0, row + 1
        placed.append(_Entry(token, words, hatched, x, row))
        x += needs + 11
    return tuple(placed)


def _value(area: MapArea) -> str:
    return "" if area.change is None else f"{area.change.percent:+.1f}".replace("-", "−")


def _said(area: MapArea) -> str:
    if area.change is None:
        return f"{area.number}, {area.name}: {area.reason or 'no figure'}"
    clear = "" if area.change.clear else ", not clear"
    return f"{area.number}, {area.name}: {_value(area)}%{clear}"


def _small(outlines: Outlines, frame: QRectF) -> QPainterPath:
    to = fitted(outlines.whole, frame)
    joined = QPainterPath()
    joined.setFillRule(Qt.FillRule.WindingFill)
    for path in outlines.shapes.values():
        joined.addPath(to.map(path))
    return joined


def _window(outlines: Outlines, ground: QRectF, frame: QRectF) -> QRectF:
    back = fitted(outlines.near, ground.adjusted(8, 8, -8, -8)).inverted()[0]
    return fitted(outlines.whole, frame).mapRect(back.mapRect(ground)).intersected(frame)
