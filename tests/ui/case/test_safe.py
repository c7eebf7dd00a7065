"""Safe contact: what is allowed is offered, what is not is masked, and the rule reads as a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from spp_desktop.domain.cases import NewCase, NewParty
from spp_desktop.domain.contacting import MASKED, ways_to_reach
from spp_desktop.services.cases import case_history
from spp_desktop.services.people import change_fact
from spp_desktop.ui.case.danger import GatedSheet
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.people import People
from spp_desktop.ui.case.safe import rule_words
from tests.casework import somebody
from tests.ui.case.conftest import Desk, Open

RULE = {
    "safe_mobile": "safe",
    "safe_text": "safe",
    "safe_landline": "unsafe",
    "safe_voicemail": "unsafe",
    "safe_letter": "unsafe",
    "safe_words": "After 16:00",
    "interpreter": "yes",
    "language": "Polish",
}
WHO = NewParty(
    "victim",
    facts=somebody("Ewa Kowalczyk", phone="07700 900142", address="12 Mill Lane", postcode="PE1 1HZ"),
)


def with_rule(open_case: Open, **rule: Any) -> Desk:
    answers = {"category": "personal", "reported": "2012-03-08", **rule}
    return open_case(new=NewCase("asb", WHO, answers))


def test_the_rule_reads_as_a_sentence(open_case: Open) -> None:
    desk = with_rule(open_case, **RULE)
    assert rule_words(desk.stored(), desk.me.today()) == (
        "Text or ring the mobile 07700 900142. After 16:00. "
        "Do not ring the landline, leave voicemail or post letters. Interpreter needed: Polish."
    )
    assert "07700 900142" in desk.page.safe.accessibleName()
    assert desk.page.safe.isVisible()


def test_nothing_asked_is_said_as_that(open_case: Open) -> None:
    desk = with_rule(open_case)
    assert rule_words(desk.stored(), desk.me.today()) == ""
    assert "not asked yet" in desk.page.safe.accessibleName()


def test_unsafe_ways_are_masked_and_cannot_be_pressed(open_case: Open) -> None:
    desk = with_rule(open_case, **RULE)
    desk.page.contact_safely()
    sheet = desk.sheet()
    offered = {each.objectName(): each for each in sheet.findChildren(QPushButton) if each.objectName()}
    assert [code for code, made in offered.items() if made.isEnabled()] == ["mobile", "text", "email", "visit"]
    assert offered["letter"].toolTip() == "Not safe"
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    assert shown.count(MASKED) == 2  # voicemail and letters lead somewhere; there is no landline
    assert "12 Mill Lane, PE1 1HZ" in shown  # a visit is not barred


def test_a_number_marked_unsafe_is_masked_though_the_channel_is_not(open_case: Open) -> None:
    desk = with_rule(open_case, safe_mobile="safe")
    phone = next(fact for fact in desk.stored().main_party.person.facts if fact.kind == "phone")
    change_fact(desk.me, phone.id, safety="unsafe")
    ways = {way.channel: way for way in ways_to_reach(desk.stored(), desk.me.today())}
    assert (ways["mobile"].where, ways["mobile"].why_not) == (MASKED, "Not safe")


def test_in_domestic_abuse_what_nobody_asked_is_not_offered(open_case: Open) -> None:
    desk = with_rule(open_case, safe_mobile="safe")
    view = desk.stored()
    strict = replace(view, line=replace(view.line, type="da"))
    ways = {way.channel: way for way in ways_to_reach(strict, desk.me.today())}
    assert ways["mobile"].why_not == ""
    assert (ways["visit"].where, ways["visit"].why_not) == (MASKED, "Not asked, so not safe")


def test_a_way_chosen_opens_the_contact_with_its_channel(open_case: Open) -> None:
    desk = with_rule(open_case, **RULE)
    desk.page.contact_safely()
    desk.sheet().findChild(QPushButton, "text").click()
    sheet = desk.sheet()
    assert isinstance(sheet, FormSheet)
    assert sheet.form.answers() == {"channel": "text"}
    sheet.form.editors["outcome"].show_answer("text-sent")
    sheet.submit()
    desk.settle()
    assert [(each.channel, each.outcome) for each in desk.stored().contacts] == [("text", "text-sent")]


def test_an_unsafe_way_is_refused_until_immediate_danger_says_why(open_case: Open) -> None:
    desk = with_rule(open_case, **RULE)
    desk.page.add_contact()
    sheet = desk.sheet()
    assert isinstance(sheet, GatedSheet)
    assert sheet.danger.isHidden()
    sheet.form.editors["outcome"].show_answer("letter-sent")
    sheet.submit()
    desk.settle()
    assert desk.stored().contacts == ()
    assert not sheet.danger.isHidden()
    assert sheet.form.rows["channel"].message == "Not safe: do not post letters. Use another way"
    sheet.reason.setText("He is at her door")
    sheet.submit()
    desk.settle()
    assert [each.outcome for each in desk.stored().contacts] == ["letter-sent"]
    assert "He is at her door" in [line.why for line in case_history(desk.me, desk.case_id)]


def test_what_is_covered_is_shown_on_purpose_and_covered_again(open_case: Open) -> None:
    desk = with_rule(open_case, safe_mobile="unsafe", safe_letter="unsafe", safe_visit="unsafe")
    desk.page.show_at(tab="people")
    (tab,) = desk.page.stack.findChildren(People)

    def told() -> str:
        return " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())

    assert "07700 900142" not in told()
    assert "12 Mill Lane" not in told()
    tab.show_covered()
    desk.settle()
    assert "07700 900142" in told()
    assert "12 Mill Lane, PE1 1HZ" in told()
    tab.show_case(desk.stored())
    desk.settle()
    assert "07700 900142" not in told()
