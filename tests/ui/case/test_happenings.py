"""The timeline says what happened in an officer's words, newest first, under headings that say how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from spp_desktop.domain.cases import NewAction, NewAssessment, NewContact
from spp_desktop.domain.casetypes import case_type
from spp_desktop.services import cases, entries
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.happenings import record_of, timeline_of
from spp_desktop.ui.widgets.timeline import Entry, Period
from tests.casework import MONDAY, incident
from tests.ui.case.conftest import Open

ASB = case_type("asb")


def lived(me: SignedIn, case_id: UUID) -> None:
    incident(me, case_id, category="personal", words="Shouting", agencies_told=("fire",))
    entries.record_contact(me, case_id, NewContact("", "text-sent", "Feels unsafe in the hall"))
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "daily"}))
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "weekly"}, triggers=("weapon",)))
    cases.move_case(me, case_id, "triaged")
    entries.add_action(me, case_id, NewAction("Visit", None, agency="fire"))
    entries.record_contact(me, case_id, NewContact("", "no-answer"))


def test_every_kind_of_entry_is_said_in_words(open_case: Open) -> None:
    desk = open_case(before=lived)
    shown = timeline_of(ASB, desk.stored(), desk.me.now())
    assert shown[0] == Period("Logged today")
    found = {each.title: each for each in shown if isinstance(each, Entry)}
    assert set(found) == {
        "Case logged",
        "Incident 1, personal",
        "Text message, text sent",
        "Risk scored: Standard 5",
        "Risk lowered: Standard 5 to High 3",
        "Moved to Triaged",
        "Action for Fire and rescue service",
        "Mobile phone, no answer",
    }
    assert found["Incident 1, personal"].facts == "Sat 10 Mar 2012, 23:40. Told Fire and rescue service. Shouting"
    assert found["Text message, text sent"].meta == "Mon 12 Mar 09:14, H. Whitfield"
    assert not found["Text message, text sent"].fixed
    assert found["Case logged"].facts == "Reported 8 Mar 2012"
    assert found["Moved to Triaged"].fixed
    assert found["Moved to Triaged"].facts == "From Reported"


def test_time_goes_by(open_case: Open) -> None:
    desk = open_case(before=lived)
    view = desk.stored()

    def headings(later: datetime) -> list[str]:
        return [each.text for each in timeline_of(ASB, view, later) if isinstance(each, Period)]

    assert headings(MONDAY + timedelta(days=2)) == ["Earlier this week"]
    assert headings(datetime(2012, 3, 19, 12, tzinfo=UTC)) == ["Last week"]
    assert headings(datetime(2012, 4, 19, 12, tzinfo=UTC)) == ["Earlier"]
    fixed = {each.title for each in timeline_of(ASB, desk.stored(), MONDAY + timedelta(hours=25)) if
             isinstance(each, Entry) and each.fixed}  # fmt: skip
    assert "Incident 1, personal" in fixed


def test_an_entry_opens_its_tab_on_its_record(open_case: Open) -> None:
    desk = open_case(before=lived)
    contact = desk.stored().contacts[-1]
    desk.page.timeline.opened.emit(("contact", contact.id))
    assert desk.page.tabs.code() == "contacts"
    assert desk.page.stack.currentWidget().in_hand().id == contact.id
    assert record_of(("contact", contact.id)) == ("contact", contact.id)
    assert record_of("heading") is None
