"""What stands behind the windows: one window per store, garbage on the UI thread, search, no display."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, QThread, QTimer
from shiboken6 import isValid

from spp_desktop import app
from spp_desktop.domain.errors import AlreadyOpen
from spp_desktop.domain.search import SearchHit, SearchResults
from spp_desktop.services import people, search, sign_in, stores
from spp_desktop.ui import find, work
from spp_desktop.ui.desk import Desk
from spp_desktop.ui.presence import Presence, call_forward
from spp_desktop.ui.rubbish import Collector
from spp_desktop.ui.sign_in import CameIn
from spp_desktop.ui.window import Window
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPP_STATE_DIR", str(tmp_path / "state"))
    sign_in.sign_out(sign_in.create_store(tmp_path / "store", NAME, PASSPHRASE, cost=CHEAP).signed_in)
    return tmp_path / "store"


# One window per store


def test_the_window_that_holds_a_store_is_called_forward(folder: Path, qtbot) -> None:
    first, second = Presence(), Presence()
    first.take(folder)
    first.take(folder)
    with pytest.raises(AlreadyOpen) as caught:
        second.take(folder)
    with qtbot.waitSignal(first.called):
        assert call_forward(caught.value.channel)
    first.leave()
    assert not call_forward(caught.value.channel)
    second.take(folder)
    second.leave()


def test_a_store_that_cannot_be_held_leaves_the_one_before_held(folder: Path, tmp_path: Path) -> None:
    one, other = Presence(), Presence()
    one.take(folder)
    with pytest.raises(Exception, match="no store"):
        one.take(tmp_path / "nowhere")
    with pytest.raises(AlreadyOpen):
        other.take(folder)
    one.leave()


# Coming in


def test_an_officers_window_is_made_in_turns_behind_the_sign_in_window(folder: Path, qtbot) -> None:
    desk = Desk()
    desk.begin(folder)
    entry = desk.entry
    assert entry is not None
    shown: list[tuple[bool, bool, bool]] = []

    def look() -> None:
        main = desk.session.main
        shown.append((isValid(entry) and entry.isVisible(), main.page_in_view() is not None, main.isVisible()))

    ticking = QTimer()
    ticking.timeout.connect(look)
    entry.came_in.emit(CameIn(sign_in.sign_in(folder, NAME, PASSPHRASE), stores.store_at(folder)))
    ticking.start(0)
    qtbot.waitUntil(lambda: shown[-1:] == [(False, True, True)])
    ticking.stop()
    # The window answered before its first page was made, and once more before it was shown.
    assert {(True, False, False), (True, True, False)} <= set(shown)
    with qtbot.waitSignal(desk.left):
        desk.session.leave()
    desk.end()
    work.settle()


# Garbage


class _Loop(QObject):
    """Garbage that only the collector finds, which says on which thread it went."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_garbage_is_collected_on_the_ui_thread_alone(qtbot) -> None:
    collector = Collector()
    collector.start()
    assert not gc.isenabled()
    went: list[bool] = []
    lost = _Loop()
    lost.destroyed.connect(lambda: went.append(QThread.currentThread().isMainThread()))
    gone = weakref.ref(lost)
    del lost

    kept: list[list[int]] = []

    def allocate() -> None:
        kept.extend([n] for n in range(gc.get_threshold()[0] * 20))

    other = threading.Thread(target=allocate)
    other.start()
    other.join()
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None, timeout=3000)
    assert went == [True]
    collector.stop()
    assert gc.isenabled()


def test_what_was_loaded_before_is_passed_over_until_the_collector_stops(qtbot) -> None:
    collector = Collector()
    collector.pass_over()
    assert gc.get_freeze_count() == 0
    collector.start()
    before = _Loop()
    collector.pass_over()
    kept = weakref.ref(before)
    del before
    after = _Loop()
    lost = weakref.ref(after)
    del after
    gc.collect()
    assert (kept() is None, lost() is None) == (False, True)
    collector.stop()
    gc.collect()
    assert kept() is None


# Search


def hits(*found: SearchHit):
    return lambda me, typed, limit: SearchResults(typed, found)


def test_what_is_found_opens_where_it_belongs_and_names_stand_where_they_can_be_hidden(qtbot, me, monkeypatch) -> None:
    case, person = UUID(int=1), UUID(int=2)
    found = hits(
        SearchHit("reference", "ASB-2012-K7-0147", "Ewa Kowalczyk", case, reference="ASB-2012-K7-0147"),
        SearchHit("person", "Ewa Kowalczyk", "born 1980 · PE1 · 1 case", person_id=person),
        SearchHit("incident", "Incident, 10 Mar 2012", "ASB-2012-K7-0147 · Ewa Kowalczyk", case,
                  reference="ASB-2012-K7-0147"),
    )  # fmt: skip
    settled: list[tuple[str, int]] = []
    monkeypatch.setattr(search, "search", found)
    monkeypatch.setattr(search, "search_settled", lambda me, typed, results: settled.append((typed, results)))
    window = Window(me, "Main office")
    qtbot.addWidget(window)
    monkeypatch.setattr(people, "open_person", lambda me, wanted: SimpleNamespace(id=wanted, cases=(1, 2)))
    went: list[object] = []
    window.go = lambda key, **at: went.append((key, at))
    window.case_asked.connect(lambda case_id, tab: went.append((case_id, tab)))
    finder = find.Finder(me, window)
    results = finder.find("ewa", "all")
    assert [(one.title, one.words, one.private) for one in results] == [
        ("Ewa Kowalczyk", "ASB-2012-K7-0147", True),
        ("Ewa Kowalczyk", "born 1980 · PE1 · 1 case", True),
        ("Incident, 10 Mar 2012", "ASB-2012-K7-0147", False),
    ]
    assert [one.words for one in finder.find("ewa", "people")] == ["born 1980 · PE1 · 1 case"]
    assert len(finder.find("ewa", "cases")) == 2
    for one in results:
        one.open(False)
        work.settle()
    assert went == [(case, ""), ("people", {"person": person}), (case, "incidents")]
    work.settle()
    assert settled == [("ewa", 2)]
    finder.find("ewa k", "all")
    work.settle()
    finder.settle()
    finder.settle()
    work.settle()
    assert settled == [("ewa", 2), ("ewa k", 3)]


# No display


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has sessions without a display")
def test_without_a_display_one_line_says_so(tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DISPLAY", "WAYLAND", "QT_QPA"))}
    program = "import sys\nfrom spp_desktop.app import open_window\nsys.exit(open_window())"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=clean, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert "no display" in ran.stderr
    assert "Nothing was lost" in ran.stderr


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_display_will_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert app.why_no_window()
    monkeypatch.setenv(name, "somewhere")
    assert app.why_no_window() == ""


def test_what_is_warmed_is_what_the_first_window_did_without() -> None:
    try:
        app.warm()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert {"sqlalchemy", "pydantic", "numpy"} <= sys.modules.keys()


# Leaving


def test_a_window_with_a_plot_goes_without_taking_the_program_with_it(tmp_path: Path) -> None:
    program = """
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMainWindow
from spp_desktop.ui.charts.line import LineChart
from spp_desktop.ui.desk import application
from spp_desktop.ui.window import close_plots
app = application()
for _ in range(4):
    window = QMainWindow()
    window.setCentralWidget(LineChart())
    window.show()
    window.grab()
    window.hide()
    close_plots(window)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del window
print("gone")
"""
    where = {**os.environ, "SPP_STATE_DIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=where, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "gone")
