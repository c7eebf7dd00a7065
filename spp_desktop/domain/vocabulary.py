"""Dated lists of terms: laws, categories and reasons that hold from one day and perhaps to another.

A code never changes its meaning. A term is retired by giving it a last day, never deleted, so that what was
recorded under it still reads as it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list. ``valid_from`` and ``valid_to`` are its first and last days (None: no limit).

    ``parent`` is the code of the term in another list that this one stands under (a sub-type under a type).
    ``marks`` are meanings the program acts on: a contact outcome marked ``reached`` stops the first-contact clock.
    ``key`` is the letter that picks it where one key press answers.
    """

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None
    parent: str = ""
    marks: frozenset[str] = frozenset()
    key: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the term may be chosen for something of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of terms in the order they are offered. ``source`` says where the list comes from."""

    code: str
    label: str
    terms: tuple[Term, ...]
    source: str = ""

    def __post_init__(self) -> None:
        codes = [term.code for term in self.terms]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"The list {self.code} holds {', '.join(twice)} twice")

    def term(self, code: str) -> Term | None:
        """The term with this code, whether or not it still holds."""
        return next((term for term in self.terms if term.code == code), None)

    def label_of(self, code: str) -> str:
        """The label of a code; the code itself when the list does not know it, so that nothing recorded is hidden."""
        term = self.term(code)
        return term.label if term else code

    def on(self, day: date, parent: str | None = None) -> tuple[Term, ...]:
        """The terms offered for something of that day, under ``parent`` where one is given."""
        return tuple(
            term
            for term in self.terms
            if term.holds_on(day) and (parent is None or not term.parent or term.parent == parent)
        )

    def marked(self, mark: str) -> frozenset[str]:
        """The codes of the terms that carry a mark."""
        return frozenset(term.code for term in self.terms if mark in term.marks)

    def with_terms(self, changed: Iterable[Term]) -> Vocabulary:
        """This list with terms replaced by code, new ones added at the end."""
        newer = {term.code: term for term in changed}
        kept = tuple(newer.pop(term.code, term) for term in self.terms)
        return replace(self, terms=kept + tuple(newer.values()))


def terms(*pairs: tuple[str, str], **common: date | None) -> tuple[Term, ...]:
    """Terms from (code, label) pairs that share their dates (``valid_from``, ``valid_to``)."""
    return tuple(Term(code, label, common.get("valid_from"), common.get("valid_to")) for code, label in pairs)
