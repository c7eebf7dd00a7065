"""Settings: each with its value, its unit, where the value comes from, and who set it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.settings import SettingView, Value
from spp_desktop.services import settings
from spp_desktop.ui import work
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, WorkSheet, beside
from spp_desktop.ui.tables.cells import Cell, Group, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.text import line_edit
from spp_desktop.ui.window import Window

SECOND_FOLDER = "backup.second-folder"
"""The one setting whose value is a folder, which may be chosen."""


def value_words(view: SettingView) -> str:
    """A value with its unit; an empty text is said to be none."""
    shown = f"{view.value:,}" if isinstance(view.value, int) else str(view.value)
    return f"{shown} {view.setting.unit}".strip() or "not set"


class SettingSheet(WorkSheet):
    """Set a setting and say where the value comes from."""

    def __init__(self, window: Window, view: SettingView) -> None:
        super().__init__(window, view.setting.label, "Save")
        self._view = view
        declared = view.setting
        self._number = isinstance(declared.default, int)
        hint = f"A whole number of {declared.unit}, {declared.least:,} to {declared.most:,}." if self._number else ""
        self.value = line_edit(str(view.value))
        self.ask(declared.key, FieldRow("&Value", self.value, hint=hint, required=self._number))
        if declared.key == SECOND_FOLDER:
            self._offer_folder()
        self.source = line_edit(view.source if view.altered else "")
        self.ask(
            "source",
            FieldRow(
                "&Where it comes from",
                self.source,
                required=True,
                hint="A policy, a decision, a date: whoever reads it later should be able to find it.",
            ),
        )
        default = f"{declared.default:,} {declared.unit}" if isinstance(declared.default, int) else declared.default
        self.say(f"As shipped: {default or 'not set'}. {declared.source}.")
        self.asked()
        self.value.selectAll()

    def _offer_folder(self) -> None:
        choose = button("&Choose a folder…", "link", extent="small", icon="folder_open")
        choose.clicked.connect(self._ask_folder)
        self.body.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_folder(self) -> None:
        self.window_.ask.folder("Choose the folder each backup is copied to", self._take_folder)

    def _take_folder(self, paths: Sequence[str]) -> None:
        self.value.setText(paths[0])

    def problems(self) -> Sequence[tuple[str, str]]:
        """A number where one is needed, and a source."""
        found = []
        if self._number and _whole(self.value) is None:
            declared = self._view.setting
            found.append((declared.key, f"Enter a whole number from {declared.least} to {declared.most}"))
        if not self.source.text().strip():
            found.append(("source", "Say where this value comes from"))
        return found

    def call(self) -> Callable[[work.Progress], Any]:
        """Set it."""
        me, key, source = self.me, self._view.setting.key, self.source.text()
        revision = self._view.revision or None
        value: Value = (_whole(self.value) or 0) if self._number else self.value.text()
        return lambda _tell: settings.change_setting(me, key, value, source, revision=revision)


def _whole(edit: QLineEdit) -> int | None:
    typed = edit.text().strip().replace(",", "")
    return int(typed) if typed.isdecimal() else None


def _label(view: SettingView) -> Cell:
    return Words(view.setting.label)


def _value(view: SettingView) -> Cell:
    return Words(value_words(view), "strong" if view.value != "" else "dim")


def _source(view: SettingView) -> Cell:
    return Words(view.source, "body" if view.altered else "dim")


def _by(view: SettingView) -> Cell:
    return Words(view.by if view.altered else "as shipped", "body" if view.altered else "dim")


def _key(view: SettingView) -> str:
    return view.setting.key


class SettingsSection(Section):
    """Every setting, by group."""

    kinds = frozenset({"settings"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.edits = self.may(Right.SETTINGS_EDIT)
        self.head = HeadBar("Settings")
        self.table = RecordTable("Settings")
        columns = (
            TableColumn("label", "Setting", 210, _label, stretch=3),
            TableColumn("value", "Value", 190, _value, stretch=2),
            TableColumn("source", "Where it comes from", 190, _source, stretch=3),
            TableColumn("by", "Set by", 130, _by, least=SizeClass.WIDE),
        )
        self.table.show_model(RowsModel(columns, key=_key, parent=self), "administration/settings")
        self.table.row_changed.connect(self._show_setting)
        self.table.opened.connect(self._opened)
        self.pane = Pane("Setting")
        self.change = self.pane.add_verb(button("&Change…", "primary", icon="edit"), self.change_setting)
        beside(self.content, (self.head, self.table), self.pane)

    def fetch(self) -> list[SettingView]:
        """Every setting."""
        return settings.list_settings(self.me)

    def show_read(self, value: Any) -> None:
        """Show them under their groups."""
        altered = sum(view.altered for view in value)
        self.head.aside.setText(f"{altered} of {len(value)} altered here" if altered else "all as shipped")
        rows: list[SettingView | Group] = []
        for group, views in groupby(value, key=lambda view: view.setting.group):
            held = tuple(views)
            rows += [Group(group, len(held)), *held]
        self.table.rows().set_rows(rows)

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The list, then the setting in hand."""
        return (self.table, self.pane)

    def current(self) -> SettingView | None:
        """The setting in hand."""
        found = self.table.current()
        return found if isinstance(found, SettingView) else None

    def _show_setting(self, view: SettingView | None) -> None:
        self.change.setVisible(self.edits and view is not None)
        if view is None:
            self.pane.say("No setting chosen")
            return
        facts: list[tuple[str, QWidget | str]] = [
            ("Value", value_words(view)),
            ("Comes from", view.source),
            ("Set by", view.by if view.altered else "as shipped"),
        ]
        if view.at is not None:
            facts.append(("Set", show_moment(view.at)))
        words = "" if self.edits else "Administrators alter settings."
        self.pane.say(view.setting.label, view.setting.group, words, facts)

    def _opened(self, _row: object, _new: bool) -> None:
        if self.edits:
            self.change_setting()

    def change_setting(self) -> None:
        """Alter the setting in hand."""
        if (view := self.current()) is not None:
            SettingSheet(self.window_, view).saved.connect(self._changed)

    def _changed(self, done: Done[SettingView]) -> None:
        self.window_.done(done.changes, "Setting changed")
