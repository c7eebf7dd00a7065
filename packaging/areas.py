"""Make ``resources/areas`` again from the published boundaries, lookups, residents and postcodes beside this file.

    python packaging/areas.py            write the files
    python packaging/areas.py --check    exit 1 if any file would change

Standard library only. The method, in the words the files carry:

- A small area of 2021 is counted in the neighbourhood area that holds most of its postcodes, each placed by its
  position among the wards of 2004. Where fewer than five postcodes could be placed, most of its ground decides,
  sampled on a grid inside its boundary.
- A small area of 2011 that was split in 2021 takes the postcodes of its parts together.
- The ward of 2016 is the official best fit of the small area of 2021; the share is of its postcodes that the
  postcode file puts in that ward. A small area of 2011 that was split takes the ward of most of its postcodes.
- Outlines are the published wards joined: an edge that two wards of one area share is dropped.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from spp_desktop.domain.figures.areas import (
    NEIGHBOURHOOD_AREAS,
    WARDS_2016,
    AssignedBy,
    Outline,
    inside,
)

INPUTS = Path(__file__).resolve().parent / "areas-inputs"
OUTPUT = Path(__file__).resolve().parents[1] / "resources" / "areas"
FEWEST_POSTCODES = 5
GRID = 24
DECIMALS = 6
Point = tuple[float, float]
Ring = tuple[Point, ...]


def rows_of(name: str) -> list[dict[str, str]]:
    """A published table's rows."""
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shapes(name: str, code_key: str) -> dict[str, tuple[Ring, ...]]:
    """A published boundary file: code or name to rings, coordinates to six decimals (about 0.1 m)."""
    features = json.loads((INPUTS / name).read_text(encoding="utf-8"))["features"]
    found: dict[str, tuple[Ring, ...]] = {}
    for feature in features:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found[feature["properties"][code_key]] = tuple(
            tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y, *_ in ring)
            for polygon in polygons
            for ring in polygon
        )
    return found


def dissolve(parts: Iterable[tuple[Ring, ...]]) -> tuple[Ring, ...]:
    """The rings round the parts together: every edge that occurs in both directions cancels, the rest are joined."""
    edges = Counter(edge for rings in parts for ring in rings for edge in pairwise(ring) if edge[0] != edge[1])
    onward: dict[Point, list[Point]] = {}
    for start, end in sorted(edges):
        if edges[end, start] == 0:
            onward.setdefault(start, []).append(end)
    rings: list[Ring] = []
    while onward:
        first = min(onward)
        ring = [first]
        while len(ring) == 1 or ring[-1] != first:
            exits = onward[ring[-1]]
            ring.append(exits.pop())
            if not exits:
                del onward[ring[-2]]
        rings.append(tuple(ring))
    return tuple(sorted(rings, key=lambda ring: -abs(ring_area(ring))))


def ring_area(ring: Ring) -> float:
    """Signed area by the shoelace formula, square degrees; enough to compare rings of one city."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def label_point(outline: Outline) -> Point:
    """The sampled inner point farthest from the boundary, where a label has most room."""
    x, y = max(grid_inside(outline), key=lambda point: (room(point, outline), point))
    return round(x, DECIMALS), round(y, DECIMALS)


def room(point: Point, outline: Outline) -> float:
    """Distance to the nearest edge, in degrees of latitude (longitude shrunk to match at the city's latitude)."""
    return min(to_edge(point, a, b) for ring in outline.rings for a, b in pairwise(ring))


def to_edge(point: Point, a: Point, b: Point) -> float:
    """Distance from a point to a segment, in degrees of latitude."""
    shrink = 0.608  # cosine of 52.6 degrees north
    (px, py), (ax, ay), (bx, by) = ((x * shrink, y) for x, y in (point, a, b))
    dx, dy = bx - ax, by - ay
    along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy) if (dx or dy) else 0.0
    along = min(1.0, max(0.0, along))
    return float(((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5)


def grid_inside(outline: Outline) -> Iterator[Point]:
    """Points of an even grid over the outline's box that lie inside it."""
    xs = [x for ring in outline.rings for x, _ in ring]
    ys = [y for ring in outline.rings for _, y in ring]
    for i in range(GRID):
        for j in range(GRID):
            point = (
                min(xs) + (max(xs) - min(xs)) * (i + 0.5) / GRID,
                min(ys) + (max(ys) - min(ys)) * (j + 0.5) / GRID,
            )
            if inside(point, outline):
                yield point


def place_of(point: Point, outlines: Iterable[Outline]) -> str:
    """The code of the outline that holds the point, or nothing."""
    return next((outline.code for outline in outlines if inside(point, outline)), "")


def decide(votes: Counter[str]) -> tuple[str, float]:
    """The place with most votes and its share of them; ties go to the lower code."""
    counted = {code: number for code, number in votes.items() if code}
    code = min(counted, key=lambda key: (-counted[key], key))
    return code, counted[code] / sum(votes.values())


def area_outlines() -> list[Outline]:
    """The seven areas' outlines, dissolved from the wards of 2004."""
    wards = shapes("wards2004.geojson", "WD13NM")
    named = {part for area in NEIGHBOURHOOD_AREAS.areas for part in area.parts}
    if named != set(wards):
        raise SystemExit(f"The ward lists and the boundary file differ: {sorted(named ^ set(wards))}")
    return [
        Outline(area.code, dissolve(wards[part] for part in area.parts), (0.0, 0.0))
        for area in NEIGHBOURHOOD_AREAS.areas
    ]


def ward_outlines() -> list[Outline]:
    """The 22 wards of 2016 as published."""
    wards = shapes("wards2016.geojson", "WD21CD")
    return [Outline(ward.code, wards[ward.code], (0.0, 0.0)) for ward in WARDS_2016.areas]


def outlines_text(outlines: Sequence[Outline]) -> str:
    """One line of JSON for each outline."""
    lines = [
        json.dumps(
            {"code": outline.code, "label_at": label_point(outline), "rings": outline.rings}, separators=(",", ":")
        )
        for outline in outlines
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def table_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A comma-separated table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def postcode_rows(areas: Sequence[Outline]) -> list[tuple[str, str, str, str, str, str, str]]:
    """Each postcode with its position, small area, neighbourhood area and ward, and how it was placed."""
    return [
        (
            row["postcode"],
            row["lat"],
            row["lon"],
            row["lsoa21_code"],
            place_of((float(row["lon"]), float(row["lat"])), areas),
            row["ward24_code"],
            row["method"],
        )
        for row in rows_of("postcodes.csv")
    ]


def small_area_rows(
    postcodes: Sequence[tuple[str, str, str, str, str, str, str]], areas: Sequence[Outline]
) -> list[tuple[object, ...]]:
    """Each small area of 2021 and of 2011 with its area, ward, shares, methods and residents."""
    area_votes: dict[str, Counter[str]] = {}
    ward_votes: dict[str, Counter[str]] = {}
    for _, _, _, small, area, ward, _ in postcodes:
        area_votes.setdefault(small, Counter())[area] += 1
        ward_votes.setdefault(small, Counter())[ward] += 1
    ground = shapes("lsoa2021.geojson", "LSOA21CD")
    residents = {row["lsoa21_code"]: int(float(row["census2021_residents"])) for row in rows_of("residents2021.csv")}
    best_fit = {row["lsoa21_code"]: row["ward24_code"] for row in rows_of("lsoa2021_to_ward.csv")}
    names = {row["lsoa21_code"]: row["lsoa21_name"] for row in rows_of("lsoa2021_to_ward.csv")}
    rows: list[tuple[object, ...]] = []
    for code in sorted(names):
        area, share, by = _area(area_votes.get(code, Counter()), [ground[code]], areas)
        votes = ward_votes.get(code, Counter())
        ward_share = votes[best_fit[code]] / votes.total() if votes else 1.0
        best = (best_fit[code], _share(ward_share), AssignedBy.BEST_FIT.value)
        rows.append((2021, code, names[code], area, _share(share), by, *best, residents[code]))
    return rows + _rows_of_2011(area_votes, ward_votes, ground, best_fit, areas)


def _rows_of_2011(
    area_votes: Mapping[str, Counter[str]],
    ward_votes: Mapping[str, Counter[str]],
    ground: Mapping[str, tuple[Ring, ...]],
    best_fit: Mapping[str, str],
    areas: Sequence[Outline],
) -> list[tuple[object, ...]]:
    parts: dict[tuple[str, str], list[str]] = {}
    for row in rows_of("lsoa2011_to_lsoa2021.csv"):
        parts.setdefault((row["lsoa11_code"], row["lsoa11_name"]), []).append(row["lsoa21_code"])
    rows: list[tuple[object, ...]] = []
    for (code, name), children in sorted(parts.items()):
        votes = sum((area_votes.get(child, Counter()) for child in children), Counter[str]())
        area, share, by = _area(votes, [ground[child] for child in children], areas)
        wards = sum((ward_votes.get(child, Counter()) for child in children), Counter[str]())
        if len(children) == 1:
            ward, how = best_fit[children[0]], AssignedBy.BEST_FIT
            ward_share = wards[ward] / wards.total() if wards else 1.0
        else:
            (ward, ward_share), how = decide(wards), AssignedBy.POSTCODES
        rows.append((2011, code, name, area, _share(share), by, ward, _share(ward_share), how.value, ""))
    return rows


def _area(votes: Counter[str], ground: Iterable[tuple[Ring, ...]], areas: Sequence[Outline]) -> tuple[str, float, str]:
    if sum(number for code, number in votes.items() if code) >= FEWEST_POSTCODES:
        return *decide(votes), AssignedBy.POSTCODES.value
    sampled: Counter[str] = Counter()
    for rings in ground:
        sampled.update(place_of(point, areas) for point in grid_inside(Outline("", rings, (0.0, 0.0))))
    return *decide(sampled), AssignedBy.GROUND.value


def _share(share: float) -> str:
    return f"{share:.4f}"


def build() -> dict[str, str]:
    """Every file of ``resources/areas`` that is worked out, by name."""
    areas = area_outlines()
    postcodes = postcode_rows(areas)
    return {
        "areas.json": outlines_text(areas),
        "wards.json": outlines_text(ward_outlines()),
        "postcodes.csv": table_text(("postcode", "lat", "lon", "lsoa", "area", "ward", "method"), postcodes),
        "small_areas.csv": table_text(
            (
                *("census", "code", "name", "area", "area_share", "area_by"),
                *("ward", "ward_share", "ward_by", "residents"),
            ),
            small_area_rows(postcodes, areas),
        ),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with ``--check`` name those that differ."""
    stale = []
    for name, text in build().items():
        path = OUTPUT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            OUTPUT.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(stale) or "Nothing to change")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
