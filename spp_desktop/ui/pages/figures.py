"""Figures: what happened to crime, how sure we are, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.figures.areas import Outline
from spp_desktop.domain.figures.page import FiguresPage as PageValue
from spp_desktop.domain.figures.page import FiguresQuestion
from spp_desktop.domain.figures.reductions import By
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import figures as service
from spp_desktop.services.exports import export_reductions
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.actions import attach
from spp_desktop.ui.charts.outlines import outlines_of
from spp_desktop.ui.charts.picture import copy_picture, save_picture
from spp_desktop.ui.charts.table import copy_table
from spp_desktop.ui.page import Heading, Page, SizeClass
from spp_desktop.ui.pages import figures_view as view
from spp_desktop.ui.pages.figures_board import FiguresBoard
from spp_desktop.ui.pages.figures_filters import FilterBar
from spp_desktop.ui.pages.figures_head import FootLine, HeadLine
from spp_desktop.ui.pages.figures_import import ImportSheet, dropped
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Band, EmptyState
from spp_desktop.ui.window import Window

LETTER_PLACES = frozenset({"list", "figures-list"})
EXCEL_TIP = "Export reductions as a workbook (Ctrl+Shift+E)"
WORKBOOKS = "Excel workbook (*.xlsx)"
PICTURES = "Drawing (*.svg);;Picture (*.png)"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one reading of the store gives the page."""

    choices: service.FiguresChoices
    page: PageValue | None
    groups: PageValue | None
    outlines: tuple[Outline, ...]
    """Boundaries to draw from now on; none where those drawn already serve."""


def load(me: SignedIn, question: FiguresQuestion | None, drawn: By | None) -> Loaded:
    """Read everything one question needs; ``drawn`` is the scheme whose outlines the page has.

    Also imports what draws lines: it takes a third of a second, and here the window stays alive meanwhile.
    """
    import_module("pyqtgraph")
    choices = service.figures_choices(me)
    asked = question or choices.opening
    if asked is None or choices.opening is None:
        return Loaded(choices, None, None, ())
    page = service.figures_page(me, asked)
    groups = page if asked.crime_type is None else service.figures_page(me, replace(asked, crime_type=None))
    shapes = service.outlines(me, asked.by) if drawn is not asked.by else ()
    return Loaded(choices, page, groups, shapes)


class FiguresPage(Page):
    """The figures page."""

    places = frozenset({"page", "figures"})
    hints = ("figures.charts", "figures.months", "figures.copy", "pane.next")

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._loaded: Loaded | None = None
        self._question: FiguresQuestion | None = None
        self._drawn: By | None = None
        self._job: work.Job | None = None
        self._may_import = may(window.me.officer.roles, Right.FIGURES_IMPORT)
        self.setAcceptDrops(self._may_import)
        self.filters = FilterBar(window)
        self.filters.asked.connect(self.ask)
        self._add_buttons()
        self.head = HeadLine()
        self.band = Band("caution", "")
        self.like_for_like = button("Compare like for like", "quiet", extent="small")
        self.like_for_like.clicked.connect(self._like_for_like)
        self.band.row.addWidget(self.like_for_like)
        self.board = FiguresBoard(outlines_of({}))
        self.foot = FootLine()
        self._connect_board()
        self._lay_out()
        self._letters()

    def _add_buttons(self) -> None:
        self.import_button = button("Import", icon="add", tip="Import police files (Ctrl+I)")
        self.import_button.clicked.connect(self.import_files)
        self.import_button.setVisible(self._may_import)
        self.excel = button("Excel", icon="arrow_export", tip=EXCEL_TIP)
        self.excel.clicked.connect(self.export_reductions)
        self.excel.setVisible(may(self.window_.me.officer.roles, Right.FIGURES_EXPORT))
        self.filters.add_button(self.import_button)
        self.filters.add_button(self.excel)

    def _connect_board(self) -> None:
        self.board.place_chosen.connect(self._choose_place)
        self.board.type_chosen.connect(self._choose_type)
        self.board.months_asked.connect(self.toggle_months)
        self.board.copy_table_asked.connect(self.copy_table)
        self.board.copy_picture_asked.connect(self.copy_picture)
        self.board.save_picture_asked.connect(self.save_picture)

    def _lay_out(self) -> None:
        full = QWidget()
        rows = QVBoxLayout(full)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.filters)
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 10, 16, 6)
        inside.setSpacing(8)
        inside.addWidget(self.head)
        inside.addWidget(self.band)
        inside.addWidget(self.board, 1)
        inside.addWidget(self.foot)
        rows.addLayout(inside, 1)
        words = (
            "Import monthly street-level files from data.police.uk: the change by neighbourhood area, the rolling "
            "year and the map appear here."
            if self._may_import
            else "An analyst imports the police files; the change by neighbourhood area then appears here."
        )
        self.empty = EmptyState("No crime figures are held yet", words)
        first = button("Import police files…", "primary", extent="large")
        first.clicked.connect(self.import_files)
        first.setVisible(self._may_import)
        holder = QHBoxLayout()
        self.empty.row.addLayout(holder)
        holder.addWidget(first)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(QWidget())
        self._pages.addWidget(self.empty)
        self._pages.addWidget(full)

    def _letters(self) -> None:
        roles = self.window_.me.officer.roles
        for table in (self.board.table, self.board.groups):
            attach(self, table, LETTER_PLACES, roles)

    # The window's side

    def heading(self) -> Heading:
        """Figures, and the month the data run to."""
        page = self._loaded.page if self._loaded is not None else None
        held = page.series.months.last.label if page is not None and page.series is not None else ""
        return Heading("Figures", f"monthly data to {held}" if held else "")

    def show_at(self, **_at: Any) -> None:
        """Read the figures on the first visit."""
        if self._loaded is None and self._job is None:
            self.ask(None)

    def refresh(self, changes: Changes) -> None:
        """Read again after an import or a new measure."""
        if changes.kinds & {"datasets", "measures"}:
            self.ask(self._question)

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange the cards; a narrow window leaves the detail to a tooltip."""
        self.board.set_size_class(size)
        self.head.set_brief(size is SizeClass.COMPACT)

    def panes(self) -> Sequence[QWidget]:
        """Choices, then each card."""
        return (self.filters, *self.board.panes())

    # Asking and showing

    def ask(self, question: FiguresQuestion | None) -> None:
        """Show the answer to a question; None opens with what the store suggests."""
        if self._job is not None:
            self._job.cancel()
        me, drawn = self.window_.me, self._drawn
        self._job = work.run(lambda: load(me, question, drawn), self._took, self._failed)

    def _took(self, loaded: Loaded) -> None:
        self._job = None
        self._loaded = loaded
        if loaded.page is not None:
            self._question = loaded.page.question
            self._drawn = self._question.by
        if loaded.outlines:
            self.board.set_outlines(outlines_of({outline.code: outline.rings for outline in loaded.outlines}))
        work.in_turns(self._showing(loaded), self)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.window_.failed(error)

    def _showing(self, loaded: Loaded) -> Iterator[None]:
        """Show what was read a part at a time, unless something else was read meanwhile."""
        page, groups = loaded.page, loaded.groups
        if page is None or groups is None:
            self._pages.setCurrentIndex(1)
        else:
            self._show_head(loaded.choices, page)
            self._pages.setCurrentIndex(2)
            yield
            for show in self.board.steps(page, groups):
                if self._loaded is not loaded:
                    return
                show()
                yield
        self.heading_changed.emit()

    def _show_head(self, choices: service.FiguresChoices, page: PageValue) -> None:
        """Show what was asked and the answer in one line, what is missing, and what the figures rest on."""
        self.filters.show_question(choices, page.question, some_missing=bool(page.reason))
        self.head.show_page(page)
        self.band.setVisible(bool(page.reason))
        if page.question.like_for_like:
            self.band.show_words("Some months are left out.", f"{page.reason}.")
        else:
            self.band.show_words("Some months are missing.", "Like for like counts only those held on both sides.")
        self.like_for_like.setVisible(not page.question.like_for_like)
        self.foot.show_page(page)

    def _choose_place(self, code: str) -> None:
        if self._question is not None:
            self.ask(replace(self._question, place=None if code == view.CITY_ROW else code))

    def _choose_type(self, code: str) -> None:
        if self._question is not None:
            self.ask(replace(self._question, crime_type=None if code == view.ALL_ROW else code))

    def _like_for_like(self) -> None:
        if self._question is not None:
            self.ask(replace(self._question, like_for_like=True))

    # Handlers of the actions table

    def toggle_charts(self) -> None:
        """Show the table alone, or with the charts."""
        self.board.set_alone(not self.board.alone)

    def toggle_months(self) -> None:
        """Show month by month, or the rolling year."""
        self.board.set_monthly(not self.board.monthly)

    def import_files(self, paths: object = ()) -> None:
        """Open the import dialog."""
        if self._may_import:
            given = paths if isinstance(paths, tuple) else ()
            ImportSheet(self.window_, given).open()

    def copy_table(self, card: object = "") -> None:
        """Copy the table beside the chart in hand, with its footnotes."""
        table = self.board.table_of(card if isinstance(card, str) and card else self.board.focused())
        if table is not None:
            copy_table(table)
            self.window_.toast("Table copied with its footnotes")

    def copy_picture(self, card: object = "") -> None:
        """Copy the chart in hand as a picture."""
        found = self.board.picture_of(card if isinstance(card, str) and card else self.board.focused())
        if found is not None:
            copy_picture(*found)
            self.window_.toast("Picture copied")

    def save_picture(self, card: object = "") -> None:
        """Save the chart in hand as a drawing or picture, where the officer says."""
        name = card if isinstance(card, str) and card else self.board.focused()
        self._saving = name
        self.window_.ask.file_to_save("Save picture", f"figures-{name}.svg", PICTURES, self._save_to)

    def _save_to(self, names: Sequence[str]) -> None:
        found = self.board.picture_of(self._saving)
        if found is None or not names:
            return
        path = Path(names[0])
        try:
            save_picture(*found, path if path.suffix else path.with_suffix(".svg"))
        except Refused as error:
            self.window_.failed(error)
            return
        self.window_.toast("Picture saved")

    def export_reductions(self) -> None:
        """Save the figures shown as a workbook, where the officer says."""
        question = self._question
        if question is not None and self.excel.isEnabled():
            name = f"reductions-{question.measure}-{question.period.last}.xlsx"
            self.window_.ask.file_to_save("Save reductions as a workbook", name, WORKBOOKS, self._export_to)

    def _export_to(self, names: Sequence[str]) -> None:
        question, me = self._question, self.window_.me
        if question is None or not names:
            return
        path = Path(names[0])
        out = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        disable(self.excel, "The workbook is being written")
        work.run(lambda: export_reductions(me, question, out), self._exported, self._not_exported, lane="write")

    def _exported(self, done: Done[str]) -> None:
        enable(self.excel, EXCEL_TIP)
        self.window_.done(done.changes, "Workbook saved")

    def _not_exported(self, error: Exception) -> None:
        enable(self.excel, EXCEL_TIP)
        self.window_.failed(error)

    # Dropping files on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the import dialog with what was dropped."""
        event.acceptProposedAction()
        self.import_files(dropped(event.mimeData()))


def build_figures(window: Window) -> FiguresPage:
    """The figures page of a window."""
    return FiguresPage(window)
