"""Outlines of areas as shapes to draw, from longitude and latitude to a flat picture with north up."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

Ring = Sequence[tuple[float, float]]
"""Longitude and latitude of each corner, in degrees."""


FAR: Final = 4
"""An area spreads far when the box around it is so many times the usual one."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shape of each area by its code, in flat units, y down; ``near`` holds the areas worth a close look."""

    shapes: Mapping[str, QPainterPath]
    whole: QRectF
    near: QRectF


def outlines_of(areas: Mapping[str, Iterable[Ring]]) -> Outlines:
    """Flatten outlines given in degrees: longitude shrunk by the cosine of the middle latitude."""
    rings = {code: [list(ring) for ring in shape] for code, shape in areas.items()}
    latitudes = [lat for shape in rings.values() for ring in shape for _lon, lat in ring]
    if not latitudes:
        return Outlines({}, QRectF(), QRectF())
    shrink = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    shapes = {code: _path(shape, shrink) for code, shape in rings.items()}
    boxes = {code: path.boundingRect() for code, path in shapes.items()}
    whole = _union(boxes.values())
    return Outlines(shapes, whole, _near(boxes, whole))


def _path(rings: list[list[tuple[float, float]]], shrink: float) -> QPainterPath:
    path = QPainterPath()
    for ring in rings:
        path.addPolygon(QPolygonF([QPointF(lon * shrink * 1000, -lat * 1000) for lon, lat in ring]))
        path.closeSubpath()
    return path


def _near(boxes: Mapping[str, QRectF], whole: QRectF) -> QRectF:
    """The ground of all areas but those that spread far beyond the rest, with a little of it around them."""
    spread = {code: box.width() * box.height() for code, box in boxes.items()}
    usual = FAR * statistics.median(spread.values())
    rest = _union(box for code, box in boxes.items() if spread[code] <= usual)
    if rest.width() * rest.height() > 0.6 * whole.width() * whole.height():
        return whole
    edge = 0.02 * max(rest.width(), rest.height())
    return rest.adjusted(-edge, -edge, edge, edge)


def _union(boxes: Iterable[QRectF]) -> QRectF:
    joined = QRectF()
    for box in boxes:
        joined = joined.united(box)
    return joined


def fitted(ground: QRectF, frame: QRectF) -> QTransform:
    """The transform that shows all of ``ground`` in the middle of ``frame``, undistorted."""
    scale = min(frame.width() / ground.width(), frame.height() / ground.height())
    move = QTransform.fromTranslate(-ground.center().x(), -ground.center().y())
    return move * QTransform.fromScale(scale, scale) * QTransform.fromTranslate(frame.center().x(), frame.center().y())


def label_point(path: QPainterPath, frame: QRectF, taken: Sequence[QRectF], boxes: Sequence[QRectF]) -> QPointF | None:
    """Where a label made of boxes (about its own middle) fits inside a shape and the frame; None where nowhere.

    Looks at a grid of places rather than every one, and prefers room around the label and the middle of the shape.
    """
    seen = path.boundingRect().intersected(frame)
    best: tuple[float, QPointF] | None = None
    columns, rows = 20, 16
    for row in range(rows):
        for column in range(columns):
            point = QPointF(
                seen.left() + (column + 0.5) / columns * seen.width(),
                seen.top() + (row + 0.5) / rows * seen.height(),
            )
            if not path.contains(point) or any(box.translated(point).intersects(t) for box in boxes for t in taken):
                continue
            room = _room(path, frame, point, boxes, seen)
            if room > (best[0] if best else 0.0):
                best = (room, point)
    return best[1] if best else None


def _room(path: QPainterPath, frame: QRectF, point: QPointF, boxes: Sequence[QRectF], seen: QRectF) -> float:
    """How far the boxes can grow at this point before they meet an edge, less how far it is from the middle."""
    grown = 0.0
    for pixels in (0, 3, 6, 10, 16):
        wider = [box.translated(point).adjusted(-pixels, -pixels, pixels, pixels) for box in boxes]
        if not all(frame.contains(box) and path.contains(box) for box in wider):
            break
        grown = 1.0 + pixels / 10
    away = math.hypot(point.x() - seen.center().x(), point.y() - seen.center().y())
    return max(grown - 0.5 * away / max(seen.width(), seen.height(), 1.0), 0.01) if grown else 0.0
