"""People as facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.people import (
    FactInput,
    FactKind,
    FactView,
    PersonFacts,
    PersonView,
    age_text,
    clean_facts,
    initials,
    read_birth,
    safe_contact,
)

TODAY = date(2012, 3, 12)
ANN = UUID(int=5)


def fact(kind: FactKind, text: str, day: int = 1, **more: object) -> FactView:
    plain: dict[str, object] = {
        "id": UUID(int=day), "person_id": ANN, "kind": kind, "text": text, "postcode": "", "estimated": False,
        "safety": "not-asked", "protected": False, "case_id": None, "reference": "", "agency": "", "valid_from": None,
        "valid_to": None, "recorded": datetime(2012, 3, day, tzinfo=UTC),
    }  # fmt: skip
    return FactView(**{**plain, **more})  # type: ignore[arg-type]


def test_the_name_in_use_is_the_newest_that_holds() -> None:
    ann = PersonView(
        ANN,
        (
            fact(FactKind.NAME, "Ann Older", 1),
            fact(FactKind.NAME, "Ann Newer", 2),
            fact(FactKind.NAME, "Ann To Come", 3, valid_from=date(2012, 4, 1)),
            fact(FactKind.NAME, "Ann Past", 4, valid_to=date(2012, 3, 11)),
        ),
    )
    assert ann.name(TODAY) == "Ann Newer"
    assert ann.name(date(2012, 4, 1)) == "Ann To Come"
    assert PersonView(ANN).name(TODAY) == "Not known"


@pytest.mark.parametrize(
    ("birth", "estimated", "age"),
    [
        ("1978-03-12", False, "34"),
        ("1978-03-13", False, "33"),
        ("1978-03-13", True, "about 33"),
        ("1978", False, "about 34"),
        ("unsure", False, ""),
        ("2013-01-01", False, ""),
    ],
)
def test_ages(birth: str, estimated: bool, age: str) -> None:
    assert age_text(birth, TODAY, estimated=estimated) == age


def test_a_persons_age_comes_from_their_birth() -> None:
    assert PersonView(ANN, (fact(FactKind.BIRTH, "1978-03-12"),)).age(TODAY) == "34"
    assert PersonView(ANN).age(TODAY) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5/3/1978", ("1978-03-05", False)),
        ("5 March 1978", ("1978-03-05", False)),
        ("1978", ("1978", False)),
        ("about 1978", ("1978", True)),
        ("34", ("1978", True)),
        ("about 40", ("1972", True)),
        ("40 years old", ("1972", True)),
        ("200", ("200", False)),
        ("unsure", ("unsure", False)),
    ],
)
def test_a_birth_is_a_date_a_year_or_an_age(typed: str, kept: tuple[str, bool]) -> None:
    assert read_birth(typed, TODAY) == kept


def test_facts_have_one_spelling_and_those_that_say_nothing_go() -> None:
    given = (
        FactInput(FactKind.NAME, "  Ewa   Kowalczyk "),
        FactInput(FactKind.ADDRESS, "", postcode="pe11hz"),
        FactInput(FactKind.BIRTH, "about 40"),
        FactInput(FactKind.PHONE, " "),
    )
    assert clean_facts(given, TODAY) == (
        FactInput(FactKind.NAME, "Ewa Kowalczyk"),
        FactInput(FactKind.ADDRESS, "", postcode="PE1 1HZ"),
        FactInput(FactKind.BIRTH, "1972", estimated=True),
    )


def test_the_first_text_of_a_kind() -> None:
    facts = PersonFacts((FactInput(FactKind.NAME, "Ann"), FactInput(FactKind.NAME, "Annie")))
    assert facts.text(FactKind.NAME) == "Ann"
    assert facts.text(FactKind.PHONE) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ewa Kowalczyk", "EK"),
        ("Ann Mary Smith-Jones", "AMJ"),
        ("Cher", "C"),
        ("Not known", ""),
        ("", ""),
        ("Ann 3rd Smith", "AS"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_channel_is_safe_unsafe_or_not_asked_and_blank_is_never_safe() -> None:
    rule = safe_contact({"safe_mobile": "safe", "safe_letter": "unsafe"})
    assert [rule.safety(channel) for channel in ("mobile", "letter", "text", "pigeon")] == [
        "safe", "unsafe", "not-asked", "not-asked",
    ]  # fmt: skip
    assert rule.asked
    assert not safe_contact({}).asked


def test_how_to_reach_somebody_in_words() -> None:
    rule = safe_contact(
        {"safe_words": "After 16:00", "interpreter": "yes", "language": "Polish", "preferred_channel": "text"}
    )
    assert (rule.words, rule.interpreter, rule.preferred) == ("After 16:00", "Interpreter needed: Polish", "text")
    assert safe_contact({"interpreter": "yes"}).interpreter == "Interpreter needed"
    assert safe_contact({"interpreter": "no", "language": "Polish"}).interpreter == ""
