"""The case window as a whole: what it shows, what it reads, what can be done in it, and that all of it can be said."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from spp_desktop.domain.cases import NewAssessment, NewContact, NewFlag, NewIncident, NewParty
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.dates import When
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.menus import more_menu
from spp_desktop.ui.case.scoring import ONLY_A_SUPERVISOR
from tests import casework
from tests.casework import incident, logged
from tests.ui.case.conftest import Desk, Open
from tests.ui.case.test_happenings import lived
from tests.ui.fakes import FakeAsk
from tests.ui.sweep import clashing_access_keys, clashing_keys, nameless, unlabelled

TABS = [
    "Details", "People", "Incidents", "Risk", "Contact log",
    "Actions", "Orders and tools", "Sharing", "Documents", "History",
]  # fmt: skip


def texts(widget: Any) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if not each.isHidden()]


def fill(sheet: Any, **answers: Any) -> None:
    sheet.form.show_answers({**sheet.form.answers(), **answers})


def in_view(desk: Desk) -> Any:
    """The list in view, on a tab of several too."""
    shown = desk.page.stack.currentWidget()
    return getattr(shown, "here", shown)


def send(desk: Desk, **answers: Any) -> None:
    sheet = desk.sheet()
    fill(sheet, **answers)
    sheet.submit()
    desk.settle()


def swept(root: Any) -> list[str]:
    return [*nameless(root), *unlabelled(root), *clashing_access_keys(root)]


def test_every_editor_is_labelled_and_named_and_no_key_means_two_things(open_case: Open) -> None:
    desk = open_case(Role.ASB_OFFICER, Role.SUPERVISOR, before=lived)
    for place in range(len(TABS)):
        desk.page.tabs.choose(place)
        desk.settle()
        assert swept(desk.window) == []
        assert clashing_keys(desk.window) == []
    for act in ("add_contact", "add_incident", "add_action", "score_risk", "raise_flag", "set_review", "assign",
                "contact_safely", "close_case"):  # fmt: skip
        getattr(desk.page, act)()
        sheet = desk.sheet()
        assert swept(sheet) == [], act
        sheet.close()
        desk.settle()


def test_the_header_says_how_the_case_stands(open_case: Open) -> None:
    desk = open_case(before=lived)
    page = desk.page
    assert [page.tabs.tabText(n).partition(",")[0] for n in range(page.tabs.count())] == TABS
    assert page.header.mark.accessibleName() == "High, 3 of 41, down 2"
    assert page.header.risk.text() == "High risk, 3 of 41 (scored 12 Mar by H. Whitfield, illustrative)"
    assert page.header.facts["state"].words.text() == "Triaged"
    assert page.header.name.text() == "Ewa Kowalczyk"
    assert "Kowalczyk" not in desk.window.windowTitle()
    assert desk.window.windowTitle().startswith(desk.stored().line.reference)


def test_a_case_one_may_not_know_of_says_what_an_unknown_one_says(open_case: Open) -> None:
    desk = open_case()
    other = Desk(desk.me, uuid4(), desk.wall)
    said = [each for each in texts(other.window) if each]
    assert "No record you can open has that reference" in said
    other.close()


def test_two_hundred_contacts_are_read_once(open_case: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(me: SignedIn, case_id: UUID) -> None:
        for number in range(200):
            entries.record_contact(me, case_id, NewContact("mobile", "spoke", f"Call {number}"))

    reads: list[UUID] = []
    real_open, real_again = cases.open_case, cases.case_as_it_stands
    monkeypatch.setattr(cases, "open_case", lambda me, case: (reads.append(case), real_open(me, case))[1])
    monkeypatch.setattr(cases, "case_as_it_stands", lambda me, case: (reads.append(case), real_again(me, case))[1])
    desk = open_case(before=many)
    assert len(reads) == 1
    desk.page.show_at(tab="contacts")
    assert in_view(desk).model.rowCount() == 200

    reads.clear()
    desk.window.refresh(Changes(cases=frozenset({uuid4()})))
    desk.settle()
    assert reads == []
    mine = Changes(cases=frozenset({desk.case_id}))
    desk.window.done(mine)
    desk.settle()
    assert len(reads) == 1
    for _ in range(5):
        desk.window.refresh(mine)
    desk.settle()
    assert len(reads) == 3  # the first of the five, and once more for the four that came meanwhile


def test_warnings_do_not_stop_a_save_and_impossible_values_are_kept_and_marked(open_case: Open) -> None:
    desk = open_case()
    details = desk.page.details
    form = details.form
    form.show_answers({**form.answers(), "recorded": "31/2/2012", "first_incident": "2012-03-10"})
    form.show_saved({})
    form.check()
    assert desk.page.footer.words.text() == "2 things to check; you can save all the same"
    assert {view.state for view in form.section_views() if view.key == "report"} == {"warning"}
    desk.page.save()
    desk.settle()
    assert desk.stored().answers["recorded"] == "31/2/2012"
    assert form.rows["recorded"].state == "warning"


def test_what_is_needed_stops_a_save_beside_its_field(open_case: Open) -> None:
    desk = open_case()
    form = desk.page.details.form
    form.editors["category"].show_answer(None)
    desk.page.save()
    desk.settle()
    assert form.rows["category"].state == "error"
    assert desk.page.footer.words.text() == "1 thing to fix before you can save"
    assert desk.page.tabs.tabText(0) == "Details, 1 error"
    assert desk.stored().answers["category"] == "personal"


def test_a_draft_is_kept_on_closing_and_discarded_when_asked(open_case: Open) -> None:
    from spp_desktop.services.drafts import my_drafts

    desk = open_case()
    form = desk.page.details.form
    form.editors["landlord"].show_answer("Cross Keys")
    desk.window.close()
    desk.settle()
    assert [draft.form for draft in my_drafts(desk.me)] == ["case-details"]

    again = Desk(desk.me, desk.case_id, desk.wall)
    question = again.sheet()
    assert question.title.text() == "You left a draft here at 09:14"
    question.buttons["discard"].click()
    again.settle()
    assert my_drafts(desk.me) == []
    assert "landlord" not in again.page.details.form.answers()
    again.close()


def test_discarding_goes_back_to_what_was_saved(open_case: Open) -> None:
    desk = open_case(landlord="Cross Keys")
    form = desk.page.details.form
    form.editors["landlord"].show_answer("Another")
    desk.window.ask = FakeAsk(says={"Discard what you have not saved?": _reply("discard")})
    desk.page.details.discard()
    desk.settle()
    assert form.answers()["landlord"] == "Cross Keys"
    assert not form.changed()


def _reply(code: str) -> Any:
    from spp_desktop.ui.ask import Answer

    return Answer(code)


def test_an_entry_left_half_typed_comes_back(open_case: Open) -> None:
    desk = open_case()
    desk.page.add_contact()
    sheet = desk.sheet()
    sheet.form.editors["words"].show_answer("She is going to her sister's")
    sheet.reject()
    desk.settle()
    desk.page.add_contact()
    sheet = desk.sheet()
    assert sheet.form.answers() == {"words": "She is going to her sister's"}
    assert "What you typed at 09:14 is back." in texts(sheet)
    send(desk, outcome="spoke")
    assert [each.words for each in desk.stored().contacts] == ["She is going to her sister's"]
    desk.page.add_contact()
    assert desk.sheet().form.answers() == {}


def test_an_entry_is_put_right_within_a_day_and_corrected_after(open_case: Open) -> None:
    def one(me: SignedIn, case_id: UUID) -> None:
        entries.record_contact(me, case_id, NewContact("mobile", "spoke", "Wrong"))

    desk = open_case(before=one)
    desk.page.show_at(tab="contacts")
    tab = in_view(desk)
    tab.amend()
    send(desk, words="Right")
    assert [each.words for each in desk.stored().contacts] == ["Right"]

    desk.wall.pass_by(hours=25)
    desk.window.refresh(Changes(cases=frozenset({desk.case_id})))
    desk.settle()
    verbs = {verb.label: verb.why_not for verb in tab.verbs(tab.in_hand())}
    assert verbs["Put right…"].startswith("Fixed after 24 hours")
    tab.correct()
    send(desk, outcome="note", words="It was Tuesday")
    new = next(each for each in desk.stored().contacts if each.words == "It was Tuesday")
    assert new.corrects is not None


@pytest.mark.parametrize("what", ["contacts", "incidents"])
def test_a_misfiled_entry_is_withdrawn_with_a_reason(open_case: Open, what: str) -> None:
    desk = open_case(before=lived)
    desk.page.show_at(tab=what)
    tab = in_view(desk)
    before = tab.model.rowCount()
    tab.withdraw()
    sheet = desk.sheet()
    sheet.submit()
    desk.settle()
    assert sheet.form.rows["why"].state == "error"
    send(desk, why="Another case's")
    assert tab.model.rowCount() == before - 1
    desk.page.show_at(tab="history")
    desk.settle()
    history = in_view(desk)
    assert history.lines[0].text == "Entry withdrawn"
    assert history.lines[0].why == "Another case's"
    assert "Another case's" in texts(history)


def test_history_shows_before_and_after_in_words(open_case: Open) -> None:
    desk = open_case()
    answers = {**desk.stored().answers, "category": "nuisance"}
    cases.save_answers(desk.me, desk.case_id, answers, desk.stored().line.revision)
    entries.record_contact(desk.me, desk.case_id, NewContact("mobile", "spoke"))
    desk.page.show_at(tab="history")
    desk.settle()
    tab = in_view(desk)
    assert [line.text for line in tab.lines] == ["Contact logged", "Answers saved", "Case logged"]
    assert ("Outcome", "Spoke") in tab.detail(tab.lines[0]).facts
    assert ("Type", "Nuisance, was Personal") in tab.detail(tab.lines[1]).facts


def test_an_incident_is_shared_and_stays_one_record(open_case: Open) -> None:
    desk = open_case(before=lived)
    other = logged(desk.me, "Kevin Sprake")
    desk.page.show_at(tab="incidents")
    tab = in_view(desk)
    tab.share()
    send(desk, reference="ASB-1999-XX-0001")
    sheet = desk.sheet()
    assert sheet.form.rows["reference"].message == "No record you can open has that reference"
    send(desk, reference=other.reference)
    shared = cases.case_as_it_stands(desk.me, other.id).incidents
    assert [each.id for each in shared] == [desk.stored().incidents[0].id]


def test_actions_are_added_done_and_moved(open_case: Open) -> None:
    desk = open_case()
    desk.page.show_at(tab="actions")
    tab = in_view(desk)
    desk.page.add_action()
    send(desk, what="Ring the landlord", due="2012-03-14")
    tab.put_off()
    send(desk, due="2012-03-16", why="On leave")
    assert [each.due for each in desk.stored().actions] == [date(2012, 3, 16)]
    key = next(each for each in tab.table.actions() if each.objectName() == "done")
    assert key.shortcut().toString() == "D"
    key.trigger()
    send(desk, evidence="Rang")
    done = desk.stored().actions[0]
    assert (done.done, done.evidence) == (date(2012, 3, 12), "Rang")
    assert [verb.label for verb in tab.verbs(done)] == ["Open again…"]


def test_an_action_is_given_to_another_officer_by_name(open_case: Open, sqlite_store: Any) -> None:
    imran = casework.officer(sqlite_store, "Imran Qureshi", Role.ASB_OFFICER)
    casework.officer(sqlite_store, "Helen Board", Role.BOARD)
    desk = open_case()
    desk.page.add_action()
    box = desk.sheet().form.editors["owner"].box
    assert [box.itemText(place) for place in range(box.count())] == ["Hannah Whitfield", "Imran Qureshi"]
    send(desk, what="Walk the estate", owner=str(imran.id), agency="fire")
    assert desk.sheet().form.rows["agency"].message == "Name an officer or an agency, not both"
    send(desk, agency=None)
    assert [(each.owner, each.agency) for each in desk.stored().actions] == [("Imran Qureshi", "")]


def test_an_incident_is_carried_on_with_who_was_told_and_when(open_case: Open) -> None:
    desk = open_case(before=lambda me, case_id: incident(me, case_id, words="Shouting"))
    desk.page.show_at(tab="incidents")
    tab = in_view(desk)
    tab.edit()
    send(desk, agencies_told=("police-neighbourhood",), told_on="2012-03-11", police_reference="CC-11032012-0090")
    facts = dict(tab.detail(tab.in_hand()).facts)
    assert facts["Agencies told"] == "Police, neighbourhood team, 11 Mar 2012"
    assert facts["Police reference"] == "CC-11032012-0090"
    (told, *_) = cases.case_history(desk.me, desk.case_id)
    assert {label: after for label, before, after in told.details if not before} == {
        "Agencies told": "Police, neighbourhood team", "When they were told": "11 Mar 2012",
        "Police reference": "CC-11032012-0090",
    }  # fmt: skip

    desk.wall.pass_by(hours=25)
    desk.window.refresh(Changes(cases=frozenset({desk.case_id})))
    desk.settle()
    tab.edit()
    send(desk, words="Nothing much")
    assert desk.sheet().form.rows["words"].message.startswith("Fixed after 24 hours")


def test_moves_follow_the_workflow_with_their_reasons(open_case: Open) -> None:
    desk = open_case()
    for label in ("Triage", "Start assessing"):
        choose(desk, label)
    assert desk.stored().line.state == "assessing"
    choose(desk, "Propose closure…")
    assert desk.sheet().title.text() == "Close this case"


def choose(desk: Desk, label: str) -> None:
    """Choose a line of the case's menu."""
    menu = more_menu(desk.page, desk.page.kind, desk.page.view, compact=False)
    item = next(each for each in menu.actions() if each.text() == label)
    assert item.isEnabled(), label
    menu.triggered.emit(item)
    menu.close()
    menu.deleteLater()
    desk.settle()


def test_a_supervisor_gives_a_case_and_another_takes_one(open_case: Open, sqlite_store: Any) -> None:
    imran = casework.officer(sqlite_store, "Imran Qureshi", Role.ASB_OFFICER)
    desk = open_case(Role.SUPERVISOR)
    desk.page.assign()
    send(desk, owner=str(imran.id))
    assert desk.stored().line.owner == "Imran Qureshi"
    assert desk.page.header.facts["owner"].words.text() == "Imran Qureshi"

    nobody_s = open_case(name="Kevin Sprake")
    menu = more_menu(nobody_s.page, nobody_s.page.kind, nobody_s.page.view, compact=False)
    barred = next(each for each in menu.actions() if each.text() == "Assign…")
    assert not barred.isEnabled()
    assert barred.toolTip() == "Only a supervisor may do this"
    menu.deleteLater()
    choose(nobody_s, "Take this case")
    assert nobody_s.stored().line.owner_id == nobody_s.me.officer.id


def test_a_review_goes_no_further_than_the_band_allows(open_case: Open) -> None:
    desk = open_case()
    desk.page.set_review()
    send(desk, day="2012-06-01")
    assert desk.sheet().form.rows["day"].message == "At this risk the latest day is 19 Mar 2012"
    send(desk, day="2012-03-15")
    assert desk.stored().line.next_review == date(2012, 3, 15)


def test_a_staff_safety_flag_needs_its_last_day_and_can_be_ended(open_case: Open) -> None:
    desk = open_case()
    desk.page.raise_flag()
    send(desk, code="staff-safety", label="Visit in pairs")
    assert desk.sheet().form.rows["expires"].message == "Say why, and the day it ends"
    send(desk, code="staff-safety", label="Visit in pairs", expires="2012-04-30", reason="Dog")
    tags = [each.accessibleName() for each in desk.page.header._tags.children() if hasattr(each, "accessibleName")]
    assert "Visit in pairs until 30 Apr 2012" in tags
    choose(desk, "End the flag “Visit in pairs”…")
    send(desk, why="The dog has gone")
    assert desk.stored().flags[0].ended == date(2012, 3, 12)


def test_somebody_already_known_is_offered_before_they_are_made_twice(open_case: Open) -> None:
    desk = open_case()
    kevin = logged(desk.me, "Kevin Sprake")
    known = cases.case_as_it_stands(desk.me, kevin.id).main_party.person
    desk.page.show_at(tab="people")
    in_view(desk).add()
    sheet = desk.sheet()
    fill(sheet, role="responsible", who="person", name="Kevin Sprake", counter="yes")
    sheet.form.draft_due.emit()
    desk.settle()
    this_is_them = next(b for b in sheet.findChildren(QPushButton) if b.text() == "This is them" and b.isVisible())
    this_is_them.click()
    sheet.submit()
    desk.settle()
    added = next(party for party in desk.stored().parties if not party.main)
    assert (added.person.id, added.role, added.counter_allegation) == (known.id, "responsible", True)


def test_facts_are_added_and_changed(open_case: Open) -> None:
    desk = open_case()
    desk.page.show_at(tab="people")
    tab = in_view(desk)
    tab.add_fact()
    send(desk, kind="phone", text="07700 900142", safety="safe")
    phone = next(fact for fact in desk.stored().main_party.person.facts if fact.kind == "phone")
    assert (phone.text, phone.safety) == ("07700 900142", "safe")
    tab.change_fact()
    send(desk, fact=str(phone.id))
    send(desk, safety="unsafe")
    assert next(f for f in desk.stored().main_party.person.facts if f.kind == "phone").safety == "unsafe"


def raised(me: SignedIn, case_id: UUID) -> None:
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "none"}, band="medium", reason="Frail"))


def test_only_a_supervisor_lowers_a_band_and_is_told_so(open_case: Open) -> None:
    desk = open_case(before=raised)
    desk.page.score_risk()
    sheet = desk.sheet()
    assert sheet.band.value() == "medium"
    assert "was set by judgement" in sheet.gaps.text()
    sheet._judge("standard")
    assert sheet.band.value() == "medium"
    assert sheet.band_row.message == ONLY_A_SUPERVISOR
    sheet.close()

    chief = open_case(Role.SUPERVISOR, name="Kevin Sprake", before=raised)
    chief.page.score_risk()
    sheet = chief.sheet()
    sheet.band.set_value("standard")
    sheet._judge("standard")
    sheet.submit()
    assert sheet.reason_row.message == "Say why the band is not the one scored"
    sheet.reason.set_value("The neighbour has moved")
    sheet.submit()
    chief.settle()
    last = chief.stored().assessments[0]
    assert (last.band, last.reason) == ("standard", "The neighbour has moved")


def test_score_band_and_gaps_follow_each_answer(open_case: Open) -> None:
    desk = open_case()
    desk.page.score_risk()
    sheet = desk.sheet()
    assert sheet.outcome.text() == "0 of 41, Standard by points"
    assert sheet.gaps.text().startswith("14 not answered.")
    for key, code in (("frequency", "daily"), ("intimidation", "ongoing"), ("affected", "extremely")):
        sheet.answers[key]._choose(code)
    assert sheet.outcome.text() == "16 of 41, Medium by points"
    assert sheet.mark.accessibleName() == "Medium, 16 of 41"
    sheet.triggers["weapon"].click()
    assert sheet.mark.accessibleName() == "High, 16 of 41"
    assert "High because of: A weapon." in sheet.gaps.text()
    sheet.close()
    desk.settle()
    desk.page.score_risk()
    again = desk.sheet()
    assert again.given()["frequency"] == "daily"
    assert again.ticked() == ("weapon",)


def test_the_first_scoring_of_a_case_is_its_opening_and_asks_for_no_occasion(open_case: Open) -> None:
    desk = open_case()
    for asks, occasion in ((False, "opening"), (True, "review")):
        desk.page.score_risk()
        sheet = desk.sheet()
        assert sheet.occasion.isVisible() is asks
        sheet.submit()
        desk.settle()
        assert desk.stored().assessments[0].occasion == occasion


def test_a_narrow_window_keeps_what_matters_and_floats_the_timeline(open_case: Open) -> None:
    desk = open_case(size=(1093, 614), before=lived)
    page = desk.page
    assert page.safe.isVisible()
    assert page.header.name.isVisible()
    assert page.header.facts["review"].isVisible()
    assert not page.header.facts["owner"].isVisible()
    assert page.details.section_box.isVisible()
    assert not page.details.index.isVisible()
    assert not page.timeline.isVisible()
    wide = page.details.width()
    page.toggle_timeline()
    assert page.timeline.isVisible()
    assert page.details.width() == wide
    desk.window.resize(1366, 768)
    desk.settle()
    assert page.timeline.isVisible()
    assert page.details.width() < wide + 273
    assert page.details.index.isVisible()


def test_also_in_leads_to_the_other_case(open_case: Open) -> None:
    desk = open_case()
    person = desk.stored().main_party.person
    other = logged(desk.me, "Kevin Sprake")
    entries.add_party(desk.me, other.id, NewParty("witness", person_id=person.id))
    desk.window.refresh(Changes(cases=frozenset({desk.case_id})))
    desk.settle()
    assert desk.page.header.elsewhere.text() == "Also in 1 other record"
    asked: list[Any] = []
    desk.window.case_asked.connect(lambda case_id, tab: asked.append((case_id, tab)))
    desk.page.open_reference(other.reference)
    desk.settle()
    assert asked == [(other.id, "")]


def test_no_toast_names_anybody(open_case: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_case()
    said: list[str] = []
    monkeypatch.setattr(desk.window, "toast", lambda words, undo=None: said.append(words))
    desk.page.add_contact()
    send(desk, outcome="spoke", words="Ewa Kowalczyk rang")
    desk.page.add_incident()
    send(desk, happened="2012-03-10T23:40", words="Ewa")
    unasked = "Nobody has asked whether it is safe to ring the mobile"
    assert said == [f"Contact logged. {unasked}", "Incident added"]


def test_a_tab_asked_for_before_the_case_is_read_is_shown_then(open_case: Open) -> None:
    desk = open_case()
    second = Desk.__new__(Desk)
    second.me, second.case_id, second.wall = desk.me, desk.case_id, desk.wall
    from spp_desktop.ui.case_window import CaseWindow
    from spp_desktop.ui.registry import CASE_PAGE

    second.window = CaseWindow(desk.me, "Main office", desk.case_id, CASE_PAGE)
    second.window.show_tab("risk")
    second.window.show()
    second.settle()
    assert second.page.tabs.code() == "risk"
    second.close()


def test_a_row_is_copied_without_what_identifies_anybody(open_case: Open) -> None:
    desk = open_case(before=lived)
    desk.page.show_at(tab="contacts")
    tab = in_view(desk)
    tab.show_record(next(each.id for each in desk.stored().contacts if each.words))
    tab.copy_row()
    copied = QApplication.clipboard().text()
    assert "Text message" in copied
    assert "Feels unsafe" not in copied


def test_flags_and_incidents_of_a_case(open_case: Open) -> None:
    def before(me: SignedIn, case_id: UUID) -> None:
        entries.raise_flag(me, case_id, NewFlag("vulnerable", "Lives alone"))
        incident(me, case_id, category="nuisance", subtype="noise")
        entries.add_incident(me, case_id, NewIncident(When(date(2012, 3, 11))))

    desk = open_case(before=before)
    desk.page.show_at(tab="incidents")
    tab = in_view(desk)
    assert [row.number for row in tab.rows(desk.stored())] == [2, 1]
    assert ("Type", "Nuisance, Noise") in tab.detail(tab.rows(desk.stored())[1]).facts
