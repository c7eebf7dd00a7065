"""The page of a case window: who it is about and how to reach them always in view, tabs, form and timeline below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES, Right, may
from spp_desktop.services import cases
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.case import act, entries
from spp_desktop.ui.case.all_tabs import counted_tabs, offered_tabs
from spp_desktop.ui.case.closing import ClosingSheet, close_case
from spp_desktop.ui.case.details import Details
from spp_desktop.ui.case.doing import CaseDoing
from spp_desktop.ui.case.footer import Footer
from spp_desktop.ui.case.happenings import record_of, tab_of
from spp_desktop.ui.case.header import CaseHeader
from spp_desktop.ui.case.menus import elsewhere_menu, more_menu
from spp_desktop.ui.case.read import Opened, read_opened
from spp_desktop.ui.case.records import RecordTab
from spp_desktop.ui.case.records_tabs import PartsTab
from spp_desktop.ui.case.safe import SafelySheet, rule_words
from spp_desktop.ui.case.story import TimelinePane
from spp_desktop.ui.page import Heading, SizeClass
from spp_desktop.ui.widgets.card import EmptyState, SafeContactStrip
from spp_desktop.ui.widgets.labels import KeyHint
from spp_desktop.ui.widgets.strips import Tab, TabsBar

if TYPE_CHECKING:
    from spp_desktop.domain.drafts import DraftView
    from spp_desktop.ui.window import Window

FORM = "details"
CHECK = "case-review"
"""Asked for as a tab is: the check of the case review."""


class CasePage(CaseDoing):
    """One case. It is read once when it opens, and once more after each change to it."""

    places = frozenset({"page", "case", "form", "tabbed"})
    hints = ("timeline.add", "fix.next", "contact.safely", "pane.next", "close")

    def __init__(self, window: Window, case_id: UUID) -> None:
        super().__init__(window, case_id)
        self._size = SizeClass.STANDARD
        self._wanted = ""
        self._stale = False
        self._reading = False
        self._closing: ClosingSheet | None = None
        self._tabs: dict[str, RecordTab | PartsTab] = {}
        self.details: Details | None = None
        self._left: Mapping[str, DraftView] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._waiting = EmptyState("Opening the case…", "")
        self._rows.addWidget(self._waiting, 1)
        me = window.me
        work.run(lambda: read_opened(me, case_id), self._opened, self._not_opened, lane="write")

    # Opening

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._waiting.show_words(error.message, "Close this window and search for it with Ctrl+K.")
        else:
            self.window_.failed(error)

    def _opened(self, opened: Opened) -> None:
        self.kind, self.view = opened.kind, opened.view
        self.confidential = opened.kind.code in CONFIDENTIAL_TYPES
        self._may_write = may(self.window_.me.officer.roles, Right.CASE_WRITE, opened.kind.code)
        self._waiting.hide()
        self._lay_out()
        self._show(opened.view)
        self.set_size_class(self._size)
        self.heading_changed.emit()
        self._go_tab(self._wanted or FORM)
        # A list that is not in view yet loses the keyboard to nobody when the window becomes the active one.
        for part in (self.tabs_bar, self._middle):
            part.show()
        self._first_focus()
        self._left = opened.drafts
        QTimer.singleShot(0, self, self._lay_form)
        if self._wanted == CHECK:
            self.check_case_review()

    def _lay_form(self) -> None:
        """The form comes last: who, how to reach them and what happened are in view while it is made."""
        if self.view is None:
            return
        details = Details(self.window_, self.kind_in_force(), self.view, may_write=self._may_write)
        details.set_size_class(self._size)
        details.state_changed.connect(self._form_changed)
        self.footer.discard_asked.connect(details.discard)
        self.details = details
        self.stack.insertWidget(0, details)
        if self.tabs.code() == FORM:
            self.stack.setCurrentWidget(details)
        self._form_changed()
        details.offer(self._left)

    def _lay_out(self) -> None:
        self.header = CaseHeader(may_write=self._may_write)
        self.header.close_asked.connect(self.close_case)
        self.header.more_asked.connect(self.show_more)
        self.header.elsewhere_asked.connect(self.show_elsewhere)
        self.header.check_asked.connect(self.check_case_review)
        self.safe = SafeContactStrip()
        self.safe.setProperty("across", "true")
        self.safe.contact.setVisible(self._may_write)
        self.safe.contact_asked.connect(self.contact_safely)
        self.tabs_bar = TabsBar("Parts of this case")
        self.tabs_bar.row.addWidget(KeyHint("Ctrl+1–0"))
        self.tabs = self.tabs_bar.tabs
        self.tabs.chosen.connect(self._go_tab)
        self.stack = QStackedWidget()
        self.timeline = TimelinePane(may_write=self._may_write)
        self.timeline.add_asked.connect(self.add_entry)
        self.timeline.opened.connect(self._open_entry)
        self.footer = Footer()
        self.footer.hide()
        self.footer.show_asked.connect(self.next_problem)
        self.footer.save_asked.connect(self.save)
        self._middle = QWidget()
        across = QHBoxLayout(self._middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.stack, 1)
        across.addWidget(self.timeline)
        self._across = across
        self.safe.row.setContentsMargins(20, 6, 14, 6)
        for part in (self.header, self.safe, self.tabs_bar):
            self._rows.addWidget(part)
        self._rows.addWidget(self._middle, 1)
        self._rows.addWidget(self.footer)
        letters = frozenset({"list"})
        for widget in (self.timeline.list, self.tabs):
            attach(self, widget, letters, self.window_.me.officer.roles)

    def _first_focus(self) -> None:
        """The keyboard begins on a list, where N, I, A and R work at once."""
        here = self._tabs.get(self.tabs.code())
        if here is not None:
            here.take_focus()
        elif not self.timeline.isHidden():
            self.timeline.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    # Showing

    def heading(self) -> Heading:
        """The reference: never a name."""
        return Heading(self.view.line.reference if self.view else "Case")

    def show_at(self, **at: object) -> None:
        """Show a tab, or the check of the case review; one asked for before the case is read is shown when it is."""
        tab = str(at.get("tab", ""))
        if self.view is None:
            self._wanted = tab
        elif tab == CHECK:
            self.check_case_review()
        elif tab:
            self._go_tab(tab)
            self._first_focus()

    def row_in_hand(self) -> object:
        """The row in hand of the list shown, while it has the keyboard."""
        tab = self._tabs.get(self.tabs.code())
        shown = tab.here if isinstance(tab, PartsTab) else tab
        return shown.in_hand() if shown is not None and shown.table.hasFocus() else None

    def _show(self, view: CaseView) -> None:
        kind = self.kind_in_force()
        self.view = view
        now = self.window_.me.now()
        self.header.show_case(kind, view, now)
        self.safe.show_rule(rule_words(view, self.window_.today()))
        self.timeline.show_case(kind, view, now)
        if self.details is not None:
            self.details.show_case(view)
        for tab in self._tabs.values():
            tab.show_case(view)
        if self._closing is not None and self._closing.isVisible():
            self._closing.show_case(view)
        self._show_tabs()

    def _show_tabs(self) -> None:
        kind, view, errors = self.kind, self.view, self.details.errors if self.details else 0
        if kind is None or view is None:
            return
        self.tabs.set_tabs([Tab(FORM, "Details", None, errors), *counted_tabs(kind, view)])

    def _go_tab(self, code: str) -> None:
        """Show a tab, made on its first visit. ``people.witness`` is the list of that code on the tab of people."""
        part: QWidget | None = self.details
        code, _, listed = code.partition(".")
        known = offered_tabs(self.kind_in_force())
        if code in known:
            tab = self._tab(known[code])
            if isinstance(tab, PartsTab):
                tab.show_part(listed)
            part = tab
        else:
            code = FORM
        self.tabs.set_code(code)
        if part is not None:
            self.stack.setCurrentWidget(part)
        if code in self._tabs:
            self._tabs[code].shown()
        self._show_footer()

    def _tab(self, made: type[RecordTab | PartsTab]) -> RecordTab | PartsTab:
        if made.code not in self._tabs and self.view is not None:
            tab = made(self.window_, self.kind_in_force(), self.view, may_write=self._may_write)
            tab.set_size_class(self._size)
            self.stack.addWidget(tab)
            for part in tab.parts if isinstance(tab, PartsTab) else (tab,):
                for target in (self, part):
                    attach(target, part.table, frozenset({"list"}), self.window_.me.officer.roles)
            self._tabs[made.code] = tab
        return self._tabs[made.code]

    def _form_changed(self) -> None:
        self._show_tabs()
        self._show_footer()

    def _show_footer(self) -> None:
        if self.details is not None:
            self.footer.show_state(self.details)
            here = self.stack.currentWidget() is self.details
            self.footer.setVisible(self._may_write and (here or self.details.changed()))

    def _open_entry(self, entry: object) -> None:
        found = record_of(entry)
        if found is None:
            return
        about, record_id = found
        code = tab_of(self.kind_in_force(), self.view, about, record_id) if self.view is not None else FORM
        self._go_tab(code)
        tab = self._tabs.get(code)
        if tab is not None:
            tab.show_record(record_id)
            tab.take_focus()
        if self._size is SizeClass.COMPACT:
            self.timeline.hide()

    # News

    def refresh(self, changes: Changes) -> None:
        """Read the case again, once however many changes come while it is being read."""
        if self.view is None or self.case_id not in changes.cases:
            return
        if self._reading:
            self._stale = True
            return
        self._reading = True
        me, case_id = self.window_.me, self.case_id
        work.run(lambda: cases.case_as_it_stands(me, case_id), self._read_again, self._not_read)

    def _read_again(self, view: CaseView) -> None:
        self._reading = False
        self._show(view)
        self._show_footer()
        if self._stale:
            self._stale = False
            self.refresh(Changes(cases=frozenset((self.case_id,))))

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self.window_.failed(error)

    # Arranging

    def set_size_class(self, size: SizeClass) -> None:
        """A narrow window shows the timeline over the form, when asked."""
        self._size = size
        if self.view is None:
            return
        compact = size is SizeClass.COMPACT
        self.header.set_size_class(size)
        if self.details is not None:
            self.details.set_size_class(size)
        for tab in self._tabs.values():
            tab.set_size_class(size)
        if compact:
            self._across.removeWidget(self.timeline)
            self.timeline.float_over(self._middle)
        else:
            self.timeline.stand_in(self._across, size)

    def panes(self) -> Sequence[QWidget]:
        """Header, safe contact, tabs, what the tab shows, the timeline, the footer."""
        if self.details is None:
            return (self,)
        here = self.stack.currentWidget()
        inside = [self.details.index, self.details.form] if here is self.details else [here]
        return (self.header, self.safe, self.tabs, *inside, self.timeline, self.footer)

    def may_leave(self) -> bool:
        """The window may always close: what is not saved is kept as a draft and offered back."""
        if self.details is not None:
            self.details.keep_now()
        return True

    # Handlers of the actions table

    def save(self) -> None:
        """Save the form."""
        if self.details is not None:
            self.details.save()

    def next_problem(self) -> None:
        """Go to the next thing to fix."""
        if self.details is not None:
            self._go_tab(FORM)
            self.details.form.next_problem()

    def previous_problem(self) -> None:
        """Go to the thing to fix before this one."""
        if self.details is not None:
            self._go_tab(FORM)
            self.details.form.previous_problem()

    def next_section(self) -> None:
        """Go to the next section of the form."""
        if self.details is not None:
            self._go_tab(FORM)
            self.details.form.next_section()

    def previous_section(self) -> None:
        """Go to the section before."""
        if self.details is not None:
            self._go_tab(FORM)
            self.details.form.previous_section()

    def toggle_timeline(self) -> None:
        """Show or hide the timeline."""
        if self.view is not None:
            shows = not self.timeline.isVisible()
            self.timeline.setVisible(shows)
            if shows:
                self.timeline.raise_()
                self.timeline.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def contact_safely(self) -> None:
        """Begin a contact by a way that is allowed."""
        if self.view is not None:
            sheet = SafelySheet(self.window_, self.view)
            sheet.chosen.connect(self._contact_by)
            sheet.open()

    def _contact_by(self, channel: str, note: str) -> None:
        entries.log_contact(self.window_, self.kind_in_force(), self.case_id, channel=channel, note=note)

    def close_case(self) -> None:
        """Close the case, or reopen one that is closed."""
        if self.view is None:
            return
        kind = self.kind_in_force()
        flow = kind.workflow
        if flow.state(self.view.line.state).open:
            self._closing = close_case(self.window_, kind, self.view)
            self._closing.finished.connect(self._closing_over)
            return
        again = next((move for move in flow.from_state(self.view.line.state) if move.after == flow.reopened), None)
        if again is not None:
            act.move_case(self.window_, self.case_id, again, flow.state(again.after).label)

    def _closing_over(self) -> None:
        self._closing = None

    def show_more(self) -> None:
        """Everything else that can be done with the case."""
        if self.view is not None:
            menu = more_menu(self, self.kind_in_force(), self.view, compact=self._size is SizeClass.COMPACT)
            menu.popup(self.header.more.mapToGlobal(QPoint(0, self.header.more.height() + 2)))

    def show_elsewhere(self) -> None:
        """The other cases of the main party, to be opened."""
        if self.view is not None:
            menu = elsewhere_menu(self, self.view)
            menu.popup(self.header.elsewhere.mapToGlobal(QPoint(0, self.header.elsewhere.height())))

    def show_tab(self, place: int) -> None:
        """Show the tab at a place, with the keyboard on its list."""
        if self.view is not None:
            self.tabs.choose(place)
            self._first_focus()

    def open_reference(self, reference: str) -> None:
        """Open another case by its reference."""
        me = self.window_.me
        work.run(lambda: cases.find_case(me, reference), self._found, self.window_.failed, lane="write")

    def _found(self, case_id: UUID) -> None:
        self.window_.open_case(case_id)


def build_case(window: Window, case_id: UUID) -> CasePage:
    """The page of a case window."""
    return CasePage(window, case_id)
