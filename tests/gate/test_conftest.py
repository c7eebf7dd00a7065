"""The fixtures every test stands on bite: each kind of leak and each unheard warning fails its test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

SAMPLES = """
import logging, threading, warnings
import pytest
from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool, QTimer, qWarning

stop = threading.Event()
kept = []

def test_quiet(qtbot):
    timer = QTimer(); timer.start(5); timer.stop()
    thread = threading.Thread(target=lambda: None); thread.start(); thread.join()

def test_timer_left(qtbot):
    timer = QTimer(); timer.start(60_000); kept.append(timer)

def test_timer_of_a_deleted_parent(qtbot):
    parent = QObject(); timer = QTimer(parent); timer.start(60_000); kept.append(timer); parent.deleteLater()

def test_thread_left():
    threading.Thread(target=stop.wait, daemon=True).start()

def test_qt_thread_left(qtbot):
    thread = QThread(); thread.start(); kept.append(thread)

def test_pool_task_left(qtbot):
    class Waits(QRunnable):
        def run(self): stop.wait()
    QThreadPool.globalInstance().start(Waits())

def test_log_warning():
    logging.getLogger("spp").warning("slow disk")

@pytest.mark.logs("slow disk")
def test_log_warning_announced():
    logging.getLogger("spp").warning("slow disk")

@pytest.mark.logs("slow disk")
def test_announced_but_silent():
    pass

def test_qt_warning(qtbot):
    qWarning("a slot was connected twice")

def test_python_warning():
    warnings.warn("old way", DeprecationWarning)

def test_slot_raises(qtbot):
    timer = QTimer(); timer.setSingleShot(True); timer.timeout.connect(lambda: 1 / 0); timer.start(0); qtbot.wait(20)

def teardown_module():
    stop.set()
    for thread in kept:
        if isinstance(thread, QThread):
            thread.quit()
            thread.wait()
"""

PASSES = {"test_quiet", "test_timer_of_a_deleted_parent", "test_log_warning_announced"}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The verdict on each sample test, run apart under this project's own conftest and settings."""
    folder = tmp_path_factory.mktemp("samples")
    conftest = (TESTS / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(
        conftest.replace("GRACE_SECONDS = 3.0", "GRACE_SECONDS = 0.2"), encoding="utf-8"
    )
    (folder / "test_samples.py").write_text(SAMPLES, encoding="utf-8")
    settings = TESTS.parent / "pyproject.toml"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", settings, "--rootdir", folder, "-rA", "-p", "no:cacheprovider", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", run.stdout, re.MULTILINE)
    assert verdicts, run.stdout + run.stderr
    # A test that passed and then failed in a fixture has two lines; the worse one counts.
    return {name: verdict for verdict, name in sorted(verdicts, reverse=True)}


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+)", SAMPLES))
def test_sample(name: str, outcomes: dict[str, str]) -> None:
    assert (outcomes[name] == "PASSED") == (name in PASSES)
