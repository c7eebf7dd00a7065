"""Questions and answers: what a form asks, declared once.

A question nobody has answered has no answer at all: not a no, not a nought, not today. "Not known" and "refused"
are answers. Checking finds errors (the case cannot be saved: something required is missing, or the value is not
of the field's kind) and warnings (an impossible or unlikely value, kept and marked).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.cases import Answer, Answers
from spp_desktop.domain.columns import Column, ColumnKind
from spp_desktop.domain.dates import EARLIEST, LATEST, When, parse_day, parse_when, show_day, show_when
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.postcodes import is_postcode, show_postcode
from spp_desktop.domain.text import clean_line, clean_text
from spp_desktop.domain.vocabulary import Term, Vocabulary

YES_NO_UNKNOWN = Vocabulary(
    "yes-no-unknown",
    "Yes, no or not known",
    (Term("yes", "Yes", key="Y"), Term("no", "No", key="N"), Term("unknown", "Don't know", key="D"),
     Term("refused", "Would not say")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class On:
    """When an answer is judged: ``today``, and the day its lists must have ``held`` on, such as the day reported."""

    today: date
    held: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question. Everything derived from a case type is derived from what stands here.

    ``help`` is one sentence under the label. ``in_list`` offers it as a list column and filter; ``shown`` shows
    that column unasked. ``searchable`` puts its words in the index; ``personal`` marks words that identify
    somebody. ``fact`` sends the answer to the main party's facts instead of the case's answers.
    ``span`` is how many of the form's twelve columns it takes.
    """

    key: str
    label: str
    help: str = ""
    required: bool = False
    in_list: bool = False
    shown: bool = False
    searchable: bool = False
    personal: bool = False
    fact: FactKind | None = None
    span: int = 3

    column_kind: ColumnKind = "text"
    width: int = 18

    def clean(self, answer: Answer | None) -> Answer | None:
        """The answer in its one spelling; None when it is no answer."""
        if isinstance(answer, str):
            return clean_line(answer) or None
        return answer

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:  # noqa: ARG002 (for the kinds that look at days)
        """What is wrong with an answer given on a day."""
        if not isinstance(answer, str):
            yield self._wrong("Enter words")

    def show(self, answer: Answer) -> str:
        """The answer in words."""
        return str(answer)

    def read(self, answer: Answer) -> object:
        """The answer as a value to sort, calculate or put in a cell; None when it has none."""
        return self.show(answer)

    @property
    def terms(self) -> Vocabulary | None:
        """The list the answer is picked from, if it is."""
        return None

    def column(self) -> Column:
        """The list column this field gives."""
        return Column(
            self.key,
            self.label,
            self.column_kind,
            self.width,
            default=self.shown,
            personal=self.personal,
            answer=True,
            vocabulary=self.terms,
        )

    def _wrong(self, message: str) -> Problem:
        return Problem(self.key, message, "error")

    def _odd(self, message: str) -> Problem:
        return Problem(self.key, message, "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """A line of words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(Field):
    """Words over several lines."""

    column_kind: ColumnKind = "long-text"
    width: int = 40
    span: int = 12

    def clean(self, answer: Answer | None) -> Answer | None:
        return (clean_text(answer) or None) if isinstance(answer, str) else answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone(Field):
    """A telephone number, kept as it was given."""

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        yield from Field.problems(self, answer, on)
        digits = sum(char.isdigit() for char in str(answer))
        if isinstance(answer, str) and not 10 <= digits <= 15:
            yield self._odd(f"This has {digits} digits; a full number has 10 or 11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode(Field):
    """A postcode."""

    width: int = 10

    def clean(self, answer: Answer | None) -> Answer | None:
        return show_postcode(answer) or None if isinstance(answer, str) else answer

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        yield from Field.problems(self, answer, on)
        if isinstance(answer, str) and not is_postcode(answer):
            yield self._odd("Not a full postcode, such as PE1 1HZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A day. ``past`` warns of one still to come; ``ahead`` reads words such as ``fri`` forwards."""

    past: bool = True
    ahead: bool = False
    column_kind: ColumnKind = "day"
    width: int = 12

    def parse(self, typed: str, today: date) -> str:
        """What is kept for what was typed: the day, or the words themselves when they name none."""
        found = parse_day(typed, today, ahead=self.ahead)
        return found.isoformat() if found else clean_line(typed)

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        day = self.read(answer)
        if not isinstance(answer, str):
            yield self._wrong("Enter a real date, such as 5 Mar 2012")
        elif day is None:
            yield self._odd("Enter a real date, such as 5 Mar 2012")
        elif self.past and day > on.today:
            yield self._odd("This day has not come yet")

    def show(self, answer: Answer) -> str:
        day = self.read(answer)
        return show_day(day) if day else str(answer)

    def read(self, answer: Answer) -> date | None:
        return read_day(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Field):
    """A day, with the time where it is known."""

    column_kind: ColumnKind = "moment"
    width: int = 16

    def parse(self, typed: str, today: date) -> str:
        """What is kept for what was typed: the moment, or the words themselves when they name none."""
        found = parse_when(typed, today)
        return found.text if found else clean_line(typed)

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        when = self.read(answer)
        if not isinstance(answer, str):
            yield self._wrong("Enter when, such as sat 2340 or 5 mar 9pm")
        elif when is None:
            yield self._odd("Enter when, such as sat 2340 or 5 mar 9pm")
        elif when.day > on.today:
            yield self._odd("This day has not come yet")

    def show(self, answer: Answer) -> str:
        when = self.read(answer)
        return show_when(when) if when else str(answer)

    def read(self, answer: Answer) -> When | None:
        try:
            return When.read(answer) if isinstance(answer, str) else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One term of a list. ``under`` is the key of the field whose answer narrows the list.

    ``short`` lists are shown whole, to be picked with one key.
    """

    vocabulary: Vocabulary
    under: str = ""
    short: bool = False
    column_kind: ColumnKind = "choice"

    @property
    def terms(self) -> Vocabulary | None:
        return self.vocabulary

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        if not isinstance(answer, str):
            yield self._wrong("Choose one")
        else:
            yield from self._unlisted((answer,), on.held)

    def show(self, answer: Answer) -> str:
        return self.vocabulary.label_of(str(answer))

    def _unlisted(self, codes: Iterable[str], held: date) -> Iterator[Problem]:
        for code in codes:
            term = self.vocabulary.term(code)
            if term is None:
                yield self._odd("Not on the list")
            elif not term.holds_on(held):
                yield self._odd(f"{term.label} was not on the list on {show_day(held)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiChoice(Choice):
    """Any number of terms of a list. ``none_code`` is the term that says none, so that none is an answer."""

    none_code: str = ""
    column_kind: ColumnKind = "choices"
    width: int = 24

    def clean(self, answer: Answer | None) -> Answer | None:
        return tuple(dict.fromkeys(answer)) or None if isinstance(answer, tuple | list) else answer

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:
        if not isinstance(answer, tuple):
            yield self._wrong("Choose from the list")
        elif self.none_code in answer and len(answer) > 1:
            yield self._odd(f"{self.vocabulary.label_of(self.none_code)} stands beside others")
        else:
            yield from self._unlisted(answer, on.held)

    def show(self, answer: Answer) -> str:
        codes = answer if isinstance(answer, tuple) else (str(answer),)
        return ", ".join(self.vocabulary.label_of(code) for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoUnknown(Choice):
    """Yes, no, don't know, would not say; or not asked yet."""

    vocabulary: Vocabulary = YES_NO_UNKNOWN
    short: bool = True
    width: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Field):
    """A whole number between two limits; beyond them it is kept and marked."""

    least: int = 0
    most: int = 999
    column_kind: ColumnKind = "whole"
    width: int = 8

    def clean(self, answer: Answer | None) -> Answer | None:
        if isinstance(answer, str):
            words = clean_line(answer)
            return int(words) if words.lstrip("-").isdecimal() and words.isascii() else words or None
        return answer

    def problems(self, answer: Answer, on: On) -> Iterator[Problem]:  # noqa: ARG002 (a number has no day)
        if isinstance(answer, tuple):
            yield self._wrong("Enter a whole number")
        elif isinstance(answer, str):
            yield self._odd("Enter a whole number")
        elif not self.least <= answer <= self.most:
            yield self._odd(f"Unlikely: expected {self.least} to {self.most}")

    def read(self, answer: Answer) -> int | None:
        return answer if isinstance(answer, int) else None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under one heading. ``note`` stands beside the heading."""

    key: str
    label: str
    fields: tuple[Field, ...]
    note: str = ""


def clean_answers(asked: Iterable[Field], answers: Mapping[str, Answer | None]) -> dict[str, Answer]:
    """Answers to some questions in their one spelling, unanswered ones left out."""
    known = {each.key: each for each in asked}
    kept = ((key, known[key].clean(value) if key in known else value) for key, value in answers.items())
    return {key: value for key, value in kept if value is not None}


def check_answers(asked: Iterable[Field], answers: Answers, on: On, *, of: str = "a case") -> Iterator[Problem]:
    """Problems of answers to some questions: unknown keys, required ones missing, and each field's own. ``of`` is
    what they are answers of."""
    known = {each.key: each for each in asked}
    for key in answers:
        if key not in known:
            yield Problem(key, "This question is not on the form")
    for each in known.values():
        answer = answers.get(each.key)
        if answer is None:
            if each.required:
                yield Problem(each.key, f"{each.label}: {of} needs this before it can be saved")
        else:
            yield from each.problems(answer, on)


def read_day(answer: object) -> date | None:
    """The day an answer holds; None when it is absent, no real day, or in a year that is a slip of the hand."""
    try:
        day = date.fromisoformat(answer[:10]) if isinstance(answer, str) else None
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day.year <= LATEST else None
