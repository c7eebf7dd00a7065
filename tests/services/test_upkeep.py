"""Checking a store: what was verified is said, what is wrong is told, what is sealed is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.errors import NotPermitted, Refused
from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers, sign_in, upkeep
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import check, opening
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import new_key
from tests import casework
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE, Clock


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def me(tmp_path: Path) -> Iterator[SignedIn]:
    made = sign_in.create_store(tmp_path / "store", NAME, PASSPHRASE, now=Clock(), cost=CHEAP)
    yield made.signed_in
    sign_in.sign_out(made.signed_in)


def kinds(me: SignedIn) -> list[str]:
    with me.store.read() as connection:
        return list(connection.execute(text("SELECT kind FROM operation ORDER BY rowid")).scalars())


def test_a_sound_store_is_said_to_be(me: SignedIn) -> None:
    said: list[str] = []
    done = upkeep.check_store(me, progress=lambda step, _done, _of: said.append(step))
    assert done.value.sound
    assert done.value.verified == (
        "general: pages, references, chains, documents and the search index checked",
        "2 operations and 2 records verified",
    )
    assert said
    assert kinds(me)[-1] == "store.checked"
    assert officers.my_notices(me) == ()


def test_several_answers_to_one_question_are_sound(me: SignedIn) -> None:
    casework.logged(me, "Ewa Kowalczyk", qualifiers=("threats", "damage"))
    assert upkeep.check_store(me).value.findings == ()


def test_what_is_sealed_is_left_and_counts_as_done(me: SignedIn) -> None:
    assert me.store.folder is not None
    opening.make_compartment(me.store.folder, Compartment.CONFIDENTIAL, new_key())
    done = upkeep.check_store(me)
    assert done.value.sound
    assert done.value.verified[-1] == "confidential: sealed, and left to the next cleared sign-in"


def test_what_is_wrong_is_told_to_the_administrator_by_ids(me: SignedIn) -> None:
    with me.store.alone() as connection:
        connection.exec_driver_sql("UPDATE officer SET name = 'Someone Else'")
        connection.commit()
    done = upkeep.check_store(me)
    assert done.value.findings == (f"general, record {me.officer.id}: the officer is not what the journal says it is",)
    assert [notice.kind for notice in officers.my_notices(me)] == ["check.damaged"]


def test_a_store_that_cannot_be_written_to_still_gets_its_report(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from spp_desktop.domain.errors import StoreTrouble

    finding = check.Finding("general", "page", None, "page 3 failed")
    monkeypatch.setattr(check, "check", lambda *_given, **_named: check.Report((finding,), ("general",), (), 0, 0))
    monkeypatch.setattr(upkeep, "_journal", lambda *_given: (_ for _ in ()).throw(StoreTrouble("full")))
    assert upkeep.check_store(me).value.findings == ("general, page: page 3 failed",)


def test_stops_when_asked(me: SignedIn) -> None:
    with pytest.raises(Refused, match="Stopped"):
        upkeep.check_store(me, cancelled=lambda: True)


def test_who_may(me: SignedIn) -> None:
    assert upkeep.check_store(replace(me, officer=replace(me.officer, roles=(Role.SCHEDULED_JOB,)))).value.sound
    with pytest.raises(NotPermitted):
        upkeep.check_store(replace(me, officer=replace(me.officer, roles=(Role.BOARD,))))


# --- sessions --------------------------------------------------------------------------------------------------


def test_pages_are_checked_when_due_by_whoever_is_there(me: SignedIn) -> None:
    somebody = replace(me, officer=replace(me.officer, roles=(Role.BOARD,)))
    assert upkeep.begin_session(somebody)
    assert upkeep.check_pages(somebody)
    upkeep.end_session(somebody)
    assert not upkeep.begin_session(somebody)
    # It did not end: the next finds it due.
    assert upkeep.begin_session(somebody)
    assert kinds(me)[-1] == "store.created"


def test_a_check_of_pages_that_was_stopped_is_due_again(me: SignedIn) -> None:
    upkeep.begin_session(me)
    assert upkeep.check_pages(me, cancelled=lambda: True)
    upkeep.end_session(me)
    assert upkeep.begin_session(me)


def test_damaged_pages_are_told_and_stay_due(me: SignedIn) -> None:
    upkeep.begin_session(me)
    with me.store.alone() as connection:
        connection.exec_driver_sql("CREATE TABLE broken (words TEXT)")
        connection.exec_driver_sql("INSERT INTO broken VALUES (NULL)")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = 'CREATE TABLE broken (words TEXT NOT NULL)' WHERE name = 'broken'"
        )
        connection.commit()
    assert not upkeep.check_pages(me)
    assert kinds(me)[-1] == "store.pages-checked"
    assert [notice.kind for notice in officers.my_notices(me)] == ["check.damaged"]
    upkeep.end_session(me)
    assert upkeep.begin_session(me)


def test_a_server_looks_after_itself(me: SignedIn) -> None:
    on_server = replace(me, store=replace(me.store, folder=None))
    assert not upkeep.begin_session(on_server)
    assert upkeep.check_pages(on_server)
    upkeep.end_session(on_server)


# --- documents -------------------------------------------------------------------------------------------------

CASE = {"type": "asb", "type_version": ASB_VICTIM.version, "reported": NOW.date(), "answers": {}}


def wrong(table: str, row: dict[str, object]) -> list[str]:
    return list(upkeep._documents((ASB_VICTIM,), NOW.date())[table](row))


def test_answers_that_no_question_takes_are_named() -> None:
    assert wrong("case", CASE) == []
    assert wrong("case", {**CASE, "answers": {ASB_VICTIM.reported: "2012-03-01"}}) == []
    assert wrong("case", {**CASE, "answers": {"no_such_question": "x"}}) == ["answers.no_such_question"]
    assert wrong("case", {**CASE, "answers": {ASB_VICTIM.reported: 7}}) == [f"answers.{ASB_VICTIM.reported}"]
    assert wrong("case", {**CASE, "type": "other"}) == ["type"]
    assert wrong("case", {**CASE, "type_version": 99}) == ["type_version"]


def test_answers_to_an_instrument_are_of_its_questions() -> None:
    instrument = ASB_VICTIM.instrument
    question = instrument.questions[0]
    row: dict[str, object] = {"instrument": instrument.code, "version": instrument.version}
    assert wrong("assessment", {**row, "answers": {question.key: question.options[0].code}}) == []
    assert wrong("assessment", {**row, "answers": {question.key: "none such"}}) == [f"answers.{question.key}"]
    assert wrong("assessment", {**row, "answers": {"none_such": "x"}}) == ["answers.none_such"]
    assert wrong("assessment", {**row, "version": 99, "answers": {"none_such": "x"}}) == []
