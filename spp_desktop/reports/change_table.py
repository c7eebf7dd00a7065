"""A Table of counts before and now with live formulas for change, per cent and limits, and a total that is checked.

Every formula is written with the value the program worked out, so that a workbook nobody has recalculated shows what
the page shows, and one that is recalculated shows whether they agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_desktop.domain.figures.change import FEW, TOO_FEW, Change, page_change
from spp_desktop.domain.figures.reductions import Reductions, Row, missing_reason
from spp_desktop.reports.cells import Kind, put, put_formula
from spp_desktop.reports.finish import Cached, Finishing
from spp_desktop.reports.sheets import add_table, put_headings

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

AGREE = "Totals agree"
DISAGREE = "Totals do not agree"

_TOTALS = {
    Kind.ASIDE: Kind.TOTAL_ASIDE,
    Kind.WORD: Kind.TOTAL_WORD,
    Kind.WHOLE: Kind.TOTAL_WHOLE,
    Kind.CHANGE: Kind.TOTAL_CHANGE,
    Kind.PERCENT: Kind.TOTAL_PERCENT,
    Kind.RATE: Kind.TOTAL_RATE,
}


@dataclass(slots=True)
class Page:
    """A sheet being filled, and where the values of its formulas are kept."""

    sheet: Worksheet
    finishing: Finishing

    def put(self, row: int, column: int, value: object, kind: Kind = Kind.TEXT) -> None:
        """Write one value."""
        put(self.sheet, row, column, value, kind)

    def formula(self, row: int, column: int, formula: str, value: Cached, kind: Kind) -> None:
        """Write a formula with what it comes to; a blank cell when that is not known."""
        if value is None:
            put(self.sheet, row, column, None, kind)
            return
        put_formula(self.sheet, row, column, formula, kind)
        self.finishing.value(self.sheet.title, self.sheet.cell(row, column).coordinate, value)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a change table stands: its heading row, its rows, its total, and the column number of each key."""

    heading: int
    first: int
    last: int
    total: int
    control: int
    end: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Lines:
    first: int
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change table is called and holds. ``residents`` are people by the rows' codes, for a rate."""

    reductions: Reductions
    name: str
    rows_are: str
    total_label: str
    own_label: str
    residents: Mapping[str, int]


def columns_of(plan: Plan) -> list[tuple[str, str, float]]:
    """Key, heading and width of each column."""
    question = plan.reductions.definition.question
    like = ", like for like" if question.like_for_like else ""
    columns = [
        ("name", plan.rows_are, 34.0),
        ("compare", question.compare.label + like, 13.0),
        ("now", question.period.label + like, 13.0),
        ("change", "Change", 10.0),
        ("percent", "Change %", 10.0),
        ("low", "Change %, lowest likely", 12.0),
        ("high", "Change %, highest likely", 12.0),
        ("notable", "Notable", 10.0),
    ]
    before, now = plan.reductions.sides.days()
    if before != now and before and now:
        columns.append(("per_day", "Change % a day", 11.0))
    if plan.residents:
        columns += [("residents", "Residents", 11.0), ("rate", "Per 1,000 residents", 11.0)]
    return [*columns, ("note", "Note", 44.0)]


def put_change_table(page: Page, plan: Plan, heading: int) -> Placed:
    """Write the table from its heading row down: rows, total, the total counted on its own, unplaced, control."""
    columns = {key: place for place, (key, _, _) in enumerate(columns_of(plan), start=1)}
    headings = [words for _, words, _ in columns_of(plan)]
    numbers = {place for key, place in columns.items() if key not in {"name", "notable", "note"}}
    put_headings(page.sheet, heading, headings, height=48, numbers=numbers)
    answer = plan.reductions
    rows = [*answer.rows, answer.no_area] if answer.no_area else list(answer.rows)
    first = heading + 1
    for line, row in enumerate(rows, start=first):
        _put_row(page, plan, columns, line, row)
    last = heading + len(rows)
    total, own = last + 1, last + 2
    _put_total(page, plan, columns, rows, _Lines(first, last, total))
    page.put(own, 1, plan.own_label)
    page.put(own, columns["compare"], answer.total.change.compare, Kind.WHOLE)
    page.put(own, columns["now"], answer.total.change.now, Kind.WHOLE)
    _put_control(page, answer, columns, total, own)
    page.put(own + 1, 1, "Unplaced (beside, never added)")
    page.put(own + 1, columns["compare"], answer.unplaced_compare, Kind.WHOLE)
    page.put(own + 1, columns["now"], answer.unplaced_now, Kind.WHOLE)
    add_table(page.sheet, plan.name, heading, last, headings)
    return Placed(heading, first, last, total, own, own + 1, columns)


def _put_row(page: Page, plan: Plan, columns: Mapping[str, int], line: int, row: Row) -> None:
    shown = page_change(row.change.compare, row.change.now)
    page.put(line, 1, row.name)
    page.put(line, columns["compare"], shown.compare, Kind.WHOLE)
    page.put(line, columns["now"], shown.now, Kind.WHOLE)
    _put_changes(page, plan, columns, line, row, shown)


def _put_total(page: Page, plan: Plan, columns: Mapping[str, int], rows: Sequence[Row], lines: _Lines) -> None:
    answer = plan.reductions
    shown = page_change(
        _sum([row.change.compare for row in rows], answer.total.change.compare),
        _sum([row.change.now for row in rows], answer.total.change.now),
    )
    page.put(lines.total, 1, plan.total_label, Kind.TOTAL_TEXT)
    for key, value in (("compare", shown.compare), ("now", shown.now)):
        letter = _letter(page, columns[key])
        formula = f"=SUM({letter}{lines.first}:{letter}{lines.last})"
        page.formula(lines.total, columns[key], formula, value, Kind.TOTAL_WHOLE)
    _put_changes(page, plan, columns, lines.total, answer.total, shown)


def _sum(parts: Sequence[int | None], whole: int | None) -> int | None:
    """The sum of the rows, None on a side that is not known."""
    return None if whole is None else sum(part or 0 for part in parts)


def _letter(page: Page, column: int) -> str:
    letter: str = page.sheet.cell(1, column).column_letter
    return letter


def _put_changes(page: Page, plan: Plan, columns: Mapping[str, int], line: int, row: Row, shown: Change) -> None:
    """The cells of a line that follow from its two counts."""
    total = row is plan.reductions.total
    b, n, c = (f"{_letter(page, columns[key])}{line}" for key in ("compare", "now", "change"))

    def formula(key: str, text: str, value: Cached, kind: Kind) -> None:
        page.formula(line, columns[key], text, value, _TOTALS[kind] if total else kind)

    low, high = limit_formulas(b, n, shown)
    formula("change", f"={n}-{b}", shown.change, Kind.CHANGE)
    formula("percent", f"={c}/{b}", _share(shown.per_cent_shown), Kind.PERCENT)
    formula("low", low, _share(shown.low), Kind.PERCENT)
    formula("high", high, _share(shown.high), Kind.PERCENT)
    page.put(line, columns["notable"], shown.notable, _TOTALS[Kind.WORD] if total else Kind.WORD)
    if "per_day" in columns:
        before, now = plan.reductions.sides.days()
        per_day = None if shown.per_cent_shown is None else plan.reductions.per_day(row)
        formula("per_day", f"=({n}/{now})/({b}/{before})-1", _share(per_day), Kind.PERCENT)
    if "residents" in columns:
        people = plan.residents.get(row.code)
        rate = 1000 * shown.now / people if people and shown.now is not None else None
        at = f"{_letter(page, columns['residents'])}{line}"
        page.put(line, columns["residents"], people, _TOTALS[Kind.WHOLE] if total else Kind.WHOLE)
        formula("rate", f"=1000*{n}/{at}", rate, Kind.RATE)
    page.put(line, columns["note"], note_on(shown, plan.reductions), _TOTALS[Kind.ASIDE] if total else Kind.ASIDE)


def limit_formulas(before: str, now: str, shown: Change) -> tuple[str, str]:
    """The formulas of the 95 % limits of a change: of a ratio of counts, or the exact test's where a count is small."""
    if shown.compare is None or shown.now is None or min(shown.compare, shown.now) >= FEW:
        ratio, margin = f"LN({now}/{before})", f"1.96*SQRT(1/{now}+1/{before})"
        return f"=EXP({ratio}-{margin})-1", f"=EXP({ratio}+{margin})-1"
    low, high = f"BETAINV(0.025,{now},{before}+1)", f"BETAINV(0.975,{now}+1,{before})"
    return f"={low}/(1-{low})-1", f"={high}/(1-{high})-1"


def _share(per_cent: float | None) -> float | None:
    return None if per_cent is None else per_cent / 100


def note_on(shown: Change, answer: Reductions) -> str:
    """Why something in the line is blank; empty when nothing is."""
    if shown.change is None:
        return missing_reason(answer.sides) or "Not known"
    before = answer.definition.question.compare.label
    if shown.compare is not None and shown.compare < TOO_FEW:
        counted = "None" if not shown.compare else f"Fewer than {TOO_FEW}"
        return f"{counted} in {before}, so no per cent"
    return ""


def gaps(answer: Reductions) -> str:
    """Which months are missing, or were left out to count like with like; empty when none."""
    reason = missing_reason(answer.sides)
    if reason and answer.definition.question.like_for_like:
        return "Like for like, so left out: " + reason.removeprefix("No data held for ")
    return reason


def _put_control(page: Page, answer: Reductions, columns: Mapping[str, int], total: int, own: int) -> None:
    """The check that the rows add up to what was counted without them, over the sides that are known."""
    sides = (("compare", answer.total.change.compare), ("now", answer.total.change.now))
    known = [_letter(page, columns[key]) for key, value in sides if value is not None]
    at = columns["change"]
    if not known:
        page.put(own, at, "No total: months are missing", Kind.ASIDE)
        return
    tests = ",".join(f"{letter}{total}={letter}{own}" for letter in known)
    formula = f'=IF(AND({tests}),"{AGREE}","{DISAGREE}")'
    page.formula(own, at, formula, AGREE if answer.agrees else DISAGREE, Kind.CONTROL)
