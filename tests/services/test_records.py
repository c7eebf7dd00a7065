"""Records of declared kinds on a case: added, altered, stopped, withdrawn, found, due, erased; by declaration alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from spp_desktop.domain.cases import NewParty
from spp_desktop.domain.clocks import Stop
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Problem, Refused
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord, RecordView
from spp_desktop.domain.retention import Target
from spp_desktop.domain.today import DueItem
from spp_desktop.services import cases, entries, records, retention, search, settings, today, upkeep
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.case_records import STANDING
from spp_desktop.store.check import check
from spp_desktop.store.record_reads import RECORD
from spp_desktop.store.tables.case_record import CaseRecordRow
from tests.casework import Wall, signed_in, somebody
from tests.services.test_retention import due as make_due
from tests.services.test_second_type import GIVEN, lost
from tests.toy import make_known

HUNG = {"shop": "Al's Fish Bar", "hung": "2012-03-08", "note": "In the window, beside plumzorro"}
"""Hung on Thu 8 Mar 2012: ten working days end on Thu 22 Mar."""


@pytest.fixture(autouse=True)
def _one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    make_known(monkeypatch, Role.ASB_OFFICER, Role.SUPERVISOR)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(store: Any, wall: Wall) -> SignedIn:
    return signed_in(store, now=wall)


@pytest.fixture
def case_id(me: SignedIn) -> UUID:
    case_id = cases.log_case(me, lost(GIVEN), area_of={}.get).value.case_id
    cases.assign_case(me, case_id, me.officer.id)
    return case_id


def put_up(me: SignedIn, case_id: UUID, **answers: Any) -> UUID:
    return records.add_record(me, case_id, NewRecord("poster", {**HUNG, **answers})).value.id


def only(me: SignedIn, case_id: UUID) -> RecordView:
    (found,) = cases.case_as_it_stands(me, case_id).records
    return found


def kept(me: SignedIn, record_id: UUID) -> tuple[date | None, str]:
    with me.store.read() as connection:
        row = connection.execute(select(RECORD.c.due, RECORD.c.due_clock).where(RECORD.c.id == record_id)).one()
    return row.due, row.due_clock


def owed(me: SignedIn, whose: Any = "mine") -> list[DueItem]:
    return [item for item in today.today(me, whose).items if item.kind == "record"]


def test_it_is_kept_as_its_form_gave_it_and_is_about_the_only_one_it_can_be_about(me: SignedIn, case_id: UUID) -> None:
    saved = records.add_record(me, case_id, NewRecord("poster", {**HUNG, "shop": "  Al's  Fish Bar "})).value
    view = cases.open_case(me, case_id)
    (found,) = view.records
    assert (found.id, found.kind, found.answers, found.by) == (saved.id, "poster", HUNG, "Hannah Whitfield")
    assert (found.party_id, found.about) == (view.parties[0].id, "Ann Abel")
    assert (found.stops, found.files, found.revision) == ((), 0, 1)
    assert saved.reference == view.line.reference
    assert kept(me, saved.id) == (date(2012, 3, 22), "toy-poster")


def test_what_is_wrong_is_refused_and_what_is_only_odd_is_kept(me: SignedIn, case_id: UUID) -> None:
    with pytest.raises(Invalid) as refused:
        records.add_record(me, case_id, NewRecord("poster", {"hung": "2012-03-08", "odd": "x"}))
    assert {problem.field for problem in refused.value.problems} == {"shop", "odd"}
    assert "this record needs this" in {problem.field: problem.message for problem in refused.value.problems}["shop"]
    warned = records.add_record(me, case_id, NewRecord("poster", {**HUNG, "hung": "8th of never"})).value.warnings
    assert [problem.field for problem in warned] == ["hung"]
    with pytest.raises(NotFound):
        records.add_record(me, case_id, NewRecord("leaflet", HUNG))
    with pytest.raises(Refused, match="none could be begun"):
        put_up(me, case_id, hung="2009-12-31")


def test_whom_it_is_about_is_said_where_there_are_several(me: SignedIn, case_id: UUID) -> None:
    entries.add_party(me, case_id, NewParty("loser", facts=somebody("Cy Cole")))
    other = entries.add_party(me, case_id, NewParty("finder", facts=somebody("Di Dean"))).value.id
    with pytest.raises(Invalid) as refused:
        put_up(me, case_id)
    assert refused.value.problems == (Problem("party_id", "Choose whom it is about: somebody on the case as loser"),)
    with pytest.raises(Invalid):
        records.add_record(me, case_id, NewRecord("poster", HUNG, other))
    named = {party.name: party.id for party in cases.open_case(me, case_id).parties}
    records.add_record(me, case_id, NewRecord("poster", HUNG, named["Cy Cole"]))
    assert only(me, case_id).about == "Cy Cole"


def test_it_is_altered_over_what_was_seen(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    record_id = put_up(me, case_id)
    wall.pass_by(days=1)
    saved = records.save_record(me, record_id, {"shop": "Al's", "hung": "2012-03-09", "down": ""}, 1).value
    assert (saved.revision, only(me, case_id).answers) == (2, {"shop": "Al's", "hung": "2012-03-09"})
    assert kept(me, record_id)[0] == date(2012, 3, 23)
    with pytest.raises(Conflict) as conflict:
        records.save_record(me, record_id, {**HUNG, "shop": "Bo's"}, 1)
    said = {each.field: (each.label, each.mine, each.theirs) for each in conflict.value.differences}
    assert said["answers.shop"] == ("Shop it hangs in", "Bo's", "Al's")
    assert said["answers.hung"] == ("Hung on", "8 Mar 2012", "9 Mar 2012")
    with pytest.raises(Invalid):
        records.save_record(me, record_id, {"shop": ""}, 2)
    done = records.save_record(me, record_id, {**HUNG, "down": "2012-03-12"}, 2).value
    assert done.revision == 3
    assert kept(me, record_id) == (None, "")


def test_a_clock_stopped_meanwhile_is_no_conflict(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    records.stop_clock(me, record_id, "the shop is shut")
    saved = records.save_record(me, record_id, {**HUNG, "shop": "Bo's"}, 1).value
    assert saved.revision == 3
    assert only(me, case_id).answers["shop"] == "Bo's"


def test_a_clock_stops_and_runs_again_with_the_days_it_lost(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    """Stopped from Fri 9 to Wed 14 Mar: three working days, so Thu 22 becomes Tue 27."""
    record_id = put_up(me, case_id)
    records.stop_clock(me, record_id, " the shop is  shut ", date(2012, 3, 9))
    assert kept(me, record_id) == (STANDING, "toy-poster")
    assert only(me, case_id).stops == (Stop(date(2012, 3, 9), None, "the shop is shut"),)
    (item,) = owed(me)
    assert (item.text, item.group, item.paused) == ("Paused: the shop is shut", "later", "the shop is shut")
    wall.pass_by(days=2)
    records.restart_clock(me, record_id)
    assert only(me, case_id).stops == (Stop(date(2012, 3, 9), date(2012, 3, 14), "the shop is shut"),)
    assert kept(me, record_id) == (date(2012, 3, 27), "toy-poster")


def test_a_clock_stops_only_while_it_runs_and_on_a_day_it_ran(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    for reason, since in ((" ", None), ("x", date(2012, 3, 13)), ("x", date(2012, 3, 7))):
        with pytest.raises(Invalid):
            records.stop_clock(me, record_id, reason, since)
    with pytest.raises(Refused):
        records.restart_clock(me, record_id)
    records.stop_clock(me, record_id, "x", date(2012, 3, 9))
    with pytest.raises(Refused):
        records.stop_clock(me, record_id, "again")
    for until in (date(2012, 3, 8), date(2012, 3, 13)):
        with pytest.raises(Invalid):
            records.restart_clock(me, record_id, until)
    records.restart_clock(me, record_id, date(2012, 3, 12))
    records.save_record(me, record_id, {**HUNG, "down": "2012-03-12"}, 3)
    with pytest.raises(Refused):
        records.stop_clock(me, record_id, "x")


def test_it_is_due_on_today_without_a_write_as_days_pass(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    record_id = put_up(me, case_id)
    assert owed(me) == []
    wall.pass_by(days=7)
    (item,) = owed(me)
    assert (item.what, item.due) == ("Take the poster down", date(2012, 3, 22))
    assert (item.text, item.group) == ("in 3 days", "week")
    assert (item.record_id, item.case_id, item.tab, item.owner) == (
        record_id, case_id, "documents.poster", "Hannah Whitfield",
    )  # fmt: skip
    assert item.reckoned == "due Thu 22 Mar 2012, in 3 working days; no stops"
    wall.pass_by(days=7)
    assert [(each.group, each.text) for each in owed(me)] == [("overdue", "2 days late")]
    assert owed(signed_in(me.store, name="Somebody Else", now=wall)) == []
    records.withdraw_record(me, record_id, "not theirs")
    assert owed(me, "all") == []


def test_a_length_that_is_a_setting_moves_what_is_owed_already(me: SignedIn, case_id: UUID, wall: Wall) -> None:
    record_id = put_up(me, case_id)
    standing = put_up(me, case_id)
    records.stop_clock(me, standing, "the shop is shut")
    boss = signed_in(me.store, Role.ADMINISTRATOR, name="Ad Min")
    shown = {view.setting.key: view for view in settings.list_settings(boss)}
    clock = shown["toy.clock.toy-poster"]
    assert (clock.setting.label, clock.value, clock.setting.unit) == ("TOY: Poster down", 10, "working days")
    assert (clock.source, clock.setting.group) == ("A test", "Lost things")
    settings.change_setting(boss, "toy.clock.toy-poster", 3, "The mayor")
    assert kept(me, record_id)[0] == date(2012, 3, 13)
    assert kept(me, standing)[0] == STANDING
    assert {item.due for item in owed(me)} >= {date(2012, 3, 13)}
    assert kept(me, put_up(me, case_id))[0] == date(2012, 3, 13)


def test_it_is_found_by_its_words_until_it_is_withdrawn(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    (hit,) = search.search(me, "fish bar").hits
    assert (hit.kind, hit.title, hit.case_id) == ("record", "Poster, 12 Mar 2012", case_id)
    assert hit.tab == "documents.poster"
    records.save_record(me, record_id, {**HUNG, "shop": "Bo's Books"}, 1)
    assert search.search(me, "fish bar").hits == ()
    assert [each.kind for each in search.search(me, "books").hits] == ["record"]
    records.withdraw_record(me, record_id, "another case's")
    assert search.search(me, "books").hits == ()


def test_withdrawn_it_is_gone_but_for_information_governance(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    with pytest.raises(Invalid):
        records.withdraw_record(me, record_id, " ")
    records.withdraw_record(me, record_id, "another case's")
    assert cases.case_as_it_stands(me, case_id).records == ()
    for again in (
        lambda: records.save_record(me, record_id, HUNG, 2),
        lambda: records.stop_clock(me, record_id, "x"),
        lambda: records.withdraw_record(me, record_id, "twice"),
    ):
        with pytest.raises(NotFound):
            again()
    governor = signed_in(me.store, Role.INFORMATION_GOVERNANCE, name="Ada Keeper")
    (gone,) = retention.list_withdrawn(governor)
    assert (gone.record_id, gone.kind, gone.reason, gone.by) == (
        record_id, "case_record", "another case's", "Hannah Whitfield",
    )  # fmt: skip


def test_its_history_is_told_in_its_own_words(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    records.stop_clock(me, record_id, "the shop is shut", date(2012, 3, 9))
    records.restart_clock(me, record_id)
    records.save_record(me, record_id, {**HUNG, "thing": "dog"}, 3)
    saved, again, stopped, added, *_ = cases.case_history(me, case_id)
    assert saved.text == "Record altered: Poster"
    assert saved.details == (("Shows", "", "Dog"),)
    assert (added.text, ("Hung on", "", "8 Mar 2012") in added.details) == ("Record added: Poster", True)
    assert stopped.details == (("Clock stood still", "", "from 9 Mar 2012: the shop is shut"),)
    assert again.details == (
        (
            "Clock stood still",
            "from 9 Mar 2012: the shop is shut",
            "from 9 Mar 2012 to 12 Mar 2012: the shop is shut",
        ),
    )


def test_whoever_may_not_write_is_told_so_and_who_may_not_know_nothing(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    analyst = signed_in(me.store, Role.ANALYST, name="An Analyst")
    for do in (
        lambda: records.add_record(analyst, case_id, NewRecord("poster", HUNG)),
        lambda: records.save_record(analyst, record_id, HUNG, 1),
        lambda: records.withdraw_record(analyst, record_id, "x"),
        lambda: records.stop_clock(analyst, record_id, "x"),
        lambda: records.restart_clock(analyst, record_id),
    ):
        with pytest.raises(NotPermitted):
            do()
    assert search.search(signed_in(me.store, Role.SUPERVISOR, name="R"), "fish bar").hits


def test_a_value_of_it_is_listed_read_and_erased_and_what_is_left_put_right(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    records.stop_clock(me, record_id, "plumzorro is away", date(2012, 3, 9))
    records.restart_clock(me, record_id, date(2012, 3, 12))
    governor = signed_in(me.store, Role.INFORMATION_GOVERNANCE, name="Ada Keeper")
    (listed,) = (each for each in retention.list_erasable(governor, case_id) if each.kind == "case_record")
    assert (listed.label, listed.by) == ("Poster", "Hannah Whitfield")
    assert listed.fields == (
        ("stops", "Why its clock stood still"), ("answers.shop", "Shop it hangs in"), ("answers.hung", "Hung on"),
        ("answers.note", "Note"),
    )  # fmt: skip
    target = Target("case_record", record_id, frozenset(("stops", "answers.shop")))
    words = retention.read_value(governor, case_id, target, "asked to")
    assert [label for label, _ in words] == ["Why its clock stood still", "Shop it hangs in"]
    assert "plumzorro is away" in words[0][1]
    assert kept(me, record_id)[0] == date(2012, 3, 23)
    retention.erase_value(governor, case_id, target, "asked to")
    assert only(me, case_id).answers == {key: HUNG[key] for key in ("hung", "note")}
    assert (only(me, case_id).stops, kept(me, record_id)[0]) == ((), date(2012, 3, 22))
    assert search.search(me, "fish bar").hits == ()
    retention.erase_value(governor, case_id, Target("case_record", record_id), "all of it")
    assert cases.case_as_it_stands(me, case_id).records == ()
    assert owed(me, "all") == []
    assert check(me.store, {}).findings == ()


def test_it_goes_with_its_case(me: SignedIn, case_id: UUID) -> None:
    put_up(me, case_id)
    make_due(me, case_id)
    governor = signed_in(me.store, Role.INFORMATION_GOVERNANCE, name="Ada Keeper")
    assert "1 record" in retention.what_goes(governor, case_id).words
    retention.erase_case(governor, case_id, "six years after closure")
    with me.store.read() as connection:
        row = connection.execute(select(RECORD.c.answers, RECORD.c.due, RECORD.c.deleted)).one()
    assert (row.answers, row.due, row.deleted) == ({}, None, True)


def test_the_check_judges_its_answers_by_its_questions(me: SignedIn, case_id: UUID) -> None:
    record_id = put_up(me, case_id)
    boss = signed_in(me.store, Role.ADMINISTRATOR, name="Ad Min")
    assert upkeep.check_store(boss).value.findings == ()
    with me.store.write("x", by=me.officer.id, at=me.now(), stream="cases/toy/no-area") as unit:
        unit.update(CaseRecordRow, record_id, {"answers": {"lost": "x"}})
    (finding,) = upkeep.check_store(boss).value.findings
    assert finding == f"general, document {record_id}: case_record: answers.lost is not valid"
    with me.store.write("x", by=me.officer.id, at=me.now(), stream="cases/toy/no-area") as unit:
        unit.update(CaseRecordRow, record_id, {"kind": "leaflet"})
    (finding,) = upkeep.check_store(boss).value.findings
    assert finding == f"general, document {record_id}: case_record: kind is not valid"
    assert cases.case_as_it_stands(me, case_id).records[0].kind == "leaflet"
    assert [each for each in owed(me, "all") if each.record_id == record_id] == []
    assert [hit.title for hit in search.search(me, "fish").hits] == ["Record, 12 Mar 2012"]
