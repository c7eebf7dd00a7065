"""What the palette finds: people, references, incidents and contacts, each opened where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from spp_desktop.domain.people import PersonView
from spp_desktop.domain.permissions import ASB, Right, may
from spp_desktop.domain.search import SearchHit
from spp_desktop.services import people, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.palette import MOST_EACH, Find, Found, Limit
from spp_desktop.ui.window import Window

SETTLED_MS = 1500
"""Typing has settled when nothing was typed for so long; the search is then recorded."""
_ICONS: Mapping[str, str] = {
    "reference": "person_alert",
    "person": "people_community",
    "incident": "alert_urgent",
    "contact": "chat",
    "record": "document_bullet_list",
    "order": "document_table",
}
_LIMITED: Mapping[Limit, frozenset[str]] = {
    "all": frozenset(_ICONS),
    "people": frozenset({"person"}),
    "cases": frozenset({"reference", "incident", "contact", "record", "order"}),
    "actions": frozenset(),
}
_TABS: Mapping[str, str] = {"incident": "incidents", "contact": "contacts", "order": "orders"}


class Finder(QObject):
    """Searches for the palette of a window, and records each search once its typing has settled."""

    _searched = Signal(str, int)

    def __init__(self, me: SignedIn, window: Window) -> None:
        super().__init__(window)
        self._me, self._window = me, window
        self._last: tuple[str, int] | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED_MS)
        self._settling.timeout.connect(self.settle)
        self._searched.connect(self._note)

    def find(self, typed: str, limit: Limit) -> Sequence[Found]:
        """What the officer may know of that matches; called off the UI thread."""
        hits = [hit for hit in search.search(self._me, typed, MOST_EACH).hits if hit.kind in _LIMITED[limit]]
        self._searched.emit(typed, len(hits))
        return [self._found(hit) for hit in hits]

    def settle(self) -> None:
        """Record the search last made, if it has not been."""
        last, self._last = self._last, None
        self._settling.stop()
        if last is not None:
            me = self._me
            typed, results = last
            work.run(lambda: search.search_settled(me, typed, results), lane="write")

    def _note(self, typed: str, results: int) -> None:
        self._last = (typed, results)
        self._settling.start()

    def _found(self, hit: SearchHit) -> Found:
        def open_it(_new_window: bool) -> None:
            self.settle()
            if hit.case_id is not None:
                self._window.open_case(hit.case_id, tab=hit.tab or _TABS.get(hit.kind, ""))
            elif hit.person_id is not None:
                self._open_person(hit.person_id)

        title, words = _said(hit)
        return Found(title, words, open_it, _ICONS[hit.kind], private=hit.kind in {"reference", "person"})

    def _open_person(self, person_id: UUID) -> None:
        """Open somebody's one case; somebody on several is shown with all of them to choose from."""

        def opened(person: PersonView) -> None:
            if len(person.cases) == 1:
                self._window.open_case(person.cases[0].case_id)
            else:
                self._window.go("people", person=person.id)

        me = self._me
        work.run(lambda: people.open_person(me, person_id), opened, lane="write")


def _said(hit: SearchHit) -> tuple[str, str]:
    """Title and words of a result, a name only ever in the title: that is what is hidden with names."""
    if hit.kind == "reference":
        return hit.detail or "Not known", hit.title
    return hit.title, hit.detail if hit.kind == "person" else hit.reference


def finder(me: SignedIn, window: Window) -> Find | None:
    """The search of an officer who may read cases; None for anybody else."""
    return Finder(me, window).find if may(me.officer.roles, Right.CASE_READ, ASB) else None
