"""Journeys of casework in a case's own window: what an officer does fifty times a day, then the store read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import CaseView
from spp_desktop.services import cases, drafts, entries
from spp_desktop.services.officers import list_officers
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.scoring import ScoringSheet
from spp_desktop.ui.case.window import CasePage
from spp_desktop.ui.case_window import CaseWindow
from spp_desktop.ui.widgets.sheet import Sheet
from tests.journeys.conftest import Desktop

Start = Callable[[str], Desktop]


def open_case(desktop: Desktop, victim: str = "Ewa Kowalczyk") -> tuple[CaseWindow, CasePage]:
    """Open a case in a window of its own, with the keyboard in it."""
    case_id = cases.find_case(desktop.me, desktop.references[victim])
    desktop.main.open_case(case_id)
    window = next(each for each in desktop.main.case_windows() if each.case_id == case_id)
    desktop.settle()
    page = window.page_in_view()
    assert isinstance(page, CasePage)
    desktop.until(lambda: page.details is not None)
    take_up(desktop, window)
    desktop.settle()
    return window, page


def kept(desktop: Desktop, case_id: UUID) -> CaseView:
    """The case as the store holds it."""
    return cases.case_as_it_stands(desktop.me, case_id)


def take_up(desktop: Desktop, window: CaseWindow) -> None:
    """Go back to a window after a sheet: without a display Qt does not."""
    with desktop.qtbot.waitActive(window):
        window.activateWindow()


def test_another_incident_raises_the_risk_to_high(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    _, page = open_case(desktop)

    desktop.press("I")
    desktop.dialog(FormSheet)
    desktop.type("sat 2340")
    desktop.press("Tab", "P", "Ctrl+Return")
    scoring = desktop.dialog(ScoringSheet)
    desktop.settle()
    assert isinstance(scoring, ScoringSheet)
    # Every day, linked, worse, a neighbour, going on now: then on to what it does to them.
    desktop.press(*"63334")
    desktop.press(*"13426244")
    desktop.settle()
    assert scoring.scored().band == "high"
    desktop.press("Ctrl+Return")
    desktop.settle()

    view = kept(desktop, page.case_id)
    assert [each.happened.text for each in view.incidents] == ["2012-03-10T23:40"]
    assert view.incidents[0].category == "personal"
    last = view.assessments[0]
    assert (last.band, last.occasion, last.incident_id) == ("high", "incident", view.incidents[0].id)
    assert view.line.band == "high"
    assert view.line.next_review == date(2012, 3, 19)
    assert page.header.mark.accessibleName().startswith("High, ")


def test_unchanged_risk_is_one_enter(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    _, page = open_case(desktop)
    from spp_desktop.domain.cases import NewAssessment

    entries.assess_risk(desktop.me, page.case_id, NewAssessment({"frequency": "daily", "worse": "yes"}))
    page.score_risk()
    desktop.dialog(ScoringSheet)
    desktop.settle()
    desktop.press("Return")
    desktop.settle()

    scored = kept(desktop, page.case_id).assessments
    assert [(each.score, dict(each.answers)) for each in scored] == [(7, {"frequency": "daily", "worse": "yes"})] * 2


def test_a_crash_in_the_middle_of_a_form_loses_nothing(start_window: Start, tmp_path: object) -> None:
    desktop = start_window("Hannah Whitfield")
    window, page = open_case(desktop)
    assert page.details is not None
    page.details.form.go_field("their_reference")
    desktop.type("CC-12032012-0412")
    desktop.until(lambda: drafts.my_drafts(desktop.me))
    # The program is gone without a word: no close event, no save.
    window.hide()
    desktop.settle()
    desktop.main._cases.clear()
    window.deleteLater()

    again, page = open_case(desktop)
    question = desktop.dialog(Sheet)
    assert "You left a draft here at 09:14" in question.windowTitle()
    desktop.press("Return")
    desktop.settle()
    assert page.details is not None
    assert page.details.form.answers()["their_reference"] == "CC-12032012-0412"
    assert "Draft kept 09:14" in page.footer.draft.text()
    take_up(desktop, again)
    desktop.press("Ctrl+S")
    desktop.settle()

    assert kept(desktop, page.case_id).answers["their_reference"] == "CC-12032012-0412"
    assert drafts.my_drafts(desktop.me) == []
    again.close()


def colleague(desktop: Desktop) -> SignedIn:
    """Imran Qureshi, at another desk on the same store."""
    imran = next(line.officer for line in list_officers(desktop.me) if line.officer.name == "Imran Qureshi")
    return SignedIn(imran, desktop.me.store, desktop.me.now)


def test_two_officers_change_different_answers_and_both_are_kept_without_asking(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    window, page = open_case(desktop)
    assert page.details is not None
    assert page.view is not None
    page.details.form.go_field("landlord")
    desktop.type("Cross Keys")

    theirs = {**page.view.answers, "police_reference": "CC-1"}
    cases.save_answers(colleague(desktop), page.case_id, theirs, page.view.line.revision)

    desktop.press("Ctrl+S")
    desktop.settle()
    assert QApplication.activeModalWidget() is None
    view = kept(desktop, page.case_id)
    assert (view.answers["landlord"], view.answers["police_reference"]) == ("Cross Keys", "CC-1")
    assert page.details.form.answers()["police_reference"] == "CC-1"
    assert not page.details.changed()
    assert not page.details.yours.isVisible()
    saved = [line for line in cases.case_history(desktop.me, page.case_id) if line.text == "Answers saved"]
    assert [(line.by, [label for label, _, _ in line.details]) for line in saved] == [
        ("Hannah Whitfield", ["Landlord"]),
        ("Imran Qureshi", ["Police reference"]),
    ]
    assert drafts.my_drafts(desktop.me) == []
    window.close()


def test_two_officers_change_the_same_answer_and_both_are_kept(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    window, page = open_case(desktop)
    assert page.details is not None
    assert page.view is not None
    page.details.form.go_field("their_reference")
    desktop.type("mine")
    page.details.form.go_field("landlord")
    desktop.type("Cross Keys")

    answers = {**page.view.answers, "their_reference": "theirs", "police_reference": "CC-1"}
    cases.save_answers(colleague(desktop), page.case_id, answers, page.view.line.revision)

    desktop.press("Ctrl+S")
    from spp_desktop.ui.case.conflict import ConflictSheet

    conflict = desktop.dialog(ConflictSheet)
    assert isinstance(conflict, ConflictSheet)
    assert list(conflict.choices) == ["their_reference"]
    assert {"mine", "theirs"} <= set(desktop.words(conflict).splitlines())
    assert not conflict.primary.isEnabled()
    desktop.press("T")
    conflict.primary.click()
    desktop.settle()

    view = kept(desktop, page.case_id)
    assert view.answers["their_reference"] == "theirs"
    assert (view.answers["landlord"], view.answers["police_reference"]) == ("Cross Keys", "CC-1")
    assert not page.details.changed()

    assert page.details.yours.isVisible()
    assert page.details.yours.words.text() == "Their reference: mine"
    window.close()
    desktop.settle()
    window, page = open_case(desktop)
    assert page.details is not None
    assert page.details.yours.words.text() == "Their reference: mine"
    page.details.yours.dismiss.click()
    desktop.settle()
    assert not page.details.yours.isVisible()
    assert drafts.my_drafts(desktop.me) == []
    window.close()
