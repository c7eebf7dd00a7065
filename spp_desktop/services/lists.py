"""Lists of terms with their dates: reading them, and adding, renaming and retiring terms."""

from __future__ import annotations

from datetime import date

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.fields import YES_NO_UNKNOWN
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.lists import SHARED
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.text import clean_line, fold
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services.casework import type_in_force
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import settings as kept

_FIXED = frozenset((YES_NO_UNKNOWN.code, "who-kinds", "safety"))
"""Lists whose codes the program itself acts on, term by term; they are not the partnership's to alter."""


@gate(Right.SETTINGS_READ)
def list_vocabularies(me: SignedIn) -> list[Vocabulary]:
    """Every list the partnership may alter, by label, as it stands."""
    with me.store.read() as connection:
        return sorted(
            kept.relisted(kept.altered_terms(connection), _shipped().values()).values(), key=lambda each: each.label
        )


@gate(Right.CASE_READ)
def case_type_in_force(me: SignedIn, code: str) -> CaseType:
    """A case type with the store's lists and settings: what forms are built from."""
    need_over(me, Right.CASE_READ, code)
    return type_in_force(me, code)


@gate(Right.LISTS_EDIT)
def add_term(me: SignedIn, vocabulary: str, label: str, *, valid_from: date | None = None) -> Done[Term]:
    """Add a term to a list. Its code is made from its label, and never changes."""
    current = _current(me, vocabulary)
    words = clean_line(label)
    code = fold(words).replace(" ", "-")
    if not code:
        raise Invalid((Problem("label", "Give the term a name"),))
    if current.term(code) is not None or any(fold(term.label) == fold(words) for term in current.terms):
        raise Invalid((Problem("label", "The list has this term already"),))
    return _keep(me, vocabulary, Term(code, words, valid_from), len(current.terms))


@gate(Right.LISTS_EDIT)
def change_term(
    me: SignedIn, vocabulary: str, code: str, *, label: str, valid_from: date | None, valid_to: date | None
) -> Done[Term]:
    """Rename a term or set its first and last days. Its meaning stays: for another meaning retire it and add one."""
    current = _current(me, vocabulary)
    term = current.term(code)
    words = clean_line(label)
    if term is None:
        raise NotFound("The list has no such term")
    if not words:
        raise Invalid((Problem("label", "Give the term a name"),))
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise Invalid((Problem("valid_to", "The last day is before the first"),))
    changed = Term(code, words, valid_from, valid_to, term.parent, term.marks, term.key)
    return _keep(me, vocabulary, changed, current.terms.index(term))


def _shipped() -> dict[str, Vocabulary]:
    used = (*SHARED, *(each for kind in CASE_TYPES for each in kind.vocabularies))
    return {each.code: each for each in used if each.code not in _FIXED}


def _current(me: SignedIn, vocabulary: str) -> Vocabulary:
    shipped = _shipped().get(vocabulary)
    if shipped is None:
        raise NotFound("There is no such list")
    with me.store.read() as connection:
        return kept.relisted(kept.altered_terms(connection), (shipped,))[vocabulary]


def _keep(me: SignedIn, vocabulary: str, term: Term, position: int) -> Done[Term]:
    with me.store.write("list.changed", by=me.officer.id, at=me.now(), stream=Stream.LISTS) as unit:
        kept.keep_term(unit, vocabulary, term, position)
    return Done(term, Changes(kinds=frozenset(("lists",))))
