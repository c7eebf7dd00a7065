"""``store create``, ``check``, ``backup`` and ``restore`` as a script sees them."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers, sign_in
from spp_desktop.store import keys
from spp_desktop.store.keys import read_recovery_key
from tests.cli.conftest import PASSPHRASE, Ran, one_line
from tests.store.vault_fixtures import CHEAP

Run = Callable[..., Ran]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New slots at a price a test can pay."""
    monkeypatch.setitem(sign_in.create_store.__kwdefaults__, "cost", CHEAP)


@pytest.mark.usefixtures("cheap")
def test_create_prints_the_recovery_key_once_and_gives_the_default_roles(run: Run, tmp_path: Path) -> None:
    made = run("store", "create", "--store", tmp_path / "new", "--officer", "Una Example")
    assert made.code == 0, made.err
    assert "administrator, asb-officer, analyst" in made.out
    key = made.out.rsplit(": ", 1)[1].strip()
    assert read_recovery_key(key) == key
    assert run("store", "check", "--store", tmp_path / "new").code == 0


@pytest.mark.usefixtures("cheap")
def test_create_writes_the_recovery_key_to_a_file_of_this_account_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    made = run(
        *("store", "create", "--store", tmp_path / "new", "--officer", "Una Example"),
        *("--role", "analyst", "--role", "board", "--recovery-key-file", file),
    )
    key = file.read_text(encoding="utf-8").strip()
    assert made.code == 0
    assert read_recovery_key(key) == key
    assert key not in made.out
    assert "(analyst, board)" in made.out
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_create_never_overwrites_a_file_with_the_key(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    file.write_text("mine", encoding="utf-8")
    made = run("store", "create", "--store", tmp_path / "new", "--officer", "U", "--recovery-key-file", file)
    assert made.code == 1
    assert file.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "new").exists()


def test_create_refuses_a_short_passphrase(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_PASSPHRASE", "eleven char")
    made = run("store", "create", "--store", tmp_path / "new", "--officer", "Una Example")
    assert (made.code, made.out) == (1, "")
    assert one_line(made.err)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", ["file/store", "n" * 300])
def test_create_says_why_no_folder_can_be_made(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    made = run("store", "create", "--store", tmp_path / place, "--officer", "Una Example")
    assert (made.code, made.out) == (1, "")
    assert one_line(made.err)
    assert "Nothing is lost. Choose" in made.err
    assert str(tmp_path) not in made.err


def test_create_lists_the_roles_when_one_is_unknown(run: Run, tmp_path: Path) -> None:
    made = run("store", "create", "--store", tmp_path / "new", "--officer", "Una", "--role", "wizard")
    assert made.code == 2
    assert all(role.value in made.err for role in Role)


def test_create_needs_an_officer(run: Run, tmp_path: Path) -> None:
    assert run("store", "create", "--store", tmp_path / "new").code == 2


def test_without_a_terminal_a_missing_passphrase_fails_at_once(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPP_PASSPHRASE")
    checked = run("store", "check", "--store", folder)
    assert (checked.code, checked.out) == (1, "")
    assert one_line(checked.err)


def test_a_passphrase_file_loses_one_newline_and_no_more(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPP_PASSPHRASE")
    file = tmp_path / "pass.txt"
    for written, code in ((PASSPHRASE, 0), (f"{PASSPHRASE}\n", 0), (f"{PASSPHRASE}\n\n", 1), (f" {PASSPHRASE}", 1)):
        file.write_text(written, encoding="utf-8", newline="")
        (folder / "waits.json").unlink(missing_ok=True)
        checked = run("store", "check", "--store", folder, "--passphrase-file", file)
        assert checked.code == code, (written, checked.err)


def test_an_officer_must_be_named_where_there_are_several(run: Run, folder: Path) -> None:
    me = sign_in.sign_in(folder, None, PASSPHRASE)
    other = officers.add_officer(me, "Sam Example", [Role.ANALYST]).value
    from spp_desktop.services import slots

    slots.make_general_slot(me, other.id, "another passphrase", cost=CHEAP)
    sign_in.sign_out(me)
    assert run("store", "check", "--store", folder).code == 2
    assert run("store", "check", "--store", folder, "--officer", "Pat Example").code == 0


def test_the_officer_may_come_from_the_environment(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_OFFICER", "Nobody Known")
    assert run("store", "check", "--store", folder).code == 1


def test_a_backup_is_listed_by_name_and_restored_by_it(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("store", "backup", "--store", folder).code == 0
    listed = run("store", "restore", "--store", folder, "--list")
    name = listed.out.split()[0]
    assert listed.code == 0
    assert "0 cases, 0 people, 0 incidents, 0 contacts, 1 officer, " in listed.out
    assert re.search(r", \d+ things done$", listed.out.strip())
    assert run("store", "restore", "--store", folder, "--from", name).code == 0
    assert run("store", "restore", "--store", folder, "--from", "latest").code == 0
    assert run("store", "restore", "--store", folder, "--from", "2001-01-01-000000").code == 1
    assert run("store", "check", "--store", folder).code == 0


def test_a_backup_file_restores_into_a_new_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "away.sppbackup"
    assert run("store", "backup", "--store", folder, "--out", file).code == 0
    restored = run("store", "restore", "--store", tmp_path / "elsewhere", "--from", file)
    assert restored.code == 0, restored.err
    assert run("store", "check", "--store", tmp_path / "elsewhere").code == 0


def test_check_names_what_is_wrong_and_fails(run: Run, folder: Path) -> None:
    database = folder / "general.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 0xFF
    database.write_bytes(content)
    checked = run("store", "check", "--store", folder)
    assert checked.code == 1
    assert one_line(checked.err)


@pytest.mark.parametrize("words", [["store"], ["crime"], ["cases"], ["store", "restore", "--store", "x"]])
def test_half_a_command_is_wrong_use(run: Run, words: list[str]) -> None:
    assert run(*words).code == 2


@pytest.mark.parametrize("words", [["--help"], ["store", "create", "--help"], ["demo", "--help"]])
def test_every_command_explains_itself(run: Run, words: list[str]) -> None:
    told = run(*words)
    assert told.code == 0
    assert "usage:" in told.out


def test_no_store_there(run: Run, tmp_path: Path) -> None:
    checked = run("store", "check", "--store", tmp_path / "nothing")
    assert checked.code == 1
    assert one_line(checked.err)


def test_the_shipped_cost_is_what_the_design_says() -> None:
    assert (keys.SHIPPED.memory, keys.SHIPPED.passes) == (256 * 1024, 4)
