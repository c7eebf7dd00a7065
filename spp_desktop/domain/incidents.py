"""An incident carried on after it was logged: what its form shows of it, and what stays as it was told.

Police references come later, other agencies are told, a crime is recorded. The account stays: it is put right within
a day of being logged, and after that only filled in where nothing was said.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from spp_desktop.domain.cases import Answer, Answers, IncidentView, NewIncident
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Problem

ACCOUNT = ("happened", "reported", "words")
"""What was told, and when it was."""


def incident_answers(row: IncidentView) -> Answers:
    """An incident as the answers of its form."""
    told = ((each.name, getattr(row, each.name)) for each in fields(NewIncident))
    return {key: _answer(value) for key, value in told if value}


def altered(row: IncidentView, new: NewIncident) -> tuple[str, ...]:
    """What of an incident would be otherwise, by the names of ``NewIncident``."""
    names = (each.name for each in fields(NewIncident))
    return tuple(name for name in names if getattr(row, name) != getattr(new, name))


def account_altered(row: IncidentView, new: NewIncident) -> tuple[Problem, ...]:
    """What of the account would be otherwise than it was told, where something was said."""
    keys = (key for key in altered(row, new) if key in ACCOUNT and getattr(row, key))
    return tuple(Problem(key, "Fixed after 24 hours. Withdraw it if it is wrong, and add it again") for key in keys)


def _answer(value: str | date | When | tuple[str, ...]) -> Answer:
    if isinstance(value, When):
        return value.text
    return value.isoformat() if isinstance(value, date) else value
