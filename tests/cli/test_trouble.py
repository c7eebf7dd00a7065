"""What goes wrong with a command is one line on standard error, whatever it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spp_desktop.services import crime
from tests.cli.conftest import Ran, one_line, police_file, police_row

Run = Callable[..., Ran]
PERIODS = ("--period", "2025-01..2025-01", "--compare", "2024-01..2024-01")


def test_a_folder_where_a_file_belongs_is_said_in_one_line(run: Run, folder: Path, tmp_path: Path) -> None:
    written = run("crime", "reductions", "--store", folder, *PERIODS, "--format", "json", "--out", tmp_path)
    assert (written.code, written.out) == (1, "")
    assert one_line(written.err), written.err
    read = run("store", "check", "--store", folder, "--passphrase-file", tmp_path)
    assert (read.code, read.out) == (1, "")
    assert one_line(read.err), read.err


def test_a_missing_folder_for_a_backup_is_named_as_what_it_is(run: Run, folder: Path, tmp_path: Path) -> None:
    made = run("store", "backup", "--store", folder, "--out", tmp_path / "missing" / "b.sppbackup")
    assert made.code == 1
    assert one_line(made.err)
    assert "no such folder to write to" in made.err
    assert "restore" not in made.err


def test_every_blank_word_of_an_export_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    asked = run(
        *("cases", "export", "--store", folder, "--type", "asb", "--out", out),
        *("--reason", " ", "--to", "", "--basis", "internal"),
    )
    assert asked.code == 1
    assert one_line(asked.err)
    assert "Say why the list is needed" in asked.err
    assert "Say who the list is for" in asked.err
    assert not out.exists()


def test_a_fault_nobody_expected_says_where_and_no_value(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kept: object) -> None:
        raise TypeError("Mavis Protheroe")

    monkeypatch.setattr(crime, "import_files", fails)
    file = police_file(tmp_path / "a.csv", police_row("2025-01"))
    stopped = run("crime", "import", "--store", folder, file, "--format", "json")
    assert (stopped.code, stopped.out) == (1, "")
    assert one_line(stopped.err)
    assert "TypeError at test_trouble.py:" in stopped.err
    assert "Mavis" not in stopped.err
