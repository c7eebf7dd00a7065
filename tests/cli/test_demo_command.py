"""``demo``: what it says, and what it leaves alone. What it builds is held to tests of its own, with the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from spp_desktop.domain.permissions import Role
from spp_desktop.services import crime, demo
from spp_desktop.services.demo_stories import cast
from tests.cli.conftest import Ran
from tests.store.vault_fixtures import CHEAP

Run = Callable[..., Ran]
DAY = date(2025, 10, 13)


def test_a_folder_with_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    ran = run("demo", "--store", tmp_path, "--build-only")
    assert ran.code == 1
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_real_store_is_left_alone(run: Run, folder: Path) -> None:
    before = (folder / "general.db").read_bytes()
    assert run("demo", "--store", folder, "--build-only").code == 1
    assert (folder / "general.db").read_bytes() == before


@pytest.mark.parametrize("text", ["tomorrow", "2025-02-30"])
def test_a_day_that_is_none_is_wrong_use(run: Run, tmp_path: Path, text: str) -> None:
    assert run("demo", "--store", tmp_path / "d", "--as-at", text, "--build-only").code == 2


def test_it_names_everybody_and_the_passphrase_given(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stories are cut short: that they are told is tested with the services."""
    monkeypatch.setattr(demo, "events", lambda _told, _until: ())
    monkeypatch.setattr(crime, "import_shipped_police", lambda *_, **__: None)
    monkeypatch.setitem(demo.build.__kwdefaults__, "cost", CHEAP)
    target = tmp_path / "demo"
    for _ in range(2):
        ran = run("demo", "--store", target, "--as-at", DAY, "--build-only")
        assert ran.code == 0, ran.err
    assert all(each["name"] in ran.out for each in cast().officer)
    assert all(f"({role})" in ran.out for role in Role)
    assert "a passphrase for commands" in ran.out
    assert run("crime", "reductions", "--store", target, "--period", "2012-01..2012-02",
               "--compare", "2011-01..2011-02", "--measure", "plan-victim-based").code == 0  # fmt: skip
