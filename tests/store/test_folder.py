"""Where a store may lie, what it says of itself, and how its small files are written."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store import folder as folders
from spp_desktop.store.folder import (
    Compartment,
    Places,
    make_folder,
    open_folder,
    state_path,
    stores_path,
    why_not,
    write_safely,
)


def places(
    *, drive: int = 3, mounts: dict[str, str] | None = None, environment: dict[str, str] | None = None
) -> Places:
    return Places(lambda _root: drive, lambda: mounts or {"/": "ext4"}, environment or {})


@pytest.mark.parametrize(
    ("path", "told", "part"),
    [
        (PureWindowsPath(r"\\server\share\store"), places(), "network folder"),
        (PureWindowsPath("//server/share/store"), places(), "network folder"),
        (PureWindowsPath(r"H:\store"), places(drive=4), "under a letter"),
        (PurePosixPath("/mnt/office/store"), places(mounts={"/": "ext4", "/mnt/office": "cifs"}), "network folder"),
        (
            PurePosixPath("/home/a/far/store"),
            places(mounts={"/": "ext4", "/home/a/far": "fuse.sshfs"}),
            "network folder",
        ),
        (PureWindowsPath(r"C:\Users\a\OneDrive - Council\store"), places(), "OneDrive"),
        (PureWindowsPath(r"C:\Users\a\Dropbox\store"), places(), "OneDrive"),
        (
            PureWindowsPath(r"C:\Users\a\Council files\store"),
            places(environment={"OneDriveCommercial": r"C:\Users\a\Council files"}),
            "OneDrive",
        ),
    ],
)
def test_refuses_shared_and_synced_folders(path: PureWindowsPath, told: Places, part: str) -> None:
    reason = why_not(path, told)
    assert reason is not None
    assert part in reason
    assert "Nothing was changed" in reason


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (PureWindowsPath(r"C:\Users\a\AppData\Local\SPP Desktop\store"), places()),
        (PurePosixPath("/home/a/.local/share/SPP Desktop/store"), places()),
        # A network mount elsewhere does not matter, nor one whose name only begins alike.
        (PurePosixPath("/mnt/office2/store"), places(mounts={"/": "ext4", "/mnt/office": "nfs"})),
        # A local disk mounted inside a network one is local.
        (PurePosixPath("/net/disk/store"), places(mounts={"/": "ext4", "/net": "nfs4", "/net/disk": "ext4"})),
        (PureWindowsPath(r"C:\Users\a\Other\store"), places(environment={"OneDrive": r"C:\Users\a\Council"})),
    ],
)
def test_takes_a_folder_of_this_computer(path: PureWindowsPath, told: Places) -> None:
    assert why_not(path, told) is None


def test_the_real_computer_is_asked(tmp_path: Path) -> None:
    assert why_not(tmp_path) is None
    assert Places().drive_type("C:\\") in range(7)


def test_mounts_are_read_from_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = tmp_path / "mounts"
    listing.write_text("server:/x /mnt/a\\040b nfs4 rw 0 0\nshort\n")
    monkeypatch.setattr(folders, "MOUNTS", listing)
    assert Places().mounts() == {"/mnt/a b": "nfs4"}
    monkeypatch.setattr(folders, "MOUNTS", tmp_path / "none")
    assert Places().mounts() == {}


def test_a_new_folder_says_nothing_about_people(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "store")
    assert json.loads((tmp_path / "store" / "store.json").read_text()) == {"format": 1, "store": str(made.store_id)}
    assert (tmp_path / "store" / "backups").is_dir()
    assert open_folder(tmp_path / "store") == made
    assert not made.demonstration
    assert not made.has_confidential


def test_a_demonstration_store_says_so(tmp_path: Path) -> None:
    make_folder(tmp_path / "store", demonstration=True)
    assert open_folder(tmp_path / "store").demonstration


def test_names_its_files(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "store")
    assert made.database(Compartment.GENERAL).name == "general.db"
    assert made.database("confidential").name == "confidential.db"
    assert (made.slots.name, made.backups.name) == ("slots.json", "backups")


def test_an_empty_folder_is_taken_and_a_full_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    make_folder(tmp_path / "empty")
    with pytest.raises(Refused, match="already holds something"):
        make_folder(tmp_path / "empty")
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused, match="already holds something"):
        make_folder(tmp_path / "file")


def test_a_place_that_takes_no_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    for place, words in (("file/store", "no such drive or folder"), ("n" * 300, "no folder of that name")):
        with pytest.raises(StoreTrouble, match=words) as trouble:
            make_folder(tmp_path / place)
        assert "Nothing is lost. Choose" in trouble.value.message
        assert str(tmp_path) not in trouble.value.message
    for path in (Path("~nobody-of-this-name/store"), tmp_path / "round" / "store"):
        with pytest.raises((Refused, StoreTrouble), match=r"Nothing (was changed|is lost)"):
            make_folder(path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "round"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "lets this account make no folder"),
        (errno.EROFS, "lets this account make no folder"),
        (errno.EIO, "could not be made there"),
    ],
)
def test_a_disk_that_makes_no_folder_is_quoted_in_an_officers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise OSError(number, "from the disk")

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(StoreTrouble, match=words):
        make_folder(tmp_path / "store")


def test_a_network_folder_is_refused_at_making_and_opening() -> None:
    with pytest.raises(Refused, match="network folder"):
        make_folder(Path("\\\\server\\share\\store"))
    with pytest.raises(Refused, match="network folder"):
        open_folder(Path("\\\\server\\share\\store"))


def test_no_store_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no store in that folder"):
        open_folder(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', '{"format": "x", "store": 1}', "\x00"])
def test_a_damaged_description_is_trouble(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.json").write_text(content)
    with pytest.raises(StoreTrouble, match="damaged"):
        open_folder(tmp_path)


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "store")
    made.facts.write_text(json.dumps({"format": 2, "store": str(made.store_id)}))
    with pytest.raises(Refused, match="newer SPP Desktop"):
        open_folder(tmp_path / "store")


def test_default_place_is_local_not_roaming(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        folders.platformdirs, "user_data_path", lambda *given, **named: asked.append(named) or Path("/local")
    )
    assert stores_path() == Path("/local")
    assert asked == [{"appauthor": False, "roaming": False}]


def test_state_lies_outside_and_can_be_put_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path))
    assert state_path() == tmp_path
    monkeypatch.delenv("SPP_STATE_DIR")
    assert state_path() != stores_path()
    assert "SPP Desktop" in str(state_path())


# --- safe writes -----------------------------------------------------------------------------------------------


def test_a_write_replaces_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "slots.json"
    path.write_bytes(b"before, and longer")
    write_safely(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_permissions_come_before_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, flags, mode=0o777: modes.append((flags, mode)) or real(path, flags, mode)
    )
    write_safely(tmp_path / "x", b"secret")
    flags, mode = modes[0]
    assert mode == 0o600
    assert flags & os.O_CREAT
    assert flags & os.O_EXCL


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EIO, "disk could not be read or written"),
        (errno.EACCES, "does not let this account"),
        (errno.ENOENT, "missing"),
        (errno.ENAMETOOLONG, "could not be read or written"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "slots.json"
    path.write_bytes(b"before")

    def fail(_handle: int) -> None:
        raise OSError(number, "from the system", "/secret/path")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreTrouble, match=words) as caught:
        write_safely(path, b"after")
    assert "secret" not in caught.value.message
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_may_lag_does_not_wait_for_the_platter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    write_safely(tmp_path / "head", b"x", durable=False)
    assert waited == []
    write_safely(tmp_path / "head", b"x")
    assert len(waited) == (1 if os.name == "nt" else 2)


def test_windows_folders_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders.os, "name", "nt")
    monkeypatch.setattr(os, "open", lambda *_given: pytest.fail("Windows lets no folder be opened"))
    folders.sync_folder(tmp_path)


@pytest.mark.parametrize("text", ["//server/share/store", r"\\server\share\store"])
def test_a_server_is_refused_however_its_path_is_written(text: str) -> None:
    with pytest.raises(Refused, match="network folder"):
        folders.allowed_path(Path(text))
