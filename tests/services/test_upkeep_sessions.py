"""Sessions: pages are checked after an unclean end, weekly and the first time; damage is told to administrators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spp_desktop.services import officers, sign_in, upkeep
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.folder import Compartment
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def me(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[SignedIn]:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))
    made = sign_in.create_store(tmp_path / "store", NAME, PASSPHRASE, now=clock, cost=CHEAP).signed_in
    yield made
    sign_in.sign_out(made)


def session(me: SignedIn, *, clean: bool = True, check: bool = True) -> bool:
    due = upkeep.begin_session(me)
    if due and check:
        assert upkeep.check_pages(me)
    if clean:
        upkeep.end_session(me)
    return due


def test_pages_are_checked_the_first_time_then_weekly(me: SignedIn, clock: Clock) -> None:
    assert session(me)
    assert not session(me)
    clock.later(days=6, hours=23)
    assert not session(me)
    clock.later(hours=1)
    assert session(me)
    assert not session(me)


def test_pages_are_checked_after_a_session_that_did_not_end(me: SignedIn) -> None:
    session(me)
    session(me, clean=False)
    assert session(me)
    assert not session(me)


def test_a_check_that_was_stopped_is_still_due(me: SignedIn) -> None:
    assert upkeep.begin_session(me)
    assert upkeep.check_pages(me, cancelled=lambda: True)
    upkeep.end_session(me)
    assert upkeep.begin_session(me)


def test_a_list_of_sessions_that_is_damaged_only_costs_a_check(me: SignedIn, tmp_path: Path) -> None:
    session(me)
    (tmp_path / "state" / "sessions.json").write_text("[1]")
    assert session(me)
    assert not session(me)


def test_damaged_pages_are_found_and_the_administrator_is_told(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = me.store.folder
    assert folder is not None
    other = sign_in.sign_in(folder.path, None, PASSPHRASE, now=me.now)
    monkeypatch.setattr("spp_desktop.services.upkeep.check.pages_damaged", lambda store, each: 2)
    assert not upkeep.check_pages(other)
    sign_in.sign_out(other)
    assert [notice.kind for notice in officers.my_notices(me)] == ["check.damaged"]
    upkeep.end_session(me)
    assert upkeep.begin_session(me)


def test_a_page_that_was_altered_on_the_disk_is_seen(me: SignedIn) -> None:
    from spp_desktop.store import check

    folder = me.store.folder
    assert folder is not None
    assert check.pages_damaged(me.store, Compartment.GENERAL) == 0
    sign_in.sign_out(me)
    file = folder.database(Compartment.GENERAL)
    content = bytearray(file.read_bytes())
    content[-2000] ^= 0xFF
    file.write_bytes(content)
    assert check.pages_damaged(me.store, Compartment.GENERAL) > 0
