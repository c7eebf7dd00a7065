"""Backups through services: made when due, kept in two places, put back as another device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from spp_desktop.domain.errors import NotPermitted, Refused, StoreTrouble
from spp_desktop.domain.permissions import Role
from spp_desktop.services import backups, officers, sign_in, slots
from spp_desktop.services.settings import change_setting
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import backups as store_backups
from spp_desktop.store.folder import Compartment, StoreFolder
from spp_desktop.store.trouble import Damaged
from tests.store.vault_fixtures import CHEAP, NAME, NOW, PASSPHRASE, Clock


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def me(tmp_path: Path, clock: Clock) -> Iterator[SignedIn]:
    made = sign_in.create_store(tmp_path / "store", NAME, PASSPHRASE, now=clock, cost=CHEAP)
    yield made.signed_in
    sign_in.sign_out(made.signed_in)


def folder_of(me: SignedIn) -> StoreFolder:
    assert me.store.folder is not None
    return me.store.folder


def say(me: SignedIn, times: int = 1) -> None:
    for _ in range(times):
        with me.store.write("person.searched", by=me.officer.id, at=me.now(), stream="audit") as unit:
            unit.say(words="x")


def kinds(me: SignedIn) -> list[str]:
    with me.store.read() as connection:
        return list(connection.execute(text("SELECT kind FROM operation ORDER BY rowid")).scalars())


def as_role(me: SignedIn, *roles: Role) -> SignedIn:
    return replace(me, officer=replace(me.officer, roles=roles))


# --- making ----------------------------------------------------------------------------------------------------


def test_a_backup_is_made_listed_and_checked(me: SignedIn) -> None:
    done = backups.make_backup(me)
    assert done.changes.kinds == {"backups"}
    assert done.value.second == ""
    (listed,) = backups.list_backups(me)
    assert listed == done.value.backup == backups.verify_backup(me, "latest")
    assert listed.made == NOW
    assert listed.holds is not None
    # Its own operation is in it: making the store, its device, the backup.
    assert listed.holds["operation"] == len(kinds(me)) == 3
    assert listed.last_operation == NOW
    (closed,) = backups.list_backups_in(folder_of(me).path)
    assert closed == replace(listed, holds=None, last_operation=None)


def test_a_backup_is_written_where_it_is_told(me: SignedIn, tmp_path: Path) -> None:
    done = backups.make_backup(me, out=tmp_path / "out.sppbackup")
    assert done.value.backup.path == tmp_path / "out.sppbackup"
    assert backups.list_backups(me) == ()
    assert backups.verify_backup(me, str(tmp_path / "out.sppbackup")) == done.value.backup


def test_who_may(me: SignedIn) -> None:
    backups.make_backup(as_role(me, Role.SCHEDULED_JOB))
    for role in set(Role) - {Role.SCHEDULED_JOB, Role.ADMINISTRATOR}:
        other = as_role(me, role)
        with pytest.raises(NotPermitted):
            backups.make_backup(other)
        with pytest.raises(NotPermitted):
            backups.list_backups(other)
    with pytest.raises(NotPermitted):
        backups.restore_here(as_role(me, Role.SCHEDULED_JOB), "latest", PASSPHRASE)


def test_a_store_on_a_server_is_not_backed_up_here(me: SignedIn) -> None:
    on_server = replace(me, store=replace(me.store, folder=None))
    with pytest.raises(Refused, match="on a server"):
        backups.make_backup(on_server)
    assert not backups.backup_is_due(on_server)
    assert not backups.back_up_at_close(on_server)


# --- when it is due --------------------------------------------------------------------------------------------


def test_due_after_a_day_of_work_or_many_operations(me: SignedIn, clock: Clock) -> None:
    assert backups.backup_is_due(me)
    assert backups.back_up_quietly(as_role(me, Role.BOARD)) is not None
    assert not backups.backup_is_due(me)
    assert backups.back_up_quietly(me) is None
    clock.later(hours=25)
    assert not backups.backup_is_due(me)  # nobody did anything
    say(me)
    assert backups.backup_is_due(me)
    clock.later(hours=-24)
    assert not backups.backup_is_due(me)
    say(me, 49)
    assert not backups.backup_is_due(me)
    change_setting(me, "backup.operations", 51, "tried here")
    assert backups.backup_is_due(me)


def test_due_after_a_new_key(me: SignedIn) -> None:
    backups.back_up_quietly(me)
    again = slots.renew_key(me, Compartment.GENERAL).value
    assert backups.backup_is_due(again)
    sign_in.sign_out(again)


def test_at_close_only_when_short(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as small:
        small.setattr(backups, "SHORT_BYTES", 1000)
        assert not backups.back_up_at_close(me)
    assert not backups.back_up_at_close(me, seconds=-1.0)
    assert backups.list_backups(me) == ()
    assert backups.back_up_at_close(me)
    assert not backups.back_up_at_close(me)
    assert len(backups.list_backups(me)) == 1


def test_old_ones_are_thinned(me: SignedIn, clock: Clock) -> None:
    for _ in range(5):
        backups.make_backup(me)
        clock.later(hours=6)
    left = folder_of(me).backups / "replaced-2010-01-01-090000"
    left.mkdir()
    clock.later(days=30)
    backups.make_backup(me)
    made = [line.made for line in backups.list_backups(me)]
    # Five of one week, thirty days on: the last of them, and the new one.
    assert made == [clock(), NOW + timedelta(hours=24)]
    assert left.exists()
    clock.at = clock.at.replace(year=2100)
    backups.make_backup(me)
    assert not left.exists()


# --- a second place --------------------------------------------------------------------------------------------


def test_a_copy_goes_to_the_second_folder(me: SignedIn, clock: Clock, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    change_setting(me, "backup.second-folder", str(second), "tried here")
    first = backups.make_backup(me).value
    assert first.second == ""
    assert [path.name for path in second.iterdir()] == [first.backup.path.name]
    clock.later(days=400)
    after = backups.make_backup(me).value
    assert [path.name for path in second.iterdir()] == [after.backup.path.name]
    restored = backups.restore_backup(tmp_path / "new", str(next(second.iterdir())), NAME, PASSPHRASE, now=clock)
    sign_in.sign_out(restored.signed_in)


def test_a_second_folder_that_is_not_there_is_said_and_the_backup_kept(me: SignedIn, tmp_path: Path) -> None:
    change_setting(me, "backup.second-folder", str(tmp_path / "unplugged"), "tried here")
    done = backups.make_backup(me)
    assert done.value.second.startswith("No copy in the second folder: ")
    assert len(backups.list_backups(me)) == 1


# --- damage ----------------------------------------------------------------------------------------------------


def test_a_damaged_store_is_told_to_the_administrator(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    good = backups.make_backup(me).value.backup

    def damaged(_path: Path, _key: bytes) -> None:
        raise Damaged("damaged")

    monkeypatch.setattr(store_backups, "check_file", damaged)
    with pytest.raises(StoreTrouble):
        backups.make_backup(me)
    assert [notice.kind for notice in officers.my_notices(me)] == ["backup.damaged"]
    assert backups.list_backups(me) == (good,)
    assert not backups.back_up_at_close(me)


# --- putting back ----------------------------------------------------------------------------------------------


def test_a_backup_is_put_back_and_the_store_is_another_device(me: SignedIn, clock: Clock) -> None:
    backups.make_backup(me)
    say(me)
    sign_in.sign_out(me)
    restored = backups.restore_backup(folder_of(me).path, "latest", None, PASSPHRASE, now=clock)
    again = restored.signed_in
    assert again.officer == me.officer
    assert again.store.device.id != me.store.device.id
    assert again.store.code != me.store.code
    assert kinds(again) == ["device.made", "store.created", "store.backed-up", "device.forked", "store.restored"]
    # The store that was replaced is a backup itself.
    assert len(backups.list_backups(again)) == 2
    assert restored.backup.name == backups.list_backups(again)[-1].name
    say(again)
    sign_in.sign_out(again)
    later = sign_in.sign_in(folder_of(me).path, None, PASSPHRASE, now=clock)
    assert later.store.device.id == again.store.device.id
    sign_in.sign_out(later)


def test_a_backup_is_put_back_from_inside(me: SignedIn, clock: Clock) -> None:
    name = backups.make_backup(me).value.backup.name
    say(me)
    with sign_in.only_window(folder_of(me).path):
        with pytest.raises(Refused, match="wrong"):
            backups.restore_here(me, name, "wrong passphrase")
        assert kinds(me)[-1] == "person.searched"
        clock.later(minutes=1)
        restored = backups.restore_here(me, name, PASSPHRASE)
    assert kinds(restored.signed_in)[-1] == "store.restored"
    assert "person.searched" not in kinds(restored.signed_in)
    sign_in.sign_out(restored.signed_in)


def test_a_backup_opens_with_the_passphrase_of_its_day(me: SignedIn, clock: Clock) -> None:
    backups.make_backup(me)
    sign_in.change_passphrase(me, PASSPHRASE, "a second passphrase")
    sign_in.sign_out(me)
    with pytest.raises(Refused, match="wrong"):
        backups.restore_backup(folder_of(me).path, "latest", None, "a second passphrase", now=clock)
    clock.later(minutes=1)
    restored = backups.restore_backup(folder_of(me).path, "latest", None, PASSPHRASE, now=clock)
    sign_in.sign_out(restored.signed_in)


def test_only_who_had_the_right_then_puts_a_backup_back(me: SignedIn, clock: Clock, tmp_path: Path) -> None:
    worker = officers.add_officer(me, "Wes Hill", [Role.ASB_OFFICER]).value
    slots.make_general_slot(me, worker.id, "words of their own", cost=CHEAP)
    out = tmp_path / "out.sppbackup"
    backups.make_backup(me, out=out)
    with pytest.raises(NotPermitted, match="in that backup"):
        backups.restore_backup(tmp_path / "new", str(out), "Wes Hill", "words of their own", now=clock)
    assert not (tmp_path / "new").exists()
    with pytest.raises(Refused, match="no backup"):
        backups.restore_backup(tmp_path / "new", "latest", NAME, PASSPHRASE, now=clock)


def test_who_had_left_puts_no_backup_back(me: SignedIn, clock: Clock, tmp_path: Path) -> None:
    gone = officers.add_officer(me, "Wes Hill", [Role.ADMINISTRATOR]).value
    slots.make_general_slot(me, gone.id, "words of their own", cost=CHEAP)
    slots_then = folder_of(me).slots.read_bytes()
    officers.deactivate_officer(me, gone.id, revision=1, why="moved on")
    folder_of(me).slots.write_bytes(slots_then)
    backups.make_backup(me, out=tmp_path / "out.sppbackup")
    with pytest.raises(Refused, match="had left"):
        backups.restore_backup(
            tmp_path / "new", str(tmp_path / "out.sppbackup"), "Wes Hill", "words of their own", now=clock
        )


def test_a_restore_that_cannot_be_journalled_closes_the_store(
    me: SignedIn, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spp_desktop.store.opened import Store

    backups.make_backup(me, out=tmp_path / "out.sppbackup")
    real = Store.write
    monkeypatch.setattr(
        Store,
        "write",
        lambda self, kind, **named: (
            (_ for _ in ()).throw(ZeroDivisionError) if kind == "store.restored" else real(self, kind, **named)
        ),
    )
    with pytest.raises(ZeroDivisionError):
        backups.restore_backup(tmp_path / "new", str(tmp_path / "out.sppbackup"), NAME, PASSPHRASE, now=clock)
    monkeypatch.undo()
    (tmp_path / "new" / "general.db").rename(tmp_path / "new" / "general.db")
