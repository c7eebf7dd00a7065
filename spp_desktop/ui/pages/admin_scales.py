"""Scales: every version of each, read as it is asked, adopted as it stands or edited into the next version."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.instruments import Question
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.scales import ScaleVersion
from spp_desktop.services import scales
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_parts import HeadBar, Pane, Section, emptied, in_three, scrolled
from spp_desktop.ui.pages.admin_scale_sheets import AdoptSheet, EditSheet
from spp_desktop.ui.tables.cells import Cell, Tags, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.tags import Tag
from spp_desktop.ui.window import Window

VERSIONS_WIDE = {SizeClass.COMPACT: 254, SizeClass.STANDARD: 290, SizeClass.WIDE: 340}
IN_FORCE, FORMER, ILLUSTRATIVE = Tag("In force", "green"), Tag("Former", "grey"), Tag("Illustrative", "amber")


def _version(row: ScaleVersion) -> Cell:
    return Words(f"{row.scale.version}. {row.scale.label}", "strong" if row.in_force else "body")


def _state(row: ScaleVersion) -> Cell:
    return Tags((IN_FORCE if row.in_force else FORMER,))


def _key(row: ScaleVersion) -> str:
    return f"{row.scale.code} {row.scale.version}"


def answers_of(question: Question) -> str:
    """The answers of a question with their points, in one line of words."""
    if not question.scored:
        return " · ".join(each.label for each in question.options) + " (no points)"
    return " · ".join(f"{each.label}\N{NO-BREAK SPACE}{each.points}" for each in question.options)


class ScalesSection(Section):
    """The versions at the left, the questions of one in the middle, what stands behind it at the right."""

    kinds = frozenset({"scales"})

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._adopted_now = ""
        self.adopts = self.may(Right.INSTRUMENTS_ADOPT)
        self.versions = RecordTable("Scales and their versions")
        columns = (
            TableColumn("scale", "Scale", 150, _version, stretch=1),
            TableColumn("state", "State", 76, _state),
        )
        self.versions.show_model(RowsModel(columns, key=_key, parent=self))
        self.versions.row_changed.connect(self._show)
        self.head = HeadBar("")
        self.reading, self._questions = scrolled(margins=(16, 12, 16, 12), spacing=2)
        self.reading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reading.setAccessibleName("Questions of the scale")
        self.pane = Pane("Scale")
        self.edit = button("&Edit…", icon="edit", tip="Edit it into a new version")
        self.edit.clicked.connect(self.edit_scale)
        self.adopt = button("&Adopt…", "primary", tip="Adopt it as it stands")
        self.adopt.clicked.connect(self.adopt_scale)
        for verb in (self.edit, self.adopt):
            self.head.row.addWidget(verb)
        in_three(self.content, self.versions, self.head, self.reading, self.pane)
        self.set_size_class(SizeClass.STANDARD)

    def fetch(self) -> list[ScaleVersion]:
        """Every version of every scale."""
        return scales.list_scales(self.me)

    def show_read(self, value: Any) -> None:
        """Show them; the version in hand stays so, but where another has just been adopted."""
        self.versions.rows().set_rows(value)
        if self._adopted_now:
            self.versions.select_id(self._adopted_now)
            self._adopted_now = ""

    def set_size_class(self, size: SizeClass) -> None:
        """Narrower lists in a narrow window."""
        self.versions.setFixedWidth(VERSIONS_WIDE[size])
        self.versions.set_size_class(size)
        self.pane.set_size_class(size)

    def panes(self) -> tuple[RecordTable, QScrollArea, Pane]:
        """Versions, questions, what stands behind them."""
        return (self.versions, self.reading, self.pane)

    def current(self) -> ScaleVersion | None:
        """The version in hand."""
        found = self.versions.current()
        return found if isinstance(found, ScaleVersion) else None

    def _show(self, row: ScaleVersion | None) -> None:
        for verb in (self.adopt, self.edit):
            verb.setVisible(self.adopts and row is not None and row.in_force)
        if row is None:
            self.pane.say("No scale chosen")
            return
        scale = row.scale
        self.head.title.setText(f"Version {scale.version}")
        self.head.aside.setText(f"{len(scale.questions)} questions, at most {scale.maximum} points")
        emptied(self._questions)
        for question in scale.questions:
            self._questions.addWidget(text_label(f"{question.number}. {question.text}", "strong", wrap=True))
            self._questions.addWidget(text_label(answers_of(question), "secondary", wrap=True))
            self._questions.addSpacing(8)
        self._questions.addStretch(1)
        bands = [
            (band.label, f"{band.least} points or more; review every {band.review_days} calendar days")
            for band in reversed(scale.bands)
        ]
        always = "\n".join(each.label for each in scale.triggers)
        facts = [
            ("Source", scale.source),
            (
                "Adopted",
                f"by {scale.adopted_by} on {show_day(scale.adopted_on)}" if scale.adopted_on else "Not adopted",
            ),
            *([("Why", row.note)] if row.note else []),
            ("Used for", f"{row.used:,} assessment{'s' if row.used != 1 else ''} you may see"),
            *bands,
            (f"Always {scale.bands[-1].label}", always or "Nothing"),
        ]
        words = "" if self.adopts else "Supervisors adopt scales."
        if scale.illustrative:
            words = f"Illustrative: no published source, and no supervisor has adopted it. {words}".strip()
        self.pane.say(
            scale.label,
            f"Version {scale.version}, in force" if row.in_force else f"Version {scale.version}, former",
            words,
            facts,
        )

    # Doing

    def adopt_scale(self) -> None:
        """Adopt the version in force as it stands."""
        if (row := self.current()) is not None:
            AdoptSheet(self.window_, row.scale, row.scale).saved.connect(self._adopted)

    def edit_scale(self) -> None:
        """Edit the version in force into the next."""
        if (row := self.current()) is not None:
            EditSheet(self.window_, row.scale).saved.connect(self._adopted)

    def _adopted(self, done: Done[ScaleVersion]) -> None:
        self._adopted_now = _key(done.value)
        self.window_.done(done.changes, f"Version {done.value.scale.version} adopted")
