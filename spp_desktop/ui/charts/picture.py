"""A chart as a picture that explains itself: title above, definition and dates below. Copied or saved as SVG or PNG."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget

from spp_desktop.domain.errors import Refused
from spp_desktop.ui.charts.ink import caption
from spp_desktop.ui.theme import colour, font

EDGE: Final = 16
SHARPNESS: Final = 2
"""Picture pixels for each pixel on screen, so that a picture stays sharp on paper."""


@runtime_checkable
class Sharpened(Protocol):
    """A chart whose lines are measured in pixels of the screen."""

    def sharpened(self, times: float) -> contextlib.AbstractContextManager[None]:
        """Draw lines this much thicker meanwhile."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words round a picture."""

    title: str
    hint: str = ""
    footnotes: tuple[str, ...] = ()


def copy_picture(chart: QWidget, words: Caption) -> None:
    """Put the chart on the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(as_image(chart, words))


def save_picture(chart: QWidget, words: Caption, path: Path) -> None:
    """Save the chart as SVG where the name ends in ``.svg``, else as PNG.

    Written beside the name it is to have and renamed when whole, so no part-made picture is ever found there.
    Raises Refused, with the reason, when the folder or disk does not take it.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(_svg(chart, words) if path.suffix.lower() == ".svg" else _png(chart, words))
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        why = error.strerror or "the disk did not take it"
        raise Refused(
            f"The picture was not saved: {why}. Choose another folder, or copy the picture instead"
        ) from error


def as_image(chart: QWidget, words: Caption) -> QImage:
    """The chart as an image at twice its size on screen."""
    size = _size(chart, words)
    image = QImage(size * SHARPNESS, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(colour("surface"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    with _drawn_for(chart, SHARPNESS):
        _paint(painter, chart, words)
    painter.end()
    return image


def _png(chart: QWidget, words: Caption) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    as_image(chart, words).save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt takes only str
    return bytes(data.data())


def _svg(chart: QWidget, words: Caption) -> bytes:
    size = _size(chart, words)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(chart.logicalDpiX())
    generator.setTitle(words.title)
    generator.setDescription(chart.accessibleDescription())
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), colour("surface"))
    with _drawn_for(chart, 1):
        _paint(painter, chart, words)
    painter.end()
    return bytes(data.data())


def _drawn_for(chart: QWidget, sharpness: float) -> contextlib.AbstractContextManager[None]:
    """What a chart needs while it is drawn on something other than its screen; most need nothing."""
    return chart.sharpened(sharpness) if isinstance(chart, Sharpened) else contextlib.nullcontext()


def _size(chart: QWidget, words: Caption) -> QSize:
    return QSize(chart.width() + 2 * EDGE, _head(words) + chart.height() + _foot(chart, words) + EDGE)


def _head(words: Caption) -> int:
    return EDGE + (46 if words.hint else 26)


def _foot(chart: QWidget, words: Caption) -> int:
    metrics = QFontMetricsF(caption())
    box = QRectF(0, 0, chart.width(), 10_000)
    return (
        sum(round(metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, note).height()) + 3 for note in words.footnotes)
        + 8
    )


def _paint(painter: QPainter, chart: QWidget, words: Caption) -> None:
    painter.setFont(font("section"))
    painter.setPen(colour("text"))
    painter.drawText(QRectF(EDGE, EDGE, chart.width(), 20), Qt.AlignmentFlag.AlignLeft, words.title)
    painter.setFont(caption())
    painter.setPen(colour("text-3"))
    painter.drawText(QRectF(EDGE, EDGE + 21, chart.width(), 18), Qt.AlignmentFlag.AlignLeft, words.hint)
    _paint_chart(painter, chart, QPoint(EDGE, _head(words)))
    painter.setFont(caption())
    painter.setPen(colour("text-2"))
    top = float(_head(words) + chart.height() + 8)
    metrics = QFontMetricsF(caption())
    for note in words.footnotes:
        box = metrics.boundingRect(QRectF(EDGE, top, chart.width(), 10_000), Qt.TextFlag.TextWordWrap, note)
        painter.drawText(QRectF(EDGE, top, chart.width(), box.height()), Qt.TextFlag.TextWordWrap, note)
        top += box.height() + 3


def _paint_chart(painter: QPainter, chart: QWidget, at: QPoint) -> None:
    """Paint the chart's own items where it has a scene (vectors stay vectors), else the widget."""
    view = chart if isinstance(chart, QGraphicsView) else chart.findChild(QGraphicsView)
    painter.save()
    if view is not None:
        place = QRectF(view.rect().translated(at + view.mapTo(chart, QPoint(0, 0)) if view is not chart else at))
        view.render(painter, place, view.viewport().rect())
    else:
        painter.translate(at)
        chart.render(painter, QPoint(0, 0))
    painter.restore()
