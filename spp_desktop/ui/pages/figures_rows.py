"""The rows of a figures table as words: counts, changes, limits, rates; blank where nothing is known, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from spp_desktop.domain.figures.change import TOO_FEW, Change, Signal
from spp_desktop.ui.charts.values import ChangeBar

Kind = Literal["place", "no-area", "total", "unplaced"]
Key = Literal["name", "compare", "now", "change", "percent", "limits", "per_day", "rate", "signal", "bar"]

LABELS: Final[dict[Key, str]] = {
    "name": "Area",
    "compare": "Before",
    "now": "Now",
    "change": "Change",
    "percent": "%",
    "limits": "95% limits",
    "per_day": "% a day",
    "rate": "Per 1,000",
    "signal": "Signal",
    "bar": "",
}
TOO_FEW_WORDS: Final = "too few to show"
ADDED_NOWHERE: Final = "never added"
SIGNAL_WORDS: Final[dict[Signal, str]] = {
    Signal.DOWN: "Clearly down",
    Signal.UP: "Clearly up",
    Signal.NOT_CLEAR: "Not clear",
    Signal.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row: a place, a crime group, *no area*, the total, or the unplaced rows that stand beside it."""

    code: str
    name: str
    change: Change
    kind: Kind = "place"
    number: str = ""
    rate: float | None = None
    """Crimes for each thousand residents."""
    per_day: float | None = None
    """The change in crimes a day, per cent, where the periods differ in days."""
    reason: str = ""
    """Why the change is blank."""

    @property
    def bar(self) -> ChangeBar | None:
        """The bar of the change, None where no per cent is shown."""
        shown = self.change.per_cent_shown
        if shown is None or self.kind == "unplaced":
            return None
        return ChangeBar(shown, self.change.low, self.change.high)


def signed(value: float, places: int = 1) -> str:
    """``−14.4`` with a true minus, ``+3.4``, ``0.0`` without a sign when it rounds to nothing."""
    text = f"{value:+,.{places}f}".replace("-", "−")
    return text[1:] if not any(digit in "123456789" for digit in text) else text


def count(value: int | None) -> str:
    """``9,924``; blank where it is not known, never 0."""
    return "" if value is None else f"{value:,}"


def cell(row: ChangeRow, key: Key) -> str:
    """What a cell says."""
    if row.kind == "unplaced" and key not in {"name", "compare", "now"}:
        return ADDED_NOWHERE if key == "limits" else ""
    return _CELLS[key](row)


def _percent(value: float | None) -> str:
    return "" if value is None else signed(value)


def _limits(row: ChangeRow) -> str:
    change = row.change
    if change.compare is None or change.now is None:
        return "a month is missing" if row.reason else ""
    if change.compare < TOO_FEW:
        return TOO_FEW_WORDS
    if change.low is None or change.high is None:
        return ""
    return f"{signed(change.low)} to {signed(change.high)}"


_CELLS: Final[dict[Key, Callable[[ChangeRow], str]]] = {
    "name": lambda row: row.name,
    "compare": lambda row: count(row.change.compare),
    "now": lambda row: count(row.change.now),
    "change": lambda row: "" if row.change.change is None else signed(row.change.change, 0),
    "percent": lambda row: _percent(row.change.per_cent_shown),
    "limits": _limits,
    "per_day": lambda row: _percent(None if row.change.per_cent_shown is None else row.per_day),
    "rate": lambda row: "" if row.rate is None else f"{row.rate:,.1f}",
    "signal": lambda row: "" if row.change.per_cent_shown is None else SIGNAL_WORDS[row.change.signal],
    "bar": lambda _row: "",
}


def said(row: ChangeRow, key: Key) -> str:
    """What a cell says to somebody who cannot see it."""
    change = row.change
    if key == "name":
        return f"{row.number}, {row.name}" if row.number else row.name
    if key == "bar":
        return whole(row)
    words = cell(row, key)
    if key == "limits" and change.compare is None:
        return row.reason
    unit = "%" if key in {"percent", "per_day"} and words else ""
    return f"{words}{unit}" or "blank"


def whole(row: ChangeRow) -> str:
    """The row in one sentence: ``Rural North: 463, before 486, −4.7%, between −16.1 and +8.2, not clear``."""
    change = row.change
    if change.now is None or change.compare is None:
        return f"{row.name}: {row.reason or 'not known'}"
    words = f"{row.name}: {change.now:,}, before {change.compare:,}"
    if row.kind == "unplaced":
        return f"{words}, {ADDED_NOWHERE}"
    if change.per_cent_shown is None:
        return f"{words}, {TOO_FEW_WORDS}"
    words += f", {signed(change.per_cent_shown)}%"
    if change.low is not None and change.high is not None:
        words += f", between {signed(change.low)} and {signed(change.high)}"
    return f"{words}, {change.signal}"


def table_cells(rows: Sequence[ChangeRow], keys: Sequence[Key]) -> tuple[tuple[str, ...], ...]:
    """The rows as they are copied: numbers and words, no bar."""
    shown = [key for key in keys if key != "bar"]
    return tuple(tuple(cell(row, key) for key in shown) for row in rows)
