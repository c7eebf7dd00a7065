"""Search: who is this, by name, phone, postcode, street, reference or words."""

from __future__ import annotations

from spp_desktop.domain.permissions import Right
from spp_desktop.domain.search import SearchHit, SearchResults, query_tokens
from spp_desktop.services.casework import compartments, look
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.search import search as search_store

PAGE = 8
"""Results of each kind shown at once."""


@gate(Right.CASE_READ)
def search(me: SignedIn, text: str, limit: int = PAGE) -> SearchResults:
    """What the officer may know of that matches what they typed, at most ``limit`` of each kind.

    Called at every pause in typing and leaves no trace; ``search_settled`` records the search once.
    """
    query = query_tokens(text)
    found: list[SearchHit] = []
    if query:
        for compartment in compartments(me):
            with me.store.read(compartment) as connection:
                found += search_store(connection, me.scope, query, text, me.today(), limit=limit + 1)
    kept = _in_order(found, limit)
    return SearchResults(text, tuple(kept), more=len(found) > len(kept))


@gate(Right.CASE_READ)
def search_settled(me: SignedIn, text: str, results: int) -> None:
    """Record what was searched for, once typing has settled or a result was opened."""
    if query_tokens(text):
        look(me, "person.searched", terms=text[:200], results=str(results))


def _in_order(found: list[SearchHit], limit: int) -> list[SearchHit]:
    """References, people, then incidents, contacts and records together; within a kind as they came."""
    references, people = ([hit for hit in found if hit.kind == kind][:limit] for kind in ("reference", "person"))
    newest = [hit for hit in found if hit.kind in ("incident", "contact", "record", "order")]
    newest.sort(key=lambda hit: hit.at.timestamp() if hit.at else 0.0, reverse=True)
    return [*references, *people, *newest[:limit]]
