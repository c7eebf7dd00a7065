"""Whole tasks through the real window, on a real small store: made once, copied for each journey.

``start_window("Hannah Whitfield")`` signs an officer in as they would, and gives a :class:`Desktop` to work at.
What is typed and pressed goes to whatever has the keyboard. After it, read the store back with ``desktop.me``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from spp_desktop.domain.permissions import Role
from spp_desktop.services import sign_in
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import theme, work
from spp_desktop.ui.desk import Desk
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.window import close_plots
from tests import casework
from tests.casework import MONDAY, Wall
from tests.store.vault_fixtures import CHEAP

D = TypeVar("D", bound=QDialog)
PASSPHRASE = "correct horse battery"
STORE_NAME = "Main office"
FIRST = ("Yvonne Castle", (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE))
OFFICERS: dict[str, tuple[Role, ...]] = {
    "Hannah Whitfield": (Role.ASB_OFFICER,),
    "Imran Qureshi": (Role.ASB_OFFICER,),
    "Rachel Okafor": (Role.SUPERVISOR,),
    "Ade Marlowe": (Role.ANALYST,),
    "Bela Board": (Role.BOARD,),
}
PATIENCE_SECONDS = 30
"""How long a machine that does much else may take over one step."""
VICTIMS = ("Ewa Kowalczyk", "Kevin Sprake", "Siobhan O'Brien")
"""Who the cases of Hannah Whitfield are about, logged in this order."""


@dataclass(frozen=True, slots=True)
class Made:
    """The store to copy: its folder, what the account keeps of it, and references by victim."""

    folder: Path
    state: Path
    references: dict[str, str]
    recovery_key: str


@pytest.fixture(scope="session")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A store with six officers and three cases."""
    place = tmp_path_factory.mktemp("journeys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPP_STATE_DIR", str(place / "state"))
        wall = Wall()
        started = sign_in.create_store(place / STORE_NAME, FIRST[0], PASSPHRASE, roles=FIRST[1], now=wall, cost=CHEAP)
        me = started.signed_in
        seats = {name: _seat(me, name, roles) for name, roles in OFFICERS.items()}
        hannah = seats["Hannah Whitfield"]
        references = {name: casework.logged(hannah, name).reference for name in VICTIMS}
        sign_in.sign_out(me)
    return Made(place / STORE_NAME, place / "state", references, started.recovery_key)


def _seat(me: SignedIn, name: str, roles: tuple[Role, ...]) -> SignedIn:
    """An officer added, with a key slot of their own, at the same store."""
    from spp_desktop.services import officers, slots
    from spp_desktop.store.slots import with_officer

    officer = officers.add_officer(me, name, roles).value
    keys = slots.keys_of(me)
    make = partial(with_officer, cost=CHEAP)
    with slots.writing(
        me,
        "slot.made",
        officer.id,
        slots_after=lambda held: make(held, keys, officer.id, officer.name, PASSPHRASE),
    ):
        pass
    return SignedIn(officer, me.store, me.now)


@dataclass
class Desktop:
    """The program at work on a store. ``wall`` is its clock."""

    desk: Desk
    folder: Path
    wall: Wall
    qtbot: Any = field(repr=False)
    references: dict[str, str] = field(default_factory=dict)

    @property
    def main(self) -> MainWindow:
        """The main window of whoever is signed in."""
        assert self.desk.session is not None
        return self.desk.session.main

    @property
    def me(self) -> SignedIn:
        """Whoever is signed in, to read the store back with."""
        assert self.desk.session is not None
        return self.desk.session.me

    @property
    def entry(self) -> Any:
        """The sign-in window."""
        assert self.desk.entry is not None
        return self.desk.entry

    def begin(self, folder: Path | None = None) -> None:
        """Start the program and wait for its first window."""
        assert self.desk.begin(folder)
        with self.qtbot.waitActive(self.entry):
            self.entry.activateWindow()

    def keyboard(self) -> QWidget:
        """What has the keyboard."""
        focus = QApplication.focusWidget() or QApplication.activeWindow()
        assert focus is not None, "nothing has the keyboard"
        return focus

    def type(self, words: str) -> None:
        """Type into whatever has the keyboard."""
        QTest.keyClicks(self.keyboard(), words)

    def press(self, *keys: str) -> None:
        """Press keys, each as in ``"Ctrl+K"``, ``"Return"``, ``"N"``."""
        for key in keys:
            combination = QKeySequence(key)[0]
            QTest.keyClick(self.keyboard(), combination.key(), combination.keyboardModifiers())

    def settle(self) -> None:
        """Wait until everything asked of the store has come back and is shown."""
        work.settle(PATIENCE_SECONDS)
        QApplication.processEvents()

    def until(self, comes: Callable[[], object]) -> None:
        """Wait until this is so."""
        self.qtbot.waitUntil(lambda: bool(comes()), timeout=PATIENCE_SECONDS * 1000)

    def dialog(self, kind: type[D]) -> D:
        """The dialog in front, given the keyboard as the system's own windows would give it."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        with self.qtbot.waitActive(found):
            found.activateWindow()
        self.settle()
        return found

    def sign_in(self, officer: str, passphrase: str = PASSPHRASE) -> None:
        """Type name and passphrase in the sign-in window, press Enter, and wait for the answer."""
        form = self.entry.open
        form.officer_row.field.setText(officer)
        form.passphrase.edit.setFocus()
        QTest.keyClicks(form.passphrase.edit, passphrase)
        QTest.keyClick(form.passphrase.edit, Qt.Key.Key_Return)
        self.settle()

    def words(self, root: QWidget | None = None) -> str:
        """Every word that can be read in a window now, for looking something up in it."""
        from PySide6.QtWidgets import QAbstractButton, QLabel

        host = root or self.main
        said = [each for kind in (QLabel, QAbstractButton) for each in host.findChildren(kind) if each.isVisible()]
        return "\n".join(each.text() for each in said)

    def close(self) -> None:
        """Close the program and wait until the store is closed."""
        if self.desk.session is not None:
            self.main.close()
        elif self.desk.entry is not None:
            self.desk.entry.close()
        self.settle()


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account of its own, light colours, and no thread of the window's left after it."""
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr("spp_desktop.services.sign_in.SHIPPED", CHEAP)
    create = partial(sign_in.create_store, cost=CHEAP)
    monkeypatch.setattr(sign_in, "create_store", create)
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply_theme(qapp, theme.Mode.LIGHT)
    yield
    work.on_unheard(None)
    work.shut()
    for window in QApplication.topLevelWidgets():
        if isValid(window):
            close_plots(window)
            window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def store_folder(made_store: Made, tmp_path: Path) -> Path:
    """A copy of the store, known to the account as the one it was made on."""
    folder = tmp_path / STORE_NAME
    shutil.copytree(made_store.folder, folder)
    shutil.copytree(made_store.state / "devices", tmp_path / "state" / "devices")
    return folder


@pytest.fixture
def desktop(qtbot: Any, tmp_path: Path) -> Iterator[Desktop]:
    """The program, not yet begun: ``desktop.begin()``."""
    wall = Wall(MONDAY)
    made = Desktop(Desk(now=wall), tmp_path / STORE_NAME, wall, qtbot)
    yield made
    made.close()
    made.desk.end()
    made.desk.deleteLater()


@pytest.fixture
def start_window(desktop: Desktop, store_folder: Path, made_store: Made) -> Callable[[str], Desktop]:
    """Sign an officer in to the store, as they would: ``start_window("Hannah Whitfield")``."""

    def start(officer: str) -> Desktop:
        desktop.references = dict(made_store.references)
        desktop.begin(store_folder)
        desktop.sign_in(officer)
        assert desktop.desk.session is not None, desktop.entry.open.passphrase.message
        with desktop.qtbot.waitActive(desktop.main):
            desktop.main.activateWindow()
        return desktop

    return start
