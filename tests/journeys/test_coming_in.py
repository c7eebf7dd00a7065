"""From the first start to Today; signed in and out; the wrong passphrase; the recovery key; started twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES
from spp_desktop.services import cases, officers, sign_in
from spp_desktop.services.stores import known_stores
from spp_desktop.ui.desk import Desk
from tests.journeys.conftest import PASSPHRASE, STORE_NAME, Desktop, Made


def test_first_start_to_a_saved_case(desktop: Desktop, tmp_path: Path) -> None:
    desktop.begin()
    entry = desktop.entry
    assert entry.step() is entry.new
    assert not entry.new.leave.isVisible()
    entry.new._chosen([str(tmp_path)])
    assert entry.new.path() == tmp_path / STORE_NAME
    assert entry.new.officer.hasFocus()
    desktop.type("Hannah Whitfield")
    desktop.press("Return")
    assert "12 characters" in entry.new.passphrase.first.message
    desktop.type(PASSPHRASE)
    desktop.press("Tab")
    desktop.type(PASSPHRASE)
    desktop.press("Return")
    desktop.settle()

    assert entry.step() is entry.key
    groups = [entry.key._groups.itemAt(place).widget().text() for place in range(1, 16, 2)]
    assert [len(group) for group in groups] == [5] * 8
    assert not entry.key.go_on.isEnabled()
    entry.key.typed.setFocus()
    desktop.type("00000")
    desktop.press("Return")
    assert desktop.desk.session is None
    entry.key.typed.clear()
    desktop.type(groups[entry.key._wanted].lower())
    desktop.press("Return")
    desktop.settle()

    me = desktop.me
    assert (me.officer.name, set(me.officer.roles)) == ("Hannah Whitfield", set(DEFAULT_FIRST_ROLES))
    assert desktop.main.windowTitle().startswith("Today – Main office – SPP Desktop – ")
    assert (desktop.folder / "general.db").exists()
    assert me.store.folder.path == tmp_path / STORE_NAME
    with desktop.qtbot.waitActive(desktop.main):
        desktop.main.activateWindow()
    for words, *keys in (
        ("", "Ctrl+N"),
        ("Daiva Jankauskiene", "Tab", "Tab", "Tab", "Tab", "Right", "Tab"),
        ("today", "Ctrl+S"),
    ):
        desktop.type(words)
        for key in keys:
            desktop.press(key)
            desktop.settle()
    assert len(desktop.main.case_windows()) == 1
    desktop.close()

    recovered = sign_in.reset_with_recovery_key(
        desktop.folder, None, "-".join(groups), "another passphrase", now=desktop.wall
    )
    (line,) = cases.list_cases(recovered, CaseQuery("asb"))
    assert (line.name, line.reported, line.owner) == ("Daiva Jankauskiene", recovered.today(), "Hannah Whitfield")
    sign_in.sign_out(recovered)


def test_a_wrong_passphrase_says_so_and_then_makes_one_wait(desktop: Desktop, store_folder: Path) -> None:
    desktop.begin(store_folder)
    form = desktop.entry.open
    assert form.officer() == ""
    assert form._officer.names() == ()
    desktop.sign_in("Hannah Whitfield", "not this passphrase")
    assert form.passphrase.message.startswith("The name or the passphrase is wrong")
    assert form.passphrase.edit.text() == ""
    assert form.passphrase.edit.hasFocus()
    nobody = form.passphrase.message
    desktop.wall.pass_by(seconds=5)
    desktop.sign_in("Nobody Here", "not this passphrase")
    assert form.passphrase.message == nobody
    desktop.sign_in("Nobody Here", PASSPHRASE)
    assert form.patience.words().startswith("Wait ")
    assert not form.button.isEnabled()
    assert not any(word in form.patience.words() for word in ("tries", "attempt"))
    desktop.wall.pass_by(minutes=1)
    for _ in range(3):
        form.patience.tick()
    assert form.button.isEnabled()
    desktop.sign_in("Hannah Whitfield")
    assert desktop.me.officer.name == "Hannah Whitfield"


def test_who_signed_in_here_is_filled_in_next_time(start_window: Callable[[str], Desktop], qtbot) -> None:
    desktop = start_window("Imran Qureshi")
    desktop.close()
    (card,) = known_stores()
    assert (card.name, card.names, card.opened) == (STORE_NAME, ("Imran Qureshi",), desktop.wall.now)
    desktop.begin()
    form = desktop.entry.open
    assert form.officer() == "Imran Qureshi"
    assert form.passphrase.edit.hasFocus()
    assert "Imran Qureshi" in desktop.words(desktop.entry)
    assert "Hannah" not in desktop.words(desktop.entry)


def test_a_passphrase_somebody_else_chose_is_changed_first(
    start_window: Callable[[str], Desktop], made_store: Made
) -> None:
    desktop = start_window("Yvonne Castle")
    from spp_desktop.domain.permissions import Role
    from spp_desktop.services import slots
    from tests.store.vault_fixtures import CHEAP

    added = officers.add_officer(desktop.me, "Iris Lodge", [Role.ANALYST]).value
    slots.make_general_slot(desktop.me, added.id, "for this once only", cost=CHEAP)
    desktop.close()
    desktop.begin(desktop.folder)
    desktop.sign_in("Iris Lodge", "for this once only")
    entry = desktop.entry
    assert entry.step() is entry.own
    desktop.type("my very own words")
    desktop.press("Tab")
    desktop.type("my very own words")
    desktop.press("Return")
    desktop.settle()
    assert desktop.me.officer.name == "Iris Lodge"
    desktop.close()
    sign_in.sign_out(sign_in.sign_in(desktop.folder, "Iris Lodge", "my very own words", now=desktop.wall))


def test_a_forgotten_passphrase_and_the_recovery_key(desktop: Desktop, store_folder: Path, made_store: Made) -> None:
    desktop.begin(store_folder)
    entry = desktop.entry
    entry.open._officer.setText("Hannah Whitfield")
    entry.open.recovery_asked.emit()
    step = entry.recovery
    assert entry.step() is step
    assert step.officer.text() == "Hannah Whitfield"
    step.key.setText(made_store.recovery_key[:-1])
    for edit in (step.new.first.edit, step.new.again.edit):
        edit.setText("words not forgotten")
    step.submit()
    desktop.settle()
    assert "8 groups of 5" in step.key_row.message
    step.key.setText(made_store.recovery_key.lower())
    step.submit()
    desktop.settle()
    assert desktop.me.officer.name == "Hannah Whitfield"
    notices = officers.my_notices(desktop.me)
    assert [notice.kind for notice in notices] == ["slot.recovered"]
    desktop.close()
    sign_in.sign_out(sign_in.sign_in(store_folder, "Hannah Whitfield", "words not forgotten", now=desktop.wall))


def test_a_second_start_raises_the_first_window(start_window: Callable[[str], Desktop], qtbot) -> None:
    desktop = start_window("Hannah Whitfield")
    desktop.main.showMinimized()
    second = Desk(now=desktop.wall)
    assert not second.begin()
    assert second.entry is None
    desktop.until(lambda: not desktop.main.isMinimized())
    second.deleteLater()


def test_the_passphrase_is_changed_from_the_window(start_window: Callable[[str], Desktop]) -> None:
    from spp_desktop.ui.passphrase import ChangePassphrase

    desktop = start_window("Hannah Whitfield")
    desktop.main.change_passphrase()
    sheet = desktop.main.findChild(ChangePassphrase)
    QTest.keyClicks(sheet.present.edit, "not the present one")
    for edit in (sheet.new.first.edit, sheet.new.again.edit):
        QTest.keyClicks(edit, "a better passphrase")
    sheet.save.click()
    desktop.settle()
    assert sheet.present.message.startswith("The passphrase is wrong")
    desktop.wall.pass_by(minutes=1)
    QTest.keyClicks(sheet.present.edit, PASSPHRASE)
    QTest.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    desktop.settle()
    desktop.close()
    sign_in.sign_out(sign_in.sign_in(desktop.folder, "Hannah Whitfield", "a better passphrase", now=desktop.wall))
