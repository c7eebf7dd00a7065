"""The program from the command line, for schedules and scripts: the same services the window uses.

Exit codes: 0 done, 1 refused or failed (one line on standard error), 2 wrong use. May import services and
domain, and call app to open the window.
"""

from __future__ import annotations

import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from spp_desktop.cli.parser import Command, build_parser
from spp_desktop.domain.errors import Invalid, SppError, WrongUse

DONE, FAILED, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when none is named; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not given:
        from spp_desktop.app import open_window

        return open_window()
    parser = build_parser()
    chosen = parser.parse_args(given)
    if not hasattr(chosen, "run"):
        chosen.describe()
        return WRONG_USE
    return _run(chosen.run, chosen)


def _run(command: Command, chosen: Namespace) -> int:
    """Run a parsed command, turning whatever goes wrong into one line and an exit code."""
    try:
        return command(chosen)
    except WrongUse as trouble:
        return say(trouble.message, WRONG_USE)
    except KeyboardInterrupt:
        return say("Stopped. What was already saved is kept", FAILED)
    except Exception as trouble:  # noqa: BLE001 - a script reads one line, never a traceback
        return say(_in_words(trouble), FAILED)


def _in_words(trouble: Exception) -> str:
    """What went wrong. Of what the program did not expect only the kind and place: its words may name somebody."""
    match trouble:
        case Invalid():
            words = "; ".join(problem.message for problem in trouble.problems)
        case SppError():
            words = trouble.message
        case FileNotFoundError():
            words = f"There is no file or folder {trouble.filename}. Nothing was changed"
        case PermissionError():
            words = f"This account may not open {trouble.filename}. Nothing was changed"
        case OSError():
            where = f" ({trouble.filename})" if trouble.filename else ""
            words = f"The disk would not do it: {trouble.strerror}{where}. What was already saved is kept"
        case _:
            place = traceback.extract_tb(trouble.__traceback__)[-1]
            where = f"{type(trouble).__name__} at {Path(place.filename).name}:{place.lineno}"
            words = f"SPP Desktop met a fault it did not expect. What was already saved is kept. Report it: {where}"
    return words


def say(line: str, code: int) -> int:
    """Put one line on standard error; returns the exit code given."""
    print(" ".join(line.split()), file=sys.stderr)
    return code
