"""The composition root: the application, its first window, then the officer's, until it is closed.

May import every layer. The first window paints before the database, the checks of values and the arithmetic are
loaded; they are loaded beside it while the officer types. What writes workbooks waits until one is asked for.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

NO_DISPLAY = (
    "There is no display here, so no window can open. Nothing was lost: start SPP Desktop from a desktop session, "
    "or use its commands (spp-desktop --help)"
)
HEAVY = ("sqlalchemy", "pydantic", "sqlmodel", "numpy", "spp_desktop.store.opening", "spp_desktop.services.cases",
         "spp_desktop.services.today", "spp_desktop.services.search", "spp_desktop.services.backups",
         "spp_desktop.ui.frame", "spp_desktop.ui.find", "spp_desktop.ui.counting")  # fmt: skip
"""What is loaded while the officer types, in the order it is needed."""


def why_no_window() -> str:
    """Why no window can open here, in one line; empty where one can."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    return NO_DISPLAY if sys.platform.startswith("linux") and not shown else ""


def open_window(folder: Path | None = None, *, officer: str | None = None) -> int:
    """Open the window, on the store of a folder where one is named, with an officer's name filled in.

    Started again on a store whose window is open, it brings that window forward. Returns the exit code: 0 once the
    window is closed, 1 where there is no display.
    """
    why = why_no_window()
    if why:
        sys.stderr.write(f"{why}\n")
        return 1
    from spp_desktop.ui.desk import Desk, application

    app = application()
    desk = Desk(app)
    desk.left.connect(app.quit)
    try:
        if not desk.begin(folder, officer or ""):
            return 0
        desk.first_painted(warm)
        return app.exec()
    finally:
        desk.end()


def warm() -> None:
    """Load what the first window did without, and then what every page is made of."""
    from spp_desktop.ui.registry import CASE_PAGE, PAGES

    for name in (*HEAVY, *(spec.builder.partition(":")[0] for spec in PAGES), CASE_PAGE.partition(":")[0]):
        import_module(name)
    # None of this is ever garbage: the collector need not look through it again each time it is due.
    gc.freeze()
