"""What an operation altered, so that each view can decide whether it is stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """The records and kinds of record an operation altered; empty when it only looked."""

    cases: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    """Others altered: ``officers``, ``settings``, ``lists``, ``datasets``, ``exports``, ``backups``, ``drafts``."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.cases | other.cases, self.people | other.people, self.kinds | other.kinds)

    def __bool__(self) -> bool:
        return bool(self.cases or self.people or self.kinds)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a service function that writes returns: the value asked for, and what it changed."""

    value: T
    changes: Changes
