"""Where the files that ship with the program are: icons, theme, vocabularies, boundaries, licences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _root() -> Path:
    """The shipped folder: inside the package in a build, beside it in a checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one shipped file or folder, as in ``resource("theme", "tokens.json")``.

    Raises ValueError where the parts would lead outside the shipped folder. Whether the file exists is for
    the reader of it to find out.
    """
    root = _root()
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError("A shipped file is named by parts that stay inside the shipped folder")
    return path
