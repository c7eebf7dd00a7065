"""Hold the coverage that the last test run measured to the floors written in pyproject.toml."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[1]
NAMED_GAPS = 12
SLACK = 5.0
"""How many points a floor may lie below what is measured before it must be raised."""


def floors(settings: Path) -> Mapping[str, float]:
    """Each measured file or folder and the per cent of its lines and branches that tests must reach."""
    return dict(tomllib.loads(settings.read_text(encoding="utf-8"))["tool"]["spp-desktop"]["coverage_floors"])


def measured(folder: Path) -> Mapping[str, Any]:
    """What the last run covered, by file, paths relative to the folder and with forward slashes."""
    coverage = Coverage(data_file=str(folder / ".coverage"), config_file=str(folder / "pyproject.toml"))
    coverage.load()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "coverage.json")
        coverage.json_report(outfile=str(out))
        files = json.loads(out.read_text(encoding="utf-8"))["files"]
    return {Path(name).as_posix(): result for name, result in files.items()}


def under(place: str, files: Mapping[str, Any]) -> Mapping[str, Any]:
    """The files that are the place or lie inside it."""
    return {name: result for name, result in files.items() if name == place or name.startswith(place + "/")}


def per_cent(files: Mapping[str, Any]) -> float:
    """Lines and branches run, of all there are; 100 where there is nothing to run."""
    summaries = [result["summary"] for result in files.values()]
    there = sum(summary["num_statements"] + summary["num_branches"] for summary in summaries)
    run = sum(summary["covered_lines"] + summary["covered_branches"] for summary in summaries)
    return 100.0 * run / there if there else 100.0


def gaps(files: Mapping[str, Any]) -> list[str]:
    """Where lines or branches were never run, the first few."""
    found = []
    for name, result in sorted(files.items()):
        lines = [str(line) for line in result["missing_lines"]]
        branches = [
            f"{start}->{end}" for start, end in result["missing_branches"] if start not in result["missing_lines"]
        ]
        if lines or branches:
            found.append(f"  {name}: {', '.join((lines + branches)[:NAMED_GAPS])}")
    return found


def standing(floor: float, files: Mapping[str, Any]) -> tuple[str, bool]:
    """How a floor stands against the files it is for, and whether that is as it should be."""
    if not files:
        return "NOTHING MEASURED", False
    share = per_cent(files)
    if share < floor:
        return "BELOW THE FLOOR", False
    if share > floor + SLACK:
        return f"RAISE THE FLOOR to {int(share)}", False
    return "held", True


def check(wanted: Mapping[str, float], files: Mapping[str, Any]) -> tuple[list[str], bool]:
    """One line for each floor, with the gaps of a broken floor of 100; whether all stand as they should."""
    said, right = [], True
    for place, floor in wanted.items():
        inside = under(place, files)
        state, held = standing(floor, inside)
        right = right and held
        said.append(f"{place:36} {per_cent(inside):6.2f} %  floor {floor:g} %  {state}")
        if not held and floor == 100:
            said += gaps(inside)
    return said, right


def main() -> int:
    """Print how each floor stands; exit code 1 where one is not as it should be."""
    said, right = check(floors(ROOT / "pyproject.toml"), measured(ROOT))
    print("\n".join(said))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
