"""The orders and tools there are against anti-social behaviour, each with the days between which it could be had.

The toolkit of 2012 gave way to that of the Anti-social Behaviour, Crime and Policing Act 2014 on 20 October 2014, and
for injunctions on 23 March 2015. What is not laid down by an Act (letters, mediation, acceptable behaviour contracts)
was kept. An order made while its tool could be had stays what it was. Limits only ever warn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from spp_desktop.domain.dates import add_months, show_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.orders import Against

ACT_2014 = date(2014, 10, 20)
"""The day most of the 2014 Act's tools took the place of those before."""
INJUNCTIONS_2015 = date(2015, 3, 23)
"""The day its civil injunction took the place of the ASBO and of the housing injunction."""
ADULT = 18

Breach = Literal["", "crime", "contempt", "none"]
BREACHES: dict[Breach, str] = {
    "crime": "Breach is a crime",
    "contempt": "Breach is contempt of court, not a crime",
    "none": "Voluntary: breach is no offence",
}
"""What breaking it is, in words; empty where nothing is said."""

Whom = Literal["anybody", "adult", "under-18"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long an order may last: at least and at most so many months, or so many days for one reckoned in hours.

    ``whom`` is whose orders it binds, by age on the first day. One that is only ``usual`` is a habit, no rule.
    ``total`` are months with every extension, where that is more than it may first be made for.
    """

    least: int | None = None
    most: int | None = None
    days: int | None = None
    whom: Whom = "anybody"
    usual: bool = False
    total: int | None = None

    @property
    def words(self) -> str:
        """The limit as a sentence begins: ``At least 2 years for an adult``."""
        parts = [f"at least {_span(self.least)}" if self.least else "", f"at most {_span(self.most)}" * bool(self.most)]
        parts += [f"{_span(self.total)} with extensions" * bool(self.total)]
        parts += [f"at most {self.days * 24} hours"] if self.days else []
        said = ", ".join(part for part in parts if part)
        said = f"usually {said.removeprefix('at most ')}" if self.usual else said
        of = {"anybody": "", "adult": " for an adult", "under-18": " for somebody under 18"}[self.whom]
        return f"{said[:1].upper()}{said[1:]}{of}"

    def binds(self, age: int | None) -> bool:
        """Whether it binds an order against somebody of this age; of one whose age is not known, what binds all."""
        if self.whom == "anybody":
            return True
        return age is not None and (age >= ADULT) == (self.whom == "adult")

    def broken(self, starts: date, ends: date, *, extended: bool = False) -> bool:
        """Whether an order from one day to another, both in force, is shorter or longer than this."""
        most = self.total if extended and self.total else self.most
        return (
            (self.least is not None and ends + timedelta(1) < add_months(starts, self.least))
            or (most is not None and ends > add_months(starts, most))
            or (self.days is not None and ends > starts + timedelta(self.days))
        )


@dataclass(frozen=True, slots=True)
class Tool:
    """One order or tool.

    ``against`` says whom or what it can be against; ``basis`` is the Act it stands on, empty for one that stands on
    none. ``court`` makes it, or an officer of rank ``authorised`` it. ``lasts`` is whether it holds for a time or is
    done once. ``requirements`` is whether it can tell somebody to do something, and not only not to. ``youngest`` is
    the least age it can be had against; ``review_months`` how often one against somebody under 18 is reviewed.
    """

    code: str
    label: str
    against: tuple[Against, ...] = ("person",)
    basis: str = ""
    court: bool = False
    authorised: bool = False
    lasts: bool = True
    requirements: bool = False
    limits: tuple[Limit, ...] = ()
    breach: Breach = ""
    youngest: int | None = None
    review_months: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    @property
    def statutory(self) -> bool:
        """Whether an Act provides for it."""
        return bool(self.basis)

    @property
    def rules(self) -> str:
        """What an officer should know of it before filling it in, in sentences."""
        dates = ""
        if self.valid_to is not None:
            dates = f"Until {show_day(self.valid_to)}"
        elif self.valid_from is not None:
            dates = f"Since {show_day(self.valid_from)}"
        age = f"From age {self.youngest}" if self.youngest else ""
        review = f"Under 18: reviewed every {self.review_months} months" if self.review_months else ""
        said = (dates, age, *(limit.words for limit in self.limits), review, BREACHES.get(self.breach, ""), self.note)
        return " ".join(f"{each}." for each in said if each)

    def had_on(self, day: date) -> bool:
        """Whether it could be had on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def length_problems(
        self, starts: date | None, ends: date | None, age: int | None, *, extended: bool = False
    ) -> Iterator[Problem]:
        """A warning for each limit that an order from one day to another does not keep."""
        if starts is None or ends is None:
            return
        for limit in self.limits:
            if limit.binds(age) and limit.broken(starts, ends, extended=extended):
                yield Problem("expires", f"{self.label}: {limit.words[:1].lower()}{limit.words[1:]}", "warning")


def _span(months: int | None) -> str:
    if months is None:
        return ""
    count, word = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"{count} {word}{'s' if count != 1 else ''}"


_BEFORE_2014 = ACT_2014 - timedelta(1)
_BEFORE_2015 = INJUNCTIONS_2015 - timedelta(1)
_CDA, _ASBA, _ACT = "Crime and Disorder Act 1998", "Anti-social Behaviour Act 2003", "2014 Act"
_TWO_YEARS = Limit(least=24)

TOOLS: tuple[Tool, ...] = (
    # Kept throughout
    Tool("warning-letter", "Warning letter", lasts=False),
    Tool("mediation", "Mediation", lasts=False),
    Tool("restorative-meeting", "Restorative meeting", lasts=False),
    Tool("abc", "Acceptable behaviour contract (ABC)", requirements=True, breach="none",
         limits=(Limit(most=6, usual=True),)),
    Tool("parenting-contract", "Parenting contract", requirements=True, breach="none"),
    Tool("parenting-order", "Parenting order", basis=f"{_CDA} s8", court=True, requirements=True),
    Tool("noise-abatement", "Noise abatement notice", ("person", "premises"), "Environmental Protection Act 1990 s80",
         breach="crime"),
    Tool("pnd", "Penalty notice for disorder (PND)", basis="Criminal Justice and Police Act 2001", lasts=False),
    Tool("fpn", "Fixed penalty notice (FPN)", lasts=False),
    Tool("demotion", "Demotion of a tenancy", basis="Housing Act 1996", court=True),
    Tool("possession", "Possession order", basis="Housing Acts 1985 and 1988", court=True, lasts=False),
    # The toolkit of 2012
    Tool("asbo", "ASBO on application", basis=f"{_CDA} s1", court=True, limits=(_TWO_YEARS,), breach="crime",
         youngest=10, valid_to=_BEFORE_2015),
    Tool("interim-asbo", "Interim ASBO", basis=f"{_CDA} s1D", court=True, breach="crime", youngest=10,
         valid_to=_BEFORE_2015),
    Tool("crasbo", "ASBO on conviction (CRASBO)", basis=f"{_CDA} s1C", court=True, limits=(_TWO_YEARS,),
         breach="crime", youngest=10, valid_to=_BEFORE_2014),
    Tool("iso", "Individual support order (ISO)", basis=f"{_CDA} s1AA", court=True, requirements=True,
         valid_to=_BEFORE_2015),
    Tool("asbi", "Anti-social behaviour injunction (ASBI)", basis="Housing Act 1996 s153A", court=True,
         breach="contempt", valid_to=_BEFORE_2015),
    Tool("dispersal-order", "Dispersal order", ("area",), f"{_ASBA} s30", authorised=True, breach="crime",
         limits=(Limit(most=6),), valid_to=_BEFORE_2014),
    Tool("direction-to-leave", "Direction to leave", basis="Violent Crime Reduction Act 2006 s27", authorised=True,
         breach="crime", limits=(Limit(days=2),), valid_to=_BEFORE_2014),
    Tool("litter-notice", "Litter notice", ("person", "premises"), "Environmental Protection Act 1990",
         breach="crime", valid_to=_BEFORE_2014),
    Tool("defacement-notice", "Graffiti or defacement removal notice", ("person", "premises"), f"{_ASBA} s48",
         valid_to=_BEFORE_2014),
    Tool("dppo", "Designated public place order (DPPO, alcohol)", ("area",), "Criminal Justice and Police Act 2001 s13",
         valid_to=_BEFORE_2014, note="One still in force became a public spaces protection order after 3 years"),
    Tool("gating-order", "Gating order", ("area",), "Highways Act 1980 s129A", valid_to=_BEFORE_2014),
    Tool("dog-control-order", "Dog control order", ("area",),
         "Clean Neighbourhoods and Environment Act 2005 s55", valid_to=_BEFORE_2014),
    Tool("premises-closure", "Closure order on crack house or premises", ("premises",), f"{_ASBA} Parts 1 and 1A",
         court=True, breach="crime", limits=(Limit(most=3, total=6),), valid_to=_BEFORE_2014),
    Tool("drinking-banning-order", "Drinking banning order", basis="Violent Crime Reduction Act 2006 s1", court=True,
         breach="crime", valid_to=_BEFORE_2014),
    # Since 2014
    Tool("injunction", "Civil injunction", basis=f"{_ACT} Part 1", court=True, requirements=True, breach="contempt",
         youngest=10, valid_from=INJUNCTIONS_2015, note="A power of arrest can be attached"),
    Tool("cbo", "Criminal behaviour order (CBO)", basis=f"{_ACT} Part 2", court=True, requirements=True,
         breach="crime", review_months=12, valid_from=ACT_2014,
         limits=(Limit(least=24, whom="adult"), Limit(least=12, most=36, whom="under-18"))),
    Tool("dispersal-power", "Dispersal power", ("area", "person"), f"{_ACT} s34 and s35", authorised=True,
         breach="crime", limits=(Limit(days=2),), valid_from=ACT_2014, note="An inspector authorises it"),
    Tool("cpw", "Community protection warning (CPW)", ("person", "premises"), f"{_ACT} s43", lasts=False,
         youngest=16, valid_from=ACT_2014),
    Tool("cpn", "Community protection notice (CPN)", ("person", "premises"), f"{_ACT} s43", requirements=True,
         breach="crime", youngest=16, valid_from=ACT_2014, note="A written warning comes first"),
    Tool("pspo", "Public spaces protection order (PSPO)", ("area",), f"{_ACT} s59", breach="crime",
         limits=(Limit(most=36),), valid_from=ACT_2014, note="Renewable"),
    Tool("closure-notice", "Closure notice", ("premises",), f"{_ACT} s76", authorised=True, breach="crime",
         limits=(Limit(days=2),), valid_from=ACT_2014,
         note="More than 24 hours takes a senior officer. The court hears it within 48 hours"),
    Tool("closure-order", "Closure order", ("premises",), f"{_ACT} s80", court=True, breach="crime",
         limits=(Limit(most=3, total=6),), valid_from=ACT_2014),
    Tool("absolute-possession", "Possession on the absolute ground", basis=f"{_ACT} Part 5", court=True, lasts=False,
         valid_from=ACT_2014),
    Tool("community-remedy", "Community remedy", basis=f"{_ACT} s101", lasts=False, valid_from=ACT_2014),
)  # fmt: skip

ONCE = frozenset(each.code for each in TOOLS if not each.lasts)
"""The tools that are done once and hold for no time."""
