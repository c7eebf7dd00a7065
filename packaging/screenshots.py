"""Draws every page, light and dark, at three sizes, into docs/screenshots/SCHEME/NAME-WIDTHxHEIGHT.png.

    python packaging/dev.py screenshots [NAME...]    all of them, or those named

The demonstration store is set on one fixed day, so that the same program draws the same pictures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from spp_desktop import showing
from spp_desktop.ui.theme import Mode

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES = ((1366, 768), (1093, 614), (1920, 1080))
SCHEMES = (Mode.LIGHT, Mode.DARK)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the pictures asked for; returns the exit code."""
    known = {view.name: view for view in showing.views()}
    parser = argparse.ArgumentParser(description="Draw every page for the documentation.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(known)}; all when none is named")
    parser.add_argument("--out", type=Path, default=FOLDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in known]
    if unknown:
        parser.error(f"no picture is called {', '.join(unknown)}; there are {', '.join(known)}")
    with (
        tempfile.TemporaryDirectory(prefix="spp-screenshots-", ignore_cleanup_errors=True) as place,
        showing.staged(Path(place) / "demonstration") as stage,
    ):
        for name in chosen.names or known:
            for scheme in SCHEMES:
                for size in SIZES:
                    path = chosen.out / scheme.value / f"{name}-{size[0]}x{size[1]}.png"
                    showing.save(showing.picture(stage, known[name], size, scheme), path)
                    print(path, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
