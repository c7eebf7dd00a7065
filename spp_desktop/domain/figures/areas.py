"""Schemes of places, each with the dates it holds between, and the city's small areas assigned to them.

Wards, neighbourhood areas and small areas change; a scheme never does. The assignment of a small area to a
neighbourhood area or ward says how it was made and how much of the small area lies inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal

NO_AREA = "no-area"
CITY = "city"


@dataclass(frozen=True, slots=True)
class Area:
    """One place of a scheme; ``number`` marks it in tables and on the map, ``parts`` are the wards it is made of."""

    code: str
    name: str
    number: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaScheme:
    """A set of places that divide the city, with the dates the set was in use and where it comes from."""

    code: str
    label: str
    areas: tuple[Area, ...]
    valid_from: date
    valid_to: date | None
    source: str

    def area(self, code: str) -> Area | None:
        """The area with this code, or None."""
        return next((area for area in self.areas if area.code == code), None)


NEIGHBOURHOOD_AREAS = AreaScheme(
    "neighbourhood-areas",
    "Neighbourhood areas",
    (
        Area("CE1", "Central and North", 1, ("Central", "North")),
        Area("CE2", "Dogsthorpe, East and Park", 2, ("Dogsthorpe", "East", "Park")),
        Area(
            "S1",
            "Fletton, Stanground and Woodston",
            3,
            ("Fletton and Woodston", "Stanground Central", "Stanground East"),
        ),
        Area("S2", "Ortons with Hampton", 4, ("Orton Longueville", "Orton Waterville", "Orton with Hampton")),
        Area(
            "NW1",
            "Rural North",
            5,
            ("Barnack", "Glinton and Wittering", "Northborough", "Newborough", "Eye and Thorney"),
        ),
        Area("NW2", "Peterborough North", 6, ("Paston", "Walton", "Werrington North", "Werrington South")),
        Area("NW3", "Peterborough West", 7, ("Bretton North", "Bretton South", "Ravensthorpe", "West")),
    ),
    date(2009, 1, 1),
    None,
    "Neighbourhood Councils, later Committees, of Peterborough City Council (2009–13), by the wards of 2004–16; the "
    "ward lists of S2 and NW1 to NW3 are by elimination",
)

WARDS_2016 = AreaScheme(
    "wards-2016",
    "Wards of 2016",
    tuple(
        Area(f"E0501{805 + step:04d}", name, step + 1)
        for step, name in enumerate(
            (
                "Barnack",
                "Bretton",
                "Central",
                "Dogsthorpe",
                "East",
                "Eye, Thorney and Newborough",
                "Fletton and Stanground",
                "Fletton and Woodston",
                "Glinton and Castor",
                "Gunthorpe",
                "Hampton Vale",
                "Hargate and Hempsted",
                "North",
                "Orton Longueville",
                "Orton Waterville",
                "Park",
                "Paston and Walton",
                "Ravensthorpe",
                "Stanground South",
                "Werrington",
                "West",
                "Wittering",
            )
        )
    ),
    date(2016, 5, 5),
    None,
    "Peterborough (Electoral Changes) Order 2015; codes of the Office for National Statistics",
)


class AssignedBy(StrEnum):
    """How a small area was assigned."""

    POSTCODES = "postcodes"
    GROUND = "ground"
    BEST_FIT = "best-fit"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The place a small area is counted in: ``share`` (0 to 1) of its postcodes or ground that lies inside."""

    code: str
    share: float
    by: AssignedBy


@dataclass(frozen=True, slots=True)
class SmallArea:
    """A lower-layer super output area. ``residents`` are those of the 2021 Census, None for areas of 2011."""

    code: str
    name: str
    census: Literal[2011, 2021]
    area: Assignment
    ward: Assignment
    residents: int | None


@dataclass(frozen=True)
class Places:
    """The city's small areas and what each belongs to. ``residents`` by place code count people of the 2021 Census."""

    small_areas: Mapping[str, SmallArea]
    authority: str = "Peterborough"
    population_source: str = "Census 2021 usual residents (ONS), summed by small area"

    def holds(self, code: str, name: str) -> bool:
        """Whether a row placed in this small area is in the city: by its code, or by a name not yet in the list."""
        return code in self.small_areas or name.startswith(self.authority + " ")

    @cached_property
    def area_of(self) -> Mapping[str, str]:
        """Small area code to neighbourhood area code."""
        return {code: small.area.code for code, small in self.small_areas.items()}

    @cached_property
    def ward_of(self) -> Mapping[str, str]:
        """Small area code to the code of the ward of 2016."""
        return {code: small.ward.code for code, small in self.small_areas.items()}

    @cached_property
    def residents(self) -> Mapping[str, int]:
        """Residents by neighbourhood area code, ward code and ``city`` (persons)."""
        totals: dict[str, int] = {CITY: 0}
        for small in self.small_areas.values():
            for code in (small.area.code, small.ward.code, CITY):
                totals[code] = totals.get(code, 0) + (small.residents or 0)
        return totals


@dataclass(frozen=True, slots=True)
class Outline:
    """A place's boundary for the map: closed rings of (longitude, latitude) in degrees, and where its label stands."""

    code: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label_at: tuple[float, float]


def inside(point: tuple[float, float], outline: Outline) -> bool:
    """Whether a (longitude, latitude) lies within the outline, by the even-odd rule over its rings."""
    x, y = point
    crossings = 0
    for ring in outline.rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1
