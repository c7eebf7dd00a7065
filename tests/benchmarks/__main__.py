"""Measures the budgets and prints each beside its reference from the same run.

    python packaging/dev.py bench                      a store of 10,000 cases and 100,000 contacts
    python packaging/dev.py bench --full               100,000 cases and 1,000,000 contacts, as the budgets have it
    python packaging/dev.py bench --cases 300          another size, with ten contacts a case

The first run of a size makes its store, and keeps it among the temporary files. Compare ratios: milliseconds are the
machine's, and whatever else runs on it falls on both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Run as a folder, it finds the program and the other tests from here.
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from spp_desktop.services import sign_in  # noqa: E402
from tests.benchmarks import store_speed  # noqa: E402
from tests.benchmarks.figures_data import add_years  # noqa: E402
from tests.benchmarks.large_store import AS_AT, LARGE, OFFICER, PASSPHRASE, SMALL, Size, kept_folder, kept_store  # noqa: E402
from tests.benchmarks.measure import Line, beyond, table, under, within  # noqa: E402
from tests.benchmarks.store_speed import Place  # noqa: E402

STARTS = 5
STORE_PARTS = (
    store_speed.opening,
    store_speed.searching,
    store_speed.encrypted,
    store_speed.saving,
    store_speed.importing,
    store_speed.exporting,
)
FEW = Size(1_000, 10_000)
"""What the large store is held against, to show that size does not matter."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, print the table; exit code 0 whether or not every budget is held."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure the budgets.")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="on the store of 100,000 cases and 1,000,000 contacts")
    size.add_argument("--cases", type=int, metavar="N", help="on a store of so many cases, ten contacts each")
    parser.add_argument("--only", metavar="WORD", default="", help="only the parts whose name holds this word")
    chosen = parser.parse_args(arguments)
    wanted = LARGE if chosen.full else Size(chosen.cases, chosen.cases * 10) if chosen.cases else SMALL
    begun = time.monotonic()
    lines = []
    for line in measured(wanted, chosen.only):
        say(f"{line.what}: {line.ours:,.2f} {line.unit}")
        lines.append(line)
    made = f"{wanted.cases:,} cases, {wanted.cases:,} people, {wanted.contacts:,} contacts; {machine()}"
    took = time.monotonic() - begun
    sys.stdout.write(f"\n{made}\n\n{table(lines)}\n\nMeasured in {took:.0f} s\n")
    return 0


def machine() -> str:
    """What it was measured on."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors"


def measured(size: Size, only: str = "") -> Iterator[Line]:
    """Every part in turn, each on copies of the kept stores."""
    with tempfile.TemporaryDirectory(prefix="spp-bench-", ignore_cleanup_errors=True) as room:
        os.environ["SPP_STATE_DIR"] = str(Path(room) / "state")
        large, few = (kept_store(each, _say_progress) for each in (size, min(FEW, size, key=lambda one: one.cases)))
        if only in "start":
            say("Starting")
            yield from starting()
        with signed_in(large, Path(room) / "large") as place, signed_in(few, Path(room) / "few") as small:
            if only in "lists":
                say("lists")
                yield from store_speed.lists(place, small)
            for part in STORE_PARTS:
                if only in part.__name__:
                    say(part.__name__)
                    yield from part(place)
        if only in "session":
            say("session")
            yield from session(large, Path(room) / "session")


@contextmanager
def signed_in(store: Path, room: Path) -> Iterator[Place]:
    """A copy of a store, with its officer signed in."""
    room.mkdir(parents=True)
    shutil.copytree(store, room / "store")
    me = sign_in.sign_in(room / "store", OFFICER, PASSPHRASE, now=lambda: AS_AT)
    try:
        yield Place(me, room)
    finally:
        sign_in.sign_out(me)


# --- in processes of their own -----------------------------------------------------------------------------------


def starting() -> Iterator[Line]:
    """From the command to the first window painted."""
    pairs = [(_start("start-bare"), _start("start-ours")) for _ in range(STARTS + 1)][1:]
    reference, ours = (sorted(each)[STARTS // 2] for each in zip(*pairs, strict=True))
    yield within("start to sign-in painted", reference, ours, 1.5)


def _start(part: str) -> float:
    begun = time.perf_counter()
    _part(part)
    return (time.perf_counter() - begun) * 1000


def _part(part: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.windows", part, *arguments]
    # Compiled once and kept, as an installed program is.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(kept_folder() / "compiled")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def session(store: Path, room: Path) -> Iterator[Line]:
    """A day's work at the window; figures in a store that holds twenty years of them."""
    with signed_in(store, room):
        pass
    bare = _part("start-bare")["memory"]
    first = _part("signing-in", str(room / "store"))
    yield beyond("passphrase accepted to Today painted", first["unwrap"], first["today"], 500)
    yield beyond("memory at Today", bare, first["memory"], 150, "MB")
    with signed_in(store, room / "figures") as place:
        add_years(place.me)
    told = _part("session", str(room / "figures" / "store"))
    yield beyond("memory with every page opened, 20 years of figures", bare, told["every_page_memory"], 300, "MB")
    found = told["search"]
    yield within("keystroke to search results painted, p95", found["raw"], found["painted"], 2, most=50)
    rows = f"{told['list']['rows']:,} rows"
    yield Line(f"case list, first paint, {rows}", None, told["list"]["first"])
    yield Line(f"case list, jump painted, {rows}", None, told["list"]["jump"])
    yield Line(f"case list, sorted again and painted, {rows}", None, told["list"]["sort"])
    yield Line("case with 200 contacts, painted", None, told["case"]["painted"])
    numpy, painted = told["figures"]["numpy"], told["figures"]["painted"]
    yield under("figures page, 20 years, another area painted", painted, 100, reference=numpy)
    silences = first["silences"] | told["silences"]
    for what, (silence, worked) in sorted(silences.items(), key=lambda each: -each[1][0]):
        yield under(f"event loop silent: {what}", silence, 50, reference=worked)


def say(what: str) -> None:
    """Say what is being done, beside the table."""
    sys.stderr.write(f"bench: {what}\n")


def _say_progress(step: str, done: int, of: int) -> None:
    say(f"{step}: {100 * done // of} %")


if __name__ == "__main__":
    sys.exit(main())
