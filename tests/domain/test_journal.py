"""The journal's values: stamps, spellings, commitments, chains, and what is current."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from spp_desktop.domain.journal import (
    START,
    Action,
    Break,
    Change,
    Entry,
    FieldChange,
    Operation,
    Sealed,
    Stamp,
    Stream,
    Written,
    canonical,
    case_stream,
    covers,
    current_values,
    entry_hash,
    in_force,
    plain,
    tick,
    verify,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)


def stamp(millis: int, device: UUID = HERE, counter: int = 0) -> Stamp:
    return Stamp(millis, counter, device)


def test_a_stamp_is_read_back_from_its_text_and_sorts_as_it() -> None:
    stamps = [stamp(5), stamp(5, THERE), stamp(5, counter=1), stamp(300), stamp(2**47)]
    assert [Stamp.parse(one.text) for one in stamps] == stamps
    assert sorted(one.text for one in stamps) == [one.text for one in sorted(stamps)]


@pytest.mark.parametrize("text", ["", "abc", "0123456789abcdef", "0123456789abcdeg-" + "0" * 32, "0-" + "0" * 32])
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int's, UUID's and our own messages
        Stamp.parse(text)


def test_the_clock_follows_the_wall_and_never_goes_back() -> None:
    millis = int(NOW.timestamp() * 1000)
    first = tick(None, NOW, HERE)
    assert first == Stamp(millis, 0, HERE)
    assert tick(first, NOW, HERE) == Stamp(millis, 1, HERE)
    assert tick(first, NOW - timedelta(days=400), HERE) == Stamp(millis, 1, HERE)
    assert tick(first, NOW + timedelta(milliseconds=1), HERE) == Stamp(millis + 1, 0, HERE)
    ahead = Stamp(millis + 5000, 7, THERE)
    assert tick(ahead, NOW, HERE) == Stamp(millis + 5000, 8, HERE)


def test_a_full_counter_borrows_from_the_next_millisecond() -> None:
    full = Stamp(10, 0xFFFF, HERE)
    assert tick(full, datetime(1970, 1, 1, tzinfo=UTC), THERE) == Stamp(11, 0, THERE)


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("é", "é"),
        (Action.MADE, "made"),
        (date(2012, 3, 5), "2012-03-05"),
        (datetime(2012, 7, 1, 12, 30, tzinfo=timezone(timedelta(hours=1))), "2012-07-01T11:30:00.000000Z"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (Decimal("1.50"), "1.50"),
        (b"\x00\xff", "AP8="),
        ({"b": date(2012, 3, 5), "a": (1, None)}, {"b": "2012-03-05", "a": [1, None]}),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({2, 1}, [1, 2]),
    ],
)
def test_each_kind_of_value_has_one_spelling(value: object, spelt: object) -> None:
    assert plain(value) == spelt
    assert type(plain(value)) is type(spelt)


@pytest.mark.parametrize("value", [object(), datetime(2012, 3, 5), {"a": object()}])  # noqa: DTZ001 - what is refused
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be journalled"):
        plain(value)


def test_canonical_is_json_in_key_order_in_utf8() -> None:
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()


def test_a_commitment_is_the_salted_sha256_and_outlives_the_value() -> None:
    sealed = Sealed("no fixed abode", b"s" * 16)
    assert sealed.commitment == hashlib.sha256(b"s" * 16 + b'"no fixed abode"').digest()
    erased = sealed.erase()
    assert erased == Sealed(None, bytes(16), sealed.commitment)
    assert erased.commitment == sealed.commitment
    assert erased.erase() == erased


def change(*fields: str) -> Change:
    return Change(
        "case",
        UUID(int=9),
        Action.ALTERED,
        2,
        tuple(
            FieldChange(one, Sealed("old", b"o" * 16), Sealed("new", b"n" * 16), (stamp(1, THERE),)) for one in fields
        ),
    )


def test_erasing_a_field_covers_what_is_under_it() -> None:
    erased = change("answers.harm", "answers.times", "notes").erase({"answers"})
    assert [field.new.value for field in erased.fields] == [None, None, "new"]
    assert [field.old and field.old.value for field in erased.fields] == [None, None, "old"]
    assert all(field.new.value is None for field in change("a", "b").erase().fields)
    made = FieldChange("a", None, Sealed("new", b"n" * 16))
    assert made.erase().old is None
    assert covers({"answers.harm"}, "answers.harm")
    assert not covers({"answers.harm"}, "answers.harms")
    assert not covers(set(), "a")


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    previous = START
    for serial in range(1, length + 1):
        operation = Operation(
            id=UUID(int=serial),
            kind="case.edited",
            by=UUID(int=40),
            at=NOW,
            device=HERE,
            compartment="general",
            stream=case_stream("asb", "city"),
            serial=serial,
            stamp=stamp(serial),
            about=UUID(int=9) if serial % 2 else None,
        )
        changes = (change("answers.harm", "notes"),)
        digest = entry_hash(previous, operation, changes)
        entries.append(Entry(operation, changes, previous, digest))
        previous = digest
    return entries


def test_a_chain_holds_and_holds_after_erasing() -> None:
    entries = chain(4)
    assert list(verify(entries)) == []
    entries[1] = replace(entries[1], changes=tuple(one.erase() for one in entries[1].changes))
    assert list(verify(entries)) == []


def test_a_break_says_where_and_what() -> None:
    entries = chain(4)
    del entries[1]
    assert list(verify(entries)) == [Break(HERE, "cases/asb/city", 3, "entry 2 is missing or repeated")]
    entries = chain(4)
    entries[2] = replace(entries[2], hash=bytes(32))
    assert list(verify(entries)) == [
        Break(HERE, "cases/asb/city", 3, "its content is not what was written"),
        Break(HERE, "cases/asb/city", 4, "it does not follow the entry before it"),
    ]


def test_streams_have_names_of_their_own() -> None:
    assert case_stream("asb", "city") == "cases/asb/city"
    assert case_stream("asb", None) == "cases/asb/no-area"
    assert {one.value for one in Stream} == {"plans", "lists", "figures", "audit"}


def test_what_nothing_replaces_is_current() -> None:
    first = Written(stamp(1), "a")
    second = Written(stamp(2), "b", (stamp(1),))
    elsewhere = Written(stamp(2, THERE), "c", (stamp(1),))
    assert current_values([first]) == (first,)
    assert current_values([second, first]) == (second,)
    assert current_values([elsewhere, first, second]) == (second, elsewhere)
    decision = Written(stamp(9), "c", (second.stamp, elsewhere.stamp))
    assert current_values([decision, elsewhere, first, second]) == (decision,)


def test_the_later_value_is_in_force_unless_a_safer_one_is() -> None:
    safe, unsafe = Written(stamp(5), "safe"), Written(stamp(1, THERE), "unsafe")
    assert in_force((unsafe, safe)) is safe
    order = ("safe", "not-asked", "unsafe")
    assert in_force((unsafe, safe), order) is unsafe
    assert in_force((Written(stamp(7), "not-asked"), safe), order).value == "not-asked"
    later = Written(stamp(8), "unsafe")
    assert in_force((unsafe, later, safe), order) is later
    unknown = Written(stamp(0), "of a newer program")
    assert in_force((unknown, later), order) is unknown
