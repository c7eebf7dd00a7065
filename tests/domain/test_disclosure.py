"""Powers and markings by their dates."""

from __future__ import annotations

from datetime import date

import pytest

from spp_desktop.domain.disclosure import (
    BASES,
    bases_on,
    basis,
    check_names_allowed,
    marking_for_figures,
    marking_for_people,
)
from spp_desktop.domain.errors import Refused, WrongUse

CODES = ["internal", "s115", "s17a", "children-act", "care-act", "da-act", "gdpr", "part-3"]


def test_the_codes_are_those_published() -> None:
    assert [each.code for each in BASES] == CODES


def test_an_unknown_code_is_wrong_use_and_names_those_there_are() -> None:
    with pytest.raises(WrongUse) as refused:
        basis("because")
    for code in CODES:
        assert code in refused.value.message


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        (date(2012, 3, 1), ["internal", "s115", "s17a", "children-act"]),
        (date(2016, 3, 1), ["internal", "s115", "s17a", "children-act", "care-act"]),
        (date(2020, 3, 1), ["internal", "s115", "s17a", "children-act", "care-act", "gdpr", "part-3"]),
        (date(2025, 3, 1), CODES),
    ],
)
def test_a_law_is_offered_from_the_day_it_is_in_force(day: date, offered: list[str]) -> None:
    assert [each.code for each in bases_on(day)] == offered


@pytest.mark.parametrize(
    ("day", "people", "figures"),
    [
        (date(2012, 3, 1), "RESTRICTED", "NOT PROTECTIVELY MARKED"),
        (date(2014, 3, 31), "RESTRICTED", "NOT PROTECTIVELY MARKED"),
        (date(2014, 4, 2), "OFFICIAL-SENSITIVE", "OFFICIAL"),
        (date(2025, 1, 1), "OFFICIAL-SENSITIVE", "OFFICIAL"),
    ],
)
def test_marking_follows_the_scheme_of_the_day(day: date, people: str, figures: str) -> None:
    assert marking_for_people(day) == people
    assert marking_for_figures(day) == figures


def test_depersonalised_information_carries_no_names() -> None:
    check_names_allowed(basis("s115"))
    with pytest.raises(Refused, match="depersonalised"):
        check_names_allowed(basis("s17a"))
