"""Exceptions in Python's overrides of Qt's own methods, made whole before Qt's bindings see them.

Up to Python 3.11 an exception raised by C code (``int("x")``, a widget "already deleted") travels as a type and some
words, and becomes an object only where Python code handles it. PySide 6.11 takes whatever leaves an override of
``event``, ``paintEvent`` and the like for an object, so such an exception ended the whole program without a word.
Handled once on its way out, it reaches the crash window as any other does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

FIRST_WHOLE = (3, 12)
"""The first Python whose exceptions are objects from the start."""


def guard() -> None:
    """From now on, make every class derived from one of Qt's hand over whole exceptions from its overrides."""
    if sys.version_info < FIRST_WHOLE:
        hook: Any = classmethod(_guarded)
        Shiboken.Object.__init_subclass__ = hook  # type: ignore[method-assign]  # the one place above every class of Qt


def _guarded(cls: Any, /, **options: Any) -> None:
    super(Shiboken.Object, cls).__init_subclass__(**options)
    for name, made in tuple(vars(cls).items()):
        if isinstance(made, FunctionType) and not name.startswith("__") and _overrides(cls, name):
            setattr(cls, name, whole(made))


def _overrides(cls: type, name: str) -> bool:
    """Whether a class of Qt's own among the bases has a method of this name."""
    return any(name in vars(base) for base in cls.__mro__ if base.__module__.startswith("PySide6."))


def whole(override: Callable[..., Any]) -> Callable[..., Any]:
    """The same method, whose exceptions are objects when they leave it."""

    @wraps(override)
    def handed_over(*arguments: Any, **named: Any) -> Any:
        try:
            return override(*arguments, **named)
        except BaseException:
            # Being handled is what makes the exception an object.
            raise

    return handed_over
