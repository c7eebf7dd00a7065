"""Beside a new case: people who may be the same, the area it falls in, and who takes it on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.matching import PersonMatch
from spp_desktop.domain.people import PersonLine
from spp_desktop.ui import theme
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.privacy import PrivateLabel
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import rule, text_label

MOST_PEOPLE = 5
_WIDTHS = {SizeClass.COMPACT: "preview-small", SizeClass.STANDARD: "preview", SizeClass.WIDE: "preview-wide"}
NO_POSTCODE = "Worked out from a postcode of the incident or of home; you may choose it"
UNKNOWN = "People you may know of who could be the same appear here as you type a name or phone."


class SidePane(QScrollArea):
    """What stands beside the form."""

    person_chosen = Signal(object)
    """Somebody already known is the one: a ``PersonLine``."""
    person_dropped = Signal()
    area_chosen = Signal(object)
    """An area set by hand, or None for the one worked out."""
    mine_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen_area: str | None = None
        self.setAccessibleName("Beside the new case")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(10)
        rows.addWidget(text_label("Is it the same person?", "section"))
        self._people = QVBoxLayout()
        self._people.setSpacing(8)
        rows.addLayout(self._people)
        rows.addWidget(rule())
        self.area = ChoiceBox(
            [(area.code, area.name) for area in NEIGHBOURHOOD_AREAS.areas], placeholder="Not worked out yet"
        )
        self.area.changed.connect(self._set_area)
        self.area_row = FieldRow("Neighbourhood area", self.area, hint=NO_POSTCODE)
        rows.addWidget(self.area_row)
        rows.addWidget(text_label("Fixed when the case is saved.", "caption", wrap=True))
        rows.addWidget(rule())
        self.take = QCheckBox("I take this case on")
        self.take.setChecked(True)
        self.take.setToolTip("Its first-contact clock and reviews show on your Today")
        self.take.toggled.connect(self.mine_changed)
        rows.addWidget(self.take)
        rows.addStretch(1)
        self.setWidget(inside)
        self.show_people(())

    def set_size_class(self, size: SizeClass) -> None:
        """As wide as the window allows."""
        self.setFixedWidth(theme.width(_WIDTHS[size]))

    def clear(self) -> None:
        """Nothing is known beside the form."""
        self.show_people(())
        self.show_area_chosen(None)
        self.show_area_found(None, "")
        self.set_mine(True)

    # Who takes it on

    def mine(self) -> bool:
        """Whether the officer takes the case on."""
        return self.take.isChecked()

    def set_mine(self, mine: bool) -> None:
        """Show whether the officer takes the case on, without announcing it."""
        self.take.blockSignals(True)
        self.take.setChecked(mine)
        self.take.blockSignals(False)

    # The same person

    def show_people(self, people: Sequence[PersonMatch]) -> None:
        """Offer people already known, the likeliest first, each with why."""
        self._empty()
        if not people:
            self._people.addWidget(text_label(UNKNOWN, "secondary", wrap=True))
        for match in people[:MOST_PEOPLE]:
            choose = button("Same person", "quiet", extent="small")
            choose.setAccessibleName(f"Same person: {match.line.name}")
            choose.clicked.connect(lambda _checked=False, who=match.line: self._choose(who))
            self._people.addWidget(_card(match.line, choose, match.words))

    def show_chosen(self, person: PersonLine) -> None:
        """Show whose record the case will use."""
        self._empty()
        drop = button("Not them", "link", extent="small")
        drop.clicked.connect(self._drop)
        self._people.addWidget(text_label("This case uses the record of", "secondary"))
        self._people.addWidget(_card(person, drop))

    def _choose(self, person: PersonLine) -> None:
        self.show_chosen(person)
        self.person_chosen.emit(person)

    def _drop(self) -> None:
        self.show_people(())
        self.person_dropped.emit()

    def _empty(self) -> None:
        while item := self._people.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    # The area

    def show_area_found(self, code: str | None, source: str) -> None:
        """Show the area worked out, unless one is set by hand."""
        if self._chosen_area is None:
            self.area.set_value(code)
            self.area_row.set_hint(f"Worked out from the {source}" if code else NO_POSTCODE)

    def show_area_chosen(self, code: str | None) -> None:
        """Show an area set by hand, or that none is."""
        self._chosen_area = code
        self.area.set_value(code)
        self.area_row.set_hint("Chosen by you" if code else NO_POSTCODE)

    def _set_area(self, code: object) -> None:
        self.show_area_chosen(str(code) if code else None)
        self.area_chosen.emit(self._chosen_area)


def _card(person: PersonLine, action: QWidget, why: str = "") -> QFrame:
    """Somebody already known, with why they may be the one and what can be done about it."""
    card = QFrame()
    card.setProperty("role", "card")
    row = QHBoxLayout(card)
    row.setContentsMargins(10, 7, 8, 7)
    row.setSpacing(8)
    words = QVBoxLayout()
    words.setSpacing(0)
    name = PrivateLabel(person.name)
    name.setTextFormat(Qt.TextFormat.PlainText)
    name.setWordWrap(True)
    name.setProperty("role", "strong")
    words.addWidget(name)
    words.addWidget(_about(person))
    if why:
        words.addWidget(text_label(why, "hint", wrap=True))
    row.addLayout(words, 1)
    row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
    return card


def _about(person: PersonLine) -> QLabel:
    born = f"born {person.birth[:4]}" if person.birth[:4].isdigit() else ""
    cases = f"{person.cases} case{'s' if person.cases != 1 else ''}"
    return text_label(" · ".join(part for part in (born, person.postcode, cases) if part), "caption", wrap=True)
