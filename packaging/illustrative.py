"""Make ``resources/illustrative/area_series.csv`` again: an invented monthly series that agrees with the 2012 plan.

    python packaging/illustrative.py            write the file
    python packaging/illustrative.py --check    exit 1 if it would change

No crime series by neighbourhood area for 2009–12 is public. This one is made up, seeded, and says so wherever it
shows. What it must agree with is what the plan prints: 13.1 % and over 1,300 fewer in the year to February 2012
than in the year before, and the counts of the cost table for December 2010 to November 2011. The groups the
target counts add to 9,924 and 8,622 in those two years; the cost table's other groups stand outside the target.

For each group three sums are fixed: the year to February 2011, the year to November 2011 and the year to February
2012. They fix four blocks of months; months within a block follow a mild season and a seeded wobble, and each
month is shared among the areas by weights that move once, in March 2011.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from spp_desktop.domain.figures.areas import NO_AREA
from spp_desktop.domain.figures.months import Month, Months

OUTPUT = Path(__file__).resolve().parents[1] / "resources" / "illustrative" / "area_series.csv"
SEED = 2012
BEFORE = Months(Month(2009, 4), Month(2010, 2))
SPRING_TO_AUTUMN_2010 = Months(Month(2010, 3), Month(2010, 11))
WINTER_2010 = Months(Month(2010, 12), Month(2011, 2))
SPRING_TO_AUTUMN_2011 = Months(Month(2011, 3), Month(2011, 11))
WINTER_2011 = Months(Month(2011, 12), Month(2012, 2))

SEASON = (0.96, 0.90, 1.00, 0.99, 1.04, 1.04, 1.06, 1.05, 1.01, 1.05, 1.00, 0.90)
"""Crimes of each calendar month against an even year."""
WINTER_SHARE = sum(SEASON[month.month - 1] for month in WINTER_2010) / sum(SEASON)
EARLIER_LEVEL = 1.07
"""How much higher the months before March 2010 stand than those after."""

YEARS: dict[str, tuple[int, int, int]] = {
    "damage": (3_404, 3_045, 2_925),
    "personal-theft": (1_820, 1_668, 1_611),
    "violence-with-injury": (1_770, 1_640, 1_597),
    "vehicle-theft": (1_398, 1_218, 1_158),
    "attempted-vehicle-theft": (74, 67, 65),
    "dwelling-burglary": (990, 870, 826),
    "personal-robbery": (264, 238, 229),
    "serious-sexual": (204, 204, 211),
    "violence-without-injury": (968, 904, 880),
    "commercial-burglary": (930, 884, 868),
    "shop-and-handling": (3_150, 3_112, 3_098),
}
"""Crimes in the years to February 2011, November 2011 and February 2012."""

AREAS: dict[str, tuple[float, float]] = {
    "CE1": (0.270, 0.985),
    "CE2": (0.212, 1.020),
    "S1": (0.125, 0.952),
    "S2": (0.116, 1.045),
    "NW1": (0.049, 1.095),
    "NW2": (0.099, 0.984),
    "NW3": (0.120, 0.962),
    NO_AREA: (0.009, 1.000),
}
"""Each area's share of the city before March 2011, and what that share is multiplied by from then on."""


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add to the total: largest remainders get the rest."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_remainder[: total - sum(whole)]:
        whole[at] += 1
    return whole


def blocks(years: tuple[int, int, int]) -> list[tuple[Months, int]]:
    """The blocks of months and what each must add to, so that the three years come out."""
    first, middle, last = years
    winter = round(first * WINTER_SHARE)
    autumn = middle - winter
    return [
        (BEFORE, round(first * EARLIER_LEVEL * len(BEFORE) / 12)),
        (SPRING_TO_AUTUMN_2010, first - winter),
        (WINTER_2010, winter),
        (SPRING_TO_AUTUMN_2011, autumn),
        (WINTER_2011, last - autumn),
    ]


def cells(chance: random.Random) -> Iterator[tuple[Month, str, str, int]]:
    """Every (month, area, crime type, count) that is not zero."""
    for kind, years in YEARS.items():
        for months, total in blocks(years):
            weights = [SEASON[month.month - 1] * (0.95 + 0.1 * chance.random()) for month in months]
            for month, count in zip(months, shared_out(total, weights), strict=True):
                later = month >= SPRING_TO_AUTUMN_2011.first
                shares = [
                    share * (move if later else 1) * (0.9 + 0.2 * chance.random()) for share, move in AREAS.values()
                ]
                for area, part in zip(AREAS, shared_out(count, shares), strict=True):
                    if part:
                        yield month, area, kind, part


def text() -> str:
    """The file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("month", "area", "crime_type", "count", "note"))
    for month, area, kind, count in sorted(cells(random.Random(SEED))):  # noqa: S311 - a figure, not a secret
        writer.writerow((month, area, kind, count, "illustrative"))
    return out.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Write the file, or with ``--check`` say whether it differs."""
    fresh = OUTPUT.exists() and OUTPUT.read_text(encoding="utf-8") == text()
    if "--check" in arguments:
        print("Nothing to change" if fresh else OUTPUT.name)
        return 0 if fresh else 1
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
