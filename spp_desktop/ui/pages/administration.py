"""Administration: officers, keys, lists, backups, checks, settings, audit, and what everybody has of their own.

Each section is there only for those whose roles carry it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages.admin_parts import Section
from spp_desktop.ui.widgets.strips import Tab, TabKeys, TabsBar
from spp_desktop.ui.window import Window


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section: the officer needs any of ``rights`` (none: it is everybody's); built on its first visit."""

    code: str
    label: str
    rights: tuple[Right, ...]
    builder: str
    """``"module:class"`` within ``spp_desktop.ui.pages``."""

    def allowed(self, roles: Sequence[Role]) -> bool:
        """Whether the section is there for these roles."""
        return not self.rights or any(may(roles, right) for right in self.rights)

    def build(self, window: Window) -> Section:
        """Import the section's module and make it."""
        module, _, name = self.builder.partition(":")
        kind = cast("Callable[[Window], Section]", getattr(import_module(f"spp_desktop.ui.pages.{module}"), name))
        return kind(window)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("officers", "Officers", (Right.OFFICERS_READ,), "admin_officers:OfficersSection"),
    SectionSpec("keys", "Keys and clearances", (Right.SLOTS_GENERAL, Right.SLOTS_CONFIDENTIAL),
                "admin_keys:KeysSection"),
    SectionSpec("lists", "Lists", (Right.SETTINGS_READ,), "admin_lists:ListsSection"),
    SectionSpec("scales", "Scales", (Right.SETTINGS_READ,), "admin_scales:ScalesSection"),
    SectionSpec("settings", "Settings", (Right.SETTINGS_READ,), "admin_settings:SettingsSection"),
    SectionSpec("backups", "Backups", (Right.BACKUP, Right.RESTORE), "admin_backups:BackupsSection"),
    SectionSpec("check", "Check the store", (Right.CHECK,), "admin_check:CheckSection"),
    SectionSpec("audit", "Audit", (Right.AUDIT_READ,), "admin_audit:AuditSection"),
    SectionSpec("own", "You and this store", (), "admin_own:OwnSection"),
)  # fmt: skip


class AdministrationPage(TabKeys, Page):
    """The sections as tabs."""

    places = frozenset({"page", "tabbed"})
    hints = ("search", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        roles = window.me.officer.roles
        self.specs = {spec.code: spec for spec in SECTIONS if spec.allowed(roles)}
        self._built: dict[str, Section] = {}
        self._size = SizeClass.STANDARD
        self.bar = TabsBar("Sections of Administration")
        self.tabs = self.bar.tabs
        self.tabs.chosen.connect(self.show_section)
        self.stack = QStackedWidget()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.stack, 1)
        self._show_tabs()

    def heading(self) -> Heading:
        """The page's name, and the store's."""
        return Heading("Administration", self.window_.store_name)

    def section(self) -> Section | None:
        """The section in view."""
        return self._built.get(self.tabs.code())

    def show_at(self, **at: Any) -> None:
        """Show a section, the first unless one is named or was in view; read it anew."""
        wanted = str(at.get("section", "")) or self.tabs.code()
        self.tabs.set_code(wanted)
        self.show_section(self.tabs.code())

    def show_section(self, code: str) -> None:
        """Show a section, built if this is the first visit, and read it."""
        if code not in self.specs:
            return
        section = self._built.get(code)
        if section is None:
            section = self.specs[code].build(self.window_)
            section.told.connect(self._show_tabs)
            section.set_size_class(self._size)
            self._built[code] = section
            self.stack.addWidget(section)
        self.stack.setCurrentWidget(section)
        section.read_again()

    def show_tab(self, place: int) -> None:
        """Go to the section at a place."""
        self.tabs.choose(place)

    def refresh(self, changes: Changes) -> None:
        """Tell the section in view; the others read anew when they are next shown."""
        section = self.section()
        if section is not None:
            section.refresh(changes)

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange every section."""
        self._size = size
        for section in self._built.values():
            section.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The tabs, then what the section has."""
        section = self.section()
        return (self.tabs, *(section.panes() if section is not None else ()))

    def _show_tabs(self) -> None:
        counts = {code: section.count() for code, section in self._built.items()}
        self.tabs.set_tabs([Tab(spec.code, spec.label, counts.get(spec.code)) for spec in self.specs.values()])


def build_administration(window: Window) -> Page:
    """The page of Administration."""
    return AdministrationPage(window)
