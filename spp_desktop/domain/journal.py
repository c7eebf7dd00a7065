"""The journal: what an officer did, what it altered, and how anybody can check that nothing was tampered with.

An **operation** is one thing an officer did. It makes **changes**, one for each record, each holding the old
and the new value of every field it altered. Looking is an operation without changes. Four things come from
it: history, audit, exchange between offices, and integrity.

*Time.* Each operation carries a **stamp** from a hybrid logical clock (Kulkarni and others, 2014): never
earlier than any stamp its device has seen, and close to the clock on the wall. The fields it writes carry
that stamp and name the stamps they replace. A value is **current** while no other replaces it, so two offices
that wrote without seeing one another are known by fact and both values stay until a person decides.

*Integrity.* Each device keeps one chain of entries for each **stream**. An entry commits to the one before,
to its header, and to SHA-256(salt ‖ canonical value) of every value. The salt is 16 random bytes kept beside
the value and erased with it: tampering shows, an erased value cannot be guessed back, and the chain still
verifies.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

Value: TypeAlias = bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"] | None
"""A value as the journal holds it: what JSON can say. Dates and ids are text (:func:`plain`)."""

SALT_BYTES = 16
START = bytes(32)
"""What the first entry of a chain names as the one before."""


class Stream(StrEnum):
    """The streams that are not of cases. Those of cases are named by :func:`case_stream`."""

    PLANS = "plans"
    LISTS = "lists"
    FIGURES = "figures"
    AUDIT = "audit"


def case_stream(case_type: str, area: str | None) -> str:
    """The stream of cases of one type in one area; the area is the case's at its opening and never moves.

    Streams of the two compartments are apart because each compartment keeps its own journal.
    """
    return f"cases/{case_type}/{area or 'no-area'}"


class Action(StrEnum):
    """What a change did to its record."""

    MADE = "made"
    ALTERED = "altered"
    DELETED = "deleted"
    ERASED = "erased"
    SAID = "said"
    """Words of the operation itself: the reason given, the terms searched for."""


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A moment by the hybrid logical clock: milliseconds since 1970, a counter within them, the device."""

    millis: int
    counter: int
    device: UUID

    @property
    def text(self) -> str:
        """The stamp as text that sorts as the stamp does."""
        return f"{self.millis:012x}{self.counter:04x}-{self.device.hex}"

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """The stamp that ``text`` spells; ValueError when it spells none."""
        moment, _, device = text.partition("-")
        if len(moment) != 16:
            raise ValueError("not a stamp")
        return cls(int(moment[:12], 16), int(moment[12:], 16), UUID(hex=device))


def tick(seen: Stamp | None, now: datetime, device: UUID) -> Stamp:
    """The next stamp of ``device``: after the latest it has ``seen`` (its own or another's), at ``now`` or later."""
    millis = int(now.timestamp() * 1000)
    if seen is None or millis > seen.millis:
        return Stamp(millis, 0, device)
    if seen.counter == 0xFFFF:
        return Stamp(seen.millis + 1, 0, device)
    return Stamp(seen.millis, seen.counter + 1, device)


def plain(value: object) -> Value:
    """``value`` as the journal holds it: ids, dates, times and numbers in one spelling each, whatever wrote them.

    A time is spelt in UTC; a time without a zone, and a kind of value no record holds, is a TypeError.
    """
    kind = type(value)
    if kind in _AS_IT_IS:
        return value  # type: ignore[return-value]  # one of the kinds JSON has
    for known, spell in _SPELT:
        if isinstance(value, known):
            return spell(value)
    raise TypeError(f"a value of kind {kind.__name__} cannot be journalled")


def _spell_time(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a time without a zone cannot be journalled")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


_AS_IT_IS = frozenset({type(None), bool, int, float, str})
_SPELT: tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...] = (
    (str, str.__str__),
    (datetime, _spell_time),
    (date, date.isoformat),
    ((UUID, Decimal), str),
    (bytes, lambda value: base64.b64encode(value).decode("ascii")),
    (Mapping, lambda value: {str(key): plain(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [plain(item) for item in value]),
    ((set, frozenset), lambda value: sorted((plain(item) for item in value), key=canonical)),
)
"""Kinds of value and their spelling: codes of an enumeration as text; a datetime is also a date, so it comes first."""


def canonical(value: Value) -> bytes:
    """The one spelling of a value that is hashed: JSON, keys in order, no spaces, UTF-8."""
    if value is None or value is True or value is False:
        # Most values of a record are these, and the encoder is made anew for each of them.
        return _CONSTANTS[value]
    return _SPELLER.encode(value).encode()


_CONSTANTS = {None: b"null", True: b"true", False: b"false"}

_SPELLER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value with its salt; once erased, only the commitment that was made to it."""

    value: Value
    salt: bytes
    erased: bytes | None = None

    @property
    def commitment(self) -> bytes:
        """SHA-256(salt ‖ canonical value), 32 bytes; the same before and after the value is erased."""
        return self.erased or hashlib.sha256(self.salt + canonical(self.value)).digest()

    def erase(self) -> Sealed:
        """The same commitment without value or salt: nothing left from which the value could be guessed."""
        return Sealed(None, bytes(SALT_BYTES), self.commitment)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record: what it was (None on a new record), what it became, the stamps it replaces."""

    field: str
    old: Sealed | None
    new: Sealed
    replaces: tuple[Stamp, ...] = ()

    def erase(self) -> FieldChange:
        """The same change with neither value readable."""
        return replace(self, old=self.old and self.old.erase(), new=self.new.erase())


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation did to one record; ``revision`` is the record's afterwards."""

    kind: str
    record_id: UUID
    action: Action
    revision: int
    fields: tuple[FieldChange, ...]

    def erase(self, fields: Collection[str] | None = None) -> Change:
        """The same change with the named fields erased, or all of them. A name covers what is under it:
        ``answers`` covers ``answers.harm``."""
        return replace(
            self, fields=tuple(field.erase() if covers(fields, field.field) else field for field in self.fields)
        )


def covers(fields: Collection[str] | None, field: str) -> bool:
    """Whether ``field`` is one of ``fields``, or under one of them; None means every field."""
    return fields is None or field in fields or field.partition(".")[0] in fields


@dataclass(frozen=True, slots=True)
class Operation:
    """The header of an entry. ``about`` is the record it concerned (the case, for case history), ``at`` UTC;
    ``serial`` is its place, from 1, in the chain of its device and stream."""

    id: UUID
    kind: str
    by: UUID
    at: datetime
    device: UUID
    compartment: str
    stream: str
    serial: int
    stamp: Stamp
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation in its chain, as it is kept."""

    operation: Operation
    changes: tuple[Change, ...]
    previous: bytes
    hash: bytes


def entry_hash(previous: bytes, operation: Operation, changes: Iterable[Change]) -> bytes:
    """The hash of an entry: of the one before, its header, and the commitment to each value; 32 bytes."""
    header: list[Value] = [
        previous.hex(),
        operation.id.hex,
        operation.kind,
        operation.by.hex,
        plain(operation.at),
        operation.device.hex,
        operation.compartment,
        operation.stream,
        operation.serial,
        operation.stamp.text,
        operation.about.hex if operation.about else None,
    ]
    return hashlib.sha256(canonical([*header, [_committed(change) for change in changes]])).digest()


def _committed(change: Change) -> Value:
    return [
        change.kind,
        change.record_id.hex,
        change.action.value,
        change.revision,
        [
            [
                field.field,
                field.old.commitment.hex() if field.old else None,
                field.new.commitment.hex(),
                [stamp.text for stamp in field.replaces],
            ]
            for field in change.fields
        ],
    ]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: which entry, and what is wrong with it."""

    device: UUID
    stream: str
    serial: int
    message: str


def verify(entries: Iterable[Entry]) -> Iterator[Break]:
    """Every place where one chain, given from its first entry in order, does not hold."""
    before, serial = START, 0
    for entry in entries:
        operation = entry.operation
        serial += 1
        if operation.serial != serial:
            yield Break(operation.device, operation.stream, operation.serial, f"entry {serial} is missing or repeated")
            serial = operation.serial
        elif entry.previous != before:
            yield Break(operation.device, operation.stream, serial, "it does not follow the entry before it")
        if entry.hash != entry_hash(entry.previous, operation, entry.changes):
            yield Break(operation.device, operation.stream, serial, "its content is not what was written")
        before = entry.hash


@dataclass(frozen=True, slots=True)
class Written:
    """A value one operation wrote to a field, and the stamps of those it replaced."""

    stamp: Stamp
    value: Value
    replaces: tuple[Stamp, ...] = ()


def current_values(written: Iterable[Written]) -> tuple[Written, ...]:
    """The values nothing replaces, oldest stamp first. The order in which they arrived does not matter."""
    everything = {one.stamp: one for one in written}
    replaced = {stamp for one in everything.values() for stamp in one.replaces}
    return tuple(everything[stamp] for stamp in sorted(everything.keys() - replaced))


def in_force(current: Sequence[Written], safer: Sequence[Value] | None = None) -> Written:
    """The value to act on while several are current.

    ``safer`` lists the field's values from the least safe to the safest, where the field declares that order:
    the safest then stands, whatever the clock says, and a value the list does not know stands above all it
    knows. Without an order, or between equals, the later stands. ``current`` must not be empty.
    """
    if safer is None:
        return max(current, key=lambda one: one.stamp)
    return max(current, key=lambda one: (_rank(one.value, safer), one.stamp))


def _rank(value: Value, safer: Sequence[Value]) -> int:
    return safer.index(value) if value in safer else len(safer)
