"""The shipped areas, small areas, outlines and postcodes as values. Each file is read once, when first asked for."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from spp_desktop.domain.figures.areas import AssignedBy, Assignment, Outline, Places, SmallArea, inside
from spp_desktop.resources import resource

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode of the city: where it is (degrees), and the small area, neighbourhood area and ward it lies in."""

    postcode: str
    latitude: float
    longitude: float
    small_area: str
    area: str
    ward: str


@cache
def places() -> Places:
    """The city's small areas of 2011 and 2021 and what each belongs to."""
    return Places({small.code: small for small in _small_areas()})


def _small_areas() -> Iterator[SmallArea]:
    # A code kept from 2011 to 2021 has a line for each; the later line, with its residents, is the one that stays.
    lines = sorted(_rows("small_areas.csv"), key=lambda row: row["census"])
    for row in lines:
        yield SmallArea(
            row["code"],
            row["name"],
            2021 if row["census"] == "2021" else 2011,
            Assignment(row["area"], float(row["area_share"]), AssignedBy(row["area_by"])),
            Assignment(row["ward"], float(row["ward_share"]), AssignedBy(row["ward_by"])),
            int(row["residents"]) if row["residents"] else None,
        )


@cache
def area_outlines() -> tuple[Outline, ...]:
    """The seven neighbourhood areas' boundaries."""
    return _outlines("areas.json")


@cache
def ward_outlines() -> tuple[Outline, ...]:
    """The boundaries of the 22 wards of 2016."""
    return _outlines("wards.json")


def _outlines(name: str) -> tuple[Outline, ...]:
    shapes = json.loads(resource("areas", name).read_text(encoding="utf-8"))
    return tuple(
        Outline(
            shape["code"],
            tuple(tuple((x, y) for x, y in ring) for ring in shape["rings"]),
            (shape["label_at"][0], shape["label_at"][1]),
        )
        for shape in shapes
    )


@cache
def _postcodes() -> Mapping[str, Postcode]:
    area_of = places().area_of
    return {
        row["postcode"].replace(" ", ""): Postcode(
            row["postcode"],
            float(row["lat"]),
            float(row["lon"]),
            row["lsoa"],
            row["area"] or area_of[row["lsoa"]],
            row["ward"],
        )
        for row in _rows("postcodes.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resource("areas", name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def find_postcode(text: str) -> Postcode | None:
    """The postcode written anyhow (``pe1 1aa``, ``PE11AA``), or None if it is not one of the city's."""
    found = _POSTCODE.fullmatch("".join(text.split()).upper())
    return _postcodes().get(found[0]) if found else None


@cache
def postcodes_in(area: str) -> tuple[str, ...]:
    """The postcodes of a neighbourhood area, in order."""
    return tuple(each.postcode for each in _postcodes().values() if each.area == area)


def area_of_postcode(text: str) -> str | None:
    """The code of the neighbourhood area a postcode lies in, or None outside the city."""
    found = find_postcode(text)
    return found.area if found else None


def area_of_point(latitude: float, longitude: float) -> str | None:
    """The code of the neighbourhood area at a position in degrees, or None outside the city."""
    return next((shape.code for shape in area_outlines() if inside((longitude, latitude), shape)), None)
