"""Triage, one case at a time: what was reported, who takes it on, and the next."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.dates import show_day, show_moment
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.today import TriageLine
from spp_desktop.ui import work
from spp_desktop.ui.pages import today_read as read
from spp_desktop.ui.privacy import PrivateLabel
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.window import Window

NOBODY = ""


class TriageSheet(Sheet):
    """Walks the cases nobody has triaged yet."""

    def __init__(self, window: Window, lines: Sequence[TriageLine]) -> None:
        super().__init__(window, "Triage", wide=660)
        self._window = window
        self._lines = tuple(lines)
        self._place = -1
        self._changed: frozenset[UUID] = frozenset()
        self.where = text_label("", "secondary")
        self.body.addWidget(self.where)
        self.facts = Facts(118)
        self.body.addWidget(self.facts)
        self.words = PrivateLabel("")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.body.addWidget(self.words)
        self.officer = ChoiceBox(placeholder="Nobody yet")
        self.body.addWidget(FieldRow("&Give to", self.officer, hint="May be left until it is allocated"))
        stop = button("Stop")
        stop.clicked.connect(self.reject)
        self.open_case = button("&Open case", icon="open")
        self.open_case.clicked.connect(self._open)
        self.skip = button("S&kip")
        self.skip.clicked.connect(self._next)
        self.verb = button("Triage", "primary", icon="clipboard_task")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._triage)
        self.foot.addWidget(stop)
        self.foot.addStretch(1)
        for made in (self.open_case, self.skip, self.verb):
            self.foot.addWidget(made)
        self._next()

    def _line(self) -> TriageLine:
        return self._lines[self._place]

    def _next(self) -> None:
        self._place += 1
        if self._place >= len(self._lines):
            self.accept()
            return
        line, me = self._line(), self._window.me
        self.title.setText(line.reference)
        self.where.setText(f"{self._place + 1} of {len(self._lines)} · {line.text}")
        disable(self.verb, "The case is being read")
        work.run(lambda: read.read_triage(me, line), self._show, self._window.failed, lane="write")

    def _show(self, found: tuple[CaseView, tuple[tuple[str, str], ...]]) -> None:
        view, officers = found
        line = self._line()
        if view.line.id != line.case_id:
            return
        area = NEIGHBOURHOOD_AREAS.area(line.area) if line.area else None
        incident = view.answers.get("category")
        facts: list[tuple[str, QWidget | str]] = [
            ("Received", show_moment(line.received)),
            ("From", line.source or "Not recorded"),
            ("Area", area.name if area else "No area"),
            ("Reported", show_day(view.line.reported)),
            ("Flags", ", ".join(flag.label for flag in view.flags) or "None"),
        ]
        self.facts.set_facts(facts if incident else facts[:4])
        self.words.setText(str(view.answers.get("what_happened", "")) or "Nothing is recorded of what happened.")
        self.officer.set_options(officers)
        owner = view.line.owner_id
        self.officer.set_value(str(owner) if owner else None, keep_label=view.line.owner)
        enable(self.verb)
        self.verb.setFocus()
        self.fit()

    def _open(self) -> None:
        self._window.open_case(self._line().case_id)

    def _triage(self) -> None:
        line, me, chosen = self._line(), self._window.me, self.officer.value()
        disable(self.verb, "The case is being saved")
        owner = UUID(chosen) if chosen else None
        work.run(lambda: read.triage_case(me, line, owner), self._done, self._not_done, lane="write")

    def _done(self, view: CaseView) -> None:
        self._window.done(Changes(cases=frozenset({view.line.id})))
        self._next()

    def _not_done(self, error: Exception) -> None:
        enable(self.verb)
        self._window.failed(error)
