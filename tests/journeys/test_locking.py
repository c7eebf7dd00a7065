"""Locked by hand and by idleness: nothing is left on the screen, and unlocking returns to where one was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from spp_desktop.services.settings import change_setting
from spp_desktop.ui.ask import Question, Trouble
from spp_desktop.ui.locked import Idle, IdleNotice
from spp_desktop.ui.palette import Palette
from tests.journeys.conftest import PASSPHRASE, Desktop

Start = Callable[[str], Desktop]


def on_screen() -> list[object]:
    """The windows that can be seen."""
    shown = (window for window in QApplication.topLevelWidgets() if window.isVisible())
    return [window for window in shown if not window.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)]


def unlock(desktop: Desktop, passphrase: str = PASSPHRASE) -> None:
    QTest.keyClicks(desktop.desk.session.lock.window.passphrase.edit, passphrase)
    QTest.keyClick(desktop.desk.session.lock.window.passphrase.edit, Qt.Key.Key_Return)
    desktop.settle()


def test_locked_and_unlocked(start_window: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a display Qt does not know whose the clipboard is.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _self: True)
    desktop = start_window("Hannah Whitfield")
    desktop.main.open_palette()
    palette = desktop.main.findChild(Palette)
    desktop.until(palette.isVisible)
    QTest.keyClicks(palette.field, "kowal")
    QApplication.clipboard().setText("Ewa Kowalczyk")
    desktop.main.lock_now()
    lock = desktop.desk.session.lock
    assert on_screen() == [lock.window]
    assert "Ewa" not in QApplication.clipboard().text()
    assert "Ewa" not in desktop.words(lock.window)
    assert "Ewa" not in lock.window.windowTitle()

    unlock(desktop, "not this passphrase")
    assert lock.is_locked
    assert lock.window.passphrase.message.startswith("The passphrase is wrong")
    desktop.wall.pass_by(minutes=1)
    unlock(desktop)
    assert not lock.is_locked
    assert set(on_screen()) == {desktop.main, palette}
    assert palette.field.text() == "kowal"
    palette.close()


def test_the_lock_key_works_from_anywhere(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    desktop.press("Ctrl+L")
    assert on_screen() == [desktop.desk.session.lock.window]
    unlock(desktop)
    assert on_screen() == [desktop.main]


def test_what_opens_while_locked_waits(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    desktop.main.lock_now()
    answered: list[str] = []
    desktop.main.ask.trouble(Trouble("The export of ASB-2012-0001 failed"))
    desktop.main.ask.question(Question("Keep it?"), lambda answer: answered.append(answer.code))
    QApplication.processEvents()
    assert on_screen() == [desktop.desk.session.lock.window]
    unlock(desktop)
    assert len(on_screen()) == 3
    for window in on_screen():
        if window is not desktop.main:
            window.close()
    assert answered == ["cancel"]


def test_signing_out_while_locked_shows_nothing_again(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    desktop.main.lock_now()
    desktop.desk.session.lock.window.leave_asked.emit()
    assert on_screen() == []
    desktop.settle()
    assert desktop.desk.session is None


def test_idleness_is_said_a_minute_before_it_locks(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    session = desktop.desk.session
    now = [0.0]
    session.idle.stop()
    session.idle._clocks = (lambda: now[0],)
    session.idle.start()
    now[0] = 239
    session.idle.look()
    assert desktop.main.findChild(IdleNotice) is None
    now[0] = 241
    session.idle.look()
    notice = desktop.main.findChild(IdleNotice)
    assert notice.isVisible()
    assert "59 seconds" in notice.accessibleName()
    QTest.keyClick(desktop.main.windowHandle(), Qt.Key.Key_Shift)
    assert not isValid(notice) or not notice.isVisible()
    now[0] = 500
    session.idle.look()
    assert not session.lock
    now[0] = 542
    session.idle.look()
    assert session.lock.is_locked
    assert on_screen() == [session.lock.window]
    unlock(desktop)
    now[0] = 700
    session.idle.look()
    assert not session.lock.is_locked


def test_the_wait_is_a_setting(start_window: Start) -> None:
    desktop = start_window("Yvonne Castle")
    done = change_setting(desktop.me, "lock.minutes", 12, "Our own policy")
    desktop.main.done(done.changes)
    desktop.settle()
    assert desktop.desk.session.idle._limit == 12 * 60


def test_a_laptop_that_slept_is_locked_when_it_wakes(qtbot) -> None:
    awake, wall = [0.0], [0.0]
    idle = Idle(QApplication.instance(), 5, (lambda: awake[0], lambda: wall[0]))
    gone: list[bool] = []
    idle.idle.connect(lambda: gone.append(True))
    idle.start()
    awake[0], wall[0] = 1.0, 4000.0
    idle.look()
    assert gone == [True]
    idle.deleteLater()
