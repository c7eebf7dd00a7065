"""``crime import`` and ``crime reductions``."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from spp_desktop.cli.signing_in import signed_in
from spp_desktop.domain.errors import WrongUse
from spp_desktop.domain.figures.change import Change
from spp_desktop.domain.figures.datasets import ImportReport
from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.reductions import By, Reductions, ReductionsQuestion, Row
from spp_desktop.services import crime, exports, figures


def bring_in(chosen: Namespace) -> int:
    """Import police files; 1 when any was refused, with every other file still imported."""
    with signed_in(chosen) as me:
        report = crime.import_files(me, chosen.files).value
    if chosen.format == "json":
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        _tell_files(report)
    if not report.refused:
        return 0
    return _refused(report)


def _refused(report: ImportReport) -> int:
    from spp_desktop.cli import FAILED, say

    refused = [file for file in report.files if file.status == "refused"]
    kept = len(report.files) - len(refused)
    return say(f"{len(refused)} of {len(report.files)} files refused; the other {kept} are kept", FAILED)


def _tell_files(report: ImportReport) -> None:
    for file in report.files:
        print(f"{file.file}: {file.status}. {file.message}")
        print(
            f"  {file.rows:,} rows: {file.counted:,} counted, {file.unplaced:,} unplaced, "
            f"{file.outside:,} outside the city, {len(file.rejected):,} rejected"
        )
        for reject in file.rejected:
            print(f"  line {reject.line}: {reject.reason}")


def reductions(chosen: Namespace) -> int:
    """Print or write the change between two periods."""
    question = ReductionsQuestion(
        period=Months.parse(chosen.period),
        compare=Months.parse(chosen.compare),
        by=By(chosen.by),
        measure=chosen.measure,
        types=_types(chosen.types),
        like_for_like=chosen.like_for_like,
    )
    if chosen.format == "xlsx" and chosen.out is None:
        raise WrongUse("--format xlsx needs --out: a workbook cannot be printed")
    with signed_in(chosen) as me:
        if chosen.format == "xlsx":
            exports.export_reductions(me, question, chosen.out)
            print(f"Written: {chosen.out}")
            return 0
        answer = figures.reductions(me, question)
    return _give(_text(answer, chosen.format), chosen.out)


def _types(given: str | None) -> tuple[str, ...]:
    if given is None:
        return ()
    codes = tuple(code.strip() for code in given.split(","))
    if not all(codes):
        raise WrongUse("--types needs crime type codes with commas between, such as burglary,robbery")
    return codes


def _text(answer: Reductions, form: str | None) -> str:
    if form == "json":
        return json.dumps(answer.to_json(), ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        return answer.to_csv()
    return _table(answer)


def _give(text: str, out: Path | None) -> int:
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8", newline="")
        print(f"Written: {out}")
    return 0


def _table(answer: Reductions) -> str:
    definition = answer.definition
    question = definition.question
    lines = [f"{definition.measure.name}: {question.period.label} against {question.compare.label}", ""]
    lines.append(f"{'':32}{'before':>9}{'now':>9}{'change':>9}{'%':>9}  95% limits")
    rows = [*answer.rows, *([answer.no_area] if answer.no_area else []), answer.total]
    lines += [_line(row) for row in rows]
    lines += ["", f"Unplaced, not in the city's figures: {_count(answer.unplaced_now)} now"]
    absent = "left out" if question.like_for_like else "not held"
    for side, months in (("now", answer.sides.missing_now), ("before", answer.sides.missing_compare)):
        if months:
            lines.append(f"Months {absent} ({side}): {', '.join(str(month) for month in months)}")
    caveats = [definition.measure.caveat, *definition.notes]
    return "\n".join([*lines, *(line for line in caveats if line)]) + "\n"


def _line(row: Row) -> str:
    change: Change = row.change
    limits = "" if change.low is None or change.high is None else f"{change.low:+.1f} to {change.high:+.1f}"
    percent = "" if change.percent is None else f"{change.percent:+.1f}"
    moved = "" if change.change is None else f"{change.change:+,}"
    said = "  notable" if change.notable else ""
    return f"{row.name:32}{_count(change.compare):>9}{_count(change.now):>9}{moved:>9}{percent:>9}  {limits}{said}"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
