"""An officer's own views of a list: saving what the list shows, saving it anew, renaming it, taking it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from spp_desktop.domain.cases import CaseQuery, SavedView
from spp_desktop.domain.changes import Done
from spp_desktop.services import views
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_parts import WorkSheet
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window


class NameSheet(WorkSheet):
    """Asks what a view is to be called."""

    def __init__(
        self, window: Window, title: str, verb: str, name: str, keep: Callable[[str], Done[Any]], *, words: str = ""
    ) -> None:
        super().__init__(window, title, verb)
        self._keep = keep
        if words:
            self.say(words)
        self.label = line_edit(name)
        self.ask("label", FieldRow("&Name of the view", self.label, required=True))
        self.asked()
        self.label.selectAll()

    def problems(self) -> Sequence[tuple[str, str]]:
        """A name."""
        return () if self.label.text().strip() else (("label", "Give the view a name"),)

    def call(self) -> Callable[[work.Progress], Any]:
        """Keep it under the name."""
        keep, label = self._keep, self.label.text()
        return lambda _tell: keep(label)


class ViewButton(QWidget):
    """Stands beside the filters once a list shows something no view is, or a view of the officer's own."""

    kept = Signal(str)
    """Views have changed; the code is of the one to show, empty where the one in view is gone."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._view: SavedView | None = None
        self._query = CaseQuery("")
        self._columns: tuple[str, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = button("Save view…", icon="save", tip="Save what the list shows as a view (Ctrl+Shift+S)")
        self.button.setAccessibleName("Save what the list shows as a view")
        self.button.clicked.connect(self.press)
        row.addWidget(self.button)
        self.hide()

    def show_words(self, *, words: bool) -> None:
        """Words, or only the icon in a narrow window."""
        self.button.setText("" if not words else "This view…" if self._own() else "Save view…")

    def show_view(self, view: SavedView | None, query: CaseQuery, columns: tuple[str, ...], *, words: bool) -> None:
        """Stand beside a list that shows ``query`` in ``columns`` on the tab of ``view``."""
        self._view, self._query, self._columns = view, query, columns
        self.setVisible(self._own() or self.changed())
        self.show_words(words=words)

    def changed(self) -> bool:
        """Whether the list shows something other than its view. Words typed to find by are nobody's view."""
        if self._view is None:
            return True
        same = replace(self._query, text="") == self._view.query
        return not same or (self._own() and self._columns != self._view.columns)

    def press(self) -> None:
        """Save what is shown; on a view of one's own, offer what can be done with it."""
        if not self._own():
            self.save()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offers: tuple[tuple[str, Callable[[], None]], ...] = (
            ("&Save what is shown in this view", self.update_view),
            ("Save as a &new view…", self.save),
            ("&Rename…", self.rename),
            ("&Take this view away", self.remove),
        )
        for words, handler in offers:
            item = menu.addAction(words)
            item.triggered.connect(handler)
            item.setEnabled(handler != self.update_view or self.changed())
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def save(self) -> None:
        """Ask for a name, and save what is shown under it."""
        keep = partial(_save, self._window, self._query, self._columns)
        words = "Filters, order and columns are saved, for you alone. Words typed to find somebody are not."
        sheet = NameSheet(self._window, "Save this view", "Save", "", keep, words=words)
        sheet.saved.connect(lambda done: self.kept.emit(done.value.code))

    def update_view(self) -> None:
        """Keep what is shown in the view in hand."""
        if (view := self._view) is not None:
            me, query, columns = self._window.me, self._query, self._columns
            self._do(lambda: views.update_view(me, view.code, query, columns), view.code, "View saved")

    def rename(self) -> None:
        """Ask for another name."""
        if (view := self._view) is not None:
            me = self._window.me
            keep = partial(views.rename_view, me, view.query.type, view.code)
            sheet = NameSheet(self._window, "Rename this view", "Rename", view.label, keep)
            sheet.saved.connect(lambda _done: self.kept.emit(view.code))

    def remove(self) -> None:
        """Take the view in hand away; no case is touched."""
        if (view := self._view) is not None:
            me = self._window.me
            self._do(lambda: views.remove_view(me, view.query.type, view.code), "", "View taken away")

    def _do(self, call: Callable[[], Done[None]], code: str, said: str) -> None:
        def done(_done: Done[None]) -> None:
            self._window.toast(said)
            self.kept.emit(code)

        work.run(call, done, self._window.failed, lane="write")

    def _own(self) -> bool:
        return self._view is not None and self._view.own


def _save(window: Window, query: CaseQuery, columns: tuple[str, ...], label: str) -> Done[SavedView]:
    return views.save_view(window.me, label, query, columns)
