"""The look as values: colour roles, type styles and sizes, read from ``resources/theme/tokens.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from spp_desktop.resources import resource


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One style of text: size and line height in logical pixels, and weight from 400 to 700."""

    size: int
    line: int
    weight: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every value the look is made of. Colours are ``#RRGGBB`` by role, lengths are logical pixels."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    scrim_light: tuple[int, int, int, int]
    scrim_dark: tuple[int, int, int, int]
    type: Mapping[str, TypeStyle]
    height: Mapping[str, int]
    width: Mapping[str, int]
    radius: Mapping[str, int]


FAMILIES: tuple[str, ...] = ("Segoe UI", "Noto Sans", "DejaVu Sans")
"""Fonts in order of choice: Windows has the first, Linux one of the others."""

LARGER_TEXT = 1.15
"""What the *Larger text* setting multiplies text, rows and controls by."""


@cache
def tokens() -> Tokens:
    """The shipped tokens, read once."""
    raw = json.loads(resource("theme", "tokens.json").read_text("utf-8"))
    return Tokens(
        light=MappingProxyType(raw["colour"]["light"]),
        dark=MappingProxyType(raw["colour"]["dark"]),
        scrim_light=tuple(raw["scrim"]["light"]),
        scrim_dark=tuple(raw["scrim"]["dark"]),
        type=MappingProxyType({name: TypeStyle(*values) for name, values in raw["type"].items()}),
        height=MappingProxyType(raw["height"]),
        width=MappingProxyType(raw["width"]),
        radius=MappingProxyType(raw["radius"]),
    )
