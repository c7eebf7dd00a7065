"""``cases export`` as a script sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from spp_desktop.domain.disclosure import BASES
from spp_desktop.services import cases, sign_in
from tests.casework import new_case
from tests.cli.conftest import PASSPHRASE, Ran, one_line

Run = Callable[..., Ran]

WHY = ("--reason", "Monthly meeting", "--to", "Partnership Board", "--basis", "s115")


@pytest.fixture
def with_a_case(folder: Path) -> Path:
    me = sign_in.sign_in(folder, None, PASSPHRASE)
    cases.log_case(me, new_case("Ewa Kowalczyk"))
    sign_in.sign_out(me)
    return folder


def test_a_list_leaves_with_initials_and_without_names(run: Run, with_a_case: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases.xlsx"
    ran = run("cases", "export", "--store", with_a_case, "--type", "asb", "--out", out, *WHY)
    assert ran.code == 0, ran.err
    book = load_workbook(out)
    text = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert any(value.startswith("ASB-") for value in text)
    assert "EK" in text
    assert not any("Kowalczyk" in value for value in text)
    assert "Destroy by" in ran.out


def test_names_are_refused_without_a_waiting_approval(run: Run, with_a_case: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases.xlsx"
    ran = run("cases", "export", "--store", with_a_case, "--type", "asb", "--out", out, *WHY, "--names")
    assert ran.code == 1
    assert one_line(ran.err)
    assert not out.exists()


def test_an_unknown_basis_lists_them(run: Run, with_a_case: Path, tmp_path: Path) -> None:
    words = ("--reason", "r", "--to", "t", "--basis", "because")
    ran = run("cases", "export", "--store", with_a_case, "--type", "asb", "--out", tmp_path / "o.xlsx", *words)
    assert ran.code == 2
    assert all(basis.code in ran.err for basis in BASES)


@pytest.mark.parametrize("kind", ["da", "nonsense"])
def test_a_confidential_type_is_answered_as_an_unknown_one(
    run: Run, with_a_case: Path, tmp_path: Path, kind: str
) -> None:
    ran = run("cases", "export", "--store", with_a_case, "--type", kind, "--out", tmp_path / "o.xlsx", *WHY)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "No such case type to export. Use one of: asb\n"
