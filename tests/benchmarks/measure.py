"""Timing, and the table that timings become."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from spp_desktop.services.signed_in import SignedIn

Statement = tuple[str, Any]
"""A statement as the driver was given it, and its parameters: one set, or a list of sets."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. ``reference`` and ``ours`` are in ``unit``; ``held`` is None where there is no budget."""

    what: str
    reference: float | None
    ours: float
    budget: str = ""
    held: bool | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """How many times the reference ours is."""
        return self.ours / self.reference if self.reference else None


def within(what: str, reference: float, ours: float, times: float, *, most: float | None = None) -> Line:
    """A line whose budget is so many times its reference, and at most so many milliseconds where that is said."""
    budget = f"<= {times:g} x" + (f", < {most:g} ms" if most is not None else "")
    return Line(what, reference, ours, budget, ours <= times * reference and (most is None or ours < most))


def under(what: str, ours: float, most: float, *, reference: float | None = None, unit: str = "ms") -> Line:
    """A line whose budget is an amount."""
    return Line(what, reference, ours, f"<= {most:g} {unit}", ours <= most, unit)


def beyond(what: str, reference: float, ours: float, more: float, unit: str = "ms") -> Line:
    """A line whose budget is so much more than its reference."""
    return Line(what, reference, ours, f"<= + {more:g} {unit}", ours <= reference + more, unit)


def table(lines: Sequence[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [("what", "reference", "ours", "ratio", "budget", "held")]
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f} x"
        held = {True: "yes", False: "**no**", None: ""}[line.held]
        rows.append(
            (line.what, _amount(line.reference, line.unit), _amount(line.ours, line.unit), ratio, line.budget, held)
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    ruled = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in ruled
    )


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.2f} {unit}"


# --- timing ------------------------------------------------------------------------------------------------------


def timed(call: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def worked(call: Callable[[], object]) -> float:
    """How long the processor works on one call in this thread, in milliseconds: what other programs take from it, and
    the disk, are left out."""
    begun = time.thread_time()
    call()
    return (time.thread_time() - begun) * 1000


def beside(reference: Callable[[], object], ours: Callable[[], object], times: int = 25) -> tuple[float, float]:
    """The work of both, called in turn on warm data: the median of each."""
    reference()
    ours()
    gc.collect()
    pairs = [(worked(reference), worked(ours)) for _ in range(times)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


# --- statements --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Heard:
    """The statements that ran, in their order."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(
        self, _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        self.statements.append((statement, parameters))


@contextmanager
def hearing(me: SignedIn) -> Iterator[list[Statement]]:
    """The statements that the store's connections run while the block lasts."""
    heard = Heard()
    engines: tuple[Engine, ...] = (me.store.engines.writer, me.store.engines.readers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    try:
        yield heard.statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", heard)


def run_raw(raw: Any, statements: Sequence[Statement]) -> None:
    """The same statements on a bare connection, every row fetched."""
    for statement, parameters in statements:
        if isinstance(parameters, list):
            raw.executemany(statement, parameters)
        else:
            raw.execute(statement, parameters).fetchall()
