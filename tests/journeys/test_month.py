"""A month of a high-risk case, from the call to the closing conversation; and it comes back under the same number.

Logged on Mon 12 Mar 2012. High risk is reviewed every seven calendar days, so on 19 and 26 Mar and 2 Apr; medium
every fourteen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import CaseView, NewParty
from spp_desktop.services import cases, entries, today
from spp_desktop.ui.case.closing import ClosingSheet
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.menus import more_menu
from spp_desktop.ui.case.order_sheets import ToolSheet
from spp_desktop.ui.case.scoring import ScoringSheet
from spp_desktop.ui.case.window import CasePage
from spp_desktop.ui.pages.today import TodayPage
from tests.casework import somebody
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import kept, take_up
from tests.journeys.test_names_journey import change_officer

Start = Callable[[str], Desktop]
NAME = "Daiva Jankauskiene"


class Case:
    """One case in its window, at one desktop."""

    def __init__(self, desktop: Desktop, case_id: UUID) -> None:
        self.desktop, self.id = desktop, case_id
        desktop.main.open_case(case_id)
        self.window = next(each for each in desktop.main.case_windows() if each.case_id == case_id)
        desktop.settle()
        page = self.window.page_in_view()
        assert isinstance(page, CasePage)
        self.page = page
        desktop.until(lambda: page.details is not None)
        self.front()

    def front(self) -> None:
        """Back to the window once a sheet is done with."""
        self.desktop.settle()
        take_up(self.desktop, self.window)
        self.desktop.settle()

    def stored(self) -> CaseView:
        return kept(self.desktop, self.id)

    def move(self, label: str) -> None:
        """Choose a move from the case's menu."""
        assert self.page.view is not None
        menu = more_menu(self.page, self.page.kind_in_force(), self.page.view, compact=False)
        menu.triggered.emit(next(each for each in menu.actions() if each.text() == label))
        menu.close()
        self.desktop.settle()

    def contact(self, outcome: str, words: str = "") -> None:
        self.desktop.press("N")
        sheet = self.desktop.dialog(FormSheet)
        self.desktop.press(outcome)
        sheet.start_at("words")
        self.desktop.type(words)
        self.desktop.press("Ctrl+Return")
        self.front()

    def review(self) -> None:
        """The risk is scored again with nothing changed: one Enter."""
        self.page.score_risk()
        self.desktop.dialog(ScoringSheet)
        self.desktop.press("Return")
        self.front()

    def record(self, tab: str, code: str, **answers: str) -> None:
        """Add a record of a kind on its tab."""
        self.page.show_at(tab=f"{tab}.{code}")
        part: Any = self.page.stack.currentWidget()
        part.here.add()
        self._send(answers)

    def carry_on(self, tab: str, code: str, **answers: str) -> None:
        """Carry on the one record of a kind."""
        self.page.show_at(tab=f"{tab}.{code}")
        part: Any = self.page.stack.currentWidget()
        part.here.edit()
        self._send(answers)

    def _send(self, answers: dict[str, str]) -> None:
        sheet = self.desktop.dialog(FormSheet)
        sheet.form.show_answers({**sheet.form.answers(), **answers})
        self.desktop.press("Ctrl+Return")
        self.front()


def called(desktop: Desktop) -> Case:
    """The call: who, where and what, and the case is there."""
    desktop.press("Ctrl+N")
    desktop.settle()
    for words in (NAME, "01733 496 0123", "12 Made-up Street", "PE1 1HZ"):
        desktop.type(words)
        desktop.press("Tab")
    desktop.press("Right", "Tab")
    desktop.type("today")
    desktop.press("Ctrl+S")
    desktop.settle()
    (window,) = desktop.main.case_windows()
    return Case(desktop, window.case_id)


def cleared_on_today(desktop: Desktop, what: str) -> None:
    """Find an item on Today and clear it: D, Enter."""
    take_up(desktop, desktop.main)
    desktop.main.go("today")
    desktop.settle()
    page = desktop.main.page_in_view()
    assert isinstance(page, TodayPage)
    item = next(each for each in today.my_actions(desktop.me) if each.what == what)
    page.table.select_id(("action", item.record_id))
    page.table.setFocus()
    for key in ("D", "Return"):
        desktop.press(key)
        desktop.settle()


def asbo(case: Case) -> None:
    """Record the ASBO on application that the court made, and its breach."""
    desktop, page = case.desktop, case.page
    page.show_at(tab="orders")
    tab: Any = page.stack.currentWidget()
    tab.add()
    picking = desktop.dialog(ToolSheet)
    desktop.type("ASBO on app")
    offered = QApplication.activePopupWidget()
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    picking.submit()
    form = desktop.dialog(FormSheet)
    form.form.show_answers({**form.form.answers(), "issued": "2012-03-28", "expires": "2014-03-28"})
    desktop.press("Ctrl+Return")
    case.front()
    (row,) = tab.rows(tab.view)
    next(each for each in tab.verbs(row) if "reach" in each.label).do()
    breach = desktop.dialog(FormSheet)
    breach.form.show_answers({**breach.form.answers(), "happened": "2012-04-01", "evidence": "Seen at her door"})
    desktop.press("Ctrl+Return")
    case.front()


def test_a_month_of_a_high_risk_case_to_its_closing_conversation(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    wall = desktop.wall
    case = called(desktop)
    reference = case.stored().line.reference
    for label in ("Triage", "Start assessing", "Investigate"):
        case.move(label)

    # He waved a bat at her on Saturday: High whatever the score, and seen again in seven days.
    desktop.press("I")
    desktop.dialog(FormSheet)
    desktop.type("sat 2340")
    desktop.press("Tab", "P", "Ctrl+Return")
    scoring = desktop.dialog(ScoringSheet)
    desktop.press(*"63")
    scoring.triggers["weapon"].click()
    assert (scoring.scored().points_band, scoring.scored().band) == ("standard", "high")
    desktop.press("Ctrl+Return")
    case.front()
    line = case.stored().line
    assert (line.band, line.next_review) == ("high", date(2012, 3, 19))

    # No answer books the next try; the next day she is reached.
    case.contact("N")
    assert case.stored().line.first_contact_hours is None
    wall.pass_by(days=1)
    cleared_on_today(desktop, "Try to reach them again")
    case.front()
    case.contact("S", "She is frightened to go out after dark")
    view = case.stored()
    assert view.line.first_contact_hours is not None
    assert 24 <= view.line.first_contact_hours < 48
    assert [each for each in view.actions if each.done is None] == []

    # She keeps a diary, is referred on, and will be a witness.
    case.record("documents", "diary", what_for="Shouting at night", given="2012-03-13", due="2012-03-20")
    case.record("actions", "onward-referral", whose="victim", need="mental-health", agreed="yes", basis="consent",
                agency="gp", sent="2012-03-13")  # fmt: skip
    case.record("people", "witness", statement="agreed")
    wall.pass_by(days=6)
    case.review()
    assert case.stored().line.next_review == date(2012, 3, 26)
    case.carry_on("documents", "diary", returned="2012-03-19", usable="yes")
    wall.pass_by(days=7)
    case.review()

    # The court makes an order, he breaches it, and it comes to something.
    person = entries.add_party(desktop.me, case.id, NewParty("responsible", facts=somebody("Kevin Sprake the younger")))
    desktop.main.broadcast(person.changes)
    desktop.settle()
    wall.pass_by(days=7)
    asbo(case)
    case.review()
    (order,) = case.stored().orders
    assert [each.happened for each in order.breaches] == [date(2012, 4, 1)]
    assert case.stored().line.next_review == date(2012, 4, 9)
    assert [each.band for each in case.stored().assessments] == ["high"] * 4

    # The closing conversation: what is on record is ticked, and the officer proposes.
    wall.pass_by(days=7)
    case.record("actions", "survey", sent="2012-04-09")
    case.page.close_case()
    sheet = desktop.dialog(ClosingSheet)
    assert _missing(sheet) == ["told", "orders", "open", "exit_risk", "reason"]
    assert len(sheet._heads["open"]._lines) == 3
    sheet.go_step("told")
    desktop.press("Right")
    sheet.form.go_field("handled")
    desktop.type("They rang when they said")
    (order,) = case.stored().orders
    sheet.form.go_field(f"watch.{order.id}")
    desktop.type("PC Hall")
    for key in [key for key in sheet.form.editors if key.startswith("fate.")]:
        sheet.form.go_field(key)
        desktop.press("Right", "Right", "Tab")
        desktop.type("It goes on")
    sheet.form.editors["reason"].show_answer("legal-order")
    sheet.form.go_field("words")
    desktop.type("He has moved out")
    assert _missing(sheet) == ["exit_risk"]
    desktop.press("Ctrl+Return")
    desktop.settle()
    assert case.stored().line.state == "proposed-closure"

    # He is in custody. Only her supervisor may say that the risk is lower than it scores; then she closes.
    change_officer(desktop, "Rachel Okafor")
    case = Case(desktop, case.id)
    case.page.close_case()
    sheet = desktop.dialog(ClosingSheet)
    assert sheet.form.answers()["handled"] == "They rang when they said"
    assert sheet.why_not.text() == "1 thing missing"
    desktop.press("Space")
    lowering = desktop.dialog(ScoringSheet)
    assert (lowering.occasion.value(), lowering.scored().band) == ("closing", "high")
    lowering.band.set_value("medium")
    lowering._judge("medium")
    desktop.type("In custody until the trial")
    desktop.press("Ctrl+Return")
    desktop.settle()
    assert case.stored().line.band == "medium"
    desktop.dialog(ClosingSheet)
    assert _missing(sheet) == []
    desktop.press("Ctrl+Return")
    case.front()
    view = case.stored()
    assert (view.line.state, view.line.closed) == ("closed", date(2012, 4, 9))
    assert [each.kind for each in view.records].count("survey") == 1
    assert today.my_actions(desktop.me) == ()

    # Six weeks later it begins again: the same number, and everything still on it.
    wall.pass_by(days=42)
    case.page.close_case()
    desktop.dialog(FormSheet)
    desktop.type("He is back on the street")
    desktop.press("Ctrl+Return")
    case.front()
    again = case.stored()
    assert (again.line.reference, again.line.state, again.line.closed) == (reference, "reopened", None)
    assert (len(again.assessments), len(again.contacts), len(again.records)) == (
        len(view.assessments),
        len(view.contacts),
        len(view.records),
    )
    assert again.moves[-2].closing["reason"] == "legal-order"
    assert cases.find_case(desktop.me, reference) == case.id


def _missing(sheet: ClosingSheet) -> list[str]:
    return [view.key for view in sheet.steps.section_views() if view.state == "warning"]
