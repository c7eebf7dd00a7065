"""What is counted: crime types with the dates they were published between, and named, versioned lists of them.

A measure's definition is data with a version and dates. Changing what counts is a new version; a figure names
the version it used. Anti-social behaviour is never part of a list of crimes that carries a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from spp_desktop.domain.errors import Invalid, Problem, WrongUse
from spp_desktop.domain.figures.months import Month, Months

ASB = "anti-social-behaviour"


class Series(StrEnum):
    """Where counts come from. Two series are never added or compared."""

    POLICE = "police-street"
    ILLUSTRATIVE = "illustrative"


SERIES_CAVEATS: Mapping[Series, str] = {
    Series.POLICE: "Police.uk: approximate locations; not the series the target is measured on",
    Series.ILLUSTRATIVE: "Illustrative: made up to agree with the figures the 2012 plan prints; no area series for "
    "these years is public",
}


@dataclass(frozen=True, slots=True)
class CrimeType:
    """One published kind of crime or incident; ``valid_to`` None while it is still published."""

    code: str
    label: str
    series: Series
    valid_from: Month
    valid_to: Month | None = None
    note: str = ""

    def published_in(self, months: Months) -> bool:
        """Whether the type was published in any of these months."""
        return self.valid_from <= months.last and (self.valid_to is None or self.valid_to >= months.first)


def type_code(name: str) -> str:
    """The code of a published name: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z]+", "-", name.strip().lower()).strip("-")


def _police(label: str, first: str = "2010-12", last: str | None = None, note: str = "") -> CrimeType:
    return CrimeType(
        type_code(label), label, Series.POLICE, Month.parse(first), Month.parse(last) if last else None, note
    )


POLICE_TYPES: tuple[CrimeType, ...] = (
    _police("Violence and sexual offences", "2013-05"),
    _police("Robbery"),
    _police("Burglary"),
    _police("Vehicle crime"),
    _police("Bicycle theft", "2013-05"),
    _police("Theft from the person", "2013-05"),
    _police("Shoplifting", "2011-09"),
    _police("Other theft", "2011-09"),
    _police("Criminal damage and arson", "2011-09"),
    _police("Drugs", "2011-09"),
    _police("Possession of weapons", "2013-05"),
    _police("Public order", "2013-05"),
    _police("Other crime"),
    _police("Violent crime", "2010-12", "2013-04", "became violence and sexual offences in May 2013"),
    _police("Public disorder and weapons", "2011-09", "2013-04", "split into public order and possession of weapons"),
    _police("Anti-social behaviour"),
)
"""The crime types data.police.uk has published, in the order they are shown (source: data.police.uk/about)."""


def _plan(code: str, label: str) -> CrimeType:
    return CrimeType(code, label, Series.ILLUSTRATIVE, Month(2009, 4), Month(2012, 2))


PLAN_TYPES: tuple[CrimeType, ...] = (
    _plan("damage", "Criminal damage"),
    _plan("personal-theft", "Personal theft, other"),
    _plan("violence-with-injury", "Violence with injury"),
    _plan("vehicle-theft", "Theft of and from vehicles"),
    _plan("attempted-vehicle-theft", "Attempted vehicle theft"),
    _plan("dwelling-burglary", "Burglary, dwelling"),
    _plan("personal-robbery", "Robbery"),
    _plan("serious-sexual", "Most serious sexual offences"),
    _plan("violence-without-injury", "Violence without injury"),
    _plan("commercial-burglary", "Commercial burglary"),
    _plan("shop-and-handling", "Shop theft and handling"),
)
"""The crime groups of the illustrative 2009–12 series: those the target counts, then those only the plan's cost
table counts."""

CRIME_TYPES: Mapping[str, CrimeType] = {kind.code: kind for kind in (*POLICE_TYPES, *PLAN_TYPES)}
POLICE_CODES: Mapping[str, str] = {kind.label: kind.code for kind in POLICE_TYPES}
"""Published name to code, as an importer meets them."""


@dataclass(frozen=True, slots=True)
class Target:
    """A fall of ``reduction`` (a share: 0.10 is ten per cent) below the baseline, to be reached by ``by``."""

    reduction: float
    by: Month


@dataclass(frozen=True, slots=True)
class Measure:
    """A named, versioned list of crime types; the baseline and target are those a partnership set, if it did.

    ``noun`` completes a sentence (“1,302 fewer …”). ``source`` says who defined the list and where.
    """

    code: str
    version: int
    label: str
    types: tuple[str, ...]
    valid_from: Month
    source: str
    valid_to: Month | None = None
    noun: str = "crimes"
    series: Series = Series.POLICE
    baseline: Months | None = None
    target: Target | None = None
    local: bool = False

    @property
    def name(self) -> str:
        """Label, version and the word *illustrative* where it is owed: what a chart or sheet prints."""
        version = f"{self.label} (definition {self.version})"
        return f"{version}, illustrative" if self.illustrative else version

    @property
    def illustrative(self) -> bool:
        """Whether figures of this measure must say that they are illustrative."""
        return self.series is Series.ILLUSTRATIVE

    @property
    def caveat(self) -> str:
        """What stands under every figure of this measure."""
        return SERIES_CAVEATS[self.series]


_VICTIM_BASED = (
    "violence-and-sexual-offences",
    "robbery",
    "burglary",
    "vehicle-crime",
    "bicycle-theft",
    "theft-from-the-person",
    "shoplifting",
    "other-theft",
    "criminal-damage-and-arson",
)
_VICTIM_BASED_2011 = (
    "violent-crime",
    "robbery",
    "burglary",
    "vehicle-crime",
    "shoplifting",
    "other-theft",
    "criminal-damage-and-arson",
)
PLAN_TARGET_TYPES = tuple(kind.code for kind in PLAN_TYPES[:8])
PLAN_YEARS = Months(Month(2010, 4), Month(2011, 3))
PLAN_TARGET = Target(0.10, Month(2014, 3))

MEASURES: tuple[Measure, ...] = (
    Measure(
        "victim-based",
        2,
        "Victim-based crime",
        _VICTIM_BASED,
        Month(2013, 5),
        "The victim-based branch of the national crime tree (ONS, July 2013) in data.police.uk's crime types",
        noun="victim-based crimes",
    ),
    Measure(
        "victim-based",
        1,
        "Victim-based crime",
        _VICTIM_BASED_2011,
        Month(2011, 9),
        "The same branch in the crime types data.police.uk published to April 2013; violent crime then held some "
        "public order, so it does not join to later months",
        valid_to=Month(2013, 4),
        noun="victim-based crimes",
    ),
    Measure(
        "all",
        1,
        "All crime",
        tuple(kind.code for kind in POLICE_TYPES if kind.code != ASB),
        Month(2010, 12),
        "Every crime type data.police.uk publishes; anti-social behaviour is not a crime type",
    ),
    Measure(
        "asb",
        1,
        "Anti-social behaviour",
        (ASB,),
        Month(2010, 12),
        "Anti-social behaviour incidents as data.police.uk publishes them",
        noun="incidents",
    ),
    Measure(
        "plan-victim-based",
        1,
        "Victim-based crime, plan's target",
        PLAN_TARGET_TYPES,
        Month(2009, 4),
        "Safer Peterborough Partnership Plan 2011–14: one target, 10 % fewer over three years. The plan does not "
        "print its list of offences; this one is narrower than the plan's cost table, as its figures require",
        noun="victim-based crimes",
        series=Series.ILLUSTRATIVE,
        baseline=PLAN_YEARS,
        target=PLAN_TARGET,
    ),
    Measure(
        "plan-costed",
        1,
        "Crime the plan costs",
        tuple(kind.code for kind in PLAN_TYPES),
        Month(2009, 4),
        "The seven groups of the cost table in Safer Peterborough Partnership Priorities 2012",
        series=Series.ILLUSTRATIVE,
    ),
)
"""The measures every store has. A store adds local ones; it never alters these."""


def measure_at(code: str, month: Month, local: Iterable[Measure] = ()) -> Measure:
    """The version of a measure in force in a month: the highest whose dates hold it, else the highest there is.

    Raises WrongUse for a code nobody declared, listing those there are.
    """
    known = (*MEASURES, *local)
    versions = [measure for measure in known if measure.code == code]
    if not versions:
        codes = ", ".join(dict.fromkeys(measure.code for measure in known))
        raise WrongUse(f"There is no measure “{code}”. Measures: {codes}")
    holding = [m for m in versions if m.valid_from <= month and (m.valid_to is None or m.valid_to >= month)]
    return max(holding or versions, key=lambda measure: measure.version)


def listed_types(codes: Sequence[str]) -> Measure:
    """The measure made on the spot from a list of crime types.

    A code given twice counts once. Raises WrongUse for an unknown code, an empty list, or types of two series
    together. A list may hold anti-social behaviour beside crimes, and its label then says that it is no crime total.
    """
    unknown = [code for code in codes if code not in CRIME_TYPES]
    if unknown or not codes:
        known = ", ".join(CRIME_TYPES)
        raise WrongUse(f"Not a crime type: {', '.join(unknown) or '(none given)'}. Crime types: {known}")
    types = tuple(dict.fromkeys(codes))
    series = {CRIME_TYPES[code].series for code in types}
    if len(series) > 1:
        raise WrongUse("Crime types of the police files and of the illustrative series cannot be added")
    mixed = ASB in types and len(types) > 1
    label = CRIME_TYPES[types[0]].label if len(types) == 1 else f"{len(types)} listed types"
    return Measure(
        "listed",
        1,
        f"{label} (crimes and incidents together: not a crime total)" if mixed else label,
        types,
        min(CRIME_TYPES[code].valid_from for code in types),
        "Listed for this question: " + ", ".join(types),
        noun="crimes and incidents" if mixed else "incidents" if types == (ASB,) else "crimes",
        series=series.pop(),
    )


def check_local(measure: Measure, existing: Iterable[Measure]) -> None:
    """Raise Invalid unless this may be kept as a local measure: a new code or the next version of a local one.

    A local list holds known police types, and either crimes or anti-social behaviour, never both.
    """
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", measure.code) or measure.code in {m.code for m in MEASURES}:
        problems.append(Problem("code", "Use small letters, figures and hyphens, and a code no other measure has"))
    last = max((m.version for m in existing if m.code == measure.code), default=0)
    if measure.version != last + 1:
        problems.append(Problem("version", f"The next version of this measure is {last + 1}"))
    if not measure.label:
        problems.append(Problem("label", "A measure has a name"))
    if not measure.source:
        problems.append(Problem("source", "Say who defined the list, and where"))
    known = {kind.code for kind in POLICE_TYPES}
    if not measure.types or not known.issuperset(measure.types):
        problems.append(Problem("types", "Choose at least one crime type of the police files"))
    if ASB in measure.types and len(measure.types) > 1:
        problems.append(Problem("types", "Anti-social behaviour is never counted together with crimes"))
    if measure.target is not None and not 0 < measure.target.reduction < 1:
        problems.append(Problem("target", "A target is a fall of more than 0 and less than 100 per cent"))
    if (measure.target is None) != (measure.baseline is None):
        problems.append(Problem("baseline", "A target needs a baseline, and a baseline a target"))
    if problems:
        raise Invalid(tuple(problems))
