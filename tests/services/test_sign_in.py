"""Coming in: first start, sign-in, lock and unlock, one's own passphrase, and the recovery key."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from spp_desktop.domain.errors import AlreadyOpen, Invalid, Refused, StoreTrouble, TooSoon, WrongUse
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES, Role
from spp_desktop.services import officers, sign_in, slots
from spp_desktop.services.sign_in import Started
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.folder import StoreFolder
from spp_desktop.store.keys import new_recovery_key
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE, Clock

SECOND = "a second passphrase"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def started(tmp_path: Path, clock: Clock) -> Iterator[Started]:
    made = sign_in.create_store(tmp_path / "store", f"  {NAME} ", PASSPHRASE, now=clock, cost=CHEAP)
    yield made
    sign_in.sign_out(made.signed_in)


@pytest.fixture
def me(started: Started) -> SignedIn:
    return started.signed_in


def folder_of(me: SignedIn) -> StoreFolder:
    assert me.store.folder is not None
    return me.store.folder


def came_in(me: SignedIn, passphrase: str, name: str | None = None) -> SignedIn:
    """Signed in to the same store and out again."""
    other = sign_in.sign_in(folder_of(me).path, name, passphrase, now=me.now)
    sign_in.sign_out(other)
    return other


def kinds(me: SignedIn) -> list[str]:
    with me.store.read() as connection:
        return list(connection.execute(text("SELECT kind FROM operation ORDER BY rowid")).scalars())


# --- making ----------------------------------------------------------------------------------------------------


def test_the_first_officer_has_the_default_roles_and_a_tidy_name(me: SignedIn) -> None:
    assert (me.officer.name, me.officer.roles) == (NAME, DEFAULT_FIRST_ROLES)
    assert not me.store.confidential
    assert not sign_in.must_change_passphrase(me)


@pytest.mark.parametrize(
    ("name", "roles", "fields"), [(" ", [Role.ANALYST], ["name"]), ("A", [], ["roles"]), ("", [], ["name", "roles"])]
)
def test_a_store_needs_a_name_and_a_role(tmp_path: Path, name: str, roles: list[Role], fields: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        sign_in.create_store(tmp_path / "store", name, PASSPHRASE, roles=roles, cost=CHEAP)
    assert [problem.field for problem in caught.value.problems] == fields
    assert not (tmp_path / "store").exists()


def test_a_short_passphrase_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="12 characters"):
        sign_in.create_store(tmp_path / "store", NAME, "too short", cost=CHEAP)
    assert not (tmp_path / "store").exists()


def test_a_passphrase_is_judged_while_it_is_typed() -> None:
    assert "12 characters" in sign_in.why_not_passphrase("too short")
    assert sign_in.why_not_passphrase("long enough now") == ""


# --- signing in ------------------------------------------------------------------------------------------------


def test_signing_in_is_journalled(me: SignedIn) -> None:
    other = came_in(me, PASSPHRASE)
    assert other.officer == me.officer
    assert kinds(me)[-1] == "officer.signed-in"


def test_several_officers_need_a_name(me: SignedIn) -> None:
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    with pytest.raises(WrongUse):
        came_in(me, PASSPHRASE)
    assert came_in(me, SECOND, "iris lodge").officer.id == added.id


def test_a_full_disk_at_sign_in_closes_the_store(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from spp_desktop.store.opened import Store

    closed = []
    monkeypatch.setattr(Store, "close", lambda self: closed.append(self.engines.dispose()))
    monkeypatch.setattr(Store, "write", lambda *_given, **_named: (_ for _ in ()).throw(ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        came_in(me, PASSPHRASE)
    monkeypatch.undo()
    assert closed == [None]


def test_a_missing_file_is_said_and_not_made_anew(me: SignedIn) -> None:
    sign_in.sign_out(me)
    folder_of(me).database("general").unlink()
    with pytest.raises(StoreTrouble, match="missing"):
        came_in(me, PASSPHRASE)
    assert not folder_of(me).database("general").exists()


def test_who_signed_in_here_is_offered_and_nobody_else(me: SignedIn, tmp_path: Path) -> None:
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    path = folder_of(me).path
    assert [(one.path, one.names) for one in sign_in.recent_stores()] == [(path, (NAME,))]
    came_in(me, SECOND, "Iris Lodge")
    assert [one.names for one in sign_in.recent_stores()] == [("Iris Lodge", NAME)]
    kept = tmp_path / "state" / "recents.json"
    assert json.loads(kept.read_text())["stores"][0]["path"] == str(path)
    for file in path.rglob("*"):
        assert file.is_dir() or b"Lodge" not in file.read_bytes()
    kept.write_text("[")
    assert sign_in.recent_stores() == ()


def test_a_store_that_is_gone_is_not_offered(me: SignedIn) -> None:
    folder_of(me).facts.unlink()
    assert sign_in.recent_stores() == ()


def test_recents_that_cannot_be_kept_do_not_stop_a_sign_in(
    me: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "state" / "recents.json"
    kept.unlink()
    kept.mkdir()
    came_in(me, PASSPHRASE)
    assert sign_in.recent_stores() == ()


def test_the_sign_in_window_needs_no_database() -> None:
    program = """
import sys
import spp_desktop.services.sign_in
print({"sqlalchemy", "sqlmodel", "pydantic", "numpy", "openpyxl", "sqlcipher3"} & sys.modules.keys())
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


# --- lock and unlock -------------------------------------------------------------------------------------------


def test_unlocking_asks_for_ones_own_passphrase(me: SignedIn, clock: Clock) -> None:
    sign_in.unlock(me, PASSPHRASE)
    with pytest.raises(Refused, match=r"^The passphrase is wrong"):
        sign_in.unlock(me, "wrong passphrase")
    with pytest.raises(TooSoon) as caught:
        sign_in.unlock(me, PASSPHRASE)
    assert caught.value.seconds == 1
    clock.later(seconds=1)
    sign_in.unlock(me, PASSPHRASE)


def test_a_command_waits_a_short_wait_out(me: SignedIn, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    slept = []
    monkeypatch.setattr(sign_in.time, "sleep", lambda seconds: slept.append(seconds) or clock.later(seconds=seconds))
    path = folder_of(me).path
    for _ in range(3):
        with pytest.raises(Refused, match="wrong"):
            sign_in.sign_in_patiently(path, None, "wrong passphrase", now=clock)
    sign_in.sign_out(sign_in.sign_in_patiently(path, None, PASSPHRASE, now=clock))
    assert slept == [1, 2, 4]
    with pytest.raises(Refused, match="wrong"):
        came_in(me, "wrong passphrase")
    with pytest.raises(TooSoon):
        sign_in.sign_in_patiently(path, None, PASSPHRASE, now=clock, longest=0)


def test_another_officers_passphrase_does_not_unlock(me: SignedIn) -> None:
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    with pytest.raises(Refused, match="wrong"):
        sign_in.unlock(me, SECOND)


def test_a_removed_slot_does_not_unlock(me: SignedIn) -> None:
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    other = sign_in.sign_in(folder_of(me).path, "Iris Lodge", SECOND, now=me.now)
    slots.remove_slot(me, added.id)
    with pytest.raises(Refused, match="no key slot any more"):
        sign_in.unlock(other, SECOND)
    sign_in.sign_out(other)


def test_a_store_on_a_server_has_no_slots(me: SignedIn) -> None:
    on_server = replace(me, store=replace(me.store, folder=None))
    assert not sign_in.must_change_passphrase(on_server)
    with pytest.raises(Refused, match="on a server"):
        sign_in.unlock(on_server, PASSPHRASE)


def test_a_second_window_is_told_of_the_first(me: SignedIn) -> None:
    with sign_in.only_window(folder_of(me).path) as channel:
        with pytest.raises(AlreadyOpen) as caught, sign_in.only_window(folder_of(me).path):
            pass
        assert caught.value.channel == channel
        came_in(me, PASSPHRASE)


# --- one's own passphrase --------------------------------------------------------------------------------------


def test_a_passphrase_is_changed_and_nothing_else(me: SignedIn, clock: Clock) -> None:
    before = folder_of(me).database("general").stat().st_size
    sign_in.change_passphrase(me, PASSPHRASE, SECOND)
    assert came_in(me, SECOND).officer == me.officer
    with pytest.raises(Refused, match="wrong"):
        came_in(me, PASSPHRASE)
    assert folder_of(me).database("general").stat().st_size == before
    assert "slot.passphrase-changed" in kinds(me)


def test_a_passphrase_is_not_changed_to_a_short_one_the_same_or_by_a_guess(me: SignedIn, clock: Clock) -> None:
    with pytest.raises(Refused, match="12 characters"):
        sign_in.change_passphrase(me, PASSPHRASE, "too short")
    with pytest.raises(Refused, match="passphrase you have now"):
        sign_in.change_passphrase(me, PASSPHRASE, PASSPHRASE)
    with pytest.raises(Refused, match="wrong"):
        sign_in.change_passphrase(me, "wrong passphrase", SECOND)
    with pytest.raises(TooSoon):
        sign_in.change_passphrase(me, PASSPHRASE, SECOND)
    clock.later(minutes=1)
    came_in(me, PASSPHRASE)


def test_a_passphrase_chosen_by_somebody_else_must_be_changed(me: SignedIn) -> None:
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    other = sign_in.sign_in(folder_of(me).path, "Iris Lodge", SECOND, now=me.now)
    assert sign_in.must_change_passphrase(other)
    sign_in.change_passphrase(other, SECOND, "words of my own")
    assert not sign_in.must_change_passphrase(other)
    sign_in.sign_out(other)


# --- the recovery key ------------------------------------------------------------------------------------------


def test_a_recovery_key_resets_and_everybody_who_should_is_told(started: Started, clock: Clock) -> None:
    me = started.signed_in
    path = folder_of(me).path
    again = sign_in.reset_with_recovery_key(path, None, started.recovery_key.lower(), SECOND, now=clock)
    assert again.officer == me.officer
    notice = officers.my_notices(again)
    assert [one.kind for one in notice] == ["slot.recovered"]
    watcher = replace(
        again, officer=replace(again.officer, id=me.store.device.id, roles=(Role.INFORMATION_GOVERNANCE,))
    )
    assert [one.kind for one in officers.my_notices(watcher)] == ["slot.recovered"]
    assert notice[0].text(lambda _id: "Ann") == "The passphrase of Ann was reset with the recovery key"
    sign_in.sign_out(again)
    came_in(me, SECOND)
    with pytest.raises(Refused, match="wrong"):
        came_in(me, PASSPHRASE)


def test_a_recovery_key_that_is_not_this_stores_resets_nothing(started: Started, clock: Clock) -> None:
    path = folder_of(started.signed_in).path
    with pytest.raises(Refused, match="not this store's"):
        sign_in.reset_with_recovery_key(path, None, new_recovery_key(), SECOND, now=clock)
    clock.later(minutes=1)
    with pytest.raises(Refused, match="No officer of that name"):
        sign_in.reset_with_recovery_key(path, "Nobody", started.recovery_key, SECOND, now=clock)
    with pytest.raises(Refused, match="12 characters"):
        sign_in.reset_with_recovery_key(path, None, started.recovery_key, "too short", now=clock)
    came_in(started.signed_in, PASSPHRASE)


def test_a_recovery_key_brings_nobody_back_who_has_left(started: Started, clock: Clock) -> None:
    me = started.signed_in
    added = officers.add_officer(me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(me, added.id, SECOND, cost=CHEAP)
    kept = folder_of(me).slots.read_bytes()
    officers.deactivate_officer(me, added.id, revision=1, why="moved on")
    folder_of(me).slots.write_bytes(kept)
    with pytest.raises(Refused, match="no longer works"):
        sign_in.reset_with_recovery_key(
            folder_of(me).path, "Iris Lodge", started.recovery_key, "a third passphrase", now=clock
        )
    with pytest.raises(Refused, match="no longer work"):
        came_in(me, SECOND, "Iris Lodge")


def test_a_lead_keeps_confidential_only_by_its_own_recovery_key(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "led"
    made = sign_in.create_store(path, NAME, PASSPHRASE, roles=[Role.ADMINISTRATOR, Role.DA_LEAD], now=clock, cost=CHEAP)
    led = slots.make_confidential(made.signed_in, cost=CHEAP).value
    sign_in.sign_out(led.signed_in)
    again = sign_in.reset_with_recovery_key(
        path, NAME, made.recovery_key, SECOND, confidential_recovery_key=led.recovery_key, now=clock
    )
    assert again.store.confidential
    sign_in.sign_out(again)
    without = sign_in.reset_with_recovery_key(path, NAME, made.recovery_key, "a third passphrase", now=clock)
    assert not without.store.confidential
    sign_in.sign_out(without)
    # Somebody who never held the key does not come to hold it.
    given = sign_in.reset_with_recovery_key(
        path, NAME, made.recovery_key, SECOND, confidential_recovery_key=led.recovery_key, now=clock
    )
    assert not given.store.confidential
    sign_in.sign_out(given)
