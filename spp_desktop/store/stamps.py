"""The stamps a record's row keeps: which stamp the value of each field carries, so that writing needs no history.

Under ``""`` stands the stamp of the record's making, which every field carries that is not named. A field that
several offices wrote without seeing one another holds a list of [stamp, value] pairs until a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from spp_desktop.domain.journal import Stamp, Value, Written, in_force


def made_at(stamp: Stamp) -> dict[str, Any]:
    """The stamps of a new record."""
    return {"": stamp.text}


def current(stamps: Mapping[str, Any], field: str, value: Value) -> tuple[Written, ...]:
    """The current values of a field whose value in force is ``value``: one, or several that wait for a decision."""
    kept = stamps.get(field, stamps[""])
    if isinstance(kept, str):
        return (Written(Stamp.parse(kept), value),)
    return tuple(Written(Stamp.parse(stamp), held) for stamp, held in kept)


def replaced_by(
    stamps: Mapping[str, Any], field: str, value: Value, settles: Collection[Stamp] | None
) -> tuple[Stamp, ...]:
    """The stamps a new value replaces: those it settles, or that of the value in force, which the officer saw."""
    if settles is not None:
        return tuple(sorted(settles))
    return (max(one.stamp for one in current(stamps, field, value) if one.value == value),)


def rewritten(
    stamps: dict[str, Any], field: str, value: Value, new: Written, safer: Sequence[Value] | None = None
) -> Value:
    """Note in ``stamps`` that ``new`` was written to a field that held ``value``, and return the value in force now."""
    stay = [one for one in current(stamps, field, value) if one.stamp not in new.replaces]
    if not stay:
        stamps[field] = new.stamp.text
        return new.value
    everything = [*stay, new]
    stamps[field] = [[one.stamp.text, one.value] for one in everything]
    return in_force(everything, safer).value
