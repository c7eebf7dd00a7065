"""Files kept with a case: attached, copied out with a reason, withdrawn when misfiled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_desktop.domain.cases import Answers, CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_moment
from spp_desktop.domain.fields import Choice, LongText, Text
from spp_desktop.domain.files import FILE_KINDS, MOST_BYTES, FileView, NewFile, safe_name
from spp_desktop.services import files
from spp_desktop.ui import work
from spp_desktop.ui.case.record_sheets import ask_few
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.case.words import initialled
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.tables.cells import Words
from spp_desktop.ui.tables.model import TableColumn

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

KILO, MEGA = 1000, 1_000_000
ANY_FILE = "Any file (*)"


class Files(RecordTab):
    """What is kept as a file, newest first. Nothing is opened from here: a copy is saved where it is needed."""

    code, label = "files", "Files"
    empty = Empty(
        "No file yet",
        f"Attach a scan, a photograph or a letter, of at most {MOST_BYTES // MEGA} MB: it is kept encrypted.",
    )

    def __init__(self, window: Window, kind: CaseType, view: CaseView, *, may_write: bool) -> None:
        self._files: tuple[FileView, ...] = ()
        self._read_at: int | None = None
        super().__init__(window, kind, view, may_write=may_write)

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("title", "File", 220, lambda row: Words(row.title or row.name, "strong", private=True),
                        stretch=3, private=True),
            TableColumn("kind", "Kind", 150, lambda row: Words(FILE_KINDS.label_of(row.kind)), stretch=1),
            TableColumn("added", "Kept", 150, lambda row: Words(show_moment(row.added))),
            TableColumn("size", "Size", 90, lambda row: Words(size_words(row.size), "dim", right=True), right=True),
            TableColumn("by", "By", 120, lambda row: Words(initialled(row.by), "dim"), least=SizeClass.STANDARD),
        )  # fmt: skip

    def rows(self, _view: CaseView) -> Sequence[FileView]:
        return self._files

    def count(self, view: CaseView) -> int | None:
        """How many there are; not known until they have been read."""
        return len(self.rows(view)) if self._read_at is not None else None

    def detail(self, row: FileView) -> Detail:
        facts = (
            ("Its name", row.name),
            ("Kind", FILE_KINDS.label_of(row.kind)),
            ("Size", size_words(row.size)),
            ("Kept", f"{show_moment(row.added)} by {row.by}"),
            ("Fingerprint", row.sha256),
        )
        return Detail(row.title or row.name, facts)

    def adds(self) -> Sequence[Verb]:
        return (Verb("Attach a file…", self.add, "attach"),)

    def verbs(self, row: FileView) -> Sequence[Verb]:
        return (Verb("Save a copy…", self.save_copy, "save"), Verb("Withdraw…", self.withdraw))

    def shown(self) -> None:
        """Read what there is, when first in view."""
        if self._read_at is None:
            self._read()

    def show_case(self, view: CaseView) -> None:
        """Show what was read; read again what has been read before, because the case has changed."""
        super().show_case(view)
        if self._read_at is not None and self._read_at != view.line.revision:
            self._read()

    def _read(self) -> None:
        me, case_id, at = self.window_.me, self.case_id, self.view.line.revision

        def show(found: tuple[FileView, ...]) -> None:
            self._read_at, self._files = at, found
            super(Files, self).show_case(self.view)

        work.run(lambda: files.list_files(me, case_id), show, self.window_.failed)

    # Doing

    def add(self) -> None:
        """Ask for a file, then what it is."""
        self.window_.ask.files_to_open("Attach a file", ANY_FILE, self._chosen)

    def _chosen(self, paths: Sequence[str]) -> None:
        if paths:
            path = Path(paths[0])
            work.run(lambda: files.read_file(path), self._ask_what, self.window_.failed)

    def _ask_what(self, read: NewFile) -> None:
        me, case_id = self.window_.me, self.case_id
        fields = (
            Text(key="title", label="What it is", span=12, personal=True, help="Such as: diary sheet, first fortnight"),
            Choice(key="kind", label="Kind", vocabulary=FILE_KINDS, required=True, span=12),
        )

        def save(given: Answers) -> Done[Saved]:
            kept = NewFile(read.name, read.content, str(given["kind"]), str(given.get("title", "")))
            done = files.attach_file(me, case_id, kept)
            self._read_at = self._read_at if self._read_at is None else -1
            return done

        ask_few(self.window_, f"Attach {safe_name(read.name)}", fields, "Attach", "File kept", save=save)

    def save_copy(self) -> None:
        """Ask where a copy of the file in hand is to go, then why it is needed."""
        row = self.in_hand()
        if row is not None:
            self.window_.ask.file_to_save("Save a copy", row.name, ANY_FILE, partial(self._ask_why, row))

    def _ask_why(self, row: FileView, paths: Sequence[str]) -> None:
        if not paths:
            return
        me, out = self.window_.me, Path(paths[0])
        why = Text(
            key="reason",
            label="Why a copy is needed",
            required=True,
            span=12,
            help="The copy is not encrypted. That it was made, and why, is recorded",
        )

        def save(given: Answers) -> Done[Saved]:
            return files.save_copy(me, row.id, out, str(given["reason"]))

        ask_few(self.window_, "Save a copy outside the store", (why,), "Save the copy", "Copy saved", save=save)

    def withdraw(self) -> None:
        """Ask why the file in hand does not belong here."""
        row, me = self.in_hand(), self.window_.me
        if row is None:
            return
        fields = (LongText(key="reason", label="Why it does not belong here", required=True),)

        def save(given: Answers) -> Done[Saved]:
            done = files.withdraw_file(me, row.id, str(given["reason"]))
            self._read_at = -1
            return done

        ask_few(self.window_, "Withdraw this file", fields, "Withdraw", "File withdrawn", save=save)


def size_words(size: int) -> str:
    """How large a file is: ``26 bytes``, ``412 kB``, ``3.4 MB``."""
    if size < KILO:
        return f"{size} bytes"
    return f"{round(size / KILO):,} kB" if size < MEGA else f"{size / MEGA:,.1f} MB"
