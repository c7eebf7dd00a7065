"""Help in the window: what a field is for, every key, and what the program is made with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QWidget

import spp_desktop
from spp_desktop.resources import resource
from spp_desktop.ui.actions import ACTIONS, shown
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import KeyHint, selectable, text_label
from spp_desktop.ui.widgets.sheet import Sheet

PLACES = (
    ("Everywhere", ("everywhere", "main")),
    ("Lists", ("list", "list-page", "cases")),
    ("Forms", ("form",)),
    ("A case", ("case",)),
    ("Figures", ("figures",)),
)
IN_A_LIST = (
    ("Space", "tick"),
    ("Shift+↑+↓", "extend the ticks"),
    ("Ctrl+A", "tick all that are shown"),
    ("Alt+S", "sort, then a letter"),
)


def show_help(window: QWidget) -> None:
    """Say what the field with the keyboard is for, or where help is when it has none."""
    focus = QApplication.focusWidget()
    name = focus.accessibleName() if focus is not None else ""
    words = (focus.accessibleDescription() or focus.toolTip()) if focus is not None else ""
    sheet = _sheet(window, name or "Help")
    sheet.body.addWidget(
        text_label(words or "Every key is listed under Ctrl+/. Search anything with Ctrl+K.", wrap=True)
    )
    sheet.open()


def show_keys(window: QWidget) -> None:
    """Every key, by where it works."""
    sheet = _sheet(window, "Every key")
    inside = QWidget()
    inside.setObjectName("inside")
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(1, 1)
    for title, places in PLACES:
        row = grid.rowCount()
        grid.addWidget(text_label(title, "section"), row, 0, 1, 2)
        listed = [(shown(action.key), action.label) for action in ACTIONS if action.key and action.live & set(places)]
        for keys, does in (*listed, *(IN_A_LIST if title == "Lists" else ())):
            row = grid.rowCount()
            grid.addWidget(KeyHint(keys), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(text_label(does), row, 1)
    area = QScrollArea()
    area.setAccessibleName("Every key")
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.setFixedHeight(420)
    sheet.body.addWidget(area)
    sheet.open()


def show_about(window: QWidget) -> None:
    """The product, its version, and the notices of what it is made with."""
    sheet = _sheet(window, f"SPP Desktop {spp_desktop.__version__}")
    notice = selectable(text_label(resource("icons", "NOTICE.txt").read_text("utf-8"), "caption"))
    area = QScrollArea()
    area.setAccessibleName("Licences")
    area.setWidget(notice)
    area.setFixedHeight(260)
    sheet.body.addWidget(text_label("Casework, plans and crime figures for a Community Safety Partnership.", wrap=True))
    sheet.body.addWidget(area)
    sheet.open()


def _sheet(window: QWidget, title: str) -> Sheet:
    sheet = Sheet(window, title)
    sheet.foot.addStretch(1)
    close = button("Close", "primary")
    close.clicked.connect(sheet.accept)
    close.setDefault(True)
    sheet.foot.addWidget(close)
    return sheet
