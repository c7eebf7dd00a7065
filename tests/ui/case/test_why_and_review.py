"""W says why in a case's lists; the header tells of updates and case reviews; the check lists the complaints."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from spp_desktop.domain.cases import NewAction, NewContact
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import case_reviews, cases, entries, records
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.review_check import ReviewCheckSheet
from spp_desktop.ui.why import WhySheet
from tests import casework
from tests.casework import Wall
from tests.ui.case.conftest import Desk

NOW = datetime(2015, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def desk(sqlite_store: Any, qapp: Any) -> Any:
    """``desk(before=…, size=…, **answers)``: an officer at a case on 1 June 2015."""
    made: list[Desk] = []

    def start(before: Any = None, now: datetime = NOW, size: tuple[int, int] = (1366, 768), **answers: Any) -> Desk:
        wall = Wall(now)
        me = casework.signed_in(sqlite_store, Role.ASB_OFFICER, name=f"Officer {len(made)}", now=wall)
        given = {"reported": "2015-05-15", "first_incident": "2015-05-14", **answers}
        case_id = casework.logged(me, new=casework.new_case("Ewa Kowalczyk", **given)).id
        if before is not None:
            before(me, case_id)
        made.append(Desk(me, case_id, wall, size))
        return made[-1]

    yield start
    for each in made:
        each.close()


def complained(me: SignedIn, case_id: UUID) -> None:
    for day in ("2015-03-02", "2015-04-06"):
        casework.incident(me, case_id, day, reported=date.fromisoformat(day))


def fact(desk: Desk, key: str) -> Any:
    return desk.page.header.facts[key]


def read(sheet: Any) -> str:
    return "\n".join(each.text() for each in sheet.findChildren(QLabel))


def explained(desk: Desk, table: Any) -> WhySheet:
    for sheet in desk.window.findChildren(WhySheet):
        sheet.close()
    desk.settle()
    desk.window.activateWindow()
    QTest.qWaitForWindowActive(desk.window)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_W)
    sheet = desk.sheet()
    assert isinstance(sheet, WhySheet)
    return sheet


def test_w_on_an_action_and_a_record_explains_that_and_copies_no_typed_words(desk: Any) -> None:
    def before(me: SignedIn, case_id: UUID) -> None:
        entries.add_action(me, case_id, NewAction("Ring Ewa's sister", date(2015, 5, 28)))
        records.add_record(me, case_id, NewRecord("case-review", {"applied": "2015-05-15"}))

    at = desk(before)
    at.page.show_at(tab="actions")
    at.settle()
    sheet = explained(at, at.page._tabs["actions"].here.table)
    assert "2 working days late" in read(sheet)
    assert "Ring Ewa's sister" in read(sheet)
    sheet.copy()
    copied = QApplication.clipboard().text()
    assert copied.startswith(f"{at.stored().line.reference}\nCounts: Working days")
    assert "Ewa" not in copied
    sheet.accept()
    at.page.show_at(tab="actions.case-review")
    at.settle()
    assert "Bank holidays left out: Mon 25 May 2015" in explained(at, at.page._tabs["actions"].here.table).copy_text


def test_w_elsewhere_explains_the_cases_own_clocks(desk: Any) -> None:
    at = desk()
    said = explained(at, at.page.timeline.list).copy_text
    assert [line for line in said.splitlines() if line.startswith(at.stored().line.reference)] == [
        f"{at.stored().line.reference}: {what}"
        for what in ("Assess the risk", "First contact with the victim", "Tell the victim how the case goes")
    ]


def test_the_header_tells_when_the_next_update_is_owed(desk: Any) -> None:
    at = desk()
    assert (fact(at, "update").isVisible(), fact(at, "update").clock.accessibleName()) == (True, "Today")
    entries.record_contact(at.me, at.case_id, NewContact("mobile", "spoke"))
    at.window.done(cases.move_review(at.me, at.case_id, date(2015, 6, 3)).changes)
    at.settle()
    assert fact(at, "update").clock.accessibleName() == "in 10 days"
    none = desk(update_every="never")
    assert not fact(none, "update").isVisible()


def test_the_header_asks_for_the_victim_to_be_told_until_they_were(desk: Any) -> None:
    at = desk(complained)
    assert fact(at, "case-review").link.text() == "3 of 3, tell the victim"
    fact(at, "case-review").link.click()
    sheet = at.sheet()
    assert isinstance(sheet, ReviewCheckSheet)
    said = read(sheet)
    assert "3 of 3 complaints count: they may ask until 2 Sep 2015" in said
    assert "Incident 1, 2 Mar 2015" in said
    assert "The first report, 14 May 2015" in said
    sheet.tell()
    at.settle()
    assert at.stored().answers["told_case_review"] == "2015-06-01"
    assert fact(at, "case-review").words.text() == "3 of 3, told 1 Jun 2015"
    at.page.check_case_review()
    assert not at.sheet().told.isVisible()


def test_the_check_opens_from_today_as_a_tab_does(desk: Any) -> None:
    at = desk(complained)
    at.page.show_at(tab="case-review")
    assert isinstance(at.sheet(), ReviewCheckSheet)


def test_complaints_that_do_not_count_say_why(desk: Any) -> None:
    def many(me: SignedIn, case_id: UUID) -> None:
        for day in range(1, 11):
            casework.incident(me, case_id, f"2014-11-{day:02}", reported=date(2014, 11, day))

    at = desk(many)
    assert fact(at, "case-review").words.text() == "1 of 3"
    at.page.check_case_review()
    said = read(at.sheet())
    assert "more than six months ago" in said
    assert "3 more do not change this" in said


def test_there_is_no_case_review_before_20_october_2014(desk: Any) -> None:
    at = desk(now=datetime(2014, 10, 17, 9, tzinfo=UTC), reported="2014-10-15", first_incident="2014-10-14")
    assert not fact(at, "case-review").isVisible()
    at.page.check_case_review()
    assert "Case reviews began on 20 Oct 2014" in at.window.toast_frame.accessibleName()


def test_a_narrow_header_keeps_the_prompt_alone(desk: Any) -> None:
    at = desk(complained, size=(1093, 614))
    assert (fact(at, "case-review").isVisible(), fact(at, "update").isVisible()) == (True, False)
    case_reviews.victim_told(at.me, at.case_id)
    at.window.done(entries.record_contact(at.me, at.case_id, NewContact("mobile", "spoke")).changes)
    at.settle()
    assert not fact(at, "case-review").isVisible()


def test_the_palette_over_a_case_offers_what_can_be_done_with_it(desk: Any, qtbot: Any) -> None:
    from spp_desktop.ui.frame import MainWindow
    from spp_desktop.ui.palette import Palette

    at = desk()
    main = MainWindow(at.me, "Main office", first="register")
    qtbot.addWidget(main)
    palette = Palette(at.window, main, None)
    palette.field.setText(">late")
    palette._read()
    assert [each.title for each in palette.results.items if not each.heading] == ["Why is it late?"]
    palette._open(new_window=False)
    assert isinstance(at.sheet(), WhySheet)
