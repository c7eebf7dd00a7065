"""A list of cases of one type: find, sort and deal with many fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spp_desktop.domain.cases import CaseLine, CaseQuery, CaseView, Filter, SavedView
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.permissions import ASB, Right, may
from spp_desktop.services import cases as service
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.memory import recall, remember
from spp_desktop.ui.page import Heading, SizeClass
from spp_desktop.ui.pages import cases_read as read
from spp_desktop.ui.pages.cases_columns import Moments, columns_unasked, table_columns
from spp_desktop.ui.pages.cases_doing import ListDoing
from spp_desktop.ui.pages.cases_empty import show_nothing_found, show_nothing_yet
from spp_desktop.ui.pages.cases_filter_bar import CaseFilterBar
from spp_desktop.ui.pages.cases_preview import CasePreview
from spp_desktop.ui.pages.cases_views import ViewButton
from spp_desktop.ui.tables.model import PAGE, RowsModel
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.strips import SelectionBar, Tab, TabKeys, TabsBar
from spp_desktop.ui.window import Window

SLOW_MS = 300
"""A list that takes longer than this to read is shown pale meanwhile."""
SETTLE_MS = 220
"""A case in hand this long is read whole, and the look recorded; one merely passed is not."""
TYPING_MS = 120
_NO_COLUMNS: list[str] = []


class CasesPage(TabKeys, ListDoing):
    """The list of one case type."""

    places = frozenset({"page", "list-page", "cases", "tabbed"})
    hints = ("open", "filter.text", "note.add", "preview", "pane.next")
    primary = "case.new"

    def __init__(self, window: Window, code: str) -> None:
        super().__init__(window, case_type(code))
        self._opening: read.Opening | None = None
        self._view = ""
        self._tab_counts: dict[str, int] = {}
        self._listed: read.Listed | None = None
        self._job: work.Job | None = None
        self._preview_job: work.Job | None = None
        self._columns_chosen: tuple[str, ...] = tuple(recall(f"columns/{code}", _NO_COLUMNS))
        self._preview_wanted = True
        self._pending: dict[str, Any] = {}
        self._make_list()
        self._make_bars()
        self._lay_out()
        self._make_timers()

    # Making it

    def _make_list(self) -> None:
        me = self.window_.me
        self.table = RecordTable(self.kind.plural)
        columns = table_columns(self.kind, Moments(me.today, me.now))
        self.model = RowsModel(columns, key=_row_number, fetch=self._fetch, ticks=True, parent=self)
        self.table.show_model(self.model)
        self.table.show_sort(self.query.sort, descending=self.query.descending)
        self.table.opened.connect(self._open)
        self.table.row_changed.connect(self._took_in_hand)
        self.table.sort_asked.connect(self._sort)
        self.table.columns_chosen.connect(self._chose_columns)
        self.model.ticked_changed.connect(self._show_ticked)
        self.model.dataChanged.connect(self._rows_came)
        attach(self, self.table, {"list"}, me.officer.roles)

    def _make_bars(self) -> None:
        roles = self.window_.me.officer.roles
        self.tabs = TabsBar(f"Views of {self.kind.plural}")
        self.tabs.tabs.chosen.connect(self._chose_view)
        self.filters = CaseFilterBar(self.kind, self.window_.today)
        self.filters.typed.connect(self._typed)
        self.filters.line.left.connect(self._to_list)
        self.filters.asked.connect(self._filter_by)
        self.columns_button = button("Columns", icon="options", tip="Columns (Ctrl+Shift+C)")
        self.columns_button.setAccessibleName("Columns")
        self.columns_button.clicked.connect(self.choose_columns)
        self.filters.row.addWidget(self.columns_button)
        self.view_button = ViewButton(self.window_)
        self.view_button.kept.connect(self._views_changed)
        self.filters.row.addWidget(self.view_button)
        self.bar = SelectionBar("Exports ask for a reason and are logged")
        self.bar.cleared.connect(self._clear_ticks)
        self._bulk_button("&Assign", "person_swap", Right.CASE_ALLOCATE, self.assign)
        self._bulk_button("Set &review", "calendar_clock", Right.CASE_WRITE, self.set_review)
        self._bulk_button("E&xport", "arrow_export", Right.CASE_EXPORT, self.export_list)
        self.preview = CasePreview(self.kind, may_write=may(roles, Right.CASE_WRITE, self.kind.code))
        self.preview.open_asked.connect(self.open_current)
        self.preview.contact_asked.connect(self.add_contact)
        self.preview.action_asked.connect(self.add_action)

    def _bulk_button(self, words: str, icon: str, right: Right, handler: Any) -> None:
        if may(self.window_.me.officer.roles, right, self.kind.code):
            made = button(words, "quiet", icon=icon)
            made.clicked.connect(handler)
            self.bar.row.addWidget(made)

    def _lay_out(self) -> None:
        self.empty = EmptyState(f"No {self.kind.plural} yet")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.stack, 1)
        left.addWidget(self.bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.preview)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.tabs)
        rows.addWidget(self.filters)
        rows.addLayout(middle, 1)

    def _make_timers(self) -> None:
        self._slow = self._timer(SLOW_MS, self._show_slow)
        self._settle = self._timer(SETTLE_MS, self._read_in_hand)
        self._typing = self._timer(TYPING_MS, self._search_typed)

    def _timer(self, wait: int, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(then)
        return timer

    # The window's side

    def heading(self) -> Heading:
        """The cases' name and how many are open."""
        count = self._tab_counts.get(self._view)
        words = "closed" if self._is_closed() else "open cases" if self._wide_enough() else "open"
        return Heading(self.kind.plural, "" if count is None else f"{count:,} {words}")

    def show_at(self, **at: Any) -> None:
        """Read the list on the first visit; ``view`` is a tab, ``filters`` some to set in place of the tab's own."""
        self._pending = at
        if self._opening is None:
            if self._job is None:
                self._begin_opening()
        else:
            self._apply_pending()

    def refresh(self, changes: Changes) -> None:
        """Read again when cases, officers or lists have changed, keeping the case in hand and the ticks."""
        if changes.cases or changes.people or changes.kinds & {"officers", "lists", "settings"}:
            self._begin_opening()

    def set_size_class(self, size: SizeClass) -> None:
        """Columns, buttons and preview for a window's width."""
        compact = size is SizeClass.COMPACT
        self.columns_button.setText("" if compact else "Columns")
        self.view_button.show_words(words=not compact)
        self.table.set_size_class(size)
        self.preview.set_size_class(size)
        self._show_columns()
        self.heading_changed.emit()

    def panes(self) -> Sequence[QWidget]:
        """Views, filters, list, preview."""
        return (self.table, self.preview, self.tabs, self.filters)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """A page out of view reads nothing more of the case in hand."""
        self._settle.stop()
        super().hideEvent(event)

    # Reading

    def _begin_opening(self) -> None:
        me, code = self.window_.me, self.kind.code
        self._start(lambda: read.read_opening(me, code), self._opened)

    def _opened(self, opening: read.Opening) -> None:
        first = self._opening is None
        self._opening = opening
        self.kind = opening.kind
        self.preview.kind = opening.kind
        self.filters.know(opening.kind, opening.owners)
        self._tab_counts = {each.view.code: each.count for each in opening.views}
        self.tabs.tabs.set_tabs([Tab(each.view.code, each.view.label, each.count) for each in opening.views])
        if first:
            me = self.window_.me
            self.model.set_columns(table_columns(self.kind, Moments(me.today, me.now)))
            self._show_columns()
            if not self._pending:
                self._pending = {"view": opening.views[0].view.code}
            self._apply_pending()
        elif self._pending:
            self._view = ""
            self._apply_pending()
        else:
            self._ask(again=True)
        self.heading_changed.emit()

    def _apply_pending(self) -> None:
        """Go where the page was last asked to go."""
        at, self._pending = self._pending, {}
        wanted = at.get("view") or (self._view or next(iter(self._tab_counts), ""))
        if "filters" in at:
            self._view = wanted
            self.tabs.tabs.set_code(wanted)
            self._show_query(CaseQuery(self.kind.code, tuple(at["filters"])))
        elif wanted != self._view:
            self.tabs.tabs.set_code(wanted)
            self._chose_view(wanted)

    def _show_query(self, query: CaseQuery) -> None:
        """Ask another question of the store."""
        self.query = query
        self.filters.show_query(query)
        self.table.show_sort(query.sort, descending=query.descending)
        self._show_view_button()
        self._ask(again=False)

    def _ask(self, *, again: bool) -> None:
        """Read the list: its first page at once and then the rest, or all of it with the rows in view once more."""
        me, query = self.window_.me, self.query
        if again:
            rows = self._rows_in_view()
            self._start(lambda: read.read_list(me, query, rows), self._renewed)
        else:
            self._start(lambda: read.read_first(me, query), self._began)

    def _began(self, lines: list[CaseLine]) -> None:
        self.model.begin(lines)
        self._pale(on=False)
        self.stack.setCurrentWidget(self.table)
        me, query = self.window_.me, self.query
        self._start(lambda: read.read_list(me, query), self._whole)

    def _whole(self, listed: read.Listed) -> None:
        self.model.set_ids(listed.ids)
        self._show_listed(listed)

    def _renewed(self, listed: read.Listed) -> None:
        self.model.renew(listed.ids, listed.lines)
        self._show_listed(listed)

    def _show_listed(self, listed: read.Listed) -> None:
        self._listed = listed
        self._pale(on=False)
        self.filters.set_count(len(listed.ids), self._tab_counts.get(self._view))
        nothing = listed.loosened
        self.stack.setCurrentWidget(self.table if nothing is None else self.empty)
        self.preview.setVisible(self._preview_wanted and nothing is None)
        if nothing is None:
            self.window_.show_page_state()
        elif nothing.everything or self.query.text or self._tab_counts.get("closed"):
            show_nothing_found(self.empty, self.kind, nothing, self.filters.name_of(nothing.key), self)
        else:
            show_nothing_yet(self.empty, self.kind, self)

    def _start(self, call: Any, done: Any) -> None:
        if self._job is not None:
            self._job.cancel()
        self._slow.start()
        self._job = work.run(call, done, self._failed)

    def _failed(self, error: Exception) -> None:
        self._pale(on=False)
        self.window_.failed(error)

    def _show_slow(self) -> None:
        self.filters.count.setText("Reading…")
        self._pale(on=True)

    def _pale(self, *, on: bool) -> None:
        """Show old rows pale while new ones are being read."""
        if not on:
            self._slow.stop()
            self.table.setGraphicsEffect(None)  # type: ignore[arg-type]  # Qt takes none to mean no effect
            return
        effect = QGraphicsOpacityEffect(self.table)
        effect.setOpacity(0.6)
        self.table.setGraphicsEffect(effect)

    def _fetch(self, ids: Sequence[Any]) -> Sequence[CaseLine]:
        return read.lines_of(self.window_.me, ids, self.kind.code)

    def _rows_in_view(self) -> list[int]:
        """The row numbers of the pages in view, to be read again with the list."""
        top = max(0, self.table.rowAt(0)) // PAGE * PAGE
        return [int(str(each)) for each in self.model.ids()[top : top + 2 * PAGE]]

    # What the officer asks of the list

    def _view_named(self, code: str) -> SavedView | None:
        opening = self._opening
        return next((each.view for each in opening.views if each.view.code == code), None) if opening else None

    def _chose_view(self, code: str) -> None:
        found = self._view_named(code)
        if found is not None:
            self._view = code
            if found.own:
                self._columns_chosen = found.columns
                self._show_columns()
            elif (mine := tuple(recall(f"columns/{self.kind.code}", _NO_COLUMNS))) != self._columns_chosen:
                self._columns_chosen = mine
                self._show_columns()
            self._show_query(found.query)
            self.heading_changed.emit()

    def _show_view_button(self) -> None:
        self.view_button.show_view(
            self._view_named(self._view), self.query, self._columns_chosen, words=self._wide_enough()
        )

    def _views_changed(self, code: str) -> None:
        """An officer's views have changed: read the tabs again and stand on one."""
        self._pending = {"view": code or next(iter(self._tab_counts), "")}
        self._begin_opening()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_view(self) -> None:
        """Save what the list shows as a view."""
        self.view_button.save()

    def show_tab(self, place: int) -> None:
        """Go to the view at a place."""
        self.tabs.tabs.choose(place)

    def _sort(self, key: str, descending: bool) -> None:
        self._show_query(replace(self.query, sort=key, descending=descending))

    def _typed(self, _text: str) -> None:
        self._typing.start()

    def _search_typed(self) -> None:
        text = self.filters.line.text().strip()
        if text != self.query.text:
            self._show_query(replace(self.query, text=text))

    def _to_list(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self._search_typed()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter_by(self, held: tuple[Filter, ...]) -> None:
        self._show_query(replace(self.query, filters=held))

    def clear_filter(self) -> None:
        """Take away the filter that stands most in the way."""
        key = self._listed.loosened.key if self._listed is not None and self._listed.loosened is not None else ""
        if key == "text":
            self._show_query(replace(self.query, text=""))
        elif key:
            self.filters.take_away(key)

    def clear_filters(self) -> None:
        """Take every filter away, and show every open case."""
        self._show_query(replace(self.query, filters=(Filter("open", ("yes",)),), text=""))

    # What shows of it

    def _chose_columns(self, keys: tuple[str, ...]) -> None:
        self._columns_chosen = keys
        view = self._view_named(self._view)
        if view is None or not view.own:
            remember(f"columns/{self.kind.code}", list(keys))
        self._show_view_button()

    def _show_columns(self) -> None:
        size = self.window_.size_class
        shown = self._columns_chosen or columns_unasked(self.kind, size)
        self.table.set_columns_shown(shown, chosen=bool(self._columns_chosen))

    def _show_ticked(self) -> None:
        self.bar.show_count(len(self.model.ticked))

    def _clear_ticks(self) -> None:
        self.model.set_ticked(())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_closed(self) -> bool:
        return any(each.key == "open" and each.values == ("no",) for each in self.query.filters)

    def _wide_enough(self) -> bool:
        return self.window_.size_class is not SizeClass.COMPACT

    def _took_in_hand(self, row: object) -> None:
        self.in_hand = row if isinstance(row, CaseLine) else None
        if self.in_hand is None:
            self._settle.stop()
            self.preview.show_nothing()
        else:
            self.preview.show_line(self.in_hand, self.window_.me.now())
            if self._preview_wanted:
                self._settle.start()

    def _rows_came(self) -> None:
        """Rows that were being read are here: the one in hand may be among them."""
        now = self.table.current()
        if isinstance(now, CaseLine) and now != self.in_hand:
            self._took_in_hand(now)

    def _read_in_hand(self) -> None:
        line, me = self.in_hand, self.window_.me
        if line is None or not self.isVisible():
            return
        if self._preview_job is not None:
            self._preview_job.cancel()
        held, case_id = self.preview.shown(), line.id
        if held is None or held.line != line:
            self._preview_job = work.run(lambda: service.open_case(me, case_id), self._show_case, lane="write")

    def _show_case(self, view: CaseView) -> None:
        self.preview.show_case(view, self.window_.me.now())

    # Handlers of the actions table, those for a case apart

    def focus_filter(self) -> None:
        """Go to the quick filter."""
        self.filters.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.line.selectAll()

    def add_filter(self) -> None:
        """Open the menu of filters."""
        self.filters.offer_all()

    def remove_last_filter(self) -> None:
        """Take the last filter away."""
        self.filters.take_last_away()

    def toggle_preview(self) -> None:
        """Show or hide the preview."""
        self._preview_wanted = not self._preview_wanted
        self.preview.setVisible(self._preview_wanted)
        if self._preview_wanted:
            self._settle.start()

    def choose_columns(self) -> None:
        """Choose which columns show."""
        self.table.choose_columns()


def _row_number(line: CaseLine) -> int:
    return line.row


def build_asb(window: Window) -> CasesPage:
    """The list of ASB victims."""
    return CasesPage(window, ASB)
