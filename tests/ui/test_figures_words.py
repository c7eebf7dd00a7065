"""Rows and series of the figures page as words and lines, from counts written here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.domain.figures.change import UNKNOWN, page_change
from spp_desktop.domain.figures.datasets import FileReport, FileStatus, Reject
from spp_desktop.domain.figures.measures import Target
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.trajectory import Path, rolling
from spp_desktop.ui.pages.figures_import import summed_up
from spp_desktop.ui.pages.figures_rows import ChangeRow, cell, said, signed, whole
from spp_desktop.ui.pages.figures_series import Series, monthly_figure, rolling_figure

RURAL = ChangeRow("NW1", "Rural North", page_change(486, 463), number="5", rate=21.04)


def test_a_row_in_words_is_the_designs_own_row():
    assert [cell(RURAL, key) for key in ("compare", "now", "change", "percent", "limits", "rate", "signal")] == [
        "486", "463", "−23", "−4.7", "−16.1 to +8.2", "21.0", "Not clear",
    ]  # fmt: skip


def test_a_row_is_said_whole():
    assert whole(RURAL) == "Rural North: 463, before 486, −4.7%, between −16.1 and +8.2, not clear"
    assert said(RURAL, "name") == "5, Rural North"
    assert said(RURAL, "percent") == "−4.7%"


def test_a_base_under_twenty_has_no_per_cent_and_no_bar():
    row = ChangeRow("a", "A", page_change(19, 30))
    assert (cell(row, "percent"), cell(row, "limits"), cell(row, "change")) == ("", "too few to show", "+11")
    assert row.bar is None
    assert whole(row) == "A: 30, before 19, too few to show"


def test_a_missing_month_is_blank_and_never_nought():
    row = ChangeRow("a", "A", UNKNOWN, reason="No data held for Mar 2024")
    assert [cell(row, key) for key in ("compare", "now", "change", "percent", "signal")] == [""] * 5
    assert cell(row, "limits") == "a month is missing"
    assert said(row, "limits") == "No data held for Mar 2024"
    assert whole(row) == "A: No data held for Mar 2024"


def test_unplaced_rows_are_never_a_change():
    row = ChangeRow("unplaced", "Unplaced, whole force", page_change(158, 201), "unplaced")
    assert [cell(row, key) for key in ("compare", "now", "change", "percent", "limits")] == [
        "158", "201", "", "", "never added",
    ]  # fmt: skip
    assert row.bar is None
    assert whole(row).endswith("never added")


@given(st.floats(-500, 500, allow_nan=False))
def test_a_signed_number_has_a_true_minus_and_no_signed_nought(value):
    text = signed(value)
    assert "-" not in text
    assert float(text.replace("−", "-")) == pytest.approx(value, abs=0.0501)
    assert text not in {"−0.0", "+0.0"}


def _plan(rolled_last: int) -> Series:
    baseline = Months(Month(2010, 4), Month(2011, 3))
    months = Months(Month(2010, 4), Month(2012, 2))
    counts = [827] * 12 + [700] * 11
    rolled = [None] * 11 + [9924] * 11 + [rolled_last]
    path = Path(9924, baseline, Target(0.10, Month(2014, 3)))
    return Series("City", "crimes", months, counts, rolled, path)


def test_the_line_carries_path_target_zone_and_the_gap_in_words():
    drawn = rolling_figure(_plan(8622))
    figure = drawn.figure
    assert drawn.title == "Rolling 12 months, city"
    assert drawn.hint == f"the axis starts at {figure.floor:,.0f}; crimes"
    # 11 of 36 months along: 9,924 × (1 − 0.1 × 11 ÷ 36) = 9,620.8; 9,620.8 − 8,622 = 998.8.
    assert figure.gap is not None
    assert figure.gap.words == "999 below the path"
    assert figure.levels[0].label == "Target 8,932"
    assert figure.zone == (0.0, pytest.approx(8931.6))
    assert figure.lines[0].opening == "Baseline 9,924"
    assert figure.lines[0].points[-1].said == "Feb 2012: 8,622, 999 below the path"
    assert (figure.first, figure.last) == (Month(2011, 3).ordinal, Month(2014, 3).ordinal)
    assert figure.headline.endswith("999 below the path; target 8,932 by Mar 2014")


def test_above_the_path_is_said_as_such():
    assert rolling_figure(_plan(9700)).figure.gap.words == "79 above the path"


def test_a_year_over_a_gap_is_blank_and_says_so():
    months = Months(Month(2010, 1), Month(2012, 12))
    counts = [100 if step != 18 else None for step in range(36)]
    series = Series("City", "crimes", months, counts, rolling(counts))
    figure = rolling_figure(series).figure
    points = {point.month: point for point in figure.lines[0].points}
    blank = points[Month(2011, 8).ordinal]
    assert blank.value is None
    assert blank.said == "Aug 2011: blank, the 12 months to it are not all held"
    assert (figure.absent[0].first, figure.absent[0].last) == (Month(2011, 7).ordinal, Month(2012, 6).ordinal)


def test_without_a_whole_year_the_line_says_why_instead():
    months = Months(Month(2025, 1), Month(2025, 9))
    series = Series("City", "crimes", months, [5] * 9, [None] * 9)
    drawn = rolling_figure(series)
    assert drawn.figure.empty.startswith("No 12 months in a row are held")
    assert drawn.figure.lines == ()


def test_month_by_month_has_limits_a_year_before_and_what_stands_out():
    months = Months(Month(2010, 1), Month(2012, 12))
    counts = [90, 110] * 12 + [100] * 11 + [40]
    figure = monthly_figure(Series("City", "crimes", months, counts, rolling(counts))).figure
    assert [level.label for level in figure.levels] == ["Upper 153", "Mean 100", "Lower 47"]
    names = [line.name for line in figure.lines]
    assert names == ["City", "A year before", "Stands out"]
    flagged = [point.month for point in figure.lines[2].points if point.value is not None]
    assert flagged == [Month(2012, 12).ordinal]
    assert figure.lines[1].points[12].value == 90
    assert figure.lines[0].points[-1].said == "Dec 2012: 40, stands out"


def test_few_months_have_no_limits_and_a_missing_one_is_named():
    months = Months(Month(2025, 1), Month(2025, 6))
    drawn = monthly_figure(Series("City", "crimes", months, [5, None, 7, 8, 9, 9], [None] * 6))
    assert drawn.figure.levels == ()
    assert drawn.figure.lines[0].points[1].said == "Feb 2025: no file held"
    assert drawn.figure.headline.endswith("too few months for limits")


def test_a_month_not_yet_whole_is_hatched_and_in_no_limit():
    months = Months(Month(2025, 1), Month(2026, 1))
    counts = [100, 120] * 6 + [3]
    figure = monthly_figure(Series("City", "crimes", months, counts, [None] * 13, partial={Month(2026, 1)})).figure
    assert figure.lines[0].points[-1].partial
    assert figure.levels[1].label == "Mean 110"


def test_files_are_summed_up_in_one_sentence_whose_rows_add_up():
    rejected = (Reject(3, "x"), Reject(9, "y"))
    reports = [
        FileReport("a", "1", FileStatus.IMPORTED, "", (Month(2025, 1),), 1000, 600, 100, 298, rejected),
        FileReport("b", None, FileStatus.REFUSED, "not a police file"),
        FileReport("c", "2", FileStatus.SUPERSEDES, "", (Month(2025, 2),), 500, 300, 50, 150),
    ]  # fmt: skip
    assert summed_up(reports, kept=False) == (
        "1 to import, 1 replacing a month held, 1 refused. "
        "1,500 rows: 900 counted, 150 unplaced, 448 outside the city, 2 rejected."
    )
    assert summed_up([], kept=True) == ""
