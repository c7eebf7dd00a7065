"""The Qt binding keeps its hands off None: a version that drops a reference at every call aborts in time.

Seen in PySide6 6.12.0 on Python 3.11. From Python 3.12 None cannot be collected and its count stands still.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 500


def test_calls_that_return_nothing_leave_none_alone(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()
    drift = sys.getrefcount(None) - before
    if sys.version_info >= (3, 12):
        assert drift == 0
    else:
        # Other threads and the interpreter itself hold a few more or fewer from moment to moment.
        assert abs(drift) < CALLS // 10
