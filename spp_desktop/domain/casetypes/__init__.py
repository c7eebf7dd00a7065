"""The case types there are. One is added by a module beside this one and its name in ``CASE_TYPES``."""

from __future__ import annotations

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.errors import NotFound

CASE_TYPES: tuple[CaseType, ...] = (ASB_VICTIM,)


def case_type(code: str) -> CaseType:
    """The case type with this code. Raises NotFound for any other."""
    for each in CASE_TYPES:
        if each.code == code:
            return each
    raise NotFound


__all__ = ["CASE_TYPES", "CaseType", "case_type"]
