"""Backups: what there are and what each holds; made, checked, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import local_day, show_day, show_moment
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.permissions import Right
from spp_desktop.services import backups, settings
from spp_desktop.services.backups import DAY, BackedUp, BackupLine, Restored
from spp_desktop.ui import work
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, beside, size_words
from spp_desktop.ui.pages.admin_restore import RestoredSheet, RestoreSheet
from spp_desktop.ui.tables.cells import Cell, Tags, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.widgets.tags import Clock, ClockLabel, Tag
from spp_desktop.ui.window import Window

SEALED = "Made before the store was given another key: it opens with the passphrases of its day."
NO_SECOND = "No second folder: if this disk fails, the backups fail with it. Name one in Settings."


@dataclass(frozen=True, slots=True)
class _Backups:
    lines: tuple[BackupLine, ...]
    second: str


def holds_words(line: BackupLine, *names: str) -> str:
    """What a backup holds, in words."""
    if line.holds is None:
        return "sealed under an earlier key"
    return ", ".join(line.counted(*names))


def age_of(last: datetime | None, now: datetime) -> Clock:
    """How old the last backup is: late once it is more than a day old."""
    if last is None:
        return Clock("late", "No backup yet")
    old = now - last
    days = (local_day(now) - local_day(last)).days
    if old <= timedelta(minutes=1):
        words = "Last backup just now"
    elif days == 0:
        words = "Last backup today"
    elif days == 1:
        words = "Last backup yesterday"
    else:
        words = f"Last backup {days} calendar days ago"
    return Clock("late" if old > DAY + DAY else "done", words, f"Made {show_moment(last)}")


def _made(line: BackupLine) -> Cell:
    return Words(show_moment(line.made), "strong")


def _holds(line: BackupLine) -> Cell:
    return Words(holds_words(line, "case", "operation"), "body" if line.holds is not None else "dim")


def _newest(line: BackupLine) -> Cell:
    return Words(show_moment(line.last_operation) if line.last_operation else "", "dim")


def _size(line: BackupLine) -> Cell:
    return Words(size_words(line.bytes), "dim", right=True)


def _sealed(line: BackupLine) -> Cell:
    return Tags((Tag("Confidential sealed", "purple", "lock_closed"),)) if line.sealed else Words("")


def _key(line: BackupLine) -> str:
    return line.name


class BackupsSection(Section):
    """The backups beside this store."""

    kinds = frozenset({"backups", "settings"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._making: work.Job | None = None
        self._verified: dict[str, str] = {}
        self.head = HeadBar("Backups")
        self.age = ClockLabel(Clock("done", ""))
        self.head.row.insertWidget(2, self.age)
        self.make = button("&Back up now", "primary", icon="hard_drive")
        self.make.clicked.connect(self.back_up)
        self.make.setVisible(self.may(Right.BACKUP))
        self.head.row.addWidget(self.make)
        self.second = text_label("", "caption")
        self.table = RecordTable("Backups")
        columns = (
            TableColumn("made", "Made", 150, _made, stretch=1),
            TableColumn("holds", "Holds", 190, _holds, stretch=2),
            TableColumn("newest", "Latest work in it", 150, _newest, least=SizeClass.STANDARD),
            TableColumn("sealed", "", 160, _sealed, least=SizeClass.WIDE),
            TableColumn("size", "Size", 80, _size, right=True),
        )
        self.table.show_model(RowsModel(columns, key=_key, parent=self), "administration/backups")
        self.table.row_changed.connect(self._show_backup)
        self.empty = EmptyState(
            "No backup yet", "One is made each day the store is worked in. The first can be made now."
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.bar = InlineProgress("Backing up")
        self.bar.cancelled.connect(self.stop)
        self.foot = self._foot()
        self.pane = Pane("Backup")
        self.verify = self.pane.add_verb(button("&Verify", icon="shield_task"), self.verify_backup)
        self.restore = self.pane.add_verb(button("&Restore here…", "harm"), self.restore_backup)
        beside(self.content, (self.head, self.foot, self.stack), self.pane)

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setObjectName("filters")
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 6, 14, 6)
        row.addWidget(self.second, 1)
        row.addWidget(self.bar, 2)
        self.bar.hide()
        return foot

    # Reading

    def fetch(self) -> _Backups:
        """The backups, and where copies go."""
        return _Backups(backups.list_backups(self.me), str(settings.value_of(self.me, "backup.second-folder")))

    def show_read(self, value: Any) -> None:
        """Show them."""
        lines = value.lines
        self.head.aside.setText(f"{len(lines)} kept" if lines else "")
        self.age.show_clock(age_of(lines[0].made if lines else None, self.me.now()))
        self.second.setText(f"Each is copied to {value.second}." if value.second else NO_SECOND)
        self.table.rows().set_rows(lines)
        self.stack.setCurrentIndex(0 if lines else 1)

    def set_size_class(self, size: SizeClass) -> None:
        """Fewer columns in a narrow window."""
        self.table.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> Sequence[QWidget]:
        """The list, then the backup in hand."""
        return (self.table, self.pane, self.head)

    def current(self) -> BackupLine | None:
        """The backup in hand."""
        found = self.table.current()
        return found if isinstance(found, BackupLine) else None

    def _show_backup(self, line: BackupLine | None) -> None:
        self.verify.setVisible(line is not None and self.may(Right.BACKUP))
        self.restore.setVisible(line is not None and self.may(Right.RESTORE))
        if line is None:
            self.pane.say("No backup chosen")
            return
        facts: list[tuple[str, QWidget | str]] = []
        if line.holds is not None:
            facts.append(("Holds", "\n".join(line.counted())))
        if line.last_operation is not None:
            facts.append(("Latest work", show_moment(line.last_operation)))
        if line.sealed:
            facts.append(("Sealed", "the confidential compartment, copied as it lay"))
        facts += [("Size", size_words(line.bytes)), ("File", line.name)]
        if line.name in self._verified:
            facts.append(("Verified", self._verified[line.name]))
        words = SEALED if line.holds is None else ""
        self.pane.say(show_moment(line.made), "Checked when it was made", words, facts)

    # Making and checking

    def back_up(self) -> None:
        """Make a backup, telling how far it is."""
        if self._making is not None:
            return
        me = self.me
        disable(self.make, "A backup is being made")
        self.bar.progress("Backing up", 0, 0)
        self.bar.show()

        def run(tell: work.Progress, cancelled: work.Cancelled) -> Done[BackedUp]:
            return backups.make_backup(me, progress=tell, cancelled=cancelled)

        self._making = work.run_long(run, self._backed_up, self._not_backed_up, self.bar.progress)

    def stop(self) -> None:
        """Stop; no part of it is kept."""
        if self._making is not None:
            self._making.cancel()

    def _backed_up(self, done: Done[BackedUp]) -> None:
        self._over()
        self.window_.done(done.changes, done.value.second or "Backed up")

    def _not_backed_up(self, error: Exception) -> None:
        stopped = self._making is not None and self._making.cancelled()
        self._over()
        if stopped and isinstance(error, Refused):
            self.window_.toast("The backup was stopped. Earlier ones are as they were")
        else:
            self.window_.failed(error)

    def _over(self) -> None:
        self._making = None
        self.bar.hide()
        enable(self.make)

    def verify_backup(self) -> None:
        """Check the backup in hand through and through."""
        line = self.current()
        if line is None:
            return
        me, name = self.me, line.name
        disable(self.verify, "It is being verified")
        self.verify.setText("Verifying…")
        work.run_long(lambda _tell, _stopped: backups.verify_backup(me, name), self._sound, self._unsound)

    def _sound(self, line: BackupLine) -> None:
        self._verify_over()
        self._verified[line.name] = f"sound, {show_day(self.window_.today())}"
        self.window_.toast("The backup is sound")
        self._show_backup(self.current())

    def _unsound(self, error: Exception) -> None:
        self._verify_over()
        self.window_.failed(error)

    def _verify_over(self) -> None:
        self.verify.setText("&Verify")
        enable(self.verify)

    # Putting back

    def restore_backup(self) -> None:
        """Put the backup in hand back, once the officer has read what that does."""
        line = self.current()
        if line is not None:
            RestoreSheet(self.window_, line, holds_words(line, "case", "officer")).saved.connect(self._restored)

    def _restored(self, restored: Restored) -> None:
        window = self.window_
        sheet = RestoredSheet(window, restored, window.me.store.code)
        sheet.opening.connect(lambda: window.opened_anew.emit(restored.signed_in))
