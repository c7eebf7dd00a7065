"""Safe contact stops an unsafe text, lets immediate danger through with a reason, and tells the case's owner."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from spp_desktop.services import cases
from spp_desktop.ui.case.danger import GatedSheet
from spp_desktop.ui.case.window import CasePage
from tests.casework import new_case
from tests.journeys.conftest import Desktop

Start = Callable[[str], Desktop]
RULE = {"safe_mobile": "safe", "safe_text": "unsafe"}


def test_an_unsafe_text_is_stopped_and_danger_lets_it_through_with_a_reason(start_window: Start) -> None:
    desktop = start_window("Imran Qureshi")
    case_id = cases.find_case(desktop.me, desktop.references["Ewa Kowalczyk"])
    cases.assign_case(desktop.me, case_id, desktop.me.officer.id)
    cases.save_answers(desktop.me, case_id, {**new_case().answers, **RULE}, 1)
    desktop.close()
    desktop.begin(desktop.folder)
    desktop.sign_in("Hannah Whitfield")
    desktop.main.open_case(case_id)
    desktop.settle()
    window = next(each for each in desktop.main.case_windows() if each.case_id == case_id)
    page = window.page_in_view()
    assert isinstance(page, CasePage)
    desktop.until(lambda: page.details is not None)
    with desktop.qtbot.waitActive(window):
        window.activateWindow()

    desktop.press("N")
    sheet = desktop.dialog(GatedSheet)
    desktop.press("T", "Ctrl+Return")
    desktop.until(lambda: not sheet.danger.isHidden())
    assert cases.case_as_it_stands(desktop.me, case_id).contacts == ()
    desktop.type("He is at her door with a bat")
    desktop.press("Ctrl+Return")
    desktop.settle()
    (contact,) = cases.case_as_it_stands(desktop.me, case_id).contacts
    assert contact.channel == "text"
    told = [(line.text, line.why) for line in cases.case_history(desktop.me, case_id)]
    assert ("Unsafe channel allowed: immediate danger", "He is at her door with a bat") in told

    desktop.close()
    desktop.begin(desktop.folder)
    desktop.sign_in("Imran Qureshi")
    desktop.settle()
    reference = desktop.references["Ewa Kowalczyk"]
    words = f"Hannah Whitfield overrode safe contact on {reference} to text: immediate danger"
    desktop.until(lambda: words in desktop.words())
    assert [each for each in desktop.main.findChildren(QPushButton) if each.text() == "Seen"]
