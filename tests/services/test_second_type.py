"""A second case type, declared in one module and named on one line: everything else follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spp_desktop.domain.cases import CaseQuery, Filter, NewAssessment, NewCase, NewContact
from spp_desktop.domain.entered import who_entered
from spp_desktop.domain.errors import Invalid, NotFound
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import cases, entries, exports, lists, records, search, today, views
from spp_desktop.services.signed_in import SignedIn
from tests.casework import logged, signed_in
from tests.toy import TOY, make_known

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

TODAY = date(2012, 3, 12)


def people_in(connection: Any) -> int:
    from sqlalchemy import func, select

    from spp_desktop.store.case_reads import PERSON

    return int(connection.execute(select(func.count()).select_from(PERSON)).scalar_one())


GIVEN: dict[str, Any] = {
    "who": "person", "name": "Ann Abel", "things": ("keys", "dog"), "lost": "2012-03-08", "where": "Bus 7", "worth": 12,
}  # fmt: skip


def lost(given: dict[str, Any]) -> NewCase:
    """A case as its form would give it."""
    asked = {each.key for each in TOY.who.fields}
    return NewCase("toy", who_entered(TOY, given), {key: value for key, value in given.items() if key not in asked})


@pytest.fixture(autouse=True)
def _one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy's name in the registry, and the right of two roles to work its cases."""
    make_known(monkeypatch, Role.ASB_OFFICER, Role.SUPERVISOR)


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def test_it_is_validated_stored_and_read_back(me: SignedIn) -> None:
    saved = cases.log_case(me, lost(GIVEN), area_of={}.get).value
    view = cases.open_case(me, saved.case_id)
    assert saved.reference.startswith("TOY-2012-")
    assert (view.line.name, view.line.state, view.line.flags) == ("Ann Abel", "lost", ("beloved",))
    assert view.answers == {"things": ("keys", "dog"), "lost": "2012-03-08", "where": "Bus 7", "worth": 12}
    with pytest.raises(Invalid) as refused:
        cases.log_case(me, lost({"name": "Ann Abel"}))
    assert {problem.field for problem in refused.value.problems} == {"things", "lost"}


def test_it_is_listed_filtered_sorted_and_counted_apart_from_the_others(me: SignedIn) -> None:
    logged(me)
    for where, thing in (("Zoo", "purse"), ("Bus 7", "keys")):
        cases.log_case(me, lost({**GIVEN, "where": where, "things": (thing,)}))
    by_where = cases.list_cases(me, CaseQuery("toy", sort="where"))
    assert [line.answers["where"] for line in by_where] == ["Bus 7", "Zoo"]
    only = cases.list_cases(me, CaseQuery("toy", (Filter("things", ("purse",)),)))
    assert [line.answers["where"] for line in only] == ["Zoo"]
    assert cases.rail_counts(me) == {"asb": 1, "toy": 2}
    assert len(cases.case_lines(me, cases.case_ids(me, CaseQuery("toy")), "toy")) == 2
    assert [each.view.label for each in views.case_views(me, "toy")][2] == "Bereft risk"


def test_it_is_scored_moved_searched_and_due(me: SignedIn) -> None:
    saved = cases.log_case(me, lost(GIVEN)).value
    assert [line.reference for line in today.today(me, "all").triage] == [saved.reference]
    entries.assess_risk(me, saved.case_id, NewAssessment({"sad": "very"}))
    entries.record_contact(me, saved.case_id, NewContact("mobile", "spoke"))
    line = cases.open_case(me, saved.case_id).line
    assert (line.band, line.score, line.next_review) == ("bereft", 5, date(2012, 3, 15))
    assert search.search(me, "bus 7").hits[0].reference == saved.reference
    boss = signed_in(me.store, Role.SUPERVISOR, name="R")
    cases.move_case(boss, saved.case_id, "found")
    assert cases.open_case(me, saved.case_id).line.closed == date(2012, 3, 12)


def test_a_kind_of_record_it_declares_is_kept_found_owed_told_and_judged_by_its_own_lists(me: SignedIn) -> None:
    """Nothing but POSTERS in the toy's module says that there are posters."""
    boss = signed_in(me.store, Role.ADMINISTRATOR, name="Ad Min")
    lists.add_term(boss, "toy-things", "Umbrella")
    saved = cases.log_case(me, lost(GIVEN)).value
    cases.assign_case(me, saved.case_id, me.officer.id)
    given = {"shop": "Al's Fish Bar", "hung": "2012-02-27", "thing": "umbrella"}
    done = records.add_record(me, saved.case_id, NewRecord("poster", given)).value
    (poster,) = cases.open_case(me, saved.case_id).records
    assert (done.warnings, poster.answers, poster.about) == ((), given, "Ann Abel")
    assert search.search(me, "fish bar").hits[0].title == "Poster, 12 Mar 2012"
    (due,) = (item for item in today.today(me).items if item.record_id == poster.id)
    assert (due.what, due.group) == ("Take the poster down", "today")
    (told, *_) = cases.case_history(me, saved.case_id)
    assert (told.text, ("Shows", "", "Umbrella") in told.details) == ("Record added: Poster", True)


def test_its_lists_are_the_partnerships_to_alter(me: SignedIn) -> None:
    boss = signed_in(me.store, Role.ADMINISTRATOR, name="Ad Min")
    lists.add_term(boss, "toy-things", "Umbrella")
    warned = cases.log_case(me, lost({**GIVEN, "things": ("umbrella",)})).value.warnings
    assert warned == ()


def test_it_goes_to_a_workbook_with_labels_for_codes(me: SignedIn, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    cases.log_case(me, lost(GIVEN))
    out = tmp_path / "toys.xlsx"
    order = CaseExport(
        CaseQuery("toy"), "To find things", "Lost property", "internal", columns=("reference", "things", "worth")
    )
    exports.export_cases(me, order, out)
    cells = [str(cell.value) for sheet in load_workbook(out) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("Keys" in each and "Dog" in each for each in cells)
    assert "What was lost" in cells


def test_somebody_without_the_right_is_told_there_is_no_such_thing(me: SignedIn) -> None:
    saved = cases.log_case(me, lost(GIVEN)).value
    analyst = signed_in(me.store, Role.ANALYST, name="An Analyst")
    with pytest.raises(NotFound):
        cases.find_case(analyst, saved.reference)


def test_a_type_taken_out_of_the_registry_is_refused_as_unknown(me: SignedIn) -> None:
    with pytest.raises(NotFound):
        cases.list_cases(me, CaseQuery(replace(TOY, code="toy2").code))


def test_its_form_asks_its_questions(qtbot: Any) -> None:
    from spp_desktop.ui.forms.form import build_form

    form = build_form((TOY.who, *TOY.sections), today=lambda: TODAY, check=lambda answers: TOY.check(answers, TODAY))
    qtbot.addWidget(form)
    assert set(form.editors) == {each.key for section in (TOY.who, *TOY.sections) for each in section.fields}


def test_a_confidential_type_lives_in_its_own_compartment(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    make_known(monkeypatch, Role.ASB_OFFICER, confidential=True)
    saved = cases.log_case(me, lost(GIVEN)).value
    with pytest.raises(Invalid):
        entries.record_contact(me, saved.case_id, NewContact("mobile", "no-answer"))
    entries.record_contact(me, saved.case_id, NewContact("mobile", "no-answer"), danger="He is at the door")
    assert [line.name for line in cases.list_cases(me, CaseQuery("toy"))] == ["Ann Abel"]
    assert search.search(me, "abel").hits[0].title == "Ann Abel"
    assert [item.reference for item in today.my_actions(me)] == [saved.reference]
    assert cases.open_case(me, saved.case_id).contacts[0].outcome == "no-answer"
    for compartment, held in (("general", 0), ("confidential", 1)):
        with me.store.read(compartment) as connection:
            assert people_in(connection) == held
