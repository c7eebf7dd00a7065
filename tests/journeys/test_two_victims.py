"""One incident seen from two victims' cases: recorded once, read from both, counted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spp_desktop.services import cases, search
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.scoring import ScoringSheet
from spp_desktop.ui.case.tabs import Incidents
from spp_desktop.ui.case.window import CasePage
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import kept, open_case, take_up

Start = Callable[[str], Desktop]
EWA, SIOBHAN = "Ewa Kowalczyk", "Siobhan O'Brien"


def incidents(desktop: Desktop, page: CasePage) -> Incidents:
    """The tab of incidents in view, with the keyboard on its list: Ctrl+3."""
    desktop.press("Ctrl+3")
    desktop.settle()
    tab = page.stack.currentWidget()
    assert isinstance(tab, Incidents)
    return tab


def verb(tab: Any, label: str) -> Callable[[], None]:
    """What a verb of the row in hand does."""
    row = tab.table.current()
    found: Callable[[], None] = next(each.do for each in tab.verbs(row) if each.label.startswith(label))
    return found


def test_one_incident_is_seen_from_both_cases_and_counted_once(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    me = desktop.me
    ewa, siobhan = (cases.find_case(me, desktop.references[name]) for name in (EWA, SIOBHAN))

    # Bottles were thrown at the house that both of them live in. Ewa rings first.
    window, page = open_case(desktop, EWA)
    desktop.press("I")
    sheet = desktop.dialog(FormSheet)
    desktop.type("sat 2340")
    desktop.press("Tab", "P")
    sheet.start_at("words")
    desktop.type("Bottles thrown at both front doors")
    desktop.press("Ctrl+Return")
    desktop.dialog(ScoringSheet)
    desktop.press(*"63334", "Ctrl+Return")
    desktop.settle()
    take_up(desktop, window)

    # It is Siobhan's too: one record with a share in her case.
    tab = incidents(desktop, page)
    verb(tab, "Share")()
    desktop.dialog(FormSheet)
    desktop.type(desktop.references[SIOBHAN])
    desktop.press("Ctrl+Return")
    desktop.settle()
    take_up(desktop, window)
    (mine,) = kept(desktop, ewa).incidents
    (hers,) = kept(desktop, siobhan).incidents
    assert mine.id == hers.id
    assert (mine.number, hers.number) == (1, 1)
    assert (mine.also_in, hers.also_in) == ((desktop.references[SIOBHAN],), (desktop.references[EWA],))

    # Siobhan's case reads it whole and scores her own risk on it; Ewa's is not touched.
    other_window, other = open_case(desktop, SIOBHAN)
    its_tab = incidents(desktop, other)
    assert "Bottles thrown at both front doors" in desktop.words(its_tab)
    assert desktop.references[EWA] in desktop.words(its_tab)
    before = kept(desktop, ewa).assessments
    other.score_risk()
    desktop.dialog(ScoringSheet)
    desktop.press(*"21", "Ctrl+Return")
    desktop.settle()
    take_up(desktop, other_window)
    assert kept(desktop, ewa).assessments == before
    assert len(kept(desktop, siobhan).assessments) == 1

    # Found once however many cases it is on.
    hits = [hit for hit in search.search(me, "bottles thrown").hits if hit.kind == "incident"]
    assert len(hits) == 1

    # Put right from one case, it is right on the other.
    its_tab.table.select_id(mine.id)
    verb(its_tab, "Edit")()
    sheet = desktop.dialog(FormSheet)
    sheet.start_at("police_reference")
    desktop.type("CC-10032012-0412")
    desktop.press("Ctrl+Return")
    desktop.settle()
    assert kept(desktop, ewa).incidents[0].police_reference == "CC-10032012-0412"
    assert "CC-10032012-0412" in desktop.words(tab)
