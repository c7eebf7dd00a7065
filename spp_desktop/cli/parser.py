"""The words each command takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from spp_desktop import __version__
from spp_desktop.domain.disclosure import BASES
from spp_desktop.domain.permissions import Role

Command = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, then how to ask for help."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"unknown role {text!r}; the roles are {', '.join(Role)}") from None


def _basis(text: str) -> str:
    codes = [basis.code for basis in BASES]
    if text not in codes:
        raise argparse.ArgumentTypeError(f"unknown basis {text!r}; the bases are {', '.join(codes)}")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-09-30") from None


def _lazy(module: str, function: str) -> Command:
    """The command, imported only when it is the one asked for."""

    def run(chosen: argparse.Namespace) -> int:
        from importlib import import_module

        command: Command = getattr(import_module(f"spp_desktop.cli.{module}"), function)
        return command(chosen)

    return run


def _group(parts: Any, name: str, help_text: str) -> Any:
    group = parts.add_parser(name, help=help_text, description=help_text)
    group.set_defaults(describe=group.print_help)
    return group.add_subparsers(metavar="COMMAND", parser_class=_Parser)


def _command(parts: Any, name: str, help_text: str, run: Command) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = parts.add_parser(name, help=help_text, description=help_text)
    command.set_defaults(run=run)
    return command


def _asks_who(command: argparse.ArgumentParser) -> None:
    command.add_argument("--officer", metavar="NAME", help="who is asking (or SPP_OFFICER)")
    command.add_argument(
        "--passphrase-file", type=Path, metavar="F", help="a file holding the passphrase (or SPP_PASSPHRASE)"
    )


def _in_store(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", type=Path, required=True, metavar="DIR", help="the store's folder")
    _asks_who(command)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(prog="spp-desktop", description="SPP Desktop. With no command, opens the window.")
    parser.add_argument("--version", action="version", version=f"SPP Desktop {__version__}")
    parser.set_defaults(describe=parser.print_help)
    parts = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    _store_commands(_group(parts, "store", "Make, check, back up and restore a store."))
    _crime_commands(_group(parts, "crime", "Import police files and count crime reductions."))
    _case_commands(_group(parts, "cases", "Export case lists."))
    _demo_command(parts)
    return parser


def _store_commands(parts: Any) -> None:
    create = _command(parts, "create", "Make a new store.", _lazy("store", "create"))
    create.add_argument("--store", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    _asks_who(create)
    create.add_argument("--role", type=_role, action="append", metavar="ROLE", help=f"one of {', '.join(Role)}")
    create.add_argument(
        "--recovery-key-file", type=Path, metavar="F", help="where to write the recovery key (else standard output)"
    )
    _in_store(_command(parts, "check", "Verify pages, chains, links and answers.", _lazy("store", "check")))
    backup = _command(parts, "backup", "Make a backup now.", _lazy("store", "backup"))
    _in_store(backup)
    backup.add_argument("--out", type=Path, metavar="F", help="a file of your own, beside the store's backups")
    restore = _command(parts, "restore", "List backups, or restore one.", _lazy("store", "restore"))
    _in_store(restore)
    which = restore.add_mutually_exclusive_group(required=True)
    which.add_argument("--list", action="store_true", help="what each backup holds")
    which.add_argument("--from", dest="source", metavar="NAME|FILE|latest", help="the backup to restore")


def _crime_commands(parts: Any) -> None:
    bring = _command(parts, "import", "Import street-level police files.", _lazy("crime", "bring_in"))
    _in_store(bring)
    bring.add_argument("files", type=Path, nargs="+", metavar="FILE")
    bring.add_argument("--format", choices=["json"], help="machine-readable results on standard output")
    count = _command(parts, "reductions", "Change in crime between two periods.", _lazy("crime", "reductions"))
    _in_store(count)
    count.add_argument("--period", required=True, metavar="2025-01..2025-02", help="the months counted")
    count.add_argument("--compare", required=True, metavar="2024-01..2024-02", help="the months compared with")
    count.add_argument("--by", choices=["area", "ward", "type"], default="area")
    count.add_argument("--measure", metavar="CODE", help="victim-based (unless said), all, asb, or a list's code")
    count.add_argument("--types", metavar="CODE,…", help="crime types, lower case and hyphenated")
    count.add_argument("--like-for-like", action="store_true", help="count only months held on both sides")
    count.add_argument("--format", choices=["json", "csv", "xlsx"])
    count.add_argument("--out", type=Path, metavar="F", help="write there instead of to standard output")


def _case_commands(parts: Any) -> None:
    export = _command(parts, "export", "Export a case list as a workbook.", _lazy("cases", "export"))
    _in_store(export)
    export.add_argument("--type", required=True, metavar="TYPE", help="the case type, such as asb")
    export.add_argument("--out", type=Path, required=True, metavar="F.xlsx")
    export.add_argument("--reason", required=True, help="why it is needed")
    export.add_argument("--to", required=True, dest="recipient", help="who it is for")
    export.add_argument("--basis", type=_basis, required=True, metavar="CODE", help="the power it is shared under")
    export.add_argument("--names", action="store_true", help="with names: needs a supervisor's approval in the store")
    export.add_argument("--file-password-file", type=Path, metavar="P", help="a file holding the workbook's password")


def _demo_command(parts: Any) -> None:
    demo = _command(
        parts, "demo", "Build the demonstration store, then open it. Everyone in it is made up.", _lazy("demo", "demo")
    )
    demo.add_argument("--store", type=Path, metavar="DIR", help="an empty folder, or an earlier demonstration store")
    _asks_who(demo)
    demo.add_argument("--as-at", type=_day, metavar="DATE", help="the day the demonstration is set on (today)")
    demo.add_argument("--build-only", action="store_true", help="do not open the window")
