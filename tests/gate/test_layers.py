"""The layers hold, and each contract that holds them bites when it is broken on purpose."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "spp_desktop"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract["name"] for contract in SETTINGS["tool"]["importlinter"]["contracts"]}

BREACHES = {
    "layers: services look up": ("layers", "services/x.py", "import spp_desktop.ui"),
    "layers: ui looks up": ("layers", "ui/x.py", "import spp_desktop.cli"),
    "layers: domain looks up": ("layers", "domain/x.py", "import spp_desktop.reports"),
    "layers: adapters know one another": ("layers", "store/x.py", "import spp_desktop.imports"),
    "layers: a package nobody placed": ("layers", "misc/__init__.py", ""),
    "ui reaches store": ("ui-through-services", "ui/pages/x.py", "import spp_desktop.store"),
    "ui reaches reports": ("ui-through-services", "ui/x.py", "from spp_desktop import reports"),
    "cli reaches store": ("cli-through-services", "cli/x.py", "import spp_desktop.store"),
    "cli reaches ui": ("cli-through-services", "cli/x.py", "import spp_desktop.ui"),
    "Qt in services": ("qt", "services/x.py", "from PySide6.QtCore import QDate"),
    "Qt in domain": ("qt", "domain/x.py", "import PySide6"),
    "charts in reports": ("qt", "reports/x.py", "import pyqtgraph"),
    "SQL in services": ("sql", "services/x.py", "import sqlalchemy"),
    "SQL in ui, late": ("sql", "ui/x.py", "def read():\n    import sqlite3"),
    "SQL in domain": ("sql", "domain/x.py", "from sqlmodel import SQLModel"),
    "a workbook in services": ("workbooks", "services/x.py", "import openpyxl"),
    "a workbook in store": ("workbooks", "store/x.py", "from openpyxl import Workbook"),
    "files in domain": ("domain-pure", "domain/x.py", "from pathlib import Path"),
    "shipped files in domain": ("domain-pure", "domain/x.py", "import spp_desktop.resources"),
}


def copy_of_package(folder: Path) -> None:
    """The packages as they are, emptied but for their ``__init__``, under the same contracts."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in PACKAGE.rglob("*.py"):
        if path.name == "__init__.py" or path.parent == PACKAGE:
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()


def broken_contracts(folder: Path) -> set[str]:
    """The ids of the contracts that import-linter finds broken in the tree under the folder."""
    command = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    run = subprocess.run(
        [sys.executable, "-I", "-c", command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = run.stdout.splitlines()
    assert re.search(r"Contracts: \d+ kept, \d+ broken", run.stdout), run.stdout + run.stderr
    return {
        code for code, name in CONTRACTS.items() if any(line.startswith(name) and "BROKEN" in line for line in lines)
    }


def test_contracts_hold() -> None:
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize("breach", BREACHES)
def test_contract_bites(breach: str, tmp_path: Path) -> None:
    contract, place, line = BREACHES[breach]
    copy_of_package(tmp_path)
    guilty = tmp_path / "spp_desktop" / place
    guilty.parent.mkdir(parents=True, exist_ok=True)
    for folder in guilty.relative_to(tmp_path).parents[:-1]:
        (tmp_path / folder / "__init__.py").touch()
    guilty.write_text(line + "\n", encoding="utf-8")
    assert contract in broken_contracts(tmp_path)


def test_every_contract_is_shown_to_bite() -> None:
    assert {contract for contract, _, _ in BREACHES.values()} == set(CONTRACTS)


def imports_of(path: Path) -> Iterator[str]:
    """Every dotted name a module imports, late ones included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_importing(prefix: str, where: Path) -> set[str]:
    return {
        str(path.relative_to(PACKAGE))
        for path in where.rglob("*.py")
        if any(name == prefix or name.startswith(prefix + ".") for name in imports_of(path))
    }


def test_a_guilty_import_is_seen() -> None:
    assert modules_importing("PySide6.QtWidgets", PACKAGE / "ui")


def test_printing_draws_without_widgets() -> None:
    assert modules_importing("PySide6.QtWidgets", PACKAGE / "printing") == set()


def test_imports_only_reads_workbooks() -> None:
    assert modules_importing("openpyxl.Workbook", PACKAGE / "imports") == set()


def test_nobody_imports_scipy_stats() -> None:
    assert modules_importing("scipy.stats", PACKAGE) == set()


def test_row_classes_stay_in_store() -> None:
    rows = {
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        if PACKAGE / "store" not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(keyword.arg == "table" for keyword in node.keywords)
    }
    assert rows == set()


@pytest.mark.parametrize("package", sorted(path.parent for path in PACKAGE.rglob("__init__.py")), ids=lambda p: p.name)
def test_package_says_what_may_live_there(package: Path) -> None:
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    assert said, f"{package.relative_to(ROOT)} does not say what may live there"
    if package.parent == PACKAGE:
        assert "May import" in said or "may import" in said
