"""Importing police files: choose or drop many, see what is in each, then keep them; stop at any time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QListWidget, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Done
from spp_desktop.domain.figures.datasets import FileReport, FileStatus, ImportReport
from spp_desktop.services.crime import import_files, preview_files
from spp_desktop.ui import work
from spp_desktop.ui.pages.figures_files import FilesTable
from spp_desktop.ui.theme import colour
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import selectable, text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import Window

PATTERN = "Police street-level files (*.csv *.csv.xz);;All files (*)"
WANTED = ("*-street.csv", "*-street.csv.xz")
MOST_REJECTS = 500
WIDE = 920
ROW = 28
LEAST_ROWS = 3
INTRODUCTION = (
    "Monthly street-level files from data.police.uk, as published. Choose as many as you like; nothing is kept "
    "until you have seen what is in them, and a file already held changes nothing."
)


def dropped(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders a drop carries, none for a drop of anything else."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def expanded(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Files as given, and the street-level files within each folder, in the order of their names; each once."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(file for pattern in WANTED for file in path.rglob(pattern)) if path.is_dir() else [path]
        found += inside
    return tuple(dict.fromkeys(found))


class DropZone(QFrame):
    """Where files are dropped, with a button that does the same."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(170)
        rows = QVBoxLayout(self)
        rows.setSpacing(8)
        rows.addStretch(1)
        rows.addWidget(Picture("document_table", "text-3", size=20), 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(text_label("Drop files or a folder here", "strong"), 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(text_label("or", "caption"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose = button("Choose files…", icon="folder_open")
        self.choose.clicked.connect(self.asked)
        rows.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour("control"), 1)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(colour("surface-alt"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class ImportSheet(Sheet):
    """The import dialog. ``look_at`` reads files; *Import* keeps those that can be kept."""

    def __init__(self, window: Window, paths: Sequence[Path] = ()) -> None:
        super().__init__(window, "Import police files", wide=min(WIDE, window.width() - 60))
        self._window = window
        self._stop = threading.Event()
        self._busy = ""
        self._reports: tuple[FileReport, ...] = ()
        self._kept = False
        self.setAcceptDrops(True)
        self.body.addWidget(text_label(INTRODUCTION, "secondary", wrap=True))
        self.zone = DropZone()
        self.zone.asked.connect(self.choose)
        self.body.addWidget(self.zone)
        self._add_table()
        self.progress = InlineProgress("Reading")
        self.progress.cancelled.connect(self.stop)
        self.body.addWidget(self.progress)
        self._add_foot()
        self._show_state()
        self._show_file()
        if paths:
            self.look_at(paths)

    def _add_table(self) -> None:
        self.table = FilesTable()
        self.table.selectionModel().currentRowChanged.connect(self._show_file)
        self.body.addWidget(self.table)
        self.summary = text_label("", "strong", wrap=True)
        self.body.addWidget(self.summary)
        self.message = selectable(text_label("", "secondary", wrap=True))
        self.body.addWidget(self.message)
        self.hash = selectable(text_label("", "caption"))
        self.body.addWidget(self.hash)
        self.rejects = QListWidget()
        self.rejects.setAccessibleName("Rows left out, with the reason")
        self.rejects.setFixedHeight(96)
        self.body.addWidget(self.rejects)

    def _add_foot(self) -> None:
        self.more = button("Add files…", "link")
        self.more.clicked.connect(self.choose)
        self.foot.addWidget(self.more)
        self.foot.addStretch(1)
        self.cancel = button("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.foot.addWidget(self.cancel)
        self.keep = button("Import", "primary")
        self.keep.clicked.connect(self.import_all)
        self.foot.addWidget(self.keep)

    # Choosing and reading

    def choose(self) -> None:
        """Ask for files."""
        self._window.ask.files_to_open("Choose police files", PATTERN, self._chosen, many=True)

    def _chosen(self, names: Sequence[str]) -> None:
        self.look_at([Path(name) for name in names])

    def look_at(self, paths: Sequence[Path]) -> None:
        """Read these files, with those shown already, and show what is in each. Keeps nothing."""
        if self._busy:
            return
        shown = [] if self._kept else [Path(report.file) for report in self._reports]
        wanted = [*shown, *paths]
        me, stop = self._window.me, self._stop
        self._begin("reading")

        def read(tell: work.Progress, _cancelled: work.Cancelled) -> ImportReport:
            return preview_files(me, expanded(wanted), progress=tell, cancelled=stop.is_set)

        work.run_long(read, self._previewed, self._failed, self._tell)

    def _previewed(self, report: ImportReport) -> None:
        self._end(report.files, kept=False)
        if report.stopped:
            self.message.setText("Stopped. Only the files above were read, and nothing is kept yet.")

    # Keeping

    def importable(self) -> tuple[Path, ...]:
        """The files that an import would keep."""
        wanted = {FileStatus.IMPORTED, FileStatus.SUPERSEDES}
        return () if self._kept else tuple(Path(file.file) for file in self._reports if file.status in wanted)

    def import_all(self) -> None:
        """Keep every file that can be kept, each whole or not at all."""
        paths, me, stop = self.importable(), self._window.me, self._stop
        if self._busy or not paths:
            return
        self._begin("importing")

        def keep(tell: work.Progress, _cancelled: work.Cancelled) -> Done[ImportReport]:
            return import_files(me, paths, progress=tell, cancelled=stop.is_set)

        work.run_long(keep, self._imported, self._failed, self._tell, lane="write")

    def _imported(self, done: Done[ImportReport]) -> None:
        became = {report.file: report for report in done.value.files}
        refused = [report for report in self._reports if report.status in {FileStatus.REFUSED, FileStatus.ALREADY}]
        self._end((*done.value.files, *(report for report in refused if report.file not in became)), kept=True)
        count = sum(report.status is not FileStatus.REFUSED for report in done.value.files)
        words = f"{count} file{'' if count == 1 else 's'} imported"
        if done.value.stopped:
            words += ", then stopped: the file in hand and those after it were not kept"
        self.message.setText(f"{words}.")
        self._window.done(done.changes, words)

    def stop(self) -> None:
        """Stop after what is in hand; files already kept stay."""
        self._stop.set()

    def _tell(self, step: str, done: int, of: int) -> None:
        self.progress.progress(step, done // 1024, of // 1024, unit="kB")

    def _failed(self, error: Exception) -> None:
        self._end(self._reports, kept=self._kept)
        self._window.failed(error)

    # What is shown

    def _begin(self, what: str) -> None:
        self._busy = what
        self._stop.clear()
        self.progress.progress("Reading" if what == "reading" else "Importing", 0, 0)
        self._show_state()

    def _end(self, reports: Sequence[FileReport], *, kept: bool) -> None:
        self._busy = ""
        self._reports, self._kept = tuple(reports), kept
        self.table.show_reports(self._reports, kept=kept)
        self.summary.setText(summed_up(self._reports, kept=kept))
        self._show_state()
        self._show_file()

    def _fit_table(self) -> None:
        """Show as many files as the window has room for beside what is said under them."""
        room = max((self._window.height() - 420) // ROW, LEAST_ROWS)
        rows = min(max(len(self._reports), LEAST_ROWS), room)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * ROW + 2)

    def _show_state(self) -> None:
        some, ready = bool(self._reports), len(self.importable())
        self.zone.setVisible(not some and not self._busy)
        self._fit_table()
        for part in (self.table, self.summary):
            part.setVisible(some)
        self.progress.setVisible(bool(self._busy))
        self.more.setVisible(some and not self._busy)
        self.cancel.setText("Close" if self._kept else "Cancel")
        self.keep.setVisible(not self._kept)
        self.keep.setText(f"Import {ready} file{'' if ready == 1 else 's'}" if ready else "Import")
        if ready and not self._busy:
            enable(self.keep)
            self.keep.setDefault(True)
        else:
            disable(self.keep, "Wait until the files are read" if self._busy else "Choose files that can be imported")
        self._settle()

    def _settle(self) -> None:
        """Be as tall as what is shown, now that some of it is hidden."""
        frame = self.table.parentWidget()
        inside = frame.layout() if frame is not None else None
        if inside is not None:
            inside.activate()
            self.setFixedHeight(inside.totalHeightForWidth(self.width()))

    def _show_file(self, *_where: object) -> None:
        report = self.table.chosen()
        rejected = report.rejected if report is not None else ()
        self.message.setText(report.message if report is not None else "")
        self.hash.setText(f"SHA-256 {report.sha256}" if report is not None and report.sha256 else "")
        self.message.setVisible(bool(self.message.text()))
        self.hash.setVisible(bool(self.hash.text()))
        self.rejects.clear()
        self.rejects.addItems([f"Line {reject.line:,}: {reject.reason}" for reject in rejected[:MOST_REJECTS]])
        if len(rejected) > MOST_REJECTS:
            self.rejects.addItem(f"and {len(rejected) - MOST_REJECTS:,} more")
        self.rejects.setVisible(bool(rejected))
        self._settle()

    def reject(self) -> None:
        """Close; an import in hand is asked to stop first and says what it kept."""
        self.stop()
        if self._busy != "importing":
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        self.look_at(dropped(event.mimeData()))


def summed_up(reports: Sequence[FileReport], *, kept: bool) -> str:
    """All files in one sentence: how many of each, and that their rows are all accounted for."""
    if not reports:
        return ""
    names = {
        FileStatus.IMPORTED: "imported" if kept else "to import",
        FileStatus.SUPERSEDES: "replacing a month held" if not kept else "now used in place of an older file",
        FileStatus.ALREADY: "held already",
        FileStatus.REFUSED: "refused",
    }
    counts = {status: sum(report.status is status for report in reports) for status in names}
    files = ", ".join(f"{count} {names[status]}" for status, count in counts.items() if count)
    rows = sum(report.rows for report in reports)
    parts = {
        "counted": sum(report.counted for report in reports),
        "unplaced": sum(report.unplaced for report in reports),
        "outside the city": sum(report.outside for report in reports),
        "rejected": sum(len(report.rejected) for report in reports),
    }
    told = ", ".join(f"{count:,} {name}" for name, count in parts.items())
    return f"{files}. {rows:,} rows: {told}." if rows else f"{files}."
