"""The filters above a list of cases: those set, as chips, and menus of what each can be set to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui.pages.cases_filters import chips, filter_keys, filter_label, offers, with_filter, without
from spp_desktop.ui.widgets.strips import FilterBar


class CaseFilterBar(FilterBar):
    """``asked`` says which filters are to hold from now on; the list asks its question and shows them here."""

    asked = Signal(object)

    def __init__(self, kind: CaseType, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._held: tuple[Filter, ...] = ()
        self.know(kind, {})
        self.add_asked.connect(self.offer_all)
        self.pressed.connect(self._offer_one)
        self.removed.connect(self.take_away)

    def know(self, kind: CaseType, owners: Mapping[str, str]) -> None:
        """Offer what a case type can be filtered by, and these owners by id."""
        self._kind, self._owners = kind, owners

    def show_query(self, query: CaseQuery) -> None:
        """Show what is asked of the list now, without asking it."""
        self._held = query.filters
        self.set_filters(chips(self._kind, query.filters, self._owners))
        if self.line.text() != query.text:
            blocked = self.line.blockSignals(True)
            self.line.setText(query.text)
            self.line.blockSignals(blocked)

    def set_filter(self, new: Filter) -> None:
        """Set a filter, or take it away when it has no value left."""
        self.asked.emit(with_filter(self._held, new))

    def take_away(self, key: str) -> None:
        """Take a filter away."""
        self.asked.emit(without(self._held, key))

    def take_last_away(self) -> None:
        """Take the last filter away."""
        if self._held:
            self.take_away(self._held[-1].key)

    def name_of(self, key: str) -> str:
        """What a filter is called in a sentence; ``text`` are the words typed."""
        return "words" if key == "text" else filter_label(self._kind, key).lower() if key else ""

    def offer_all(self) -> None:
        """Open the menu of filters, each with what it can be set to."""
        menu = QMenu(self)
        for key in filter_keys(self._kind):
            self._fill(menu.addMenu(filter_label(self._kind, key)), key)
        self._pop(menu)

    def _offer_one(self, key: str) -> None:
        menu = QMenu(self)
        self._fill(menu, key)
        self._pop(menu)

    def _fill(self, menu: QMenu, key: str) -> None:
        held = next((each for each in self._held if each.key == key), None)
        for offer in offers(self._kind, key, held, self._owners, self._today()):
            item = menu.addAction(offer.words.replace("&", "&&"))
            item.setCheckable(True)
            item.setChecked(offer.on)
            item.setData(offer.filter)

    def _pop(self, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(self._chosen)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _chosen(self, item: QAction) -> None:
        chosen = item.data()
        if isinstance(chosen, Filter):
            self.set_filter(chosen)
