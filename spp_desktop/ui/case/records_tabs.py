"""Tabs of a case that list its records of declared kinds, alone or beside other lists, with one shown at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import due_text, explain_due
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.fields import Field
from spp_desktop.domain.records import Owed, RecordKind, RecordView, next_owed, owed_on, standing_stop
from spp_desktop.ui import theme
from spp_desktop.ui.case import record_sheets
from spp_desktop.ui.case.files import Files
from spp_desktop.ui.case.people import People
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.case.tabs import Actions
from spp_desktop.ui.case.words import counted, one
from spp_desktop.ui.pages.cases_columns import day_clock
from spp_desktop.ui.tables.cells import BLANK, Cell, Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.segmented import SegmentedControl
from spp_desktop.ui.widgets.tags import Clock, Tag

if TYPE_CHECKING:
    from spp_desktop.ui.page import SizeClass
    from spp_desktop.ui.window import Window

ALWAYS = 2
"""How many of a kind's own columns show however narrow the list is."""
LEAST, MARGINS = 126, 16
"""Pixels: the least for a question's column, and what its heading leaves free beside its words."""
LABELS = 230
"""Pixels for the labels of what a record says."""


class KindList(RecordTab):
    """The records of one kind on a case: what is owed soonest first, then the newest."""

    def __init__(self, window: Window, kind: CaseType, view: CaseView, record: RecordKind, *, may_write: bool) -> None:
        self.record = record
        self.code, self.label = record.code, record.plural
        self.empty = Empty(f"{record.plural}: none yet", record.note or record.source)
        super().__init__(window, kind, view, may_write=may_write)

    def columns(self) -> Sequence[TableColumn[Any]]:
        titled = self.record.field(self.record.title)
        private = titled is not None and titled.personal
        own = [self._column(place, key) for place, key in enumerate(self.record.columns)]
        return (
            TableColumn("title", titled.label if titled else self.record.label, 180, self._title, stretch=3,
                        private=private),
            *((TableColumn("about", "About", 130, _about, private=True, stretch=1),) if self.record.roles else ()),
            *own,
            TableColumn("stage", "Stage", 134, lambda row: Words(self.record.stage(row.answers).label)),
            TableColumn("due", "Owed", 124, self._due),
        )  # fmt: skip

    def _column(self, place: int, key: str) -> TableColumn[Any]:
        field = self.record.field(key)
        assert field is not None  # a kind names only questions that it asks
        wide = max(LEAST, MARGINS + QFontMetrics(theme.font("strong")).horizontalAdvance(field.label))
        return TableColumn(key, field.label, wide, lambda row: _answer(field, row), stretch=1, private=field.personal,
                           yields=place >= ALWAYS)  # fmt: skip

    def _title(self, row: RecordView) -> Cell:
        titled = self.record.field(self.record.title)
        return Words(self.record.title_of(row.answers), "strong", private=titled is not None and titled.personal)

    def _due(self, row: RecordView) -> Cell:
        owed = next_owed(self.record, row, self.window_.today())
        return BLANK if owed is None else owed_clock(owed, self.window_.today())

    def rows(self, view: CaseView) -> Sequence[RecordView]:
        today = self.window_.today()

        def place(row: RecordView) -> tuple[date, float]:
            owed = next_owed(self.record, row, today)
            return owed.due if owed else date.max, -row.added.timestamp()

        return sorted((each for each in view.records if each.kind == self.record.code), key=place)

    def detail(self, row: RecordView) -> Detail:
        today, stage = self.window_.today(), self.record.stage(row.answers)
        facts = [("About", row.about)]
        facts += [(owed.what, _how_it_stands(owed, today)) for owed in owed_on(self.record, row, today)]
        facts += [(field.label, _answer(field, row).text) for field in self.record.form.fields]
        facts += [
            ("Clock stood still", f"{show_day(stop.since)} to {show_day(stop.until)}: {stop.reason}")
            for stop in row.stops
            if stop.until is not None
        ]
        facts += [("Files", counted(row.files, "file") if row.files else "")]
        facts += [("Added", f"{show_moment(row.added)} by {row.by}")]
        return Detail(
            self.record.title_of(row.answers),
            tuple(facts),
            tags=(Tag(stage.label, "green" if stage.over else "blue"),),
            label_width=LABELS,
        )

    def adds(self) -> Sequence[Verb]:
        why = "" if self.record.offered_on(self.window_.today()) else _not_offered(self.record, self.window_.today())
        return (Verb(f"Add {one(self.record.label)}", self.add, "add", why_not=why),)

    def verbs(self, row: RecordView) -> Sequence[Verb]:
        return (Verb("Edit…", self.edit, "edit"), *self._clock_verbs(row), Verb("Withdraw…", self.withdraw))

    def _clock_verbs(self, row: RecordView) -> Iterator[Verb]:
        if standing_stop(row) is not None:
            yield Verb("Start the clock…", self.restart, "clock")
        elif any(each.clock.stops and each.met is None for each in owed_on(self.record, row, self.window_.today())):
            yield Verb("Stop the clock…", self.stop, "pause")

    def add(self) -> None:
        """Ask about another."""
        record_sheets.add_record(self.window_, self.kind, self.view, self.record)

    def edit(self) -> None:
        """Put the one in hand right, or carry it on."""
        row = self.in_hand()
        if row is not None:
            record_sheets.edit_record(self.window_, self.kind, self.case_id, self.record, row)

    def stop(self) -> None:
        """Stop the clock of the one in hand."""
        row = self.in_hand()
        if row is not None:
            record_sheets.stop_clock(self.window_, row)

    def restart(self) -> None:
        """Let the clock of the one in hand run again."""
        row = self.in_hand()
        if row is not None:
            record_sheets.restart_clock(self.window_, row)

    def withdraw(self) -> None:
        """Withdraw the one in hand."""
        row = self.in_hand()
        if row is not None:
            record_sheets.withdraw_record(self.window_, self.record, row)


class PartsTab(QWidget):
    """A tab of several lists: those of ``first``, then one for each kind of record that the case type puts here.

    A switch above them says which is shown; there is none where there is only one.
    """

    code = ""
    label = ""
    first: tuple[type[RecordTab], ...] = ()

    def __init__(self, window: Window, kind: CaseType, view: CaseView, *, may_write: bool) -> None:
        super().__init__()
        self.parts = [made(window, kind, view, may_write=may_write) for made in self.first]
        self.parts += [
            KindList(window, kind, view, record, may_write=may_write) for record in kinds_in(kind, self.code)
        ]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        strip = QFrame()
        strip.setObjectName("filters")
        across = QHBoxLayout(strip)
        across.setContentsMargins(20, 0, 0, 1)
        across.setSpacing(0)
        self.switch = SegmentedControl([(part.code, part.label) for part in self.parts], compact=True)
        self.switch.setAccessibleName(f"{self.label}: which list")
        self.switch.setProperty("ownLabel", True)
        self.switch.setVisible(len(self.parts) > 1)
        self.switch.changed.connect(self._switched)
        across.addWidget(self.switch)
        self._bars, self._stack = QStackedWidget(), QStackedWidget()
        for part in self.parts:
            part.bar.setObjectName("")  # the strip it stands in has the line below it
            self._bars.addWidget(part.bar)
            self._stack.addWidget(part)
        across.addWidget(self._bars, 1)
        rows.addWidget(strip)
        rows.addWidget(self._stack, 1)
        self.show_case(view)
        self.show_part(self.parts[0].code)

    @classmethod
    def offered(cls, kind: CaseType) -> bool:
        """Whether a case of this type has anything to list here."""
        return bool(cls.first or kinds_in(kind, cls.code))

    @property
    def here(self) -> RecordTab:
        """The list shown."""
        found = self._stack.currentWidget()
        assert isinstance(found, RecordTab)  # nothing else is put in the stack
        return found

    def show_part(self, code: str) -> None:
        """Show a list by its code; one that is not here leaves the one shown."""
        part = next((each for each in self.parts if each.code == code), None)
        if part is not None:
            self._stack.setCurrentWidget(part)
            self._bars.setCurrentWidget(part.bar)
            part.shown()
        self.switch.set_value(self.here.code)

    def _switched(self, code: object) -> None:
        self.show_part(str(code))

    # What a case window asks of every tab

    def show_case(self, view: CaseView) -> None:
        """Show the lists of a case as it stands now."""
        for part in self.parts:
            part.show_case(view)
        self.switch.set_options([(part.code, _counted(part, view)) for part in self.parts])

    def shown(self) -> None:
        """The tab has come into view."""
        self.here.shown()

    def show_record(self, record_id: UUID) -> None:
        """Take a record in hand, on whichever list it is."""
        for part in self.parts:
            if any(part.key(row) == record_id for row in part.rows(part.view)):
                self.show_part(part.code)
                part.show_record(record_id)

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange for a window's width."""
        for part in self.parts:
            part.set_size_class(size)

    def take_focus(self) -> None:
        """Give the keyboard to the list shown."""
        self.here.take_focus()


class PeopleTab(PartsTab):
    """Everybody on the case, and what is owed to them."""

    code, label, first = "people", "People", (People,)


class ActionsTab(PartsTab):
    """What somebody has promised to do, and what was asked of others."""

    code, label, first = "actions", "Actions", (Actions,)


class SharingTab(PartsTab):
    """What was shared about the case, with whom and why."""

    code, label = "sharing", "Sharing"


class DocumentsTab(PartsTab):
    """What is kept as a document."""

    code, label, first = "documents", "Documents", (Files,)


def kinds_in(kind: CaseType, tab: str) -> tuple[RecordKind, ...]:
    """The kinds of record that a part of the case window lists."""
    return tuple(each for each in kind.records if each.tab == tab)


def records_in(kind: CaseType, view: CaseView, tab: str, *, going_on: bool = False) -> int:
    """How many records a part of the case window lists; only those that are not over yet, where asked."""
    kinds = {each.code: each for each in kinds_in(kind, tab)}
    found = [each for each in view.records if each.kind in kinds]
    return sum(not going_on or not kinds[each.kind].stage(each.answers).over for each in found)


def owed_clock(owed: Owed, today: date) -> Clock:
    """What is owed, as a cell: how long is left, or why it stands still."""
    unit = owed.clock.unit
    reckoned = f"{owed.what}: {explain_due(owed.due, today, owed.stops, unit)}"
    if owed.standing:
        return Clock("paused", f"Paused: {owed.standing}", reckoned)
    return day_clock(owed.due, today, due_text(owed.due, today, unit), reckoned)


def _how_it_stands(owed: Owed, today: date) -> str:
    if owed.met is not None:
        late = f", late: it was due {show_day(owed.due)}" if owed.late(today) else ""
        return f"Done {show_day(owed.met, weekday=True)}{late}"
    if owed.standing:
        return f"Stands still: {owed.standing}"
    return f"Due {show_day(owed.due, weekday=True)}, {due_text(owed.due, today, owed.clock.unit).lower()}"


def _not_offered(record: RecordKind, today: date) -> str:
    if record.valid_from is not None and today < record.valid_from:
        return f"From {show_day(record.valid_from)} on"
    return f"Until {show_day(record.valid_to)}" if record.valid_to is not None else ""


def _answer(field: Field, row: RecordView) -> Words:
    answer = row.answers.get(field.key)
    return Words(field.show(answer) if answer is not None else "", "dim", private=field.personal)


def _about(row: RecordView) -> Cell:
    return Words(row.about, private=True)


def _counted(part: RecordTab, view: CaseView) -> str:
    count = part.count(view)
    return f"{part.label} {count}" if count else part.label
