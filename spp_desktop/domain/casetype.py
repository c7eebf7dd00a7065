"""A case type: one declaration from which form, validation, list, filters, search, sheet and dictionary follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from spp_desktop.domain.cases import Answer, Answers, IncidentView
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.closing import ClosingRule
from spp_desktop.domain.columns import FIXED_COLUMNS, Column
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.fields import Choice, Field, On, Section, check_answers, clean_answers, read_day
from spp_desktop.domain.instruments import Instrument
from spp_desktop.domain.kinds.case_review import MOST_NEEDED, Threshold
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.records import RecordKind
from spp_desktop.domain.settings import Setting, Value, declared
from spp_desktop.domain.vocabulary import Vocabulary
from spp_desktop.domain.workflow import Workflow

Check = Callable[[Answers, date], Iterable[Problem]]
"""A rule across several answers: the answers and today, to problems."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One of several grounds of a flag: it is there when a case shows any of the circumstances in ``when``."""

    label: str
    when: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlagKind:
    """A kind of flag. ``family`` is its colour family; ``expires`` asks for a last day when it is raised.

    ``when`` are circumstances any of which raises it without asking: ``answer:children_in_home=yes``, or
    ``answer:hate_strands`` for any answer at all. ``least`` of its ``grounds`` together raise it too, none if 0;
    ``source`` says whose rule that is.
    """

    code: str
    label: str
    family: str = "grey"
    expires: bool = False
    when: frozenset[str] = frozenset()
    grounds: tuple[Ground, ...] = ()
    least: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """So many incidents within so many calendar days make a repeat victim; a rule of no incidents is not used."""

    code: str
    count: int
    days: int
    source: str


@dataclass(frozen=True)
class CaseType:
    """Everything the program knows of a kind of case.

    ``prefix`` begins its references. ``who`` asks about the main party, whose role is ``main_role``; its answers
    become facts of that person. ``incident``, ``contact`` and ``action`` are the forms of what is added to a case;
    ``records`` are the kinds of record it may hold beside them, ``orders`` the orders and tools, where it has any.
    ``reported`` and ``first_seen`` name the fields of the days the clocks start from. ``version`` rises with any
    change of meaning, and ``upgrades`` holds for each older version the function to the next.
    """

    code: str
    label: str
    plural: str
    prefix: str
    version: int
    roles: Vocabulary
    main_role: str
    who: Section
    sections: tuple[Section, ...]
    incident: Section
    contact: Section
    action: Section
    instrument: Instrument
    workflow: Workflow
    closing: ClosingRule
    first_contact: Clock
    flags: tuple[FlagKind, ...]
    records: tuple[RecordKind, ...] = ()
    orders: Toolkit | None = None
    repeat: tuple[RepeatRule, ...] = ()
    case_review: Threshold | None = None
    updates: Clock | None = None
    """How often somebody is told how their case goes where nothing else was agreed; None where nobody promised."""
    retention: str = "asb"
    reported: str = "reported"
    place: str = "incident_place"
    postcode: str = "incident_postcode"
    checks: tuple[Check, ...] = ()
    upgrades: Mapping[int, Callable[[Answers], Answers]] = field(default_factory=dict)
    former: tuple[Instrument, ...] = ()
    """Versions of the instrument before the one in force, for what was scored with them to be read by."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Whose word a setting is that a store altered, by its key."""

    def __post_init__(self) -> None:
        keys = [each.key for each in self.fields]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{self.code} asks {', '.join(twice)} twice")
        for key in (self.reported, self.place, self.postcode):
            if key not in keys:
                raise ValueError(f"{self.code} has no field {key}")
        if self.roles.term(self.main_role) is None:
            raise ValueError(f"{self.code} has no role {self.main_role}")
        codes = [each.code for each in self.records]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{self.code} declares the record {', '.join(twice)} twice")

    def __hash__(self) -> int:
        return hash(self.code)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every question of the case itself, in the order of the form."""
        return tuple(each for section in self.sections for each in section.fields)

    def field(self, key: str) -> Field | None:
        """The question with this key."""
        return next((each for each in self.fields if each.key == key), None)

    def flag(self, code: str) -> FlagKind | None:
        """The kind of flag with this code."""
        return next((each for each in self.flags if each.code == code), None)

    def record(self, code: str) -> RecordKind | None:
        """The kind of record with this code."""
        return next((each for each in self.records if each.code == code), None)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """A setting for each of its rules and the length of each clock of its records. A clock of no length counts to a
        day somebody named, and has none."""
        clocks = [owed.clock for each in self.records for owed in each.clocks if owed.clock.length]
        clocks += [self.updates] if self.updates else []
        by_code = {each.code: each for each in clocks}
        lengths = (
            self._setting(f"clock.{code}", each.label, each.length, f"{each.unit} days", each.source)
            for code, each in by_code.items()
        )
        return (*lengths, *self._rules())

    def _rules(self) -> Iterator[Setting]:
        for each in self.repeat:
            of = f"repeat.{each.code}"
            yield self._setting(f"{of}.count", "a repeat victim (0: not used)", each.count, "incidents", each.source, 0)
            yield self._setting(f"{of}.days", "a repeat victim, within", each.days, "calendar days", each.source)
        for flag in self.flags:
            if flag.grounds:
                most = len(flag.grounds)
                label = f"grounds that raise the flag {flag.label} (0: none do)"
                yield self._setting(f"flag.{flag.code}", label, flag.least, "grounds", flag.source, 0, most)
        if self.case_review:
            asked, source = self.case_review, self.case_review.source
            for key, label, value in (
                ("complaints", "a case review may be asked for after", asked.complaints),
                ("hate", "a case review of hate may be asked for after", asked.hate),
            ):
                yield self._setting(f"case-review.{key}", label, value, "complaints", source, 1, MOST_NEEDED)

    def _setting(
        self, key: str, label: str, value: int, unit: str, source: str, least: int = 1, most: int = 999
    ) -> Setting:
        label = f"{self.prefix.upper()}: {label}"
        return Setting(f"{self.code}.{key}", label, value, unit, source, self.plural, least, most)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column a list of these cases can show."""
        return FIXED_COLUMNS + tuple(each.column() for each in self.fields if each.in_list)

    def column(self, key: str) -> Column | None:
        """The column with this key."""
        return next((each for each in self.columns if each.key == key), None)

    @property
    def filters(self) -> tuple[Column, ...]:
        """The columns a list can be narrowed by: states, bands, people, areas, days and answers from lists."""
        return tuple(each for each in self.columns if each.kind in FILTERED_KINDS)

    @property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """Every list the type uses, each once."""
        forms = (each.form for each in self.records)
        asked = (*self.sections, self.who, self.incident, self.contact, self.action, *forms)
        used = [each.terms for section in asked for each in section.fields if each.terms is not None]
        tools = self.orders.vocabularies if self.orders else ()
        return tuple({each.code: each for each in (*used, self.roles, self.closing.reasons, *tools)}.values())

    def with_lists(self, lists: Mapping[str, Vocabulary]) -> CaseType:
        """The type with its lists as a store keeps them."""
        return replace(
            self,
            roles=lists.get(self.roles.code, self.roles),
            closing=replace(self.closing, reasons=lists.get(self.closing.reasons.code, self.closing.reasons)),
            sections=tuple(_relisted(section, lists) for section in self.sections),
            who=_relisted(self.who, lists),
            incident=_relisted(self.incident, lists),
            contact=_relisted(self.contact, lists),
            action=_relisted(self.action, lists),
            records=tuple(replace(each, form=_relisted(each.form, lists)) for each in self.records),
            orders=self.orders.with_lists(lists) if self.orders else None,
        )

    def with_settings(self, altered: Mapping[str, Value], sources: Mapping[str, str] | None = None) -> CaseType:
        """The type with its clocks and rules as a store's settings have them. Settings are named
        ``CODE.first-contact-hours``, ``CODE.review-days.BAND``, ``CODE.closing-tries``, ``CODE.reopen-months``; for
        what the type declares itself ``CODE.clock.CLOCK``, ``CODE.repeat.RULE.count`` and ``.days``,
        ``CODE.flag.FLAG``, ``CODE.case-review.complaints`` and ``.hate``. ``sources`` say whose word those altered
        are."""

        def of(name: str, default: int) -> int:
            return int(altered.get(f"{self.code}.{name}", default))

        bands = (replace(b, review_days=of(f"review-days.{b.code}", b.review_days)) for b in self.instrument.bands)
        months = of("reopen-months", self.workflow.reopen_months)
        said = dict(sources or {})

        def sized(clock: Clock, name: str = "") -> Clock:
            name = name or f"clock.{clock.code}"
            return replace(clock, length=of(name, clock.length), source=said.get(f"{self.code}.{name}") or clock.source)

        return replace(
            self,
            instrument=replace(self.instrument, bands=tuple(bands)),
            first_contact=sized(self.first_contact, "first-contact-hours"),
            closing=replace(self.closing, tries=of("closing-tries", self.closing.tries)),
            workflow=replace(self.workflow, reopen_months=months),
            records=tuple(each.with_clocks(sized) for each in self.records),
            updates=self.updates and sized(self.updates),
            sources=said,
            flags=tuple(replace(each, least=of(f"flag.{each.code}", each.least)) for each in self.flags),
            repeat=tuple(
                replace(
                    each,
                    count=of(f"repeat.{each.code}.count", each.count),
                    days=of(f"repeat.{each.code}.days", each.days),
                )
                for each in self.repeat
            ),
            case_review=self.case_review
            and replace(
                self.case_review,
                complaints=of("case-review.complaints", self.case_review.complaints),
                hate=of("case-review.hate", self.case_review.hate),
            ),
        )

    def review_clock(self, band: str | None) -> Clock:
        """How long until the risk is reviewed, in a band; until somebody has assessed it, as for the highest."""
        bands = self.instrument.bands
        found = next((each for each in bands if each.code == band), bands[-1])
        label = f"Risk review, {found.label.lower()} risk" if found.code == band else "Assess the risk"
        key = f"{self.code}.review-days.{found.code}"
        shipped = declared(key)
        scale = f"{self.instrument.label}, version {self.instrument.version}"
        said = shipped.source if shipped is not None and shipped.default == found.review_days else scale
        source = self.sources.get(key) or said
        return Clock(f"review-{found.code}", label, found.review_days, "calendar", source=source)

    def with_scales(self, adopted: Iterable[Instrument]) -> CaseType:
        """The type with its instrument in the newest version adopted, the others kept to read old scores by."""
        mine = [self.instrument, *(each for each in adopted if each.code == self.instrument.code)]
        *former, newest = sorted(mine, key=lambda each: each.version)
        return replace(self, instrument=newest, former=tuple(former))

    def scale(self, version: int) -> Instrument:
        """The instrument in one version; the one in force for a version nobody here knows."""
        return next((each for each in self.former if each.version == version), self.instrument)

    def clean(self, answers: Mapping[str, Answer | None]) -> dict[str, Answer]:
        """The answers in their one spelling, unanswered ones left out. Unknown keys stay, for ``check`` to name."""
        return clean_answers(self.fields, answers)

    def check(self, answers: Answers, today: date) -> tuple[Problem, ...]:
        """Everything wrong with a case's answers, errors and warnings."""
        held = read_day(answers.get(self.reported)) or today
        found = list(check_answers(self.fields, answers, On(today, held)))
        for rule in self.checks:
            found.extend(rule(answers, today))
        return tuple(found)

    def search_words(self, answers: Answers) -> str:
        """The words of a case's answers that it is found by."""
        found = ((each, answers.get(each.key)) for each in self.fields if each.searchable)
        return "\n".join(each.show(answer) for each, answer in found if answer is not None)

    def listed(self, answers: Answers) -> dict[str, Answer]:
        """The answers a list row carries."""
        return {key: answers[key] for key in self._listed if key in answers}

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.fields if each.in_list)

    def upgrade(self, answers: Answers, version: int) -> Answers:
        """Answers written under an older version, as this one has them."""
        for older in range(version, self.version):
            answers = self.upgrades[older](answers)
        return answers


FILTERED_KINDS = frozenset(("band", "flags", "area", "owner", "day", "state", "choice", "choices"))


def refuse_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The warnings among problems. Raises Invalid when there are errors."""
    found = tuple(problems)
    if errors := tuple(each for each in found if each.severity == "error"):
        raise Invalid(errors)
    return found


def circumstances(answers: Answers, flags: Iterable[str], incidents: Iterable[IncidentView]) -> frozenset[str]:
    """What a case shows, as rules name it: ``answer:KEY``, ``answer:KEY=CODE``, ``flag:CODE``, ``qualifier:CODE``."""
    shown = {f"flag:{code}" for code in flags}
    for key, answer in answers.items():
        codes = answer if isinstance(answer, tuple) else (answer,)
        shown.add(f"answer:{key}")
        shown.update(f"answer:{key}={code}" for code in codes)
    for each in incidents:
        if not each.withdrawn:
            shown.update(f"qualifier:{code}" for code in each.qualifiers)
            shown.update(["incident:hate"] if set(each.hate_strands) - {"none"} else [])
    return frozenset(shown)


def flags_called_for(kind: CaseType, answers: Answers, incidents: Iterable[IncidentView]) -> dict[str, str]:
    """The flags that answers and incidents call for without anybody raising them: code to label.

    A flag with grounds says those the case shows.
    """
    happened = tuple(each for each in incidents if not each.withdrawn)
    count = repeats(kind.repeat, [each.happened.day for each in happened])
    shown = circumstances(answers, ["repeat"] if count else [], happened)
    called = {"repeat": f"Repeat {count}"} if count else {}
    for each in kind.flags:
        grounds = [ground.label for ground in each.grounds if ground.when & shown]
        if each.when & shown or 0 < each.least <= len(grounds):
            called[each.code] = f"{each.label}: {', '.join(grounds)}" if grounds else each.label
    return called


def repeats(rules: Iterable[RepeatRule], days: Iterable[date]) -> int:
    """The most incidents that fall within one of the rules' windows ending at the latest; 0 when no rule is met."""
    happened = sorted(days)
    met = [0]
    for rule in rules:
        within = [day for day in happened if (happened[-1] - day).days < rule.days]
        if 0 < rule.count <= len(within):
            met.append(len(within))
    return max(met)


def _relisted(section: Section, lists: Mapping[str, Vocabulary]) -> Section:
    def renewed(each: Field) -> Field:
        if isinstance(each, Choice) and each.vocabulary.code in lists:
            changed: dict[str, Any] = {"vocabulary": lists[each.vocabulary.code]}
            return replace(each, **changed)
        return each

    return replace(section, fields=tuple(renewed(each) for each in section.fields))
