"""What was read at a moment: values made by the hundred from the rows of a list, and altered by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def snapshot(declared: type[T]) -> type[T]:
    """Declare a view: a frozen dataclass to the type checker, which refuses whatever would alter one.

    As the program runs it is not frozen: making a frozen one costs nine times as much, and that was most of what
    a page of a list cost beyond its statement.
    """
    return dataclass(slots=True, unsafe_hash=True)(declared)
