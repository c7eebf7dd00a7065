"""What holds of the journal whatever is written: tampering shows, erasing does not, arrival order never matters."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.domain.journal import (
    START,
    Action,
    Change,
    Entry,
    FieldChange,
    Operation,
    Sealed,
    Stamp,
    Value,
    Written,
    canonical,
    current_values,
    entry_hash,
    in_force,
    tick,
    verify,
)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
salts = st.binary(min_size=16, max_size=16)
sealed = st.builds(Sealed, values, salts)
devices = st.sampled_from([UUID(int=one) for one in range(1, 4)])
stamps = st.builds(Stamp, st.integers(0, 2**40), st.integers(0, 0xFFFF), devices)
fields = st.builds(
    FieldChange, st.text(min_size=1, max_size=8), st.none() | sealed, sealed, st.tuples() | st.tuples(stamps)
)
changes = st.lists(fields, max_size=4, unique_by=lambda one: one.field).map(
    lambda found: Change("case", UUID(int=9), Action.ALTERED, 2, tuple(found))
)


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    previous, entries = START, []
    for serial, made in enumerate(draw(st.lists(st.lists(changes, max_size=2), min_size=1, max_size=5)), 1):
        operation = Operation(
            UUID(int=serial), draw(st.text()), UUID(int=4), datetime(2026, 3, 2, tzinfo=UTC), UUID(int=1),
            "general", draw(st.text()), serial, Stamp(serial, 0, UUID(int=1)), draw(st.none() | st.uuids()),
        )  # fmt: skip
        digest = entry_hash(previous, operation, made)
        entries.append(Entry(operation, tuple(made), previous, digest))
        previous = digest
    return entries


def other(value: Value) -> Value:
    """A value that is canonically another."""
    return "something else" if canonical(value) != b'"something else"' else None


@given(chains())
def test_a_chain_as_written_holds(chain: list[Entry]) -> None:
    assert list(verify(chain)) == []


@given(chains(), st.data())
def test_any_value_altered_shows(chain: list[Entry], data: Any) -> None:
    spots = [
        (place, which, at)
        for place, entry in enumerate(chain)
        for which, change in enumerate(entry.changes)
        for at in range(len(change.fields))
    ]
    if not spots:
        return
    place, which, at = data.draw(st.sampled_from(spots))
    entry, change = chain[place], chain[place].changes[which]
    field = change.fields[at]
    altered = replace(field, new=replace(field.new, value=other(field.new.value)))
    tampered = replace(change, fields=(*change.fields[:at], altered, *change.fields[at + 1 :]))
    chain[place] = replace(entry, changes=(*entry.changes[:which], tampered, *entry.changes[which + 1 :]))
    assert [one.serial for one in verify(chain)] == [place + 1]


@given(chains(), st.data())
def test_any_header_altered_and_any_entry_dropped_or_swapped_shows(chain: list[Entry], data: Any) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    operation = chain[place].operation
    header = data.draw(
        st.sampled_from(
            [
                replace(operation, kind=operation.kind + "x"),
                replace(operation, by=UUID(int=5)),
                replace(operation, at=operation.at + timedelta(microseconds=1)),
                replace(operation, id=UUID(int=77)),
                replace(operation, stamp=Stamp(99, 0, UUID(int=1))),
                replace(operation, about=UUID(int=78)),
                replace(operation, compartment="confidential"),
            ]
        )
    )
    assert list(verify([*chain[:place], replace(chain[place], operation=header), *chain[place + 1 :]]))
    if place < len(chain) - 1:
        assert list(verify([*chain[:place], *chain[place + 1 :]]))
        assert list(verify([*chain[:place], chain[place + 1], chain[place], *chain[place + 2 :]]))


@given(chains(), st.data())
def test_erasing_anything_keeps_the_chain_and_nothing_of_the_value(chain: list[Entry], data: Any) -> None:
    erased = [
        replace(
            entry, changes=tuple(change.erase() if data.draw(st.booleans()) else change for change in entry.changes)
        )
        for entry in chain
    ]
    assert list(verify(erased)) == []
    for before, after in zip(chain, erased, strict=True):
        for change, gone in zip(before.changes, after.changes, strict=True):
            if gone is not change:
                assert all(field.new.value is None and not any(field.new.salt) for field in gone.fields)
                assert all(field.old is None or field.old.value is None for field in gone.fields)


@given(values, values, salts)
def test_two_values_share_a_commitment_only_when_they_are_one(first: Value, second: Value, salt: bytes) -> None:
    same = json.loads(canonical(first)) == json.loads(canonical(second)) and canonical(first) == canonical(second)
    assert (Sealed(first, salt).commitment == Sealed(second, salt).commitment) is same


@st.composite
def histories(draw: st.DrawFn) -> list[Written]:
    """What several devices wrote to one field, each replacing some of what it had seen."""
    written: list[Written] = []
    seen: dict[UUID, list[Written]] = {}
    for millis in range(draw(st.integers(1, 10))):
        device = draw(devices)
        knows = seen.setdefault(device, [])
        knows += [one for one in written if one not in knows and draw(st.booleans())]
        current = current_values(knows)
        replaces = tuple(one.stamp for one in current if draw(st.booleans()))
        new = Written(Stamp(millis, 0, device), draw(st.sampled_from(["safe", "unsafe", "not-asked"])), replaces)
        written.append(new)
        knows.append(new)
    return written


@given(histories(), st.randoms())
def test_the_order_and_number_of_arrivals_never_matter(written: list[Written], random: Any) -> None:
    order = ("safe", "not-asked", "unsafe")
    shuffled = written * 2
    random.shuffle(shuffled)
    current = current_values(written)
    assert current_values(shuffled) == current
    assert written[-1] in current
    assert in_force(current, order) == in_force(tuple(reversed(current)), order)
    replaced = {stamp for one in written for stamp in one.replaces}
    assert {one.stamp for one in current} == {one.stamp for one in written} - replaced


@given(st.lists(st.tuples(devices, st.integers(-1000, 1000), st.booleans()), min_size=1, max_size=20))
def test_a_stamp_is_later_than_all_its_device_has_seen(steps: list[tuple[UUID, int, bool]]) -> None:
    clock = datetime(2026, 3, 2, tzinfo=UTC)
    seen: dict[UUID, Stamp] = {}
    everything: list[Stamp] = []
    for device, drift, hears in steps:
        if hears and everything:
            seen[device] = max(everything + ([seen[device]] if device in seen else []))
        made = tick(seen.get(device), clock + timedelta(milliseconds=drift), device)
        assert device not in seen or made > seen[device]
        seen[device] = made
        everything.append(made)
    assert len(set(everything)) == len(everything)
