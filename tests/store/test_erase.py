"""Erasing: out of record, journal, drafts, index and every byte of the files, with the chain still verifying."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from spp_desktop.domain.journal import Stamp, Stream
from spp_desktop.domain.retention import OPERATION, Target
from spp_desktop.domain.search import query_tokens
from spp_desktop.store import erase, ledger
from spp_desktop.store.backups import make_backup
from spp_desktop.store.device import new_device
from spp_desktop.store.engine import open_engines
from spp_desktop.store.erase import erase_again
from spp_desktop.store.index import Indexed, matching, sought
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import IncidentRow
from spp_desktop.store.tables.draft import DraftRow
from spp_desktop.store.tables.erasure import ErasureRow
from spp_desktop.store.tables.notice import NoticeRow
from spp_desktop.store.tables.officer import OfficerRow
from tests.store.decrypt import decrypted
from tests.stores import CONFIDENTIAL_KEY, GENERAL_KEY

BY, NOW = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
WORDS = "zanzibarfalcon"
LONG = " ".join(f"{WORDS}{number}" for number in range(2000))
"""Long enough to spill into pages of its own."""


def write_words(store: Store, compartment: str = "general") -> tuple[UUID, UUID, UUID]:
    """A record with the words in it, altered twice, indexed, drafted about, with the words as a reason."""
    with store.write("notice.made", by=BY, at=NOW, stream=Stream.AUDIT, compartment=compartment) as unit:
        record_id = unit.new_id()
        unit.insert(NoticeRow(id=record_id, kind="x", at=NOW, details={"words": WORDS, "count": 3}))
        unit.index(Indexed("case", record_id, (WORDS, "keep")))
        draft = {"id": unit.new_id(), "officer_id": BY, "form": "f", "subject": record_id, "case_type": "asb"}
        unit.loose(table_of(DraftRow).insert().values(**draft, kept_at=NOW, content={"typed": WORDS}))
    with store.write(
        "notice.edited",
        by=BY,
        at=NOW,
        stream=Stream.AUDIT,
        why=f"said {WORDS}",
        about=record_id,
        compartment=compartment,
    ) as unit:
        unit.update(NoticeRow, record_id, {"details": {"words": LONG, "count": 3}})
        operation_id = unit.operation_id
    with store.write("officer.made", by=BY, at=NOW, stream=Stream.LISTS, compartment=compartment) as unit:
        officer_id = unit.new_id()
        unit.insert(OfficerRow(id=officer_id, name=WORDS.title(), name_key=WORDS))
    return record_id, operation_id, officer_id


def row_of(store: Store, row: Any, record_id: UUID, compartment: str = "general") -> Any:
    with store.read(compartment) as connection:
        return connection.execute(select(table_of(row)).where(table_of(row).c.id == record_id)).one()


def everything_of(store: Store, record_id: UUID, compartment: str = "general") -> str:
    with store.read(compartment) as connection:
        return repr(ledger.changes_to(connection, record_id, after=-1))


@pytest.mark.parametrize("compartment", ["general", "confidential"])
def test_one_answer_goes_and_the_rest_stays(store: Store, compartment: str) -> None:
    with store.read() as connection:
        record_id, _, _ = write_words(store, compartment)
    done = erase.erase(
        store,
        [Target("notice", record_id, frozenset({"details.words"}))],
        by=BY,
        at=NOW,
        why="asked to",
        compartment=compartment,
    )
    assert (done.records, done.backups_until) == (1, None)
    kept = row_of(store, NoticeRow, record_id, compartment)
    assert (kept.details, kept.kind, kept.revision, kept.deleted) == ({"count": 3}, "x", 3, False)
    assert WORDS not in everything_of(store, record_id, compartment)
    with store.read(compartment) as connection:
        made, edited, erased = ledger.changes_to(connection, record_id)
        assert {one.field: one.new.value for one in made.fields}["details.count"] == 3
        assert [(one.field, one.new.value, one.new.erased is None) for one in edited.fields] == [
            ("details.words", None, False)
        ]
        assert (erased.action, erased.fields) == ("erased", ())
        assert list(ledger.broken(connection)) == []
        assert connection.execute(select(table_of(DraftRow).c.id)).all() == []
        dialect, words = connection.dialect.name, query_tokens(WORDS).words
        assert connection.execute(matching(dialect), sought(dialect, "case", words)).all() == []


def test_a_record_erased_whole_loses_the_words_said_about_it(store: Store) -> None:
    record_id, operation_id, officer_id = write_words(store)
    erase.erase(
        store, [Target("notice", record_id), Target("officer", officer_id)], by=BY, at=NOW, why="six years have passed"
    )
    notice, officer = row_of(store, NoticeRow, record_id), row_of(store, OfficerRow, officer_id)
    assert (notice.details, notice.kind, notice.deleted) == ({}, "", True)
    assert (officer.name, officer.name_key, officer.roles) == ("", officer_id.hex, [])
    for one in (record_id, operation_id, officer_id):
        assert WORDS not in everything_of(store, one).lower()
    with store.read() as connection:
        assert list(ledger.broken(connection)) == []


def test_the_words_of_an_operation_can_be_erased_alone(store: Store) -> None:
    record_id, operation_id, _ = write_words(store)
    erase.erase(store, [Target(OPERATION, operation_id, frozenset({"why"}))], by=BY, at=NOW, why="a name was in it")
    assert WORDS not in everything_of(store, operation_id)
    assert WORDS in everything_of(store, record_id)
    with store.read() as connection:
        assert list(ledger.broken(connection)) == []


def test_what_is_not_there_is_not_counted(store: Store) -> None:
    done = erase.erase(store, [Target("notice", UUID(int=99))], by=BY, at=NOW, why="asked to")
    assert done.records == 0


def test_values_waiting_for_a_decision_go_too(store: Store) -> None:
    record_id, _, _ = write_words(store)
    early, late = Stamp(1, 0, UUID(int=5)).text, Stamp(2, 0, UUID(int=6)).text
    with store.write("x.y", by=BY, at=NOW, stream=Stream.AUDIT) as unit:
        unit.connection.execute(
            table_of(NoticeRow).update().values(stamps={"": early, "details.words": [[late, WORDS], [early, "b"]]}),
            execution_options=dict(erase.ALLOWED),
        )
    erase.erase(store, [Target("notice", record_id, frozenset({"details"}))], by=BY, at=NOW, why="asked to")
    assert row_of(store, NoticeRow, record_id).stamps == {"": early, "details.words": late}


def bytes_of(store: Store) -> bytes:
    """All the store's files decrypted, and those that are not encrypted as they are."""
    found = b""
    for path in sorted(store.folder.path.rglob("*")):
        if path.suffix == ".db" or path.name.endswith(".db-wal"):
            found += decrypted(path, GENERAL_KEY if path.name.startswith("general") else CONFIDENTIAL_KEY)
        elif path.is_file() and not path.name.endswith("-shm"):
            found += path.read_bytes()
    return found.lower()


@pytest.mark.parametrize("compartment", ["general", "confidential"])
def test_the_words_are_in_no_byte_of_any_file(sqlite_store: Store, compartment: str) -> None:
    record_id, _, officer_id = write_words(sqlite_store, compartment)
    assert bytes_of(sqlite_store).count(WORDS.encode()) > 2000
    erase.erase(
        sqlite_store,
        [Target("notice", record_id), Target("officer", officer_id)],
        by=BY,
        at=NOW,
        why="six years have passed",
        compartment=compartment,
    )
    left = bytes_of(sqlite_store)
    assert b"six years have passed" in left
    assert WORDS.encode() not in left
    assert WORDS[:9].encode() not in left


def test_an_erasing_is_kept_sealed_and_done_again_on_a_backup_put_back(sqlite_store: Store) -> None:
    folder = sqlite_store.folder
    folder.slots.write_text("{}")
    folder.facts.write_text("{}")
    record_id, _, officer_id = write_words(sqlite_store, "confidential")
    general_id, _, _ = write_words(sqlite_store)
    made = make_backup(folder, sqlite_store.keys or keys(), now=NOW)
    shutil.copy(folder.path / "general.db", folder.path.parent / "old-general.db")
    sqlite_store.close()
    for name in ("general", "confidential"):
        shutil.copy(folder.path / f"{name}.db", folder.path.parent / f"old-{name}.db")
    sqlite_store = Store(open_engines(folder, keys()), sqlite_store.device, folder)
    done = erase.erase(
        sqlite_store,
        [Target("notice", record_id), Target("officer", officer_id, frozenset({"name"}))],
        by=BY,
        at=NOW + timedelta(hours=1),
        why="asked to",
        compartment="confidential",
    )
    assert done.backups_until == (made.made + timedelta(days=366)).date()
    sealed = (folder.backups / "erased-confidential.txt").read_text()
    assert str(record_id) not in sealed
    assert "notice" not in sealed
    sqlite_store.close()
    for name in ("general", "confidential"):
        shutil.copy(folder.path.parent / f"old-{name}.db", folder.path / f"{name}.db")
    with (folder.backups / "erased-confidential.txt").open("a") as file:
        file.write("bm90IHNlYWxlZCB3aXRoIG91ciBrZXkgYXQgYWxs\nnot base 64\n")

    restored = Store(open_engines(folder, keys()), new_device(), folder)
    try:
        assert row_of(restored, NoticeRow, record_id, "confidential").details["words"].startswith(WORDS)
        assert erase_again(restored, by=BY, at=NOW + timedelta(days=1)) == 1
        assert erase_again(restored, by=BY, at=NOW + timedelta(days=1)) == 0
        assert row_of(restored, NoticeRow, record_id, "confidential").details == {}
        officer = row_of(restored, OfficerRow, officer_id, "confidential")
        assert (officer.name, officer.name_key, officer.deleted) == ("", officer_id.hex, False)
        assert row_of(restored, NoticeRow, general_id).details["words"].startswith(WORDS)
        with restored.read("confidential") as connection:
            (kept,) = connection.execute(select(table_of(ErasureRow))).all()
            assert (kept.backups_until, kept.cleaned) == (done.backups_until, True)
            assert list(ledger.broken(connection)) == []
        assert WORDS.encode() not in decrypted(folder.path / "confidential.db", CONFIDENTIAL_KEY).lower()
        assert isinstance(done.backups_until, date)
    finally:
        restored.close()


def keys() -> Any:
    from spp_desktop.store.keys import Keys

    return Keys(GENERAL_KEY, CONFIDENTIAL_KEY)


def test_a_reader_in_the_way_is_said_and_finished_at_the_next_opening(sqlite_store: Store) -> None:
    record_id, _, officer_id = write_words(sqlite_store)
    targets = [Target("notice", record_id), Target("officer", officer_id)]
    with sqlite_store.alone() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 50").fetchall()
    with sqlite_store.read() as reading:
        reading.execute(select(table_of(NoticeRow).c.id)).all()
        assert not erase.erase(sqlite_store, targets, by=BY, at=NOW, why="asked to").cleaned
        assert row_of(sqlite_store, NoticeRow, record_id).details == {}
    assert WORDS.encode() in bytes_of(sqlite_store)
    assert erase_again(sqlite_store, by=BY, at=NOW) == 0
    assert WORDS.encode() not in bytes_of(sqlite_store)


def test_an_erasing_cut_short_is_finished_at_the_next_opening(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id, _, _ = write_words(sqlite_store)
    with monkeypatch.context() as patch:
        patch.setattr(erase, "_carry_out", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase.erase(sqlite_store, [Target("notice", record_id)], by=BY, at=NOW, why="asked to")
    assert row_of(sqlite_store, NoticeRow, record_id).details["words"].startswith(WORDS)
    assert erase_again(sqlite_store, by=BY, at=NOW) == 1
    assert row_of(sqlite_store, NoticeRow, record_id).details == {}


def test_what_was_typed_in_general_to_find_something_confidential_goes_too(store: Store) -> None:
    with store.write("case.incident", by=BY, at=NOW, stream=Stream.AUDIT, compartment="confidential") as unit:
        record_id = unit.new_id()
        unit.insert(
            IncidentRow(id=record_id, happened="2026-03-01", logged_at=NOW, by_id=BY, words=f"{WORDS} was seen")
        )
    with store.write("person.searched", by=BY, at=NOW, stream=Stream.AUDIT) as unit:
        unit.say(terms=WORDS[:9], results="0")
        operation_id = unit.operation_id
    done = erase.erase(
        store, [Target("incident", record_id)], by=BY, at=NOW, why="asked to", compartment="confidential"
    )
    assert (done.records, done.searches, done.cleaned) == (1, 1, True)
    assert WORDS[:9] not in everything_of(store, operation_id)
    with store.read() as connection:
        assert list(ledger.broken(connection)) == []
