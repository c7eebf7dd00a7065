"""Writes ``docs/data-dictionary.md`` from the declarations: case types, lists, instruments, settings, retention.

``python packaging/dictionary.py`` writes it; with ``--check`` it says whether the file is stale and ends with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spp_desktop.domain.casetype import CaseType, FlagKind
    from spp_desktop.domain.fields import Field
    from spp_desktop.domain.instruments import Instrument
    from spp_desktop.domain.records import RecordKind
    from spp_desktop.domain.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "data-dictionary.md"


def render() -> str:
    """The whole dictionary as Markdown."""
    from spp_desktop.domain.casetypes import CASE_TYPES
    from spp_desktop.domain.lists import SHARED

    lists = {each.code: each for kind in CASE_TYPES for each in kind.vocabularies}
    lists.update({each.code: each for each in SHARED})
    parts: list[str] = [
        "# Data dictionary",
        "",
        "Generated from the program's own declarations by `packaging/dictionary.py`; do not edit.",
        "",
        "A question nobody has answered has no answer: it is not a no, not a nought, not an empty text.",
        "Days are `YYYY-MM-DD`; moments are `YYYY-MM-DDTHH:MM` in local time; lists of codes are JSON arrays.",
    ]
    for kind in CASE_TYPES:
        parts += _case_type(kind)
    parts += ["", "## Lists", "", "A code never changes meaning. A term is retired by its last day, never deleted."]
    for each in sorted(lists.values(), key=lambda one: one.code):
        parts += _vocabulary(each)
    parts += [*_settings(), *_retention(), ""]
    return "\n".join(parts)


def _case_type(kind: CaseType) -> Iterator[str]:
    yield from ("", f"## {kind.label} (`{kind.code}`, version {kind.version})")
    for section in (kind.who, *kind.sections, kind.incident, kind.contact, kind.action):
        yield from ("", f"### {section.label}", "")
        yield from _questions(section.fields)
    yield from ("", "### List columns", "")
    yield from _table(
        ("key", "label", "kind", "shown", "identifies somebody"),
        ((f"`{each.key}`", each.label, each.kind, _yes(each.default), _yes(each.personal)) for each in kind.columns),
    )
    yield from _instrument(kind.instrument)
    for record in kind.records:
        yield from _record(record)
    yield from _orders(kind)
    yield from ("", "### States and moves", "")
    yield from _table(
        ("from", "to", "move", "needs"),
        (
            (
                kind.workflow.state(each.before).label,
                kind.workflow.state(each.after).label,
                each.label,
                ", ".join(part for part in ("a reason" * each.reason, "the closing checklist" * each.closing) if part),
            )
            for each in kind.workflow.moves
        ),
    )
    clock = kind.first_contact
    unit = "elapsed hours" if clock.unit == "hours" else f"{clock.unit} days"
    source = f" {clock.source}." if clock.source else ""
    yield from ("", "### Clocks", "", f"- {clock.label}: {clock.length} {unit}.{source}")
    for band in kind.instrument.bands:
        yield f"- Risk review, {band.label.lower()}: every {band.review_days} calendar days."
    yield from ("", "### Flags", "")
    yield from _table(
        ("code", "flag", "raised when", "ends on a day"),
        ((f"`{each.code}`", each.label, _raised(each), _yes(each.expires)) for each in kind.flags),
    )
    yield from ("", "### Repeat victim", "")
    yield from _table(
        ("code", "incidents", "within calendar days", "source"),
        ((f"`{each.code}`", str(each.count), str(each.days), each.source) for each in kind.repeat),
    )


def _raised(flag: FlagKind) -> str:
    said = [", ".join(f"`{one}`" for one in sorted(flag.when))]
    grounds = (f"{each.label} ({', '.join(f'`{one}`' for one in sorted(each.when))})" for each in flag.grounds)
    if flag.grounds:
        said.append(f"{flag.least} of: {', '.join(grounds)}")
    return "; or ".join(part for part in said if part)


def _questions(asked: Iterable[Field]) -> Iterator[str]:
    yield from _table(
        ("key", "question", "kind", "list", "notes"),
        (
            (
                f"`{each.key}`",
                each.label,
                type(each).__name__,
                f"`{each.terms.code}`" if each.terms else "",
                _notes(each),
            )
            for each in asked
        ),
    )


def _record(kind: RecordKind) -> Iterator[str]:
    said = [f"{kind.source}." if kind.source else "", f"{kind.note}." if kind.note else ""]
    if kind.valid_from:
        said.append(f"From {_day(kind.valid_from)}.")
    yield from ("", f"### {kind.label} (`{kind.code}`)", "")
    if words := " ".join(part for part in said if part):
        yield from (words, "")
    yield from _questions(kind.form.fields)
    stages = dict.fromkeys((kind.first, *(each.label for each in kind.stages)))
    yield from ("", f"Stages: {', '.join(stages)}.")
    for each in kind.clocks:
        clock = each.clock
        length = f"{clock.length} {clock.unit} days after" if clock.length else "on the day of"
        stops = ", may stop" if clock.stops else ""
        yield from ("", f"Clock `{clock.code}`: {each.what}, {length} `{each.since}`{stops}. {clock.source}.")


def _orders(kind: CaseType) -> Iterator[str]:
    if kind.orders is None:
        return
    yield from ("", "### Orders and tools", "")
    yield from _table(
        ("code", "tool", "against", "legal basis", "rules"),
        (
            (f"`{each.code}`", each.label, ", ".join(each.against), each.basis or "none", each.rules)
            for each in (kind.orders.tool(term.code) for term in kind.orders.tools.terms)
        ),
    )
    for form in kind.orders.every_form():
        yield from ("", f"### {form.label} (`{form.key}`)", "")
        yield from _questions(form.fields)


def _instrument(scale: Instrument) -> Iterator[str]:
    standing = "illustrative until adopted" if scale.illustrative else "adopted or published"
    yield from ("", f"### {scale.label} (`{scale.code}`, version {scale.version}, {standing})", "")
    yield from (f"{scale.source}. At most {scale.maximum} points.", "")
    yield from _table(
        ("no.", "key", "question", "answers and points"),
        (
            (
                each.number,
                f"`{each.key}`",
                each.text,
                " / ".join(f"{option.label} {option.points}" for option in each.options)
                + ("" if each.scored else " (informs only)"),
            )
            for each in scale.questions
        ),
    )
    bands = ", ".join(f"{band.label} from {band.least}" for band in scale.bands)
    triggers = "; ".join(each.label.lower() for each in scale.triggers)
    yield from ("", f"Bands: {bands}. {scale.bands[-1].label} at any score: {triggers}.")


def _vocabulary(vocabulary: Vocabulary) -> Iterator[str]:
    yield from ("", f"### {vocabulary.label} (`{vocabulary.code}`)", "")
    if vocabulary.source:
        yield from (f"{vocabulary.source}.", "")
    yield from _table(
        ("code", "term", "from", "to"),
        ((f"`{each.code}`", each.label, _day(each.valid_from), _day(each.valid_to)) for each in vocabulary.terms),
    )


def _settings() -> Iterator[str]:
    from spp_desktop.domain.casetypes import declared_settings

    yield from ("", "## Settings", "")
    yield from _table(
        ("key", "setting", "default", "unit", "source"),
        ((f"`{each.key}`", each.label, str(each.default), each.unit, each.source) for each in declared_settings()),
    )


def _retention() -> Iterator[str]:
    from spp_desktop.domain.retention import RETENTION_CLASSES

    yield from ("", "## Retention classes", "")
    yield from _table(
        ("code", "records", "years", "counted from", "source"),
        (
            (
                f"`{each.code}`",
                each.label,
                "for good" if each.years is None else str(each.years),
                each.since,
                each.source,
            )
            for each in RETENTION_CLASSES.values()
        ),
    )


def _notes(field: Field) -> str:
    said = (
        "required" * field.required,
        f"fact: {field.fact.value}" if field.fact else "",
        "found by search" * field.searchable,
        "identifies somebody" * field.personal,
    )
    return ", ".join(part for part in said if part)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool) -> str:
    return "yes" if value else ""


def main(arguments: list[str]) -> int:
    """Write the file, or with ``--check`` compare it."""
    sys.path.insert(0, str(ROOT))
    text = render()
    if "--check" in arguments:
        fresh = OUT.exists() and OUT.read_text(encoding="utf-8") == text
        print("docs/data-dictionary.md is up to date" if fresh else "docs/data-dictionary.md is stale")
        return 0 if fresh else 1
    OUT.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
