"""The case types there are. One is added by a module beside this one and its name in ``CASE_TYPES``."""

from __future__ import annotations

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.settings import SETTINGS, Setting

CASE_TYPES: tuple[CaseType, ...] = (ASB_VICTIM,)


def case_type(code: str) -> CaseType:
    """The case type with this code. Raises NotFound for any other."""
    for each in CASE_TYPES:
        if each.code == code:
            return each
    raise NotFound


def declared_settings() -> tuple[Setting, ...]:
    """Every setting group by group, in each the house's own first, then those that the case types declare."""
    every = (*SETTINGS, *(each for kind in CASE_TYPES for each in kind.settings))
    groups = list(dict.fromkeys(each.group for each in every))
    return tuple(sorted(every, key=lambda each: groups.index(each.group)))


def declared_setting(key: str) -> Setting:
    """The setting with this key. Raises NotFound for another."""
    for each in declared_settings():
        if each.key == key:
            return each
    raise NotFound("There is no such setting")


__all__ = ["CASE_TYPES", "CaseType", "case_type", "declared_setting", "declared_settings"]
