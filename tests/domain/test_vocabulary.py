"""Dated lists."""

from __future__ import annotations

from datetime import date

import pytest

from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

AGENCIES = Vocabulary(
    "agencies",
    "Agencies",
    (
        Term("pct", "Primary care trust", valid_to=date(2013, 3, 31)),
        Term("ccg", "Clinical commissioning group", valid_from=date(2013, 4, 1), valid_to=date(2022, 6, 30)),
        Term("police", "Police", marks=frozenset(("emergency",))),
        Term("team", "Neighbourhood team", parent="police"),
    ),
)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2012, 3, 12), ["pct", "police", "team"]),
        (date(2013, 3, 31), ["pct", "police", "team"]),
        (date(2013, 4, 1), ["ccg", "police", "team"]),
        (date(2022, 7, 1), ["police", "team"]),
    ],
)
def test_a_term_is_offered_from_its_first_day_to_its_last(day: date, codes: list[str]) -> None:
    assert [term.code for term in AGENCIES.on(day)] == codes


def test_terms_under_another() -> None:
    day = date(2012, 3, 12)
    assert [term.code for term in AGENCIES.on(day, "fire")] == ["pct", "police"]
    assert [term.code for term in AGENCIES.on(day, "police")] == ["pct", "police", "team"]


def test_a_retired_term_still_reads_as_it_did() -> None:
    assert AGENCIES.label_of("pct") == "Primary care trust"
    assert AGENCIES.label_of("gone") == "gone"
    assert AGENCIES.term("gone") is None


def test_marks() -> None:
    assert AGENCIES.marked("emergency") == {"police"}


def test_a_list_refuses_a_code_twice() -> None:
    with pytest.raises(ValueError, match="police twice"):
        Vocabulary("a", "A", terms(("police", "Police"), ("police", "Police again")))


def test_a_store_relabels_a_term_in_place_and_adds_others_after() -> None:
    changed = AGENCIES.with_terms([Term("new", "New"), Term("police", "The police")])
    assert [term.code for term in changed.terms] == ["pct", "ccg", "police", "team", "new"]
    assert changed.label_of("police") == "The police"
