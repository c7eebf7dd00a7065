"""The built program carries what it ships, and starts by its own name."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it is installed, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_every_shipped_file_is_inside(built: Path) -> None:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "resources"], cwd=ROOT, capture_output=True, check=True
    )
    shipped = [Path(name) for name in listed.stdout.decode("utf-8").split("\0") if name]
    assert shipped
    assert [path for path in shipped if not (built / "spp_desktop" / path).is_file()] == []


def test_the_build_finds_its_own_files(built: Path) -> None:
    ask = "from spp_desktop.resources import resource; print(resource('licences', 'libraries.txt').read_text()[:9])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(built)!r}); {ask}"],
        cwd=built,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Libraries\n"


def test_it_starts_by_its_own_name(built: Path) -> None:
    (entry_points,) = built.glob("*.dist-info/entry_points.txt")
    assert "spp-desktop = spp_desktop.cli:main" in entry_points.read_text(encoding="utf-8")
