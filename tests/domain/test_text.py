"""One spelling of any text."""

from __future__ import annotations

import pytest

from spp_desktop.domain.text import clean_line, clean_text, fold


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u00a0b", "a b"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("  spaced  \n  next\t \n\n", "spaced\n  next"),
        ("Jankauskiene\u0307", "Jankauskien\u0117"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("right\u202eto left", "rightto left"),
        ("bell\x07, lone \ud800, \ufffe and \ufdd0", "bell, lone ,  and"),
        ("kept\tand kept", "kept\tand kept"),
        ("", ""),
    ],
)
def test_text_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_line_is_one_line() -> None:
    assert clean_line(" Ewa \n  Kowalczyk ") == "Ewa Kowalczyk"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O'Brien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("Smith-Jones", "smith jones"),
        ("Daiva Jankauskien\u0117", "daiva jankauskiene"),
        ("\u0141ukasz", "lukasz"),
        ("STRASSE stra\u00dfe", "strasse strasse"),
        ("\u00d8degaard \u00c6sir", "odegaard aesir"),
        ("\u0130stanbul", "istanbul"),
        ("K-9", "k 9"),
        ("50%", "50"),
    ],
)
def test_names_fold_to_a_key_without_case_accents_or_signs(name: str, key: str) -> None:
    assert fold(name) == key
