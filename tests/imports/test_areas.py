"""Every small area, postcode and position of the city belongs somewhere, by a method that can be repeated."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS, WARDS_2016, AssignedBy, inside
from spp_desktop.imports import areas
from spp_desktop.imports.illustrative import read_illustrative

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "packaging" / "areas-inputs"
AREA_CODES = {area.code for area in NEIGHBOURHOOD_AREAS.areas}
WARD_CODES = {ward.code for ward in WARDS_2016.areas}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["areas", "illustrative"])
def test_the_shipped_files_are_what_the_script_makes(name: str) -> None:
    assert script(name).main(["--check"]) == 0


def test_the_illustrative_series_is_read_whole() -> None:
    series = read_illustrative()
    content = (ROOT / "resources" / "illustrative" / "area_series.csv").read_bytes()
    assert series.sha256 == hashlib.sha256(content).hexdigest()
    assert (str(series.months[0]), str(series.months[-1]), len(series.months)) == ("2009-04", "2012-02", 35)
    assert len(series.cells) == len(content.splitlines()) - 1


def published(name: str) -> list[dict[str, str]]:
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_small_area_of_both_censuses_is_assigned() -> None:
    small = areas.places().small_areas
    of_2021 = {row["lsoa21_code"] for row in published("lsoa2021_to_ward.csv")}
    of_2011 = {row["lsoa11_code"] for row in published("lsoa2011_to_lsoa2021.csv")}
    assert (len(of_2021), len(of_2011)) == (121, 112)
    assert set(small) == of_2021 | of_2011
    assert {one.area.code for one in small.values()} == AREA_CODES
    assert {one.ward.code for one in small.values()} == WARD_CODES
    assert all(0.5 < one.area.share <= 1 for one in small.values())


def test_the_ward_of_a_small_area_is_the_official_best_fit() -> None:
    ward_of = areas.places().ward_of
    for row in published("lsoa2021_to_ward.csv"):
        assert ward_of[row["lsoa21_code"]] == row["ward24_code"]


def test_a_small_area_of_2011_that_was_split_keeps_its_residents_places() -> None:
    small = areas.places().small_areas
    split: dict[str, list[str]] = {}
    for row in published("lsoa2011_to_lsoa2021.csv"):
        if row["change_code"] == "S":
            split.setdefault(row["lsoa11_code"], []).append(row["lsoa21_code"])
    assert len(split) == 7
    for code, children in split.items():
        assert small[code].census == 2011
        assert small[code].residents is None
        assert small[code].area.by is AssignedBy.POSTCODES
        assert small[code].area.code in {small[child].area.code for child in children}


def test_residents_add_up_to_the_census() -> None:
    residents = areas.places().residents
    census = sum(int(float(row["census2021_residents"])) for row in published("residents2021.csv"))
    assert residents["city"] == census == 215_654
    assert sum(residents[code] for code in AREA_CODES) == census
    assert sum(residents[code] for code in WARD_CODES) == census


@pytest.mark.parametrize("written", ["PE1 1AA", "pe11aa", " Pe1  1aA "])
def test_a_postcode_is_found_however_it_is_written(written: str) -> None:
    found = areas.find_postcode(written)
    assert found is not None
    assert (found.postcode, found.small_area, found.ward) == ("PE1 1AA", "E01015599", "E05010807")
    assert areas.area_of_postcode(written) == "CE1"


@pytest.mark.parametrize("written", ["", "PE1", "SW1A 1AA", "PE1 1AA; DROP", "PE９ 1AA"])
def test_what_is_no_postcode_of_the_city_has_no_area(written: str) -> None:
    assert areas.area_of_postcode(written) is None


def test_every_postcode_has_an_area_and_most_agree_with_their_small_area() -> None:
    area_of = areas.places().area_of
    found = [areas.find_postcode(row["postcode"]) for row in published("postcodes.csv")]
    assert len(found) == 7_409
    agreeing = Counter(one is not None and one.area == area_of[one.small_area] for one in found)
    assert all(one is not None and one.area in AREA_CODES for one in found)
    assert agreeing[True] / 7_409 > 0.95


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "code"),
    [
        ("the cathedral", 52.5725, -0.2390, "CE1"),
        ("Wittering", 52.6060, -0.4440, "NW1"),
        ("Orton Malborne", 52.5490, -0.2900, "S2"),
        ("Werrington", 52.6170, -0.2680, "NW2"),
        ("Cambridge", 52.2053, 0.1218, None),
    ],
)
def test_a_position_has_an_area(place: str, latitude: float, longitude: float, code: str | None) -> None:
    assert areas.area_of_point(latitude, longitude) == code, place


def test_outlines_are_closed_hold_their_label_and_do_not_overlap() -> None:
    for outlines, codes in ((areas.area_outlines(), AREA_CODES), (areas.ward_outlines(), WARD_CODES)):
        assert {outline.code for outline in outlines} == codes
        for outline in outlines:
            assert all(ring[0] == ring[-1] for ring in outline.rings)
            holding = [other.code for other in outlines if inside(outline.label_at, other)]
            assert holding == [outline.code]
