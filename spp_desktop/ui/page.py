"""What a page is to the window that shows it, and how pages are registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from spp_desktop.domain.permissions import Right, Role, may

if TYPE_CHECKING:
    from spp_desktop.domain.changes import Changes
    from spp_desktop.ui.window import Window


class SizeClass(IntEnum):
    """How wide the window is, in logical pixels of its inside."""

    COMPACT = 0
    STANDARD = 1
    WIDE = 2

    @classmethod
    def of(cls, width: int) -> SizeClass:
        """Compact under 1,200, wide from 1,700."""
        return cls.COMPACT if width < 1200 else cls.WIDE if width >= 1700 else cls.STANDARD


@dataclass(frozen=True, slots=True)
class Heading:
    """What the top bar and the window's title say. ``title`` is never a person's name."""

    title: str
    aside: str = ""


class Page(QWidget):
    """The content of a window. Subclass it and override what differs; the window does the rest.

    ``places`` are the places of the actions table live on it besides ``everywhere``. ``hints`` are ids of
    actions whose keys the status bar shows. ``primary`` is the id of the action on the top bar's button.
    Handlers of actions are methods of the page named in the table.
    """

    heading_changed = Signal()
    hints_changed = Signal()

    places: frozenset[str] = frozenset({"page"})
    hints: tuple[str, ...] = ("search", "pane.next")
    primary: str = ""
    confidential = False

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_ = window

    def heading(self) -> Heading:
        """What this page is called now; emit ``heading_changed`` when that differs."""
        raise NotImplementedError

    def show_at(self, **at: Any) -> None:
        """Come into view; ``at`` says where on the page, as given to ``Window.go``."""

    def refresh(self, changes: Changes) -> None:
        """Read again what these changes may have altered. Called while the page is in view, or when next shown."""

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange for a window of another width."""

    def panes(self) -> Sequence[QWidget]:
        """Where F6 goes within the page, in reading order."""
        return (self,)

    def may_leave(self) -> bool:
        """Whether the page may go out of view now; False after it has asked the officer something itself."""
        return True


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page of the main window, built on its first visit.

    ``builder`` is ``"module:function"``, a function from the window to a Page. ``right`` is what the officer needs
    (of several, any one) for the page to exist at all, over ``case_type`` where it is about cases. ``group`` is the
    heading it stands under in the rail; ``rail`` is False for a page reached another way.
    """

    key: str
    label: str
    icon: str
    builder: str
    group: str = ""
    right: Right | tuple[Right, ...] | None = None
    case_type: str | None = None
    rail: bool = True
    words: str = ""
    """What the palette says after the label."""

    def allowed(self, roles: Sequence[Role]) -> bool:
        """Whether the page exists for these roles."""
        rights = self.right if isinstance(self.right, tuple) else (self.right,)
        return any(right is None or may(roles, right, self.case_type) for right in rights)

    def build(self, window: Window) -> Page:
        """Import the page's module and make the page."""
        module, _, function = self.builder.partition(":")
        made = getattr(import_module(module), function)(window)
        if not isinstance(made, Page):
            raise TypeError(f"{self.builder} did not make a page")
        return made
