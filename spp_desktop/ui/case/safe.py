"""How a victim may be reached: the rule in words, and the one way to begin a contact, which offers what is allowed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.contacting import Way, ways_to_reach
from spp_desktop.ui.privacy import private_label
from spp_desktop.ui.widgets.buttons import button, disable
from spp_desktop.ui.widgets.card import Band
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window


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
