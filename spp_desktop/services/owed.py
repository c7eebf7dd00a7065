"""What open cases owe their victims that no record of its own holds, as items and alerts of Today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import due_text, explain_due
from spp_desktop.domain.dates import add_months, local_day
from spp_desktop.domain.explained import Reckoning, of_update
from spp_desktop.domain.kinds.case_review import (
    APPLIED_WITHIN,
    BEGAN,
    Eligibility,
    eligibility,
    tell_victim,
)
from spp_desktop.domain.kinds.onward import ONWARD_REFERRAL, needs_without_referral
from spp_desktop.domain.kinds.victims_code import ENTITLEMENT, not_yet_recorded, owed_under_code
from spp_desktop.domain.lists import OUTCOMES, REACHED, TOLD
from spp_desktop.domain.permissions import Scope
from spp_desktop.domain.today import Alert, DueItem, due_group
from spp_desktop.domain.updates import AGREED, update_owed
from spp_desktop.store import owed as kept
from spp_desktop.store.today import Asked

Types = Mapping[str, CaseType]
TELL = "Tell the victim"
"""The verb of an alert that somebody is to be told something."""


def tells(kind: CaseType) -> frozenset[str]:
    """The contact outcomes by which the victim is told something: they were reached, or something was sent to them."""
    asked = next((each.terms for each in kind.contact.fields if each.key == "outcome" and each.terms), OUTCOMES)
    return asked.marked(REACHED) | asked.marked(TOLD)


def agreed_words(kind: CaseType, every: str | None) -> str:
    """How often a victim agreed to updates, in words."""
    asked = kind.field(AGREED)
    return asked.show(every) if asked is not None and every else ""


def update_reckoned(kind: CaseType, every: str | None, since: date) -> Reckoning | None:
    """The clock of the next update on a case of a type, since the last one or the report; None where none runs."""
    owed = update_owed(every, since, kind.updates) if kind.updates is not None else None
    if owed is None or kind.updates is None:
        return None
    return of_update(kind.updates, owed, agreed_words(kind, every))


def updates(connection: Any, scope: Scope, asked: Asked, types: Types, day: date, until: date) -> Iterator[DueItem]:
    """Updates owed to victims up to a day. They never stop."""
    told = frozenset(code for kind in types.values() for code in tells(kind))
    seen: dict[tuple[str, str | None, date], Reckoning | None] = {}
    for row in kept.last_updates(connection, scope, asked, told, day):
        since = local_day(row.told) if row.told is not None else row.reported
        key = row.type, row.every, since
        if key not in seen:
            seen[key] = update_reckoned(types[row.type], row.every, since)
        why = seen[key]
        if why is not None and why.due <= until:
            yield DueItem(
                "update", why.what, row.id, row.type, row.reference, row.owner_id, row.owner or "", why.due,
                due_text(why.due, day, why.clock.unit), due_group(why.due, day), revision=row.revision,
                reckoned=explain_due(why.due, day, unit=why.clock.unit), tab="contacts", why=why,
            )  # fmt: skip


def may_ask(connection: Any, scope: Scope, asked: Asked, types: Types, day: date) -> Iterator[Alert]:
    """Victims who may ask for a case review, until they have been told so; nobody before there were any."""
    reviewed = {code: kind.case_review for code, kind in types.items() if kind.case_review is not None}
    if day < BEGAN or not reviewed:
        return
    least = min(min(each.complaints, each.hate) for each in reviewed.values())
    since = add_months(day, -APPLIED_WITHIN)
    for each in kept.with_complaints(connection, scope, asked, since=since, least=least):
        rule = reviewed.get(each.row.type)
        if rule is None:
            continue
        found = eligibility(each.incidents, day, rule.complaints, rule.hate, opened=each.answers)
        if tell_victim(found, each.answers, ()):
            title = f"Case review: {threshold_words(found)}"
            detail = f"{each.row.reference} · {found.words.partition(': ')[2]}"
            yield Alert("case-review", title, detail, each.row.id, each.row.reference, TELL, "case-review")


def threshold_words(found: Eligibility) -> str:
    """How many complaints count, of those needed: ``3 of 3``."""
    return f"{found.counted} of {found.of}"


def unanswered(connection: Any, scope: Scope, asked: Asked, types: Types, day: date) -> Iterator[Alert]:
    """Needs that no referral answers, and what the Victims' Code owes of which nothing is on record."""
    kinds = {code for code, kind in types.items() if kind.record(ONWARD_REFERRAL.code) is not None}
    owing = [each for each in kept.with_needs_or_crime(connection, scope, asked) if each.row.type in kinds]
    for each in owing:
        for need in needs_without_referral(each.answers, each.records):
            detail = f"{each.row.reference} · a need that no referral answers"
            tab = f"actions.{ONWARD_REFERRAL.code}"
            yield Alert("need", need.label, detail, each.row.id, each.row.reference, "Refer", tab)
    for each in owing:
        under = owed_under_code(each.answers, day)
        missing = not_yet_recorded(under, each.records)
        if missing:
            title = f"Victims’ Code: {len(missing)} of {len(under.entitlements)} not on record"
            tab = f"people.{ENTITLEMENT.code}"
            yield Alert("code", title, f"{each.row.reference} · {missing[0].label.lower()}", each.row.id,
                        each.row.reference, "Record", tab)  # fmt: skip
