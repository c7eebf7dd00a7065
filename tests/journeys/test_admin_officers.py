"""An officer added at the keyboard, who must choose their own passphrase; and nobody else adds one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog

from spp_desktop.domain.errors import Refused
from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers, sign_in, slots
from tests.journeys.conftest import Desktop
from tests.store.vault_fixtures import CHEAP

Start = Callable[[str], Desktop]
OWN = "something of her own"


def at_administration(desktop: Desktop) -> Any:
    """Go to Administration from the keyboard; the section in view."""
    desktop.press("Ctrl+K")
    palette = open_sheet(desktop)
    desktop.until(palette.isActiveWindow)
    desktop.type("administration")
    desktop.until(lambda: [item.title for item in palette.results.items if not item.heading] == ["Administration"])
    desktop.press("Return")
    desktop.settle()
    in_front(desktop)
    assert desktop.main.windowTitle().startswith("Administration – ")
    return desktop.main.page_in_view().section()


def in_front(desktop: Desktop) -> None:
    """Without a window manager nobody else brings a window back to the front once a dialog over it is gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()


def open_sheet(desktop: Desktop) -> Any:
    (sheet,) = (each for each in desktop.main.findChildren(QDialog) if each.isVisible())
    return sheet


def test_an_officer_is_added_signs_in_and_must_choose_a_passphrase(
    start_window: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "make_general_slot", partial(slots.make_general_slot, cost=CHEAP))
    desktop = start_window("Yvonne Castle")
    section = at_administration(desktop)
    section.add.setFocus()
    desktop.press("Space")
    sheet = open_sheet(desktop)
    desktop.until(sheet.isActiveWindow)
    assert sheet.name.hasFocus()
    desktop.type("Ola Sund")
    sheet.roles.set_value(["asb-officer"])
    once = sheet.once.value()
    sheet.office.setFocus()
    desktop.type("South")
    desktop.press("Return")
    desktop.settle()
    names = [line.officer.name for line in section._lines]
    assert "Ola Sund" in names
    assert once not in desktop.words()
    desktop.close()

    desktop.begin()
    desktop.sign_in("Ola Sund", once)
    assert desktop.desk.session is None
    assert desktop.entry.step() is desktop.entry.own
    own = desktop.entry.own.new
    for row in (own.first, own.again):
        row.edit.setFocus()
        desktop.type(OWN)
    desktop.press("Return")
    desktop.settle()
    assert desktop.me.officer.name == "Ola Sund"
    assert desktop.me.officer.roles == (Role.ASB_OFFICER,)
    assert desktop.me.officer.office == "South"
    desktop.close()
    again = sign_in.sign_in(desktop.folder, "Ola Sund", OWN, now=desktop.wall)
    assert not sign_in.must_change_passphrase(again)
    sign_in.sign_out(again)


def test_an_analyst_reads_who_works_here_and_changes_nothing(start_window: Start) -> None:
    desktop = start_window("Ade Marlowe")
    section = at_administration(desktop)
    assert "Add officer" not in desktop.words()
    assert "Keys and clearances" not in [desktop.main.page_in_view().tabs.tabText(n) for n in range(5)]
    section.table.setFocus()
    desktop.press("Return")
    assert [each for each in desktop.main.findChildren(QDialog) if each.isVisible()] == []
    with pytest.raises(Refused):
        officers.add_officer(desktop.me, "Somebody Else", [Role.ADMINISTRATOR])
