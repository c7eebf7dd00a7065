"""One window per store."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from spp_desktop.domain.errors import AlreadyOpen, StoreTrouble
from spp_desktop.store.folder import StoreFolder, make_folder
from spp_desktop.store.instance import channel_of, only_window
from spp_desktop.store.trouble import explain

SECOND_START = """
import sys
from pathlib import Path
from spp_desktop.store.folder import open_folder
from spp_desktop.domain.errors import AlreadyOpen
from spp_desktop.store.instance import only_window
try:
    with only_window(open_folder(Path(sys.argv[1]))):
        print("opened")
except AlreadyOpen as told:
    print(told.channel)
"""


def second_start(folder: StoreFolder) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SECOND_START, str(folder.path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_second_start_is_told_where_the_first_listens(tmp_path: Path) -> None:
    folder, other = make_folder(tmp_path / "a"), make_folder(tmp_path / "b")
    with only_window(folder):
        assert second_start(folder) == channel_of(folder)
        with only_window(other):
            pass
        with pytest.raises(AlreadyOpen, match="open already"), only_window(folder):
            pass
    assert second_start(folder) == "opened"


def test_what_one_thread_took_another_lets_go(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a")
    holding = only_window(folder)
    holding.__enter__()
    letting_go = threading.Thread(target=lambda: holding.__exit__(None, None, None))
    letting_go.start()
    letting_go.join()
    with only_window(folder):
        pass


def test_a_channel_is_short_and_names_no_path(tmp_path: Path) -> None:
    folder, other = make_folder(tmp_path / "somewhere"), make_folder(tmp_path / "else")
    assert channel_of(folder) != channel_of(other)
    # A Unix socket's whole path may have 108 bytes.
    assert len(channel_of(folder)) < 40
    assert "somewhere" not in channel_of(folder)


def test_a_folder_that_cannot_be_locked_is_said_plainly(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a")
    (folder.path / "window.lock").mkdir()
    with pytest.raises(StoreTrouble), only_window(folder):
        pass


def test_an_error_without_a_number_is_trouble_all_the_same() -> None:
    assert "could not be read or written" in explain(OSError("strange")).message
