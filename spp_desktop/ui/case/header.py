"""The band at the top of a case: risk, reference, who, how it stands, flags, and what can be done with it."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import Unit, due_text, explain_due
from spp_desktop.domain.dates import MONTHS, local_day, show_day
from spp_desktop.domain.kinds.case_review import TELL, eligibility, standing
from spp_desktop.domain.updates import next_update
from spp_desktop.services.owed import tells
from spp_desktop.ui.case.read import latest
from spp_desktop.ui.case.words import counted, initialled
from spp_desktop.ui.marks import MarkLabel, risk_phrase
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.cases_columns import contact_words, day_clock, flag_tag, review_clock
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button, icon_button
from spp_desktop.ui.widgets.flow import FlowLayout
from spp_desktop.ui.widgets.labels import ElidedLabel, selectable, text_label, upright
from spp_desktop.ui.widgets.tags import Clock, ClockLabel, Tag, TagLabel

_FLAG_ICONS = {
    "staff-safety": "person_warning",
    "threats": "alert_urgent",
    "weapon": "alert_urgent",
    "hate": "comment_error",
    "repeat": "arrow_repeat_all",
    "child": "balloon",
    "interpreter": "chat",
}
"""Flags that have a drawing of their own."""


class _Fact(QWidget):
    """A label over what it says, with a hairline before it; ``link`` is pressed where it can be."""

    def __init__(self, label: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(upright())
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(text_label(label, "caption"))
        self.words = text_label("", "strong")
        self.words.setFixedHeight(20)
        self.clock = ClockLabel(Clock("soon", ""))
        self.link = button(label, "link", extent="line")
        column.addWidget(self.words)
        column.addWidget(self.clock)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self.clock.hide()
        self.link.hide()
        row.addLayout(column)

    def say(self, words: str) -> None:
        """Say it in words."""
        self.words.setText(words)
        self.words.show()
        self.clock.hide()
        self.link.hide()

    def offer(self, words: str) -> None:
        """Say it as something to press."""
        self.link.setText(words)
        self.link.show()
        self.words.hide()
        self.clock.hide()

    def tell(self, clock: Clock) -> None:
        """Say it as a clock."""
        self.clock.show_clock(clock)
        self.clock.show()
        self.words.hide()
        self.link.hide()


class CaseHeader(QFrame):
    """The header. ``show_case`` fills it; buttons announce what was asked."""

    close_asked = Signal()
    """Close the case, or reopen one that is closed."""
    more_asked = Signal()
    """Everything else that can be done."""
    elsewhere_asked = Signal()
    """The other cases of the main party are to be shown."""
    check_asked = Signal()
    """Whether the victim may ask for a case review is to be shown, complaint by complaint."""

    def __init__(self, *, may_write: bool) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAccessibleName("The case")
        self._may_write = may_write
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 8, 14, 8)
        rows.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(14)
        self.mark = MarkLabel("risk", None, size=40)
        top.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(self._names(), 1)
        self.facts = {
            key: _Fact(label)
            for key, label in (
                ("state", "State"),
                ("review", "Next review"),
                ("contact", "First contact"),
                ("update", "Next update"),
                ("case-review", "Case review"),
                ("owner", "Owner"),
            )
        }
        self.facts["case-review"].link.clicked.connect(self.check_asked)
        self._compact = False
        self._told: dict[str, bool] = {"update": False, "case-review": False}
        for fact in self.facts.values():
            top.addWidget(fact)
        self.close_case = button("Close case…")
        self.close_case.clicked.connect(self.close_asked)
        top.addWidget(self.close_case)
        self.more = icon_button("more_horizontal", "More to do with this case")
        self.more.clicked.connect(self.more_asked)
        top.addWidget(self.more)
        rows.addLayout(top)
        rows.addLayout(self._second_line())

    def _names(self) -> QVBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(10)
        self.reference = selectable(text_label("", "strong"))
        self.about = ElidedLabel("", "secondary")
        line.addWidget(self.reference)
        line.addWidget(self.about, 1)
        names.addLayout(line)
        who = QHBoxLayout()
        who.setSpacing(9)
        self.name = private_label("", "person")
        self.aside = text_label("", "hint")
        who.addWidget(self.name)
        who.addWidget(self.aside, 0, Qt.AlignmentFlag.AlignBottom)
        who.addStretch(1)
        names.addLayout(who)
        return names

    def _second_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags, gap=6)
        line.addWidget(self._tags, 1)
        self.risk = text_label("", "secondary")
        line.addWidget(self.risk)
        self.elsewhere = button("", "link", extent="small")
        self.elsewhere.clicked.connect(self.elsewhere_asked)
        line.addWidget(self.elsewhere)
        return line

    def set_size_class(self, size: SizeClass) -> None:
        """A narrow header keeps risk, name and next review; the rest is under the dots."""
        compact = self._compact = size is SizeClass.COMPACT
        for key in ("contact", "owner"):
            self.facts[key].setVisible(not compact)
        self._show_told()
        self.close_case.setVisible(not compact and self._may_write)
        self.about.setVisible(not compact)

    def show_case(self, kind: CaseType, view: CaseView, now: datetime) -> None:
        """Show a case as it stands now."""
        line, today = view.line, local_day(now)
        phrase = risk_phrase(line.band, line.score, kind.instrument.maximum, line.score_change)
        self.mark.show_mark(line.band, phrase)
        self.reference.setText(line.reference)
        category = kind.field("category")
        given = view.answers.get("category")
        what = category.show(given).lower() if category is not None and given is not None else ""
        label = ", ".join(part for part in (kind.label, what) if part)
        self.about.setText(f"·  {label}  ·  opened {show_day(local_day(view.logged))}")
        self.name.setText(line.name)
        self.aside.setText(_aside(view))
        state = kind.workflow.state(line.state)
        self.facts["state"].say(state.label)
        self._show_review(view, today)
        words, late = contact_words(line, now, kind.first_contact.length)
        fact = self.facts["contact"]
        fact.tell(Clock("late", words)) if late else fact.say(words)
        fact.setToolTip(f"{kind.first_contact.label}: promised within {kind.first_contact.length} hours")
        self._show_update(kind, view, today)
        self._show_case_review(kind, view, today)
        self.facts["owner"].say(line.owner or "Nobody yet")
        self._show_flags(kind, view, today)
        self.risk.setText(risk_words(kind, view))
        others = len(view.also_in)
        self.elsewhere.setText(f"Also in {counted(others, 'other record')}")
        self.elsewhere.setVisible(others > 0)
        self.close_case.setText("Close case…" if state.open else "Reopen…")

    def _show_review(self, view: CaseView, today: date) -> None:
        fact = self.facts["review"]
        due = view.line.next_review
        if due is not None:
            fact.tell(review_clock(due, today))
        elif view.line.closed is not None:
            fact.say(f"Closed {show_day(view.line.closed)}")
        else:
            fact.say("No day set")

    def _show_update(self, kind: CaseType, view: CaseView, today: date) -> None:
        """When the victim is told next how the case goes; nothing where the case is closed or none is owed."""
        opened = kind.workflow.state(view.line.state).open
        owed = None
        if kind.updates is not None and opened:
            owed = next_update(view.answers, view.contacts, today, promise=kind.updates, told=tells(kind))
        self._told["update"] = owed is not None
        if owed is not None and kind.updates is not None:
            unit: Unit = "calendar" if owed.agreed else kind.updates.unit
            words, reckoned = due_text(owed.due, today, unit), explain_due(owed.due, today, unit=unit)
            self.facts["update"].tell(day_clock(owed.due, today, words, reckoned))
        self._show_told()

    def _show_case_review(self, kind: CaseType, view: CaseView, today: date) -> None:
        """How many complaints count towards a case review; nothing before there were any."""
        rule, fact = kind.case_review, self.facts["case-review"]
        words = ""
        if rule is not None:
            found = eligibility(view.incidents, today, rule.complaints, rule.hate, opened=view.answers)
            words = standing(found, view.answers, view.records)
            fact.setToolTip(found.words)
        self._told["case-review"] = bool(words)
        fact.offer(words) if words.endswith(TELL) else fact.say(words)
        self._show_told()

    def _show_told(self) -> None:
        """Show what there is to tell; in a narrow header only that somebody is to be told."""
        for key, there in self._told.items():
            fact = self.facts[key]
            fact.setVisible(there and (not self._compact or not fact.link.isHidden()))

    def _show_flags(self, kind: CaseType, view: CaseView, today: date) -> None:
        while item := self._flow.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        standing = [flag for flag in view.flags if flag.in_force(today)]
        for flag in standing:
            until = f" until {show_day(flag.expires)}" if flag.expires else ""
            tag = TagLabel(
                flag_tag(kind, flag.code, f"{flag.label}{until}", _FLAG_ICONS.get(flag.code, "")), self._tags
            )
            tag.setToolTip(flag.reason)
            self._flow.addWidget(tag)
            tag.show()
        if view.hold is not None:
            tag = TagLabel(Tag("Held: not to be erased", "blue", "lock_closed"), self._tags)
            self._flow.addWidget(tag)
            tag.show()
        self._flow.invalidate()
        self._tags.updateGeometry()


def risk_words(kind: CaseType, view: CaseView) -> str:
    """The risk in words with when and by whom: "High risk, 29 of 41 (scored 5 Mar by H. Whitfield)"."""
    last = latest(view)
    if last is None:
        return "Risk not assessed"
    day = local_day(last.at)
    words = f"{kind.instrument.band(last.band).label} risk, {last.score} of {last.maximum}"
    tail = f"scored {day.day} {MONTHS[day.month - 1]} by {initialled(last.by)}"
    marks = [
        word for word, said in (("set by judgement", last.overridden), ("illustrative", last.illustrative)) if said
    ]
    return f"{words} ({', '.join([tail, *marks])})"


def _aside(view: CaseView) -> str:
    party = view.main_party
    language = view.answers.get("language")
    said = [party.age if party else "", f"speaks {language}" if isinstance(language, str) else ""]
    return ", ".join(part for part in said if part)
