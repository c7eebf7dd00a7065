"""What a partnership publishes of its case reviews, year by year, to be read out or copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from spp_desktop.domain.dates import show_day
from spp_desktop.domain.kinds.case_review import BEGAN, ReviewYear
from spp_desktop.services.case_reviews import review_years
from spp_desktop.ui import work
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import selectable, text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

LABELS = 190
"""Pixels for which twelve months they are."""
MOST = 6
"""How many years are shown; the copy holds them all."""
SOURCE = (
    "Anti-social Behaviour, Crime and Policing Act 2014 s104: these four are published. "
    "Cases you may not open are left out."
)


class ReviewYearsSheet(Sheet):
    """The figures of each year, the newest first."""

    def __init__(self, window: Window, years: tuple[ReviewYear, ...]) -> None:
        super().__init__(window, "Case reviews by year", wide=640)
        self._window = window
        told = [(_months(each), ", ".join(_counts(each))) for each in years]
        self.copy_text = "\n".join(f"{months}: {counts}" for months, counts in told)
        facts = Facts(label_width=LABELS)
        facts.set_facts([(months, selectable(text_label(counts, wrap=True))) for months, counts in told[:MOST]])
        self.body.addWidget(facts)
        self.body.addWidget(text_label(SOURCE, "caption", wrap=True))
        self.foot.addStretch(1)
        copy = button("&Copy")
        copy.clicked.connect(self._copy)
        self.foot.addWidget(copy)
        close = button("Close", "primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self.foot.addWidget(close)
        close.setFocus()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.copy_text)
        self._window.toast("Figures copied")


def show_review_years(window: Window) -> None:
    """Read the figures and show them; before there were case reviews, say since when there are."""
    me = window.me

    def show(years: tuple[ReviewYear, ...]) -> None:
        if not isValid(window):
            return
        if years:
            ReviewYearsSheet(window, years).open()
        else:
            window.toast(f"Case reviews began on {show_day(BEGAN)}")

    work.run(lambda: review_years(me), show, window.failed)


def _months(year: ReviewYear) -> str:
    return f"{show_day(year.first)} to {show_day(year.last)}"


def _counts(year: ReviewYear) -> Iterator[str]:
    found = year.figures
    yield f"{found.applications} application{'s' * (found.applications != 1)}"
    yield f"threshold not met {found.threshold_not_met}"
    yield f"reviews held {found.reviews_held}"
    yield f"with recommendations {found.with_recommendations}"
