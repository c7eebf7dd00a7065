"""Words planted wherever an officer can put them are in no byte of the store once erased, nor in a backup put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from spp_desktop.domain.cases import CaseQuery, NewAction, NewCase, NewContact, NewFlag, NewParty
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.exports import CaseExport
from spp_desktop.domain.files import NewFile
from spp_desktop.domain.orders import NewOrder
from spp_desktop.domain.people import FactInput, FactKind
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.domain.retention import Target
from spp_desktop.services import (
    backups,
    cases,
    drafts,
    entries,
    exports,
    files,
    orders,
    people,
    records,
    retention,
    search,
    sign_in,
)
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.check import check
from tests.casework import AREAS, incident, new_case, somebody
from tests.services.test_retention import due
from tests.store.decrypt import decrypted
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE, Clock

GIVEN, FAMILY, SAID = "Zebulon", "Quillfeather", "plumzorro"
PLANTED = (GIVEN.lower(), FAMILY.lower(), SAID)
ROLES = (Role.ADMINISTRATOR, Role.ASB_OFFICER, Role.SUPERVISOR, Role.INFORMATION_GOVERNANCE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def me(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignedIn]:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))
    made = sign_in.create_store(tmp_path / "store", NAME, PASSPHRASE, roles=ROLES, now=clock, cost=CHEAP)
    yield made.signed_in
    sign_in.sign_out(made.signed_in)


def plant(me: SignedIn, out: Path) -> Target:
    """A case with the planted words everywhere, searched for, looked at, drafted about and exported; the case."""
    who = somebody(f"{GIVEN} {FAMILY}", phone="07700 900142", address=f"14 {SAID} Road", postcode="PE1 1HZ")
    answers = {**new_case().answers, "what_happened": f"They said {SAID}", "their_reference": SAID}
    saved = cases.log_case(me, NewCase("asb", NewParty("victim", facts=who), answers), area_of=AREAS.get).value
    case_id = saved.case_id
    person = cases.open_case(me, case_id).parties[0].person.id
    happened = incident(me, case_id, words=f"{FAMILY} was called {SAID}", place=f"{SAID} Road")
    contact = entries.record_contact(me, case_id, NewContact("phone", "spoke", words=SAID, with_whom=FAMILY)).value
    misfiled = entries.record_contact(me, case_id, NewContact("phone", "spoke", words=f"{SAID} too")).value
    entries.withdraw_contact(me, misfiled.id, f"about {FAMILY}, not them")
    entries.amend_contact(me, contact.id, f"{SAID} and more", contact.revision)
    action = entries.add_action(me, case_id, NewAction(f"Ring {FAMILY}", me.today())).value
    entries.complete_action(me, action.id, evidence=f"{FAMILY} rang", late_reason=SAID)
    entries.override_risk(me, case_id, "high", f"{SAID} feared")
    entries.raise_flag(me, case_id, NewFlag("vulnerable", reason=SAID))
    people.add_facts(me, case_id, person, [FactInput(FactKind.NAME, f"{GIVEN}a {FAMILY}")])
    plant_records(me, case_id)
    files.attach_file(me, case_id, NewFile(f"{SAID}.txt", f"{GIVEN} said {SAID}".encode(), title=FAMILY))
    against = NewOrder("abc", "person", {"conditions_words": f"Not to shout {SAID}", "supervisor": FAMILY}, person)
    order = orders.add_order(me, case_id, against).value
    orders.record_event(me, order.id, "breach", {"happened": "2012-03-10", "evidence": f"{FAMILY} heard {SAID}"})
    wrong = orders.record_event(me, order.id, "review", {"happened": "2012-03-10", "words": SAID}).value
    orders.withdraw_event(me, wrong.id, f"about another {FAMILY}")
    drafts.keep_draft(me, "contact", "asb", {"words": SAID}, case_id=case_id)
    cases.save_answers(me, case_id, {**answers, "what_happened": f"Altered, still {SAID}"}, 3)
    for typed in (FAMILY, f"{FAMILY[:6]}", f"{SAID} road", saved.reference, "qillfeather"):
        search.search_settled(me, typed, 1)
    with pytest.raises(NotFound):
        cases.find_case(me, f"{FAMILY}-1")
    people.open_person(me, person)
    query = CaseQuery("asb", text=FAMILY)
    exports.export_cases(me, CaseExport(query, "Panel of 3 March", "Housing", "internal"), out)
    assert happened.id != contact.id
    return Target("case", case_id)


def plant_records(me: SignedIn, case_id: UUID) -> None:
    """Records of the case that hold the planted words, one altered and stopped for a reason, one withdrawn for one."""
    given = {"whose": "victim", "need": "housing", "sent": me.today().isoformat(), "service": f"{SAID} team"}
    kept = records.add_record(me, case_id, NewRecord("onward-referral", {**given, "words": f"{FAMILY} agreed"})).value
    records.save_record(me, kept.id, {**given, "words": f"{GIVEN} did not agree"}, kept.revision)
    records.stop_clock(me, kept.id, f"{FAMILY} is away")
    records.restart_clock(me, kept.id)
    gone = records.add_record(me, case_id, NewRecord("diary", {"given": given["sent"], "what_for": SAID})).value
    records.withdraw_record(me, gone.id, f"about {FAMILY}'s neighbour")
    drafts.keep_draft(me, "record:diary", "asb", {"shows": SAID}, case_id=case_id)


def plain(folder: Path, state: Path, key: bytes) -> bytes:
    """All the store's own files decrypted, and whatever the account keeps of it beside."""
    found = b""
    for path in sorted([*folder.rglob("*"), *state.rglob("*")]):
        if not path.is_file() or path.name.endswith("-shm"):
            continue
        sealed = path.suffix == ".db" or path.name.endswith("-wal")
        found += decrypted(path, key) if sealed else path.read_bytes()
    return found.lower()


def left(folder: Path, state: Path, key: bytes) -> list[str]:
    content = plain(folder, state, key)
    return [word for word in PLANTED if word.encode() in content]


def test_a_case_erased_is_in_no_byte_of_the_store_nor_in_a_backup_put_back(
    me: SignedIn, clock: Clock, tmp_path: Path
) -> None:
    folder, state, key = tmp_path / "store", tmp_path / "state", me.store.keys.general
    case = plant(me, tmp_path / "list.xlsx")
    due(me, case.record_id)
    assert left(folder, state, key) == list(PLANTED)
    made = backups.make_backup(me).value.backup
    clock.later(days=1)
    goes = retention.what_goes(me, case.record_id)
    done = retention.erase_case(me, case.record_id, "six years after closure").value
    assert done.cleaned
    assert done.searches == 6
    assert done.backups_until == goes.backups_until is not None
    assert left(folder, state, key) == []
    assert b"six years after closure" in plain(folder, state, key)
    assert check(me.store, {}).findings == ()

    sign_in.sign_out(me)
    restored = backups.restore_backup(folder, made.name, NAME, PASSPHRASE, now=clock).signed_in
    try:
        assert left(folder, state, key) == []
        assert check(restored.store, {}).findings == ()
        assert cases.list_cases(restored, CaseQuery("asb")) == []
        assert search.search(restored, FAMILY).hits == ()
    finally:
        sign_in.sign_out(restored)


def test_a_name_erased_from_a_backup_put_back_is_out_of_its_list_and_search_too(
    me: SignedIn, clock: Clock, tmp_path: Path
) -> None:
    folder, state, key = tmp_path / "store", tmp_path / "state", me.store.keys.general
    who = somebody(f"{GIVEN} {FAMILY}", phone="07700 900142")
    case_id = cases.log_case(me, NewCase("asb", NewParty("victim", facts=who), new_case().answers)).value.case_id
    search.search_settled(me, FAMILY, 1)
    made = backups.make_backup(me).value.backup
    (name,) = (f for f in cases.open_case(me, case_id).parties[0].person.facts if f.kind is FactKind.NAME)
    retention.erase_value(me, case_id, Target("person_fact", name.id, frozenset({"text"})), "not theirs")
    assert left(folder, state, key) == []
    sign_in.sign_out(me)
    restored = backups.restore_backup(folder, made.name, NAME, PASSPHRASE, now=clock).signed_in
    try:
        assert left(folder, state, key) == []
        (line,) = cases.list_cases(restored, CaseQuery("asb"))
        assert line.name == "Not known"
        assert [hit.kind for hit in search.search(restored, "07700 900142").hits] == ["person"]
        assert check(restored.store, {}).findings == ()
    finally:
        sign_in.sign_out(restored)


def test_a_fact_kept_for_a_case_made_after_the_backup_is_erased_when_it_is_put_back(
    me: SignedIn, clock: Clock, tmp_path: Path
) -> None:
    folder, state, key = tmp_path / "store", tmp_path / "state", me.store.keys.general
    who = somebody(f"{GIVEN} {FAMILY}")
    first = cases.log_case(me, NewCase("asb", NewParty("victim", facts=who), new_case().answers)).value.case_id
    person = cases.open_case(me, first).parties[0].person.id
    made = backups.make_backup(me).value.backup
    clock.later(hours=1)
    answers = new_case().answers
    second = cases.log_case(me, NewCase("asb", NewParty("victim", person_id=person), answers)).value.case_id
    due(me, first)
    retention.erase_case(me, first, "six years after closure")
    assert [line.name for line in cases.list_cases(me, CaseQuery("asb"))] == [f"{GIVEN} {FAMILY}"]
    assert cases.open_case(me, second).parties[0].name == f"{GIVEN} {FAMILY}"
    sign_in.sign_out(me)
    restored = backups.restore_backup(folder, made.name, NAME, PASSPHRASE, now=clock).signed_in
    try:
        assert left(folder, state, key) == []
        assert cases.list_cases(restored, CaseQuery("asb")) == []
    finally:
        sign_in.sign_out(restored)


def test_the_roles_of_the_plan_are_those_that_do_it(me: SignedIn) -> None:
    alone = replace(me, officer=replace(me.officer, roles=(Role.INFORMATION_GOVERNANCE,)))
    assert retention.list_due(alone) == []
