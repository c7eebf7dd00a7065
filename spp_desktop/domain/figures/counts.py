"""Counts held as an array, and sums of them over months, places and crime types."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spp_desktop.domain.figures.areas import NO_AREA
from spp_desktop.domain.figures.months import Month, Months

if TYPE_CHECKING:
    from numpy.typing import NDArray

Cell = tuple[int, str, str, int]
"""A month's ordinal, a place code (empty for a row without a place), a crime type code, a count."""


@dataclass(frozen=True, eq=False)
class Counts:
    """What one series holds. ``placed`` is months × places × types; the last place is *no area*.

    ``unplaced`` (months × types) belongs to the whole force, not to the city, and is never added to it. A month
    that no dataset holds is not in ``held``; its zeros mean nothing.
    """

    first: Month
    held: frozenset[Month]
    places: tuple[str, ...]
    types: tuple[str, ...]
    placed: NDArray[np.int32]
    unplaced: NDArray[np.int32]

    def missing(self, months: Iterable[Month]) -> tuple[Month, ...]:
        """Those of the months that no dataset holds, in order."""
        return tuple(month for month in months if month not in self.held)

    def _of(self, months: Sequence[Month], types: Sequence[str]) -> tuple[list[int], list[int]]:
        index = {code: at for at, code in enumerate(self.types)}
        return [month - self.first for month in months], [index[code] for code in types if code in index]

    def by_place(self, months: Sequence[Month], types: Sequence[str]) -> dict[str, int]:
        """Crimes of these types over these held months, by place; every place is there, zeros too."""
        rows, columns = self._of(months, types)
        sums = self.placed[np.ix_(rows, range(len(self.places)), columns)].sum(axis=(0, 2))
        return dict(zip(self.places, sums.tolist(), strict=True))

    def by_type(self, months: Sequence[Month], types: Sequence[str], place: str | None = None) -> dict[str, int]:
        """Crimes over these held months by type, in the city or in one place; every type asked for is there."""
        rows, columns = self._of(months, types)
        where = range(len(self.places)) if place is None else [self.places.index(place)]
        sums = self.placed[np.ix_(rows, where, columns)].sum(axis=(0, 1))
        return dict.fromkeys(types, 0) | dict(zip([self.types[c] for c in columns], sums.tolist(), strict=True))

    def total(self, months: Sequence[Month], types: Sequence[str], place: str | None = None) -> int:
        """Crimes of these types over these held months, in the city or in one place."""
        return sum(self.by_type(months, types, place).values())

    def total_unplaced(self, months: Sequence[Month], types: Sequence[str]) -> int:
        """Rows of these types over these held months that the files leave without a place."""
        rows, columns = self._of(months, types)
        return int(self.unplaced[np.ix_(rows, columns)].sum())

    def monthly(self, months: Months, types: Sequence[str], place: str | None = None) -> list[int | None]:
        """Crimes month by month, in the city or in one place; None for a month not held."""
        _, columns = self._of((), types)
        chosen = self.placed[:, :, columns].sum(axis=2)
        series = (chosen.sum(axis=1) if place is None else chosen[:, self.places.index(place)]).tolist()
        return [series[month - self.first] if month in self.held else None for month in months]

    @property
    def span(self) -> Months | None:
        """From the first month held to the last, or None when none is."""
        return Months(min(self.held), max(self.held)) if self.held else None


def gather(
    cells: Iterable[Cell],
    held: Iterable[Month],
    places: Sequence[str],
    types: Sequence[str],
    place_of: Mapping[str, str],
) -> Counts:
    """Sum cells into an array by place. A cell whose place has none in ``place_of`` is counted as *no area*.

    Every cell's month is one of those held, and its type one of ``types``.
    """
    months = frozenset(held)
    first, last = (min(months), max(months)) if months else (Month(2000, 1), Month(2000, 1))
    all_places = (*places, NO_AREA)
    place_index = {code: at for at, code in enumerate(all_places)}
    type_index = {code: at for at, code in enumerate(types)}
    shape = (last - first + 1, len(all_places) + 1, len(types))
    elsewhere = place_index[NO_AREA]
    places_at = {code: place_index[area] for code, area in place_of.items()} | {"": len(all_places)}
    start, by_place, by_type = first.ordinal, shape[1] * shape[2], shape[2]
    # Twenty years are half a million cells: as pairs of Python's own they would take ten times the room.
    at, sizes = array("q"), array("q")
    for ordinal, place, kind, count in cells:
        at.append((ordinal - start) * by_place + places_at.get(place, elsewhere) * by_type + type_index[kind])
        sizes.append(count)
    sums = np.bincount(np.asarray(at), weights=np.asarray(sizes), minlength=shape[0] * by_place)
    counts = sums.astype(np.int32).reshape(shape)
    return Counts(first, months, all_places, tuple(types), counts[:, :-1], counts[:, -1])
