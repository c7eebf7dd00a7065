"""A backup made, the store worked in, the backup put back through the page: a new device from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QPushButton

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.services import backups, cases, sign_in
from spp_desktop.services.signed_in import SignedIn
from tests import casework
from tests.journeys.conftest import PASSPHRASE, Desktop
from tests.journeys.test_admin_officers import at_administration, in_front, open_sheet

Start = Callable[[str], Desktop]


def references(me: SignedIn) -> set[str]:
    """The references of every case."""
    return {line.reference for line in cases.list_cases(me, CaseQuery("asb"))}


def shown(section: Any) -> int:
    return int(section.table.rows().rowCount())


def at_backups(desktop: Desktop) -> Any:
    """Go to the backups by their key."""
    at_administration(desktop)
    page = desktop.main.page_in_view()
    desktop.press(f"Ctrl+{list(page.specs).index('backups') + 1}")
    desktop.settle()
    in_front(desktop)
    return page.section()


def test_a_backup_is_put_back_and_the_store_is_a_new_device(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    code = desktop.me.store.code
    before = references(desktop.me)
    desktop.close()

    desktop.begin()
    desktop.sign_in("Yvonne Castle")
    in_front(desktop)
    section = at_backups(desktop)
    had = shown(section)
    desktop.wall.pass_by(hours=1)
    section.make.setFocus()
    desktop.press("Space")
    desktop.settle()
    assert shown(section) == had + 1
    made = backups.list_backups(desktop.me)[0]
    assert made.holds is not None
    assert made.holds["case"] == len(before)
    desktop.close()

    desktop.wall.pass_by(hours=1)
    desktop.begin()
    desktop.sign_in("Hannah Whitfield")
    lost = casework.logged(desktop.me, "Agnieszka Nowak").reference
    assert lost.split("-")[2] == code
    desktop.close()

    desktop.begin()
    desktop.sign_in("Yvonne Castle")
    in_front(desktop)
    section = at_backups(desktop)
    assert section.table.select_id(made.name)
    old_main = desktop.main
    section.restore.setFocus()
    desktop.press("Space")
    sheet = open_sheet(desktop)
    desktop.until(sheet.passphrase.edit.hasFocus)
    desktop.type(PASSPHRASE)
    next(b for b in sheet.findChildren(QPushButton) if b.text() == "Restore").click()
    desktop.settle()
    told = open_sheet(desktop)
    desktop.until(told.isActiveWindow)
    desktop.press("Return")
    desktop.settle()
    assert desktop.main is not old_main
    anew = desktop.me.store.code
    assert anew != code
    assert f"bear {anew}" not in desktop.words()
    assert [each for each in desktop.main.findChildren(QDialog) if each.isVisible()] == []
    desktop.close()

    desktop.begin()
    desktop.sign_in("Hannah Whitfield")
    assert references(desktop.me) == before
    assert casework.logged(desktop.me, "Agnieszka Nowak").reference.split("-")[2] == anew
    desktop.close()
    kept = sign_in.sign_in(desktop.folder, "Yvonne Castle", PASSPHRASE, now=desktop.wall)
    assert max(line.holds["case"] for line in backups.list_backups(kept) if line.holds) == len(before) + 1
    sign_in.sign_out(kept)
