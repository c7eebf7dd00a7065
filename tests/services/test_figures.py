"""Figures against an independent count of the same files, and against what the 2012 plan prints."""

from __future__ import annotations

import io
import lzma
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pandas as pd
import pytest

from spp_desktop.domain.errors import Invalid, NotPermitted, Refused, WrongUse
from spp_desktop.domain.figures.measures import Measure, Series, Target
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.page import FiguresQuestion
from spp_desktop.domain.figures.reductions import By, ReductionsQuestion
from spp_desktop.domain.figures.status import Status
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import crime, figures
from spp_desktop.services.signed_in import SignedIn

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MONTHS = ("2024-01", "2024-02", *(f"2025-0{month}" for month in range(1, 10)))
VICTIM_BASED = {
    *("Violence and sexual offences", "Robbery", "Burglary", "Vehicle crime", "Bicycle theft"),
    *("Theft from the person", "Shoplifting", "Other theft", "Criminal damage and arson"),
}


def signed_in(store: Store, *roles: Role) -> SignedIn:
    return SignedIn(Officer(UUID(int=1), "Ann Field", roles or (Role.ANALYST,)), store, lambda: NOW)


@pytest.fixture
def me(store: Store) -> SignedIn:
    """An analyst in an empty store."""
    return signed_in(store)


@pytest.fixture
def holding_all(me: SignedIn) -> SignedIn:
    """An analyst in a store that holds the eleven shipped months."""
    crime.import_shipped_police(me)
    return me


@pytest.fixture
def holding(me: SignedIn) -> SignedIn:
    """An analyst in a store that holds two months of each year, and a third of the later."""
    months = ("2024-01", "2024-02", "2025-01", "2025-02", "2025-03")
    crime.import_files(me, [RESOURCES / "police" / f"{month}-cambridgeshire-street.csv.xz" for month in months])
    return me


@pytest.fixture
def planning(me: SignedIn) -> SignedIn:
    """An analyst in a store that holds the illustrative series."""
    crime.import_illustrative(me)
    return me


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """Every row of the shipped files, as pandas reads them, with the area and ward of its small area."""
    frames = [
        pd.read_csv(io.BytesIO(lzma.decompress(path.read_bytes())), dtype=str)
        for path in sorted((RESOURCES / "police").glob("*.xz"))
    ]
    small = pd.read_csv(RESOURCES / "areas" / "small_areas.csv", dtype=str).query("census == '2021'")
    return pd.concat(frames).merge(small[["code", "area", "ward"]], left_on="LSOA code", right_on="code", how="left")


def one(month: str, **more: Any) -> ReductionsQuestion:
    return ReductionsQuestion(Months.parse(month), Months.parse(month), **more)


def code(name: str) -> str:
    return name.lower().replace(" ", "-")


@pytest.mark.parametrize("by", [By.AREA, By.WARD])
def test_every_place_type_and_month_equals_an_independent_count(
    holding_all: SignedIn, published: pd.DataFrame, by: By
) -> None:
    kinds = sorted(published["Crime type"].unique())
    assert len(kinds) == 14
    counted = published.groupby(["Month", by.value, "Crime type"]).size()
    lost = published[published["LSOA code"].isna()].groupby(["Month", "Crime type"]).size()
    places = sorted(published[by.value].dropna().unique())
    assert len(places) == {By.AREA: 7, By.WARD: 22}[by]
    for month, kind in product(MONTHS, kinds):
        answer = figures.reductions(holding_all, one(month, by=by, types=(code(kind),)))
        expected = {place: int(counted.get((month, place, kind), 0)) for place in places}
        assert {row.code: row.change.now for row in answer.rows} == expected, (month, kind)
        assert answer.total.change.now == sum(expected.values())
        assert answer.unplaced_now == int(lost.get((month, kind), 0))
        assert answer.no_area is not None
        assert answer.no_area.change.now == 0
        assert answer.agrees


def test_named_measures_equal_an_independent_count_by_type(holding_all: SignedIn, published: pd.DataFrame) -> None:
    city = published[published["LSOA name"].str.startswith("Peterborough ", na=False)]
    kinds = set(published["Crime type"])
    expected = {
        "victim-based": VICTIM_BASED,
        "all": kinds - {"Anti-social behaviour"},
        "asb": {"Anti-social behaviour"},
    }
    for (measure, wanted), month in product(expected.items(), MONTHS):
        answer = figures.reductions(holding_all, one(month, by=By.TYPE, measure=measure))
        counts = city[city["Month"] == month]["Crime type"].value_counts()
        assert {row.code: row.change.now for row in answer.rows} == {code(kind): int(counts[kind]) for kind in wanted}
        assert answer.total.change.now == sum(int(counts[kind]) for kind in wanted)


def test_the_answer_has_the_published_shape(holding: SignedIn, published: pd.DataFrame) -> None:
    question = ReductionsQuestion(Months.parse("2025-01..2025-02"), Months.parse("2024-01..2024-02"))
    answer = figures.reductions(holding, question).to_json()
    assert list(answer) == ["definition", "areas", "no_area", "unplaced", "total", "missing_months"]
    assert answer["missing_months"] == {"now": [], "compare": []}
    assert [row["code"] for row in answer["areas"]] == ["CE1", "CE2", "S1", "S2", "NW1", "NW2", "NW3"]
    fields = ["code", "name", "compare", "now", "change", "percent", "low", "high", "notable"]
    assert all(list(row) == fields for row in (*answer["areas"], answer["no_area"], answer["total"]))
    chosen = published[published["Crime type"].isin(VICTIM_BASED) & published["area"].eq("CE1")]
    row = answer["areas"][0]
    assert row["now"] == int(chosen["Month"].isin(["2025-01", "2025-02"]).sum())
    assert row["compare"] == int(chosen["Month"].isin(["2024-01", "2024-02"]).sum())
    assert row["change"] == row["now"] - row["compare"]
    assert [one["name"] for one in answer["definition"]["datasets"]] == [
        f"{month}-cambridgeshire-street.csv" for month in ("2024-01", "2024-02", "2025-01", "2025-02")
    ]


def test_a_change_across_months_not_held_is_blank_with_the_reason(holding: SignedIn) -> None:
    question = ReductionsQuestion(Months.parse("2025-01..2025-03"), Months.parse("2024-01..2024-03"))
    answer = figures.reductions(holding, question).to_json()
    assert answer["missing_months"] == {"now": [], "compare": ["2024-03"]}
    for row in (*answer["areas"], answer["no_area"], answer["total"]):
        assert row["now"] is not None
        assert [row[key] for key in ("compare", "change", "percent", "low", "high", "notable")] == [None] * 6
    page = figures.figures_page(holding, FiguresQuestion("victim-based", question.period))
    assert page.reason == "No data held for Mar 2024"
    assert page.headline.figure == "–"


def test_like_for_like_counts_only_months_held_on_both_sides(holding: SignedIn) -> None:
    across = (Months.parse("2025-01..2025-03"), Months.parse("2024-01..2024-03"))
    both = (Months.parse("2025-01..2025-02"), Months.parse("2024-01..2024-02"))
    kept = figures.reductions(holding, ReductionsQuestion(*across, like_for_like=True)).to_json()
    plain = figures.reductions(holding, ReductionsQuestion(*both)).to_json()
    assert (kept["areas"], kept["total"]) == (plain["areas"], plain["total"])
    assert kept["missing_months"] == {"now": ["2025-03"], "compare": ["2024-03"]}


def test_the_plans_reduction_is_the_year_to_february_2012_against_the_year_before(planning: SignedIn) -> None:
    page = figures.figures_page(planning, FiguresQuestion("plan-victim-based", Months.parse("2011-03..2012-02")))
    assert (page.city.change.compare, page.city.change.now, page.city.change.change) == (9924, 8622, -1302)
    assert round(page.city.change.percent or 0, 1) == -13.1
    assert page.headline.figure == "−13.1%"
    assert page.headline.label == "12 months to Feb 2012 against 12 months to Feb 2011"
    assert "1,302 fewer victim-based crimes" in page.headline.detail
    assert page.status is Status.HOLDING
    assert page.totals_agree
    assert page.headline.sentence == (
        "City target reached and being held. Six of seven areas are clearly down; Rural North may be no change."
    )
    signals = {row.code: row.change.signal.value for row in page.group_rows}
    assert signals["personal-robbery"] == "not clear"
    assert signals["violence-with-injury"] == "clearly down"


def test_illustrative_travels_with_every_figure_of_the_series(planning: SignedIn) -> None:
    page = figures.figures_page(planning, FiguresQuestion("plan-victim-based", Months.parse("2011-03..2012-02")))
    for words in (page.footer.definition, page.footer.caveat, page.footer.dataset, page.headline.detail):
        assert "llustrative" in words
    answer = figures.reductions(planning, one("2012-02", measure="plan-victim-based"))
    assert answer.to_json()["definition"]["illustrative"] is True
    assert all("illustrative" in line for line in answer.to_csv().splitlines()[1:])
    assert all(row.rate is None for row in page.rows)


def test_the_series_agrees_with_the_plans_cost_table(planning: SignedIn) -> None:
    answer = figures.reductions(
        planning,
        ReductionsQuestion(Months.parse("2010-12..2011-11"), Months.parse("2009-12..2010-11"), By.TYPE, "plan-costed"),
    )
    now = {row.code: row.change.now or 0 for row in answer.rows}
    assert now["violence-with-injury"] + now["violence-without-injury"] == 2544
    assert now["serious-sexual"] == 204
    assert now["dwelling-burglary"] + now["personal-robbery"] + now["vehicle-theft"] == 2326
    assert now["commercial-burglary"] == 884
    assert now["personal-theft"] + now["shop-and-handling"] == 4780
    assert now["damage"] == 3045
    assert now["attempted-vehicle-theft"] == 67
    assert answer.total.change.now == 13850
    costs = figures.plan_costs(planning)
    assert (costs.crimes, costs.cost) == (13_850, 48_485_263)


def test_the_two_series_never_mix(planning: SignedIn) -> None:
    crime.import_shipped_police(planning)
    police = figures.reductions(planning, one("2025-01", measure="all")).total.change.now
    assert police == 1933 - (figures.reductions(planning, one("2025-01", measure="asb")).total.change.now or 0)
    assert figures.reductions(planning, one("2012-02", measure="all")).total.change.now is None
    with pytest.raises(Refused):
        figures.reductions(planning, one("2012-02", measure="plan-victim-based", by=By.WARD))


def test_choosing_an_area_narrows_everything_but_the_table(planning: SignedIn) -> None:
    period = Months.parse("2011-03..2012-02")
    whole = figures.figures_page(planning, FiguresQuestion("plan-victim-based", period))
    page = figures.figures_page(planning, FiguresQuestion("plan-victim-based", period, place="NW1"))
    assert page.rows == whole.rows
    rural = next(row for row in page.rows if row.code == "NW1").change
    assert sum(row.change.now or 0 for row in page.group_rows) == rural.now
    assert page.series is not None
    assert page.series.rolled[-1] == rural.now
    assert page.focus == "Rural North"
    assert page.indicative
    one_type = figures.figures_page(planning, FiguresQuestion("plan-victim-based", period, crime_type="damage"))
    assert one_type.city.change.now == 2925
    assert one_type.status is None


def test_a_page_opens_with_the_latest_months_that_can_be_compared(me: SignedIn) -> None:
    assert figures.figures_choices(me).opening is None
    crime.import_shipped_police(me)
    choices = figures.figures_choices(me)
    assert choices.opening == FiguresQuestion("victim-based", Months.parse("2025-01..2025-02"))
    assert len(choices.held[Series.POLICE]) == 11
    crime.import_illustrative(me)
    assert figures.figures_choices(me).opening == FiguresQuestion("plan-victim-based", Months.parse("2011-03..2012-02"))


def test_a_page_of_an_empty_store_is_blank_not_zero(me: SignedIn) -> None:
    page = figures.figures_page(me, FiguresQuestion("victim-based", Months.parse("2025-01")))
    assert page.series is None
    assert page.city.change.now is None
    assert figures.monthly_series(me, "victim-based").series is None


def test_rolling_years_over_a_gap_are_blank(holding_all: SignedIn) -> None:
    series = figures.monthly_series(holding_all, "victim-based").series
    assert series is not None
    assert series.months == Months.parse("2024-01..2025-09")
    assert series.city[2:12] == (None,) * 10
    assert None not in series.city[12:]
    assert series.rolled == (None,) * 21
    assert all(sum(counts[at] or 0 for counts in series.by_place.values()) == series.city[at] for at in (0, 1, 20))


def test_rates_name_their_population(holding: SignedIn) -> None:
    page = figures.figures_page(holding, FiguresQuestion("all", Months.parse("2025-01..2025-02")))
    rate = page.city.rate
    assert rate is not None
    assert rate.residents == 215_654
    assert rate.per_thousand == pytest.approx(1000 * (page.city.change.now or 0) / 215_654)
    assert "2021" in rate.source
    assert page.footer.caveat == "Police.uk: approximate locations; not the series the target is measured on"


def test_leap_years_show_a_change_by_day(holding: SignedIn) -> None:
    page = figures.figures_page(holding, FiguresQuestion("all", Months.parse("2025-02")))
    now, before = page.city.change.now or 0, page.city.change.compare or 0
    assert page.city.per_day == pytest.approx(100 * ((now / 28) / (before / 29) - 1))


LOCAL = Measure(
    "street", 1, "Street crime", ("robbery", "theft-from-the-person"), Month(2013, 5), "Board, 2 March 2026"
)


def test_a_local_measure_is_kept_by_version_and_used(holding: SignedIn) -> None:
    figures.save_measure(holding, LOCAL)
    wider = Measure(
        "street",
        2,
        "Street crime",
        ("robbery", "theft-from-the-person", "bicycle-theft"),
        Month(2025, 2),
        "Board, 9 March 2026",
        baseline=Months.parse("2025-01..2025-02"),
        target=Target(0.1, Month(2026, 3)),
    )
    figures.save_measure(holding, wider)
    kept = [measure for measure in figures.list_measures(holding) if measure.local]
    assert [(measure.version, measure.types, measure.baseline, measure.target) for measure in kept] == [
        (1, LOCAL.types, None, None),
        (2, wider.types, wider.baseline, wider.target),
    ]
    first, second = (figures.reductions(holding, one(month, measure="street")) for month in ("2025-01", "2025-02"))
    assert first.definition.measure.version == 1
    assert second.definition.measure.version == 2
    listed = figures.reductions(holding, one("2025-02", types=wider.types))
    assert listed.total.change.now == second.total.change.now


def test_a_local_measure_that_cannot_stand_is_refused(holding: SignedIn) -> None:
    with pytest.raises(Invalid):
        figures.save_measure(holding, Measure("all", 2, "All", ("robbery",), Month(2013, 5), "Board"))
    with pytest.raises(NotPermitted):
        figures.save_measure(signed_in(holding.store, Role.BOARD), LOCAL)
    with pytest.raises(WrongUse, match="victim-based"):
        figures.reductions(holding, one("2025-01", measure="street"))
