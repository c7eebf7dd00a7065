"""The four cards of the figures page: table with bars, line, map, crime types; arranged for each width."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from spp_desktop.domain.figures.page import FiguresPage
from spp_desktop.domain.figures.reductions import By
from spp_desktop.ui.charts.map import AreaMap
from spp_desktop.ui.charts.outlines import Outlines
from spp_desktop.ui.charts.picture import Caption
from spp_desktop.ui.charts.values import ChartTable
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages import figures_view as view
from spp_desktop.ui.pages.figures_series import monthly_figure, rolling_figure
from spp_desktop.ui.pages.figures_table import ChangeTable
from spp_desktop.ui.widgets.buttons import button, icon_button
from spp_desktop.ui.widgets.card import Card
from spp_desktop.ui.widgets.labels import ElidedLabel, KeyHint

if TYPE_CHECKING:
    from spp_desktop.ui.charts.line import LineChart

RIGHT: Final = {SizeClass.STANDARD: 372, SizeClass.WIDE: 520}
TABS: Final = ("Line", "Map", "Groups")
GAP: Final = 12
WIDEST: Final = 16_777_215
"""Qt's own limit of a widget's width: no limit."""
MOST_ROWS: Final = 10
"""Rows of the table that are never scrolled out of view."""


class FiguresBoard(QWidget):
    """Shows a ``FiguresPage``. Choosing a row of the table, a shape of the map or a crime type says so."""

    place_chosen = Signal(str)
    type_chosen = Signal(str)
    months_asked = Signal()
    copy_table_asked = Signal(str)
    copy_picture_asked = Signal(str)
    save_picture_asked = Signal(str)

    def __init__(self, outlines: Outlines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: FiguresPage | None = None
        self._groups: FiguresPage | None = None
        self._size = SizeClass.STANDARD
        self._alone = False
        self._monthly: bool | None = None
        self.table = ChangeTable("Change by area")
        self.table.chosen.connect(self.place_chosen)
        self.groups = ChangeTable("Change by crime type")
        self.groups.chosen.connect(self.type_chosen)
        self.map = AreaMap(outlines)
        self.map.chosen.connect(self.place_chosen)
        self.line: LineChart | None = None
        self.cards = {
            "table": self._card("table", "Change by neighbourhood area", self.table),
            "line": self._card("line", "Rolling 12 months", None),
            "map": self._card("map", "Fall, %", self.map),
            "groups": self._card("groups", "By crime type", self.groups),
        }
        self._month_link = button("Month by month", "link", extent="small")
        self._month_link.clicked.connect(self.months_asked)
        head = self.cards["line"].head
        head.insertWidget(head.count() - 1, self._month_link)
        self._month_key = KeyHint("X")
        head.insertWidget(head.count() - 1, self._month_key)
        self._tabs = QTabBar()
        self._tabs.setAccessibleName("Line, map or crime types")
        self._tabs.setExpanding(False)
        for tab in TABS:
            self._tabs.addTab(tab)
        self._tabs.currentChanged.connect(self._show_tab)
        self._stack = QStackedWidget()
        self._tabbed = QWidget()
        column = QVBoxLayout(self._tabbed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._arrange()

    def _card(self, name: str, title: str, inside: QWidget | None) -> Card:
        card = Card(title)
        card.body.setContentsMargins(0, 0, 0, 0)
        if inside is not None:
            card.body.addWidget(inside, 1)
        hint = ElidedLabel()
        card.head.replaceWidget(card.count, hint)
        card.count.deleteLater()
        card.count = hint
        card.head.setStretch(1, 1)
        card.head.setStretch(2, 0)
        more = icon_button("more_horizontal", f"More for {title.lower()}", size=20)
        more.setProperty("card", name)
        more.clicked.connect(self._open_menu)
        card.head.addWidget(more)
        return card

    # What is shown

    def set_outlines(self, outlines: Outlines) -> None:
        """Draw other shapes on the map."""
        self.map.set_outlines(outlines)

    def steps(self, page: FiguresPage, groups: FiguresPage) -> tuple[Callable[[], None], ...]:
        """What shows a page, a card at each step; ``groups`` is the same question of every crime type."""
        self._page, self._groups = page, groups
        return (self._show_places, self._show_map, self._show_line, self._show_types)

    def _show_places(self) -> None:
        page = self._page
        if page is not None:
            self._show_table()
            places = "ward" if page.question.by is By.WARD else "neighbourhood area"
            self._title("table", f"Change by {places}", view.compared(page))

    def _show_map(self) -> None:
        page = self._page
        if page is not None:
            self.map.show_areas(view.map_areas(page), view.map_sentence(page))
            self.map.select(page.question.place or "")
            self._title("map", "Fall, %", "numbers match the table")

    def _show_types(self) -> None:
        groups = self._groups
        if groups is not None:
            self._show_groups()
            city = groups.focus == "City"
            self._title("groups", "By crime type", "adds up to the city figure" if city else f"in {groups.focus}")

    def _title(self, name: str, title: str, hint: str) -> None:
        card = self.cards[name]
        card.title.setText(title)
        card.set_count(hint)
        card.count.setToolTip(hint)
        card.setAccessibleName(title)

    def _show_table(self) -> None:
        page = self._page
        if page is None:
            return
        full = self._alone or self._size is SizeClass.WIDE
        self.table.show_rows(
            view.place_rows(page),
            view.keys(page, full=full, narrow=self._size is SizeClass.COMPACT and not self._alone),
            target=page.target_percent,
            labels=view.labels(page),
            tips=view.tips(page),
        )
        self.table.select(view.row_code(page))
        rows = min(len(self.table.rows_model.rows), MOST_ROWS)
        self.table.setMinimumHeight(0 if self._size is SizeClass.COMPACT else self.table.needed_height(24, rows))

    def _show_groups(self) -> None:
        page, groups = self._page, self._groups
        if page is None or groups is None:
            return
        self.groups.show_rows(
            view.group_rows(groups),
            view.group_keys(roomy=self._size is not SizeClass.STANDARD),
            labels={**view.labels(page), "name": "Type"},
            tips=view.tips(page),
        )
        self.groups.select(page.question.crime_type or view.ALL_ROW)

    def _show_line(self) -> None:
        page = self._page
        held = view.series(page) if page is not None else None
        if held is None:
            return
        if self.line is None:
            from spp_desktop.ui.charts.line import LineChart

            self.line = LineChart()
            self.cards["line"].body.addWidget(self.line, 1)
            self.cards["line"].body.setContentsMargins(4, 0, 2, 4)
        drawn = monthly_figure(held) if self.monthly else rolling_figure(held)
        self._title("line", drawn.title, drawn.hint)
        self.line.setAccessibleName(f"{drawn.title}, line chart")
        self.line.show_figure(drawn.figure)
        self._month_link.setText("Rolling 12 months" if self.monthly else "Month by month")

    @property
    def monthly(self) -> bool:
        """Whether the line shows month by month: as chosen, else where there is no rolling year to show."""
        if self._monthly is not None:
            return self._monthly
        held = self._page.series if self._page is not None else None
        return held is not None and all(value is None for value in held.rolled)

    def set_monthly(self, wanted: bool) -> None:
        """Show month by month, or the rolling year."""
        self._monthly = wanted
        self._show_line()

    # How it is arranged

    @property
    def alone(self) -> bool:
        """Whether the table stands alone."""
        return self._alone

    def set_alone(self, wanted: bool) -> None:
        """Show the table alone with all its columns, or with the charts."""
        self._alone = wanted
        self._arrange()
        self._show_table()

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange for a window of another width."""
        if size is not self._size:
            self._size = size
            self._arrange()
            self._show_table()
            self._show_groups()

    def _arrange(self) -> None:
        for part in (*self.cards.values(), self._tabbed):
            self._grid.removeWidget(part)
            part.setVisible(part is self.cards["table"])
        for place in range(2):
            self._grid.setColumnStretch(place, 0)
            self._grid.setRowStretch(place, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 1)
        for part in (self._month_link, self._month_key):
            part.setVisible(self._size is not SizeClass.COMPACT)
        beside = self._size is not SizeClass.COMPACT and not self._alone
        for name in ("map", "groups"):
            self.cards[name].setMinimumWidth(RIGHT[self._size] if beside else 0)
            self.cards[name].setMaximumWidth(RIGHT[self._size] if beside else WIDEST)
        self._grid.addWidget(self.cards["table"], 0, 0)
        if self._alone:
            return
        if self._size is SizeClass.COMPACT:
            self._arrange_tabs()
        else:
            self._arrange_all()

    def _arrange_tabs(self) -> None:
        for name in ("line", "map", "groups"):
            self._stack.addWidget(self.cards[name])
        self._grid.addWidget(self._tabbed, 0, 1)
        self._grid.setColumnStretch(0, 11)
        self._grid.setColumnStretch(1, 9)
        self._tabbed.show()
        self._show_tab()

    def _arrange_all(self) -> None:
        self._grid.addWidget(self.cards["line"], 1, 0)
        self._grid.addWidget(self.cards["map"], 0, 1)
        self._grid.addWidget(self.cards["groups"], 1, 1)
        self._grid.setRowStretch(0, 3)
        self._grid.setRowStretch(1, 2)
        for name in ("line", "map", "groups"):
            self.cards[name].show()

    def _show_tab(self, _index: int = 0) -> None:
        self._stack.setCurrentIndex(self._tabs.currentIndex())

    def panes(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in reading order."""
        charts = (self.table, self.line, self.map, self.groups)
        return tuple(part for part in charts if part is not None)

    # What is copied

    def focused(self) -> str:
        """The card the keyboard is in; the table where it is in none."""
        return next((name for name, card in self.cards.items() if card.isAncestorOf(self._focus())), "table")

    def _focus(self) -> QWidget:
        return self.window().focusWidget() or self

    def table_of(self, name: str) -> ChartTable | None:
        """The table beside a card's chart, as it is copied."""
        if self._page is None:
            return None
        tables = {"line": view.months_table, "groups": view.groups_table}
        return tables.get(name, view.places_table)(self._page)

    def picture_of(self, name: str) -> tuple[QWidget, Caption] | None:
        """A card's chart, and the words round its picture."""
        charts: dict[str, QWidget | None] = {
            "table": self.table,
            "line": self.line,
            "map": self.map,
            "groups": self.groups,
        }
        chart = charts[name]
        if self._page is None or chart is None:
            return None
        card = self.cards[name]
        return chart, view.caption(card.title.text(), card.count.text() if name == "line" else "", self._page)

    def _open_menu(self) -> None:
        asked = self.sender()
        menu = self.menu(str(asked.property("card")))
        if isinstance(asked, QWidget):
            menu.popup(asked.mapToGlobal(asked.rect().bottomLeft()))

    def menu(self, name: str) -> QMenu:
        """What can be done with a card, made afresh; it goes when it closes."""
        menu = QMenu(self)
        if name == "line":
            other = "Rolling 12 months" if self.monthly else "Month by month"
            menu.addAction(f"{other}\tX").setData((name, self.months_asked))
            menu.addSeparator()
        for words, keys, signal in (
            ("Copy table with footnotes", "Ctrl+C", self.copy_table_asked),
            ("Copy picture", "Ctrl+Shift+C", self.copy_picture_asked),
            ("Save picture…", "", self.save_picture_asked),
        ):
            item = menu.addAction(f"{words}\t{keys}" if keys else words)
            item.setData((name, signal))
        menu.triggered.connect(self._menu_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _menu_chosen(self, item: object) -> None:
        name, signal = item.data()  # type: ignore[attr-defined]  # a QAction of the menu above
        if signal is self.months_asked:
            signal.emit()
        else:
            signal.emit(name)
