"""Which backups are kept as they grow old."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.store.container import Backup
from spp_desktop.store.thinning import copies_made, delete_old_copies, kept, last_day, thin

NOW = datetime(2012, 3, 15, 12, 0, tzinfo=UTC)  # a Thursday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "stay"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["2010-01-01 09:00"], ["2010-01-01 09:00"], id="the newest, however old"),
        pytest.param(
            ["2012-03-15 11:00", "2012-03-15 11:30", "2012-03-14 09:00", "2012-03-13 13:00"],
            ["2012-03-15 11:00", "2012-03-15 11:30", "2012-03-14 09:00", "2012-03-13 13:00"],
            id="all of two days",
        ),
        pytest.param(
            ["2012-03-15 11:00", "2012-03-12 09:00", "2012-03-12 17:00", "2012-03-11 08:00"],
            ["2012-03-15 11:00", "2012-03-12 17:00", "2012-03-11 08:00"],
            id="then the last of each day",
        ),
        pytest.param(
            ["2012-03-15 11:00", "2012-02-20 09:00", "2012-02-23 09:00", "2012-02-26 09:00", "2012-02-27 09:00"],
            ["2012-03-15 11:00", "2012-02-26 09:00", "2012-02-27 09:00"],
            id="then the last of each week, Monday to Sunday",
        ),
        pytest.param(
            ["2012-03-15 11:00", "2011-12-01 09:00", "2011-12-31 09:00", "2011-11-30 09:00", "2011-03-16 09:00"],
            ["2012-03-15 11:00", "2011-12-31 09:00", "2011-11-30 09:00", "2011-03-16 09:00"],
            id="then the last of each month",
        ),
        pytest.param(
            ["2012-03-15 11:00", "2011-03-14 11:00", "2011-03-13 09:00"],
            ["2012-03-15 11:00"],
            id="none older than 366 days",
        ),
        pytest.param(["2012-04-01 09:00", "2012-03-15 11:00"], ["2012-04-01 09:00", "2012-03-15 11:00"], id="ahead"),
    ],
)
def test_is_thinned(made: list[str], stay: list[str]) -> None:
    assert kept(map(at, made), NOW) == {at(text) for text in stay}


@given(st.lists(st.integers(min_value=0, max_value=800 * 24), max_size=60))
def test_thinning_twice_is_thinning_once_and_the_newest_stays(hours: list[int]) -> None:
    made = [NOW - timedelta(hours=one) for one in hours]
    once = kept(made, NOW)
    assert kept(once, NOW) == once
    assert once <= set(made)
    if made:
        assert max(made) in once
    assert len(once) <= len({one for one in hours if one <= 48}) + 14 + 9 + 13 + 1


@given(st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=20))
def test_what_is_said_of_the_last_day_comes_true(days: list[int]) -> None:
    made = [NOW - timedelta(days=one) for one in days]
    said = last_day(made, NOW)
    assert said is not None
    after = datetime.combine(said, datetime.min.time(), UTC) + timedelta(days=1, hours=13)
    assert kept([*made, after], after) == {after}


def test_the_last_day_is_of_backups_made_by_then() -> None:
    assert last_day([], NOW) is None
    assert last_day([NOW + timedelta(days=1)], NOW) is None
    assert last_day([at("2012-03-01 09:00"), at("2012-02-01 09:00")], NOW) == date(2013, 3, 2)


def test_files_are_deleted(tmp_path: Path) -> None:
    backups = [
        Backup(tmp_path / f"{number}.sppbackup", UUID(int=1), NOW - timedelta(days=days), {})
        for number, days in enumerate([0, 5, 5, 400])
    ]
    for backup in backups:
        backup.path.write_text("x")
    left = thin(backups, NOW)
    assert left == (backups[0], backups[1], backups[2])  # two of one moment are one
    assert [backup.path.exists() for backup in backups] == [True, True, True, False]


def test_replaced_files_are_counted_and_age_out_too(tmp_path: Path) -> None:
    for name, days in (("replaced-2012-03-12-120000", 3), ("replaced-2011-02-09-120000", 400)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "general.db").write_text("x")
        os.utime(tmp_path / name, ((NOW - timedelta(days=days)).timestamp(),) * 2)
    assert copies_made(tmp_path) == (NOW - timedelta(days=400), NOW - timedelta(days=3))
    delete_old_copies(tmp_path, NOW)
    assert copies_made(tmp_path) == (NOW - timedelta(days=3),)
