"""How alike two descriptions of somebody are, and what is said of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from spp_desktop.domain.matching import Described, Likeness, PersonMatch, described, last_digits, likeness
from spp_desktop.domain.people import FactInput, FactKind, PersonLine

TODAY = date(2012, 3, 12)


def alike(given: Described, known: Described) -> Likeness:
    return likeness(given, known, TODAY)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ewa Kowalczyk", "KOWALCZYK, Ewa", "same name"),
        ("Siobhán O’Brien", "siobhan obrien", "same name"),
        ("Ewa Kowalczyk", "Eva Kowalczyk", "name spelt nearly alike"),
        ("Kovalchik", "Kowalczyk", "name sounds the same"),
        ("Ewa Maria Kowalczyk", "Ewa Kowalczyk", "same name, one longer"),
        ("Ewa Nowak", "Ewa Sprake", "one name shared"),
    ],
)
def test_names_are_alike_whatever_their_order_spelling_and_sound(one: str, other: str, reason: str) -> None:
    assert alike(Described((one,)), Described((other,))).reasons == (reason,)


def test_somebody_else_altogether_gives_no_reason() -> None:
    nobody = alike(Described(("Ewa Nowak",), ("1978",)), Described(("Kevin Sprake",), ("words",)))
    assert (nobody.reasons, nobody.score, nobody.offered) == ((), 0, False)
    assert alike(Described(), Described()).score == 0


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("1978-02-03", "1978-02-03", "born the same day"),
        ("1978-02-03", "1978-03-02", "born a slip of the pen apart"),
        ("1978-02-03", "1979-02-03", "born a slip of the pen apart"),
        ("1978-02-03", "1985-11-20", "born on another day"),
        ("1978", "1979-06-01", "about the same age"),
        ("1978", "1958", "another age"),
    ],
)
def test_births_speak_for_and_against(one: str, other: str, reason: str) -> None:
    found = alike(Described(births=(one,)), Described(births=(other,)))
    assert found.reasons == (reason,)
    assert (found.score < 0) == ("another" in reason)


def test_a_few_years_between_two_ages_say_nothing() -> None:
    assert alike(Described(births=("1978",)), Described(births=("1973",))).reasons == ()


def test_a_number_however_it_is_written_an_email_and_a_postcode() -> None:
    given = Described((), (), ("+44 7700 900142",), ("Ewa@example.org",), ("pe11hz",))
    known = Described((), (), ("07700 900142",), ("ewa@example.org",), ("PE1 1HZ",))
    assert alike(given, known).reasons == ("same phone", "same e-mail", "same postcode")
    assert last_digits("12345") == ""
    assert alike(Described(phones=("12345",)), Described(phones=("12345",))).reasons == ()


def test_how_sure_it_is_in_words() -> None:
    line = PersonLine(UUID(int=1), "Ewa Kowalczyk", "1978", "", 1)
    said = [PersonMatch(line, Likeness(points, ("same name", "same phone"))).words for points in (100, 60, 42)]
    assert said == [
        "Almost certainly: same name, same phone",
        "Likely: same name, same phone",
        "Possibly: same name, same phone",
    ]


def test_a_protected_address_is_nothing_to_match_by() -> None:
    facts = [
        FactInput(FactKind.NAME, "Ewa"),
        FactInput(FactKind.ADDRESS, "14 Mill Lane", postcode="PE1 1HZ", protected=True),
        FactInput(FactKind.ADDRESS, "2 High Street", postcode="PE2 5RB"),
    ]
    assert described(facts) == Described(("Ewa",), postcodes=("PE2 5RB",))
