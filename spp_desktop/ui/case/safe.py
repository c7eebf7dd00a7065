"""How a victim may be reached: the rule in words, and the one way to begin a contact, which offers what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.people import FactKind, PersonView, Safety
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button, disable
from spp_desktop.ui.widgets.card import Band
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

MASKED = "•••••"
"""What stands in place of a number or address that may not be used."""
_DOES = {
    "mobile": "ring the mobile",
    "landline": "ring the landline",
    "voicemail": "leave voicemail",
    "text": "text",
    "letter": "post letters",
    "email": "e-mail",
    "visit": "visit",
}
"""Channel → what one does through it."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: what one does, where to, and whether it is allowed. ``why_not`` is empty if it is."""

    channel: str
    does: str
    where: str
    safety: Safety
    why_not: str = ""


def rule_words(view: CaseView, today: date) -> str:
    """The rule of safe contact in words: what is safe, what the victim said, what never to do."""
    rule = view.safe_contact
    if not rule.asked:
        return ""
    ways = tuple(ways_to_reach(view, today))
    safe = _safe_words([way for way in ways if way.safety == "safe"])
    unsafe = [way.does for way in ways if way.safety == "unsafe"]
    said = [
        f"{_sentence(_joined(safe, 'or'))}." if safe else "",
        rule.words if not rule.words or rule.words.rstrip().endswith((".", "!")) else f"{rule.words}.",
        f"Do not {_joined(unsafe, 'or')}." if unsafe else "",
        f"{rule.interpreter}." if rule.interpreter else "",
    ]
    return " ".join(part for part in said if part)


def ways_to_reach(view: CaseView, today: date) -> Iterator[Way]:
    """Every channel with what it leads to; what may not be used is masked.

    In domestic abuse a channel nobody has asked about counts as unsafe.
    """
    party = view.main_party
    person = party.person if party else None
    strict = view.line.type in CONFIDENTIAL_TYPES
    for channel, does in _DOES.items():
        safety = view.safe_contact.safety(channel)
        where, banned = _where(channel, person, today)
        if safety == "unsafe" or banned:
            yield Way(channel, does, MASKED if where or banned else "", "unsafe", "Not safe")
        elif safety == "not-asked" and strict:
            yield Way(channel, does, MASKED if where else "", safety, "Not asked, so not safe")
        else:
            yield Way(channel, does, where, safety)


def _where(channel: str, person: PersonView | None, today: date) -> tuple[str, bool]:
    """Where a channel leads for a person, and whether that very number or address is marked unsafe or protected."""
    if person is None:
        return "", False
    if channel in {"letter", "visit"}:
        places = person.current(FactKind.ADDRESS, today)
        usable = [place for place in places if place.safety != "unsafe" and not place.protected]
        words = ", ".join(part for part in (usable[0].text, usable[0].postcode) if part) if usable else ""
        return words, bool(places) and not usable
    kind = FactKind.EMAIL if channel == "email" else FactKind.PHONE
    known = [fact for fact in person.current(kind, today) if kind is FactKind.EMAIL or _fits(fact.text, channel)]
    usable = [fact for fact in known if fact.safety != "unsafe"]
    return (usable[0].text if usable else ""), bool(known) and not usable


def _fits(number: str, channel: str) -> bool:
    mobile = "".join(char for char in number if char.isdigit()).startswith(("07", "447"))
    return channel == "voicemail" or mobile == (channel in {"mobile", "text"})


def _safe_words(ways: list[Way]) -> list[str]:
    """What one may do, a number that serves both calls and texts said once."""
    by_channel = {way.channel: way for way in ways}
    mobile, text = by_channel.get("mobile"), by_channel.get("text")
    both = mobile is not None and text is not None and mobile.where == text.where
    said = [f"text or {_with_place(mobile)}"] if both and mobile is not None else []
    return said + [_with_place(way) for way in ways if not (both and way.channel in {"mobile", "text"})]


def _with_place(way: Way) -> str:
    return f"{way.does} {way.where}" if way.where and way.channel in {"mobile", "landline", "text"} else way.does


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(parts: list[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


class SafelySheet(Sheet):
    """The ways allowed now, one button each; the others stand there masked, with why."""

    chosen = Signal(str, str)
    """A way was chosen: its channel, and the words to have in view while it is used."""

    def __init__(self, window: Window, view: CaseView) -> None:
        super().__init__(window, "Contact safely")
        self._ways = {way.channel: way for way in ways_to_reach(view, window.today())}
        self._rule = rule_words(view, window.today())
        if not self._rule:
            self.body.addWidget(Band("safe", "Not asked yet.", "Ask first what is safe, and write it down."))
        else:
            self.body.addWidget(Band("safe", "Safe contact:", self._rule, stacked=True, private=True))
        if view.safe_contact.interpreter:
            self.body.addWidget(
                Band("caution", f"{view.safe_contact.interpreter}.", "Never use family as interpreter.")
            )
        self.body.addWidget(self._offers())
        self.foot.addStretch(1)
        close = button("Close")
        close.clicked.connect(self.reject)
        self.foot.addWidget(close)

    def _offers(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(4, 6, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, way in enumerate(self._ways.values()):
            made = button(_sentence(way.does))
            made.setObjectName(way.channel)
            made.clicked.connect(self._choose)
            if way.why_not:
                disable(made, way.why_not)
            where = private_label(way.where)
            grid.addWidget(made, row, 0)
            grid.addWidget(where, row, 1)
            words = way.why_not or ("Safe" if way.safety == "safe" else "Not asked")
            grid.addWidget(text_label(words, "hint"), row, 2)
        return part

    def _choose(self) -> None:
        way = self._ways[self.sender().objectName()]
        note = " ".join(part for part in (f"{_sentence(_with_place(way))}.", self._rule) if part)
        self.accept()
        self.chosen.emit(way.channel, note)
