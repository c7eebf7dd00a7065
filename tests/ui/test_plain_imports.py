"""Qt's bindings do not make Python keep the source of all that is imported after them."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import json, linecache, sys
import spp_desktop.ui
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
import spp_desktop.services.cases

app = QApplication([])
label = QLabel("shown")
kept = [path for path in linecache.cache if path.endswith(".py") and "sqlalchemy" in path]
print(json.dumps([label.text(), "sqlalchemy" in sys.modules, kept]))
"""


def test_what_is_imported_is_not_read_again() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == ["shown", True, []]
