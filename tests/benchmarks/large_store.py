"""The large store that speed is measured on: made-up cases, people and contacts with real journals.

Every record is written by the unit of work itself and by the store's own functions; only the connection under it is
another: it keeps what is written and answers from memory what a unit asks of what it has just written, and the rows
go into the file many at a time. ``store check`` finds nothing wrong with what comes out.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Insert, ScalarSelect, Table, Update

from spp_desktop.domain.cases import NewAction, NewAssessment, NewContact, NewIncident, NewParty
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.dates import When
from spp_desktop.domain.instruments import score
from spp_desktop.domain.journal import Stream, case_stream
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import Role
from spp_desktop.imports.areas import postcodes_in
from spp_desktop.services import sign_in
from spp_desktop.services.demo_stories import AREAS, cast, stories
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import cases as kept
from spp_desktop.store.cases import OnCase, Opening
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.keys import SHIPPED, Cost
from spp_desktop.store.migrations import LATEST
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.tables.journal import ChainRow
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.unit import UnitOfWork

OFFICER = "Hannah Whitcombe"
PASSPHRASE = "measured many times"
ROLES = (Role.ADMINISTRATOR, Role.ASB_OFFICER, Role.SUPERVISOR, Role.ANALYST)
AS_AT = datetime(2025, 10, 13, 8, 14, tzinfo=UTC)
"""The moment the store is measured at: its latest operation lies just before."""
YEARS = 8
HEAVY = 500
"""One case in so many has :data:`MANY` contacts."""
MANY = 200
SEED = 2012
EDITION = 1
"""Raised when what a store of one size holds is altered, so that those kept are made anew."""
TOGETHER = 4_000
"""Operations whose rows go into the file together."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases, each with a person of its own, and how many contacts on them all."""

    cases: int
    contacts: int

    @property
    def name(self) -> str:
        """The size in a folder's name and a table's heading."""
        return f"{self.cases}-cases-{self.contacts}-contacts"


SMALL, LARGE = Size(10_000, 100_000), Size(100_000, 1_000_000)


# --- a connection that keeps what is written --------------------------------------------------------------------


class _Answer:
    """Rows as a unit of work reads them."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def one(self) -> Any:
        return self._rows[0]

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def all(self) -> Sequence[Any]:
        return self._rows

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> Iterator[Any]:
        return (row[0] for row in self._rows)


class Paper:
    """Stands where a unit of work's connection does. Cases stay in hand to the end, so that altering one needs no
    statement; everything else is handed over by :meth:`tear_off`."""

    dialect = SimpleNamespace(name="sqlite")

    def __init__(self) -> None:
        self.rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.fresh: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.cases: dict[UUID, dict[str, Any]] = {}
        self.chains: dict[str, dict[str, Any]] = {}
        self.serials: dict[int, int] = defaultdict(int)
        self.stream = ""
        self.year = 0
        self.stamp: str | None = None

    def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> _Answer:
        """Keep what is written; answer what is asked."""
        if isinstance(statement, Insert):
            rows = parameters if isinstance(parameters, list) else [parameters]
            self._keep(statement.table, rows)
            return _Answer(())
        if isinstance(statement, Update):
            values = dict(parameters)
            self.cases[values.pop("id_")].update(values)
            return _Answer(())
        return _Answer(self._asked(statement, parameters or {}))

    def _keep(self, table: Any, rows: list[dict[str, Any]]) -> None:
        self.fresh[table.name] += rows
        if table.name == "case":
            self.cases.update((row["id"], row) for row in rows)
        elif table.name == "chain":
            self.chains[rows[0]["stream"]] = rows[0]
            self.stamp = rows[0]["stamp"]
        else:
            self.rows[table] += rows

    def _asked(self, statement: Any, parameters: Mapping[str, Any]) -> list[Any]:
        """Rows for the few questions that the store's functions put. What SQLAlchemy says openly of a statement costs
        more to ask than all the rest, so its first column is looked at instead."""
        first = statement._raw_columns[0]
        if isinstance(first, Table):
            return [SimpleNamespace(_mapping=self.cases[parameters["id_"]])]
        if isinstance(first, ScalarSelect):
            chain = self.chains.get(self.stream)
            return [(chain["serial"], chain["hash"], self.stamp) if chain else (None, None, self.stamp)]
        column = first if isinstance(first, Column) else next(iter(first.clauses))
        match column.table.name:
            case "case":
                self.serials[self.year] += 1
                return [(self.serials[self.year] - 1,)]
            case "case_incident":
                # Each case has one incident, of its own.
                return [(None,)]
            case "person_fact":
                return [SimpleNamespace(**row) for row in self.fresh["person_fact"]]
            case "party":
                return [(row["id"],) for row in self.fresh["party"]]
        raise NotImplementedError(column)

    def tear_off(self) -> dict[Table, list[dict[str, Any]]]:
        """What was written since it was last asked for, by table."""
        rows, self.rows = self.rows, defaultdict(list)
        return rows

    @contextmanager
    def operation(self, kind: str, *, by: UUID, at: datetime, device: UUID, stream: str) -> Iterator[UnitOfWork]:
        """One operation, as ``Store.write`` does it."""
        self.fresh.clear()
        self.stream, self.year = stream, at.year
        paper: Any = self
        unit = UnitOfWork(paper, kind=kind, by=by, at=at, device=device, compartment="general", stream=stream)
        yield unit
        unit.finish()


# --- what happens ------------------------------------------------------------------------------------------------

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


def _lexicon() -> tuple[str, ...]:
    chance = Random(SEED)
    said = {word for story in stories() for word in f"{story.what} {story.wishes}".split()}
    while len(said) < _WORDS:
        said.add("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))))
    return tuple(sorted(said))


@dataclass(slots=True)
class _Happening:
    """The whole partnership as it is being written."""

    paper: Paper
    device: UUID
    code: str
    officers: tuple[UUID, ...]
    kind: CaseType
    words: tuple[str, ...]
    postcodes: Mapping[str, Sequence[str]]

    def on(self, number: int) -> Random:
        """The chance by which one case goes its way."""
        return Random(SEED * 1_000_003 + number)

    def log(self, number: int, at: datetime) -> tuple[OnCase, str]:
        """Log a case with a victim of its own; returns it and its stream."""
        chance = self.on(number)
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
        name = f"{chance.choice(cast().given)} {self._family(chance)}"
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
            kept.add_party(unit, on, NewParty("victim", facts=PersonFacts(facts)), main=True)
        return on, stream

    def _family(self, chance: Random) -> str:
        if chance.random() < 0.3:
            return chance.choice(cast().family)
        return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()

    def incident(self, unit: UnitOfWork, on: OnCase, chance: Random) -> None:
        """What was reported, as an incident."""
        answers = self.paper.cases[on.id]["answers"]
        new = NewIncident(
            When(unit.at.date()),
            category=answers["category"],
            subtype=answers["subtype"],
            place=answers["incident_place"],
            postcode=answers["incident_postcode"],
            words=self._said(chance, 14),
        )
        kept.add_incident(unit, on, new, self.paper.cases[on.id]["area"])

    def assessed(self, unit: UnitOfWork, on: OnCase, chance: Random) -> None:
        """The first assessment of risk."""
        scale = self.kind.instrument
        answers = chance.choice(stories()).risk
        result = score(scale, answers, ())
        band = result.band or scale.bands[-1].code
        kept.add_assessment(unit, on, scale, NewAssessment(answers, occasion="opening"), result, band)
        review = unit.at.date() + timedelta(days=scale.band(band).review_days)
        # Reviews of work that goes on lie around the day the store is measured.
        while review < AS_AT.date() - timedelta(days=2):
            review += timedelta(days=scale.band(band).review_days)
        values = {"band": band, "score": result.score, "next_review": review}
        kept.set_case(unit, self.kind, on.id, values)

    def contact(self, unit: UnitOfWork, on: OnCase, chance: Random) -> None:
        """A contact; the first that reaches the victim stops the clock."""
        channel, outcome = chance.choice(_OUTCOMES)
        kept.add_contact(unit, on, NewContact(channel, outcome, self._said(chance, chance.randint(8, 26))))
        if self.paper.cases[on.id]["first_contact_at"] is None and outcome in ("spoke", "reply", "visited"):
            kept.set_case(unit, self.kind, on.id, {"first_contact_at": unit.at})

    def action(self, unit: UnitOfWork, on: OnCase, chance: Random) -> None:
        """Something to do, in the days around the one the store is measured at when it is late in its time."""
        due = unit.at.date() + timedelta(days=chance.randint(2, 30))
        owner = self.paper.cases[on.id]["owner_id"]
        kept.add_action(unit, on, NewAction("Target hardening visit", due, owner, kind="target-hardening"))

    def closed(self, unit: UnitOfWork, on: OnCase, _chance: Random) -> None:
        """The end of a case: what was asked has been done."""
        kept.add_move(unit, on, "proposed-closure", "closed", "", {"reason": "resolved"})
        values = {"state": "closed", "next_review": None, "closed": unit.at.date()}
        kept.set_case(unit, self.kind, on.id, values)

    def _said(self, chance: Random, length: int) -> str:
        # Cubed, so that a few words are said as often as in speech.
        return " ".join(self.words[int(_WORDS * chance.random() ** 3)] for _ in range(length))


_KINDS: Mapping[str, str] = {
    "incident": "case.incident",
    "assessed": "case.assessed",
    "contact": "case.contact",
    "action": "case.action",
    "closed": "case.closed",
}


def _diary(size: Size) -> list[tuple[float, int, str]]:
    """What happens when: days since the beginning, the case's number, and what."""
    chance = Random(SEED)
    days = YEARS * 365.0
    logged = [days * number / size.cases for number in range(size.cases)]
    heavy = range(7 if size.cases > 7 else 0, size.cases, HEAVY)
    many = min(MANY, size.contacts // max(1, len(heavy)))
    spoken = [number for number in heavy for _ in range(many)]
    spoken += chance.choices(range(size.cases), k=size.contacts - len(spoken))
    diary = [(logged[number], number, "logged") for number in range(size.cases)]
    diary += [(logged[number] + 0.01, number, "incident") for number in range(size.cases)]
    diary += [(logged[number] + 0.02, number, "assessed") for number in range(size.cases)]
    diary += [(logged[number] + 0.1 + chance.random() * 170, number, "contact") for number in spoken]
    diary += [(logged[number] + 9, number, "action") for number in range(0, size.cases, 3)]
    diary += [(logged[number] + 180, number, "closed") for number in range(size.cases) if chance.random() < 0.8]
    last = days - 0.001
    return sorted((min(day, last), number, what) for day, number, what in diary if what == "contact" or day < last)


# --- writing it --------------------------------------------------------------------------------------------------


def build(folder: Path, size: Size, *, cost: Cost = SHIPPED, progress: Progress | None = None) -> None:
    """Build the store in a new folder. The officer :data:`OFFICER` opens it with :data:`PASSPHRASE`."""
    start = AS_AT - timedelta(days=YEARS * 365)
    made = sign_in.create_store(folder, OFFICER, PASSPHRASE, roles=ROLES, now=lambda: start, cost=cost)
    me = made.signed_in
    try:
        _fill(me, size, start, progress)
    finally:
        sign_in.sign_out(me)


def _fill(me: SignedIn, size: Size, start: datetime, progress: Progress | None) -> None:
    officers = (me.officer.id, *_colleagues(me, start))
    postcodes = {area: postcodes_in(area) for area in set(AREAS)}
    happening = _Happening(
        Paper(), me.store.device.id, me.store.code, officers, case_type("asb"), _lexicon(), postcodes
    )
    diary = _diary(size)
    with me.store.alone() as connection:
        raw = connection.connection.driver_connection
        for setting in ("foreign_keys = OFF", "synchronous = OFF"):
            raw.execute(f"PRAGMA {setting}")
        try:
            _write(connection, happening, diary, start, progress)
        finally:
            for setting in ("foreign_keys = ON", "synchronous = FULL"):
                raw.execute(f"PRAGMA {setting}")


def _colleagues(me: SignedIn, at: datetime) -> Iterator[UUID]:
    for place, name in enumerate(cast().family[:11]):
        with me.store.write("officer.added", by=me.officer.id, at=at, stream=Stream.LISTS) as unit:
            row = OfficerRow(id=unit.new_id(), name=f"Officer {name}", name_key=f"{name.lower()} {place}")
            unit.insert(row)
            yield row.id


def _write(
    connection: Any,
    happening: _Happening,
    diary: Sequence[tuple[float, int, str]],
    start: datetime,
    progress: Progress | None,
) -> None:
    paper = happening.paper
    opened: dict[int, tuple[OnCase, str]] = {}
    for done, (day, number, what) in enumerate(diary):
        at = start + timedelta(days=day)
        if what == "logged":
            opened[number] = happening.log(number, at)
        else:
            on, stream = opened[number]
            by = paper.cases[on.id]["owner_id"]
            with paper.operation(_KINDS[what], by=by, at=at, device=happening.device, stream=stream) as unit:
                unit.concern(on.id)
                getattr(happening, what)(unit, on, happening.on(done))
        if done % TOGETHER == TOGETHER - 1:
            _put(connection, paper.tear_off())
            if progress is not None:
                progress("Writing the large store", done, len(diary))
    _put(connection, paper.tear_off())
    _put(connection, {table_of(CaseRow): list(paper.cases.values()), table_of(ChainRow): list(paper.chains.values())})


def _put(connection: Any, rows: Mapping[Table, list[dict[str, Any]]]) -> None:
    with connection.begin():
        for table, many in rows.items():
            if many:
                connection.execute(table.insert().inline(), many, execution_options=ALLOWED)


# --- keeping it --------------------------------------------------------------------------------------------------


def kept_folder() -> Path:
    """Where what is made for measuring is kept between runs."""
    return Path(tempfile.gettempdir()) / "spp-desktop-bench"


def kept_store(size: Size, progress: Progress | None = None) -> Path:
    """The store of a size, built on the first call and kept among temporary files until schema or content change."""
    folder = kept_folder() / f"{size.name}-schema-{LATEST}-edition-{EDITION}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        build(folder / "store", size, progress=progress)
        (folder / "done").touch()
    return folder / "store"
