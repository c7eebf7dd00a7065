"""Reductions over small hand-made counts: places, types, missing months, like for like, what is written out."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from spp_desktop.domain.errors import WrongUse
from spp_desktop.domain.figures.areas import (
    NEIGHBOURHOOD_AREAS,
    AssignedBy,
    Assignment,
    Outline,
    Places,
    SmallArea,
    inside,
)
from spp_desktop.domain.figures.counts import Counts, gather
from spp_desktop.domain.figures.measures import POLICE_TYPES, Measure, listed_types, measure_at
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.reductions import (
    By,
    DatasetRef,
    Definition,
    Reductions,
    ReductionsQuestion,
    missing_reason,
    reduce_by_place,
    reduce_by_type,
)

CODES = [area.code for area in NEIGHBOURHOOD_AREAS.areas]
PLACE_OF = {"E1": "CE1", "E2": "CE2"}
JAN, FEB, MAR = Month(2025, 1), Month(2025, 2), Month(2025, 3)
CELLS = (
    (Month(2024, 1).ordinal, "E1", "burglary", 100),
    (Month(2024, 1).ordinal, "E2", "burglary", 40),
    (Month(2024, 1).ordinal, "E1", "drugs", 7),
    (Month(2024, 1).ordinal, "", "burglary", 5),
    (Month(2024, 2).ordinal, "E1", "burglary", 10),
    (JAN.ordinal, "E1", "burglary", 60),
    (JAN.ordinal, "E1", "burglary", 10),
    (JAN.ordinal, "E2", "burglary", 50),
    (JAN.ordinal, "E9", "burglary", 3),
    (JAN.ordinal, "", "burglary", 6),
    (JAN.ordinal, "", "drugs", 2),
    (MAR.ordinal, "E1", "burglary", 1),
)
HELD = (Month(2024, 1), Month(2024, 2), JAN, MAR)


@pytest.fixture
def counts() -> Counts:
    return gather(CELLS, HELD, CODES, [kind.code for kind in POLICE_TYPES], PLACE_OF)


def question(period: str, compare: str, **more: object) -> ReductionsQuestion:
    return ReductionsQuestion(Months.parse(period), Months.parse(compare), **more)  # type: ignore[arg-type]


def definition(asked: ReductionsQuestion, measure: Measure | None = None) -> Definition:
    return Definition(
        measure or measure_at("victim-based", asked.period.last),
        asked,
        "Neighbourhood areas",
        (DatasetRef("a.csv", "ab" * 32, "2025-02-01"),),
        ("a note",),
    )


def by_place(counts: Counts, period: str, compare: str, **more: object) -> Reductions:
    return reduce_by_place(definition(question(period, compare, **more)), NEIGHBOURHOOD_AREAS, counts)


def test_areas_and_no_area_add_up_to_the_city_and_unplaced_stands_beside(counts: Counts) -> None:
    answer = by_place(counts, "2025-01", "2024-01")
    assert answer.no_area is not None
    sides = {row.code: (row.change.compare, row.change.now) for row in (*answer.rows, answer.no_area, answer.total)}
    zeros = dict.fromkeys(CODES, (0, 0))
    assert sides == zeros | {"CE1": (100, 70), "CE2": (40, 50), "no-area": (0, 3), "city": (140, 123)}
    assert (answer.unplaced_compare, answer.unplaced_now) == (5, 6)
    assert answer.agrees
    assert not replace(answer, rows=answer.rows[1:]).agrees


def test_an_answer_with_an_unknown_side_agrees_on_the_other(counts: Counts) -> None:
    answer = by_place(counts, "2025-01..2025-02", "2024-01..2024-02")
    assert answer.total.change.now is None
    assert answer.total.change.compare == 150
    assert answer.agrees
    assert not replace(answer, rows=()).agrees


def test_a_missing_month_leaves_its_side_blank(counts: Counts) -> None:
    answer = by_place(counts, "2025-01..2025-03", "2024-01..2024-03").to_json()
    assert answer["missing_months"] == {"now": ["2025-02"], "compare": ["2024-03"]}
    assert answer["unplaced"] == {"compare": None, "now": None}
    assert all(value is None for key, value in answer["total"].items() if key not in ("code", "name"))


def test_like_for_like_pairs_the_nth_month_with_the_nth(counts: Counts) -> None:
    answer = by_place(counts, "2025-01..2025-03", "2024-01..2024-03", like_for_like=True)
    assert (answer.total.change.compare, answer.total.change.now) == (140, 123)
    assert answer.to_json()["missing_months"] == {"now": ["2025-02", "2025-03"], "compare": ["2024-02", "2024-03"]}
    assert answer.per_day(answer.total) is None
    shifted = by_place(counts, "2025-01..2025-02", "2024-02..2024-03", like_for_like=True)
    assert (shifted.total.change.compare, shifted.total.change.now) == (10, 123)
    assert shifted.per_day(shifted.total) == pytest.approx(100 * ((123 / 31) / (10 / 29) - 1))


def test_like_for_like_with_nothing_alike_is_blank_not_zero(counts: Counts) -> None:
    answer = by_place(counts, "2025-02", "2024-02", like_for_like=True)
    assert (answer.total.change.compare, answer.total.change.now) == (None, None)
    assert answer.per_day(answer.total) is None
    assert answer.to_json()["missing_months"] == {"now": ["2025-02"], "compare": ["2024-02"]}


def test_types_are_those_published_in_either_period(counts: Counts) -> None:
    answer = reduce_by_type(definition(question("2025-01", "2024-01", by=By.TYPE)), counts)
    assert answer.no_area is None
    assert list(answer.to_json()) == ["definition", "types", "unplaced", "total", "missing_months"]
    assert [row.code for row in answer.rows] == list(measure_at("victim-based", JAN).types)
    assert {row.code: row.change.now for row in answer.rows if row.change.now} == {"burglary": 123}
    everything = definition(question("2025-01", "2024-01", by=By.TYPE), measure_at("all", JAN))
    assert "violent-crime" not in [row.code for row in reduce_by_type(everything, counts).rows]
    assert reduce_by_type(everything, counts).total.change.compare == 147
    stray = gather([(JAN.ordinal, "E1", "violent-crime", 2)], [JAN], CODES, ["violent-crime"], PLACE_OF)
    codes = [
        row.code for row in reduce_by_type(replace(everything, question=question("2025-01", "2025-01")), stray).rows
    ]
    assert "violent-crime" in codes


def test_types_listed_by_name_are_all_shown(counts: Counts) -> None:
    codes = ("violent-crime", "drugs")
    asked = question("2025-01", "2024-01", by=By.TYPE, types=codes)
    answer = reduce_by_type(definition(asked, listed_types(codes)), counts)
    assert [(row.code, row.change.compare, row.change.now) for row in answer.rows] == [
        ("violent-crime", 0, 0),
        ("drugs", 7, 0),
    ]


def test_types_of_one_place_add_up_to_the_place(counts: Counts) -> None:
    answer = reduce_by_type(definition(question("2025-01", "2024-01", by=By.TYPE)), counts, "CE2")
    assert (answer.total.code, answer.total.change.compare, answer.total.change.now) == ("CE2", 40, 50)
    assert answer.agrees


def test_a_question_that_cannot_be_asked_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="2 and 1"):
        question("2025-01..2025-02", "2024-01")
    with pytest.raises(WrongUse, match="not both"):
        question("2025-01", "2024-01", measure="all", types=("drugs",))


def test_the_answer_names_what_it_was_made_from(counts: Counts) -> None:
    asked = by_place(counts, "2025-01", "2024-01").to_json()["definition"]
    assert asked["datasets"] == [{"name": "a.csv", "sha256": "ab" * 32, "as_at": "2025-02-01"}]
    assert (asked["measure"], asked["version"], asked["period"], asked["compare"]) == (
        *("victim-based", 2),
        *("2025-01..2025-01", "2024-01..2024-01"),
    )
    assert asked["caveat"].endswith("not the series the target is measured on")


def test_the_table_written_out_has_a_line_for_each_row_with_caveat_and_notes(counts: Counts) -> None:
    lines = list(csv.DictReader(io.StringIO(by_place(counts, "2025-01", "2024-01").to_csv())))
    assert [line["row"] for line in lines] == [*["area"] * 7, "no-area", "total", "unplaced"]
    first = lines[0]
    assert (first["code"], first["compare"], first["now"], first["change"], first["notable"]) == (
        *("CE1", "100", "70", "-30"),
        "true",
    )
    assert float(first["percent"]) == pytest.approx(-30)
    assert (lines[-1]["compare"], lines[-1]["now"], lines[-1]["change"], lines[-1]["notable"]) == ("5", "6", "", "")
    assert {line["note"] for line in lines} == {
        "Police.uk: approximate locations; not the series the target is measured on. a note"
    }
    types = reduce_by_type(definition(question("2025-01", "2024-01", by=By.TYPE)), counts).to_csv()
    assert "no-area" not in types


def test_the_reason_for_a_blank_names_runs_of_months(counts: Counts) -> None:
    assert missing_reason(by_place(counts, "2025-01", "2024-01").sides) == ""
    blank = by_place(counts, "2025-01..2025-05", "2024-01..2024-05")
    assert missing_reason(blank.sides) == "No data held for Mar 2024 to May 2024, Feb 2025, Apr 2025 to May 2025"


def test_counts_of_an_empty_store_hold_nothing() -> None:
    nothing = gather([], [], CODES, ["drugs"], {})
    assert nothing.span is None
    assert nothing.missing([JAN]) == (JAN,)


def test_months_not_held_are_blank_in_a_series(counts: Counts) -> None:
    months = counts.span
    assert months == Months.parse("2024-01..2025-03")
    assert counts.monthly(months, ["burglary"])[-3:] == [123, None, 1]
    assert counts.monthly(months, ["burglary"], "CE2")[0] == 40
    assert counts.monthly(months, ["no such type"])[0] == 0


def test_a_point_on_either_side_of_an_outline_and_its_hole() -> None:
    square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0))
    outline = Outline("X", (square, hole), (3.0, 3.0))
    assert inside((3.0, 3.0), outline)
    assert not inside((1.5, 1.5), outline)
    assert not inside((5.0, 2.0), outline)
    assert not inside((-1.0, 2.0), outline)


def test_places_hold_their_small_areas_and_people() -> None:
    assigned = Assignment("CE1", 0.9, AssignedBy.POSTCODES)
    ward = Assignment("E05010807", 1.0, AssignedBy.BEST_FIT)
    new = SmallArea("E1", "Peterborough 001A", 2021, assigned, ward, 1500)
    old = SmallArea("E2", "Peterborough 001B", 2011, assigned, ward, None)
    places = Places({"E1": new, "E2": old})
    assert places.residents == {"CE1": 1500, "E05010807": 1500, "city": 1500}
    assert places.holds("E1", "anything")
    assert places.holds("E9", "Peterborough 099Z")
    assert not places.holds("E9", "Bedford 001A")
    assert NEIGHBOURHOOD_AREAS.area("S1") is not None
    assert NEIGHBOURHOOD_AREAS.area("X") is None
