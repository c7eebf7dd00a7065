"""Today: what must I do, who is waiting, what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.clocks import add_working_days, explain_hours
from spp_desktop.domain.dates import local_day
from spp_desktop.domain.exports import ExportLine, NamesRequest
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.figures.page import FiguresPage
from spp_desktop.domain.permissions import ASB, Right, may
from spp_desktop.domain.today import TriageLine
from spp_desktop.services import cases, officers
from spp_desktop.services.alerts import SOON
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages import today_read as read
from spp_desktop.ui.pages.cases_bulk import AssignSheet
from spp_desktop.ui.pages.cases_read import owners_to_choose
from spp_desktop.ui.pages.register_sheets import confirm_destroyed, decide_names
from spp_desktop.ui.pages.today_cards import AlertsCard, ReviewsCard, TargetCard
from spp_desktop.ui.pages.today_items import DueTable, grouped, short_day
from spp_desktop.ui.pages.today_triage import TriageSheet
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.why import show_case_clocks
from spp_desktop.ui.widgets.buttons import button, choice_button
from spp_desktop.ui.widgets.card import Card, EmptyState
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.tags import Clock, ClockKind
from spp_desktop.ui.window import Window, local_time

LEAST_ROWS = 4
ANY_WIDTH = 16777215
"""As wide, or high, as a widget may be."""
_CARDS = {SizeClass.STANDARD: 372, SizeClass.WIDE: 480}
_NOTHING = {
    "mine": "Nothing of yours is due this week.",
    "team": "Nothing of your team’s is due this week.",
    "all": "Nothing is due this week.",
    "agencies": "No agency owes anything this week.",
}


class TodayTable(DueTable):
    """The actions on Today, from which triage can be begun too."""

    def __init__(self, page: TodayPage) -> None:
        self._page = page
        super().__init__(page.window_, "Actions due")

    def triage(self) -> None:
        """Triage the cases that wait, one at a time."""
        self._page.triage()


class TodayPage(Page):
    """The page everybody starts on."""

    hints: tuple[str, ...] = ("open", "done", "clock.why", "triage", "search", "pane.next")
    primary = "case.new"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        roles = window.me.officer.roles
        self._reads_cases = may(roles, Right.CASE_READ)
        self._reads_figures = may(roles, Right.FIGURES_READ)
        self._whose = read.whose_first(window.me)
        self._loaded: read.Loaded | None = None
        self._target: FiguresPage | None = None
        self._job: work.Job | None = None
        if not self._reads_cases:
            self.hints = ("search", "pane.next")
        self._make_actions()
        self._make_triage()
        self._make_cards()
        self._lay_out()

    # Making it

    def _make_actions(self) -> None:
        self.actions_card = Card("Actions I own or chase")
        self.actions_card.body.setContentsMargins(0, 0, 0, 0)
        self.table = TodayTable(self)
        self.table.horizontalHeader().hide()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = text_label("", "secondary")
        self.nothing.setContentsMargins(14, 4, 14, 16)
        self.actions_card.body.addWidget(self.nothing)
        self.actions_card.body.addWidget(self.table, 1)
        self._choices = QButtonGroup(self)
        team = bool(self.window_.me.officer.team)
        self._offered: tuple[tuple[read.Whose, str], ...] = (
            ("mine", "Mine"),
            ("team", "My team") if team else ("all", "Everybody"),
            ("agencies", "Other agencies"),
        )
        for place, (_, label) in enumerate(self._offered):
            made = choice_button(label)
            made.setChecked(self._offered[place][0] == self._whose)
            self._choices.addButton(made, place)
            self.actions_card.head.addWidget(made)
        self._choices.idClicked.connect(self._chose_whose)

    def _make_triage(self) -> None:
        self.triage_card = Card("New referrals to triage")
        self.triage_card.body.setContentsMargins(0, 0, 0, 0)
        self.begin_triage = button("&Triage", "quiet", icon="clipboard_task", tip="Triage, one at a time (T)")
        self.begin_triage.clicked.connect(self.triage)
        self.triage_card.head.addWidget(self.begin_triage)
        self.waiting = RecordTable("Cases to triage")
        self._waiting_model = RowsModel(_triage_columns(self.window_), key=_triage_key, parent=self)
        self.waiting.show_model(self._waiting_model)
        self.waiting.opened.connect(self.open_waiting)
        self.waiting.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.triage_card.body.addWidget(self.waiting)
        attach(_Waiting(self), self.waiting, {"list"}, self.window_.me.officer.roles)

    def _make_cards(self) -> None:
        self.alerts = AlertsCard()
        self.alerts.pressed.connect(self._alert)
        self.reviews = ReviewsCard()
        self.reviews.band_chosen.connect(self._open_band)
        self.target = TargetCard()
        self.target.asked.connect(self._open_figures)

    def _lay_out(self) -> None:
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(14)
        self._left.addWidget(self.actions_card, 1)
        self._left.addWidget(self.triage_card)
        for card in (self.alerts, self.reviews, self.target):
            self._right.addWidget(card)
        self._right.addStretch(1)
        inside = QWidget()
        inside.setObjectName("inside")
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(20, 14, 16, 14)
        self._columns.setSpacing(14)
        self._columns.addLayout(self._left, 1)
        self._columns.addLayout(self._right)
        self._columns.addStretch()
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.empty = self._empty_state()
        self._pages = QStackedLayout(self)
        self._pages.addWidget(QWidget())
        self._pages.addWidget(self.area)
        self._pages.addWidget(self.empty)
        for part in (self.actions_card, self.triage_card, self.reviews):
            part.setHidden(not self._reads_cases)
        self.target.hide()

    def _empty_state(self) -> EmptyState:
        may_write = may(self.window_.me.officer.roles, Right.CASE_WRITE)
        words = "What is due, who waits for triage and what needs a decision appear here once a case is logged."
        empty = EmptyState("No case has been logged yet", words)
        first = button("Log the first case", "primary", icon="add", extent="large")
        first.clicked.connect(self._new_case)
        empty.row.addWidget(first)
        first.setHidden(not may_write)
        return empty

    # The window's side

    def heading(self) -> Heading:
        """Today, the day, and which working day of the month it is."""
        today = self.window_.today()
        if self.window_.size_class is SizeClass.COMPACT:
            return Heading("Today", f"{today:%A} {today.day} {today:%B %Y}")
        return Heading("Today", f"{today:%A} {today.day} {today:%B %Y} · {read.working_day_words(today)}")

    def show_at(self, **_at: Any) -> None:
        """Read the page each time it comes into view: the day may have changed."""
        self.read_again()
        if self._reads_figures and self._target is None:
            self._read_target()

    def refresh(self, changes: Changes) -> None:
        """Read again after anything this page shows has changed."""
        self.read_again()
        if self._reads_figures and changes.kinds & {"datasets", "measures"}:
            self._read_target()

    def set_size_class(self, size: SizeClass) -> None:
        """One column in a narrow window: actions, alerts, triage, reviews, target."""
        narrow = size is SizeClass.COMPACT
        parts: tuple[QWidget, ...] = (self.actions_card, self.triage_card, self.alerts, self.reviews, self.target)
        for part in parts:
            self._left.removeWidget(part)
            self._right.removeWidget(part)
        order = (self.actions_card, self.alerts, self.triage_card, self.reviews, self.target)
        left = order if narrow else (self.actions_card, self.triage_card)
        for place, part in enumerate(left):
            self._left.insertWidget(place, part, 1 if part is self.actions_card and not narrow else 0)
        for place, part in enumerate(() if narrow else (self.alerts, self.reviews, self.target)):
            self._right.insertWidget(place, part)
        # Without cases the cards begin at the left, where one starts to read.
        alone = not narrow and not self._reads_cases
        self._columns.setStretch(0, 0 if alone else 1)
        self._columns.setStretch(2, 1 if alone else 0)
        for card in (self.alerts, self.reviews, self.target):
            card.setMaximumWidth(ANY_WIDTH if narrow else _CARDS[size])
            card.setMinimumWidth(0 if narrow else _CARDS[size])
        self.table.set_size_class(size)
        self.waiting.set_size_class(size)
        self._fit_tables()
        self.heading_changed.emit()

    def panes(self) -> Sequence[QWidget]:
        """Actions, triage, then the cards."""
        return (self.table, self.waiting, self.alerts, self.reviews, self.target)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the actions."""
        super().showEvent(event)
        if not event.spontaneous():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Reading

    def read_again(self) -> None:
        """Read what is due and who waits."""
        if self._job is not None:
            self._job.cancel()
        me, whose = self.window_.me, self._whose
        self._job = work.run(lambda: read.load(me, whose), self._took, self.window_.failed)

    def _read_target(self) -> None:
        me = self.window_.me
        work.run(lambda: read.load_target(me), self._took_target, self.window_.failed)

    def _took(self, loaded: read.Loaded) -> None:
        first = self._loaded is None
        self._loaded = loaded
        view = loaded.view
        new = self._reads_cases and not loaded.any_cases and not loaded.alerts
        self._pages.setCurrentIndex(2 if new else 1)
        self.table.kinds = loaded.kinds
        self.table.show_items(grouped(view.items))
        self.actions_card.set_count(f"{len(view.items):,}" if view.items else "")
        self.nothing.setText(_NOTHING[self._whose])
        self.nothing.setHidden(bool(view.items))
        self.table.setHidden(not view.items)
        self._waiting_model.set_rows(view.triage)
        self.triage_card.set_count(_first_promise(view.triage))
        self.triage_card.setHidden(not (self._reads_cases and view.triage))
        self.begin_triage.setHidden(not may(self.window_.me.officer.roles, Right.CASE_WRITE))
        self.alerts.show_alerts(loaded.alerts)
        for kind in list(loaded.kinds.values())[:1]:
            self.reviews.show_counts(kind, lambda band: view.reviews_by_band.get(band, 0))
        self._fit_tables()
        if first and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _took_target(self, page: FiguresPage | None) -> None:
        self._target = page
        self.target.setHidden(page is None)
        if page is not None:
            self.target.show_page(page)

    def _fit_tables(self) -> None:
        """Tables as high as their rows, so that the page scrolls and not they; the actions may take what is left."""
        row = self.table.verticalHeader().defaultSectionSize()
        narrow = self.window_.size_class is SizeClass.COMPACT
        rows = self._waiting_model.rowCount()
        head = self.waiting.horizontalHeader().height()
        self.waiting.setFixedHeight(min(rows, 6) * row + head + 2)
        due = self.table.model_.rowCount()
        if narrow:
            self.table.setFixedHeight(max(due, 1) * row + 2)
        else:
            self.table.setMinimumHeight(min(max(due, 1), LEAST_ROWS) * row + 2)
            self.table.setMaximumHeight(ANY_WIDTH)

    def _chose_whose(self, place: int) -> None:
        self._whose = self._offered[place][0]
        self.read_again()

    # What the officer does

    def triage(self) -> None:
        """Triage the cases that wait, one at a time."""
        waiting = self._loaded.view.triage if self._loaded is not None else ()
        if waiting and may(self.window_.me.officer.roles, Right.CASE_WRITE):
            TriageSheet(self.window_, waiting).open()
        else:
            self.window_.toast("Nothing waits for triage")

    def open_waiting(self, row: object, _new_window: bool) -> None:
        """Open a case that waits for triage."""
        if isinstance(row, TriageLine):
            self.window_.open_case(row.case_id)

    def _new_case(self) -> None:
        self.window_.go("new-case")

    def _open_figures(self) -> None:
        self.window_.go("figures")

    def _open_band(self, band: str) -> None:
        until = add_working_days(self.window_.today(), SOON)
        self.window_.go(ASB, filters=read.review_filters(band, until))

    def _alert(self, alert: read.Notable) -> None:
        """Do what an alert's button says."""
        about = alert.about
        if isinstance(about, ExportLine):
            confirm_destroyed(self.window_, about)
        elif isinstance(about, NamesRequest) and alert.kind == "names":
            decide_names(self.window_, about)
        elif isinstance(about, NamesRequest):
            self.window_.go(about.case_type)
        elif alert.kind == "draft":
            self.window_.go("new-case")
        elif isinstance(about, UUID):
            self._about(alert, about)

    def _about(self, alert: read.Notable, about: UUID) -> None:
        me = self.window_.me
        if alert.kind == "notice":
            work.run(lambda: officers.dismiss_notice(me, about), self._did, self.window_.failed, lane="write")
        elif alert.kind == "assign":
            work.run(lambda: owners_to_choose(me, ASB), lambda found: self._assign(about, found), self.window_.failed)
        else:
            self.window_.open_case(about, tab=alert.tab)

    def _assign(self, case_id: UUID, choices: Sequence[tuple[str, str]]) -> None:
        me = self.window_.me

        def give(owner: UUID | None) -> None:
            work.run(lambda: cases.assign_case(me, case_id, owner), self._did, self.window_.failed, lane="write")

        AssignSheet(self.window_, 1, choices, give).open()

    def _did(self, done: Done[Any]) -> None:
        self.window_.done(done.changes)


class _Waiting(QObject):
    """What keys do on the list of cases to triage."""

    def __init__(self, page: TodayPage) -> None:
        super().__init__(page)
        self._page = page

    def open_current(self) -> None:
        """Open the case in hand."""
        self._page.open_waiting(self._page.waiting.current(), _new_window=False)

    def triage(self) -> None:
        """Begin triage."""
        self._page.triage()

    def explain_clock(self) -> None:
        """Say why the promise to the case in hand ends when it does."""
        line = self._page.waiting.current()
        if isinstance(line, TriageLine):
            show_case_clocks(self._page.window_, line.case_id)


def _first_promise(waiting: Sequence[TriageLine]) -> str:
    """How many wait, and when the first promise ends."""
    if not waiting:
        return ""
    due = min(line.due for line in waiting)
    day = local_day(due)
    ends = "ended" if any(line.late for line in waiting) else "ends"
    return f"{len(waiting):,} · first promise {ends} {short_day(day, day)}, {local_time(due)}"


def _triage_key(line: TriageLine) -> UUID:
    return line.case_id


def _triage_columns(window: Window) -> tuple[TableColumn[TriageLine], ...]:
    def received(line: TriageLine) -> Words:
        day, today = local_day(line.received), window.today()
        shown = "Today" if day == today else short_day(day, today)
        return Words(f"{shown}, {local_time(line.received)}")

    def area(line: TriageLine) -> Words:
        found = NEIGHBOURHOOD_AREAS.area(line.area) if line.area else None
        return Words(found.name if found else "No area", "dim")

    def promise(line: TriageLine) -> Clock:
        soon = line.text.startswith("under") or (line.text.endswith("left") and int(line.text.split()[0]) <= 12)
        kind: ClockKind = "late" if line.late else "today" if soon else "soon"
        return Clock(kind, line.text, explain_hours(line.due, window.me.now()))

    return (
        TableColumn("received", "Received", 126, received),
        TableColumn("reference", "Reference", 138, lambda line: Words(line.reference, "strong")),
        TableColumn("from", "From", 130, lambda line: Words(line.source or "Not recorded", "dim"), stretch=2),
        TableColumn("area", "Area", 130, area, stretch=2, least=SizeClass.STANDARD),
        TableColumn("promise", "Promise", 136, promise),
    )


def build_today(window: Window) -> TodayPage:
    """The Today page of a window."""
    return TodayPage(window)
