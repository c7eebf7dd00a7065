"""The plan's cost table, recomputed (D§0.2): 15.5 where it prints 15.6."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spp_desktop.domain.figures.cost import PLAN_COSTS, CostGroup, cost_of, cost_table
from spp_desktop.domain.figures.rates import rate

PRINTED = {
    "VAP": (2544, 23233287, 18.4, 47.9),
    "MSSO": (204, 7538208, 1.5, 15.5),
    "SAC": (2326, 7461012, 16.8, 15.4),
    "COMM_BURG": (884, 4073472, 6.4, 8.4),
    "THEFT_HANDLING": (4780, 2708620, 34.5, 5.6),
    "CRIM_DAMAGE": (3045, 3429325, 22.0, 7.1),
    "ATT_VEH_THEFT": (67, 41339, 0.5, 0.1),
}


def test_the_plans_table_comes_out_as_printed_but_for_its_slip() -> None:
    table = cost_table(PLAN_COSTS)
    rows = {row.code: (row.crimes, row.cost, row.percent_crimes, row.percent_cost) for row in table.rows}
    assert rows == PRINTED
    assert (table.crimes, table.cost) == (13_850, 48_485_263)
    assert any("100.1 and 100.0" in note for note in table.notes)


def test_single_offence_groups_divide_to_whole_pounds() -> None:
    unit = {group.code: group.unit_cost for group in PLAN_COSTS}
    assert (unit["MSSO"], unit["COMM_BURG"], unit["ATT_VEH_THEFT"]) == (36_952, 4_608, 617)
    assert float(unit["VAP"]) == pytest.approx(9_132.58, abs=0.01)


def test_crimes_are_priced_to_the_pound() -> None:
    group = CostGroup("X", "X", 3, 10)
    assert group.unit_cost == Fraction(10, 3)
    assert cost_of(2, group) == 7


def test_shares_that_add_to_a_hundred_need_no_note_and_nothing_costs_nothing() -> None:
    assert cost_table((CostGroup("X", "X", 4, 8),)).notes == ("Recorded crime only, not cashable",)
    table = cost_table((CostGroup("X", "X", 4, 0),))
    assert table.rows[0].percent_cost == 0.0


def test_the_plans_rate_and_cost_a_head() -> None:
    found = rate(13_850, 183_631, "Census 2011")
    assert found is not None
    assert found.per_thousand == pytest.approx(75.4, abs=0.05)
    assert found.source == "Census 2011"
    assert rate(None, 100, "") is None
    assert rate(5, None, "") is None
    assert rate(5, 0, "") is None
