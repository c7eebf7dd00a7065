"""What officers see, timed from asking to painted, each part in a process of its own.

python -m tests.benchmarks.windows PART [FOLDER]    what was measured, as JSON, on the last line
"""

from __future__ import annotations

import json
import os
import random
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE = 60.0
"""Seconds that anything may take before the measurement gives up."""
SILENCE_EVERY_MS = 5
NAMES = 25
FIGURES_YEARS = 20


def main(part: str, folder: str = "") -> int:
    """Run one part."""
    sys.stdout.write(f"{json.dumps(PARTS[part](folder))}\n")
    sys.stdout.flush()
    # What is still open is a copy, thrown away by whoever asked.
    os._exit(0)


# --- starting ----------------------------------------------------------------------------------------------------


def start_bare(_folder: str) -> dict[str, float]:
    """A bare window in the program's colours, fonts and icons, painted."""
    from PySide6.QtWidgets import QMainWindow

    from spp_desktop.ui.desk import application

    app = application()
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    for _ in range(3):
        app.processEvents()
    return {"memory": resident()}


def start_ours(_folder: str) -> dict[str, float]:
    """The sign-in window painted, as the program starts it."""
    from spp_desktop.ui.desk import Desk, application

    app = application()
    desk = Desk(app)
    shown: list[bool] = []
    desk.begin(None)
    assert desk.entry is not None
    desk.entry.painted.connect(lambda: shown.append(True))
    while not shown:
        app.processEvents()
    return {"memory": resident()}


def resident() -> float:
    """This process's memory in megabytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


# --- a day's work ------------------------------------------------------------------------------------------------


class Watch:
    """Listens to the event loop: how long it was silent, by what was being done."""

    def __init__(self, app: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.app = app
        self.silences: dict[str, tuple[float, float]] = {}
        """By what was being done: the longest silence, and how long this thread itself worked in it; milliseconds."""
        self._doing = ""
        self._last = self._worked = 0.0
        self._timer = QTimer(app)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(SILENCE_EVERY_MS)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        if self._doing:
            silence = ((now - self._last) * 1000, (worked - self._worked) * 1000)
            self.silences[self._doing] = max(silence, self.silences.get(self._doing, (0.0, 0.0)))
        self._last, self._worked = now, worked

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Listen while the block lasts."""
        self._doing, self._last, self._worked = what, time.perf_counter(), time.thread_time()
        self._timer.start()
        yield
        self._tick()
        self._timer.stop()
        self._doing = ""

    def until(self, ready: Callable[[], object]) -> None:
        """Handle events until this is so and what it altered has been painted."""
        end = time.perf_counter() + PATIENCE
        while not ready():
            self.app.processEvents()
            time.sleep(0.0005)
            if time.perf_counter() > end:
                raise TimeoutError
        self.app.processEvents()
        self.app.processEvents()

    def timed(self, what: str, ask: Callable[[], object], ready: Callable[[], object]) -> float:
        """Milliseconds from asking for something to having it painted."""
        with self.doing(what):
            begun = time.perf_counter()
            ask()
            self.until(ready)
            return (time.perf_counter() - begun) * 1000


class Came:
    """Counts how often a signal came."""

    def __init__(self, signal: Any) -> None:
        self.times = 0
        signal.connect(self._came)

    def _came(self, *_arguments: object) -> None:
        self.times += 1

    def again(self) -> Callable[[], bool]:
        """Whether it came once more than by now."""
        seen = self.times
        return lambda: self.times > seen


def _signed_in(folder: str) -> tuple[Watch, Any, dict[str, Any]]:
    """Sign in as an officer does, and wait for what goes on beside them."""
    from spp_desktop.app import warm
    from spp_desktop.store.keys import SHIPPED, derive
    from spp_desktop.ui import work
    from spp_desktop.ui.desk import Desk, application
    from tests.benchmarks.large_store import AS_AT, OFFICER, PASSPHRASE

    app = application()
    watch = Watch(app)
    warm()
    unwraps = []
    for _ in range(3):
        begun = time.perf_counter()
        derive(PASSPHRASE, secrets.token_bytes(16), SHIPPED)
        unwraps.append((time.perf_counter() - begun) * 1000)
    desk = Desk(app, now=lambda: AS_AT)
    desk.begin(Path(folder))
    entry = desk.entry
    assert entry is not None
    form = entry.open
    form.officer_row.field.setText(OFFICER)
    form.passphrase.edit.setText(PASSPHRASE)
    watch.until(lambda: True)

    def today_shown() -> bool:
        main = desk.session.main if desk.session is not None else None
        return main is not None and main.isVisible() and getattr(main.page_in_view(), "_loaded", None) is not None

    told: dict[str, Any] = {"unwrap": statistics.median(unwraps)}
    told["today"] = watch.timed("signing in", form.submit, today_shown)
    with watch.doing("backup and check beside the officer"):
        work.settle(PATIENCE * 5)
    told["memory"] = resident()
    return watch, desk, told


def signing_in(folder: str) -> dict[str, Any]:
    """From the passphrase to Today, in a store without figures."""
    watch, _desk, told = _signed_in(folder)
    return told | {"silences": watch.silences}


def session(folder: str) -> dict[str, Any]:
    """Search, go through the case list, open a case, look at figures, visit every page."""
    from PySide6.QtCore import QEvent

    from spp_desktop.ui import work

    watch, desk, told = _signed_in(folder)
    assert desk.session is not None
    main, me = desk.session.main, desk.session.me
    watch.silences.clear()
    told["list"] = _list(watch, main)
    told["search"] = _searches(watch, main, me)
    told["case"] = _case(watch, main, me)
    told["figures"] = _figures(watch, main)
    for key in main.specs:
        with watch.doing(f"first visit to {main.specs[key].label}"):
            main.go(key)
            work.settle(PATIENCE)
    watch.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    told["every_page_memory"] = resident()
    told["silences"] = watch.silences
    return told


def _list(watch: Watch, main: Any) -> dict[str, float]:
    from spp_desktop.ui import work

    page = main.page("asb")
    reset, changed = Came(page.model.modelReset), Came(page.model.dataChanged)
    began = _rows(page)
    told = {"first": watch.timed("case list, first paint", lambda: main.go("asb"), lambda: reset.times and began())}
    work.settle(PATIENCE)
    told["rows"] = page.model.rowCount()
    sorts, jumps = [], []
    for key, descending in (("name", False), ("band", True), ("reported", True), ("reference", False)) * 2:
        again = reset.again()
        sorts.append(watch.timed("case list, sorted again", lambda: page.table.sort_asked.emit(key, descending), again))  # noqa: B023
        work.settle(PATIENCE)
    places = random.Random(1)
    for _ in range(10):
        row = places.randrange(page.model.rowCount())
        again = changed.again()
        there = page.model.row(row) is not None
        ask = _jump(page, row)
        jumps.append(watch.timed("case list, jump", ask, (lambda: True) if there else again))
        work.settle(PATIENCE)
    return told | {"sort": statistics.median(sorts), "jump": statistics.median(jumps)}


def _rows(page: Any) -> Callable[[], bool]:
    return lambda: page.model.rowCount() > 0


def _jump(page: Any, row: int) -> Callable[[], None]:
    return lambda: page.table.scrollTo(page.model.index(row, 1))


def _searches(watch: Watch, main: Any, me: Any) -> dict[str, float]:
    from spp_desktop.domain.cases import CaseQuery
    from spp_desktop.services import cases, search
    from spp_desktop.ui import work
    from spp_desktop.ui.palette import WAIT_MS, Palette
    from tests.benchmarks.measure import p95, run_raw, timed
    from tests.benchmarks.store_speed import Place, asked

    names = [line.name for line in cases.list_cases(me, CaseQuery("asb"), limit=400)]
    typed = [name[:4] for name in random.Random(2).sample(names, NAMES)]
    main.open_palette()
    palette = main.findChild(Palette)
    shown = []
    for words in typed:
        palette.field.setText("")
        work.settle(PATIENCE)
        time.sleep(WAIT_MS / 500)
        work.settle(PATIENCE)
        took = watch.timed(
            "search", lambda: palette.field.setText(words), lambda: any(item.private for item in palette.results.items)  # noqa: B023
        )  # fmt: skip
        shown.append(took - WAIT_MS)
    palette.close()
    raw = Place(me, Path()).raw()
    reference = []
    for words in typed:
        statements = asked(me, lambda words=words: search.search(me, words))  # type: ignore[misc]
        reference.append(timed(lambda: run_raw(raw, statements)))  # noqa: B023 - run at once
    raw.close()
    return {"painted": p95(shown), "raw": p95(reference)}


def _case(watch: Watch, main: Any, me: Any) -> dict[str, float]:
    from spp_desktop.ui import work
    from tests.benchmarks.store_speed import Place, busiest

    busy = busiest(Place(me, Path()))

    main.open_case(busy)
    work.settle(PATIENCE)
    main.case_windows()[0].close()
    work.settle(PATIENCE)
    with watch.doing("opening a case"):
        begun = time.perf_counter()
        main.open_case(busy)
        work.settle(PATIENCE)
        took = (time.perf_counter() - begun) * 1000
    main.case_windows()[0].close()
    work.settle(PATIENCE)
    return {"painted": took}


def _figures(watch: Watch, main: Any) -> dict[str, float]:
    import numpy as np

    from spp_desktop.ui import work

    main.go("figures")
    work.settle(PATIENCE)
    page = main.page_in_view()
    came = Came(page.heading_changed)
    places = [row.code for row in page._loaded.page.rows]
    chosen = page.board.place_chosen
    asked = [*places, *places[:3]]
    took = [watch.timed("figures, another area", partial(chosen.emit, code), came.again()) for code in asked]
    counts = np.ones((FIGURES_YEARS * 12, 8, 14), np.int64)
    begun = time.perf_counter()
    for _ in range(20):
        totals = counts.sum(axis=2)
        running = np.cumsum(totals, axis=0)
        (running[12:] - running[:-12]).max()
    return {"painted": statistics.median(took), "numpy": (time.perf_counter() - begun) * 1000 / 20}


PARTS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "start-bare": start_bare,
    "start-ours": start_ours,
    "signing-in": signing_in,
    "session": session,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
