"""The page a recovery key is printed on: shown once, kept in a safe, typed back by hand years later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Refused

_A4 = QSizeF(210, 297)
_MARGIN = 22.0
_WIDTH = _A4.width() - 2 * _MARGIN
_INK, _QUIET, _RULE = QColor("#18222C"), QColor("#44505C"), QColor("#818D99")
_DOTS_PER_INCH = 300
_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """What the page says. ``opens`` names what the key opens, ``keeper`` who holds it; ``key`` is in groups."""

    key: str
    store_code: str
    opens: str
    keeper: str
    made: date


def write_recovery_page(page: RecoveryPage, out: Path) -> None:
    """Draw the page as a PDF. Needs a QGuiApplication. Raises Refused where the file cannot be written."""
    drawn = QBuffer()
    drawn.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(drawn)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(f"Recovery key, store {page.store_code}")
    writer.setCreator("SPP Desktop")
    painter = QPainter(writer)
    painter.scale(_DOTS_PER_INCH / 25.4, _DOTS_PER_INCH / 25.4)
    draw_recovery_page(painter, page)
    painter.end()
    try:
        out.write_bytes(drawn.data().data())
    except OSError as error:
        words = "The page could not be written there. Choose another folder; the key is still on screen"
        raise Refused(words) from error


def print_recovery_page(page: RecoveryPage, device: QPagedPaintDevice) -> None:
    """Draw the page on a printer. Raises Refused where it takes no job."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(device):
        raise Refused("The printer did not take the page. Choose another, or save the page; the key is still on screen")
    painter.scale(device.logicalDpiX() / 25.4, device.logicalDpiY() / 25.4)
    draw_recovery_page(painter, page)
    painter.end()


def lines_of_key(key: str) -> tuple[str, ...]:
    """The key's groups, four to a line, so that nobody loses their place in it."""
    groups = key.split("-")
    return tuple("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))


def draw_recovery_page(painter: QPainter, page: RecoveryPage) -> None:
    """Draw the page with a painter whose unit is the millimetre, from the corner of an A4 sheet."""
    y = _MARGIN
    write = _writer(painter)
    y = write(y, "KEEP SEALED AND LOCKED AWAY", 10, bold=True, colour=_QUIET)
    y = write(y + 4, "Recovery key", 26, bold=True)
    y = write(y + 1, f"for {page.opens}, store {page.store_code}", 13, colour=_QUIET)
    y = _box(painter, y + 8, lines_of_key(page.key))
    for head, text in _words(page):
        y = write(y + 5, head, 11.5, bold=True)
        y = write(y + 1, text, 11)
    y += 12
    for label in ("Kept by", "Where", "Sealed on, by"):
        y = _blank(painter, y, label)
    write(y + 6, f"Made {show_day(page.made)}. Shown once; no copy of it is kept in the program.", 9.5, colour=_QUIET)


def _words(page: RecoveryPage) -> tuple[tuple[str, str], ...]:
    needed = (
        "A passphrase is forgotten and nobody who could reset it is left. On the sign-in page choose to use a recovery "
        "key, and type the groups in order. Capitals and dashes do not matter; a mistyped group is named."
    )
    keeps = (
        f"{page.keeper}. In a sealed envelope in a safe, not with the laptop. If the seal is ever found broken, "
        "have a new key made: this one then opens nothing."
    )
    return (
        ("What it does", f"Whoever holds this page can open {page.opens} without a passphrase."),
        ("When it is needed", needed),
        ("Who keeps it", keeps),
    )


def _font(points: float, *, bold: bool = False, mono: bool = False) -> QFont:
    """A font for a painter whose unit is the millimetre: a hundredfold, and scaled down when it draws."""
    font = QFont()
    font.setFamilies(["Consolas", "DejaVu Sans Mono", "monospace"] if mono else ["Segoe UI", "Noto Sans", "sans-serif"])
    font.setPixelSize(round(points * _MM_PER_POINT * 100))
    font.setBold(bold)
    return font


def _writer(painter: QPainter) -> Callable[..., float]:
    def write(y: float, text: str, points: float, *, bold: bool = False, colour: QColor = _INK) -> float:
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.save()
        painter.translate(_MARGIN, y)
        painter.scale(0.01, 0.01)
        painter.setFont(_font(points, bold=bold))
        painter.setPen(colour)
        drawn = painter.drawText(QRectF(0, 0, _WIDTH * 100, 10_000), flags, text)
        painter.restore()
        return y + drawn.height() / 100

    return write


def _box(painter: QPainter, y: float, lines: tuple[str, ...]) -> float:
    height = 14.0 * len(lines) + 10
    painter.setPen(QPen(_INK, 0.5))
    painter.drawRoundedRect(QRectF(_MARGIN, y, _WIDTH, height), 2, 2)
    painter.save()
    painter.scale(0.01, 0.01)
    painter.setFont(_font(25, bold=True, mono=True))
    for place, line in enumerate(lines):
        area = QRectF(_MARGIN * 100, (y + 5 + 14 * place) * 100, _WIDTH * 100, 1400)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, line)
    painter.restore()
    return y + height + 3


def _blank(painter: QPainter, y: float, label: str) -> float:
    _writer(painter)(y, label, 10.5, colour=_QUIET)
    painter.setPen(QPen(_RULE, 0.25))
    line = y + 5.5
    painter.drawLine(QRectF(_MARGIN + 32, line, _WIDTH - 32, 0).topLeft(), QRectF(_MARGIN, line, _WIDTH, 0).topRight())
    return y + 11
