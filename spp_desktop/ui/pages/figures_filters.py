"""The choices above the figures: measure, area, type, period, what it is compared with, like for like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS, WARDS_2016
from spp_desktop.domain.figures.measures import Measure
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.page import FiguresQuestion, default_period
from spp_desktop.domain.figures.reductions import By
from spp_desktop.services.figures import FiguresChoices
from spp_desktop.ui.pages.figures_view import type_label
from spp_desktop.ui.widgets.buttons import button, choice_button
from spp_desktop.ui.widgets.chips import Chip
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import Window

YEAR_BEFORE: Final = "the year before"
OTHER: Final = "Other months…"


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a chip's menu: its words, and the question it asks."""

    words: str
    question: FiguresQuestion
    rule_above: bool = False


def measure_of(choices: FiguresChoices, code: str) -> Measure:
    """The measure with this code, the first there is where none has it."""
    return next((measure for measure in choices.measures if measure.code == code), choices.measures[0])


def measure_offers(choices: FiguresChoices, question: FiguresQuestion) -> list[Offer]:
    """Every measure figures are held of, with the latest months held of its own series."""
    now = measure_of(choices, question.measure)
    offers = []
    for measure in choices.measures:
        period = default_period(choices.held[measure.series])
        if period is None:
            continue
        asked = replace(question, measure=measure.code, crime_type=None)
        if measure.series is not now.series:
            asked = FiguresQuestion(measure.code, period, place=question.place if question.by is By.AREA else None)
        label = f"{measure.label}, illustrative" if measure.illustrative else measure.label
        offers.append(Offer(label, asked))
    return offers


def place_offers(choices: FiguresChoices, question: FiguresQuestion) -> list[Offer]:
    """The places of the scheme, all of them, and the other scheme."""
    wards = question.by is By.WARD
    scheme = WARDS_2016 if wards else NEIGHBOURHOOD_AREAS
    whole = replace(question, place=None)
    offers = [Offer(all_places(question), whole)]
    offers += [Offer(f"{area.number}  {area.name}", replace(question, place=area.code)) for area in scheme.areas]
    if wards:
        offers.append(Offer("By neighbourhood area", replace(whole, by=By.AREA), rule_above=True))
    elif not measure_of(choices, question.measure).illustrative:
        offers.append(Offer("By ward (the 22 of 2016)", replace(whole, by=By.WARD), rule_above=True))
    return offers


def all_places(question: FiguresQuestion) -> str:
    """The words for every place at once."""
    return "All 22 wards" if question.by is By.WARD else "All seven"


def type_offers(choices: FiguresChoices, question: FiguresQuestion) -> list[Offer]:
    """The crime types of the measure, and all of them together."""
    measure = measure_of(choices, question.measure)
    codes = (None, *measure.types)
    return [Offer(type_label(code), replace(question, crime_type=code)) for code in codes]


def period_offers(choices: FiguresChoices, question: FiguresQuestion) -> list[Offer]:
    """Periods that end with the latest month held, and the latest that is also held a year earlier."""
    held = choices.held[measure_of(choices, question.measure).series]
    if not held:
        return []
    last = max(held)
    periods = [
        default_period(held),
        Months.ending(last, 12),
        Months(Month(last.year - (last.month < 4), 4), last),
        Months(Month(last.year, 1), last),
        Months.ending(last, 3),
        Months(last, last),
        question.period,
    ]
    distinct = dict.fromkeys(period for period in periods if period is not None)
    return [Offer(period.label, replace(question, period=period, compare=None)) for period in distinct]


def compare_offers(choices: FiguresChoices, question: FiguresQuestion) -> list[Offer]:
    """What the period may be compared with: always as many months."""
    measure = measure_of(choices, question.measure)
    length = len(question.period)
    year = question.period.earlier()
    offers = [Offer(f"The year before: {year.label}", replace(question, compare=None))]
    if measure.baseline is not None and len(measure.baseline) == length:
        words = f"The baseline: {measure.baseline.label}"
        offers.append(Offer(words, replace(question, compare=measure.baseline)))
    if length < 12:
        just = question.period.earlier(length)
        offers.append(Offer(f"The months just before: {just.label}", replace(question, compare=just)))
    if question.compare is not None and all(offer.question.compare != question.compare for offer in offers):
        offers.append(Offer(question.compare.label, question))
    return offers


def compare_words(choices: FiguresChoices, question: FiguresQuestion) -> str:
    """What the chip says the period is compared with."""
    if question.compare is None or question.compare == question.period.earlier():
        return YEAR_BEFORE
    if question.compare == measure_of(choices, question.measure).baseline:
        return "the baseline"
    return question.compare.label


class FilterBar(QFrame):
    """The bar of chips. ``asked`` carries the whole question whenever the officer changes a part of it."""

    asked = Signal(object)

    def __init__(self, window: Window, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setFixedHeight(44)
        self._window = window
        self._choices: FiguresChoices | None = None
        self._question: FiguresQuestion | None = None
        self._buttons: list[tuple[QPushButton, str]] = []
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, 0, 16, 0)
        self.row.setSpacing(7)
        self.chips: dict[str, Chip] = {}
        for name in ("Measure", "Area", "Type", "Period", "Against"):
            chip = Chip(name, "", active=False)
            chip.setProperty("choice", name)
            chip.clicked.connect(self._open_menu)
            chip.removed.connect(self._clear)
            self.chips[name] = chip
            self.row.addWidget(chip)
        self.like = choice_button("Like for like")
        self.like.setToolTip("Count only months held on both sides, nth with nth")
        self.like.toggled.connect(self._like_toggled)
        self.row.addWidget(self.like)
        self.row.addStretch(1)

    def show_question(self, choices: FiguresChoices, question: FiguresQuestion, *, some_missing: bool) -> None:
        """Show a question in words. Like for like is offered where it differs: some months are missing."""
        self._choices, self._question = choices, question
        place = next(
            (offer.words for offer in place_offers(choices, question)[1:] if offer.question.place == question.place), ""
        )
        self._chip("Measure", measure_of(choices, question.measure).label, active=False)
        self._chip(
            "Area", place.split("  ", 1)[-1] if question.place else all_places(question), active=bool(question.place)
        )
        self._chip("Type", type_label(question.crime_type), active=bool(question.crime_type))
        self._chip("Period", question.period.label, active=False)
        self._chip("Against", compare_words(choices, question), active=False)
        self.like.blockSignals(True)
        self.like.setChecked(question.like_for_like)
        self.like.setVisible(some_missing or question.like_for_like)
        self._fit()
        self.like.blockSignals(False)

    def add_button(self, button: QPushButton) -> None:
        """Add a button at the right; it loses its words, not its name, where the chips need the room."""
        button.setAccessibleName(button.text())
        self.row.addWidget(button)
        self._buttons.append((button, button.text()))

    def _fit(self) -> None:
        """Give the chips their room first."""
        margins = self.row.contentsMargins()
        parts = [*self.chips.values(), *([] if self.like.isHidden() else [self.like])]
        needs = sum(part.sizeHint().width() + self.row.spacing() for part in parts)
        for thing, words in self._buttons:
            thing.setText(words)
        shown = [thing for thing, _words in self._buttons if not thing.isHidden()]
        needs += sum(thing.sizeHint().width() + self.row.spacing() for thing in shown)
        if needs + margins.left() + margins.right() > self.width():
            for thing, _words in self._buttons:
                thing.setText("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out again."""
        super().resizeEvent(event)
        self._fit()

    def _chip(self, name: str, value: str, *, active: bool) -> None:
        self.chips[name].show_value(value, active=active)

    def offers(self, name: str) -> list[Offer]:
        """What a chip's menu offers now."""
        if self._choices is None or self._question is None:
            return []
        return _OFFERS[name](self._choices, self._question)

    def _open_menu(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self.menu(str(chip.property("choice"))).popup(chip.mapToGlobal(QPoint(0, chip.height() + 3)))

    def menu(self, name: str) -> QMenu:
        """The menu of a chip, made afresh; it goes when it closes."""
        menu = QMenu(self)
        menu.setObjectName(name)
        for offer in self.offers(name):
            if offer.rule_above:
                menu.addSeparator()
            item = menu.addAction(offer.words)
            item.setCheckable(True)
            item.setChecked(offer.question == self._question)
            item.setData(offer.question)
        if name in {"Period", "Against"}:
            menu.addSeparator()
            menu.addAction(OTHER).setData(name)
        menu.triggered.connect(self._picked)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _picked(self, item: Any) -> None:
        wanted = item.data()
        if isinstance(wanted, FiguresQuestion):
            self.asked.emit(wanted)
        elif self._choices is not None and self._question is not None:
            sheet = MonthsSheet(self._window, str(wanted), self._choices, self._question)
            sheet.chosen.connect(self.asked)
            sheet.open()

    def _clear(self) -> None:
        name = str(self.sender().property("choice"))
        question = self._question
        if question is not None:
            clear_place = name == "Area"
            wider = replace(question, place=None) if clear_place else replace(question, crime_type=None)
            self.asked.emit(wider)

    def _like_toggled(self, wanted: bool) -> None:
        if self._question is not None:
            self.asked.emit(replace(self._question, like_for_like=wanted))


_OFFERS: Final[dict[str, Callable[[FiguresChoices, FiguresQuestion], list[Offer]]]] = {
    "Measure": measure_offers,
    "Area": place_offers,
    "Type": type_offers,
    "Period": period_offers,
    "Against": compare_offers,
}


class MonthsSheet(Sheet):
    """Choosing months by their names: a period, or what it is compared with (as many months, so only the first)."""

    chosen = Signal(object)

    def __init__(self, window: Window, what: str, choices: FiguresChoices, question: FiguresQuestion) -> None:
        title = "Which months?" if what == "Period" else "Compared with which months?"
        super().__init__(window, title, wide=420)
        self._question = question
        self._what = what
        months = _span(choices, question)
        now = question.period if what == "Period" else question.before
        self.first = _month_box(months, now.first)
        self.last = _month_box(months, now.last)
        self.body.addWidget(FieldRow("First month", self.first, required=True))
        last = FieldRow("Last month", self.last, required=True)
        last.setVisible(what == "Period")
        self.body.addWidget(last)
        self.foot.addStretch(1)
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.show_them = button("Show", "primary")
        self.show_them.setDefault(True)
        self.show_them.clicked.connect(self.accept)
        self.foot.addWidget(self.show_them)
        for box in (self.first, self.last):
            box.changed.connect(self._weigh)

    def months(self) -> Months | None:
        """The months chosen, None while they make no period."""
        first, last = self.first.value(), self.last.value()
        if first is None or (last is None and self._what == "Period"):
            return None
        start = Month.parse(first)
        if self._what != "Period" or last is None:
            return Months(start, start + (len(self._question.period) - 1))
        end = Month.parse(last)
        return Months(start, end) if start <= end else None

    def _weigh(self) -> None:
        self.show_them.setEnabled(self.months() is not None)
        self.show_them.setToolTip("" if self.months() is not None else "The last month comes before the first")

    def accept(self) -> None:
        """Ask the question."""
        months = self.months()
        if months is None:
            return
        if self._what == "Period":
            self.chosen.emit(replace(self._question, period=months, compare=None))
        else:
            self.chosen.emit(replace(self._question, compare=months))
        super().accept()


def _span(choices: FiguresChoices, question: FiguresQuestion) -> Sequence[Month]:
    held = choices.held[measure_of(choices, question.measure).series]
    wanted = (*held, question.period.first, question.before.first, question.period.last)
    return tuple(Months(min(wanted), max(wanted)))


def _month_box(months: Sequence[Month], now: Month) -> ChoiceBox:
    box = ChoiceBox([(str(month), month.label) for month in reversed(months)])
    box.set_value(str(now))
    return box
