"""The sign-in window's parts: what they show, what they keep to themselves, and that all can be reached and named."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from spp_desktop.domain.errors import AlreadyOpen, Refused, StoreTrouble, TooSoon
from spp_desktop.domain.permissions import DEFAULT_FIRST_ROLES
from spp_desktop.services.stores import StoreCard
from spp_desktop.ui.ask import Answer
from spp_desktop.ui.first_start import NewStore, NewStoreAsked
from spp_desktop.ui.open_store import OfficerEdit, OpenStore
from spp_desktop.ui.passphrase import NewPassphrase, PassphraseRow, Patience, say_refusal
from spp_desktop.ui.recovery_page import RecoveryKeyPage, UseRecoveryKey
from spp_desktop.ui.sign_in import SignInWindow
from spp_desktop.ui.store_cards import lines_of
from tests.ui import sweep
from tests.ui.conftest import NOW
from tests.ui.fakes import FakeAsk

KEY = "AB12C-DEF34-GH56J-KM78N-PQ90R-ST12V-WX34Y-Z567A"
MAIN = StoreCard(
    Path("/stores/Main office"),
    "Main office",
    False,
    ("Hannah Whitfield", "Rachel Okafor"),
    datetime(2012, 3, 9, 17, 21, tzinfo=UTC),
    datetime(2012, 3, 9, 17, 24, tzinfo=UTC),
)
TRAINING = StoreCard(Path("/stores/training"), "Training", True)


@pytest.fixture
def window(qtbot):
    held: list[Path] = []
    made = SignInWindow(held.append, now=lambda: NOW)
    made.held = held
    made.ask = made.new._ask = FakeAsk()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    with qtbot.waitActive(widget):
        widget.activateWindow()
    return widget


# Stores


def test_a_card_says_when_and_by_whom_and_nothing_of_what_it_holds() -> None:
    assert lines_of(MAIN) == (
        "Last opened Fri 9 Mar 2012, 17:21 by Hannah Whitfield",
        "/stores/Main office · last backup Fri 9 Mar 2012, 17:24",
    )
    assert lines_of(TRAINING) == ("Not opened on this account yet", "/stores/training")


def test_choosing_another_store_offers_its_own_officers(window: SignInWindow, qtbot) -> None:
    window.offer((MAIN, TRAINING))
    assert window.open.card() == MAIN
    assert window.open.officer() == "Hannah Whitfield"
    assert window.open.passphrase.edit.hasFocus()
    qtbot.waitUntil(lambda: window.open.stores.choices[1].y() > 0)
    window.open.stores.choices[0].radio.setFocus()
    QTest.keyClick(window.open.stores.choices[0].radio, Qt.Key.Key_Down)
    assert window.open.card() == TRAINING
    assert window.open.officer() == ""
    assert window.held == [MAIN.path, TRAINING.path]
    QTest.mouseClick(window.open.stores.choices[0], Qt.MouseButton.LeftButton)
    assert window.open.card() == MAIN


def test_nobody_is_listed_who_has_not_signed_in_here(qtbot) -> None:
    edit = shown(qtbot, OfficerEdit())
    edit.set_names(())
    assert (edit.text(), edit.names()) == ("", ())
    assert not edit._arrow.isVisible()
    edit.set_names(("Hannah Whitfield", "Rachel Okafor"))
    assert edit.text() == "Hannah Whitfield"
    QTest.keyClick(edit, Qt.Key.Key_F4)
    popup = edit._completer.popup()
    assert popup.isVisible()
    popup.hide()


def test_with_no_store_here_the_first_start_is_offered(window: SignInWindow) -> None:
    window.offer(())
    assert window.step() is window.new
    assert not window.new.leave.isVisible()
    assert window.new.find_button.isVisible()


def test_a_store_open_elsewhere_is_not_opened_again(qtbot) -> None:
    def hold(_path: Path) -> None:
        raise AlreadyOpen("spp-desktop-channel")

    made = SignInWindow(hold, now=lambda: NOW)
    qtbot.addWidget(made)
    made.offer((MAIN,))
    made.open.passphrase.edit.setText("a passphrase typed")
    with qtbot.waitSignal(made.already_open) as caught:
        made.submit()
    assert caught.args == ["spp-desktop-channel"]


def test_finding_a_store_that_is_none_says_so(window: SignInWindow, tmp_path: Path) -> None:
    window.offer((MAIN,))
    window.ask = FakeAsk(files=[str(tmp_path)])
    window._find()
    assert [trouble.title for trouble in window.ask.troubles] == ["There is no store to open there"]
    assert window.open.cards() == (MAIN,)


def test_an_empty_passphrase_is_not_tried(window: SignInWindow, qtbot) -> None:
    window.offer((MAIN,))
    with qtbot.assertNotEmitted(window.open.asked):
        window.submit()
    assert window.open.passphrase.message == "Type your passphrase"


# Passphrases


def test_a_passphrase_is_dots_until_it_is_shown_and_hidden_again_when_left(qtbot) -> None:
    row = shown(qtbot, PassphraseRow("&Passphrase"))
    row.edit.setFocus()
    assert row.edit.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(row.edit, Qt.Key.Key_F9)
    assert row.edit.echoMode() is QLineEdit.EchoMode.Normal
    row.edit.clearFocus()
    assert row.edit.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says itself whether Caps Lock is on")
def test_caps_lock_is_called_out(qtbot) -> None:
    row = shown(qtbot, PassphraseRow("&Passphrase"))
    row.edit.setFocus()
    shift, plain = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for letter, held, caps in (("a", plain, False), ("A", shift, False), ("B", plain, True), ("b", shift, True)):
        QApplication.sendEvent(row.edit, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, letter))
        assert (row.message == "Caps Lock is on") == caps
    assert row.state == "warning"
    QTest.keyClick(row.edit, Qt.Key.Key_CapsLock)
    assert row.message == ""


@pytest.mark.parametrize(
    ("first", "again", "said", "beneath"),
    [
        ("short", "short", "12 characters", "first"),
        ("long enough words", "long enough word", "same passphrase", "again"),
    ],
)
def test_a_new_passphrase_is_long_enough_and_typed_twice(qtbot, first, again, said, beneath) -> None:
    new = shown(qtbot, NewPassphrase())
    new.first.edit.setText(first)
    new.again.edit.setText(again)
    assert new.value() == ""
    assert not new.check()
    row = getattr(new, beneath)
    assert said in row.message
    assert row.edit.hasFocus()
    new.first.edit.setText("long enough words")
    new.again.edit.setText("long enough words")
    assert new.check()
    assert new.value() == "long enough words"


def test_a_wait_is_said_in_words_and_counts_down_without_a_count_of_tries(qtbot) -> None:
    patience = shown(qtbot, Patience())
    patience.hold(2)
    assert patience.words() == "Wait 2 seconds before you try a passphrase again"
    patience.tick()
    assert patience.words() == "Wait 1 second before you try a passphrase again"
    with qtbot.waitSignal(patience.over):
        patience.tick()
    assert not patience.waiting
    patience.hold(900)
    assert patience.words() == "Wait 15 minutes before you try a passphrase again"
    patience.stop()


def test_why_a_passphrase_was_not_taken_is_said_where_it_belongs(qtbot) -> None:
    row, patience, ask = shown(qtbot, PassphraseRow("&Passphrase")), Patience(), FakeAsk()
    qtbot.addWidget(patience)
    row.edit.setText("typed")
    say_refusal(Refused("The name or the passphrase is wrong. Nothing was changed. Type it again"), row, patience, ask)
    assert (row.message, row.edit.text()) == ("The name or the passphrase is wrong. Type it again", "")
    say_refusal(TooSoon(4), row, patience, ask)
    assert patience.waiting
    patience.stop()
    say_refusal(StoreTrouble("The store's file is missing"), row, patience, ask)
    assert [trouble.words for trouble in ask.troubles] == ["The store's file is missing"]


# Making a store


def test_a_new_store_is_asked_for_once_everything_is_there(qtbot, tmp_path: Path) -> None:
    step = shown(qtbot, NewStore(FakeAsk(files=[str(tmp_path)])))
    step._ask_folder()
    asked: list[NewStoreAsked] = []
    step.asked.connect(asked.append)
    step.name.setText("Main/office")
    step.submit()
    assert step.name_row.state == "error"
    step.name.setText(" Dogsthorpe ")
    step.submit()
    assert step.officer_row.message == "Give your name"
    step.officer.setText("Hannah Whitfield")
    step.roles.set_value(())
    step.submit()
    assert step.roles_row.message == "Choose at least one role"
    step.roles.set_value([role.value for role in DEFAULT_FIRST_ROLES])
    for edit in (step.passphrase.first.edit, step.passphrase.again.edit):
        edit.setText("three plain words")
    step.submit()
    (made,) = asked
    assert (made.path, made.officer, made.passphrase) == (
        tmp_path / "Dogsthorpe",
        "Hannah Whitfield",
        "three plain words",
    )
    assert set(made.roles) == set(DEFAULT_FIRST_ROLES)
    assert not step.make.isEnabled()
    step.refuse(Refused("That folder already holds something. Nothing was changed. Choose an empty or a new folder"))
    assert step.folder_row.message == "That folder already holds something. Choose an empty or a new folder"
    assert step.make.isEnabled()


# The recovery key


def test_a_recovery_key_is_typed_back_before_going_on(qtbot, me) -> None:
    page = shown(qtbot, RecoveryKeyPage(FakeAsk()))
    page.begin(me, KEY)
    group = KEY.split("-")[page._wanted]
    assert f"group {page._wanted + 1}" in page.check_row.label.text()
    page.typed.setText("99999")
    with qtbot.assertNotEmitted(page.kept):
        page.submit()
    assert page.check_row.state == "error"
    page.typed.setText(f" {group[:2].lower()}-{group[2:]} ")
    with qtbot.waitSignal(page.kept):
        QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    page.end()
    assert page._key == ""
    assert page._groups.count() == 0


def test_letters_that_are_misread_are_taken(qtbot, me) -> None:
    page = shown(qtbot, RecoveryKeyPage(FakeAsk()))
    page.begin(me, "-".join(["0110A"] * 8))
    page.typed.setText("oIlOa")
    assert page.go_on.isEnabled()


def test_the_page_is_saved_and_a_disk_that_refuses_is_said(qtbot, tmp_path: Path) -> None:
    from types import SimpleNamespace

    from spp_desktop.services.signed_in import SignedIn
    from tests.ui.conftest import OFFICER

    ask = FakeAsk(files=[str(tmp_path / "key")])
    page = shown(qtbot, RecoveryKeyPage(ask))
    page.begin(SignedIn(OFFICER, SimpleNamespace(code="K7"), lambda: NOW), KEY)
    page._ask_where()
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    assert "Delete the file" in page.done.text()
    page._save([str(tmp_path / "nowhere" / "key.pdf")])
    assert len(ask.troubles) == 1


def test_closing_over_a_recovery_key_asks_first(window: SignInWindow, me, monkeypatch) -> None:
    left: list[object] = []
    monkeypatch.setattr("spp_desktop.ui.sign_in.sign_in.sign_out", left.append)
    window.offer(())
    window._came_in = me
    window.key.begin(me, KEY)
    window._show(window.key, ())
    assert not window.close()
    assert window.isVisible()
    assert [question.safe for question in window.ask.questions] == ["stay"]
    window._leave_key(Answer("leave"))
    assert not window.isVisible()
    assert left == [me]


def test_the_recovery_key_step_needs_key_and_passphrase(qtbot) -> None:
    step = shown(qtbot, UseRecoveryKey())
    step.begin("Hannah Whitfield")
    step.submit()
    assert step.key_row.message == "Type the recovery key"
    step.key.setText(KEY)
    for edit in (step.new.first.edit, step.new.again.edit):
        edit.setText("words not forgotten")
    with qtbot.waitSignal(step.asked) as caught:
        step.submit()
    assert caught.args == ["Hannah Whitfield", KEY, "", "words not forgotten"]
    assert not step.use.isEnabled()
    step.refuse("That recovery key is not this store's")
    assert step.use.isEnabled()


# The window as a whole


def test_everything_has_a_name_and_a_label(window: SignInWindow, me) -> None:
    window.offer((MAIN, TRAINING))
    for step in (window.open, window.new, window.recovery, window.own, window.key):
        if step is window.key:
            window.key.begin(me, KEY)
        window._show(step, ())
        assert sweep.nameless(window) == []
        assert sweep.unlabelled(window) == []
        assert not window.grab().isNull()


@pytest.mark.parametrize("size", [(1366, 768), (1093, 574), (1920, 1040)])
def test_the_form_is_in_view_at_every_size(window: SignInWindow, size) -> None:
    window.offer((MAIN, TRAINING))
    window.resize(*size)
    window.grab()
    button: OpenStore = window.open
    corner = button.button.mapTo(window, button.button.rect().bottomRight())
    assert corner.x() < window.width()
    assert corner.y() < window.height() - window.status.height()


def test_the_sign_in_window_paints_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    program = """
import sys
from PySide6.QtCore import QTimer
from spp_desktop.ui import desk
app = desk.application()
first = desk.Desk(app)
first.left.connect(app.quit)
first.begin()
heavy = {"sqlalchemy", "sqlmodel", "pydantic", "numpy", "openpyxl", "pyqtgraph", "alembic", "scipy", "pandas"}
seen = []
first.entry.painted.connect(lambda: seen.append(sorted(heavy & sys.modules.keys())))
first.entry.painted.connect(first.entry.close)
app.exec()
first.end()
print(seen)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SPP_STATE_DIR": str(tmp_path)},
    )
    assert ran.stdout.strip() == "[[]]"
