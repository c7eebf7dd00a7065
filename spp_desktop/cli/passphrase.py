"""Where a command's officer and passphrase come from: never from an argument's own words."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from spp_desktop.domain.errors import Refused

OFFICER_VARIABLE = "SPP_OFFICER"
PASSPHRASE_VARIABLE = "SPP_PASSPHRASE"  # noqa: S105 - the variable's name, not a passphrase


def officer_name(given: str | None) -> str | None:
    """The officer named by the option or by SPP_OFFICER, if either."""
    return given or os.environ.get(OFFICER_VARIABLE) or None


def read_secret_file(path: Path) -> str:
    """The file's one line, without the newline that ends it."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as trouble:
        raise Refused(f"{path} is not a UTF-8 text file, so no passphrase could be read from it") from trouble
    return text.removesuffix("\n").removesuffix("\r")


def passphrase_given(file: Path | None) -> str | None:
    """A passphrase from the file or the environment; None when neither was given."""
    if file is not None:
        return read_secret_file(file)
    return os.environ.get(PASSPHRASE_VARIABLE)


def passphrase(file: Path | None, *, prompt: str = "Passphrase: ", twice: bool = False) -> str:
    """A passphrase from the file, the environment or a prompt.

    Raises Refused at once, rather than wait, when there is no terminal to ask at.
    """
    given = passphrase_given(file)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise Refused(
            f"No passphrase: give --passphrase-file, set {PASSPHRASE_VARIABLE}, or run this where it can ask. "
            "Nothing was changed"
        )
    first = getpass.getpass(prompt)
    if twice and getpass.getpass("The same passphrase again: ") != first:
        raise Refused("The two passphrases differ. Nothing was changed")
    return first
