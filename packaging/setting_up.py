"""Finds a Python, makes the environment the program runs in, and sees that Qt has its libraries.

Standard library only, and nothing newer than Python 3.8: an older Python must get as far as being told so.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ((3, 11), (3, 12), (3, 13))
WINDOWS = os.name == "nt"

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "set-up.json"
SET_UP_LOCK = ROOT / ".venv.lock"

LOCKS = {
    "run": ROOT / "packaging" / "requirements.txt",
    "dev": ROOT / "packaging" / "requirements-dev.txt",
}

OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
VIRTUAL_SCREEN = {"Xvfb": "xvfb"}
"""A program rather than a library: an X server whose screen nobody sees."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"


class Stop(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    """Tell the person what is being done; standard output belongs to the program."""
    print(line, file=sys.stderr, flush=True)


def accepted() -> str:
    """The Pythons the program runs on, as a person would say them."""
    names = ["{}.{}".format(*version) for version in PYTHONS]
    return "Python " + ", ".join(names[:-1]) + " or " + names[-1]


# Finding a Python


class Found(NamedTuple):
    """One interpreter that answered."""

    path: str
    version: tuple[int, int]
    wide: bool
    venv: bool

    def fits(self) -> bool:
        """Whether the program runs on it; whether it can also make the environment is ``venv``."""
        return self.version in PYTHONS and self.wide


PROBE = """
import json, sys
try:
    import ensurepip, venv
    able = True
except ImportError:
    able = False
base = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([base, list(sys.version_info[:2]), sys.maxsize > 2 ** 32, able]))
"""


def probe(path: str) -> Found | None:
    """Ask an interpreter what it is by running it: a name on PATH may be a shim with nothing behind it."""
    try:
        answer = subprocess.run(
            [path, "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=clean_environment(),
            timeout=30,
            check=True,
        )
        base, version, wide, able = json.loads(answer.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Found(base, tuple(version), wide, able)


def candidates(environment: Mapping[str, str]) -> Iterator[str]:
    """Paths where a Python may be, the one that runs this first."""
    yield getattr(sys, "_base_executable", None) or sys.executable
    names = ["python{}.{}".format(*version) for version in reversed(PYTHONS)] + ["python3", "python"]
    folders = [Path(folder) for folder in environment.get("PATH", os.defpath).split(os.pathsep) if folder]
    for name in names:
        for folder in folders:
            yield str(folder / (name + (".exe" if WINDOWS else "")))
    places = ["/usr/local/bin/python3", "/usr/bin/python3"]
    home = Path(environment.get("USERPROFILE" if WINDOWS else "HOME") or ".")
    for major, minor in reversed(PYTHONS):
        if WINDOWS:
            for variable in ("LOCALAPPDATA", "PROGRAMFILES"):
                base = Path(environment.get(variable, "."))
                base = base / "Programs" / "Python" if variable == "LOCALAPPDATA" else base
                places.append(str(base / f"Python{major}{minor}" / "python.exe"))
        else:
            versions = Path(environment.get("PYENV_ROOT") or home / ".pyenv") / "versions"
            places += [str(found) for found in sorted(versions.glob(f"{major}.{minor}.*/bin/python"), reverse=True)]
    yield from places


def find_python(environment: Mapping[str, str]) -> str:
    """An interpreter the program runs on and that can make the environment. Raises Stop saying what is missing."""
    seen: dict[str, Found] = {}
    for path in candidates(environment):
        real = os.path.realpath(path)
        if real in seen or not os.path.exists(path):  # noqa: PTH110 - Path.exists raises on a Windows shop alias
            continue
        found = probe(path)
        if found is None:
            continue
        seen[real] = found
        if found.fits() and found.venv:
            return found.path
    raise Stop(no_python(list(seen.values())))


def no_python(seen: list[Found]) -> str:
    """Why none of the interpreters seen will do, and what to do about it."""
    for found in seen:
        if found.fits():
            mend = (
                "Install Python again with its own installer and leave pip and the standard library ticked."
                if WINDOWS
                else "On Debian or Ubuntu: sudo apt-get install -y python{}.{}-venv".format(*found.version)
            )
            return f"{found.path} would do, but its venv module is missing.\n{mend}\nThen run the same command again."
    also = ", ".join("{} ({}.{})".format(found.path, *found.version) for found in seen) or "none at all"
    return f"SPP Desktop runs on {accepted()}, 64-bit, and found no such Python here.\nPythons seen: {also}"


# Qt's libraries on Linux


def on_linux() -> bool:
    """Whether Qt needs libraries that the system may not have."""
    return sys.platform.startswith("linux")


def without_display(environment: Mapping[str, str]) -> bool:
    """Whether a window would be seen by nobody."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform:
        return platform in ("offscreen", "minimal")
    return on_linux() and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def loads(library: str) -> bool:
    """Whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """The Debian packages whose library, or program, is not there, and a font where there is none."""
    missing = [package for name, package in libraries.items() if not (loads if ".so" in name else shutil.which)(name)]
    fonts = (font for folder in FONT_FOLDERS for font in Path(folder).rglob("*.[ot]tf"))
    return missing if next(fonts, None) else [*missing, FONT_PACKAGE]


def root_prefix() -> list[str] | None:
    """What goes before a command to run it as root without asking; None where that is not allowed."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stdout=2, stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


def add_libraries(libraries: Mapping[str, str]) -> bool:
    """Install what Qt lacks where that is allowed, else print the one line to run. Whether Qt now has everything."""
    packages = missing_packages(libraries)
    if not packages:
        return True
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        say("Qt needs libraries that are not here; Debian calls them: " + " ".join(packages))
        return False
    prefix = root_prefix()
    if prefix is not None:
        say("Installing what Qt needs: " + " ".join(packages))
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")

        def apt(command: list[str]) -> bool:
            return subprocess.call(prefix + command, stdin=subprocess.DEVNULL, stdout=2, env=environment) == 0

        if apt(install) or (apt(["apt-get", "update"]) and apt(install)):
            return True
    say("Qt needs libraries that are not here. Run this line, then the same command again:")
    say("sudo " + " ".join(install))
    return False


# The environment


def clean_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without the variables that would lead Python to somebody else's packages."""
    strangers = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")
    source = os.environ if environment is None else environment
    return {name: value for name, value in source.items() if name not in strangers}


def digest(kind: str) -> str:
    """The hash of the lock that fills the environment for ``run`` or ``dev``."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def read_stamp() -> dict[str, Any]:
    """What the environment holds; empty where it is absent, unfinished, or was made for another folder."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    usable = isinstance(stamp, dict) and stamp.get("root") == str(ROOT) and VENV_PYTHON.exists()
    return stamp if usable else {}


def write_stamp(stamp: Mapping[str, Any]) -> None:
    """Say what the environment holds, in one step."""
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(stamp), encoding="utf-8")
    new.replace(STAMP)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the set-up lock, so that two starts at once do not fill the same environment."""
    try:
        handle = SET_UP_LOCK.open("a+b")
    except OSError as error:
        raise Stop(f"Cannot write in {ROOT}: {error.strerror}. Nothing was set up.") from error
    with handle:
        if not try_lock(handle.fileno()):
            say("Another set-up is under way; waiting for it")
            while not try_lock(handle.fileno()):
                time.sleep(0.2)
        # The system lets the lock go with the handle, however this process ends.
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock on an open file unless another process has it."""
    try:
        if WINDOWS:
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def is_ready(kind: str) -> bool:
    """Whether the environment already holds exactly what the lock names."""
    return read_stamp().get(kind) == digest(kind)


def make_ready(kind: str) -> None:
    """Make and fill the environment where it does not hold what the lock names. Raises Stop where it cannot."""
    if is_ready(kind):
        return
    with alone():
        if is_ready(kind):
            return
        stamp = read_stamp()
        # What runs the program is a part of what tests it, so the larger set goes on top; anything else starts afresh.
        if not (kind == "dev" and stamp.get("run") == digest("run") and "dev" not in stamp):
            make_environment()
            stamp = {"root": str(ROOT)}
        fill_environment(kind)
        write_stamp({**stamp, "run": digest("run"), kind: digest(kind)})
        say("Ready")


def make_environment() -> None:
    """An empty environment in .venv that sees this checkout."""
    python = find_python(os.environ)
    say(f"Making {VENV} with {python}")
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    if subprocess.call([python, "-m", "venv", "--clear", str(VENV)], stdout=2, env=clean_environment()) != 0:
        raise Stop(f"Could not make {VENV}. If the program is open, close it and run the same command again.")
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([str(VENV_PYTHON), "-I", "-c", ask]).decode("utf-8").strip()
    Path(packages, "spp_desktop.pth").write_text(path_line(ROOT), encoding="ascii")


def path_line(root: Path) -> str:
    """The line by which an environment finds the checkout: ASCII, for Pythons differ in how they read the file."""
    return f"import sys; sys.path.append({str(root)!a})\n"


def fill_environment(kind: str) -> None:
    """Install exactly what the lock names, each file checked against its hash."""
    what = {"run": "the program needs", "dev": "the program and its tests need"}[kind]
    say(f"Installing what {what}, once; this takes a minute or two")
    command = [str(VENV_PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-input", "--quiet"]
    command += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(LOCKS[kind])]
    if subprocess.call(command, stdin=subprocess.DEVNULL, stdout=2, env=clean_environment()) != 0:
        raise Stop("Could not install the dependencies; the lines above say why. Run the same command to try again.")


def has_libraries(environment: Mapping[str, str]) -> bool:
    """Whether Qt has what it needs here; looks once and remembers a yes."""
    if without_display(environment):
        return has_all({"offscreen": OFFSCREEN_LIBRARIES})
    return has_all({"offscreen": OFFSCREEN_LIBRARIES, "screen": SCREEN_LIBRARIES})


def has_virtual_screen() -> bool:
    """Whether real windows can be opened on a screen that nobody sees; installs it where that is allowed."""
    return has_all({"screen": SCREEN_LIBRARIES, "virtual screen": VIRTUAL_SCREEN})


def has_all(kinds: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether each kind of what Qt needs is here, or could be installed; looks once for each and remembers a yes."""
    if not on_linux():
        return True
    unknown = [kind for kind in kinds if kind not in read_stamp().get("libraries", [])]
    if not unknown:
        return True
    with alone():
        if not add_libraries({library: package for kind in unknown for library, package in kinds[kind].items()}):
            return False
        stamp = read_stamp()
        write_stamp({**stamp, "libraries": sorted({*stamp.get("libraries", []), *unknown})})
    return True
