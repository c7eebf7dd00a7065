"""The check: says nothing of a sound store, and names what was tampered with or damaged by its id."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from spp_desktop.domain.cases import NewContact, NewParty
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.figures.datasets import Dataset
from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.figures.months import Month
from spp_desktop.domain.journal import Stamp, Stream
from spp_desktop.domain.retention import Target
from spp_desktop.services import cases, entries
from spp_desktop.store import erase
from spp_desktop.store.check import Report, check
from spp_desktop.store.crime import add_dataset
from spp_desktop.store.dialect import into
from spp_desktop.store.engine import connect_file, open_engines
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.index import Indexed
from spp_desktop.store.keys import Keys
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.notice import NoticeRow
from spp_desktop.store.tables.officer import OfficerRow
from tests.casework import incident, logged, signed_in
from tests.stores import CONFIDENTIAL_KEY, GENERAL_KEY

BY, NOW = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NAME = "Unmistakable Person"
INDEXED = table_of(IndexedRow)
JANUARY = Month(2025, 1)
DATASET = Dataset(
    id=UUID(int=8),
    series=Series.POLICE,
    name="a.csv",
    source="police",
    force="A Constabulary",
    sha256="ab",
    as_at=date(2026, 3, 2),
    imported_by=BY,
    imported_at=NOW,
    months=(JANUARY,),
    rows=6,
    counted=3,
    unplaced=1,
    outside=2,
    rejected=0,
)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with records made, altered, deleted and erased in both compartments."""
    for compartment in ("general", "confidential"):
        with store.write("x.made", by=BY, at=NOW, stream=Stream.LISTS, compartment=compartment, why="why not") as unit:
            for number in range(1, 4):
                row = OfficerRow(id=UUID(int=number), name=f"{NAME} {number}", name_key=str(number), roles=["board"])
                unit.insert(row)
                unit.index(Indexed("person", row.id, (f"name{number}", "person")))
            unit.insert(NoticeRow(id=UUID(int=9), kind="x", at=NOW, details={"a": 1, "b": [1.5, None]}))
            add_dataset(unit, DATASET, {(JANUARY, "E01015588", "burglary"): 3, (JANUARY, "", "burglary"): 1})
        with store.write("x.edited", by=BY, at=NOW, stream=Stream.AUDIT, compartment=compartment) as unit:
            unit.update(NoticeRow, UUID(int=9), {"details": {"a": 2}, "seen_at": NOW})
            unit.tombstone(OfficerRow, UUID(int=2))
            unit.unindex("person", UUID(int=2))
        targets = [Target("officer", UUID(int=3), frozenset({"name"}))]
        erase.erase(store, targets, by=BY, at=NOW, why="asked to", compartment=compartment)
    return store


def tamper(store: Store, statement: str, compartment: str = "general") -> None:
    with store.engines.writer.begin() as connection:
        schema = store.engines.schemas[compartment]
        connection.execute(text(statement.format(s=schema)), execution_options=dict(ALLOWED))


def said(report: Report) -> list[tuple[str, str, str]]:
    return [(one.compartment, one.about, one.message) for one in report.findings]


def test_a_sound_store_has_nothing_found(filled: Store) -> None:
    steps: list[tuple[str, int, int]] = []
    report = check(filled, {}, progress=lambda *step: steps.append(step))
    assert said(report) == []
    assert report.sound
    assert report.checked == ("general", "confidential")
    assert report.sealed == ()
    assert (report.operations, report.records) == (6, 10)
    assert ("Verifying the journal", 3, 3) in steps


@pytest.mark.parametrize("compartment", ["general", "confidential"])
@pytest.mark.parametrize(
    ("statement", "about", "message"),
    [
        ("UPDATE {s}.officer SET name = 'Somebody Else' WHERE name LIKE '% 1'", "record", "the officer is not what"),
        ("UPDATE {s}.operation SET kind = 'x.other' WHERE kind = 'x.edited'", "chain", "audit, entry 1: its content"),
        ("DELETE FROM {s}.chain WHERE stream = 'lists'", "chain", "lists: the chain has entries and no end"),
        ("UPDATE {s}.chain SET serial = 2 WHERE stream = 'lists'", "chain", "lists, entry 2: the chain does not end"),
        ("UPDATE {s}.change SET action = 'never heard of' WHERE kind = 'notice'", "chain", "an entry after this one"),
        ("DELETE FROM {s}.officer WHERE name LIKE '% 1'", "record", "the officer is in the journal and nowhere else"),
        ("UPDATE {s}.crime_count SET crimes = 4 WHERE crimes = 3", "record", "its crime counts are not those of its"),
        ("DELETE FROM {s}.crime_count", "record", "its crime counts are not those of its file"),
    ],
)
def test_tampering_is_found(filled: Store, compartment: str, statement: str, about: str, message: str) -> None:
    if "chain WHERE" in statement and filled.engines.dialect == "postgresql":
        tamper(filled, "SELECT 1")
    tamper(filled, statement, compartment)
    report = check(filled, {})
    assert not report.sound
    assert {one.compartment for one in report.findings} == {compartment}
    assert any(one.about == about and message in one.message for one in report.findings), said(report)
    assert NAME not in repr(report)
    assert "Somebody" not in repr(report)


def test_a_document_that_is_not_valid_is_named_by_its_id(filled: Store) -> None:
    def validate(row: Any) -> list[str]:
        return [f"details.{key}" for key, value in row["details"].items() if value == 2]

    report = check(filled, {"notice": validate})
    assert said(report) == [
        (compartment, "document", "notice: details.a is not valid") for compartment in ("general", "confidential")
    ]
    assert {one.record_id for one in report.findings} == {UUID(int=9)}


def test_a_value_that_waits_for_a_decision_is_no_finding(filled: Store) -> None:
    stamps = {"": Stamp(1, 0, BY).text, "office": [[Stamp(1, 0, BY).text, "South"], [Stamp(2, 0, BY).text, ""]]}
    with filled.engines.writer.begin() as connection:
        own = into(connection, filled.engines.schemas["general"])
        officer = table_of(OfficerRow)
        own.execute(
            officer.update().where(officer.c.id == UUID(int=1)).values(office="South", stamps=stamps),
            execution_options=dict(ALLOWED),
        )
    assert said(check(filled, {})) == []


def test_it_stops_when_asked(filled: Store) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Refused, match="Stopped"):
        check(filled, {}, cancelled=cancelled)


def test_what_the_search_misses_or_finds_in_vain_is_named_by_its_id(store: Store) -> None:
    me = signed_in(store)
    case = logged(me, NAME)
    on = case.case_id
    heard = NewContact("mobile", "spoke", words="Unmistakable words")
    lost, withdrawn = (entries.record_contact(me, on, heard).value.id for _ in range(2))
    wordless = entries.record_contact(me, on, NewContact("mobile", "no-answer", words="—")).value.id
    place = incident(me, on, place="Unmistakable Close").id
    community = NewParty("witness", kind="community", place="Unmistakable Close")
    party = entries.add_party(me, on, community).value.id
    assert said(check(store, {})) == []
    entries.withdraw_contact(me, withdrawn, "Misfiled")
    assert said(check(store, {})) == []
    (person,) = (each.id for each in cases.open_case(me, on).parties if each.main)
    every = (lost, place, person, party, on)
    with store.engines.writer.begin() as connection:
        own = into(connection, store.engines.schemas["general"])
        row = dict(own.execute(INDEXED.select().where(INDEXED.c.record_id == lost)).mappings().one())
        own.execute(INDEXED.delete().where(INDEXED.c.record_id.in_(every)), execution_options=dict(ALLOWED))
        del row["rowid"]
        for number, vain in enumerate((withdrawn, UUID(int=404))):
            vain_row = {**row, "record_id": vain, "kind": ("contact", "case")[number]}
            own.execute(INDEXED.insert().values(vain_row), execution_options=dict(ALLOWED))
    report = check(store, {})
    missed = {one.record_id: one.message for one in report.findings}
    kinds = ("contact", "incident", "party", "party", "case")
    assert missed == {
        **{each: f"the {kind} is not found by its words" for each, kind in zip(every, kinds, strict=True)},
        **dict.fromkeys((withdrawn, UUID(int=404)), "words find it, and it is no record that can be found"),
    }
    assert {one.about for one in report.findings} == {"index"}
    assert wordless not in missed
    assert "nmistakable" not in repr(report)


def raw_of(store: Store) -> Any:
    return connect_file(store.folder.path / "general.db", GENERAL_KEY)


def alter_raw(store: Store, change: Callable[[Any], object]) -> None:
    raw = raw_of(store)
    try:
        raw.execute("PRAGMA foreign_keys = OFF")
        change(raw)
    finally:
        raw.close()


@pytest.fixture
def on_disk(sqlite_store: Store) -> Store:
    with sqlite_store.write("x.made", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        for number in range(1, 400):
            unit.insert(OfficerRow(id=UUID(int=number), name=f"{NAME} {number}", name_key=str(number)))
            unit.index(Indexed("person", UUID(int=number), (f"name{number}", "person")))
    return sqlite_store


def test_an_index_out_of_step_is_found(on_disk: Store) -> None:
    alter_raw(on_disk, lambda raw: raw.execute("INSERT INTO indexed_words (rowid, tokens) VALUES (9999, 'stray')"))
    assert said(check(on_disk, {})) == [("general", "index", "1 words find other records than they should")]


def test_a_reference_to_nothing_is_found(on_disk: Store) -> None:
    alter_raw(on_disk, lambda raw: raw.execute("UPDATE change SET operation_id = zeroblob(16) WHERE place = 7"))
    found = said(check(on_disk, {}))
    assert ("general", "reference", "row 8 of change points at nothing") in found
    assert any(about == "chain" for _, about, _ in found)


def test_a_page_that_was_altered_is_named(on_disk: Store) -> None:
    alter_raw(on_disk, lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    path = on_disk.folder.path / "general.db"
    with path.open("r+b") as file:
        file.seek(20 * 4096 + 100)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    report = check(on_disk, {})
    assert [one.about for one in report.findings] == ["page"]
    assert "21" in report.findings[0].message


def test_what_cannot_be_read_is_said(on_disk: Store) -> None:
    alter_raw(on_disk, lambda raw: raw.execute("DROP TABLE notice"))
    assert ("general", "structure", "the file could not be read to its end") in said(check(on_disk, {}))


def test_a_file_that_no_longer_opens_is_said(on_disk: Store) -> None:
    alter_raw(on_disk, lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    on_disk.engines.dispose()
    path = on_disk.folder.path / "general.db"
    path.write_bytes(b"\x01" * 100 + path.read_bytes()[100:])
    (finding,) = check(on_disk, {}).findings
    assert (finding.about, "does not open" in finding.message) == ("structure", True)


def test_a_compartment_whose_key_is_not_held_is_said_to_wait(on_disk: Store) -> None:
    on_disk.close()
    keys = Keys(GENERAL_KEY)
    store = Store(open_engines(on_disk.folder, keys), on_disk.device, on_disk.folder, keys)
    try:
        report = check(store, {})
    finally:
        store.close()
    assert (report.checked, report.sealed, report.sound) == (("general",), ("confidential",), True)
    assert CONFIDENTIAL_KEY
