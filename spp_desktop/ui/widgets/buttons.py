"""Buttons by what they are for: the one primary, plain, quiet, link, harm; and buttons that are only an icon."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from spp_desktop.ui import icons

Kind = Literal["plain", "primary", "quiet", "link", "harm"]
GAP = 4
"""Room between a button's icon and its words, besides what the style leaves."""
_ICON_ROLE = {"primary": "on-accent", "link": "accent", "harm": "red-text"}


def button(
    text: str,
    kind: Kind = "plain",
    *,
    icon: str = "",
    extent: Literal["", "line", "small", "large"] = "",
    tip: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """A push button. ``&`` in the text marks its access key; ``icon`` is a drawing of ``resources/icons``; a link of
    extent ``line`` stands where words would."""
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
    if extent:
        made.setProperty("extent", extent)
    if icon:
        set_icon(made, icon)
    if tip:
        made.setToolTip(tip)
    return made


def set_icon(thing: QPushButton, icon: str) -> None:
    """Put a drawing before a button's words, in the colour of its words."""
    icons.dress(thing, icon, _ICON_ROLE.get(str(thing.property("kind")), "text"), gap=GAP)
    thing.setIconSize(QSize(16 + GAP, 16))


def disable(thing: QWidget, why: str) -> None:
    """Disable a control and say why in its tooltip and to a screen reader."""
    thing.setEnabled(False)
    thing.setToolTip(why)
    thing.setAccessibleDescription(why)


def enable(thing: QWidget, tip: str = "") -> None:
    """Let a control be used again."""
    thing.setEnabled(True)
    thing.setToolTip(tip)
    thing.setAccessibleDescription("")


def icon_button(
    drawing: str, name: str, *, keys: str = "", size: int = 20, role: str = "text-2", parent: QWidget | None = None
) -> QToolButton:
    """A square button that is only an icon; ``name`` is what it does, ``keys`` the keys that do the same."""
    made = QToolButton(parent)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setFixedSize(30, 30)
    icons.dress(made, drawing, role, size=size)
    made.setIconSize(QSize(size, size))
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({keys})" if keys else name)
    return made


def choice_button(text: str, *, parent: QWidget | None = None) -> QToolButton:
    """A rounded button that is on or off, for a small choice above a list (Mine, My team …)."""
    made = QToolButton(parent)
    made.setText(text)
    made.setCheckable(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setProperty("role", "choice")
    made.setAccessibleName(text)
    return made
