"""The shipped illustrative series: invented monthly counts by neighbourhood area that agree with the 2012 plan."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass

from spp_desktop.domain.figures.months import Month
from spp_desktop.resources import resource

NAME = "Illustrative area series, April 2009 to February 2012"
SOURCE = "Made up to agree with Safer Peterborough Partnership Priorities 2012"


@dataclass(frozen=True, slots=True)
class IllustrativeSeries:
    """The series as counts by (month, area code, crime type), with the SHA-256 of its file."""

    sha256: str
    months: tuple[Month, ...]
    cells: dict[tuple[Month, str, str], int]


def read_illustrative() -> IllustrativeSeries:
    """The shipped series."""
    content = resource("illustrative", "area_series.csv").read_bytes()
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    cells = {(Month.parse(row["month"]), row["area"], row["crime_type"]): int(row["count"]) for row in rows}
    return IllustrativeSeries(hashlib.sha256(content).hexdigest(), tuple(sorted({key[0] for key in cells})), cells)
