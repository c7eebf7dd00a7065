"""A small store with an officer of each kind that Administration is for, and their windows on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers, sign_in, slots
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.slots import with_officer
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.pages.admin_parts import Section
from spp_desktop.ui.pages.administration import AdministrationPage
from tests.casework import Wall
from tests.store.vault_fixtures import CHEAP
from tests.ui.fakes import FakeAsk

PASSPHRASE = "correct horse battery"
FIRST = "Yvonne Castle"
PEOPLE: dict[str, tuple[Role, ...]] = {
    "Tom Ellery": (Role.ADMINISTRATOR,),
    "Greta Gow": (Role.INFORMATION_GOVERNANCE,),
    "Priya Lakeland": (Role.DA_LEAD,),
    "Hannah Whitfield": (Role.ASB_OFFICER,),
    "Ade Marlowe": (Role.ANALYST,),
    "Bela Board": (Role.BOARD,),
}


@dataclass
class Office:
    """The store, and who sits at it. ``window("Tom Ellery")`` is Tom's window at Administration."""

    folder: Path
    wall: Wall
    seats: dict[str, SignedIn]
    qtbot: Any
    windows: list[MainWindow] = field(default_factory=list)

    def window(self, name: str, section: str = "", *, ask: FakeAsk | None = None) -> MainWindow:
        """Somebody's window, with a section in view and read."""
        made = MainWindow(self.seats[name], "Main office", first="administration")
        made.ask = ask or FakeAsk()
        self.qtbot.addWidget(made)
        self.windows.append(made)
        made.show()
        if section:
            made.go("administration", section=section)
        work.settle()
        return made

    def section(self, name: str, section: str, *, ask: FakeAsk | None = None) -> Any:
        """A section of somebody's window."""
        return section_of(self.window(name, section, ask=ask))


def page_of(window: MainWindow) -> AdministrationPage:
    """The page in view."""
    page = window.page_in_view()
    assert isinstance(page, AdministrationPage)
    return page


def section_of(window: MainWindow) -> Section:
    """The section in view."""
    section = page_of(window).section()
    assert section is not None
    return section


def sheet_of(window: QWidget) -> Any:
    """The dialog that is open."""
    (sheet,) = (each for each in window.window().findChildren(QDialog) if each.isVisible())
    return sheet


def pressed(section: Any, verb: str) -> Any:
    """Press a verb and give back the dialog that opens."""
    getattr(section, verb)()
    return sheet_of(section)


def submitted(sheet: Any) -> None:
    """Press the sheet's verb and wait for what comes of it."""
    sheet.submit()
    work.settle()


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store made once, to be copied, with what the account keeps of it beside it."""
    place = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPP_STATE_DIR", str(place / "state"))
        roles = (Role.ADMINISTRATOR,)
        me = sign_in.create_store(place / "store", FIRST, PASSPHRASE, roles=roles, now=Wall(), cost=CHEAP).signed_in
        for name, held in PEOPLE.items():
            _seat(me, name, held)
        sign_in.sign_out(me)
    return place


@pytest.fixture
def office(qtbot: Any, made_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office, its keys made at the least cost."""
    for part in ("store", "state"):
        shutil.copytree(made_office / part, tmp_path / part)
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))
    for name in ("make_general_slot", "make_confidential", "new_recovery_key"):
        monkeypatch.setattr(slots, name, partial(getattr(slots, name), cost=CHEAP))
    wall = Wall()
    me = sign_in.sign_in(tmp_path / "store", FIRST, PASSPHRASE, now=wall)
    seats = {line.officer.name: replace(me, officer=line.officer) for line in officers.list_officers(me)}
    yield Office(tmp_path / "store", wall, seats, qtbot)
    work.settle()
    sign_in.sign_out(me)


def _seat(me: SignedIn, name: str, roles: tuple[Role, ...]) -> None:
    officer = officers.add_officer(me, name, roles, office="Bridge House").value
    keys = slots.keys_of(me)

    def make(held: Any) -> Any:
        return with_officer(held, keys, officer.id, officer.name, PASSPHRASE, cost=CHEAP)

    with slots.writing(me, "slot.made", officer.id, slots_after=make):
        pass
