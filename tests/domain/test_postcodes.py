"""Postcodes."""

from __future__ import annotations

import pytest

from spp_desktop.domain.postcodes import is_postcode, show_postcode


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("pe11hz", "PE1 1HZ"),
        ("PE1 1HZ", "PE1 1HZ"),
        (" pe28 4 xx ", "PE28 4XX"),
        ("w1a 1aa", "W1A 1AA"),
        ("Peterborough", "Peterborough"),
    ],
)
def test_one_spelling(typed: str, shown: str) -> None:
    assert show_postcode(typed) == shown


@pytest.mark.parametrize(("text", "is_one"), [("PE1 1HZ", True), ("PE1", False), ("pe1 1hz", False), ("", False)])
def test_what_is_a_postcode(text: str, is_one: bool) -> None:
    assert is_postcode(text) is is_one
