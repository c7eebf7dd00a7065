"""A store that commands run against: one officer, a few police months, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from spp_desktop.cli import main
from spp_desktop.services import sign_in
from tests.store.vault_fixtures import CHEAP

PASSPHRASE = "a passphrase for commands"
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
FORCE = "Cambridgeshire Constabulary"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and its two outputs."""

    code: int
    out: str
    err: str


def police_row(month: str, kind: str = "Burglary", lsoa: str = "E01015589", name: str = "Peterborough 004A") -> str:
    """One row as the police publish it; without an LSOA it is unplaced."""
    return f"id,{month},{FORCE},{FORCE},-0.24,52.57,On or near Made-up Row,{lsoa},{name},{kind},,"


def police_file(path: Path, *rows: str, end: str = "\n") -> Path:
    """A file of these rows under the published header."""
    path.write_text("\n".join([HEADER, *rows]) + end, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands") / "store"
    started = sign_in.create_store(folder, "Pat Example", PASSPHRASE, cost=CHEAP)
    sign_in.sign_out(started.signed_in)
    return folder


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """A store of one officer: administrator, ASB officer and analyst."""
    return Path(shutil.copytree(_made, tmp_path / "store"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run one command with the passphrase in the environment."""
    monkeypatch.setenv("SPP_PASSPHRASE", PASSPHRASE)

    def command(*words: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


def one_line(text: str) -> bool:
    """Whether a text is one line and its end."""
    return text.count("\n") == 1 and text.endswith("\n") and len(text) > 1
