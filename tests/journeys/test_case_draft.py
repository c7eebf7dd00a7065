"""What is typed into a case outlives the window, the session and a crash."""

from __future__ import annotations

from collections.abc import Callable

from spp_desktop.services import cases, drafts
from spp_desktop.ui.widgets.sheet import Sheet
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import open_case, take_up

Start = Callable[[str], Desktop]


def test_a_draft_outlives_the_session(start_window: Start, store_folder: object) -> None:
    desktop = start_window("Hannah Whitfield")
    _, page = open_case(desktop)
    page.details.form.go_field("landlord")
    desktop.type("Cross Keys Homes")
    # No pause: the program is closed within the second that a draft waits for.
    desktop.main.close()
    desktop.settle()
    desktop.until(lambda: desktop.desk.session is None)

    desktop.begin(store_folder)
    desktop.sign_in("Hannah Whitfield")
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    window, page = open_case(desktop)
    assert desktop.dialog(Sheet).windowTitle() == "You left a draft here at 09:14"
    desktop.press("Return")
    desktop.settle()
    take_up(desktop, window)
    desktop.press("Ctrl+S")
    desktop.settle()
    assert cases.case_as_it_stands(desktop.me, page.case_id).answers["landlord"] == "Cross Keys Homes"
    assert drafts.my_drafts(desktop.me) == []
