"""The benchmarks run, and the store they measure on is a sound one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.services import cases, search, sign_in, upkeep
from tests.benchmarks import happenings, large_store, measure, store_speed
from tests.benchmarks.large_store import AS_AT, OFFICER, PASSPHRASE, Size
from tests.store.vault_fixtures import CHEAP

TINY = Size(12, 260)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large store, as small as it goes."""
    room = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPP_STATE_DIR", str(room / "state"))
        large_store.build(room / "store", TINY, cost=CHEAP)
    return room / "store"


@pytest.fixture
def place(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[store_speed.Place]:
    monkeypatch.setenv("SPP_STATE_DIR", str(tiny.parent / "state"))
    me = sign_in.sign_in(tiny, OFFICER, PASSPHRASE, now=lambda: AS_AT)
    yield store_speed.Place(me, tmp_path)
    sign_in.sign_out(me)


def test_the_store_holds_what_it_says_and_is_sound(place: store_speed.Place) -> None:
    me = place.me
    assert cases.count_cases(me, CaseQuery("asb")) == TINY.cases
    busy = cases.open_case(me, store_speed.busiest(place))
    assert len(busy.contacts) >= large_store.MANY
    name = busy.line.name
    assert any(hit.title == name or hit.detail == name for hit in search.search(me, name).hits)
    assert upkeep.check_store(me).value.findings == ()


@pytest.mark.parametrize("part", [store_speed.opening, store_speed.searching, store_speed.saving])
def test_each_part_gives_lines_of_a_table(
    place: store_speed.Place,
    part: Callable[[store_speed.Place], Iterator[measure.Line]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store_speed, "SAVES", 2)
    monkeypatch.setattr(store_speed, "WARMING", 0)
    monkeypatch.setattr(store_speed, "TYPED", ("hann",))
    lines = list(part(place))
    assert lines
    assert all(line.ours > 0 for line in lines if "own cost" not in line.what)
    assert len(measure.table(lines).splitlines()) == len(lines) + 2


def test_a_budget_is_held_or_not_by_what_it_says() -> None:
    assert measure.within("a", 10, 20, 2).held
    assert not measure.within("a", 10, 21, 2).held
    assert not measure.within("a", 40, 60, 2, most=50).held
    assert measure.beyond("a", 1_000, 1_500, 500).held
    assert not measure.beyond("a", 1_000, 1_501, 500).held
    assert not measure.under("a", 51, 50).held
    marks = [row.split("|")[-2].strip() for row in measure.table([measure.under("a", 51, 50)]).splitlines()]
    assert marks[-1] == "**no**"


def test_the_same_seed_gives_the_same_diary() -> None:
    again = [happenings.diary(TINY.cases, TINY.contacts) for _ in range(2)]
    assert again[0] == again[1]
    whats = {what for _, _, what in itertools.chain(*again)}
    often = {
        "logged",
        "incident",
        "assessed",
        "contact",
        "action",
        "closed",
        "flag",
        "diary",
        "referral",
        "owed",
        "order",
    }
    assert whats >= often
    assert whats <= {"logged", *happenings.OPERATIONS}
