"""The theme in force: Fusion, one palette and one style sheet, all made from the tokens.

``apply_theme`` is called once at start, then again whenever the officer or the system chooses another
scheme. Painted widgets ask ``colour``, ``font`` and ``height`` while they paint, so they follow by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from spp_desktop.resources import resource
from spp_desktop.ui import icons
from spp_desktop.ui.tokens import FAMILIES, LARGER_TEXT, tokens


class Mode(StrEnum):
    """Which scheme to show; ``SYSTEM`` follows Windows, its contrast themes included."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class _InForce:
    """What is shown now. One for the process, as there is one application; painters read it at every cell."""

    def __init__(self) -> None:
        self.mode = Mode.SYSTEM
        self.scale = 1.0
        self.colours: Mapping[str, str] = tokens().light
        self.dark = False
        self.high_contrast = False


@cache
def _now() -> _InForce:
    return _InForce()


class _Listener(QObject):
    """Hears when the system asks for another scheme or contrast."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        hints.accessibility().contrastPreferenceChanged.connect(self.follow)

    def follow(self) -> None:
        """Show what the system now asks for, once it has finished saying so."""
        if _now().mode is Mode.SYSTEM:
            QTimer.singleShot(0, self, self.show_system)

    def show_system(self) -> None:
        """Show the system's scheme."""
        _show(_app())


def apply_theme(app: QApplication, mode: Mode | str = Mode.SYSTEM, *, larger_text: bool = False) -> None:
    """Dress the whole application. Safe to call again; nothing is styled anew when nothing differs."""
    if app.findChild(_Listener, "theme") is None:
        _Listener(app)
        app.setStyle("Fusion")
    now = _now()
    now.mode, now.scale = Mode(mode), LARGER_TEXT if larger_text else 1.0
    _show(app)


def _show(app: QApplication) -> None:
    now, hints = _now(), app.styleHints()
    wanted = {
        Mode.SYSTEM: Qt.ColorScheme.Unknown,
        Mode.LIGHT: Qt.ColorScheme.Light,
        Mode.DARK: Qt.ColorScheme.Dark,
    }[now.mode]
    blocked = hints.blockSignals(True)
    hints.setColorScheme(wanted)
    hints.blockSignals(blocked)
    now.high_contrast = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    if now.high_contrast:
        app.setPalette(QPalette())
        now.colours = contrast_colours(app.style().standardPalette())
        now.dark = QColor(now.colours["surface"]).lightness() < 128
    else:
        system_dark = now.mode is Mode.SYSTEM and hints.colorScheme() is Qt.ColorScheme.Dark
        now.dark = now.mode is Mode.DARK or system_dark
        now.colours = tokens().dark if now.dark else tokens().light
    icons.forget()
    _font.cache_clear()
    app.setFont(font("body"))
    app.setPalette(palette(now.colours))
    sheet = style_sheet(now.colours, scale=now.scale)
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    icons.redress(app)


def contrast_colours(system: QPalette) -> Mapping[str, str]:
    """Every colour role from the roles of a contrast theme's palette.

    Soft fills become the background, so that shapes are outlines; ``red`` keeps a fill because High risk
    stays the one filled mark.
    """
    role = QPalette.ColorRole
    back = system.color(role.Window).name()
    ink = system.color(role.WindowText).name()
    pick = system.color(role.Highlight).name()
    on_pick = system.color(role.HighlightedText).name()
    grey = system.color(QPalette.ColorGroup.Disabled, role.WindowText).name()
    found: dict[str, str] = {}
    for name in tokens().light:
        if name == "disabled":
            found[name] = grey
        elif name in {"accent", "accent-hover", "accent-press", "focus", "select"}:
            found[name] = pick
        elif name in {"on-accent", "on-select"}:
            found[name] = on_pick
        elif _is_ground(name):
            found[name] = back
        else:
            found[name] = ink
    return MappingProxyType(found | {"red": ink, "on-red": back})


def _is_ground(role: str) -> bool:
    """Whether a role lies behind text in a contrast theme."""
    grounds = {
        "logo",
        "canvas",
        "surface",
        "surface-alt",
        "sunken",
        "rail",
        "rail-sel",
        "focus-gap",
        "amber",
        "green",
        "blue",
    }
    return role in grounds or role in {"grey", "purple"} or role.endswith(("-soft", "-soft-2"))


def palette(colours: Mapping[str, str]) -> QPalette:
    """The palette that makes unstyled children, menus and tooltips match the style sheet."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in {
        role.Window: "canvas",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "surface-alt",
        role.Text: "text",
        role.PlaceholderText: "text-3",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "red-text",
        role.ToolTipBase: "text",
        role.ToolTipText: "surface",
        role.Highlight: "accent",
        role.HighlightedText: "on-accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Light: "surface",
        role.Midlight: "line",
        role.Mid: "line-strong",
        role.Dark: "control",
        role.Shadow: "text",
        role.Accent: "accent",
    }.items():
        made.setColor(where, QColor(colours[name]))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours["disabled"]))
    return made


def style_sheet(colours: Mapping[str, str], *, scale: float = 1.0) -> str:
    """The application's style sheet in these colours, text and controls multiplied by ``scale``."""
    sheet = resource("theme", "theme.qss.in").read_text("utf-8")
    ink = {"tick": colours["on-accent"], "chevron": colours["text-2"]}
    for name, shade in ink.items():
        tone = "pale" if QColor(shade).lightness() > 128 else "ink"
        sheet = sheet.replace(f"{{file:{name}}}", f'url("{resource("theme", f"{name}-{tone}.svg").as_posix()}")')
    sheet = re.sub(r"@([a-z0-9-]+)@", lambda found: colours[found[1]], sheet)
    if scale != 1.0:
        grown = r"(font-size|(?:min|max)-height): (\d\d)px"
        sheet = re.sub(grown, lambda found: f"{found[1]}: {round(int(found[2]) * scale)}px", sheet)
    return sheet


def colour(role: str) -> QColor:
    """The colour of a role in the theme in force. Raises KeyError for a role that is no token."""
    return QColor(_colour(_now().colours[role]))


def colours() -> Mapping[str, str]:
    """Every role's ``#RRGGBB`` in the theme in force."""
    return _now().colours


def scrim() -> QColor:
    """What lies over a window while a dialog is open on it."""
    return QColor(*(tokens().scrim_dark if is_dark() else tokens().scrim_light))


def is_dark() -> bool:
    """Whether light text stands on a dark ground."""
    return _now().dark


def is_high_contrast() -> bool:
    """Whether a contrast theme of the system is shown."""
    return _now().high_contrast


def font(style: str = "body") -> QFont:
    """The font of a type style (``body``, ``strong``, ``caption``, ``page`` …) at the size in force."""
    return QFont(_font(style))


def height(part: str) -> int:
    """The height of a part (``row``, ``control``, ``tag`` …) in logical pixels, larger text counted in."""
    value = tokens().height[part]
    grows = part.startswith(("row", "control", "table-header", "tag", "chip"))
    return round(value * _now().scale) if grows else value


def width(part: str) -> int:
    """The width of a part (``rail``, ``preview``, ``dialog`` …) in logical pixels."""
    return tokens().width[part]


@cache
def _colour(text: str) -> QColor:
    return QColor(text)


@cache
def _font(style: str) -> QFont:
    wanted = tokens().type[style]
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(round(wanted.size * _now().scale))
    made.setWeight(QFont.Weight(wanted.weight))
    return made


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("The theme needs a QApplication")
    return app
