"""Why a list may leave the program, under which power, and how it is marked.

Sources: Crime and Disorder Act 1998 ss115 and 17A; Children Act 2004 ss10 and 11; Care Act 2014 ss6, 7 and 45;
Domestic Abuse Act 2021; UK GDPR Articles 6, 9 and 10; Data Protection Act 2018 Part 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from spp_desktop.domain.errors import Refused, WrongUse


@dataclass(frozen=True, slots=True)
class Basis:
    """A power or purpose under which personal data is given to somebody.

    ``valid_from`` is the day the law came into force, None where it has held throughout. ``names`` is False
    where the power covers depersonalised information only.
    """

    code: str
    label: str
    source: str
    valid_from: date | None = None
    names: bool = True


BASES: tuple[Basis, ...] = (
    Basis("internal", "Used inside the partnership's own team", "Data controller's own purposes; not a disclosure"),
    Basis("s115", "Crime and Disorder Act 1998, section 115", "Power to disclose to a relevant authority"),
    Basis(
        "s17a",
        "Crime and Disorder Act 1998, section 17A",
        "Duty to share depersonalised information",
        names=False,
    ),
    Basis("children-act", "Children Act 2004, sections 10 and 11", "Co-operation and safeguarding of children"),
    Basis("care-act", "Care Act 2014, sections 6, 7 and 45", "Safeguarding of adults at risk", date(2015, 4, 1)),
    Basis("da-act", "Domestic Abuse Act 2021", "Protection of victims of domestic abuse", date(2021, 4, 29)),
    Basis(
        "gdpr", "UK GDPR, Articles 6, 9 and 10", "Public task or vital interests, with its condition", date(2018, 5, 25)
    ),
    Basis("part-3", "Data Protection Act 2018, Part 3", "Law enforcement processing", date(2018, 5, 25)),
)
"""Every basis an export can name. Codes never change meaning."""

_BY_CODE: Mapping[str, Basis] = {basis.code: basis for basis in BASES}

RESTRICTED = "RESTRICTED"
OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"
OFFICIAL = "OFFICIAL"
NOT_MARKED = "NOT PROTECTIVELY MARKED"
OFFICIAL_FROM = date(2014, 4, 2)
"""The day the Government Security Classifications replaced the protective marking scheme."""

DESTROY_AFTER = timedelta(days=28)
"""How long a recipient may keep an exported list unless the officer gives another date."""


def basis(code: str) -> Basis:
    """The basis with this code. Raises WrongUse, naming the codes there are."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise WrongUse(f"No such basis. Use one of: {', '.join(_BY_CODE)}") from None


def bases_on(day: date) -> tuple[Basis, ...]:
    """The bases in force on a day, in the order they are offered."""
    return tuple(each for each in BASES if each.valid_from is None or each.valid_from <= day)


def marking_for_people(day: date) -> str:
    """The marking of a sheet that holds personal data, made on this day."""
    return OFFICIAL_SENSITIVE if day >= OFFICIAL_FROM else RESTRICTED


def marking_for_figures(day: date) -> str:
    """The marking of a sheet of counts in which nobody can be picked out, made on this day."""
    return OFFICIAL if day >= OFFICIAL_FROM else NOT_MARKED


def check_names_allowed(power: Basis) -> None:
    """Raise Refused when the power does not reach as far as names."""
    if not power.names:
        raise Refused(f"{power.label} covers depersonalised information only, so names cannot go under it")
