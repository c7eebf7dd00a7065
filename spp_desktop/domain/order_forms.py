"""What is asked about an order or a tool, and about each thing that happens to it; and what is odd in the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import (
    Choice,
    Day,
    Field,
    LongText,
    MultiChoice,
    On,
    Postcode,
    Section,
    Text,
    check_answers,
    read_day,
)
from spp_desktop.domain.figures.areas import NEIGHBOURHOOD_AREAS
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.order_tools import ADULT, TOOLS, Tool
from spp_desktop.domain.orders import Against, EventKind, NewOrder, OrderView, span_of
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

ORDER_TOOLS = Vocabulary(
    "order-tools",
    "Orders and tools",
    tuple(Term(each.code, each.label, each.valid_from, each.valid_to) for each in TOOLS),
    "The toolkit of 2012 and that of the Anti-social Behaviour, Crime and Policing Act 2014, with their dates",
)

COURTS = Vocabulary(
    "order-courts",
    "Court",
    terms(
        ("magistrates", "Magistrates' court"),
        ("youth", "Youth court"),
        ("county", "County court"),
        ("crown", "Crown Court"),
        ("high", "High Court"),
    ),
)

CONDITIONS = Vocabulary(
    "order-conditions",
    "Conditions",
    terms(
        ("area", "Not to enter an area or a place"),
        ("contact", "Not to approach or contact somebody"),
        ("behaviour", "Not to cause harassment, alarm or distress"),
        ("threats", "Not to threaten or abuse"),
        ("noise", "Not to make noise"),
        ("group", "Not to be in a group"),
        ("associates", "Not to be with somebody named"),
        ("alcohol", "Not to drink or carry alcohol in public"),
        ("items", "Not to carry something named"),
        ("curfew", "To be at home between hours"),
        ("vehicle", "Not to use a vehicle in a way named"),
        ("animals", "To keep animals under control"),
        ("access", "Nobody but those named may enter the premises"),
        ("other", "Other"),
    ),
    "Local list",
)

REQUIREMENTS = Vocabulary(
    "order-requirements",
    "Positive requirements",
    terms(
        ("alcohol", "Alcohol treatment or advice"),
        ("drugs", "Drug treatment or advice"),
        ("anger", "Anger management"),
        ("mediation", "Mediation"),
        ("parenting", "Parenting programme"),
        ("education", "School, training or work"),
        ("appointments", "Keep appointments with a worker"),
        ("repair", "Put something right or clear it"),
        ("other", "Other"),
    ),
    "Local list",
)

BREACH_OUTCOMES = Vocabulary(
    "breach-outcomes",
    "What came of a breach",
    terms(
        ("no-action", "No further action"),
        ("warned", "Warned"),
        ("varied", "Order varied or extended"),
        ("fpn", "Fixed penalty notice"),
        ("charged", "Charged"),
        ("found", "Breach proved in court"),
        ("not-proved", "Breach not proved"),
        ("committed", "Committed to prison"),
    ),
    "Local list",
)

ENDINGS = Vocabulary(
    "order-endings",
    "Why an order ended early",
    terms(
        ("discharged", "Discharged by the court"),
        ("withdrawn", "Withdrawn by the agency"),
        ("quashed", "Quashed on appeal"),
        ("refused", "Refused by the court"),
        ("replaced", "Replaced by another order or tool"),
        ("completed", "Completed"),
        ("died", "The person died"),
    ),
    "Local list",
)

AREAS = Vocabulary(
    "order-areas", "Neighbourhood area", tuple(Term(each.code, each.name) for each in NEIGHBOURHOOD_AREAS.areas)
)

EVENT_LABELS: Mapping[EventKind, str] = {
    "breach": "Breach",
    "outcome": "Outcome of a breach",
    "variation": "Variation",
    "extension": "Extension",
    "review": "Review",
    "end": "Ended early",
}
"""What can happen to an order, in words."""


@dataclass(frozen=True)
class Toolkit:
    """The tools and the lists that a case type's orders are recorded by, as a store keeps them."""

    tools: Vocabulary = ORDER_TOOLS
    courts: Vocabulary = COURTS
    conditions: Vocabulary = CONDITIONS
    requirements: Vocabulary = REQUIREMENTS
    outcomes: Vocabulary = BREACH_OUTCOMES
    endings: Vocabulary = ENDINGS
    agencies: Vocabulary = AGENCIES

    @property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """Its lists."""
        return tuple(getattr(self, each.name) for each in fields(self))

    def with_lists(self, lists: Mapping[str, Vocabulary]) -> Toolkit:
        """The toolkit with its lists as a store keeps them."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(self, **{name: lists.get(each.code, each) for name, each in named.items()})

    def tool(self, code: str) -> Tool:
        """A tool, under the name and dates of the list. One that the partnership added has no rules
        of its own, and is asked everything about."""
        term = self.tools.term(code) or Term(code, code)
        anything = Tool(code, code, ("person", "premises", "area"), court=True, requirements=True)
        found = next((each for each in TOOLS if each.code == code), anything)
        return replace(found, label=term.label, valid_from=term.valid_from, valid_to=term.valid_to)

    # What is asked

    def order_form(self, tool: Tool, against: Against) -> tuple[Section, ...]:
        """What is asked about an order made by a tool against somebody or something."""
        asked = (
            Section("where", AGAINST_ASKED[against], _where(against)),
            Section("made", "How it was made", self._made(tool)),
            Section("days", "Days", _days(tool, against)),
            Section("says", "What it says", self._says(tool)),
        )
        return tuple(each for each in asked if each.fields)

    def order_fields(self, tool: Tool, against: Against) -> tuple[Field, ...]:
        """Every question of that form."""
        return tuple(each for section in self.order_form(tool, against) for each in section.fields)

    def event_form(self, kind: EventKind, tool: Tool) -> Section:
        """What is asked about something that happened to an order."""
        return Section(f"order-{kind}", EVENT_LABELS[kind], self._event_fields(kind, tool))

    def every_form(self) -> tuple[Section, ...]:
        """Every question there is, by form: for the dictionary, and to read by what was once asked of another tool."""
        everything = Tool("any", "Any", basis="An Act", court=True, authorised=True, requirements=True)
        sections = self.order_form(everything, "person")
        order = [each for section in sections for each in section.fields]
        order += [*_where("premises"), *_where("area")]
        events = (self.event_form(kind, everything) for kind in EVENT_LABELS)
        return (Section("order", "Order or tool", tuple({each.key: each for each in order}.values())), *events)

    @cached_property
    def _asked(self) -> Mapping[str, Field]:
        return {each.key: each for form in reversed(self.every_form()) for each in form.fields}

    def field(self, key: str) -> Field | None:
        """A question by its key: of the order itself, else of what can happen to one."""
        return self._asked.get(key)

    def search_words(self, answers: Answers) -> str:
        """The words of an order that it is found by."""
        found = ((self.field(key), answer) for key, answer in answers.items())
        return "\n".join(asked.show(answer) for asked, answer in found if asked is not None and asked.searchable)

    def _made(self, tool: Tool) -> tuple[Field, ...]:
        asked: tuple[Field, ...] = (
            Choice(key="issuer", label="Issued by", vocabulary=self.agencies, span=6),
            Text(key="basis", label="Legal basis", span=6),
        )
        if tool.court:
            asked += (
                Choice(key="court", label="Court", vocabulary=self.courts, span=6),
                Text(key="court_reference", label="Court reference", searchable=True, span=6),
            )
        if tool.authorised:
            asked += (Text(key="authorised_by", label="Authorised by", span=6, help="Name and rank or post"),)
        return asked

    def _says(self, tool: Tool) -> tuple[Field, ...]:
        asked: tuple[Field, ...] = (_words("words", "What it says, or what was done"),)
        if tool.lasts:
            asked = (*self._conditions(tool), _words("words", "Anything else"))
        return asked

    def _conditions(self, tool: Tool) -> tuple[Field, ...]:
        asked: tuple[Field, ...] = (
            MultiChoice(key="conditions", label="Conditions", vocabulary=self.conditions, span=12),
            _words("conditions_words", "Conditions in full"),
        )
        if tool.requirements:
            asked += (
                MultiChoice(
                    key="requirements", label="Positive requirements", vocabulary=self.requirements, span=12,
                    help="What somebody is told to do, not only not to do",
                ),
                _words("requirements_words", "Requirements in full"),
                Text(key="supervisor", label="Who supervises them", personal=True, span=6),
            )  # fmt: skip
        return asked

    def _event_fields(self, kind: EventKind, tool: Tool) -> tuple[Field, ...]:
        if kind == "breach":
            return (
                Day(key="happened", label="When it was breached", required=True, span=6),
                Day(key="reported_on", label="When it was reported", span=6),
                _words("words", "What happened"),
                _words("evidence", "Evidence"),
                MultiChoice(key="reported_to", label="Reported to", vocabulary=self.agencies, span=12),
                Choice(key="outcome", label="Outcome, if there is one", vocabulary=self.outcomes, span=12),
            )
        if kind == "outcome":
            return (
                Day(key="happened", label="When", required=True, span=6),
                Choice(key="outcome", label="Outcome", vocabulary=self.outcomes, required=True, span=6),
                _words("words", "In words"),
            )
        if kind == "variation":
            return (
                Day(key="happened", label="When it was varied", required=True, span=6),
                *self._conditions(tool),
                _words("words", "Why, and what changed"),
            )
        if kind == "extension":
            return (
                Day(key="happened", label="When it was extended", required=True, span=6),
                Day(key="expires", label="New last day", required=True, past=False, ahead=True, span=6),
                _words("words", "Why"),
            )
        if kind == "review":
            return (
                Day(key="happened", label="When it was reviewed", required=True, span=6),
                Day(key="next_review", label="Next review", past=False, ahead=True, span=6),
                _words("words", "What the review found"),
            )
        return (
            Day(key="happened", label="When it ended", required=True, past=False, span=6),
            Choice(key="how", label="How", vocabulary=self.endings, required=True, span=6),
            _words("words", "Why"),
        )

    # What is odd

    def check_order(self, tool: Tool, new: NewOrder, today: date, age: int | None = None) -> tuple[Problem, ...]:
        """Everything wrong with an order: errors and warnings.

        ``age`` is how many years old whom it is against was on its first day, None where that is not known.
        """
        answers = new.answers
        span = span_of(answers, (), lasts=tool.lasts)
        held = first_day(answers) or today
        found = list(check_answers(self.order_fields(tool, new.against), answers, On(today, held), of="an order"))
        found += _against_problems(tool, new)
        if not tool.had_on(held):
            found.append(_odd(_first_key(answers), f"{tool.label} could not be had on {show_day(held)}"))
        found += _days_in_order(answers)
        found += tool.length_problems(span.starts, span.ends, age)
        found += _age_problems(tool, answers, age)
        return tuple(found)

    def check_event(
        self, tool: Tool, order: OrderView, kind: EventKind, answers: Answers, today: date, age: int | None = None
    ) -> tuple[Problem, ...]:
        """Everything wrong with something that happened to an order: errors and warnings."""
        asked = self.event_form(kind, tool).fields
        happened = read_day(answers.get("happened"))
        found = list(check_answers(asked, answers, On(today, happened or today), of="this"))
        if "happened" in answers and happened is None:
            found.append(Problem("happened", "Enter a real date, such as 5 Mar 2012"))
        if kind == "extension" and "expires" in answers:
            ends = read_day(answers.get("expires"))
            if ends is None:
                found.append(Problem("expires", "Enter a real date, such as 5 Mar 2012"))
            found += tool.length_problems(order.starts, ends, age, extended=True)
        if kind == "breach" and happened and not _held_on(order, happened):
            found.append(_odd("happened", "The order was not in force on this day"))
        return tuple(found)


AGAINST_ASKED: Mapping[Against, str] = {"person": "", "premises": "Which premises", "area": "Which area"}


def first_day(answers: Answers) -> date | None:
    """The day an order's tool, and the age of whom it is against, are judged by: its first, else when it was made."""
    return read_day(answers.get("starts")) or read_day(answers.get("issued"))


def _where(against: Against) -> tuple[Field, ...]:
    if against == "person":
        return ()
    label = "Address of the premises" if against == "premises" else "Where it holds"
    return (
        Text(key="place", label=label, required=True, personal=True, searchable=True, span=6),
        Postcode(key="postcode", label="Postcode", personal=True, searchable=True, span=3),
        Choice(key="area", label="Area", vocabulary=AREAS, span=3),
    )


def _days(tool: Tool, against: Against) -> tuple[Field, ...]:
    applied = (Day(key="applied", label="Applied for"),) if tool.court else ()
    issued = Day(key="issued", label="Made or issued" if tool.statutory else "Given or agreed")
    served = (Day(key="served", label="Served"),) if tool.statutory else ()
    if not tool.lasts:
        return (*applied, issued, *served)
    review = (Day(key="review_due", label="Next review", past=False, ahead=True),) if against == "person" else ()
    return (
        *applied,
        issued,
        *served,
        Day(key="starts", label="Starts", past=False, help="The day it was made, unless you say another"),
        Day(key="expires", label="Last day", past=False, ahead=True),
        *review,
    )


def _words(key: str, label: str) -> Field:
    return LongText(key=key, label=label, personal=True, searchable=True)


def _against_problems(tool: Tool, new: NewOrder) -> Iterator[Problem]:
    if new.against == "person" and new.person_id is None:
        yield Problem("against", "Say whom it is against")
    if new.against not in tool.against:
        yield _odd("against", f"{tool.label} is not usually against {_AGAINST_WORDS[new.against]}")


_AGAINST_WORDS: Mapping[Against, str] = {"person": "a person", "premises": "premises", "area": "an area"}


def _days_in_order(answers: Answers) -> Iterator[Problem]:
    """Applied for, made, served; and it ends after it starts."""
    for first, then in (*pairwise(("applied", "issued", "served")), ("applied", "served"), ("starts", "expires")):
        before, after = read_day(answers.get(first)), read_day(answers.get(then))
        if before and after and after < before:
            yield _odd(then, f"This is before {show_day(before)}")
            return


def _age_problems(tool: Tool, answers: Answers, age: int | None) -> Iterator[Problem]:
    if age is None:
        return
    if tool.youngest is not None and age < tool.youngest:
        yield _odd(_first_key(answers), f"{tool.label} can be had from age {tool.youngest}; they were {age}")
    if tool.review_months and age < ADULT and "review_due" not in answers:
        yield _odd("review_due", f"Under 18 it is reviewed every {tool.review_months} months: say when next")


def _first_key(answers: Answers) -> str:
    """The question whose day an order is judged by."""
    return "starts" if read_day(answers.get("starts")) else "issued"


def _held_on(order: OrderView, day: date) -> bool:
    started = order.starts is not None and order.starts <= day
    return started and (order.ends is None or day <= order.ends) and (order.ended is None or day <= order.ended)


def _odd(key: str, message: str) -> Problem:
    return Problem(key, message, "warning")
