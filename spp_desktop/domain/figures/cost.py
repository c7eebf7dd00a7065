"""What recorded crime costs, at one price for each group (D§0.2, §3.5).

The prices are those the 2012 plan's own table implies. They price recorded crime only: no multiplier for crime
that is never reported, and no money that anyone could bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from spp_desktop.domain.figures.months import Month, Months


@dataclass(frozen=True, slots=True)
class CostGroup:
    """A group of crimes counted and priced together; ``types`` are the illustrative series' crime types in it."""

    code: str
    label: str
    crimes: int
    cost: int
    types: tuple[str, ...] = ()

    @property
    def unit_cost(self) -> Fraction:
        """Pounds a crime, exact. A whole number where the group holds one offence at one price."""
        return Fraction(self.cost, self.crimes)


PLAN_COST_PERIOD = Months(Month(2010, 12), Month(2011, 11))
"""The period of the plan's cost table: a rolling year, neither a financial year nor the year of its 13.1 %."""
PLAN_COST_SOURCE = "Safer Peterborough Partnership Priorities 2012, section 4; recorded crime only, no multiplier"

PLAN_COSTS: tuple[CostGroup, ...] = (
    CostGroup(
        "VAP",
        "Violence against the person",
        2_544,
        23_233_287,
        ("violence-with-injury", "violence-without-injury"),
    ),
    CostGroup("MSSO", "Most serious sexual offences", 204, 7_538_208, ("serious-sexual",)),
    CostGroup(
        "SAC",
        "Serious acquisitive crime",
        2_326,
        7_461_012,
        ("dwelling-burglary", "personal-robbery", "vehicle-theft"),
    ),
    CostGroup("COMM_BURG", "Commercial burglary", 884, 4_073_472, ("commercial-burglary",)),
    CostGroup("THEFT_HANDLING", "Theft and handling", 4_780, 2_708_620, ("personal-theft", "shop-and-handling")),
    CostGroup("CRIM_DAMAGE", "Criminal damage", 3_045, 3_429_325, ("damage",)),
    CostGroup("ATT_VEH_THEFT", "Attempted vehicle theft", 67, 41_339, ("attempted-vehicle-theft",)),
)


@dataclass(frozen=True, slots=True)
class CostRow:
    """A row of the cost table: counts, pounds, pounds a crime, and per cent of all crimes and of all cost."""

    code: str
    label: str
    crimes: int
    cost: int
    unit_cost: float
    percent_crimes: float
    percent_cost: float


@dataclass(frozen=True, slots=True)
class CostTable:
    """The rows, their totals, and the notes that must be printed with them."""

    rows: tuple[CostRow, ...]
    crimes: int
    cost: int
    notes: tuple[str, ...]


def cost_table(groups: Sequence[CostGroup]) -> CostTable:
    """Price the groups and share out crimes and cost, per cent to one decimal.

    Each share is rounded once from exact counts, so the plan's sexual offences are 15.5 % of the cost, not the 15.6
    it prints; rounded shares need not add to 100, and no row is bent to make them.
    """
    crimes = sum(group.crimes for group in groups)
    cost = sum(group.cost for group in groups)
    rows = tuple(
        CostRow(
            group.code,
            group.label,
            group.crimes,
            group.cost,
            float(group.unit_cost),
            _share(group.crimes, crimes),
            _share(group.cost, cost),
        )
        for group in groups
    )
    notes = ["Recorded crime only, not cashable"]
    totals = (round(sum(row.percent_crimes for row in rows), 1), round(sum(row.percent_cost for row in rows), 1))
    if totals != (100.0, 100.0):
        notes.append(f"Shares are rounded one by one and add to {totals[0]} and {totals[1]}")
    return CostTable(rows, crimes, cost, tuple(notes))


def _share(part: int, whole: int) -> float:
    return round(Fraction(1000 * part, whole)) / 10 if whole else 0.0


def cost_of(crimes: int, group: CostGroup) -> int:
    """What this many crimes of the group cost at the plan's price, to the nearest pound."""
    return round(crimes * group.unit_cost)
