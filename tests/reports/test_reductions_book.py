"""The reductions workbook against golden files, and against figures worked out by hand."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path as File
from typing import Any

import openpyxl
import pytest
from lxml import etree

from spp_desktop.domain.figures.measures import Target, measure_at
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.trajectory import Path
from spp_desktop.reports.finish import CHART_NS, DRAWING_NS, SHEET_NS
from spp_desktop.reports.reductions import ReductionsBook, write_reductions
from tests.reports.books import book_of, counts_of, local

GOLDEN = File(__file__).parent.parent / "golden"
GAP = frozenset(Months.parse("2024-03..2024-12"))
PATH = Path(8_000, Months.parse("2023-10..2024-09"), Target(0.10, Month(2026, 3)))
BOOKS = {
    "reductions": lambda: book_of(
        counts_of(Months.parse("2023-10..2025-02"), step=-1), "2025-01..2025-02", "2024-01..2024-02", path=PATH
    ),
    "reductions-gap": lambda: book_of(
        counts_of(Months.parse("2024-01..2025-04"), GAP), "2025-02..2025-03", "2024-02..2024-03"
    ),
}


def write(book: ReductionsBook) -> bytes:
    out = io.BytesIO()
    write_reductions(book, out)
    return out.getvalue()


@pytest.fixture(scope="module", params=sorted(BOOKS))
def made(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    return request.param, write(BOOKS[request.param]())


def plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 9)
    return value.isoformat() if isinstance(value, date | datetime) else value


def chart_parts(data: bytes) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        return [etree.fromstring(archive.read(name)) for name in names]


def summary(data: bytes) -> dict[str, Any]:
    """What a workbook holds, in a form a person can read in a golden file."""
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    sheets = {}
    for sheet in formulas.worksheets:
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    shown = [plain(values[sheet.title][cell.coordinate].value), cell.number_format]
                    cells[cell.coordinate] = [*shown, cell.value] if cell.data_type == "f" else shown
        sheets[sheet.title] = {
            "tables": dict(sheet.tables.items()),
            "frozen": sheet.freeze_panes,
            "print": [sheet.print_area, sheet.print_title_rows, sheet.oddFooter.left.text],
            "cells": cells,
        }
    charts = [[node.text for node in chart.iter(f"{{{CHART_NS}}}f")] for chart in chart_parts(data)]
    names = {name: defined.attr_text for name, defined in sorted(formulas.defined_names.items())}
    return {"names": names, "charts": charts, "sheets": sheets}


def test_the_workbook_is_the_golden_one(made: tuple[str, bytes]) -> None:
    name, data = made
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert summary(data) == golden


def rows_of(sheet: Any, heading: int = 5) -> list[dict[str, Any]]:
    lines = list(sheet.iter_rows(min_row=heading, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_areas_are_the_counts_worked_out_by_hand() -> None:
    """Dogsthorpe, East and Park: burglary 8 + rise and robbery 8 + half the rise, over two months on each side."""
    sheet = openpyxl.load_workbook(io.BytesIO(write(BOOKS["reductions"]())), data_only=True)["Areas"]
    second = rows_of(sheet)[1]
    rises = {"Jan 2024 to Feb 2024": (53, 52), "Jan 2025 to Feb 2025": (41, 40)}
    counts = {label: sum(8 + rise + 8 + rise // 2 for rise in pair) for label, pair in rises.items()}
    assert {label: second[label] for label in rises} == counts
    assert list(counts.values()) == [189, 153]
    assert second["Change"] == -36
    assert second["Change %"] == pytest.approx(-36 / 189)
    assert second["Change %, lowest likely"] == pytest.approx(-0.345879, abs=5e-6)
    assert second["Change %, highest likely"] == pytest.approx(0.001846, abs=5e-6)
    assert second["Notable"] == "No"
    assert second["Per 1,000 residents"] == pytest.approx(153 / 30)
    assert second["Change % a day"] == pytest.approx((153 / 59) / (189 / 60) - 1)


def test_a_small_count_has_the_limits_of_the_exact_test() -> None:
    """Bicycle theft, 48 then 50: Clopper–Pearson limits of 50 in 98 are 0.4072 and 0.6126 (scipy.stats.binomtest)."""
    sheet = openpyxl.load_workbook(io.BytesIO(write(BOOKS["reductions"]())), data_only=True)["Crime groups"]
    row = next(row for row in rows_of(sheet) if row["Crime group"] == "Bicycle theft")
    assert (row["Jan 2024 to Feb 2024"], row["Jan 2025 to Feb 2025"]) == (48, 50)
    assert row["Change %, lowest likely"] == pytest.approx(0.4072 / 0.5928 - 1, abs=5e-4)
    assert row["Change %, highest likely"] == pytest.approx(0.6126 / 0.3874 - 1, abs=5e-4)


def test_totals_agree_with_the_city_counted_on_its_own(made: tuple[str, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(made[1]), data_only=True)
    for name in ("Totals_Agree", "Groups_Agree"):
        title, _, cell = workbook.defined_names[name].attr_text.replace("'", "").replace("$", "").partition("!")
        assert workbook[title][cell].value == "Totals agree"


def test_a_total_that_does_not_agree_says_so() -> None:
    book = BOOKS["reductions"]()
    rows = book.places.rows[1:]
    broken = replace(book, places=replace(book.places, rows=rows))
    workbook = openpyxl.load_workbook(io.BytesIO(write(broken)), data_only=True)
    assert "Totals do not agree" in [cell for row in workbook["Areas"].values for cell in row]
    assert "Totals do not agree" not in [cell for row in workbook["Crime groups"].values for cell in row]


def test_a_change_across_a_missing_month_is_blank_with_the_reason() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write(BOOKS["reductions-gap"]())), data_only=True)
    for row in rows_of(workbook["Areas"])[:9]:
        assert row["Feb 2024 to Mar 2024"] is row["Change"] is row["Change %"] is row["Notable"] is None
        assert row["Feb 2025 to Mar 2025"] > 0
        assert row["Note"] == "No data held for Mar 2024"
    months = {row["Month"]: row for row in rows_of(workbook["Monthly"])[:16]}
    assert months[local("2024-05-01")]["City"] is None
    assert months[local("2024-05-01")]["Note"] == "No data held for this month"
    assert {row["Rolling 12 months"] for row in rows_of(workbook["Rolling 12"])} == {None}


def test_a_base_under_twenty_has_no_per_cent() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write(BOOKS["reductions"]())), data_only=True)
    shoplifting = next(row for row in rows_of(workbook["Crime groups"]) if row["Crime group"] == "Shoplifting")
    assert (shoplifting["Change"], shoplifting["Change %"]) == (0, None)
    assert shoplifting["Note"] == "None in Jan 2024 to Feb 2024, so no per cent"


def test_like_for_like_says_so_and_what_it_leaves_out() -> None:
    counts = counts_of(Months.parse("2024-01..2025-04"), GAP)
    book = book_of(counts, "2025-02..2025-03", "2024-02..2024-03", like_for_like=True)
    workbook = openpyxl.load_workbook(io.BytesIO(write(book)), data_only=True)
    first = rows_of(workbook["Areas"])[0]
    assert (
        first["Feb 2025 to Mar 2025, like for like"] - first["Feb 2024 to Mar 2024, like for like"] == first["Change"]
    )
    said = [row[0] for row in workbook["Areas"].values]
    assert "Like for like, so left out: Mar 2024, Mar 2025" in said


def test_without_a_month_on_either_side_there_is_no_total_to_check() -> None:
    book = book_of(counts_of(Months.parse("2024-01..2025-04"), GAP), "2024-11..2024-12", "2024-09..2024-10")
    workbook = openpyxl.load_workbook(io.BytesIO(write(book)), data_only=True)
    assert "No total: months are missing" in [cell for row in workbook["Areas"].values for cell in row]


def test_figures_without_population_have_no_rate() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write(replace(BOOKS["reductions"](), residents={}))))["Areas"]
    assert not {"Residents", "Per 1,000 residents"} & {cell.value for cell in sheet[5]}


def test_a_measure_with_a_target_says_which_and_illustrative_figures_say_so() -> None:
    """The plan's measure is shown over these counts only for what the sheets say of it."""
    book = BOOKS["reductions"]()
    plan = measure_at("plan-victim-based", Month(2012, 2))
    places = replace(book.places, definition=replace(book.places.definition, measure=plan))
    workbook = openpyxl.load_workbook(io.BytesIO(write(replace(book, places=places, status="Achieved – holding"))))
    facts = {row[0]: row[1] for row in workbook["Definitions"].values}
    assert facts["Baseline"] == "12 months to Mar 2011"
    assert facts["Target"] == "10 % below the baseline by Mar 2014"
    assert facts["Where it stands"] == "Achieved – holding"
    assert workbook["Areas"]["A3"].style == "SPP warning"
    assert "Illustrative" in workbook["Areas"]["A3"].value


def test_a_rolling_year_without_a_target_is_one_line() -> None:
    book = replace(BOOKS["reductions"](), path=None)
    data = write(book)
    assert len(list(chart_parts(data)[5].iter(f"{{{CHART_NS}}}ser"))) == 1
    assert len(list(chart_parts(write(BOOKS["reductions"]()))[5].iter(f"{{{CHART_NS}}}ser"))) == 4


def test_a_small_count_a_year_before_has_no_per_cent() -> None:
    book = BOOKS["reductions"]()
    few = replace(book, monthly=dict.fromkeys(book.monthly, (1,) * 17), city=(8,) * 17, rolled=(None,) * 17)
    sheet = openpyxl.load_workbook(io.BytesIO(write(few)), data_only=True)["Monthly"]
    last = rows_of(sheet)[16]
    assert (last["City"], last["A year before"], last["Change"], last["Change %"]) == (8, 8, 0, None)
    assert last["Note"] == "Fewer than 20 a year before, so no per cent"


def test_every_formula_has_its_value(made: tuple[str, bytes]) -> None:
    found = 0
    with zipfile.ZipFile(io.BytesIO(made[1])) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for formula in etree.fromstring(archive.read(name)).iter(f"{{{SHEET_NS}}}f"):
                    found += 1
                    assert formula.getnext().text not in (None, "")
    assert found


def test_every_chart_has_points_axes_titles_and_alternative_text(made: tuple[str, bytes]) -> None:
    charts = chart_parts(made[1])
    assert len(charts) == 6
    for chart in charts:
        deleted = [node.get("val") for node in chart.iter(f"{{{CHART_NS}}}delete")]
        assert deleted == ["0", "0"]
        assert len(list(chart.iter(f"{{{CHART_NS}}}title"))) == 3
        for reference in chart.iter(f"{{{CHART_NS}}}numRef", f"{{{CHART_NS}}}strRef"):
            cache = reference[1]
            assert cache.tag in {f"{{{CHART_NS}}}numCache", f"{{{CHART_NS}}}strCache"}
            assert int(cache.find(f"{{{CHART_NS}}}ptCount").get("val")) >= 1
        categories = next(chart.iter(f"{{{CHART_NS}}}cat"))
        assert len(list(categories.iter(f"{{{CHART_NS}}}pt"))) >= 8
    with zipfile.ZipFile(io.BytesIO(made[1])) as archive:
        drawings = [archive.read(name) for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
    texts = [node.get("descr") for data in drawings for node in etree.fromstring(data).iter(f"{{{DRAWING_NS}}}cNvPr")]
    assert len(texts) == 6
    assert all(text and "chart" in text for text in texts)


def test_chart_points_are_the_cells_they_point_at(made: tuple[str, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(made[1]), data_only=True)
    for chart in chart_parts(made[1]):
        for reference in chart.iter(f"{{{CHART_NS}}}numRef"):
            title, _, cells = reference[0].text.replace("$", "").partition("!")
            sheet = workbook[title.strip("'")]
            shown = [sheet[cell.coordinate].value for row in sheet[cells] for cell in row]
            points = {int(p.get("idx")): float(p[0].text) for p in reference.iter(f"{{{CHART_NS}}}pt")}
            numbers = {at: value for at, value in enumerate(shown) if isinstance(value, int | float)}
            assert {at: points[at] for at in numbers} == pytest.approx(numbers)
            assert len(points) == sum(value is not None for value in shown)


def test_nothing_is_hidden_linked_or_clever(made: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as archive:
        assert not [name for name in archive.namelist() if "external" in name or "pivot" in name or "vba" in name]
    workbook = openpyxl.load_workbook(io.BytesIO(made[1]))
    for sheet in workbook.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not [row for row in sheet.row_dimensions.values() if row.hidden]
        assert not [column for column in sheet.column_dimensions.values() if column.hidden]


def test_the_same_figures_make_the_same_file(made: tuple[str, bytes]) -> None:
    assert write(BOOKS[made[0]]()) == made[1]


def test_caveat_marking_and_dataset_stand_on_the_sheets(made: tuple[str, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(made[1]))
    for title in ("Areas", "Crime groups", "Monthly", "Rolling 12"):
        said = workbook[title]["A3"].value
        assert said == "OFFICIAL · Police.uk: approximate locations; not the series the target is measured on"
    last = list(workbook["Definitions"].values)[-1]
    assert last == ("2025-01-cambridgeshire-street.csv", "0" * 64, "2025-01")
    assert "A note =1+1 that is only text" in [row[1] for row in workbook["Definitions"].values]
