"""A contact on the wrong case is withdrawn: gone for its officer, seen, with why, by information governance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spp_desktop.domain.cases import NewContact
from spp_desktop.services import cases, entries, search
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.window import CasePage
from tests.journeys.conftest import Desktop
from tests.journeys.test_admin_officers import open_sheet
from tests.journeys.test_case_work import kept, open_case, take_up
from tests.journeys.test_erasing import at_retention
from tests.journeys.test_names_journey import change_officer
from tests.journeys.test_two_victims import verb

Start = Callable[[str], Desktop]
WORDS = "Her sister in Wisbech has a spare room"
WHY = "Belongs to her sister's case"


def contacts(desktop: Desktop, page: CasePage) -> Any:
    """The contact log in view, with the keyboard on its list: Ctrl+5."""
    desktop.press("Ctrl+5")
    desktop.settle()
    return page.stack.currentWidget()


def test_a_misfiled_entry_is_withdrawn_and_only_information_governance_sees_why(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    case_id = cases.find_case(desktop.me, desktop.references["Ewa Kowalczyk"])
    entries.record_contact(desktop.me, case_id, NewContact("mobile", "spoke", "All quiet since Friday"))
    window, page = open_case(desktop)
    desktop.press("N")
    sheet = desktop.dialog(FormSheet)
    desktop.press("S")
    sheet.start_at("words")
    desktop.type(WORDS)
    desktop.press("Ctrl+Return")
    desktop.settle()
    take_up(desktop, window)
    assert found_in(desktop, "wisbech") == ["contact"]

    tab = contacts(desktop, page)
    misfiled = next(row for row in tab.rows(tab.view) if row.words == WORDS)
    tab.table.select_id(misfiled.id)
    verb(tab, "Withdraw")()
    desktop.dialog(FormSheet)
    desktop.press("Ctrl+Return")
    desktop.settle()
    assert len(kept(desktop, case_id).contacts) == 2, "it is not withdrawn without a reason"
    desktop.type(WHY)
    desktop.press("Ctrl+Return")
    desktop.settle()
    take_up(desktop, window)

    # The officer has nothing of it any more: not on the case, its timeline or history, nor by searching.
    assert [each.words for each in kept(desktop, case_id).contacts] == ["All quiet since Friday"]
    assert WORDS not in desktop.words(window)
    assert found_in(desktop, "wisbech") == []
    told = [line for line in cases.case_history(desktop.me, case_id) if line.text.startswith("Entry withdrawn")]
    assert len(told) == 1
    assert WORDS not in str(cases.case_history(desktop.me, case_id))
    window.close()

    # Nor has her supervisor.
    change_officer(desktop, "Rachel Okafor")
    assert search.search(desktop.me, "wisbech").hits == ()
    assert "retention" not in desktop.main.rail.buttons

    # Information governance reads that it was withdrawn, by whom and why; what it said takes a reason of its own.
    change_officer(desktop, "Yvonne Castle")
    at_retention(desktop)
    page_now = desktop.main.page_in_view()
    assert page_now is not None
    page_now.show_at(section="withdrawn")
    desktop.settle()
    section = page_now.section()  # type: ignore[attr-defined]
    assert section.table.rows().rowCount() == 1
    entry = section.table.current()
    assert (entry.reason, entry.by, entry.kind) == (WHY, "Hannah Whitfield", "contact")
    words = desktop.words(section)
    assert WHY in words
    assert WORDS not in words
    section.read.setFocus()
    desktop.press("Space")
    desktop.settle()
    asked = open_sheet(desktop)
    assert WORDS not in desktop.words(asked)
    asked.close()
    desktop.settle()


def found_in(desktop: Desktop, typed: str) -> list[str]:
    return [hit.kind for hit in search.search(desktop.me, typed).hits]
