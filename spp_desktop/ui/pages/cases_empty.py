"""A case list that shows nothing: what would be there, or which filter to loosen first."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QPushButton

from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui.pages.cases_bulk import counted
from spp_desktop.ui.pages.cases_read import Loosened
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState


class Loosens(Protocol):
    """What the buttons of an empty list do."""

    def clear_filter(self) -> None:
        """Take away the filter most in the way."""

    def clear_filters(self) -> None:
        """Take every filter away."""

    def new_case(self) -> None:
        """Start a new case."""


def show_nothing_yet(empty: EmptyState, kind: CaseType, page: Loosens) -> None:
    """Nobody has logged a case of this type."""
    empty.show_words(
        f"No {kind.plural} yet",
        "Cases appear here as soon as they are logged, those to be reviewed soonest first.",
    )
    new = button(f"New {kind.label} case", "primary", icon="add", extent="large")
    new.clicked.connect(page.new_case)
    _show(empty, new)


def show_nothing_found(empty: EmptyState, kind: CaseType, nothing: Loosened, name: str, page: Loosens) -> None:
    """There are cases, but the filters let none through."""
    words = f"There are {counted(nothing.everything, 'open case')} in all."
    if nothing.everything == 1:
        words = "There is 1 open case in all."
    if nothing.key:
        words += f" Without the {name} filter this list would show {nothing.count:,}."
    empty.show_words(f"No {kind.label} cases match these filters", words)
    every = button("Clear all filters")
    every.clicked.connect(page.clear_filters)
    new = button(f"New {kind.label} case", icon="add")
    new.clicked.connect(page.new_case)
    if nothing.key:
        loosen = button(f"Clear the {name} filter", "primary")
        loosen.clicked.connect(page.clear_filter)
        _show(empty, loosen, every, new)
    else:
        _show(empty, every, new)


def _show(empty: EmptyState, *buttons: QPushButton) -> None:
    while item := empty.row.takeAt(0):
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    for made in buttons:
        empty.row.addWidget(made)
