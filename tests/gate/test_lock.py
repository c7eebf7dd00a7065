"""The lock: everything pinned and hashed, from no index in particular, and all of it accounted for."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUN = ROOT / "packaging" / "requirements.txt"
DEV = ROOT / "packaging" / "requirements-dev.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

PIN = re.compile(
    r"^(?P<requirement>[a-z0-9][^\\]*==[^\\]+?)(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n", re.MULTILINE
)

# Spelt in parts so that this file does not hold what it looks for.
INDEXES = ["py" + "pi.org", "python" + "hosted.org", "/opt/" + "pypi", "--extra-" + "index-url", "registry." + "npmjs"]


def pins(path: Path) -> dict[str, set[str]]:
    """Each package and its pins; more than one where the Python decides."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer(path.read_text(encoding="utf-8")):
        requirement = Requirement(match["requirement"].replace(" ;", ";"))
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier))
    return found


@pytest.mark.parametrize("path", [RUN, DEV], ids=lambda path: path.stem)
def test_every_line_is_a_pin_with_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert PIN.sub("", text) == ""
    assert pins(path)


@pytest.mark.parametrize("path", [RUN, DEV], ids=lambda path: path.stem)
def test_lock_names_no_host_and_no_path(path: Path) -> None:
    assert not re.search(r"://|index-url|find-links|/", path.read_text(encoding="utf-8"))


def test_the_tests_lock_holds_the_same_pins_and_more() -> None:
    run, dev = pins(RUN), pins(DEV)
    assert {name: dev.get(name) for name in run} == run
    assert set(dev) > set(run)


def test_what_the_project_asks_for_is_locked() -> None:
    asked = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    locked = pins(RUN)
    for requirement in asked:
        versions = [pin.removeprefix("==") for pin in locked[canonicalize_name(requirement.name)]]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_whole_qt_is_not_drawn_in() -> None:
    assert not {"pyside6", "pyside6-addons"} & set(pins(DEV))


def test_each_library_that_ships_has_its_licence_named() -> None:
    notices = (ROOT / "resources" / "licences" / "libraries.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"^([a-z0-9.-]+) {2,}\S", notices, re.MULTILINE))
    assert named == set(pins(RUN))


def test_no_tracked_file_names_an_index() -> None:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    named = []
    for name in filter(None, listed.decode("utf-8").split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        named += [f"{name}: {index}" for index in INDEXES if index.encode("ascii") in content]
    assert named == []
