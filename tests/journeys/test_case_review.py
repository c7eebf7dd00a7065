"""A journey: a victim is told that they may ask for a case review, asks, and its clocks run over Christmas 2014.

By hand, with a calendar. Asked on Fri 12 Dec 2014, to be acknowledged within ten working days: 15 to 19, 22 to 24, 29
and 30 Dec; Christmas and Boxing Day do not count. Acknowledged that Tue 30 Dec, to be decided within fifteen: 31 Dec,
2 Jan, 5 to 9, 12 to 16, 19 to 21 Jan; it stood still from Mon 5 to Thu 8 Jan, three working days, so Mon 26 Jan.
Decided on Thu 22 Jan, to be held within twenty: 23 Jan, 26 to 30, 2 to 6 Feb, 9 to 13, 16 to 19 Feb.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtWidgets import QApplication, QPushButton

from spp_desktop.domain.kinds.case_review import annual_figures
from spp_desktop.domain.today import DueItem
from spp_desktop.services import cases
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.review_check import ReviewCheckSheet
from spp_desktop.ui.pages.today import TodayPage
from spp_desktop.ui.pages.today_items import item_key
from spp_desktop.ui.why import WhySheet
from tests.casework import incident
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import kept, take_up

Start = Callable[[str], Desktop]


def read_today(desktop: Desktop) -> TodayPage:
    """Today, read now."""
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    desktop.main.go("today")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, TodayPage)
    return page


def owed(page: TodayPage) -> DueItem | None:
    """The item of the case review on Today, taken in hand."""
    rows = [page.table.model_.row(place) for place in range(page.table.model_.rowCount())]
    item = next((row for row in rows if isinstance(row, DueItem) and row.kind == "record"), None)
    if item is not None:
        page.table.select_id(item_key(item))
        page.table.setFocus()
    return item


def explained(desktop: Desktop) -> dict[str, str]:
    """What W says of the item in hand, as it is copied; the sheet closes with Escape."""
    desktop.press("W")
    desktop.dialog(WhySheet)
    desktop.press("Ctrl+C", "Escape")
    return dict(line.split(": ", 1) for line in QApplication.clipboard().text().splitlines()[1:])


def alert(page: TodayPage, verb: str) -> QPushButton | None:
    return next((each for each in page.alerts.buttons() if each.text() == verb), None)


def carried_on(desktop: Desktop, window: Any, part: Any, do: str, **given: str) -> None:
    """One of the list's verbs, its questions answered in the sheet that opens, saved with Ctrl+Enter."""
    take_up(desktop, window)
    getattr(part, do)()
    sheet: Any = desktop.dialog(FormSheet)
    for key, words in given.items():
        if key == "decision":
            sheet.form.show_answers({**sheet.form.answers(), key: words})
        else:
            sheet.start_at(key)
            desktop.press("Ctrl+A")
            desktop.type(words)
    desktop.press("Ctrl+Return")
    desktop.settle()


def test_a_case_review_is_asked_for_and_its_clocks_run_over_christmas(start_window: Start, desktop: Desktop) -> None:
    desktop.wall.now = datetime(2014, 12, 12, 10, tzinfo=UTC)
    start_window("Hannah Whitfield")
    me, wall = desktop.me, desktop.wall
    case_id = cases.find_case(me, desktop.references["Ewa Kowalczyk"])
    cases.assign_case(me, case_id, me.officer.id)
    for day in ("2014-08-04", "2014-10-06", "2014-11-17"):
        incident(me, case_id, day, reported=date.fromisoformat(day))

    # Today says that somebody is to tell her, by reference; the check lists her complaints; Enter says she was told.
    page = read_today(desktop)
    button = alert(page, "Tell the victim")
    assert button is not None
    assert "Kowalczyk" not in button.accessibleName()
    button.click()
    desktop.settle()
    check: Any = desktop.dialog(ReviewCheckSheet)
    assert "3 of 3 complaints count: they may ask until 4 Feb 2015" in desktop.words(check)
    desktop.press("Return")
    desktop.settle()
    assert kept(desktop, case_id).answers["told_case_review"] == "2014-12-12"
    assert alert(read_today(desktop), "Tell the victim") is None

    # She asks the same day.
    window: Any = next(each for each in desktop.main.case_windows() if each.case_id == case_id)
    window.page_in_view().show_at(tab="actions.case-review")
    desktop.settle()
    part = window.page_in_view().stack.currentWidget().here
    carried_on(desktop, window, part, "add", applied="today")
    assert window.page_in_view().header.facts["case-review"].words.text() == "3 of 3, applied"

    # After Christmas nobody has acknowledged it: W says why that is five working days late.
    wall.now = datetime(2015, 1, 7, 9, tzinfo=UTC)
    page = read_today(desktop)
    item = owed(page)
    assert item is not None
    assert (item.what, item.text, item.group) == ("Acknowledge the application", "5 days late", "overdue")
    said = explained(desktop)
    assert said["Bank holidays left out"] == "Thu 25 Dec 2014, Fri 26 Dec 2014"
    assert (said["Fell due"], said["Late"]) == ("Tue 30 Dec 2014", "5 working days late")

    # It was, on the 30th; the decision waits for her consent from the 5th to the 8th.
    part.table.select_id(kept(desktop, case_id).records[0].id)
    carried_on(desktop, window, part, "edit", acknowledged="30 dec 2014")
    carried_on(desktop, window, part, "stop", reason="Her consent to share", since="5 jan 2015")
    item = owed(read_today(desktop))
    assert item is not None
    assert (item.text, item.paused) == ("Paused: Her consent to share", "Her consent to share")
    assert explained(desktop)["Stands still"] == "Her consent to share"
    wall.now = datetime(2015, 1, 8, 9, tzinfo=UTC)
    carried_on(desktop, window, part, "restart", until="8 jan 2015")
    wall.now = datetime(2015, 1, 22, 9, tzinfo=UTC)
    item = owed(read_today(desktop))
    assert item is not None
    assert (item.what, item.due) == ("Decide whether the threshold is met", date(2015, 1, 26))
    assert explained(desktop)["Stopped"] == "5 Jan 2015 to 8 Jan 2015: Her consent to share (3 working days)"

    # Decided, then held: nothing more is owed, and the year's figures count it.
    carried_on(desktop, window, part, "edit", decision="met", decided="22 jan 2015")
    wall.now = datetime(2015, 2, 16, 9, tzinfo=UTC)
    item = owed(read_today(desktop))
    assert item is not None
    assert (item.what, item.due) == ("Hold the case review", date(2015, 2, 19))
    carried_on(desktop, window, part, "edit", held="16 feb 2015")
    assert owed(read_today(desktop)) is None
    figures = annual_figures(kept(desktop, case_id).records, 2014, begins=4)
    assert (figures.applications, figures.threshold_not_met, figures.reviews_held) == (1, 0, 1)
