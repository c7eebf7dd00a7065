"""What happens on the cases of the large store, and when: told by the store's own functions, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import NewAction, NewAssessment, NewContact, NewFlag, NewIncident, NewParty
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.dates import When
from spp_desktop.domain.files import NewFile
from spp_desktop.domain.instruments import score
from spp_desktop.domain.journal import case_stream
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.orders import NewOrder, span_of
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.records import NewRecord
from spp_desktop.services.demo_paper import page
from spp_desktop.services.demo_stories import AREAS, cast, stories
from spp_desktop.store import case_records, files
from spp_desktop.store import cases as kept
from spp_desktop.store import orders as kept_orders
from spp_desktop.store.cases import OnCase, Opening
from spp_desktop.store.unit import UnitOfWork
from tests.benchmarks.paper import Paper

AS_AT = datetime(2025, 10, 13, 8, 14, tzinfo=UTC)
"""The moment the store is measured at: its latest operation lies just before."""
YEARS = 8
HEAVY = 500
"""One case in so many has :data:`MANY` contacts."""
MANY = 200
SEED = 2012

_SYLLABLES = tuple(opening + vowel for opening in "bdfghklmnprstvw" for vowel in ("a", "e", "el", "o", "or"))
_WORDS = 4_000
_BORN = ((1930, 2005), (1, 12), (1, 28))
"""Between which years, months and days people were born."""
_OUTCOMES = (
    ("mobile", "spoke"),
    ("mobile", "no-answer"),
    ("text", "reply"),
    ("voicemail", "message"),
    ("visit", "visited"),
    ("letter", "letter-sent"),
)
_ORDERS = (("injunction", 365), ("cbo", 730), ("abc", 182), ("injunction", 730))
"""Tools against a person, and how many days each is made for."""
_FLAGS = ("vulnerable", "repeat", "staff-safety", "adult-at-risk")
_SAID_OF_IT = ("very", "fairly", "neither", "fairly-not", "very-not")


def lexicon() -> tuple[str, ...]:
    """The words that everybody in the store says."""
    chance = Random(SEED)
    said = {word for story in stories() for word in f"{story.what} {story.wishes}".split()}
    while len(said) < _WORDS:
        said.add("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))))
    return tuple(sorted(said))


@dataclass(slots=True)
class Being:
    """A case that has been logged: its stream, whom it is about, whom it is against and by which order."""

    number: int
    on: OnCase
    stream: str
    victim: UUID
    person: UUID | None = None
    order: UUID | None = None


@dataclass(slots=True)
class Happening:
    """The whole partnership as it is being written."""

    paper: Paper
    device: UUID
    code: str
    officers: tuple[UUID, ...]
    kind: CaseType
    words: tuple[str, ...]
    postcodes: Mapping[str, Sequence[str]]
    beings: dict[int, Being] = field(default_factory=dict)

    def go(self, place: int, number: int, at: datetime, what: str) -> None:
        """Let one thing happen on one case. Its place in the diary decides how it goes."""
        if what == "logged":
            self.beings[number] = self.log(number, at)
            return
        chance, being = Random(SEED * 1_000_003 + place), self.beings[number]
        by = self.paper.in_hand[being.on.id]["owner_id"]
        with self.paper.operation(
            OPERATIONS[what], by=by, at=at, device=self.device, stream=being.stream, about=being.on.id
        ) as unit:
            getattr(self, what)(unit, being, chance)

    def log(self, number: int, at: datetime) -> Being:
        """Log a case with a victim of its own."""
        chance = Random(SEED * 1_000_003 + number)
        story = stories()[number % len(stories())]
        area = chance.choice(AREAS)
        street = chance.choice(cast().streets)
        answers: dict[str, Any] = {
            **{key: tuple(value) if isinstance(value, list) else value for key, value in story.answers.items()},
            "reported": at.date().isoformat(),
            "what_happened": story.what,
            "incident_postcode": chance.choice(self.postcodes[area]),
            "incident_place": street,
        }
        name = self._name(chance)
        facts = (
            FactInput(FactKind.NAME, name),
            FactInput(FactKind.BIRTH, date(*(chance.randint(*span) for span in _BORN)).isoformat()),
            FactInput(FactKind.PHONE, f"07700 9{chance.randint(0, 99_999):05}"),
            FactInput(FactKind.ADDRESS, f"{chance.randint(1, 240)} {street}", postcode=answers["incident_postcode"]),
        )
        owner = self.officers[number % len(self.officers)]
        opening = Opening(
            answers=answers,
            agency=str(answers.get("source_agency", "")),
            reported=at.date(),
            reported_at=at,
            owner_id=owner,
            area=area,
            area_source="incident postcode",
            next_review=at.date() + timedelta(days=7),
            store_code=self.code,
            year=at.year,
        )
        stream = case_stream(self.kind.code, area)
        with self.paper.operation("case.logged", by=owner, at=at, device=self.device, stream=stream) as unit:
            on, _ = kept.add_case(unit, self.kind, name, opening)
            victim = kept.add_party(unit, on, NewParty("victim", facts=PersonFacts(facts)), main=True)
        return Being(number, on, stream, victim)

    def _name(self, chance: Random) -> str:
        family = cast().family if chance.random() < 0.3 else ("".join(chance.choices(_SYLLABLES, k=3)).capitalize(),)
        return f"{chance.choice(cast().given)} {chance.choice(family)}"

    def _said(self, chance: Random, length: int) -> str:
        # Cubed, so that a few words are said as often as in speech.
        return " ".join(self.words[int(_WORDS * chance.random() ** 3)] for _ in range(length))

    # --- what is asked and done ------------------------------------------------------------------------------------

    def incident(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """What was reported, as an incident."""
        case = self.paper.in_hand[being.on.id]
        new = NewIncident(
            When(unit.at.date()),
            category=case["answers"]["category"],
            subtype=case["answers"]["subtype"],
            place=case["answers"]["incident_place"],
            postcode=case["answers"]["incident_postcode"],
            words=self._said(chance, 14),
        )
        kept.add_incident(unit, being.on, new, case["area"])

    def assessed(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """The first assessment of risk."""
        scale = self.kind.instrument
        answers = chance.choice(stories()).risk
        result = score(scale, answers, ())
        band = result.band or scale.bands[-1].code
        kept.add_assessment(unit, being.on, scale, NewAssessment(answers, occasion="opening"), result, band)
        review = unit.at.date() + timedelta(days=scale.band(band).review_days)
        # Reviews of work that goes on lie around the day the store is measured.
        while review < AS_AT.date() - timedelta(days=2):
            review += timedelta(days=scale.band(band).review_days)
        values = {"band": band, "score": result.score, "next_review": review}
        kept.set_case(unit, self.kind, being.on.id, values)

    def contact(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A contact; the first that reaches the victim stops the clock."""
        channel, outcome = chance.choice(_OUTCOMES)
        kept.add_contact(unit, being.on, NewContact(channel, outcome, self._said(chance, chance.randint(8, 26))))
        reached = outcome in ("spoke", "reply", "visited")
        if reached and self.paper.in_hand[being.on.id]["first_contact_at"] is None:
            kept.set_case(unit, self.kind, being.on.id, {"first_contact_at": unit.at})

    def action(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """Something to do, in the days around the one the store is measured at when it is late in its time."""
        due = unit.at.date() + timedelta(days=chance.randint(2, 30))
        owner = self.paper.in_hand[being.on.id]["owner_id"]
        kept.add_action(unit, being.on, NewAction("Target hardening visit", due, owner, kind="target-hardening"))

    def flag(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A flag for three months."""
        today = unit.at.date()
        new = NewFlag(chance.choice(_FLAGS), self._said(chance, 6), expires=today + timedelta(days=90))
        kept.add_flag(unit, being.on, new, today)

    def file(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A letter of one page."""
        title = f"Letter {self._said(chance, 2)}"
        content = page((title, *(self._said(chance, 12) for _ in range(12))))
        files.add_file(unit, being.on, NewFile(f"{title}.pdf", content, "letter-in", title))

    def closed(self, unit: UnitOfWork, being: Being, _chance: Random) -> None:
        """The end of a case: what was asked has been done."""
        kept.add_move(unit, being.on, "proposed-closure", "closed", "", {"reason": "resolved"})
        values = {"state": "closed", "next_review": None, "closed": unit.at.date()}
        kept.set_case(unit, self.kind, being.on.id, values)

    # --- records of declared kinds ---------------------------------------------------------------------------------

    def diary(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A diary sheet, which one in ten never brings back."""
        given = unit.at.date() - timedelta(days=21)
        answers = {
            "given": given,
            "what_for": self._said(chance, 4),
            "due": given + timedelta(days=chance.randint(7, 28)),
        }
        if chance.random() < 0.9:
            answers |= {"returned": given + timedelta(days=20), "usable": "yes", "shows": self._said(chance, 20)}
        self._record(unit, being, "diary", answers, being.victim)

    def referral(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A referral to the mental health trust, which mostly answers."""
        sent = unit.at.date() - timedelta(days=3)
        answers = {"whose": "victim", "need": "mental-health", "agreed": "yes", "basis": "consent"}
        answers |= {"agency": "mental-health-trust", "sent": sent, "words": self._said(chance, 10)}
        if chance.random() < 0.8:
            answers |= {"answer": "accepted", "answered": unit.at.date()}
        if chance.random() < 0.6:
            answers |= {"seen": unit.at.date(), "outcome": "met", "ended": unit.at.date()}
        self._record(unit, being, "onward-referral", answers, being.victim)

    def owed(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """Support under the Victims' Code."""
        today = unit.at.date()
        answers = {"entitlement": "right-4" if today.year > 2021 else "support", "owed": today}
        if chance.random() < 0.9:
            answers |= {"given": today}
        self._record(unit, being, "entitlement", answers, being.victim)

    def review(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A case review somebody asked for."""
        today = unit.at.date()
        answers = {"applied": today - timedelta(days=9), "applicant": "victim", "acknowledged": today}
        if chance.random() < 0.8:
            answers |= {"decision": "not-met", "decided": today, "told": today, "reasons": self._said(chance, 20)}
        self._record(unit, being, "case-review", answers, None)

    def survey(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """What the victim thought of it."""
        today = unit.at.date()
        answers = {"sent": today - timedelta(days=5), "channel": "letter", "returned": today}
        answers |= {key: chance.choice(_SAID_OF_IT) for key in ("handling", "outcome", "informed")}
        self._record(unit, being, "survey", answers, None)

    def _record(
        self, unit: UnitOfWork, being: Being, code: str, answers: Mapping[str, Any], party: UUID | None
    ) -> None:
        kind = self.kind.record(code)
        assert kind is not None
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in answers.items()}
        case_records.add_record(unit, being.on, kind, NewRecord(code, plain, party), unit.at.date())

    # --- orders ----------------------------------------------------------------------------------------------------

    def responsible(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """Whoever is said to have done it."""
        facts = PersonFacts((FactInput(FactKind.NAME, self._name(chance)),))
        kept.add_party(unit, being.on, NewParty("responsible", facts=facts))
        being.person = self.paper.fresh["person"][0]["id"]

    def order(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """An order against whoever did it, against the premises, or for the area."""
        starts = unit.at.date()
        if being.person is not None:
            tool, days = chance.choice(_ORDERS)
            new = NewOrder(tool, "person", {}, being.person)
        else:
            asked = self.paper.in_hand[being.on.id]["answers"]
            placed = {"place": asked["incident_place"], "postcode": asked["incident_postcode"]}
            premises = chance.random() < 0.5
            new = NewOrder("closure-order", "premises", placed) if premises else NewOrder("pspo", "area", placed)
            days = 90 if premises else 1095
        answers = {
            **new.answers,
            "issued": starts.isoformat(),
            "starts": starts.isoformat(),
            "expires": (starts + timedelta(days=days)).isoformat(),
            "conditions": ("area", "contact"),
            "conditions_words": self._said(chance, 12),
        }
        new = NewOrder(new.tool, new.against, answers, new.person_id)
        span = span_of(answers, (), lasts=True)
        being.order = kept_orders.add_order(unit, being.on, self._toolkit, new, span)

    def linked(self, unit: UnitOfWork, being: Being, _chance: Random) -> None:
        """The order of the case logged before serves this one too."""
        order_id = self.beings[being.number - 1].order
        assert order_id is not None
        person = self.paper.in_hand[order_id]["person_id"]
        if person is not None:
            kept.add_party(unit, being.on, NewParty("responsible", person_id=person))
        kept_orders.link_order(unit, being.on, self._toolkit, order_id)

    def breach(self, unit: UnitOfWork, being: Being, chance: Random) -> None:
        """A breach, of which mostly something comes."""
        assert being.order is not None
        row, happened = self.paper.in_hand[being.order], unit.at.date()
        breach = kept_orders.add_event(unit, row, "breach", happened, {"words": self._said(chance, 12)}, None)
        if chance.random() < 0.9:
            kept_orders.add_event(unit, row, "outcome", happened, {"outcome": "warned"}, breach)
        kept_orders.fold_again(unit, self._toolkit, being.order)

    @property
    def _toolkit(self) -> Toolkit:
        assert self.kind.orders is not None
        return self.kind.orders


# --- when ----------------------------------------------------------------------------------------------------------

OPERATIONS: Mapping[str, str] = {
    "incident": "case.incident",
    "assessed": "case.assessed",
    "contact": "case.contact",
    "action": "case.action",
    "flag": "case.flagged",
    "file": "case.file",
    "diary": "case.record",
    "referral": "case.record",
    "owed": "case.record",
    "review": "case.record",
    "survey": "case.record",
    "responsible": "case.party",
    "order": "order.added",
    "linked": "order.linked",
    "breach": "order.breach",
    "closed": "case.closed",
}
"""What happens, and what its operation is called."""
_USUAL: Sequence[tuple[str, float, int, int]] = (
    ("incident", 0.01, 1, 0),
    ("assessed", 0.02, 1, 0),
    ("action", 9, 3, 0),
    ("incident", 20, 4, 3),
    ("incident", 40, 4, 3),
    ("flag", 1, 4, 3),
    ("owed", 2, 10, 7),
    ("referral", 6, 10, 7),
    ("file", 8, 25, 7),
    ("diary", 24, 5, 2),
    ("responsible", 3, 25, 7),
    ("responsible", 3, 50, 27),
    ("order", 30, 20, 7),
    ("linked", 31, 60, 28),
    ("breach", 60, 60, 7),
    ("review", 100, 200, 7),
    ("survey", 179, 6, 1),
)
"""What happens, how many days after its case was logged, on one case in how many, and on which of them: so that the
cases with :data:`MANY` contacts have some of everything."""


def diary(cases: int, contacts: int) -> list[tuple[float, int, str]]:
    """What happens when: days since the beginning, the case's number, and what."""
    chance = Random(SEED)
    days = YEARS * 365.0
    logged = [days * number / cases for number in range(cases)]
    heavy = range(7 if cases > 7 else 0, cases, HEAVY)
    many = min(MANY, contacts // max(1, len(heavy)))
    spoken = [number for number in heavy for _ in range(many)]
    spoken += chance.choices(range(cases), k=contacts - len(spoken))
    told = [(logged[number], number, "logged") for number in range(cases)]
    told += [(logged[number] + 0.1 + chance.random() * 170, number, "contact") for number in spoken]
    told += [
        (logged[number] + after, number, what)
        for what, after, one_in, which in _USUAL
        for number in range(which, cases, one_in)
    ]
    told += [(logged[number] + 180, number, "closed") for number in range(cases) if chance.random() < 0.8]
    last = days - 0.001
    return sorted((min(day, last), number, what) for day, number, what in told if what == "contact" or day < last)
