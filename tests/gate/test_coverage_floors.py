"""Coverage floors: what is measured is held to them, and they rise with it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def floors() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_floors", ROOT / "packaging" / "coverage_floors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def result(statements: int, run: int, branches: int = 0, taken: int = 0) -> dict[str, object]:
    return {
        "summary": {
            "num_statements": statements,
            "covered_lines": run,
            "num_branches": branches,
            "covered_branches": taken,
        },
        "missing_lines": list(range(run + 1, statements + 1)),
        "missing_branches": [[1, -1]] * (branches - taken),
    }


FILES = {
    "pkg/domain/a.py": result(10, 10, 4, 4),
    "pkg/domain/b.py": result(6, 5),
    "pkg/store/keys.py": result(8, 8, 2, 1),
    "pkg/domainlike.py": result(100, 0),
}


def test_a_folder_counts_what_lies_inside_it_and_no_more(floors: ModuleType) -> None:
    assert floors.per_cent(floors.under("pkg/domain", FILES)) == pytest.approx(100 * 19 / 20)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ({"pkg/domain": 95}, True),
        ({"pkg/domain": 96}, False),
        ({"pkg/store/keys.py": 90}, True),
        ({"pkg/store/keys.py": 100}, False),
        ({"pkg/domain": 95, "pkg": 50}, False),
        ({"pkg/domain": 90}, True),
        ({"pkg/domain": 89}, False),
        ({"pkg/gone": 0}, False),
    ],
)
def test_floors_hold_or_do_not(wanted: dict[str, float], reached: bool, floors: ModuleType) -> None:
    assert floors.check(wanted, FILES)[1] is reached


def test_a_floor_left_behind_is_to_be_raised(floors: ModuleType) -> None:
    said, _ = floors.check({"pkg/domain": 80}, FILES)
    assert said[0].endswith("RAISE THE FLOOR to 95")


def test_the_gap_under_a_whole_floor_is_named(floors: ModuleType) -> None:
    said, _ = floors.check({"pkg/domain": 100, "pkg/store/keys.py": 100}, FILES)
    assert "  pkg/domain/b.py: 6" in said
    assert "  pkg/store/keys.py: 1->-1" in said


def test_every_floor_is_a_place_in_the_program(floors: ModuleType) -> None:
    assert [place for place in floors.floors(ROOT / "pyproject.toml") if not (ROOT / place).exists()] == []
