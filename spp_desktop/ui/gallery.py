"""Every part of the window on one sheet, with its states: looked at by people, painted by a test.

``python -m spp_desktop.ui.gallery FOLDER`` saves it light and dark.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QRadioButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from spp_desktop.ui import theme
from spp_desktop.ui.marks import MarkLabel, mark_of, paint_mark
from spp_desktop.ui.tables.cells import Risk, Words
from spp_desktop.ui.tables.model import RowsModel, TableColumn
from spp_desktop.ui.tables.view import RecordTable
from spp_desktop.ui.widgets.buttons import button, disable
from spp_desktop.ui.widgets.card import Band, Card
from spp_desktop.ui.widgets.chips import AddChip, Chip
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.day import REAL_DATE, DayEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import KeyHint, Role, text_label
from spp_desktop.ui.widgets.notices import InlineProgress, Toast
from spp_desktop.ui.widgets.segmented import SegmentedControl, TriAnswer
from spp_desktop.ui.widgets.tags import Clock, ClockLabel, Tag, TagLabel, TrendLabel
from spp_desktop.ui.widgets.text import line_edit, worked_out

SHEET = (1366, 768)


@dataclass(frozen=True, slots=True)
class _Example:
    """A row of the example table."""

    id: int
    reference: str
    name: str
    score: int
    band: str
    review: Clock


_ROWS = (
    _Example(1, "ASB-2012-0188", "Aisha Rahman", 20, "medium", Clock("soon", "in 2 days")),
    _Example(2, "ASB-2012-0156", "Kevin Sprake", 15, "medium", Clock("soon", "in 2 days")),
    _Example(3, "ASB-2012-0147", "Ewa Kowalczyk", 29, "high", Clock("today", "Today")),
)


def build_gallery() -> QWidget:
    """The sheet."""
    sheet = QWidget()
    sheet.setObjectName("canvas")
    sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    sheet.resize(*SHEET)
    columns = QHBoxLayout(sheet)
    columns.setContentsMargins(16, 12, 16, 12)
    columns.setSpacing(12)
    for parts, wide in (
        ((_buttons(), _fields(), _tri()), 404),
        ((_marks(), _choosing(), _messages()), 500),
        ((_table(), _type(), _palette()), 0),
    ):
        column = QVBoxLayout()
        column.setSpacing(12)
        for part in parts:
            if wide:
                part.setFixedWidth(wide)
            column.addWidget(part)
        column.addStretch(1)
        columns.addLayout(column, 0 if wide else 1)
    return sheet


def _line(grid: QGridLayout, label: str, *parts: QWidget) -> None:
    """A row of examples after its label."""
    at = grid.rowCount()
    grid.addWidget(text_label(label, "hint"), at, 0)
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    grid.addLayout(row, at, 1)


def _grid(card: Card, indent: int = 64) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, indent)
    grid.setColumnStretch(1, 1)
    card.body.addLayout(grid)
    return grid


def _buttons() -> Card:
    card = Card("Buttons")
    grid = _grid(card)
    more = button("More", "quiet", icon="chevron_down")
    more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _line(grid, "Default", button("&Save", "primary", icon="save"), button("Add &note", icon="note"), more)
    off, off_too = button("Save", "primary", icon="save"), button("Add note", icon="note")
    disable(off, "2 things to fix first")
    disable(off_too, "2 things to fix first")
    _line(grid, "Disabled", off, off_too, button("Refuse…", "harm"))
    _line(grid, "Others", button("Show me", "link"), button("Small", extent="small"), button("Large", extent="large"))
    return card


def _fields() -> Card:
    card = Card("Fields")
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(8)
    card.body.addLayout(grid)
    owner = ChoiceBox((("hw", "Hannah Whitfield"), ("iq", "Imran Qureshi")))
    owner.set_value("hw")
    off = line_edit(placeholder="not used for this type")
    off.setEnabled(False)
    early, bad = DayEdit(_example_day), DayEdit(_example_day)
    early.set_value(date(2012, 1, 14))
    bad.setText("31/2/2012")
    rows = (
        FieldRow("&Owner", owner),
        FieldRow("Date reported", DayEdit(_example_day), required=True),
        FieldRow("Disabled", off),
        FieldRow("Worked out, read only", worked_out("Central and North")),
        FieldRow("Error", bad),
        FieldRow("Warning", early),
        FieldRow("Their reference", line_edit(), hint="Up to 30 letters or numbers"),
    )
    rows[4].set_problem(REAL_DATE)
    rows[5].set_problem("More than a month before it was reported", "warning")
    for place, row in enumerate(rows):
        grid.addWidget(row, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return card


def _example_day() -> date:
    return date(2012, 3, 12)


def _tri() -> Card:
    card = Card("Asked, answered, not asked yet")
    for words, value in (
        ("Injured this time", "yes"),
        ("Pregnant", "no"),
        ("Depressed", "unknown"),
        ("Followed", None),
    ):
        tri = TriAnswer()
        tri.set_value(value)
        tri.setAccessibleName(words)
        row = QHBoxLayout()
        row.addWidget(text_label(words), 1)
        row.addWidget(tri)
        card.body.addLayout(row)
    return card


def _marks() -> Card:
    card = Card("Risk and ratings: shape, letter, then colour")
    grid = _grid(card)
    scores = ((29, "high"), (17, "medium"), (8, "standard"))
    risks = [part for score, band in scores for part in (MarkLabel("risk", band), text_label(str(score)))]
    _line(grid, "Risk", *risks, MarkLabel("risk", None), text_label("High, Medium, Standard, none yet", "hint"))
    codes = ("red", "amber", "green", "complete", "custody", None)
    words = text_label("B is done, C in custody, – not rated", "hint")
    _line(grid, "Rating", *(MarkLabel("rating", code) for code in codes), words)
    _line(grid, "Grey print", *(_grey("risk", code) for code in ("high", "medium", "standard")),
          *(_grey("rating", code) for code in ("red", "amber", "green", "complete", None)))  # fmt: skip
    clocks = (Clock("late", "2 days late"), Clock("today", "Today"), Clock("soon", "in 3 days"),
              Clock("paused", "Paused: court"), Clock("done", "Done"))  # fmt: skip
    _line(grid, "Clock", *(ClockLabel(clock) for clock in clocks))
    trends = (TrendLabel("better", "Improving"), TrendLabel("steady", "Steady"), TrendLabel("worse", "Worsening"))
    _line(grid, "Trend", *trends)
    tags = (Tag("Repeat 4", "grey", "arrow_repeat_all"), Tag("Hate: race", "purple", "comment_error"),
            Tag("Visit in pairs", "red", "person_warning"), Tag("Holding", "green", "checkmark_circle"))  # fmt: skip
    _line(grid, "Tags", *(TagLabel(tag) for tag in tags))
    return card


class _Grey(QWidget):
    """A mark as a black and white printer would show it."""

    def __init__(self, kind: str, code: str | None) -> None:
        super().__init__()
        self._mark = mark_of("risk" if kind == "risk" else "rating", code)
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark without colour."""
        scale = self.devicePixelRatio()
        image = QImage(round(18 * scale), round(18 * scale), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self._mark, 0, 0)
        painter.end()
        QPainter(self).drawImage(0, 0, image.convertToFormat(QImage.Format.Format_Grayscale8))


def _grey(kind: str, code: str | None) -> QWidget:
    return _Grey(kind, code)


def _choosing() -> Card:
    card = Card("Choosing and filtering")
    grid = _grid(card)
    _line(grid, "Chips", Chip("Status", "Open"), Chip("Area", "All seven", active=False), AddChip())
    segments = SegmentedControl((("p", "Personal"), ("n", "Nuisance"), ("e", "Environmental")))
    segments.set_value("p")
    segments.setAccessibleName("Type")
    _line(grid, "Segments", segments)
    ticked, clear = QCheckBox("Ticked"), QCheckBox("Not ticked")
    chosen, other = QRadioButton("Chosen"), QRadioButton("Other")
    ticked.setChecked(True)
    chosen.setChecked(True)
    _line(grid, "Tick, radio", ticked, clear, chosen, other)
    _line(grid, "Keys", KeyHint("Ctrl+K"), KeyHint("F6"), KeyHint("/"), KeyHint("Enter", "open"))
    tabs = QTabBar()
    tabs.setExpanding(False)
    tabs.setAccessibleName("Tabs")
    for name in ("Details", "People  5", "Incidents  7"):
        tabs.addTab(name)
    card.body.addWidget(tabs)
    return card


def _messages() -> Card:
    card = Card("Messages")
    host = QWidget()
    host.setFixedHeight(38)
    toast = Toast(host)
    toast.say("3 cases given to Imran Qureshi.", _nothing)
    toast.setFixedWidth(470)
    toast.move(0, 0)
    card.body.addWidget(host)
    card.body.addWidget(Band("safe", "Safe contact:", "text only. Never ring or post."))
    card.body.addWidget(Band("restricted", "Confidential: DA.", "Cleared staff only."))
    bar = InlineProgress("Reading police file")
    bar.progress("Reading police file", 12_400, 31_000)
    card.body.addWidget(bar)
    return card


def _nothing() -> None:
    """An example has nothing to undo."""


def _table() -> Card:
    card = Card("Table rows: plain, hover, current with focus")
    card.body.setContentsMargins(0, 0, 0, 2)
    columns = (
        TableColumn[_Example]("reference", "Reference", 120, _reference, sort="reference"),
        TableColumn[_Example]("name", "Victim", 134, _name, private=True, stretch=1),
        TableColumn[_Example]("risk", "Risk", 64, _risk),
        TableColumn[_Example]("review", "Review", 96, _review),
    )
    table = RecordTable("Example cases")
    model = RowsModel(columns, key=_key, parent=table)
    model.set_rows(_ROWS)
    table.show_model(model)
    table.select_id(3)
    table.hover_row = 1
    table.setFixedHeight(28 + 3 * theme.height("row"))
    card.body.addWidget(table)
    return card


def _key(row: _Example) -> int:
    return row.id


def _reference(row: _Example) -> Words:
    return Words(row.reference, "strong")


def _name(row: _Example) -> Words:
    return Words(row.name, private=True)


def _risk(row: _Example) -> Risk:
    return Risk(row.band, row.score)


def _review(row: _Example) -> Clock:
    return row.review


def _type() -> Card:
    card = Card("Type")
    styles: tuple[tuple[str, str, Role], ...] = (
        ("20 / 600", "Ewa Kowalczyk", "person"),
        ("18 / 600", "Page title", "page"),
        ("14 / 600", "Section heading", "section"),
        ("13 / 400", "Body and tables, 0123456789", ""),
        ("12 / 400", "Labels, hints, key hints", "caption"),
    )
    for measure, words, role in styles:
        row = QHBoxLayout()
        label = text_label(measure, "hint")
        label.setFixedWidth(62)
        row.addWidget(label)
        row.addWidget(text_label(words, role), 1)
        card.body.addLayout(row)
    return card


def _palette() -> Card:
    card = Card("Palette")
    grid = QGridLayout()
    grid.setSpacing(6)
    roles = ("canvas", "surface", "rail", "sunken", "line", "control", "text", "text-2", "text-3", "accent",
             "accent-soft", "select", "red", "amber", "green", "blue", "grey", "purple",
             "s1", "s2", "s3", "s4", "s5", "s6")  # fmt: skip
    for place, role in enumerate(roles):
        grid.addLayout(_swatch(role), place // 6, place % 6)
    card.body.addLayout(grid)
    return card


def _swatch(role: str) -> QLayout:
    patch = QPixmap(56, 14)
    patch.fill(theme.colour(role))
    picture = QLabel()
    picture.setPixmap(patch)
    box = QVBoxLayout()
    box.setSpacing(1)
    box.addWidget(picture)
    box.addWidget(text_label(role, "caption"))
    return box


def main(folder: str) -> None:
    """Save the sheet in both schemes."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("The gallery needs a QApplication")
    for mode in (theme.Mode.LIGHT, theme.Mode.DARK):
        theme.apply_theme(app, mode)
        sheet = build_gallery()
        sheet.show()
        app.processEvents()
        sheet.grab().save(str(Path(folder, f"gallery-{mode.value}.png")))
        sheet.close()


if __name__ == "__main__":
    main(sys.argv[1])
