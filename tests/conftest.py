"""What every test stands on: no display, no trace outside its folder, nothing left running, nothing grumbled unheard.

A test that means to make the program log a warning says so with ``@pytest.mark.logs("regular expression")``;
any other warning in the log fails it. A thread, thread pool task or timer that outlives its test fails it too.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.stores import empty_store, postgres_store, postgres_url, sqlite_store, store  # noqa: F401 - fixtures

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

GRACE_SECONDS = 3.0
"""How long a thread that is already ending may take to end."""

settings.register_profile("gate", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


def pytest_configure(config: pytest.Config) -> None:
    """Send what the program keeps outside a store (device, settings, logs) to a folder that ends with the run."""
    config.addinivalue_line("markers", "logs(pattern): log warnings that this test means to cause")
    home = tempfile.TemporaryDirectory(prefix="spp-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        folder = Path(home.name, name.lower())
        folder.mkdir()
        os.environ[name] = str(folder)
    for name in ("SPP_PASSPHRASE", "SPP_OFFICER", "SPP_STATE_DIR"):
        os.environ.pop(name, None)


class _Heard(logging.Handler):
    """Keeps every warning logged while a test runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_warning_unheard(request: pytest.FixtureRequest) -> Iterator[None]:
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(heard)
    announced = [re.compile(mark.args[0]) for mark in request.node.iter_markers("logs")]
    said = [f"{record.name}: {record.getMessage()}" for record in heard.records]
    unannounced = [line for line in said if not any(pattern.search(line) for pattern in announced)]
    if unannounced:
        pytest.fail("warnings in the log that the test did not announce:\n  " + "\n  ".join(unannounced), pytrace=False)
    for pattern in announced:
        if not any(pattern.search(line) for line in said):
            pytest.fail(f"the test announced a log warning that never came: {pattern.pattern}", pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_left_running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail where a Python thread, a Qt thread, a pool task or an active timer outlives the test."""
    before = set(threading.enumerate())
    core = sys.modules.get("PySide6.QtCore")
    started = _record_starts(core, monkeypatch) if core else []
    tasks = core.QThreadPool.globalInstance().activeThreadCount() if core else 0
    yield
    left = [f"thread {thread.name}" for thread in _threads_left(before)]
    if core:
        left += _qt_left(core, started, tasks)
    if left:
        pytest.fail("left running after the test: " + ", ".join(left), pytrace=False)


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    until = time.monotonic() + GRACE_SECONDS
    left = [
        thread for thread in threading.enumerate() if thread not in before and thread is not threading.main_thread()
    ]
    for thread in left:
        # Threads that Qt made and Python only saw are not ours to join; they leave the list with their pool.
        if not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, until - time.monotonic()))
    return [thread for thread in left if thread.is_alive() and not isinstance(thread, threading._DummyThread)]


def _record_starts(core: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[Any]]:
    """Remember each timer and thread that Python code starts, without keeping it alive."""
    started: list[weakref.ref[Any]] = []

    def recording(original: Callable[..., Any]) -> Callable[..., Any]:
        def start(self: Any, *args: Any) -> Any:
            started.append(weakref.ref(self))
            return original(self, *args)

        return start

    for kind in (core.QTimer, core.QThread):
        monkeypatch.setattr(kind, "start", recording(kind.start))
    return started


def _qt_left(core: ModuleType, started: list[weakref.ref[Any]], tasks_before: int) -> list[str]:
    from shiboken6 import isValid

    if core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    left = []
    pool = core.QThreadPool.globalInstance()
    until = time.monotonic() + GRACE_SECONDS
    while pool.activeThreadCount() > tasks_before and time.monotonic() < until:
        time.sleep(0.01)
    if pool.activeThreadCount() > tasks_before:
        left.append("a task of the thread pool")
    for thing in (reference() for reference in started):
        if thing is None or not isValid(thing):
            continue
        if isinstance(thing, core.QThread) and not thing.wait(int(GRACE_SECONDS * 1000)):
            left.append(f"Qt thread {thing.objectName() or 'without a name'}")
        elif isinstance(thing, core.QTimer) and thing.isActive():
            left.append(f"timer of {type(thing.parent()).__name__} every {thing.interval()} ms")
    return left
