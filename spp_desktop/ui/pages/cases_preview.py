"""The pane beside a case list: the case in hand, how it may be contacted safely first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from spp_desktop.domain.cases import ActionView, CaseLine, CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import due_text, explain_due
from spp_desktop.domain.dates import MONTHS, WEEKDAYS, local_day, show_day
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.lists import CHANNELS
from spp_desktop.ui import theme
from spp_desktop.ui.marks import MarkLabel, risk_phrase
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.cases_columns import contact_words, day_clock, flag_tag, review_clock
from spp_desktop.ui.privacy import PrivateLabel
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.flow import FlowLayout
from spp_desktop.ui.widgets.labels import Role, rule, text_label
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.widgets.tags import Clock, ClockLabel, Tag, TagLabel

MOST_ACTIONS, MOST_PEOPLE, MOST_HISTORY = 3, 6, 4
NOT_ASKED = "Not asked yet. Ask before you ring, write or visit."
_FLAG_ICONS = {"staff-safety": "person_warning", "repeat": "arrow_repeat_all"}
_WIDTHS = {SizeClass.COMPACT: "preview-small", SizeClass.STANDARD: "preview", SizeClass.WIDE: "preview-wide"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's recent history: when, and what in words."""

    day: date
    words: str


class CasePreview(QWidget):
    """Shows a case's line at once, and what is on it as soon as it has been read."""

    open_asked = Signal()
    contact_asked = Signal()
    action_asked = Signal()

    def __init__(self, kind: CaseType, *, may_write: bool) -> None:
        super().__init__()
        self.kind = kind
        self._size = SizeClass.STANDARD
        self._shown: tuple[CaseLine, CaseView | None, datetime] | None = None
        self.setAccessibleName("Preview of the case in hand")
        self.setProperty("role", "aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._area = QScrollArea()
        self._area.setAccessibleName("The case in hand")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._foot(may_write=may_write))
        self.show_nothing()

    def _foot(self, *, may_write: bool) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        self.open = button("Open", "primary", tip="Open (Enter)")
        self.open.clicked.connect(self.open_asked)
        self.add_contact = button("Add contact", "quiet", tip="Add a contact (N)")
        self.add_contact.clicked.connect(self.contact_asked)
        self.add_action = button("Add action", "quiet", tip="Add an action (A)")
        self.add_action.clicked.connect(self.action_asked)
        for made in (self.open, self.add_contact, self.add_action):
            row.addWidget(made)
        self.add_contact.setVisible(may_write)
        self.add_action.setVisible(may_write)
        self._may_write = may_write
        row.addStretch(1)
        return foot

    def set_size_class(self, size: SizeClass) -> None:
        """As wide as the window allows; a wide one adds people and recent history."""
        self._size = size
        self.setFixedWidth(theme.width(_WIDTHS[size]))
        self.add_action.setVisible(self._may_write and size is not SizeClass.COMPACT)
        if self._shown is not None:
            self._draw(*self._shown)

    def show_nothing(self, words: str = "No case is in hand.") -> None:
        """There is no case to show."""
        self._shown = None
        inside, rows = _inside()
        rows.addWidget(text_label(words, "secondary", wrap=True))
        rows.addStretch(1)
        self._area.setWidget(inside)
        for made in (self.open, self.add_contact, self.add_action):
            made.setEnabled(False)

    def show_line(self, line: CaseLine, now: datetime) -> None:
        """Show what the list already knows of a case."""
        held = self._shown[1] if self._shown is not None and self._shown[0] == line else None
        self._draw(line, held, now)

    def show_case(self, view: CaseView, now: datetime) -> None:
        """Show everything, if it is the case in hand."""
        if self._shown is not None and self._shown[0].id == view.line.id:
            self._draw(view.line, view, now)

    def shown(self) -> CaseView | None:
        """The case shown in full, if it has been read."""
        return self._shown[1] if self._shown is not None else None

    def _draw(self, line: CaseLine, view: CaseView | None, now: datetime) -> None:
        self._shown = (line, view, now)
        inside, rows = _inside()
        today = local_day(now)
        rows.addLayout(_reference(line.reference, self.kind.workflow.state(line.state).label))
        rows.addLayout(self._who(line, view))
        tags = _tags(self.kind, line, view, today)
        if tags is not None:
            rows.addWidget(tags)
        if view is not None:
            rows.addWidget(_safe_contact(view))
        rows.addWidget(self._facts(line, now))
        for part in self._details(view, today) if view is not None else ():
            rows.addWidget(part)
        rows.addStretch(1)
        self._area.setWidget(inside)
        for made in (self.open, self.add_contact, self.add_action):
            made.setEnabled(True)

    def _who(self, line: CaseLine, view: CaseView | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        phrase = risk_phrase(line.band, line.score, self.kind.instrument.maximum, line.score_change)
        row.addWidget(MarkLabel("risk", line.band, phrase=phrase, size=24), 0, Qt.AlignmentFlag.AlignVCenter)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(_private(line.name, "person"))
        party = view.main_party if view is not None else None
        area = NEIGHBOURHOOD_AREAS.area(line.area) if line.area else None
        about = (party.age if party else "", self.kind.roles.label_of(self.kind.main_role).lower(),
                 area.name if area else "No area")  # fmt: skip
        names.addWidget(text_label(" · ".join(part for part in about if part), "caption", wrap=True))
        row.addLayout(names, 1)
        return row

    def _facts(self, line: CaseLine, now: datetime) -> Facts:
        words, late = contact_words(line, now, self.kind.first_contact.length)
        promise = f"{words} (promise {self.kind.first_contact.length} h)"
        risk = risk_phrase(line.band, line.score, self.kind.instrument.maximum, line.score_change)
        if line.band is not None and self.kind.instrument.illustrative:
            risk += " (illustrative scale)"
        made: list[tuple[str, QWidget | str]] = [("Risk", risk)]
        if line.next_review is not None:
            clock = review_clock(line.next_review, local_day(now))
            shown = Clock(clock.kind, f"{clock.text}, {_this_year(line.next_review, local_day(now))}", clock.sum)
            made.append(("Next review", ClockLabel(shown)))
        if line.closed is not None:
            made.append(("Closed", show_day(line.closed)))
        made.append(("First contact", ClockLabel(Clock("late", promise)) if late else promise))
        made.append(("Reported", show_day(line.reported)))
        made.append(("Owner", line.owner or "Nobody yet"))
        facts = Facts()
        facts.set_facts(made)
        return facts

    def _details(self, view: CaseView, today: date) -> Iterator[QWidget]:
        actions = sorted((each for each in view.actions if each.done is None), key=_due)
        yield rule()
        yield _actions(actions, today)
        yield rule()
        yield _last_contact(view)
        if self._size is SizeClass.WIDE:
            yield rule()
            yield _people(self.kind, view)
            yield rule()
            yield _history(self.kind, view)


def _inside() -> tuple[QWidget, QVBoxLayout]:
    inside = QWidget()
    inside.setObjectName("inside")
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(16, 14, 12, 12)
    rows.setSpacing(9)
    return inside, rows


def _private(words: str, role: Role) -> QLabel:
    """A name or free text, hidden while names are."""
    label = PrivateLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _reference(reference: str, state: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(text_label(reference, "strong"))
    row.addStretch(1)
    row.addWidget(TagLabel(Tag(state, "line")))
    return row


def _tags(kind: CaseType, line: CaseLine, view: CaseView | None, today: date) -> QWidget | None:
    if view is not None:
        standing = [flag for flag in view.flags if flag.in_force(today)]
        shown = [flag_tag(kind, flag.code, flag.label, _FLAG_ICONS.get(flag.code, "")) for flag in standing]
    else:
        shown = [flag_tag(kind, code, icon=_FLAG_ICONS.get(code, "")) for code in line.flags]
    if not shown:
        return None
    holder = QWidget()
    flow = FlowLayout(holder, gap=5)
    for tag in shown:
        flow.addWidget(TagLabel(tag))
    return holder


def _safe_contact(view: CaseView) -> QFrame:
    rule_of = view.safe_contact
    safe = [CHANNELS.label_of(code) for code, safety in rule_of.channels.items() if safety == "safe"]
    unsafe = [CHANNELS.label_of(code).lower() for code, safety in rule_of.channels.items() if safety == "unsafe"]
    said = [
        _sentence(rule_of.words),
        f"Safe: {', '.join(safe).lower()}." if safe else "",
        f"Not: {', '.join(unsafe)}." if unsafe else "",
        f"{rule_of.interpreter}." if rule_of.interpreter else "",
    ]
    words = " ".join(part for part in said if part) or NOT_ASKED
    frame = QFrame()
    frame.setProperty("role", "safe")
    frame.setAccessibleName(f"Safe contact: {words}")
    row = QHBoxLayout(frame)
    row.setContentsMargins(10, 8, 10, 8)
    row.setSpacing(9)
    row.addWidget(Picture("call_prohibited", "amber-text", size=20), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(1)
    column.addWidget(text_label("Safe contact", "strong"))
    column.addWidget(_private(words, ""))
    row.addLayout(column, 1)
    return frame


def _sentence(words: str) -> str:
    """Words with a full stop after them, so that others can follow."""
    return f"{words}." if words and words[-1] not in ".!?" else words


def _block(title: str, count: str = "") -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(5)
    head.addWidget(text_label(title, "strong"))
    head.addWidget(text_label(count, "hint"))
    head.addStretch(1)
    rows.addLayout(head)
    return part, rows


def _pair(left: QWidget, words: QWidget, wide: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    left.setFixedWidth(wide)
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row


def _due(action: ActionView) -> date:
    return action.due or date.max


def _actions(actions: Sequence[ActionView], today: date) -> QWidget:
    part, rows = _block("Next actions", f"{len(actions)} open" if actions else "none open")
    for each in actions[:MOST_ACTIONS]:
        clock = Clock("soon", "No day set")
        if each.due is not None:
            clock = day_clock(each.due, today, due_text(each.due, today), explain_due(each.due, today))
        rows.addLayout(_pair(ClockLabel(clock), _private(each.what, ""), 92))
    return part


def _last_contact(view: CaseView) -> QWidget:
    part, rows = _block("Last contact")
    made = [each for each in view.contacts if not each.withdrawn]
    if not made:
        rows.addWidget(text_label("Nobody has been in contact yet.", "secondary", wrap=True))
        return part
    last = max(made, key=lambda each: each.at)
    day = local_day(last.at)
    how = CHANNELS.label_of(last.channel).lower() if last.channel else ""
    opening = ", ".join(word for word in (f"{WEEKDAYS[day.weekday()]} {_short(day)}", how) if word)
    rows.addWidget(_private(f"{opening}. {last.words}".strip(), "secondary"))
    return part


def _people(kind: CaseType, view: CaseView) -> QWidget:
    part, rows = _block("People", str(len(view.parties)))
    for each in view.parties[:MOST_PEOPLE]:
        who = ", ".join(word for word in (each.name, each.age) if word)
        rows.addLayout(_pair(text_label(kind.roles.label_of(each.role), "secondary"), _private(who, ""), 88))
    return part


def _history(kind: CaseType, view: CaseView) -> QWidget:
    part, rows = _block("Recent history")
    for each in sorted(_happenings(kind, view), key=lambda one: one.day, reverse=True)[:MOST_HISTORY]:
        rows.addLayout(_pair(text_label(_short(each.day), "secondary"), _private(each.words, ""), 88))
    return part


def _happenings(kind: CaseType, view: CaseView) -> Iterator[Happening]:
    for incident in view.incidents:
        if not incident.withdrawn:
            yield Happening(incident.happened.day, f"Incident {incident.number}. {incident.words}".strip())
    for scored in view.assessments:
        band = kind.instrument.band(scored.band).label
        yield Happening(local_day(scored.at), f"Risk scored {band}, {scored.score}. {scored.by}")
    for move in view.moves:
        words = f"Moved to {kind.workflow.state(move.after).label}. {move.reason}".strip()
        yield Happening(local_day(move.at), words)


def _this_year(day: date, today: date) -> str:
    """A day without its year where that is this one."""
    return _short(day) if day.year == today.year else show_day(day)


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
