"""The one gate: no service runs without the right it declares."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from spp_desktop.domain.errors import NotFound, NotPermitted
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services.signed_in import SignedIn

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Gated:
    """One service function and the right it asks for (None: anyone who has signed in)."""

    name: str
    right: Right | None
    function: Callable[..., object]


GATED: dict[str, Gated] = {}
"""Every gated service by its dotted name; the tests walk it against every role."""


def gate(
    right: Right | None,
) -> Callable[[Callable[Concatenate[SignedIn, P], R]], Callable[Concatenate[SignedIn, P], R]]:
    """Declare the right a service function needs; its first parameter is the officer signed in."""

    def declare(function: Callable[Concatenate[SignedIn, P], R]) -> Callable[Concatenate[SignedIn, P], R]:
        @functools.wraps(function)
        def checked(me: SignedIn, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if right is not None and not may(me.officer.roles, right):
                raise NotPermitted("Your roles do not allow this. Nothing was changed")
            return function(me, *args, **kwargs)

        name = f"{function.__module__}.{function.__qualname__}"
        GATED[name] = Gated(name, right, checked)
        return checked

    return declare


def need_over(me: SignedIn, right: Right, case_type: str) -> None:
    """Raise unless the officer has the right over this case type.

    An officer who may not even read the type is told what somebody asking for nothing is told.
    """
    if not may(me.officer.roles, Right.CASE_READ, case_type):
        raise NotFound
    if not may(me.officer.roles, right, case_type):
        raise NotPermitted("Your roles do not allow this on this kind of case. Nothing was changed")
