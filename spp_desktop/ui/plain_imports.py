"""Python's own import, put back in the place that Qt's bindings take of it.

PySide reads the source of every module imported after it, looking for its own name: such a module may turn on one of
its features (``from __feature__ import snake_case``). What Python reads so it keeps: 35 MB of source by the time every
page is loaded. The program turns no feature on.
"""

from __future__ import annotations

import builtins

import shiboken6  # noqa: F401 - what takes the place of import


def put_back() -> None:
    """From now on, import modules without reading their source."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
