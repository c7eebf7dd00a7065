"""How often somebody is told how their case goes: as often as they agreed, else as the partnership promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from spp_desktop.domain.cases import Answers, ContactView
from spp_desktop.domain.clocks import Clock, due_from
from spp_desktop.domain.dates import add_months, local_day
from spp_desktop.domain.fields import read_day

AGREED = "update_every"
"""The question of the case that says how often updates were agreed."""

WEEKS: Mapping[str, int] = {"weekly": 1, "fortnightly": 2}
MONTHLY = "monthly"
NO_CLOCK = frozenset(("on-change", "never"))
"""Agreed so that no clock runs: nothing is owed until there is news, or at all."""


@dataclass(frozen=True, slots=True)
class UpdateOwed:
    """An update owed: ``due`` on a day, counted from the last one, or from the report where there was none yet.

    ``agreed`` is whether the victim agreed how often; otherwise the promise counts.
    """

    due: date
    since: date
    agreed: bool

    def late(self, today: date) -> bool:
        """Whether it is past its day."""
        return today > self.due


def next_update(
    answers: Answers,
    contacts: Iterable[ContactView],
    today: date,
    *,
    promise: Clock,
    told: frozenset[str],
) -> UpdateOwed | None:
    """The update owed next on an open case; None where the victim wants none, or only news.

    ``told`` are the contact outcomes by which the victim was told something; a contact with somebody else, or one
    withdrawn, told the victim nothing. ``promise`` holds where nothing was agreed.
    """
    days = [local_day(each.at) for each in contacts if each.outcome in told and not (each.with_whom or each.withdrawn)]
    reported = read_day(answers.get("reported")) or today
    return update_owed(answers.get(AGREED), max((day for day in days if day <= today), default=reported), promise)


def update_owed(every: object, since: date, promise: Clock) -> UpdateOwed | None:
    """The update owed after the last one, or after the report; ``every`` is how often updates were agreed."""
    if every in NO_CLOCK:
        return None
    if every == MONTHLY:
        return UpdateOwed(add_months(since, 1), since, agreed=True)
    if every in WEEKS:
        return UpdateOwed(since + timedelta(weeks=WEEKS[str(every)]), since, agreed=True)
    return UpdateOwed(due_from(promise, since), since, agreed=False)
