"""Postcodes: their form, and their one spelling."""

from __future__ import annotations

import re

from spp_desktop.domain.text import clean_line

_FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})", re.ASCII)


def is_postcode(text: str) -> bool:
    """Whether the text, in capitals, has the form of a full postcode."""
    return _FULL.fullmatch(text) is not None


def show_postcode(text: str) -> str:
    """A postcode in capitals with its one space; other words as they are."""
    found = _FULL.fullmatch(clean_line(text).upper().replace(" ", ""))
    return f"{found[1]} {found[2]}" if found else clean_line(text)
