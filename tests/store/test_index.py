"""Finding records by their words, on both databases alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from spp_desktop.domain.journal import Stream
from spp_desktop.domain.search import Alternative, index_tokens, query_tokens
from spp_desktop.store.index import Indexed, Words, matching, sought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from spp_desktop.store.opened import Store

BY, NOW = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PEOPLE = {
    1: "Maeve O'Brien",
    2: "Zoë Łukasiewicz",
    3: "Bo Smith",
    4: "Jon Smyth",
    5: '50% K-9 \'quoted\\ "one"',
    6: "Иван 𞤀𞤣",
}


@pytest.fixture
def indexed(store: Store) -> Store:
    with store.write("people.made", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.index(
            *(
                Indexed("person", UUID(int=key), tuple(index_tokens(name, names=True)), UUID(int=90), "asb")
                for key, name in PEOPLE.items()
            ),
            Indexed("contact", UUID(int=70), tuple(index_tokens("Smith rang about noise")), UUID(int=90), "asb", NOW),
        )
    return store


def look(connection: Connection, kind: str, words: Words) -> Sequence[Any]:
    dialect = connection.dialect.name
    return connection.execute(matching(dialect), sought(dialect, kind, words)).all()


def found(store: Store, kind: str, typed: str, *, loose: bool = False) -> set[int]:
    query = query_tokens(typed)
    with store.read() as connection:
        return {row.record_id.int for row in look(connection, kind, query.loose if loose else query.words)}


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("obrien", {1}),
        ("O'Brien", {1}),
        ("maeve o'b", {1}),
        ("zoe luk", {2}),
        ("smi", {3}),
        ("sm", {3, 4}),
        ("smith bo", {3}),
        ("k9", {5}),
        ("ива", {6}),
        ("𞤢𞤣", {6}),
        ("50", {5}),
        ("nobody", set()),
    ],
)
def test_people_are_found_by_words_and_their_beginnings(indexed: Store, typed: str, people: set[int]) -> None:
    assert found(indexed, "person", typed) == people


def test_misspelt_names_are_found_when_asked_for(indexed: Store) -> None:
    assert found(indexed, "person", "Lukasiewitz") == set()
    assert found(indexed, "person", "Lukasiewitz", loose=True) == {2}


def test_kinds_are_looked_for_apart(indexed: Store) -> None:
    assert found(indexed, "contact", "smith") == {70}
    assert found(indexed, "contact", "brien") == set()


@pytest.mark.parametrize("token", ['"', "'", "\\", "a' | 'b", 'a" OR "b', "*", ":*", ")", "-", "^x", "NOT", "&"])
def test_nothing_in_a_token_is_syntax(indexed: Store, token: str) -> None:
    with indexed.read() as connection:
        assert look(connection, "person", [[Alternative(token)], [Alternative("smith")]]) == []
        look(connection, "person", [[Alternative(token, prefix=True)]])


def test_an_entry_put_again_is_found_by_its_new_words_alone(indexed: Store) -> None:
    with indexed.write("person.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.index(Indexed("person", UUID(int=3), ("jones",)), Indexed("person", UUID(int=4), ()))
    assert found(indexed, "person", "sm") == set()
    assert found(indexed, "person", "jones") == {3}
    with indexed.write("person.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.unindex("person", UUID(int=3))
    assert found(indexed, "person", "jones") == set()


def test_compartments_are_searched_apart(indexed: Store) -> None:
    with indexed.read("confidential") as connection:
        assert look(connection, "person", query_tokens("smith").words) == []
    with indexed.write("x.y", by=BY, at=NOW, stream=Stream.LISTS, compartment="confidential") as unit:
        unit.index(Indexed("person", UUID(int=8), ("smith",)))
    with indexed.read("confidential") as connection:
        rows = look(connection, "person", query_tokens("smith").words)
    assert [row.record_id.int for row in rows] == [8]
    assert found(indexed, "person", "smith") == {3}
