"""Statements written once, because writing one out of columns and conditions costs more than running it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import ColumnElement, literal

P = ParamSpec("P")
R = TypeVar("R")

_KEPT = 128


def written_once(write: Callable[P, R]) -> Callable[P, R]:
    """Keep the statements that a function writes, the latest used, each by what it was written from.

    What differs from one run to the next (a case's id, the day it is) is a ``bindparam`` and not an argument; words
    that somebody typed are never an argument, for what is kept here outlives the look at it.
    """
    return cast("Callable[P, R]", lru_cache(maxsize=_KEPT)(write))


def one_of(column: ColumnElement[Any], codes: Iterable[str]) -> ColumnElement[bool]:
    """That a column holds one of a few codes that stay the same, without a list to be spelt out at every run."""
    return column.in_([literal(code) for code in sorted(codes)])
