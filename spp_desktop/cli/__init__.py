"""The program from the command line, for schedules and scripts: the same services the window uses.

Exit codes: 0 done, 1 refused or failed (one line on standard error), 2 wrong use. May import services and
domain, and call app to open the window.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from spp_desktop.cli.parser import Command, build_parser
from spp_desktop.domain.errors import SppError, WrongUse

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
    """Run a parsed command, turning what the program expects to go wrong into one line and an exit code."""
    try:
        return command(chosen)
    except WrongUse as trouble:
        return say(trouble.message, WRONG_USE)
    except SppError as trouble:
        return say(trouble.message, FAILED)
    except FileNotFoundError as trouble:
        return say(f"There is no file or folder {trouble.filename}. Nothing was changed", FAILED)
    except PermissionError as trouble:
        return say(f"This account may not open {trouble.filename}. Nothing was changed", FAILED)
    except KeyboardInterrupt:
        return say("Stopped. What was already saved is kept", FAILED)


def say(line: str, code: int) -> int:
    """Put one line on standard error; returns the exit code given."""
    print(" ".join(line.split()), file=sys.stderr)
    return code
