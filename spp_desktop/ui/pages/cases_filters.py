"""Filters of a case list in words, and what each can be set to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spp_desktop.domain.cases import Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.exports import labels_of

OPEN, CONTACT = "open", "first_contact"
_EXTRA_LABELS: Mapping[str, str] = {OPEN: "Status", "team": "Team", CONTACT: "First contact"}
_EXTRA: Mapping[str, tuple[tuple[str, str], ...]] = {
    OPEN: (("yes", "Open"), ("no", "Closed")),
    CONTACT: (("late", "Late"), ("none", "Not made"), ("made", "Made")),
}
_BLANK: Mapping[str, str] = {"band": "Not assessed", "area": "No area", "owner": "Nobody yet"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a filter's menu: its words, the filter it sets, and whether it is set now."""

    words: str
    filter: Filter
    on: bool = False


def filter_label(kind: CaseType, key: str) -> str:
    """What a filter is called."""
    column = kind.column(key)
    return _EXTRA_LABELS.get(key) or (column.label if column else key)


def filter_keys(kind: CaseType) -> tuple[str, ...]:
    """What a list can be filtered by, in the order offered."""
    keys = (column.key for column in kind.filters if column.key != CONTACT)
    return (OPEN, CONTACT, *keys)


def chips(kind: CaseType, filters: Iterable[Filter], owners: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Filters as chips: key, name, value in words."""
    return tuple((each.key, filter_label(kind, each.key), filter_value(kind, each, owners)) for each in filters)


def filter_value(kind: CaseType, each: Filter, owners: Mapping[str, str]) -> str:
    """What a filter lets through, in words: ``High or Medium``, ``up to 18 Oct 2025``."""
    known = dict(_options(kind, each.key, owners))
    words = " or ".join(known.get(value) or _day_words(value) for value in each.values)
    return {"is": words, "from": f"from {words}", "to": f"up to {words}"}[each.test]


def offers(kind: CaseType, key: str, held: Filter | None, owners: Mapping[str, str], today: date) -> tuple[Offer, ...]:
    """What a filter can be set to; choosing a value held already takes it away."""
    column = kind.column(key)
    if column is not None and column.kind == "day":
        return _day_offers(key, held, today)
    values = held.values if held and held.test == "is" else ()
    found = []
    for code, label in _options(kind, key, owners):
        rest = tuple(value for value in values if value != code)
        found.append(Offer(label, Filter(key, rest if code in values else (*values, code)), code in values))
    return tuple(found)


def with_filter(filters: Sequence[Filter], new: Filter) -> tuple[Filter, ...]:
    """The filters with one set, changed, or taken away when it has no value left."""
    kept = [new if each.key == new.key else each for each in filters]
    if all(each.key != new.key for each in filters):
        kept.append(new)
    return tuple(each for each in kept if each.values)


def without(filters: Sequence[Filter], key: str) -> tuple[Filter, ...]:
    """The filters but one."""
    return tuple(each for each in filters if each.key != key)


def _options(kind: CaseType, key: str, owners: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    if key in _EXTRA:
        return _EXTRA[key]
    blank = (("", _BLANK[key]),) if key in _BLANK else ()
    if key == "owner":
        return (*owners.items(), *blank)
    labels = tuple(labels_of(kind).get(key, {}).items())
    if key == "band":
        labels = labels[::-1]
    column = kind.column(key)
    if not labels and column is not None and column.vocabulary is not None:
        labels = tuple((term.code, term.label) for term in column.vocabulary.terms)
        blank = (("", "Not answered"),)
    return (*labels, *blank)


def _day_offers(key: str, held: Filter | None, today: date) -> tuple[Offer, ...]:
    def days(count: int) -> str:
        return (today + timedelta(days=count)).isoformat()

    made = (
        ("Up to today", Filter(key, (days(0),), "to")),
        ("Up to a week from now", Filter(key, (days(6),), "to")),
        ("Up to four weeks from now", Filter(key, (days(27),), "to")),
        ("From today", Filter(key, (days(0),), "from")),
        ("In the last week, or later", Filter(key, (days(-6),), "from")),
        ("In the last four weeks, or later", Filter(key, (days(-27),), "from")),
        ("In the last year, or later", Filter(key, (days(-364),), "from")),
        ("Blank", Filter(key, ("",))),
    )
    return tuple(Offer(words, replace(each, values=()) if each == held else each, each == held) for words, each in made)


def _day_words(value: str) -> str:
    try:
        return show_day(date.fromisoformat(value))
    except ValueError:
        return value or "blank"
