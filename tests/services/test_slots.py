"""Keys given and taken: no administrator comes to hold the confidential one, and those who must be told are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from spp_desktop.domain.errors import NotPermitted, Refused, StoreTrouble, TooSoon
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers, sign_in, slots
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.engine import connect_file
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import Keys, new_key
from spp_desktop.store.unlock import read_slots, write_slots
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE, Clock

GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL
ONCE, OWN = "words for one time", "words of their own"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


class Office:
    """A store and whoever is signed in to it, each once."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, Clock()
        made = sign_in.create_store(path, NAME, PASSPHRASE, now=self.clock, cost=CHEAP)
        self.admin = made.signed_in
        self.recovery_key = made.recovery_key
        self.here = [self.admin]

    def comes(self, officer: Officer, passphrase: str) -> SignedIn:
        """The officer signed in."""
        me = sign_in.sign_in(self.path, officer.name, passphrase, now=self.clock)
        self.here.append(me)
        return me

    def joins(self, name: str, *roles: Role, own: str = OWN) -> SignedIn:
        """A new officer with a slot, signed in, who has chosen their own passphrase."""
        officer = officers.add_officer(self.admin, name, roles).value
        slots.make_general_slot(self.admin, officer.id, ONCE, cost=CHEAP)
        me = self.comes(officer, ONCE)
        sign_in.change_passphrase(me, ONCE, own)
        return me

    def leads(self, name: str = "Iris Lodge") -> tuple[SignedIn, str]:
        """A domestic abuse lead who has made the confidential compartment, and its recovery key."""
        me = self.joins(name, Role.DA_LEAD)
        made = slots.make_confidential(me, cost=CHEAP).value
        self.here.append(made.signed_in)
        return made.signed_in, made.recovery_key

    def holds(self, officer: Officer) -> tuple[bool, bool, bool]:
        """Whether the officer's slot holds general, confidential, and a passphrase others chose."""
        line = next(one for one in officers.list_officers(self.admin) if one.officer.id == officer.id)
        return line.general, line.confidential, line.one_time

    def everybody_leaves(self) -> None:
        for me in self.here:
            sign_in.sign_out(me)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "store")
    yield made
    made.everybody_leaves()


def kinds(me: SignedIn) -> list[str]:
    with me.store.read() as connection:
        return list(connection.execute(text("SELECT kind FROM operation ORDER BY rowid")).scalars())


def notices(me: SignedIn) -> list[str]:
    return [notice.kind for notice in officers.my_notices(me)]


# --- general ---------------------------------------------------------------------------------------------------


def test_an_officer_who_is_not_there_is_given_a_slot(office: Office) -> None:
    worker = officers.add_officer(office.admin, "Wes Hill", [Role.ASB_OFFICER]).value
    assert office.holds(worker) == (False, False, False)
    slots.make_general_slot(office.admin, worker.id, ONCE, cost=CHEAP)
    assert office.holds(worker) == (True, False, True)
    me = office.comes(worker, ONCE)
    sign_in.change_passphrase(me, ONCE, OWN)
    assert office.holds(worker) == (True, False, False)
    with pytest.raises(Refused, match="has a key slot already"):
        slots.make_general_slot(office.admin, worker.id, ONCE, cost=CHEAP)
    with pytest.raises(NotPermitted):
        slots.make_general_slot(me, worker.id, ONCE, cost=CHEAP)


def test_a_refused_slot_leaves_no_operation(office: Office) -> None:
    worker = officers.add_officer(office.admin, "Wes Hill", [Role.ASB_OFFICER]).value
    before = kinds(office.admin)
    with pytest.raises(Refused, match="12 characters"):
        slots.make_general_slot(office.admin, worker.id, "too short", cost=CHEAP)
    assert kinds(office.admin) == before


def test_a_name_altered_signs_in_by_the_new_one(office: Office) -> None:
    me = office.joins("Wes Hill", Role.ASB_OFFICER)
    altered = officers.edit_officer(office.admin, me.officer.id, revision=1, name="Wes Vale").value
    office.comes(altered, OWN)
    with pytest.raises(Refused, match="wrong"):
        office.comes(me.officer, OWN)


def test_who_leaves_signs_in_no_more(office: Office) -> None:
    me = office.joins("Wes Hill", Role.ASB_OFFICER)
    done = officers.deactivate_officer(office.admin, me.officer.id, revision=1, why="moved on")
    assert done.value.offer_new_key == (GENERAL,)
    with pytest.raises(Refused, match="wrong"):
        office.comes(me.officer, OWN)
    with pytest.raises(Refused, match="no longer works here"):
        slots.make_general_slot(office.admin, me.officer.id, ONCE, cost=CHEAP)


def test_a_slot_removed_offers_a_new_key_which_shuts_out_old_copies(office: Office, tmp_path: Path) -> None:
    me = office.joins("Wes Hill", Role.ASB_OFFICER)
    shutil.copy(office.path / "slots.json", tmp_path / "taken along")
    done = slots.remove_slot(office.admin, me.officer.id)
    assert done.value.offer_new_key == (GENERAL,)
    assert office.holds(me.officer) == (False, False, False)
    old = office.admin.store.keys
    assert old is not None
    sign_in.sign_out(me)
    office.admin = slots.renew_key(office.admin, GENERAL).value
    office.here.append(office.admin)
    with pytest.raises(StoreTrouble):
        connect_file(office.path / "general.db", old.general)
    office.comes(office.admin.officer, PASSPHRASE)
    assert kinds(office.admin)[-2:] == ["store.re-keyed", "officer.signed-in"]
    # The same device goes on: a new key is not a restore.
    assert "device.forked" not in kinds(office.admin)
    with pytest.raises(Refused, match="your own key slot"):
        slots.remove_slot(office.admin, office.admin.officer.id)
    with pytest.raises(Refused, match="no key slot any more"):
        slots.remove_slot(office.admin, me.officer.id)


def test_a_store_in_use_keeps_its_key(office: Office) -> None:
    me = office.joins("Wes Hill", Role.ASB_OFFICER)
    with me.store.read() as connection:
        connection.execute(text("SELECT count(*) FROM officer")).all()
        with pytest.raises(Refused, match="Another window or command"):
            slots.renew_key(office.admin, GENERAL)
    assert len(officers.list_officers(office.admin)) == 2


def test_a_new_recovery_key_takes_the_place_of_the_old(office: Office) -> None:
    fresh = slots.new_recovery_key(office.admin, GENERAL, cost=CHEAP).value
    with pytest.raises(Refused, match="not this store's"):
        sign_in.reset_with_recovery_key(office.path, None, office.recovery_key, OWN, now=office.clock)
    office.clock.later(minutes=1)
    office.here.append(sign_in.reset_with_recovery_key(office.path, None, fresh, OWN, now=office.clock))
    worker = office.joins("Wes Hill", Role.ASB_OFFICER)
    for compartment in Compartment:
        with pytest.raises(NotPermitted):
            slots.new_recovery_key(worker, compartment, cost=CHEAP)
        with pytest.raises(NotPermitted):
            slots.renew_key(worker, compartment)
    with pytest.raises(NotPermitted):
        slots.new_recovery_key(office.admin, CONFIDENTIAL, cost=CHEAP)


# --- a reset ---------------------------------------------------------------------------------------------------


def test_a_reset_needs_two_administrators_and_tells_the_officer_and_governance(office: Office) -> None:
    second = office.joins("Sal Moor", Role.ADMINISTRATOR, own="second admin words")
    governance = office.joins("Ida Fell", Role.INFORMATION_GOVERNANCE)
    worker = office.joins("Wes Hill", Role.ASB_OFFICER)
    slots.reset_passphrase(
        office.admin,
        worker.officer.id,
        "once more again",
        second_administrator=second.officer.name,
        second_passphrase="second admin words",
    )
    with pytest.raises(Refused, match="wrong"):
        office.comes(worker.officer, OWN)
    office.clock.later(minutes=1)
    back = office.comes(worker.officer, "once more again")
    assert sign_in.must_change_passphrase(back)
    assert notices(back) == notices(governance) == ["slot.reset"]
    assert notices(second) == notices(office.admin) == []
    told = officers.my_notices(back)[0].text({worker.officer.id: "Wes", office.admin.officer.id: "Marguerite"}.get)
    assert told == "The passphrase of Wes was reset by Marguerite with a second administrator"


def test_a_reset_is_not_one_administrators_alone(office: Office) -> None:
    worker = office.joins("Wes Hill", Role.ASB_OFFICER)
    plain = office.joins("Pat Nott", Role.SUPERVISOR, own="a supervisor's words")

    def reset(whose: Officer, name: str, passphrase: str) -> None:
        slots.reset_passphrase(office.admin, whose.id, ONCE, second_administrator=name, second_passphrase=passphrase)

    for name, passphrase in ((NAME, PASSPHRASE), ("Pat Nott", "a supervisor's words"), ("Wes Hill", OWN)):
        with pytest.raises(Refused, match="second administrator"):
            reset(worker.officer, name, passphrase)
    with pytest.raises(Refused, match="wrong"):
        reset(worker.officer, "Pat Nott", "a guess at words")
    with pytest.raises(TooSoon):
        reset(worker.officer, "Pat Nott", "a supervisor's words")
    with pytest.raises(Refused, match="your own passphrase"):
        reset(office.admin.officer, "Pat Nott", "a supervisor's words")
    with pytest.raises(Refused, match="12 characters"):
        slots.reset_passphrase(
            office.admin, worker.officer.id, "short", second_administrator="x", second_passphrase="x"
        )
    with pytest.raises(NotPermitted):
        slots.reset_passphrase(plain, worker.officer.id, ONCE, second_administrator=NAME, second_passphrase=PASSPHRASE)
    office.comes(worker.officer, OWN)
    assert notices(worker) == []


# --- confidential ----------------------------------------------------------------------------------------------


def test_the_creator_holds_nothing_confidential_and_cannot_make_it(office: Office) -> None:
    assert office.holds(office.admin.officer) == (True, False, False)
    assert not (office.path / "confidential.db").exists()
    assert slots.confidential_state(office.admin) == "not made"
    with pytest.raises(NotPermitted):
        slots.make_confidential(office.admin, cost=CHEAP)


def test_the_first_lead_makes_it_and_nobody_else_holds_it(office: Office) -> None:
    lead, recovery_key = office.leads()
    assert lead.store.confidential
    assert (slots.confidential_state(lead), slots.confidential_state(office.admin)) == ("held", "sealed")
    assert office.holds(lead.officer) == (True, True, False)
    assert office.holds(office.admin.officer) == (True, False, False)
    assert not office.comes(office.admin.officer, PASSPHRASE).store.confidential
    assert office.comes(lead.officer, OWN).store.confidential
    with lead.store.read("confidential") as connection:
        assert connection.execute(text("SELECT kind FROM confidential.operation")).scalars().all() == ["device.made"]
    with pytest.raises(Refused, match="made already"):
        slots.make_confidential(lead, cost=CHEAP)
    assert len(recovery_key.split("-")) == 8


def test_a_second_lead_does_not_make_another(office: Office) -> None:
    office.leads()
    other = office.joins("Bea Holm", Role.DA_LEAD)
    with pytest.raises(Refused, match="made already"):
        slots.make_confidential(other, cost=CHEAP)
    with pytest.raises(Refused, match="do not hold the confidential key"):
        slots.give_confidential(other, other.officer.id)
    with pytest.raises(Refused, match="do not hold the confidential key"):
        slots.new_recovery_key(other, CONFIDENTIAL, cost=CHEAP)
    with pytest.raises(Refused, match="Only an officer who holds"):
        slots.renew_key(other, CONFIDENTIAL)
    assert len(officers.list_officers(other)) == 3


def test_a_lead_with_a_passphrase_others_chose_makes_nothing(office: Office) -> None:
    lead = officers.add_officer(office.admin, "Iris Lodge", [Role.DA_LEAD]).value
    slots.make_general_slot(office.admin, lead.id, ONCE, cost=CHEAP)
    me = office.comes(lead, ONCE)
    with pytest.raises(Refused, match="somebody else chose"):
        slots.make_confidential(me, cost=CHEAP)
    assert not (office.path / "confidential.db").exists()


def test_the_lead_clears_an_officer_who_is_not_there(office: Office) -> None:
    lead, _ = office.leads()
    worker = office.joins("Wes Hill", Role.IDVA)
    slots.give_confidential(lead, worker.officer.id)
    assert office.comes(worker.officer, OWN).store.confidential
    with pytest.raises(NotPermitted):
        slots.give_confidential(office.admin, office.admin.officer.id)


def test_a_passphrase_an_administrator_knows_gets_no_confidential_key(office: Office) -> None:
    lead, _ = office.leads()
    worker = officers.add_officer(office.admin, "Wes Hill", [Role.IDVA]).value
    with pytest.raises(Refused, match="no key slot"):
        slots.give_confidential(lead, worker.id)
    slots.make_general_slot(office.admin, worker.id, ONCE, cost=CHEAP)
    with pytest.raises(Refused, match="somebody else chose"):
        slots.give_confidential(lead, worker.id)
    slots.give_confidential(lead, worker.id, one_time="the lead's own words")
    assert office.holds(worker) == (True, True, True)
    with pytest.raises(Refused, match="wrong"):
        office.comes(worker, ONCE)
    office.clock.later(minutes=1)
    me = office.comes(worker, "the lead's own words")
    assert me.store.confidential
    assert sign_in.must_change_passphrase(me)
    sign_in.change_passphrase(me, "the lead's own words", OWN)
    assert office.comes(worker, OWN).store.confidential


def test_administrators_reset_takes_the_confidential_key_and_its_recovery_key_gives_it_back(office: Office) -> None:
    lead, recovery_key = office.leads()
    office.joins("Sal Moor", Role.ADMINISTRATOR, own="second admin words")
    slots.reset_passphrase(
        office.admin, lead.officer.id, ONCE, second_administrator="Sal Moor", second_passphrase="second admin words"
    )
    assert office.holds(lead.officer) == (True, False, True)
    me = office.comes(lead.officer, ONCE)
    assert not me.store.confidential
    with pytest.raises(Refused, match="somebody else chose"):
        slots.regain_confidential(me, recovery_key)
    sign_in.change_passphrase(me, ONCE, OWN)
    with pytest.raises(Refused, match="not this store's"):
        slots.regain_confidential(me, office.recovery_key)
    office.clock.later(minutes=1)
    again = slots.regain_confidential(me, recovery_key).value
    office.here.append(again)
    assert again.store.confidential
    assert office.comes(lead.officer, OWN).store.confidential


def test_an_administrator_takes_a_confidential_key_and_the_lead_is_told(office: Office) -> None:
    lead, _ = office.leads()
    worker = office.joins("Wes Hill", Role.IDVA)
    slots.give_confidential(lead, worker.officer.id)
    done = slots.remove_confidential(office.admin, worker.officer.id)
    assert done.value.offer_new_key == (CONFIDENTIAL,)
    assert office.holds(worker.officer) == (True, False, False)
    assert notices(lead) == ["slot.confidential-removed"]
    with pytest.raises(Refused, match="holds no confidential key"):
        slots.remove_confidential(lead, worker.officer.id)
    with pytest.raises(NotPermitted):
        slots.remove_confidential(worker, lead.officer.id)


def test_the_lead_is_told_whichever_way_a_confidential_key_goes(office: Office) -> None:
    lead, _ = office.leads()
    office.joins("Sal Moor", Role.ADMINISTRATOR, own="second admin words")
    worker = office.joins("Wes Hill", Role.IDVA).officer

    def told() -> list[UUID | None]:
        return [notice.about for notice in officers.my_notices(lead)]

    slots.remove_slot(office.admin, office.joins("Una Dale", Role.ASB_OFFICER).officer.id)
    assert told() == []
    slots.give_confidential(lead, worker.id)
    slots.reset_passphrase(
        office.admin, worker.id, ONCE, second_administrator="Sal Moor", second_passphrase="second admin words"
    )
    assert told() == [worker.id]
    slots.give_confidential(lead, worker.id, one_time="another for one time")
    slots.remove_slot(office.admin, worker.id)
    assert told() == [worker.id] * 2
    slots.make_general_slot(office.admin, worker.id, ONCE, cost=CHEAP)
    slots.give_confidential(lead, worker.id, one_time="another for one time")
    done = officers.deactivate_officer(office.admin, worker.id, revision=1, why="moved on")
    assert done.value.offer_new_key == (GENERAL, CONFIDENTIAL)
    assert told() == [worker.id] * 3
    names = {worker.id: "Wes", office.admin.officer.id: "Marguerite"}
    assert officers.my_notices(lead)[-1].text(names.__getitem__) == "Marguerite took the confidential key from Wes"


def test_the_lead_renews_the_confidential_key(office: Office) -> None:
    lead, _ = office.leads()
    worker = office.joins("Wes Hill", Role.IDVA)
    slots.give_confidential(lead, worker.officer.id)
    old = lead.store.keys
    assert old is not None
    office.everybody_leaves()
    lead = slots.renew_key(lead, CONFIDENTIAL).value
    office.here.append(lead)
    assert office.comes(worker.officer, OWN).store.keys == lead.store.keys != old
    fresh = slots.new_recovery_key(lead, CONFIDENTIAL, cost=CHEAP).value
    office.here.append(slots.regain_confidential(lead, fresh).value)


@contextmanager
def signed_in(path: Path, clock: Clock) -> Iterator[SignedIn]:
    """The creator signed in to the store at a path."""
    me = sign_in.sign_in(path, NAME, PASSPHRASE, now=clock)
    try:
        yield me
    finally:
        sign_in.sign_out(me)


def test_a_copied_disk_and_a_general_passphrase_yield_a_files_size(office: Office, tmp_path: Path) -> None:
    lead, _ = office.leads()
    planted = "Persephone Unlikely-Surname"
    with lead.store.write(
        "person.searched", by=lead.officer.id, at=office.clock(), stream="audit", compartment="confidential"
    ) as unit:
        unit.say(words=planted)
    office.everybody_leaves()
    shutil.copytree(office.path, tmp_path / "copy")
    with signed_in(tmp_path / "copy", office.clock) as thief:
        keys = thief.store.keys
        assert keys is not None
        assert keys.confidential is None
        sealed = tmp_path / "copy" / "confidential.db"
        assert sealed.stat().st_size > 0
        assert planted.encode() not in sealed.read_bytes()
        with pytest.raises(StoreTrouble):
            connect_file(sealed, keys.general)
        with thief.store.read() as connection:
            files = [Path(row[2]).name for row in connection.execute(text("PRAGMA database_list"))]
        assert files == ["general.db"]
    again = office.comes(lead.officer, OWN)
    with again.store.read("confidential") as connection:
        found = connection.execute(text("SELECT count(*) FROM confidential.change WHERE fields LIKE '%Unlikely%'"))
        assert found.scalar() == 1


def test_a_slot_written_in_by_another_program_stops_a_new_key(office: Office) -> None:
    folder = office.admin.store.folder
    assert folder is not None
    kept = read_slots(folder)
    slipped = replace(kept.slots[0], id=office.admin.store.device.id)
    write_slots(folder, kept.put(slipped))
    with pytest.raises(StoreTrouble, match="written by another program"):
        slots.renew_key(office.admin, GENERAL)
    assert len(officers.list_officers(office.admin)) == 1


def test_a_store_on_a_server_has_no_keys_to_give(office: Office) -> None:
    on_server = replace(office.admin, store=replace(office.admin.store, keys=None))
    with pytest.raises(Refused, match="on a server"):
        slots.new_recovery_key(on_server, GENERAL, cost=CHEAP)
    assert Keys(new_key()) != office.admin.store.keys
