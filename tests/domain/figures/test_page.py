"""What a figures page shows that its parts do not, over small hand-made counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS, AssignedBy, Assignment, Places, SmallArea
from spp_desktop.domain.figures.counts import Counts, gather
from spp_desktop.domain.figures.datasets import (
    Dataset,
    FileReport,
    FileStatus,
    ImportReport,
    Reject,
    held_already,
    held_months,
    home_force,
    in_force,
    with_superseded,
)
from spp_desktop.domain.figures.measures import PLAN_TYPES, Measure, Series, Target, measure_at
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.page import (
    FiguresPage,
    FiguresQuestion,
    build_page,
    default_period,
    question_of,
    series_of,
)
from spp_desktop.domain.figures.reductions import DatasetRef, Definition
from spp_desktop.domain.figures.status import Status

CODES = [area.code for area in NEIGHBOURHOOD_AREAS.areas]
TYPES = [kind.code for kind in PLAN_TYPES]
CITY = Places(
    {
        "E1": SmallArea(
            "E1",
            "Peterborough 001A",
            2021,
            Assignment("CE1", 1.0, AssignedBy.POSTCODES),
            Assignment("E05010807", 1.0, AssignedBy.BEST_FIT),
            2000,
        )
    }
)
PLAN = measure_at("plan-victim-based", Month(2012, 2))
YEAR = FiguresQuestion("plan-victim-based", Months.parse("2011-03..2012-02"))


def steady(first: str, last: str, monthly: int, later: int) -> Counts:
    """So many crimes each month, and so many from March 2011 on, all in one area."""
    months = list(Months.parse(f"{first}..{last}"))
    cells = [(m.ordinal, "CE1", "damage", later if m >= Month(2011, 3) else monthly) for m in months]
    return gather(cells, months, CODES, TYPES, {code: code for code in CODES})


def page(question: FiguresQuestion, counts: Counts, measure: Measure = PLAN, datasets: int = 1) -> FiguresPage:
    refs = tuple(DatasetRef(f"{number}.csv", "", f"2012-03-0{number}") for number in range(1, datasets + 1))
    definition = Definition(measure, question_of(question), "Neighbourhood areas", refs)
    return build_page(question, definition, counts, NEIGHBOURHOOD_AREAS, CITY)


def test_the_status_follows_the_rolling_year_and_the_pace() -> None:
    assert page(YEAR, steady("2010-03", "2012-02", 100, 85)).status is Status.HOLDING
    slow = steady("2010-03", "2012-02", 100, 97)
    assert page(YEAR, slow).status is Status.ON_TRACK
    assert page(YEAR, slow).path is not None


def test_a_status_needs_its_month_its_baseline_and_twelve_months() -> None:
    short = steady("2011-01", "2012-02", 100, 85)
    assert page(YEAR, short).status is Status.INSUFFICIENT
    assert page(YEAR, short).path is None
    later = replace(YEAR, period=Months.parse("2012-03..2013-02"))
    assert page(later, steady("2010-03", "2012-02", 100, 85)).status is Status.INSUFFICIENT
    nothing = gather([], [], CODES, TYPES, {})
    assert page(YEAR, nothing).status is Status.INSUFFICIENT
    assert page(YEAR, nothing).series is None


def test_a_measure_without_a_target_has_no_status_and_one_with_local_rates_has_rates() -> None:
    local = Measure("x", 1, "Local", ("damage",), Month(2009, 4), "Board", local=True)
    shown = page(YEAR, steady("2010-03", "2012-02", 100, 85), local)
    assert (shown.status, shown.path, shown.target_percent) == (None, None, None)
    assert shown.footer.baseline == "none set"
    assert shown.city.rate is not None
    assert shown.city.rate.per_thousand == pytest.approx(1000 * 12 * 85 / 2000)
    assert shown.rows[0].rate == shown.city.rate
    assert shown.rows[1].rate is None


def test_the_foot_of_a_page_names_definition_baseline_dataset_and_chance() -> None:
    counts = steady("2010-03", "2012-02", 100, 85)
    foot = page(replace(YEAR, like_for_like=True), counts).footer
    assert foot.definition == "Victim-based crime, plan's target (definition 1), illustrative"
    assert foot.baseline == "12 months to Mar 2011, locked"
    assert (foot.dataset, foot.as_at) == ("1.csv", "2012-03-01")
    assert "7 rows" in foot.chance
    assert foot.notes == ("Like for like: only months held on both sides",)
    two = page(YEAR, counts, datasets=2).footer
    assert (two.dataset, two.as_at, two.notes) == ("2 datasets", "2012-03-02", ())


def test_a_small_area_of_a_page_uses_exact_limits_and_the_answer_the_formula() -> None:
    shown = page(YEAR, steady("2010-03", "2012-02", 4, 2))
    assert shown.city.change.now == 24
    assert shown.city.change.low != shown.places.total.change.low
    assert shown.totals_agree


def test_a_comparison_of_choice_replaces_the_year_before() -> None:
    counts = steady("2010-03", "2012-02", 100, 85)
    shown = page(replace(YEAR, compare=Months.parse("2010-04..2011-03")), counts)
    assert shown.city.change.compare == 1185
    assert shown.headline.label == "12 months to Feb 2012 against 12 months to Mar 2011"


def test_a_compound_path_may_be_asked_for() -> None:
    path = page(replace(YEAR, shape="compound"), steady("2010-03", "2012-02", 100, 85)).path
    assert path is not None
    assert path.shape == "compound"


def test_a_series_of_one_place_keeps_the_citys_beside_it() -> None:
    series = series_of(PLAN, steady("2010-03", "2012-02", 100, 85), "CE2")
    assert series is not None
    assert series.focus == (0,) * 24
    assert series.city[0] == 100


@pytest.mark.parametrize(
    ("held", "period"),
    [
        ("", None),
        ("2024-01", "2024-01"),
        ("2024-01 2024-02 2025-01 2025-02 2025-03", "2025-01..2025-02"),
        ("2023-05 2024-05 2024-01 2025-01", "2025-01"),
    ],
)
def test_a_page_opens_with_the_latest_run_held_a_year_earlier_too(held: str, period: str | None) -> None:
    months = [Month.parse(text) for text in held.split()]
    assert default_period(months) == (Months.parse(period) if period else None)


def test_a_page_opens_with_no_more_than_a_year() -> None:
    assert default_period(list(Months.parse("2009-04..2012-02"))) == Months.parse("2011-03..2012-02")


def dataset(number: int, months: str, hour: int, force: str = "Cambridgeshire Constabulary") -> Dataset:
    return Dataset(
        id=UUID(int=number),
        series=Series.POLICE,
        name=f"{number}.csv",
        source="",
        force=force,
        sha256="",
        as_at=date(2025, 3, 1),
        imported_by=UUID(int=0),
        imported_at=datetime(2025, 3, 1, hour, tzinfo=UTC),
        months=tuple(Months.parse(months)),
        rows=0,
        counted=0,
        unplaced=0,
        outside=0,
        rejected=0,
    )


def test_a_page_narrowed_to_one_type_has_no_target_of_its_own() -> None:
    counts = steady("2010-03", "2012-02", 100, 85)
    shown = page(replace(YEAR, crime_type="damage"), counts)
    assert shown.measure.types == ("damage",)
    assert (shown.status, shown.path) == (None, None)
    assert shown.illustrative
    assert page(replace(YEAR, crime_type="vehicle-theft"), counts).city.change.now == 0


def test_what_became_of_a_file_is_said_in_the_published_shape() -> None:
    report = FileReport(
        "a.csv", "ab", FileStatus.IMPORTED, "1 row left out", (Month(2025, 1),), 10, 5, 2, 2, (Reject(4, "bad"),)
    )
    refused = FileReport("b.csv", None, FileStatus.REFUSED, "no header")
    assert ImportReport((report,)).to_json() == {
        "files": [
            {
                "file": "a.csv",
                "sha256": "ab",
                "months": ["2025-01"],
                "rows": 10,
                "counted": 5,
                "unplaced": 2,
                "outside": 2,
                "rejected": [{"line": 4, "reason": "bad"}],
                "status": "imported",
                "message": "1 row left out",
            }
        ]
    }
    assert not ImportReport((report,)).refused
    assert ImportReport((report, refused)).refused
    assert not dataset(1, "2025-01", 9).illustrative


def test_the_latest_dataset_of_a_force_is_in_force_for_each_of_its_months() -> None:
    first, second = dataset(1, "2025-01..2025-02", 9), dataset(2, "2025-02", 10)
    third = dataset(3, "2025-01..2025-02", 11, "British Transport Police")
    fourth = dataset(4, "2025-02", 12)
    used = in_force([fourth, third, second, first])
    assert used == {
        first.id: (Month(2025, 1),),
        third.id: (Month(2025, 1), Month(2025, 2)),
        fourth.id: (Month(2025, 2),),
    }
    lines = with_superseded([first, second, third, fourth])
    assert [(line.dataset.id.int, line.superseded) for line in lines] == [
        (4, ()),
        (3, ()),
        (2, (Month(2025, 2),)),
        (1, (Month(2025, 2),)),
    ]


def test_of_two_imported_at_one_moment_the_one_given_later_is_in_force() -> None:
    one, other = dataset(9, "2025-01", 9), dataset(1, "2025-01", 9)
    assert set(in_force([one, other])) == {other.id}
    assert set(in_force([other, one])) == {one.id}


def test_the_home_force_is_the_one_that_reports_most_of_the_city() -> None:
    ours, railway = dataset(1, "2025-01", 9), dataset(2, "2025-01..2025-02", 9, "British Transport Police")
    both = [replace(railway, counted=20), replace(ours, counted=2000)]
    assert home_force(both) == "Cambridgeshire Constabulary"
    assert held_months(both) == (Month(2025, 1),)
    assert home_force([ours, railway]) is None
    assert held_months([ours, railway]) == ()
    assert home_force([]) is None


def test_a_month_is_held_by_the_force_that_reported_it() -> None:
    held = [dataset(1, "2025-01..2025-02", 9)]
    asked = tuple(Months.parse("2025-02..2025-03"))
    assert held_already(held, Series.POLICE, "Cambridgeshire Constabulary", asked) == (Month(2025, 2),)
    assert held_already(held, Series.POLICE, "British Transport Police", asked) == ()
    assert held_already(held, Series.ILLUSTRATIVE, "Cambridgeshire Constabulary", asked) == ()


def test_a_target_of_another_size_is_named_by_its_own_per_cent() -> None:
    wide = replace(PLAN, target=Target(0.25, Month(2014, 3)))
    shown = page(YEAR, steady("2010-03", "2012-02", 1000, 500), wide)
    assert shown.target_percent == -25
    assert "past 25%" in shown.headline.detail
