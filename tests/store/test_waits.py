"""The growing wait after a wrong passphrase."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from spp_desktop.domain.errors import TooSoon
from spp_desktop.store.folder import StoreFolder, make_folder
from spp_desktop.store.waits import KEPT, Wait, check_wait, delay, left, note_right, note_wrong
from tests.store.vault_fixtures import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return make_folder(tmp_path / "store")


@pytest.mark.parametrize(("wrong", "seconds"), [(0, 0), (1, 1), (2, 2), (3, 4), (10, 512), (11, 900), (5000, 900)])
def test_doubles_and_is_capped(wrong: int, seconds: int) -> None:
    assert delay(wrong) == seconds * SECOND


@pytest.mark.parametrize(
    ("after", "seconds"),
    [(0, 8), (3, 5), (8, 0), (100, 0), (-3600, 8)],
)
def test_what_is_left(after: int, seconds: int) -> None:
    assert left(Wait(4, NOW), NOW + after * SECOND) == seconds * SECOND


def test_grows_is_kept_and_is_forgotten(folder: StoreFolder) -> None:
    now = NOW
    waited = []
    for _ in range(4):
        check_wait(folder, "a", now)
        note_wrong(folder, "a", now)
        with pytest.raises(TooSoon) as caught:
            check_wait(folder, "a", now)
        waited.append(caught.value.seconds)
        now += caught.value.seconds * SECOND
    assert waited == [1, 2, 4, 8]
    note_wrong(folder, "a", now)
    check_wait(folder, "b", now)
    note_right(folder, "a")
    check_wait(folder, "a", now)
    note_right(folder, "a")


def test_says_the_wait_and_never_the_count(folder: StoreFolder) -> None:
    for _ in range(9):
        note_wrong(folder, "a", NOW)
    with pytest.raises(TooSoon, match=r"^Wait 5 minutes before you try a passphrase again\. Nothing was changed$"):
        check_wait(folder, "a", NOW)
    assert TooSoon(1).message.startswith("Wait 1 second before")
    assert TooSoon(90).message.startswith("Wait 90 seconds before")


def test_a_clock_set_back_starts_the_wait_again_and_ends_it(folder: StoreFolder) -> None:
    for _ in range(4):
        note_wrong(folder, "a", NOW)
    yesterday = NOW - timedelta(days=1)
    with pytest.raises(TooSoon) as caught:
        check_wait(folder, "a", yesterday)
    assert caught.value.seconds == 8
    check_wait(folder, "a", yesterday + 8 * SECOND)


def test_guessing_at_many_names_does_not_fill_the_disk(folder: StoreFolder) -> None:
    for number in range(KEPT + 20):
        note_wrong(folder, f"tag {number}", NOW + number * SECOND)
    kept = (folder.path / "waits.json").read_text()
    assert kept.count("tag ") == KEPT
    assert f"tag {KEPT + 19}" in kept
    assert '"tag 0"' not in kept


@pytest.mark.parametrize("content", ["", "[1]", '{"a": [1]}', '{"a": ["x", "y"]}', "null"])
def test_a_damaged_list_keeps_nobody_out(folder: StoreFolder, content: str) -> None:
    (folder.path / "waits.json").write_text(content)
    check_wait(folder, "a", NOW)
    note_wrong(folder, "a", NOW)
    with pytest.raises(TooSoon):
        check_wait(folder, "a", NOW)
