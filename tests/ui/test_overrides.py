"""What goes wrong inside an override of one of Qt's methods is an exception, and never the end of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QWidget

import spp_desktop.ui  # noqa: F401 - what puts the guard in place

RAISED_BY_C = {
    "int('x')": "ValueError",
    "len(3)": "TypeError",
    "self.resize('x')": "TypeError",
    "gone.update()": "RuntimeError",
}
PROGRAM = """
import sys
import spp_desktop.ui
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

app = QApplication([])
gone = QWidget()
delete(gone)

class Editor(QWidget):
    def event(self, event):
        return super().event(event)

    def focusOutEvent(self, event):
        {wrong}

sys.excepthook = lambda kind, error, trace: print(kind.__name__)
app.postEvent(editor := Editor(), QFocusEvent(QEvent.Type.FocusOut))
app.processEvents()
print("goes on")
"""


@pytest.mark.parametrize("wrong", RAISED_BY_C)
def test_an_exception_in_an_override_does_not_end_the_program(wrong: str) -> None:
    program = PROGRAM.format(wrong=wrong)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [RAISED_BY_C[wrong], "goes", "on"]


def test_an_override_gives_and_is_named_as_before(qapp: QApplication) -> None:
    class Numbers(QAbstractListModel):
        def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802  (Qt's own)
            """How many."""
            return 3

        def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> int:
            return index.row() * 10

        def total(self) -> int:
            return sum(self.index(row).data() for row in range(self.rowCount()))

    assert Numbers().total() == 30
    assert Numbers.rowCount.__doc__ == "How many."
    assert Numbers().data(Numbers().index(1), role=0) == 10


def test_what_overrides_nothing_is_left_alone() -> None:
    class Plain(QWidget):
        def event(self, event: object) -> bool:
            return False

        def mine(self) -> None:
            """No method of Qt's."""

    guarded = sys.version_info < (3, 12)
    assert hasattr(Plain.event, "__wrapped__") == guarded
    assert not hasattr(Plain.mine, "__wrapped__")
