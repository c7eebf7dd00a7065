"""The program on a real X server: it paints its first window, and whole journeys go through as they do off screen.

Left out where there is no Xvfb or no xcb library for Qt, and says so; ``packaging/dev.py prove`` installs both on
Debian where it may.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1366, 768)
PATIENCE_SECONDS = 60
JOURNEYS = ("coming_in", "locking", "casework", "figures_journey", "names_journey")
"""Those that work in one window at a time: no window manager is here to say which of two has the keyboard."""
XCB = "libxcb-cursor.so.0"
"""The library of Qt's xcb plugin that a Debian without a desktop lacks."""
IGNORED = ("This plugin does not support", "Falling back to using screens root_visual")
"""What Qt says of a plain X server: it has no visual with transparency, for the shadow round a dialog."""


def why_not() -> str:
    """Why there can be no real window here; empty where there can."""
    if not sys.platform.startswith("linux"):
        return "Xvfb is for Linux"
    if shutil.which("Xvfb") is None:
        return "Xvfb is not installed"
    try:
        ctypes.CDLL(XCB)
    except OSError:
        return f"Qt's xcb plugin needs {XCB}, which is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@dataclass(frozen=True)
class Display:
    """An X server of our own: its name, and the file in which it keeps what is on its screen."""

    name: str
    screen: Path

    def environment(self, state: Path) -> dict[str, str]:
        """What a program needs to show its windows here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPP_", "WAYLAND_"))}
        return {**kept, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "SPP_STATE_DIR": str(state)}

    def colours(self) -> Counter[int]:
        """How many pixels of the root window have each colour now (XWD version 7, 32 bits a pixel)."""
        data = self.screen.read_bytes()
        header = struct.unpack(">25I", data[:100])
        start, (width, height), line, entries = header[0], header[4:6], header[12], header[19]
        assert (width, height) == SIZE
        assert header[11] == 32
        order = "<" if header[7] == 0 else ">"
        pixels = data[start + 12 * entries :]
        rows = (struct.unpack_from(f"{order}{width}I", pixels, row * line) for row in range(height))
        return Counter(pixel & 0xFFFFFF for row in rows for pixel in row)


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    """An X server on a display that was free, with nothing on its screen."""
    folder = tmp_path_factory.mktemp("screen")
    read, write = os.pipe()
    screen = ["-screen", "0", "{}x{}x24".format(*SIZE), "-fbdir", str(folder)]
    command = ["Xvfb", "-displayfd", str(write), *screen, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "the X server did not start"
        try:
            yield Display(f":{number}", folder / "Xvfb_screen0")
        finally:
            server.terminate()


def token(name: str) -> int:
    """A colour of the light scheme."""
    tokens = json.loads((ROOT / "resources" / "theme" / "tokens.json").read_text("utf-8"))
    return int(tokens["colour"]["light"][name].removeprefix("#"), 16)


def test_the_first_window_is_painted_on_the_screen(display: Display, tmp_path: Path) -> None:
    assert display.colours()[token("accent")] == 0
    command = [sys.executable, "-P", "-m", "spp_desktop"]
    environment = {**display.environment(tmp_path), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "said").open("w+") as said:
        with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=said, stderr=said) as program:
            try:
                until = time.monotonic() + PATIENCE_SECONDS
                seen: Counter[int] = Counter()
                while seen[token("accent")] < 1_000 and time.monotonic() < until and program.poll() is None:
                    time.sleep(0.25)
                    seen = display.colours()
                assert program.poll() is None
            finally:
                program.terminate()
        said.seek(0)
        assert said.read() == ""
    assert seen[token("accent")] >= 1_000
    grounds = seen[token("canvas")] + seen[token("surface")]
    assert grounds > 0.5 * (sum(seen.values()) - seen[0])
    assert len(seen) > 50


def test_journeys_go_through_in_real_windows(display: Display, tmp_path: Path) -> None:
    tests = [f"tests/journeys/test_{name}.py" for name in JOURNEYS]
    plain = ["-p", "no:cacheprovider", "-p", "no:xdist", "--basetemp", str(tmp_path / "work")]
    command = [sys.executable, "-m", "pytest", "-q", *plain, "-o", "qt_log_ignore=" + "\n".join(IGNORED), *tests]
    environment = display.environment(tmp_path)
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert " skipped" not in ran.stdout
