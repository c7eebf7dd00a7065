"""When the pages are due a check: after an unclean end, each week, and the first time on an account."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from spp_desktop.store import sessions
from spp_desktop.store.folder import StoreFolder, make_folder
from tests.store.vault_fixtures import NOW

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return make_folder(tmp_path / "store")


def test_due_the_first_time_and_each_week(folder: StoreFolder) -> None:
    assert sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    sessions.end(folder)
    assert not sessions.begin(folder, NOW + 6 * DAY)
    sessions.end(folder)
    assert sessions.begin(folder, NOW + 7 * DAY)


def test_due_after_a_session_that_did_not_end(folder: StoreFolder) -> None:
    sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    assert sessions.begin(folder, NOW)
    sessions.end(folder)
    assert not sessions.begin(folder, NOW)


def test_a_check_during_a_session_does_not_end_it(folder: StoreFolder) -> None:
    sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    assert sessions.begin(folder, NOW)


def test_stores_are_kept_apart_and_not_without_end(folder: StoreFolder, tmp_path: Path) -> None:
    sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    sessions.end(folder)
    others = [make_folder(tmp_path / f"store {number}") for number in range(sessions.KEPT)]
    for other in others:
        assert sessions.begin(other, NOW)
        sessions.checked(other, NOW)
        sessions.end(other)
    assert not sessions.begin(others[0], NOW)
    sessions.begin(make_folder(tmp_path / "one more"), NOW)
    assert sessions.begin(folder, NOW)


@pytest.mark.parametrize("content", ["", "[]", '{"x": {}}', '{"00000000-0000-0000-0000-000000000001": 1}'])
def test_a_damaged_note_only_means_another_check(folder: StoreFolder, tmp_path: Path, content: str) -> None:
    sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    sessions.end(folder)
    (tmp_path / "state" / "sessions.json").write_text(content)
    assert sessions.begin(folder, NOW)


def test_a_note_that_cannot_be_kept_stops_nobody(folder: StoreFolder, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    assert sessions.begin(folder, NOW)
    sessions.checked(folder, NOW)
    assert sessions.begin(folder, NOW)
