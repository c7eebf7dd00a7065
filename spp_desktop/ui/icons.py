"""Icons in the colours of the theme: one drawing, rendered at device pixels, kept by name, size, colour and scale.

``dress`` puts an icon on a button or action and remembers which, so that ``redress`` can put the same drawing
on again in other colours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from spp_desktop.resources import resource


def icon(name: str, role: str = "text-2", *, size: int = 16, gap: int = 0) -> QIcon:
    """A drawing as an icon in a colour role; ``gap`` is room kept free at its right, before words.

    ``name`` is that of the drawing without size and form, as in ``"calendar_ltr"``. Raises FileNotFoundError
    for a drawing that does not ship.
    """
    made = QIcon()
    made.addPixmap(_widened(pixmap(name, role, size=size), gap))
    made.addPixmap(_widened(pixmap(name, "disabled", size=size), gap), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, role: str = "text-2", *, size: int = 16, filled: bool = False) -> QPixmap:
    """A drawing in a colour role of the theme in force, sharp on the screens in use."""
    from spp_desktop.ui.theme import colours

    return _icon_pixmap(name, size, colours()[role], _scale(), filled)


def drawing(
    folder: str, name: str, *, width: int, height: int | None = None, other: Mapping[str, str] | None = None
) -> QPixmap:
    """A drawing whose source names colour roles between at-signs, in the theme in force.

    ``other`` takes the colour of another role for some roles.
    """
    from spp_desktop.ui.theme import colours

    shown = dict(colours())
    shown.update({role: shown[instead] for role, instead in (other or {}).items()})
    return _drawing_pixmap(folder, name, width, width if height is None else height, tuple(shown.items()), _scale())


def dress(thing: QAbstractButton | QAction, name: str, role: str = "text-2", *, size: int = 16, gap: int = 0) -> None:
    """Put an icon on a button or action, and again whenever the theme changes."""
    thing.setProperty("iconDrawing", f"{name}|{role}|{size}|{gap}")
    _put_on(thing)


def redress(app: QApplication) -> None:
    """Put every dressed icon on again in the colours in force."""
    for widget in app.allWidgets():
        if isinstance(widget, QAbstractButton) and widget.property("iconDrawing"):
            _put_on(widget)
    for window in app.topLevelWidgets():
        for action in window.findChildren(QAction):
            if action.property("iconDrawing"):
                _put_on(action)


def forget() -> None:
    """Let go of rendered drawings, when colours or scale change."""
    _icon_pixmap.cache_clear()
    _drawing_pixmap.cache_clear()


def _put_on(thing: QAbstractButton | QAction) -> None:
    name, role, size, gap = str(thing.property("iconDrawing")).split("|")
    thing.setIcon(icon(name, role, size=int(size), gap=int(gap)))


def _widened(picture: QPixmap, gap: int) -> QPixmap:
    """The picture with room at its right."""
    if not gap:
        return picture
    scale = picture.devicePixelRatio()
    made = QPixmap(picture.width() + round(gap * scale), picture.height())
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return made


def _scale() -> float:
    """The greatest scale of any screen: a pixmap for it is sharp on all of them."""
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


@lru_cache(maxsize=512)
def _icon_pixmap(name: str, size: int, colour: str, scale: float, filled: bool) -> QPixmap:
    drawn = 16 if size <= 16 and resource("icons", f"{name}_16_regular.svg").exists() else 20
    if filled and resource("icons", f"{name}_20_filled.svg").exists():
        drawn, form = 20, "filled"
    else:
        form = "regular"
    source = resource("icons", f"{name}_{drawn}_{form}.svg").read_text("utf-8")
    return _render(source.replace("<svg ", f'<svg fill="{colour}" ', 1), size, size, scale)


@lru_cache(maxsize=256)
def _drawing_pixmap(
    folder: str, name: str, width: int, height: int, colours: tuple[tuple[str, str], ...], scale: float
) -> QPixmap:
    of = dict(colours)
    source = resource(folder, f"{name}.svg").read_text("utf-8")
    return _render(re.sub(r"@([a-z0-9-]+)@", lambda found: of[found[1]], source), width, height, scale)


def _render(source: str, width: int, height: int, scale: float) -> QPixmap:
    made = QPixmap(round(width * scale), round(height * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return made
