"""Sets SPP Desktop up and starts it, or runs its gate.

    python packaging/dev.py run [ARGS...]    start the program, with ARGS as for spp-desktop
    python packaging/dev.py test             the gate: format, lint, types, layers, tests, coverage
    python packaging/dev.py prove            the long proofs: kills, cut logs, large stores
    python packaging/dev.py screenshots      draw every page into docs/screenshots
    python packaging/dev.py bench            measure the budgets
    python packaging/dev.py lock             pin and hash the dependencies again

Needs nothing but Python 3.11, 3.12 or 3.13; the first start makes .venv and fills it. Runs from any folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, NoReturn

from setting_up import (
    LOCKS,
    PYTHONS,
    ROOT,
    VENV_PYTHON,
    WINDOWS,
    Stop,
    clean_environment,
    has_libraries,
    has_virtual_screen,
    make_ready,
    say,
    without_display,
)


def become(arguments: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Go on as the environment's Python: its output, its signals and its exit code are the program's own."""
    command = [str(VENV_PYTHON), *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execve(command[0], command, dict(environment))  # noqa: S606 - no shell is wanted
    process = subprocess.Popen(command, env=dict(environment))
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            # The console gave Ctrl+C to the program too; it decides when to end.
            continue


def run(arguments: Sequence[str]) -> NoReturn:
    """Start the program; with no arguments and no display, show what it makes instead."""
    make_ready("run")
    environment = clean_environment()
    # A command may need no Qt at all, so only the window insists.
    if not has_libraries(environment) and not arguments:
        sys.exit(1)
    if arguments or not without_display(environment):
        become(["-P", "-m", "spp_desktop", *arguments], environment)
    out = ROOT / "out"
    say(f"There is no display here, so no window: writing the demonstration's workbook and pages into {out}")
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    become(["-P", "-m", "spp_desktop.showing", "--out", str(out)], environment)


def ready_offscreen() -> dict[str, str]:
    """Set up for the gate, and the environment in which nothing needs a display."""
    make_ready("dev")
    environment = clean_environment()
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not has_libraries(environment):
        sys.exit(1)
    return environment


class Step(NamedTuple):
    """One check of the gate: its name and what runs it."""

    name: str
    command: Sequence[str]


def gate_steps() -> Sequence[Step]:
    """The gate in order, the quickest to fail first."""
    python = str(VENV_PYTHON)
    workers = str(min(4, os.cpu_count() or 1))
    return (
        Step("format", [python, "-m", "ruff", "format", "--check", "."]),
        Step("lint", [python, "-m", "ruff", "check", "."]),
        Step("types", [python, "-m", "mypy"]),
        Step("layers", [python, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]),
        Step("tests", [python, "-m", "pytest", "-n", workers, "--cov", "--cov-report="]),
        Step("coverage", [python, "packaging/coverage_floors.py"]),
    )


def test(arguments: Sequence[str]) -> int:
    """The whole gate; every step runs, and each that fails is named at the end."""
    if arguments:
        raise Stop("test takes no arguments: it is the whole gate")
    environment = ready_offscreen()
    lines, failed = [], []
    for step in gate_steps():
        print(f"== {step.name}", flush=True)
        begun = time.monotonic()
        code = subprocess.call(list(step.command), cwd=str(ROOT), env=environment)
        lines.append(f"{step.name:10} {'passed' if code == 0 else 'FAILED':8} {time.monotonic() - begun:7.1f} s")
        if code != 0:
            failed.append(step.name)
    print("== summary")
    print("\n".join(lines))
    print("The gate failed: " + ", ".join(failed) if failed else "The gate passed", flush=True)
    return 1 if failed else 0


def prove(arguments: Sequence[str]) -> NoReturn:
    """The proofs that take too long for the gate; the seed they print repeats them."""
    environment = ready_offscreen()
    if not has_virtual_screen():
        say("Going on without: what is proved in real windows is left out")
    os.chdir(str(ROOT))
    become(["-m", "pytest", "-v", "-o", "faulthandler_timeout=0", "tests/prove", *arguments], environment)


def screenshots(arguments: Sequence[str]) -> NoReturn:
    """Every page, light and dark, at the three sizes."""
    environment = ready_offscreen()
    become([str(ROOT / "packaging" / "screenshots.py"), *arguments], environment)


def bench(arguments: Sequence[str]) -> NoReturn:
    """The budgets, each beside its reference measured in the same run."""
    environment = ready_offscreen()
    become([str(ROOT / "tests" / "benchmarks"), *arguments], environment)


def lock(arguments: Sequence[str]) -> int:
    """Pin and hash what pyproject.toml asks for, on Linux and Windows and every accepted Python."""
    environment = ready_offscreen()
    oldest = "{}.{}".format(*PYTHONS[0])
    command = [str(VENV_PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", *arguments]
    command += ["--universal", "--python-version", oldest, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]
    for more in (["-o", str(LOCKS["run"])], ["--group", "dev", "-c", str(LOCKS["run"]), "-o", str(LOCKS["dev"])]):
        code = subprocess.call(command + more, cwd=str(ROOT), env=environment, stdout=subprocess.DEVNULL)
        if code != 0:
            return code
    for path in LOCKS.values():
        if "://" in path.read_text(encoding="utf-8"):
            raise Stop(f"{path} names a host; a lock must work with whichever index a council uses")
        say(f"Wrote {path}")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "prove": prove,
    "screenshots": screenshots,
    "bench": bench,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command. Exit code 2 for a command there is none of, 1 where set-up cannot go on."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        say("Say which: " + ", ".join(COMMANDS) + ". With --help, what each does.")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Run the same command to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
