"""What the window remembers for this account on this computer: colours, widths, where panes are divided.

Kept outside every store, so it never holds anything about a person: no name, no reference, no search.
"""

from __future__ import annotations

import json
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter

T = TypeVar("T", bool, int, str, dict[str, int], list[str])


def recall(key: str, default: T) -> T:
    """What was remembered under a key; the default where nothing was, or something of another kind."""
    text = _settings().value(key, "")
    try:
        value = json.loads(str(text)) if text else default
    except ValueError:
        return default
    return value if isinstance(value, type(default)) else default


def remember(key: str, value: bool | int | str | dict[str, int] | list[str]) -> None:
    """Remember a value under a key."""
    _settings().setValue(key, json.dumps(value))


def remember_splitter(splitter: QSplitter, key: str) -> None:
    """Divide panes where they were divided last; ask again with a key for each size class."""
    splitter.setObjectName(key)
    kept = recall(f"panes/{key}", "")
    if kept:
        splitter.restoreState(QByteArray.fromBase64(kept.encode()))


def keep_splitter(splitter: QSplitter) -> None:
    """Keep where panes are divided now."""
    remember(f"panes/{splitter.objectName()}", bytes(splitter.saveState().toBase64().data()).decode())


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "SPP Desktop", "window")
