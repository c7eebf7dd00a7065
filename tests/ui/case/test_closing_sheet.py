"""The closing conversation: its steps, what is on record already, who may end it, and a case that comes back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from spp_desktop.domain.cases import NewAction, NewAssessment, NewContact, NewParty
from spp_desktop.domain.closing import Closing
from spp_desktop.domain.conversation import TOPICS
from spp_desktop.domain.orders import NewOrder
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, drafts, entries, orders
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.closing import ClosingSheet
from spp_desktop.ui.case.happenings import timeline_of
from spp_desktop.ui.widgets.timeline import Entry
from tests.casework import somebody
from tests.ui.case.conftest import Desk, Open
from tests.ui.case.test_case_page import fill, send, swept

WORKED = ("triaged", "assessing", "investigating")


def worked(me: SignedIn, case_id: UUID) -> None:
    for state in WORKED:
        cases.move_case(me, case_id, state)


def proposed(me: SignedIn, case_id: UUID) -> None:
    worked(me, case_id)
    cases.propose_closure(me, case_id, Closing("stopped", "", handled="They rang when they said"))


def lively(me: SignedIn, case_id: UUID) -> None:
    """A case with an order in force, an action to do, and one try to reach her."""
    worked(me, case_id)
    entries.add_party(me, case_id, NewParty("responsible", facts=somebody("Kevin Sprake", birth="1988-05-02")))
    view = cases.case_as_it_stands(me, case_id)
    person = next(each.person for each in view.parties if each.role == "responsible")
    assert person is not None
    answers = {"issued": "2012-03-01", "expires": "2014-03-01"}
    orders.add_order(me, case_id, NewOrder("asbo", "person", answers, person.id))
    entries.add_action(me, case_id, NewAction("Fit a lock", date(2012, 3, 20), me.officer.id))
    entries.record_contact(me, case_id, NewContact("mobile", "no-answer"))


def begun(desk: Desk) -> ClosingSheet:
    desk.page.close_case()
    sheet = desk.sheet()
    assert isinstance(sheet, ClosingSheet)
    return sheet


def lock(desk: Desk) -> Any:
    """The action to do; the other is to try again to reach her."""
    return next(each.id for each in desk.stored().actions if each.kind != "retry")


def stands(sheet: ClosingSheet) -> dict[str, str]:
    return {view.key: view.state for view in sheet.steps.section_views()}


def scored(desk: Desk, sheet: ClosingSheet) -> None:
    sheet.score.click()
    scoring = desk.sheet()
    scoring.answers["frequency"].set_value("none")
    scoring.submit()
    desk.settle()


def test_the_conversation_says_what_is_on_record_and_what_is_missing(open_case: Open) -> None:
    desk = open_case(before=lively, wishes="For the shouting to stop")
    sheet = begun(desk)
    assert swept(sheet) == []
    assert stands(sheet) == {
        "told": "warning", "handled": "empty", "wishes": "done", "orders": "warning", "open": "warning",
        "exit_risk": "warning", "survey": "warning", "root_cause": "empty", "next": "empty", "reason": "warning",
    }  # fmt: skip
    heads = sheet._heads
    assert heads["told"].found.text() == "Tried and not reached: 12 Mar 2012"
    assert heads["wishes"].found.text() == "For the shouting to stop"
    assert heads["orders"]._lines[0].text() == "1.  ASBO on application against Kevin Sprake: in force to 1 Mar 2014"
    assert heads["open"]._lines[0].text() == "1.  Action: Fit a lock (Hannah Whitfield, due 20 Mar 2012)"
    why = next(topic for topic in TOPICS if topic.key == "next").because(sheet._kind)
    assert "Reopened within 12 months" in why
    assert why in [label.text() for label in heads["next"].findChildren(QLabel)]


def test_f8_walks_what_is_missing_and_alt_down_the_steps(open_case: Open) -> None:
    desk = open_case(before=lively, wishes="For the shouting to stop")
    sheet = begun(desk)
    assert QApplication.focusWidget() is sheet.form.editors["told"].widget
    walked = []
    for _ in range(6):
        QTest.keyClick(sheet, Qt.Key.Key_F8)
        walked.append(sheet.steps.section_views()[sheet.index.currentIndex().row()].key)
    assert walked == ["orders", "open", "exit_risk", "survey", "reason", "told"]
    QTest.keyClick(sheet, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.index.currentIndex().row() == 9
    sheet.go_step("exit_risk")
    assert QApplication.focusWidget() is sheet.score
    QTest.keyClick(sheet, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sheet.form.editors["survey"].widget


def test_a_day_is_today_until_another_is_given(open_case: Open) -> None:
    desk = open_case(before=worked)
    sheet = begun(desk)
    told = sheet.form.editors["told"]
    QTest.keyClick(told.widget, Qt.Key.Key_Right)
    assert sheet.form.answers()["told_on"] == "2012-03-12"
    assert stands(sheet)["told"] == "done"
    sheet.form.editors["told_on"].show_answer(None)
    QTest.keyClick(told.widget, Qt.Key.Key_Right)
    assert sheet.form.answers() == {"told": "tried"}
    assert sheet._heads["told"].missing.text() == "0 of 3 tries are logged"


def test_a_try_is_logged_from_the_conversation(open_case: Open) -> None:
    desk = open_case(before=worked)
    sheet = begun(desk)
    sheet.try_again.click()
    send(desk, outcome="no-answer", channel="mobile")
    assert sheet._heads["told"].found.text() == "Tried and not reached: 12 Mar 2012"


def test_what_was_begun_is_kept_and_comes_back(open_case: Open) -> None:
    desk = open_case(before=worked)
    sheet = begun(desk)
    sheet.form.editors["handled"].show_answer("They rang when they said")
    sheet.reject()
    desk.settle()
    assert [draft.form for draft in drafts.my_drafts(desk.me)] == ["case-closing"]
    again = begun(desk)
    assert again.form.answers()["handled"] == "They rang when they said"
    fill(again, reason="stopped")
    again.weigh()
    again.submit()
    desk.settle()
    assert drafts.my_drafts(desk.me) == []


def test_an_officer_proposes_and_the_supervisor_goes_on_from_there(open_case: Open) -> None:
    desk = open_case(before=lively)
    sheet = begun(desk)
    assert sheet.primary.text() == "Propose closure"
    assert sheet.primary.toolTip() == "Choose why it closes first"
    action = lock(desk)
    fill(sheet, reason="legal-order", words="Quiet for six weeks", **{f"fate.{action}": "finished"})
    sheet.weigh()
    sheet.submit()
    desk.settle()
    view = desk.stored()
    assert (view.line.state, view.moves[-1].reason) == ("proposed-closure", "Quiet for six weeks")
    assert next(each for each in view.actions if each.id == action).done == date(2012, 3, 12)

    officers_own = begun(desk)
    assert officers_own.why_not.text() == "A supervisor approves the closing"
    assert not officers_own.primary.isEnabled()
    officers_own.reject()
    desk.settle()

    boss = Desk(_supervisor(desk), desk.case_id, desk.wall)
    sheet = begun(boss)
    assert sheet.primary.text() == "Close case"
    assert sheet.form.answers()["reason"] == "legal-order"
    order = view.orders[0].id
    scored(boss, sheet)
    assert not sheet.score.isVisible()
    fill(sheet, told="told", told_on="2012-03-12", survey="declined", **{f"watch.{order}": "PC Hall"})
    sheet.weigh()
    assert sheet.why_not.text() == ""
    sheet.submit()
    boss.settle()
    closed = boss.stored()
    assert (closed.line.state, closed.line.closed) == ("closed", date(2012, 3, 12))
    assert closed.moves[-1].closing[f"watch.{order}"] == "PC Hall"
    assert [(each.kind, dict(each.answers)) for each in closed.records] == [("survey", {"declined": "2012-03-12"})]
    boss.close()


def _supervisor(desk: Desk) -> SignedIn:
    from tests import casework

    return casework.signed_in(desk.me.store, Role.SUPERVISOR, name="Rachel Okafor", now=desk.wall)


def test_what_is_missing_is_counted_until_a_supervisor_may_close(open_case: Open) -> None:
    desk = open_case(Role.SUPERVISOR, before=proposed)
    sheet = begun(desk)
    assert sheet.why_not.text() == "3 things missing"
    assert stands(sheet)["handled"] == "done"
    fill(sheet, told="told", told_on="2012-03-12", survey="sent", survey_sent="2012-03-12")
    sheet.weigh()
    assert sheet.why_not.text() == "1 thing missing"
    sheet.submit()
    desk.settle()
    assert desk.stored().line.state == "proposed-closure"


def test_a_case_not_worked_yet_is_told_so(open_case: Open) -> None:
    sheet = begun(open_case())
    assert "not being worked yet" in sheet.primary.toolTip()


def test_what_was_finished_meanwhile_is_not_asked_about(open_case: Open) -> None:
    desk = open_case(before=lively)
    sheet = begun(desk)
    action = lock(desk)
    row = sheet.form.rows[f"fate.{action}"]
    assert not row.isHidden()
    desk.window.done(entries.complete_action(desk.me, action).changes)
    desk.settle()
    assert row.isHidden()
    assert stands(sheet)["open"] == "done"


def test_a_reopened_case_says_since_when_it_was_closed(open_case: Open) -> None:
    desk = open_case(Role.SUPERVISOR, before=proposed)
    entries.assess_risk(desk.me, desk.case_id, NewAssessment({}, occasion="closing"))
    closing = Closing("stopped", "told", told_on=date(2012, 3, 12), survey_declined=True, words="Quiet for six weeks")
    desk.window.done(cases.close_case(desk.me, desk.case_id, closing).changes)
    desk.settle()
    assert desk.page.header.close_case.text() == "Reopen…"
    reference = desk.stored().line.reference
    desk.wall.pass_by(days=30)
    desk.page.close_case()
    send(desk, why="It has begun again.")
    view = desk.stored()
    assert (view.line.state, view.line.reference) == ("reopened", reference)
    told = {each.title: each.facts for each in _entries(desk)}
    assert told["Reopened under the same number"] == "It has begun again. Closed since 12 Mar 2012"
    assert told["Moved to Closed"] == "Resolved: behaviour stopped. Quiet for six weeks"


def _entries(desk: Desk) -> list[Any]:
    shown = timeline_of(desk.page.kind_in_force(), desk.stored(), desk.wall())
    return [each for each in shown if isinstance(each, Entry)]


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_the_conversation_fits_the_window(open_case: Open, size: tuple[int, int]) -> None:
    desk = open_case(before=lively, size=size)
    sheet = begun(desk)
    assert sheet.height() <= size[1] - 48
    assert sheet.width() <= size[0] - 40
    assert sheet.index.height() <= sheet.form.height()
