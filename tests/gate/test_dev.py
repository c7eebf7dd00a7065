"""packaging/dev.py: what it says, what it passes through, and when it keeps quiet."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="a stand-in for Python is a shell script")

STAND_IN = """#!/bin/sh
echo "$@"
echo "platform=$QT_QPA_PLATFORM path=$PYTHONPATH cwd=$PWD"
echo "to the error stream" >&2
exit {code}
"""


@pytest.fixture
def setting_up(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(PACKAGING)
    monkeypatch.delitem(sys.modules, "setting_up", raising=False)
    import setting_up

    monkeypatch.delitem(sys.modules, "setting_up")
    return setting_up


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout holding only what set-up needs."""
    root = tmp_path / "a checkout"
    (root / "packaging").mkdir(parents=True)
    for name in ("dev.py", "setting_up.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(PACKAGING / name, root / "packaging")
    return root


def set_up(checkout: Path, setting_up: ModuleType, code: int = 0) -> None:
    """Put a stand-in for the environment's Python in place, stamped as holding what the locks name."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN.format(code=code), encoding="utf-8")
    python.chmod(0o755)
    stamp = {"root": str(checkout), "libraries": ["offscreen", "screen", "virtual screen"]}
    stamp |= {kind: setting_up.digest(kind) for kind in ("run", "dev")}
    (checkout / ".venv" / "set-up.json").write_text(json.dumps(stamp), encoding="utf-8")


def dev(
    checkout: Path, *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the checkout's dev.py with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, str(checkout / "packaging" / "dev.py"), *arguments],
        cwd=cwd or checkout.parent,
        env={"PATH": os.defpath, "HOME": str(checkout.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@POSIX_ONLY
@pytest.mark.parametrize("code", [0, 1, 2, 77])
def test_output_and_exit_code_pass_through(code: int, checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up, code)
    done = dev(checkout, "run", "crime", "reductions", "--period", "2025-01..2025-02", "two words", "--help")
    assert done.returncode == code
    said = "-P -m spp_desktop crime reductions --period 2025-01..2025-02 two words --help"
    assert done.stdout.splitlines()[0] == said


@POSIX_ONLY
def test_nothing_of_its_own_is_said_when_nothing_needs_setting_up(checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up)
    done = dev(checkout, "run", "demo", "--build-only")
    assert done.stderr == "to the error stream\n"
    assert len(done.stdout.splitlines()) == 2


@POSIX_ONLY
def test_run_keeps_the_folder_it_was_called_in_and_drops_strange_paths(
    checkout: Path, setting_up: ModuleType, tmp_path: Path
) -> None:
    set_up(checkout, setting_up)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = dev(checkout, "run", "demo", cwd=elsewhere, PYTHONPATH="/somewhere")
    assert done.stdout.splitlines()[1] == f"platform= path= cwd={elsewhere}"


@POSIX_ONLY
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may have no display")
def test_without_a_display_the_demonstration_is_written_instead(checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up)
    done = dev(checkout, "run")
    assert done.stdout.splitlines()[0] == f"-P -m spp_desktop.showing --out {checkout / 'out'}"
    assert "platform=offscreen" in done.stdout
    assert "no display" in done.stderr


@POSIX_ONLY
@pytest.mark.parametrize(
    "environment", [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "vnc"}]
)
def test_with_a_display_the_window_opens(environment: dict[str, str], checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up)
    assert dev(checkout, "run", **environment).stdout.splitlines()[0] == "-P -m spp_desktop"


@POSIX_ONLY
@pytest.mark.parametrize(
    ("command", "starts"),
    [
        ("prove", "-m pytest -v -o faulthandler_timeout=0 tests/prove -x"),
        ("bench", "{root}/tests/benchmarks -x"),
        ("screenshots", "{root}/packaging/screenshots.py -x"),
    ],
)
def test_the_other_commands_start_their_own(command: str, starts: str, checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up)
    done = dev(checkout, command, "-x")
    assert done.stdout.splitlines()[0] == starts.format(root=checkout)
    assert "platform=offscreen" in done.stdout


@POSIX_ONLY
def test_the_gate_runs_every_step_and_names_those_that_fail(checkout: Path, setting_up: ModuleType) -> None:
    set_up(checkout, setting_up, 1)
    done = dev(checkout, "test")
    assert done.returncode == 1
    steps = ["format", "lint", "types", "layers", "tests", "coverage"]
    assert re.findall(r"^== (\w+)$", done.stdout, re.MULTILINE) == [*steps, "summary"]
    assert done.stdout.splitlines()[-1] == "The gate failed: " + ", ".join(steps)


@pytest.mark.parametrize("arguments", [[], ["tst"], ["--wrong"]])
def test_a_command_there_is_none_of_is_wrong_use(arguments: list[str], checkout: Path) -> None:
    done = dev(checkout, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "run, test, prove, screenshots, bench, lock" in done.stderr


def test_help_names_every_command(checkout: Path) -> None:
    done = dev(checkout, "--help")
    assert done.returncode == 0
    assert all(
        f"dev.py {command} " in done.stdout for command in ("run", "test", "prove", "screenshots", "bench", "lock")
    )


@POSIX_ONLY
@pytest.mark.parametrize("damage", ["lock", "moved", "torn", "no python"])
def test_an_environment_that_is_not_as_locked_is_not_trusted(
    damage: str, checkout: Path, setting_up: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(checkout, setting_up)
    stamp = checkout / ".venv" / "set-up.json"
    monkeypatch.setattr(setting_up, "ROOT", checkout)
    monkeypatch.setattr(setting_up, "STAMP", stamp)
    monkeypatch.setattr(setting_up, "VENV_PYTHON", checkout / ".venv" / "bin" / "python")
    monkeypatch.setattr(setting_up, "LOCKS", {"run": checkout / "packaging" / "requirements.txt"})
    assert setting_up.is_ready("run")
    if damage == "lock":
        setting_up.LOCKS["run"].write_text("other==1\n", encoding="utf-8")
    elif damage == "moved":
        monkeypatch.setattr(setting_up, "ROOT", checkout.parent)
    elif damage == "torn":
        stamp.write_text(stamp.read_text(encoding="utf-8")[:20], encoding="utf-8")
    else:
        setting_up.VENV_PYTHON.unlink()
    assert not setting_up.is_ready("run")


def fake_python(folder: Path, name: str, answer: object | None) -> Path:
    """An interpreter that answers the probe so; None for a shim with nothing behind it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    said = f"echo '{json.dumps(answer)}'" if answer is not None else "echo 'command not found' >&2; exit 127"
    path.write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def only_path(setting_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole of PATH, on a computer with no other Python."""
    folder = tmp_path / "bin"

    def candidates(environment: dict[str, str]) -> list[str]:
        names = ["python3.13", "python3.12", "python3.11", "python3", "python"]
        return [str(folder / name) for name in names]

    monkeypatch.setattr(setting_up, "candidates", candidates)
    return folder


@POSIX_ONLY
def test_a_python_that_answers_is_found_behind_shims_that_fail(setting_up: ModuleType, only_path: Path) -> None:
    fake_python(only_path, "python3.13", None)
    fake_python(only_path, "python3", ["/opt/old", [3, 9], True, True])
    fake_python(only_path, "python3.12", ["/opt/narrow", [3, 12], False, True])
    fake_python(only_path, "python", ["/opt/good", [3, 11], True, True])
    assert setting_up.find_python({}) == "/opt/good"


@POSIX_ONLY
def test_a_missing_venv_is_said_with_the_line_that_mends_it(setting_up: ModuleType, only_path: Path) -> None:
    fake_python(only_path, "python3", ["/usr/bin/python3.11", [3, 11], True, False])
    with pytest.raises(setting_up.Stop, match="venv module is missing") as stop:
        setting_up.find_python({})
    assert "apt-get install -y python3.11-venv" in str(stop.value)


@POSIX_ONLY
def test_another_python_is_taken_where_the_first_lacks_venv(setting_up: ModuleType, only_path: Path) -> None:
    fake_python(only_path, "python3.13", ["/usr/bin/python3.13", [3, 13], True, False])
    fake_python(only_path, "python3.12", ["/usr/local/bin/python3.12", [3, 12], True, True])
    assert setting_up.find_python({}) == "/usr/local/bin/python3.12"


@POSIX_ONLY
def test_no_accepted_python_names_those_that_are(setting_up: ModuleType, only_path: Path) -> None:
    fake_python(only_path, "python3", ["/usr/bin/python3", [3, 9], True, True])
    with pytest.raises(setting_up.Stop) as stop:
        setting_up.find_python({})
    assert "Python 3.11, 3.12 or 3.13" in str(stop.value)
    assert "/usr/bin/python3 (3.9)" in str(stop.value)


def test_every_folder_of_path_is_looked_in(setting_up: ModuleType) -> None:
    folders = ["one", "two"]
    looked = list(setting_up.candidates({"PATH": os.pathsep.join(folders), "HOME": "none"}))
    ending = ".exe" if os.name == "nt" else ""
    assert {str(Path(folder, f"python3.12{ending}")) for folder in folders} <= set(looked)


@POSIX_ONLY
def test_set_up_ends_with_one_sentence_where_no_python_will_do(checkout: Path, tmp_path: Path) -> None:
    script = checkout / "packaging" / "setting_up.py"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace("PYTHONS = (", "PYTHONS = ((4, 1), (4, 2))\nREAL = ("), encoding="utf-8")
    done = dev(checkout, "run", "--help", HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("SPP Desktop runs on Python 4.1 or 4.2, 64-bit")
    assert "Traceback" not in done.stderr


@POSIX_ONLY
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack the libraries")
@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["store", "check"], 0)])
def test_only_the_window_insists_on_qt(
    arguments: list[str], code: int, checkout: Path, setting_up: ModuleType, tmp_path: Path
) -> None:
    set_up(checkout, setting_up)
    script = checkout / "packaging" / "setting_up.py"
    script.write_text(
        script.read_text(encoding="utf-8").replace("libEGL.so.1", "libsurely-not-here.so.9"), encoding="utf-8"
    )
    stamp = checkout / ".venv" / "set-up.json"
    held = json.loads(stamp.read_text(encoding="utf-8"))
    stamp.write_text(json.dumps({**held, "libraries": []}), encoding="utf-8")
    done = dev(checkout, "run", *arguments, PATH=str(tmp_path))
    assert done.returncode == code
    assert "libegl1" in done.stderr
    assert bool(done.stdout) == (code == 0)


class Apt:
    """Stands in for running commands: keeps what was asked and answers as told."""

    def __init__(self, *, fails: int = 0) -> None:
        self.asked: list[list[str]] = []
        self.fails = fails

    def __call__(self, command: list[str], **_: object) -> int:
        self.asked.append(command)
        self.fails -= 1
        return 1 if self.fails >= 0 else 0


MISSING = {"libsurely-not-here.so.9": "libsurely9"}
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", "libsurely9"]


@pytest.fixture
def debian(setting_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """A Debian with fonts, where set-up runs as root."""
    monkeypatch.setattr(setting_up.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setting_up.os, "geteuid", lambda: 0, raising=False)
    (tmp_path / "dejavu").mkdir()
    (tmp_path / "dejavu" / "DejaVuSans.ttf").touch()
    monkeypatch.setattr(setting_up, "FONT_FOLDERS", (str(tmp_path),))
    return setting_up


def test_what_qt_lacks_is_installed_by_root(debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt()
    monkeypatch.setattr(debian.subprocess, "call", apt)
    assert debian.add_libraries(MISSING)
    assert apt.asked == [INSTALL]


def test_lists_are_brought_up_to_date_where_the_first_try_fails(
    debian: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = Apt(fails=1)
    monkeypatch.setattr(debian.subprocess, "call", apt)
    assert debian.add_libraries(MISSING)
    assert apt.asked == [INSTALL, ["apt-get", "update"], INSTALL]


def test_without_the_right_the_one_line_is_printed(
    debian: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000, raising=False)
    apt = Apt(fails=1)
    monkeypatch.setattr(debian.subprocess, "call", apt)
    assert not debian.add_libraries(MISSING)
    assert apt.asked == [["sudo", "-n", "true"]]
    assert "sudo " + " ".join(INSTALL) in capsys.readouterr().err.splitlines()


def test_sudo_that_asks_nothing_is_used(debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000, raising=False)
    apt = Apt()
    monkeypatch.setattr(debian.subprocess, "call", apt)
    assert debian.add_libraries(MISSING)
    assert apt.asked == [["sudo", "-n", "true"], ["sudo", "-n", *INSTALL]]


def test_a_screen_nobody_sees_is_installed_with_what_its_windows_need(
    debian: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apt = Apt()
    monkeypatch.setattr(debian.subprocess, "call", apt)
    monkeypatch.setattr(debian, "SET_UP_LOCK", tmp_path / "lock")
    monkeypatch.setattr(debian, "STAMP", tmp_path / "set-up.json")
    monkeypatch.setattr(debian, "on_linux", lambda: True)
    monkeypatch.setattr(debian, "loads", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(debian.shutil, "which", lambda name: None if name == "Xvfb" else f"/usr/bin/{name}")
    assert debian.has_virtual_screen()
    assert apt.asked == [[*INSTALL[:-1], "libxcb-cursor0", "xvfb"]]


def test_a_font_is_asked_for_where_there_is_none(debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert debian.missing_packages({}) == []
    monkeypatch.setattr(debian, "FONT_FOLDERS", ())
    assert debian.missing_packages({}) == ["fonts-dejavu-core"]


@POSIX_ONLY
def test_two_set_ups_do_not_run_together(
    setting_up: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting_up, "SET_UP_LOCK", tmp_path / "lock")
    with setting_up.alone(), (tmp_path / "lock").open("a+b") as second:
        assert not setting_up.try_lock(second.fileno())
    with (tmp_path / "lock").open("a+b") as third:
        assert setting_up.try_lock(third.fileno())


def test_a_checkout_is_found_whatever_letters_its_path_has(
    setting_up: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path("/home/Zoë/O'Brien \\ work")
    line = setting_up.path_line(root)
    monkeypatch.setattr(sys, "path", [])
    exec(line)
    assert line.isascii()
    assert sys.path == [str(root)]


@pytest.mark.parametrize("name", ["dev.py", "setting_up.py"])
def test_an_older_python_gets_as_far_as_being_told(name: str) -> None:
    source = (PACKAGING / name).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    } | {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert imported - {"setting_up", "__future__"} <= sys.stdlib_module_names


def test_the_pythons_accepted_are_those_of_the_project(setting_up: ModuleType) -> None:
    from packaging.specifiers import SpecifierSet

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = SpecifierSet(project["requires-python"])
    named = [(3, minor) for minor in range(8, 20) if wanted.contains(f"3.{minor}")]
    assert list(setting_up.PYTHONS) == named


def test_readme_and_ci_use_the_same_command() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^python3 packaging/dev\.py \w+", ci, re.MULTILINE)
    assert commands == ["python3 packaging/dev.py test", "python3 packaging/dev.py prove"]
    assert f"`{commands[0]}`" in readme
