"""Records of declared kinds in a case window: listed, added, altered, stopped, withdrawn, reached by keys and links."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spp_desktop.domain.cases import NewParty
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import cases, entries, records
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.tables.case import PartyRow
from spp_desktop.ui.case.records_tabs import KindList
from spp_desktop.ui.tables.cells import say
from spp_desktop.ui.widgets.card import EmptyState
from tests.casework import somebody
from tests.ui.case.conftest import Desk, Open
from tests.ui.case.test_case_page import fill, in_view, send, swept, texts

REFERRED = {"whose": "victim", "need": "housing", "agreed": "yes", "sent": "2012-03-08", "agency": "council-housing"}
"""Sent on Thu 8 Mar 2012: an answer is owed ten working days later, on Thu 22 Mar."""


def referred(me: SignedIn, case_id: UUID) -> None:
    records.add_record(me, case_id, NewRecord("onward-referral", REFERRED))


def at(desk: Desk, tab: str) -> Any:
    """The list that a code names, in view."""
    desk.page.show_at(tab=tab)
    desk.settle()
    return in_view(desk)


def tab_of(desk: Desk) -> Any:
    """The tab in view."""
    return desk.page.stack.currentWidget()


def cells(part: KindList, row: int = 0) -> dict[str, str]:
    found = part.model.row(row)
    return {column.label: say(column.cell(found)) for column in part.columns()}


def test_a_kind_is_listed_on_its_tab_with_what_is_owed(open_case: Open) -> None:
    desk = open_case(before=referred)
    part = at(desk, "actions.onward-referral")
    tab = tab_of(desk)
    assert [label for _, label in tab.switch._options] == [
        "Actions", "Onward referrals 1", "ASB case reviews", "Satisfaction surveys",
    ]  # fmt: skip
    shown = cells(part)
    assert {key: shown[key] for key in ("Need", "About", "To which agency", "Stage")} == {
        "Need": "Housing", "About": "Ewa Kowalczyk", "To which agency": "Council, housing options", "Stage": "Sent",
    }  # fmt: skip
    assert shown["Owed"].startswith("in 8 days")
    labels = texts(part)
    assert "Chase the agency's answer" in labels
    assert "Due Thu 22 Mar 2012, in 8 days" in labels
    assert swept(desk.window) == []


def test_tabs_count_what_is_not_over(open_case: Open) -> None:
    desk = open_case(before=referred)
    counted = {desk.page.tabs.tabText(n) for n in range(desk.page.tabs.count())}
    assert {"Actions, 1", "Sharing, 0", "Documents, 0"} <= counted
    (row,) = desk.stored().records
    records.save_record(desk.me, row.id, {**REFERRED, "answer": "accepted", "outcome": "met"}, row.revision)
    desk.window.done(Changes(cases=frozenset((desk.case_id,))))
    desk.settle()
    assert "Actions, 0" in {desk.page.tabs.tabText(n) for n in range(desk.page.tabs.count())}


def test_one_is_added_by_its_form_about_the_only_one_it_can_be_about(open_case: Open) -> None:
    desk = open_case()
    part = at(desk, "documents.diary")
    assert part.findChild(EmptyState) is not None
    part.add()
    sheet = desk.sheet()
    assert "About Ewa Kowalczyk" in texts(sheet)
    assert list(sheet.form.editors) == ["given", "what_for", "due", "returned", "usable", "shows"]
    sheet.submit()
    assert sheet.form.rows["given"].state == "error"
    send(desk, given="2012-03-08", what_for="Noise after eleven")
    (row,) = desk.stored().records
    assert (row.kind, row.about, row.answers["what_for"]) == ("diary", "Ewa Kowalczyk", "Noise after eleven")
    assert cells(at(desk, "documents.diary"))["What it is for"] == "Noise after eleven"
    assert "Diary sheet" in [getattr(entry, "title", "") for entry in desk.page.timeline.list.entries.items]


def test_whom_it_is_about_is_asked_where_several_could_be_meant(open_case: Open) -> None:
    def two(me: SignedIn, case_id: UUID) -> None:
        entries.add_party(me, case_id, NewParty("witness", facts=somebody("Rui Ferreira")))

    desk = open_case(before=two)
    at(desk, "documents.diary").add()
    sheet = desk.sheet()
    fill(sheet, given="2012-03-08")
    sheet.submit()
    assert sheet.form.rows["party_id"].state == "error"
    witness = next(each for each in desk.stored().parties if each.name == "Rui Ferreira")
    send(desk, party_id=str(witness.id))
    assert desk.stored().records[0].about == "Rui Ferreira"


def test_a_kind_that_nobody_on_the_case_can_have_says_what_to_do_first(open_case: Open) -> None:
    def alone(me: SignedIn, case_id: UUID) -> None:
        (victim,) = cases.case_as_it_stands(me, case_id).parties
        with me.store.write("x", by=me.officer.id, at=me.now(), stream="cases/asb/no-area") as unit:
            unit.update(PartyRow, victim.id, {"role": "professional"})

    desk = open_case(before=alone)
    at(desk, "actions.onward-referral").add()
    sheet = desk.sheet()
    assert any("add them on the People tab first" in words for words in texts(sheet))
    fill(sheet, whose="victim", need="housing")
    sheet.submit()
    assert sheet.form.rows["party_id"].state == "error"


def test_the_one_in_hand_is_altered_stopped_started_and_withdrawn(open_case: Open) -> None:
    desk = open_case(before=referred)
    part = at(desk, "actions.onward-referral")
    part.edit()
    sheet = desk.sheet()
    assert sheet.form.answers()["need"] == "housing"
    send(desk, service="Home finder team")
    assert desk.stored().records[0].answers["service"] == "Home finder team"

    assert [verb.label for verb in part.verbs(part.in_hand())] == ["Edit…", "Stop the clock…", "Withdraw…"]
    part.stop()
    send(desk, reason="waiting for consent", since="2012-03-09")
    assert cells(part)["Owed"].startswith("Paused: waiting for consent")
    assert "Stands still: waiting for consent" in texts(part)
    assert [verb.label for verb in part.verbs(part.in_hand())] == ["Edit…", "Start the clock…", "Withdraw…"]
    part.restart()
    send(desk, until="2012-03-12")
    assert cells(part)["Owed"].startswith("in 9 days")
    assert "9 Mar 2012 to 12 Mar 2012: waiting for consent" in texts(part)

    part.withdraw()
    send(desk, reason="another household's")
    assert desk.stored().records == ()
    assert part.model.rowCount() == 0
    for nothing in (part.edit, part.stop, part.restart, part.withdraw):
        nothing()
    desk.settle()


def test_what_was_typed_and_not_saved_is_offered_back(open_case: Open) -> None:
    desk = open_case()
    at(desk, "documents.diary").add()
    sheet = desk.sheet()
    fill(sheet, what_for="Noise after eleven")
    sheet.form.show_saved({})
    sheet.reject()
    desk.settle()
    at(desk, "documents.diary").add()
    assert desk.sheet().form.answers()["what_for"] == "Noise after eleven"


def test_what_was_done_and_what_was_late_is_told(open_case: Open) -> None:
    def over(me: SignedIn, case_id: UUID) -> None:
        given = {**REFERRED, "sent": "2012-02-01", "answered": "2012-03-01", "answer": "declined"}
        records.add_record(me, case_id, NewRecord("onward-referral", given))

    desk = open_case(before=over)
    part = at(desk, "actions.onward-referral")
    assert cells(part)["Owed"] == ""
    assert "Done Thu 1 Mar 2012, late: it was due 15 Feb 2012" in texts(part)
    assert [verb.label for verb in part.verbs(part.in_hand())] == ["Edit…", "Withdraw…"]


def test_a_kind_that_did_not_exist_yet_cannot_be_added(open_case: Open) -> None:
    """The case review began on 20 Oct 2014 and 12 March 2012 is before it."""
    desk = open_case()
    part = at(desk, "actions.case-review")
    (verb,) = part.adds()
    assert verb.why_not == "From 20 Oct 2014 on"


def test_the_switch_is_worked_by_keys_and_keeps_what_was_pressed_again(open_case: Open) -> None:
    desk = open_case(before=referred)
    at(desk, "actions")
    tab = tab_of(desk)
    assert tab.here.code == "actions"
    tab.switch.setFocus()
    QTest.keyClick(tab.switch, Qt.Key.Key_Right)
    QTest.keyClick(tab.switch, Qt.Key.Key_Space)
    assert tab.here.code == "onward-referral"
    tab.switch.changed.emit(None)
    assert (tab.here.code, tab.switch.value()) == ("onward-referral", "onward-referral")
    desk.page.show_tab(1)
    assert tab_of(desk).here.code == "people"


def test_the_timeline_opens_a_record_on_its_own_list(open_case: Open) -> None:
    desk = open_case(before=referred)
    (row,) = desk.stored().records
    desk.page._open_entry(("record", row.id))
    tab = tab_of(desk)
    assert (tab.code, tab.here.code, tab.here.in_hand().id) == ("actions", "onward-referral", row.id)
    desk.page._open_entry(("record", UUID(int=5)))
    assert tab_of(desk).code == "history"


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_every_list_is_named_and_its_sheet_labelled(open_case: Open, size: tuple[int, int]) -> None:
    desk = open_case(before=referred, size=size)
    for tab in ("people", "actions", "sharing", "documents"):
        at(desk, tab)
        for part in list(tab_of(desk).parts):
            desk.page.show_at(tab=f"{tab}.{part.code}")
            desk.settle()
            assert swept(desk.window) == [], part.code
            if isinstance(part, KindList):
                part.add()
                sheet = desk.sheet()
                assert swept(sheet) == [], part.code
                sheet.close()
                desk.settle()


def test_what_is_late_says_so(open_case: Open) -> None:
    desk = open_case(before=referred)
    desk.wall.pass_by(days=14)
    part = at(desk, "actions.onward-referral")
    part.show_case(desk.stored())
    assert cells(part)["Owed"].startswith("2 days late")
    assert part.window_.today() == date(2012, 3, 26)
