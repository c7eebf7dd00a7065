"""The sign-in window is on the screen before anything heavy is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

HEAVY = {
    "alembic",
    "holidays",
    "lxml",
    "msoffcrypto",
    "numpy",
    "openpyxl",
    "psycopg",
    "pydantic",
    "pyqtgraph",
    "scipy",
    "sqlalchemy",
    "sqlmodel",
}

PAINT = """
import json, sys
from PySide6.QtWidgets import QApplication
from spp_desktop.ui.theme import apply_theme
from spp_desktop.ui.sign_in import SignInWindow

app = QApplication([])
apply_theme(app, "light")
window = SignInWindow(lambda folder: None)
seen = []
window.painted.connect(lambda: seen.extend(sys.modules))
window.show()
while not seen:
    app.processEvents()
print(json.dumps(sorted({name.partition(".")[0] for name in seen})))
"""

PARSE = """
import json, sys
from spp_desktop.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported_by(code: str) -> set[str]:
    """The top-level names of everything that a fresh Python has imported once the code has run."""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_sign_in_is_painted_before_anything_heavy() -> None:
    imported = imported_by(PAINT)
    assert "PySide6" in imported
    assert imported & HEAVY == set()


def test_the_command_line_answers_help_before_anything_heavy() -> None:
    imported = imported_by(PARSE)
    assert imported & {*HEAVY, "PySide6", "cryptography", "argon2"} == set()
