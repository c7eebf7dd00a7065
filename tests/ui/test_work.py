"""Calls off the UI thread, and what comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, QTimer

from spp_desktop.ui import work


class Page(QObject):
    """Something that hears of results."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def take(self, value: object) -> None:
        self.heard.append((value, QThread.currentThread() is self.thread()))


def test_a_result_comes_back_on_the_ui_thread(qapp) -> None:
    page = Page()
    work.run(threading.get_ident, page.take)
    work.settle()
    ((ident, on_ui),) = page.heard
    assert ident != threading.get_ident()
    assert on_ui


def test_writes_happen_one_after_another_in_order(qapp) -> None:
    trace: list[tuple[str, int]] = []

    def step(n: int) -> None:
        trace.append(("in", n))
        time.sleep(0.01)
        trace.append(("out", n))

    for n in range(4):
        work.run(lambda n=n: step(n), lane="write")
    work.settle()
    assert trace == [(side, n) for n in range(4) for side in ("in", "out")]


def test_a_failure_reaches_who_asked(qapp) -> None:
    page = Page()
    work.run(lambda: 1 // 0, page.take, page.take)
    work.settle()
    ((error, on_ui),) = page.heard
    assert isinstance(error, ZeroDivisionError)
    assert on_ui


def test_a_failure_nobody_asked_about_reaches_the_window(qapp) -> None:
    heard: list[BaseException] = []
    work.on_unheard(heard.append)
    work.run(lambda: 1 // 0)
    work.settle()
    assert [type(error) for error in heard] == [ZeroDivisionError]


def test_a_page_that_has_gone_is_left_in_peace(qapp) -> None:
    page, gate, kept = Page(), threading.Event(), []
    page.destroyed.connect(lambda: kept.append("gone"))
    work.run(gate.wait, page.take)
    del page
    gate.set()
    work.settle()
    assert kept == ["gone"]


def test_a_cancelled_read_is_dropped(qapp) -> None:
    page, gate = Page(), threading.Event()
    job = work.run(gate.wait, page.take)
    job.cancel()
    gate.set()
    work.settle()
    assert page.heard == []


def test_long_work_tells_how_far_it_is_and_can_be_stopped(qapp) -> None:
    steps: list[tuple[str, int, int]] = []
    page = Page()

    def call(progress: work.Progress, cancelled: work.Cancelled) -> int:
        for n in range(1, 11):
            progress("Reading", n, 10)
        return n

    def stopped(progress: work.Progress, cancelled: work.Cancelled) -> str:
        while not cancelled():
            time.sleep(0.001)
        raise RuntimeError

    work.run_long(call, page.take, progress=lambda *step: steps.append(step))
    work.settle()
    assert steps[-1] == ("Reading", 10, 10)
    assert 1 <= len(steps) < 10
    assert page.heard == [(10, True)]
    job = work.run_long(stopped, page.take, page.take)
    job.cancel()
    work.settle()
    assert isinstance(page.heard[-1][0], RuntimeError)


def test_steps_are_taken_one_in_each_turn_of_the_event_loop(qapp) -> None:
    taken: list[int] = []
    turns: list[int] = []
    ticking = QTimer()
    ticking.timeout.connect(lambda: turns.append(len(taken)))
    ticking.start(0)
    page = Page()
    work.in_turns((taken.append(n) for n in range(4)), page)
    assert taken == []
    work.settle()
    assert taken == [0, 1, 2, 3]
    # The other timer had its turn after each of them.
    assert {1, 2, 3} <= set(turns)


def test_steps_end_with_whom_they_are_for(qapp) -> None:
    page, taken = Page(), []

    def steps() -> Iterator[None]:
        for n in range(3):
            taken.append(n)
            if n == 1:
                page.deleteLater()
            yield

    work.in_turns(steps(), page)
    work.settle()
    assert taken == [0, 1]


def test_settling_gives_up_on_what_never_comes_back(qapp) -> None:
    gate = threading.Event()
    work.run(gate.wait)
    with pytest.raises(TimeoutError):
        work.settle(0.05)
    gate.set()
    work.settle()
