"""Questions and answers: one spelling each, and what is wrong with them."""

from __future__ import annotations

from datetime import date, time

import pytest

from spp_desktop.domain.cases import Answer
from spp_desktop.domain.dates import When
from spp_desktop.domain.fields import (
    Choice,
    Day,
    Field,
    LongText,
    Moment,
    MultiChoice,
    On,
    Phone,
    Postcode,
    Text,
    Whole,
    YesNoUnknown,
    read_day,
)
from spp_desktop.domain.vocabulary import Term, Vocabulary

TODAY = date(2012, 3, 12)
ON = On(TODAY, date(2012, 2, 20))
COLOURS = Vocabulary(
    "colours", "Colour", (Term("red", "Red"), Term("blue", "Blue", valid_to=date(2011, 12, 31)), Term("none", "None"))
)

TEXT = Text(key="a", label="A")
LONG = LongText(key="a", label="A")
PHONE = Phone(key="a", label="A")
POSTCODE = Postcode(key="a", label="A")
DAY = Day(key="a", label="A")
AHEAD = Day(key="a", label="A", past=False, ahead=True)
MOMENT = Moment(key="a", label="A")
CHOICE = Choice(key="a", label="A", vocabulary=COLOURS)
MULTI = MultiChoice(key="a", label="A", vocabulary=COLOURS, none_code="none")
TRI = YesNoUnknown(key="a", label="A")
WHOLE = Whole(key="a", label="A", least=1, most=20)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (TEXT, "  two   words ", "two words"),
        (TEXT, "  ", None),
        (TEXT, 3, 3),
        (LONG, " one\r\ntwo ", "one\ntwo"),
        (LONG, "\n", None),
        (LONG, None, None),
        (POSTCODE, "pe11hz", "PE1 1HZ"),
        (POSTCODE, "somewhere", "somewhere"),
        (POSTCODE, " ", None),
        (POSTCODE, 4, 4),
        (MULTI, ("red", "red", "none"), ("red", "none")),
        (MULTI, ["red"], ("red",)),
        (MULTI, (), None),
        (MULTI, "red", "red"),
        (WHOLE, " 12 ", 12),
        (WHOLE, "-3", -3),
        (WHOLE, "a few", "a few"),
        (WHOLE, "", None),
        (WHOLE, 4, 4),
    ],
)
def test_an_answer_has_one_spelling(field: Field, typed: Answer, kept: Answer | None) -> None:
    assert field.clean(typed) == kept


@pytest.mark.parametrize(
    ("field", "answer", "severity"),
    [
        (TEXT, "words", None),
        (TEXT, ("a",), "error"),
        (PHONE, "07700 900142", None),
        (PHONE, "0770", "warning"),
        (PHONE, 7, "error"),
        (POSTCODE, "PE1 1HZ", None),
        (POSTCODE, "PE1", "warning"),
        (POSTCODE, 1, "error"),
        (DAY, "2012-03-05", None),
        (DAY, "2012-03-13", "warning"),
        (DAY, "31 feb", "warning"),
        (DAY, 5, "error"),
        (AHEAD, "2012-03-13", None),
        (MOMENT, "2012-03-10T23:40", None),
        (MOMENT, "2012-03-13T01:00", "warning"),
        (MOMENT, "last night some time", "warning"),
        (MOMENT, 5, "error"),
        (CHOICE, "red", None),
        (CHOICE, "blue", "warning"),
        (CHOICE, "green", "warning"),
        (CHOICE, ("red",), "error"),
        (MULTI, ("red",), None),
        (MULTI, ("none",), None),
        (MULTI, ("none", "red"), "warning"),
        (MULTI, ("blue",), "warning"),
        (MULTI, "red", "error"),
        (TRI, "unknown", None),
        (TRI, "refused", None),
        (WHOLE, 4, None),
        (WHOLE, 0, "warning"),
        (WHOLE, 21, "warning"),
        (WHOLE, "a few", "warning"),
        (WHOLE, ("4",), "error"),
    ],
)
def test_what_is_wrong_with_an_answer(field: Field, answer: Answer, severity: str | None) -> None:
    problems = list(field.problems(answer, ON))
    assert [problem.severity for problem in problems] == ([severity] if severity else [])
    assert all(problem.field == "a" and problem.message for problem in problems)


@pytest.mark.parametrize(
    ("field", "answer", "shown", "value"),
    [
        (TEXT, "words", "words", "words"),
        (DAY, "2012-03-05", "5 Mar 2012", date(2012, 3, 5)),
        (DAY, "31 feb", "31 feb", None),
        (MOMENT, "2012-03-10T23:40", "Sat 10 Mar 2012, 23:40", When(date(2012, 3, 10), time(23, 40))),
        (MOMENT, "late", "late", None),
        (MOMENT, 5, "5", None),
        (CHOICE, "red", "Red", "Red"),
        (CHOICE, "retired-long-ago", "retired-long-ago", "retired-long-ago"),
        (MULTI, ("red", "blue"), "Red, Blue", "Red, Blue"),
        (MULTI, "red", "Red", "Red"),
        (WHOLE, 4, "4", 4),
        (WHOLE, "a few", "a few", None),
        (TRI, "unknown", "Don't know", "Don't know"),
    ],
)
def test_an_answer_in_words_and_as_a_value(field: Field, answer: Answer, shown: str, value: object) -> None:
    assert field.show(answer) == shown
    assert field.read(answer) == value


def test_what_is_typed_for_a_day_is_kept_even_when_it_is_none() -> None:
    assert DAY.parse("5 mar", TODAY) == "2012-03-05"
    assert DAY.parse("31  feb", TODAY) == "31 feb"
    assert AHEAD.parse("sat", TODAY) == "2012-03-17"
    assert MOMENT.parse("sat 2340", TODAY) == "2012-03-10T23:40"
    assert MOMENT.parse("late  on", TODAY) == "late on"


def test_a_field_gives_its_list_column() -> None:
    column = Choice(key="c", label="Colour", vocabulary=COLOURS, shown=True, personal=True).column()
    assert (column.key, column.label, column.kind) == ("c", "Colour", "choice")
    assert column.default
    assert column.personal
    assert column.answer
    assert column.vocabulary is COLOURS
    assert TEXT.column().vocabulary is None


def test_read_day() -> None:
    assert read_day("2012-03-10T23:40") == date(2012, 3, 10)
    assert read_day("soon") is None
    assert read_day(None) is None
    assert read_day("1850-01-01") == date(1850, 1, 1)


@pytest.mark.parametrize("slip", ["0001-01-01", "1849-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_in_an_impossible_year_starts_no_clock_and_is_kept_and_marked(slip: str) -> None:
    assert read_day(slip) is None
    lost = Day(key="lost", label="Lost on")
    assert lost.clean(slip) == slip
    assert [each.severity for each in lost.problems(slip, On(date(2012, 3, 12), date(2012, 3, 12)))] == ["warning"]
