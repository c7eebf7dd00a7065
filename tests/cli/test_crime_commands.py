"""``crime import`` and ``crime reductions`` as a script sees them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Ran, one_line, police_file, police_row

Run = Callable[..., Ran]

PERIODS = ("--period", "2025-01..2025-02", "--compare", "2024-01..2024-02")


@pytest.fixture
def months(run: Run, folder: Path, tmp_path: Path) -> Path:
    """Four months: 3 + 2 burglaries before; 4 + 4 and one robbery now, all in one small area."""
    counts = {"2024-01": 3, "2024-02": 2, "2025-01": 4, "2025-02": 4}
    files = []
    for month, burglaries in counts.items():
        rows = [police_row(month) for _ in range(burglaries)]
        rows += [police_row(month, "Robbery")] if month == "2025-02" else []
        rows += [police_row(month, "Anti-social behaviour"), police_row(month, lsoa="", name="")]
        files.append(police_file(tmp_path / f"{month}-cambridgeshire-street.csv", *rows))
    assert run("crime", "import", "--store", folder, *files).code == 0
    return folder


def import_json(run: Run, folder: Path, *files: Path) -> tuple[int, list[dict[str, Any]]]:
    ran = run("crime", "import", "--store", folder, *files, "--format", "json")
    return ran.code, json.loads(ran.out)["files"]


def reduce_json(run: Run, folder: Path, *words: str) -> dict[str, Any]:
    ran = run("crime", "reductions", "--store", folder, *words, "--format", "json")
    assert ran.code == 0, ran.err
    answer: dict[str, Any] = json.loads(ran.out)
    return answer


def test_an_import_accounts_for_every_row(run: Run, folder: Path, tmp_path: Path) -> None:
    rows = [
        police_row("2025-01"),
        police_row("2025-01", lsoa="", name=""),
        police_row("2025-01", lsoa="E01017540", name="Bedford 001A"),
        "too,short",
        police_row("2025-01"),
    ]
    code, (told,) = import_json(run, folder, police_file(tmp_path / "a.csv", *rows))
    assert code == 0
    assert set(told) == {
        *("file", "sha256", "months", "rows", "counted", "unplaced", "outside", "rejected", "status", "message"),
    }
    assert told["status"] == "imported"
    assert told["months"] == ["2025-01"]
    assert (told["rows"], told["counted"], told["unplaced"], told["outside"]) == (5, 2, 1, 1)
    assert [reject["line"] for reject in told["rejected"]] == [5]
    assert told["rejected"][0]["reason"]


def test_the_same_file_again_changes_nothing_and_is_done(run: Run, folder: Path, tmp_path: Path) -> None:
    file = police_file(tmp_path / "a.csv", police_row("2025-01"))
    assert import_json(run, folder, file)[0] == 0
    code, (told,) = import_json(run, folder, file)
    assert (code, told["status"], told["counted"]) == (0, "already imported", 1)


def test_another_file_for_a_month_supersedes(run: Run, folder: Path, tmp_path: Path) -> None:
    import_json(run, folder, police_file(tmp_path / "a.csv", police_row("2025-01")))
    code, (told,) = import_json(run, folder, police_file(tmp_path / "b.csv", *[police_row("2025-01")] * 3))
    assert (code, told["status"]) == (0, "supersedes")
    answer = reduce_json(run, folder, "--period", "2025-01..2025-01", "--compare", "2025-01..2025-01")
    assert answer["total"]["now"] == 3


@pytest.mark.parametrize(
    "content",
    [
        b"not,a,police,file\n1,2,3,4\n",
        b"\xff\xfe\x00garbage",
        police_row("2025-01").encode() + b"\n",
        b"",
    ],
    ids=["other header", "not UTF-8", "no header", "empty"],
)
def test_a_refused_file_keeps_nothing_and_fails_with_the_json_whole(
    run: Run, folder: Path, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    good = police_file(tmp_path / "good.csv", police_row("2025-01"))
    ran = run("crime", "import", "--store", folder, bad, good, "--format", "json")
    refused, imported = json.loads(ran.out)["files"]
    assert ran.code == 1
    assert one_line(ran.err)
    assert refused["status"] == "refused"
    assert [refused[key] for key in ("rows", "counted", "unplaced", "outside", "rejected")] == [0, 0, 0, 0, []]
    assert imported["status"] == "imported"


def test_a_file_of_the_header_alone_is_imported_once(run: Run, folder: Path, tmp_path: Path) -> None:
    file = police_file(tmp_path / "none.csv")
    code, (told,) = import_json(run, folder, file)
    assert (code, told["status"], told["months"], told["rows"], told["rejected"]) == (0, "imported", [], 0, [])
    code, (told,) = import_json(run, folder, file)
    assert (code, told["status"]) == (0, "already imported")


def test_a_last_row_cut_short_refuses_the_file(run: Run, folder: Path, tmp_path: Path) -> None:
    file = police_file(tmp_path / "cut.csv", police_row("2025-01"), police_row("2025-01")[:60], end="")
    code, (told,) = import_json(run, folder, file)
    assert (code, told["status"], told["counted"]) == (1, "refused", 0)


def test_reductions_are_worked_out_as_published(run: Run, months: Path) -> None:
    answer = reduce_json(run, months, *PERIODS)
    assert len(answer["areas"]) == 7
    total = answer["total"]
    assert (total["compare"], total["now"], total["change"]) == (5, 9, 4)
    assert total["percent"] == pytest.approx(80.0)
    half = 1.96 * sqrt(1 / 9 + 1 / 5)
    assert total["low"] == pytest.approx(100 * (exp(log(9 / 5) - half) - 1))
    assert total["high"] == pytest.approx(100 * (exp(log(9 / 5) + half) - 1))
    assert total["notable"] is False
    rural = next(area for area in answer["areas"] if area["name"] == "Rural North")
    assert (rural["compare"], rural["now"], rural["change"]) == (5, 9, 4)
    empty = next(area for area in answer["areas"] if area["name"] == "Central and North")
    assert (empty["compare"], empty["now"], empty["percent"], empty["low"], empty["notable"]) == (
        0,
        0,
        None,
        None,
        False,
    )
    assert answer["unplaced"] == {"compare": 2, "now": 2}
    assert answer["no_area"]["now"] == 0
    assert answer["missing_months"] == {"now": [], "compare": []}


def test_by_ward_lists_the_twenty_two_and_by_type_has_no_area_row(run: Run, months: Path) -> None:
    wards = reduce_json(run, months, *PERIODS, "--by", "ward")
    types = reduce_json(run, months, *PERIODS, "--by", "type")
    assert len(wards["wards"]) == 22
    assert sum(ward["now"] for ward in wards["wards"]) + wards["no_area"]["now"] == 9
    assert "no_area" not in types
    assert {row["code"]: row["now"] for row in types["types"]}["robbery"] == 1


@pytest.mark.parametrize(
    ("words", "now"),
    [
        (("--measure", "all"), 9),
        (("--measure", "asb"), 2),
        (("--types", "robbery"), 1),
        (("--types", "burglary,robbery"), 9),
    ],
)
def test_measures_count_what_they_name(run: Run, months: Path, words: tuple[str, ...], now: int) -> None:
    assert reduce_json(run, months, *PERIODS, *words)["total"]["now"] == now


def test_a_missing_month_leaves_the_change_blank(run: Run, months: Path) -> None:
    words = ("--period", "2025-01..2025-03", "--compare", "2024-01..2024-03")
    whole = reduce_json(run, months, *words)
    assert whole["total"] == {
        "code": whole["total"]["code"],
        "name": whole["total"]["name"],
        **dict.fromkeys(("compare", "now", "change", "percent", "low", "high", "notable")),
    }
    assert whole["missing_months"] == {"now": ["2025-03"], "compare": ["2024-03"]}
    alike = reduce_json(run, months, *words, "--like-for-like")
    assert (alike["total"]["compare"], alike["total"]["now"]) == (5, 9)
    assert alike["missing_months"] == {"now": ["2025-03"], "compare": ["2024-03"]}
    blank = run("crime", "reductions", "--store", months, *words, "--format", "csv").out
    assert all("No data held for Mar 2024, Mar 2025" in row["note"] for row in csv.DictReader(io.StringIO(blank)))
    counted = run("crime", "reductions", "--store", months, *words, "--like-for-like", "--format", "csv").out
    assert "No data held" not in counted
    assert all("are left out" in row["note"] for row in csv.DictReader(io.StringIO(counted)))
    said = run("crime", "reductions", "--store", months, *words, "--like-for-like").out
    assert "Months left out (now): 2025-03" in said


def test_a_type_listed_twice_counts_once(run: Run, months: Path) -> None:
    once, twice = (reduce_json(run, months, *PERIODS, "--types", given) for given in ("burglary", "burglary,burglary"))
    assert once["total"] == twice["total"]


@pytest.mark.parametrize(
    "words",
    [
        ("--period", "2025-01..2025-02", "--compare", "2024-01..2024-01"),
        (*PERIODS, "--measure", "all", "--types", "burglary"),
        (*PERIODS, "--measure", "nonsense"),
        (*PERIODS, "--types", "nonsense"),
        (*PERIODS, "--types", "burglary,"),
        (*PERIODS, "--format", "xlsx"),
        (*PERIODS, "--by", "street"),
        ("--period", "2025-13..2025-14", "--compare", "2024-01..2024-02"),
        ("--period", "soon", "--compare", "2024-01..2024-02"),
        ("--period", "2025-02..2025-01", "--compare", "2024-01..2024-02"),
    ],
)
def test_wrong_use_is_exit_2_and_prints_no_figures(run: Run, months: Path, words: tuple[str, ...]) -> None:
    ran = run("crime", "reductions", "--store", months, *words)
    assert (ran.code, ran.out) == (2, "")
    assert one_line(ran.err)


def test_csv_alone_stands_on_standard_output(run: Run, months: Path) -> None:
    ran = run("crime", "reductions", "--store", months, *PERIODS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert ran.code == 0
    assert sum(int(row["now"]) for row in rows if row["row"] in ("area", "no-area")) == 9
    assert next(row for row in rows if row["row"] == "total")["change"] == "4"


def test_json_can_go_to_a_file(run: Run, months: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.json"
    assert run("crime", "reductions", "--store", months, *PERIODS, "--format", "json", "--out", out).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["total"]["now"] == 9


def test_the_workbook_is_written_where_it_was_asked(run: Run, months: Path, tmp_path: Path) -> None:
    out = tmp_path / "reductions.xlsx"
    ran = run("crime", "reductions", "--store", months, *PERIODS, "--format", "xlsx", "--out", out)
    assert ran.code == 0, ran.err
    book = load_workbook(out, data_only=True)
    values = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert "Rural North" in values
    assert 9 in values


def test_the_table_for_people_says_that_positions_are_approximate(run: Run, months: Path) -> None:
    ran = run("crime", "reductions", "--store", months, *PERIODS)
    assert "approximate locations" in ran.out
    assert "City" in ran.out
